import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import neurosim as ns
from neurosim import files


def test_text_and_bytes_are_written_as_they_are(tmp_path):
    assert files.write_whole(tmp_path / "a.txt", "é\n") == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa9\n"
    files.write_whole(str(tmp_path / "b"), b"\x00\xff")
    assert (tmp_path / "b").read_bytes() == b"\x00\xff"


def test_nothing_else_is_left_behind(tmp_path):
    files.write_whole(tmp_path / "a", "x")
    files.write_whole(tmp_path / "a", "y")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_existing_file_is_replaced_only_if_allowed(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(
        ns.NeurosimError, match="a exists already; give another name, or use --force"
    ):
        files.write_whole(tmp_path / "a", "new", overwrite=False)
    assert (tmp_path / "a").read_text() == "old"
    files.write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ns.NeurosimError, match=r"cannot write .*a: no space left on device"):
        files.write_whole(tmp_path / "a", "new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


def test_permissions_are_those_of_the_old_file_or_of_any_new_one(tmp_path):
    (tmp_path / "plain").write_text("")
    files.write_whole(tmp_path / "new", "")
    mode = stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode
    (tmp_path / "plain").chmod(0o640)
    files.write_whole(tmp_path / "plain", "x")
    assert stat.S_IMODE((tmp_path / "plain").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "is a directory; give the name of a file"),
        ("none/a", "cannot write .*a: there is no directory .*none"),
        ("a\0b", "cannot write .*: embedded null byte"),
    ],
)
def test_what_cannot_be_written(tmp_path, name, message):
    with pytest.raises(ns.NeurosimError, match=message):
        files.write_whole(f"{tmp_path}/{name}", "x")


def test_reading(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfab")
    assert files.read_text(tmp_path / "a") == "ab"
    (tmp_path / "a").write_bytes(b"ab\xff")
    with pytest.raises(ns.NeurosimError, match="byte 2 is not UTF-8 text; save the file as UTF-8"):
        files.read_text(tmp_path / "a")
    for path, message in ((Path("none"), "no such file"), ("a\0b", "embedded null byte")):
        with pytest.raises(ns.NeurosimError, match=f"cannot read .*: {message}"):
            files.read_text(path)


def test_through_a_link_the_file_behind_it_is_replaced(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    files.write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_link_that_leads_nowhere_counts_as_a_file(tmp_path):
    (tmp_path / "link").symlink_to("none")
    with pytest.raises(ns.NeurosimError, match="link exists already"):
        files.write_whole(tmp_path / "link", "new", overwrite=False)


def test_a_pipe_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ns.NeurosimError, match="pipe is a device or pipe; give the name of a file"):
        files.write_whole(tmp_path / "pipe", "x")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("path", [3, None])
def test_what_is_no_path(path):
    for use in (files.read_text, files.check_destination):
        with pytest.raises(ns.NeurosimError, match=r"cannot (read|write) "):
            use(path)


def test_threads_that_write_the_same_file_do_not_disturb_each_other(tmp_path):
    texts = [str(number) * 1000 for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(10):
            list(pool.map(lambda text: files.write_whole(tmp_path / "a", text), texts))
    assert (tmp_path / "a").read_text() in texts
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_circle_of_links(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ns.NeurosimError, match=r"cannot write .*loop: its links lead in a circle"):
        files.write_whole(tmp_path / "loop", "x")
    with pytest.raises(ns.NeurosimError, match=r"cannot read .*loop: "):
        files.read_text(tmp_path / "loop")


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize("path", ["", None, 3])
def test_no_name_at_all(path, overwrite):
    with pytest.raises(ns.NeurosimError, match="give the name of a file as text or a Path"):
        files.write_whole(path, "x", overwrite=overwrite)


def test_half_a_character_is_named_and_nothing_is_written(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(ns.NeurosimError, match=r"'ab\\ud800cd' has half a character"):
        files.write_whole(path, "ab\ud800cd")
    assert list(tmp_path.iterdir()) == []
