"""Compiles and runs exported programs, as somebody who has only the program would."""

import json
import math
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

STRICT = ("-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic", "-ffp-contract=off")

C_MAIN = """
#include <stdio.h>

static int read_numbers(double *numbers, int n) {
    for (int i = 0; i < n; i++) {
        if (scanf("%lf", numbers + i) != 1) {
            return 0;
        }
    }
    return 1;
}

int main(void) {
    static double x[N_IN], z[N_OUT], y[N_OUT], g[N_PAR];
    while (read_numbers(x, N_IN) && read_numbers(z, N_OUT)) {
        REAL xs[N_IN], ys[N_OUT];
        for (int i = 0; i < N_IN; i++) xs[i] = (REAL)x[i];
        predict(xs, ys);
        for (int i = 0; i < N_OUT; i++) y[i] = ys[i];
        for (int i = 0; i < N_OUT; i++) printf("%.17g ", y[i]);
        // a gradient that is not written would be seen
        for (int i = 0; i < N_PAR; i++) g[i] = NAN;
        if (GRADIENT) { TRAIN }
        (void)g;
    }
    return 0;
}
"""
TRAIN = """
            printf("%.17g ", loss_and_gradients(x, z, g));
            for (int i = 0; i < N_PAR; i++) printf("%.17g ", g[i]);
"""


def need(program: str) -> str:
    """Return the path of a program; skip the test if it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


class Ran:
    """What a program gave for some samples: outputs, losses, gradients."""

    def __init__(self, outputs, losses=(), gradients=()) -> None:
        self.outputs = np.array(outputs)
        self.losses = np.array(losses)
        self.gradients = np.array(gradients)


def run_python(text: str, X, Z=None) -> Ran:
    names: dict = {"__name__": "network"}
    exec(compile(text, "network.py", "exec"), names)
    outputs = [names["predict"](x) for x in X.tolist()]
    if Z is None:
        return Ran(outputs)
    found = [
        names["loss_and_gradients"](*pair) for pair in zip(X.tolist(), Z.tolist(), strict=True)
    ]
    return Ran(outputs, [loss for loss, _ in found], [gradients for _, gradients in found])


def run_c(text: str, net: ns.Network, X, Z=None, *, folder: Path, real: str = "double") -> Ran:
    n_in, n_out, n_par = len(net.inputs), len(net.outputs), len(net.parameters)
    main = C_MAIN.replace("TRAIN", "" if Z is None else TRAIN)
    for name, value in {"N_IN": n_in, "N_OUT": n_out, "N_PAR": n_par, "REAL": real,
                        "GRADIENT": int(Z is not None)}.items():  # fmt: skip
        main = main.replace(name, str(value))
    source = folder / "network.c"
    source.write_text(text + main, encoding="utf-8")
    subprocess.run([need("gcc"), *STRICT, source, "-o", folder / "network", "-lm"], check=True)
    targets = np.zeros((len(X), n_out)) if Z is None else Z
    given = " ".join(map(repr, np.hstack([X, targets]).ravel().tolist()))
    done = subprocess.run(
        [folder / "network"], input=given, capture_output=True, text=True, check=True
    )
    rows = np.array(list(map(float, done.stdout.split()))).reshape(len(X), -1)
    return Ran(rows[:, :n_out], rows[:, n_out : n_out + 1].ravel(), rows[:, n_out + 1 :])


NODE = """
import * as network from "./network.mjs";
import fs from "node:fs";
const { X, Z } = JSON.parse(fs.readFileSync("samples.json"));
const found = { outputs: X.map((x) => network.predict(x)), losses: [], gradients: [] };
for (let k = 0; Z !== null && k < X.length; k++) {
    const { loss, gradients } = network.loss_and_gradients(X[k], Z[k]);
    found.losses.push(loss);
    found.gradients.push(gradients);
}
console.log(JSON.stringify(found));
"""


def run_javascript(text: str, X, Z=None, *, folder: Path) -> Ran:
    (folder / "network.mjs").write_text(text, encoding="utf-8")
    (folder / "run.mjs").write_text(NODE, encoding="utf-8")
    samples = {"X": X.tolist(), "Z": None if Z is None else Z.tolist()}
    (folder / "samples.json").write_text(json.dumps(samples), encoding="utf-8")
    done = subprocess.run(
        [need("node"), "run.mjs"], cwd=folder, capture_output=True, text=True, check=True
    )
    return Ran(**json.loads(done.stdout))


def by_objects(net: ns.Network, X, Z) -> Ran:
    """Return what the reference arithmetic gives, in raw units."""
    twin = net.copy()
    losses, gradients = [], []
    is_scaled = not ns.LOSSES[net.loss].probabilities
    for x, z in zip(X, Z, strict=True):
        twin.forward(twin.normalize_inputs(x))
        losses.append(twin.backward(twin.normalize_targets(z) if is_scaled else z, net.loss))
        gradients.append([parameter.gradient for parameter in twin.parameters])
    return Ran(ns.predict(net, X, engine="objects"), losses, gradients)


def largest_difference(found, expected) -> float:
    """Return the largest difference, relative where numbers are above 1."""
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape
    worst = np.max(np.abs(found - expected) / np.maximum(1.0, np.abs(expected)), initial=0.0)
    return math.inf if math.isnan(worst) else float(worst)


def assert_same(found: Ran, expected: Ran, tolerance: float = 1e-12) -> None:
    assert largest_difference(found.outputs, expected.outputs) <= tolerance
    if len(found.losses):
        assert largest_difference(found.losses, expected.losses) <= tolerance
        assert largest_difference(found.gradients, expected.gradients) <= tolerance


def random_networks(strategy, count: int) -> Sequence[ns.Network]:
    """Return networks of a strategy, the same ones each time."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    made: list[ns.Network] = []

    @seed(17)
    @settings(
        max_examples=count, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(net):
        made.append(net)

    collect()
    return made[:count]
