"""How the site is made: `make docs` writes it to docs/_build/html."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "site")]

from pygments.lexers import TextLexer  # noqa: E402

import neurosim  # noqa: E402

project = html_title = "neurosim"
version = release = neurosim.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "api_entries",
    "command_reference",
    "linked_pictures",
    "search_from_disk",
]
exclude_patterns = ["_build", "site"]
nitpicky = True
myst_heading_anchors = 4

autodoc_typehints = "none"  # the docstrings give types, shapes and units
autosummary_generate = False
numpydoc_show_class_members = False  # the directive `api` lists them
toc_object_entries_show_parents = "hide"

# The theme has no script and no font of another server, and is readable on a phone.
html_theme = "furo"
html_theme_options = {"top_of_page_buttons": []}
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
copybutton_exclude = ".linenos, .gp, .go"
linkcheck_timeout = 20


def setup(app):
    """Let Mermaid, which GitHub shows as a picture, and tables stand as text."""
    for name in ("mermaid", "csv"):
        app.add_lexer(name, TextLexer)
