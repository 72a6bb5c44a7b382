"""Compile every kernel for float64 now, so that no later call in float64 has to wait.

``python -m neurosim.engine.compile_all`` does it from the command line. Numba keeps what is
compiled on disk. An installation may do this once; without it each kernel is compiled when it is
used for the first time.
"""

from __future__ import annotations

import numpy as np

from neurosim.engine.kernels.network_arrays import Rule
from neurosim.engine.kernels.optimizer_step import PLAIN
from neurosim.engine.predict import forward_rows, predict
from neurosim.engine.program import Program
from neurosim.engine.rows import compiled_losses, compiled_slopes, objective
from neurosim.engine.steps import Steps
from neurosim.model import mlp
from neurosim.model.losses import get_loss


def main() -> None:
    """Use every kernel once, in float64."""
    net, loss = mlp([2, 2, 1], seed=0), get_loss("half_squared_error")
    X, Z = np.zeros((2, 2)), np.zeros((2, 1))
    program = Program(net)
    for batch_size in (1, 2):
        steps = Steps(
            program,
            X,
            Z,
            loss=objective(net, loss),
            rule=Rule(PLAIN, 0.1, 0.0, 0.0, 0.0, 0.0, False, False),
            batch_size=batch_size,
            threads=1,
        )
        steps.run(np.arange(2)[np.newaxis], 1)
    program.write()
    outputs = predict(net, X, engine="compiled")
    forward_rows(net, X, engine="compiled", summations=np.zeros((2, 1)))
    compiled_losses(net, loss, outputs, None, Z)
    compiled_slopes(program, X[0])


if __name__ == "__main__":
    main()
