"""The shape of a model file: its objects, keys and types, as pydantic models."""

from __future__ import annotations

import difflib
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from neurosim.errors import listed
from neurosim.interop.json_text import shown

FORMAT = "neurosim-model"
VERSION = 3
"""The newest version. A file is written as the oldest version that has all it needs."""

# with a limit on the length pydantic refuses lone surrogates, which no file can hold
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

    name: Name = Field(description="The name of the neuron; no other neuron in the file has it.")
    kind: Literal["input"] = Field(description="Marks the neuron as an input.")


class NeuronRecord(Record):
    """A neuron that computes its output: activation(sum of weight * source + bias)."""

    title = "a computed neuron"

    name: Name = Field(description="The name of the neuron; no other neuron in the file has it.")
    bias: float = Field(description="The bias.")
    activation: Name = Field(description="The name of the activation function.")
    inputs: dict[str, float] = Field(
        description="The weight of each incoming edge by the name of its source, in order of "
        "connection."
    )
    frozen_bias: bool = Field(
        default=False, description="Whether the bias is frozen: training does not change it."
    )
    frozen_inputs: list[str] = Field(
        default=[],
        description="The sources whose weights are frozen: training does not change them.",
    )
    constant: bool = Field(
        default=False,
        description="Whether the neuron is a constant, which needs no inputs; it needs version 3.",
    )


class MinMaxRecord(Record):
    """Min-max scaling of each column."""

    title = "a scaling"

    minimum: Numbers = Field(description="The smallest value of each column, in raw units.")
    maximum: Numbers = Field(description="The largest value of each column, in raw units.")
    feature_range: Annotated[Numbers, Field(min_length=2, max_length=2)] = Field(
        description="The two numbers that minimum and maximum are scaled to."
    )


class StandardRecord(Record):
    """Standard scaling of each column; it needs version 2."""

    title = "a scaling"

    mean: Numbers = Field(description="The mean of each column, in raw units.")
    deviation: Numbers = Field(
        description="The standard deviation of each column, in raw units; 0 for a constant column."
    )


def _scaling_kind(scaling: object) -> str:
    standard = isinstance(scaling, dict) and ("mean" in scaling or "deviation" in scaling)
    return "standard" if standard or isinstance(scaling, StandardRecord) else "min-max"


ScalingRecord = Annotated[
    Annotated[MinMaxRecord, Tag("min-max")] | Annotated[StandardRecord, Tag("standard")],
    Discriminator(_scaling_kind),
]


class TargetColumnRecord(Record):
    """A data column that one or more outputs stand for."""

    title = "a target column"

    name: Text = Field(description="The heading of the column.")
    classes: list[Text] = Field(
        description="The class labels, with one output for each; empty for a column of numbers."
    )
    one_output: bool = Field(
        default=False,
        description="Whether two classes share one output: 0 for the first, 1 for the second.",
    )


class PreparationRecord(Record):
    """How raw data columns are prepared before they become inputs."""

    title = "a preparation"

    categories: dict[str, list[Name]] = Field(
        default={},
        description="The labels of each text column; it has one input for each label, named "
        "column=label.",
    )
    fill: dict[str, float | Name] = Field(
        default={},
        description="For each column, what replaces a missing value: a number in raw units, or a "
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
    version: Literal[1, 2, 3] = Field(description="The version of the format.")
    name: Text = Field(default="", description="A title for the network.")
    neurons: list[AnyNeuron] = Field(description="Every neuron, in order of creation.")
    outputs: Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None,
        description="The names of the output neurons. With null, these are all computed neurons "
        "without successors, in order of creation.",
    )
    loss: Name = Field(
        default="half_squared_error", description="The loss that the network was trained with."
    )
    input_scaling: ScalingRecord | None = Field(
        default=None, description="The scaling from raw to normalized inputs; null for no scaling."
    )
    target_scaling: ScalingRecord | None = Field(
        default=None, description="The scaling from raw to normalized targets; null for no scaling."
    )
    input_columns: list[Text] | None = Field(
        default=None, description="The headings of the data columns that the inputs stand for."
    )
    target_columns: list[TargetColumnRecord] | None = Field(
        default=None, description="The data columns that the outputs stand for."
    )
    preparation: PreparationRecord | None = Field(
        default=None,
        description="How raw data columns are prepared before they become inputs; null for no "
        "preparation.",
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
