"""What a network is: neurons, wiring, arithmetic, notation, builders, and the rules of an update.

This room knows nothing of training, tracing or drawing.
"""

from neurosim.model.activations import ACTIVATIONS, Activation
from neurosim.model.builders import mlp, perceptron
from neurosim.model.columns import TargetColumn
from neurosim.model.gradients import GradientCheck, check_gradient
from neurosim.model.initializers import INITIALIZERS, Initializer, initialize
from neurosim.model.losses import LOSSES, Loss, softmax
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.parameters import Parameter
from neurosim.model.preparation import Preparation
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "Activation",
    "GradientCheck",
    "Initializer",
    "Loss",
    "MinMaxScaling",
    "Network",
    "Neuron",
    "Parameter",
    "Preparation",
    "Scaling",
    "StandardScaling",
    "TargetColumn",
    "check_gradient",
    "initialize",
    "mlp",
    "perceptron",
    "softmax",
]
