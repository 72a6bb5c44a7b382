"""Which part of a foreign network is being unrolled, and how large it may become."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.errors import InputError, NotFiniteError, brief


@dataclass(slots=True)
class Site:
    """Where an importer is; names of neurons and messages are made from it.

    Parameters
    ----------
    max_edges : int
        The most edges that the network may have.
    layer : str
        The name of the layer that is being unrolled, such as ``"fc1"``.
    what : str
        What to call it in messages, such as ``"node 'fc1' (Gemm)"``.
    """

    max_edges: int = 1_000_000
    layer: str = "n"
    what: str = "the network"

    def check_room(self, n_edges: int) -> None:
        """Raise InputError if the part needs more edges than the network may have.

        Examples
        --------
        >>> Site(max_edges=10).check_room(11)
        Traceback (most recent call last):
            ...
        neurosim.errors.InputError: the network needs 11 edges, more than max_edges = 10; ...
        """
        if n_edges > self.max_edges:
            raise InputError(
                f"{self.what} needs {n_edges:,} edges, more than max_edges = {self.max_edges:,}; "
                "give a larger max_edges, or a smaller network or input"
            )

    def refuse(self, why: str) -> InputError:
        """Return the error that says where something cannot become neurons, and why."""
        return InputError(f"{self.what} cannot become neurons: {why}")

    def refuse_value(self, value: float, what: str) -> NotFiniteError:
        """Return the error for a number that is not finite."""
        return NotFiniteError(
            f"{self.what} has {what} {brief(float(value))}; every number of a network must be "
            "finite"
        )
