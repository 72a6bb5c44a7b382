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

from neurosim.checks import flag, number, positive
from neurosim.errors import InputError, NeurosimError, brief, named, unknown_name
from neurosim.model.update_rule import RuleLine, RuleLines

Vector = NDArray[np.float64]
State = dict[str, Vector]
"""What an optimizer remembers from step to step, by name; ``steps`` counts the steps taken."""


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
    def rule(self) -> RuleLines:
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
    def rule(self) -> RuleLines:
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
    def rule(self) -> RuleLines:
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
    def rule(self) -> RuleLines:
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
    own_rate = getattr(optimizer, "learning_rate", None)
    positive(own_rate, f"the learning rate of the optimizer {type(optimizer).__name__}")
    if learning_rate is not None:
        raise InputError(
            f"the optimizer has a learning rate of its own ({optimizer.learning_rate:g}); "
            f"leave out learning_rate={brief(learning_rate)}, or give the optimizer by name"
        )
    return optimizer


def start_state(optimizer: Optimizer, n_parameters: int) -> State:
    """Return the state of an optimizer before the first step.

    Raises
    ------
    InputError
        If an own optimizer fails, or gives something else than a dict.
    """
    name = type(optimizer).__name__
    try:
        state: object = optimizer.start(n_parameters)
    except NeurosimError:
        raise
    except Exception as error:
        raise InputError(
            f"start of the optimizer {name} fails: {named(error)}; correct the function"
        ) from error
    if not isinstance(state, dict):
        raise InputError(
            f"start of the optimizer {name} returns {brief(state)}; it must return a dict of arrays"
        )
    return state


def take_step(optimizer: Optimizer, theta: Vector, gradient: Vector, state: State) -> Vector:
    """Return the parameters after a step, shape (n_parameters,); the state is changed in place.

    Raises
    ------
    InputError
        If an own optimizer fails, or gives something else than one number for each parameter.
    """
    try:
        with np.errstate(all="ignore"):
            new = np.asarray(optimizer.step(theta, gradient, state), dtype=np.float64)
    except NeurosimError:
        raise
    except Exception as error:
        raise InputError(
            f"step of the optimizer {type(optimizer).__name__} fails: {named(error)}; it must "
            "return the new parameters, one number for each"
        ) from error
    if new.shape != theta.shape:
        raise InputError(
            f"the optimizer returns parameters of shape {new.shape}; it was given {theta.shape}"
        )
    return new


def is_own(optimizer: Optimizer) -> bool:
    """Return whether an optimizer is the user's own; a subclass may take other steps."""
    return type(optimizer) not in (SGD, RMSprop, Adam, AdamW)


def _share(value: float, what: str) -> float:
    share = number(value, what)
    if not 0 <= share < 1:
        raise InputError(f"{what} is {share:g}; it must be at least 0 and below 1")
    return share


def _store(optimizer: object, **numbers: float) -> None:
    """Keep numbers of any kind as floats, in an optimizer that is frozen."""
    for name, value in numbers.items():
        object.__setattr__(optimizer, name, value)
