"""What a network has learnt, as a panel of the film of a training."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data import Dataset
from neurosim.drawing.animation.chart_panels import ChartPanel
from neurosim.drawing.charts.outputs import (
    Name,
    class_labels,
    printed_inputs,
    printed_outputs,
)
from neurosim.drawing.charts.pen import MARKERS, Pen
from neurosim.drawing.charts.predictions import MOST_CLASSES, mark_counts, mark_predictions
from neurosim.drawing.charts.style import padded, spread
from neurosim.drawing.charts.surface import (
    MOST_CLASSES as MOST_REGIONS,
)
from neurosim.drawing.charts.surface import (
    Surface,
    answers_over_plane,
    boundary_between,
    fill_classes,
    fill_output,
    mark_boundary,
    mark_targets,
    output_scale,
)
from neurosim.drawing.scene.subject import Subject
from neurosim.engine.predict import predict
from neurosim.model.columns import TargetColumn, class_column
from neurosim.model.network import Network
from neurosim.training.metrics import confusion_matrix

_RESOLUTION = 41
_MOST_POINTS, _MOST_CURVES = 300, 4
_PAD = 0.06
# so that colour is never the only sign; as many as curves
_DASHES: tuple[Any, ...] = ("solid", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 2, 1.5, 2)))


class WatchedPanel(ChartPanel):
    """What a network has learnt, taken at each moment of its training."""

    def take(self, net: Network) -> None:
        """Compute the outputs of the network as it is at present."""
        raise NotImplementedError


def watch(net: Network, samples: Dataset | None, subject: Subject) -> WatchedPanel | None:
    """Return the panel that fits a network: a surface, a curve, or predictions against targets.

    Parameters
    ----------
    net : Network
        The network, with its scaling.
    samples : Dataset or None
        Its samples; without them, only a network with one or two inputs has a panel.
    subject : Subject
        The network with the letters of its symbols.
    """
    classes = class_labels(net, samples)
    if len(net.inputs) == 2 and (classes is None or len(classes) <= MOST_REGIONS):
        return _Surface(subject, samples, classes)
    if samples is None:
        return None
    if len(net.inputs) == 1:
        return _Curve(subject, samples)
    column = class_column(samples.target_columns)
    if column is None and classes is not None:
        column = TargetColumn("class", classes)
    if column is not None and len(column.classes) <= MOST_CLASSES:
        return _Counts(samples, column)
    return _Predictions(subject, samples)


class _Surface(WatchedPanel):
    """The outputs over the plane of two inputs, with the samples on it."""

    def __init__(
        self, subject: Subject, samples: Dataset | None, classes: tuple[str, ...] | None
    ) -> None:
        super().__init__()
        self._names = printed_inputs(subject, samples)
        self._output = printed_outputs(subject, samples)[0]
        self._classes = classes
        if samples is not None:
            samples = samples.subset(spread(len(samples), _MOST_POINTS))
        self._samples = samples
        self._targets = None if samples is None else samples.Z[:, 0]
        self._boundary = boundary_between(subject.net, self._targets)
        self._surfaces: list[Surface] = []

    def take(self, net: Network) -> None:
        self._surfaces.append(answers_over_plane(net, self._samples, _RESOLUTION))

    @cached_property
    def _scale(self) -> Any:
        # one scale for the whole film
        first = np.stack([answers[..., 0] for _, _, answers in self._surfaces])
        return output_scale(first, self._targets)

    def _dress(self, axes: Axes, pen: Pen) -> None:
        x, y, _ = self._surfaces[-1]
        entries = self._draw(axes, -1, pen)
        if self._classes is None:
            figure = axes.get_figure(root=True)
            assert figure is not None
            filled = axes.collections[0]
            pen.colour_bar(figure, filled, axes, self._output, 0.6 * self.height)
        pen.dress(axes, *self._names, width=0.7 * self.width, height=0.6 * self.height, grid=None)
        axes.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        if entries:
            pen.legend(axes, entries, 1.2 * self.width, columns=min(len(entries), 3))

    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        self._draw(axes, place, pen)

    def _draw(self, axes: Axes, place: int, pen: Pen) -> list[tuple[Any, str]]:
        x, y, answers = self._surfaces[place]
        if self._classes is not None:
            return fill_classes(axes, (x, y, answers), self._classes, self._samples, pen)
        surface = x, y, answers[..., 0]
        shown = fill_output(axes, surface, self._scale, pen)
        entries = mark_boundary(axes, surface, self._boundary, pen)
        if self._samples is None or self._targets is None:
            return entries
        return mark_targets(axes, self._samples.X, self._targets, shown, pen) + entries


class _Curve(WatchedPanel):
    """The outputs as curves over the only input, with the targets of the samples."""

    def __init__(self, subject: Subject, samples: Dataset) -> None:
        super().__init__()
        self._name = printed_inputs(subject, samples)[0]
        self._outputs = printed_outputs(subject, samples)[:_MOST_CURVES]
        self._samples = samples.subset(spread(len(samples), _MOST_POINTS))
        low, high = float(samples.X.min()), float(samples.X.max())
        self._x = np.linspace(*padded(low, high, _PAD), 4 * _RESOLUTION)
        self._curves: list[Matrix] = []

    def take(self, net: Network) -> None:
        outputs = predict(net, self._x[:, np.newaxis], engine="objects")
        self._curves.append(outputs[:, : len(self._outputs)])

    def _dress(self, axes: Axes, pen: Pen) -> None:
        targets = self._samples.Z[:, : len(self._outputs)]
        every = np.concatenate([*self._curves, targets])
        axes.set(xlim=(self._x[0], self._x[-1]))
        axes.set(ylim=padded(float(every.min()), float(every.max()), _PAD))
        entries = self._draw(axes, -1, pen)
        name = self._outputs[0] if len(self._outputs) == 1 else "outputs"
        pen.dress(axes, self._name, name, width=0.7 * self.width, height=0.6 * self.height)
        pen.legend(axes, entries, 1.2 * self.width, columns=min(len(entries), 3))

    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        self._draw(axes, place, pen)

    def _draw(self, axes: Axes, place: int, pen: Pen) -> list[tuple[Any, Name]]:
        entries: list[tuple[Any, Name]] = []
        several = len(self._outputs) > 1
        for k, name in enumerate(self._outputs):
            colour = pen.theme.series[k]
            (points,) = axes.plot(
                self._samples.X[:, 0], self._samples.Z[:, k], linestyle="none",
                marker=MARKERS[k], markersize=5.0, color=colour, alpha=0.8,
                markeredgecolor=pen.ink_on(colour), markeredgewidth=0.6,
            )  # fmt: skip
            ink = colour if several else pen.theme.negative
            (curve,) = axes.plot(
                self._x, self._curves[place][:, k], color=ink, linewidth=2.0, linestyle=_DASHES[k]
            )
            if several:
                entries.append(((curve, points), name))
            else:
                entries += [(points, "target"), (curve, "output")]
        return entries


class _Predictions(WatchedPanel):
    """The first output against its target, a point for each sample."""

    def __init__(self, subject: Subject, samples: Dataset) -> None:
        super().__init__()
        self._name = printed_outputs(subject, samples)[0]
        samples = samples.subset(spread(len(samples), _MOST_POINTS))
        self._inputs, self._targets = samples.X, samples.Z[:, 0]
        self._predicted: list[Matrix] = []

    def take(self, net: Network) -> None:
        self._predicted.append(predict(net, self._inputs, engine="objects")[:, 0])

    def _dress(self, axes: Axes, pen: Pen) -> None:
        every = np.concatenate([*self._predicted, self._targets])
        low, high = padded(float(every.min()), float(every.max()), _PAD)
        axes.set(xlim=(low, high), ylim=(low, high))
        name = (self._name,) if isinstance(self._name, str) else self._name
        what = ("prediction of ", *name)
        width, height = 0.7 * self.width, 0.6 * self.height
        pen.dress(axes, "target", what, width=width, height=height, grid="both", most=5)
        line = axes.axline((low, low), slope=1.0)
        line.set(color=pen.theme.neutral, linewidth=1.2, linestyle=(0, (5.0, 2.2)))
        pen.legend(axes, [(line, "prediction = target")], 1.2 * self.width)
        axes.set_aspect("equal")

    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        ends = axes.get_xlim()
        axes.plot(ends, ends, color=pen.theme.neutral, linewidth=1.2, linestyle=(0, (5.0, 2.2)))
        mark_predictions(axes, self._targets, self._predicted[place], pen)


class _Counts(WatchedPanel):
    """How many samples of each class are predicted as which class."""

    def __init__(self, samples: Dataset, column: TargetColumn) -> None:
        super().__init__()
        self._samples, self._column = samples, column
        self._counts: list[NDArray[np.int64]] = []

    def take(self, net: Network) -> None:
        predicted = predict(net, self._samples.X, engine="objects")
        self._counts.append(confusion_matrix(predicted, self._samples.Z, self._column))

    def _dress(self, axes: Axes, pen: Pen) -> None:
        self._move(axes, -1, pen)
        width, height = 0.7 * self.width, 0.6 * self.height
        pen.dress(axes, "predicted class", "target class", width=width, height=height, grid=None)
        n = len(self._column.classes)
        names = [pen.fit(name, 0.8 * self._cell(), pen.tick_size) for name in self._column.classes]
        axes.set_xticks(range(n), labels=names, **pen.font(pen.tick_size))
        axes.set_yticks(range(n), labels=names, rotation=90, va="center", **pen.font(pen.tick_size))
        axes.tick_params(length=0)

    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        mark_counts(axes, self._counts[place], self._cell(), pen)

    def _cell(self) -> float:
        return 0.7 * min(self.width, self.height) / len(self._column.classes)
