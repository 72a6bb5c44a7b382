"""Put a scene on a matplotlib figure, and a figure into the bytes of a file."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Collection, Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from numpy.typing import NDArray

from neurosim.drawing.fonts import font_families, with_known_glyphs
from neurosim.drawing.lettering import clean
from neurosim.drawing.painters.lengths import DASHES, MIDDLE, border_insets
from neurosim.drawing.painters.svg_words import with_words
from neurosim.drawing.painters.tooltips import tooltips
from neurosim.drawing.painters.typeset_text import TypesetText
from neurosim.drawing.settings import house_settings
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene, round_border
from neurosim.drawing.strokes import Stroke, strokes
from neurosim.drawing.typesetting import mapped

FORMATS = ("svg", "png", "pdf")
POINTS_PER_INCH = 72.0
_DPI = 200
# larger pictures than this have fewer dots per inch
_MOST_DOTS = 16e6


@house_settings()
def new_figure(width: float, height: float, background: str | None) -> Figure:
    """Return an empty figure, with its size in points; without a background it is transparent."""
    figure = Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH))
    figure.set_facecolor("none" if background is None else background)
    FigureCanvasAgg(figure)
    return figure


def font_family(text: str = "", weight: str = "normal", *, browser_fonts: bool) -> list[str]:
    """Return the font families for a text: those for browsers, or those used for measuring."""
    return ["sans-serif"] if browser_fonts else list(font_families(text, weight))


@house_settings()
def paint_figure(scene: Scene, *, browser_fonts: bool = False) -> Figure:
    """Return a new figure that shows the scene; one point of the scene is one point of the page.

    Parameters
    ----------
    scene : Scene
        What to show.
    browser_fonts : bool
        Whether the reader's browser supplies the fonts. Otherwise characters that the font lacks
        become boxes.
    """
    figure = new_figure(scene.width, scene.height, scene.background)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    paint_axes(scene, axes, browser_fonts=browser_fonts)
    return figure


@house_settings()
def paint_axes(
    scene: Scene,
    axes: Axes,
    *,
    browser_fonts: bool = False,
    only: Collection[Line | Box | Label] | None = None,
) -> None:
    """Show the scene, or only some of its shapes, in axes, as large as possible.

    Text and lines are scaled too.
    """

    def wanted(shape: Line | Box | Label) -> bool:
        return only is None or shape in only

    axes.set_axis_off()
    axes.set_xlim(0.0, scene.width)
    axes.set_ylim(scene.height, 0.0)
    figure = axes.get_figure(root=True)
    assert figure is not None
    room = axes.get_position()
    inches_wide, inches_high = figure.get_size_inches()
    scale = POINTS_PER_INCH * min(
        room.width * inches_wide / scene.width, room.height * inches_high / scene.height
    )
    axes.set_aspect("equal")
    if scene.background is not None:
        axes.add_artist(
            Rectangle((0, 0), scene.width, scene.height, facecolor=scene.background, linewidth=0)
        )
    drawn = strokes(scene)
    for index, line in enumerate(scene.lines):
        if line.role != "part" and wanted(line):
            _add_line(axes, line, drawn[index], scale, index)
    for index, box in enumerate(scene.boxes):
        for patch in _box(box, scale, index) if wanted(box) else ():
            axes.add_artist(patch)
    for index, line in enumerate(scene.lines):
        if line.role == "part" and wanted(line):
            _add_line(axes, line, drawn[index], scale, index)
    for index, label in enumerate(scene.labels):
        if not wanted(label):
            continue
        text = _text(label, scale, axes, browser_fonts=browser_fonts)
        text.set_gid(_name("label", index))
        axes.add_artist(text)


def paint_bytes(scene: Scene, file_format: str) -> bytes:
    """Return the scene as the bytes of a file; in SVG, text stays text and parts have tooltips.

    Parameters
    ----------
    scene : Scene
        What to show.
    file_format : str
        ``svg``, ``png`` or ``pdf``.
    """
    is_svg = file_format == "svg"
    return render(
        paint_figure(scene, browser_fonts=is_svg),
        file_format,
        title=scene.title,
        description=scene.description,
        titles={_name(*key): text for key, text in tooltips(scene).items()} if is_svg else {},
    )


def render(
    figure: Figure,
    file_format: str,
    *,
    title: str,
    description: str,
    titles: Mapping[str, str] | None = None,
) -> bytes:
    """Return a figure as the bytes of a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure : Figure
        The figure.
    file_format : str
        ``svg``, ``png`` or ``pdf``.
    title, description : str
        The texts for readers who cannot see the picture.
    titles : mapping, optional
        For SVG: a title by the gid of an artist; browsers show it as a tooltip.
    """
    title, description = clean(title), clean(description)
    metadata: dict[str, Any] = {"Title": title}
    if file_format == "svg":
        metadata |= {"Date": None, "Creator": None}
    elif file_format == "pdf":
        metadata |= {"CreationDate": None, "Creator": None, "Producer": None}
        metadata["Subject"] = description
    else:
        metadata |= {"Software": None, "Description": description}
    width, height = figure.get_size_inches()
    dots_per_inch = min(_DPI, math.sqrt(_MOST_DOTS / (width * height)))
    buffer = io.BytesIO()
    with house_settings(), warnings.catch_warnings():
        # in SVG the browser supplies missing characters; elsewhere a box replaces them
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure.savefig(
            buffer,
            format=file_format,
            dpi=dots_per_inch,
            metadata=metadata,
            facecolor=figure.get_facecolor(),
        )
    data = buffer.getvalue()
    if file_format != "svg":
        return data
    text = _titled(with_words(data.decode("utf-8")), titles or {})
    return _described(text, title, description).encode("utf-8")


@house_settings()
def pixels(figure: Figure, dots_per_inch: float) -> NDArray[np.uint8]:
    """Return a figure as pixels: red, green, blue and opacity, shape (height, width, 4)."""
    figure.set_dpi(dots_per_inch)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _titled(svg: str, titles: Mapping[str, str]) -> str:
    """Return SVG with a title as the first child of each group that has one."""

    def with_title(group: re.Match[str]) -> str:
        title = titles.get(group[1])
        return group[0] if title is None else f"{group[0]}\n<title>{escape(title)}</title>"

    return re.sub(r'<g id="([^"]*)">', with_title, svg)


def _described(text: str, title: str, description: str) -> str:
    """Return SVG with a title and a description for the whole picture."""
    head, _, rest = text.partition("<svg ")
    opening, _, body = rest.partition(">")
    _, _, body = body.partition("</title>")
    return (
        f'{head}<svg role="img" {opening}>\n <title>{escape(title)}</title>\n'
        f" <desc>{escape(description)}</desc>{body}"
    )


def _name(kind: str, index: int) -> str:
    return f"{kind}-{index}"


def _add_line(axes: Axes, line: Line, drawn: Stroke, scale: float, index: int) -> None:
    if line.filled:
        area = Polygon(line.points, closed=True, facecolor=line.colour, linewidth=0)
        area.set_gid(_name("line", index))
        axes.add_artist(area)
        return
    points: list[Point] = []
    codes: list[Any] = []
    for piece in drawn.pieces:
        points.append(piece[0][0])
        codes.append(Path.MOVETO)
        for segment in piece:
            points += segment[1:]
            codes += [Path.LINETO] if len(segment) == 2 else [Path.CURVE4] * 3
    patch = PathPatch(
        Path(points, codes),
        fill=False,
        edgecolor=line.colour,
        linewidth=line.width * scale,
        capstyle="butt",
        joinstyle="round",
        gid=_name("line", index),
    )
    if line.dashed:
        patch.set_linestyle((0, DASHES))
    axes.add_artist(patch)
    if drawn.mark:
        mark = Polygon(drawn.mark, closed=True, facecolor=line.colour, linewidth=0)
        axes.add_artist(mark)


def _box(box: Box, scale: float, index: int) -> list[PathPatch]:
    patches = []
    for inset in border_insets(box):
        patch = PathPatch(
            _round_rectangle(box, inset),
            facecolor=box.fill or "none",
            edgecolor=box.stroke or "none",
            linewidth=box.stroke_width * (0.7 if inset else 1.0) * scale if box.stroke else 0.0,
        )
        # the inner border covers nearly all of the outer one, so it has the tooltip
        patch.set_gid(_name("box", index) if bool(inset) == box.double else f"border-{index}")
        if box.dashed and not inset:
            patch.set_linestyle((0, DASHES))
        patches.append(patch)
    return patches


def _round_rectangle(box: Box, inset: float) -> Path:
    border = round_border(box, inset)
    points, codes = [border[0]], [Path.MOVETO]
    # sides and corners take turns
    for side in range(1, len(border), 6):
        points += border[side + 2 : side + 6]
        codes += [Path.LINETO, *[Path.CURVE4] * 3]
    return Path([*points, border[0]], [*codes, Path.CLOSEPOLY])


def _text(label: Label, scale: float, axes: Axes, *, browser_fonts: bool) -> Text:
    def shown(text: str) -> str:
        return text if browser_fonts else with_known_glyphs(text, label.weight)

    place = label.x, label.y + MIDDLE * label.size
    looks: dict[str, Any] = {
        "fontsize": label.size * scale,
        "color": label.colour,
        "horizontalalignment": label.anchor,
        "verticalalignment": "baseline",
        "fontfamily": font_family(label.text, label.weight, browser_fonts=browser_fonts),
        "fontweight": label.weight,
        "parse_math": False,
        "usetex": False,
        "transform": axes.transData,
    }
    if label.pieces:
        text: Text = TypesetText(*place, mapped(label.pieces, shown), **looks)
    else:
        text = Text(*place, shown(label.text), **looks)
    text.set_clip_on(False)
    return text
