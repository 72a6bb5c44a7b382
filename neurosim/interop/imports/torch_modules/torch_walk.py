"""From the operators of a captured PyTorch module to signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from neurosim.interop.imports.torch_modules.torch_arithmetic import ARITHMETIC, COMPARISONS
from neurosim.interop.imports.torch_modules.torch_elementwise import ELEMENTWISE
from neurosim.interop.imports.torch_modules.torch_moving import MOVING, move
from neurosim.interop.imports.torch_modules.torch_program import (
    TorchCall,
    TorchProgram,
    TorchResult,
    arguments_of,
    filled,
    signals_in,
)
from neurosim.interop.imports.torch_modules.torch_weights import WEIGHTS
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling

OPERATORS = {**ARITHMETIC, **COMPARISONS, **ELEMENTWISE, **WEIGHTS}
"""What computes each operator of PyTorch that depends on the inputs."""

UNCHANGED = frozenset(("_to_copy", "to", "type_as", "float", "double"))
"""Operators that change the type of numbers, which are float64 here."""

DROPOUTS = frozenset(("alpha_dropout", "dropout", "feature_alpha_dropout", "feature_dropout"))
"""Operators that do nothing outside training."""

CONSTANTS = frozenset(
    (
        "empty_like", "fill", "full_like", "new_empty", "new_full", "new_ones", "new_zeros",
        "ones_like", "zeros_like",
    )
)  # fmt: skip
"""Operators that take no more than the shape of a tensor."""

ASSERTIONS = frozenset(("_assert_tensor_metadata", "_assert_scalar", "_assert_async"))
"""Operators without a result."""


NO_NUMBERS = object()
"""In the place of a result that no neuron has: where the largest element is."""


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
    for call in with_softsign(program.calls):
        if call.operator in ASSERTIONS:
            continue
        unrolling.enter(call.path or call.operator, _what(call))
        known[call.name] = _result(unrolling, call, known)
    return known


def with_softsign(calls: Sequence[TorchCall]) -> list[TorchCall]:
    """Return the operators with ``x / (1 + |x|)``, which PyTorch has no operator for, as one."""
    made_by = {call.name: call for call in calls}

    def source(argument: Any, operator: str) -> TorchCall | None:
        call = made_by.get(argument.name) if isinstance(argument, TorchResult) else None
        return call if call is not None and call.operator == operator else None

    def read(call: TorchCall) -> TorchCall:
        if call.operator != "div" or len(call.positional) != 2 or call.keywords:
            return call
        x, divisor = call.positional
        total = source(divisor, "add")
        if total is None or len(total.positional) != 2 or total.keywords:
            return call
        for size, one in (total.positional, total.positional[::-1]):
            absolute = source(size, "abs")
            is_one = isinstance(one, int | float) and one == 1
            if is_one and absolute is not None and absolute.positional == (x,):
                return replace(call, operator="softsign", positional=(x,))
        return call

    return [read(call) for call in calls]


def _what(call: TorchCall) -> str:
    where = f"the part {call.path!r}" if call.path else "the module"
    return f"operator {call.operator!r} of {where} ({call.kind})"


def _result(unrolling: Unrolling, call: TorchCall, known: Mapping[str, Any]) -> Any:
    positional = filled(list(call.positional), known)
    keywords = {key: filled(value, known) for key, value in call.keywords.items()}
    given = [positional, list(keywords.values())]
    if call.operator == "getitem":
        return _part(*positional)
    if _holds_no_numbers(given):
        raise unrolling.site.refuse("it takes the places of the largest elements")
    if not signals_in(given):
        with torch.no_grad():
            return call.function(*positional, **keywords)
    if call.operator in CONSTANTS and not signals_in(given[0][1:]):
        return call.function(torch.zeros(positional[0].shape), *positional[1:], **keywords)
    if call.operator in MOVING:
        _refuse_moved_places(unrolling, call, positional)
        return move(unrolling, call, positional, keywords)
    arguments = arguments_of(call, known)
    if call.operator in DROPOUTS:
        if arguments["train"] and arguments["p"] > 0:
            raise unrolling.site.refuse(
                "it drops numbers at random; call module.eval() first, and give functional.dropout "
                "training=self.training"
            )
        return arguments["input"]
    if not call.gives_floats and call.operator not in COMPARISONS:
        raise unrolling.site.refuse(
            "its result is not made of floating-point numbers, as the outputs of neurons are"
        )
    if call.operator in UNCHANGED:
        if call.rounds:
            raise unrolling.site.refuse(
                "it rounds to a type of 16 bits or fewer, and neurons compute in float64; leave "
                "out the conversion"
            )
        return positional[0]
    operator = OPERATORS.get(call.operator)
    if operator is None:
        raise unrolling.site.refuse(
            "no neurons are known that compute it; write it with operators that docs/pytorch.md "
            "lists, or give the part of the module before or after it"
        )
    result = operator(unrolling, arguments)
    if isinstance(result, np.ndarray):
        return torch.from_numpy(result)
    return result


def _part(parts: Any, index: int) -> Any:
    part = parts[index]
    return NO_NUMBERS if part is None else part


def _holds_no_numbers(argument: Any) -> bool:
    if isinstance(argument, list):
        return any(map(_holds_no_numbers, argument))
    return argument is NO_NUMBERS


def _refuse_moved_places(unrolling: Unrolling, call: TorchCall, positional: list[Any]) -> None:
    """Refuse an index that depends on the inputs."""
    schema = call.function._schema.arguments
    for argument, value in zip(schema, positional, strict=False):
        if argument.name in {"index", "indices"} and signals_in(value):
            raise unrolling.site.refuse("it takes elements at places that depend on the input")


def result_of(known: Mapping[str, Any], result: Any) -> Any:
    """Return the signal or the tensor of a result; a plain number as it is."""
    return known[result.name] if isinstance(result, TorchResult) else result
