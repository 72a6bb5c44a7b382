"""XML of foreign files as a tree, without document types and entities.

A document type can define entities that grow to gigabytes or read other files; no file of a
network needs one, so it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from neurosim.errors import InputError

DEEPEST = 200
"""The most elements within each other."""


@dataclass(slots=True)
class XmlElement:
    """An element: its tag, attributes, children, and the text before its first child."""

    tag: str
    attributes: dict[str, str]
    children: list[XmlElement] = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> XmlElement | None:
        """Return the first child with that tag, or None."""
        return next((child for child in self.children if child.tag == tag), None)


def parse_plain_xml(text: str) -> XmlElement:
    """Return the root element of an XML text.

    Parameters
    ----------
    text : str
        The text of the file.

    Raises
    ------
    InputError
        If the text is no XML, has a document type, or is nested too deeply.

    Examples
    --------
    >>> parse_plain_xml('<a><b x="1">two</b></a>').children[0].text
    'two'
    >>> parse_plain_xml("<!DOCTYPE a><a/>")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: the XML has a document type (<!DOCTYPE ...), which could define
    entities without end; remove it
    """
    within: list[XmlElement] = []
    roots: list[XmlElement] = []
    parts: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(within) >= DEEPEST:
            raise InputError("elements are nested too deeply; that is no file of a network")
        keep_text()
        element = XmlElement(tag, attributes)
        (within[-1].children if within else roots).append(element)
        within.append(element)

    def end(_: str) -> None:
        keep_text()
        within.pop()

    def keep_text() -> None:
        if within and not within[-1].children:
            within[-1].text += "".join(parts)
        parts.clear()

    def refuse(*_: object) -> None:
        raise InputError(
            "the XML has a document type (<!DOCTYPE ...), which could define entities without end; "
            "remove it"
        )

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = parts.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        # the text is decoded already, whatever encoding the file declares
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise InputError(
            f"not valid XML at line {error.lineno}, column {error.offset + 1} "
            f"({expat.ErrorString(error.code)}); the file is cut off or damaged"
        ) from None
    return roots[0]
