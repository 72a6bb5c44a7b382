"""Any acyclic wiring: an input that feeds a hidden neuron and, past it, the output directly.

The data are a straight line with a bump, ``z = 0.5 x + exp(-(2 x - 1)^2)``. The direct edge finds
the line, the hidden neuron (a bell curve) the bump, so the weights can be read off.

Run it with ``python examples/skip_connections.py``.
"""

import numpy as np

import neurosim as ns

net = ns.Network("line and bump")
x = net.add_input("x")
bump = net.add_neuron({x: 1.0}, activation="gaussian", name="bump")
net.add_neuron({bump: 0.1, x: 0.1}, activation="identity", name="sum")

print("layers:", " -> ".join(str([neuron.name for neuron in layer]) for layer in net.layers))
print("edges: ", ", ".join(f"{a.name} -> {b.name}" for a, b in net.graph.edges))

# backpropagation adds up what comes back over both ways; finite differences agree
print("\ngradient at x = 1, z = 2")
print(ns.check_gradient(net, [1.0], [2.0]))

inputs = np.linspace(-2, 2, 41)
targets = 0.5 * inputs + np.exp(-((2 * inputs - 1) ** 2))
history = ns.train(net, (inputs, targets), epochs=300, learning_rate=0.1)

print(f"\nloss {history.loss[0]:.6f} in the first epoch, {history.loss[-1]:.6f} in the last")
print("                        learned  true")
for what, learned, true in [
    ("x -> sum, the line", net["sum"].weights["x"], 0.5),
    ("bump -> sum, its height", net["sum"].weights["bump"], 1.0),
    ("x -> bump, its slope", net["bump"].weights["x"], 2.0),
    ("bias of bump, its place", net["bump"].bias, -1.0),
    ("bias of sum", net["sum"].bias, 0.0),
]:
    print(f"{what:24}{learned:z7.3f} {true:5.1f}")
