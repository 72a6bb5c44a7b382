"""A damaged, changed or mixed-up checkpoint is refused in one sentence, and nothing is changed."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest

from neurosim.errors import FileError
from tests.training.checkpoint_damage import (
    DAMAGED,
    archived,
    checkpoints,
    members,
    network,
    refusal,
    sealed,
    train,
)


@pytest.fixture(scope="module")
def contents(tmp_path_factory) -> list[bytes]:
    return checkpoints(tmp_path_factory.mktemp("checkpoints"))


def array(value: object, **settings: object) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(value), **settings)
    return file.getvalue()


def header(shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    about = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, about)
    return file.getvalue() + bytes(8)


def test_the_checkpoint_itself_goes_on(contents, tmp_path):
    for content in contents:
        assert refusal(content, tmp_path / "run.npz") is None
        assert refusal(sealed(archived(members(content))), tmp_path / "run.npz") is None


def test_members_of_another_checkpoint_are_seen(contents, tmp_path):
    first, second = map(members, contents)
    for name in first:
        if first[name] != second[name]:
            mixed = archived(first | {name: second[name]})
            assert DAMAGED in str(refusal(mixed, tmp_path / "run.npz")), name


CHANGED_TEXT = [
    {"settings": 3}, {"settings": {}}, {"shuffling": {}}, {"shuffling": {"bit_generator": "PCG64"}},
    {"callbacks": []}, {"callbacks": [3]}, {"callbacks": [{}]}, {"stopped": "no"},
    {"stop_reason": 3}, {"format": "another"},
    {"callbacks": [{"best": 1.0, "best_epoch": 0, "parameters": [1.0]}]},
    {"callbacks": [{"best": 1.0, "best_epoch": -1, "parameters": []}]},
    {"callbacks": [{"best": [], "best_epoch": 0, "parameters": []}]},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGED_TEXT, ids=str)
def test_words_that_are_none_of_ours_are_refused_even_with_the_right_digest(
    change, contents, tmp_path
):
    parts = members(contents[0])
    text = json.loads(np.load(io.BytesIO(parts["text.npy"])).tobytes()) | change
    parts["text.npy"] = array(np.frombuffer(json.dumps(text).encode(), np.uint8))
    assert refusal(sealed(archived(parts)), tmp_path / "run.npz")


CHANGED_ARRAYS = {
    "no member": None,
    "empty": b"",
    "another type": array([True, False]),
    "text": array(["1.0"]),
    "another length": array([1.0]),
    "another shape": array([[1.0, 2.0]]),
    "not finite": array([np.nan] * 7),
    "pickled": array([{}], allow_pickle=True),
    "a huge shape": header((10**15,)),
    "a shape below 0": header((-1, -1)),
    "a header that is none": array([1.0]).replace(b"descr", b"descc"),
}


@pytest.mark.parametrize("change", CHANGED_ARRAYS)
def test_numbers_that_are_none_of_ours_are_refused_even_with_the_right_digest(
    change, contents, tmp_path
):
    for name in ("parameters.npy", "trainable.npy", "loss.npy", "optimizer mean.npy", "text.npy"):
        parts = members(contents[0])
        content = CHANGED_ARRAYS[change]
        if content is None:
            del parts[name]
        else:
            parts[name] = content
        if (name, change) in {("loss.npy", "another length"), ("loss.npy", "not finite")}:
            continue  # the history of another run is believed to who forges the digest
        if (name, change) == ("optimizer mean.npy", "not finite"):
            continue
        assert refusal(sealed(archived(parts)), tmp_path / "run.npz"), name


def test_an_archive_that_would_grow_is_not_unpacked(contents, tmp_path):
    parts = members(contents[0]) | {"loss.npy": array(np.zeros(10_000_000))}
    bomb = sealed(archived(parts, zipfile.ZIP_DEFLATED))
    assert len(bomb) < 100_000
    assert DAMAGED in str(refusal(bomb, tmp_path / "run.npz"))


def test_other_files_are_named(tmp_path):
    path = tmp_path / "run.npz"
    for content, message in (
        (b"\x89PNG\r\n\x1a\n", "run.npz is not a checkpoint of neurosim: it is a PNG picture"),
        (b"", "run.npz is not a checkpoint of neurosim"),
        (array([1.0]), "run.npz is not a checkpoint of neurosim: it is a NumPy array (.npy)"),
    ):
        assert str(refusal(content, path)).endswith(message)
    with pytest.raises(FileError, match="is a directory"):
        train(network(), 3, resume=tmp_path)


def test_a_checkpoint_of_an_older_version_is_named(tmp_path):
    path = tmp_path / "run.npz"
    np.savez(path, text=np.array(json.dumps({"format": "neurosim checkpoint 1"})))
    assert "is a checkpoint of an older neurosim" in str(refusal(path.read_bytes(), path))
