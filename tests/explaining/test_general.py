"""The general derivations: every line equals the one before, as SymPy has it."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

import neurosim as ns
from neurosim.explaining.functions import activation_form
from neurosim.explaining.sympy_form import to_sympy
from neurosim.mathematics.expression import (
    E_NUMBER,
    PI,
    Absolute,
    Call,
    Cases,
    Condition,
    Constant,
    Dots,
    Fraction,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Slope,
    Sum,
    Symbol,
    Total,
    Vector,
)
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS
from neurosim.mathematics.symbols import read_symbol as to_symbol
from neurosim.writing.document import Equation
from tests.strategies import PARTIAL

sympy = pytest.importorskip("sympy")

CASES = {"=": sympy.Eq, "≠": sympy.Ne, ">": sympy.Gt, "<": sympy.Lt, "≥": sympy.Ge, "≤": sympy.Le}
FUNCTIONS = {
    "": lambda x: x,
    "ln": sympy.log,
    "max": sympy.Max,
    "min": sympy.Min,
    "sgn": sympy.sign,
    "cos": sympy.cos,
    "arctan": sympy.atan,
    "erf": sympy.erf,
}
N = 4
S, B, ETA = sympy.symbols("s b eta", real=True)
W = sympy.symbols("w1:5", real=True)
A = sympy.symbols("a1:5", real=True)
# the weights from a hidden neuron to its two successors, and what else those take
TO, REST = sympy.symbols("v1:3", real=True), sympy.symbols("r1:3", real=True)
SUCCESSORS = sympy.symbols("s1:3", real=True)
INPUT = sum((a * w for a, w in zip(A, W, strict=True)), B)


def function_of(name, x, *, prime=False):
    """Return a built-in activation, which formulas call by its own name or by a sign."""
    forms = map(activation_form, ns.ACTIVATIONS.values())
    form = next((f for f in forms if name in {f.activation.name, f.name}), None)
    if form is None:
        return None
    so = to_symbol("so[0]")
    value = to_sympy(form.called(so), sympy)
    so = sympy.Symbol("so[0]", real=True)
    return (value.diff(so) if prime else value).subs(so, x)


@dataclass
class Reader:
    """Formulas of a network of one neuron that is looked at, its activation and its loss."""

    activation: str
    loss: str = "half_squared_error"
    outputs: int = 1
    hidden: bool = False
    index: dict = field(default_factory=dict)

    def __post_init__(self):
        self.y = sympy.symbols(f"y1:{self.outputs + 1}", real=True)
        self.z = sympy.symbols(f"z1:{self.outputs + 1}", real=True)

    def f(self, x):
        return function_of(self.activation, x)

    def linked(self, value):
        """Put in what an output and a summation are made of."""
        for s, weight, rest in zip(SUCCESSORS, TO, REST, strict=True):
            value = value.subs(s, weight * self.f(S) + rest)
        return value.subs(self.y[0], self.f(S)).subs(S, INPUT)

    def error(self):
        if self.hidden:
            return sum(sympy.sin((i + 2) * s) for i, s in enumerate(SUCCESSORS))
        y, z, n = self.y, self.z, self.outputs
        pairs = list(zip(y, z, strict=True))
        match self.loss:
            case "half_squared_error":
                return sum((a - b) ** 2 for a, b in pairs) / 2
            case "mse":
                return sum((a - b) ** 2 for a, b in pairs) / n
            case "mae":
                return sum(sympy.Abs(a - b) for a, b in pairs) / n
            case "huber":
                size = [sympy.Abs(a - b) for a, b in pairs]
                half = sympy.Rational(1, 2)
                return sum(sympy.Piecewise((e**2 / 2, e <= 1), (e - half, True)) for e in size) / n
            case "binary_cross_entropy":
                terms = [b * sympy.log(a) + (1 - b) * sympy.log(1 - a) for a, b in pairs]
                return -sum(terms) / n
            case "softmax_cross_entropy":
                return -sum(b * sympy.log(self.p(k)) for k, b in enumerate(self.z))
        raise AssertionError(self.loss)

    def p(self, k):
        return sympy.exp(self.y[k]) / sum(map(sympy.exp, self.y))

    def slope(self, value, by):
        if by in (S, *W, B):
            value = value.subs(self.y[0], self.f(S))
            for s, weight, rest in zip(SUCCESSORS, TO, REST, strict=True):
                value = value.subs(s, weight * self.f(S) + rest)
        if by in (*W, B):
            value = value.subs(S, INPUT)
        return value.diff(by)

    def letter(self, base, below):
        below = below.removesuffix("old").removesuffix("new").removesuffix(",")
        at = {"i": 2, "k": 0, "n": N - 1, "": 0, "o": 0, "h": 0, **self.index}.get(below)
        at = int(below) - 1 if at is None else at
        match base:
            case "s":
                return SUCCESSORS[at] if below else S
            case "w":
                return TO[at] if self.hidden else W[at]
            case "a" | "x":
                return A[at] if below else self.f(S)
            case "y":
                return self.y[at]
            case "z":
                return self.z[at]
            case "p":
                return self.p(at)
            case "b":
                return B
            case "δ":
                return self.slope(self.error(), SUCCESSORS[at] if below == "j" else S)
            case "j" | "k":
                return sympy.Integer(self.index.get(base, 0))
        raise AssertionError(base)

    def __call__(self, form):
        match form:
            case Constant(value) | Number(value):
                return sympy.nsimplify(value)
            case Symbol():
                return {LOSS: self.error, LEARNING_RATE: lambda: ETA}[form]()
            case Letter() if form == PI:
                return sympy.pi
            case Letter(base, below):
                return self.letter(base, below)
            case Root(of):
                return sympy.sqrt(self(of))
            case Sum(terms):
                return sympy.Add(*map(self, terms))
            case Product(factors):
                return sympy.Mul(*map(self, factors))
            case Negative(of):
                return -self(of)
            case Absolute(of):
                return sympy.Abs(self(of))
            case Fraction(top, bottom):
                return self(top) / self(bottom)
            case Power(base, exponent):
                return (
                    sympy.exp(self(exponent)) if base == E_NUMBER else self(base) ** self(exponent)
                )
            case Dots():
                return A[2] * W[2]
            case Vector(parts):
                return sympy.Matrix(list(map(self, parts)))
            case Total(term, index):
                size = N if index == "i" else 2 if self.hidden else self.outputs
                values = []
                for at in range(size):
                    before, self.index = self.index, {**self.index, index: at}
                    values.append(self(term))
                    self.index = before
                return sympy.Add(*values)
            case Cases(rows):
                return sympy.Piecewise(*((self(value), self.holds(c)) for value, c in rows))
            case Slope(Letter("y"), Letter("s", "")):
                return self.slope(self.f(S), S)
            case Slope(Letter("s", "j" as j), Letter("a", "")):
                return self.letter("w", j)
            case Slope(Letter("a", ""), Letter("s", "")):
                return self.slope(self.f(S), S)
            case Slope(Letter("s", ""), Letter("s", "")):
                return sympy.Integer(1)
            case Slope(Letter("s", ""), by):
                return INPUT.diff(self(by))
            case Slope(of, by):
                return self.slope(self(of), self(by))
            case Call("∇L", parts):
                slopes = [self.slope(self.error(), self(by)) for by in parts]
                return sympy.Matrix(slopes) if len(slopes) > 1 else slopes[0]
            case Call("L", _):
                return self.error()
            case Call("f", (x,), prime):
                return function_of(self.activation, self(x), prime=prime)
            case Call(name, (x,), True) if name in FUNCTIONS:
                return FUNCTIONS[name](S).diff(S).subs(S, self(x))
            case Call(name, parts, prime) if function_of(name, S) is None or name in FUNCTIONS:
                assert not prime
                return FUNCTIONS[name](*map(self, parts))
            case Call(name, (x,), prime):
                return function_of(name, self(x), prime=prime)
        raise AssertionError(form)

    def holds(self, c: Condition):
        return CASES[c.sign](self(c.left), self(c.right))


CORNERS = {
    "relu", "leaky_relu", "elu", "step", "abs", "softsign", "hard_tanh", "hard_sigmoid", "mae", "huber",
}  # fmt: skip
# an error below 1, one above 1 on either side, a summation below 0 and one above
POINTS = [
    {"s": 0.4, "z": 0.1},
    {"s": -0.3, "z": 0.3},
    {"s": 0.7, "z": -3.0},
    {"s": -0.6, "z": 4.0},
]


def point(reader, at):
    """Return numbers for all symbols that give a wanted summation and target."""
    values = {a: 0.3 + 0.1 * i for i, a in enumerate(A)}
    values |= {w: 0.2 - 0.15 * i for i, w in enumerate(W)}
    values[B] = at["s"] - sum(values[a] * values[w] for a, w in zip(A, W, strict=True))
    values |= {y: 0.2 + 0.3 * i for i, y in enumerate(reader.y)}
    values |= {z: at["z"] / (i + 1) for i, z in enumerate(reader.z)}
    values |= {TO[0]: 0.7, TO[1]: -1.1, REST[0]: 0.2, REST[1]: 0.4, ETA: 0.1}
    return {symbol: sympy.Rational(str(round(value, 9))) for symbol, value in values.items()}


def fits(reader, equation, at):
    """Return whether an equation is about the case that the numbers are of."""
    words = "".join(word for word in equation.why if isinstance(word, str))
    if reader.activation in PARTIAL and at["s"] < 0:
        return False
    error = abs(float(reader.f(sympy.Float(at["s"])).evalf()) - at["z"])
    return not ("at most 1" in words and error > 1) and not ("above 1." in words and error <= 1)


def numbers(value):
    parts = list(value) if isinstance(value, sympy.MatrixBase) else [value]
    return [complex(part.evalf(20)) for part in parts]


def check(reader: Reader, equation: Equation, *, left: bool = True) -> int:
    """Hold every line of an equation against the one before; return how many were compared."""
    forms = [equation.left] * left + [line.form for line in equation.lines]
    # of a formula for all j one for each
    reader.index = {}
    ways = [{}] if "j" not in free(forms) else [{"j": j} for j in range(reader.outputs)]
    compared = 0
    for index in ways:
        reader.index = index
        linked = [reader.linked(reader(form)) for form in forms]
        by_cases = reader.activation in CORNERS or reader.loss in CORNERS
        for at in POINTS[: None if by_cases else 2]:
            if not fits(reader, equation, at):
                continue
            put_in = point(reader, at)
            shown = [numbers(value.subs(put_in)) for value in linked]
            for before, after in pairwise(shown):
                compared += 1
                assert after == pytest.approx(before, rel=1e-12, abs=1e-12), equation
    reader.index = {}
    return compared


def free(forms) -> str:
    """Return the index of a formula that holds for all of it."""
    found = [form for form in forms if isinstance(form, Slope)]
    names = [
        form.of.arguments[0] for form in found if isinstance(form.of, Call) and form.of.arguments
    ]
    return "j" if any(isinstance(name, Letter) and name.below == "j" for name in names) else ""


def trace(activation, loss="half_squared_error", outputs=1, **options):
    net = ns.mlp([2, 2, outputs], activation, output_activation=activation, seed=0)
    if activation in PARTIAL:
        for parameter in net.parameters:
            parameter.value = 1.0 + abs(parameter.value)
    return ns.trace(net, [0.5, -0.5], [0.5] * outputs, loss=loss, **options)


def section(t, title):
    return ns.explain(t, include="chain rule").section(title).equations


@pytest.mark.parametrize("activation", ns.ACTIVATIONS)
def test_the_slope_of_an_activation_follows_from_its_formula(activation):
    reader = Reader(activation)
    equations = section(trace(activation), "The summation and the activation")
    name = activation_form(ns.ACTIVATIONS[activation]).name
    slope = next(e for e in equations if e.left == Call(name, (Letter("s"),), prime=True))
    if activation != "step":
        assert isinstance(slope.lines[0].form, Slope | Cases)
        assert len(slope.lines) > 1
    for equation in equations:
        assert check(reader, equation, left=equation is not slope or activation != "step") or (
            activation == "step"
        )


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("loss", ns.LOSSES)
def test_the_derivatives_of_a_loss_follow_from_its_definition(loss, outputs):
    reader = Reader("sigmoid", loss, outputs)
    equations = section(trace("sigmoid", loss, outputs), "The loss and the chain rule")
    # a share of the loss stands for the loss where a derivative is taken
    shares = {e.left for e in equations if e.left == LOSS or isinstance(e.left, Call)}
    for equation in equations:
        shared = outputs > 1 and equation.left in shares and "∇L" not in repr(equation.left)
        compared = check(reader, equation, left=not shared)
        assert compared or len(equation.lines) == 1
    slopes = [e for e in equations if isinstance(e.left, Slope) and e.left.of == LOSS]
    by_output = [e for e in slopes if e.left.by.base == "y"]
    assert by_output
    # the square of mse has no factor to cancel
    assert all(len(e.lines) >= 3 - (loss == "mse") for e in by_output)


@pytest.mark.parametrize("activation", ["tanh", "gaussian"])
def test_the_error_signal_of_an_output_for_other_activations(activation):
    reader = Reader(activation)
    equations = section(trace(activation), "The loss and the chain rule")
    assert sum(check(reader, equation) for equation in equations) > 50


def test_the_half_squared_error_by_the_summation_in_the_eight_lines_of_the_source():
    (found,) = [
        e
        for e in section(trace("sigmoid"), "The loss and the chain rule")
        if e.left == Slope(LOSS, Letter("s"))
    ]
    assert len(found.lines) == 8


def test_the_error_signal_of_a_hidden_neuron_and_the_gradients():
    (hidden,) = section(trace("tanh"), "How error signals go back")
    assert check(Reader("tanh", hidden=True), hidden)
    for equation in section(trace("tanh"), "The gradient of the loss"):
        new = isinstance(equation.left, Letter)
        assert check(Reader("tanh"), equation, left=not new)


def test_a_wrong_step_would_be_found():
    wrong = Equation(
        Slope(LOSS, Letter("y")),
        tuple(
            type(line)(Product((Constant(2), line.form)), line.kind)
            for line in section(trace("sigmoid"), "The loss and the chain rule")[5].lines
        ),
    )
    with pytest.raises(AssertionError):
        check(Reader("sigmoid"), wrong)


@pytest.mark.parametrize("width", [60, 96])
def test_no_general_formula_is_wider_than_asked(width):
    for activation, loss in (("leaky_relu", "softmax_cross_entropy"), ("elu", "mae")):
        t = trace(activation, loss, 2, learning_rate=0.1)
        text = ns.explain(t, include="all").to_text(width=width)
        assert max(map(len, text.splitlines())) <= width
