"""Training: the loop, optimizers, callbacks, history, metrics, and plain gradient descent."""

from neurosim.training.callbacks import Callback, EarlyStopping, TrainingRun
from neurosim.training.checkpoints import Checkpoint
from neurosim.training.descent import Descent, descend
from neurosim.training.history import History
from neurosim.training.metrics import METRICS, Metrics, evaluate
from neurosim.training.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Optimizer, RMSprop
from neurosim.training.train import train

__all__ = [
    "METRICS",
    "OPTIMIZERS",
    "SGD",
    "Adam",
    "AdamW",
    "Callback",
    "Checkpoint",
    "Descent",
    "EarlyStopping",
    "History",
    "Metrics",
    "Optimizer",
    "RMSprop",
    "TrainingRun",
    "descend",
    "evaluate",
    "train",
]
