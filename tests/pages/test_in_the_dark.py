"""Every page follows the dark scheme of its reader, with enough contrast."""

import pytest

import neurosim as ns

CONTRAST = """
() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((v) => {
      const share = v / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  for (const e of document.querySelectorAll("h1, h2, h3, p, td, th, li, a, figcaption, mn, mi, mo")) {
    if (!e.getClientRects().length || !e.textContent.trim()) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(`${e.localName}: ${e.textContent.slice(0, 30)}`);
  }
  return {paper: light(ground(document.body)), faint};
}
"""


@pytest.fixture(scope="module")
def trace() -> ns.Trace:
    net, _ = ns.worked_example()
    return ns.trace(net, [1, 1], [1], learning_rate=0.1)


@pytest.mark.parametrize("what", ["worked", "answers", "figures"])
def test_a_page_is_dark_if_its_reader_likes_the_dark(what, trace, figures, shown, tmp_path):
    path = tmp_path / "page.html"
    if what == "worked":
        _, data = ns.worked_example()
        ns.explain(trace, data=data, rounding="stepwise", digits=2).save(path)
    elif what == "answers":
        report = ns.check_answers(trace, {"sh[0][0]": "0.3", "L": "0.5"})
        path.write_text(report.to_html(), encoding="utf-8")
    else:
        path = figures
    for dark in (True, False):
        seen = shown(path, dark=dark).evaluate(CONTRAST)
        assert (seen["paper"] < 0.1) == dark
        assert seen["faint"] == []
