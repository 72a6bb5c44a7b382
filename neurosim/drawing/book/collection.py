"""The figures of the worked example, for any network, and how each of them is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from neurosim.data import Dataset
from neurosim.drawing.charts.activation import draw_activation
from neurosim.drawing.charts.descent_path import draw_descent
from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.charts.loss_function import draw_loss_function
from neurosim.drawing.charts.normalization import draw_normalization
from neurosim.drawing.charts.predictions import draw_predictions
from neurosim.drawing.charts.surface import draw_decision_surface
from neurosim.drawing.charts.weights import draw_weights
from neurosim.drawing.figure import draw, draw_neuron, draw_training_loop
from neurosim.errors import InputError
from neurosim.mathematics.symbols import Key
from neurosim.model.activations import Activation
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.scaling import MinMaxScaling
from neurosim.model.standard_scaling import STANDARD, Normalize, StandardScaling
from neurosim.tracing import Descent, Trace, descend

_LEAST_INPUTS_OF_A_HEAT_MAP = 9
_MOST_HEAT_MAPS = 64
_ORDER = (
    "neuron", "architecture", "step-1", "step-2", "step-3", "contribution", "step-4",
    "loss-function", "step-5.1", "step-5.2", "step-5.3", "training-loop", "activation",
    "gradient-descent", "loss-curve", "decision-surface", "predictions", "weights",
)  # fmt: skip
"""The figures in the order of the paper, by how their names begin."""

Draw = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class BookFigure:
    """One figure: the name of its file, its heading and text on the page, and its function."""

    name: str
    heading: str
    text: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to draw."""

    net: Network
    trace: Trace | None
    data: Dataset | None
    losses: list[float] | None
    digits: int
    theme: str
    notation: str | Mapping[Key, str] = "source"
    own_names: bool = False
    width: str | None = None
    size: str | None = None
    legend: bool = True
    caption: bool = True
    transparent: bool = False

    @property
    def page(self) -> dict[str, Any]:
        """The options of every picture."""
        return {
            "theme": self.theme,
            "width": self.width,
            "size": self.size,
            "transparent": self.transparent,
        }

    @property
    def diagram(self) -> dict[str, Any]:
        """The options of a diagram of the network."""
        return {
            **self.page,
            "notation": self.notation,
            "own_names": self.own_names,
            "legend": self.legend,
            "caption": self.caption,
        }


def figures_of(material: Material) -> list[BookFigure]:
    """Return the figures that apply, in the order of the paper."""
    figures = [*_of_the_network(material), *_of_the_sample(material), *_of_the_data(material)]
    return sorted(figures, key=lambda figure: _place(figure.name))


def _of_the_network(material: Material) -> Iterator[BookFigure]:
    net, digits = material.net, material.digits
    neuron = (*net.hidden, *net.outputs)[0]
    yield BookFigure(
        "neuron",
        "The model of one neuron",
        "The products of inputs and weights and the bias are added; the activation gives the "
        "output.",
        lambda path: draw_neuron(
            material.trace or net,
            neuron.name,
            path,
            digits=digits,
            **material.diagram,
        ),
    )
    yield BookFigure(
        "architecture",
        "The architecture",
        "Every weight and bias with its symbol: layer, node and input, counted from 0.",
        lambda path: draw(
            net,
            path,
            show="symbols",
            title="The architecture",
            **material.diagram,
        ),
    )
    yield BookFigure(
        "step-1-weights-and-biases",
        "Step 1: weights and biases",
        "The weights and biases as they are before the step.",
        lambda path: draw(
            net,
            path,
            show="weights",
            digits=digits,
            title="Step 1: weights and biases",
            **material.diagram,
        ),
    )
    yield BookFigure(
        "training-loop",
        "The training loop",
        "The steps for every row of the dataset, in every epoch.",
        lambda path: draw_training_loop(
            path, notation=material.notation, caption=material.caption, **material.page
        ),
    )
    for name, activation in _activations(net).items():
        yield BookFigure(
            name,
            _heading(activation),
            "The function, and its derivative, by which error signals are multiplied.",
            partial(_draw_activation, material, activation),
        )
    yield BookFigure(
        "gradient-descent",
        "Gradient descent",
        "The descent on x² + y² from (3, 4) with the learning rate 0.1.",
        lambda path: draw_descent(
            _bowl(),
            _square_sum,
            path,
            title="Gradient descent on x² + y²",
            legend=material.legend,
            **material.page,
        ),
    )
    wide = [
        item
        for item in (*net.hidden, *net.outputs)
        if len(item.inputs) >= _LEAST_INPUTS_OF_A_HEAT_MAP
    ]
    if wide:
        # all maps show neurons with the same number of inputs
        alike = [item for item in wide if len(item.inputs) == len(wide[0].inputs)]
        yield BookFigure(
            "weights",
            "Weights as heat maps",
            f"The weights into each of {len(alike[:_MOST_HEAT_MAPS])} neurons, in the order of its "
            "inputs.",
            lambda path: draw_weights(
                net,
                alike[:_MOST_HEAT_MAPS],
                path,
                title="Weights",
                notation=material.notation,
                **material.page,
            ),
        )


def _of_the_sample(material: Material) -> Iterator[BookFigure]:
    trace, net = material.trace, material.net
    if trace is None:
        return

    def diagram(
        name: str, heading: str, text: str, show: str, highlight: list[Neuron] | None = None
    ) -> BookFigure:
        return BookFigure(
            name,
            heading,
            text,
            lambda path: draw(
                trace,
                path,
                show=show,
                digits=material.digits,
                title=heading,
                highlight=highlight,
                **material.diagram,
            ),
        )

    after = [item for hidden in net.hidden for item in (hidden, *hidden.successors)]
    yield diagram(
        "step-3-forward",
        "Step 3: forward pass",
        "The summation and the output of each neuron.",
        "forward",
    )
    yield diagram(
        "contribution",
        "What each edge contributes",
        "The share of each product, and of the bias, in the sum of a neuron.",
        "contribution",
    )
    if trace.loss is None:
        return
    yield diagram(
        "step-4-loss",
        "Step 4: loss",
        "The outputs and their targets, and the loss of each output.",
        "forward",
        list(net.outputs),
    )
    yield BookFigure(
        "loss-function",
        "The loss function",
        "The loss as a function of each output, and its slope at this sample.",
        lambda path: draw_loss_function(
            trace,
            path,
            title="The loss of each output",
            notation=material.notation,
            own_names=material.own_names,
            legend=material.legend,
            **material.page,
        ),
    )
    yield diagram(
        "step-5.1-error-signals-of-outputs",
        "Step 5.1: error signals of the outputs",
        "The slope of the activation times the slope of the loss.",
        "backward",
        list(net.outputs),
    )
    if net.hidden:
        yield diagram(
            "step-5.2-error-signals-of-hidden-neurons",
            "Step 5.2: error signals of the hidden neurons",
            "The slope of the activation times the sum of weight times error signal over all "
            "successors.",
            "backward",
            list(dict.fromkeys(after)),
        )
    if trace.optimizer is not None:
        yield diagram(
            "step-5.3-update",
            "Step 5.3: new weights and biases",
            "Each weight and bias before and after the step.",
            "update",
        )


def _of_the_data(material: Material) -> Iterator[BookFigure]:
    net, data = material.net, material.data
    if material.losses is not None:
        losses = material.losses
        yield BookFigure(
            "loss-curve",
            "The loss, epoch by epoch",
            "The loss of each sample before its update, as the mean of an epoch.",
            lambda path: draw_loss(
                losses, path, title="Loss", legend=material.legend, **material.page
            ),
        )
    if data is None:
        return
    if _is_scaled(net):
        yield BookFigure(
            "step-2-normalization",
            "Step 2: normalization",
            "Each column before and after scaling.",
            lambda path: draw_normalization(
                data,
                path,
                normalize=_normalize(net),
                title="Step 2: normalization",
                notation=material.notation,
                **material.page,
            ),
        )
    yield BookFigure(
        "predictions",
        "Predictions against targets",
        "On the diagonal a prediction equals its target.",
        lambda path: draw_predictions(
            net,
            data,
            path,
            title="Predictions against targets",
            notation=material.notation,
            **material.page,
        ),
    )
    if len(net.inputs) == 2:
        yield BookFigure(
            "decision-surface",
            "The decision surface",
            "The output over both inputs, with the data.",
            lambda path: draw_decision_surface(
                net,
                data,
                path,
                title="The decision surface",
                notation=material.notation,
                legend=material.legend,
                **material.page,
            ),
        )


def _draw_activation(material: Material, activation: Activation, path: Path) -> object:
    options: dict[str, Any] = {
        **material.page,
        "title": _heading(activation),
        "notation": material.notation,
        "legend": material.legend,
    }
    try:
        return draw_activation(activation, path, **options)
    except InputError:
        # a function of the user's own may have values only where the sample needs them
        if material.trace is None:
            raise
    neurons = [n for n in material.trace.net if n.activation == activation and not n.is_input]
    at = [n.summation for n in neurons if n.summation is not None]
    margin = 0.1 * (max(at) - min(at)) or 0.1 * abs(at[0]) or 0.1
    limits = (min(at) - margin, max(at) + margin)
    return draw_activation(activation, path, limits=limits, **options)


def _heading(activation: Activation) -> str:
    return f"The activation {activation.name}"


def missing_figures(material: Material) -> list[str]:
    """Return what the page says of the figures that were not drawn."""
    sentences = []
    if material.trace is None:
        sentences.append("Steps 3 to 5 need a sample and its targets.")
    elif material.trace.loss is None:
        sentences.append("Steps 4 and 5 need the targets of the sample.")
    elif material.trace.optimizer is None:
        sentences.append("Step 5.3 needs a learning rate.")
    if material.data is None:
        sentences.append("Normalization, predictions and the decision surface need data.")
    else:
        if not _is_scaled(material.net):
            sentences.append("The network scales no data, so there is no step 2.")
        if len(material.net.inputs) != 2:
            sentences.append("A decision surface needs a network with two inputs.")
    if material.losses is None:
        sentences.append("The loss curve needs the losses of a training.")
    return sentences


def _place(name: str) -> int:
    return next(place for place, start in enumerate(_ORDER) if name.startswith(start))


def _activations(net: Network) -> dict[str, Activation]:
    """Return each activation of the network under its own file name."""
    found: dict[str, Activation] = {}
    for activation in dict.fromkeys(n.activation for n in (*net.hidden, *net.outputs)):
        name = f"activation-{_file_name(activation.name)}"
        number = 1
        while _numbered(name, number).casefold() in {taken.casefold() for taken in found}:
            number += 1
        found[_numbered(name, number)] = activation
    return found


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _file_name(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)
    return kept[:60]


def _is_scaled(net: Network) -> bool:
    return net.input_scaling is not None or net.target_scaling is not None


def _normalize(net: Network) -> Normalize:
    scaling = net.target_scaling if net.input_scaling is None else net.input_scaling
    if isinstance(scaling, StandardScaling):
        return STANDARD
    return scaling.feature_range if isinstance(scaling, MinMaxScaling) else (0.0, 1.0)


def _square_sum(x: float, y: float) -> float:
    return x * x + y * y


def _bowl() -> Descent:
    return descend(_square_sum, lambda x, y: (2 * x, 2 * y), (3.0, 4.0), 0.1, 10)
