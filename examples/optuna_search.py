"""A search: Optuna proposes settings, neurosim trains a network with them.

Optuna learns from the runs before which settings are worth a try. Here it searches the number of
hidden neurons and the learning rate for iris, by the loss on flowers that are held out. With
``n_jobs`` it would try several settings at once; here it tries one after the other, so that every
search finds the same.

Run it with ``python examples/optuna_search.py``.
"""

import sys
from pathlib import Path

import neurosim as ns

try:
    import optuna
except ImportError:
    sys.exit("this example searches with Optuna: pip install optuna")

data = ns.read_csv(Path(__file__).parent / "data" / "iris.csv", targets="species")
learned, held_out = data.split(1 / 3, seed=0)


def train(hidden: int, learning_rate: float) -> ns.Network:
    net = ns.mlp([4, hidden, 3], "tanh", output_activation="identity", seed=0)
    ns.train(
        net,
        learned,
        epochs=20,
        batch_size=10,
        optimizer="adam",
        learning_rate=learning_rate,
        normalize="standard",
        threads=1,
    )
    return net


def loss_of(trial: optuna.Trial) -> float:
    hidden = trial.suggest_int("hidden", 1, 8)
    learning_rate = trial.suggest_float("learning_rate", 1e-4, 1.0, log=True)
    return ns.evaluate(train(hidden, learning_rate), held_out).loss


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
study.optimize(loss_of, n_trials=20)

print("trial  hidden  learning rate  loss held out")
for trial in study.trials:
    hidden, learning_rate = trial.params["hidden"], trial.params["learning_rate"]
    print(f"{trial.number:5}{hidden:8}{learning_rate:15.4f}{trial.value:15.4f}")

net = train(**study.best_params)
print(f"\nbest: trial {study.best_trial.number}, {study.best_params['hidden']} hidden neurons")
print(f"accuracy on {len(held_out)} flowers held out: {ns.evaluate(net, held_out).accuracy:.3f}")
