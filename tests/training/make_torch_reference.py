"""Write ``torch_reference.json``: the numbers of PyTorch that the tests of this folder compare to.

Run by hand after a change of this file, in an environment of its own; the tests read the JSON only:

    python3 -m venv torch-environment
    torch-environment/bin/pip install torch==2.13.0 numpy
    torch-environment/bin/python tests/training/make_torch_reference.py

All numbers are float64 and written in full. Layers are ``wh`` (hidden weights, one row for each
neuron), ``bh``, ``wo`` and ``bo``, as in the notation of neurosim.
"""

import json
from pathlib import Path

import numpy as np

N_STEPS = 25

OPTIMIZERS = [
    ("SGD", {"learning_rate": 0.1}),
    ("SGD", {"learning_rate": 0.003}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.5}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"learning_rate": 0.02, "momentum": 0.3, "nesterov": True}),
    ("RMSprop", {"learning_rate": 0.01}),
    ("RMSprop", {"learning_rate": 0.1, "alpha": 0.5, "eps": 1e-3}),
    ("Adam", {"learning_rate": 0.001}),
    ("Adam", {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 1e-4}),
    ("Adam", {"learning_rate": 0.1, "beta1": 0.0}),
    ("AdamW", {"learning_rate": 0.001}),
    ("AdamW", {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.2}),
    ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.0}),
]

ACTIVATIONS = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "softplus": "Softplus",
    "identity": "Identity",
}

LOSSES = ["half_squared_error", "mse", "mae", "huber", "binary_cross_entropy"]
LOSSES += ["softmax_cross_entropy"]


def main():
    """Write the reference beside this file."""
    import torch

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    reference = {
        "torch": torch.__version__.split("+")[0],
        "optimizers": optimizer_paths(),
        "samples": single_samples(),
        "runs": training_runs(),
    }
    sections = [f"{json.dumps(key)}: {json_lines(value)}" for key, value in reference.items()]
    path = Path(__file__).with_name("torch_reference.json")
    path.write_text("{\n" + ",\n".join(sections) + "\n}\n", encoding="utf-8")


def json_lines(value):
    """Return JSON with one line for each item of a dictionary, and of a list of lists."""
    if isinstance(value, list) and isinstance(value[0], list | dict):
        return "[\n" + ",\n".join(json.dumps(item) for item in value) + "\n]"
    if isinstance(value, dict):
        items = (f"{json.dumps(key)}: {json_lines(item)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + "\n}"
    return json.dumps(value)


def torch_optimizer(name, parameters, settings):
    """Return PyTorch's optimizer for the settings of neurosim's."""
    import torch

    given = dict(settings)
    given["lr"] = given.pop("learning_rate")
    if name.startswith("Adam"):
        given["betas"] = (given.pop("beta1", 0.9), given.pop("beta2", 0.999))
    return getattr(torch.optim, name)(parameters, **given)


def optimizer_paths():
    """Return the parameters after each step, for gradients of very different sizes."""
    import torch

    rng = np.random.default_rng(1)
    gradients = rng.normal(size=(N_STEPS, 4)) * [1.0, 100.0, 1e-3, 1.0]
    gradients[:, 3] = 0.0
    gradients[5:9, 3] = 2.0
    start = [0.5, -3.0, 0.25, 1.0]
    paths = []
    for name, settings in OPTIMIZERS:
        theta = torch.tensor(start, requires_grad=True)
        optimizer = torch_optimizer(name, [theta], settings)
        path = []
        for gradient in gradients:
            theta.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(theta.tolist())
        paths.append({"optimizer": name, "settings": settings, "path": path})
    return {"start": start, "gradients": gradients.tolist(), "paths": paths}


def torch_loss(name):
    """Return PyTorch's loss of a batch: the mean of the losses of its samples."""
    import torch

    def half_squared_error(y, z):
        return (0.5 * (y - z) ** 2).sum(dim=1).mean()

    return {
        "half_squared_error": half_squared_error,
        "mse": torch.nn.MSELoss(),
        "mae": torch.nn.L1Loss(),
        "huber": torch.nn.HuberLoss(delta=1.0),
        "binary_cross_entropy": torch.nn.BCELoss(),
        "softmax_cross_entropy": torch.nn.CrossEntropyLoss(),
    }[name]


def torch_network(activation, output_activation, rng):
    """Return a 2-3-2 network with weights and biases in [-1, 1]."""
    import torch

    net = torch.nn.Sequential(
        torch.nn.Linear(2, 3),
        getattr(torch.nn, ACTIVATIONS[activation])(),
        torch.nn.Linear(3, 2),
        getattr(torch.nn, ACTIVATIONS[output_activation])(),
    )
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.tensor(rng.uniform(-1.0, 1.0, tuple(parameter.shape))))
    return net


def layers(net, values):
    """Return one list for each weight matrix and bias vector."""
    found = (values(parameter).tolist() for parameter in net.parameters())
    return dict(zip(("wh", "bh", "wo", "bo"), found, strict=True))


def single_samples():
    """Return outputs, loss and gradients of one sample, for every activation with every loss."""
    import torch

    samples = []
    rng = np.random.default_rng(2)
    for activation in ACTIVATIONS:
        for loss in LOSSES:
            probabilities = loss.endswith("cross_entropy")
            output_activation = activation
            if loss == "binary_cross_entropy":
                output_activation = "sigmoid"
            elif loss == "softmax_cross_entropy":
                output_activation = "identity"
            net = torch_network(activation, output_activation, rng)
            x = rng.uniform(-2.0, 2.0, 2)
            z = np.array([0.3, 0.7]) if probabilities else rng.uniform(-2.0, 2.0, 2)
            y = net(torch.tensor(x[np.newaxis]))
            value = torch_loss(loss)(y, torch.tensor(z[np.newaxis]))
            value.backward()
            samples.append(
                {
                    "activation": activation,
                    "output_activation": output_activation,
                    "loss": loss,
                    "parameters": layers(net, lambda parameter: parameter),
                    "x": x.tolist(),
                    "z": z.tolist(),
                    "outputs": y[0].tolist(),
                    "loss_value": value.item(),
                    "gradients": layers(net, lambda parameter: parameter.grad),
                }
            )
    return samples


def training_runs():
    """Return loss and parameters after each epoch, per sample, in batches of 2 and in full."""
    import torch

    rng = np.random.default_rng(3)
    X, Z = rng.uniform(-1.0, 1.0, (5, 2)), rng.uniform(0.0, 1.0, (5, 2))
    runs = []
    for name, settings in (("SGD", {"learning_rate": 0.5}), ("Adam", {"learning_rate": 0.05})):
        for batch_size in (1, 2, None):
            net = torch_network("tanh", "sigmoid", np.random.default_rng(4))
            start = layers(net, lambda parameter: parameter)
            optimizer = torch_optimizer(name, net.parameters(), settings)
            epochs = []
            for _ in range(6):
                total = 0.0
                for rows in np.split(np.arange(5), range(batch_size or 5, 5, batch_size or 5)):
                    optimizer.zero_grad()
                    y = net(torch.tensor(X[rows]))
                    value = torch_loss("half_squared_error")(y, torch.tensor(Z[rows]))
                    value.backward()
                    optimizer.step()
                    total += value.item() * len(rows)
                parameters = layers(net, lambda parameter: parameter)
                epochs.append({"loss": total / 5, "parameters": parameters})
            runs.append(
                {
                    "optimizer": name,
                    "settings": settings,
                    "batch_size": batch_size,
                    "start": start,
                    "epochs": epochs,
                }
            )
    return {"X": X.tolist(), "Z": Z.tolist(), "runs": runs}


if __name__ == "__main__":
    main()
