"""Threads that use one network: its parameters are read and written as a whole."""

from __future__ import annotations

from threading import RLock

whole = RLock()
"""Held while the parameters of a network are read or written, so that nobody gets half of them.

One lock is enough for all networks: such loops over objects never run in parallel in Python.
"""
