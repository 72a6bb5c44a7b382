"""A perceptron learns AND: one neuron with a threshold, and Rosenblatt's rule of 1958.

The neuron fires (1) if its summation is at least 0. After each sample it corrects itself by
``w_new = w + eta (z - y) x``; once nothing is wrong, nothing changes any more.

Run it with ``python examples/and_gate_perceptron.py``.
"""

import neurosim as ns

inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [[0], [0], [0], [1]]

net = ns.perceptron(2)


def show(run):
    # a wrong answer is wrong by 1, so its half squared error is 1/2
    mistakes = round(2 * run.history.loss[-1] * len(inputs))
    w0, w1 = net.wo[0]
    print(f"{run.epoch:5} {w0:6.1f} {w1:6.1f} {net.bo[0]:6.1f} {mistakes:9}")
    if mistakes == 0:
        run.stop("no mistakes")


print("epoch     w0     w1   bias  mistakes")
ns.train(net, (inputs, targets), epochs=20, learning_rate=1.0, callbacks=[show])

print("\nx[0] x[1]  AND")
for (x0, x1), (output,) in zip(inputs, ns.predict(net, inputs), strict=True):
    print(f"{x0:4} {x1:4} {output:4.0f}")
