"""The explorer from a server of this machine, which may write one model file.

Every page of the world can send requests to a server of this machine. So a request must have the
secret token of this server in its address, name this server as its host and, to write, come from
its page and repeat the token in a header, which a page of another origin is not able to do.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import socket
import socketserver
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from os import name as system
from typing import Any, ClassVar

from neurosim.errors import InputError, NeurosimError
from neurosim.explorer.page_file import page_html, policy
from neurosim.explorer.served_model import ChangedError, ServedModel
from neurosim.interop.model_file import from_json
from neurosim.model import Network

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 16_000_000
"""The most bytes of a model that is saved."""

TOKEN_HEADER = "X-Neurosim-Token"  # noqa: S105

_SECONDS = 10.0
_TOKEN_BYTES = 32
_DIGITS = 12
_LAST_SECONDS, _LAST_PIECES, _PIECE = 1.0, 1000, 65_536
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer: no guessing of types, no frames, no traces of the address."""

MakeStart = Callable[[Network | None], dict[str, Any]]
"""Returns what the page starts with for the network of the model file, if there is one."""


class ExplorerServer(socketserver.ThreadingTCPServer):
    """A server of one page, for this machine alone.

    Parameters
    ----------
    make_start : function
        Takes the network of the model file, or None, and returns what the page starts with.
    model : ServedModel, optional
        The model file.
    port : int
        The port; 0 for any that is free.
    language : {"en", "de"}
        The language of the page.

    Raises
    ------
    InputError
        If the port cannot be used.

    Examples
    --------
    >>> with ExplorerServer(lambda net: {}) as server:
    ...     server.address.startswith("http://127.0.0.1:")
    True
    """

    daemon_threads = True
    # on Windows, another program could take over the port of a running server
    allow_reuse_address = system != "nt"

    def __init__(
        self,
        make_start: MakeStart,
        model: ServedModel | None = None,
        *,
        port: int = 0,
        language: str = "en",
    ) -> None:
        self.model, self.token = model, secrets.token_urlsafe(_TOKEN_BYTES)
        self._make_start, self._language = make_start, language
        try:
            super().__init__((LOOPBACK, port), _Requests)
        except (OSError, OverflowError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise InputError(
                f"cannot serve on port {port}: {reason}; give another --port, or leave it out"
            ) from None
        self.host = f"{LOOPBACK}:{self.server_address[1]}"

    @property
    def origin(self) -> str:
        """Where the page of this server comes from, as a browser names it."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """The address of the page, with the token."""
        return f"{self.origin}/{self.token}/"

    def page(self) -> str:
        """Return the page, with the model file as it is now."""
        start: dict[str, Any] = {"token": self.token}
        if self.model is None:
            title, start = "neurosim", {**self._make_start(None), **start}
        else:
            net, version = self.model.read()
            title = net.name or self.model.name
            start |= {
                **self._make_start(net),
                "file": self.model.name,
                "writable": self.model.writable,
                "version": version,
            }
        return page_html(start, door="server", title=title, language=self._language)

    def shutdown_request(self, request: Any) -> None:
        """End a connection; what was sent and not read is read first, or the answer may be lost."""
        with contextlib.suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            request.settimeout(_LAST_SECONDS)
            for _ in range(_LAST_PIECES):
                if not request.recv(_PIECE):
                    break
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a browser goes away in the middle of an answer."""


class _Requests(BaseHTTPRequestHandler):
    """The answer to one request: the page, a saved model, or one sentence."""

    server: ExplorerServer
    # who sends nothing for so long is cut off
    timeout = _SECONDS
    # what may be done with each path below the token
    _METHODS: ClassVar = {"": "GET", "model": "PUT"}

    def do_GET(self) -> None:
        """Send the page."""
        if self._is_refused():
            return
        try:
            page = self.server.page()
        except NeurosimError as error:
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
            return
        self._send(HTTPStatus.OK, page, kind="text/html", rules=policy("server"))

    def do_PUT(self) -> None:
        """Save the model."""
        if self._is_refused() or (body := self._body()) is None:
            return
        version = self.headers.get("If-Match", "").strip('"')
        model = self.server.model
        if model is None:
            self._send(HTTPStatus.FORBIDDEN, "this page was opened without a model file")
            return
        if not model.writable:
            self._send(HTTPStatus.FORBIDDEN, model.reason_not_to_write)
            return
        try:
            net = from_json(body.decode("utf-8"), origin="the model of the page")
        except (NeurosimError, UnicodeDecodeError) as error:
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
            return
        try:
            written = model.write(net, version)
        except ChangedError as error:
            self._send(HTTPStatus.CONFLICT, str(error))
        except NeurosimError as error:
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        else:
            self._send(HTTPStatus.OK, written)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request, and methods that no page uses."""
        unknown = code == HTTPStatus.NOT_IMPLEMENTED
        status = HTTPStatus.METHOD_NOT_ALLOWED if unknown else HTTPStatus(code)
        self._send(status, status.phrase)

    def version_string(self) -> str:
        """Return the name of the server; who asks need not know versions."""
        return "neurosim"

    def log_message(self, *given: Any) -> None:
        """Print nothing: the address has the token in it."""

    def _is_refused(self) -> bool:
        """Refuse a request that does not come from the page of this server or its reader."""
        token, slash, rest = self.path.partition("?")[0].removeprefix("/").partition("/")
        if self.headers.get_all("Host") != [self.server.host]:
            # a name that leads here, which another page made up for this machine
            self._send(HTTPStatus.FORBIDDEN, f"this server is {self.server.host} and no other")
        elif not self._is_token(token):
            self._send(HTTPStatus.FORBIDDEN, "open the whole address that neurosim explore printed")
        elif not slash or rest not in self._METHODS:
            self._send(HTTPStatus.NOT_FOUND, "there is one page, and nothing else")
        elif self.command != self._METHODS[rest]:
            self._send(HTTPStatus.METHOD_NOT_ALLOWED, f"{self._METHODS[rest]} is the only method")
        elif self.command == "PUT" and not self._is_from_the_page():
            self._send(HTTPStatus.FORBIDDEN, "only the page of this server may save")
        else:
            return False
        return True

    def _is_from_the_page(self) -> bool:
        given = self.headers.get_all(TOKEN_HEADER) or [""]
        origins = self.headers.get_all("Origin")
        return origins == [self.server.origin] and len(given) == 1 and self._is_token(given[0])

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.server.token.encode())

    def _body(self) -> bytes | None:
        """Return what was sent; None, after an answer, if it is too long or of unknown length."""
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdecimal()):
            self._send(HTTPStatus.LENGTH_REQUIRED, "say how long the model is")
            return None
        if len(length) > _DIGITS or int(length) > LARGEST_BODY:
            self._send(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"the model has more than {LARGEST_BODY:,} bytes, which is too large to be saved",
            )
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self._send(HTTPStatus.BAD_REQUEST, "the end of the model is missing")
            return None
        return body

    def _send(
        self,
        status: HTTPStatus,
        text: str,
        *,
        kind: str = "text/plain",
        rules: str = "default-src 'none'",
    ) -> None:
        body = text.encode("utf-8")
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": f"{rules}; frame-ancestors 'none'",
            **_SAFE,
        }
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET, PUT"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
