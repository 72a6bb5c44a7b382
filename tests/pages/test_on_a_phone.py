"""No page cuts a number, lets texts overlap or is wider than a phone."""

import pytest

import neurosim as ns
from tests.pages.conftest import assert_readable, measured


@pytest.fixture(scope="module")
def worked() -> tuple[ns.Trace, ns.Dataset]:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1), data


@pytest.mark.parametrize(
    "options",
    [
        {"include": "all"},
        {"digits": 9},
        {"fractions": True, "rounding": "stepwise", "notation": "textbook"},
    ],
    ids=["with all sections", "with many digits", "with fractions"],
)
def test_the_worked_example(worked, options, shown, tmp_path):
    trace, data = worked
    ns.explain(trace, data=data, **options).save(tmp_path / "worked.html")
    page = shown(tmp_path / "worked.html")
    assert_readable(page)
    found = measured(page)
    assert len(found["hidden"]) < 0.05 * found["numbers"]


def test_softmax_and_adam(shown, tmp_path):
    net = ns.mlp([4, 4, 3], "relu", output_activation="identity", seed=1)
    loss = "softmax_cross_entropy"
    trace = ns.trace(net, [1.0, 0.5, 0.25, 0.75], [1, 0, 0], loss=loss, optimizer="adam")
    ns.explain(trace).save(tmp_path / "worked.html")
    assert_readable(shown(tmp_path / "worked.html"))


def test_checked_answers(worked, shown, tmp_path):
    typed = {
        "sh[0][0]": "0.3",
        "ah[0][0]": "0.55",
        "so[0]": "0.7777777777",
        "do[0]": "0.12345678901234567890123456789",
    }
    report = ns.check_answers(worked[0], typed)
    (tmp_path / "report.html").write_text(report.to_html(solution=True), encoding="utf-8")
    assert_readable(shown(tmp_path / "report.html"))


@pytest.mark.parametrize("what", ["film", "explorer", "sheet", "solution", "figures", "notebook"])
def test_other_pages(what, worked, shown, tmp_path):
    trace, data = worked
    path = tmp_path / "page.html"
    if what == "film":
        ns.animate(trace, path)
    elif what == "explorer":
        ns.explore(trace, path)
    elif what in {"sheet", "solution"}:
        exercise = ns.exercise(trace.net, data, ask=["forward", "loss"], seed=1)
        exercise.save(path, part=what)
    elif what == "figures":
        ns.draw_figures(trace.net, tmp_path / "figures", trace=trace, data=data)
        path = tmp_path / "figures" / "index.html"
    else:
        cells = [item._repr_html_() for item in (trace, trace.net, ns.explain(trace))]
        head = '<meta name="viewport" content="width=device-width">'
        path.write_text(f"{head}<body>{''.join(cells)}</body>", encoding="utf-8")
    page = shown(path)
    page.wait_for_timeout(300)
    assert_readable(page)
