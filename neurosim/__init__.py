"""A neural network you can check by hand.

Functions take a network and raw units; methods of a network take normalized units.

>>> import neurosim as ns
>>> net = ns.Network()
>>> x = net.add_input()
>>> y = net.add_neuron({x: 2.0}, bias=1.0, activation="identity")
>>> ns.trace(net, [3.0]).value("so[0]")
7.0
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from neurosim.data import DataFile, Dataset, read_csv, worked_example
from neurosim.engine import jacobian, predict, predict_classes, predict_probabilities
from neurosim.errors import DivergedError, NeurosimError, NeurosimWarning
from neurosim.model import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    Activation,
    GradientCheck,
    Initializer,
    Loss,
    MinMaxScaling,
    Network,
    Neuron,
    Parameter,
    TargetColumn,
    check_gradient,
    initialize,
    mlp,
    perceptron,
)
from neurosim.tracing import NeuronTrace, Trace, trace
from neurosim.training import (
    METRICS,
    OPTIMIZERS,
    SGD,
    Adam,
    AdamW,
    Callback,
    Checkpoint,
    Descent,
    EarlyStopping,
    History,
    Metrics,
    Optimizer,
    RMSprop,
    TrainingRun,
    descend,
    evaluate,
    train,
)

if TYPE_CHECKING:
    from neurosim.drawing import draw, draw_loss
    from neurosim.interop import (
        load,
        read_scaling,
        read_weights,
        save,
        write_scaling,
        write_weights,
    )

__version__ = "0.1.0"

_LOADED_ON_FIRST_USE = {
    "draw": "neurosim.drawing",
    "draw_loss": "neurosim.drawing",
    "load": "neurosim.interop",
    "read_scaling": "neurosim.interop",
    "read_weights": "neurosim.interop",
    "save": "neurosim.interop",
    "write_scaling": "neurosim.interop",
    "write_weights": "neurosim.interop",
}

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "SGD",
    "Activation",
    "Adam",
    "AdamW",
    "Callback",
    "Checkpoint",
    "DataFile",
    "Dataset",
    "Descent",
    "DivergedError",
    "EarlyStopping",
    "GradientCheck",
    "History",
    "Initializer",
    "Loss",
    "Metrics",
    "MinMaxScaling",
    "Network",
    "Neuron",
    "NeuronTrace",
    "NeurosimError",
    "NeurosimWarning",
    "Optimizer",
    "Parameter",
    "RMSprop",
    "TargetColumn",
    "Trace",
    "TrainingRun",
    "check_gradient",
    "descend",
    "draw",
    "draw_loss",
    "evaluate",
    "initialize",
    "jacobian",
    "load",
    "mlp",
    "perceptron",
    "predict",
    "predict_classes",
    "predict_probabilities",
    "read_csv",
    "read_scaling",
    "read_weights",
    "save",
    "trace",
    "train",
    "worked_example",
    "write_scaling",
    "write_weights",
]


def __getattr__(name: str) -> Any:
    if name not in _LOADED_ON_FIRST_USE:
        raise AttributeError(f"module 'neurosim' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LOADED_ON_FIRST_USE[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
