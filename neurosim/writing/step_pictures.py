"""The network as a small picture in a document, with the parts marked that a step is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marked:
    """What a step is about.

    Attributes
    ----------
    neurons : tuple of str
        The names of the neurons.
    edges : tuple of (str, str)
        The edges, by the names of their two neurons.
    """

    neurons: tuple[str, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StepPictures:
    """The pictures of a network for a document, which share most of what they show.

    Attributes
    ----------
    width, height : float
        The size in points.
    svg_shared, tikz_shared : str
        What stands once in a document, before the first picture.
    svg, tikz : callable
        Returns a picture with something marked.
    """

    width: float
    height: float
    svg_shared: str
    svg: Callable[[Marked], str]
    tikz_shared: str
    tikz: Callable[[Marked], str]
