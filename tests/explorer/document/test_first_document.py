"""What a page shows that was given nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import neurosim as ns
from neurosim.explorer.page_document import document_of, network_of

FIRST = 'import { emptyDocument, emptyLook, readDocument } from "PAGE/document/document.js";'


def test_the_first_network_learns_xor(in_node: Callable[..., Any]) -> None:
    document = in_node(FIRST, "return emptyDocument();", None)
    net = network_of(document["model"])
    rows = document["data"]["rows"]
    rate = document["training"]["optimizer"]["learning_rate"]
    assert rate == 0.5
    ns.train(
        net,
        ([row[:2] for row in rows], [row[2:] for row in rows]),
        epochs=2000,
        optimizer=ns.SGD(rate),
        normalize=None,
        shuffle=False,
    )
    assert [round(float(net.forward(row[:2])[0])) for row in rows] == [0, 1, 1, 0]


def test_it_has_a_sample_with_a_target(in_node: Callable[..., Any]) -> None:
    document = in_node(FIRST, "return emptyDocument();", None)
    assert document["sample"] == {"inputs": [1, 0], "targets": [1]}
    assert in_node(FIRST, "return readDocument(undefined);", None) == document


def test_what_python_leaves_out_is_as_in_the_first_document(in_node: Callable[..., Any]) -> None:
    model = document_of(ns.mlp([1, 1]))["model"]
    read = in_node(FIRST, "return readDocument(given);", {"model": model})
    assert read == document_of(ns.mlp([1, 1])) | {"model": read["model"]}
