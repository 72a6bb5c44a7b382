"""Writes networks with PyBrain's own NetworkWriter, and the outputs that PyBrain computes.

PyBrain 0.3 is code for Python 2. The files here were made with its source after lib2to3, where
names that SciPy has lost since were taken from NumPy:

    python make_networks.py ../data
"""

import json
import sys
from pathlib import Path

import numpy as np


def layered(output):
    from pybrain.structure import (
        BiasUnit,
        FeedForwardNetwork,
        FullConnection,
        LinearLayer,
        SigmoidLayer,
    )

    net = FeedForwardNetwork(name="layered")
    net.addInputModule(LinearLayer(3, name="in"))
    net.addModule(SigmoidLayer(4, name="hidden0"))
    net.addModule(BiasUnit(name="bias"))
    net.addOutputModule(output(2, name="out"))
    for source, target in (
        ("in", "hidden0"),
        ("bias", "hidden0"),
        ("bias", "out"),
        ("hidden0", "out"),
    ):
        net.addConnection(FullConnection(net[source], net[target]))
    return net


def wired():
    from pybrain.structure import (
        FeedForwardNetwork,
        FullConnection,
        IdentityConnection,
        LinearLayer,
        SigmoidLayer,
        TanhLayer,
    )
    from pybrain.structure.connections.linear import LinearConnection

    net = FeedForwardNetwork(name="wired")
    left, right = LinearLayer(2, name="left"), LinearLayer(2, name="right")
    first, second = TanhLayer(2, name="first"), SigmoidLayer(4, name="second")
    out = LinearLayer(3, name="out")
    for module in (left, right):
        net.addInputModule(module)
    for module in (second, first):
        net.addModule(module)
    net.addOutputModule(out)
    net.addConnection(IdentityConnection(left, first))
    net.addConnection(LinearConnection(right, first))
    net.addConnection(FullConnection(first, second, outSliceFrom=1, outSliceTo=3))
    net.addConnection(FullConnection(right, second, inSliceFrom=1))
    net.addConnection(FullConnection(second, out, inSliceTo=3, outSliceFrom=1))
    net.addConnection(FullConnection(left, out))
    return net


def shared():
    from pybrain.structure import FeedForwardNetwork, LinearLayer, TanhLayer
    from pybrain.structure.connections.shared import MotherConnection, SharedFullConnection

    net = FeedForwardNetwork(name="shared")
    left, right = LinearLayer(2, name="left"), LinearLayer(2, name="right")
    out = TanhLayer(2, name="out")
    net.addInputModule(left)
    net.addInputModule(right)
    net.addOutputModule(out)
    mother = MotherConnection(4, name="mother")
    net.addConnection(SharedFullConnection(mother, left, out))
    net.addConnection(SharedFullConnection(mother, right, out))
    return net


def main(folder):
    from pybrain.structure import SoftmaxLayer, TanhLayer
    from pybrain.tools.xml.networkwriter import NetworkWriter

    rng = np.random.default_rng(5)
    outputs = {}
    for name, net in (
        ("layered", layered(TanhLayer)),
        ("softmax", layered(SoftmaxLayer)),
        ("wired", wired()),
        ("shared", shared()),
    ):
        net.sortModules()
        net._setParameters(rng.normal(size=len(net.params)))
        # the writer gives numbers as NumPy shows them; older versions show them plainly
        np.set_printoptions(legacy="1.25" if name != "wired" else False)
        NetworkWriter.writeToFile(net, str(folder / f"pybrain_{name}.xml"))
        X = rng.normal(size=(1000 if name == "layered" else 20, net.indim)) * 2
        X = X.round(3)
        Y = [net.activate(x).tolist() for x in X]
        outputs[name] = {"X": X.tolist(), "Y": Y}
    (folder / "pybrain_outputs.json").write_text(json.dumps(outputs) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
