"""The training loop as a flow chart: the steps of the paper, and the two loops around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from neurosim.checks import flag
from neurosim.drawing.lettering import pieces_width, wrap_evenly, wrap_pieces
from neurosim.drawing.page_size import ANY_SIZE, PageSize
from neurosim.drawing.scene.notes import with_letters
from neurosim.drawing.scene.whole_picture import fitted
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene
from neurosim.drawing.themes import THEMES, Theme
from neurosim.drawing.typesetting import Pieces, mathematical, plain
from neurosim.mathematics.symbols import Key
from neurosim.writing.letters import get_notation

_STEPS = (
    ("1 Initialization", "weights and biases at random"),
    ("2 Normalization", "inputs and targets to [0, 1] or [−1, 1]"),
    ("3 Forward pass", "`s` = Σ `w`·`a` + `b`,  `a` = `f`(`s`)"),
    ("4 Loss", "`L` = ½ (`y` − `z`)²"),
    ("5.1 Error signal of the output layer", "`δ` = `f'`(`s`) · `dL/dy`"),
    ("5.2 Error signals of the hidden layers", "`δ` = `f'`(`s`) · Σ `w`·`δ` over all successors"),
    ("5.3 New weights and biases", "`w` − `η`·`δ`·`a`,  `b` − `η`·`δ`"),
    ("Another row of the dataset?", ""),
    ("Another epoch?", ""),
    ("Trained", ""),
)
_FIRST_OF_LOOP, _ROWS, _EPOCHS = 2, 7, 8
_HEADING, _TEXT = 10.0, 8.5
_HIGH, _LOW, _GAP = 40.0, 30.0, 24.0
_ASIDE = 46.0
_PAD = 30.0
_LINE = 13.0
# bold words are wider by no more than this
_BOLDER = 1.17
# on a narrow page, words break into lines and the loops are nearer
_NARROW, _NARROWEST, _NEAR = 236.0, 190.0, (29.0, 40.0)


def make_training_loop(
    *,
    theme: Theme = THEMES["light"],
    title: str | None = None,
    notation: str | Mapping[Key, str] = "source",
    caption: bool = True,
    page: PageSize = ANY_SIZE,
) -> Scene:
    """Return the flow chart of per-sample training.

    Parameters
    ----------
    theme : Theme
        The colours.
    title : str, optional
        The heading; ``""`` leaves it out. By default ``The training loop``.
    notation : {"source", "textbook"} or mapping
        The letters of the formulas, as for ``ns.explain``.
    caption : bool
        Whether the picture has a caption under it.
    page : PageSize
        The room that the picture has.

    Raises
    ------
    InputError
        If the page is too narrow.

    Examples
    --------
    >>> len([box for box in make_training_loop().boxes if box.role == "choice"])
    2
    """
    letters = get_notation(notation, 1)
    steps = [(heading, with_letters(text, letters)) for heading, text in _STEPS]
    scene = fitted(
        lambda room: _shapes(steps, theme, room, None),
        page,
        title="The training loop" if title is None else title,
        caption="Training by single samples: the inner loop goes through the rows of the dataset, "
        "the outer loop through the epochs.",
        description="A flow chart of training.",
        theme=theme,
        with_legend=False,
        with_caption=flag(caption, "caption"),
        narrow=lambda room: _shapes(steps, theme, 0.0, _NARROWEST + room * (_NARROW - _NARROWEST)),
    )
    return replace(scene, direction="down")


def _shapes(
    steps: Sequence[tuple[str, Pieces]], theme: Theme, room: float, width: float | None
) -> tuple[list[Line], list[Box], list[Label]]:
    """Return the chart with boxes of a width, in which words break; with None, as wide as these."""
    asides = (_ASIDE, 2 * _ASIDE) if width is None else _NEAR
    # a chart of wide boxes is low, so that it fits a slide
    least = 0.35 if width is None else 0.55
    texts = [_lines(heading, text, width) for heading, text in steps]
    if width is None:
        width = _PAD + max(
            pieces_width(line, size, weight) for lines in texts for line, size, weight in lines
        )
    lines: list[Line] = []
    boxes: list[Box] = []
    labels: list[Label] = []
    y = 0.0
    for node, written in enumerate(texts):
        box = _box(node, y, width, len(written), theme)
        boxes.append(box)
        for place, (line, size, weight) in enumerate(written):
            labels.append(
                Label(
                    0.0,
                    box.y + _LINE * (place - (len(written) - 1) / 2),
                    plain(line),
                    size,
                    theme.text if weight == "bold" else theme.muted,
                    weight=weight,
                    role="step",
                    nodes=(node,),
                    pieces=mathematical(line),
                )
            )
        y += box.height + _GAP * (least + (1.0 - least) * room)
    for node in range(len(_STEPS) - 1):
        start, end = (0.0, boxes[node].extent[3]), (0.0, boxes[node + 1].extent[1] - 1)
        lines.append(_arrow((start, end), (node, node + 1), theme.outline))
        if node in {_ROWS, _EPOCHS}:
            middle = (start[1] + end[1]) / 2
            labels.append(_answer("no", 5.0, middle, (node, node + 1), theme))
    for node, reach, colour in (
        (_ROWS, asides[0], theme.positive),
        (_EPOCHS, asides[1], theme.negative),
    ):
        first = boxes[_FIRST_OF_LOOP]
        points = _back(boxes[node], first, width / 2 + reach, into=8.0 if node == _ROWS else -8.0)
        lines.append(_arrow(points, (node, _FIRST_OF_LOOP), colour, width=1.8))
        right, level = boxes[node].extent[2] + 5.0, boxes[node].y - 8
        labels.append(_answer("yes", right, level, (node, _FIRST_OF_LOOP), theme))
    return lines, boxes, labels


def _lines(heading: str, text: Pieces, width: float | None) -> list[tuple[Pieces, float, str]]:
    """Return the lines of a box, each with its size and weight."""
    headings, texts = [heading], [text] if text else []
    if width is not None:
        room = width - _PAD / 2
        headings = wrap_evenly(heading, room / _BOLDER, _HEADING)
        texts = wrap_pieces(text, room, _TEXT)
    return [
        *(((line,), _HEADING, "bold") for line in headings),
        *((line, _TEXT, "normal") for line in texts),
    ]


def _box(node: int, top: float, width: float, n_lines: int, theme: Theme) -> Box:
    heading, _ = _STEPS[node]
    height = _LOW if n_lines == 1 else _HIGH + _LINE * (n_lines - 2)
    choice = heading.endswith("?")
    last = node == len(_STEPS) - 1
    fill = theme.output_fill if choice else (theme.input_fill if last else theme.hidden_fill)
    return Box(
        0.0,
        top + height / 2,
        width,
        height,
        height / 2 if choice or last else 5.0,
        fill,
        theme.outline,
        role="choice" if choice else "step",
        name=heading,
        node=node,
    )


def _back(start: Box, end: Box, aside: float, *, into: float) -> tuple[Point, ...]:
    y = end.y + into
    return (
        (start.extent[2], start.y),
        (aside, start.y),
        (aside, y),
        (end.extent[2] + 1, y),
    )


def _arrow(
    points: tuple[Point, ...], nodes: tuple[int, int], colour: str, width: float = 1.2
) -> Line:
    return Line(points, colour, width, polyline=len(points) > 2, end="arrow", nodes=nodes)


def _answer(text: str, x: float, y: float, nodes: tuple[int, int], theme: Theme) -> Label:
    return Label(x, y, text, _TEXT, theme.text, anchor="left", role="edge", nodes=nodes)
