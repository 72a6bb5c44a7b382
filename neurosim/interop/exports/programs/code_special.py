"""Functions that the library of a language lacks, written out: error function, log1p, expm1."""

from __future__ import annotations

import math

from neurosim.interop.exports.programs.code_signature import Signature
from neurosim.interop.exports.programs.code_writer import CodeWriter

SPECIAL = {
    "erfc": "error_function_complement",
    "erf": "error_function",
    "log1p": "log_of_1_plus",
    "expm1": "exp_minus_1",
}
"""The names of these functions in programs, by their names in formulas."""

_NEAR = 1.5
_TERMS = 40
_DEPTH = 120


def write_special(writer: CodeWriter, name: str) -> None:
    """Write one of these functions; ``erf`` needs ``erfc``, which must be written before it.

    The series for small numbers is 7.1.6, the continued fraction for larger ones 7.1.14, of
    Abramowitz and Stegun, Handbook of Mathematical Functions, 1964. The forms of ``log1p`` and
    ``expm1`` that lose no digits are those of Kahan (Higham, Accuracy and Stability of Numerical
    Algorithms, 2002, section 1.14).
    """
    {"erf": _write_erf, "erfc": _write_erfc, "log1p": _write_log1p, "expm1": _write_expm1}[name](
        writer
    )


def _write_erf(w: CodeWriter) -> None:
    number = w.number
    signature = Signature(SPECIAL["erf"], numbers=("x",), number="value", public=False)
    with w.function(
        signature, "Return the error function: a series near 0, its complement far out."
    ):
        with w.when(f"x < {number(-_NEAR)} {_or(w)} x > {number(_NEAR)}"):
            w.statement(f"return {number(1.0)} - {SPECIAL['erfc']}(x)")
        w.start("term", "x")
        w.start("value", "x")
        with w.loop("k", 1, _TERMS):
            below = number(2.0), number(1.0)
            w.statement(f"term = term * {number(2.0)} * x * x / ({below[0]} * k + {below[1]})")
            w.statement("value = value + term")
        factor = number(2.0 / math.sqrt(math.pi))
        w.statement(f"value = value * {factor} * {w.function_name('exp')}(-x * x)")


def _write_erfc(w: CodeWriter) -> None:
    number = w.number
    signature = Signature(SPECIAL["erfc"], numbers=("x",), number="value", public=False)
    with w.function(
        signature, "Return 1 minus the error function: a continued fraction far from 0."
    ):
        size = f"{w.function_name('abs')}(x)"
        w.start("value", size)
        with w.when(f"{size} <= {number(_NEAR)}"):
            w.start("term", "x")
            w.statement("value = x")
            with w.loop("k", 1, _TERMS):
                below = number(2.0), number(1.0)
                w.statement(f"term = term * {number(2.0)} * x * x / ({below[0]} * k + {below[1]})")
                w.statement("value = value + term")
            factor = number(2.0 / math.sqrt(math.pi))
            w.statement(
                f"return {number(1.0)} - value * {factor} * {w.function_name('exp')}(-x * x)"
            )
        with w.loop_down("k", _DEPTH, 1):
            w.statement(f"value = {size} + {number(0.5)} * k / value")
        root = number(math.sqrt(math.pi))
        w.statement(f"value = {w.function_name('exp')}(-x * x) / ({root} * value)")
        with w.when(f"x < {number(0.0)}"):
            w.statement(f"value = {number(2.0)} - value")


def _write_log1p(w: CodeWriter) -> None:
    number = w.number
    signature = Signature(SPECIAL["log1p"], numbers=("x",), number="value", public=False)
    with w.function(signature, "Return ln(1 + x) without losing the digits of a small x."):
        w.let("sum", f"{number(1.0)} + x")
        w.start("value", "x")
        with w.when(f"sum != {number(1.0)}"):
            w.statement(f"value = {w.function_name('ln')}(sum) * x / (sum - {number(1.0)})")


def _write_expm1(w: CodeWriter) -> None:
    number = w.number
    signature = Signature(SPECIAL["expm1"], numbers=("x",), number="value", public=False)
    with w.function(signature, "Return e^x - 1 without losing the digits of a small x."):
        w.let("power", f"{w.function_name('exp')}(x)")
        w.start("value", "x")
        with w.when(f"power != {number(1.0)}"):
            w.statement(f"value = power - {number(1.0)}")
            with w.when(f"value != {number(-1.0)}"):
                w.statement(f"value = value * x / {w.function_name('ln')}(power)")


def _or(w: CodeWriter) -> str:
    return "or" if w.is_python else "||"
