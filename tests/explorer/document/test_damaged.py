"""Damaged documents, model files and tables: each is read or refused, and nothing else happens."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import neurosim as ns
from neurosim.explorer.page_document import document_of
from neurosim.interop.model_file import to_json

READERS = """
import { readCsv } from "PAGE/document/csv.js";
import { dataFor, likelyColumns } from "PAGE/document/csv_data.js";
import { readDocument } from "PAGE/document/document.js";
import { modelText, readModelText } from "PAGE/document/model_text.js";
import { Refusal } from "PAGE/document/refusal.js";
import { ENGLISH } from "PAGE/words/english.js";
const keyOf = (work) => {
  try { work(); return "read"; }
  catch (error) {
    if (error instanceof Refusal && error.in(ENGLISH).endsWith(".")) return error.key;
    throw error;
  }
};
"""
JUNK: list[Any] = [
    None,
    0,
    -1,
    1.5,
    "",
    "x[0]",
    [],
    {},
    [[]],
    True,
    ["a", 1],
    {"name": "x"},
    "__proto__",
]
SIGNS = [*'ab12.,;|\t" -=', "\n", "\r\n", "NA", "e5", "sep="]


def damaged(value: Any, chance: random.Random) -> Any:
    """Return plain data in which some parts are replaced, removed or added."""
    if chance.random() < 0.04:
        return chance.choice(JUNK)
    if isinstance(value, list):
        return [damaged(item, chance) for item in value if chance.random() > 0.02]
    if isinstance(value, dict):
        kept = {key: damaged(item, chance) for key, item in value.items() if chance.random() > 0.02}
        return kept | {"extra": 1} if chance.random() < 0.02 else kept
    return value


def kinds(answers: list[str]) -> set[str]:
    assert "read" in answers
    return set(answers)


def test_a_damaged_document_is_read_or_refused(in_node: Callable[..., Any]) -> None:
    net, data = ns.worked_example()
    document = document_of(net, data=data)
    documents = [damaged(document, random.Random(seed)) for seed in range(1500)]
    body = "return given.map((value) => keyOf(() => modelText(readDocument(value).model)));"
    assert len(kinds(in_node(READERS, body, documents))) > 8


def test_a_damaged_model_file_is_read_or_refused(in_node: Callable[..., Any]) -> None:
    chance, text = random.Random(3), to_json(ns.worked_example()[0])
    texts = [text]
    for _ in range(1500):
        place = chance.randrange(len(text))
        texts.append(text[:place] + chance.choice(["", *'{}[]",:0-ex\\']) + text[place + 1 :])
    body = "return given.map((value) => keyOf(() => readModelText(value)));"
    assert len(kinds(in_node(READERS, body, texts))) > 6


def test_a_damaged_table_is_read_or_refused(in_node: Callable[..., Any]) -> None:
    chance = random.Random(5)
    texts = ["".join(chance.choices(SIGNS, k=chance.randrange(40))) for _ in range(1500)]
    body = """
      const { model } = readDocument(undefined);
      return given.map((text) => keyOf(() => {
        const table = readCsv(text);
        dataFor(table, { model }, likelyColumns(table, { model }));
      }));
    """
    assert len(kinds(in_node(READERS, body, ["a,b,c\n1,2,3", *texts]))) > 8


def test_keys_of_objects_have_no_meaning_of_their_own(in_node: Callable[..., Any]) -> None:
    text = json.dumps({"model": document_of(ns.mlp([1, 1]))["model"]})
    given = [text.replace('"name"', f'"{key}"', 1) for key in ("__proto__", "constructor")]
    body = "return given.map((text) => keyOf(() => readDocument(JSON.parse(text))));"
    assert in_node(READERS, body, given) == ["unknown_key", "unknown_key"]
