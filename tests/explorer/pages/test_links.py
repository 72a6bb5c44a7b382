"""The state of a page in its link, in a browser and from a file."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import neurosim as ns
from neurosim.explorer.page_document import document_of


def link_of(**state: Any) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezer.compress(json.dumps(state).encode()) + squeezer.flush()
    return "#n1=" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def named(name: str) -> ns.Network:
    return ns.mlp([2, 2, 1], name=name, initializer=0.5)


def test_a_link_opens_its_network_in_its_language(open_page: Callable[..., Any]) -> None:
    document = document_of(named("from the link"))
    page = open_page(named("from the file"), after=link_of(document=document) + "&lang=de")
    assert page.get_by_label("Name des Netzes").input_value() == "from the link"
    assert page.evaluate("document.documentElement.lang") == "de"


def test_a_damaged_link_is_told_and_the_page_starts_without_it(
    open_page: Callable[..., Any],
) -> None:
    document = document_of(named("from the link"))
    page = open_page(named("from the file"), after=link_of(document=document)[:-20])
    page.get_by_text("This link is damaged or cut off").first.wait_for()
    assert page.get_by_label("Name of the network").input_value() == "from the file"
