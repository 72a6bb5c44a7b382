"""Activations as ONNX nodes: an operator where there is one, otherwise their formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from neurosim.interop.exports.onnx_models.onnx_nodes import OnnxNodes
from neurosim.interop.exports.stable_forms import StableForm, shared_form, stable_forms
from neurosim.mathematics.evaluation import Evaluator, Operations
from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Negative,
    Power,
    Sum,
)
from neurosim.model.activations import Activation, S, is_built_in, leaky_slope

_OPERATORS = {
    "tanh": "Tanh", "relu": "Relu", "sin": "Sin", "cos": "Cos",
    "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "abs": "Abs", "reciprocal": "Reciprocal",
}  # fmt: skip
_SINGLE_OPERATORS = {
    "sigmoid": "Sigmoid", "softplus": "Softplus", "softsign": "Softsign", "erf": "Erf",
    "arctan": "Atan",
}  # fmt: skip
"""Operators that onnxruntime has for float32, but not for float64, or not with all digits there.

Its Sigmoid of float64 loses digits far to the left: it gives 0 for -80.
"""

_FUNCTIONS = {
    "ln": "Log", "tanh": "Tanh", "max": "Max", "min": "Min", "cos": "Cos", "sin": "Sin",
    "sgn": "Sign",
}  # fmt: skip

_ERFC = (
    -0.6717940840566923, 0.6726432239776567, 0.04734330684190443, -0.0468956102311753,
    -0.009872689366389959, 0.008824938557060623, 0.001758933557799016, -0.002345812500482853,
    -0.00014624686337800336, 0.000673678795580235, -9.37350311709817e-05, -0.0001743029472030762,
    7.14010141275703e-05, 3.17451797494374e-05, -3.0187884551394243e-05, 1.3772664134464417e-07,
    8.562623420121286e-06, -2.947986876998259e-06, -1.27231190486887e-06, 1.2500276612569754e-06,
    -1.6849800720653297e-07, -2.495832761719667e-07, 1.5334345920908177e-07,
    1.4448658046252676e-09, -3.9171820510271855e-08, 1.1172352263623759e-08,
    4.06088214696972e-09, -1.8902306008944537e-09,
)  # fmt: skip
"""``ln(erfc(z) / t) + z^2`` as a polynomial in ``2 t - 1`` with ``t = 2 / (2 + z)``, for z >= 0.

It is the Chebyshev interpolation with 28 terms, computed with 40 digits; the form is that of Press
and others, Numerical Recipes, 2007, section 6.2.2.
"""

_NEAR_0 = 0.5
_ERF_SERIES = tuple(
    2.0 / math.sqrt(math.pi) * (-1) ** k / (math.factorial(k) * (2 * k + 1)) for k in range(14)
)
_ARCTAN_SERIES = tuple((-1) ** k / (2 * k + 1) for k in range(14))
_LARGEST_ARCTAN = 1e100


def add_activation(nodes: OnnxNodes, activation: Activation, summation: str, owner: str) -> str:
    """Add the nodes of an activation; return the name of the output.

    Parameters
    ----------
    nodes : OnnxNodes
        The graph.
    activation : Activation
        A built-in activation, or one of a user's own that brings its formula.
    summation : str
        The name of the summations.
    owner : str
        The name of a neuron that has it, for messages.

    Raises
    ------
    InputError
        If the activation is a user's own and has no formula.
    """
    name = activation.name
    if is_built_in(activation):
        single = nodes.dtype == "float32"
        if name == "identity":
            return summation
        if name in _OPERATORS:
            return nodes.add(_OPERATORS[name], [summation])
        if single and name in _SINGLE_OPERATORS:
            return nodes.add(_SINGLE_OPERATORS[name], [summation])
        if single and name == "elu":
            return nodes.add("Elu", [summation], attributes={"alpha": 1.0})
        if single and name.startswith("leaky_relu"):
            return nodes.add(
                "LeakyRelu", [summation], attributes={"alpha": leaky_slope(activation)}
            )
    value, _ = stable_forms(activation, owner)
    result = add_form(nodes, value, summation)
    if nodes.is_constant(result):
        # a formula without s has no rows; 0 s gives it those of the samples
        nothing = nodes.add("Mul", [summation, nodes.number(0.0)])
        return nodes.add("Add", [nothing, result])
    return result


def add_form(nodes: OnnxNodes, form: StableForm, s: str) -> str:
    """Add the nodes of a function of s; return the name of the result."""
    known: dict[Any, str] = {S: s}
    for step, expression in form.steps:
        known[step] = NodeFormulas(nodes, known).of(expression)
    return NodeFormulas(nodes, known).of(form.result)


class NodeFormulas(Evaluator[str]):
    """Turns formulas into nodes: an expression becomes the name of its result.

    Parameters
    ----------
    nodes : OnnxNodes
        The graph.
    values : mapping
        The name of the value of each letter.
    """

    def __init__(self, nodes: OnnxNodes, values: Mapping[Any, str]) -> None:
        self._nodes = nodes

        def one(operator: str) -> Callable[[str], str]:
            return lambda x: nodes.add(operator, [x])

        def two(operator: str) -> Callable[[str, str], str]:
            return lambda x, y: nodes.add(operator, [x, y])

        def many(operator: str) -> Callable[[Iterable[str]], str]:
            return lambda parts: reduce(two(operator), parts)

        super().__init__(
            Operations(
                number=nodes.number,
                sum=many("Add"),
                product=many("Mul"),
                negative=one("Neg"),
                absolute=one("Abs"),
                root=one("Sqrt"),
                exp=one("Exp"),
                quotient=two("Div"),
                power=two("Pow"),
                functions={},
            ),
            values,
        )

    def of(self, form: Expression) -> str:
        """Return the name of the result; differences and squares have nodes of their own."""
        match form:
            case Negative(Constant(value)):
                return self._nodes.number(-value)
            case Sum((first, *others)):
                total = self.of(first)
                for term in others:
                    if isinstance(term, Negative):
                        total = self._nodes.add("Sub", [total, self.of(term.of)])
                    else:
                        total = self._nodes.add("Add", [total, self.of(term)])
                return total
            case Power(base, Constant(2)) if base != E_NUMBER:
                factor = self.of(base)
                return self._nodes.add("Mul", [factor, factor])
        return super().of(form)

    def called(self, form: Call) -> str:
        """Return the name of the result of a function: an operator, or nodes for its formula."""
        nodes = self._nodes
        arguments = [self.of(part) for part in form.arguments]
        name = {"σ": "sigmoid"}.get(form.function, form.function)
        if name == "sigmoid" and nodes.dtype == "float32":
            return nodes.add("Sigmoid", arguments)
        # that of onnxruntime loses digits far to the left, which s sigmoid(s) would show
        if name in _FUNCTIONS:
            return nodes.add(_FUNCTIONS[name], arguments)
        if name in _COMPOSED:
            return _COMPOSED[name](nodes, *arguments)
        shared = shared_form(name)
        assert shared is not None, name
        return add_form(nodes, shared, *arguments)

    def cases(self, form: Cases) -> str:
        """Return the name of the result: of each sample the case that holds."""
        *first, (last, _) = form.rows
        result = self.of(last)
        for value, given in reversed(first):
            holds = self._condition(given)
            result = self._nodes.add("Where", [holds, self.of(value), result])
        return result

    def _condition(self, given: Condition) -> str:
        sides = [self.of(given.left), self.of(given.right)]
        operator, opposite = _COMPARISONS[given.sign]
        found = self._nodes.add(operator, sides)
        return self._nodes.add("Not", [found]) if opposite else found


_COMPARISONS = {
    ">": ("Greater", False), "<": ("Less", False), "≥": ("Less", True), "≤": ("Greater", True),
}  # fmt: skip


def _log1p(nodes: OnnxNodes, x: str) -> str:
    """Kahan's form: ``ln(u) x / (u - 1)`` with ``u = 1 + x`` loses no digits of a small x."""
    one = nodes.number(1.0)
    u = nodes.add("Add", [one, x])
    share = nodes.add("Mul", [nodes.add("Log", [u]), x])
    rest = nodes.add("Sub", [u, one])
    is_one = nodes.add("Equal", [rest, nodes.number(0.0)])
    below = nodes.add("Where", [is_one, one, rest])
    return nodes.add("Where", [is_one, x, nodes.add("Div", [share, below])])


def _expm1(nodes: OnnxNodes, x: str) -> str:
    """``2 t / (1 - t)`` with ``t = tanh(x / 2)``, for x <= 0; the formulas need no other."""
    half = nodes.add("Mul", [nodes.add("Min", [x, nodes.number(0.0)]), nodes.number(0.5)])
    t = nodes.add("Tanh", [half])
    above = nodes.add("Mul", [nodes.number(2.0), t])
    return nodes.add("Div", [above, nodes.add("Sub", [nodes.number(1.0), t])])


def _erfc(nodes: OnnxNodes, x: str) -> str:
    if nodes.dtype == "float32":
        return nodes.add("Sub", [nodes.number(1.0), nodes.add("Erf", [x])])
    z = nodes.add("Abs", [x])
    two = nodes.number(2.0)
    t = nodes.add("Div", [two, nodes.add("Add", [two, z])])
    place = nodes.add("Sub", [nodes.add("Mul", [two, t]), nodes.number(1.0)])
    square = nodes.add("Mul", [z, z])
    exponent = nodes.add("Sub", [_polynomial(nodes, place, _ERFC, "erfc_terms"), square])
    right = nodes.add("Mul", [t, nodes.add("Exp", [exponent])])
    is_left = nodes.add("Less", [x, nodes.number(0.0)])
    return nodes.add("Where", [is_left, nodes.add("Sub", [two, right]), right])


def _erf(nodes: OnnxNodes, x: str) -> str:
    if nodes.dtype == "float32":
        return nodes.add("Erf", [x])
    # near 0 the series keeps the digits, which 1 - erfc would lose
    limit = nodes.number(_NEAR_0)
    near = nodes.add("Max", [nodes.add("Min", [x, limit]), nodes.number(-_NEAR_0)])
    square = nodes.add("Mul", [near, near])
    series = nodes.add("Mul", [near, _polynomial(nodes, square, _ERF_SERIES, "erf_terms")])
    far = nodes.add("Sub", [nodes.number(1.0), _erfc(nodes, x)])
    is_far = nodes.add("Greater", [nodes.add("Abs", [x]), limit])
    return nodes.add("Where", [is_far, far, series])


def _arctan(nodes: OnnxNodes, x: str) -> str:
    """Three times ``arctan(x) = 2 arctan(x / (1 + sqrt(1 + x^2)))``, then the series."""
    if nodes.dtype == "float32":
        return nodes.add("Atan", [x])
    one = nodes.number(1.0)
    limits = nodes.number(_LARGEST_ARCTAN), nodes.number(-_LARGEST_ARCTAN)
    w = nodes.add("Max", [nodes.add("Min", [x, limits[0]]), limits[1]])
    for _ in range(3):
        root = nodes.add("Sqrt", [nodes.add("Add", [one, nodes.add("Mul", [w, w])])])
        w = nodes.add("Div", [w, nodes.add("Add", [one, root])])
    series = _polynomial(nodes, nodes.add("Mul", [w, w]), _ARCTAN_SERIES, "arctan_terms")
    return nodes.add("Mul", [nodes.number(8.0), nodes.add("Mul", [w, series])])


_COMPOSED: Mapping[str, Callable[..., str]] = {
    "log1p": _log1p, "expm1": _expm1, "erf": _erf, "erfc": _erfc, "arctan": _arctan,
}  # fmt: skip


def _polynomial(nodes: OnnxNodes, x: str, terms: Sequence[float], name: str) -> str:
    """Add ``sum of terms[k] x^k``: all powers of a number side by side, times the terms."""
    axis = nodes.whole_numbers([-1], "last_axis")
    alone = nodes.add("Unsqueeze", [x, axis])
    exponents = nodes.array(range(len(terms)), "exponents")
    return nodes.add("MatMul", [nodes.add("Pow", [alone, exponents]), nodes.array(terms, name)])
