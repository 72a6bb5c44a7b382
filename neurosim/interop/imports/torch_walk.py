"""From the operators of a captured PyTorch module to signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from neurosim.errors import brief
from neurosim.interop.imports.signals import Signal
from neurosim.interop.imports.torch_arithmetic import ARITHMETIC, COMPARISONS
from neurosim.interop.imports.torch_elementwise import ELEMENTWISE
from neurosim.interop.imports.torch_moving import MOVING, move
from neurosim.interop.imports.torch_program import (
    TorchCall,
    TorchProgram,
    TorchResult,
    arguments_of,
    filled,
    signals_in,
)
from neurosim.interop.imports.torch_weights import WEIGHTS
from neurosim.interop.imports.unrolling import Unrolling

OPERATORS = {**ARITHMETIC, **COMPARISONS, **ELEMENTWISE, **WEIGHTS}
"""What computes each operator of PyTorch that depends on the inputs."""

UNCHANGED = frozenset(("_to_copy", "to", "type_as", "float", "double"))
"""Operators that change the type of numbers, which are float64 here."""

DROPOUTS = frozenset(("alpha_dropout", "dropout", "feature_alpha_dropout", "feature_dropout"))
"""Operators that do nothing outside training."""

ASSERTIONS = frozenset(("_assert_tensor_metadata", "_assert_scalar", "_assert_async"))
"""Operators without a result."""


def signals_of(
    unrolling: Unrolling, program: TorchProgram, inputs: Mapping[str, Signal]
) -> dict[str, Any]:
    """Return the result of every operator.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    program : TorchProgram
        The captured module.
    inputs : mapping of str to Signal
        The signals of its inputs.

    Returns
    -------
    dict
        A signal for what depends on the inputs, a tensor for what does not.

    Raises
    ------
    InputError
        If an operator cannot become neurons.
    """
    known: dict[str, Any] = {**program.constants, **inputs}
    for call in program.calls:
        if call.operator in ASSERTIONS:
            continue
        unrolling.enter(call.path or call.operator, _what(call))
        known[call.name] = _result(unrolling, call, known)
    return known


def _what(call: TorchCall) -> str:
    where = f"module {call.path!r} ({call.kind})" if call.path else "the module itself"
    return f"operator {call.operator!r} of {where}"


def _result(unrolling: Unrolling, call: TorchCall, known: Mapping[str, Any]) -> Any:
    positional = filled(list(call.positional), known)
    keywords = {key: filled(value, known) for key, value in call.keywords.items()}
    given = [positional, list(keywords.values())]
    if call.operator == "getitem":
        return _part(unrolling, *positional)
    if not signals_in(given):
        with torch.no_grad():
            return call.function(*positional, **keywords)
    if call.operator in MOVING:
        _refuse_moved_places(unrolling, call, positional)
        return move(unrolling, call, positional, keywords)
    arguments = arguments_of(call, known)
    if call.operator in DROPOUTS:
        if arguments["train"] and arguments["p"] > 0:
            raise unrolling.site.refuse(
                "it drops numbers at random in training; call module.eval() first"
            )
        return arguments["input"]
    if not call.gives_floats and call.operator not in COMPARISONS:
        raise unrolling.site.refuse(
            "its result are whole numbers or truth values, not the numbers of neurons"
        )
    if call.operator in UNCHANGED:
        return positional[0]
    operator = OPERATORS.get(call.operator)
    if operator is None:
        raise unrolling.site.refuse(
            "no neurons are known that compute it; give the part of the module before or after it"
        )
    result = operator(unrolling, arguments)
    if isinstance(result, np.ndarray):
        return torch.from_numpy(result)
    return result


def _part(unrolling: Unrolling, parts: Any, index: int) -> Any:
    part = parts[index]
    if part is None:
        raise unrolling.site.refuse("the place of the largest element is no number of a neuron")
    return part


def _refuse_moved_places(unrolling: Unrolling, call: TorchCall, positional: list[Any]) -> None:
    """Refuse an index that depends on the inputs."""
    schema = call.function._schema.arguments
    for argument, value in zip(schema, positional, strict=False):
        if argument.name in {"index", "indices"} and signals_in(value):
            raise unrolling.site.refuse("it takes elements at places that depend on the input")


def result_of(known: Mapping[str, Any], result: Any) -> Any:
    """Return the signal or tensor of a result; a plain number as it is."""
    return known[result.name] if isinstance(result, TorchResult) else brief(result)
