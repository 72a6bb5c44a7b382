"""The sign in a diagram for neurons and layers that are left out."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.model.neuron import Neuron


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """The sign in place of neurons that are left out.

    Attributes
    ----------
    neurons : int
        How many neurons are left out.
    layers : int
        How many whole layers they are; 0 for a part of one layer.
    """

    neurons: int
    layers: int = 0


Node = Neuron | Gap
"""A node of a diagram: a neuron, or a gap."""
