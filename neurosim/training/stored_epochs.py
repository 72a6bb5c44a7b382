"""Epochs on rows that are stored in a file and read in chunks."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.data import FittedRows
from neurosim.model import Loss, Network
from neurosim.model.optimizers import Optimizer
from neurosim.training.compiled_epochs import CompiledLoop

CHUNK_ROWS = 2**16


class StoredLoop(CompiledLoop):
    """Epochs on the compiled engine, with one chunk of rows in memory at a time.

    Without shuffling, the steps are the same, bit for bit, as with the rows in memory. Shuffling
    takes the chunks, and the rows in each chunk, in a new order.

    Parameters
    ----------
    net, loss, optimizer, batch_size, rng, dtype, threads
        As for ``CompiledLoop``.
    rows : FittedRows
        The samples in raw units.
    """

    def __init__(
        self,
        net: Network,
        rows: FittedRows,
        *,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        rng: np.random.Generator | None,
        dtype: np.dtype[Any],
        threads: int,
    ) -> None:
        self._rows = rows
        # whole batches in each chunk, so chunks make no difference
        self._chunk = max(CHUNK_ROWS // batch_size, 1) * batch_size
        self._scaled_by = net
        super().__init__(
            net,
            *self._read(0),
            loss=loss,
            optimizer=optimizer,
            batch_size=batch_size,
            rng=rng,
            dtype=dtype,
            threads=threads,
        )
        self._n_rows = len(rows)

    def epochs(self, at_most: int) -> list[float]:
        """Run one epoch; return its mean loss."""
        starts = np.arange(0, len(self._rows), self._chunk)
        if self._rng is not None:
            starts = self._rng.permutation(starts)
        total = 0.0
        for start in starts.tolist():
            self._take(*self._read(start), first_row=start)
            (mean,) = super().epochs(1)
            total += mean * len(self._X)
        return [total / len(self._rows)]

    def _read(self, start: int) -> tuple[Any, Any]:
        X, Z = self._rows.read(start, min(start + self._chunk, len(self._rows)))
        return self._scaled_by.normalize_inputs(X), self._scaled_by.normalize_targets(Z)
