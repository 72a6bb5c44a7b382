"""One sample through the worked example: every number by the network and by plain arithmetic.

Forward, loss, error signals and one update, each computed twice. The network is that of
"The math behind training MLP neural networks" by Jeff DeCola; the inputs and the target are
normalized already.

Run it with ``python examples/worked_example_by_hand.py``.
"""

from math import exp

import neurosim as ns

x0, x1, z, eta = 1.0, 1.0, 1.0, 0.1

# By the network: neuron by neuron, each with the weights of its sources.
net = ns.Network("worked example")
net.add_input("x[0]")
net.add_input("x[1]")
net.add_neuron({"x[0]": -0.5, "x[1]": -1.0}, bias=0.5, activation="sigmoid", name="h[0][0]")
net.add_neuron({"x[0]": -0.5, "x[1]": 0.5}, bias=0.5, activation="sigmoid", name="h[0][1]")
net.add_neuron({"x[0]": 1.0, "x[1]": 0.0}, bias=0.5, activation="sigmoid", name="h[0][2]")
net.add_neuron(
    {"h[0][0]": 0.5, "h[0][1]": -1.0, "h[0][2]": 0.0},
    bias=0.5,
    activation="sigmoid",
    name="o[0]",
)
net.forward([x0, x1])
net_loss = net.backward([z])
net.update(learning_rate=eta)


# By hand: the same with nothing but Python's arithmetic.
def sigmoid(s):
    return 1 / (1 + exp(-s))


s0 = -0.5 * x0 - 1.0 * x1 + 0.5
s1 = -0.5 * x0 + 0.5 * x1 + 0.5
s2 = 1.0 * x0 + 0.0 * x1 + 0.5
a0, a1, a2 = sigmoid(s0), sigmoid(s1), sigmoid(s2)
s = 0.5 * a0 - 1.0 * a1 + 0.0 * a2 + 0.5
y = sigmoid(s)

loss = 1 / 2 * (y - z) ** 2

# The slope of the sigmoid is a (1 - a); hidden neurons take the error back over their old weight.
delta = y * (1 - y) * (y - z)
delta0 = a0 * (1 - a0) * 0.5 * delta
delta1 = a1 * (1 - a1) * -1.0 * delta
delta2 = a2 * (1 - a2) * 0.0 * delta


def show(title, rows):
    print(f"\n{title:30} network   by hand")
    for what, by_network, by_hand in rows:
        print(f"  {what:26} {by_network:z9.4f} {by_hand:z9.4f}")


print(net)
show(
    "forward: s = sum(w a) + b",
    [
        ("sh[0][0]  summation", net.sh[0][0], s0),
        ("sh[0][1]", net.sh[0][1], s1),
        ("sh[0][2]", net.sh[0][2], s2),
        ("ah[0][0]  hidden output", net.ah[0][0], a0),
        ("ah[0][1]", net.ah[0][1], a1),
        ("ah[0][2]", net.ah[0][2], a2),
        ("so[0]     summation", net.so[0], s),
        ("yo[0]     output", net.yo[0], y),
    ],
)
show("loss: L = 1/2 (y - z)^2", [("L", net_loss, loss)])
show(
    "error signals: delta = dL/ds",
    [
        ("do[0]", net.do[0], delta),
        ("dh[0][0]", net.dh[0][0], delta0),
        ("dh[0][1]", net.dh[0][1], delta1),
        ("dh[0][2]", net.dh[0][2], delta2),
    ],
)
show(
    "update: w - eta delta a",
    [
        ("wo[0][0]", net.wo[0][0], 0.5 - eta * delta * a0),
        ("wo[0][1]", net.wo[0][1], -1.0 - eta * delta * a1),
        ("wo[0][2]", net.wo[0][2], 0.0 - eta * delta * a2),
        ("bo[0]", net.bo[0], 0.5 - eta * delta),
        ("wh[0][0][0]", net.wh[0][0][0], -0.5 - eta * delta0 * x0),
        ("wh[0][0][1]", net.wh[0][0][1], -1.0 - eta * delta0 * x1),
        ("bh[0][0]", net.bh[0][0], 0.5 - eta * delta0),
        ("wh[0][1][0]", net.wh[0][1][0], -0.5 - eta * delta1 * x0),
        ("wh[0][1][1]", net.wh[0][1][1], 0.5 - eta * delta1 * x1),
        ("bh[0][1]", net.bh[0][1], 0.5 - eta * delta1),
        ("wh[0][2][0]", net.wh[0][2][0], 1.0 - eta * delta2 * x0),
        ("wh[0][2][1]", net.wh[0][2][1], 0.0 - eta * delta2 * x1),
        ("bh[0][2]", net.bh[0][2], 0.5 - eta * delta2),
    ],
)
