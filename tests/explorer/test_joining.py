"""Modules become one script: in order, with names that are unique, and nothing left of imports."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from neurosim.explorer import joining
from neurosim.explorer.joining import JoiningError, joined_script, joined_style, names_at_the_top
from tests.explorer.conftest import PAGE

TYPESCRIPT = Path(__file__).parent / "tools" / "node_modules" / "typescript"


def folder_of(tmp_path, sources):
    for name, source in sources.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return tmp_path


def test_a_module_comes_after_what_it_imports(tmp_path):
    folder = folder_of(
        tmp_path,
        {
            "main.js": '/** Start. */\nimport { twice } from "./numbers/double.js";\n'
            'import { ONE } from "./one.js";\n\nconsole.log(twice(ONE));\n',
            "numbers/double.js": 'import { ONE } from "../one.js";\n'
            "// a comment\nexport function twice(x) {\n  return (ONE + ONE) * x;\n}\n",
            "one.js": "/**\n * One.\n */\nexport const ONE = 1;\n",
        },
    )
    assert joined_script(folder, "main.js") == (
        "const ONE=1;\nfunction twice(x){\nreturn(ONE+ONE)*x;\n}\nconsole.log(twice(ONE));"
    )


def test_types_in_a_line_are_left_out_and_nothing_else(tmp_path):
    folder = folder_of(
        tmp_path,
        {
            "main.js": "/** @type {string[]} */\nconst a = /** @type {any} */ (b);\nf(\n"
            "  /** @type {number} */ (c),\n  d,\n);\n/** The end. */\nconst e = 1;\n"
        },
    )
    assert joined_script(folder, "main.js") == "const a=(b);\nf(\n(c),\nd,\n);\nconst e=1;"


def test_a_type_at_the_start_of_a_line_ends_where_it_ends(tmp_path):
    source = (
        "const pair = [\n  /** @type {number} */ (1),\n];\n"
        "/** Say it. */\nfunction say() {}\nsay(pair);\n"
    )
    folder = folder_of(tmp_path, {"main.js": source})
    assert joined_script(folder, "main.js") == (
        "const pair=[\n(1),\n];\nfunction say(){}\nsay(pair);"
    )


@pytest.mark.parametrize(
    ("line", "tight"),
    [
        ("const a = b - -c + d;", "const a=b - -c+d;"),
        ('say("a = b", \'c, d\', `e = ${f({ g: 1 })} = "`);', 'say("a = b",\'c, d\',`e = ${f({ g: 1 })} = "`);'),
        ("text.replace(/ *= (\\/|[/ ]) /g, a / b / c);", "text.replace(/ *= (\\/|[/ ]) /g,a/b/c);"),
        ("return / = /.test(a) ? .5 : typeof b;", "return / = /.test(a)?.5:typeof b;"),
    ],
)  # fmt: skip
def test_blanks_around_signs_are_left_out_but_not_in_texts_and_patterns(tmp_path, line, tight):
    assert joined_script(folder_of(tmp_path, {"main.js": line}), "main.js") == tight


@pytest.mark.skipif(not TYPESCRIPT.exists(), reason="TypeScript is not installed")
@pytest.mark.parametrize("start", ["main.js", "loader.js"])
def test_no_blank_that_is_left_out_means_anything(tmp_path, monkeypatch, start):
    """TypeScript reads the same program with and without them."""
    (tmp_path / "tight.js").write_text(joined_script(PAGE, start), encoding="utf-8")
    monkeypatch.setattr(joining, "_tight", lambda line: line)
    (tmp_path / "loose.js").write_text(joined_script(PAGE, start), encoding="utf-8")
    program = f"""
        const ts = require({json.dumps(str(TYPESCRIPT))});
        const fs = require("fs");
        const [tight, loose] = ["tight.js", "loose.js"].map((name) => {{
          const read = ts.createSourceFile(name, fs.readFileSync(name, "utf-8"), ts.ScriptTarget.Latest);
          return ts.createPrinter().printFile(read);
        }});
        process.stdout.write(String(tight.length > 1000 && tight === loose));
    """
    ran = subprocess.run(
        ["node", "-e", program], cwd=tmp_path,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout == "true"


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_joined_script_does_what_the_modules_do(tmp_path):
    folder = folder_of(
        tmp_path,
        {
            "main.js": 'import {\n  a,\n  B,\n} from "./b.js";\nconsole.log(a(), new B().c);\n',
            "b.js": "export function a() {\n  return 1; // here\n}\nexport class B {\n  c = 2;\n}\n",
        },
    )
    ran = subprocess.run(
        ["node", "-e", joined_script(folder, "main.js")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout == "1 2\n"


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        (
            {"main.js": 'import { a } from "./a.js";\n', "a.js": 'import { b } from "./main.js";\n'},
            "main.js imports a.js imports main.js, which is a circle",
        ),
        (
            {"main.js": 'import { a } from "./a.js";\nconst b = 1;\n', "a.js": "export const a = 1, c = 2;\nconst b = 3;\n"},
            "a.js and main.js both have the name 'b'",
        ),
        (
            {"main.js": 'import { b } from "./a.js";\n', "a.js": "export const a = 1;\n"},
            "main.js imports 'b', which a.js does not have",
        ),
        (
            {"main.js": 'import * as a from "./a.js";\n', "a.js": ""},
            "main.js has the line 'import * as a from \"./a.js\";', which cannot be joined",
        ),
        ({"main.js": "export default 3;\n"}, "main.js has the line 'export default 3;', which cannot be joined"),
        ({"main.js": 'const a = "</script>";\n'}, "main.js has '</script', which would end the script in the page"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(tmp_path, sources, sentence):
    with pytest.raises(JoiningError, match=re.escape(sentence)):
        joined_script(folder_of(tmp_path, sources), "main.js")


def test_names_at_the_top_are_those_of_all_declarations():
    source = (
        "const A = 1;\nlet b;\nasync function c() {\n  const inside = 1;\n}\n"
        "function* d() {}\nexport class E {}\nconst { f, g } = A;\n/* const no = 1; */\n"
    )
    assert names_at_the_top(source) == ["A", "b", "c", "d", "E", "f", "g"]


def test_style_sheets_are_joined_by_name(tmp_path):
    folder_of(tmp_path, {"b.css": "b { color: red; }\n", "a.css": "/* a */\n\n  a { top: 0; }\n"})
    assert joined_style(tmp_path) == "a { top: 0; }\nb { color: red; }"
