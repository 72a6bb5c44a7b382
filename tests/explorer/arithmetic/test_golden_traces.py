"""Every number of a sample is Python's, on random networks, and the same bits in every browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.explorer.arithmetic.engines import run_in_browser, run_in_node
from tests.explorer.arithmetic.random_cases import golden_cases

COUNT = 400


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    return golden_cases(COUNT)


@pytest.fixture(scope="module")
def in_node(cases: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = run_in_node("comparing.js", "compared", cases)
    return found


def test_the_cases_have_numbers_and_failures(cases: list[dict[str, Any]]) -> None:
    failed = sum(case["values"] is None for case in cases)
    assert 10 < failed < COUNT / 3
    losses = {case["document"]["model"]["loss"] for case in cases if case["values"]}
    optimizers = {case["document"]["training"]["optimizer"]["name"] for case in cases}
    activations = {
        neuron["activation"]
        for case in cases
        if case["values"] and case["document"]["sample"]["targets"]
        for neuron in case["document"]["model"]["neurons"]
        if neuron["kind"] == "computed"
    }
    assert (len(losses), len(optimizers), len(activations)) == (6, 4, 29)


def test_numbers_in_node(in_node: dict[str, Any]) -> None:
    assert in_node["complaints"] == []


def test_numbers_without_an_exponential_are_python_to_the_last_bit() -> None:
    cases = golden_cases(200, seed=5, rational=True)
    assert sum(case["values"] is not None for case in cases) > 120
    assert run_in_node("comparing.js", "compared", cases)["complaints"] == []


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_numbers_in_a_browser(
    browser: str, cases: list[dict[str, Any]], in_node: dict[str, Any], tmp_path: Path
) -> None:
    found = run_in_browser(browser, "comparing.js", "compared", cases, tmp_path)
    assert found["complaints"] == []
    # not one bit differs
    assert found["digest"] == in_node["digest"]
