"""Work spread over a cluster: several items in a task, and nothing lost with a worker."""

from __future__ import annotations

import logging
import math
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from neurosim.errors import NeurosimError, counted, named
from neurosim.mathematics.plain_sum import plain_sum

SECONDS_OF_A_TASK = 0.5
"""How long a task should take at least: far more than the milliseconds that Dask needs for it."""

TASKS_A_SECOND = 50
"""How many tasks a second a scheduler should get, so that it is never what the workers wait for."""

_TASKS_OF_A_THREAD = 2
_MOST_LOST = 20

Work = Callable[[Any, Any], Any]
"""A function of what all items share and of one item; it raises no error."""


class LostItem(Exception):  # noqa: N818 - what became of an item, not what went wrong in the program
    """The worker died each time that an item was tried."""


def spread(
    client: Any, work: Work, shared: Any, items: Sequence[Any], *, most_in_task: int | None = None
) -> Iterator[tuple[int, Any]]:
    """Yield the place of each item and what became of it, in the order in which they end.

    Parameters
    ----------
    client : dask.distributed.Client or None
        Where to work; None is this process, item by item.
    work : callable
        The work, ``work(shared, item)``.
    shared : object
        What all items need; it travels once to each worker.
    items : sequence
        What to work on.
    most_in_task : int, optional
        The most items of a task. By default it takes as many as fill half a second.

    Yields
    ------
    (int, object)
        The place in ``items``, and what ``work`` returned. It is a ``LostItem`` if the worker died
        each time.

    Raises
    ------
    NeurosimError
        If ``shared`` cannot be sent to other processes, or the connection is lost.
    """
    if client is None:
        for place, item in enumerate(items):
            yield place, work(shared, item)
        return
    with _held(client, shared) as held:
        yield from _Tasks(client, work, held, items, most_in_task or len(items)).results()


@contextmanager
def _held(client: Any, shared: Any) -> Iterator[Any]:
    """Give a future of what all items share.

    As the result of a task and not as scattered data, it can be made again if all the workers that
    have it die.
    """
    with warnings.catch_warnings():
        # it is sent once, however large it is
        warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
        # Dask writes the traceback of an error to the log
        logger = logging.getLogger("distributed.protocol")
        before = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            held = client.submit(_same, shared, pure=False)
        except Exception as error:  # whatever an object of the user raises when it is packed
            raise NeurosimError(
                f"the work cannot be sent to other processes ({named(_first(error))}); take the "
                "object out that make_network or the data has, or take workers=1"
            ) from None
        finally:
            logger.setLevel(before)
    try:
        yield held
    finally:
        held.release()


def _first(error: BaseException) -> BaseException:
    """Return the error that all others came from."""
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error


def _same(shared: Any) -> Any:
    return shared


def _task(items: list[Any], *, work: Work, shared: Any) -> tuple[list[Any], float]:
    """Return what became of some items, and how many seconds it took."""
    begin = time.perf_counter()
    return [work(shared, item) for item in items], time.perf_counter() - begin


class _Tasks:
    """The tasks that wait, run and have ended."""

    def __init__(
        self, client: Any, work: Work, held: Any, items: Sequence[Any], most_in_task: int
    ) -> None:
        from distributed import as_completed

        self._client, self._work, self._held, self._items = client, work, held, items
        self._most = most_in_task
        self._waiting = deque(range(len(items)))
        # items whose worker died; each is tried once more alone, so that the others get their turn
        self._suspects: deque[int] = deque()
        self._running: dict[Any, list[int]] = {}
        self._ended = as_completed(loop=client.loop)
        self._n_threads: int = max(sum(client.nthreads().values()), 1)
        self._most_running: int = _TASKS_OF_A_THREAD * self._n_threads
        # items and seconds of the last tasks; the first ones also load what they need
        self._last: deque[tuple[int, float]] = deque(maxlen=_TASKS_OF_A_THREAD * 4)
        self._n_lost = 0
        self._alone = False

    def results(self) -> Iterator[tuple[int, Any]]:
        """Yield each place and result; what still runs is given up if nobody asks any more."""
        try:
            while True:
                self._send_some()
                if not self._running:
                    return
                future = next(self._ended)
                yield from self._received(future, self._running.pop(future))
                future.release()
        finally:
            self._client.cancel(list(self._running), force=True)

    def _send_some(self) -> None:
        # several tasks at once cost a fifth of as many tasks one by one
        if len(self._running) <= self._n_threads:
            parts: list[list[int]] = []
            while self._waiting and len(self._running) + len(parts) < self._most_running:
                size = min(self._size(), len(self._waiting))
                parts.append([self._waiting.popleft() for _ in range(size)])
            self._send(parts)
        self._alone = bool(self._suspects) and not self._running
        if self._alone:
            self._send([[self._suspects.popleft()]])

    def _size(self) -> int:
        """Return how many items to put in the next task."""
        if not self._last:
            return 1
        n_items = sum(number for number, _ in self._last)
        seconds = plain_sum(took for _, took in self._last)
        aim = max(SECONDS_OF_A_TASK, self._n_threads / TASKS_A_SECOND)
        fill = aim * n_items / max(seconds, 1e-9)
        # at the end all threads should have something to do
        share = math.ceil(len(self._waiting) / self._most_running)
        size: int = max(min(int(fill), share, self._most), 1)
        return size

    def _send(self, parts: list[list[int]]) -> None:
        """Send one task for each list of places."""
        if not parts:
            return
        items = [[self._items[place] for place in places] for places in parts]
        futures = self._client.map(_task, items, work=self._work, shared=self._held, pure=False)
        self._running.update(zip(futures, parts, strict=True))
        self._ended.update(futures)

    def _received(self, future: Any, places: list[int]) -> Iterator[tuple[int, Any]]:
        if future.status == "finished":
            try:
                values, seconds = future.result()
            except Exception as error:
                # the worker died after its task, before its result was fetched
                self._lost(places, error)
                return
            self._last.append((len(places), seconds))
            yield from zip(places, values, strict=True)
            return
        if future.status == "error":
            from distributed.scheduler import KilledWorker

            reason = future.exception()
            if not isinstance(reason, KilledWorker):
                raise NeurosimError(f"the workers cannot do this: {named(reason)}")
            if self._alone:
                yield places[0], LostItem("its worker died each time that it was tried")
            else:
                self._suspects.extend(places)
            return
        self._lost(places, None)

    def _lost(self, places: list[int], error: Exception | None) -> None:
        self._n_lost += 1
        if self._client.status != "running" or self._n_lost > _MOST_LOST:
            left = len(self._waiting) + len(places) + sum(map(len, self._running.values()))
            why = "" if error is None else f" ({named(error)})"
            raise NeurosimError(
                f"the connection to the scheduler was lost{why} with {counted(left, 'item')} to do"
            )
        self._waiting.extend(places)
