"""A workbook computes what a trace computes, also after a change; names in it stay text."""

from __future__ import annotations

import importlib
import zipfile

import pytest

import neurosim as ns
from neurosim.interop.exports.workbooks import workbook, workbook_page
from neurosim.model.activations import ACTIVATIONS

pytest.importorskip("xlsxwriter")
openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("formulas")

from tests.interop.exports.recalculation import (  # noqa: E402
    SOFFICE,
    by_formulas,
    by_libreoffice,
    changed,
    largest_difference,
    stored,
)


def scaled() -> ns.Network:
    net = ns.mlp([2, 3, 1], seed=1, name="worked example")
    net.input_scaling = ns.MinMaxScaling((0, 5), (100, 100), (-1, 1))
    net.target_scaling = ns.StandardScaling((40,), (12.5,))
    return net


def skips(outputs: str) -> ns.Network:
    """Return a network with skip connections, a constant, and frozen parameters."""
    net = ns.Network("skips")
    x, y = net.add_input("x"), net.add_input("y")
    c = net.add_constant(0.5, name="c")
    a = net.add_neuron({x: 0.5, y: -1.0, c: 0.25}, activation="leaky_relu(0.2)", name="a")
    b = net.add_neuron({x: 0.5, a: -1.5}, bias=0.2, activation="gelu", name="b")
    net.add_neuron({b: 0.7, y: 0.3, a: 0.4, c: -0.2}, bias=-0.1, activation=outputs, name="o")
    net.add_neuron({b: -0.3, y: 0.3, a: 1.4}, bias=0.1, activation=outputs, name="p")
    net.set_outputs("o", "p")
    net.freeze("a", "bo[0]")
    return net


def write(tmp_path, name, net, x, z=None, **how):
    return ns.write_xlsx(ns.trace(net, x, z, **how), tmp_path / f"{name}.xlsx")


@pytest.mark.parametrize(
    ("net", "how", "cells"),
    [
        (scaled(), {"optimizer": "adam", "learning_rate": 0.1}, ("C4", "C5", "C8")),
        (
            skips("identity"),
            {
                "loss": "mse",
                "optimizer": ns.SGD(0.1, momentum=0.9, nesterov=True),
                "rest_of_batch": ([[0.1, 0.2], [0.5, 0.5]], [[0.0, 1.0], [1.0, 0.0]]),
            },
            ("C4", "C5", "C8", "C9"),
        ),
        (
            skips("identity"),
            {"loss": "softmax_cross_entropy", "optimizer": ns.RMSprop(0.05)},
            ("C4", "C5", "C8", "C9"),
        ),
        (
            skips("sigmoid"),
            {"loss": "binary_cross_entropy", "learning_rate": 0.1},
            ("C4", "C5", "C8", "C9"),
        ),
        (skips("gaussian"), {"loss": "binary_cross_entropy"}, ("C4", "C5", "C8", "C9")),
        (skips("sin"), {"loss": "mae"}, ("C4", "C5", "C8", "C9")),
        (skips("softplus"), {"loss": "huber"}, ("C4", "C5", "C8", "C9")),
    ],
    ids=["scaled", "batch", "softmax", "joined", "floored", "mae", "huber"],
)
def test_changed_cells_give_the_numbers_of_a_new_trace(tmp_path, net, how, cells):
    n = len(net.outputs)
    before = write(tmp_path, "before", net, [0.3, -0.6], [1.0, 0.0][:n], **how)
    x, z = [-0.4, 0.9], [0.25, 0.75][:n]
    expected = stored(write(tmp_path, "expected", net, x, z, **how))
    values = {("Sample", cell): value for cell, value in zip(cells, (*x, *z), strict=True)}
    assert largest_difference(by_formulas(changed(before, values, before)), expected) < 1e-14


def test_every_activation_is_computed_from_its_formula(tmp_path):
    names = [*ACTIVATIONS, "leaky_relu(0.2)", "leaky_relu(1.5)"]
    net = ns.Network("activations")
    x = net.add_input("x")
    for name in names:
        net.add_neuron({x: 1.0}, bias=0.0, activation=name, name=name)
    net.set_outputs(*names)
    path = write(tmp_path, "before", net, [0.5], [0.25] * len(names))
    expected = stored(write(tmp_path, "expected", net, [1.75], [0.25] * len(names)))
    computed = by_formulas(changed(path, {("Sample", "C4"): 1.75}, path))
    assert largest_difference(computed, expected) < 1e-14


def test_no_power_of_e_leaves_the_range_of_a_spreadsheet(tmp_path):
    net = ns.Network("far")
    x = net.add_input("x")
    for sign, name in ((1, "softplus"), (-1, "sigmoid"), (1, "elu"), (-1, "mish")):
        net.add_neuron({x: sign}, activation=name)
    path = write(tmp_path, "before", net, [0.5], [0.0] * len(net.outputs))
    expected = stored(write(tmp_path, "expected", net, [900.0], [0.0] * len(net.outputs)))
    computed = by_formulas(changed(path, {("Sample", "C4"): 900.0}, path))
    assert largest_difference(computed, expected) < 1e-14


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_in_a_book_of_many_edges(tmp_path):
    net = ns.mlp([12, 20, 3], "tanh", output_activation="sigmoid", seed=2)
    assert net.graph.number_of_edges() == 300
    x = [k / 12 for k in range(12)]
    path = write(tmp_path, "book", net, x, [1, 0, 0], learning_rate=0.1)
    x[0] = -2.0
    expected = stored(write(tmp_path, "expected", net, x, [1, 0, 0], learning_rate=0.1))
    computed = by_libreoffice(changed(path, {("Sample", "C4"): -2.0}, path), tmp_path)
    # LibreOffice writes 15 digits
    assert largest_difference(computed, expected) < 1e-13


def test_the_pages_are_the_steps_that_the_trace_has(tmp_path):
    def pages(*of, **how):
        return openpyxl.load_workbook(write(tmp_path, "book", scaled(), *of, **how)).sheetnames

    assert pages([50, 60]) == ["Sample", "Forward"]
    assert pages([50, 60], [45]) == ["Sample", "Forward", "Loss", "Backward", "Gradients"]
    assert pages([50, 60], [45], learning_rate=0.1)[-1] == "Update"


def test_formulas_are_short_enough_to_read(tmp_path):
    book = openpyxl.load_workbook(
        write(tmp_path, "book", scaled(), [50, 60], [45], learning_rate=0.1)
    )
    assert book["Sample"]["I4"].value == "=(C4-D4)/(E4-D4)*(G4-F4)+F4"
    assert book["Forward"]["F8"].value == "=SUMPRODUCT(C5:C6,E5:E6)+E7"
    assert book["Forward"]["F9"].value == "=1/(1+EXP(MIN(-F8,700)))"
    assert book["Loss"]["G4"].value == "=1/2*(D4-F4)^2"
    assert book["Backward"]["F11"].value == "=Forward!F23*(1-Forward!F23)"
    assert book["Update"]["H4"].value == "=G4-eta*F4"
    assert not [
        cell.value
        for page in book
        for row in page.iter_rows()
        for cell in row
        if str(cell.value).startswith("=SUM(")
    ]


def test_numbers_come_back_bit_for_bit(tmp_path):
    net = ns.mlp([12, 20, 3], seed=3)
    path = write(tmp_path, "book", net, [0.1] * 12, [1, 0, 0])
    page = openpyxl.load_workbook(path)["Forward"]
    given = {row[3].value: row[4].value for row in page.iter_rows() if row[4].data_type == "n"}
    for parameter in net.parameters:
        assert given[parameter.symbol] == parameter.value


def test_a_name_never_becomes_a_formula(tmp_path):
    names = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        '@SUM("x")',
        "a\x00b\x1f\nc",
        "\ud800",
        "x" * 9999,
    ]
    net = ns.Network("=HYPERLINK()")
    inputs = [net.add_input(name) for name in names]
    net.add_neuron(dict.fromkeys(inputs, 0.5), name="=out", activation="identity")
    net.input_columns = tuple(f"={name}" for name in names)
    net.target_columns = (ns.TargetColumn("@z"),)
    path = write(tmp_path, "book", net, [1.0] * len(names), [1.0], learning_rate=0.1)
    shown = openpyxl.load_workbook(path)["Sample"]
    assert shown["A4"].value == "=1+1"
    assert shown["B4"].value == "==1+1"
    assert shown["A8"].value == "a<U+0000>b<U+001F>\\nc"
    assert [shown[f"A{row}"].data_type for row in range(4, 11)] == ["s"] * 7
    # quoted, so that editing the cell does not make a formula of it either
    assert shown["A4"].quotePrefix
    assert b"HYPERLINK" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_the_same_trace_gives_the_same_bytes(tmp_path):
    once, again = (
        write(tmp_path, name, scaled(), [50, 60], [45], optimizer=ns.Adam(0.1))
        for name in ("once", "again")
    )
    assert once.read_bytes() == again.read_bytes()


def test_outputs_with_successors_and_probabilities_without_targets(tmp_path):
    net = ns.Network("inner")
    x = net.add_input("x")
    first = net.add_neuron({x: 1.5}, bias=-0.5, name="first")
    second = net.add_neuron({x: -0.5, first: 2.0}, bias=0.25, name="second")
    net.set_outputs(first, second)
    net.loss = "binary_cross_entropy"
    path = write(tmp_path, "joined", net, [0.5], [1.0, 0.0])
    expected = stored(write(tmp_path, "expected", net, [-0.25], [1.0, 0.0]))
    assert (
        largest_difference(by_formulas(changed(path, {("Sample", "C4"): -0.25}, path)), expected)
        < 1e-14
    )
    net.loss = "softmax_cross_entropy"
    path = write(tmp_path, "softmax", net, [0.5])
    assert largest_difference(by_formulas(path), stored(path)) < 1e-14
    shown = openpyxl.load_workbook(path, data_only=True)["Sample"]
    assert shown["G7"].value + shown["G8"].value == pytest.approx(1.0)


def test_constant_columns_have_their_own_formula(tmp_path):
    net = ns.mlp([2, 1], seed=1)
    net.input_scaling = ns.MinMaxScaling((0, 7), (10, 7))
    path = write(tmp_path, "book", net, [3, 7], [1])
    assert openpyxl.load_workbook(path)["Sample"]["I5"].value == "=(F5+G5)/2"
    net.input_scaling = ns.StandardScaling((0, 7), (10, 0))
    path = write(tmp_path, "book", net, [3, 7], [1])
    assert openpyxl.load_workbook(path)["Sample"]["G5"].value == "=0"


def test_numbers_in_raw_units_fit_their_cells(tmp_path):
    net = ns.mlp([4, 1], seed=1)
    net.input_scaling = ns.StandardScaling(
        (5.8503262928877, 1 / 3, 7, 0), (1e6 / 7, 1e-7 / 3, 2, 1)
    )
    page = openpyxl.load_workbook(write(tmp_path, "book", net, [5.9405841768721, -1e6 / 7, 0.5, 1]))
    shown = page["Sample"]
    assert [shown[f"C{row}"].number_format for row in range(4, 8)] == [
        "0.00000", "0.0", "General", "General",
    ]  # fmt: skip
    assert [shown[f"{column}5"].number_format for column in "DE"] == ["0.000000", "0.00000E+00"]
    # a scaling without limits has no columns for them
    headers = [cell.value for cell in shown[3]]
    assert headers == [
        "input", "column", "raw value", "mean", "deviation", "symbol", "normalized",
    ]  # fmt: skip
    assert shown["C4"].value == 5.9405841768721


def test_numbers_of_an_optimizer_have_names_that_a_spreadsheet_takes(tmp_path):
    class Own(ns.SGD):
        a1, ETA, decay = 0.5, 0.25, 0.125
        rule = (ns.RuleLine("theta_new", "theta - eta * g * a1 * ETA * decay"),)

        def step(self, parameters, gradients, state, n_steps=1):
            return parameters - self.learning_rate * gradients * 0.5 * 0.25 * 0.125

    path = write(tmp_path, "book", ns.mlp([1, 1], seed=1), [1.0], [0.0], optimizer=Own(0.1))
    book = openpyxl.load_workbook(path)
    assert sorted(book.defined_names) == ["decay", "eta"]
    formula = "=G4-eta*F4*Sample!$C$12*Sample!$C$11*decay"
    assert book["Update"]["H4"].value == formula


def test_the_class_with_the_largest_output_is_named(tmp_path):
    net = ns.mlp([1, 3], "identity", seed=1)
    net.target_columns = (ns.TargetColumn("kind", ("a", "b", "c")),)
    path = write(tmp_path, "book", net, [2.0])
    shown = openpyxl.load_workbook(path, data_only=True)["Sample"]["B10"].value
    largest = max(range(3), key=ns.predict(net, [[2.0]])[0].__getitem__)
    assert shown == f"kind={'abc'[largest]}"


class TestErrors:
    def refused(self, tmp_path, net, match, **how):
        path = tmp_path / "book.xlsx"
        with pytest.raises(ns.NeurosimError, match=match):
            ns.write_xlsx(ns.trace(net, [1.0], [0.5], **how), path)
        assert not list(tmp_path.iterdir())

    def test_no_trace(self, tmp_path):
        with pytest.raises(ns.NeurosimError, match="write_xlsx takes a trace, such as"):
            ns.write_xlsx(ns.mlp([1, 1]), tmp_path / "book.xlsx")

    def test_another_ending(self, tmp_path):
        match = "'x.csv' does not end with .xlsx; a workbook is written to a file such as 'x.xlsx'"
        with pytest.raises(ns.NeurosimError, match=match):
            ns.write_xlsx(ns.trace(ns.mlp([1, 1]), [1.0]), tmp_path / "x.csv")
        assert not list(tmp_path.iterdir())

    def test_an_activation_without_a_formula(self, tmp_path):
        own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s)
        match = (
            "the activation 'own' of neuron 'o\\[0\\]' has no formula.*give it formula= and slope="
        )
        self.refused(tmp_path, ns.mlp([1, 1], own), match)

    def test_a_loss_without_a_formula(self, tmp_path):
        own = ns.Loss("own", lambda y, z: [y[0] - z[0]], lambda y, z: [1.0])
        match = "the loss 'own' has no formula"
        self.refused(tmp_path, ns.mlp([1, 1]), match, loss=own)

    def test_an_optimizer_without_a_rule(self, tmp_path):
        class Own(ns.SGD):
            def step(self, parameters, gradients, state, n_steps=1):
                return parameters - 2 * gradients

        match = "the optimizer Own has no rule"
        self.refused(tmp_path, ns.mlp([1, 1]), match, optimizer=Own(0.1))

    def test_a_mistake(self, tmp_path):
        match = "the trace was made with the mistake no-bias.*trace the sample without mistake="
        self.refused(tmp_path, ns.mlp([1, 1]), match, mistake="no-bias")

    def test_too_many_edges(self, tmp_path, monkeypatch):
        monkeypatch.setattr(workbook, "MOST_EDGES", 3)
        match = "the network has 4 edges; a workbook takes at most 3"
        self.refused(tmp_path, ns.mlp([1, 2, 1]), match)

    def test_too_many_neurons(self, tmp_path, monkeypatch):
        net = ns.mlp([1, 1])
        for _ in range(4):
            net.add_constant()
        net.set_outputs("o[0]")
        monkeypatch.setattr(workbook, "MOST_EDGES", 5)
        self.refused(tmp_path, net, "the network has 6 neurons; a workbook takes at most 5")

    def test_a_formula_that_is_too_long_for_excel(self, tmp_path, monkeypatch):
        monkeypatch.setattr(workbook_page, "_LONGEST_FORMULA", 20)
        match = "a formula of the page Forward has 26 characters, and Excel reads at most 20"
        self.refused(tmp_path, ns.mlp([1, 1]), match)

    def test_xlsxwriter_is_missing(self, tmp_path, monkeypatch):
        def missing(name):
            raise ImportError(name)

        monkeypatch.setattr(workbook, "import_module", missing)
        match = r"a workbook needs the package XlsxWriter: pip install 'neurosim\[workbook\]'"
        self.refused(tmp_path, ns.mlp([1, 1]), match)
        monkeypatch.setattr(workbook, "import_module", importlib.import_module)

    def test_a_file_that_is_there(self, tmp_path):
        path = write(tmp_path, "book", ns.mlp([1, 1]), [1.0])
        before = path.read_bytes()
        with pytest.raises(ns.NeurosimError, match="exists"):
            ns.write_xlsx(ns.trace(ns.mlp([1, 1]), [2.0]), path, overwrite=False)
        assert path.read_bytes() == before

    def test_digits_that_are_no_number_of_decimals(self, tmp_path):
        with pytest.raises(ns.NeurosimError, match="digits is too large; it must be at most 15"):
            ns.write_xlsx(ns.trace(ns.mlp([1, 1]), [2.0]), tmp_path / "a.xlsx", digits=99)
