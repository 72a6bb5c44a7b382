"""Networks of synaptic, neataptic and brain.js give the numbers that these libraries gave."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

HERE = Path(__file__).parent
SCRIPT = HERE / "javascript" / "networks.mjs"
STORED = json.loads((HERE / "data" / "javascript_networks.json").read_text())
LABELS = [f"{case['reader']}, {case['what']}" for case in STORED]


def difference(case: dict, folder: Path) -> float:
    """Return the largest difference of a network from the library, relative if above 1."""
    path = folder / "network.json"
    path.write_text(json.dumps(case["network"]))
    net = getattr(ns, case["reader"])(path)
    theirs = np.array(case["Y"])
    ours = ns.predict(net, case["X"], engine="objects" if len(theirs) < 50 else None)
    return float(np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))))


def tolerance(case: dict) -> float:
    """Return what is allowed; brain.js rounds the output of every neuron to 32 bits."""
    return 2e-6 if case["reader"] == "read_brainjs" else 1e-12


@pytest.mark.parametrize("case", STORED, ids=LABELS)
def test_a_network_gives_the_outputs_of_its_library(case, tmp_path):
    assert difference(case, tmp_path) < tolerance(case)


@pytest.mark.skipif(
    shutil.which("node") is None or not (SCRIPT.parent / "node_modules").is_dir(),
    reason="node and the packages in tests/interop/imports/javascript are not installed",
)
def test_other_networks_give_the_outputs_of_their_libraries_on_a_thousand_inputs(tmp_path):
    made = subprocess.run(
        ["node", SCRIPT, "7", "1000"], capture_output=True, check=True, timeout=100, text=True
    )
    cases = json.loads(made.stdout)
    assert len(cases) == len(STORED)
    for case in cases:
        assert difference(case, tmp_path) < tolerance(case), case["what"]
