"""One sample as a film: forward, neuron by neuron, backward, and the update."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from neurosim.display import format_number
from neurosim.drawing.lettering import loss_words, shorten_pieces, told, wrap_pieces
from neurosim.drawing.scene.diagram import Diagrams
from neurosim.drawing.scene.highlight import with_halo
from neurosim.drawing.scene.notes import in_print
from neurosim.drawing.shapes import Label, Line, Scene
from neurosim.drawing.themes import THEMES, Theme
from neurosim.drawing.typesetting import joined, mathematical, plain
from neurosim.errors import InputError, brief, counted
from neurosim.model.events import UpdateEvent
from neurosim.model.network import Network
from neurosim.model.notation import symbol
from neurosim.model.optimizers import SGD
from neurosim.tracing import NeuronTrace, Trace
from neurosim.tracing.trace_rows import ProbabilityEvent

_MOST_TERMS = 3
_PAUSE = 1.5
_MOST_FRAMES = 200


@dataclass(frozen=True, slots=True)
class Curve:
    """The loss curve under a frame: the loss of every epoch, and the present epoch.

    Attributes
    ----------
    losses : tuple of float
        The mean loss of each epoch of the whole training.
    epoch : int
        The number of epochs done.
    """

    losses: tuple[float, ...]
    epoch: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a film.

    Attributes
    ----------
    scene : Scene
        The diagram.
    note : str
        What happens in it.
    seconds : float
        How long it is shown.
    curve : Curve or None
        The curve under the diagram.
    """

    scene: Scene
    note: str
    seconds: float
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is shown of a scene at a moment, and what is in the spotlight.

    Attributes
    ----------
    label : callable
        A function that returns whether a label of a neuron or an edge is shown.
    node : int or None
        The neuron in the spotlight.
    end : int
        Which of its edges are in the spotlight too: 1 for incoming edges, 0 for outgoing ones.
    reached : frozenset of int or None
        The neurons whose incoming edges show their numbers; None for all.
    dots : frozenset of int or None
        The neurons that show the sample on their curve; None for all.
    """

    label: Callable[[Label], bool]
    node: int | None = None
    end: int = 1
    reached: frozenset[int] | None = None
    dots: frozenset[int] | None = None


def sample_frames(
    trace: Trace,
    *,
    digits: int = 4,
    theme: Theme = THEMES["light"],
    title: str | None = None,
    direction: str = "right",
    seconds: float = _PAUSE,
) -> list[Frame]:
    """Return the frames of one sample: each neuron forward, the loss, backward, and the update.

    Parameters
    ----------
    trace : Trace
        The sample. Without targets the film ends after the forward pass; without a learning rate it
        ends before the update.
    digits : int
        The decimals of every number.
    theme : Theme
        The colours.
    title : str, optional
        The heading; ``""`` leaves it out. By default the name of the network.
    direction : str
        ``right`` or ``down``.
    seconds : float
        How long each frame is shown.

    Examples
    --------
    >>> import neurosim as ns
    >>> frames = sample_frames(ns.trace(ns.mlp([2, 3, 1]), [0, 1], [1]))
    >>> len(frames), frames[0].note[:10]
    (10, 'The inputs')
    """
    if not isinstance(trace, Trace):
        raise InputError(
            f"the film of a sample takes a trace: ns.animate(ns.trace(net, x, z), path); got "
            f"{brief(trace)}"
        )
    diagrams = Diagrams(trace, digits=digits, theme=theme, title=title, direction=direction)
    shows = ["forward"]
    if trace.loss is not None:
        shows.append("backward")
    if trace.optimizer is not None:
        shows.append("update")
    for show in shows:
        diagrams.add(show)
    film = _SampleFilm(trace, diagrams.nodes, digits, theme, seconds)
    count = 1 + len(shows) * len(film.computed) + (trace.loss is not None)
    if count > _MOST_FRAMES:
        raise InputError(
            f"the film of this sample would have {count:,} pictures, and it may have at most "
            f"{_MOST_FRAMES}; trace a smaller network, or draw single pictures of it with ns.draw"
        )
    makers = {"forward": film.forward, "backward": film.backward, "update": film.update}
    frames: list[Frame] = []
    for show, scene in zip(shows, diagrams.scenes(), strict=True):
        frames += makers[show](scene)
    return frames


class _SampleFilm:
    """The frames of one trace; only the neurons that the diagram shows have one."""

    def __init__(
        self, trace: Trace, nodes: dict[str, int], digits: int, theme: Theme, seconds: float
    ) -> None:
        self.trace, self.nodes, self.digits = trace, nodes, digits
        self.theme, self.seconds = theme, seconds
        # a trace has its neurons in topological order
        shown = [neuron for neuron in trace if neuron.name in nodes]
        self.inputs = [neuron for neuron in shown if neuron.summation is None]
        self.computed = [neuron for neuron in shown if neuron.summation is not None]

    def forward(self, scene: Scene) -> Iterator[Frame]:
        """Yield the inputs, each neuron, and the loss."""
        done = {self.nodes[neuron.name] for neuron in self.inputs}
        biases = {self._symbol(neuron, "bias") for neuron in self.computed}
        targets = {self._symbol(n, "target") for n in self.computed if n.target is not None}
        at_the_end = targets | {"loss", "raw target"}
        # softmax needs all outputs
        shares = {
            str(event.symbol) for event in self.trace.events if isinstance(event, ProbabilityEvent)
        }
        outputs = {self.nodes[n.name] for n in self.computed if n.probability is not None}

        def moment(node: int | None, *, ended: bool = False) -> _Moment:
            def label(item: Label) -> bool:
                is_name = item.value is None and item.owner in self.nodes
                if is_name or item.owner in biases:
                    return True
                if item.owner in shares:
                    return outputs <= done
                return item.nodes[0] in done and (ended or item.owner not in at_the_end)

            return _Moment(label, node, dots=frozenset(done))

        values = ", ".join(f"{n.symbol} = {self._number(n.output)}" for n in self.inputs[:6])
        more = ", …" if len(self.inputs) > 6 else ""
        yield self._frame(scene, moment(None), f"The inputs: {values}{more}")
        for neuron in self.computed:
            done.add(self.nodes[neuron.name])
            yield self._frame(scene, moment(self.nodes[neuron.name]), self._forward_note(neuron))
        if self.trace.loss is not None:
            name = loss_words(self.trace.loss_name or "")
            note = f"The loss {name}: L = {self._number(self.trace.loss)}"
            yield self._frame(scene, moment(None, ended=True), note)

    def backward(self, scene: Scene) -> Iterator[Frame]:
        """Yield each neuron from the outputs back."""
        done: set[int] = set()
        late = {self._symbol(neuron, "delta") for neuron in self.computed}
        late |= {f"f'({self._symbol(neuron, 'summation')})" for neuron in self.computed}

        def label(item: Label) -> bool:
            return (
                item.nodes[-1] in done
                if len(item.nodes) == 2
                else (item.owner not in late or item.nodes[0] in done)
            )

        for neuron in reversed(self.computed):
            node = self.nodes[neuron.name]
            done.add(node)
            moment = _Moment(label, node, end=0, reached=frozenset(done))
            yield self._frame(scene, moment, self._backward_note(neuron))

    def update(self, scene: Scene) -> Iterator[Frame]:
        """Yield each neuron with its new weights and bias."""
        done: set[int] = set()

        def label(item: Label) -> bool:
            return item.nodes[-1] in done or (len(item.nodes) == 1 and item.value is None)

        for neuron in self.computed:
            node = self.nodes[neuron.name]
            done.add(node)
            moment = _Moment(label, node, reached=frozenset(done))
            yield self._frame(scene, moment, self._update_note(neuron))

    def _frame(self, scene: Scene, moment: _Moment, note: str) -> Frame:
        return Frame(with_note(_at(scene, moment, self.theme), note), note, self.seconds)

    def _symbol(self, neuron: NeuronTrace, quantity: str) -> str:
        net: Network = self.trace.net
        return str(symbol(net.structure, net[neuron.name], quantity))

    def _number(self, value: float | None) -> str:
        return "" if value is None else format_number(value, self.digits)

    def _factor(self, value: float | None) -> str:
        text = self._number(value)
        return f"({text})" if text.startswith("-") else text

    def _sum(self, products: Sequence[tuple[float, float]], more: str) -> str:
        if len(products) > _MOST_TERMS:
            return f"sum of {counted(len(products), 'product')}{more}"
        terms = [f"{self._factor(a)} · {self._factor(b)}" for a, b in products]
        return " + ".join(terms) + more

    def _forward_note(self, neuron: NeuronTrace) -> str:
        products = [(term.value, term.weight) for term in neuron.terms]
        summation = self._symbol(neuron, "summation")
        added = self._sum(products, f" + {self._factor(neuron.bias)}")
        return (
            f"{told(neuron.name)}: {summation} = {added} = {self._number(neuron.summation)}, "
            f"{neuron.symbol} = {neuron.activation}({summation}) = {self._number(neuron.output)}"
        )

    def _backward_note(self, neuron: NeuronTrace) -> str:
        delta, slope = self._symbol(neuron, "delta"), self._factor(neuron.derivative)
        parts = []
        if neuron.loss_gradient is not None:
            parts.append(self._factor(neuron.loss_gradient))
        if neuron.errors:
            parts.append(self._sum([(e.weight, e.delta) for e in neuron.errors], ""))
        total = " + ".join(parts) or "0"
        many = len(parts) > 1 or len(neuron.errors) > 0
        worked = f"{slope} · {f'({total})' if many else total}"
        if neuron.joined is not None:
            # loss and activation are joined, so this part has no slope as a factor
            share = self._number(neuron.joined)
            worked = f"{share} + {worked}" if parts else share
        result = self._number(neuron.delta)
        return f"{told(neuron.name)}: {delta} = {worked}" + (
            f" = {result}" if worked != result else ""
        )

    def _update_note(self, neuron: NeuronTrace) -> str:
        bias = self._symbol(neuron, "bias")
        event = next(
            e for e in self.trace.events if isinstance(e, UpdateEvent) and str(e.symbol) == bias
        )
        rest = f", and the {counted(len(neuron.terms), 'incoming weight')} in the same way"
        optimizer = self.trace.optimizer
        if not event.trainable:
            return f"{told(neuron.name)}: {bias} is frozen and keeps its value"
        if type(optimizer) is SGD and not optimizer.momentum:
            step = (
                f"{bias} = {self._number(event.old)} - {event.learning_rate:g} · "
                f"{self._factor(event.gradient)} = {self._number(event.value)}"
            )
        else:
            step = f"{bias} = {self._number(event.old)} becomes {self._number(event.value)}"
        return f"{told(neuron.name)}: {step}{rest}"


def _at(scene: Scene, moment: _Moment, theme: Theme) -> Scene:
    """Return the part of a scene that is shown at a moment, with the spotlight."""

    def shown(item: Label) -> bool:
        return item.role not in {"neuron", "edge"} or not item.nodes or moment.label(item)

    def line(item: Line) -> Line:
        nodes = item.nodes
        if item.role != "edge" or nodes is None:
            return item
        if moment.reached is not None and nodes[1] not in moment.reached:
            item = replace(item, colour=theme.dimmed, width=0.6, end="")
        return item

    seen = replace(
        scene,
        lines=tuple(map(line, scene.lines)),
        boxes=tuple(
            item
            for item in scene.boxes
            if item.role != "point" or moment.dots is None or item.node in moment.dots
        ),
        labels=tuple(filter(shown, scene.labels)),
    )
    if moment.node is None:
        return seen
    edges = [
        item.nodes
        for item in scene.lines
        if item.role == "edge" and item.nodes and item.nodes[moment.end] == moment.node
    ]
    return with_halo(seen, [moment.node], edges, theme, heart_nodes=[moment.node])


def with_note(scene: Scene, note: str) -> Scene:
    """Return the scene with a note instead of its caption, in no more lines than the caption."""
    caption = [label for label in scene.labels if label.role == "caption"]
    if not caption:
        return scene
    first = caption[0]
    width = scene.width - 36
    lines = wrap_pieces(in_print(note), width, first.size)
    room = len(caption)
    if len(lines) > room:
        rest = reduce(joined, lines[room - 1 :])
        lines = [*lines[: room - 1], shorten_pieces(rest, width, first.size)]
    written = tuple(
        replace(place, text=plain(line), pieces=mathematical(line))
        for place, line in zip(caption, lines, strict=False)
    )
    kept = tuple(label for label in scene.labels if label.role != "caption")
    return replace(scene, labels=(*kept, *written), description=note)
