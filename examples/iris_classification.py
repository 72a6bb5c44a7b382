"""Classification: tell three species of iris apart by four lengths.

The outputs are logits, one for each species; softmax makes them probabilities, and the largest is
the answer. A third of the flowers is held out: the network never learns from them.

Run it with ``python examples/iris_classification.py``.
"""

from pathlib import Path

import neurosim as ns

data = ns.read_csv(Path(__file__).parent / "data" / "iris.csv", targets="species")
learned, held_out = data.split(1 / 3, seed=0)

net = ns.mlp([4, 5, 3], "tanh", output_activation="identity", initializer="glorot", seed=0)
ns.train(
    net,
    learned,
    epochs=100,
    optimizer="adam",
    learning_rate=0.01,
    batch_size=10,
    loss="softmax_cross_entropy",
    normalize=(-1, 1),
    shuffle=True,
    seed=0,
)

metrics = ns.evaluate(net, held_out)
print(f"accuracy on {len(learned)} flowers learned:  {ns.evaluate(net, learned).accuracy:.3f}")
print(f"accuracy on {len(held_out)} flowers held out: {metrics.accuracy:.3f}")

print("\nheld out      taken for")
print(" " * 12 + "".join(f"{name:>12}" for name in metrics.classes))
for name, row in zip(metrics.classes, metrics.confusion, strict=True):
    print(f"{name:12}" + "".join(f"{count:12}" for count in row))

flower = [[6.0, 2.9, 4.8, 1.6]]
(probabilities,) = ns.predict_probabilities(net, flower)
print(f"\na new flower of {flower[0]} cm:")
for name, probability in zip(metrics.classes, probabilities, strict=True):
    print(f"{name:12}{probability:8.3f}")
