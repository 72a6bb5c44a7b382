"""Formulas are read from text as Python writes arithmetic, and nothing of them is executed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.errors import InputError
from neurosim.explaining.sympy_form import to_sympy
from neurosim.mathematics.evaluation import evaluate, evaluate_arrays
from neurosim.mathematics.exact import exact_value
from neurosim.mathematics.expression import Letter
from neurosim.mathematics.formula_text import read_formula

S, A = Letter("s"), Letter("a")


def value(text, s, a=0.25):
    return evaluate(read_formula(text, "sa"), {S: s, A: a})


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("s + 2 - a", 2.25),
        ("s - (a - 1)", 1.25),
        ("-s**2", -0.25),
        ("2**-s", 2**-0.5),
        ("e**s", math.exp(0.5)),
        ("exp(-s) / (1 + e**-s)", math.exp(-0.5) / (1 + math.exp(-0.5))),
        ("a * -s * 3", -0.375),
        ("1 / 2 / s", 1.0),
        ("sqrt(a) + abs(-s) + sgn(-s)", 0.0),
        ("ln(e**2)", 2.0),
        ("sin(s) + cos(s) + tanh(s)", math.sin(0.5) + math.cos(0.5) + math.tanh(0.5)),
        ("sigmoid(s)", 1 / (1 + math.exp(-0.5))),
        ("max(s, min(a, 1))", 0.5),
        ("1 if s > 1 else 2 if s > 0.25 else 3", 2.0),
        ("1 if s <= 0.5 else 2", 1.0),
        ("1 if s < 0.5 else 2", 2.0),
        ("1 if s >= 0.5 else 2", 1.0),
    ],
)
def test_its_number_is_that_of_python(text, right):
    assert value(text, 0.5) == pytest.approx(right, rel=1e-15)


NUMBERS = st.one_of(
    st.sampled_from(["s", "a", "2", "0.5"]),
)
FORMULAS = st.recursive(
    NUMBERS,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*"), part).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(part, st.sampled_from("+-*"), part).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        part.map(lambda text: f"-({text})"),
    ),
    max_leaves=12,
)


@given(FORMULAS, st.floats(-2, 2), st.floats(-2, 2))
def test_any_formula_has_the_number_that_python_gives(text, s, a):
    names = {"s": s, "a": a, "__builtins__": {}}
    expected = eval(text, names)  # the test made the text itself
    assert value(text, s, a) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the formula is empty; give it at least one character"),
        (3, "the formula is"),
        ("s +", r"the formula is 's \+', which cannot be read; write it as in Python"),
        ("s ** ** 2", "cannot be read"),
        ("q + s", "'q' has an unknown letter 'q'; known: a, e, pi, s"),
        ("σ(s)", "unknown function .σ."),
        ("relu(s)", "has an unknown function 'relu'; known: abs, arctan, cos, erf, exp, ln"),
        ("max(s)", "'max\\(s\\)' has 1 number in max, which takes 2"),
        ("s if s else 1", "'s' is no condition of a case; write one such as s > 0"),
        ("s if 0 < s < 1 else 1", "is no condition of a case"),
        ("(s if s > 0 else 1) + 1", "is no arithmetic"),
        ("s[0]", "'s\\[0\\]' is no arithmetic"),
        ("s.real", "is no arithmetic"),
        ("True", "is no arithmetic"),
        ("__import__('os')", "unknown function '__import__'"),
        ("1e999", "is not a finite number"),
        ("(" * 400 + "s" + ")" * 400, "cannot be read"),
        ("-" * 100 + "s", "is nested more than 50 levels deep"),
        ("s" + " + s" * 1000, "has 4,001 characters; give at most 1,000"),
    ],
)
def test_what_is_no_formula_is_refused_in_one_sentence(text, problem):
    with pytest.raises(InputError, match=problem) as caught:
        read_formula(text, "sa", "the formula")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_every_function_of_a_formula_is_known_to_each_kind_of_number():
    sympy = pytest.importorskip("sympy")
    calls = {
        name: ", ".join(["0.5", "0.25"][: 1 + (name in {"max", "min"})])
        for name in [
            "exp",
            "ln",
            "sqrt",
            "abs",
            "sgn",
            "sin",
            "cos",
            "tanh",
            "sigmoid",
            "max",
            "min",
        ]
    }
    for name, arguments in calls.items():
        form = read_formula(f"{name}({arguments}) + e / e", "")
        expected = pytest.approx(evaluate(form), rel=1e-14)
        assert float(exact_value(form)) == expected
        assert float(evaluate_arrays(form, {})) == expected
        assert float(to_sympy(form, sympy)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exp(x=s)", "names an argument of exp; give the number alone"),
        ("exp(s, s)", "has 2 numbers in exp, which takes 1"),
        ("1e999 * s", "is not a finite number"),
    ],
)
def test_what_is_wrong_with_a_call_is_said(text, message):
    with pytest.raises(InputError, match=message):
        read_formula(text, "s")
