"""The state of a page in its link: what is written is read, and nothing else."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import neurosim as ns
from neurosim.explorer.page_document import document_of

InNode = Callable[[str, str, Any], Any]

LINK = """
import { linkOf, readLink, readOptions } from "PAGE/document/link.js";
import { emptyDocument, emptyLook, readDocument, readLook } from "PAGE/document/document.js";
import { modelText } from "PAGE/document/model_text.js";
import { Refusal } from "PAGE/document/refusal.js";
import { ENGLISH } from "PAGE/words/english.js";
import { GERMAN } from "PAGE/words/german.js";
const said = async (work) => {
  try { return { value: await work() }; }
  catch (error) {
    if (error instanceof Refusal) return { refusal: error.in(ENGLISH), german: error.in(GERMAN) };
    throw error;
  }
};
"""
READ = "return Promise.all(given.map((hash) => said(() => readLink(hash))));"
LOOK = {
    "step": 4,
    "selected": "h[0][1]",
    "panel": "training",
    "language": "de",
    "digits": 6,
    "decimal_comma": True,
    "theme": "dark",
    "view": "network",
}


def packed(text: str) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezer.compress(text.encode()) + squeezer.flush()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def link_of(**state: Any) -> str:
    return "#n1=" + packed(json.dumps(state))


def whole_document() -> dict[str, Any]:
    net, data = ns.worked_example()
    net.target_scaling = ns.MinMaxScaling((60.0,), (100.0,))
    document = document_of(net, data=data)
    document["positions"] = [["h[0][1]", 12.5, -3.0]]
    document["locks"] = ["structure"]
    document["task"] = {
        "title": "Sheet 1",
        "decimals": 3,
        "variants": [
            {
                "number": 1,
                "model": document["model"],
                "sample": document["sample"],
                "given": ["so[0]"],
                "ask": ["do[0]"],
                "numbers": [
                    {
                        "prompt": "?",
                        "value": 0.5,
                        "tolerance": 0.01,
                        "decimals": 2,
                        "wrong": [[0.25, "halved twice"]],
                    }
                ],
                "choices": [
                    {"prompt": "?", "options": ["a", "b"], "right": 1, "feedback": ["no", "yes"]}
                ],
                "lines": ["line"],
            }
        ],
    }
    return document


def test_a_page_comes_back_from_its_link(in_node: InNode) -> None:
    document = whole_document()
    body = """
      const hash = await linkOf(readDocument(given.document), readLook(given.look));
      return { hash, ...(await readLink(hash)) };
    """
    back = in_node(LINK, body, {"document": document, "look": LOOK})
    assert back["document"] == document
    assert back["look"] == LOOK
    assert back["hash"].startswith("#n1=")
    assert set(back["hash"][4:]) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_a_link_keeps_negative_zeros_and_every_digit(in_node: InNode) -> None:
    net = ns.mlp([1, 1], initializer=-0.0)
    net["o[0]"].bias = 0.1 + 0.2
    body = """
      const document = readDocument(given);
      const read = await readLink(await linkOf(document, emptyLook()));
      return [modelText(document.model), modelText(read.document.model)];
    """
    before, after = in_node(LINK, body, document_of(net))
    assert before == after
    assert '{"x[0]": -0.0}' in after
    assert "0.30000000000000004" in after


def test_an_address_without_a_link_holds_nothing(in_node: InNode) -> None:
    assert in_node(LINK, READ, ["", "#", "#top", "#lang=de"]) == [{"value": None}] * 4


def damaged_links() -> dict[str, str]:
    """Return links and what is said of them."""
    document = document_of(ns.mlp([1, 1]))
    good = link_of(document=document)
    model = document["model"]

    def with_model(**change: Any) -> str:
        return link_of(document={**document, "model": {**model, **change}})

    def with_document(**change: Any) -> str:
        return link_of(document={**document, **change})

    return {
        good[:-9]: "damaged or cut off",
        "#n1=": "damaged or cut off",
        "#n1=%00": "damaged or cut off",
        "#n1=!!!": "damaged or cut off",
        "#n1=" + packed("{"): "damaged or cut off",
        "#n1=" + packed("[1]"): "link is […]; expected an object",
        "#n2=abc": "begins with n2, which another version",
        link_of(): "document is missing",
        link_of(document=None): "document is null; expected an object",
        link_of(document=document, more=1): 'link has the key "more", which is not known',
        "#n1=" + packed('{"document": {"__proto__": {"model": 1}}}'): 'the key "__proto__"',
        "#n1=" + packed('{"document": {"model": {"constructor": 1}}}'): 'the key "constructor"',
        with_model(neurons={}): "model.neurons is {…}; expected a list",
        with_model(neurons=[{"kind": "input", "name": f"{n}"} for n in range(2001)]): (
            "model.neurons has 2001 entries; this page takes at most 2000"
        ),
        with_model(loss="own"): 'model.loss is "own"; give one of these',
        with_document(positions=[["x[0]", 1]]): "positions[0] has 2 entries; expected 3",
        with_document(positions=[["y", 1, 2]]): 'positions: there is no neuron "y"',
        with_document(sample={"inputs": [1, 2], "targets": None}): "sample.inputs has 2 entries",
        with_document(sample={"inputs": ["1"], "targets": None}): 'sample.inputs[0] is "1"',
        with_document(data={"inputs": ["a"], "targets": ["b"], "rows": [[1, None]]}): (
            "data.rows[0][1] is null; expected a finite number"
        ),
        with_document(data={"inputs": ["a"], "targets": ["b"], "rows": [[1]]}): (
            "data.rows[0] has 1 entry; expected 2"
        ),
        with_document(data={"inputs": [], "targets": ["b"], "rows": []}): "data.inputs has 0",
        with_document(training={"optimizer": {"name": "Own", "learning_rate": 1}}): (
            'training.optimizer.name is "Own"; give one of these: SGD, RMSprop, Adam, AdamW'
        ),
        with_document(training={"optimizer": {"name": "SGD", "learning_rate": 0}}): (
            "learning_rate is 0; give a number > 0"
        ),
        with_document(
            training={
                "optimizer": {"name": "Adam", "learning_rate": 1, "options": [["beta1", 1]]},
            }
        ): "optimizer.beta1 is 1; give a number ≥ 0, < 1",
        with_document(training={"optimizer": document["training"]["optimizer"], "batch_size": 0}): (
            "batch_size is 0; expected a whole number from 1"
        ),
        with_document(locks=["all"]): 'locks[0] is "all"; give one of these: structure, weights',
        with_document(task={"decimals": 99}): "task.decimals is 99; expected a whole number",
        link_of(document=document, look={"digits": -1}): "look.digits is -1",
        link_of(document=document, look={"theme": "pink"}): 'look.theme is "pink"',
    }


def test_a_damaged_link_is_refused_in_a_sentence(in_node: InNode) -> None:
    links = damaged_links()
    answers = in_node(LINK, READ, [*links])
    for (link, sentence), answer in zip(links.items(), answers, strict=True):
        assert sentence in answer.get("refusal", "no refusal"), link
        assert answer["german"] != answer["refusal"]
        assert "undefined" not in answer["refusal"] + answer["german"]


def test_a_link_that_unpacks_without_end_is_stopped(in_node: InNode) -> None:
    bomb = "#n1=" + packed(" " * 30_000_000)
    assert len(bomb) < 50_000
    (answer,) = in_node(LINK, READ, [bomb])
    assert "a page takes at most" in answer["refusal"]
    (answer,) = in_node(LINK, READ, ["#n1=" + "A" * 2_000_001])
    assert "a page takes at most" in answer["refusal"]


def test_a_browser_without_compression_says_so(in_node: InNode) -> None:
    body = """
      delete globalThis.CompressionStream;
      delete globalThis.DecompressionStream;
      const write = () => linkOf(emptyDocument(), emptyLook());
      return [await said(write), await said(() => readLink("#n1=abc"))];
    """
    for answer in in_node(LINK, body, None):
        assert "too old for links" in answer["refusal"]


OPTIONS = """
  const document = { ...emptyDocument(), ...given.document };
  return Promise.all(given.addresses.map(([search, hash]) =>
    said(() => readOptions({ search, hash }, document))));
"""


def options_of(in_node: InNode, *addresses: tuple[str, str], **document: Any) -> list[Any]:
    answers = in_node(LINK, OPTIONS, {"addresses": addresses, "document": document})
    return [answer.get("value") or answer["refusal"] for answer in answers]


def test_options_stand_in_the_query_or_beside_the_link(in_node: InNode) -> None:
    select = quote("h[0][1]")
    first, second, third = options_of(
        in_node,
        ("?view=network&lang=de&utm_source=x", f"#n1=abc&theme=dark&step=3&select={select}"),
        ("?lang=de", "#lang=en&lock=weights,sample"),
        ("", ""),
    )
    assert first == {
        "look": {
            "view": "network",
            "language": "de",
            "theme": "dark",
            "step": 3,
            "selected": "h[0][1]",
        },
        "document": {},
    }
    assert second["look"] == {"language": "en"}
    assert second["document"] == {"locks": ["weights", "sample"]}
    assert third == {"look": {}, "document": {}}


def test_a_lock_of_the_document_cannot_be_taken_off(in_node: InNode) -> None:
    locked, other = options_of(in_node, ("?lock=sample", ""), ("?lock=", ""), locks=["structure"])
    assert locked["document"]["locks"] == ["structure", "sample"]
    assert 'lock is ""; give one of these' in other


def test_a_task_of_the_document_stays(in_node: InNode) -> None:
    (answer,) = options_of(in_node, ("?task=answers", ""))
    assert answer["look"] == {"panel": "answers"}
    assert answer["document"]["task"] == {"title": "", "decimals": 4, "variants": []}
    own = {"title": "own", "decimals": 2, "variants": []}
    (answer,) = options_of(in_node, ("?task=answers", ""), task=own)
    assert answer["document"]["task"] == own


def test_an_unknown_option_is_refused_with_what_is_known(in_node: InNode) -> None:
    refusals = {
        "?view=some": 'view is "some"; give one of these: all, network, panel.',
        "?lock=weight": 'lock is "weight"; give one of these: structure, weights, sample.',
        "?task=solve": 'task is "solve"; give one of these: answers.',
        "?lang=fr": 'lang is "fr"; give one of these: en, de.',
        "?theme=red": 'theme is "red"; give one of these: auto, light, dark.',
        "?step=-1": 'step is "-1"; give a whole number from 0, such as step=3.',
        "?select=nobody": 'select: there is no neuron "nobody"; use the name of one.',
    }
    addresses = [(search, "") for search in refusals]
    assert options_of(in_node, *addresses) == [*refusals.values()]
