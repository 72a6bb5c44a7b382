"""Every compiled loop of the engine: plain loops over arrays, for any acyclic wiring.

One data-driven kernel serves every topology, so it compiles once and comes from the disk cache
afterwards. ``NetworkArrays`` says what the arrays mean; ``neurosim.engine.program`` makes them.

The values of a network are numbered: inputs first, then the computed neurons. Error signals are
gathered in ``slopes`` (dL/da of every value) and turned into ``dL/ds`` when their neuron's turn
comes; weights are updated after their neuron's error was passed on, so it always travels along the
weights from before the update.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from neurosim.engine.buffers import VECTOR, Buffers
from neurosim.engine.compiling import keep_on_disk
from neurosim.model.activations import ACTIVATIONS, LEAKY_SLOPE
from neurosim.model.losses import HUBER_THRESHOLD, LOG_FLOOR, PROBABILITY_FLOOR

Integers = NDArray[np.int64]
Indices = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]

_REORDERED = frozenset({"reassoc", "contract", "nsz"})


def _kernel(*, reorder: bool, nrt: bool = True) -> Callable[[Any], Any]:
    """Return the decorator of all kernels: cached on disk, without the GIL.

    Parameters
    ----------
    reorder : bool
        Whether sums may be taken in another order, which lets them use vector registers. NaN and
        infinity keep their meaning either way.
    nrt : bool
        Whether the kernel counts references to its arrays. A kernel that makes no array need not;
        counting takes longer than a step of a small network.
    """
    flags = set(_REORDERED) if reorder else {"contract"}

    def decorate(function: Any) -> Any:
        kernel = numba.njit(nogil=True, error_model="numpy", fastmath=flags, _nrt=nrt)(function)
        keep_on_disk(kernel)
        return kernel

    return decorate


def _part(function: Any) -> Any:
    """Mark a part of a kernel, which is compiled into the kernel that uses it.

    On 2-3-1 a sample takes 80 ns. As calls the parts took 680 ns, because each passes up to ten
    arrays; compiled into a kernel that counts references, 560 ns; into one that does not, 80 ns.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


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
    group_dense : ndarray of bool, shape (n_groups,)
        Whether it is dense.
    group_from_inputs : ndarray of bool, shape (n_groups,)
        Whether all its sources are inputs, so that no error is passed on.
    group_from_sample : ndarray of bool, shape (n_groups,)
        Whether it is dense and its sources are exactly the inputs.
    out_start : ndarray of uint64, shape (n_values + 1,)
        The edges from value v into groups that are not dense are ``out_start[v]`` to
        ``out_start[v + 1]`` of the next two.
    out_edge, out_target : ndarray of uint64
        These edges, and the values that they lead to.
    reads_inputs : bool
        Whether any group reads inputs other than as a whole sample.
    """

    n_inputs: int
    start: Indices
    source: Indices
    first: Indices
    outputs: Indices
    group_start: Integers
    group_activation: Integers
    group_dense: Flags
    group_from_inputs: Flags
    group_from_sample: Flags
    out_start: Indices
    out_edge: Indices
    out_target: Indices
    reads_inputs: bool


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


PLAIN, MOMENTUM, RMSPROP, ADAM = range(4)

ACTIVATION_CODES = {
    name: code
    for code, name in enumerate(
        (
            "identity",
            "sigmoid",
            "tanh",
            "relu",
            "leaky_relu",
            "elu",
            "softplus",
            "gaussian",
            "sin",
            "step",
        )
    )
}
"""The code of each built-in activation."""

_SIGMOID = ACTIVATION_CODES["sigmoid"]
_TANH = ACTIVATION_CODES["tanh"]
_RELU = ACTIVATION_CODES["relu"]
_LEAKY_RELU = ACTIVATION_CODES["leaky_relu"]
_ELU = ACTIVATION_CODES["elu"]
_SOFTPLUS = ACTIVATION_CODES["softplus"]
_GAUSSIAN = ACTIVATION_CODES["gaussian"]
_SIN = ACTIVATION_CODES["sin"]
_STEP = ACTIVATION_CODES["step"]

LOSS_CODES = {
    name: code
    for code, name in enumerate(
        (
            "half_squared_error",
            "mse",
            "mae",
            "huber",
            "binary_cross_entropy",
            "softmax_cross_entropy",
        )
    )
}
"""The code of each built-in loss."""

_HALF_SQUARED = LOSS_CODES["half_squared_error"]
_MSE = LOSS_CODES["mse"]
_MAE = LOSS_CODES["mae"]
_HUBER = LOSS_CODES["huber"]
_BINARY = LOSS_CODES["binary_cross_entropy"]
_SOFTMAX = LOSS_CODES["softmax_cross_entropy"]

LARGE = 2.0**500
"""Up to here the product of two numbers, and a sum of millions of such products, is finite.

So no order of adding or multiplying makes a difference between finite and infinite. When a number
is larger, or NaN, the kernels stop, and the objects decide.
"""

_FEW = 4  # for fewer neurons, a call of exp for each is faster than a vector of them

# exp by the bits of a float: 2^k and a polynomial (Cody and Waite 1980, chapter 6)
_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93145751953125e-1
_LN2_LOW = 1.42860682030941723212e-6
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to a whole number
_FACTORIALS = tuple(1.0 / math.factorial(n) for n in range(14))


@intrinsic
def _bits_of(_context: Any, value: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _float_of(_context: Any, bits: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@_kernel(reorder=False)
def _exponent_and_rest(x: float) -> tuple[int, float]:
    """Return k, in the low bits, and q with ``e^x = 2^k (1 + q)``; a loop vectorises."""
    shifted = x * _LOG2_E + _ROUND
    k = shifted - _ROUND
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = r + r2 * (0.5 + _FACTORIALS[3] * r)
    middle = (_FACTORIALS[4] + _FACTORIALS[5] * r) + r2 * (_FACTORIALS[6] + _FACTORIALS[7] * r)
    high = (
        (_FACTORIALS[8] + _FACTORIALS[9] * r)
        + r2 * (_FACTORIALS[10] + _FACTORIALS[11] * r)
        + r4 * (_FACTORIALS[12] + _FACTORIALS[13] * r)
    )
    return _bits_of(shifted), low + r4 * (middle + r4 * high)


@_kernel(reorder=False)
def _vector_exp(x: float) -> float:
    """Return e^x within 2 units in the last place, for x up to 0, down to the smallest number."""
    # 2^64 too large, so that it is no subnormal number until the end
    bits, rest = _exponent_and_rest(max(x, -746.0))
    power = _float_of((bits + 1023 + 64) << 52)
    return (power + power * rest) * 2.0**-64


@_kernel(reorder=False)
def _vector_expm1(x: float) -> float:
    """Return ``e^x - 1`` for x up to 0, also for small x within 3 units in the last place."""
    bits, rest = _exponent_and_rest(max(x, -708.0))
    power = _float_of((bits + 1023) << 52)
    return (power - 1.0) + power * rest


@_kernel(reorder=False)
def _vector_sigmoid(s: float) -> float:
    """Return ``1 / (1 + e^-s)`` within 3 units in the last place, down to the smallest number."""
    # all 2^64 too small, so that e^-s is finite where its inverse is not yet 0
    bits, rest = _exponent_and_rest(min(max(-s, -40.0), 746.0))
    power = _float_of((bits + 1023 - 64) << 52)
    return 2.0**-64 / (2.0**-64 + (power + power * rest))


# exp by a table of 2^(i/128) and a short polynomial, for one number at a time
_TABLE_SIZE = 128
_TABLE_BITS = 7
_LOG2_E_SIZE = _TABLE_SIZE * _LOG2_E
_LN2_HIGH_SIZE, _LN2_LOW_SIZE = _LN2_HIGH / _TABLE_SIZE, _LN2_LOW / _TABLE_SIZE
_ROOTS = np.array(
    [
        int(np.float64(2.0 ** (i / _TABLE_SIZE)).view(np.int64)) - (i << (52 - _TABLE_BITS))
        for i in range(_TABLE_SIZE)
    ]
)
"""The bits of 2^(i/128), less those that adding ``k << 45`` will add for i, the low bits of k."""


@_kernel(reorder=False)
def _single_exp(x: float) -> float:
    """Return e^x within 1 unit in the last place; sooner than a call of the library's."""
    if not abs(x) < 708.0:
        return math.exp(x)
    shifted = x * _LOG2_E_SIZE + _ROUND
    k = shifted - _ROUND
    bits = _bits_of(shifted)
    root = _ROOTS[np.uint64(bits) & np.uint64(_TABLE_SIZE - 1)]
    power = _float_of(root + (bits << (52 - _TABLE_BITS)))
    r = (x - k * _LN2_HIGH_SIZE) - k * _LN2_LOW_SIZE
    r2 = r * r
    rest = (r + r2 * (0.5 + _FACTORIALS[3] * r)) + (r2 * r2) * (_FACTORIALS[4] + _FACTORIALS[5] * r)
    return power + power * rest


_exp = math.exp if numba.config.DISABLE_JIT else _vector_exp
_expm1 = math.expm1 if numba.config.DISABLE_JIT else _vector_expm1
_exp_of_one = math.exp if numba.config.DISABLE_JIT else _single_exp
_sigmoid = ACTIVATIONS["sigmoid"].function if numba.config.DISABLE_JIT else _vector_sigmoid


@_kernel(reorder=False)
def _activate(
    code: int, summations: Numbers, values: Numbers, begin: int, end: int, shift: int
) -> None:
    """Write ``a = f(s)``: values[i + shift] for i from begin to end."""
    if code == _SIGMOID:
        for i in range(begin, end):
            values[i + shift] = _sigmoid(summations[i])
    elif code == _TANH:
        for i in range(begin, end):
            below = _expm1(-2.0 * abs(summations[i]))
            values[i + shift] = math.copysign(below / (2.0 + below), summations[i])
    elif code == _RELU:
        for i in range(begin, end):
            values[i + shift] = summations[i] if summations[i] > 0 else 0.0
    elif code == _LEAKY_RELU:
        for i in range(begin, end):
            s = summations[i]
            values[i + shift] = s if s > 0 else LEAKY_SLOPE * s
    elif code == _ELU:
        for i in range(begin, end):
            s = summations[i]
            values[i + shift] = s if s > 0 else _expm1(min(s, 0.0))
    elif code == _SOFTPLUS:
        for i in range(begin, end):
            s = summations[i]
            values[i + shift] = max(s, 0.0) + math.log1p(_exp(-abs(s)))
    elif code == _GAUSSIAN:
        for i in range(begin, end):
            values[i + shift] = _exp(-summations[i] * summations[i])
    elif code == _SIN:
        for i in range(begin, end):
            values[i + shift] = math.sin(summations[i])
    elif code == _STEP:
        for i in range(begin, end):
            values[i + shift] = 1.0 if summations[i] >= 0 else 0.0
    else:
        for i in range(begin, end):
            values[i + shift] = summations[i]


@_kernel(reorder=False)
def _times_derivative(
    code: int,
    summations: Numbers,
    values: Numbers,
    slopes: Numbers,
    begin: int,
    end: int,
    shift: int,
) -> None:
    """Turn ``dL/da`` into ``dL/ds = f'(s) * dL/da``: slopes[i + shift], i from begin to end."""
    if code == _SIGMOID:
        for i in range(begin, end):
            slopes[i + shift] *= values[i + shift] * (1.0 - values[i + shift])
    elif code == _TANH:
        for i in range(begin, end):
            slopes[i + shift] = slopes[i + shift] * (1.0 - values[i + shift] * values[i + shift])
    elif code == _RELU:
        for i in range(begin, end):
            slopes[i + shift] = slopes[i + shift] if summations[i] > 0 else 0.0
    elif code == _LEAKY_RELU:
        for i in range(begin, end):
            slopes[i + shift] = (
                slopes[i + shift] if summations[i] > 0 else LEAKY_SLOPE * slopes[i + shift]
            )
    elif code == _ELU:
        for i in range(begin, end):
            slopes[i + shift] = (
                slopes[i + shift]
                if summations[i] > 0
                else slopes[i + shift] * _exp(min(summations[i], 0.0))
            )
    elif code == _SOFTPLUS:
        for i in range(begin, end):
            slopes[i + shift] *= _sigmoid(summations[i])
    elif code == _GAUSSIAN:
        for i in range(begin, end):
            slopes[i + shift] = -2.0 * summations[i] * values[i + shift] * slopes[i + shift]
    elif code == _SIN:
        for i in range(begin, end):
            slopes[i + shift] = slopes[i + shift] * math.cos(summations[i])
    else:
        for i in range(begin, end):
            slopes[i + shift] = slopes[i + shift]


@_kernel(reorder=True)
def _log(p: float) -> float:
    return max(math.log(p), LOG_FLOOR) if p > 0.0 else LOG_FLOOR


@_kernel(reorder=True)
def _loss(
    loss: Objective,
    outputs: Indices,
    values: Numbers,
    summations: Numbers,
    shift: int,
    z: Numbers,
    row: int,
    slopes: Numbers,
    signals: Numbers,
) -> float:
    """Return the loss of one sample and write ``dL/dy``; NaN where the loss is not defined.

    Where the loss is joined with the activation, ``dL/ds`` is written to ``signals`` instead. The
    summation and the signal of an output stand ``shift`` before its value.
    """
    code, n = loss.code, len(outputs)
    total = 0.0
    if code == _SOFTMAX:
        highest = values[outputs[0]]
        for i in range(1, n):
            highest = max(highest, values[outputs[i]])
        powers = 0.0
        targets = 0.0
        for i in range(n):
            power = math.exp(values[outputs[i]] - highest)
            slopes[outputs[i]] = power
            powers += power
            targets += z[row, i]
        log_total = highest + math.log(powers)
        for i in range(n):
            k = outputs[i]
            total += z[row, i] * (log_total - values[k])
            slopes[k] = targets * (slopes[k] / powers) - z[row, i]
        return total
    for i in range(n):
        y = values[outputs[i]]
        target = z[row, i]
        error = y - target
        if code == _MSE:
            total += error * error / n
            slopes[outputs[i]] = 2.0 * error / n
        elif code == _MAE:
            total += abs(error) / n
            slope = 1.0 if error > 0.0 else -1.0
            slopes[outputs[i]] = slope / n if error != 0.0 else 0.0
        elif code == _HUBER:
            if abs(error) <= HUBER_THRESHOLD:
                total += 0.5 * error * error / n
            else:
                total += HUBER_THRESHOLD * (abs(error) - 0.5 * HUBER_THRESHOLD) / n
            slopes[outputs[i]] = min(max(error, -HUBER_THRESHOLD), HUBER_THRESHOLD) / n
        elif code == _BINARY and loss.joined[i]:
            s = summations[outputs[i] - shift]
            total += (max(s, 0.0) - target * s + math.log1p(math.exp(-abs(s)))) / n
            slopes[outputs[i]] = 0.0
            signals[outputs[i] - shift] = error / n
        elif code == _BINARY:
            if y < 0.0 or y > 1.0:
                return math.nan
            total -= (target * _log(y) + (1.0 - target) * _log(1.0 - y)) / n
            slopes[outputs[i]] = error / max(y * (1.0 - y), PROBABILITY_FLOOR) / n
        else:
            total += 0.5 * error * error
            slopes[outputs[i]] = error
    return total


@_kernel(reorder=False)
def _step(
    rule: Rule,
    steps: float,
    share: float,
    theta: Numbers,
    gradient: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
) -> None:
    """Take one step along ``share * gradient``; a frozen parameter counts as having none."""
    n = len(gradient)
    if rule.frozen:
        for i in range(n):
            if not trainable[i]:
                gradient[i] = 0.0
    if rule.kind == PLAIN:
        rate = theta.dtype.type(rule.rate * share)
        for i in range(n):
            theta[i] -= rate * gradient[i]
        return
    if rule.kind == MOMENTUM:
        for i in range(n):
            slope = share * gradient[i]
            velocity = rule.share * first_moment[i] + slope
            first_moment[i] = velocity
            direction = slope + rule.share * velocity if rule.nesterov else velocity
            if not rule.frozen or trainable[i]:
                theta[i] -= rule.rate * direction
        return
    if rule.kind == RMSPROP:
        for i in range(n):
            slope = share * gradient[i]
            square = rule.share * second_moment[i] + (1.0 - rule.share) * (slope * slope)
            second_moment[i] = square
            theta[i] -= rule.rate * slope / (math.sqrt(square) + rule.eps)
        return
    corrected = rule.rate / (1.0 - rule.share**steps)
    root_correction = math.sqrt(1.0 - rule.share2**steps)
    kept = 1.0 - rule.rate * rule.decay
    for i in range(n):
        slope = share * gradient[i]
        mean = rule.share * first_moment[i] + (1.0 - rule.share) * slope
        square = rule.share2 * second_moment[i] + (1.0 - rule.share2) * (slope * slope)
        first_moment[i] = mean
        second_moment[i] = square
        if not rule.frozen or trainable[i]:
            root = math.sqrt(square) / root_correction + rule.eps
            theta[i] = theta[i] * kept - corrected * mean / root


@_part
def _forward_sample(
    start: Indices,
    source: Indices,
    first: Indices,
    group_start: Indices,
    group_activation: Indices,
    group_dense: Flags,
    n_inputs: np.uint64,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    slopes: Numbers,
    summations: Numbers,
    vector: Numbers,
) -> float:
    """Compute summations and outputs, set the slopes to 0, and return the sizes added up."""
    check = 0.0
    for group in range(len(group_activation)):
        begin, end = group_start[group], group_start[group + 1]
        is_sigmoid = group_activation[group] == _SIGMOID
        if group_dense[group]:
            low = start[begin]
            count = start[begin + 1] - low
            f = first[begin]
            if is_sigmoid and end - begin < _FEW:
                for j in range(begin, end):
                    s = biases[j]
                    for i in range(count):
                        s += weights[low + i] * values[f + i]
                    summations[j] = s
                    # e^s where it is all that is left of the sigmoid
                    values[n_inputs + j] = (
                        1.0 / (1.0 + _exp_of_one(-s)) if s > -700.0 else math.exp(s)
                    )
                    slopes[n_inputs + j] = 0.0
                    check += abs(s)
                    low += count
                continue
            for j in range(begin, end):
                s = biases[j]
                for i in range(count):
                    s += weights[low + i] * values[f + i]
                summations[j] = s
                slopes[n_inputs + j] = 0.0
                check += abs(s)
                low += count
        else:
            for j in range(begin, end):
                s = biases[j]
                for e in range(start[j], start[j + 1]):
                    s += weights[e] * values[source[e]]
                summations[j] = s
                slopes[n_inputs + j] = 0.0
                check += abs(s)
        if is_sigmoid:
            for i in range((end - begin + VECTOR - 1) // VECTOR * VECTOR):
                vector[i] = _sigmoid(summations[begin + i])
            for i in range(end - begin):
                values[n_inputs + begin + i] = vector[i]
        else:
            _activate(group_activation[group], summations, values, begin, end, n_inputs)
    return check


@_part
def _loss_of_sample(
    outputs: Indices,
    n_inputs: np.uint64,
    loss: Objective,
    values: Numbers,
    summations: Numbers,
    Z: Numbers,
    row: int,
    slopes: Numbers,
    signals: Numbers,
) -> float:
    """Return the loss of a sample, and write its derivative to slopes or signals."""
    if loss.code != _HALF_SQUARED:
        return _loss(loss, outputs, values, summations, n_inputs, Z, row, slopes, signals)
    total = 0.0
    for i in range(len(outputs)):
        error = values[outputs[i]] - Z[row, i]
        total += 0.5 * error * error
        slopes[outputs[i]] = error
    return total


@_part
def _error_signals(
    group_start: Indices,
    group_activation: Indices,
    n_inputs: np.uint64,
    group: int,
    joins: bool,
    values: Numbers,
    slopes: Numbers,
    summations: Numbers,
    signals: Numbers,
) -> float:
    """Turn ``dL/da`` of a group into its error signals, and return their sizes added up."""
    begin, end = group_start[group], group_start[group + 1]
    code = group_activation[group]
    check = 0.0
    if code == _SIGMOID:
        for j in range(begin, end):
            a = values[n_inputs + j]
            delta = slopes[n_inputs + j] * (a * (1.0 - a))
            slopes[n_inputs + j] = delta
            check += abs(delta)
    else:
        _times_derivative(code, summations, values, slopes, begin, end, n_inputs)
        for j in range(begin, end):
            check += abs(slopes[n_inputs + j])
    if joins:
        for j in range(begin, end):
            slopes[n_inputs + j] += signals[j]
            check += abs(signals[j])
    return check


@_part
def _carry_back_dense(
    start: Indices,
    first: Indices,
    group_start: Indices,
    group_from_inputs: Flags,
    n_inputs: np.uint64,
    n_edges: int,
    group: int,
    fused: bool,
    rate: float,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    slopes: Numbers,
    gradient: Numbers,
) -> None:
    """Carry the error signals of a dense group back, and take the step or write the gradient."""
    begin, end = group_start[group], group_start[group + 1]
    low = start[begin]
    count = start[begin + 1] - low
    f = first[begin]
    from_inputs = group_from_inputs[group]
    if fused and end - begin == 1 and not from_inputs:
        delta = slopes[n_inputs + begin]
        step = rate * delta
        biases[begin] -= step
        for i in range(count):
            slopes[f + i] += weights[low + i] * delta
            weights[low + i] -= step * values[f + i]
    else:
        if not from_inputs:
            for j in range(begin, end):
                delta = slopes[n_inputs + j]
                for i in range(count):
                    slopes[f + i] += weights[low + i] * delta
                low += count
            low = start[begin]
        if fused:
            for j in range(begin, end):
                step = rate * slopes[n_inputs + j]
                biases[j] -= step
                for i in range(count):
                    weights[low + i] -= step * values[f + i]
                low += count
        else:
            for j in range(begin, end):
                delta = slopes[n_inputs + j]
                gradient[n_edges + j] = delta
                for i in range(count):
                    gradient[low + i] = delta * values[f + i]
                low += count


@_part
def _carry_back_sparse(
    start: Indices,
    source: Indices,
    group_start: Indices,
    group_from_inputs: Flags,
    n_inputs: np.uint64,
    n_edges: int,
    group: int,
    fused: bool,
    rate: float,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    slopes: Numbers,
    gradient: Numbers,
) -> None:
    """Do the same for a group whose neurons have sources of their own."""
    for j in range(group_start[group], group_start[group + 1]):
        delta = slopes[n_inputs + j]
        if not group_from_inputs[group]:
            for e in range(start[j], start[j + 1]):
                slopes[source[e]] += weights[e] * delta
        if fused:
            step = rate * delta
            biases[j] -= step
            for e in range(start[j], start[j + 1]):
                weights[e] -= step * values[source[e]]
        else:
            gradient[n_edges + j] = delta
            for e in range(start[j], start[j + 1]):
                gradient[e] = delta * values[source[e]]


@_kernel(reorder=True, nrt=False)
def descend_samples(
    layout: NetworkArrays,
    rule: Rule,
    loss: Objective,
    theta: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
    X: Numbers,
    Z: Numbers,
    order: Integers,
    steps: int,
    totals: NDArray[np.float64],
    buffers: Buffers,
) -> int:
    """Take one step after every sample.

    Parameters
    ----------
    layout, rule, loss
        The network, the optimizer and the loss.
    theta : ndarray, shape (n_parameters,)
        Weights by target neuron, then biases; changed in place.
    first_moment, second_moment : ndarray, shape (n_parameters,) or (0,)
        The memory of the optimizer; changed in place.
    trainable : ndarray of bool, shape (n_parameters,)
        Which parameters may change.
    X, Z : ndarray, shape (n_samples, n_inputs) and (n_samples, n_outputs)
        Inputs and targets in normalized units.
    order : ndarray of int64, shape (n_orders, n_rows)
        The rows to visit: epoch e takes ``order[e % n_orders]``.
    steps : int
        How many steps were taken before.
    totals : ndarray, shape (n_epochs,)
        The sum of the losses of each epoch is added here.
    buffers : Buffers
        For one column.

    Returns
    -------
    int
        How many steps went well: fewer than n_epochs * n_rows if a number became larger than
        ``LARGE`` or NaN in the next one, or in the last of these.
    """
    start, source, first = layout.start, layout.source, layout.first
    outputs, n_inputs = layout.outputs, np.uint64(layout.n_inputs)
    group_start, group_activation = layout.group_start.view(np.uint64), layout.group_activation
    group_dense, group_from_inputs = layout.group_dense, layout.group_from_inputs
    n_edges, n_computed = len(source), len(first)
    n_values = n_inputs + n_computed
    weights, biases = theta[:n_edges], theta[n_edges:]
    values, slopes = buffers.values[:n_values], buffers.slopes[:n_values]
    # room for whole vectors at the end
    summations = buffers.summations[: n_computed + VECTOR]
    vector = buffers.vector[: n_computed + VECTOR]
    signals = buffers.signals[: n_computed if loss.joins else 0]
    slopes[:] = 0.0
    summations[:] = 0.0
    signals[:] = 0.0
    fused = rule.kind == PLAIN and not rule.frozen
    gradient = buffers.gradient
    rate = theta.dtype.type(rule.rate)
    done = 0
    for epoch in range(len(totals)):
        rows = order[epoch % len(order)]
        total = 0.0
        for position in range(len(rows)):
            row = rows[position]
            for i in range(n_inputs):
                values[i] = X[row, i]
            check = _forward_sample(
                start,
                source,
                first,
                group_start,
                group_activation,
                group_dense,
                n_inputs,
                weights,
                biases,
                values,
                slopes,
                summations,
                vector,
            )
            sample_loss = _loss_of_sample(
                outputs, n_inputs, loss, values, summations, Z, row, slopes, signals
            )
            for group in range(len(group_activation) - 1, -1, -1):
                check += _error_signals(
                    group_start,
                    group_activation,
                    n_inputs,
                    group,
                    loss.joins,
                    values,
                    slopes,
                    summations,
                    signals,
                )
                if group_dense[group]:
                    _carry_back_dense(
                        start,
                        first,
                        group_start,
                        group_from_inputs,
                        n_inputs,
                        n_edges,
                        group,
                        fused,
                        rate,
                        weights,
                        biases,
                        values,
                        slopes,
                        gradient,
                    )
                else:
                    _carry_back_sparse(
                        start,
                        source,
                        group_start,
                        group_from_inputs,
                        n_inputs,
                        n_edges,
                        group,
                        fused,
                        rate,
                        weights,
                        biases,
                        values,
                        slopes,
                        gradient,
                    )
            if not fused:
                taken = steps + done + 1.0
                _step(rule, taken, 1.0, theta, gradient, first_moment, second_moment, trainable)
            if not check + sample_loss * 0.0 <= LARGE:
                return done
            total += sample_loss
            done += 1
        totals[epoch] += total
    return done


def _weigh_vectors(n_vectors: int) -> Any:
    """Return the loop that adds weighted rows to some columns, whose sums stay in registers.

    A compiler cannot know that the sums are no part of the rows, and would store and load them for
    every edge; so this loop is written in its intermediate language.
    """

    @intrinsic
    def weigh(
        _context: Any,
        low: Any,
        high: Any,
        edges: Any,
        sources: Any,
        weights: Any,
        values: Any,
        width: Any,
        column: Any,
        target: Any,
        sums: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            def data(k: int) -> Any:
                return context.make_array(signature.args[k])(context, builder, arguments[k]).data

            low, high, width, column, target = (arguments[k] for k in (0, 1, 6, 7, 8))
            sources, weights, values, sums = data(3), data(4), data(5), data(9)
            number = context.get_data_type(signature.args[9].dtype)
            length = 64 // context.get_abi_sizeof(number)
            vector = ir.VectorType(number, length)
            flags = ("reassoc", "contract", "nsz")

            def at(array: Any, place: Any, k: int) -> Any:
                place = builder.add(place, ir.Constant(place.type, k * length))
                return builder.bitcast(builder.gep(array, [place]), vector.as_pointer())

            target = builder.add(target, column)
            totals = []
            for k in range(n_vectors):
                totals.append(cgutils.alloca_once(builder, vector))
                builder.store(builder.load(at(sums, target, k), align=1), totals[k])
            with cgutils.for_range_slice(
                builder, low, high, ir.Constant(low.type, 1), low.type
            ) as (entry, _):
                e = entry
                place = builder.load(builder.gep(sources, [entry]))
                place = builder.add(builder.mul(place, width), column)
                if not isinstance(signature.args[2], types.NoneType):
                    e = builder.load(builder.gep(data(2), [entry]))
                weight = builder.load(builder.gep(weights, [e]))
                spread = builder.insert_element(
                    ir.Constant(vector, ir.Undefined), weight, ir.Constant(ir.IntType(32), 0)
                )
                spread = builder.shuffle_vector(
                    spread,
                    ir.Constant(vector, ir.Undefined),
                    ir.Constant(ir.VectorType(ir.IntType(32), length), [0] * length),
                )
                for k in range(n_vectors):
                    row = builder.load(at(values, place, k), align=1)
                    product = builder.fmul(spread, row, flags=flags)
                    builder.store(
                        builder.fadd(builder.load(totals[k]), product, flags=flags), totals[k]
                    )
            for k in range(n_vectors):
                builder.store(builder.load(totals[k]), at(sums, target, k), align=1)
            return context.get_dummy_value()

        arguments = (low, high, edges, sources, weights, values, width, column, target, sums)
        return types.none(*arguments), generate

    return weigh


def _weigh_interpreted(n_vectors: int) -> Any:
    def weigh(
        low: Any,
        high: Any,
        edges: Any,
        sources: Indices,
        weights: Numbers,
        values: Numbers,
        width: Any,
        column: Any,
        target: Any,
        sums: Numbers,
    ) -> None:
        length = n_vectors * 64 // values.itemsize
        totals = sums[int(target + column) :][:length]
        for e in range(int(low), int(high)):
            row = values[int(sources[e] * width + column) :][:length]
            totals += (weights[e] if edges is None else weights[edges[e]]) * row

    return weigh


_columns = _weigh_interpreted if numba.config.DISABLE_JIT else _weigh_vectors
_weigh_many, _weigh_few = _columns(4), _columns(1)


@_kernel(reorder=True)
def _weigh_rows(
    low: Any,
    high: Any,
    edges: Any,
    sources: Indices,
    weights: Numbers,
    values: Numbers,
    columns: Any,
    target: Any,
    sums: Numbers,
) -> None:
    """Add weighted rows of values to a row of sums.

    Entries ``low`` to ``high`` name rows by ``sources``; their weights are at ``edges``, or at the
    entries themselves if that is None.
    """
    column = np.uint64(0)
    length = np.uint64(64 // values.itemsize)
    many = np.uint64(4) * length
    while column + many <= columns:
        _weigh_many(low, high, edges, sources, weights, values, columns, column, target, sums)
        column += many
    while column + length <= columns:
        _weigh_few(low, high, edges, sources, weights, values, columns, column, target, sums)
        column += length
    if column < columns:
        for e in range(low, high):
            place = sources[e] * columns
            weight = weights[e] if edges is None else weights[edges[e]]
            for c in range(column, columns):
                sums[target + c] += weight * values[place + c]


@_kernel(reorder=True)
def _row_products(
    low: Any,
    high: Any,
    edges: Indices,
    targets: Indices,
    values: Numbers,
    source: int,
    deltas: Numbers,
    columns: int,
    gradient: Numbers,
) -> None:
    """Write the gradient of the edges from one value: the products with its targets' deltas."""
    e = low
    four, one, two, three = np.uint64(4), np.uint64(1), np.uint64(2), np.uint64(3)
    zero = values.dtype.type(0)
    while e + four <= high:
        p = targets[e] * columns
        q = targets[e + one] * columns
        r = targets[e + two] * columns
        s = targets[e + three] * columns
        gp, gq, gr, gs = zero, zero, zero, zero
        for c in range(columns):
            a = values[source + c]
            gp += a * deltas[p + c]
            gq += a * deltas[q + c]
            gr += a * deltas[r + c]
            gs += a * deltas[s + c]
        gradient[edges[e]] = gp
        gradient[edges[e + one]] = gq
        gradient[edges[e + two]] = gr
        gradient[edges[e + three]] = gs
        e += four
    while e < high:
        p = targets[e] * columns
        gp = zero
        for c in range(columns):
            gp += values[source + c] * deltas[p + c]
        gradient[edges[e]] = gp
        e += one


@_kernel(reorder=True)
def _forward_tile(
    layout: NetworkArrays,
    theta: Numbers,
    samples: Numbers,
    values: Numbers,
    summations: Numbers,
    keep: bool,
) -> float:
    """Carry a tile of samples forward; return the sum of the magnitudes of the summations.

    ``samples`` has shape (columns, n_inputs); ``values`` (n_values, columns) and ``summations``
    (n_computed, columns) have one column for each sample. Unless they are to be kept, the
    summations of every group take the first rows, which thus stay in the nearest cache.
    """
    start, first, n_inputs = layout.start, layout.first, layout.n_inputs
    n_edges = len(layout.source)
    columns = samples.shape[0]
    width = np.uint64(columns)
    flat_values, flat_summations = values.reshape(-1), summations.reshape(-1)
    if layout.reads_inputs:
        for c in range(columns):
            for i in range(n_inputs):
                values[i, c] = samples[c, i]
    check = 0.0
    for group in range(len(layout.group_activation)):
        begin, end = layout.group_start[group], layout.group_start[group + 1]
        above = 0 if keep else begin
        rows = summations[begin - above : end - above]
        if layout.group_dense[group]:
            low, count = start[begin], start[begin + 1] - start[begin]
            high = low + count * np.uint64(end - begin)
            matrix = theta[low:high].reshape((end - begin, np.int64(count)))
            if layout.group_from_sample[group]:
                np.dot(matrix, samples.T, rows)
            else:
                f = np.int64(first[begin])
                np.dot(matrix, values[f : f + np.int64(count)], rows)
        for j in range(begin, end):
            bias = theta[n_edges + j]
            target = np.uint64(j - above) * width
            if layout.group_dense[group]:
                for c in range(width):
                    flat_summations[target + c] += bias
            else:
                for c in range(width):
                    flat_summations[target + c] = bias
                _weigh_rows(
                    start[j],
                    start[j + 1],
                    None,
                    layout.source,
                    theta,
                    flat_values,
                    width,
                    target,
                    flat_summations,
                )
            for c in range(width):
                check += abs(flat_summations[target + c])
        _activate(
            layout.group_activation[group],
            flat_summations,
            flat_values,
            np.uint64((begin - above) * columns),
            np.uint64((end - above) * columns),
            np.uint64((n_inputs + above) * columns),
        )
    return check


@_kernel(reorder=True)
def _backward_tile(
    layout: NetworkArrays,
    theta: Numbers,
    samples: Numbers,
    values: Numbers,
    summations: Numbers,
    slopes: Numbers,
    signals: Numbers,
    gradient: Numbers,
    room: Numbers,
) -> float:
    """Carry ``dL/dy`` of a tile, left in ``slopes``, back; write the sums of the gradients.

    ``signals`` is added to dL/ds, and is empty if the loss is joined with no activation. Afterwards
    ``slopes`` holds dL/ds of the computed neurons. ``room`` is for what a dense group carries back.
    Return the sum of the magnitudes of the error signals.
    """
    start, first, n_inputs = layout.start, layout.first, layout.n_inputs
    n_edges = len(layout.source)
    columns = samples.shape[0]
    width = np.uint64(columns)
    flat_values, flat_slopes = values.reshape(-1), slopes.reshape(-1)
    flat_summations = summations.reshape(-1)
    check = 0.0
    for group in range(len(layout.group_activation) - 1, -1, -1):
        begin, end = layout.group_start[group], layout.group_start[group + 1]
        for j in range(begin, end):
            v = n_inputs + j
            low, high = layout.out_start[v], layout.out_start[v + 1]
            if low < high:
                place = np.uint64(v) * width
                _weigh_rows(
                    low,
                    high,
                    layout.out_edge,
                    layout.out_target,
                    theta,
                    flat_slopes,
                    width,
                    place,
                    flat_slopes,
                )
                _row_products(
                    low,
                    high,
                    layout.out_edge,
                    layout.out_target,
                    flat_values,
                    place,
                    flat_slopes,
                    width,
                    gradient,
                )
        _times_derivative(
            layout.group_activation[group],
            flat_summations,
            flat_values,
            flat_slopes,
            np.uint64(begin * columns),
            np.uint64(end * columns),
            np.uint64(n_inputs * columns),
        )
        if len(signals) > 0:
            shift = np.uint64(n_inputs) * width
            for i in range(np.uint64(begin) * width, np.uint64(end) * width):
                flat_slopes[shift + i] += signals[i]
        for j in range(begin, end):
            total = theta.dtype.type(0)
            place = np.uint64(n_inputs + j) * width
            for c in range(width):
                total += flat_slopes[place + c]
                check += abs(flat_slopes[place + c])
            gradient[n_edges + j] = total
        if not layout.group_dense[group]:
            continue
        low, count = start[begin], np.int64(start[begin + 1] - start[begin])
        high = low + np.uint64(count * (end - begin))
        f = np.int64(first[begin])
        deltas = slopes[n_inputs + begin : n_inputs + end]
        products = gradient[low:high].reshape((end - begin, count))
        if layout.group_from_sample[group]:
            np.dot(deltas, samples, products)
        else:
            np.dot(deltas, values[f : f + count].T, products)
        if not layout.group_from_inputs[group]:
            matrix = theta[low:high].reshape((end - begin, count))
            carried = room[: count * columns]
            np.dot(matrix.T, deltas, carried.reshape((count, columns)))
            shift = np.uint64(f) * width
            for i in range(np.uint64(len(carried))):
                flat_slopes[shift + i] += carried[i]
    for v in range(n_inputs):
        low, high = layout.out_start[v], layout.out_start[v + 1]
        if low < high:
            _row_products(
                low,
                high,
                layout.out_edge,
                layout.out_target,
                flat_values,
                np.uint64(v) * width,
                flat_slopes,
                width,
                gradient,
            )
    return check


@_kernel(reorder=True)
def sum_gradients(
    layout: NetworkArrays,
    loss: Objective,
    theta: Numbers,
    X: Numbers,
    Z: Numbers,
    rows: Integers,
    tile: int,
    gradient: Numbers,
    buffers: Buffers,
) -> float:
    """Write the sum of some samples' gradients to ``gradient``, ``tile`` samples at a time.

    Parameters
    ----------
    layout, loss, theta, X, Z
        As for ``descend_samples``.
    rows : ndarray of int64, shape (n_rows,)
        The samples.
    tile : int
        How many samples are carried through together.
    gradient : ndarray, shape (n_parameters,)
        Changed in place.
    buffers : Buffers
        For as many columns as the smaller of ``tile`` and n_rows.

    Returns
    -------
    float
        The sum of the losses; NaN if a number became larger than ``LARGE`` or NaN.
    """
    n_computed, n_outputs = len(layout.first), len(layout.outputs)
    n_values = layout.n_inputs + n_computed
    if len(rows) == 0:
        gradient[:] = 0.0
    places = np.zeros(n_outputs, np.uint64)
    total, check = 0.0, 0.0
    for begin in range(0, len(rows), tile):
        columns = min(tile, len(rows) - begin)
        width = np.uint64(columns)
        consecutive = True
        for c in range(1, columns):
            consecutive = consecutive and rows[begin + c] == rows[begin] + c
        if consecutive:
            samples = X[rows[begin] : rows[begin] + columns]
        else:
            samples = buffers.samples[: layout.n_inputs * columns].reshape(
                (columns, layout.n_inputs)
            )
            for c in range(columns):
                samples[c] = X[rows[begin + c]]
        values = buffers.values[: n_values * columns].reshape((n_values, columns))
        slopes = buffers.slopes[: n_values * columns].reshape((n_values, columns))
        summations = buffers.summations[: n_computed * columns].reshape((n_computed, columns))
        slopes[:] = 0.0
        check += _forward_tile(layout, theta, samples, values, summations, True)
        flat_values, flat_slopes = values.reshape(-1), slopes.reshape(-1)
        flat_summations, shift = summations.reshape(-1), np.uint64(layout.n_inputs) * width
        signals = buffers.signals[: n_computed * columns if loss.joins else 0]
        signals[:] = 0.0
        for c in range(columns):
            for i in range(n_outputs):
                places[i] = layout.outputs[i] * width + np.uint64(c)
            total += _loss(
                loss,
                places,
                flat_values,
                flat_summations,
                shift,
                Z,
                rows[begin + c],
                flat_slopes,
                signals,
            )
        into = gradient if begin == 0 else buffers.part
        check += _backward_tile(
            layout, theta, samples, values, summations, slopes, signals, into, buffers.carried
        )
        if begin > 0:
            for i in range(len(gradient)):
                gradient[i] += into[i]
    return total if check <= LARGE else math.nan


@_kernel(reorder=True)
def apply_step(
    rule: Rule,
    steps: int,
    n_samples: int,
    theta: Numbers,
    gradient: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
) -> None:
    """Take a step along the mean of ``n_samples`` gradients, of which the sum is given."""
    share = 1.0 / n_samples
    _step(rule, steps + 0.0, share, theta, gradient, first_moment, second_moment, trainable)


@_kernel(reorder=True)
def descend_batches(
    layout: NetworkArrays,
    rule: Rule,
    loss: Objective,
    theta: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
    X: Numbers,
    Z: Numbers,
    order: Integers,
    steps: int,
    totals: NDArray[np.float64],
    buffers: Buffers,
    batch_size: int,
    tile: int,
) -> int:
    """Take one step after every batch; see ``descend_samples`` and ``sum_gradients``."""
    gradient = buffers.gradient
    done = 0
    for epoch in range(len(totals)):
        rows = order[epoch % len(order)]
        for begin in range(0, len(rows), batch_size):
            batch = rows[begin : begin + batch_size]
            total = sum_gradients(layout, loss, theta, X, Z, batch, tile, gradient, buffers)
            if total * 0.0 != 0.0:
                return done
            totals[epoch] += total
            done += 1
            apply_step(
                rule,
                steps + done,
                len(batch),
                theta,
                gradient,
                first_moment,
                second_moment,
                trainable,
            )
    return done


@_kernel(reorder=True)
def predict_rows(
    layout: NetworkArrays,
    theta: Numbers,
    X: Numbers,
    Y: Numbers,
    S: Numbers,
    tile: int,
    buffers: Buffers,
) -> None:
    """Write the outputs of many samples into ``Y``, ``tile`` samples at a time.

    Their summations are written into ``S``, unless it has no rows. The outputs of a tile with a
    number larger than ``LARGE`` or NaN are NaN.
    """
    n_inputs, n_values = np.uint64(layout.n_inputs), layout.n_inputs + len(layout.first)
    keep = len(S) > 0
    most = 0
    for group in range(len(layout.group_activation)):
        most = max(most, layout.group_start[group + 1] - layout.group_start[group])
    if keep:
        most = len(layout.first)
    for begin in range(0, len(X), tile):
        samples = X[begin : begin + tile]
        columns = len(samples)
        values = buffers.values[: n_values * columns].reshape((n_values, columns))
        summations = buffers.summations[: most * columns].reshape((most, columns))
        check = _forward_tile(layout, theta, samples, values, summations, keep)
        if not check <= LARGE:
            Y[begin : begin + columns] = math.nan
            continue
        for i in range(len(layout.outputs)):
            for c in range(columns):
                Y[begin + c, i] = values[layout.outputs[i], c]
                if keep:
                    S[begin + c, i] = summations[layout.outputs[i] - n_inputs, c]


@_kernel(reorder=True)
def output_slopes(
    layout: NetworkArrays, theta: Numbers, x: Numbers, slopes: Numbers, buffers: Buffers
) -> bool:
    """Write the derivative of each output by each input for one sample.

    Parameters
    ----------
    x : ndarray, shape (n_inputs,)
        The inputs in normalized units.
    slopes : ndarray, shape (n_outputs, n_inputs)
        Changed in place.
    buffers : Buffers
        For one column.

    Returns
    -------
    bool
        Whether no number was larger than ``LARGE`` or NaN.
    """
    n_computed, n_outputs = len(layout.first), len(layout.outputs)
    n_values = layout.n_inputs + n_computed
    samples = x.reshape((1, -1))
    values = buffers.values[:n_values].reshape((n_values, 1))
    summations = buffers.summations[:n_computed].reshape((n_computed, 1))
    check = _forward_tile(layout, theta, samples, values, summations, True)
    flat_values, flat_summations = values.reshape(-1), summations.reshape(-1)
    for k in range(n_outputs):
        carried = buffers.slopes[:n_values]
        carried[:] = 0.0
        carried[layout.outputs[k]] = 1.0
        for group in range(len(layout.group_activation) - 1, -1, -1):
            begin, end = layout.group_start[group], layout.group_start[group + 1]
            _times_derivative(
                layout.group_activation[group],
                flat_summations,
                flat_values,
                carried,
                np.uint64(begin),
                np.uint64(end),
                np.uint64(layout.n_inputs),
            )
            for j in range(begin, end):
                delta = carried[layout.n_inputs + j]
                check += abs(delta)
                for e in range(layout.start[j], layout.start[j + 1]):
                    carried[layout.source[e]] += theta[e] * delta
        for i in range(layout.n_inputs):
            slopes[k, i] = carried[i]
            check += abs(carried[i])
    return check <= LARGE


@_kernel(reorder=True)
def sample_losses(loss: Objective, Y: Numbers, S: Numbers, Z: Numbers, losses: Numbers) -> None:
    """Write the loss of each sample, shape (n_samples,); NaN where it is not defined.

    ``S`` has the summations of the outputs ``Y``; no rows, if the loss is joined with none.
    """
    n_outputs = Y.shape[1]
    places = np.zeros(n_outputs, np.uint64)
    gradient = np.zeros(n_outputs, Y.dtype)
    signals = np.zeros(n_outputs, Y.dtype)
    row = np.zeros(n_outputs, Y.dtype)
    summations = np.zeros(n_outputs, Y.dtype)
    for i in range(n_outputs):
        places[i] = i
    for n in range(len(Y)):
        row[:] = Y[n]
        if loss.joins:
            summations[:] = S[n]
        losses[n] = _loss(loss, places, row, summations, np.uint64(0), Z, n, gradient, signals)
