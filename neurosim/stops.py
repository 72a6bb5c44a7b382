"""Stops of the program ``neurosim``: Ctrl-C, and signals that ask it to end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_WORDS = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "the terminal has gone"}
_IMPORT = "importlib._bootstrap"

_received: list[int] = []
_held: list[bool] = []
_notes: list[str] = []


def install() -> None:
    """Handle stops from now on; signals that were ignored at the start stay ignored."""
    for name in _WORDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.unraisablehook = _raise_again


def received() -> int | None:
    """Return the signal that stopped the program, or None."""
    return _received[0] if _received else None


def status() -> int:
    """Return the exit status of a stop: 130 for Ctrl-C, 143 for SIGTERM."""
    return 128 + (_received[0] if _received else signal.SIGINT)


def line() -> str:
    """Return the line that a stopped program prints."""
    number = received() or signal.SIGINT
    return "; ".join((f"neurosim: {_WORDS[signal.Signals(number).name]}", *_notes)) + "\n"


def note(consequence: str) -> None:
    """Set what the line of a stop says about its effect."""
    _notes[:] = [consequence]


@contextmanager
def held() -> Iterator[None]:
    """Ignore stops in the block, which saves what was reached."""
    _held.append(True)
    try:
        yield
    finally:
        _held.pop()


@contextmanager
def delayed() -> Iterator[None]:
    """Delay a stop until the end of the block, which writes a file."""
    before = len(_received)
    with held():
        yield
    if len(_received) > before and not _held:
        raise KeyboardInterrupt


def finish() -> None:
    """Ignore stops from now on, because the work is done."""
    for name in _WORDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    again = bool(_received)
    _received.append(number)
    if _held:
        return
    # an import may swallow an exception, and there is nothing to save
    if again or _is_importing(frame):
        os.write(2, line().encode())
        os._exit(status())
    raise KeyboardInterrupt


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """Stop a moment later, if the stop came in a callback that cannot raise."""
    if not (issubclass(lost.exc_type, KeyboardInterrupt) and _received):
        sys.__unraisablehook__(lost)
        return
    again = threading.Timer(0.01, _send, [_received.pop()])
    again.daemon = True
    again.start()


def _send(number: int) -> None:
    # a signal from the system also ends a wait of the main thread; Windows has no signals
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        interrupt_main(signal.Signals(number))


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__") == _IMPORT:
            return True
        frame = frame.f_back
    return False
