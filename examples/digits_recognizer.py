"""Handwritten digits: 8 x 8 pixels in, ten digits out, and every neuron is still an object.

A quarter of the 1,797 images that come with scikit-learn is held out. Takes some seconds.

Needs scikit-learn: ``pip install 'neurosim[digits]'``.
Run it with ``python examples/digits_recognizer.py``.
"""

import neurosim as ns

try:
    from sklearn.datasets import load_digits
except ImportError:
    raise SystemExit(
        "this example takes its images from scikit-learn: pip install 'neurosim[digits]'"
    ) from None

images, digits = load_digits(return_X_y=True)
# pixels go from 0 to 16
data = ns.Dataset.from_labels(images / 16, digits, target_name="digit")
learned, held_out = data.split(0.25, seed=0)

net = ns.mlp([64, 16, 10], "relu", output_activation="identity", initializer="he", seed=0)
print(net)
ns.train(
    net,
    learned,
    epochs=6,
    optimizer="adam",
    learning_rate=0.01,
    batch_size=16,
    loss="softmax_cross_entropy",
    shuffle=True,
    seed=0,
    validation=held_out,
    metric="accuracy",
    callbacks=[lambda run: print(f"epoch {run.epoch}: accuracy {run.history.metric[-1]:.3f}")],
)
print(f"accuracy on {len(held_out)} images held out: {ns.evaluate(net, held_out).accuracy:.3f}")

print("\none of them:")
for row in held_out.X[0].reshape(8, 8):
    print("  " + "".join(2 * " .:-=+*#%@"[round(9 * pixel)] for pixel in row))
(probabilities,) = ns.predict_probabilities(net, held_out.X[:1])
answer = ns.predict_classes(net, held_out.X[:1])[0]
print(f"it is a {held_out.labels()[0]}; the network says {answer}, by {max(probabilities):.1%}")
