"""ONNX's own tests of single operators, answered by networks of neurons.

``python -m tests.interop.imports.backend_tests`` answers all of them, which takes minutes, and
writes the counts and the table of operators for docs/from-onnx.md to the standard output.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

import neurosim as ns
from neurosim.interop.imports.onnx_graphs.onnx_operators import OPERATORS, WAYS_OUT

MAX_EDGES = 30_000
LARGEST = 5000


@dataclass(frozen=True)
class Answer:
    """What became of a test.

    ``equal``: at the tolerance of the test, with every real input as neurons.
    ``equal with constants``: the same with the first real input as neurons, the others fixed.
    ``rounding``: different by less than the rounding of the type of the outputs.
    ``refused``: an error of neurosim. ``wrong``: anything else; there must be none.
    """

    kind: str
    why: str = ""


@lru_cache(maxsize=1)
def node_tests() -> list[Any]:
    from onnx.backend.test.loader import load_model_tests

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sorted(load_model_tests(kind="node"), key=lambda test: test.name)


def array_of(value: Any) -> Any:
    """Return a tensor of a test as an array; sequences and optional values stay what they are."""
    from onnx import TensorProto, numpy_helper

    if isinstance(value, TensorProto):
        return numpy_helper.to_array(value)
    return np.asarray(value) if isinstance(value, np.generic) else value


def data_of(test: Any) -> tuple[list[Any], list[Any]]:
    """Return the inputs and outputs of a test."""
    if not test.data_sets:
        return [], []
    inputs, outputs = test.data_sets[0]
    return [array_of(value) for value in inputs], [array_of(value) for value in outputs]


def is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray) and (
        value.dtype.kind in "fb" or value.dtype.name == "bfloat16"
    )


def in_domain(test: Any) -> bool:
    """Return whether a test has real inputs and only real or truth outputs, and is small."""
    inputs, outputs = data_of(test)
    values = [*inputs, *outputs]
    return (
        all(isinstance(value, np.ndarray) for value in values)
        and any(is_real(value) and value.size for value in inputs)
        and all(is_real(value) for value in outputs)
        and all(np.isfinite(value.astype(np.float64)).all() for value in values if is_real(value))
        and sum(value.size for value in values) <= LARGEST
    )


def answer(test: Any) -> Answer:
    """Try a test with every real input as neurons, then with the first one only."""
    first = tried(test, all_real=True)
    if first.kind != "refused":
        return first
    second = tried(test, all_real=False)
    if second.kind == "equal":
        return Answer("equal with constants")
    return first if second.kind == "refused" else second


def tried(test: Any, *, all_real: bool) -> Answer:
    inputs, outputs = data_of(test)
    given = dict(zip([value.name for value in test.model.graph.input], inputs, strict=False))
    real = [name for name in given if is_real(given[name]) and given[name].size]
    if not all_real:
        real = real[:1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            net = ns.from_onnx(
                test.model,
                constants={n: plain(value) for n, value in given.items() if n not in real},
                shapes={name: given[name].shape for name in real},
                softmax="neurons",
                max_edges=MAX_EDGES,
            )
        row = np.concatenate([np.ravel(plain(given[name])) for name in real])
        found = net.forward(row.astype(np.float64))
    except ns.NeurosimError as error:
        return Answer("refused", str(error))
    expected = np.concatenate([np.ravel(plain(value)) for value in outputs]).astype(np.float64)
    if found.shape != expected.shape:
        return Answer("wrong", f"{found.shape} numbers, {expected.shape} expected")
    if np.allclose(found, expected, rtol=test.rtol, atol=test.atol):
        return Answer("equal")
    kind = "rounding" if is_rounding(found, expected, outputs[0].dtype.name) else "wrong"
    return Answer(kind, f"{found[:5]} instead of {expected[:5]}")


def is_rounding(found: Any, expected: Any, of_type: str) -> bool:
    """Return whether numbers differ by the rounding of the type that the outputs have."""
    digits = {"bfloat16": 2.0**-8, "float16": 2.0**-11}.get(of_type, 2.0**-24)
    unit = digits * float(np.abs(expected).max(initial=0.0))
    return bool(np.abs(found - expected).max() <= 4 * unit)


def plain(value: Any) -> Any:
    return value.astype(np.float64) if value.dtype.name == "bfloat16" else value


def operator_table() -> str:
    """Return the operators of ONNX as a table in Markdown: which become neurons and which do not."""
    from onnx import defs

    newest: dict[str, Any] = {}
    for schema in defs.get_all_schemas():
        if schema.domain in {"", "ai.onnx.ml"} and not schema.deprecated:
            name = f"{schema.domain}.{schema.name}" if schema.domain else schema.name
            newest[name] = schema
    rows: dict[str, list[str]] = {"own": [], "body": [], "other": []}
    for name, schema in sorted(newest.items()):
        has_body = schema.has_function or schema.has_context_dependent_function
        kind = "own" if name in OPERATORS else "body" if has_body else "other"
        if name not in SHAPES:
            rows[kind].append(f"`{name}`")
    ways = [f"| `{name}` | {way} |" for name, way in sorted(WAYS_OUT.items())]
    return "\n".join(
        [
            "| become neurons | operators |",
            "|:--|:--|",
            f"| yes | {', '.join(rows['own'])} |",
            f"| their shapes only | {', '.join(f'`{name}`' for name in SHAPES)} |",
            f"| as ONNX writes them with other operators, if these do | {', '.join(rows['body'])} |",
            f"| no, unless all their inputs are constant | {', '.join(rows['other'])} |",
            "",
            "| not supported | what to do |",
            "|:--|:--|",
            *ways,
        ]
    )


SHAPES = ("ConstantOfShape", "EyeLike", "Shape", "Size")


def main() -> None:
    out = sys.stdout.write
    chosen = [test for test in node_tests() if in_domain(test)]
    answers = {test.name: answer(test) for test in chosen}
    out(f"{len(node_tests())} tests, {len(chosen)} in the domain\n")
    for kind, count in Counter(found.kind for found in answers.values()).most_common():
        out(f"{kind}: {count}\n")
    for name, found in answers.items():
        if not found.kind.startswith("equal"):
            out(f"{found.kind} {name}: {found.why}\n")
    out(f"{operator_table()}\n")


if __name__ == "__main__":
    main()
