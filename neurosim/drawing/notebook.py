"""The pictures that objects show of themselves in notebooks."""

from __future__ import annotations

from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.painters.matplotlib import paint_bytes, render
from neurosim.drawing.scene.diagram import make_scene
from neurosim.errors import NeurosimError
from neurosim.model.network import Network
from neurosim.tracing import Trace
from neurosim.training.history import History


def picture(shown: object) -> str | None:
    """Return the picture of a network, a trace or a history as SVG; None if it has none.

    Parameters
    ----------
    shown : object
        What a notebook shows.

    Examples
    --------
    >>> import neurosim as ns
    >>> picture(ns.mlp([2, 3, 1]))[:4], picture(3)
    ('<svg', None)
    """
    try:
        svg = _svg(shown)
    except NeurosimError:
        # an unfinished network has no picture yet; its table says what there is
        return None
    return None if svg is None else svg[svg.index("<svg") :]


def _svg(shown: object) -> str | None:
    if isinstance(shown, Network | Trace):
        return paint_bytes(make_scene(shown), "svg").decode("utf-8")
    if isinstance(shown, History) and shown.loss:
        curve = draw_loss(shown.loss, validation_loss=shown.validation_loss or None)
        return render(curve, "svg", title="Loss", description=repr(shown)).decode("utf-8")
    return None
