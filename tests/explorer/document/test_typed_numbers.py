"""Numbers that people type are read as Python reads those of a sheet."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from neurosim.errors import InputError
from neurosim.teaching import typed

READ_NUMBER = """
import { readNumber } from "PAGE/document/typed_numbers.js";
import { pythonFloat } from "PAGE/document/python_numbers.js";
import { ENGLISH } from "PAGE/words/english.js";
const read = (text) => {
  try { return { number: pythonFloat(readNumber(text)) }; }
  catch (error) { return { refusal: error.in(ENGLISH) }; }
};
"""
NUMBERS = """
0.5|0,5|.5|,5|5.|-1e-3|-1E+3|−0.25|–2|+3|- 4| 7 |2.4e-3|2,4·10^-3|2.4·10⁻³|3*10^2|3 x 10**(4)
1/2|-1/3|1,5/0.5|3/-4|-3/-4|2 ⁄ 5|-0|0.1|1e308|5e-324|1e-400|007|12345678901234567890|3·10⁺²
2.4·10-3|2 x 10+3
""".replace("\n", "|").strip("|")
NO_NUMBERS = """
|x|1,234.5|1.234,5|1 000|0x10|1e|e3|1/0|0/0|1/2/3|--1|NaN|Infinity|1e999|½½|1 ½|٣|１|1_000|50%|€5|=1|1e99999
2½|½2|½/2|1/½|½·10^2|0.5*100|2*100|3x1000|2·103|2*10(3)|2*10
""".strip("\n").replace("\n", "|")


def python_reads(text: str) -> str | None:
    try:
        return repr(typed.read_number(text).value)
    except InputError:
        return None


def test_what_python_reads_the_page_reads(in_node: Callable[..., Any]) -> None:
    texts = NUMBERS.split("|")
    read = in_node(READ_NUMBER, "return given.map(read);", texts)
    assert [answer.get("number") for answer in read] == [python_reads(text) for text in texts]
    assert None not in map(python_reads, texts)


def test_fractions_of_one_sign_are_read(in_node: Callable[..., Any]) -> None:
    answers = in_node(READ_NUMBER, "return given.map(read);", ["½", "-¾", "⅓"])
    assert [float(answer["number"]) for answer in answers] == [0.5, -0.75, 1 / 3]


def test_what_is_no_number_is_refused_in_a_sentence(in_node: Callable[..., Any]) -> None:
    texts = [*NO_NUMBERS.split("|"), "1" * 61]
    answers = in_node(READ_NUMBER, "return given.map(read);", texts)
    for text, answer in zip(texts, answers, strict=True):
        assert "refusal" in answer, text
    said = dict(zip(texts, (answer["refusal"] for answer in answers), strict=True))
    # what Python reads may not be refused; it reads digits of other scripts too
    assert {text for text in texts if python_reads(text) is not None} == {"٣", "１"}
    assert said[""] == "There is no number; give one, such as 0.5, 0,5 or 1/2."
    assert said["1,234.5"] == '"1,234.5" is no number; give one, such as 0.5, 0,5 or 1/2.'
    assert said["1/0"] == '"1/0" divides by 0; give a number.'
    assert said["1e999"].startswith('"1e999" is too large')


PIECES = [
    *"0123456789",
    *"0123456789",
    "-",
    "−",
    ".",
    ",",
    "/",
    "e",
    "E-",
    "·10^",
    "×10⁻",
    "*10",
    "²",
    " ",
    "(",
    ")",
]


def test_whatever_is_typed_gives_the_number_of_python_or_none(in_node: Callable[..., Any]) -> None:
    chance = random.Random(11)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 7))) for _ in range(4000)]
    answers = in_node(READ_NUMBER, "return given.map(read);", texts)
    expected = [python_reads(text) for text in texts]
    assert 500 < expected.count(None) < 3500
    for text, answer, number in zip(texts, answers, expected, strict=True):
        if number is None:
            assert "refusal" in answer, text
        else:
            # fractions are divided as decimals there, and as floats here
            assert math.isclose(float(answer["number"]), float(number), rel_tol=1e-15), text
