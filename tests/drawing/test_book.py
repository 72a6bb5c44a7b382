"""All figures of a network, and the page that shows them."""

import math
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

import neurosim as ns
from neurosim.drawing.book.collection import Material, figures_of, missing_figures
from neurosim.errors import FileError, InputError, UnknownNameError

SVG = "{http://www.w3.org/2000/svg}"
ALWAYS = {
    "neuron",
    "architecture",
    "step-1-weights-and-biases",
    "training-loop",
    "gradient-descent",
}
OF_A_SAMPLE = {
    "step-3-forward", "contribution", "step-4-loss", "loss-function",
    "step-5.1-error-signals-of-outputs", "step-5.2-error-signals-of-hidden-neurons",
    "step-5.3-update",
}  # fmt: skip
OF_DATA = {"step-2-normalization", "predictions", "decision-surface"}


class Page(HTMLParser):
    """The pictures, links and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.images, self.links, self.text = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "img":
            self.images.append(values["src"])
        if tag == "a":
            self.links.append(values["href"])

    def handle_data(self, data):
        self.text.append(data)


def drawn(paths):
    return {path.stem for path in paths[:-1]}


@pytest.fixture(scope="module")
def example():
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return net, data, ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)


def test_every_figure_of_the_worked_example(example, tmp_path):
    net, data, trace = example
    folder = tmp_path / "figures"
    paths = ns.draw_figures(net, folder, trace=trace, data=data, losses=[0.5, 0.25])
    assert drawn(paths) == ALWAYS | OF_A_SAMPLE | OF_DATA | {"activation-sigmoid", "loss-curve"}
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in paths)
    for path in paths[:-1]:
        ET.parse(path)
    page = Page(paths[-1].read_text("utf-8"))
    assert page.images == [path.name for path in paths[:-1]]
    assert {link for link in page.links if not link.startswith("#")} == set(page.images)
    # the steps stand in the order of the paper
    steps = [name for name in page.images if name.startswith("step")]
    assert steps == sorted(steps)
    assert "Not drawn" not in "".join(page.text)


def test_a_network_alone_has_what_applies_and_says_what_is_missing(tmp_path):
    net = ns.mlp([9, 2, 2], activation=["relu"], output_activation="tanh", name="<a> & b")
    paths = ns.draw_figures(net, tmp_path)
    assert drawn(paths) == ALWAYS | {"activation-relu", "activation-tanh", "weights"}
    text = paths[-1].read_text("utf-8")
    assert "<h1>&lt;a&gt; &amp; b</h1>" in text
    assert "Steps 3 to 5 need a sample and its targets." in text
    assert "need data" in text
    assert "needs the losses of a training" in text


def test_without_targets_there_is_no_backward_pass(example, tmp_path):
    net, _, _ = example
    paths = ns.draw_figures(net, tmp_path, trace=ns.trace(net, [70, 98]), file_format="png")
    assert drawn(paths) == ALWAYS | {"activation-sigmoid", "step-3-forward", "contribution"}
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    assert "Steps 4 and 5 need the targets" in paths[-1].read_text("utf-8")


def test_figures_are_those_of_the_step(example, tmp_path):
    net, _, trace = example
    paths = {path.stem: path for path in ns.draw_figures(net, tmp_path, trace=trace)}
    update = paths["step-5.3-update"].read_text("utf-8")
    assert "0.5000 → 0.5124" in update
    assert "-0.1242" in paths["step-5.1-error-signals-of-outputs"].read_text("utf-8")


def test_the_figure_of_the_normalization_is_that_of_the_network(tmp_path):
    net, data = ns.worked_example()
    found = {}
    for name, scaling in (
        ("(0, 1)", ns.MinMaxScaling.fit(data.X)),
        ("(-1, 1)", ns.MinMaxScaling.fit(data.X, (-1, 1))),
        ("standard", ns.StandardScaling.fit(data.X)),
    ):
        net.input_scaling = scaling
        paths = ns.draw_figures(net, tmp_path / name, data=data)
        path = next(path for path in paths if path.stem == "step-2-normalization")
        found[name] = path.read_text("utf-8")
    assert "scaled to 0 to 1" in found["(0, 1)"]
    assert "scaled to \N{MINUS SIGN}1 to 1" in found["(-1, 1)"]
    assert "scaled to mean 0 and deviation 1" in found["standard"]


def test_a_network_without_scaling_has_no_figure_of_the_normalization():
    net, data = ns.worked_example()
    net.input_scaling = net.target_scaling = None
    material = Material(net, None, data, None, 4, "light")
    assert "step-2-normalization" not in {figure.name for figure in figures_of(material)}
    assert "The network scales no data, so there is no step 2." in missing_figures(material)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z, (-1, 1))
    assert "step-2-normalization" in {figure.name for figure in figures_of(material)}


def test_figures_have_the_size_and_the_parts_that_were_asked_for(tmp_path):
    net = ns.mlp([2, 2, 1], seed=1)
    options = {"size": "column", "legend": False, "caption": False, "transparent": True}
    for path in ns.draw_figures(net, tmp_path, notation="textbook", **options)[:-1]:
        root = ET.parse(path).getroot()
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(3.4 * 72, abs=0.1), path
        words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        assert "Numbers are rounded" not in words, path
        assert "h[0]" not in words or path.stem == "neuron", path
    with pytest.raises(InputError, match=r"'3\.4in' and size='page' both give the size"):
        ns.draw_figures(net, tmp_path, width="3.4in", size="page")


def test_pages_of_pdf_link_to_their_figures(example, tmp_path):
    net, _, _ = example
    paths = ns.draw_figures(net, tmp_path, file_format="pdf")
    assert all(path.read_bytes().startswith(b"%PDF") for path in paths[:-1])
    page = Page(paths[-1].read_text("utf-8"))
    assert {path.name for path in paths[:-1]} <= set(page.links)


def test_activations_of_like_names_have_files_of_their_own(tmp_path):
    net = ns.Network()
    x = net.add_input("x")
    for name in ("a b", "a-b", "A b"):
        own = ns.Activation(name, lambda s: s, lambda s: 1.0)
        net.add_neuron({x: 1.0}, activation=own)
    names = drawn(ns.draw_figures(net, tmp_path))
    assert {"activation-a-b", "activation-a-b-2", "activation-A-b-3"} <= names


def test_an_activation_is_drawn_where_the_sample_needs_it(tmp_path):
    log = ns.Activation("log", math.log, lambda s: 1 / s)
    net = ns.Network()
    net.add_neuron({net.add_input("x"): 1.0}, bias=3.0, activation=log)
    assert "activation-log" in drawn(ns.draw_figures(net, tmp_path, trace=ns.trace(net, [1.0])))
    paths = ns.draw_figures(net, tmp_path / "alone")
    assert "activation-log" not in drawn(paths)
    assert "The activation log: " in paths[-1].read_text("utf-8")


class TestErrors:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"losses": "abc"}, "losses are one number for each epoch; got 'abc'"),
            ({"losses": [1.0, float("nan")]}, "the loss of epoch 2"),
            ({"losses": []}, "losses are empty"),
            ({"digits": 16}, "digits is 16; a float has at most 15 decimals"),
            ({"overwrite": "no"}, "overwrite is 'no'; give True or False"),
        ],
    )
    def test_options_are_checked_before_anything_is_written(
        self, example, tmp_path, options, message
    ):
        net, _, _ = example
        with pytest.raises(InputError, match=message):
            ns.draw_figures(net, tmp_path / "new", **options)
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("folder", [3, None, ""])
    def test_a_folder_has_a_name(self, example, folder):
        net, _, _ = example
        with pytest.raises(
            FileError, match=r"the folder of the figures is .*; give the name of a folder"
        ):
            ns.draw_figures(net, folder)

    def test_a_trace_of_a_changed_network_is_refused(self, example, tmp_path):
        net, _, trace = example
        changed = net.copy()
        changed.wo[0][0] = 99.0
        with pytest.raises(InputError, match="or of this one before it was changed"):
            ns.draw_figures(changed, tmp_path, trace=trace)

    def test_nothing_is_written_over_a_figure_without_leave(self, example, tmp_path):
        net, _, _ = example
        (tmp_path / "training-loop.svg").write_text("mine")
        with pytest.raises(FileError, match=r"training-loop\.svg exists already"):
            ns.draw_figures(net, tmp_path, overwrite=False)
        assert [path.name for path in tmp_path.iterdir()] == ["training-loop.svg"]

    def test_a_folder_is_a_folder(self, example, tmp_path):
        net, _, _ = example
        (tmp_path / "file").write_text("")
        with pytest.raises(FileError, match="file is a file; give the name of a folder"):
            ns.draw_figures(net, tmp_path / "file")
        with pytest.raises(FileError, match="cannot make the folder"):
            ns.draw_figures(net, tmp_path / "a" / "b")

    def test_what_does_not_fit_the_network_is_refused(self, example, tmp_path):
        net, data, trace = example
        other = ns.mlp([3, 1])
        with pytest.raises(InputError, match="the trace is of another network"):
            ns.draw_figures(other, tmp_path, trace=trace)
        with pytest.raises(InputError, match=r"the data has 2 inputs in each sample .I0, I1., the"):
            ns.draw_figures(other, tmp_path, data=data)
        with pytest.raises(InputError, match="draw_figures takes a network, such as"):
            ns.draw_figures(3, tmp_path)
        with pytest.raises(InputError, match="draw_figures takes a trace, such as"):
            ns.draw_figures(net, tmp_path, trace=1)
        with pytest.raises(InputError, match="expected a Dataset or a tuple"):
            ns.draw_figures(net, tmp_path, data=[[1]])
        with pytest.raises(UnknownNameError, match="unknown format 'gif'; known: svg, png, pdf"):
            ns.draw_figures(net, tmp_path, file_format="gif")
        assert not list(tmp_path.iterdir())
