"""One run of a sweep: a network that is made, trained and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from neurosim.checks import instance
from neurosim.data import DataFile, DataLike
from neurosim.errors import InputError, NeurosimError, named, one_sentence
from neurosim.interop.model_file import from_json, to_json
from neurosim.model import Activation, Network
from neurosim.model.activations import is_built_in
from neurosim.scaling_out.facts import digest_of
from neurosim.scaling_out.grid import Parameters, divided
from neurosim.training.history import History
from neurosim.training.metrics import evaluate
from neurosim.training.train import train

MakeNetwork = Callable[..., Network]


@dataclass(frozen=True, slots=True, eq=False)
class RunTask:
    """What all runs of a sweep share.

    Attributes
    ----------
    make_network : callable
        The function of the user.
    data : Dataset, (X, Z) or DataFile
        What every run is trained on, in raw units.
    validation : Dataset, (X, Z) or None
        What every run is measured on, in raw units.
    settings : dict
        The arguments of ``ns.train`` that are the same in all runs.
    """

    make_network: MakeNetwork
    data: DataLike | DataFile
    validation: DataLike | None
    settings: Parameters


@dataclass(frozen=True, slots=True, eq=False)
class SweepRun:
    """One run of a sweep.

    Attributes
    ----------
    number : int
        Its place in the sweep, from 0.
    parameters : dict of str to object
        What the grid gave it.
    seed : int
        The seed of the network and of shuffling.
    history : History or None
        What ``ns.train`` recorded; None if the run failed.
    validation : dict of str to float
        The metrics of the validation data after the training, by name; empty without such data.
    error : str or None
        Why the run failed; None if it did not.

    Notes
    -----
    A run whose training was refused or diverged is settled: it would fail in the same way again. A
    run that failed for another reason, such as an error in ``make_network``, is tried again when
    the sweep goes on.
    """

    number: int
    parameters: Parameters
    seed: int
    history: History | None = None
    validation: dict[str, float] = field(default_factory=dict)
    error: str | None = None
    _model: str | None = field(default=None, repr=False)
    _make_network: MakeNetwork | None = field(default=None, repr=False)
    _settled: bool = field(default=True, repr=False)
    _start: str | None = field(default=None, repr=False)

    @property
    def loss(self) -> float | None:
        """The training loss of the last epoch, as in the history; None if the run failed."""
        return self.history.loss[-1] if self.history is not None and self.history.loss else None

    @property
    def network(self) -> Network:
        """The trained network, a new copy each time.

        Raises
        ------
        InputError
            If the sweep did not keep it.
        """
        if self._model is None:
            why = f"run {self.number} failed" if self.error else "the sweep kept only the best one"
            raise InputError(
                f"there is no network of run {self.number}: {why}; sweep with keep='all', or train "
                "one with its parameters and its seed"
            )
        own: tuple[Activation, ...] = ()
        if self._make_network is not None:
            # a text holds only the names of the user's own activations
            own = own_activations(self._make_network(**divided(self.parameters)[0], seed=self.seed))
        return from_json(self._model, activations=own)

    def measures(self) -> dict[str, float]:
        """Return what the runs are compared by: the loss, and the metrics of validation data."""
        own = {} if self.loss is None else {"training_loss": self.loss}
        return own | {f"validation_{name}": value for name, value in self.validation.items()}


def run_once(task: RunTask, run: SweepRun) -> SweepRun:
    """Return a run with what came of it; an error becomes its message."""
    of_training = divided(run.parameters)[1]
    try:
        net = made_network(task.make_network, run)
    except Exception as error:  # make_network is the user's, and may raise anything
        message = str(error) if isinstance(error, NeurosimError) else named(error)
        return replace(_failed(run, message), _settled=False)
    start = digest_of_start(net)
    try:
        own = bool(own_activations(net))
        history = train(
            net,
            task.data,
            **{**task.settings, **of_training},
            seed=run.seed,
            progress=False,
            threads=1,
        )
        if history.stop_reason == "interrupted":
            raise KeyboardInterrupt
        measured = {}
        if task.validation is not None:
            measured = evaluate(net, task.validation, threads=1).named()
        return SweepRun(
            run.number,
            run.parameters,
            run.seed,
            history,
            measured,
            _model=to_json(net),
            _make_network=task.make_network if own else None,
            _start=start,
        )
    except NeurosimError as error:
        return replace(_failed(run, str(error)), _start=start)
    except Exception as error:  # activations and losses are the user's, and may raise anything
        return replace(_failed(run, named(error)), _settled=False)


def made_network(make_network: MakeNetwork, run: SweepRun) -> Network:
    """Return the network that a run starts with.

    Raises
    ------
    InputError
        If the function of the user returns something else; it may raise any other error itself.
    """
    net: Any = make_network(**divided(run.parameters)[0], seed=run.seed)
    return instance(net, Network, "make_network returns a network", "ns.mlp([2, 3, 1])")


def digest_of_start(net: Network) -> str:
    """Return a short text that differs for another network, weights and all."""
    try:
        return digest_of([to_json(net)])
    except NeurosimError as error:  # a loss of the user, which the training may replace
        return digest_of([str(error)])


def _failed(run: SweepRun, message: str) -> SweepRun:
    return SweepRun(run.number, run.parameters, run.seed, error=one_sentence(message))


def own_activations(net: Network) -> tuple[Activation, ...]:
    """Return the user's own activations in a network."""
    found = {neuron.activation.name: neuron.activation for neuron in net.structure.computed}
    return tuple(one for one in found.values() if not is_built_in(one))
