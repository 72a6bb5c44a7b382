"""The steps of opening a PyTorch module: check it, capture it, unroll it, compare the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from neurosim.checks import Matrix
from neurosim.errors import InputError, brief, named
from neurosim.interop.imports.torch_modules.torch_moving import as_tensor
from neurosim.interop.imports.torch_modules.torch_program import (
    TorchCall,
    TorchProgram,
    TorchResult,
    capture,
)
from neurosim.interop.imports.torch_modules.torch_walk import result_of, signals_of
from neurosim.interop.imports.unrolled.comparing import compare_samples
from neurosim.interop.imports.unrolled.signals import Signal, constant_signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.model.network import Network

Tensor = Any

SOFTMAXES = frozenset(("_log_softmax", "_softmax", "log_softmax", "softmax"))
"""Operators that become a loss where they are the last one."""


def opened(module: Tensor, given: Any, *, max_edges: int, merge: bool) -> Network:
    """Return a module as a network; see ``from_torch``."""
    example = _example(module, given)
    _refuse_training(module)
    program = capture(module, [tensor[:1].clone() for tensor in example])
    _check_numbers(program)
    unrolling = Unrolling(max_edges=max_edges, merge=merge)
    inputs = _inputs(unrolling, program, example)
    last = _loss_call(program)
    loss = None
    if last is not None and last.operator in SOFTMAXES:
        # it belongs to the loss; what it is applied to are the outputs
        loss = "softmax_cross_entropy"
        program = replace(program, calls=program.calls[:-1], outputs=[("", last.positional[0])])
    elif last is not None:
        loss = "binary_cross_entropy"
    known = signals_of(unrolling, program, inputs)
    results = [(name, _output(unrolling, result_of(known, r))) for name, r in program.outputs]
    # the key of an output is its name; without one it is named after its layer of weights
    outputs = [(name or "y", replace(s, layer="" if name else s.layer)) for name, s in results]
    net = unrolling.network(outputs, name=type(module).__name__, loss=loss)
    logs = last is not None and "log" in last.operator
    compare_samples(
        net, lambda factor: _two_samples(module, example, factor), logs=logs, what="the module"
    )
    return net


def _example(module: Tensor, given: Any) -> list[Tensor]:
    """Return the example as tensors, one for each input of the module."""
    parts = list(given) if isinstance(given, list | tuple) else [given]
    kind = next((p.dtype for p in module.parameters() if p.is_floating_point()), None)
    tensors = []
    for part in parts:
        if isinstance(part, np.ndarray) and part.dtype.kind == "f":
            part = torch.from_numpy(part.copy()).to(kind or torch.float64)  # noqa: PLW2901
        if not isinstance(part, torch.Tensor) or not part.is_floating_point():
            kind_of_it = f" of {part.dtype}" if isinstance(part, torch.Tensor) else ""
            raise InputError(
                f"the example is {brief(part)}{kind_of_it}; give a tensor of floating-point "
                "numbers, or a list of them, one for each input of the module"
            )
        if part.ndim < 1 or not part.numel():
            raise InputError(
                f"the example has the shape {tuple(part.shape)}; give a batch of at least one "
                "sample, such as torch.zeros(1, 4)"
            )
        if not torch.isfinite(part).all():
            raise InputError("the example has a number that is NaN or infinite; give finite ones")
        tensors.append(part.detach())
    if not tensors:
        raise InputError("the example is empty; give a tensor for each input of the module")
    if len({len(tensor) for tensor in tensors}) > 1:
        counts = ", ".join(str(len(tensor)) for tensor in tensors)
        raise InputError(
            f"the inputs of the example have {counts} samples; give the same number of each"
        )
    return tensors


def _refuse_training(module: Tensor) -> None:
    """Refuse a module that computes something else in training."""
    kinds = (torch.nn.modules.dropout._DropoutNd, torch.nn.modules.batchnorm._BatchNorm)
    for path, part in module.named_modules():
        if part.training and isinstance(part, kinds) and getattr(part, "p", 1) > 0:
            where = f"its part {path!r}" if path else "it"
            raise InputError(
                f"the module is in training mode, and {where} ({type(part).__name__}) then "
                "computes by chance or by the batch; call module.eval() first"
            )


def _check_numbers(program: TorchProgram) -> None:
    for name, tensor in program.constants.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            bad = tensor[~torch.isfinite(tensor)].flatten()[0].item()
            raise InputError(
                f"{program.titles[name]!r} of the module has the number {bad}; every weight must "
                "be finite"
            )


def _inputs(
    unrolling: Unrolling, program: TorchProgram, example: Sequence[Tensor]
) -> dict[str, Signal]:
    titles = ["x"] if len(program.inputs) == 1 else program.inputs
    return {
        name: unrolling.input(title, (1, *tensor.shape[1:]))
        for name, title, tensor in zip(program.inputs, titles, example, strict=True)
    }


def _loss_call(program: TorchProgram) -> TorchCall | None:
    """Return the operator at the end that belongs to a loss, if there is one.

    That is the softmax of one row of outputs, or the sigmoid of a single one.
    """
    if len(program.outputs) != 1:
        return None
    result = program.outputs[0][1]
    last = program.calls[-1] if program.calls else None
    if last is None or result != TorchResult(last.name) or last.shape[:1] != (1,):
        return None
    if last.operator in SOFTMAXES and len(last.shape) == 2:
        axis = last.positional[1] if len(last.positional) > 1 else last.keywords.get("dim")
        return last if axis in {1, -1} else None
    return last if last.operator == "sigmoid" and last.shape[1:] in {(), (1,)} else None


def _output(unrolling: Unrolling, result: Any) -> Signal:
    if isinstance(result, Signal):
        return result
    if isinstance(result, torch.Tensor) and result.is_floating_point():
        return constant_signal(unrolling.site, as_tensor(result))
    raise InputError(
        "the module returns something that is no tensor of floating-point numbers, such as the "
        "places of the largest elements; let it return the numbers of neurons"
    )


def _two_samples(module: Tensor, example: Sequence[Tensor], factor: float) -> tuple[Matrix, Matrix]:
    """Return two samples as rows, and what the module gives for both in one batch."""
    # two equal samples, or many equal numbers, would hide that samples influence each other
    generator = torch.Generator().manual_seed(0)
    pair = []
    for tensor in example:
        two = torch.cat([tensor[:1], tensor[1:2] if len(tensor) > 1 else tensor * 0.875])
        noise = torch.rand(two.shape, generator=generator, dtype=torch.float64)
        pair.append((factor * (two.double() + 0.0625 * noise)).to(two.dtype))
    try:
        with torch.no_grad():
            results = _tensors_in(module(*[tensor.clone() for tensor in pair]))
        rows = np.concatenate([as_tensor(t.reshape(2, -1)) for t in results], axis=1)
    except Exception as error:  # the user's own code may raise anything
        raise InputError(
            "the module cannot compute two samples in one batch "
            f"({' '.join(named(error).split())[:150]}); it must take the type of the example, and "
            "keep the first axis of its inputs, that of the samples, to its outputs"
        ) from None
    return np.concatenate([as_tensor(tensor.reshape(2, -1)) for tensor in pair], axis=1), rows


def _tensors_in(result: Any) -> list[Tensor]:
    if isinstance(result, torch.Tensor):
        return [result]
    parts = result.values() if isinstance(result, Mapping) else result
    return [tensor for part in parts for tensor in _tensors_in(part)]
