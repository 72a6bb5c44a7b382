"""The panel of the data: its table, what the network gives for it, CSV files, and scaling."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import neurosim as ns
from tests.explorer.pages.saved_files import model_bytes, saved_file, saved_network

OpenPage = Callable[..., Any]
InNode = Callable[[str, str, Any], Any]


def data_page(open_page: OpenPage, net: Any, data: Any = None, **options: Any) -> Any:
    page = open_page(net, data=data, **options)
    page.locator("#tab-data").click()
    return page


def cells(page: Any) -> list[list[str]]:
    """Return the numbers of the rows that are shown."""
    return [
        [str(field.input_value()) for field in row.locator("input").all()]
        for row in page.locator(".data-table tbody tr").all()
    ]


def results(page: Any) -> list[list[str]]:
    """Return what the network gives for the rows."""
    return [
        [str(text) for text in row.locator(".predicted").all_inner_texts()]
        for row in page.locator(".data-table tbody tr").all()
    ]


def test_rows_have_predictions_and_errors(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    page = data_page(open_page, net, data)
    outputs = ns.predict(net, data.X)[:, 0]
    errors = data.Z[:, 0] - outputs
    assert results(page) == [
        [f"{output:.4f}", f"{error:.4f}"] for output, error in zip(outputs, errors, strict=True)
    ]
    loss = ns.evaluate(net, data).loss
    assert "over 4 rows" in page.locator(".data-panel").inner_text()
    shown = float(page.locator(".data-panel .training-state").inner_text().split()[2])
    assert shown == pytest.approx(loss, abs=5e-5)


def test_a_row_becomes_the_sample(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    page = data_page(open_page, net, data)
    row = page.get_by_role("button", name="Take row 3")
    assert row.get_attribute("aria-pressed") == "false"
    row.focus()
    page.keyboard.press("Enter")
    assert row.get_attribute("aria-pressed") == "true"
    page.locator("#tab-neuron").click()
    inputs = page.locator("#panel-neuron input").all()[:2]
    assert [float(field.input_value()) for field in inputs] == [65.0, 67.0]
    page.keyboard.press("Control+z")
    assert float(inputs[0].input_value()) == 70.0


def test_cells_rows_and_headings_are_edited(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    page = data_page(open_page, net, ([[0, 0], [1, 1]], [[0], [1]]))
    page.get_by_label("z[0], row 1").fill("1/2")
    page.keyboard.press("Enter")
    # Enter goes on to the next row
    page.keyboard.type("-0,25")
    page.keyboard.press("Enter")
    assert [row[2] for row in cells(page)] == ["0.5", "-0.25"]
    page.get_by_role("button", name="Add a row").click()
    assert cells(page)[2] == ["0", "0", "0"]
    page.get_by_role("button", name="Remove row 1").click()
    assert [row[2] for row in cells(page)] == ["-0.25", "0"]
    page.get_by_label("Heading of the input x[0]").fill("<b>width</b>")
    page.keyboard.press("Tab")
    assert page.get_by_label("<b>width</b>, row 1").is_visible()
    page.get_by_label("z[0], row 1").fill("much")
    page.keyboard.press("Enter")
    assert '"much"' in page.get_by_role("alert").inner_text()
    for _ in range(5):
        page.keyboard.press("Escape")
        page.locator("#tab-data").focus()
        page.keyboard.press("Control+z")
    assert cells(page) == [["0", "0", "0"], ["1", "1", "1"]]


def test_data_follow_the_inputs_and_outputs(open_page: OpenPage) -> None:
    page = data_page(open_page, ns.mlp([2, 2, 1], seed=3), ([[0, 1], [1, 1]], [[0], [1]]))
    page.get_by_role("button", name="+ Input", exact=True).click()
    assert cells(page) == [["0", "1", "0", "0"], ["1", "1", "0", "1"]]
    assert page.get_by_label("x[2], row 1").is_visible()
    # such a page can be opened again
    again = open_page(html=saved_file(page, "This page").read_text("utf-8"))
    again.locator("#tab-data").click()
    assert cells(again) == cells(page)
    page.keyboard.press("Control+z")
    assert cells(page) == [["0", "1", "0"], ["1", "1", "1"]]


def test_a_thousand_rows_come_in_pages(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    rng = np.random.default_rng(1)
    inputs, targets = rng.uniform(-1, 1, (1000, 2)).round(3), rng.uniform(0, 1, (1000, 1)).round(3)
    page = data_page(open_page, net, (inputs, targets))
    rows = page.locator(".data-table tbody tr")
    assert rows.count() == 100
    page.get_by_role("button", name="Next rows").click()
    assert "Rows 101 to 200 of 1,000" in page.locator(".pages").inner_text()
    first = [field.input_value() for field in rows.first.locator("input").all()]
    assert [float(text) for text in first] == [*inputs[100], *targets[100]]
    # measured in the page: an edit and a new layout of all that is shown
    spent = page.evaluate(
        """() => {
          const field = document.querySelector(".data-table .cell");
          return [1, 2, 3, 4, 5].map((number) => {
            const start = performance.now();
            field.value = String(number);
            field.dispatchEvent(new Event("change", {bubbles: true}));
            document.body.getBoundingClientRect();
            return performance.now() - start;
          }).sort((a, b) => a - b)[2];
        }"""
    )
    assert spent < 200, f"an edit takes {spent} ms"


IRIS = (
    "length;width;species\n5,1;3,5;setosa\n7,0;3,2;versicolor\n6,3;3,3;virginica\n4,9;3,0;setosa\n"
)


def drop(page: Any, *files: tuple[str, str]) -> None:
    """Drop files on the page."""
    transfer = page.evaluate_handle(
        """(files) => {
          const transfer = new DataTransfer();
          for (const [name, text] of files) transfer.items.add(new File([text], name));
          return transfer;
        }""",
        [list(file) for file in files],
    )
    page.dispatch_event("#page", "drop", {"dataTransfer": transfer})


def test_a_table_that_fits_is_taken_at_once(open_page: OpenPage) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    drop(page, ("rows.csv", "a,b,z\n0.5,1,2\n1e-3,2,3\n"))
    page.locator(".data-table").wait_for()
    assert cells(page) == [["0.5", "1", "2"], ["0.001", "2", "3"]]
    assert page.get_by_role("status").inner_text() == "rows.csv: 2 rows."
    page.keyboard.press("Control+z")
    assert page.locator(".data-table").is_hidden()


@pytest.mark.parametrize("rows", ["0.5,1,2\n1e-3,2,3\n", "0.5,1,no\n1e-3,2,yes\n"])
def test_the_columns_of_a_table_are_kept_as_python_keeps_them(
    open_page: OpenPage, tmp_path: Path, rows: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b,z\n" + rows, encoding="utf-8")
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    drop(page, (path.name, path.read_text(encoding="utf-8")))
    page.locator(".data-table").wait_for()
    net = ns.mlp([2, 2, 1], seed=3)
    ns.train(net, ns.read_csv(path, targets="z"), epochs=1)
    saved = saved_network(page)
    assert saved.input_columns == net.input_columns == ("a", "b")
    assert saved.target_columns == net.target_columns
    said = page.locator(".network text").all_text_contents()
    assert {"a", "b", "z"} <= {word for text in said for word in text.split(" ")}
    # the first row is the sample
    assert page.get_by_role("button", name="Take row 1").get_attribute("aria-pressed") == "true"
    # another table has other columns
    drop(page, ("other.csv", "c,d,y\n1,2,3\n"))
    page.get_by_label("c, row 1").wait_for()
    saved = saved_network(page)
    assert saved.input_columns == ("c", "d")
    assert [column.name for column in saved.target_columns or ()] == ["y"]


def test_classes_come_in_the_order_that_is_saved(open_page: OpenPage) -> None:
    net = ns.mlp([1, 3], seed=3)
    net.target_columns = (ns.TargetColumn("kind", ("b", "a")), ns.TargetColumn("size"))
    page = open_page(net)
    # one of the names is known, the other is not
    drop(page, ("rows.csv", "x,kind,y\n1,a,5\n2,b,6\n"))
    for heading, use in (("x", "input"), ("kind", "target"), ("y", "target")):
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(heading, exact=True).select_option(use)
    page.get_by_role("button", name="Take these columns").click()
    columns = (ns.TargetColumn("kind", ("a", "b")), ns.TargetColumn("y"))
    assert saved_network(page).target_columns == columns
    assert cells(page) == [["1", "1", "0", "5"], ["2", "0", "1", "6"]]


def test_headings_and_removing_stay_in_sight(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    page = data_page(open_page, net)
    drop(page, ("sizes.csv", "Körpergröße,Schuhgröße,Art=Fußballschuh\n1,2,3\n4,5,6\n"))
    page.locator(".data-table").wait_for()
    for size in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        cut = page.locator(".data-table thead :is(textarea, th)").evaluate_all(
            "all => all.filter((each) => each.scrollWidth > each.clientWidth + 1"
            " || each.scrollHeight > each.clientHeight + 1).map((each) => each.value)"
        )
        assert cut == []
        box = page.get_by_role("button", name="Remove row 2").bounding_box()
        frame = page.locator(".data-scroll").bounding_box()
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_columns_are_chosen_and_a_network_is_made_for_them(
    open_page: OpenPage, tmp_path: Path, findings: Callable[..., list[str]]
) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    drop(page, ("iris.csv", IRIS))
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_label("species").input_value() == "target"
    assert findings(page) == []
    dialog.get_by_role("button", name="Take these columns").click()
    assert "species=virginica" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_role("button", name="Make a network 2-4-3 for them").click()
    assert cells(page)[1] == ["7", "3.2", "0", "1", "0"]
    net = saved_network(page)
    assert net.name == "iris"
    path = tmp_path / "iris.csv"
    path.write_text(IRIS, encoding="utf-8")
    found = ns.predict_classes(net, [[5.1, 3.5], [7.0, 3.2], [6.3, 3.3], [4.9, 3.0]])
    real = ["setosa", "versicolor", "virginica", "setosa"]
    marks = [f"{a} {'✓' if a == b else '✗'}" for a, b in zip(found, real, strict=True)]
    assert [row[-1] for row in results(page)] == marks
    right = sum(a == b for a, b in zip(found, real, strict=True))
    assert f"{right} of 4 classes right" in page.locator(".data-panel").inner_text()
    # Python finds the columns by the names in the model file
    assert ns.evaluate(net, ns.read_csv(path, targets="species")).accuracy == right / 4


def test_a_pasted_table_without_names(open_page: OpenPage) -> None:
    page = data_page(open_page, ns.mlp([2, 2, 1], seed=3), ([[0, 0]], [[0]]))
    page.get_by_role("button", name="Paste …").click()
    page.get_by_role("dialog").get_by_label("Paste a table").fill("1\t2\t0\n3\t4\t1\n")
    page.get_by_role("button", name="Take this table").click()
    page.get_by_role("button", name="No, numbers").click()
    assert cells(page) == [["1", "2", "0"], ["3", "4", "1"]]


def test_what_cannot_be_read_is_refused_and_changes_nothing(open_page: OpenPage) -> None:
    page = data_page(open_page, ns.mlp([2, 2, 1], seed=3), ([[0, 0]], [[0]]))
    before = cells(page)
    for name, text in (
        ("broken.csv", "a,b,z\n1,2,3\n1,2\n"),
        ("empty.csv", ""),
        ("binary.csv", "a\0b"),
    ):
        drop(page, (name, text))
        page.get_by_role("alert").filter(
            has_text="broken.csv: Line 3" if name == "broken.csv" else name
        ).wait_for()
        assert cells(page) == before
        page.get_by_role("button", name="Close").click()


def test_without_data_a_table_begins_with_the_sample(open_page: OpenPage) -> None:
    page = data_page(open_page, ns.trace(ns.mlp([2, 2, 1], seed=3), [0.5, 1], [1]))
    page.get_by_role("button", name="Begin a table").click()
    assert cells(page) == [["0.5", "1", "1"]]
    page.get_by_role("button", name="Remove the data").click()
    assert page.locator(".data-table").is_hidden()


def test_a_locked_sample_keeps_its_data(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    page = data_page(open_page, start_with_lock(net, data))
    assert page.get_by_label("I0, row 1").get_attribute("readonly") is not None
    for name in ("Add a row", "Open CSV", "Remove the data", "Paste"):
        assert page.get_by_role("button", name=name).is_hidden()
    page.get_by_role("button", name="Take row 2").click()
    assert "does not let you change" in page.get_by_role("alert").inner_text()


def start_with_lock(net: ns.Network, data: Any) -> dict[str, Any]:
    from tests.explorer.pages.conftest import start_of

    start = start_of(net, data)
    return {"document": {**start["document"], "locks": ["sample"]}}


def test_a_scaling_is_fitted_to_the_data(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    page = data_page(open_page, net, data)
    said = page.locator(".scalings")
    assert "computes with the numbers as they are" in said.inner_text()
    page.get_by_label("Inputs", exact=True).select_option(label="mean 0, deviation 1")
    assert "computes with scaled numbers" in said.inner_text()
    page.get_by_label("Targets", exact=True).select_option(label="from −1 to 1")
    saved = json.loads(model_bytes(page))
    standard = ns.StandardScaling.fit(data.X)
    assert saved["input_scaling"]["mean"] == list(standard.mean)
    assert saved["input_scaling"]["deviation"] == list(standard.deviation)
    assert saved["target_scaling"]["minimum"] == [68.0]
    assert saved["target_scaling"]["feature_range"] == [-1.0, 1.0]
    page.get_by_label("Inputs", exact=True).select_option(label="none")
    assert json.loads(model_bytes(page)).get("input_scaling") is None


def test_scalings_are_those_of_python_to_the_last_bit(in_node: InNode) -> None:
    rng = np.random.default_rng(5)
    tables = [
        (rng.normal(0, 1, (n, 2)) * 10.0 ** rng.integers(-200, 200, 2)).tolist()
        for n in (1, 2, 7, 8, 9, 127, 128, 129, 1000, 1003)
    ]
    tables += [[[3.0, 0.1]] * 5, [[1e300, 1.0], [-1e300, 1.0 + 2**-52]]]
    found = in_node(
        'import { fittedScaling } from "PAGE/views/data_scaling.js";',
        'return given.map((rows) => [fittedScaling(rows, "standard"), fittedScaling(rows, "symmetric")]);',
        tables,
    )
    for rows, (standard, symmetric) in zip(tables, found, strict=True):
        with pytest.warns(ns.NeurosimWarning) if constant(rows) else nothing():
            wanted = ns.StandardScaling.fit(rows)
        assert standard == {"mean": list(wanted.mean), "deviation": list(wanted.deviation)}
        assert symmetric["minimum"] == np.min(rows, axis=0).tolist()
        assert symmetric["maximum"] == np.max(rows, axis=0).tolist()


def constant(rows: list[list[float]]) -> bool:
    return bool((np.ptp(rows, axis=0) == 0).any())


def nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()
