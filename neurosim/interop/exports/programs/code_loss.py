"""The loss in a program: its value and its slope by each output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from neurosim.errors import InputError, brief
from neurosim.interop.exports.programs.code_functions import FunctionLibrary
from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.interop.exports.stable_forms import StableForm
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.formula_text import general_formula, letter
from neurosim.model.activations import S
from neurosim.model.loss_formulas import of_outputs
from neurosim.model.losses import LOSSES, Loss, Y, Z, formulas_of_joined, formulas_of_loss
from neurosim.model.network import Network

_FORMS: Mapping[str, tuple[str, str]] = {
    "half_squared_error": ("0.5 * (y - z) * (y - z)", "y - z"),
    "mse": ("(y - z) * (y - z) / n", "2 * (y - z) / n"),
    "mae": ("abs(y - z) / n", "1 / n if y > z else -1 / n if y < z else 0"),
    "huber": (
        "q = abs(y - z); 0.5 * q * q / n if q <= 1 else (q - 0.5) / n",
        "min(max(y - z, -1), 1) / n",
    ),
    "binary_cross_entropy": (
        "-(z * floored_log(y) + (1 - z) * floored_log(1 - y)) / n",
        "(y - z) / max(y * (1 - y), 1e-12) / n",
    ),
}
_JOINED = ("(max(s, 0) - z * s + log1p(exp(-abs(s)))) / n", "(y - z) / n")
"""The share of one output in the loss and its slope, computed as neurosim does."""


@dataclass(frozen=True, slots=True)
class OutputLoss:
    """How a program computes the share of one output in the loss.

    Attributes
    ----------
    term : callable
        From the code of summation, output and target to that of the share.
    slope : callable
        From the code of output and target to that of the derivative.
    joined : bool
        Whether the derivative is that by the summation, not by the output.
    """

    term: Callable[[str, str, str], str]
    slope: Callable[[str, str], str]
    joined: bool


def write_losses(library: FunctionLibrary, net: Network, loss: Loss) -> list[OutputLoss]:
    """Write the functions of a loss; return how each output uses them.

    For ``softmax_cross_entropy``, which joins all outputs, the list is empty.

    Raises
    ------
    InputError
        If the loss is a user's own and has no formula.
    """
    if loss.softmax:
        return []
    n = len(net.outputs)
    made: dict[bool, OutputLoss] = {}
    for neuron in net.outputs:
        joined = loss.joined_with(neuron.activation)
        is_joined = joined is not None
        if is_joined in made:
            continue
        if loss is LOSSES.get(loss.name):
            texts = _JOINED if joined is not None else _FORMS[loss.name]
            forms = [_read(text, n) for text in texts]
        else:
            found = formulas_of_loss(loss) if joined is None else formulas_of_joined(joined)
            if found is None:
                raise InputError(
                    f"the loss {brief(loss.name)} is one of your own without a formula, so its "
                    "gradient cannot be written in another language; give Loss formula= and slope="
                )
            forms = [StableForm((), of_outputs(form, n)) for form in found]
        name = "loss_of_summation" if is_joined else "loss_of_output"
        made[is_joined] = OutputLoss(
            library.add(
                name, forms[0], (S, Y, Z), "Return the share of one output in the loss, target z."
            ),
            library.add(
                f"slope_of_{name}",
                forms[1],
                (Y, Z),
                "Return the derivative of the loss by the summation of an output."
                if is_joined
                else "Return the derivative of the loss by one output.",
            ),
            is_joined,
        )
    return [made[loss.joined_with(neuron.activation) is not None] for neuron in net.outputs]


@lru_cache(maxsize=64)
def _read(text: str, n: int) -> StableForm:
    *steps, result = text.split("; ")
    read = []
    for step in steps:
        name, _, form = step.partition(" = ")
        read.append((letter(name), _with_n(form, n)))
    return StableForm(tuple(read), _with_n(result, n))


def _with_n(text: str, n: int) -> Expression:
    return of_outputs(general_formula(text), n)


def write_softmax_loss(writer: CodeWriter, outputs: str, targets: str, slopes: str, n: int) -> None:
    """Write the loss of softmax cross-entropy, and its slopes by the outputs into an array.

    Parameters
    ----------
    writer : CodeWriter
        The program.
    outputs, targets, slopes : str
        Arrays of the length ``n``; a number ``loss`` is set.
    n : int
        The number of outputs.
    """
    number, exp = writer.number, writer.function_name("exp")
    writer.start("highest", f"{outputs}[0]")
    with writer.loop("i", 1, n):
        writer.statement(f"highest = {writer.function_name('max')}(highest, {outputs}[i])")
    writer.start("total", number(0.0))
    writer.start("total_of_targets", number(0.0))
    with writer.loop("i", 0, n):
        writer.statement(f"total += {exp}({outputs}[i] - highest)")
        writer.statement(f"total_of_targets += {targets}[i]")
    writer.let("log_total", f"highest + {writer.function_name('ln')}(total)")
    writer.start("loss", number(0.0))
    with writer.loop("i", 0, n):
        writer.statement(f"loss += {targets}[i] * (log_total - {outputs}[i])")
        share = f"{exp}({outputs}[i] - highest) / total"
        writer.statement(f"{slopes}[i] = total_of_targets * ({share}) - {targets}[i]")


def total_of(writer: CodeWriter, terms: Sequence[str]) -> str:
    """Return the code of a sum of terms, added from the left."""
    return " + ".join(terms) or writer.number(0.0)
