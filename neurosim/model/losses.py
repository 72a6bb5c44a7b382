"""Loss functions: how far the outputs of one sample are from its targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from neurosim.checks import flag, function, instance, items, number, sample, text, texts
from neurosim.errors import InputError, brief, unknown_name
from neurosim.mathematics.expression import Expression, Letter
from neurosim.mathematics.formula_text import check_agreement, check_both, read_formula
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model.activations import ACTIVATIONS, Activation, S

Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class JoinedForm:
    """A loss as a function of the summation of an output that has a certain activation.

    The activation rounds to the end of its range where the summation is large, so that the output
    no longer tells how wrong it is; the summation does. The derivatives of loss and activation
    cancel to a simple one.

    Parameters
    ----------
    activation : str
        The built-in activation of the outputs that it is for.
    term : callable
        From a summation, its target and the number of outputs to the share in the loss.
    gradient : callable
        From an output, its target and the number of outputs to ``dL/ds``.
    formula, slope : str
        The share in the letters ``s``, ``z`` and ``n``, and ``dL/ds`` in ``y``, ``z`` and ``n``, as
        text.

    Examples
    --------
    >>> joined = get_loss("binary_cross_entropy").joined
    >>> joined.term(30.0, 0.0, 1), joined.gradient(1.0, 0.0, 1)
    (30.000000000000092, 1.0)
    """

    activation: str
    term: Callable[[float, float, int], float]
    gradient: Callable[[float, float, int], float]
    formula: str = ""
    slope: str = ""

    def __post_init__(self) -> None:
        check_both(self.formula, self.slope, "a joined form")
        formulas, activation = formulas_of_joined(self), ACTIVATIONS.get(self.activation)
        if formulas is None or activation is None:
            return
        for s, z in _TRIED:
            y = activation.function(s)
            for n in (1, 2):
                for what, form, letters, code in (
                    ("formula", formulas[0], {S: s, Z: z, N: n}, partial(self.term, s, z, n)),
                    ("slope", formulas[1], {Y: y, Z: z, N: n}, partial(self.gradient, y, z, n)),
                ):
                    check_agreement(f"the {what} of a joined form", form, letters, code)


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss ``L(y, z)`` of one sample: the sum of one term for each output.

    Parameters
    ----------
    name : str
        The name in tables, files and messages.
    terms : callable
        From outputs and targets, both of shape (n_outputs,), to the share of each output in the
        loss, shape (n_outputs,).
    gradient : callable
        From outputs and targets to ``dL/dy``, shape (n_outputs,).
    latex : str
        The loss as LaTeX mathematics in ``y`` and ``z``.
    probabilities : bool
        Whether targets are probabilities, so that they must lie in [0, 1] and are never scaled.
    joined : JoinedForm, optional
        The loss as a function of the summations of outputs with a certain activation; it takes the
        place of ``terms`` and ``gradient`` at each output that has this activation.
    kinks : tuple of float
        The errors ``y - z`` of one output where the loss, or its slope, has a kink.
    floored : callable, optional
        Whether an output is so near to the end of its range that ``gradient`` stops growing
        there, and is no longer the derivative of ``terms``.
    formula, slope : str
        The share of one output, and its derivative by the output, as text in the letters ``y``
        (output), ``z`` (target) and ``n`` (number of outputs), such as ``1 / n * (y - z)**2``.
        With them the loss is explained line by line and has closed forms. Give both or none.

    Raises
    ------
    InputError
        If an argument has the wrong type, a formula cannot be read, or a formula and its function
        give different numbers.
    """

    name: str
    terms: Callable[[Values, Values], list[float]]
    gradient: Callable[[Values, Values], list[float]]
    latex: str = ""
    probabilities: bool = False
    joined: JoinedForm | None = None
    kinks: tuple[float, ...] = ()
    floored: Callable[[float], bool] | None = None
    formula: str = ""
    slope: str = ""

    def __post_init__(self) -> None:
        text(self.name, "the name of a loss", empty=False)
        text(self.latex, "the LaTeX of a loss")
        flag(self.probabilities, "probabilities of a loss")
        for kink in items(self.kinks, "kinks of a loss are a list of numbers"):
            number(kink, "a kink of a loss")
        if self.joined is not None:
            instance(self.joined, JoinedForm, "joined of a loss is a JoinedForm", "that of LOSSES")
        if self.floored is not None:
            function(self.floored, "floored of a loss")
        for part in (self.terms, self.gradient):
            if not callable(part):
                raise InputError(
                    f"loss {brief(self.name)} needs two functions of outputs and targets; got "
                    f"{brief(part)}"
                )
        check_both(self.formula, self.slope, f"loss {brief(self.name)}")
        self._check_formulas()

    @property
    def softmax(self) -> bool:
        """Whether softmax first makes probabilities of the outputs, as in softmax cross-entropy."""
        return self.terms is _softmax_cross_entropy_terms

    def _check_formulas(self) -> None:
        """Raise InputError unless the formulas can be read and agree with the functions."""
        formulas = formulas_of_loss(self)
        if formulas is None or self.softmax:
            return
        parts = zip(("formula", "slope"), formulas, (self.terms, self.gradient), strict=True)
        for what, form, computed in parts:
            for y, z in _TRIED:
                for others in ([], [0.5]):
                    check_agreement(
                        f"the {what} of loss {brief(self.name)}",
                        form,
                        {Y: y, Z: z, N: 1 + len(others)},
                        partial(_first, computed, [y, *others], [z, *others]),
                    )

    def value(self, outputs: Values, targets: Values) -> float:
        """Return the loss of one sample: the sum of its terms."""
        y = [
            number(output, "an output")
            for output in items(outputs, "a loss takes a list of outputs")
        ]
        z = sample(targets, [f"of output {place}" for place in range(len(y))], "target")
        return plain_sum(self.terms(y, z))

    def joined_with(self, activation: Activation) -> JoinedForm | None:
        """Return the form of the loss that is joined with an activation; None if there is none."""
        if self.joined is None or activation is not ACTIVATIONS.get(self.joined.activation):
            return None
        return self.joined

    def check_targets(self, targets: Values, names: Sequence[str]) -> None:
        """Raise InputError if the loss takes probabilities and a target is none."""
        if not self.probabilities:
            return
        known = texts(names, "the names of the targets")
        for name, target in zip(known, sample(targets, known, "target"), strict=True):
            if not 0.0 <= target <= 1.0:
                raise InputError(
                    f"{self.name} takes targets between 0 and 1 and never scales them; the target "
                    f"{name} is {target:g}"
                )


Y, Z, N, P = Letter("y"), Letter("z"), Letter("n"), Letter("p")
"""An output, its target, the number of outputs, and a probability, in formulas of losses."""

_TRIED = ((0.25, 1.0), (0.875, 0.125), (0.5, 0.5625), (-2.5, 1.5), (4.25, 0.5))
"""Outputs and targets at which formulas are held against functions."""


def _first(computed: Callable[[Values, Values], list[float]], y: Values, z: Values) -> float:
    return computed(y, z)[0]


def formulas_of_loss(loss: Loss) -> tuple[Expression, Expression] | None:
    """Return the share of one output and its derivative; None if the loss brings no formula."""
    if not loss.formula:
        return None
    return _read(loss.formula, loss.slope, "pzn" if loss.softmax else "yzn", f"loss {loss.name!r}")


def formulas_of_joined(joined: JoinedForm) -> tuple[Expression, Expression] | None:
    """Return the share by the summation and its derivative; None if there is no formula."""
    if not joined.formula:
        return None
    return (
        read_formula(joined.formula, "szn", "the formula of a joined form"),
        read_formula(joined.slope, "yzn", "the slope of a joined form"),
    )


@lru_cache(maxsize=256)
def _read(formula: str, slope: str, letters: str, of: str) -> tuple[Expression, Expression]:
    return (
        read_formula(formula, letters, f"the formula of {of}"),
        read_formula(slope, letters, f"the slope of {of}"),
    )


# squares are products: of a large number ** raises OverflowError where * gives infinity
def _half_squared_terms(y: Values, z: Values) -> list[float]:
    return [0.5 * (yi - zi) * (yi - zi) for yi, zi in zip(y, z, strict=True)]


def _half_squared_gradient(y: Values, z: Values) -> list[float]:
    return [yi - zi for yi, zi in zip(y, z, strict=True)]


def _mse_terms(y: Values, z: Values) -> list[float]:
    return [(yi - zi) * (yi - zi) / len(y) for yi, zi in zip(y, z, strict=True)]


def _mse_gradient(y: Values, z: Values) -> list[float]:
    return [2.0 * (yi - zi) / len(y) for yi, zi in zip(y, z, strict=True)]


def _mae_terms(y: Values, z: Values) -> list[float]:
    return [abs(yi - zi) / len(y) for yi, zi in zip(y, z, strict=True)]


def _mae_gradient(y: Values, z: Values) -> list[float]:
    return [((yi > zi) - (yi < zi)) / len(y) for yi, zi in zip(y, z, strict=True)]


HUBER_THRESHOLD = 1.0


def _huber_terms(y: Values, z: Values) -> list[float]:
    def term(error: float) -> float:
        if error <= HUBER_THRESHOLD:
            return 0.5 * error * error
        return HUBER_THRESHOLD * (error - 0.5 * HUBER_THRESHOLD)

    return [term(abs(yi - zi)) / len(y) for yi, zi in zip(y, z, strict=True)]


def _huber_gradient(y: Values, z: Values) -> list[float]:
    return [
        min(max(yi - zi, -HUBER_THRESHOLD), HUBER_THRESHOLD) / len(y)
        for yi, zi in zip(y, z, strict=True)
    ]


LOG_FLOOR = -100.0
PROBABILITY_FLOOR = 1e-12


def _log(p: float) -> float:
    if p < 0.0:
        raise InputError(
            f"binary_cross_entropy takes outputs between 0 and 1; an output gave {p:g} or "
            f"{1 - p:g}; give the output neurons the activation 'sigmoid'"
        )
    return max(math.log(p), LOG_FLOOR) if p > 0.0 else LOG_FLOOR


def _binary_cross_entropy_terms(y: Values, z: Values) -> list[float]:
    return [
        -(zi * _log(yi) + (1.0 - zi) * _log(1.0 - yi)) / len(y) for yi, zi in zip(y, z, strict=True)
    ]


def _binary_cross_entropy_gradient(y: Values, z: Values) -> list[float]:
    return [
        (yi - zi) / max(yi * (1.0 - yi), PROBABILITY_FLOOR) / len(y)
        for yi, zi in zip(y, z, strict=True)
    ]


def _is_floored(y: float) -> bool:
    return y * (1.0 - y) < PROBABILITY_FLOOR


def _binary_cross_entropy_of_summation(s: float, z: float, n: int) -> float:
    # ln(1 + e^s) - z s; exp of a negative number cannot overflow
    return (max(s, 0.0) - z * s + math.log1p(math.exp(-abs(s)))) / n


def softmax(logits: Values) -> list[float]:
    """Return the probabilities ``exp(y_i) / sum_j exp(y_j)``, shape (n_outputs,).

    Examples
    --------
    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = plain_sum(powers)
    return [power / total for power in powers]


def _softmax_cross_entropy_terms(y: Values, z: Values) -> list[float]:
    highest = max(y)
    log_total = highest + math.log(plain_sum(math.exp(yi - highest) for yi in y))
    return [zi * (log_total - yi) for yi, zi in zip(y, z, strict=True)]


def _softmax_cross_entropy_gradient(y: Values, z: Values) -> list[float]:
    total = plain_sum(z)
    return [total * pi - zi for pi, zi in zip(softmax(y), z, strict=True)]


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "half_squared_error",
            _half_squared_terms,
            _half_squared_gradient,
            r"\sum \frac{1}{2} (y - z)^2",
            formula="1 / 2 * (y - z)**2",
            slope="y - z",
        ),
        Loss(
            "mse",
            _mse_terms,
            _mse_gradient,
            r"\frac{1}{n} \sum (y - z)^2",
            formula="1 / n * (y - z)**2",
            slope="2 / n * (y - z)",
        ),
        Loss(
            "mae",
            _mae_terms,
            _mae_gradient,
            r"\frac{1}{n} \sum |y - z|",
            kinks=(0.0,),
            formula="1 / n * abs(y - z)",
            slope="1 / n * sgn(y - z)",
        ),
        Loss(
            "huber",
            _huber_terms,
            _huber_gradient,
            r"\frac{1}{n} \sum H_1(y - z)",
            kinks=(-HUBER_THRESHOLD, HUBER_THRESHOLD),
            formula="1 / n * (1 / 2 * (y - z)**2) if abs(y - z) <= 1 else "
            "1 / n * (abs(y - z) - 1 / 2)",
            slope="1 / n * (y - z) if abs(y - z) <= 1 else 1 / n * sgn(y - z)",
        ),
        Loss(
            "binary_cross_entropy",
            _binary_cross_entropy_terms,
            _binary_cross_entropy_gradient,
            r"-\frac{1}{n} \sum \left(z \ln y + (1 - z) \ln(1 - y)\right)",
            probabilities=True,
            joined=JoinedForm(
                "sigmoid",
                _binary_cross_entropy_of_summation,
                lambda y, z, n: (y - z) / n,
                formula="1 / n * (ln(1 + e**s) - z * s)",
                slope="1 / n * (y - z)",
            ),
            floored=_is_floored,
            formula=f"1 / n * -(z * max({LOG_FLOOR:g}, ln(y)) + "
            f"(1 - z) * max({LOG_FLOOR:g}, ln(1 - y)))",
            slope=f"1 / n * ((y - z) / max({PROBABILITY_FLOOR:g}, y * (1 - y)))",
        ),
        Loss(
            "softmax_cross_entropy",
            _softmax_cross_entropy_terms,
            _softmax_cross_entropy_gradient,
            r"-\sum z \ln \operatorname{softmax}(y)",
            probabilities=True,
            formula="-(z * ln(p))",
            slope="p - z",
        ),
    )
}
"""The built-in losses by name.

``half_squared_error`` is the loss of the worked example: the sum over the outputs of
``1/2 (y - z)^2``. The others follow PyTorch's definitions for one sample: ``mse``, ``mae``,
``huber`` (threshold 1) and ``binary_cross_entropy`` take the mean over the outputs. At an output
with the activation ``sigmoid``, ``binary_cross_entropy`` is computed from the summation, as
``ln(1 + e^s) - z s`` with the derivative ``y - z`` by s (PyTorch's BCEWithLogitsLoss), which holds
in saturation too; at any other, from the output, with logarithms no lower than -100 (BCELoss).
``softmax_cross_entropy`` takes the outputs as logits, so output neurons should have the activation
``identity``.

The derivative of ``mae`` is 0 where output and target are equal, where it has a kink.
"""


def get_loss(loss: str | Loss) -> Loss:
    """Return a loss by name, or the given one unchanged.

    Raises
    ------
    UnknownNameError
        If there is no loss of that name; the message lists the known ones.

    Examples
    --------
    >>> get_loss("half_squared_error").value([0.5], [1.0])
    0.125
    """
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]
    raise unknown_name("loss", loss, LOSSES)
