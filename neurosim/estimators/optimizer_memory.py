"""The memory of the optimizer from one training to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from neurosim.model.optimizers import State
from neurosim.training import Callback, TrainingRun


@dataclass(slots=True)
class OptimizerMemory(Callback):
    """Let a training go on with what the optimizer remembered at the end of the one before.

    Attributes
    ----------
    kept : dict or None
        What the optimizer remembers, such as the means of Adam; None before the first training.
    """

    kept: State | None = field(default=None)

    def on_start(self, run: TrainingRun) -> None:
        """Give the memory to the training."""
        if self.kept is not None and run.loop is not None:
            run.loop.set_optimizer_state(self.kept)

    def on_end(self, run: TrainingRun) -> None:
        """Take the memory from the training."""
        if run.loop is not None:
            self.kept = run.loop.optimizer_state()
