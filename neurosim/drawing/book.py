"""Every figure of a worked example, for any network: a folder, and a page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from neurosim import checks
from neurosim.data import Dataset
from neurosim.drawing.charts.activation import draw_activation
from neurosim.drawing.charts.descent import draw_descent
from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.charts.loss_function import draw_loss_function
from neurosim.drawing.charts.normalization import draw_normalization
from neurosim.drawing.charts.predictions import draw_predictions
from neurosim.drawing.charts.surface import draw_decision_surface
from neurosim.drawing.charts.weights import draw_weights
from neurosim.drawing.figure import draw, draw_neuron, draw_training_loop
from neurosim.drawing.themes import Theme, get_theme
from neurosim.errors import FileError, InputError, unknown_name
from neurosim.files import PathLike, refuse_existing, write_whole
from neurosim.model.activations import Activation
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.progress import progress_bar
from neurosim.tracing import Descent, Trace, descend

IMAGE_FORMATS = ("svg", "png")
"""What a page can show."""

_LEAST_INPUTS_OF_A_HEAT_MAP = 9
_MOST_HEAT_MAPS = 64
_ORDER = (
    "neuron", "architecture", "step-1", "step-2", "step-3", "contribution", "step-4",
    "loss-function", "step-5.1", "step-5.2", "step-5.3", "training-loop", "activation",
    "gradient-descent", "loss-curve", "decision-surface", "predictions", "weights",
)  # fmt: skip
"""The figures in the order of the source, by how their names begin."""

Draw = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure: the name of its file, its heading and text on the page, and how it is drawn."""

    name: str
    heading: str
    text: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class _Source:
    """What there is to draw."""

    net: Network
    trace: Trace | None
    data: Dataset | None
    losses: list[float] | None
    digits: int
    theme: str


def draw_figures(
    net: Network,
    directory: PathLike,
    *,
    trace: Trace | None = None,
    data: Dataset | None = None,
    losses: Sequence[float] | None = None,
    file_format: str = "svg",
    digits: int = 4,
    theme: str = "light",
    progress: bool | None = None,
    overwrite: bool = True,
) -> list[Path]:
    """Draw every figure of the worked example that a network allows, and a page that shows them.

    Without more than the network: the model of a neuron, the architecture with symbols, weights and
    biases, the training loop, activations, gradient descent, and weights as heat maps where neurons
    have many inputs.

    Parameters
    ----------
    net : Network
        The network.
    directory : path
        The folder to write to; it is made if only its last part is missing.
    trace : Trace, optional
        A sample in this network: for the forward pass and contributions, with targets also for loss
        and backward pass, with a learning rate also for the update.
    data : Dataset, optional
        Data in raw units that fit the network: for the normalization, predictions against targets
        and, with two inputs, the decision surface.
    losses : sequence of float, optional
        The loss of each epoch, such as ``history.loss``.
    file_format : str
        ``svg`` or ``png``.
    digits : int
        The decimals of every number.
    theme : str
        ``light``, ``dark`` or ``print``.
    progress : bool, optional
        Whether to show a progress bar; by default on a terminal only.
    overwrite : bool
        Whether files of an earlier call may be replaced; if not, and one exists, nothing is
        written.

    Returns
    -------
    list of pathlib.Path
        The files, the page ``index.html`` last.

    Raises
    ------
    UnknownNameError
        If the theme or the format is unknown.
    InputError
        If the trace or the data do not fit the network.
    FileError
        If the folder cannot be made or written to, or a file exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> paths = ns.draw_figures(net, "figures", trace=t, data=data)  # doctest: +SKIP
    """
    colours = get_theme(theme)
    if file_format not in IMAGE_FORMATS:
        raise unknown_name("format", file_format, IMAGE_FORMATS)
    digits = checks.whole_number(digits, "digits", minimum=0)
    _check_fit(net, trace, data)
    chosen = None if losses is None else [float(loss) for loss in losses]
    source = _Source(net, trace, data, chosen, digits, theme)
    figures = [*_of_the_network(source), *_of_the_sample(source), *_of_the_data(source)]
    figures.sort(key=lambda figure: _place(figure.name))
    folder = _make_folder(directory)
    paths = [folder / f"{figure.name}.{file_format}" for figure in figures]
    page = folder / "index.html"
    if not overwrite:
        for path in (*paths, page):
            refuse_existing(path)
    with progress_bar(len(figures), "figure", show=progress) as report:
        for index, (figure, path) in enumerate(zip(figures, paths, strict=True)):
            figure.draw(path)
            report(index + 1, figure.name)
    write_whole(page, _page(net, figures, paths, _missing(source), colours))
    return [*paths, page]


def _check_fit(net: Network, trace: Trace | None, data: Dataset | None) -> None:
    if not isinstance(net, Network):
        raise InputError(f"figures are drawn of a Network; got {net!r}")
    net.check()
    if trace is not None:
        if not isinstance(trace, Trace):
            raise InputError(f"trace is what ns.trace returns; got {trace!r}")
        if [neuron.name for neuron in trace.net] != [neuron.name for neuron in net]:
            raise InputError("the trace is of another network; make one with ns.trace(net, x, z)")
    if data is not None:
        if not isinstance(data, Dataset):
            raise InputError(f"data is a Dataset; got {type(data).__name__}")
        expected, given = (len(net.inputs), len(net.outputs)), (data.X.shape[1], data.Z.shape[1])
        if expected != given:
            raise InputError(
                f"the data have {given[0]} inputs and {given[1]} targets; the network takes "
                f"{expected[0]} and {expected[1]}"
            )


def _make_folder(directory: PathLike) -> Path:
    folder = Path(directory)
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        raise FileError(f"{folder} is a file; give the name of a folder") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot make the folder {folder}: {reason}") from None
    return folder


def _of_the_network(source: _Source) -> Iterator[_Figure]:
    net, theme, digits = source.net, source.theme, source.digits
    neuron = (*net.hidden, *net.outputs)[0]
    yield _Figure(
        "neuron",
        "The model of one neuron",
        "Inputs times weights and the bias are added up; the activation makes the output of it.",
        lambda path: draw_neuron(
            source.trace or net, neuron.name, path, digits=digits, theme=theme
        ),
    )
    yield _Figure(
        "architecture",
        "The architecture",
        "Every weight and bias with its symbol: layer, node and input, counted from 0.",
        lambda path: draw(net, path, show="symbols", theme=theme, title="The architecture"),
    )
    yield _Figure(
        "step-1-initialization",
        "Step 1: initialization",
        "The weights and biases as they are before the step.",
        lambda path: draw(
            net, path, show="weights", digits=digits, theme=theme, title="Step 1: initialization"
        ),
    )
    yield _Figure(
        "training-loop",
        "The training loop",
        "Every row of the dataset, and all of that in every epoch.",
        lambda path: draw_training_loop(path, theme=theme),
    )
    for activation in _activations(net):
        yield _Figure(
            f"activation-{_file_name(activation.name)}",
            _heading(activation),
            "The function, and its derivative, by which error signals are multiplied.",
            partial(_draw_activation, activation, theme),
        )
    yield _Figure(
        "gradient-descent",
        "Gradient descent",
        "The descent on x² + y² from (3, 4) with the learning rate 0.1.",
        lambda path: draw_descent(
            _bowl(), _square_sum, path, theme=theme, title="Gradient descent on x² + y²"
        ),
    )
    wide = [
        item
        for item in (*net.hidden, *net.outputs)
        if len(item.inputs) >= _LEAST_INPUTS_OF_A_HEAT_MAP
    ]
    if wide:
        # the neurons of one layer have as many inputs
        alike = [item for item in wide if len(item.inputs) == len(wide[0].inputs)]
        yield _Figure(
            "weights",
            "Weights as heat maps",
            f"The weights into each of {len(alike[:_MOST_HEAT_MAPS])} neurons, in the order of its "
            "inputs.",
            lambda path: draw_weights(
                net, alike[:_MOST_HEAT_MAPS], path, theme=theme, title="Weights"
            ),
        )


def _of_the_sample(source: _Source) -> Iterator[_Figure]:
    trace, net = source.trace, source.net
    if trace is None:
        return

    def diagram(
        name: str, heading: str, text: str, show: str, highlight: list[Neuron] | None = None
    ) -> _Figure:
        return _Figure(
            name,
            heading,
            text,
            lambda path: draw(
                trace,
                path,
                show=show,
                digits=source.digits,
                theme=source.theme,
                title=heading,
                highlight=highlight,
            ),
        )

    after = [item for hidden in net.hidden for item in (hidden, *hidden.successors)]
    yield diagram(
        "step-3-forward",
        "Step 3: forward pass",
        "What each neuron adds up, and its output.",
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
        "The outputs beside their targets, and the loss of each.",
        "forward",
        list(net.outputs),
    )
    yield _Figure(
        "loss-function",
        "The loss function",
        "The loss as a function of each output, and its slope at this sample.",
        lambda path: draw_loss_function(
            trace, path, theme=source.theme, title="The loss of each output"
        ),
    )
    yield diagram(
        "step-5.1-error-signals-of-outputs",
        "Step 5.1: error signals of the outputs",
        "The slope of the activation times that of the loss.",
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


def _of_the_data(source: _Source) -> Iterator[_Figure]:
    net, data, theme = source.net, source.data, source.theme
    if source.losses is not None:
        losses = source.losses
        yield _Figure(
            "loss-curve",
            "The loss, epoch by epoch",
            "The mean of each sample's loss before its update.",
            lambda path: draw_loss(losses, path, theme=theme, title="Loss"),
        )
    if data is None:
        return
    yield _Figure(
        "step-2-normalization",
        "Step 2: normalization",
        "Each column before and after min-max scaling.",
        lambda path: draw_normalization(
            data, path, feature_range=_range(net), theme=theme, title="Step 2: normalization"
        ),
    )
    yield _Figure(
        "predictions",
        "Predictions against targets",
        "On the diagonal a prediction equals its target.",
        lambda path: draw_predictions(
            net, data, path, theme=theme, title="Predictions against targets"
        ),
    )
    if len(net.inputs) == 2:
        yield _Figure(
            "decision-surface",
            "The decision surface",
            "The output over both inputs, with the data.",
            lambda path: draw_decision_surface(
                net, data, path, theme=theme, title="The decision surface"
            ),
        )


def _draw_activation(activation: Activation, theme: str, path: Path) -> object:
    return draw_activation(activation, path, theme=theme, title=_heading(activation))


def _heading(activation: Activation) -> str:
    return f"The activation {activation.name}"


def _missing(source: _Source) -> list[str]:
    """Return what the page says of the figures that were not drawn."""
    sentences = []
    if source.trace is None:
        sentences.append("Steps 3 to 5 need a sample: --input and --target, or a CSV file.")
    elif source.trace.loss is None:
        sentences.append("Steps 4 and 5 need the target of the sample: --target.")
    elif source.trace.optimizer is None:
        sentences.append("Step 5.3 needs a learning rate: --learning-rate.")
    if source.data is None:
        sentences.append("Normalization, predictions and decision surface need data: a CSV file.")
    elif len(source.net.inputs) != 2:
        sentences.append("A decision surface needs a network of two inputs.")
    if source.losses is None:
        sentences.append("The loss curve needs the history of a training: --history.")
    return sentences


def _place(name: str) -> int:
    return next(place for place, start in enumerate(_ORDER) if name.startswith(start))


def _activations(net: Network) -> list[Activation]:
    found = {neuron.activation.name: neuron.activation for neuron in (*net.hidden, *net.outputs)}
    return list(found.values())


def _file_name(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)
    return kept[:60] or "own"


def _range(net: Network) -> tuple[float, float]:
    return (0.0, 1.0) if net.input_scaling is None else net.input_scaling.feature_range


def _square_sum(x: float, y: float) -> float:
    return x * x + y * y


def _bowl() -> Descent:
    return descend(_square_sum, lambda x, y: (2 * x, 2 * y), (3.0, 4.0), 0.1, 10)


def _page(
    net: Network,
    figures: Sequence[_Figure],
    paths: Sequence[Path],
    missing: Sequence[str],
    theme: Theme,
) -> str:
    title = escape(net.name or "Neural network")
    items = "\n".join(
        f'<figure id="{figure.name}"><h2>{escape(figure.heading)}</h2>'
        f'<a href="{path.name}"><img src="{path.name}" alt="{escape(figure.heading)}" '
        f'loading="lazy"></a><figcaption>{escape(figure.text)}</figcaption></figure>'
        for figure, path in zip(figures, paths, strict=True)
    )
    contents = "".join(
        f'<li><a href="#{figure.name}">{escape(figure.heading)}</a></li>' for figure in figures
    )
    remarks = "".join(f"<li>{escape(sentence)}</li>" for sentence in missing)
    more = f"<h2>Not drawn</h2><ul>{remarks}</ul>" if remarks else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 1100px; padding: 16px; background: {theme.background};
  color: {theme.text}; font: 16px/1.5 "DejaVu Sans", Verdana, Arial, sans-serif; }}
a {{ color: {theme.positive}; }}
nav ul {{ columns: 20em; padding-left: 1.2em; }}
figure {{ margin: 40px 0; text-align: center; break-inside: avoid; }}
figure img {{ max-width: 100%; max-height: 90vh; height: auto; }}
h1, h2 {{ text-align: center; line-height: 1.25; }}
h2 {{ font-size: 1.2em; }}
/* the picture has the heading too: this one is for those who hear the page */
figure h2 {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }}
figcaption {{ color: {theme.muted}; max-width: 46em; margin: 8px auto 0; }}
</style>
</head>
<body>
<h1>{title}</h1>
<nav aria-label="Figures"><ul>{contents}</ul></nav>
{items}
{more}
</body>
</html>
"""
