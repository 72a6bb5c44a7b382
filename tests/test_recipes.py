"""The recipe of CONTRIBUTING for a new activation: two files, and every room knows it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import neurosim

PACKAGE = Path(neurosim.__file__).parent

ACTIVATION = """        Activation(
            "bent_identity",
            lambda s: (math.sqrt(s * s + 1.0) - 1.0) / 2.0 + s,
            lambda s: s / (2.0 * math.sqrt(s * s + 1.0)) + 1.0,
            r"\\frac{\\sqrt{s^2 + 1} - 1}{2} + s",
            formula="(sqrt(s**2 + 1) - 1) / 2 + s",
            slope="s / (2 * sqrt(s**2 + 1)) + 1",
        ),
"""
VALUE = """    elif code == ACTIVATION_CODES["bent_identity"]:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = (math.sqrt(s * s + 1.0) - 1.0) / 2.0 + s
"""
SLOPE = """    elif code == ACTIVATION_CODES["bent_identity"]:
        for i in range(n):
            s = summations[begin + i]
            slopes[slope + i] *= s / (2.0 * math.sqrt(s * s + 1.0)) + 1.0
"""
USE = """
import numpy as np
import neurosim as ns
from neurosim.engine.kernels.elementwise import ACTIVATION_CODES

assert "bent_identity" in ns.ACTIVATIONS and "bent_identity" in ACTIVATION_CODES
net = ns.mlp([2, 3, 1], "bent_identity", seed=1)
X = np.random.default_rng(0).normal(size=(50, 2))
Z = X[:, :1] / 4
assert np.allclose(ns.predict(net, X, engine="compiled"), ns.predict(net, X, engine="objects"))
twin = net.copy()
for n, engine in ((net, "compiled"), (twin, "objects")):
    ns.train(n, (X, Z), epochs=2, batch_size=5, shuffle=False, engine=engine)
assert np.allclose([p.value for p in net.parameters], [p.value for p in twin.parameters])
t = ns.trace(net, [0.5, -1.0], [0.25], learning_rate=0.1)
assert ns.check_gradient(net, [0.5, -1.0], [0.25]).ok
text = ns.explain(t, include="all").to_text()
assert "ah[0][0] = bent_identity(sh[0][0])" in text and "bent_identity'(s) = s / (2 · √(s² + 1)) + 1" in text
assert abs(ns.formula(net).evaluate(t) - t.value("yo[0]")) < 1e-15
ns.draw(t, "net.svg")
ns.draw_activation("bent_identity", "function.svg")
assert "bent_identity" in open("net.svg").read() and "bent_identity" in open("function.svg").read()
ns.save(net, "net.json")
assert ns.load("net.json").outputs[0].activation is ns.ACTIVATIONS["bent_identity"]
print("known everywhere")
"""


def put_in(path, text, before):
    """Put a text before the first line that fits, as the recipe says."""
    old = path.read_text()
    new, n = re.subn(before, lambda found: text + found[0], old, count=1)
    assert n == 1, before
    path.write_text(new)


def test_an_activation_takes_two_files(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "neurosim", ignore=shutil.ignore_patterns("__pycache__"))
    put_in(
        tmp_path / "neurosim/model/activations.py",
        ACTIVATION,
        r"        Activation\(\n            \"step\"",
    )
    kernels = tmp_path / "neurosim/engine/kernels/elementwise.py"
    put_in(kernels, '            "bent_identity",\n', r"            \"step\",\n")
    put_in(kernels, VALUE, r"    elif code == _STEP:")
    put_in(kernels, SLOPE, r"    elif code == _SIN:\n.*\n            slopes")
    without_jit = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", USE],
        check=False,
        env=os.environ | without_jit,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert found.stdout.strip() == "known everywhere", found.stderr
