"""A Keras model as a list of steps: its layers and functions, in order, nested models opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neurosim.errors import InputError, brief

WITH_ACTIVATION = frozenset(
    (
        "Conv1D", "Conv2D", "Conv3D", "Dense", "DepthwiseConv1D", "DepthwiseConv2D",
        "SeparableConv1D", "SeparableConv2D",
    )
)  # fmt: skip
"""Layers that apply an activation to what they have computed."""


@dataclass(frozen=True, slots=True)
class KerasValue:
    """A result of a step: its number (inputs have numbers below 0) and the place in its results."""

    step: int
    place: int
    shape: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KerasStep:
    """One layer or function of a model.

    Attributes
    ----------
    kind : str
        The class of the layer or function, such as ``"Dense"``.
    operation : keras.Operation or None
        What is computed; an activation inside a layer is a step of its own.
    path : str
        Its name, with the names of nested models before it: ``"encoder/dense"``.
    positional, keywords : tuple and dict
        Its arguments; results of earlier steps are ``KerasValue``.
    """

    kind: str
    operation: Any
    path: str
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any]

    @property
    def what(self) -> str:
        """What to call it in messages."""
        import keras

        noun = "layer" if isinstance(self.operation, keras.Layer) else "function"
        return f"{noun} {self.path!r} ({self.kind})"


def steps_of(model: Any, known_kinds: frozenset[str]) -> tuple[list[KerasStep], list[KerasValue]]:
    """Return the steps of a model, and its outputs.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, and built.
    known_kinds : frozenset of str
        The layers that are known; another layer is opened, if it is made of known ones.

    Raises
    ------
    InputError
        If the model has parts that cannot be opened.
    """
    opening = _Opening(known_kinds)
    inputs = [KerasValue(-1 - index, 0, tuple(t.shape)) for index, t in enumerate(model.inputs)]
    return opening.steps, opening.of_graph(model.inputs, inputs, model.outputs, "")


class _Opening:
    def __init__(self, known_kinds: frozenset[str]) -> None:
        self.steps: list[KerasStep] = []
        self._nodes: list[Any] = []
        self._known_kinds = known_kinds

    def of_graph(
        self, inputs: Sequence[Any], given: Sequence[KerasValue], outputs: Sequence[Any], path: str
    ) -> list[KerasValue]:
        """Return the values of the outputs of a graph of symbolic tensors."""
        known = {id(tensor): value for tensor, value in zip(inputs, given, strict=True)}
        for output in outputs:
            waiting = [output]
            while waiting:
                tensor = waiting[-1]
                node = None if id(tensor) in known else _node_of(tensor, path)
                missing = (
                    [t for t in node.arguments.keras_tensors if id(t) not in known] if node else []
                )
                waiting += missing
                if missing:
                    continue
                waiting.pop()
                if node is not None:
                    self._run(node, known, path)
        return [known[id(output)] for output in outputs]

    def _forget(self, start: int) -> None:
        """Take the nodes that calling a layer has made out of its parts again."""
        for node in self._nodes[start:]:
            if node in node.operation._inbound_nodes:
                node.operation._inbound_nodes.remove(node)
        del self._nodes[start:]

    def _run(self, node: Any, known: dict[int, KerasValue], path: str) -> None:
        self._nodes.append(node)
        positional = _filled(node.arguments.args, known)
        keywords = _filled(node.arguments.kwargs, known)
        shapes = [tuple(tensor.shape) for tensor in node.output_tensors]
        values = self._called(node.operation, positional, keywords, shapes, path)
        for tensor, value in zip(node.output_tensors, values, strict=True):
            known[id(tensor)] = value

    def _called(
        self,
        operation: Any,
        positional: Any,
        keywords: Any,
        shapes: list[tuple[int | None, ...]],
        path: str,
    ) -> list[KerasValue]:
        import keras

        name = f"{path}{operation.name}"
        if is_graph(operation):
            given = _values_in(positional)
            return self.of_graph(operation.inputs, given, operation.outputs, f"{name}/")
        if isinstance(operation, keras.Model):
            raise InputError(subclassed(operation))
        kind = type(operation).__name__
        if kind == "Activation" and _is_of_keras(operation):
            return self._activated(operation.activation, _values_in(positional)[0], name)
        is_known = not isinstance(operation, keras.Layer) or (
            kind in self._known_kinds and _is_of_keras(operation)
        )
        if not is_known:
            return self._opened(operation, positional, keywords, name)
        self.steps.append(KerasStep(kind, operation, name, tuple(positional), keywords))
        values = [
            KerasValue(len(self.steps) - 1, place, shape) for place, shape in enumerate(shapes)
        ]
        if kind in WITH_ACTIVATION and operation.activation is not None:
            return self._activated(operation.activation, values[0], name)
        return values

    def _activated(self, function: Any, value: KerasValue, name: str) -> list[KerasValue]:
        """Return the value of an activation, which is a function of symbolic tensors or a layer."""
        import keras

        activations = keras.activations
        for known_function, kind in (
            (activations.mish, "Mish"),
            (activations.hard_silu, "HardSilu"),
        ):
            # these two cannot be called with symbolic tensors
            if function is known_function:
                self.steps.append(KerasStep(kind, None, name, (value,), {}))
                return [KerasValue(len(self.steps) - 1, 0, value.shape)]
        symbolic = keras.KerasTensor(value.shape)
        title = getattr(function, "__name__", type(function).__name__)
        try:
            result = function(symbolic)
        except Exception:  # the function may be anybody's
            raise InputError(
                f"layer {name!r} has the activation {brief(title)}, which is not made of functions "
                "of keras.ops; give it one of keras.activations that docs/from-keras.md lists"
            ) from None
        return self.of_graph([symbolic], [value], [result], f"{name}/")

    def _opened(self, layer: Any, positional: Any, keywords: Any, name: str) -> list[KerasValue]:
        """Return the values of a layer that is made of other layers and functions."""
        import keras

        symbolic: list[Any] = []
        given: list[KerasValue] = []

        def tensors(argument: Any) -> Any:
            if isinstance(argument, KerasValue):
                given.append(argument)
                symbolic.append(keras.KerasTensor(argument.shape))
                return symbolic[-1]
            if isinstance(argument, list | tuple):
                return [tensors(part) for part in argument]
            return argument

        nodes = len(self._nodes)
        try:
            results = keras.tree.flatten(
                layer.call(*tensors(positional), **{k: tensors(v) for k, v in keywords.items()})
            )
            values = self.of_graph(symbolic, given, results, f"{name}/")
        except InputError:
            raise
        except Exception:  # the layer may be anybody's
            raise InputError(
                f"layer {name!r} ({type(layer).__name__}) is not known, and not made of layers and "
                "functions of keras.ops that are; give the part of the model before or after it"
            ) from None
        finally:
            self._forget(nodes)
        return values


def _is_of_keras(operation: Any) -> bool:
    """Return whether a layer is of Keras itself, so that its class says what it computes."""
    return type(operation).__module__.startswith("keras.")


def is_graph(model: Any) -> bool:
    """Return whether a model is a graph of layers: sequential or functional."""
    import keras

    if not isinstance(model, keras.Model):
        return False
    # a subclass with a call of its own computes something else than its graph
    listed = isinstance(model, keras.Sequential) or hasattr(model, "operations")
    return listed and str(type(model).call.__module__).startswith("keras.")


def subclassed(model: Any) -> str:
    """Return the sentence for a model whose graph is not known."""
    return (
        f"the model {model.name!r} ({type(model).__name__}) is a subclass of keras.Model, so its "
        "layers are known only to its own code; make a functional model of it, with x = "
        "keras.Input(shape) and keras.Model(x, model.call(x))"
    )


def _node_of(tensor: Any, path: str) -> Any:
    """Return the node of the graph that a symbolic tensor comes from."""
    import keras

    history = getattr(tensor, "_keras_history", None)
    where = f" in {path[:-1]!r}" if path else ""
    if history is None:
        raise InputError(
            f"the model has a value that does not come from its inputs{where}; give a model "
            "whose outputs depend on its inputs alone"
        )
    node = history.operation._inbound_nodes[history.node_index]
    if isinstance(history.operation, keras.layers.InputLayer):
        raise InputError(
            f"the model reads the input {history.operation.name!r}{where}, which is not among its "
            "inputs; list it in keras.Model(inputs, outputs)"
        )
    return node


def _filled(argument: Any, known: Mapping[int, KerasValue]) -> Any:
    import keras

    if isinstance(argument, keras.KerasTensor):
        return known[id(argument)]
    if isinstance(argument, list | tuple):
        return [_filled(part, known) for part in argument]
    if isinstance(argument, dict):
        return {key: _filled(part, known) for key, part in argument.items()}
    return argument


def _values_in(argument: Any) -> list[KerasValue]:
    if isinstance(argument, KerasValue):
        return [argument]
    if isinstance(argument, dict):
        return [value for key in sorted(argument) for value in _values_in(argument[key])]
    if isinstance(argument, list | tuple):
        return [value for part in argument for value in _values_in(part)]
    return []
