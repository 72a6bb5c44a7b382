"""One sample as a film: forward, neuron by neuron, backward, and the update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from neurosim.drawing.animation.reel import NARROW_ROOM, ROOM_OF_FILM, Moment, Note, room_in_film
from neurosim.drawing.animation.sample_notes import SampleNotes
from neurosim.drawing.page_size import ANY_SIZE, PageSize
from neurosim.drawing.scene.diagram import Diagrams
from neurosim.drawing.scene.highlight import with_halo
from neurosim.drawing.scene.margins import same_height
from neurosim.drawing.scene.shows import VIEWS, CardRow, View
from neurosim.drawing.scene.subject import Subject, read_subject
from neurosim.drawing.shapes import Label, Line, Scene
from neurosim.drawing.themes import Theme
from neurosim.errors import InputError, brief
from neurosim.mathematics.symbols import Key
from neurosim.model.neuron import Neuron
from neurosim.tracing import NeuronTrace, Trace
from neurosim.tracing.trace_rows import ProbabilityEvent

_PAUSE = 1.5
_MOST_PICTURES = 200


def _update_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    """Return all that the new weights and bias of a neuron are made of."""
    rows = [CardRow(subject.symbol(neuron, "output"), subject.rounding.output(neuron))]
    if not neuron.is_input:
        bias = subject.symbol(neuron, "bias")
        rows += [
            CardRow(subject.symbol(neuron, "delta"), subject.rounding.delta(neuron)),
            CardRow(bias, neuron.bias, new=subject.new_value(bias)),
        ]
    return rows


_UPDATE = replace(VIEWS["update"], rows=_update_rows, tabular=True)
# an error signal comes back over the weights, so these are on the edges
_ERRORS = replace(
    VIEWS["backward"],
    edge_number=VIEWS["forward"].edge_number,
    edge_text=VIEWS["forward"].edge_text,
    edge_word=VIEWS["forward"].edge_word,
)


@dataclass(frozen=True, slots=True)
class _Spotlight:
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


@dataclass(frozen=True, slots=True)
class _Step:
    """A moment of the film, the diagram that it shows and what of it."""

    show: str
    spotlight: _Spotlight
    moment: Moment


class SampleFilm:
    """The film of one sample: each neuron forward, the loss, backward, and the update.

    Parameters
    ----------
    trace : Trace
        The sample. Without targets the film ends after the forward pass; without a learning rate it
        ends before the update.
    digits : int
        The decimals of every number.
    direction : str
        ``right`` or ``down``.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    seconds : float
        How long each picture is shown.
    page : PageSize
        The size of the film.

    Examples
    --------
    >>> import neurosim as ns
    >>> film = SampleFilm(ns.trace(ns.mlp([2, 3, 1]), [0, 1], [1]))
    >>> len(film.moments), film.moments[0].text[:8]
    (14, 'x[0] = 0')
    """

    def __init__(
        self,
        trace: Trace,
        *,
        digits: int = 4,
        direction: str = "right",
        seconds: float = _PAUSE,
        notation: str | Mapping[Key, str] = "source",
        own_names: bool = False,
        page: PageSize = ANY_SIZE,
    ) -> None:
        if not isinstance(trace, Trace):
            raise InputError(
                f"the film of a sample takes a trace: ns.animate(ns.trace(net, x, z), path); got "
                f"{brief(trace)}"
            )
        subject = read_subject(trace, notation, own_names=own_names)
        self._notes = SampleNotes(trace, subject, digits)
        self._seconds = seconds
        self._views = {"forward": VIEWS["forward"]}
        if trace.loss is not None:
            self._views |= {"errors": _ERRORS, "backward": VIEWS["backward"]}
        if trace.optimizer is not None:
            self._views["update"] = _UPDATE

        def drawn(page: PageSize, views: Iterable[View]) -> Diagrams:
            diagrams = Diagrams(
                trace,
                digits=digits,
                title="",
                direction=direction,
                notation=notation,
                own_names=own_names,
                caption=False,
                page=page,
            )
            for view in views:
                diagrams.add_view(view)
            return diagrams

        self._drawn = drawn
        rooms = (ANY_SIZE, ROOM_OF_FILM) if page.width is None else (room_in_film(page),)
        for room in rooms:
            self._diagrams = drawn(room, self._views.values())
            if self._diagrams.complete:
                break
        # only the neurons that the diagram shows are in the film, in topological order
        self._nodes = self._diagrams.nodes
        shown = [neuron for neuron in trace if neuron.name in self._nodes]
        self._inputs = [neuron for neuron in shown if neuron.summation is None]
        self._computed = [neuron for neuron in shown if neuron.summation is not None]
        passes = 1 + 2 * (trace.loss is not None) + (trace.optimizer is not None)
        count = 1 + passes * len(self._computed) + (trace.loss is not None)
        if count > _MOST_PICTURES:
            raise InputError(
                f"the film of this sample would have {count:,} pictures, and it may have at most "
                f"{_MOST_PICTURES}; trace a smaller network, or draw single pictures of it with "
                "ns.draw"
            )
        self._trace = trace
        self._steps = list(self._all_steps())

    @property
    def moments(self) -> list[Moment]:
        """What happens in each picture."""
        return [step.moment for step in self._steps]

    def scenes(self, theme: Theme) -> list[Scene]:
        """Return the diagram of each picture in the colours of a theme."""
        return self._of_steps(self._diagrams.scenes(theme), theme)

    def narrow_scenes(self, theme: Theme) -> list[Scene]:
        """Return the diagrams for a narrow screen, some with tables; none if they have no room."""
        found = []
        for diagrams in self._narrow:
            found += diagrams.scenes(theme)
        return self._of_steps(same_height(found), theme) if found else []

    @property
    def narrow_heights(self) -> list[float]:
        """The height that each diagram for a narrow screen needs."""
        high = [diagrams.scenes()[0].height for diagrams in self._narrow]
        of_view = dict(zip(self._views, high, strict=True))
        return [of_view[step.show] for step in self._steps]

    @cached_property
    def _narrow(self) -> list[Diagrams]:
        """The diagrams for a narrow screen, one for each view, as their tables differ in size."""
        found = [self._drawn(NARROW_ROOM, [view]) for view in self._views.values()]
        try:
            highest = max(diagrams.scenes()[0].height for diagrams in found)
        except InputError:
            # too wide, even as small circles
            return []
        fits = highest <= NARROW_ROOM.with_tables and all(d.nothing_left_out for d in found)
        return found if fits else []

    def _of_steps(self, drawn: Sequence[Scene], theme: Theme) -> list[Scene]:
        scenes = dict(zip(self._views, drawn, strict=True))
        return [_at(scenes[step.show], step.spotlight, theme) for step in self._steps]

    def _all_steps(self) -> Iterator[_Step]:
        yield from self._forward()
        if "backward" in self._views:
            yield from self._errors()
            yield from self._gradients()
        if "update" in self._views:
            yield from self._update()

    def _forward(self) -> Iterator[_Step]:
        """Yield the inputs, each neuron, and the loss."""
        done = {self._nodes[neuron.name] for neuron in self._inputs}
        biases = {self._owner(neuron, "bias") for neuron in self._computed}
        targets = {self._owner(n, "target") for n in self._computed if n.target is not None}
        at_the_end = targets | {"loss", "raw target"}
        # softmax needs all outputs
        shares = {
            str(event.symbol) for event in self._trace.events if isinstance(event, ProbabilityEvent)
        }
        outputs = {self._nodes[n.name] for n in self._computed if n.probability is not None}

        def spotlight(node: int | None, *, ended: bool = False) -> _Spotlight:
            def label(item: Label) -> bool:
                is_name = item.value is None and item.owner in self._nodes
                if is_name or item.owner in biases:
                    return True
                if item.owner in shares:
                    return outputs <= known
                return item.nodes[0] in known and (ended or item.owner not in at_the_end)

            known = frozenset(done)
            return _Spotlight(label, node, dots=known)

        note = self._notes.inputs(self._inputs)
        yield self._step("forward", "Forward pass", spotlight(None), note)
        for neuron in self._computed:
            done.add(self._nodes[neuron.name])
            lit = spotlight(self._nodes[neuron.name])
            yield self._step("forward", "Forward pass", lit, self._notes.forward(neuron))
        if self._trace.loss is not None:
            yield self._step("forward", "Loss", spotlight(None, ended=True), self._notes.loss())

    def _errors(self) -> Iterator[_Step]:
        """Yield the error signal of each neuron from the outputs back, over the weights."""
        late = {
            self._owner(neuron, quantity)
            for neuron in self._computed
            for quantity in ("slope", "delta")
        }
        done: set[int] = set()
        for neuron in reversed(self._computed):
            done.add(self._nodes[neuron.name])
            known = frozenset(done)

            def label(item: Label, known: frozenset[int] = known) -> bool:
                return len(item.nodes) == 2 or item.owner not in late or item.nodes[0] in known

            lit = _Spotlight(label, self._nodes[neuron.name], end=0)
            chapter = "Backward pass: error signals"
            yield self._step("errors", chapter, lit, self._notes.error(neuron))

    def _gradients(self) -> Iterator[_Step]:
        """Yield the gradient of the incoming weights of each neuron from the outputs back."""
        for neuron, lit in self._edges_of(reversed(self._computed)):
            chapter = "Backward pass: gradients"
            yield self._step("backward", chapter, lit, self._notes.gradients(neuron))

    def _update(self) -> Iterator[_Step]:
        """Yield the new weights and bias of each neuron."""
        for neuron, lit in self._edges_of(self._computed):
            yield self._step("update", "Update", lit, self._notes.update(neuron))

    def _edges_of(self, neurons: Iterable[NeuronTrace]) -> Iterator[tuple[NeuronTrace, _Spotlight]]:
        """Yield each neuron, when its incoming edges get their numbers."""
        done: set[int] = set()
        for neuron in neurons:
            done.add(self._nodes[neuron.name])
            known = frozenset(done)

            def label(item: Label, known: frozenset[int] = known) -> bool:
                if len(item.nodes) == 2:
                    return item.nodes[1] in known
                return item.new is None or item.nodes[0] in known

            yield neuron, _Spotlight(label, self._nodes[neuron.name], reached=known)

    def _owner(self, neuron: NeuronTrace, quantity: str) -> str:
        return str(self._notes.symbol(neuron, quantity))

    def _step(self, show: str, chapter: str, spotlight: _Spotlight, note: Note) -> _Step:
        return _Step(show, spotlight, Moment(chapter, note, self._seconds))


def _at(scene: Scene, spotlight: _Spotlight, theme: Theme) -> Scene:
    """Return the part of a scene that is shown at a moment, with the spotlight."""

    def shown(item: Label) -> bool:
        numbers = {"neuron", "edge", "table"}
        return item.role not in numbers or not item.nodes or spotlight.label(item)

    def line(item: Line) -> Line:
        nodes, reached = item.nodes, spotlight.reached
        if item.role != "edge" or nodes is None or reached is None or nodes[1] in reached:
            return item
        return replace(item, colour=theme.dimmed, width=0.6, end="")

    seen = replace(
        scene,
        lines=tuple(map(line, scene.lines)),
        boxes=tuple(
            item
            for item in scene.boxes
            if item.role != "point" or spotlight.dots is None or item.node in spotlight.dots
        ),
        labels=tuple(filter(shown, scene.labels)),
    )
    if spotlight.node is None:
        return seen
    edges = [
        item.nodes
        for item in scene.lines
        if item.role == "edge" and item.nodes and item.nodes[spotlight.end] == spotlight.node
    ]
    return with_halo(seen, [spotlight.node], edges, theme, heart_nodes=[spotlight.node])
