"""Damaged checkpoints: one sentence and nothing changed, or the run that was saved."""

from __future__ import annotations

import functools
import random
import tempfile
from pathlib import Path

from tests.training.checkpoint_damage import (
    DAMAGED,
    checkpoints,
    damaged_bytes,
    refusal,
    sealed,
)


def case(rng: random.Random, folder: Path) -> str:
    """Damage a checkpoint and resume from it; one in four has a digest forged to match."""
    content = damaged_bytes(rng, rng.choice(_whole()))
    forged = rng.random() < 0.25 and len(content) > 64
    message = refusal(sealed(content) if forged else content, folder / "run.npz", forged=forged)
    if forged:
        return "forged, refused" if message else "forged, believed"
    assert message is not None, "a damaged checkpoint was believed"
    assert "is not a checkpoint of neurosim" in message or DAMAGED in message, message
    return "refused"


@functools.cache
def _whole() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        return checkpoints(Path(name))
