"""Building many objects at a time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the garbage collection of cycles.

    The collector looks through all objects again and again while many are made. Those made here are
    kept, so it would find nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                # what was made counts as old from now on: otherwise all of it would be looked
                # through as soon as the collector is on again
                gc.freeze()
                gc.unfreeze()
            gc.enable()
