"""What is written in each neuron, read from the network before it has a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.drawing.scene.gap import Gap, Node
from neurosim.drawing.scene.parts import Parts, make_parts
from neurosim.drawing.scene.shows import CardRow, View
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.typesetting import Pieces


@dataclass(frozen=True, slots=True)
class NodeText:
    """What is written in a neuron, or in the sign for those that are left out.

    Attributes
    ----------
    role : str
        ``input``, ``hidden``, ``output`` or ``ellipsis``.
    heading : tuple of str or Typeset
        The name.
    name : str
        The name as plain text; empty for an ellipsis.
    symbol : tuple of str or Typeset
        The symbol of its output; empty for an ellipsis.
    column : str
        The data column or class that it stands for; empty for none.
    rows : tuple of (tuple, CardRow)
        The lines under the name: what the number is, and the number.
    heads : tuple of tuple
        For each line the head of a column of such numbers in a table.
    drawn : Parts or None
        The small pictures of the sum and the activation.
    activation : str
        The name of the activation; empty for an input.
    frozen : bool
        Whether the bias is frozen.
    tabular : bool
        Whether its lines are a table.
    """

    role: str
    heading: Pieces
    name: str = ""
    symbol: Pieces = ()
    column: str = ""
    rows: tuple[tuple[Pieces, CardRow], ...] = ()
    heads: tuple[Pieces, ...] = ()
    drawn: Parts | None = None
    activation: str = ""
    frozen: bool = False
    tabular: bool = False


def read_nodes(
    subject: Subject, view: View, nodes: Sequence[Node], *, with_parts: bool
) -> list[NodeText]:
    """Return what is written in each node, with the present numbers of the network.

    Parameters
    ----------
    subject : Subject
        What is drawn.
    view : View
        What is shown of it.
    nodes : sequence of Neuron or Gap
        The neurons shown, and what is left out between them.
    with_parts : bool
        Whether the network is small enough for the small pictures in neurons.
    """
    texts = []
    for node in nodes:
        if isinstance(node, Gap):
            texts.append(_of_gap(node))
            continue
        drawn = None
        if with_parts and not node.is_input:
            drawn = make_parts(node, with_point=view.needs != "nothing")
        rows = view.rows(subject, node)
        texts.append(
            NodeText(
                role=subject.structure.places[node].kind,
                heading=subject.name(node),
                name=node.name,
                symbol=subject.pieces(subject.symbol(node, "output")),
                column=subject.columns.get(node.name, ""),
                rows=tuple((row.written(subject), row) for row in rows),
                heads=tuple(row.head(subject) for row in rows),
                drawn=drawn,
                activation="" if node.is_input else node.activation.name,
                frozen=not (node.is_input or node.bias_trainable),
                tabular=view.tabular,
            )
        )
    return texts


def _of_gap(gap: Gap) -> NodeText:
    """Return the sign of a gap, with what is left out below it."""
    if not gap.layers:
        return NodeText(
            "ellipsis",
            ("\N{VERTICAL ELLIPSIS}",),
            rows=(((f"{gap.neurons:,} more",), CardRow("")),),
        )
    layers = "1 more layer" if gap.layers == 1 else f"{gap.layers:,} more layers"
    neurons = "(1 neuron)" if gap.neurons == 1 else f"({gap.neurons:,} neurons)"
    rows = tuple(((count,), CardRow("")) for count in (layers, neurons))
    return NodeText("ellipsis", ("\N{MIDLINE HORIZONTAL ELLIPSIS}",), rows=rows)
