"""A network as arrays, its wiring and its parameters, each kept until it changes; and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.engine.kernels import buffers
from neurosim.engine.kernels.edge_numbers import (
    addresses_of,
    read_trainable,
    read_weights,
    write_weights,
)
from neurosim.engine.kernels.elementwise import ACTIVATION_CODES
from neurosim.engine.kernels.forward_rows import sum_of_sizes
from neurosim.engine.kernels.network_arrays import LARGE, NetworkArrays
from neurosim.errors import InputError, NotFiniteError
from neurosim.model import Network, Neuron
from neurosim.model.activations import is_built_in, leaky_slope
from neurosim.model.edge_attributes import watch_of
from neurosim.model.locks import whole
from neurosim.model.neuron import write_biases
from neurosim.model.structure import Structure
from neurosim.model.views import EdgeData

Vector = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Wires:
    """What follows from the structure alone; valid as long as it is.

    Attributes
    ----------
    n_inputs : int
        How many inputs there are; they are the first values.
    neurons : tuple of Neuron
        The computed neurons level by level (the longest path from an input), in each level in
        order of creation.
    edges : list of dict
        The attributes of the edges, neuron by neuron in order of connection.
    addresses : ndarray of uint64
        Where these dictionaries are.
    level, start, source : ndarray of int64
        The level of each neuron; the edges into neuron j are ``start[j]`` to ``start[j + 1]``; the
        value at the beginning of each edge.
    in_run : ndarray of bool, shape (n_computed,)
        Whether the sources of a neuron are consecutive values.
    outputs : ndarray of int64, shape (n_outputs,)
        The value of each output.
    parameter_places : ndarray of int64, shape (n_parameters,)
        Where each of ``net.parameters`` lies among weights by neuron, then biases.
    """

    n_inputs: int
    neurons: tuple[Neuron, ...]
    edges: list[EdgeData]
    addresses: NDArray[np.uint64]
    level: NDArray[np.int64]
    start: NDArray[np.int64]
    source: NDArray[np.int64]
    in_run: NDArray[np.bool_]
    outputs: NDArray[np.int64]
    parameter_places: NDArray[np.int64]


_wires: WeakKeyDictionary[Structure, Wires] = WeakKeyDictionary()


def wires_of(structure: Structure) -> Wires:
    """Return a structure as arrays; the same object until the wiring changes."""
    with whole:
        wires = _wires.get(structure)
        if wires is None:
            wires = _wires[structure] = _lower(structure)
        return wires


def _lower(structure: Structure) -> Wires:
    level = dict.fromkeys(structure.inputs, 0)
    for neuron in structure.computed:
        level[neuron] = 1 + max((level[s] for s, _ in structure.incoming[neuron]), default=0)
    neurons = tuple(sorted(structure.computed, key=level.__getitem__))
    n_inputs = len(structure.inputs)
    value = {neuron: i for i, neuron in enumerate((*structure.inputs, *neurons))}
    incoming = [structure.incoming[neuron] for neuron in neurons]
    start = np.zeros(len(neurons) + 1, np.int64)
    np.cumsum([len(edges) for edges in incoming], out=start[1:])
    source = np.array([value[s] for edges in incoming for s, _ in edges], np.int64)
    place = {neuron: j for j, neuron in enumerate(neurons)}
    n_edges = len(source)
    order = [place[neuron] for neuron in structure.computed]
    attributes = [edge for edges in incoming for _, edge in edges]
    return Wires(
        n_inputs=n_inputs,
        neurons=neurons,
        edges=attributes,
        addresses=addresses_of(attributes),
        level=np.array([level[neuron] for neuron in neurons], np.int64),
        start=start,
        source=source,
        in_run=_in_run(source, start),
        outputs=np.array([value[neuron] for neuron in structure.outputs], np.int64),
        parameter_places=np.concatenate(
            [np.append(np.arange(start[j], start[j + 1]), n_edges + j) for j in order]
        ),
    )


def _in_run(source: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each neuron whether its sources, one or more, are consecutive values."""
    # the last two are the first and the last source of a constant, which has none
    breaks = np.concatenate(([0], np.cumsum(np.diff(source) != 1), [-1, -2]))
    has_sources = np.diff(start) > 0
    first = np.where(has_sources, start[:-1], len(breaks) - 2)
    last = np.where(has_sources, start[1:] - 1, len(breaks) - 1)
    in_run: NDArray[np.bool_] = breaks[first] == breaks[last]
    return in_run


def lay_out(
    wires: Wires, activations: NDArray[np.int64], leaky_slopes: NDArray[np.float64]
) -> NetworkArrays:
    """Return the layout that the kernels take.

    Parameters
    ----------
    wires : Wires
        The wiring.
    activations : ndarray of int64, shape (n_computed,)
        The code of each neuron's activation.
    leaky_slopes : ndarray of float64, shape (n_computed,)
        The slope on the left of each leaky relu; 0 for other activations.
    """
    start, source = wires.start, wires.source
    n_computed, n_values = len(wires.neurons), wires.n_inputs + len(wires.neurons)
    count = np.diff(start)
    # a constant has no sources: the -1 at the end is there for it to read
    padded = np.append(source, -1)
    first = np.where(wires.in_run, padded[start[:-1]], 0)
    width = np.where(wires.in_run, count, 0)
    same = (
        (np.diff(wires.level) == 0)
        & (np.diff(activations) == 0)
        & (np.diff(leaky_slopes) == 0)
        & (np.diff(first) == 0)
        & (np.diff(width) == 0)
    )
    group_start = np.concatenate(([0], np.flatnonzero(~same) + 1, [n_computed]))
    heads = group_start[:-1]
    dense = wires.in_run[heads] & (np.diff(group_start) * count[heads] >= _DENSE)
    highest = np.where(count > 0, np.maximum.reduceat(padded, start[:-1]), -1)
    from_inputs = np.maximum.reduceat(highest, heads) < wires.n_inputs
    from_samples = dense & from_inputs

    group_of_edge = np.repeat(np.repeat(np.arange(len(heads)), np.diff(group_start)), count)
    target_of_edge = np.repeat(np.arange(n_computed), count) + wires.n_inputs
    loose = np.flatnonzero(~dense[group_of_edge])
    loose = loose[np.argsort(source[loose], kind="stable")]
    out_start = np.searchsorted(source[loose], np.arange(n_values + 1))
    return NetworkArrays(
        n_inputs=wires.n_inputs,
        start=start.astype(np.uint64),
        source=source.astype(np.uint64),
        first=first.astype(np.uint64),
        outputs=wires.outputs.astype(np.uint64),
        group_start=group_start.astype(np.int64),
        group_activation=activations[heads],
        group_leaky_slope=leaky_slopes[heads],
        group_dense=dense,
        group_from_inputs=from_inputs,
        reads_inputs=bool((source[~from_samples[group_of_edge]] < wires.n_inputs).any()),
        out_start=out_start.astype(np.uint64),
        out_edge=loose.astype(np.uint64),
        out_target=target_of_edge[loose].astype(np.uint64),
    )


_LINE = 64  # bytes
_DENSE = 2  # a single edge is no matrix


@dataclass(frozen=True, slots=True, eq=False)
class _Parameters:
    """The parameters of a network as its objects held them when the watch had a token."""

    token: object
    codes: NDArray[np.int64]
    leaky_slopes: NDArray[np.float64]
    layout: NetworkArrays
    theta: Vector
    trainable: NDArray[np.bool_]


_parameters: WeakKeyDictionary[Structure, _Parameters] = WeakKeyDictionary()


class Program:
    """A network lowered to arrays.

    Lowered wiring and gathered parameters are kept until the network changes, so a second program
    of it takes the time of a copy.

    Parameters
    ----------
    net : Network
        Checked and complete; every activation is a built-in one.
    dtype : numpy dtype
        float64 or float32.

    Attributes
    ----------
    layout : NetworkArrays
        The wiring, for the kernels.
    theta : ndarray, shape (n_parameters,)
        Weights by target neuron, then biases.
    trainable : ndarray of bool, shape (n_parameters,)
        Which parameters an update may change.

    Raises
    ------
    InputError
        If a neuron has an activation of the user's own.
    """

    def __init__(self, net: Network, dtype: Any = np.float64) -> None:
        self._net = net
        self._dtype = np.dtype(dtype)
        self._wires = wires_of(net.structure)
        self._structure = net.structure
        self.gather()

    @property
    def n_edges(self) -> int:
        """The number of weights; the biases follow them in ``theta``."""
        return len(self._wires.edges)

    @property
    def parameter_places(self) -> NDArray[np.int64]:
        """Where each of ``net.parameters`` lies in ``theta``."""
        return self._wires.parameter_places

    def gather(self) -> None:
        """Take the parameters, flags and activations that the objects hold now."""
        if self._net.structure is not self._structure:
            raise InputError("the wiring of the network was changed while it was being trained")
        with whole:
            kept = _parameters.get(self._structure)
            if kept is None or kept.token is not watch_of(self._net.graph).token:
                kept = _parameters[self._structure] = self._gathered(kept)
        self.layout = kept.layout
        self.theta: Vector = aligned(kept.theta, self._dtype)
        self.trainable = kept.trainable

    def write(self) -> None:
        """Write the parameters back to the objects.

        Raises
        ------
        NotFiniteError
            If a parameter is infinite or NaN; nothing is written then.
        """
        if not np.isfinite(self.theta).all():
            raise NotFiniteError("the update makes a weight or bias infinite or NaN")
        theta = self.theta.astype(np.float64)
        mine = object()
        with whole:
            # what others write from now on has another token; what they wrote is overwritten
            watch = watch_of(self._net.graph)
            before, watch.token = watch.token, mine
            if watch.checked is before:
                watch.checked = mine
            write_weights(self._wires.edges, self._wires.addresses, theta[: self.n_edges])
            write_biases(self._wires.neurons, theta[self.n_edges :].tolist())
            kept = _parameters.get(self._structure)
            if kept is not None and kept.token is before:
                _parameters[self._structure] = replace(kept, token=mine, theta=theta)

    def _gathered(self, before: _Parameters | None) -> _Parameters:
        token = watch_of(self._net.graph).token
        edges, neurons = self._wires.edges, self._wires.neurons
        biases = np.array([neuron.bias for neuron in neurons], np.float64)
        theta = np.concatenate((read_weights(edges, self._wires.addresses), biases))
        flags = np.array([neuron.bias_trainable for neuron in neurons], np.bool_)
        trainable = np.concatenate((read_trainable(edges, self._wires.addresses), flags))
        codes = np.array([_code(neuron) for neuron in neurons], np.int64)
        leaky = np.array([leaky_slope(neuron.activation) for neuron in neurons], np.float64)
        if (
            before is not None
            and np.array_equal(codes, before.codes)
            and np.array_equal(leaky, before.leaky_slopes)
        ):
            layout = before.layout
        else:
            layout = lay_out(self._wires, codes, leaky)
        return _Parameters(token, codes, leaky, layout, theta, trainable)


def ordinary(numbers: Vector) -> bool:
    """Return whether no number is NaN or so large that the kernels leave it to the objects."""
    flat = buffers.to_read(numbers, numbers.dtype).reshape(-1)
    # one pass; only if so many numbers are so large together is it asked for the largest
    if sum_of_sizes(flat) <= LARGE:
        return True
    return max(-float(flat.min()), float(flat.max())) <= LARGE


def aligned(values: ArrayLike, dtype: np.dtype[Any]) -> Vector:
    """Return an array that begins with a line of the cache, which whole vectors do not straddle."""
    given = np.asarray(values, dtype)
    room = buffers.empty(given.nbytes + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    array = room[begin : begin + given.nbytes].view(dtype)
    array[:] = given
    return array


def _code(neuron: Neuron) -> int:
    activation = neuron.activation
    code = ACTIVATION_CODES.get(activation.name.partition("(")[0])
    if code is None or not is_built_in(activation):
        raise InputError(
            f"the compiled engine knows the built-in activations only; {neuron.name!r} has "
            f"{activation.name!r}, one of your own; choose engine='objects'"
        )
    return code
