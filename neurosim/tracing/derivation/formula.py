"""The closed form of an output, and of the derivative of the loss by a parameter."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neurosim.errors import InputError
from neurosim.model.activations import LEAKY_SLOPE
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_text
from neurosim.tracing.derivation.expression import (
    E_NUMBER,
    Absolute,
    Call,
    Constant,
    Expression,
    Fraction,
    Negative,
    Power,
    Product,
    Root,
    Slope,
    Sum,
    Symbol,
    add,
    evaluate,
    minus,
    times,
)
from neurosim.tracing.derivation.functions import (
    ACTIVATION_FORMS,
    ActivationForm,
    activation_form,
    loss_form,
    softmax_form,
)
from neurosim.tracing.derivation.notation import LOSS, Key, get_notation, to_symbol, to_text
from neurosim.tracing.derivation.numbers import NumberStyle

_MOST_SYMBOLS = 20_000


@dataclass(frozen=True)
class Formula:
    """A formula of a network's symbols.

    Attributes
    ----------
    left, form : Expression
        What the formula is of, and the formula.
    n_hidden_layers : int
        Of the network, for notations that number its layers.
    """

    left: Expression
    form: Expression
    n_hidden_layers: int

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, *, notation: str | Mapping[Key, str] = "source") -> str:
        """Return the formula as text on one line."""
        from neurosim.tracing.derivation.text import TextWriter

        writer = TextWriter(get_notation(notation, self.n_hidden_layers), NumberStyle())
        return f"{writer.inline(self.left)} = {writer.inline(self.form)}"

    def to_latex(self, *, notation: str | Mapping[Key, str] = "source") -> str:
        """Return the formula as LaTeX mathematics, without dollar signs."""
        from neurosim.tracing.derivation.latex import LatexWriter

        writer = LatexWriter(get_notation(notation, self.n_hidden_layers), NumberStyle())
        return f"{writer.inline(self.left)} = {writer.inline(self.form)}"

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
        return _to_sympy(self.form, sympy)

    def evaluate(self, trace: Any) -> float:
        """Return the number that the formula has for a trace of the network.

        Parameters
        ----------
        trace : Trace
            One sample; with targets if the formula has them.
        """
        return evaluate(
            self.form, {symbol: trace.value(to_text(symbol)) for symbol in _symbols(self.form)}
        )

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of the formula as a trace writes them, in order of appearance."""
        return tuple(to_text(symbol) for symbol in _symbols(self.form))

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"


def formula(net: Network, output: str | Neuron | None = None) -> Formula:
    """Return the closed form of a neuron's output in inputs, weights and biases.

    Parameters
    ----------
    net : Network
        The network.
    output : str or Neuron, optional
        The neuron, by name or itself; may be left out if the network has one output.

    Returns
    -------
    Formula

    Raises
    ------
    UnknownNameError
        If there is no such neuron.
    InputError
        If the network has several outputs and none is named, the formula would have more than
        20,000 symbols, or an activation is a function of the user's own.

    Examples
    --------
    >>> import neurosim as ns
    >>> print(ns.formula(ns.mlp([1, 1, 1], ["tanh"], output_activation="identity")))
    yo[0] = tanh(x[0] · wh[0][0][0] + bh[0][0]) · wo[0][0] + bo[0]
    """
    net.check()
    if output is None:
        if len(net.outputs) != 1:
            names = ", ".join(neuron.name for neuron in net.outputs)
            raise InputError(f"the network has several outputs, {names}; say of which one")
        output = net.outputs[0]
    neuron = net[output]
    closed = _Closed(net)
    closed.check_size([neuron])
    return Formula(_output(net, neuron), closed.output(neuron), _n_hidden(net))


def formula_gradient(
    net: Network, parameter: str, *, loss: str | Loss | None = None, expand: bool = False
) -> Formula:
    """Return the derivative of the loss by a weight or bias, by the chain rule.

    Parameters
    ----------
    net : Network
        The network.
    parameter : str
        The symbol of a weight or bias, such as ``"wh[0][0][1]"``.
    loss : str or Loss, optional
        The loss; the one that the network was trained with if none is given.
    expand : bool
        Whether outputs of neurons are replaced by their own closed forms, so that only inputs,
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
    net.check()
    chosen = net.parameter(parameter)
    closed = _Closed(net, expand=expand)
    form = closed.gradient(
        chosen.neuron, chosen.source, get_loss(net.loss if loss is None else loss)
    )
    return Formula(Slope(LOSS, to_symbol(parameter)), form, _n_hidden(net))


class _Closed:
    """Closed forms of the neurons of a network."""

    def __init__(self, net: Network, *, expand: bool = True) -> None:
        self._net = net
        self._structure = net.structure
        self._expand = expand
        self._outputs: dict[Neuron, Expression] = {}
        self._deltas: dict[Neuron, Expression] = {}

    def output(self, neuron: Neuron) -> Expression:
        """Return the output of a neuron in inputs, weights and biases."""
        for other in self._structure.order:
            if other not in self._outputs:
                self._outputs[other] = (
                    _output(self._net, other)
                    if other.is_input
                    else _activation(other, self.summation(other))
                )
            if other is neuron:
                break
        return self._outputs[neuron]

    def summation(self, neuron: Neuron) -> Expression:
        """Return the summation of a neuron."""
        terms = [
            Product((self.value(source), self._weight(source, neuron)))
            for source, _ in self._structure.incoming[neuron]
        ]
        return Sum((*terms, to_symbol(symbol_text(self._structure, neuron, "bias"))))

    def value(self, neuron: Neuron) -> Expression:
        """Return the output of a neuron: its symbol, or its closed form if it is to be expanded."""
        return self.output(neuron) if self._expand else _output(self._net, neuron)

    def gradient(self, neuron: Neuron, source: Neuron | None, loss: Loss) -> Expression:
        """Return the derivative of the loss by a weight, or by a bias if there is no source."""
        if loss_form(loss) is None:
            raise InputError(
                f"the loss {loss.name!r} is a function of your own; it has no formula here"
            )
        after = {neuron}
        for other in self._structure.order:
            if any(n in after for n, _ in self._structure.incoming[other]):
                after.add(other)
        self.check_size([*after, *self._net.outputs] if self._expand else [], errors=neuron)
        for other in reversed(self._structure.order):
            if other in after:
                self._deltas[other] = self._delta(other, loss)
        delta = self._deltas[neuron]
        return delta if source is None else times(delta, self.value(source))

    def check_size(self, neurons: list[Neuron], *, errors: Neuron | None = None) -> None:
        """Raise InputError if the closed forms would be too long."""
        sizes: dict[Neuron, int] = {}
        for neuron in self._structure.order:
            incoming = self._structure.incoming[neuron]
            sizes[neuron] = 1 + sum(1 + sizes[source] for source, _ in incoming)
        most = max((sizes[neuron] for neuron in neurons), default=0)
        if errors is not None:
            terms: dict[Neuron, int] = {}
            for neuron in reversed(self._structure.order):
                out = self._structure.outgoing[neuron]
                terms[neuron] = 3 + sum(2 + terms[successor] for successor, _ in out)
            most = max(most, 1) * terms[errors]
        if most > _MOST_SYMBOLS:
            raise InputError(
                f"the closed form would have up to {most:,} symbols, and at most "
                f"{_MOST_SYMBOLS:,} are written; ask for a neuron nearer to the inputs, or explain "
                "a trace instead"
            )

    def _delta(self, neuron: Neuron, loss: Loss) -> Expression:
        terms: list[Expression] = []
        if neuron in self._net.outputs:
            terms.append(self._loss_gradient(neuron, loss))
        for successor, _ in self._structure.outgoing[neuron]:
            terms.append(times(self._weight(neuron, successor), self._deltas[successor]))
        inner = add(*terms) if terms else Constant(0)
        form = _activation_form(neuron)
        place = self._structure.places[neuron]
        s: Expression = Symbol(place.kind, "summation", place.indices)
        if self._expand:
            s = self.summation(neuron)
        if form.by_sign and not neuron.activation.surrogate:
            slope: Expression = Call(form.name, (s,), prime=True)
        else:
            slope = form.slope(s, self.value(neuron), True)
        return inner if slope == Constant(1) else times(slope, inner)

    def _loss_gradient(self, neuron: Neuron, loss: Loss) -> Expression:
        form = loss_form(loss)
        assert form is not None
        z = [to_symbol(symbol_text(self._structure, n, "target")) for n in self._net.outputs]
        k = self._net.outputs.index(neuron)
        y = self.value(neuron)
        if form.softmax:
            share = softmax_form(y, [self.value(n) for n in self._net.outputs])
            return minus(times(add(*z), share), z[k])
        if form.whole_gradient is not None:
            return form.whole_gradient(y, z[k], len(self._net.outputs))
        return form.gradient(y, z[k], len(self._net.outputs), False)

    def _weight(self, source: Neuron, target: Neuron) -> Symbol:
        position = self._structure.positions[source, target]
        return to_symbol(symbol_text(self._structure, target, "weight", position=position))


def _activation(neuron: Neuron, s: Expression) -> Expression:
    form = _activation_form(neuron)
    return Call(form.name, (s,)) if form.closed_by_name else form.formula(s, True)


def _activation_form(neuron: Neuron) -> ActivationForm:
    form = activation_form(neuron.activation)
    if form is None:
        raise InputError(
            f"the activation {neuron.activation.name!r} of {neuron.name!r} is a function of your "
            "own; it has no formula here"
        )
    return form


def _output(net: Network, neuron: Neuron) -> Symbol:
    return to_symbol(symbol_text(net.structure, neuron, "output"))


def _n_hidden(net: Network) -> int:
    return len(net.structure.hidden_layers)


def _symbols(form: Expression) -> dict[Symbol, None]:
    found: dict[Symbol, None] = {}
    waiting = [form]
    while waiting:
        part = waiting.pop()
        match part:
            case Symbol():
                found[part] = None
            case Sum(parts) | Product(parts) | Call(_, parts):
                waiting += reversed(parts)
            case Negative(of) | Absolute(of) | Root(of):
                waiting.append(of)
            case Fraction(numerator, denominator):
                waiting += [denominator, numerator]
            case Power(base, exponent):
                waiting += [exponent, base]
            case _:
                pass
    return found


def _to_sympy(form: Expression, sympy: Any) -> Any:
    def of(part: Expression) -> Any:
        return _to_sympy(part, sympy)

    match form:
        case Constant(value):
            return (
                sympy.Integer(int(value))
                if float(value).is_integer()
                else sympy.Rational(str(value))
            )
        case Symbol():
            return sympy.Symbol(to_text(form), real=True)
        case Sum(terms):
            return sympy.Add(*map(of, terms))
        case Product(factors):
            return sympy.Mul(*map(of, factors))
        case Negative(inner):
            return -of(inner)
        case Absolute(inner):
            return sympy.Abs(of(inner))
        case Root(inner):
            return sympy.sqrt(of(inner))
        case Fraction(numerator, denominator):
            return of(numerator) / of(denominator)
        case Power(base, exponent):
            return sympy.exp(of(exponent)) if base == E_NUMBER else of(base) ** of(exponent)
        case Call("σ", (s,)):
            return 1 / (1 + sympy.exp(-of(s)))
        case Call("max", arguments):
            return sympy.Max(*map(of, arguments))
        case Call("min", arguments):
            return sympy.Min(*map(of, arguments))
        case Call(name, (argument,), prime) if _is_by_sign(name):
            return _sympy_cases(name, of(argument), sympy, prime=prime)
        case Call(name, (argument,)):
            functions = {
                "tanh": sympy.tanh,
                "ln": sympy.log,
                "sin": sympy.sin,
                "cos": sympy.cos,
                "sgn": sympy.sign,
            }
            return functions[name](of(argument))
    raise TypeError(f"{form} has no SymPy form")


def _is_by_sign(name: str) -> bool:
    form = ACTIVATION_FORMS.get(name)
    return form is not None and form.by_sign


def _sympy_cases(name: str, s: Any, sympy: Any, *, prime: bool) -> Any:
    slope = sympy.Rational(str(LEAKY_SLOPE))
    positive, other = {
        "relu": (s, sympy.Integer(0)),
        "leaky_relu": (s, slope * s),
        "elu": (s, sympy.exp(s) - 1),
        "step": (sympy.Integer(1), sympy.Integer(0)),
    }[name]
    if prime:
        positive = sympy.Integer(1)
        other = {"relu": sympy.Integer(0), "leaky_relu": slope, "elu": sympy.exp(s)}[name]
    condition = s >= 0 if name == "step" else s > 0
    return sympy.Piecewise((positive, condition), (other, True))
