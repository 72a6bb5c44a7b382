"""The server of the explorer, asked as its page asks, and as other pages and programs would."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.explorer import server as serving
from neurosim.explorer.served_model import ServedModel
from neurosim.explorer.server import LARGEST_BODY, ExplorerServer
from neurosim.interop.model_file import to_json


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


@pytest.fixture(autouse=True)
def short_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page itself is tested elsewhere."""
    monkeypatch.setattr(serving, "page_html", lambda start, **given: json.dumps([start, given]))
    monkeypatch.setattr(serving, "policy", lambda door: f"default-src 'none' /*{door}*/")


@pytest.fixture
def net() -> ns.Network:
    return ns.mlp([2, 2, 1], seed=3, name="a <network>")


@pytest.fixture
def path(tmp_path: Path, net: ns.Network) -> Path:
    return ns.save(net, tmp_path / "model.json")


Serve = Callable[..., ExplorerServer]


@pytest.fixture
def serve(path: Path) -> Iterator[Serve]:
    """Give a function that starts a server in a thread."""
    servers: list[tuple[ExplorerServer, threading.Thread]] = []

    def started(*, writable: bool = True, model: bool = True) -> ExplorerServer:
        served = ServedModel(path, writable=writable) if model else None
        made = ExplorerServer(lambda net: {"network": None if net is None else net.name}, served)
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((made, thread))
        return made

    yield started
    for made, thread in servers:
        made.shutdown()
        thread.join()
        made.server_close()


def ask(
    server: ExplorerServer,
    method: str = "GET",
    path: str | None = None,
    body: str | bytes | None = None,
    **headers: str | None,
) -> Answer:
    """Send a request as the page would, but for what is given; None leaves a header out."""
    given: dict[str, str | None] = {"Host": server.host}
    if method == "PUT":
        given |= {
            "Origin": server.origin,
            "X-Neurosim-Token": server.token,
            "If-Match": None if "If_Match" in headers else version_of(server),
            "Content-Length": str(len(body or "")),
        }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    where = path if path is not None else f"/{server.token}/" + ("model" if method == "PUT" else "")
    connection.putrequest(method, where, skip_host=True, skip_accept_encoding=True)
    for name, value in given.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body.encode() if isinstance(body, str) else body)
    response = connection.getresponse()
    answer = Answer(response.status, dict(response.headers), response.read().decode())
    connection.close()
    return answer


def version_of(server: ExplorerServer) -> str:
    return "" if server.model is None else server.model.read()[1]


def changed(net: ns.Network) -> str:
    other = net.copy()
    other.outputs[0].bias = 0.125
    return to_json(other)


def test_the_page_is_there_with_headers_that_lock_it(serve: Serve) -> None:
    server = serve()
    assert server.address == f"http://127.0.0.1:{server.server_address[1]}/{server.token}/"
    answer = ask(server)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none' /*server*/; frame-ancestors 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] == "neurosim"
    assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers)
    start, given = json.loads(answer.text)
    assert start == {
        "network": "a <network>", "file": "model.json", "writable": True,
        "token": server.token, "version": version_of(server),
    }  # fmt: skip
    assert given == {"door": "server", "title": "a <network>", "language": "en"}


def test_options_behind_the_address_do_not_matter(serve: Serve) -> None:
    server = serve()
    assert ask(server, path=f"/{server.token}/?lang=de").status == 200


def test_a_page_without_a_model_file_cannot_save(serve: Serve, net: ns.Network) -> None:
    server = serve(model=False)
    assert json.loads(ask(server).text)[0] == {"network": None, "token": server.token}
    answer = ask(server, "PUT", body=to_json(net))
    assert (answer.status, answer.text) == (403, "this page was opened without a model file")


def test_each_server_has_a_token_of_256_bits_of_its_own(serve: Serve) -> None:
    tokens = {serve().token for _ in range(3)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}


def test_it_listens_to_this_machine_alone(serve: Serve) -> None:
    assert serve().server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example", None],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_other_hosts_are_refused(
    serve: Serve, net: ns.Network, path: Path, host: str | None, method: str
) -> None:
    server, before = serve(), path.read_bytes()
    if host == "localhost":
        host = f"localhost:{server.server_address[1]}"
    answer = ask(server, method, body=changed(net) if method == "PUT" else None, Host=host)
    assert answer.status == 403
    assert server.token not in answer.text
    assert path.read_bytes() == before


@pytest.mark.parametrize("token", ["", "x", "é", "%2e%2e", "A" * 43, "A" * 5000])
def test_who_does_not_know_the_token_gets_nothing(serve: Serve, token: str) -> None:
    server = serve()
    sent = token.encode("utf-8").decode("latin-1") if token.isascii() else "%C3%A9"
    answer = ask(server, path=f"/{sent}/")
    assert answer.status == 403
    assert answer.text == "open the whole address that neurosim explore printed"
    assert ask(server, path=f"/?token={server.token}").status == 403


@pytest.mark.parametrize(
    "path",
    ["{}", "{}/model.json", "{}/../model.json", "{}/%2e%2e/model.json", "{}/..%2fmodel.json",
     "{}//etc/passwd", "{}/page", "{}/model/", "{}\\..\\model.json"],
)  # fmt: skip
def test_there_is_no_other_path(serve: Serve, path: str) -> None:
    server = serve()
    answer = ask(server, path="/" + path.format(server.token))
    assert answer.status in {403, 404}
    assert "neurosim-model" not in answer.text


def test_a_whole_address_as_a_path_is_refused(serve: Serve) -> None:
    server = serve()
    assert ask(server, path=server.address).status == 403


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"])
def test_other_methods_are_refused(serve: Serve, method: str) -> None:
    server = serve()
    answer = ask(server, method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, PUT"
    assert "Access-Control-Allow-Methods" not in answer.headers


def test_a_path_has_one_method(serve: Serve) -> None:
    server = serve()
    assert ask(server, "GET", f"/{server.token}/model").status == 405
    assert ask(server, "PUT", f"/{server.token}/").status == 405


def test_a_model_is_saved_as_python_writes_it(serve: Serve, net: ns.Network, path: Path) -> None:
    server, text = serve(), changed(net)
    answer = ask(server, "PUT", body=text.replace("\n", " "))
    assert answer.status == 200
    assert path.read_text("utf-8") == text
    assert ns.load(path).outputs[0].bias == 0.125
    again = ask(server, "PUT", body=to_json(net), If_Match=answer.text)
    assert again.status == 200
    assert path.read_text("utf-8") == to_json(net)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", "https://{}", "http://{}/", None]
)
def test_other_origins_cannot_save(
    serve: Serve, net: ns.Network, path: Path, origin: str | None
) -> None:
    server, before = serve(), path.read_bytes()
    given = None if origin is None else origin.format(server.host)
    answer = ask(server, "PUT", body=changed(net), Origin=given)
    assert (answer.status, answer.text) == (403, "only the page of this server may save")
    assert path.read_bytes() == before


@pytest.mark.parametrize("token", ["", "A" * 43, "ü", None])
def test_saving_repeats_the_token(
    serve: Serve, net: ns.Network, path: Path, token: str | None
) -> None:
    server, before = serve(), path.read_bytes()
    answer = ask(server, "PUT", body=changed(net), X_Neurosim_Token=token)
    assert answer.status == 403
    assert path.read_bytes() == before


def test_nothing_is_saved_without_consent(serve: Serve, net: ns.Network, path: Path) -> None:
    server, before = serve(writable=False), path.read_bytes()
    answer = ask(server, "PUT", body=changed(net))
    assert answer.status == 403
    assert (
        answer.text == "model.json is opened for reading only; start neurosim explore with --write"
    )
    assert path.read_bytes() == before


def test_what_another_program_wrote_is_not_lost(serve: Serve, net: ns.Network, path: Path) -> None:
    server = serve()
    version = version_of(server)
    path.write_text(changed(net), encoding="utf-8")
    answer = ask(server, "PUT", body=to_json(net), If_Match=version)
    assert answer.status == 409
    assert answer.text == (
        "model.json was changed by another program since this page was opened; download this "
        "model as another file, then load the page again"
    )
    assert path.read_text("utf-8") == changed(net)
    # a page that is loaded again has the new version
    assert ask(server, "PUT", body=to_json(net)).status == 200


def test_who_does_not_say_the_version_cannot_save(serve: Serve, net: ns.Network) -> None:
    assert ask(serve(), "PUT", body=changed(net), If_Match=None).status == 409


def test_a_file_that_is_gone_is_not_made_again(serve: Serve, net: ns.Network, path: Path) -> None:
    server = serve()
    version = version_of(server)
    path.unlink()
    answer = ask(server, "PUT", body=to_json(net), If_Match=version)
    assert (answer.status, answer.text) == (
        500, "cannot read model.json: no such file or directory"
    )  # fmt: skip
    assert not path.exists()
    assert ask(server).status == 500


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "the file is empty"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "nested"),
        ("{}", "not a model file"),
        ('{"format": "neurosim-model", "version": 99, "neurons": []}', "version"),
        (b"\xff\xfe", "decode"),
    ],
)
def test_what_is_no_model_is_not_saved(
    serve: Serve, path: Path, body: str | bytes, said: str
) -> None:
    server, before = serve(), path.read_bytes()
    answer = ask(server, "PUT", body=body)
    assert answer.status == 422
    assert said in answer.text
    assert path.read_bytes() == before


def test_a_body_that_is_too_large_is_refused(serve: Serve, path: Path) -> None:
    server, before = serve(), path.read_bytes()
    answer = ask(server, "PUT", body=b" " * (LARGEST_BODY + 1))
    assert answer.status == 413
    assert answer.text == "the model has more than 16,000,000 bytes, which is too large to be saved"
    assert ask(server, "PUT", Content_Length="9" * 5000).status == 413
    assert path.read_bytes() == before


@pytest.mark.parametrize("length", [None, "", "-1", "+1", "1e3", "٣", "0x10"])
def test_the_length_of_a_body_is_known(serve: Serve, length: str | None) -> None:
    sent = None if length is None else length.encode("utf-8").decode("latin-1")
    assert ask(serve(), "PUT", Content_Length=sent).status == 411


def test_a_body_in_pieces_is_refused(serve: Serve, net: ns.Network) -> None:
    assert ask(serve(), "PUT", body=changed(net), Transfer_Encoding="chunked").status == 411


def test_who_sends_nothing_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving._Requests, "timeout", 0.05)
    server = serve()
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=5) as idle:
        assert idle.recv(1) == b""


@pytest.mark.parametrize(
    "sent", [b"\r\n\r\n", b"nonsense\r\n\r\n", b"GET /\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]
)
def test_what_is_no_request_does_no_harm(serve: Serve, sent: bytes) -> None:
    server = serve()
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=5) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        received = b""
        while piece := raw.recv(65_536):
            received += piece
    assert b"network" not in received
    assert ask(server).status == 200


def test_ending_waits_for_a_file_that_is_written(path: Path, net: ns.Network) -> None:
    served = ServedModel(path, writable=True)
    _, version = served.read()
    served.finish()
    late = threading.Thread(target=served.write, args=(net, version), daemon=True)
    before = path.stat().st_ino
    late.start()
    late.join(0.1)
    assert late.is_alive()
    assert path.stat().st_ino == before
    served._lock.release()
    late.join()


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_cannot_be_used_is_refused(port: int) -> None:
    with pytest.raises(InputError, match=f"cannot serve on port {port}: .*; give another --port"):
        ExplorerServer(lambda net: {}, port=port)


def test_a_port_that_is_taken_is_refused(serve: Serve) -> None:
    taken: Any = serve().server_address[1]
    with pytest.raises(InputError, match="in use"):
        ExplorerServer(lambda net: {}, port=taken)
