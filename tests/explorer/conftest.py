"""Running modules of the page in Node, so that their results can be compared with Python's."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import neurosim.explorer

PAGE = Path(neurosim.explorer.__file__).parent / "page"
NODE = shutil.which("node")


@pytest.fixture(scope="session")
def in_node() -> Callable[[str, Any], Any]:
    """Give a function that runs a body of JavaScript on data and returns what it returns.

    The body begins with imports from ``PAGE/``, has ``given``, the data, and may await.
    """
    if NODE is None:
        pytest.skip("Node is not installed")

    def run(imports: str, body: str, given: Any) -> Any:
        script = (
            f"{imports.replace('PAGE/', PAGE.as_uri() + '/')}\n"
            'import { readFileSync } from "node:fs";\n'
            'const given = JSON.parse(readFileSync(0, "utf-8"));\n'
            f"const result = await (async () => {{ {body} }})();\n"
            "process.stdout.write(JSON.stringify(result));\n"
        )
        done = subprocess.run(
            [str(NODE), "--input-type=module", "--eval", script],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    return run
