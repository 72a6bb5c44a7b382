"""A messy file: decimal commas, missing values, a text column, a date, classes that are numbers.

``read_csv`` decides once for the whole file how its numbers are written. Missing inputs are filled
with the mean, the text column becomes one input for each label, and the network remembers both: new
plants may have missing values too. The date is not chosen, so nobody looks at it.

Run it with ``python examples/messy_file.py``.
"""

import warnings
from pathlib import Path

import neurosim as ns

data = ns.read_csv(
    Path(__file__).parent / "data" / "plants.csv",
    inputs=["height", "width", "soil", "lamp"],
    targets="grade",
    classes="grade",
    categories="soil",
    missing="mean",
)
print("inputs:", *data.input_names)
print("a missing height becomes", round(data.preparation.fill["height"], 2))

training, held_out = data.split(0.25, seed=1)
net = ns.mlp([6, 8, 3], "tanh", output_activation="identity", seed=1)
with warnings.catch_warnings():
    # the lamp was on all the time: a constant column is scaled to the middle, with a warning
    warnings.simplefilter("ignore", ns.NeurosimWarning)
    history = ns.train(net, training, epochs=200, normalize=(0, 1))
print("loss:", history.loss_name)
print("held out:", ns.evaluate(net, held_out))

new_plants = [[28.5, 7.1, "loam", 1], [None, 2.0, "sand", 1]]
print("grades of two new plants:", *ns.predict_classes(net, new_plants))
