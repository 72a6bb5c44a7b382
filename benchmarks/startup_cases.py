"""Fixed costs: importing, the first result, lowering a graph, a call of train, memory."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import neurosim as ns
from benchmarks.timing import Row, Runner, median_seconds, race
from neurosim.engine.program import Program

BUILT = """
import neurosim as ns
net = ns.mlp([2, 3, 1])
"""
FIRST_RESULT = (
    BUILT
    + """
ns.train(net, ([[0.0, 1.0]], [[1.0]]), epochs=1, engine="compiled")
"""
)
WITHOUT_SCIPY = "import sys; sys.modules['scipy'] = None\n"
"""As after ``pip install neurosim``. Numba imports SciPy where a peer or an extra brought it."""


def startup(*, quick: bool, rounds: int) -> list[Row]:
    """Importing, the command line, and the first result of a new process."""
    rounds = max(rounds, 3 if quick else 9)
    rows = race(
        "importing",
        [
            Runner("import neurosim", partial(_python, "import neurosim")),
            Runner("import networkx, numpy", partial(_python, "import networkx, numpy")),
        ],
        rounds=rounds,
    )
    help_text = partial(_python, "-m", "neurosim", "--help")
    rows.append(Row("neurosim --help", "neurosim", median_seconds(help_text, rounds)))
    beyond = median_seconds(partial(_python, BUILT), rounds)
    with tempfile.TemporaryDirectory() as cache:
        times = {"": [], WITHOUT_SCIPY: []}
        for _ in range(6):
            for before, found in times.items():
                begin = time.perf_counter()
                _python(before + FIRST_RESULT, NUMBA_CACHE_DIR=cache)
                found.append(time.perf_counter() - begin - beyond)
    case = "first result of the engine, beyond importing and building"
    rows.append(Row(f"{case}, with compiling", "neurosim", times[""][0]))
    for before, where in ((WITHOUT_SCIPY, "without SciPy"), ("", "where Numba finds SciPy")):
        seconds = statistics.median(times[before][1:])
        rows.append(Row(f"{case}, with the cache, {where}", "neurosim", seconds))
    net = ns.mlp([2, 3, 1])
    data = ([[0.0, 1.0]], [[1.0]])
    call = partial(ns.train, net, data, epochs=1, engine="compiled", progress=False)
    rows.append(Row("a call of train for one step, 2-3-1", "neurosim", median_seconds(call, 50)))
    return rows


def lowering(*, quick: bool, rounds: int) -> list[Row]:
    """Building a graph, lowering it, and the memory of an edge."""
    width = 300 if quick else 1000
    before = _resident_bytes()
    begin = time.perf_counter()
    net = ns.mlp([width, width])
    built = time.perf_counter() - begin
    n_edges = net.graph.number_of_edges()
    objects = (_resident_bytes() - before) / n_edges
    begin = time.perf_counter()
    _ = net.structure
    Program(net)
    lowered = time.perf_counter() - begin
    net["o[0]"].bias = 0.5
    begin = time.perf_counter()
    program = Program(net)
    again = time.perf_counter() - begin
    arrays = sum(array.nbytes for array in program.layout if hasattr(array, "nbytes"))
    arrays += program.theta.nbytes + program.trainable.nbytes
    case = f"{n_edges:,} edges"
    return [
        Row(f"building {case}", "neurosim", built, ratio=1.0),
        Row(f"lowering {case}", "neurosim", lowered, ratio=lowered / built),
        Row(f"gathering the parameters of {case} after an edit", "neurosim", again),
        Row(
            "memory",
            "neurosim",
            note=f"an edge takes {objects:.0f} bytes as an object, {arrays / n_edges:.0f} in arrays",
        ),
    ]


def large_file(*, quick: bool, rounds: int) -> list[Row]:
    """Training on a CSV file of 10 million rows, and prediction, each in its own process."""
    n = 100_000 if quick else 10_000_000
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        with path.open("w") as file:
            file.write("a,b,z\n")
            part = "".join(f"{i % 997}.5,{i % 89}.25,{i % 7}.125\n" for i in range(100_000))
            for _ in range(n // 100_000):
                file.write(part)
        for what, code in (
            ("training, one epoch", "ns.train(net, data, epochs=1, normalize=(0, 1))"),
            ("prediction", "ns.predict(net, ns.DataFile(path, inputs=['a', 'b']))"),
        ):
            script = (
                "import sys, time\nimport neurosim as ns\npath = sys.argv[1]\n"
                "net = ns.mlp([2, 15, 1])\ndata = ns.DataFile(path)\nbegin = time.perf_counter()\n"
                f"{code}\nprint(time.perf_counter() - begin)\n"
                "lines = open('/proc/self/status').read().split('VmHWM:')\n"
                "print(int(lines[1].split()[0]) / 1024)"
            )
            output = subprocess.run(
                [sys.executable, "-c", script, str(path)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            seconds, mebibytes = map(float, output.split())
            note = f"peak memory of the process {mebibytes:.0f} MiB"
            rows.append(
                Row(f"{what} from a CSV file of {n:,} rows", "neurosim", seconds, note=note)
            )
    return rows


def _python(*arguments: str, **environment: str) -> None:
    given = arguments if arguments[0] == "-m" else ("-c", *arguments)
    subprocess.run(
        [sys.executable, *given], check=True, env=os.environ | environment, capture_output=True
    )


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
