"""A neural network you can check by hand.

>>> import neurosim as ns
>>> net = ns.mlp([2, 3, 1])
"""

from neurosim.errors import NeurosimError, NeurosimWarning
from neurosim.model import *  # noqa: F403
