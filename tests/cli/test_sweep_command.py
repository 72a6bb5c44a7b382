"""The command that trains a model many times."""

from __future__ import annotations

import sys

import pytest

import neurosim as ns


def test_it_prints_the_best_runs_and_writes_a_folder(run, scores, tmp_path):
    arguments = (
        "sweep", "2,3,1", scores, "--grid", "learning_rate=0.1,0.3", "--grid", "hidden=2,4",
        "--seeds", 3, "--epochs", 20, "-o", "sweep", "--workers", 1, "--picture", "runs.svg",
    )  # fmt: skip
    done = run(*arguments)
    assert done.status == 0, done
    lines = done.out.splitlines()
    assert lines[1].split() == ["run", "learning_rate", "hidden", "seed", "training_loss"]
    losses = [float(line.split()[-1]) for line in lines[3:13]]
    assert losses == sorted(losses)
    assert "the best 10 of 12 runs" in lines
    assert lines[-2:] == ["wrote runs.svg", "wrote sweep/results.csv and sweep/best.json"]
    assert (tmp_path / "runs.svg").stat().st_size > 1000
    table = (tmp_path / "sweep" / "results.csv").read_text()
    net = ns.mlp([2, 4, 1], seed=2)
    data = ns.read_csv(scores, inputs=["I0", "I1"], targets=["Z0"])
    history = ns.train(net, data, epochs=20, learning_rate=0.3, normalize=(0, 1), seed=2)
    assert f"11,0.3,4,2,{history.loss[-1]!r}\n" in table
    again = run(*arguments, "--force")
    assert again.out == done.out


def test_a_model_file_gets_new_weights_for_each_seed(run, scores, model):
    done = run(
        "sweep", model, scores, "--grid", "batch_size=1,full", "--seeds", 2, "--epochs", 2,
        "--validation", 0.5, "--workers", 1,
    )  # fmt: skip
    assert done.status == 0, done
    rows = [
        line.split()
        for line in done.out.splitlines()
        if line.split()[:1] and line.split()[0].isdigit()
    ]
    assert sorted(row[:3] for row in rows) == [
        ["0", "1", "0"], ["1", "1", "1"], ["2", "None", "0"], ["3", "None", "1"],
    ]  # fmt: skip
    assert len({row[3] for row in rows}) == 4


def test_the_folder_of_a_command_with_wrong_sizes_can_be_used_again(run, fails, scores, tmp_path):
    more = (scores, "--inputs", "I0,I1", "--epochs", 1, "--workers", 1, "-o", "sweep")
    assert "the network has 3 inputs" in fails("sweep", "3,2,1", *more)
    assert not (tmp_path / "sweep").exists()
    done = run("sweep", "2,2,1", *more)
    assert done.status == 0, done
    assert "Sweep(1 run done, best" in done.out


def test_ctrl_c_says_how_to_go_on(run, scores, monkeypatch):
    more = ("sweep", "2,2,1", scores, "--seeds", 2, "--epochs", 1, "--workers", 1)

    def stop(self):
        raise KeyboardInterrupt

    monkeypatch.setattr("neurosim.scaling_out.sweep._Runs.word", stop)
    assert "the same command" not in run(*more).out
    stopped = run(*more, "-o", "sweep")
    assert "interrupted; the same command goes on with the runs that are left\n" in stopped.out
    assert stopped.status != 0


def test_a_run_that_fails_is_listed_and_if_all_fail_it_says_so(run, scores):
    grid = ("sweep", "2,3,1", scores, "--epochs", 1, "--workers", 1, "--grid")
    done = run(*grid, "optimizer=sgd,best")
    assert done.status == 0
    assert "unknown optimizer 'best'" in done.out
    assert "None" not in done.out
    assert "Sweep(2 runs: 1 done, 1 failed, best" in done.out
    failed = run(*grid, "optimizer=best")
    assert failed.status == 2
    assert failed.err == (
        "neurosim: every run failed; run 0 says: unknown optimizer 'best'; known: sgd, rmsprop, "
        "adam, adamw\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--grid", "epochs"], "--grid takes a name and values such as epochs=50,100; got 'epochs'"),
        (["--grid", "epoch=5"], "unknown setting of --grid 'epoch'; did you mean 'epochs'?"),
        (["--grid", "epochs=x"], "--grid epochs takes whole numbers; got 'x'"),
        (["--grid", "epochs=1", "--grid", "epochs=2"], "--grid has epochs twice; give all its values"),
        (["--grid", "shuffle=true"], "--grid shuffle takes yes or no; got 'true'"),
        (["--grid", "normalize=1"], "--grid normalize takes a range such as 0,1"),
        (["--measure", "rmse"], "unknown measure 'rmse'"),
        (["--scheduler", "host:1"], "--scheduler is 'host:1'; give the address that the scheduler"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(fails, scores, arguments, message):
    assert fails("sweep", "2,3,1", scores, "--workers", 1, *arguments).startswith(message)


def test_settings_are_read(run, scores):
    grid = (
        "normalize=none,standard,0:1",
        "shuffle=yes,no",
        "initializer=0.5,glorot",
        "activation=tanh",
    )
    options = [part for text in grid for part in ("--grid", text)]
    done = run("sweep", "2,3,1", scores, *options, "--epochs", 1, "--workers", 1, "-o", "sweep")
    assert "the best 10 of 12 runs" in done.out, done


def test_a_scheduler_that_does_not_answer_is_named(fails, scores, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("neurosim.cli.cluster_options.SECONDS_TO_CONNECT", 0.2)
    message = fails("sweep", "2,3,1", scores, "--scheduler", "tcp://127.0.0.1:1")
    assert message.startswith("the scheduler tcp://127.0.0.1:1 does not answer (")


def test_without_dask_it_says_what_to_install(fails, scores, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert fails("sweep", "2,3,1", scores, "--scheduler", "tcp://127.0.0.1:1") == (
        "--scheduler needs Dask: pip install 'neurosim[cluster]'"
    )
    assert fails("sweep", "2,3,1", scores, "--workers", 2, "--seeds", 2).startswith(
        "several processes need Dask: pip install 'neurosim[cluster]'; workers=1"
    )


def test_a_running_cluster_is_used(run, scores):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    ) as cluster:
        arguments = ("sweep", "2,3,1", scores, "--seeds", 4, "--epochs", 2)
        there = run(*arguments, "--scheduler", cluster.scheduler_address)
    assert there.status == 0, there
    assert there.out == run(*arguments, "--workers", 1).out
