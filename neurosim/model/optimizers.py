"""Optimizers: how a gradient becomes a step. The formulas are those of PyTorch 2.

Each optimizer is a description; ``start`` makes the state of one run and ``step`` takes the
parameters one step further. Both work on one vector of all weights and biases. ``rule`` says the
same as formulas, line by line, for a derivation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from neurosim import checks
from neurosim.checks import flag, number, positive
from neurosim.errors import InputError, brief, unknown_name
from neurosim.mathematics.evaluation import evaluate_arrays
from neurosim.mathematics.expression import Expression, Letter, letters_of
from neurosim.mathematics.formula_text import letter, read_formula

Vector = NDArray[np.float64]
State = dict[str, Vector]
"""What an optimizer remembers from step to step, by name; ``steps`` counts the steps taken."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of an update rule: ``letter = formula``.

    Parameters
    ----------
    letter : str
        What the line gives, such as ``v`` or ``m_corrected``; ``theta_new`` in the last line.
    formula : str
        A formula as text. It may have ``theta`` (the parameter), ``g`` (its gradient), ``eta`` (the
        learning rate), ``t`` (the number of this step, from 1), the letters of the lines before,
        and the numbers that the optimizer has as attributes, such as ``momentum``.
    name : str
        What a trace calls the number. If the optimizer's state has this name, the line gives what
        the state is after the step, and ``v_old`` stands for what it was before.
    why : str
        A sentence that explains the line.

    Raises
    ------
    InputError
        If a part is not a text.

    Examples
    --------
    >>> SGD(0.1, momentum=0.9).rule[0].formula
    'momentum * v_old + g'
    """

    letter: str
    formula: str
    name: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        checks.text(self.letter, "the letter of a rule's line", empty=False)
        checks.text(self.formula, "the formula of a rule's line", empty=False)
        checks.text(self.name, "the name of a rule's line")
        checks.text(self.why, "the explanation of a rule's line")


Rule = tuple[RuleLine, ...]


class Optimizer(Protocol):
    """What ``train`` needs of an optimizer: a learning rate, a state, and steps from it."""

    @property
    def learning_rate(self) -> float:
        """``eta``."""
        ...

    def start(self, n_parameters: int) -> State:
        """Return the state before the first step."""
        ...

    def step(self, theta: Vector, gradient: Vector, state: State) -> Vector:
        """Return the new parameters; the state is changed in place."""
        ...


@dataclass(frozen=True, slots=True)
class SGD:
    """Gradient descent: ``theta_new = theta - eta * gradient``.

    With momentum, ``v = momentum * v + gradient`` takes the place of the gradient; with Nesterov's
    variant, ``gradient + momentum * v`` does.

    Parameters
    ----------
    learning_rate : float
        ``eta``; above 0.
    momentum : float
        From 0 to below 1.
    nesterov : bool
        Needs a momentum.

    Examples
    --------
    >>> import numpy as np
    >>> sgd = SGD(0.1)
    >>> sgd.step(np.array([1.0]), np.array([2.0]), sgd.start(1))
    array([0.8])
    """

    learning_rate: float
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        _store(self, learning_rate=positive(self.learning_rate, "the learning rate"))
        _store(self, momentum=_share(self.momentum, "momentum"))
        if flag(self.nesterov, "nesterov") and not self.momentum:
            raise InputError("nesterov needs a momentum above 0, such as momentum=0.9")

    def start(self, n_parameters: int) -> State:
        """Return the state before the first step."""
        return {"velocity": np.zeros(n_parameters)} if self.momentum else {}

    def step(self, theta: Vector, gradient: Vector, state: State) -> Vector:
        """Return the new parameters, shape (n_parameters,)."""
        if not self.momentum:
            return theta - self.learning_rate * gradient
        velocity = state["velocity"] = self.momentum * state["velocity"] + gradient
        direction = gradient + self.momentum * velocity if self.nesterov else velocity
        return theta - self.learning_rate * direction

    @property
    def rule(self) -> Rule:
        """The step as formulas."""
        if not self.momentum:
            return (RuleLine("theta_new", "theta - eta * g"),)
        why = "The velocity keeps a part of its old value."
        velocity = RuleLine("v", "momentum * v_old + g", "velocity", why)
        if not self.nesterov:
            return velocity, RuleLine("theta_new", "theta - eta * v")
        why = "Nesterov's direction looks one step ahead."
        direction = RuleLine("d", "g + momentum * v", "direction", why)
        return velocity, direction, RuleLine("theta_new", "theta - eta * d")


@dataclass(frozen=True, slots=True)
class RMSprop:
    """Divide the gradient by a running root mean square (Hinton's lecture, 2012).

    ``v = alpha * v + (1 - alpha) * gradient^2``,
    ``theta_new = theta - eta * gradient / (sqrt(v) + eps)``.

    Parameters
    ----------
    learning_rate : float
        ``eta``; above 0.
    alpha : float
        The share of the past, from 0 to below 1.
    eps : float
        Keeps the quotient finite; above 0.
    """

    learning_rate: float = 0.01
    alpha: float = 0.99
    eps: float = 1e-8

    def __post_init__(self) -> None:
        _store(self, learning_rate=positive(self.learning_rate, "the learning rate"))
        _store(self, eps=positive(self.eps, "eps"), alpha=_share(self.alpha, "alpha"))

    def start(self, n_parameters: int) -> State:
        """Return the state before the first step."""
        return {"square": np.zeros(n_parameters)}

    def step(self, theta: Vector, gradient: Vector, state: State) -> Vector:
        """Return the new parameters, shape (n_parameters,)."""
        square = state["square"] = self.alpha * state["square"] + (1 - self.alpha) * gradient**2
        return theta - self.learning_rate * gradient / (np.sqrt(square) + self.eps)

    @property
    def rule(self) -> Rule:
        """The step as formulas."""
        return (
            RuleLine("v", "alpha * v_old + (1 - alpha) * g**2", "square"),
            RuleLine("theta_new", "theta - eta * (g / (sqrt(v) + eps))"),
        )


@dataclass(frozen=True, slots=True)
class Adam:
    """Adam (Kingma and Ba 2015): momentum and running mean square, both corrected for the start.

    ``m = beta1 * m + (1 - beta1) * gradient``, ``v = beta2 * v + (1 - beta2) * gradient^2``,
    ``theta_new = theta - eta / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)``.

    Parameters
    ----------
    learning_rate : float
        ``eta``; above 0.
    beta1, beta2 : float
        The shares of the past, from 0 to below 1.
    eps : float
        Keeps the quotient finite; above 0.
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def __post_init__(self) -> None:
        positive(self.learning_rate, "the learning rate")
        positive(self.eps, "eps")
        _share(self.beta1, "beta1")
        _share(self.beta2, "beta2")

    def start(self, n_parameters: int) -> State:
        """Return the state before the first step."""
        return {
            "mean": np.zeros(n_parameters),
            "square": np.zeros(n_parameters),
            "steps": np.zeros(1),
        }

    def step(self, theta: Vector, gradient: Vector, state: State) -> Vector:
        """Return the new parameters, shape (n_parameters,)."""
        state["steps"] = state["steps"] + 1
        steps = float(state["steps"][0])
        mean = state["mean"] = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        square = state["square"] = self.beta2 * state["square"] + (1 - self.beta2) * gradient**2
        root = np.sqrt(square) / np.sqrt(1 - self.beta2**steps) + self.eps
        rate = self.learning_rate / (1 - self.beta1**steps)
        new: Vector = theta - rate * mean / root
        return new

    @property
    def rule(self) -> Rule:
        """The step as formulas; the code corrects the root instead of what is below it."""
        why = "This corrects for the start at 0; the exponent is the number of steps."
        return (
            RuleLine("m", "beta1 * m_old + (1 - beta1) * g", "mean"),
            RuleLine("v", "beta2 * v_old + (1 - beta2) * g**2", "square"),
            RuleLine("m_corrected", "m / (1 - beta1**t)", "corrected mean", why),
            RuleLine("v_corrected", "v / (1 - beta2**t)", "corrected square", why),
            RuleLine("theta_new", "theta - eta * (m_corrected / (sqrt(v_corrected) + eps))"),
        )


@dataclass(frozen=True, slots=True)
class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019).

    Before Adam's step every parameter, biases included, shrinks by ``1 - eta * weight_decay``.

    Parameters
    ----------
    learning_rate : float
        ``eta``; above 0.
    beta1, beta2, eps : float
        As for Adam.
    weight_decay : float
        At least 0.
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        if number(self.weight_decay, "the weight decay") < 0:
            raise InputError(f"the weight decay is {self.weight_decay:g}; it must be at least 0")
        self._adam()

    def start(self, n_parameters: int) -> State:
        """Return the state before the first step."""
        return self._adam().start(n_parameters)

    def step(self, theta: Vector, gradient: Vector, state: State) -> Vector:
        """Return the new parameters, shape (n_parameters,)."""
        decayed = theta * (1 - self.learning_rate * self.weight_decay)
        return self._adam().step(decayed, gradient, state)

    @property
    def rule(self) -> Rule:
        """The step as formulas."""
        why = "Weight decay shrinks the parameter first."
        *adam, last = self._adam().rule
        return (
            RuleLine("theta_decayed", "theta * (1 - eta * weight_decay)", "decayed value", why),
            *adam,
            replace(last, formula=last.formula.replace("theta", "theta_decayed")),
        )

    def _adam(self) -> Adam:
        return Adam(self.learning_rate, self.beta1, self.beta2, self.eps)


OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = {
    "sgd": SGD,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}
"""The optimizers by name."""

DEFAULT_LEARNING_RATE = 0.1


def get_optimizer(optimizer: str | Optimizer, learning_rate: float | None = None) -> Optimizer:
    """Return an optimizer by name with a learning rate, or the given one unchanged.

    Parameters
    ----------
    optimizer : str or Optimizer
        ``sgd``, ``rmsprop``, ``adam``, ``adamw``, or an object with a learning rate of its own.
    learning_rate : float, optional
        For an optimizer given by name; 0.1 if none is given.

    Raises
    ------
    UnknownNameError
        If there is no optimizer of that name; the message lists the known ones.
    InputError
        If an optimizer object is given together with a learning rate, or the rate is not above 0.
    """
    if isinstance(optimizer, str):
        if optimizer not in OPTIMIZERS:
            raise unknown_name("optimizer", optimizer, OPTIMIZERS)
        rate = DEFAULT_LEARNING_RATE if learning_rate is None else learning_rate
        return OPTIMIZERS[optimizer](rate)
    if isinstance(optimizer, type):
        raise InputError(
            f"{optimizer.__name__} is a class; give an object of it with its learning rate, such "
            f"as {optimizer.__name__}(0.01)"
        )
    if not (
        callable(getattr(optimizer, "step", None)) and callable(getattr(optimizer, "start", None))
    ):
        raise unknown_name("optimizer", optimizer, OPTIMIZERS)
    if learning_rate is not None:
        raise InputError(
            f"the optimizer has a learning rate of its own ({optimizer.learning_rate:g}); "
            f"leave out learning_rate={brief(learning_rate)}, or give the optimizer by name"
        )
    return optimizer


def is_own(optimizer: Optimizer) -> bool:
    """Return whether an optimizer is the user's own; a subclass may take other steps."""
    return type(optimizer) not in (SGD, RMSprop, Adam, AdamW)


THETA, G, ETA, T = (letter(name) for name in ("theta", "g", "eta", "t"))
"""The parameter, its gradient, the learning rate and the number of the step, in update rules."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of an update rule, read.

    Attributes
    ----------
    letter, old : Letter
        What the line gives, and what stands for its value before the step.
    form : Expression
        Its formula.
    name, why : str
        As in ``RuleLine``.
    """

    letter: Letter
    old: Letter
    form: Expression
    name: str
    why: str


def read_rule(optimizer: Optimizer) -> tuple[tuple[ReadLine, ...], dict[Letter, float]]:
    """Return the lines of an optimizer's rule, and the optimizer's own numbers in them.

    Both are empty for an own optimizer that brings no rule, or a step of its own without one.

    Raises
    ------
    InputError
        If a rule cannot be read, or its last line does not give ``theta_new``.
    """
    lines: Rule = getattr(optimizer, "rule", ())
    if not lines or _rank(optimizer, "step") < _rank(optimizer, "rule"):
        return (), {}
    name = type(optimizer).__name__
    rule = checks.items(lines, f"the rule of {name} is a list of ns.RuleLine")
    for line in rule:
        checks.instance(line, RuleLine, f"a line of the rule of {name} is an ns.RuleLine", "one")
    if rule[-1].letter != "theta_new":
        raise InputError(
            f"the rule of {name} ends with {brief(rule[-1].letter)}; its last line must give "
            "theta_new"
        )
    known = {"theta", "g", "eta", "t"}
    own = {
        name: float(value)
        for name, value in ((a, getattr(optimizer, a)) for a in dir(optimizer) if a[0] != "_")
        if isinstance(value, int | float) and name not in known
    }
    read: list[ReadLine] = []
    for line in rule:
        what = f"the line {line.letter} in the rule of {name}"
        form = read_formula(line.formula, {*known, *own, f"{line.letter}_old"}, what)
        old = letter(f"{line.letter}_old")
        read.append(ReadLine(letter(line.letter), old, form, line.name or line.letter, line.why))
        known.add(line.letter)
    used = {found for line in read for found in letters_of(line.form)}
    numbers = {letter(name): value for name, value in own.items()}
    return tuple(read), {key: value for key, value in numbers.items() if key in used}


def _rank(optimizer: Optimizer, attribute: str) -> int:
    """Return how far up among its classes an optimizer gets an attribute from."""
    known = [
        vars(optimizer) if hasattr(optimizer, "__dict__") else {},
        *map(vars, type(optimizer).__mro__),
    ]
    return next(rank for rank, names in enumerate(known) if attribute in names)


def numbers_of_step(
    optimizer: Optimizer,
    theta: Vector,
    gradient: Vector,
    new: Vector,
    states: tuple[State, State],
) -> dict[str, Vector]:
    """Return the intermediate results of a step by name, each of shape (n_parameters,).

    Parameters
    ----------
    optimizer : Optimizer
        The optimizer; without a rule there are no results.
    theta, gradient, new : ndarray, shape (n_parameters,)
        The parameters before the step, their gradients, and the parameters after it.
    states : tuple of dict
        What the optimizer remembers, before and after.

    Raises
    ------
    InputError
        If the rule of an own optimizer gives other parameters than its step.
    """
    lines, own = read_rule(optimizer)
    if not lines:
        return {}
    before, after = states
    steps = float(after["steps"][0]) if "steps" in after else 1.0
    known = {THETA: theta, G: gradient, ETA: optimizer.learning_rate, T: steps, **own}
    found: dict[str, Vector] = {}
    for line in lines:
        if line.name in after:
            found[f"old {line.name}"] = known[line.old] = before[line.name]
        elif line.old in letters_of(line.form):
            raise InputError(
                f"the rule of {type(optimizer).__name__} has {line.old.base}_old, but the state of "
                f"the optimizer has no {line.name!r}; give the line the name under which the state "
                "keeps it"
            )
        known[line.letter] = by_rule = evaluate_arrays(line.form, known)
        if line is not lines[-1]:
            found[line.name] = after.get(line.name, by_rule)
    if is_own(optimizer) and not np.allclose(by_rule, new, rtol=1e-9, atol=1e-12, equal_nan=True):
        raise InputError(
            f"the rule of {type(optimizer).__name__} gives other new parameters than its step; "
            "correct one of them"
        )
    return found


def _share(value: float, what: str) -> float:
    share = number(value, what)
    if not 0 <= share < 1:
        raise InputError(f"{what} is {share:g}; it must be at least 0 and below 1")
    return share


def _store(optimizer: object, **numbers: float) -> None:
    """Keep numbers of any kind as floats, in an optimizer that is frozen."""
    for name, value in numbers.items():
        object.__setattr__(optimizer, name, value)
