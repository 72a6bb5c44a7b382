"""Every number of the source is in the document of the worked example, or in the errata."""

import re
from pathlib import Path

import pytest

import neurosim as ns

ERRATA = (Path(__file__).parents[2] / "docs" / "errata.md").read_text(encoding="utf-8")

# what the source prints, section by section
SOURCE = {
    "the dataset": "70 98 91 50 85 82 65 67 80 25 95 68",
    "initialization": "-0.5 -1.0 0.5 1.0 0.0",
    "normalization to [0, 1]": "1.0 0.5555 0.5806 0.8888 0.0 0.9032",
    "normalization to [-1, 1]": "1.0 -0.1111 0.1613 0.7777 -1.0 0.8064",
    "forward pass": "-0.5 -1.0 0.5 1.5 0.2689 0.6225 0.8176 0.1345 0.0120 0.5030",
    "gradient descent": "0.1 0.2 0.8 2.4000 3.2000",
    "its table": (
        "3.0000 4.0000 25.0000 6.0000 2.4000 8.0000 3.2000 16.0000 4.8000 1.9200 6.4000 2.5600 10.2400 "
        "3.8400 1.5360 5.1200 2.0480 6.5536 3.0720 1.2288 4.0960 1.6384 4.1943 2.4576 0.9830 3.2768 "
        "1.3107 2.6844 1.9660 0.7864 2.6214 1.0486 1.7179 1.5728 0.6291 2.0972 0.8389 1.0995 1.2582 "
        "0.5033 1.6778 0.6711 0.7140 1.0066 0.4027 1.3422 0.5369 0.3579 0.8054 0.3222 1.0738 0.4295 "
        "0.2294"
    ),
    "error signal": "0.5030 91 0.2494 -90.4970 -22.56",
}


@pytest.fixture(scope="module")
def document() -> str:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    t = ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)
    return ns.explain(t, data=data, include="all").to_text(width=1000)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"-?\d+(?:\.\d+)?", text.replace(" - ", "  ")))


def absent_from(section: str, document: str) -> set[str]:
    """Return the source's numbers that a section lacks; a column writes 1.0 as 1.0000."""
    here = numbers(part(document, *PARTS[section]))
    return {n for n in SOURCE[section].split() if not {n, f"{float(n):.4f}"} & here}


def part(document: str, start: str, end: str) -> str:
    """Return the document from one line up to another, headings aside."""
    found = re.search(rf"(?ms)^{re.escape(start)}$\n(.*?)^{re.escape(end)}$", document)
    assert found, start
    return found[1]


# where each of them is in the document, from one line to another
PARTS = {
    "the dataset": ("The training dataset", "1 Initialization"),
    "initialization": ("1 Initialization", "2 Normalization"),
    "normalization to [0, 1]": ("Min-max scaling to [0, 1]", "Min-max scaling to [-1, 1]"),
    "normalization to [-1, 1]": ("Min-max scaling to [-1, 1]", "The sample"),
    "forward pass": ("3 Forward pass", "4 Loss"),
    "gradient descent": (
        "An example using the gradient descent formula",
        "The loss and the chain rule",
    ),
    "its table": (
        "Each further step comes closer to the lowest point.",
        "The loss and the chain rule",
    ),
    "error signal": (
        "5.1 Error signal of the output layer",
        "How error signals go back",
    ),
}
# the rows of the errata that are about it, by the start of what they say on where it is
SLIPS = {
    "normalization to [0, 1]": "Step 2, [0, 1]",
    "normalization to [-1, 1]": "Step 2, [-1, 1]",
    "its table": "row ",
    "error signal": "Step 5.1",
}


def printed_wrong(section: str) -> set[str]:
    """Return the numbers of the source that the errata say are wrong in a section."""
    found: set[str] = set()
    for line in ERRATA.splitlines():
        cells = line.strip("| ").split(" | ")
        if len(cells) == 5 and section in SLIPS and cells[1].startswith(SLIPS[section]):
            found |= numbers(cells[2])
            # the factors of a product that is printed wrong are told where it is worked out
            printed = re.search(r"printed factors?, ([^,]*),", cells[4])
            found |= numbers(printed[1]) if printed else set()
    return found


@pytest.mark.parametrize("section", SOURCE)
def test_every_number_of_the_source_is_in_its_section_or_in_the_errata(section, document):
    assert absent_from(section, document) <= printed_wrong(section)


def test_only_corrected_numbers_are_not_in_their_section(document):
    absent = {n for section in SOURCE for n in absent_from(section, document)}
    assert absent == {
        "0.5555", "0.8888", "-0.1111", "0.7777", "0.8064", "0.2494", "-90.4970", "-22.56", "91", "1.9660",
        "1.7179", "1.5728", "1.2582", "1.6778", "0.7140", "0.3579", "0.8054", "0.3222", "1.0738", "0.2294",
    }  # fmt: skip


def test_a_number_of_another_section_does_not_count(document):
    assert "91" not in numbers(part(document, *PARTS["initialization"]))
    assert "0.5" not in numbers(part(document, *PARTS["its table"]))
    assert printed_wrong("forward pass") == set()
    assert "0.2494" not in printed_wrong("its table")


def test_the_equations_of_the_source_come_in_its_order(document):
    """The right sides that the source works, one after the other; spaces and line ends aside."""
    flat = " ".join(document.split())
    position = 0
    for equation in (
        "normalized data = (data - min) / (max - min)",
        "normalized data = (65 - 25) / (70 - 25) = 40/45 = 0.8889",
        "(data - min) / (max - min) · 2 - 1",
        "s = x_1 · w_1 + x_2 · w_2 + ⋯ + x_n · w_n + b = Σ_i x_i · w_i + b",
        "s = a_1 · w_1 + a_2 · w_2 + ⋯ + a_n · w_n + b = Σ_i a_i · w_i + b",
        "σ(s) = 1 / (1 + e^(-s))",
        "= σ(s) · (1 - σ(s))",
        "a = f(s)",
        "y = f(s)",
        "1.0 · (-0.5) + 1.0 · (-1.0) + 0.5 = -0.5 + (-1.0) + 0.5 = -1.0",
        "σ(-1.0) = 1 / (1 + e^(-(-1.0))) = 0.2689",
        "1.0 · (-0.5) + 1.0 · 0.5 + 0.5 = -0.5 + 0.5 + 0.5 = 0.5",
        "= 0.6225",
        "1.0 · 1.0 + 1.0 · 0.0 + 0.5 = 1.0 + 0.0 + 0.5 = 1.5",
        "= 0.8176",
        "0.2689 · 0.5 + 0.6225 · (-1.0) + 0.8176 · 0.0 + 0.5 = 0.1345 + (-0.6225) + 0.0 + 0.5 = 0.0120",
        "σ(0.0120)",
        "= 0.5030",
        "L = 1/2 · (yo[0] - z[0])²",
        "θ_new = θ_old - η · ∇f(θ_old)",
        "f(x, y) = x² + y²",
        "∇f(x) = ∂f/∂x = ∂(x² + y²)/∂x = 2 · x",
        "∇f(y) = ∂f/∂y = ∂(x² + y²)/∂y = 2 · y",
        "= [2 · x, 2 · y]",
        "x_new = x_old - η · ∇f(x_old) = x_old - η · ∂f/∂x = x_old - η · 2 · x_old = x_old · (1 - 2 · η)",
        "y_new = y_old - η · ∇f(y_old) = y_old - η · ∂f/∂y = y_old - η · 2 · y_old = y_old · (1 - 2 · η)",
        "x_old · (1 - 2 · 0.1) = x_old · (1 - 0.2) = x_old · 0.8",
        "y_old · (1 - 2 · 0.1) = y_old · (1 - 0.2) = y_old · 0.8",
        "x_new = 3 · 0.8 = 2.4",
        "y_new = 4 · 0.8 = 3.2",
        "x_old ∇f(x) x_new y_old ∇f(y) y_new f(x, y)",
        "L = 1/2 · (y - z)²",
        "L(y) = 1/2 · (y - z)²",
        "L(s) = 1/2 · (f(s) - z)²",
        "L(w_i, b) = 1/2 · (f(Σ_i a_i · w_i + b) - z)²",
        "∇L(w_i) = ∂L/∂w_i = ∂L/∂y · ∂y/∂s · ∂s/∂w_i = ∂L/∂s · ∂s/∂w_i",
        "∇L(b) = ∂L/∂b = ∂L/∂y · ∂y/∂s · ∂s/∂b = ∂L/∂s · ∂s/∂b",
        "∂L/∂s = ∂L(s)/∂s = ∂(1/2 · (f(s) - z)²)/∂s = ∂(1/2 · (f(s)² - 2 · f(s) · z + z²))/∂s "
        "= 1/2 · ∂(f(s)² - 2 · f(s) · z + z²)/∂s "
        "= 1/2 · (2 · f(s) · ∂f(s)/∂s - 2 · z · ∂f(s)/∂s) = f(s) · f'(s) - z · f'(s) "
        "= f'(s) · (f(s) - z) = f'(s) · (y - z)",
        "δ_o = ∂L/∂s = f'(s) · (y - z)",
        "δ_o = σ'(s) · (y - z) = σ(s) · (1 - σ(s)) · (y - z) = y · (1 - y) · (y - z)",
        "σ'(so[0]) · (yo[0] - z[0]) = yo[0] · (1 - yo[0]) · (yo[0] - z[0])",
        "0.5030 · (1 - 0.5030) · (0.5030 - 1.0)",
        "= f'(s) · Σ_j w_j · δ_j",
        "σ'(sh[0][0]) · wo[0][0] · do[0] = ah[0][0] · (1 - ah[0][0]) · wo[0][0] · do[0]",
        "∂s/∂w_i = ∂(Σ_i a_i · w_i + b)/∂w_i = ∂(a_1 · w_1 + a_2 · w_2 + ⋯ + a_n · w_n + b)/∂w_i = a_i",
        "∂s/∂b = ∂(Σ_i a_i · w_i + b)/∂b = ∂(a_1 · w_1 + a_2 · w_2 + ⋯ + a_n · w_n + b)/∂b = 1",
        "∇L(w_i) = ∂L/∂w_i = ∂L/∂s · ∂s/∂w_i = δ · a_i",
        "∇L(b) = ∂L/∂b = ∂L/∂s · ∂s/∂b = δ",
        "= [δ · a_i, δ]",
        "w_i,new = w_i,old - η · ∇L(w_i,old) = w_i,old - η · δ · a_i",
        "b_new = b_old - η · ∇L(b_old) = b_old - η · δ",
        "new wo[0][0] = wo[0][0] - η · ∂L/∂wo[0][0]",
    ):
        found = flat.find(equation, position)
        assert found >= 0, equation
        position = found
