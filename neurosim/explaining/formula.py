"""The closed form of an output, and of the derivative of the loss by a parameter."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neurosim.checks import flag
from neurosim.errors import InputError, brief
from neurosim.explaining.closed_form import (
    ClosedForms,
    check_depth,
    output_symbol,
    symbols_of,
)
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import Expression, Slope
from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import LOSS, Key
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network, check_network
from neurosim.model.neuron import Neuron
from neurosim.tracing.trace import Trace
from neurosim.writing.letters import get_notation
from neurosim.writing.markup import Writer


@dataclass(frozen=True)
class Formula:
    """A formula of a network's symbols.

    Attributes
    ----------
    left, form : Expression
        The quantity that the formula gives, and the formula.
    n_hidden_layers : int
        The number of hidden layers, for notations that number layers.
    """

    left: Expression
    form: Expression
    n_hidden_layers: int

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, *, notation: str | Mapping[Key, str] = "source") -> str:
        """Return the formula as text on one line."""
        from neurosim.writing.plain_text import TextWriter

        return self._written(TextWriter, notation)

    def to_latex(self, *, notation: str | Mapping[Key, str] = "source") -> str:
        """Return the formula as LaTeX mathematics, without dollar signs."""
        from neurosim.writing.latex import LatexWriter

        return self._written(LatexWriter, notation)

    def to_sympy(self) -> Any:
        """Return the right side as a SymPy expression; its symbols are named as in a trace.

        Raises
        ------
        InputError
            If SymPy is not installed.
        """
        try:
            sympy = importlib.import_module("sympy")
        except ImportError:
            raise InputError(
                "a SymPy expression was asked for, and sympy is not installed: pip install sympy"
            ) from None
        from neurosim.explaining.sympy_form import to_sympy

        return to_sympy(self.form, sympy)

    def evaluate(self, trace: Any) -> float:
        """Return the value of the formula for a trace of the network.

        Parameters
        ----------
        trace : Trace
            One sample, with targets if the formula contains them.
        """
        if not isinstance(trace, Trace):
            raise InputError(
                "a formula takes the numbers of a trace, from ns.trace(net, x, z); got "
                f"{brief(trace)}"
            )
        return evaluate(
            self.form, {symbol: trace.value(symbol) for symbol in symbols_of(self.form)}
        )

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of the formula, written as in a trace, in order of appearance."""
        return tuple(str(symbol) for symbol in symbols_of(self.form))

    def _repr_latex_(self) -> str:
        from neurosim.writing.markdown import MarkdownWriter

        return f"${self._written(MarkdownWriter, 'source')}$"

    def _written(self, kind: type[Writer], notation: str | Mapping[Key, str]) -> str:
        writer = kind(get_notation(notation, self.n_hidden_layers), NumberStyle())
        return f"{writer.inline(self.left)} = {writer.inline(self.form)}"


def formula(net: Network, output: str | Neuron | None = None) -> Formula:
    """Return the output of a neuron as a closed formula of inputs, weights and biases.

    Parameters
    ----------
    net : Network
        The network.
    output : str or Neuron, optional
        The neuron or its name; may be left out if the network has one output.

    Returns
    -------
    Formula

    Raises
    ------
    UnknownNameError
        If there is no such neuron.
    InputError
        If the network has several outputs and none is named, the formula would have more than
        20,000 symbols, or an activation is the user's own function.

    Examples
    --------
    >>> import neurosim as ns
    >>> print(ns.formula(ns.mlp([1, 1, 1], ["tanh"], output_activation="identity")))
    yo[0] = tanh(x[0] · wh[0][0][0] + bh[0][0]) · wo[0][0] + bo[0]
    """
    check_network(net, "formula")
    if output is None:
        if len(net.outputs) != 1:
            names = ", ".join(neuron.name for neuron in net.outputs)
            raise InputError(f"the network has several outputs, {names}; name one of them")
        output = net.outputs[0]
    neuron = net[output]
    closed = ClosedForms(net)
    closed.check_size([neuron])
    form = closed.output(neuron)
    check_depth(form)
    return Formula(output_symbol(net, neuron), form, _n_hidden(net))


def formula_gradient(
    net: Network, parameter: str, *, loss: str | Loss | None = None, expand: bool = False
) -> Formula:
    """Return the derivative of the loss with respect to a weight or bias, by the chain rule.

    Parameters
    ----------
    net : Network
        The network.
    parameter : str
        The symbol of a weight or bias, such as ``"wh[0][0][1]"``.
    loss : str or Loss, optional
        The loss; by default the loss that the network was trained with.
    expand : bool
        Whether outputs of neurons are replaced by their own closed forms. Then only inputs,
        weights, biases and targets are left.

    Returns
    -------
    Formula

    Raises
    ------
    UnknownNameError
        If there is no such parameter.
    InputError
        If the formula would be too long, or a function is the user's own.

    Examples
    --------
    >>> import neurosim as ns
    >>> print(ns.formula_gradient(ns.mlp([1, 1], "identity"), "wo[0][0]"))
    ∂L/∂wo[0][0] = (yo[0] - z[0]) · x[0]
    """
    check_network(net, "formula_gradient")
    flag(expand, "expand")
    chosen = net.parameter(parameter)
    closed = ClosedForms(net, expand=expand)
    form = closed.gradient(
        chosen.neuron, chosen.source, get_loss(net.loss if loss is None else loss)
    )
    check_depth(form)
    return Formula(Slope(LOSS, chosen.quantity), form, _n_hidden(net))


def _n_hidden(net: Network) -> int:
    return len(net.structure.hidden_layers)
