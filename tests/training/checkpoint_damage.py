"""Checkpoints of a small run, what becomes of changed ones, and the tools to change them."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from pathlib import Path

import neurosim as ns
from neurosim.errors import NeurosimError

DATA = ([[0.1], [0.8], [-0.5], [0.7]], [[0.3], [0.7], [0.2], [0.9]])
SETTINGS = {"optimizer": ns.Adam(0.01), "shuffle": True, "seed": 3, "engine": "objects"}
DAMAGED = "is damaged or was changed after neurosim wrote it; use another checkpoint, or leave ou"


def network():
    net = ns.mlp([1, 2, 1], seed=1)
    net.freeze("bh[0][0]")
    return net


def train(net, epochs, **more):
    return ns.train(net, DATA, epochs=epochs, **SETTINGS, **more)


def callbacks(path):
    return [ns.EarlyStopping(patience=50), ns.Checkpoint(path)]


def state(net):
    return [(parameter.value, parameter.trainable) for parameter in net.parameters]


def refusal(content: bytes, path, *, forged: bool = False) -> str | None:
    """Return the message if the content is refused and nothing is changed; None if it resumes.

    Other numbers are believed of who forges the digest; all others get the run that was saved.
    """
    path.write_bytes(content)
    net = network()
    net.forward([0.5])
    before, scaling = state(net), net.input_scaling
    try:
        history = train(net, 8, callbacks=callbacks(path.with_name("other")), resume=path)
    except NeurosimError as error:
        message = str(error)
    else:
        message = None
    if message is not None:
        assert state(net) == before
        assert net.input_scaling is scaling
        assert "\n" not in message
        return message
    if forged:
        return None
    undisturbed = network()
    assert history.loss == train(undisturbed, 8, callbacks=ns.EarlyStopping(patience=50)).loss
    assert state(net) == state(undisturbed)
    return None


def sealed(content: bytes) -> bytes:
    """Return content with the digest that belongs to it, as somebody who forges it would."""
    return content[:-64] + hashlib.sha256(content[:-64]).hexdigest().encode()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archived(parts: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.comment = b"neurosim sha256:" + b"0" * 64
    return file.getvalue()


def checkpoints(folder: Path) -> list[bytes]:
    """Return two checkpoints of the same run, of different epochs."""
    path = folder / "run.npz"
    found = []
    for epochs in (2, 5):
        train(network(), epochs, callbacks=callbacks(path))
        found.append(path.read_bytes())
    return found


def damaged_bytes(rng: random.Random, whole: bytes) -> bytes:
    """Return content that is cut off, changed, doubled in part or longer; never the same."""
    content = bytearray(whole)
    place = rng.randrange(len(content))
    match rng.choice(["cut off", "bit", "bytes", "doubled", "added"]):
        case "cut off":
            del content[place:]
        case "bit":
            content[place] ^= 1 << rng.randrange(8)
        case "bytes":
            changed = rng.randbytes(rng.randint(1, 40))
            content[place : place + len(changed)] = changed
        case "doubled":
            content[place:place] = content[place : place + 64]
        case "added":
            content += rng.randbytes(3)
    return bytes(content) if content != whole else damaged_bytes(rng, whole)
