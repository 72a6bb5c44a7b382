"""How large and how detailed a diagram is drawn."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_TEXT = 8.5
"""The size of the text of a diagram that has room enough, in points."""

_LARGEST_NOTE = 12.0


@dataclass(frozen=True, slots=True)
class DiagramStyle:
    """How large and how detailed a diagram is drawn.

    Attributes
    ----------
    text : float
        The size of its numbers, in points.
    digits : int
        The decimals of its numbers.
    tight : bool
        Whether the space in and between neurons is small.
    parts : bool
        Whether neurons have small pictures of the sum and the activation.
    small : bool
        Whether neurons are small circles that hold only a name.
    tables : bool
        Whether the numbers are in tables, not in and between the neurons.
    stacked : bool
        Whether symbols in neurons have something below and above the letter.
    rows : int or None
        The neurons of each layer whose numbers are in tables; None for all.
    """

    text: float = USUAL_TEXT
    digits: int = 4
    tight: bool = False
    parts: bool = True
    small: bool = False
    tables: bool = False
    stacked: bool = False
    rows: int | None = None

    @property
    def scale(self) -> float:
        """Its size compared with that of a diagram that has room enough."""
        return self.text / USUAL_TEXT

    @property
    def name(self) -> float:
        """The size of names in points."""
        return self.text + self.scale

    @property
    def note(self) -> float:
        """The size of legend, caption and names of layers."""
        return min(self.text, _LARGEST_NOTE)

    @property
    def pitch(self) -> float:
        """The distance of two lines in a neuron."""
        return self.scale * (17.4 if self.stacked else (12.0 if self.tight else 12.5))

    @property
    def name_pitch(self) -> float:
        """The height of the name in a neuron."""
        return self.scale * (19.5 if self.stacked else (12.0 if self.tight else 13.5))

    @property
    def padding(self) -> float:
        """The space between the border of a neuron and its text."""
        return self.scale * (4.0 if self.tight else 9.0)

    @property
    def line_scale(self) -> float:
        """How thick lines are, compared with those of a diagram that has room enough."""
        return min(max(self.scale, 0.85), 1.5)


USUAL_STYLE = DiagramStyle()
"""The style of a picture that has room enough."""
