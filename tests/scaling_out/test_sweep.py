"""A sweep in this process: its numbers, its table, its folder, its failures."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.model_file import to_json

X = np.linspace(-1.0, 1.0, 12)[:, np.newaxis]
DATA = ns.Dataset(X, np.sin(3 * X), input_names=["x"], target_columns=["y"])
HELD_OUT = ns.Dataset(
    X[:5] + 0.05, np.sin(3 * X[:5] + 0.15), input_names=["x"], target_columns=["y"]
)
GRID = {"hidden": [2, 4], "learning_rate": [0.1, 0.5]}
SETTINGS = {"epochs": 8, "normalize": (-1, 1), "shuffle": True, "batch_size": 5}


def make(hidden, seed):
    return ns.mlp([1, hidden, 1], "tanh", seed=seed)


def sweep(make_network=make, grid=GRID, **more):
    given = {"settings": SETTINGS, "seeds": 2, "validation": HELD_OUT, "workers": 1, **more}
    return ns.sweep(make_network, DATA, grid, **given)


def alone(run):
    """Train one run as a user would."""
    net = make(run.parameters["hidden"], seed=run.seed)
    history = ns.train(
        net,
        DATA,
        learning_rate=run.parameters["learning_rate"],
        seed=run.seed,
        threads=1,
        **SETTINGS,
    )
    return net, history


def test_each_run_has_the_numbers_of_a_single_training():
    result = sweep(keep="all")
    assert len(result) == 8
    for run in result.runs:
        net, history = alone(run)
        assert run.history.loss == history.loss
        assert run.history.stop_reason == history.stop_reason == "all 8 epochs done"
        assert to_json(run.network) == to_json(net)
        assert run.validation == ns.evaluate(net, HELD_OUT).named()
        assert run.loss == history.loss[-1]


def test_settings_of_the_grid_reach_the_training():
    grid = {"optimizer": ["adam", ns.SGD(0.1, 0.9)], "epochs": [1, 3], "batch_size": [None]}
    result = ns.sweep(lambda seed: make(2, seed), DATA, grid, workers=1)
    assert [len(run.history) for run in result.runs] == [1, 3, 1, 3]
    net = make(2, 0)
    history = ns.train(net, DATA, epochs=3, optimizer=ns.SGD(0.1, 0.9), batch_size=None, seed=0)
    assert result.runs[3].history.loss == history.loss
    assert "SGD" in result.rows()[3][1]


def test_the_table_has_a_row_for_each_run():
    result = sweep()
    assert result.header[:5] == ("run", "hidden", "learning_rate", "seed", "training_loss")
    assert set(result.header[5:]) == {
        f"validation_{name}" for name in ("loss", "mae", "rmse", "r2")
    }
    frame = result.to_frame()
    assert list(frame.columns) == list(result.header)
    assert frame["training_loss"].tolist() == [run.loss for run in result.runs]
    assert result.to_csv().splitlines()[1].startswith("0,2,0.1,0,")
    assert result.failures == ()
    assert repr(result).startswith("Sweep(8 runs done, best validation_loss 0.")


def test_the_best_run_has_the_least_loss_or_the_largest_metric():
    result = sweep()
    frame = result.to_frame()
    assert result.best().number == frame["validation_loss"].idxmin()
    assert result.best("training_loss").number == frame["training_loss"].idxmin()
    assert result.best("validation_r2").number == frame["validation_r2"].idxmax()
    assert result.best().network.loss == "half_squared_error"
    with pytest.raises(
        ns.NeurosimError, match="unknown measure 'r2'; known: training_loss, validation_loss"
    ):
        result.best("r2")


def test_only_the_best_network_is_kept_unless_all_are_asked_for():
    result = sweep()
    (best,) = [run for run in result.runs if run._model is not None]
    assert best is result.best()
    other = result.runs[0 if best.number else 1]
    with pytest.raises(
        ns.NeurosimError, match=f"no network of run {other.number}: the sweep kept only the best"
    ):
        other.network  # noqa: B018


def test_a_run_that_fails_does_not_stop_the_rest():
    def fragile(hidden, seed):
        if hidden == 3:
            raise ZeroDivisionError("no three")
        return make(hidden, seed) if hidden != 5 else "a text"

    result = sweep(fragile, {"hidden": [2, 3, 5], "learning_rate": [0.1, -1.0]}, seeds=1)
    errors = [run.error for run in result.runs]
    assert errors[0] is None
    assert errors[1] == "the learning rate is -1; it must be above 0"
    assert errors[2] == errors[3] == "ZeroDivisionError: no three"
    assert errors[4] == "make_network returns a network, such as ns.mlp([2, 3, 1]); got 'a text'"
    assert [run.number for run in result.failures] == [1, 2, 3, 4, 5]
    assert result.header[-1] == "error"
    assert repr(result).startswith("Sweep(6 runs: 1 done, 5 failed, best validation_loss 0.")
    assert result.stop_reason == "6 runs: 1 done, 5 failed"
    assert not result.interrupted
    # what a run that failed has not is empty, and is not called None
    assert result.shown_rows()[2][:5] == ["2", "3", "0.1", "0", ""]
    with pytest.raises(ns.NeurosimError, match="there is no network of run 2: run 2 failed"):
        result.runs[2].network  # noqa: B018


def test_a_run_that_diverges_is_a_failure_with_its_message():
    result = sweep(
        lambda seed: ns.mlp([1, 1], "identity", seed=seed), {"learning_rate": [0.1, 1e200]}, seeds=1
    )
    assert "training stopped in epoch 1" in result.failures[0].error


def test_without_a_finished_run_there_is_no_best_one():
    result = sweep(grid={"hidden": [2], "learning_rate": [-1]}, seeds=1)
    with pytest.raises(
        ns.NeurosimError, match="no run was finished, so there is no best one; run 0 says"
    ):
        result.best()


def test_each_run_is_told_as_soon_as_it_ends():
    seen = []
    result = sweep(on_run=seen.append)
    assert [run.number for run in seen] == list(range(8))
    assert [run.loss for run in seen] == [run.loss for run in result.runs]


def test_ctrl_c_keeps_what_is_done(tmp_path):
    def stop(run):
        if run.number == 2:
            raise KeyboardInterrupt

    result = sweep(on_run=stop, folder=tmp_path / "sweep")
    assert [run.number for run in result.runs] == [0, 1, 2]
    assert result.stop_reason == "interrupted"
    assert result.interrupted
    assert repr(result).startswith("Sweep(3 runs done, interrupted, best ")
    assert not (tmp_path / "sweep" / "results.csv").exists()
    again = sweep(folder=tmp_path / "sweep")
    assert again.to_csv() == sweep().to_csv()


def test_a_folder_gives_the_finished_runs_back(tmp_path):
    folder = tmp_path / "sweep"
    first = sweep(folder=folder)
    table, best = (folder / "results.csv").read_bytes(), (folder / "best.json").read_bytes()
    assert table.decode() == first.to_csv()
    assert to_json(ns.load(folder / "best.json")) == to_json(first.best().network)
    calls = []

    def counting(hidden, seed):
        calls.append(seed)
        return make(hidden, seed)

    again = sweep(counting, folder=folder)
    # nothing is trained; a network is compared with the data, and then each first network with
    # that of then: 2 sizes and 2 seeds
    assert calls == [0, 0, 1, 0, 1]
    assert again.to_csv() == first.to_csv()
    assert [run.history for run in again.runs] == [run.history for run in first.runs]
    assert to_json(again.best().network) == to_json(first.best().network)
    assert (folder / "results.csv").read_bytes() == table
    assert (folder / "best.json").read_bytes() == best


def test_runs_that_the_user_made_fail_are_tried_again_and_others_are_not(tmp_path):
    broken = {"now": True}
    calls = []

    def fragile(hidden, seed):
        calls.append(hidden)
        if broken["now"] and hidden == 4:
            raise OSError("no disk")
        return make(hidden, seed)

    grid = {"hidden": [2, 4], "learning_rate": [0.1, -1.0]}
    first = sweep(fragile, grid, folder=tmp_path / "sweep", seeds=1)
    assert [run.error is None for run in first.runs] == [True, False, False, False]
    broken["now"] = False
    calls.clear()
    again = sweep(fragile, grid, folder=tmp_path / "sweep", seeds=1)
    # to compare it with the data, to compare the runs that are settled, and then the other runs
    assert calls == [2, 2, 4, 4]
    assert again.to_csv() == sweep(grid=grid, seeds=1).to_csv()


def test_a_function_that_makes_other_networks_is_refused_wherever_they_differ(tmp_path):
    folder = tmp_path / "sweep"
    first = sweep(folder=folder)

    def other(hidden, seed):
        return ns.mlp([1, hidden, 1], "tanh" if (hidden, seed) != (4, 1) else "relu", seed=seed)

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert refused(make_network=other, folder=folder) == (
        f"the folder {folder} belongs to a sweep with other networks; give another folder, or the "
        "same arguments as then"
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sweep(folder=folder).to_csv() == first.to_csv()


@pytest.mark.parametrize("more", [{}, {"folder": "sweep"}])
def test_networks_that_do_not_fit_the_data_are_refused_before_anything_is_written(
    tmp_path, monkeypatch, more
):
    monkeypatch.chdir(tmp_path)

    def wide(hidden, seed):
        return ns.mlp([2, hidden, 1], "tanh", seed=seed)

    expected = "the data has 1 input in each sample (x), the network has 2 inputs"
    assert refused(make_network=wide, **more) == expected
    assert list(tmp_path.iterdir()) == []
    two = ns.Dataset(X, np.hstack([X, X]))
    assert "the validation data" in refused(validation=two, **more)
    assert list(tmp_path.iterdir()) == []
    assert len(sweep(**more)) == 8


def test_a_network_that_neurosim_refused_to_make_is_made_again(tmp_path):
    now = ["thanh"]

    def misspelt(hidden, seed):
        return ns.mlp([1, hidden, 1], now[0], seed=seed)

    first = sweep(misspelt, folder=tmp_path / "sweep")
    assert first.runs[0].error.startswith("unknown activation 'thanh'")
    now[0] = "tanh"
    assert sweep(misspelt, folder=tmp_path / "sweep").to_csv() == sweep().to_csv()


def refused(**more):
    with pytest.raises(ns.NeurosimError) as error:
        sweep(**more)
    return str(error.value)


def test_the_folder_of_another_sweep_is_refused(tmp_path):
    folder = tmp_path / "sweep"
    sweep(folder=folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for what, more in {
        "grid or seeds": {"seeds": 3},
        "settings": {"settings": {**SETTINGS, "epochs": 9}},
        "validation data": {"validation": DATA},
        "networks": {"make_network": lambda hidden, seed: ns.mlp([1, hidden, 1], seed=seed)},
        "measure": {"measure": "training_loss"},
        "keep": {"keep": "all"},
    }.items():
        assert refused(folder=folder, **more) == (
            f"the folder {folder} belongs to a sweep with other {what}; give another folder, or the "
            "same arguments as then"
        )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_cannot_be_used_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    assert (
        refused(folder=tmp_path / "file")
        == f"{tmp_path / 'file'} is a file; give the name of a folder"
    )
    assert "has other files in it, such as file" in refused(folder=tmp_path)
    assert "cannot make the folder" in refused(folder=tmp_path / "a" / "b")
    folder = tmp_path / "sweep"
    sweep(folder=folder)
    shutil.copytree(folder, tmp_path / "copy")
    (folder / "sweep.json").write_text("{}")
    assert "sweep.json: this is no file of a sweep" in refused(folder=folder)
    copy = tmp_path / "copy"
    (part, *_) = copy.glob("runs-*.json")
    part.write_text(json.dumps([{"run": 99}]))
    assert refused(folder=copy) == (
        f"{part}: this is no file of finished runs; remove it, and its runs are done again"
    )
    part.unlink()
    assert sweep(folder=copy).to_csv() == sweep().to_csv()


def test_arguments_that_cannot_be_used_are_refused():
    assert refused(measure="validation_rmse", validation=None) == (
        "measure 'validation_rmse' needs data to measure: give validation=..."
    )
    assert refused(measure="loss").startswith("unknown measure 'loss'")
    assert refused(keep="some").startswith("unknown value of keep 'some'")
    assert refused(workers=0) == "the number of workers is 0; it must be at least 1"
    assert refused(client=3, workers=None).startswith("client is 3; give a dask.distributed.Client")
    assert refused(client=3) == (
        "both client and workers are given, but a cluster has its own workers; leave one out"
    )
    assert refused(on_run=3) == "on_run is a function; got 3"


def test_networks_with_activations_of_the_user_come_back(tmp_path):
    own = ns.Activation("cube", lambda s: s**3, lambda s: 3 * s**2)

    def cubic(seed):
        return ns.mlp([1, 2, 1], [own], output_activation="identity", seed=seed)

    for _ in range(2):
        result = sweep(cubic, {"learning_rate": [0.01]}, folder=tmp_path / "sweep", seeds=1)
        assert result.best().network.hidden[0].activation is own


def test_a_data_file_is_read_by_each_run(tmp_path):
    path = tmp_path / "rows.csv"
    rows = zip(DATA.X[:, 0].tolist(), DATA.Z[:, 0].tolist(), strict=True)
    path.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows))
    settings = {"epochs": 2}
    found = ns.sweep(
        make, ns.DataFile(path, targets="y"), {"hidden": [2]}, settings=settings, workers=1
    )
    net = make(2, 0)
    history = ns.train(net, ns.DataFile(path, targets="y"), epochs=2, threads=1)
    assert found.runs[0].history.loss == history.loss


def test_the_picture_shows_each_parameter_that_varies():
    picture = sweep(grid={"hidden": [2, 4], "learning_rate": [0.01, 0.5]}).draw(theme="print")
    panels = [axes for axes in picture.figure.axes if axes.get_visible()]
    assert [axes.get_xlabel() for axes in panels] == ["hidden", "learning_rate", "seed"]
    assert [axes.get_xscale() for axes in panels] == ["linear", "log", "linear"]
    points = [line for line in panels[0].lines if line.get_marker() == "o"]
    assert len(points[0].get_xdata()) == 8
    assert "best" in picture._repr_svg_()


def test_words_stand_side_by_side_and_failures_are_noted():
    result = ns.sweep(
        lambda act, seed: ns.mlp([1, 2, 1], act, seed=seed),
        DATA,
        {"act": ["tanh", "sigmoid", "nothing"]},
        settings={"epochs": 1},
        workers=1,
    )
    figure = result.draw().figure
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == ["tanh", "sigmoid"]
    assert figure.get_supxlabel() == "1 run failed"
