"""The shape of a model file: its objects, keys and types, as pydantic models."""

from __future__ import annotations

import difflib
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from neurosim.errors import listed
from neurosim.interop.json_text import shown

FORMAT = "neurosim-model"
VERSION = 2
"""The newest version; a file that needs nothing of it is written as version 1."""

# a limit on the length makes pydantic refuse half a surrogate pair, which no file can hold
Text = Annotated[str, Field(min_length=0)]
Name = Annotated[str, Field(min_length=1)]
Numbers = list[float]


class Record(BaseModel):
    """An object of a file: exact types, finite numbers, no unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)
    title: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known:
                    near = difflib.get_close_matches(str(key).lower(), map(str.lower, known), n=1)
                    meant = [name for name in known if near and name.lower() == near[0]]
                    hint = f"; did you mean {meant[0]!r}?" if meant else ";"
                    problem = f"{cls.title} has no key {shown(key)}{hint} known: {listed(known)}"
                    raise PydanticCustomError("unknown_key", "{problem}", {"problem": problem})
        return data


class InputRecord(Record):
    """A neuron that takes its output from the sample."""

    title = "an input neuron"

    name: Name = Field(description="Unique in the file.")
    kind: Literal["input"] = Field(description="Marks the neuron as an input.")


class NeuronRecord(Record):
    """A neuron that computes its output: activation(sum of weight * source + bias)."""

    title = "a computed neuron"

    name: Name = Field(description="Unique in the file.")
    bias: float = Field(description="The bias.")
    activation: Name = Field(description="The name of the activation function.")
    inputs: dict[str, float] = Field(
        description="The weight of each source by its name, in the order of connection."
    )
    frozen_bias: bool = Field(default=False, description="Whether training keeps the bias.")
    frozen_inputs: list[str] = Field(
        default=[], description="The sources whose weights training keeps."
    )


class MinMaxRecord(Record):
    """Min-max scaling, column by column."""

    title = "a scaling"

    minimum: Numbers = Field(description="The smallest value of each column, in raw units.")
    maximum: Numbers = Field(description="The largest value of each column, in raw units.")
    feature_range: Annotated[Numbers, Field(min_length=2, max_length=2)] = Field(
        description="What minimum and maximum become: low, high."
    )


class StandardRecord(Record):
    """Standard scaling, column by column; in a file of version 2."""

    title = "a scaling"

    mean: Numbers = Field(description="The mean of each column, in raw units.")
    deviation: Numbers = Field(
        description="The standard deviation of each column, in raw units; 0 of a constant one."
    )


def _scaling_kind(scaling: object) -> str:
    standard = isinstance(scaling, dict) and ("mean" in scaling or "deviation" in scaling)
    return "standard" if standard or isinstance(scaling, StandardRecord) else "min-max"


ScalingRecord = Annotated[
    Annotated[MinMaxRecord, Tag("min-max")] | Annotated[StandardRecord, Tag("standard")],
    Discriminator(_scaling_kind),
]


class TargetColumnRecord(Record):
    """A data column that outputs stand for."""

    title = "a target column"

    name: Text = Field(description="The heading of the column.")
    classes: list[Text] = Field(
        description="The class labels, one output each; empty for a column of numbers."
    )
    one_output: bool = Field(
        default=False,
        description="Whether two classes share one output: 0 for the first, 1 for the second.",
    )


class PreparationRecord(Record):
    """What becomes of raw data columns before they are inputs."""

    title = "a preparation"

    categories: dict[str, list[Name]] = Field(
        default={},
        description="The labels of each text column; it takes one input for each label, named "
        "column=label.",
    )
    fill: dict[str, float | Name] = Field(
        default={},
        description="By column, what stands in for a missing value: a number in raw units, or a "
        "label of a text column.",
    )


def _kind(neuron: object) -> str:
    return "input" if isinstance(neuron, dict) and "kind" in neuron else "computed"


AnyNeuron = Annotated[
    Annotated[InputRecord, Tag("input")] | Annotated[NeuronRecord, Tag("computed")],
    Discriminator(_kind),
]


class ModelRecord(Record):
    """A neural network: structure, parameters, activations, scaling."""

    title = "a model"

    format: Literal["neurosim-model"] = Field(description="What the file is.")
    version: Literal[1, 2] = Field(description="The version of the format.")
    name: Text = Field(default="", description="A title for the network.")
    neurons: list[AnyNeuron] = Field(description="Every neuron, in order of creation.")
    outputs: Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None,
        description="The output neurons by name; null for every computed neuron that is no "
        "other neuron's source, in order of creation.",
    )
    loss: Name = Field(
        default="half_squared_error", description="The loss that the network was trained with."
    )
    input_scaling: ScalingRecord | None = Field(
        default=None, description="From raw to normalized inputs; null leaves them as they are."
    )
    target_scaling: ScalingRecord | None = Field(
        default=None, description="From raw to normalized targets; null leaves them as they are."
    )
    input_columns: list[Text] | None = Field(
        default=None, description="The headings of the data columns that the inputs stand for."
    )
    target_columns: list[TargetColumnRecord] | None = Field(
        default=None, description="The data columns that the outputs stand for."
    )
    preparation: PreparationRecord | None = Field(
        default=None,
        description="What becomes of raw data columns before they are inputs; null for nothing.",
    )


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a model file.

    The schema covers keys and types. Loading also checks how the parts of a file fit together: that
    names exist, that there is no cycle, and that the numbers of columns are right.

    Returns
    -------
    dict
        A schema of the dialect 2020-12.

    Examples
    --------
    >>> json_schema()["required"]
    ['format', 'version', 'neurons']
    """
    schema = ModelRecord.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"neurosim model file, version {VERSION}",
    }
