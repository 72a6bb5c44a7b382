"""The pictures of objects in notebooks."""

from __future__ import annotations

from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.figure import draw
from neurosim.drawing.picture import Picture
from neurosim.errors import NeurosimError
from neurosim.model.network import Network
from neurosim.tracing import Trace
from neurosim.training.history import History


def picture(shown: object) -> str | None:
    """Return the picture of a network, a trace or a history as SVG; None if it has none.

    Parameters
    ----------
    shown : object
        The object that a notebook shows.

    Examples
    --------
    >>> import neurosim as ns
    >>> picture(ns.mlp([2, 3, 1]))[:4], picture(3)
    ('<svg', None)
    """
    try:
        drawn = _drawn(shown)
        return None if drawn is None else drawn._repr_svg_()
    except NeurosimError:
        # an unfinished network has no picture yet, only a table
        return None


def _drawn(shown: object) -> Picture | None:
    if isinstance(shown, Network | Trace):
        return draw(shown)
    if isinstance(shown, History) and shown.loss:
        return draw_loss(shown)
    return None
