"""How a piece of work ended, in a few words."""

from __future__ import annotations

from neurosim.errors import counted

INTERRUPTED = "interrupted"
"""The ``stop_reason`` after Ctrl-C, as in the history of ``ns.train``."""


def summary(n_ended: int, n_failed: int, noun: str) -> str:
    """Return how many runs or files are done, and how many of them failed.

    Examples
    --------
    >>> summary(12, 0, "run"), summary(11, 4, "file"), summary(1, 1, "run")
    ('12 runs done', '11 files: 7 done, 4 failed', '1 run: 0 done, 1 failed')
    """
    if not n_failed:
        return f"{counted(n_ended, noun)} done"
    return f"{counted(n_ended, noun)}: {n_ended - n_failed} done, {n_failed} failed"
