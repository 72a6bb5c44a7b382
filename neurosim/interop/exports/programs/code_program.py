"""What the parts of a program that is being written share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neurosim.interop.exports.programs.code_functions import ActivationCode
from neurosim.interop.exports.programs.code_loss import OutputLoss
from neurosim.interop.exports.programs.code_plan import CodePlan
from neurosim.interop.exports.programs.code_signature import Signature
from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.model.activations import Activation
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.scaling import Scaling

PARAMETERS = "parameters"
"""The name of the table of weights and biases."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeProgram:
    """A program that is being written.

    Attributes
    ----------
    writer : CodeWriter
        Its lines.
    plan : CodePlan
        The network, in blocks.
    activations : mapping
        The code of each activation.
    losses : sequence of OutputLoss
        The code of the loss for each output; empty without gradient, and for softmax.
    target_scaling : Scaling or None
        How targets are scaled; None where the loss takes probabilities.
    gradient : bool
        Whether the program computes gradients, so that parameters may change.
    """

    writer: CodeWriter
    plan: CodePlan
    activations: Mapping[Activation, ActivationCode]
    losses: Sequence[OutputLoss]
    target_scaling: Scaling | None
    gradient: bool

    @property
    def predict(self) -> Signature:
        """The function that gives the outputs."""
        inputs, outputs = ("inputs", self.plan.n_inputs), ("outputs", len(self.plan.net.outputs))
        return Signature("predict", inputs=(inputs,), outputs=(outputs,), checked=True)

    @property
    def backward(self) -> Signature:
        """The function that gives loss and gradients."""
        return Signature(
            "loss_and_gradients",
            inputs=(("inputs", self.plan.n_inputs), ("targets", len(self.plan.net.outputs))),
            outputs=(("gradients", self.plan.n_parameters),),
            number="loss",
            checked=True,
        )

    @property
    def step(self) -> Signature:
        """The function that takes a step of gradient descent."""
        return Signature(
            "train_step", self.backward.inputs, numbers=("learning_rate",), number="loss"
        )

    @property
    def n_probabilities(self) -> int:
        """How many probabilities the program gives beside its outputs; 0 for none."""
        net = self.plan.net
        column = class_column(net.target_columns)
        if column is not None and column.one_output:
            return 2
        return len(net.outputs) if column is not None or get_loss(net.loss).softmax else 0

    @property
    def probabilities(self) -> Signature:
        """The function that gives probabilities."""
        return Signature(
            "predict_probabilities",
            inputs=self.predict.inputs,
            outputs=(("probabilities", self.n_probabilities),),
        )


ABOUT_PREDICT = "Return the outputs for the inputs of one sample, both in raw units."
ABOUT_GRADIENTS = (
    "Return the loss of one sample and its gradient by each weight and bias.",
    "Inputs and targets are in raw units; the order is that of the parameters.",
)
