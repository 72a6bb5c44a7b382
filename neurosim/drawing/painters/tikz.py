"""Write a scene in LaTeX with TikZ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from neurosim.drawing.lettering import ELLIPSIS, clean, told
from neurosim.drawing.painters.lengths import DASHES, MIDDLE, border_insets, short
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene
from neurosim.drawing.strokes import Segment, Stroke, strokes
from neurosim.writing.latex import escape, symbol_markup

_ROUND = 0.25
_SIGNS = {
    ELLIPSIS: r"\ldots{}", "\N{VERTICAL ELLIPSIS}": r"\raisebox{-0.4ex}{$\vdots$}",
    "←": r"$\leftarrow$", "−": "{$-$}", "–": "{--}", "—": "{---}", "′": "$'$",
    "“": "``", "”": "{''}", "‘": "`", "’": "'",
}  # fmt: skip

_RAISED = re.compile("(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_EXPONENT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

_PREAMBLE = r"""\RequirePackage{fix-cm}
\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[paperwidth=WIDTHbp,paperheight=HEIGHTbp,margin=0pt]{geometry}
\usepackage{tikz}
\pagestyle{empty}
\setlength{\parindent}{0pt}
\setlength{\topskip}{0pt}
\begin{document}
"""

# \sbox measures the text; \height and \width are its size before scaling
_FIT = r"""\def\fit#1#2{\sbox0{#2}\ifdim\wd0>#1bp\resizebox{#1bp}{!}{\usebox0}\else\usebox0\fi}"""

_MISSING = r"\missing{}"
_BOX = (
    r"\def\missing{{\fboxsep0pt\fboxrule.05em\kern.1em"
    r"\framebox[.6em]{\rule{0pt}{.65em}}\kern.1em}}"
)


def to_tikz(scene: Scene, *, document: bool = True) -> str:
    r"""Return a scene as LaTeX, with every part at its place in the scene.

    It compiles with pdflatex and needs only TikZ (in Debian: texlive-pictures). A symbol
    such as ``wh[0][0][1]`` is set as mathematics. Text that is too wide for its place is made
    smaller. Characters that pdflatex lacks become boxes, and a comment has the text.

    Parameters
    ----------
    scene : Scene
        What to show.
    document : bool
        Whether it is a whole document, with a page as large as the picture. Otherwise it is only
        the tikzpicture, for a document that loads the package ``tikz``.

    Returns
    -------
    str
        The text of a file that ends in ``.tex``.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> text = to_tikz(make_scene(ns.mlp([2, 3, 1], seed=1)), document=False)
    >>> print(text.splitlines()[0])
    \begin{tikzpicture}[x=1bp, y=-1bp, line join=round, inner sep=0pt, font=\sffamily]
    """
    picture = "\n".join(_picture(scene)) + "\n"
    if not document:
        return picture
    about = "".join(f"% {clean(text)}\n" for text in (scene.title, scene.description))
    size = {"WIDTH": short(scene.width), "HEIGHT": short(scene.height)}
    preamble = re.sub("WIDTH|HEIGHT", lambda match: size[match[0]], _PREAMBLE)
    return f"{about}{preamble}{picture}\\end{{document}}\n"


def _picture(scene: Scene) -> Iterator[str]:
    colours = _colours(scene)
    options = r"x=1bp, y=-1bp, line join=round, inner sep=0pt, font=\sffamily"
    yield rf"\begin{{tikzpicture}}[{options}]"
    yield f"  % \\fit{{width}}{{text}}: text no wider than that\n  {_FIT}"
    labels = [_label(label, colours) for label in scene.labels if label.text]
    if any(_MISSING in label for label in labels):
        yield f"  % \\missing: a character that the fonts of pdflatex lack\n  {_BOX}"
    for colour, name in colours.items():
        yield rf"  \definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}"
    corner = _point((scene.width, scene.height))
    paper = "" if scene.background is None else f", fill={colours[scene.background.lower()]}"
    yield rf"  \path[use as bounding box{paper}] (0,0) rectangle {corner};"
    drawn = list(zip(scene.lines, strokes(scene), strict=True))
    for line, stroke in drawn:
        if line.role != "part":
            yield from _line(line, stroke, colours)
    for box in scene.boxes:
        yield from _box(box, colours)
    for line, stroke in drawn:
        if line.role == "part":
            yield from _line(line, stroke, colours)
    yield from labels
    yield r"\end{tikzpicture}"


def _colours(scene: Scene) -> dict[str, str]:
    """Return a name for each colour, taken from what has this colour."""
    found = {} if scene.background is None else {scene.background.lower(): "paper"}
    uses: list[tuple[str | None, str]] = [(line.colour, _sign(line.value)) for line in scene.lines]
    for box in scene.boxes:
        uses += [(box.fill, f"{box.role}-fill"), (box.stroke, "outline")]
    for label in scene.labels:
        uses.append((label.colour, "text"))
    taken: dict[str, int] = {"paper": 1}
    for colour, use in uses:
        if colour is None or colour.lower() in found:
            continue
        taken[use] = taken.get(use, 0) + 1
        found[colour.lower()] = use if taken[use] == 1 else f"{use}-{taken[use]}"
    return found


def _sign(value: float | None) -> str:
    if value is None:
        return "line"
    return "zero" if value == 0 else ("positive" if value > 0 else "negative")


def _line(line: Line, drawn: Stroke, colours: Mapping[str, str]) -> Iterator[str]:
    colour = colours[line.colour.lower()]
    options = [colour, f"line width={short(line.width)}bp"]
    if line.dashed:
        options.append(_dashes(line.width))
    way = " ".join(_point(piece[0][0]) + "".join(map(_segment, piece)) for piece in drawn.pieces)
    yield rf"  \draw[{', '.join(options)}] {way};"
    if drawn.mark:
        corners = " -- ".join(_point(point) for point in drawn.mark)
        yield rf"  \fill[{colour}] {corners} -- cycle;"


def _segment(segment: Segment) -> str:
    first, *rest = (_point(point) for point in segment[1:])
    return f" .. controls {first} and {rest[0]} .. {rest[1]}" if rest else f" -- {first}"


def _box(box: Box, colours: Mapping[str, str]) -> Iterator[str]:
    for inset in border_insets(box):
        options = []
        if box.stroke:
            width = box.stroke_width * (0.7 if inset else 1.0)
            options += [f"draw={colours[box.stroke.lower()]}", f"line width={short(width)}bp"]
            if box.dashed and not inset:
                options.append(_dashes(width))
        if box.fill:
            options.append(f"fill={colours[box.fill.lower()]}")
        left, top, right, bottom = box.extent
        corner = box.corner - inset
        half = (box.width / 2 - inset, box.height / 2 - inset)
        if corner >= max(half) - _ROUND:
            shape = f"{_point((box.x, box.y))} circle[radius={short(half[0])}bp]"
        else:
            if corner > 0:
                # a little less than half, because a full half would leave a side without length
                options.append(f"rounded corners={short(min(corner, min(half) - 0.01))}bp")
            begin, end = (left + inset, top + inset), (right - inset, bottom - inset)
            shape = f"{_point(begin)} rectangle {_point(end)}"
        if options:
            yield rf"  \path[{', '.join(options)}] {shape};"


def _label(label: Label, colours: Mapping[str, str]) -> str:
    anchor = {"left": "base west", "center": "base", "right": "base east"}[label.anchor]
    size = short(label.size)
    bold = r"\bfseries" if label.weight == "bold" else ""
    if bold and label.pieces:
        bold += r"\boldmath"
    options = [
        f"anchor={anchor}",
        f"text={colours[label.colour.lower()]}",
        rf"font=\sffamily{bold}\fontsize{{{size}bp}}{{{size}bp}}\selectfont",
    ]
    left, _, right, _ = label.extent
    place = _point((label.x, label.y + MIDDLE * label.size))
    text = rf"\fit{{{short(right - left)}}}{{{_text(label)}}}"
    said = f" % {told(label.full_text or label.text)}" if _MISSING in text else ""
    return rf"  \node[{', '.join(options)}] at {place} {{{text}}};{said}"


def _text(label: Label) -> str:
    if label.pieces:
        return "".join(
            _plain(piece) if isinstance(piece, str) else f"${symbol_markup(piece)}$"
            for piece in label.pieces
        )
    return _plain(label.text)


def _plain(text: str) -> str:
    parts = _RAISED.split(text)
    # every second part is an exponent
    parts[1::2] = [f"$^{{{part.translate(_EXPONENT)}}}$" for part in parts[1::2]]
    parts[::2] = [
        "".join(_SIGNS.get(character) or _escaped(character) for character in part)
        for part in parts[::2]
    ]
    return "".join(parts)


def _escaped(character: str) -> str:
    escaped = escape(character)
    return _MISSING if escaped.startswith(r"\textless{}U+") else escaped


def _dashes(width: float) -> str:
    on, off = (short(length * width) for length in DASHES)
    return f"dash pattern=on {on}bp off {off}bp"


def _point(point: Point) -> str:
    return f"({short(point[0])},{short(point[1])})"
