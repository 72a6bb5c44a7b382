"""The directive `commands`: every command of neurosim, from the texts of its help."""

import inspect
import re

import typer.main
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from neurosim.cli import app as neurosim_app

CODE = re.compile(r"`([^`]+)`|(?<![\w-])(--?[a-z][\w-]*|NAME=\S+)")


def sentences(text: str) -> list[nodes.Node]:
    """Return a text with its options set as code."""
    made: list[nodes.Node] = []
    end = 0
    for found in CODE.finditer(text):
        made += [nodes.Text(text[end : found.start()]), nodes.literal("", found[1] or found[2])]
        end = found.end()
    return [*made, nodes.Text(text[end:])]


def table(rows: list[tuple[str, str]], heading: str) -> nodes.table:
    """Return a table of options or arguments."""
    group = nodes.tgroup("", cols=2)
    group += [nodes.colspec(colwidth=30), nodes.colspec(colwidth=70)]
    head, body = nodes.thead(), nodes.tbody()
    group += [head, body]

    def row(cells: list[list[nodes.Node]]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))

    head += row([[nodes.Text(heading)], [nodes.Text("")]])
    body += [row([[nodes.literal("", name)], sentences(text)]) for name, text in rows]
    return nodes.table("", group)


class Commands(SphinxDirective):
    """One section for each command: what it does, its example, its arguments and options."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        group = typer.main.get_command(neurosim_app)
        context = typer.Context(group, info_name="neurosim")
        return [self._section(name, context) for name in group.list_commands(context)]

    def _section(self, name: str, parent: typer.Context) -> nodes.section:
        command = parent.command.get_command(parent, name)
        context = typer.Context(command, info_name=name, parent=parent)
        section = nodes.section(ids=[f"neurosim-{name}"], names=[f"neurosim {name}"])
        section += nodes.title("", f"neurosim {name}")
        usage = " ".join(command.collect_usage_pieces(context))
        section += _console(f"neurosim {name} {usage}")
        for text in inspect.cleandoc(command.help or "").replace("\b", "").split("\n\n"):
            line = " ".join(text.split())
            if line.startswith("Example: "):
                section += _console(line.removeprefix("Example: "))
            elif line:
                section += nodes.paragraph("", "", *sentences(line))
        for kind in ("argument", "option"):
            records = [
                record
                for parameter in command.get_params(context)
                if parameter.param_type_name == kind
                and (record := parameter.get_help_record(context)) is not None
                and record[0] != "--help"
            ]
            if records:
                section += table(records, f"{kind}s")
        return section


def _console(text: str) -> nodes.literal_block:
    return nodes.literal_block(text, text, language="console")


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True}
