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
        The page, the text, and text of less weight.
    positive, negative, neutral : str
        Edges by the sign of their number; neutral for zero and for edges without numbers.
    input_fill, hidden_fill, output_fill : str
        The inside of a neuron by its role.
    outline : str
        The border of every neuron.
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

    def by_sign(self, value: float, share: float) -> str:
        """Return the colour of a number on the diverging scale around zero.

        Parameters
        ----------
        value : float
            The number.
        share : float
            Its size over that of the largest one, 0 to 1.
        """
        if value == 0:
            return self.neutral
        colour = self.positive if value > 0 else self.negative
        # in black ink on paper the width of a line alone tells the size
        if self.positive == self.text:
            return colour
        return mix(colour, self.neutral, _PALEST * (1.0 - share))


_PALEST = 0.6

# blue and orange stay apart for every common kind of colour blindness
THEMES: dict[str, Theme] = {
    "light": Theme(
        background="#ffffff",
        text="#1f2933",
        muted="#52606d",
        positive="#1f65ad",
        negative="#b45309",
        neutral="#7b8794",
        input_fill="#eef1f5",
        hidden_fill="#ffffff",
        output_fill="#fbf6e9",
        outline="#3e4c59",
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
    ),
    "print": Theme(
        background="#ffffff",
        text="#000000",
        muted="#333333",
        positive="#000000",
        negative="#767676",
        neutral="#a6a6a6",
        input_fill="#ededed",
        hidden_fill="#ffffff",
        output_fill="#ffffff",
        outline="#000000",
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


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another one in it, each as ``#rrggbb``.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
