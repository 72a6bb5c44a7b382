"""From a trace to its derivation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from neurosim.checks import flag, one_of, whole_number
from neurosim.data import DataLike, fitting_dataset
from neurosim.display import step_pictures
from neurosim.errors import InputError, counted
from neurosim.explaining.asked import Asked, Only, select
from neurosim.explaining.elision import IN_SENTENCE, LeftOut, shorten
from neurosim.explaining.general import with_general_sections
from neurosim.explaining.section_dataset import dataset_sections
from neurosim.explaining.worked import RULES, nothing_of, worked_sections
from neurosim.explaining.working import Working
from neurosim.mathematics.arithmetic import ROUNDINGS, Arithmetic
from neurosim.mathematics.expression import Constant, Expression
from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import Key
from neurosim.model.network import Network
from neurosim.model.rounding_errors import RoundingErrors
from neurosim.tracing.trace import Trace
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import Block, Diagram, Name, Phrase, Section
from neurosim.writing.letters import get_notation
from neurosim.writing.own_names import OwnNames
from neurosim.writing.step_pictures import Marked

DETAILS = ("auto", "full", "summary")
DIAGRAMS = ("auto", "steps", "first", "none")
_FULL_TO, _NEURONS_FULL_TO = 500, 100
_STEPS_TO = 12


def explain(
    trace: Trace,
    *,
    only: Only = None,
    digits: int = 4,
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    rounding: str = "once",
    decimal_comma: bool = False,
    fractions: bool = False,
    detail: str = "auto",
    max_terms: int | None = 8,
    data: DataLike | None = None,
    include: str | Iterable[str] = (),
    diagrams: str = "auto",
) -> Derivation:
    """Explain every number of a trace: formula, numbers put in, partial results, result.

    Parameters
    ----------
    trace : Trace
        One sample, from ``ns.trace``. With a target there are also the loss and the error signals,
        and with a learning rate also new weights and biases.
    only : str, int, Neuron or several of them, optional
        A neuron; a symbol such as ``"wo[0][1]"``, for everything on which its new value depends;
        ``"layer 1"`` (0 are the inputs); a step: ``"initialization"``, ``"normalization"``,
        ``"forward"``, ``"loss"``, ``"error signal"``, ``"update"``, or the number of a section.
    digits : int
        The decimals of rounded numbers, also before a power of ten. A number with fewer decimals is
        exact.
    notation : {"source", "textbook"} or mapping
        The letters: those of the paper ("source"), those of many textbooks (z summation, ŷ output,
        y target), or the paper's letters with some of them replaced, such as
        ``{("output", "target"): "t"}``.
    own_names : bool
        Whether formulas have the names that you gave to neurons: the output of ``income`` is
        written as that name, its bias as b with the name below, and a weight as w with the names
        of both its neurons. Default names such as ``h[0][2]`` keep their indices.
    rounding : {"once", "stepwise"}
        With "once", numbers are computed in full precision and rounded once for display. With
        "stepwise", every intermediate result is rounded, halves up, as when you work by hand; a †
        marks each number whose last digit would be different in full precision.
    decimal_comma : bool
        Write ``0,5`` for ``0.5``.
    fractions : bool
        Write simple fractions as fractions, ``1/2`` for ``0.5``.
    detail : {"auto", "full", "summary"}
        A summary leaves out the middle neurons of large layers and the middle layers of deep
        networks, and says how many. ``auto`` writes a summary above 500 edges, and above 100
        neurons for a part chosen with ``only``.
    max_terms : int or None
        A sum of more terms leaves out the terms in the middle and gives their sum; at least 3, or
        None to write all terms.
    data : Dataset or (X, Z), optional
        The data in raw units, for the sections on the dataset and its normalization. The middle of
        many rows or columns is left out unless ``detail="full"``.
    include : str or iterable of str
        General sections to add, at the same places as in the paper: ``"chain rule"`` (how the
        formulas follow, for each activation and the loss in use), ``"gradient descent"`` (the
        example x^2 + y^2), or ``"all"``.
    diagrams : {"auto", "steps", "first", "none"}
        The network beside the equations, in pages and complete LaTeX documents: with the neuron of
        each step highlighted ("steps"), once at the beginning ("first"), or not at all. ``auto``
        takes "steps" up to 12 neurons, and "first" for a larger network.

    Returns
    -------
    Derivation

    Raises
    ------
    InputError
        If ``trace`` is not a trace, a number is out of its range, the data do not fit the network,
        or the trace has no target and ``only`` needs one.
    UnknownNameError
        If ``only``, ``notation``, ``rounding``, ``detail``, ``include`` or ``diagrams`` names
        something unknown.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> round(ns.explain(t, only="do[0]").section("5.1").equations[0].value, 4)
    -0.1242
    """
    if not isinstance(trace, Trace):
        raise InputError(
            f"explain takes a trace, from ns.trace(net, x, z); got {type(trace).__name__}"
        )
    for value, what in (
        (decimal_comma, "decimal_comma"),
        (fractions, "fractions"),
        (own_names, "own_names"),
    ):
        flag(value, what)
    if data is not None:
        data = fitting_dataset(trace.net, data)
    one_of(rounding, ROUNDINGS, "rounding")
    one_of(detail, DETAILS, "detail")
    if one_of(diagrams, DIAGRAMS, "diagrams") == "auto":
        diagrams = "steps" if len(trace.net) <= _STEPS_TO else "first"
    if max_terms is not None:
        max_terms = whole_number(max_terms, "max_terms", minimum=3)
    style = NumberStyle(digits, bool(decimal_comma), bool(fractions))
    structure = trace.net.structure
    letters = get_notation(notation, len(structure.hidden_layers))
    if own_names:
        letters = replace(letters, own=OwnNames(structure))
    selection = select(trace.net, only)
    if trace.loss is None and selection.backward:
        raise nothing_of(selection.backward)
    for probability in selection.probabilities:
        trace.value(probability)
    n_neurons, n_edges = _size(trace.net, selection)
    large = n_edges > _FULL_TO and (only is None or n_neurons > _NEURONS_FULL_TO)
    summary = detail == "summary" or (detail == "auto" and large)
    arithmetic = Arithmetic(style, stepwise=rounding == "stepwise")
    working = Working(
        trace,
        arithmetic,
        selection,
        max_terms,
        summary,
        RULES,
        not letters.layered,
        diagrams == "steps",
    )
    sections = worked_sections(working)
    if data is not None:
        sections = dataset_sections(data, sections, working, full=detail == "full")
    sections = with_general_sections(trace, sections, include, stepwise=arithmetic.stepwise)
    if diagrams == "first":
        sections[0] = replace(sections[0], make_blocks=partial(_with_diagram, sections[0]))
    return Derivation(
        _title(trace, selection.items),
        _notes(working, style, rounding, n_edges=n_edges),
        tuple(sections),
        letters,
        style,
        pictures=None if diagrams == "none" else partial(step_pictures, trace.net, letters),
    )


def _with_diagram(section: Section) -> Iterator[Block]:
    yield Diagram(Marked())
    yield from section.blocks


def _size(net: Network, selection: Asked) -> tuple[int, int]:
    """Return how many neurons are selected, and how many connections lead to them."""
    chosen = selection.names("initialized", "forward", "deltas")
    if chosen is None:
        return len(net), net.graph.number_of_edges()
    return len(chosen), sum(len(net.structure.incoming[net[name]]) for name in chosen)


def _title(trace: Trace, asked: tuple[str, ...]) -> Phrase:
    name: list[str | Name] = [Name(trace.net.name)] if trace.net.name else ["One sample"]
    if asked:
        name.append(": ")
        for i, item in enumerate(asked):
            name += [", ", Name(item)] if i else [Name(item)]
    return tuple(name)


def _notes(
    working: Working, style: NumberStyle, rounding: str, *, n_edges: int
) -> tuple[Phrase, ...]:
    decimals = counted(style.digits, "decimal")
    powers = counted(style.digits + 1, "significant digit")
    small = f"Small numbers have {style.digits - 1} significant digits, and numbers"
    digits = f"{small if style.digits > 2 else 'Numbers'} with a power of ten have {powers}."
    if rounding == "once":
        first: Phrase = (
            "Numbers are computed in full precision and rounded once, for this page, to "
            f"{decimals}. {digits} A number with fewer digits is exact.",
        )
    else:
        first = (
            f"Every intermediate result is rounded to {decimals}, halves up, as when you work by "
            f"hand. {digits} † marks a number whose last digit would be different in full "
            "precision.",
        )
    notes: list[Phrase] = [first]
    if working.trace.mistakes:
        titles = " ".join(mistake.title for mistake in working.trace.mistakes)
        notes.append((f"This is the sample of somebody who makes a mistake. {titles}",))
    if working.summary:
        what = "The part you asked for" if working.selection.items else "The network"
        notes.append(
            (
                f"{what} has {n_edges:,} connections, so this is a summary. It leaves out the "
                "middle neurons of large layers and the middle layers of deep networks. "
                'detail="full" writes everything, and only= writes a part.',
            )
        )
    if not working.selection.items:
        net, loss = working.trace.net, working.trace.loss
        errors = RoundingErrors(net.structure, scaled=net.input_scaling is not None)
        if errors.met(backward=loss is not None):
            notes.append(
                (
                    "A sum that misses 0 only by the rounding errors of floats is written as the "
                    "machine has it; by hand it is 0, and pictures draw it as 0.",
                )
            )
        notes.append(_sample(working.trace, ";" if style.decimal_comma else ","))
    return tuple(notes)


def _sample(trace: Trace, separator: str) -> Phrase:
    """Return the sentence on the sample, its numbers with all their digits."""

    def listed(values: Sequence[float]) -> list[str | Expression]:
        words: list[str | Expression] = []
        for item in shorten(values, IN_SENTENCE):
            words.append(f"{separator} " if words else "")
            words.append(f"⋯ ({len(item)} more)" if isinstance(item, LeftOut) else Constant(item))
        return words

    targets = trace.raw_targets
    end = () if targets is None else ("; target ", *listed(targets))
    return ("The sample: ", *listed(trace.raw_inputs), *end, ".")
