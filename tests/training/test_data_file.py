"""Training and predicting from files that are read in chunks."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.data import chunks
from neurosim.errors import DataError, InputError
from neurosim.model import column_summary
from neurosim.training import stored_epochs

RNG = np.random.default_rng(2)
N = 100
X = RNG.uniform(0, 100, (N, 3)).round(3)
Z = (X @ [[0.2], [-0.1], [0.4]] + 5).round(3)
SETTINGS = {"epochs": 4, "normalize": (0, 1), "engine": "compiled"}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 13)
    monkeypatch.setattr(stored_epochs, "CHUNK_ROWS", 16)


def csv_text(delimiter=",", decimal="."):
    rows = [["a", "b", "c", "z"], *np.hstack([X, Z]).tolist()]
    return "".join(delimiter.join(map(str, row)).replace(".", decimal) + "\n" for row in rows)


@pytest.fixture(params=["csv", "german csv", "parquet"])
def path(request, tmp_path):
    if request.param == "parquet":
        pa = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        found = tmp_path / "data.parquet"
        columns = dict(zip("abcz", np.hstack([X, Z]).T, strict=True))
        parquet.write_table(pa.table(columns), found)
        return found
    found = tmp_path / "data.csv"
    found.write_text(csv_text(";", ",") if request.param == "german csv" else csv_text())
    return found


def values(net):
    return [parameter.value for parameter in net.parameters]


@pytest.mark.parametrize("batch_size", [1, 4, 7, 40])
@pytest.mark.parametrize("optimizer", [ns.SGD(0.1), ns.Adam(0.01)], ids=repr)
def test_it_is_training_in_memory_bit_for_bit(path, batch_size, optimizer):
    net, twin = ns.mlp([3, 5, 1]), ns.mlp([3, 5, 1])
    chosen = SETTINGS | {"batch_size": batch_size, "optimizer": optimizer, "threads": 1}
    streamed = ns.train(net, ns.DataFile(path), validation=(X, Z), **chosen)
    in_memory = ns.train(twin, ns.Dataset(X, Z), validation=(X, Z), **chosen)
    assert values(net) == values(twin)
    assert streamed.validation_loss == in_memory.validation_loss
    np.testing.assert_allclose(streamed.loss, in_memory.loss, rtol=1e-14)
    assert net.input_scaling == twin.input_scaling
    assert net.target_scaling == twin.target_scaling
    assert net.input_columns == ("a", "b", "c")


def test_standard_scaling_is_that_of_the_data_in_memory_bit_for_bit(path, monkeypatch):
    monkeypatch.setattr(column_summary, "_ROWS_OF_A_PART", 30)
    net, twin = ns.mlp([3, 5, 1]), ns.mlp([3, 5, 1])
    chosen = SETTINGS | {"normalize": "standard", "threads": 1}
    ns.train(net, ns.DataFile(path), **chosen)
    ns.train(twin, ns.Dataset(X, Z), **chosen)
    assert net.input_scaling == twin.input_scaling == ns.StandardScaling.fit(X)
    assert net.target_scaling == twin.target_scaling == ns.StandardScaling.fit(Z)
    assert values(net) == values(twin)


def test_predicting_gives_the_same_rows(path):
    net = ns.mlp([3, 5, 1])
    ns.train(net, (X, Z), **SETTINGS)
    data = ns.DataFile(path, inputs=["a", "b", "c"])
    np.testing.assert_allclose(ns.predict(net, data), ns.predict(net, X), rtol=1e-13)
    net.input_columns = ("c", "b", "a")
    reordered = ns.predict(net, ns.DataFile(path))
    np.testing.assert_allclose(reordered, ns.predict(net, X[:, ::-1]), rtol=1e-13)


def test_shuffling_is_repeatable_and_takes_every_row(path):
    results = []
    for seed in (1, 1, 2):
        net = ns.mlp([3, 5, 1])
        ns.train(net, ns.DataFile(path), shuffle=True, seed=seed, **SETTINGS)
        results.append(values(net))
    assert results[0] == results[1] != results[2]


def test_a_run_resumes_from_its_checkpoint(path, tmp_path):
    def run(epochs, **more):
        net = ns.mlp([3, 5, 1])
        checkpoint = ns.Checkpoint(tmp_path / "run.npz")
        settings = SETTINGS | {"epochs": epochs, "optimizer": ns.Adam(0.01)}
        history = ns.train(
            net,
            ns.DataFile(path),
            shuffle=True,
            seed=3,
            callbacks=checkpoint,
            **settings,
            **more,
        )
        return values(net), history.loss

    expected = run(6)
    run(2)
    assert run(6, resume=tmp_path / "run.npz") == expected


def test_a_column_of_classes(tmp_path):
    path = tmp_path / "flowers.csv"
    labels = np.where(Z[:, 0] > Z.mean(), "rose", "aster")
    labels[:20] = "aster"
    path.write_text(
        "a,b,c,kind\n"
        + "".join(f"{a},{b},{c},{k}\n" for (a, b, c), k in zip(X, labels, strict=True))
    )
    net, twin = ns.mlp([3, 4, 2]), ns.mlp([3, 4, 2])
    ns.train(net, ns.DataFile(path), **SETTINGS)
    ns.train(twin, ns.read_csv(path), **SETTINGS)
    assert net.target_columns == twin.target_columns
    assert net.target_columns[0].classes == ("aster", "rose")
    assert values(net) == values(twin)


def test_a_bad_cell_far_down_is_named(tmp_path):
    path = tmp_path / "data.csv"
    lines = csv_text().splitlines()
    lines[80] = "1,2,x,4"
    path.write_text("\n".join(lines))
    net = ns.mlp([3, 5, 1])
    before = values(net)
    with pytest.raises(DataError, match=r"line 81, column 'c': 'x' is not a number"):
        ns.train(net, ns.DataFile(path), **SETTINGS)
    assert values(net) == before
    with pytest.raises(DataError, match=r"line 81, column 'c'"):
        ns.predict(net, ns.DataFile(path, inputs=["a", "b", "c"]))


def test_numbers_that_explode_are_named_by_their_row_in_the_file(path):
    net = ns.mlp([3, 2, 1], "identity")
    with pytest.raises(ns.DivergedError, match=r"in epoch \d+, sample \d+ of 100: ") as streamed:
        ns.train(net, ns.DataFile(path), epochs=50, learning_rate=1.0, engine="compiled")
    twin = ns.mlp([3, 2, 1], "identity")
    with pytest.raises(ns.DivergedError) as in_memory:
        ns.train(twin, (X, Z), epochs=50, learning_rate=1.0, engine="compiled")
    assert str(streamed.value) == str(in_memory.value)
    assert values(net) == values(twin)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "objects"}, "engine='objects' needs all rows in memory"),
        ({"batch_size": None}, "batch_size=None, the whole data, needs all rows in memory"),
        ({"metric": "mae"}, "metric='mae' without validation data needs all rows in memory"),
    ],
)
def test_what_needs_all_rows_is_refused(path, settings, message):
    with pytest.raises(InputError, match=message):
        ns.train(ns.mlp([3, 5, 1]), ns.DataFile(path), **settings)


def test_files_that_do_not_fit(path, tmp_path):
    with pytest.raises(InputError, match="the data has 3 inputs"):
        ns.train(ns.mlp([2, 1]), ns.DataFile(path))
    with pytest.raises(InputError, match="the network takes 2 inputs, and 4 are chosen"):
        ns.predict(ns.mlp([2, 1]), ns.DataFile(path))
    with pytest.raises(DataError, match="no such file"):
        ns.DataFile(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="no such file"):
        ns.DataFile(tmp_path / "nothing.parquet")
    with pytest.raises(InputError, match="takes the path of a file"):
        ns.DataFile(3)
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b\n")
    with pytest.raises(DataError, match="no rows below the header"):
        ns.train(ns.mlp([1, 1]), ns.DataFile(empty))
