"""The derivatives of the outputs by the inputs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.data import fitting_sample
from neurosim.engine.choice import choose_engine
from neurosim.model import Network
from neurosim.model.gradients import output_slopes
from neurosim.model.network import check_network


def jacobian(
    net: Network, x: Iterable[float], *, normalized: bool = False, engine: str | None = None
) -> Matrix:
    """Return the derivative of every output by every input, at one sample.

    Parameters
    ----------
    net : Network
        The network; it is not changed.
    x : iterable of float, shape (n_inputs,), or row of a data frame
        The inputs, in raw units unless ``normalized``; as for ``trace``.
    normalized : bool
        Take inputs and give derivatives in normalized units instead of raw ones.
    engine : {"compiled", "objects"}, optional
        What computes; by default the compiled engine, but the objects for little work and for
        activations of your own.

    Returns
    -------
    ndarray, shape (n_outputs, n_inputs)

    Raises
    ------
    InputError
        If the count of inputs is wrong or a value is not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network()
    >>> x = net.add_input()
    >>> y = net.add_neuron({x: 3.0}, activation="identity")
    >>> ns.jacobian(net, [2.0])
    array([[3.]])
    """
    check_network(net, "jacobian")
    if checks.flag(normalized, "normalized"):
        sample = np.array(checks.sample(x, [neuron.name for neuron in net.inputs], "input"))
    else:
        sample = net.normalize_inputs(fitting_sample(net, x))
    work = net.structure.n_edges * len(net.outputs)
    result = None
    if choose_engine(engine, net, work) == "compiled":
        from neurosim.engine.program import Program, ordinary
        from neurosim.engine.rows import compiled_slopes

        program = Program(net)
        if ordinary(program.theta) and ordinary(sample):
            result = compiled_slopes(program, sample)
    if result is None:
        result = output_slopes(net, sample.tolist())
    if normalized:
        return result
    if net.target_scaling is not None:
        result = net.target_scaling.inverse_slope[:, np.newaxis] * result
    if net.input_scaling is not None:
        result = result * net.input_scaling.slope[np.newaxis, :]
    return result
