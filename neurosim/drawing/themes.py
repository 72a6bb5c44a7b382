"""The colours of each theme, as one table."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a diagram, as ``#rrggbb``.

    Attributes
    ----------
    background, text, muted : str
        The page, the text, and less important text.
    positive, negative, neutral : str
        Edges, by the sign of their number; neutral for zero and for edges without numbers.
    input_fill, hidden_fill, output_fill : str
        The fill of a neuron, by its role.
    outline : str
        The border of every neuron.
    halo, heart : str
        The band behind what is highlighted, and behind the part that the user named.
    dimmed, dimmed_text : str
        Lines and borders of what is not highlighted, and its text; greys without any sign.
    accent : str
        The colour of marks on a colour scale; it differs from every colour of the scale.
    series : tuple of str
        Points, with one colour for each class.
    regions : tuple of str
        Areas behind points, in the order of ``series``.
    sequential : tuple of str
        A scale from the least to the greatest number; its lightness only rises or only falls.
    diverging : tuple of str
        A scale from the most negative number through zero to the most positive one.
    """

    background: str
    text: str
    muted: str
    positive: str
    negative: str
    neutral: str
    input_fill: str
    hidden_fill: str
    output_fill: str
    outline: str
    halo: str
    heart: str
    dimmed: str
    dimmed_text: str
    accent: str
    series: tuple[str, ...]
    regions: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]

    def by_sign(self, value: float, share: float) -> str:
        """Return the colour of a number on the diverging scale around zero.

        Parameters
        ----------
        value : float
            The number.
        share : float
            Its absolute value as a share of the largest one, 0 to 1.
        """
        if value == 0:
            return self.neutral
        colour = self.positive if value > 0 else self.negative
        # in black print the width of a line shows the size, and its mark the sign
        if self.positive == self.text:
            return colour
        return mix(colour, self.neutral, _PALEST * (1.0 - share))


_PALEST = 0.6

# blue and orange differ for all common kinds of colour blindness
THEMES: dict[str, Theme] = {
    "light": Theme(
        background="#ffffff",
        text="#1f2933",
        muted="#52606d",
        positive="#0e4a8f",
        negative="#b45309",
        neutral="#7b8794",
        input_fill="#eef1f5",
        hidden_fill="#ffffff",
        output_fill="#fbf6e9",
        outline="#3e4c59",
        halo="#ffecab",
        heart="#ffd24d",
        dimmed="#d3d9e0",
        dimmed_text="#6b7683",
        accent="#b45309",
        series=(
            "#1f65ad",
            "#b45309",
            "#0f8a6d",
            "#a63d8f",
            "#c99700",
            "#4a9bdc",
            "#7a4a2b",
            "#d1495b",
            "#4b5563",
            "#7f9a1b",
        ),
        regions=(
            "#d9e7f6",
            "#fae2ca",
            "#d3eee4",
            "#f1dbed",
            "#faeebf",
            "#dcf0fc",
            "#e8dcd3",
            "#f9d9dd",
            "#e2e5e9",
            "#e8efc9",
        ),
        sequential=("#fdf7e3", "#cfe5c8", "#86c5b8", "#4a97b0", "#2d6396", "#26366b"),
        diverging=("#8a3d04", "#d08a45", "#f7f3ee", "#6a9fd0", "#12447c"),
    ),
    "dark": Theme(
        background="#151a21",
        text="#eceff4",
        muted="#a9b4c2",
        positive="#7ab8ff",
        negative="#ffab5e",
        neutral="#8b97a5",
        input_fill="#29323d",
        hidden_fill="#1b222b",
        output_fill="#332d20",
        outline="#c3ccd7",
        halo="#413e1d",
        heart="#63590f",
        dimmed="#343d48",
        dimmed_text="#8591a0",
        accent="#ffab5e",
        series=(
            "#7ab8ff",
            "#ffab5e",
            "#4fd1a8",
            "#e08fd0",
            "#f5d547",
            "#b7a6ff",
            "#d6a77a",
            "#ff8fa3",
            "#cbd5e1",
            "#bfe05a",
        ),
        regions=(
            "#1e3a5c",
            "#55371a",
            "#17493b",
            "#4a2a4c",
            "#4d4515",
            "#37325e",
            "#4a3a2b",
            "#552b35",
            "#3a424c",
            "#3c481c",
        ),
        sequential=("#1a2440", "#23527c", "#2f8a93", "#6dbf8b", "#c5df8d", "#fbf3b4"),
        diverging=("#ffb870", "#a8672a", "#20262e", "#3a77b5", "#8cc4ff"),
    ),
    "print": Theme(
        background="#ffffff",
        text="#000000",
        muted="#333333",
        positive="#000000",
        negative="#595959",
        neutral="#8c8c8c",
        input_fill="#ededed",
        hidden_fill="#ffffff",
        output_fill="#ffffff",
        outline="#000000",
        halo="#e6e6e6",
        heart="#bfbfbf",
        dimmed="#d6d6d6",
        dimmed_text="#6e6e6e",
        accent="#000000",
        series=(
            "#000000",
            "#ffffff",
            "#404040",
            "#767676",
            "#c4c4c4",
            "#1a1a1a",
            "#e6e6e6",
            "#595959",
            "#a6a6a6",
            "#8c8c8c",
        ),
        regions=(
            "#ffffff",
            "#d4d4d4",
            "#b0b0b0",
            "#ececec",
            "#c2c2c2",
            "#e0e0e0",
            "#a4a4a4",
            "#f5f5f5",
            "#cacaca",
            "#b8b8b8",
        ),
        sequential=("#ffffff", "#d2d2d2", "#a3a3a3", "#757575", "#4a4a4a"),
        diverging=("#ffffff", "#777777", "#000000"),
    ),
}
"""``light`` and ``dark`` for screens, ``print`` for black ink on white paper."""


def get_theme(name: str) -> Theme:
    """Return a theme by name.

    Raises
    ------
    UnknownNameError
        If there is no such theme; the message lists the known ones.
    """
    if isinstance(name, str) and name in THEMES:
        return THEMES[name]
    raise unknown_name("theme", name, THEMES)


READABLE = 4.5
"""The least contrast of text, by WCAG 2."""


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it.

    Examples
    --------
    >>> contrast("#000000", "#ffffff"), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    low, high = sorted((_luminance(colour), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(colour: str, ground: str, ink: str) -> str:
    """Return a colour with as much ink in it as text on a ground needs to be read.

    Parameters
    ----------
    colour : str
        The colour, which is kept if it can be read.
    ground : str
        The colour behind the text.
    ink : str
        The colour of text, which can be read on this ground.

    Examples
    --------
    >>> readable("#1f65ad", "#ffffff", "#000000"), readable("#b45309", "#ffdc6b", "#1f2933")
    ('#1f65ad', '#964b11')
    """
    shares = (step / 20 for step in range(21))
    mixed = (mix(colour, ink, share) for share in shares)
    return next((found for found in mixed if contrast(found, ground) >= READABLE), ink)


def mix(colour: str, other: str, share: float) -> str:
    """Return a mixture of two colours, each as ``#rrggbb``; ``share`` is the share of the second.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
