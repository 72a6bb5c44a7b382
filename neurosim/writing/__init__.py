"""A document of worked mathematics and its writers: text, Markdown, LaTeX, HTML."""

from neurosim.writing.derivation import Derivation
from neurosim.writing.document import Document

__all__ = ["Derivation", "Document"]
