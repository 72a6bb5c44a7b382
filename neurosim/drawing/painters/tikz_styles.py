"""The colours and styles of a picture in TikZ, each under a name that an author can change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from neurosim.drawing.painters.lengths import DASHES, short
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.strokes import BAR_FROM, BAR_TO, HEAD_LENGTH, MARK_HEIGHT

_ROUND = 0.25

Options = dict[str, str]
"""Options of TikZ; those without a value have an empty one."""


def written(options: Options) -> str:
    """Return options as TikZ reads them."""
    return ", ".join(f"{name}={value}" if value else name for name, value in options.items())


class Styles:
    """The colours and styles of a picture; each gets its name when it is first used.

    Parameters
    ----------
    scene : Scene
        The picture.
    """

    def __init__(self, scene: Scene) -> None:
        self._signs = dict(zip(("positive", "negative", "zero"), scene.signs, strict=False))
        self._colours: dict[tuple[str, str], str] = {}
        self._styles: dict[str, Options] = {}

    def colour(self, colour: str, use: str) -> str:
        """Return the name of a colour, or the mixture that it is of the colours of signs."""
        colour = colour.lower()
        of_sign = self._mixture(colour) if use == "line" else None
        if use == "number":
            use = "text"
            # in print text is as black as a positive number, and does not change with it
            if (use, colour) not in self._colours:
                exact = {sign.lower(): name for name, sign in self._signs.items()}
                of_sign = exact.get(colour)
        if of_sign is not None:
            return of_sign
        # fills of one colour are the same fill
        group = use.rpartition("-")[2]
        if (group, colour) not in self._colours:
            taken = set(self._colours.values())
            names = (use if number == 1 else f"{use}-{number}" for number in count(1))
            self._colours[group, colour] = next(name for name in names if name not in taken)
        return self._colours[group, colour]

    def _mixture(self, colour: str) -> str | None:
        for name, of_sign in self._signs.items():
            if colour == of_sign.lower():
                return name
        if len(self._signs) < 3:
            return None
        *signs, zero = (_channels(sign) for sign in self._signs.values())
        wanted = _channels(colour)
        for sign, name in zip(signs, self._signs, strict=False):
            widest = max(range(3), key=lambda i: abs(sign[i] - zero[i]))
            span = sign[widest] - zero[widest]
            share = (wanted[widest] - zero[widest]) / span if span else 0.0
            mixed = [z + share * (s - z) for s, z in zip(sign, zero, strict=True)]
            if 0 < share < 1 and all(abs(a - b) <= 1 for a, b in zip(mixed, wanted, strict=True)):
                return f"{name}!{100 * share:.0f}!zero"
        return None

    def used(self, style: str, options: Options) -> Options:
        """Return a style, and those options by which a shape differs from it."""
        common = self._styles.setdefault(style, dict(options))
        own = {name: value for name, value in options.items() if common.get(name) != value}
        # an option that only the style has is switched off
        own |= {name: _OFF[name] for name in common if name not in options and name in _OFF}
        return {f"neurosim/{style}": "", **own}

    def of_box(self, box: Box) -> Options:
        """Return the options of the border and the inside of a box."""
        options: Options = {}
        if box.stroke:
            options |= {
                "draw": self.colour(box.stroke, "outline"),
                "line width": f"{short(box.stroke_width)}bp",
            }
        if box.fill:
            options["fill"] = self.colour(box.fill, f"{box.role}-fill")
        half = min(box.width, box.height) / 2
        if max(box.width, box.height) / 2 <= box.corner + _ROUND:
            options["circle"] = ""
        elif box.corner > 0:
            # a little less than half, because a full half would leave a side without length
            options["rounded corners"] = f"{short(min(box.corner, half - 0.01))}bp"
        return options

    def of_label(self, label: Label) -> Options:
        """Return the options of a text, without its place."""
        size = short(label.size)
        bold = r"\bfseries" if label.weight == "bold" else ""
        if bold and label.pieces:
            bold += r"\boldmath"
        return {
            "text": self.colour(label.colour, "number" if label.role == "edge" else "text"),
            "font": rf"\sffamily{bold}\fontsize{{{size}bp}}{{{size}bp}}\selectfont",
        }

    def of_line(self, line: Line) -> Options:
        """Return the options of a line."""
        if line.role in {"edge", "legend"} and (line.end or line.value == 0):
            colour = self.colour(line.colour, "line")
            signless = line.role == "edge" and line.value is None
            kind = "connection" if signless else _KINDS[line.end]
            common = kind if kind in self._signs else colour
            style = self._styles.setdefault(kind, {"draw": common, **_tip(line)})
            size = short(line.end_size) if line.end and line.end_size != 1.0 else ""
            options = {f"neurosim/{kind}": size}
            if style["draw"] != colour:
                options["draw"] = colour
        else:
            role = {"edge": "line", "legend": "sample", "part": "curve"}.get(line.role, line.role)
            use = "line" if role in {"line", "sample"} else role
            options = self.used(role, {"draw": self.colour(line.colour, use)})
        options["line width"] = f"{short(line.width)}bp"
        if line.dashed:
            on, off = (short(length * line.width) for length in DASHES)
            options["dash pattern"] = f"on {on}bp off {off}bp"
        return options

    def definitions(self) -> Iterator[str]:
        """Yield the definitions of all colours and styles."""
        for name, colour in self._signs.items():
            yield _definition(name, colour)
        for (_, colour), name in self._colours.items():
            yield _definition(name, colour)
        yield r"  \tikzset{"
        for name, options in self._styles.items():
            yield f"    neurosim/{name}/.style={{{written(options)}}},"
            if any("#1" in value for value in options.values()):
                yield f"    neurosim/{name}/.default=1,"
        yield "    neurosim/own/.try,  % a style of your own for all pictures, if you define one"
        yield "  }"


def _definition(name: str, colour: str) -> str:
    return rf"  \definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}"


_KINDS = {"arrow": "positive", "bar": "negative", "": "zero"}
# how an option of a style is undone
_OFF = {
    "rounded corners": "0bp",
    "fill": "none",
    "draw": "none",
    "inner xsep": "0bp",
    "inner ysep": "0bp",
}


def _tip(line: Line) -> Options:
    """Return the mark at the end of lines of a kind; its size may be given in the style."""
    if not line.end:
        return {}
    width = f"width={short(MARK_HEIGHT)}bp 1"
    if line.end == "arrow":
        length = f"length={short(HEAD_LENGTH * MARK_HEIGHT)}bp {short(HEAD_LENGTH)}"
        return {"arrows": f"{{-{{Triangle[{width}, {length}, scale=#1]}}}}"}
    thick = f"line width={short(BAR_TO - BAR_FROM)}bp"
    return {"arrows": f"{{-{{Bar[{width}, {thick}, sep={short(BAR_FROM)}bp, scale=#1]}}}}"}


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
