"""One training of a network at a time."""

from __future__ import annotations

from threading import get_ident

from neurosim.errors import InputError
from neurosim.model import Network
from neurosim.model.locks import whole

_turns: dict[int, list[int]] = {}  # of each network in training, its thread, once for each call


def begin_turn(net: Network) -> None:
    """Begin to train a network; a callback of the training may train it too.

    Raises
    ------
    InputError
        If another thread is training it.
    """
    with whole:
        turns = _turns.setdefault(id(net), [])
        if turns and turns[0] != get_ident():
            raise InputError(
                "another thread is training the network; wait until it is done, or train a copy: "
                "net.copy()"
            )
        turns.append(get_ident())


def end_turn(net: Network) -> None:
    """End what ``begin_turn`` began."""
    with whole:
        turns = _turns[id(net)]
        turns.pop()
        if not turns:
            del _turns[id(net)]
