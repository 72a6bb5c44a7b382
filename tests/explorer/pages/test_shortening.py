"""Shortening the script of the page: it does the same afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from neurosim.explorer.joining import joined_script
from neurosim.explorer.page_file import _folder
from neurosim.explorer.shortening import (
    _declared,
    roles_of,
    short_names,
    shortened_script,
    tokens_of,
)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

SCRIPT = r"""
class Counter extends Map {
  total = START - 1;
  static most = 3;
  #kept = [];
  last;
  get size2() { return this.#kept.length; }
  add(item, { times = 1, label: name = "none" } = {}) {
    this.last = item;
    for (let round = 0; round < times; round++) this.#kept.push(`${item}-${`<${name}>`}`);
    return this;
  }
  async later(item) { return await item; }
}
const START = 5;
const { first, second: other = 7, ...rest } = { first: 1, third: 3 };
/** a comment */
const pattern = /[/"'`]\/(?<word>\w+)/g; // at the end
function* counted(most) {
  let at = 0;
  while (at < most) yield at++;
}
const half = (value) =>
  value / 2 / 1;
const key = "first";
function told({ first, second }, [third, ...more], label = `${first}`) {
  const say = (first) => ({ first, second, [key]: third, more });
  const kind = first ? second : third;
  switch (kind) {
    case second: { return { ...say(first), label, kind }; }
    default:
  }
  try {
    throw new Error("x");
  } catch ({ message }) {
    return message
  }
}
const counter = new Counter();
counter.add("a", { times: 2, label: "b" }).add("c");
const a = 1, b = a + +1 - -1;
const outer = [];
label: for (const one of [1, 2]) {
  for (const two of [1, 2]) {
    if (two > one) continue label;
    outer.push([one, two]);
  }
}
counter.later(3).then((document) => console.log(JSON.stringify([
  counter.total, Counter.most, counter.last, counter.size2, first, other, rest, b, outer, document,
  [...counted(3)], half(8), "\"/".replace(pattern, ""), '"/word'.match(pattern), told({ first: 1, second: 2 }, [3, 4, 5]),
  told({ first: 0, second: 2 }, [3, 4, 5]), typeof window, `a
b ${"}"} \${x}`, ((name) => name?.length ?? 0)("abc"),
])));
"""


def run(script: str) -> Any:
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(ran.stdout)


@needs_node
def test_a_shortened_script_does_the_same() -> None:
    short = shortened_script(SCRIPT)
    assert len(short) < 0.75 * len(SCRIPT)
    assert run(short) == run(SCRIPT)


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("const value = 1;\n", "const a0=1;"),
        (
            "function f(one) {\n  return { one, two: one };\n}\n",
            "function f(a){return{one:a,two:a};}",
        ),
        ("let s = a + +b;\nlet t = a - --b;", "let s=a+ +b;let t=a- --b;"),
        ("x = 1\ny = 2\n", "x=1\ny=2"),
        ("return\nvalue", "return\nvalue"),
        ("if (x) {\n} else y();", "if(x){}else y();"),
        ("v = x in /y/ / 2;", "v=x in/y/ /2;"),
    ],
)
def test_only_what_means_nothing_is_left_out(script: str, short: str) -> None:
    assert without_names(shortened_script(script)) == without_names(short)


def without_names(script: str) -> list[str]:
    """Return the tokens, with one name for all variables; the names are tested by running."""
    tokens = list(tokens_of(script))
    return [
        "v" if role == "variable" and len(token.text) <= 2 else token.text
        for token, role in zip(tokens, roles_of(tokens), strict=True)
    ] + ["\n" * script.count("\n")]


def test_no_name_of_a_browser_is_changed(browser: Any) -> None:
    """A name of the top hides that of the browser everywhere, so only the others could do harm."""
    tokens = list(tokens_of(joined_script(_folder(), "main.js")))
    shortened = short_names(tokens, roles_of(tokens))
    at_top = _declared(tokens, at_top=True)
    changed = {
        token.text
        for token, short in zip(tokens, shortened, strict=True)
        if token.text != short and token.text not in at_top
    }
    assert len(changed) > 500
    page = browser.new_page()
    names = page.evaluate("(names) => names.filter((name) => name in window)", sorted(changed))
    page.close()
    assert names == []
