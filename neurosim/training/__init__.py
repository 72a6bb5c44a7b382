"""Training: the loop, callbacks, history, metrics, checkpoints."""

from neurosim.training.callbacks import Callback, EarlyStopping, TrainingRun
from neurosim.training.checkpoints import Checkpoint
from neurosim.training.history import History
from neurosim.training.metrics import METRICS, Metrics, evaluate
from neurosim.training.train import train

__all__ = [
    "METRICS",
    "Callback",
    "Checkpoint",
    "EarlyStopping",
    "History",
    "Metrics",
    "TrainingRun",
    "evaluate",
    "train",
]
