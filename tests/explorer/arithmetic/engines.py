"""Running a module in Node, Chromium or Firefox, each as it is, without a driver."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import neurosim.explorer

PAGE = Path(neurosim.explorer.__file__).parent / "page"
HERE = Path(__file__).parent
SECONDS = 60

BROWSERS = {
    "chromium": (
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-sync", "--disable-background-networking", "--disable-component-update",
        "--user-data-dir={profile}",
    ),
    "firefox": ("firefox-esr", "--headless", "--no-remote", "--profile", "{profile}"),
}  # fmt: skip
"""How each browser is started; the address comes last."""

PREFERENCES = """
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.proxy.type", 0);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"""

START = """<!doctype html><meta charset="utf-8"><script type="module">
const answer = (text) => fetch("/answer", { method: "POST", body: text });
try {
  const { %(function)s } = await import("/tests/%(module)s");
  const given = await (await fetch("/given")).json();
  await answer(JSON.stringify({ result: %(function)s(given) }));
} catch (error) {
  await answer(JSON.stringify({ error: `${error}\\n${error.stack}` }));
}
</script>"""


def run_in_browser(name: str, module: str, function: str, given: Any, profile: Path) -> Any:
    """Return what a function of a module in this folder gives, in a browser.

    Parameters
    ----------
    name : str
        One of ``BROWSERS``.
    module, function : str
        The module imports those of the page from ``/page/``.
    given : object
        The argument, as JSON.
    profile : path
        An empty folder for the browser.
    """
    command = BROWSERS[name]
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    start = START % {"module": module, "function": function}
    answers: list[str] = []
    answered = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, found = _served(self.path, start, given)
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(found or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers.append(body.decode("utf-8"))
            self.send_response(204)
            self.end_headers()
            answered.set()

        def log_message(self, *_: Any) -> None:
            """Write nothing."""

    (profile / "user.js").write_text(PREFERENCES, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        arguments = [part.format(profile=profile) for part in command[1:]]
        running = subprocess.Popen(
            [program, *arguments, f"http://127.0.0.1:{server.server_port}/"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile)},
        )
        try:
            answered.wait(SECONDS)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            server.shutdown()
    assert answers, f"{name} gave no answer within {SECONDS} seconds"
    answer = json.loads(answers[0])
    assert "error" not in answer, answer["error"]
    return answer["result"]


def _served(path: str, start: str, given: Any) -> tuple[str, bytes | None]:
    """Return the kind and the content of a file that the browser asks for."""
    if path == "/":
        return "text/html", start.encode()
    if path == "/given":
        return "application/json", json.dumps(given).encode()
    for prefix, folder in (("/page/", PAGE), ("/tests/", HERE)):
        if path.startswith(prefix) and path.endswith(".js"):
            return "text/javascript", (folder / path.removeprefix(prefix)).read_bytes()
    return "text/plain", None


def run_in_node(module: str, function: str, given: Any) -> Any:
    """Return what a function of a module in this folder gives, in Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    source = (HERE / module).read_text(encoding="utf-8").replace("/page/", PAGE.as_uri() + "/")
    script = (
        f"{source}\n"
        'import { readFileSync } from "node:fs";\n'
        f'const answer = {function}(JSON.parse(readFileSync(0, "utf-8")));\n'
        "process.stdout.write(JSON.stringify(answer));\n"
    )
    done = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        input=json.dumps(given), capture_output=True, text=True, encoding="utf-8",
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
