"""Which symbol stands for which data column or class, before all other sections."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.working import Working
from neurosim.model.column_names import short_column
from neurosim.writing.document import Block, Name, NumberTable, Phrase

_LONGEST = 120
_DOTS: Phrase = ("⋯",)


def names(working: Working) -> Iterator[Block]:
    """Yield the table of the symbols of inputs and outputs, with what they stand for."""
    rows: list[tuple[Phrase, Phrase, Phrase]] = []
    for neurons in (working.net.inputs, working.net.outputs):
        named = [neuron for neuron in neurons if working.trace[neuron].column]
        for neuron in working.chosen(
            named, working.selection.names("forward", "normalized", "losses")
        ):
            if isinstance(neuron, LeftOut):
                rows.append((_DOTS, (f"{len(neuron):,} more",), _DOTS))
                continue
            numbers = working.trace[neuron]
            kind = "input" if neuron.is_input else "output"
            name = Name(short_column(numbers.column, _LONGEST))
            rows.append(((working.symbol(neuron),), (kind,), (name,)))
    if rows:
        yield NumberTable((("symbol",), ("",), ("stands for",)), tuple(rows))
