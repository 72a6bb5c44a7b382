"""What Python packs, the page unpacks."""

import random

from neurosim.explorer.packing import packed_text
from neurosim.explorer.page_file import page_html

TEXTS = {
    "empty": "",
    "one letter": "a",
    "two letters": "ab",
    "the same again and again": "neuron " * 3000,
    "near copies": "".join(f"const weight_{k} = {k * 7 % 13};\n" for k in range(4000)),
    "signs of all kinds": "".join(chr(random.Random(1).randrange(32, 0xD800)) for _ in range(50)),
    "noise": "".join(map(chr, random.Random(2).choices(range(1, 0xD800), k=40_000))),
    "far copies": (far := "".join(map(chr, random.Random(3).choices(range(32, 127), k=70_000)))) + far,
    "the page itself": page_html({}),
}  # fmt: skip


def test_texts_come_back(in_node):
    got = in_node(
        'import { bytesOfBase91 } from "PAGE/packing/base91.js";\n'
        'import { unpackLzma } from "PAGE/packing/lzma.js";',
        "return given.map(([text, size]) =>"
        " new TextDecoder().decode(unpackLzma(bytesOfBase91(text), size)));",
        [[packed_text(text), len(text.encode("utf-8"))] for text in TEXTS.values()],
    )
    for name, back in zip(TEXTS, got, strict=True):
        assert back == TEXTS[name], name


def test_no_sign_has_a_meaning_in_html():
    used = set("".join(map(packed_text, TEXTS.values())))
    assert used.isdisjoint("<&\\\n")
