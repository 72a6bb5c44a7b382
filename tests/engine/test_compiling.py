"""The first compilation is announced once, kept on disk, and falls back to the user's cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np

import neurosim
import neurosim as ns
from neurosim.engine.compile_all import main
from neurosim.engine.kernels import compiling
from neurosim.engine.kernels.batches import descend_batches
from neurosim.engine.kernels.forward_rows import output_slopes, predict_rows, sample_losses
from neurosim.engine.kernels.single_samples import descend_samples

PACKAGE = Path(neurosim.__file__).parent
SCRIPT = """
import neurosim as ns
print(ns.jacobian(ns.mlp([2, 1], initializer=1.0), [0.0, 0.0], engine="compiled").tolist())
"""


SAID = "neurosim: compiling derivatives by inputs for float64, some seconds; "
NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"


def run(folder, script=SCRIPT, **environment):
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[[0.19661193324148185, 0.19661193324148185]]\n"
    return done.stderr.splitlines()


def copy_package(folder):
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(PACKAGE, folder / "neurosim", ignore=ignored)


def test_it_is_said_once_and_comes_from_the_disk_afterwards(tmp_path):
    copy = copy_package(tmp_path)
    said = run(tmp_path, PYTHONPATH=str(tmp_path))
    assert said == [SAID + "kept for the next time"]
    assert list((copy / "engine" / "kernels" / "__pycache__").glob("*.nbi"))
    assert run(tmp_path, PYTHONPATH=str(tmp_path)) == []
    # a damaged cache is made anew
    for path in (copy / "engine" / "kernels" / "__pycache__").glob("*.nbi"):
        path.write_bytes(path.read_bytes()[:-20])
    run(tmp_path, PYTHONPATH=str(tmp_path))
    assert run(tmp_path, PYTHONPATH=str(tmp_path)) == []


def test_a_package_that_cannot_be_written_uses_the_cache_of_the_user(tmp_path):
    copy = copy_package(tmp_path)
    # a file where the folder would be stops everybody, also the superuser
    (copy / "engine" / "kernels" / "__pycache__").write_text("")
    home = tmp_path / "home"
    environment = {"PYTHONPATH": str(tmp_path), "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    assert len(run(tmp_path, **environment)) == 1
    assert list(home.rglob("*.nbi"))
    assert run(tmp_path, **environment) == []


def test_without_any_cache_it_still_runs(tmp_path):
    copy = copy_package(tmp_path)
    (copy / "engine" / "kernels" / "__pycache__").write_text("")
    home = tmp_path / "home"
    home.write_text("")
    environment = {"PYTHONPATH": str(tmp_path), "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    assert run(tmp_path, **environment) == [SAID + "not kept: no folder can be written"]


def test_without_room_on_the_disk_it_still_runs(tmp_path):
    copy = copy_package(tmp_path)
    # Python itself would keep half of a module's bytecode
    environment = {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    said = run(tmp_path, NO_ROOM + SCRIPT, **environment)
    assert said == [SAID + "not kept: no folder can be written"]
    assert not list((copy / "engine" / "kernels" / "__pycache__").glob("*.nbc"))
    assert run(tmp_path, PYTHONPATH=str(tmp_path))[0].startswith(SAID)


def test_all_kernels_can_be_compiled_in_advance(capsys):
    main()
    capsys.readouterr()
    net = ns.mlp([3, 4, 2], "tanh", seed=1)
    X, Z = np.zeros((5, 3)), np.zeros((5, 2))
    for data in ((X, Z), ns.Dataset(X, Z), (X.tolist(), Z.tolist())):
        for batch_size in (1, 3):
            ns.train(net, data, epochs=1, batch_size=batch_size, engine="compiled")
    for batch_size in (1, 3):
        ns.train(
            net, (X, Z), epochs=1, batch_size=batch_size, sample_weight=range(5), engine="compiled"
        )
    net.freeze(net.parameters[0].symbol)
    ns.train(net, (X, Z), epochs=1, batch_size=2, optimizer=ns.Adam(0.01), engine="compiled")
    ns.predict(net, X, engine="compiled")
    ns.evaluate(net, (X, Z), engine="compiled")
    ns.jacobian(net, X[0], engine="compiled")
    assert capsys.readouterr().err == ""
    # one of each: no setting has them compiled again
    for kernel in (descend_samples, descend_batches, predict_rows, output_slopes, sample_losses):
        assert len([types for types in kernel.signatures if "float32" not in str(types)]) == 1


def test_each_precision_is_announced_once(capsys, monkeypatch, tmp_path):
    # an earlier run may have kept what is compiled here
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    @compiling.kernel(reorder=True, called=True)
    def double(x):
        for i in range(len(x)):
            x[i] *= 2

    monkeypatch.setattr(compiling, "_settled", set())
    for dtype in ("float64", "float32"):
        for _ in range(2):
            compiling.announce(double, "a doubling", np.dtype(dtype))
        assert capsys.readouterr().err.startswith(f"neurosim: compiling a doubling for {dtype}, ")
        double(np.zeros(3, dtype))
        monkeypatch.setattr(compiling, "_settled", set())
        compiling.announce(double, "a doubling", np.dtype(dtype))
        assert capsys.readouterr().err == ""
