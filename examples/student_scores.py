"""Regression: foretell a third score of a student from two others.

Scores around 80 would drive every sigmoid into its flat end, so ``normalize=(0, 1)`` first fits a
scaling to the data. The network carries it: predictions come back as scores.

Run it with ``python examples/student_scores.py``.
"""

from pathlib import Path

import neurosim as ns

data = ns.read_csv(
    Path(__file__).parent / "data" / "scores.csv", inputs=["I0", "I1"], targets=["Z0"]
)
net = ns.mlp([2, 3, 1], seed=0)

print("before training:", ns.evaluate(net, data))
ns.train(net, data, epochs=5000, learning_rate=1.0, normalize=(0, 1))
print("after training: ", ns.evaluate(net, data))

print("\n I0   I1  target  prediction")
for (i0, i1), (target,), (prediction,) in zip(data.X, data.Z, ns.predict(net, data.X), strict=True):
    print(f"{i0:3.0f} {i1:4.0f} {target:7.0f} {prediction:11.1f}")

(score,) = ns.predict(net, [[60, 80]])[0]
print(f"\na new student with 60 and 80: {score:.1f}")
