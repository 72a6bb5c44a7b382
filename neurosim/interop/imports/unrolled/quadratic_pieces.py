"""Functions with a quadratic piece between two straight ones, without squares of large numbers."""

from __future__ import annotations

from neurosim.interop.imports.unrolled.combining import compact
from neurosim.interop.imports.unrolled.element_functions import clip
from neurosim.interop.imports.unrolled.signals import Signal, scaled, shifted, summed
from neurosim.interop.imports.unrolled.unrolling import Unrolling


def hard_swish_pieces(unrolling: Unrolling, x: Signal) -> Signal:
    """Return ``x * clip(x + 3, 0, 6) / 6``.

    With ``t = clip(x, -3, 3)`` it is ``t * (t + 3) / 6 + relu(x - 3)``.
    """
    x, layer = compact(unrolling, x), unrolling.site.layer
    t = compact(unrolling, clip(unrolling, x, -3.0, 3.0))
    squares = unrolling.activate(t, "square", name=layer)
    rest = unrolling.activate(shifted(x, -3.0), "relu", name=layer)
    return summed([squares, t, rest], [1 / 6, 0.5, 1.0])


def sparse_plus(unrolling: Unrolling, x: Signal) -> Signal:
    """Return 0 up to -1, x from 1 on, and ``(x + 1)**2 / 4`` between them.

    With ``t = clip(x, -1, 1)`` it is ``(t + 1)**2 / 4 + relu(x - 1)``.
    """
    x, layer = compact(unrolling, x), unrolling.site.layer
    t = compact(unrolling, clip(unrolling, x, -1.0, 1.0))
    squares = unrolling.activate(shifted(t, 1.0), "square", name=layer)
    rest = unrolling.activate(shifted(x, -1.0), "relu", name=layer)
    return summed([scaled(squares, 0.25), rest], [1.0, 1.0])
