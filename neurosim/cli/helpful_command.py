"""The help of a command: words for the kinds of values, and the options in groups."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand

_KINDS = {
    "<str>": "<text>",
    "<list[str]>": "<text>",
    "<int>": "<number>",
    "<int range>": "<number>",
    "<float>": "<number>",
    "<path>": "<file>",
}
"""What typer says about a value, and the words of the help."""


class HelpfulCommand(TyperCommand):
    """A command whose help puts options of a group, such as those of a data file, last."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage; the name of an argument stands as in its description."""
        return [re.sub(r"^\{(.*)\}$", r"<\1>", part) for part in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, the options, and then the options of each group."""
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            is_argument = param.param_type_name == "argument"
            group = getattr(param, "rich_help_panel", None) or ("Options", "Arguments")[is_argument]
            names = re.sub(r"<.*>", lambda kind: _KINDS.get(kind[0], kind[0]), record[0])
            groups.setdefault(group, []).append((names, record[1]))
        for group, records in groups.items():
            if records:
                with formatter.section(group):
                    formatter.write_dl(records)
