"""A picture has the size that was asked for, its text can be read, and no label can be mistaken."""

from types import SimpleNamespace

import pytest

import neurosim as ns
from neurosim.drawing.page_size import LEAST_TEXT, SIZES, read_page_size
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.typesetting import set_runs
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.checked import subject_of
from tests.drawing.conftest import TO_LOOK_AT, trace_of
from tests.drawing.scene.test_overlap import by_example, check_scene, numbered
from tests.drawing.unmistakable import doubtful_labels

HIGHEST = {"8-8-8": 9.0}
"""In inches at a width of 4.7 inches; others are lower."""
HIGHEST_OF_OTHERS = 8.0
PAGES = {"4.7in": read_page_size("4.7in"), "slide": SIZES["slide"]}


@pytest.fixture(scope="module", params=TO_LOOK_AT)
def sample(request):
    trace = trace_of(TO_LOOK_AT[request.param]())
    return SimpleNamespace(name=request.param, trace=trace, net=trace.net)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("show", VIEWS)
def test_it_has_its_size_and_can_be_read(sample, show, page):
    scene = make_scene(subject_of(sample.trace, show), show=show, page=PAGES[page])
    assert scene.width == pytest.approx(PAGES[page].width)
    if page == "slide":
        assert scene.height == 540
    else:
        assert scene.height <= 72 * HIGHEST.get(sample.name, HIGHEST_OF_OTHERS)
    if VIEWS[show].edge_text and not by_example(scene):
        assert numbered(scene) == sample.net.graph.number_of_edges()
    assert "no room here" not in scene.description
    assert min(label.size for label in scene.labels) >= LEAST_TEXT
    check_scene(scene)
    assert not doubtful_labels(scene)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("show", ["symbols", "forward", "update"])
@pytest.mark.parametrize("name", ["3-4-4-2", "iris"])
def test_indices_above_each_other_have_room_too(name, show, page):
    sample = trace_of(TO_LOOK_AT[name]())
    scene = make_scene(sample, show=show, page=PAGES[page], notation="textbook")
    check_scene(scene)
    assert not doubtful_labels(scene)
    sizes = [
        run.size
        for label in scene.labels
        for run in set_runs(label.pieces, label.size, lambda text, size, italic: 1.0)[0]
    ]
    assert min(sizes) >= LEAST_TEXT


@pytest.mark.parametrize("show", ["weights", "forward"])
def test_without_a_size_it_is_no_poster(sample, show):
    scene = make_scene(sample.trace, show=show)
    assert scene.width <= 10 * 72 + 1
    assert min(label.size for label in scene.labels) >= LEAST_TEXT


def test_every_number_is_on_the_picture_or_in_its_tables(sample):
    scene = make_scene(sample.trace, show="weights", page=PAGES["4.7in"])
    assert numbered(scene) == sample.net.graph.number_of_edges()
    caption = " ".join(label.text for label in scene.labels if label.role == "caption")
    tables = [label for label in scene.labels if label.role == "table"]
    assert bool(tables) == ("below the network" in caption)


def test_the_caption_says_when_there_is_no_room_for_all_digits(worked_trace):
    scene = make_scene(worked_trace, page=read_page_size("4.7in"), digits=6)
    caption = " ".join(label.text for label in scene.labels if label.role == "caption")
    assert "there is no room for 6." in caption


def test_a_page_that_is_too_narrow_is_refused_with_the_least_width():
    net = ns.mlp([3, 3, 3, 3, 3, 3])
    with pytest.raises(
        InputError, match=r"a width of 2 in is too narrow for this diagram; give"
    ) as e:
        ns.draw(net, width="2in")
    least = str(e.value).rpartition("at least ")[2].removesuffix(" in")
    ns.draw(net, width=f"{least}in")


def test_a_page_that_is_too_low_is_refused_with_the_least_height(worked_trace):
    with pytest.raises(
        InputError, match=r"a height of 2 in is too low for this diagram; give at least"
    ) as e:
        ns.draw(worked_trace, width="4.7in", height="2in")
    least = str(e.value).rpartition("at least ")[2].removesuffix(" in")
    ns.draw(worked_trace, width="4.7in", height=f"{least}in")


@pytest.mark.parametrize(
    ("options", "size"),
    [({"width": "6in", "height": "5in"}, (6, 5)), ({"height": "6in"}, (None, 6))],
)
def test_a_picture_has_the_height(worked_trace, options, size):
    for show in ("structure", "forward"):
        scene = make_scene(worked_trace, show=show, page=read_page_size(**options))
        assert scene.height == 72 * size[1]
        assert size[0] in {None, scene.width / 72}
        check_scene(scene)


@pytest.mark.parametrize("height", ["2.42in", "3in", "8in"])
def test_a_higher_page_has_room_too(height):
    inputs = ["petal length in cm", "petal width in cm", "sepal"]
    names = [inputs, ["a1", "a2", "a3", "a4"], ["setosa", "virginica"]]
    page = read_page_size("3.4in", height=height)
    scene = make_scene(ns.mlp([3, 4, 2], names=names), show="structure", page=page)
    assert scene.height == pytest.approx(72 * float(height.removesuffix("in")))


def test_a_low_page_has_room_for_layers_one_below_the_other(worked_trace):
    page = read_page_size(height="2.86in")
    scene = make_scene(worked_trace, show="structure", direction="down", page=page)
    check_scene(scene)


def test_the_least_height_has_room_for_the_tables():
    trace = ns.trace(ns.mlp([4, 6, 6, 3]), [1, 2, 3, 4], [1, 0, 1], learning_rate=0.1)
    with pytest.raises(InputError, match="a height of 5 in is too low") as error:
        make_scene(trace, show="backward", page=read_page_size("4in", height="5in"))
    least = str(error.value).rpartition("at least ")[2].removesuffix(" in")
    page = read_page_size("4in", height=f"{least}in")
    scene = make_scene(trace, show="backward", page=page)
    assert any(label.role == "table" for label in scene.labels)


@pytest.mark.parametrize("n_layers", [12, 30])
def test_a_slide_has_room_for_many_layers_one_below_the_other(n_layers):
    net = ns.mlp([2] * n_layers)
    scene = make_scene(net, show="structure", direction="down", page=SIZES["slide"])
    assert (scene.width, scene.height) == (960, 540)
    check_scene(scene)


def test_other_pictures_have_a_height_too(worked_trace, tmp_path):
    path = tmp_path / "a.svg"
    ns.draw_neuron(worked_trace, "h[0][1]", path, height="5in", width="6.5in")
    assert b'height="360pt"' in path.read_bytes()
    with pytest.raises(InputError, match="a height of 1 in is too low for this picture; give"):
        ns.draw_training_loop(height="1in")


@pytest.mark.parametrize("width", ["4.7in", "11.938cm", "119.38mm", "338.4pt"])
def test_a_width_has_a_unit(width):
    assert read_page_size(width).width == pytest.approx(338.4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": "4.7"}, "a width is a number and in, cm, mm or pt, such as '4.7in'; got '4.7'"),
        ({"width": 4.7}, "a width is a number and in, cm, mm or pt, such as '4.7in'; got 4.7"),
        ({"width": "900in"}, "a width is 1 to 100 inches; got '900in'"),
        (
            {"width": "4in", "size": "slide"},
            "width='4in' and size='slide' both give the size; give one of them",
        ),
        (
            {"height": "4in", "size": "slide"},
            "height='4in' and size='slide' both give the size; give one of them",
        ),
        ({"height": "4"}, "a height is a number and in, cm, mm or pt, such as '4.7in'; got '4'"),
    ],
)
def test_other_widths_are_refused(options, message):
    with pytest.raises(InputError) as error:
        read_page_size(**options)
    assert str(error.value) == message


def test_unknown_sizes_are_refused():
    with pytest.raises(UnknownNameError, match="unknown size 'poster'; known: column, page, slide"):
        ns.draw_training_loop(size="poster")


@pytest.mark.parametrize("ending", ["svg", "pdf", "tex"])
def test_a_file_has_the_width(worked_trace, ending, tmp_path):
    path = tmp_path / f"picture.{ending}"
    ns.draw(worked_trace, path, width="4.7in")
    data = path.read_bytes()
    if ending == "svg":
        assert b'width="338.4pt"' in data
    elif ending == "pdf":
        assert b"338.4" in data
    else:
        assert b"338.4" in data
