"""Names with every special character, and the compilers and browsers that read the documents."""

import html
import io
import re
import shutil
import subprocess
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

import neurosim as ns

NAMES = [
    "a<b>&amp;</script>",
    "under_score^hat~tilde",
    "$x$ \\frac{1}{2} \\end{document}",
    "100% #1 {brace} |pipe|",
    "\"double\" 'single' `tick`",
    "two\nlines\tand a tab",
    "שלום عليكم",
    "naïve café ŷ δ 漢字 🙂",
    "*star* [link](http://x) ![i](y) - + !",
    "-- --- << >> ?`!`",
    "zero\u200bwidth\ufeff and \u061c\xad",
    "אב\u202e rtl",
    "bell\x08 \ud800",
    "\u202eright to left\u2066",
]
# what GitHub takes, and MathJax and KaTeX without any extension
MACROS = {
    "Bigl", "Bigr", "alpha", "backprime", "backslash", "begin", "cdot", "cdots", "cos", "dagger", "delta", "end", "eta",
    "frac", "ge", "gt", "hat", "infty", "lbrace", "le", "left", "right", "ln", "lt", "lvert", "max", "min", "partial",
    "qquad", "rbrace", "rvert", "sigma", "sim", "sin", "sqrt", "sum", "tanh", "text", "tfrac", "theta", "arctan", "pi",
    "underbrace", "varepsilon", "vert", "wedge", "mu", "nabla", "ne",
}  # fmt: skip


@pytest.fixture(scope="module")
def nasty() -> ns.Trace:
    """Return the trace of a network in which everything that can be named has such a name."""
    net = ns.Network(name=NAMES[0] + NAMES[2])
    x = [net.add_input(name) for name in (NAMES[0], "x")]
    own = ns.Activation(NAMES[3], lambda s: s, lambda _: 1.0)
    hidden = [
        net.add_neuron({x[0]: 0.5, x[1]: -0.5}, activation=own, name=name) for name in NAMES[1:-1]
    ]
    net.add_neuron(dict.fromkeys(hidden, 0.25), name=NAMES[-1])
    net.input_columns = (NAMES[4], NAMES[5])
    net.input_scaling = ns.MinMaxScaling((0.0, 0.0), (1.0, 2.0))
    return ns.trace(net, [0.5, 0.5], [1.0], learning_rate=0.1)


def explained(trace: ns.Trace):
    return ns.explain(trace, include="all", notation={("output", "target"): "t_&<$"})


@pytest.fixture(scope="module")
def nasty_by_hand(nasty) -> ns.Derivation:
    """Return the same with a loss of such a name, rounded step by step."""
    own = ns.Loss(NAMES[2] + NAMES[5], lambda y, z: [y[0] - z[0]], lambda y, z: [1.0])
    t = ns.trace(nasty.net, [0.5, 0.5], [1.0], loss=own, optimizer=ns.Adam(0.1))
    options = {"rounding": "stepwise", "digits": 2, "decimal_comma": True}
    return ns.explain(t, include="all", own_names=True, **options)


def with_long_names() -> ns.Derivation:
    net = ns.Network(name="N" * 150)
    own = ns.Activation("f" * 150, lambda s: s, lambda _: 1.0)
    net.add_neuron({net.add_input("x" * 150): 0.5}, activation=own, name="W" * 150)
    loss = ns.Loss("l" * 150, lambda y, z: [y[0] - z[0]], lambda y, z: [1.0])
    t = ns.trace(net, [1.0], [0.0], loss=loss, learning_rate=0.1)
    data = ns.Dataset([[1.0], [2.0]], [[0.0], [1.0]], input_names=["c" * 150])
    return ns.explain(t, data=data, include="all")


def run(*command: str, cwd) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, check=False, cwd=cwd, capture_output=True, text=True, timeout=120, errors="replace"
    )


def test_text_keeps_to_one_line_and_to_its_direction(nasty):
    text = explained(nasty).to_text(width=1000)
    assert "two\\nlines\\tand a tab" in text
    assert "\u202e" not in text
    assert "<U+202E>right to left" in text
    assert "\u2068שלום عليكم\u2069" in text


def test_a_loss_of_any_name_in_steps_is_text_markdown_and_html(nasty_by_hand):
    ET.fromstring("<all>" + nasty_by_hand._repr_html_() + "</all>")
    check_mathematics(mathematics_of(nasty_by_hand.to_markdown()))
    text = nasty_by_hand.to_text()
    assert max(map(len, text.splitlines())) <= 96
    assert "The loss is $x$ \\frac{1}{2} \\end{document}two\\nlines\\tand a tab" in text


def test_html_is_well_formed_and_shows_every_name(nasty):
    page = explained(nasty).to_html()
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    for name in NAMES[:9]:
        assert name.replace("\n", "\\n").replace("\t", "\\t") in shown
    assert "zero<U+200B>width<U+FEFF> and <U+061C><U+00AD>" in shown
    assert "\u2068אב\u2066<U+202E>\u2069 rtl\u2069" in shown
    body = page[page.index("<body") : page.index("</html>")]
    root = ET.fromstring(body)
    assert not list(root.iter("script"))
    tags = {element.tag for element in root.iter()}
    assert tags <= {
        "body", "main", "h1", "h2", "h3", "p", "section", "bdi", "div", "span", "table", "thead", "tbody",
        "tr", "th", "td", "math", "mtable", "mtr", "mtd", "mrow", "mi", "mn", "mo", "mtext", "msub",
        "msup", "msubsup", "mfrac", "mover", "munder", "msqrt", "wbr",
        "svg", "defs", "g", "use", "path", "rect", "circle", "text", "tspan",
    }  # fmt: skip
    HTMLParser().feed(page)
    assert "http" not in re.sub(r"\(http://x\)", "", page)


def test_markdown_shows_every_name_as_text(nasty):
    document = explained(nasty).to_markdown()
    without_math = re.sub(r"(?s)^\$\$\n.*?^\$\$$", "", document, flags=re.MULTILINE)
    without_math = re.sub(r"(?<!\\)\$[^$\n]+?(?<!\\)\$", "", without_math)
    rendered = MarkdownIt("commonmark").enable("table").render(without_math)
    assert not re.search(r"<(a|img|script|em|strong|code)\b", rendered)
    shown = html.unescape(re.sub(r"<[^>]+>", "", rendered))
    for name in NAMES[:9]:
        assert name.replace("\n", "\\n").replace("\t", "\\t") in shown


def mathematics_of(document: str) -> str:
    displayed = re.findall(r"(?s)^\$\$\n.*?^\$\$$", document, flags=re.MULTILINE)
    return "\n".join(displayed + re.findall(r"(?<!\\)\$[^$\n]+?(?<!\\)\$", document))


def check_mathematics(text: str) -> None:
    assert set(re.findall(r"\\([a-zA-Z]+)", text)) <= MACROS
    # a text has no escapes, which MathJax would show, and none of the characters that need them
    for inside in re.findall(r"\\text\{(.*?)\}", text):
        assert not re.search(r"[\\{$&#%_^~<>|`]", inside), inside


@pytest.mark.parametrize("loss", ns.LOSSES)
def test_the_mathematics_of_markdown_is_what_github_takes(loss):
    net = ns.Network()
    x = net.add_input()
    for name in ns.ACTIVATIONS:
        net.add_neuron({net.add_neuron({x: 0.5}, activation=name): 0.5}, activation="sigmoid")
    n = len(net.outputs)
    for optimizer in (ns.SGD(0.1, momentum=0.5), ns.RMSprop(), ns.Adam(), ns.AdamW()):
        t = ns.trace(net, [0.5], [1.0 / n] * n, loss=loss, optimizer=optimizer)
        check_mathematics(mathematics_of(ns.explain(t, include="all").to_markdown()))
    if loss != "binary_cross_entropy":
        check_mathematics(ns.formula_gradient(net, "wh[0][0][0]", loss=loss)._repr_latex_())


def test_the_mathematics_of_markdown_is_what_github_takes_whatever_the_names(nasty):
    document = explained(nasty).to_markdown()
    assert r"\text{100}\%\text{ }\#\text{1 }\lbrace \text{brace…pipe}\vert" in document
    check_mathematics(mathematics_of(document))


COMPILED = (
    "worked example",
    "nasty names",
    "nasty by hand",
    "wide",
    "stepwise",
    "textbook",
    "wide tables",
    "long names",
)


def to_compile(what: str, nasty: ns.Trace, nasty_by_hand: ns.Derivation) -> ns.Derivation:
    if what == "nasty names":
        return explained(nasty)
    if what == "nasty by hand":
        return nasty_by_hand
    if what == "wide tables":
        net = ns.mlp([3, 10], "identity", seed=1)
        rows = [[0.123456 + i + j for i in range(13)] for j in range(50)]
        data = ([row[:3] for row in rows], [row[3:] for row in rows])
        t = ns.trace(net, rows[0][:3], [0] * 9 + [1], loss="softmax_cross_entropy")
        return ns.explain(t, data=data, digits=8, max_terms=None)
    if what == "long names":
        return with_long_names()
    if what == "wide":
        net = ns.mlp([40, 12, 3], "tanh", output_activation="identity", seed=1)
        t = ns.trace(
            net, [0.1234567] * 40, [1, 0, 0], loss="softmax_cross_entropy", optimizer=ns.AdamW(0.01)
        )
        return ns.explain(t, digits=8, include="all", detail="full")
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    t = ns.trace(net, data.X[2], [0.123], learning_rate=0.1)
    options = {
        "worked example": {"data": data, "include": "all"},
        "stepwise": {"rounding": "stepwise", "digits": 2, "decimal_comma": True},
        "textbook": {"notation": "textbook", "fractions": True},
    }[what]
    return ns.explain(t, **options)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("what", COMPILED)
def test_latex_compiles_and_no_line_is_too_wide(what, nasty, nasty_by_hand, tmp_path):
    derivation = to_compile(what, nasty, nasty_by_hand)
    derivation.save(tmp_path / "a.tex")
    done = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-2000:]
    log = (tmp_path / "a.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert not wide, log[log.index("Overfull") :][:600]


def compiled_by_typst(derivation: ns.Derivation) -> bytes:
    typst = pytest.importorskip("typst")
    source = "".join(derivation.parts("typst"))
    return typst.Compiler().compile(source.encode(), format="pdf", timestamp=0)


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF without spaces, with letters of mathematics as usual letters."""
    pypdf = pytest.importorskip("pypdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s|\u200b", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("what", COMPILED)
def test_typst_compiles(what, nasty, nasty_by_hand):
    pdf = compiled_by_typst(to_compile(what, nasty, nasty_by_hand))
    if what == "worked example":
        shown = words_of(pdf)
        for part in ("=σ(sh[0][0])", "∂L∂bo[0]=δo[0]", "∂L/∂yo[0]", "5.3Newweightsandbiases"):
            assert part in shown
    elif what == "nasty names":
        shown = words_of(pdf)
        for name in (0, 1, 3, 4, 8, 9):
            assert re.sub(r"\s", "", unicodedata.normalize("NFKC", NAMES[name])) in shown


@pytest.mark.parametrize("loss", ns.LOSSES)
def test_typst_compiles_every_activation_and_loss(loss):
    net = ns.Network()
    x = net.add_input()
    for name in ns.ACTIVATIONS:
        net.add_neuron({net.add_neuron({x: 0.5}, activation=name): 0.5}, activation="sigmoid")
    n = len(net.outputs)
    for optimizer in (ns.SGD(0.1, momentum=0.5), ns.AdamW()):
        t = ns.trace(net, [0.5], [1.0 / n] * n, loss=loss, optimizer=optimizer)
        assert compiled_by_typst(ns.explain(t, include="all")).startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_a_fragment_of_latex_can_be_included(nasty, tmp_path):
    (tmp_path / "part.tex").write_text(explained(nasty).to_latex(document=False), encoding="utf-8")
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath,amssymb}\n"
        "\\begin{document}\\input{part}\\end{document}\n",
        encoding="utf-8",
    )
    done = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-2000:]


CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("names", ["nasty", "long"])
def test_a_browser_shows_the_page(names, nasty, tmp_path):
    derivation = explained(nasty) if names == "nasty" else with_long_names()
    derivation.save(tmp_path / "a.html")
    script = "<script>document.title = [...document.querySelectorAll('.equation > div > span + span')].filter("
    script += "r => r.getBoundingClientRect().height > 5).length + ' rows, overflow ' + ("
    script += (
        "document.documentElement.scrollWidth - document.documentElement.clientWidth)"
        " + ', scrolled ' + [...document.querySelectorAll('p, h1, h3, .equation, .scroll')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).length</script>"
    )
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    rows = len(re.findall('<div class="(?:symbolic|substituted|partial|result)"', page))
    (tmp_path / "b.html").write_text(page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    done = run(
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,900",
        f"--user-data-dir={tmp_path}/profile", "--dump-dom", f"file://{tmp_path}/b.html", cwd=tmp_path,
    )  # fmt: skip
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None, done.stderr[-500:]
    assert title[1] == f"{rows} rows, overflow 0, scrolled 0"
