"""A PyTorch module as a list of operators with their arguments, as ``torch.export`` captures it."""

from __future__ import annotations

import io
import logging
import operator
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from neurosim.errors import InputError, brief, named
from neurosim.interop.imports.unrolled.signals import Signal

Tensor = Any


@dataclass(frozen=True, slots=True, eq=False)
class TorchCall:
    """One operator of a captured module.

    Attributes
    ----------
    name : str
        The name of its result in the captured program.
    operator : str
        The operator without its overload, such as ``"linear"``.
    function : callable
        What computes it for tensors.
    positional, keywords : tuple and dict
        Its arguments as they are given; results of earlier operators are ``TorchResult``.
    path : str
        The module that calls it, such as ``"features.0"``; "" is the whole module.
    kind : str
        The class of that module, such as ``"Linear"``.
    gives_floats : bool
        Whether its results are floating-point numbers.
    rounds : bool
        Whether they have fewer digits than float32, and than the inputs of the module.
    shape : tuple of int
        The shape of its result; of several results, that of the first.
    """

    name: str
    operator: str
    function: Any
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any]
    path: str
    kind: str
    gives_floats: bool
    rounds: bool
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TorchResult:
    """The name of an input, a constant or the result of an operator."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class TorchProgram:
    """What a module computes for one sample.

    Attributes
    ----------
    inputs : list of str
        The names of the inputs.
    constants : dict of str to tensor
        Parameters, buffers and constants by their names in the program.
    titles : dict of str to str
        The name in the module of each constant, such as ``"fc1.weight"``.
    calls : list of TorchCall
        The operators, in order.
    outputs : list of (str, TorchResult)
        The key of each output, if the module returns a dictionary, and its result.
    """

    inputs: list[str]
    constants: dict[str, Tensor]
    titles: dict[str, str]
    calls: list[TorchCall]
    outputs: list[tuple[str, Any]]


def capture(module: Tensor, example: Sequence[Tensor]) -> TorchProgram:
    """Return what a module computes for one sample.

    Parameters
    ----------
    module : torch.nn.Module
        The module, in evaluation mode.
    example : sequence of tensor, shape (1, ...)
        One sample for each input.

    Raises
    ------
    InputError
        If PyTorch cannot capture the module.
    """
    try:
        with warnings.catch_warnings(), torch.no_grad(), _quiet():
            warnings.simplefilter("ignore")
            exported = torch.export.export(module, tuple(example), strict=False)
            if any(_changes_in_place(node) for node in exported.graph.nodes):
                # each becomes an operator that returns a new tensor
                exported = exported.run_decompositions({})
    except Exception as error:  # PyTorch and the user's own module may raise anything
        raise InputError(_why_not(error)) from None
    return _program(exported)


def _changes_in_place(node: Any) -> bool:
    schema = getattr(node.target, "_schema", None)
    return schema is not None and schema.is_mutable and schema.name != "aten::detach_"


def _why_not(error: Exception) -> str:
    said = " ".join(named(error).split())
    if "data-dependent" in said or "DataDependent" in said:
        return (
            "the module decides by the values of its input what it computes, as with `if x.sum() > "
            "0`, so there is no fixed network; write the choice with torch.where, or give the part "
            "of the module that has none"
        )
    return (
        f"torch.export cannot capture the module: {said[:200]}; check that module(example) works, "
        "or give a part of the module"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Let PyTorch write nothing about what it cannot capture; the error says it."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


def _program(exported: Any) -> TorchProgram:
    from torch.export.graph_signature import InputKind, OutputKind

    inputs: list[str] = []
    constants: dict[str, Tensor] = {}
    titles: dict[str, str] = {}
    tensors = {**exported.constants, **exported.state_dict}
    for spec in exported.graph_signature.input_specs:
        name = getattr(spec.arg, "name", "")
        if spec.kind == InputKind.USER_INPUT:
            inputs.append(name)
        elif isinstance(tensors.get(spec.target), torch.Tensor):
            constants[name] = tensors[spec.target].detach()
            titles[name] = spec.target
        else:
            raise InputError(
                f"the module has {brief(spec.target)}, which is no tensor; give a module of "
                "tensors only"
            )
    nodes = exported.graph.nodes
    digits = min((_digits(node) for node in nodes if node.name in inputs), default=32)
    calls = [_call(node, digits) for node in nodes if node.op == "call_function"]
    (results,) = (_argument(n.args[0]) for n in exported.graph.nodes if n.op == "output")
    specs = exported.graph_signature.output_specs
    wanted = [
        result
        for spec, result in zip(specs, results, strict=True)
        if spec.kind == OutputKind.USER_OUTPUT
    ]
    return TorchProgram(inputs, constants, titles, calls, _titled(wanted, exported))


def _titled(results: Sequence[Any], exported: Any) -> list[tuple[str, Any]]:
    """Return the outputs with the keys of a dictionary of tensors, or with no names."""
    spec = exported.call_spec.out_spec
    keys = spec.context if spec is not None and spec.type is dict else None
    if keys is not None and len(keys) == len(results):
        return [(str(key), result) for key, result in zip(keys, results, strict=True)]
    return [("", result) for result in results]


def _first(node: Any) -> Any:
    """Return a tensor that stands for the result of an operator, or for the first of them."""
    value = node.meta.get("val")
    return value[0] if isinstance(value, list | tuple) and value else value


def _digits(node: Any) -> int:
    """Return the bits of a floating-point number of a result, 32 at most."""
    first = _first(node)
    is_float = isinstance(first, torch.Tensor) and first.is_floating_point()
    return min(32, torch.finfo(first.dtype).bits) if is_float else 32


def _call(node: Any, digits: int) -> TorchCall:
    stack = list(node.meta.get("nn_module_stack", {}).values())
    path, kind = (stack[-1][0], _class_name(stack[-1][1])) if stack else ("", "")
    first = _first(node)
    if node.target is operator.getitem:
        title = "getitem"
    elif hasattr(node.target, "_schema"):
        title = node.target._schema.name.removeprefix("aten::")
    else:
        title = getattr(node.target, "__name__", str(node.target))
    return TorchCall(
        name=node.name,
        operator=title,
        function=node.target,
        positional=tuple(_argument(argument) for argument in node.args),
        keywords={key: _argument(argument) for key, argument in node.kwargs.items()},
        path=path,
        kind=kind,
        gives_floats=not isinstance(first, torch.Tensor) or bool(first.is_floating_point()),
        rounds=_digits(node) < digits,
        shape=tuple(first.shape) if isinstance(first, torch.Tensor) else (),
    )


def _class_name(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).rsplit(".", 1)[-1]


def _argument(argument: Any) -> Any:
    if isinstance(argument, torch.fx.Node):
        return TorchResult(argument.name)
    if isinstance(argument, list | tuple):
        return type(argument)(_argument(part) for part in argument)
    return argument


def filled(argument: Any, known: Mapping[str, Any]) -> Any:
    """Return an argument with the results of earlier operators put in."""
    if isinstance(argument, TorchResult):
        return known[argument.name]
    if isinstance(argument, list | tuple):
        return [filled(part, known) for part in argument]
    return argument


def arguments_of(call: TorchCall, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of an operator by name, those that are left out too."""
    names = [argument.name for argument in call.function._schema.arguments]
    defaults = {
        argument.name: argument.default_value
        for argument in call.function._schema.arguments
        if argument.has_default_value()
    }
    given = dict(zip(names, (filled(part, known) for part in call.positional), strict=False))
    named_too = {key: filled(part, known) for key, part in call.keywords.items()}
    return {**defaults, **given, **named_too}


def signals_in(argument: Any) -> list[Signal]:
    """Return the signals in an argument, which may be a list."""
    if isinstance(argument, Signal):
        return [argument]
    if isinstance(argument, list | tuple):
        return [signal for part in argument for signal in signals_in(part)]
    return []


def as_floats(tensor: Tensor) -> Any:
    """Return a tensor, or a number, as a NumPy array of float64, or of its whole numbers."""
    if not isinstance(tensor, torch.Tensor):
        return np.asarray(tensor)
    plain = tensor.detach().cpu()
    return (plain.double() if plain.is_floating_point() else plain).numpy()
