"""A network as a plain graph that has all of it in attributes that a file can hold."""

from __future__ import annotations

from typing import Any

import networkx as nx

from neurosim.errors import InputError, NeurosimError
from neurosim.interop.describing import described
from neurosim.interop.description_check import check_fit
from neurosim.interop.imports.networkx_graph import DESCRIPTION
from neurosim.model.network import Network, check_network

_OF_THE_GRAPH = ("format", "version", "neurons")


def described_graph(net: Network, who: str) -> tuple[nx.DiGraph[str], dict[str, Any]]:
    """Return the graph of ``to_networkx``, and outputs, loss, scaling and columns as plain data.

    Raises
    ------
    InputError
        If a file could not give the same network back, as for ``ns.save``.
    """
    check_network(net, who, complete=False)
    try:
        data = described(net)
        check_fit(net)
    except NeurosimError as error:
        raise InputError(f"the network cannot be written: {error}") from None
    plain = net.to_networkx()
    plain.graph.pop(DESCRIPTION, None)
    return plain, {key: value for key, value in data.items() if key not in _OF_THE_GRAPH}
