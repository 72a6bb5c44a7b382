"""XOR: what one neuron cannot learn, three hidden neurons can.

No straight line parts (0, 1) and (1, 0) from (0, 0) and (1, 1), so a hidden layer is needed
(Minsky and Papert 1969).

Run it with ``python examples/xor.py``.
"""

import neurosim as ns

inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [[0], [1], [1], [0]]

net = ns.mlp([2, 3, 1], "tanh", output_activation="sigmoid", seed=0)
history = ns.train(net, (inputs, targets), epochs=1000, learning_rate=0.5)

print(f"loss {history.loss[0]:.4f} in the first epoch, {history.loss[-1]:.4f} in the last\n")
print("x[0] x[1]  target  output")
right = 0
for (x0, x1), (target,), (output,) in zip(inputs, targets, ns.predict(net, inputs), strict=True):
    right += round(output) == target
    print(f"{x0:4} {x1:4} {target:7} {output:7.3f}")
print(f"\n{right} of 4 right")
