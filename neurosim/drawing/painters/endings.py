"""The painter for each file ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from neurosim.drawing.painters.dot import to_dot
from neurosim.drawing.painters.matplotlib import FORMATS, paint_bytes
from neurosim.drawing.painters.mermaid import to_mermaid
from neurosim.drawing.painters.tikz import to_tikz
from neurosim.drawing.shapes import Scene

Painter = Callable[[Scene], str | bytes]

PAINTERS: Mapping[str, Painter] = {
    **{name: partial(paint_bytes, file_format=name) for name in FORMATS},
    "dot": to_dot,
    "gv": to_dot,
    "tex": to_tikz,
    "mmd": to_mermaid,
    "mermaid": to_mermaid,
}
"""The painters by file ending, without the dot: matplotlib, Graphviz, TikZ and Mermaid."""
