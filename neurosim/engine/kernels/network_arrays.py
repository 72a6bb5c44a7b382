"""A network, an optimizer and a loss in the form that the kernels take.

The values of a network are numbered: inputs first, then the computed neurons.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Indices = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]


class NetworkArrays(NamedTuple):
    """A network as arrays of integers; computed neuron j has the value ``n_inputs + j``.

    A group is a run of consecutive neurons that do not depend on each other and share an
    activation. A dense group moreover has one and the same contiguous run of sources for all its
    neurons, so that its weights are a matrix.

    Unsigned integers index what is read in inner loops: they cannot count from the end of an
    array, which spares a test for it and lets the loop use vector registers.

    Attributes
    ----------
    n_inputs : int
        How many inputs there are.
    start : ndarray of uint64, shape (n_computed + 1,)
        The edges into neuron j are ``start[j]`` to ``start[j + 1]``.
    source : ndarray of uint64, shape (n_edges,)
        The value at the beginning of each edge.
    first : ndarray of uint64, shape (n_computed,)
        The first source of each neuron of a dense group.
    outputs : ndarray of uint64, shape (n_outputs,)
        The value of each output.
    group_start : ndarray of int64, shape (n_groups + 1,)
        The neurons of group g are ``group_start[g]`` to ``group_start[g + 1]``.
    group_activation : ndarray of int64, shape (n_groups,)
        The code of its activation.
    group_leaky_slope : ndarray of float64, shape (n_groups,)
        The slope of a leaky relu on the left; 0 for other activations.
    group_dense : ndarray of bool, shape (n_groups,)
        Whether it is dense.
    group_from_inputs : ndarray of bool, shape (n_groups,)
        Whether all its sources are inputs, so that no error is passed on.
    reads_inputs : bool
        Whether any group reads inputs that is not both dense and from inputs alone.
    out_start : ndarray of uint64, shape (n_values + 1,)
        The edges from value v into groups that are not dense are ``out_start[v]`` to
        ``out_start[v + 1]`` of the next two.
    out_edge, out_target : ndarray of uint64
        These edges, and the values that they lead to.
    """

    n_inputs: int
    start: Indices
    source: Indices
    first: Indices
    outputs: Indices
    group_start: Integers
    group_activation: Integers
    group_leaky_slope: Numbers
    group_dense: Flags
    group_from_inputs: Flags
    reads_inputs: bool
    out_start: Indices
    out_edge: Indices
    out_target: Indices


class Rule(NamedTuple):
    """How a gradient becomes a step.

    Attributes
    ----------
    kind : int
        ``PLAIN``, ``MOMENTUM``, ``RMSPROP`` or ``ADAM``.
    rate, share, share2, eps, decay : float
        Learning rate; momentum, alpha or beta1; beta2; eps; weight decay.
    nesterov : bool
        Of momentum.
    frozen : bool
        Whether any parameter is frozen.
    """

    kind: int
    rate: float
    share: float
    share2: float
    eps: float
    decay: float
    nesterov: bool
    frozen: bool


class Objective(NamedTuple):
    """The loss, and where it is joined with the activation of an output.

    Attributes
    ----------
    code : int
        Of the loss.
    joined : ndarray of bool, shape (n_outputs,)
        At which outputs dL/ds is computed in one, from the summation.
    joins : bool
        Whether at any.
    """

    code: int
    joined: Flags
    joins: bool


LARGE = 2.0**500
"""Up to here the product of two numbers, and a sum of millions of such products, is finite.

So no order of adding or multiplying makes a difference between finite and infinite. When a number
is larger, or NaN, the kernels stop, and the objects decide.
"""
