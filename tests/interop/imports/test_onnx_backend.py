"""ONNX's own tests: how many a network of neurons answers, and none of them wrongly.

``python -m tests.interop.imports.backend_tests`` answers all of them; here is a fixed part.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

onnx = pytest.importorskip("onnx")

from tests.interop.imports.backend_tests import (  # noqa: E402
    answer,
    data_of,
    in_domain,
    node_tests,
    operator_table,
)

VERSION = "1.23.2"
"""The version of onnx whose tests are counted; others have other tests."""

PAGE = Path(__file__).parents[3] / "docs" / "from-onnx.md"


def is_quick(test):
    """Return whether a test is small, and not the same as another one written with other operators."""
    inputs, outputs = data_of(test)
    return "expanded" not in test.name and sum(value.size for value in [*inputs, *outputs]) <= 150


def test_no_test_of_an_operator_is_answered_wrongly():
    chosen = [test for test in node_tests() if in_domain(test) and is_quick(test)]
    answers = {test.name: answer(test) for test in chosen}
    counts = Counter(found.kind for found in answers.values())
    assert counts["wrong"] == 0, [n for n, found in answers.items() if found.kind == "wrong"]
    if onnx.__version__ == VERSION:
        assert counts == {
            "equal": 477,
            "equal with constants": 50,
            "rounding": 1,
            "refused": 86,
        }


def test_the_page_has_the_table_of_operators():
    if onnx.__version__ == VERSION:
        assert operator_table() in PAGE.read_text(encoding="utf-8")


FOLDER = Path(onnx.__file__).parent / "backend" / "test" / "data"


def numbers_in(folder, start):
    """Return the tensors in the files of a test."""
    files = sorted(folder.glob(f"{start}_*.pb"), key=lambda file: int(file.stem.rsplit("_", 1)[1]))
    return [onnx.numpy_helper.to_array(onnx.load_tensor(file)) for file in files]


def published(kind):
    return sorted(path for path in (FOLDER / kind).glob("*/model.onnx"))


@pytest.mark.parametrize(
    ("kind", "n_equal", "n_refused"), [("pytorch-converted", 73, 2), ("pytorch-operator", 28, 3)]
)
def test_files_that_pytorch_wrote(kind, n_equal, n_refused):
    equal, refused = 0, []
    for path in published(kind):
        folder = path.parent / "test_data_set_0"
        inputs, outputs = numbers_in(folder, "input"), numbers_in(folder, "output")
        if sum(value.size for value in [*inputs, *outputs]) > 1000:
            continue
        try:
            net = ns.from_onnx(path, softmax="neurons", max_edges=20_000)
            found = net.forward(np.concatenate([value.ravel() for value in inputs]))
        except ns.NeurosimError as error:
            refused.append(f"{path.parent.name}: {error}")
            continue
        expected = np.concatenate([value.ravel() for value in outputs])
        assert found == pytest.approx(expected, rel=1e-3, abs=1e-6), path
        equal += 1
    if onnx.__version__ == VERSION:
        assert (equal, len(refused)) == (n_equal, n_refused), refused
