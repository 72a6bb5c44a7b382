"""ONNX's own tests of single operators, answered by networks of neurons.

``python -m tests.interop.imports.backend_tests`` prints the counts and the table of operators.
"""

from __future__ import annotations

import contextlib
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

import neurosim as ns
from neurosim.interop.imports.from_onnx import from_onnx

MAX_EDGES = 30_000


@dataclass(frozen=True)
class Answer:
    """What became of a test: ``equal``, ``equal with constants``, ``wrong``, ``refused``."""

    kind: str
    why: str = ""
    difference: float = 0.0


@lru_cache(maxsize=1)
def node_tests() -> list[Any]:
    from onnx.backend.test.loader import load_model_tests

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sorted(load_model_tests(kind="node"), key=lambda test: test.name)


def is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray) and (
        value.dtype.kind in "fb" or value.dtype.name == "bfloat16"
    )


def in_domain(test: Any) -> bool:
    """Return whether a test has real inputs and only real or truth outputs, and is small."""
    if not test.data_sets:
        return False
    inputs, outputs = test.data_sets[0]
    values = [*inputs, *outputs]
    return (
        all(isinstance(value, np.ndarray) for value in values)
        and any(is_real(value) and value.size for value in inputs)
        and all(is_real(value) for value in outputs)
        and all(np.isfinite(value.astype(np.float64)).all() for value in values if is_real(value))
        and sum(value.size for value in values) <= 5000
    )


def answer(test: Any) -> Answer:
    """Try a test with every real input as neurons, then with the first one only."""
    first = _tried(test, lambda real: real)
    if first.kind != "refused":
        return first
    second = _tried(test, lambda real: real[:1])
    if second.kind == "equal":
        return Answer("equal with constants", difference=second.difference)
    return second if second.kind == "wrong" else first


def _tried(test: Any, choose: Any) -> Answer:
    worst = 0.0
    graph = test.model.graph
    for inputs, outputs in test.data_sets:
        names = [value.name for value in graph.input]
        given = dict(zip(names, inputs, strict=False))
        real = choose([name for name in given if is_real(given[name]) and given[name].size])
        constants = {name: value for name, value in given.items() if name not in real}
        try:
            net = from_onnx(
                test.model,
                constants={name: _plain(value) for name, value in constants.items()},
                shapes={name: given[name].shape for name in real},
                softmax="neurons",
                max_edges=MAX_EDGES,
            )
            row = np.concatenate([np.ravel(_plain(given[name])) for name in real])
            found = net.forward(row.astype(np.float64))
        except ns.NeurosimError as error:
            return Answer("refused", str(error))
        expected = np.concatenate([np.ravel(_plain(value)) for value in outputs])
        # what the test can hold: a float16 or bfloat16 has three digits
        found = _rounded(found, outputs)
        if found.shape != expected.shape:
            return Answer("wrong", f"{found.shape} numbers, {expected.shape} expected")
        expected = expected.astype(np.float64)
        if not np.allclose(found, expected, rtol=test.rtol, atol=test.atol):
            return Answer("wrong", f"{found[:5]} instead of {expected[:5]}")
        worst = max(worst, float(np.abs(found - expected).max(initial=0.0)))
    return Answer("equal", difference=worst)


def _plain(value: Any) -> Any:
    return value.astype(np.float64) if value.dtype.name == "bfloat16" else value


def _rounded(found: Any, outputs: list[Any]) -> Any:
    parts, start = [], 0
    for value in outputs:
        part = found[start : start + value.size]
        start += value.size
        low = value.dtype.itemsize == 2 and value.dtype.kind != "b"
        parts.append(_plain(part.astype(value.dtype)).astype(np.float64) if low else part)
    return np.concatenate([*parts, found[start:]])


def all_answers() -> dict[str, Answer]:
    return {test.name: answer(test) for test in node_tests() if in_domain(test)}


if __name__ == "__main__":
    import sys, time

    start = time.perf_counter()
    tests = node_tests()
    print(len(tests), "tests", time.perf_counter() - start)
    slow = []
    answers = {}
    for test in tests:
        if not in_domain(test) or (len(sys.argv) > 1 and sys.argv[1] not in test.name):
            continue
        begun = time.perf_counter()
        try:
            answers[test.name] = answer(test)
        except Exception as error:
            answers[test.name] = Answer("crash", f"{type(error).__name__}: {error}")
            if len(sys.argv) > 1:
                raise
        slow.append((time.perf_counter() - begun, test.name))
    print(Counter(a.kind for a in answers.values()), len(answers), time.perf_counter() - start)
    for name, a in answers.items():
        if a.kind in {"wrong", "crash"}:
            print(a.kind.upper(), name, a.why[:200])
    for name, a in answers.items():
        if a.kind == "refused":
            print("refused", name, a.why[:230])
    print(sorted(slow)[-25:])
