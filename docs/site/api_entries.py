"""The directive `api`: public names of neurosim with their docstrings."""

import inspect
import sys

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import neurosim


class Entries(SphinxDirective):
    """A table of names, one a line, and below it all of each."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table and the entries."""
        paths = [_path(line.strip()) for line in self.content if line.strip()]
        lines = ["```{eval-rst}", ".. currentmodule:: neurosim", ""]
        callables = [path for path in paths if callable(_object(path))]
        lines += [".. autosummary::", "   :nosignatures:", ""]
        lines += [f"   ~{path.removeprefix('neurosim.')}" for path in callables]
        for path in paths:
            lines += ["", *_entry(path)]
        return self.parse_text_to_nodes("\n".join([*lines, "```"]))


def _path(name: str) -> str:
    return f"neurosim.{name}" if hasattr(neurosim, name) else f"neurosim.errors.{name}"


def _object(path: str) -> object:
    module, name = path.rsplit(".", 1)
    return getattr(sys.modules[module], name)


def _entry(path: str) -> list[str]:
    found = _object(path)
    if inspect.isclass(found):
        members = ", ".join(_members(found))
        return [f".. autoclass:: {path}", *([f"   :members: {members}"] if members else [])]
    if callable(found):
        return [f".. autofunction:: {path}"]
    name = path.rsplit(".", 1)[1]
    return [f".. py:data:: {name}", "", *(f"   {line}" for line in _comment(found, name))]


def _members(cls: type) -> list[str]:
    """Return the public methods and properties that neurosim itself wrote and described."""
    names: dict[str, None] = {}
    for base in cls.__mro__:
        if base.__module__.startswith("neurosim"):
            for name, member in vars(base).items():
                function = member.fget if isinstance(member, property) else getattr(cls, name)
                ours = str(getattr(function, "__module__", "")).startswith("neurosim")
                if not name.startswith("_") and ours and inspect.getdoc(function):
                    names[name] = None
    return list(names)


def _comment(value: object, name: str) -> list[str]:
    """Return the text that stands below a variable in its own module."""
    for module in [m for m in sys.modules if m.startswith("neurosim.")]:
        if vars(sys.modules[module]).get(name) is value:
            comments = ModuleAnalyzer.for_module(module).find_attr_docs()
            if ("", name) in comments:
                return comments["", name]
    raise LookupError(f"{name} has no text below it")


def signature_of(
    app: Sphinx, what: str, name: str, found: object, options: object, signature: str, returned: str
) -> tuple[str, str] | None:
    """Leave out how a class is made if its text does not say so: other functions make it."""
    described = "Parameters\n" in (inspect.getdoc(found) or "")
    return None if what != "class" or described else ("", "")


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("api", Entries)
    app.connect("autodoc-process-signature", signature_of)
    return {"parallel_read_safe": True}
