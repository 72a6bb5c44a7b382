"""What an importer found: the network, and what a person should know about it."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.model.network import Network

FLOAT32 = "the other library computes with 32-bit floats, and here its numbers have 64 bits"
NO_SETTINGS = "the settings of the training are left out"


@dataclass(frozen=True, slots=True)
class ImportedNetwork:
    """A network of another library.

    Parameters
    ----------
    network : Network
        The network.
    kind : str
        What was read, with the article: ``"a network of FANN"``.
    notes : tuple of str
        What was lost, and what differs from the other library; each a sentence without a full stop.
    """

    network: Network
    kind: str
    notes: tuple[str, ...] = ()
