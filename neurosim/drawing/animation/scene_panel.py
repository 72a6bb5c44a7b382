"""Diagrams as a panel of a film: what all of them have in common, and the rest of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.painters.matplotlib import new_figure, paint_axes
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.themes import Theme

Shape = Line | Box | Label
Shapes = frozenset[Shape]


class ScenePanel:
    """Diagrams of one size, one for each moment.

    Parameters
    ----------
    scenes : callable
        Returns the diagrams in the colours of a theme.
    theme : Theme
        The first theme that is asked for.
    most : (float, float), optional
        The largest width and height of the panel; larger diagrams become smaller.

    Attributes
    ----------
    scale : float
        The size of the panel as a share of the size of the diagrams.
    """

    def __init__(
        self,
        scenes: Callable[[Theme], Sequence[Scene]],
        theme: Theme,
        most: tuple[float, float] = (math.inf, math.inf),
    ) -> None:
        self._scenes = scenes
        self._sheets: dict[str, Axes] = {}
        self._in_theme: dict[Theme, _Layers] = {}
        first = self._in(theme).scenes[0]
        self.scale = min(1.0, most[0] / first.width, most[1] / first.height)
        self.width, self.height = first.width * self.scale, first.height * self.scale

    def behind(self, pen: Pen, place: int) -> Figure:
        """Return the lines of a moment, which boxes cover."""
        layers = self._in(pen.theme)
        return self._painted("behind", layers.scenes[place], layers.behind, pen)

    def still(self, pen: Pen) -> Figure:
        """Return the boxes and all else that is the same at all moments."""
        layers = self._in(pen.theme)
        return self._painted("still", layers.scenes[0], layers.still, pen)

    def moving(self, pen: Pen, place: int) -> Figure:
        """Return the numbers of a moment."""
        layers = self._in(pen.theme)
        scene = layers.scenes[place]
        return self._painted("moving", scene, _shapes(scene) - layers.still - layers.behind, pen)

    def _in(self, theme: Theme) -> _Layers:
        if theme not in self._in_theme:
            self._in_theme[theme] = _layers(self._scenes(theme))
        return self._in_theme[theme]

    def _painted(self, layer: str, scene: Scene, shapes: Shapes, pen: Pen) -> Figure:
        if layer not in self._sheets:
            figure = new_figure(self.width, self.height, None)
            self._sheets[layer] = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes = self._sheets[layer]
        # making axes takes longer than drawing in them
        for artist in [*axes.patches, *axes.texts]:
            artist.remove()
        paint_axes(scene, axes, browser_fonts=pen.browser_fonts, only=shapes)
        painted = axes.get_figure(root=True)
        assert painted is not None
        return painted


@dataclass(frozen=True, slots=True)
class _Layers:
    """The scenes, the shapes that all of them share, and the lines that boxes cover."""

    scenes: Sequence[Scene]
    still: Shapes
    behind: Shapes


def _layers(scenes: Sequence[Scene]) -> _Layers:
    scenes = [replace(scene, background=None) for scene in scenes]
    shapes = [_shapes(scene) for scene in scenes]
    still = shapes[0].intersection(*shapes[1:])
    moving = shapes[0].union(*shapes[1:]) - still
    if any(isinstance(shape, Box) and shape.fill and shape.role != "point" for shape in moving):
        # a box that moves would hide what stands still in it
        return _Layers(scenes, frozenset(), frozenset())
    if any(shape.role == "edge" for shape in moving):
        # labels interrupt their lines, so they move together
        moving |= {shape for shape in still if shape.role in {"edge", "halo"}}
    behind = frozenset(
        shape for shape in moving if isinstance(shape, Line) and shape.role != "part"
    )
    return _Layers(scenes, still - moving, behind)


def _shapes(scene: Scene) -> Shapes:
    return frozenset((*scene.lines, *scene.boxes, *scene.labels))
