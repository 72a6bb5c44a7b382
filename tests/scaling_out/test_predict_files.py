"""Many files predicted: their rows, their columns, what is done again and what is not."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

import neurosim as ns
from neurosim.temporary import open_temporary

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def net():
    net = ns.mlp([2, 3, 1], seed=1)
    net.input_columns = ("a", "b")
    net.target_columns = (ns.TargetColumn("y"),)
    return net


@pytest.fixture
def classifier():
    X = [[0.0, 1.0], [1.0, 0.0], [2.0, 0.5]]
    data = ns.Dataset.from_labels(X, ["=no", "yes", "maybe"], input_names=["a", "b"])
    net = ns.mlp([2, 3], output_activation="identity", seed=0)
    ns.train(net, data, epochs=5, loss="softmax_cross_entropy")
    return net


def write_csv(path, n, first=0):
    """Write rows whose column ``id`` counts on, with the inputs in another order."""
    path.parent.mkdir(exist_ok=True)
    rows = [f"{k / 7!r},{k},{(k * k) % 11 / 3!r}\n" for k in range(first, first + n)]
    path.write_text("b,id,a\n" + "".join(rows))
    return path


def write_parquet(path, n, first=0):
    path.parent.mkdir(exist_ok=True)
    k = np.arange(first, first + n)
    pq.write_table(pa.table({"b": k / 7, "id": k, "a": (k * k) % 11 / 3}), path)
    return path


def predict(net, folder, pattern="*", **more):
    given = {"workers": 1, **more}
    return ns.predict_files(net, folder / "in" / pattern, folder / "out", **given)


def test_each_csv_file_becomes_one_of_the_same_name(net, tmp_path):
    source = write_csv(tmp_path / "in" / "a.csv", 5)
    write_csv(tmp_path / "in" / "b.csv", 3, first=5)
    result = predict(net, tmp_path, keep=["id"])
    assert repr(result).startswith("FilePredictions(2 files done, 8 rows in ")
    lines = (tmp_path / "out" / "a.csv").read_text().splitlines()
    expected = ns.predict(net, ns.DataFile(source))
    assert lines == ["id,predicted y", *(f"{k},{y!r}" for k, (y,) in enumerate(expected.tolist()))]
    assert [(f.source.name, f.path, f.n_rows) for f in result.files] == [
        ("a.csv", tmp_path / "out" / "a.csv", 5),
        ("b.csv", tmp_path / "out" / "b.csv", 3),
    ]


def test_parquet_keeps_types_and_is_read_in_chunks(net, tmp_path):
    n = 2 * 2**16 + 5
    source = write_parquet(tmp_path / "in" / "a.parquet", n)
    result = predict(net, tmp_path, keep=["id", "a"])
    table = pq.read_table(tmp_path / "out" / "a.parquet")
    assert result.n_rows == table.num_rows == n
    assert table.column_names == ["id", "a", "predicted y"]
    assert table["id"].to_pylist() == list(range(n))
    expected = ns.predict(net, ns.DataFile(source, inputs=["a", "b"]))
    assert np.array_equal(table["predicted y"].to_numpy(), expected[:, 0])
    assert result.rows_per_second > 0


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_classes_come_with_their_probabilities(classifier, tmp_path, ending):
    write = write_csv if ending == "csv" else write_parquet
    source = write(tmp_path / "in" / f"a.{ending}", 20)
    predict(classifier, tmp_path)
    out = tmp_path / "out" / f"a.{ending}"
    data = ns.DataFile(source, inputs=["a", "b"])
    labels = ns.predict_classes(classifier, data)
    shares = ns.predict_probabilities(classifier, data)
    names = list(classifier.target_columns[0].classes)
    if ending == "parquet":
        table = pq.read_table(out)
        assert table.column_names == ["predicted class", *(f"class={name}" for name in names)]
        assert table["predicted class"].to_pylist() == labels
        assert np.array_equal(table["class=yes"].to_numpy(), shares[:, names.index("yes")])
    else:
        found = ns.read_csv(out, inputs=[1, 2, 3], targets="predicted class")
        assert np.array_equal(found.X, shares)
        # no spreadsheet runs a class as a formula
        assert "\n=no" not in out.read_text()


def test_what_is_done_is_not_done_again(net, tmp_path):
    for k in range(3):
        write_csv(tmp_path / "in" / f"{k}.csv", 4)
    predict(net, tmp_path)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.csv")}
    seen = []
    again = predict(net, tmp_path, on_file=seen.append)
    assert (seen, again.n_rows, again.rows_per_second) == ([], 0, 0.0)
    assert [(f.made_before, f.n_rows) for f in again.files] == [(True, 4)] * 3
    assert "3 made before" in repr(again)
    write_csv(tmp_path / "in" / "1.csv", 6)
    (tmp_path / "out" / "2.csv").unlink()
    assert [f.made_before for f in predict(net, tmp_path).files] == [True, False, False]
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.csv")}
    assert [name for name in before if before[name] == after[name]] == ["0.csv"]
    assert not any(f.made_before for f in predict(net, tmp_path, overwrite=True).files)


def test_another_model_or_other_columns_make_everything_anew(net, tmp_path):
    write_csv(tmp_path / "in" / "a.csv", 4)
    predict(net, tmp_path)
    net.bo[0] += 1.0
    assert not predict(net, tmp_path).files[0].made_before
    assert not predict(net, tmp_path, keep=["id"]).files[0].made_before
    assert not predict(net, tmp_path, keep=["id"], dtype="float32").files[0].made_before
    assert predict(net, tmp_path, keep=["id"], dtype="float32").files[0].made_before


def test_a_file_that_fails_does_not_stop_the_rest(net, tmp_path):
    write_csv(tmp_path / "in" / "a.csv", 4)
    bad = tmp_path / "in" / "bad.csv"
    bad.write_text("a,b\n1,x\n")
    (tmp_path / "in" / "bad.parquet").write_bytes(b"no parquet")
    result = predict(net, tmp_path)
    assert [f.error is None for f in result.files] == [True, False, False]
    assert result.failures[0].error.startswith(f"{bad}, line 2, column 'b': 'x' is not a number")
    assert "cannot be read as Parquet" in result.failures[1].error
    assert sorted(p.name for p in (tmp_path / "out").glob("*.*") if p.is_file()) == ["a.csv"]
    bad.write_text("a,b\n1,2\n")
    assert [f.made_before for f in predict(net, tmp_path, "*.csv").files] == [True, False]


def test_a_column_to_keep_that_is_missing_is_named(net, tmp_path):
    for path in (
        write_csv(tmp_path / "in" / "a.csv", 2),
        write_parquet(tmp_path / "in" / "b.pq", 2),
    ):
        (failure,) = predict(net, tmp_path, path.name, keep=["Id"]).failures
        assert failure.error == (f"{path}: unknown column to keep 'Id'; known: b, id, a")


def test_options_say_how_files_are_read(net, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("1,5;9;2,5\n")
    options = {"header": False, "delimiter": ";", "decimal": ",", "inputs": [0, 2]}
    net.input_columns = None
    predict(net, tmp_path, options=options)
    found = (tmp_path / "out" / "a.csv").read_text().splitlines()[1]
    assert float(found) == ns.predict(net, [[1.5, 2.5]])[0, 0]


def test_ctrl_c_keeps_what_is_done(net, tmp_path):
    for k in range(4):
        write_csv(tmp_path / "in" / f"{k}.csv", 3)

    def stop(file):
        if file.source.name == "1.csv":
            raise KeyboardInterrupt

    result = predict(net, tmp_path, on_file=stop)
    assert (len(result), result.stop_reason, result.interrupted) == (2, "interrupted", True)
    assert [f.made_before for f in predict(net, tmp_path).files] == [True, True, False, False]


@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_what_a_killed_process_left_is_removed_at_the_beginning_and_at_the_end(net, tmp_path):
    for k in range(2):
        write_csv(tmp_path / "in" / f"{k}.csv", 3)
    predict(net, tmp_path)
    out = tmp_path / "out"
    killed = [out / f".{k}.csv.neurosim-{k:016x}.tmp" for k in range(2)]
    killed[0].write_text("half")
    mine = out / ".0.csv.tmp"
    mine.write_text("another program's")
    used, handle = open_temporary(out / "0.csv", 0o600)
    seen = []

    def look(_):
        seen.append(killed[0].exists())
        killed[1].write_text("half")

    predict(net, tmp_path, overwrite=True, on_file=look)
    os.close(handle)
    assert seen == [False, False]
    assert not killed[1].exists()
    assert mine.exists()
    assert used.exists()


def test_a_file_that_was_broken_off_is_made_anew(net, tmp_path):
    write_csv(tmp_path / "in" / "a.csv", 4)
    predict(net, tmp_path)
    record = tmp_path / "out" / ".neurosim" / "a.csv.made.json"
    whole = record.read_text()
    # killed between the predictions and the note of what they were made of, or while it was written
    for change in (record.unlink, lambda: record.write_text(whole[:20])):
        change()
        assert [f.made_before for f in predict(net, tmp_path).files] == [False]
        assert [f.made_before for f in predict(net, tmp_path).files] == [True]


def refused(net, *arguments, **more):
    with pytest.raises(ns.NeurosimError) as error:
        ns.predict_files(net, *arguments, **{"workers": 1, **more})
    return str(error.value)


def test_what_must_not_be_replaced_is_refused(net, tmp_path):
    source = write_csv(tmp_path / "in" / "a.csv", 4)
    other = tmp_path / "out" / "a.csv"
    other.parent.mkdir()
    other.write_text("mine")
    assert refused(net, source, tmp_path / "out") == (
        f"{other} exists already; give another folder, or use --force (overwrite=True in Python) to "
        "replace it"
    )
    assert other.read_text() == "mine"
    predict(net, tmp_path, overwrite=True)
    assert other.read_text().startswith("predicted y\n")
    assert refused(net, source, tmp_path / "in", overwrite=True) == (
        f"{source} would be replaced by its predictions; give another folder"
    )
    assert "is a file; give the name of a folder" in refused(net, source, source)


def test_what_cannot_be_used_is_refused(net, tmp_path):
    source = write_csv(tmp_path / "in" / "a.csv", 4)
    twin = write_csv(tmp_path / "more" / "A.csv", 4)
    out = tmp_path / "out"
    assert refused(net, tmp_path / "*.csv", out).startswith("no file has a name like ")
    assert refused(net, tmp_path / "no.csv", out) == (
        f"there is no file {tmp_path / 'no.csv'}; check its name and folder"
    )
    assert refused(net, [], out).endswith("got an empty list")
    assert refused(net, [source, twin], out) == (
        f"{source} and {twin} would both be written to {out / 'A.csv'}; predict them into two folders"
    )
    assert refused(net, source, out, keep=["id", "id"]) == (
        "the column to keep 'id' is there twice; leave one out"
    )
    assert refused(net, source, out, options={"missing": "drop"}).startswith(
        "unknown option of a file 'missing'"
    )
    assert refused(net, source, out, options=3) == (
        "options is 3; give names and values, such as {'delimiter': ';'}"
    )
    assert not out.exists()


def test_networks_with_activations_of_the_user_predict_too(tmp_path):
    own = ns.Activation("cube", lambda s: s**3, lambda s: 3 * s**2)
    net = ns.mlp([2, 1], own, seed=1)
    net.input_columns = ("a", "b")
    source = write_csv(tmp_path / "in" / "a.csv", 4)
    predict(net, tmp_path)
    found = list(map(float, (tmp_path / "out" / "a.csv").read_text().splitlines()[1:]))
    assert found == ns.predict(net, ns.DataFile(source))[:, 0].tolist()


def test_many_files_with_one_worker_killed_have_every_row_once(net, tmp_path, client):
    n_files = int(os.environ.get("NEUROSIM_TEST_FILES", "100"))
    for k in range(n_files):
        write_csv(tmp_path / "in" / f"{k:04}.csv", 3, first=3 * k)
    client.wait_for_workers(2)  # another test may have ended one
    ended, victim = [], min(client.run(os.getpid).values())

    def kill(file):
        ended.append(file)
        if len(ended) == n_files // 10:
            os.kill(victim, signal.SIGKILL)

    result = predict(net, tmp_path, keep=["id"], client=client, workers=None, on_file=kill)
    assert victim not in client.run(os.getpid).values()
    assert (len(result), len(result.failures), result.n_rows) == (n_files, 0, 3 * n_files)
    rows = [
        int(line.split(",")[0])
        for path in sorted((tmp_path / "out").glob("*.csv"))
        for line in path.read_text().splitlines()[1:]
    ]
    assert rows == list(range(3 * n_files))
