"""Files of FANN: those that the real library writes give its numbers."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import re
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError
from neurosim.interop.imports.small_formats.fann_functions import FANN_FUNCTIONS, UNBOUNDED

DATA = Path(__file__).parent / "data"


def library() -> ctypes.CDLL:
    """Return FANN with 64-bit floats, or skip the test."""
    name = ctypes.util.find_library("doublefann")
    if name is None:
        pytest.skip("libdoublefann is not installed")
    fann = ctypes.CDLL(name)
    for function in ("fann_create_standard_array", "fann_create_shortcut_array",
                     "fann_create_sparse_array", "fann_create_from_file", "fann_read_train_from_file"):  # fmt: skip
        getattr(fann, function).restype = ctypes.c_void_p
    fann.fann_run.restype = ctypes.POINTER(ctypes.c_double)
    return fann


class Real:
    """A network of the real library, with random weights and the activation functions given."""

    def __init__(
        self, kind: str, sizes: list[int], functions: list[int], steepness: list[float], seed: int
    ) -> None:
        self.fann, self.sizes = library(), sizes
        layers = (ctypes.c_uint * len(sizes))(*sizes)
        rate = [ctypes.c_float(0.5)] if kind == "sparse" else []
        create = getattr(self.fann, f"fann_create_{kind}_array")
        self.ann = ctypes.c_void_p(create(*rate, len(sizes), layers))
        rng = np.random.default_rng(seed)
        for layer, size in enumerate(sizes[1:], start=1):
            for neuron in range(size):
                self.fann.fann_set_activation_function(
                    self.ann, int(rng.choice(functions)), layer, neuron
                )
                self.fann.fann_set_activation_steepness(
                    self.ann, ctypes.c_double(rng.choice(steepness)), layer, neuron
                )
        n_edges = self.fann.fann_get_total_connections(self.ann)
        connections = (Connection * n_edges)()
        self.fann.fann_get_connection_array(self.ann, connections)
        for connection in connections:
            connection.weight = rng.normal()
        self.fann.fann_set_weight_array(self.ann, connections, n_edges)

    def save(self, path: Path) -> Path:
        assert self.fann.fann_save(self.ann, str(path).encode()) == 0
        return path

    def run(self, x: np.ndarray) -> list[float]:
        values = (ctypes.c_double * len(x))(*x)
        return self.fann.fann_run(self.ann, values)[: self.sizes[-1]]


class Connection(ctypes.Structure):
    """One connection, as FANN gives it."""

    _fields_ = [("source", ctypes.c_uint), ("target", ctypes.c_uint), ("weight", ctypes.c_double)]


def largest_difference(real: Real, net: ns.Network, n: int = 1000, seed: int = 0) -> float:
    X = np.random.default_rng(seed).normal(size=(n, real.sizes[0])) * 2
    theirs = np.array([real.run(x) for x in X])
    ours = ns.predict(net, X, engine="objects" if n < 50 else None)
    return float(np.max(np.abs(theirs - ours) / np.maximum(1, np.abs(theirs))))


@pytest.mark.parametrize("function", [code for code in FANN_FUNCTIONS if code < 18])
def test_every_activation_function_is_that_of_the_library(function, tmp_path):
    # with the steepness 12 the limit of FANN lies within the curve
    steepness = [0.25, 0.5, 1.0] + ([] if function in UNBOUNDED else [12.0])
    real = Real("standard", [2, 4, 3], [function], steepness, seed=function)
    net = ns.read_fann(real.save(tmp_path / "a.net"))
    for x in np.random.default_rng(1).normal(size=(60, 2)):
        assert net.forward(x) == pytest.approx(real.run(x), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("kind", ["standard", "sparse", "shortcut"])
@pytest.mark.parametrize("seed", range(4))
def test_a_network_of_every_kind_gives_the_numbers_of_the_library(kind, seed, tmp_path):
    functions = [3, 4, 5, 6, 7, 8, 10, 11, 12, 13]
    real = Real(kind, [3, 5, 4, 2], functions, [0.25, 0.5, 1.0, 9.0], seed)
    net = ns.read_fann(real.save(tmp_path / "a.net"))
    assert (len(net.inputs), len(net.outputs)) == (3, 2)
    assert largest_difference(real, net) < 1e-12


STORED = (DATA / "fann_shortcut.net").read_text()


def test_a_stored_file_gives_the_stored_outputs_of_the_library():
    stored = json.loads((DATA / "fann_outputs.json").read_text())
    for name, case in stored.items():
        net = ns.read_fann(DATA / name)
        assert ns.predict(net, case["X"]) == pytest.approx(
            np.array(case["Y"]), rel=1e-12, abs=1e-12
        )


@pytest.mark.parametrize(("code", "expected"), [(18, [1.5, 0.0]), (19, [1.5, -0.015])])
def test_the_two_functions_of_the_later_source(code, expected, tmp_path):
    path = tmp_path / "a.net"
    path.write_text(
        f"FANN_FLO_2.1\nlayer_sizes=2 2\nneurons=(0, 0, 0) (0, 0, 0) (2, {code}, 0.5) (0, 0, 0)\n"
        "connections=(0, 1.0) (1, 0.0)\n"
    )
    net = ns.read_fann(path)
    assert [net.forward([x])[0] for x in (3.0, -3.0)] == pytest.approx(expected, rel=1e-15)


def test_names_and_shortcuts():
    net = ns.read_fann(DATA / "fann_shortcut.net")
    assert [n.name for n in net.inputs] == ["x[0]", "x[1]"]
    assert [n.name for n in net["o[0]"].inputs] == ["x[0]", "x[1]", "h[0][0]", "h[0][1]", "h[0][2]"]


def test_scaling_of_the_file_is_that_of_the_network(tmp_path):
    real = Real("standard", [2, 3, 1], [5], [0.5], 1)
    data = tmp_path / "data.txt"
    data.write_text("3 2 1\n10 200\n1000\n30 500\n1600\n20 900\n1200\n")
    fann = real.fann
    train = ctypes.c_void_p(fann.fann_read_train_from_file(str(data).encode()))
    limits = [ctypes.c_float(value) for value in (-1.0, 1.0, -0.5, 0.75)]
    assert fann.fann_set_scaling_params(real.ann, train, *limits) == 0
    path = real.save(tmp_path / "a.net")
    net = ns.read_fann(path)
    # the file has fewer digits of the scaling than the library had
    stored = ctypes.c_void_p(fann.fann_create_from_file(str(path).encode()))
    for x in ([10.0, 200.0], [25.0, 640.0]):
        values = (ctypes.c_double * 2)(*x)
        fann.fann_scale_input(stored, values)
        output = fann.fann_run(stored, values)
        fann.fann_descale_output(stored, output)
        assert ns.predict(net, [x])[0] == pytest.approx([output[0]], rel=1e-12)


def test_an_output_without_connections_is_1_as_in_the_library(tmp_path):
    text = re.sub(r"(connections .*?=).*", r"\1", (DATA / "fann_layers.net").read_text())
    lines = text.splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("neurons"))
    lines[row] = re.sub(r"\(\d+, ", "(0, ", lines[row].replace("(num_inputs", "[num"))
    path = tmp_path / "a.net"
    path.write_text("\n".join(lines).replace("[num", "(num_inputs"))
    assert ns.read_fann(path).forward([3.0, 4.0]).tolist() == [1.0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "FANN_FLO_2.1",
            "FANN_FLO_1.1",
            "the file begins with 'FANN_FLO_1.1'; expected FANN_FLO_2.0 or",
        ),
        (
            "FANN_FLO_2.1",
            "FANN_FIX_2.1",
            "are rounded to whole numbers for a computer without floats; s",
        ),
        (
            "layer_sizes=3",
            "layer_size=3",
            "the file has no line layer_sizes=; it is cut off or damaged",
        ),
        ("layer_sizes=3", "layer_sizes=x", "layer_sizes is 'x "),
        ("layer_sizes=3", "layer_sizes=999999999", "layer_sizes adds up to "),
        (
            "layer_sizes=3 3 2",
            "layer_sizes=1 5 2",
            "the first layer has no input beside its bias neuron; it needs one",
        ),
        (
            "network_type=1",
            "network_type=7",
            "network_type is '7'; expected 0 for layers or 1 for short",
        ),
        ("weight)=(0, ", "weight)=(0, nan) (0, ", "the neurons have "),
        (
            "weight)=(0, ",
            "weight)=(9, ",
            "takes its input from neuron 9, which is not in a layer before",
        ),
        (
            "2.04091912138518249975e+00",
            "1e999",
            "a weight of h[0][0] is inf; it must be a finite number",
        ),
        ("weight)=(0, ", "weight)=(0, x", "the line connections= has "),
        ("(0, 0, 0.0", "(0, 0, x", "the line neurons= has "),
        (
            ", 5, ",
            ", 9, ",
            "has the activation function 9, which FANN does not have; it has 0 (LINEAR)",
        ),
        (
            ", 5, 5.00000000000000000000e-01",
            ", 5, 1e999",
            "the steepness of h[0][0] is inf; it must be a finite number",
        ),
        (
            "scale_included=0",
            "scale_included=1",
            "the file has no line scale_mean_in=; it is cut off",
        ),
        (
            "scale_included=0",
            "scale_included=1\nscale_mean_in=1",
            "scale_mean_in has 1 number; expecte",
        ),
        (
            "scale_included=0",
            "scale_included=1\nscale_mean_in=1 x",
            "scale_mean_in has a part that is n",
        ),
        (
            "scale_included=0",
            "scale_included=1\nscale_mean_in=0 0\nscale_deviation_in=1 0\nscale_new_min_in=-1 -1\n"
            "scale_factor_in=1 1",
            "scale_deviation_in and scale_factor_in of column 1 must not be 0; save the network",
        ),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(old, new, message, tmp_path):
    assert old in STORED
    path = tmp_path / "a.net"
    path.write_text(STORED.replace(old, new, 1))
    with pytest.raises(FileError) as caught:
        ns.read_fann(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
