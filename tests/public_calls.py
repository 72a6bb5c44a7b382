"""A valid call of everything public, and the arguments that it takes, by name."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from onnx import helper

import neurosim as ns
from tests.interop.imports.genomes import make_config, make_genome

MADE_BY_THE_PACKAGE = {
    "AnswerReport", "Answers", "Catalogue", "ExampleCheck", "Exercise", "Mistake",
    "Derivation", "Descent", "DivergedError", "Explorer", "Formula", "GradientCheck", "History", "Metrics",
    "Film", "Neuron", "NeuronTrace", "NeurosimError", "NeurosimWarning", "Parameter", "Picture", "Trace",
    "TrainingRun", "TrainingTrace", "Sweep", "SweepRun", "FilePredictions", "PredictedFile",
}  # fmt: skip
"""Classes whose objects are results; nobody else constructs them."""

CALLED_BY_THE_PACKAGE = {
    "Callback", "Checkpoint", "EarlyStopping", "Optimizer", "SGD", "RMSprop", "Adam", "AdamW",
    "TrainingRun", "DataFile",
}  # fmt: skip
"""Classes whose methods are for the package: it calls them with what it made itself."""

PARTS_OF_THE_PACKAGE = {"of_summary", "joined_with", "applies"}
"""Methods that other rooms call, with objects that nobody else makes."""

OF_SCIKIT_LEARN = {
    "get_metadata_routing", "get_params", "score", "set_fit_request", "set_params",
    "set_partial_fit_request", "set_score_request",
}  # fmt: skip
"""Methods that the estimators inherit from scikit-learn, with its own errors."""

ABSTRACT = {"Callback", "Optimizer"}

Call = tuple[Callable[..., Any], dict[str, Any]]


@functools.cache
def _report() -> ns.AnswerReport:
    """Return a report; nothing can change it, so one serves all calls."""
    trace = ns.trace(ns.mlp([2, 1, 1], seed=1), [1.0, 0.0], [1.0], learning_rate=0.1)
    return ns.check_answers(trace, {"so[0]": "1", "yo[0]": "0.7"})


@functools.cache
def _evolved() -> tuple[Any, Any]:
    """Return a genome of neat-python with its configuration; nothing changes them either."""
    config = make_config()
    return make_genome(config, 1), config


@functools.cache
def _exercise() -> ns.Exercise:
    """Return an exercise; nothing can change it either."""
    return ns.exercise([2, 1])


@functools.cache
def _sweep() -> ns.Sweep:
    """Return the result of a sweep; nothing can change it either."""
    data = ns.Dataset([[1.0], [0.0]], [[1.0], [0.5]])
    grid = {"hidden": [1, 2]}
    return ns.sweep(_small_network, data, grid, settings={"epochs": 2}, keep="all", workers=1)


def _small_network(hidden: int, seed: int) -> ns.Network:
    return ns.mlp([1, hidden, 1], seed=seed)


def _keras_model() -> Any:
    """Return a small model of Keras; nothing changes it."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])


@functools.cache
def _estimator() -> Any:
    """Return a fitted estimator of scikit-learn."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression().fit([[0.0, 1.0], [1.0, 0.0]], [0, 1])


class World:
    """Fresh objects to call things with; each is made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @functools.cached_property
    def net(self) -> ns.Network:
        net = ns.Network("net")
        x0, x1 = net.add_input("x[0]"), net.add_input("x[1]")
        h = net.add_neuron({x0: -0.5, x1: 0.5}, bias=0.5, name="h")
        net.add_neuron({h: 0.25}, name="y")
        net.forward([1.0, 0.0])
        net.backward([1.0])
        return net

    @functools.cached_property
    def classifier(self) -> ns.Network:
        net = self.net.copy()
        net.target_columns = (ns.TargetColumn("class", ("a", "b"), one_output=True),)
        return net

    @property
    def data(self) -> ns.Dataset:
        return ns.Dataset([[1.0, 0.0], [0.0, 2.0]], [[1.0], [0.5]])

    @functools.cached_property
    def fitted_classifier(self) -> ns.NeurosimClassifier:
        return ns.NeurosimClassifier((), epochs=1, random_state=0).fit([[1.0], [2.0]], ["a", "b"])

    @functools.cached_property
    def fitted_regressor(self) -> ns.NeurosimRegressor:
        return ns.NeurosimRegressor((), epochs=1, random_state=0).fit([[1.0], [2.0]], [1.0, 2.0])

    @property
    def history(self) -> ns.History:
        return ns.History(loss=[0.5, 0.25])

    @functools.cached_property
    def trace(self) -> ns.Trace:
        return ns.trace(self.net, [1.0, 0.0], [1.0], learning_rate=0.1)

    @functools.cached_property
    def training_trace(self) -> ns.TrainingTrace:
        return ns.trace_training(self.net, self.data, steps=2, learning_rate=0.1)

    @functools.cached_property
    def derivation(self) -> ns.Derivation:
        return ns.explain(self.trace, only="so[0]")

    @functools.cached_property
    def formula(self) -> ns.Formula:
        return ns.formula(self.net)

    @property
    def report(self) -> ns.AnswerReport:
        return _report()

    @property
    def exercise(self) -> ns.Exercise:
        return _exercise()

    @property
    def sweep(self) -> ns.Sweep:
        return _sweep()

    @property
    def descent(self) -> ns.Descent:
        return ns.descend(lambda x: x * x, lambda x: 2 * x, 1.0, 0.1, 2)

    @property
    def scaling(self) -> ns.MinMaxScaling:
        return ns.MinMaxScaling((0.0, 0.0), (1.0, 2.0))

    @property
    def standard(self) -> ns.StandardScaling:
        return ns.StandardScaling((0.5,), (2.0,))

    def file(self, name: str, content: str = "") -> Path:
        path = self.folder / name
        if not path.exists():
            path.write_text(content)
        return path

    @property
    def csv(self) -> Path:
        return self.file("rows.csv", "a,b,c\n1,0,1\n0,2,0.5\n")

    @property
    def article(self) -> Path:
        return self.file(
            "article.toml",
            'inputs = [1]\nweights = [[[0.5]]]\n[printed]\n"so[0]" = "0.5"\n',
        )

    def foreign(self, kind: str) -> Path:
        """Return a file of another library."""
        contents = {
            "fann": "FANN_FLO_2.1\nlayer_sizes=2 2\nneurons=(0, 0, 0) (0, 0, 0) (2, 5, 0.5) (0, 0, 0)\n"
            "connections=(0, 0.5) (1, 1.0)\n",
            "pybrain": '<PyBrain><Network><Modules><LinearLayer name="a" inmodule="True"><dim val="1"/>'
            '</LinearLayer><TanhLayer name="b" outmodule="True"><dim val="1"/></TanhLayer></Modules>'
            '<Connections><FullConnection name="c"><inmod val="a"/><outmod val="b"/>'
            "<Parameters>[0.5]</Parameters></FullConnection></Connections></Network></PyBrain>",
            "brainjs": '{"layers": [{"0": {}}, {"0": {"bias": 1, "weights": {"0": 2}}}]}',
            "synaptic": '{"neurons": [{"bias": 0, "layer": "input", "squash": "TANH"}, {"bias": 0, '
            '"layer": "output", "squash": "TANH"}], "connections": [{"from": 0, "to": 1, "weight": 2}]}',
            "neataptic": '{"nodes": [{"bias": 0, "type": "input", "squash": "TANH"}, {"bias": 0, '
            '"type": "output", "squash": "TANH"}], "connections": [{"from": 0, "to": 1, "weight": 2}]}',
        }
        return self.file(f"foreign-{kind}", contents[kind])

    @property
    def weights(self) -> Path:
        path = self.folder / "weights.json"
        return path if path.exists() else ns.write_weights(ns.mlp([2, 2, 1]), path)

    @property
    def scaling_file(self) -> Path:
        path = self.folder / "scaling.json"
        if not path.exists():
            ns.write_scaling(self.scaled, path)
        return path

    @property
    def scaled(self) -> ns.Network:
        net = ns.mlp([2, 2, 1])
        net.input_scaling = self.scaling
        net.target_scaling = ns.MinMaxScaling((0.0,), (1.0,))
        return net

    @property
    def model(self) -> Path:
        path = self.folder / "model.json"
        return path if path.exists() else ns.save(self.net, path)

    @property
    def onnx_file(self) -> Path:
        """Return a model with one input of neurons, and one for a constant."""
        path = self.folder / "model.onnx"
        if not path.exists():
            graph = helper.make_graph(
                [helper.make_node("Mul", ["x", "k"], ["y"])],
                "product",
                [
                    helper.make_tensor_value_info("x", 1, ["n", 2]),
                    helper.make_tensor_value_info("k", 1, []),
                ],
                [helper.make_tensor_value_info("y", 1, ["n", 2])],
            )
            path.write_bytes(helper.make_model(graph).SerializeToString())
        return path

    @property
    def out(self) -> Path:
        return self.folder / "out"


def written(target: Any, attribute: str, value: Any) -> Call:
    """Return the call that writes an attribute."""
    return lambda value: setattr(target, attribute, value), {"value": value}


def item_written(target: Any, index: Any, value: Any) -> Call:
    """Return the call that writes an item."""
    return target.__setitem__, {"*index": index, "*value": value}


def wired(w: World) -> ns.Network:
    """Return a network with an input more than it uses."""
    w.net.add_input("spare")
    return w.net


def _common(w: World, ending: str = "svg") -> dict[str, Any]:
    return {
        "path": w.out.with_suffix(f".{ending}"), "theme": "light", "title": "title",
        "overwrite": True,
    }  # fmt: skip


def _drawn(w: World, *options: str) -> dict[str, Any]:
    """The options of a picture; ``legend`` and others only where they are named."""
    return {
        **_common(w), "width": None, "size": "page", "transparent": True,
        **dict.fromkeys(options, True),
    }  # fmt: skip


def _of_graph(w: World) -> dict[str, Any]:
    return {
        "weight": "weight", "bias": "bias", "activation": "activation",
        "default_activation": "tanh", "inputs": ["x[0]", "x[1]"], "outputs": ["y"],
        "activations": (), "name": "net",
    }  # fmt: skip


def calls(w: World) -> dict[str, Callable[[], Call]]:
    """Return each public name with what makes its valid call; names in brackets are variants."""
    return {
        # functions
        "animate": lambda: (ns.animate, {
            "trace": w.trace, "digits": 4, "direction": "right", "notation": "textbook",
            "own_names": True, "width": None, "size": "page", "seconds": 1.5, "progress": False,
            **_common(w, "html")}),
        "animate_training": lambda: (ns.animate_training, {
            "net": w.net, "data": w.data, "epochs": 2, "frames": 2, "learning_rate": 0.1,
            "optimizer": "sgd", "batch_size": 1, "loss": "half_squared_error", "normalize": (0, 1),
            "shuffle": False, "seed": 1, "digits": 2, "direction": "right",
            "notation": "textbook", "own_names": True, "width": None, "size": "page",
            "seconds": 0.2, "progress": False, **_common(w, "html")}),
        "check_answers": lambda: (ns.check_answers, {
            "trace": w.trace, "answers": {"so[0]": "1"}, "conventions": "auto", "strict": False,
            "asked": ("yo[0]",), "decimals": 1}),
        "check_answers values": lambda: (
            lambda text, asked: ns.check_answers(
                w.trace, {"so[0]": "1", "yo[0]": text}, asked=[asked]),
            {"text": "0.5", "asked": "L"}),
        "check_example": lambda: (ns.check_example, {"path": w.article}),
        "exercise": lambda: (ns.exercise, {
            "net": [2, 1], "data": None, "ask": ["forward"], "seed": 1, "variants": 1,
            "learning_rate": 0.5, "loss": "mse", "digits": 4, "title": "title"}),
        "exercise parts": lambda: (
            lambda size, kind: ns.exercise([2, size], ask=[kind]), {"size": 1, "kind": "loss"}),
        "mistakes": lambda: (ns.mistakes, {}),
        "read_answers": lambda: (ns.read_answers, {"origin": "so[0] = 1"}),
        "AnswerReport.hint": lambda: (w.report.hint, {"level": 1}),
        "AnswerReport.score": lambda: (w.report.score, {"follow_through": True}),
        "AnswerReport.formula_of": lambda: (w.report.formula_of, {"name": "so[0]"}),
        "AnswerReport.note": lambda: (w.report.note, {"name": "so[0]"}),
        "AnswerReport.to_text": lambda: (w.report.to_text, {"width": 80, "solution": True}),
        "AnswerReport.to_markdown": lambda: (w.report.to_markdown, {"solution": True}),
        "AnswerReport.to_html": lambda: (w.report.to_html, {"solution": True}),
        "AnswerReport.to_latex": lambda: (w.report.to_latex, {"solution": True}),
        "AnswerReport.save": lambda: (w.report.save, {
            "path": w.out.with_suffix(".html"), "solution": True, "overwrite": True}),
        "Catalogue.__getitem__": lambda: (ns.mistakes().__getitem__, {"*name": "no-bias"}),
        "Catalogue.__contains__": lambda: (ns.mistakes().__contains__, {"*name": "no-bias"}),
        "Exercise.variant": lambda: (w.exercise.variant, {"number": 1}),
        "Exercise.document": lambda: (w.exercise.document, {"number": 1, "part": "key"}),
        "Exercise.check": lambda: (w.exercise.check, {"answers": {"so[0]": "1"}, "number": 1}),
        "Exercise.save": lambda: (w.exercise.save, {
            "path": w.out.with_suffix(".html"), "part": "sheet", "number": 1, "language": "de",
            "overwrite": True}),
        "Mistake.at": lambda: (ns.mistakes()["no-bias"].at, {"place": "so[0]"}),
        "check_gradient": lambda: (ns.check_gradient, {
            "net": w.net, "x": [1.0, 0.0], "z": [1.0], "loss": "mse", "tolerance": 1e-6}),
        "descend": lambda: (ns.descend, {
            "function": lambda x: x * x, "gradient": lambda x: 2 * x, "start": 1.0,
            "learning_rate": 0.1, "steps": 2}),
        "draw": lambda: (ns.draw, {
            "subject": w.trace, "show": "forward", "digits": 4, "products": True,
            "highlight": "so[0]", "notation": "source", "own_names": True, "direction": "right", "positions": {"x[0]": (0, 0), "x[1]": (0, 1), "h": (1, 0), "y": (2, 0)}, "ax": None,
            **_drawn(w, "legend", "caption", "document"), "height": None}),
        "draw_activation": lambda: (ns.draw_activation, {
            "activation": "tanh", "points": [0.5], "limits": (-5, 5), "notation": "source",
            **_drawn(w, "legend")}),
        "draw_decision_surface": lambda: (ns.draw_decision_surface, {
            "net": w.net, "data": w.data, "output": "y", "resolution": 5,
            "notation": "source", **_drawn(w, "legend")}),
        "draw_descent": lambda: (ns.draw_descent, {
            "descent": w.descent, "function": lambda x: x * x, **_drawn(w, "legend")}),
        "draw_figures": lambda: (ns.draw_figures, {
            "net": w.net, "directory": w.folder / "figures", "trace": None, "data": None,
            "losses": None, "file_format": "svg", "digits": 4, "theme": "light",
            "notation": "source", "own_names": True, "width": None, "size": "page", "legend": True,
            "caption": True, "transparent": True, "progress": False, "overwrite": True}),
        "draw_loss": lambda: (ns.draw_loss, {
            "loss": [0.5, 0.25], "validation_loss": [0.5, 0.3], **_drawn(w, "legend")}),
        "draw_loss_function": lambda: (ns.draw_loss_function, {
            "trace": w.trace, "notation": "source", "own_names": True, **_drawn(w, "legend")}),
        "draw_neuron": lambda: (ns.draw_neuron, {
            "subject": w.trace, "neuron": "h", "digits": 4, "notation": "source", "own_names": True,
            **_drawn(w, "legend", "caption", "document"), "height": None}),
        "draw_normalization": lambda: (ns.draw_normalization, {
            "data": w.data, "normalize": (0, 1), "notation": "source", **_drawn(w)}),
        "draw_predictions": lambda: (ns.draw_predictions, {
            "net": w.net, "data": w.data, "notation": "source", **_drawn(w)}),
        "draw_training_loop": lambda: (ns.draw_training_loop, {
            "notation": "source", **_drawn(w, "caption", "document"), "height": None}),
        "draw_weights": lambda: (ns.draw_weights, {
            "net": w.net, "neurons": ["h"], "shape": (1, 2), "columns": 1,
            "notation": "source", **_drawn(w)}),
        "evaluate": lambda: (ns.evaluate, {
            "net": w.net, "data": w.data, "loss": "mse", "engine": "objects", "threads": 1}),
        "evaluate (X, Z)": lambda: (
            lambda X, Z: ns.evaluate(w.net, (X, Z)), {"X": [[1.0, 0.0]], "Z": [[1.0]]}),
        "explain": lambda: (ns.explain, {
            "trace": w.trace, "only": "so[0]", "digits": 4, "notation": "source", "own_names": True,
            "rounding": "once", "decimal_comma": False, "fractions": False, "detail": "auto",
            "max_terms": 8, "data": None, "include": (), "diagrams": "first"}),
        "explore": lambda: (ns.explore, {
            "shown": w.trace, "path": w.out.with_suffix(".html"), "data": w.data,
            "title": "title", "language": "en", "lock": ["weights"], "view": "all",
            "live": False, "overwrite": True}),
        "from_keras": lambda: (ns.from_keras, {
            "model": _keras_model(), "max_edges": 100, "merge": False}),
        "from_torch": lambda: (ns.from_torch, {
            "module": ns.to_torch(w.net), "example": np.zeros((2, 2)), "max_edges": 100,
            "merge": False}),
        "from_torch parts": lambda: (
            lambda example: ns.from_torch(ns.to_torch(w.net), [example]),
            {"example": np.zeros((2, 2))}),
        "formula": lambda: (ns.formula, {"net": w.net, "output": "y"}),
        "formula_gradient": lambda: (ns.formula_gradient, {
            "net": w.net, "parameter": "wo[0][0]", "loss": "mse", "expand": False}),
        "from_neat": lambda: (ns.from_neat, dict(zip(("genome", "config"), _evolved(), strict=True))),
        "import_network": lambda: (ns.import_network, {"source": w.foreign("fann"), "seed": 1}),
        "read_brainjs": lambda: (ns.read_brainjs, {"path": w.foreign("brainjs")}),
        "read_fann": lambda: (ns.read_fann, {"path": w.foreign("fann")}),
        "read_neataptic": lambda: (ns.read_neataptic, {"path": w.foreign("neataptic")}),
        "read_playground": lambda: (ns.read_playground, {
            "link": "https://playground.tensorflow.org/#networkShape=3", "seed": 1}),
        "read_pybrain": lambda: (ns.read_pybrain, {"path": w.foreign("pybrain")}),
        "read_synaptic": lambda: (ns.read_synaptic, {"path": w.foreign("synaptic")}),
        "from_onnx": lambda: (ns.from_onnx, {
            "model": w.onnx_file, "outputs": ["y"], "constants": {"k": 2.0}, "shapes": {"x": (1, 2)},
            "softmax": "loss", "merge": False, "max_edges": 10}),
        "from_onnx values": lambda: (
            lambda output, constant, shape: ns.from_onnx(
                w.onnx_file, outputs=[output], constants={"k": constant}, shapes={"x": shape}),
            {"output": "y", "constant": 2.0, "shape": (1, 2)}),
        "from_onnx size": lambda: (
            lambda size: ns.from_onnx(w.onnx_file, constants={"k": 2.0}, shapes={"x": (1, size)}),
            {"size": 2}),
        "from_networkx": lambda: (ns.from_networkx, {
            "graph": w.net.to_networkx(), **_of_graph(w)}),
        "read_graphml": lambda: (ns.read_graphml, {
            "path": ns.write_graphml(w.net, w.out.with_suffix(".graphml")), **_of_graph(w)}),
        "read_node_link": lambda: (ns.read_node_link, {
            "path": ns.write_node_link(w.net, w.out.with_suffix(".json")), **_of_graph(w)}),
        "from_sklearn": lambda: (ns.from_sklearn, {
            "estimator": _estimator(), "input_names": ["a", "b"], "target_names": ["c"],
            "classes": ["no", "yes"], "name": "net"}),
        "initialize": lambda: (ns.initialize, {"net": w.net, "initializer": "uniform", "seed": 1}),
        "jacobian": lambda: (ns.jacobian, {
            "net": w.net, "x": [1.0, 0.0], "normalized": False, "engine": "objects"}),
        "load": lambda: (ns.load, {"path": w.model, "activations": ()}),
        "mlp": lambda: (ns.mlp, {
            "sizes": [2, 3, 1], "activation": ["tanh"], "output_activation": "sigmoid",
            "initializer": "uniform", "seed": 1, "name": "net",
            "names": [["a", "b"], [], ["c"]]}),
        "mlp sizes": lambda: (
            lambda size, activation: ns.mlp([2, size, 1], [activation]),
            {"size": 3, "activation": "tanh"}),
        "perceptron": lambda: (ns.perceptron, {"n_inputs": 2, "name": "net"}),
        "predict": lambda: (ns.predict, {
            "net": w.net, "X": [[1.0, 0.0]], "engine": None, "dtype": None, "threads": 1}),
        "predict_classes": lambda: (ns.predict_classes, {"net": w.classifier, "X": [[1.0, 0.0]]}),
        "predict_probabilities": lambda: (ns.predict_probabilities, {
            "net": w.classifier, "X": [[1.0, 0.0]]}),
        "predict_files": lambda: (ns.predict_files, {
            "net": w.net, "files": str(w.csv), "folder": w.out, "keep": ["c"],
            "options": {"inputs": ["a", "b"]}, "dtype": None, "client": None, "workers": 1,
            "on_file": None, "progress": False, "overwrite": True}),
        "predict_files lists": lambda: (
            lambda file, column, option: ns.predict_files(
                w.net, [w.csv, file], w.out, keep=[column], options={"inputs": option}, workers=1),
            {"file": w.file("more.csv", "a,b,c\n1,2,3\n"), "column": "c", "option": ["a", "b"]}),
        "read_csv": lambda: (ns.read_csv, {
            "path": w.csv, "inputs": ["a", "b"], "targets": ["c"], "classes": (),
            **_reading(ns.read_csv)}),
        "read_csv lists": lambda: (
            lambda column, target, label: ns.read_csv(
                w.csv, inputs=[column], targets=[target], classes={"c": ["1", "0.5", label]}),
            {"column": "a", "target": "c", "label": "x"}),
        "read_scaling": lambda: (ns.read_scaling, {
            "path": w.scaling_file, "feature_range": (0, 1)}),
        "read_weights": lambda: (ns.read_weights, {
            "path": w.weights, "activation": "tanh", "output_activation": "sigmoid",
            "name": "net", "names": [["a", "b"], [], ["c"]]}),
        "save": lambda: (ns.save, {
            "net": w.net, "path": w.out.with_suffix(".json"), "overwrite": True}),
        "sweep": lambda: (ns.sweep, {
            "make_network": lambda hidden, seed: ns.mlp([2, hidden, 1], seed=seed), "data": w.data,
            "grid": {"hidden": [1]}, "settings": {"epochs": 2}, "seeds": [1], "n": 1,
            "draw_seed": 1, "validation": w.data, "measure": "validation_loss", "keep": "all",
            "folder": w.folder / "sweep", "client": None, "workers": 1, "on_run": None,
            "progress": False}),
        "sweep values": lambda: (
            lambda value, rate, seed: ns.sweep(
                lambda hidden, seed: ns.mlp([2, hidden, 1], seed=seed), w.data,
                {"hidden": [value], "epochs": [1]}, settings={"learning_rate": rate}, seeds=[seed],
                workers=1),
            {"value": 1, "rate": 0.1, "seed": 1}),
        "Sweep.best": lambda: (w.sweep.best, {"measure": "training_loss"}),
        "Sweep.draw": lambda: (w.sweep.draw, {"measure": "training_loss", **_drawn(w, "legend")}),
        "Sweep.rows": lambda: (w.sweep.rows, {}),
        "Sweep.to_csv": lambda: (w.sweep.to_csv, {"path": w.out.with_suffix(".csv")}),
        "Sweep.to_frame": lambda: (w.sweep.to_frame, {"library": "pandas"}),
        "SweepRun.measures": lambda: (w.sweep.runs[0].measures, {}),
        "to_code": lambda: (ns.to_code, {
            "net": w.net, "language": "c", "gradient": True, "dtype": "float32"}),
        "to_onnx": lambda: (ns.to_onnx, {"net": w.net, "dtype": "float32", "per_neuron": True}),
        "trace": lambda: (ns.trace, {
            "net": w.net, "x": [1.0, 0.0], "z": [1.0], "loss": "mse", "learning_rate": 0.1,
            "optimizer": "sgd", "mistake": "no-bias",
            "rest_of_batch": ([[0.5, 1.0]], [[0.0]])}),
        "trace values": lambda: (
            lambda x, z: ns.trace(w.net, [1.0, x], [z]), {"x": 0.5, "z": 1.0}),
        "trace_training": lambda: (ns.trace_training, {
            "net": w.net, "data": w.data, "steps": 2, "loss": "mse", "learning_rate": 0.1,
            "optimizer": "sgd"}),
        "train": lambda: (ns.train, {
            "net": w.net, "data": w.data, "epochs": 2, "learning_rate": 0.1, "optimizer": "sgd",
            "batch_size": 1, "loss": "half_squared_error", "normalize": (0, 1), "shuffle": False,
            "seed": 1, "sample_weight": [1.0, 2.0], "validation": w.data, "metric": "rmse",
            "callbacks": (), "progress": False, "engine": "objects", "dtype": None, "threads": 1,
            "resume": None}),
        "train (X, Z)": lambda: (
            lambda X, Z, callback: ns.train(
                w.net, (X, Z), epochs=1, engine="objects", callbacks=[callback]),
            {"X": [[1.0, 0.0]], "Z": [[1.0]], "callback": lambda run: None}),
        "train range": lambda: (
            lambda low, high: ns.train(
                w.net, w.data, epochs=1, engine="objects", normalize=(low, high)),
            {"low": 0, "high": 1}),
        "worked_example": lambda: (ns.worked_example, {}),
        "write_graphml": lambda: (ns.write_graphml, {
            "net": w.net, "path": w.out.with_suffix(".graphml"), "overwrite": True}),
        "write_node_link": lambda: (ns.write_node_link, {
            "net": w.net, "path": w.out.with_suffix(".json"), "overwrite": True}),
        "write_onnx": lambda: (ns.write_onnx, {
            "net": w.net, "path": w.out.with_suffix(".onnx"), "dtype": "float64",
            "per_neuron": False, "overwrite": True}),
        "write_scaling": lambda: (ns.write_scaling, {
            "net": w.scaled, "path": w.out.with_suffix(".json"), "overwrite": True}),
        "read_torch": lambda: (ns.read_torch, {"net": w.net, "module": ns.to_torch(w.net)}),
        "read_torch values": lambda: (
            lambda weights: ns.read_torch(
                w.net, {**ns.to_torch(w.net).state_dict(), "wo": weights}),
            {"weights": ns.to_torch(w.net).wo}),
        "to_torch": lambda: (ns.to_torch, {"net": w.net, "dtype": "float32"}),
        "write_weights": lambda: (ns.write_weights, {
            "net": ns.mlp([2, 2, 1]), "path": w.out.with_suffix(".json"), "overwrite": True}),
        "write_xlsx": lambda: (ns.write_xlsx, {
            "trace": w.trace, "path": w.out.with_suffix(".xlsx"), "digits": 4,
            "overwrite": True}),
        # estimators
        "NeurosimClassifier": lambda: (ns.NeurosimClassifier, _ESTIMATING),
        "NeurosimClassifier used": lambda: (_fitted(ns.NeurosimClassifier), {
            **_ESTIMATING, "X": [[1.0], [2.0], [4.0]], "y": ["a", "b", "a"]}),
        "NeurosimClassifier.fit": lambda: (ns.NeurosimClassifier(epochs=1).fit, {
            "X": [[1.0], [2.0]], "y": ["a", "b"], "sample_weight": [1.0, 2.0]}),
        "NeurosimClassifier.partial_fit": lambda: (ns.NeurosimClassifier().partial_fit, {
            "X": [[1.0], [2.0]], "y": ["a", "b"], "classes": ["a", "b"],
            "sample_weight": [1.0, 2.0]}),
        **{
            f"NeurosimClassifier.{method}": lambda method=method: (
                getattr(w.fitted_classifier, method), {"X": [[1.0], [2.0]]})
            for method in ("predict", "predict_proba", "predict_log_proba", "decision_function")
        },
        "NeurosimRegressor": lambda: (ns.NeurosimRegressor, {**_ESTIMATING, "loss": "mae"}),
        "NeurosimRegressor used": lambda: (_fitted(ns.NeurosimRegressor), {
            **_ESTIMATING, "loss": "mae", "X": [[1.0], [2.0], [4.0]], "y": [1.0, 0.0, 2.0]}),
        "NeurosimRegressor.fit": lambda: (ns.NeurosimRegressor(epochs=1).fit, {
            "X": [[1.0], [2.0]], "y": [1.0, 2.0], "sample_weight": [1.0, 2.0]}),
        "NeurosimRegressor.partial_fit": lambda: (ns.NeurosimRegressor().partial_fit, {
            "X": [[1.0], [2.0]], "y": [1.0, 2.0], "sample_weight": [1.0, 2.0]}),
        "NeurosimRegressor.predict": lambda: (w.fitted_regressor.predict, {"X": [[1.0], [2.0]]}),
        # descriptions
        "Activation": lambda: (ns.Activation, {
            "name": "square", "function": lambda s: s * s, "derivative": lambda s: 2 * s,
            "latex": "s^2", "surrogate": False, "kinks": (0.0,), "formula": "s**2",
            "slope": "2 * s"}),
        "Activation used": lambda: (
            lambda function, derivative: ns.trace(
                _with_activation(w, ns.Activation("own", function, derivative)), [1, 0], [1]),
            {"function": lambda s: s * s, "derivative": lambda s: 2 * s}),
        "Initializer": lambda: (ns.Initializer, {
            "name": "ones", "weights": lambda fan_in, fan_out, rng: 1.0, "bias": lambda rng: 0.0}),
        "Initializer used": lambda: (
            lambda weights, bias: ns.initialize(w.net, ns.Initializer("own", weights, bias)),
            {"weights": lambda rng, fan_out, fan_in: [0.0] * fan_in, "bias": lambda rng: 0.0}),
        "Loss": lambda: (ns.Loss, {
            "name": "own", "terms": lambda y, z: [0.0], "gradient": lambda y, z: [0.0],
            "latex": "L", "probabilities": False, "joined": None, "kinks": (0.0,),
            "floored": None, "formula": "0 * y", "slope": "0 * z"}),
        "Loss used": lambda: (
            lambda terms, gradient: ns.trace(
                w.net, [1, 0], [1], loss=ns.Loss("own", terms, gradient)),
            {"terms": lambda y, z: [0.0], "gradient": lambda y, z: [0.0]}),
        "Loss.check_targets": lambda: (ns.LOSSES["binary_cross_entropy"].check_targets, {
            "targets": [1.0], "names": ["y"]}),
        "Loss.value": lambda: (ns.LOSSES["mse"].value, {"outputs": [1.0], "targets": [0.5]}),
        "MinMaxScaling": lambda: (ns.MinMaxScaling, {
            "minimum": (0.0,), "maximum": (1.0,), "feature_range": (0.0, 1.0)}),
        "MinMaxScaling.fit": lambda: (ns.MinMaxScaling.fit, {
            "values": [[0.0], [1.0]], "feature_range": (0, 1), "names": ["a"]}),
        "MinMaxScaling.transform": lambda: (w.scaling.transform, {"values": [0.5, 1.0]}),
        "MinMaxScaling.inverse_transform": lambda: (
            w.scaling.inverse_transform, {"values": [0.5, 1.0]}),
        "MinMaxScaling.column": lambda: (w.scaling.column, {"index": 0}),
        "StandardScaling": lambda: (ns.StandardScaling, {"mean": (0.0,), "deviation": (1.0,)}),
        "StandardScaling.fit": lambda: (ns.StandardScaling.fit, {
            "values": [[0.0], [1.0]], "names": ["a"]}),
        "StandardScaling.transform": lambda: (w.standard.transform, {"values": [0.5]}),
        "StandardScaling.inverse_transform": lambda: (
            w.standard.inverse_transform, {"values": [0.5]}),
        "StandardScaling.column": lambda: (w.standard.column, {"index": 0}),
        "Preparation": lambda: (ns.Preparation, {
            "categories": {"a": ["b", "c"]}, "fill": {"d": 1.0}}),
        "Preparation parts": lambda: (
            lambda labels, label, fill: ns.Preparation(
                categories={"a": labels, "b": ["c", label]}, fill={"d": fill}),
            {"labels": ["b", "c"], "label": "e", "fill": 1.0}),
        "Preparation.input_names": lambda: (
            ns.Preparation({"a": ("b", "c")}).input_names, {"raw_columns": ["a", "d"]}),
        "Preparation.raw_columns": lambda: (
            ns.Preparation({"a": ("b", "c")}).raw_columns, {"input_names": ["a=b", "a=c"]}),
        "TargetColumn": lambda: (ns.TargetColumn, {
            "name": "a", "classes": ("b", "c"), "one_output": False}),
        "TargetColumn parts": lambda: (
            lambda label: ns.TargetColumn("a", ("b", label)), {"label": "c"}),
        "RuleLine": lambda: (ns.RuleLine, {
            "letter": "theta_new", "formula": "theta - eta * g", "name": "", "why": ""}),
        "SGD": lambda: (ns.SGD, {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
        "RMSprop": lambda: (ns.RMSprop, {"learning_rate": 0.1, "alpha": 0.9, "eps": 1e-8}),
        "Adam": lambda: (ns.Adam, {
            "learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8}),
        "AdamW": lambda: (ns.AdamW, {
            "learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "weight_decay": 0.01}),
        "Checkpoint": lambda: (ns.Checkpoint, {"path": w.folder / "run.npz", "every": 1}),
        "Checkpoint used": lambda: (
            lambda path: ns.train(
                w.net, w.data, epochs=1, engine="objects", callbacks=[ns.Checkpoint(path)]),
            {"path": w.folder / "run.npz"}),
        "EarlyStopping": lambda: (ns.EarlyStopping, {"patience": 10, "min_delta": 0.0}),
        # data
        "DataFile": lambda: (ns.DataFile, {
            "path": w.csv, "inputs": ["a", "b"], "targets": ["c"], "classes": (),
            **_reading(ns.DataFile)}),
        "Dataset": lambda: (ns.Dataset, {
            "X": [[1.0, 0.0]], "Z": [[1.0]], "input_names": ["a", "b"], "target_columns": ["c"],
            "preparation": None, "missing": "error", "categories": ()}),
        "Dataset values": lambda: (
            lambda x, z, name, column: ns.Dataset(
                [[1.0, x]], [[z]], input_names=["a", name], target_columns=[column]),
            {"x": 1.0, "z": 1.0, "name": "b", "column": "c"}),
        "Dataset.from_labels": lambda: (ns.Dataset.from_labels, {
            "X": [[1.0], [0.0]], "labels": ["a", "b"], "classes": ["a", "b"],
            "input_names": ["c"], "target_name": "class", "preparation": None,
            "missing": "error", "categories": ()}),
        "Dataset.from_labels values": lambda: (
            lambda x, label: ns.Dataset.from_labels([[1.0], [x]], ["a", label]),
            {"x": 0.0, "label": "b"}),
        "Dataset.labels": lambda: (
            ns.Dataset.from_labels([[1.0], [0.0]], ["a", "b"]).labels, {"column": "class"}),
        "Dataset.split": lambda: (w.data.split, {"fraction": 0.5, "seed": 1}),
        "Dataset.with_arrays": lambda: (w.data.with_arrays, {
            "X": [[1.0, 0.0]], "Z": [[1.0]], "input_names": ["a", "b"], "target_columns": ["c"],
            "preparation": None}),
        "Dataset.subset": lambda: (w.data.subset, {"rows": [0, 1]}),
        # networks
        "Network": lambda: (ns.Network, {"name": "net"}),
        "Network.__contains__": lambda: (w.net.__contains__, {"*neuron": "h"}),
        "Network.__getitem__": lambda: (w.net.__getitem__, {"*neuron": "h"}),
        "Network.add_input": lambda: (w.net.add_input, {"name": "new"}),
        "Network.add_constant": lambda: (w.net.add_constant, {
            "bias": 0.5, "activation": "tanh", "name": "new"}),
        "Network.add_neuron": lambda: (w.net.add_neuron, {
            "sources": {"h": 1.0}, "bias": 0.0, "activation": "tanh", "name": "new"}),
        "Network.add_neuron sources": lambda: (
            lambda weight: w.net.add_neuron({"h": weight}), {"weight": 1.0}),
        "Network.backward": lambda: (w.net.backward, {
            "z": [1.0], "loss": "mse", "observer": lambda event: None}),
        "Network.connect": lambda: (wired(w).connect, {
            "source": "spare", "target": "y", "weight": 0.5}),
        "Network.connect_all": lambda: (wired(w).connect_all, {"edges": [("spare", "y", 0.5)]}),
        "Network.connect_all edges": lambda: (
            lambda edge, source, target, weight: wired(w).connect_all(
                [edge, (source, target, weight)]),
            {"edge": ("x[0]", "y", 0.5), "source": "spare", "target": "y", "weight": 0.5}),
        "Network.denormalize_outputs": lambda: (w.scaled.denormalize_outputs, {"y": [1.0]}),
        "Network.denormalize_outputs unscaled": lambda: (
            w.net.denormalize_outputs, {"y": [1.0]}),
        "Network.disconnect": lambda: (w.net.disconnect, {"source": "h", "target": "y"}),
        "Network.forward": lambda: (w.net.forward, {
            "x": [1.0, 0.0], "observer": lambda event: None}),
        "Network.forward values": lambda: (lambda x: w.net.forward([x, 1.0]), {"x": 0.5}),
        "Network.freeze": lambda: (w.net.freeze, {"*parameter": "h"}),
        "Network.normalize_inputs": lambda: (w.scaled.normalize_inputs, {"x": [1.0, 0.5]}),
        "Network.normalize_inputs unscaled": lambda: (w.net.normalize_inputs, {"x": [1.0, 0.5]}),
        "Network.normalize_targets": lambda: (w.scaled.normalize_targets, {"z": [1.0]}),
        "Network.normalize_targets unscaled": lambda: (w.net.normalize_targets, {"z": [1.0]}),
        "Network.parameter": lambda: (w.net.parameter, {"symbol": "wo[0][0]"}),
        "Network.remove_neuron": lambda: (w.net.remove_neuron, {"neuron": "y"}),
        "Network.set_outputs": lambda: (w.net.set_outputs, {"*neuron": "h"}),
        "Network.split_edge": lambda: (w.net.split_edge, {
            "source": "h", "target": "y", "activation": "tanh", "name": "new"}),
        "Network.unfreeze": lambda: (w.net.unfreeze, {"*parameter": "h"}),
        "Network.update": lambda: (w.net.update, {
            "learning_rate": 0.1, "observer": lambda event: None}),
        "Network.value": lambda: (w.net.value, {"symbol": "wo[0][0]"}),
        **{
            f"Network.{attribute}": functools.partial(_described, w, attribute, value)
            for attribute, value in {
                "name": "other", "input_scaling": w.scaling, "loss": "mse",
                "target_scaling": ns.MinMaxScaling((0.0,), (1.0,)), "input_columns": ("a", "b"),
                "target_columns": (ns.TargetColumn("c"),), "preparation": ns.Preparation(),
            }.items()
        },
        **{
            f"Network.{view}[...]": functools.partial(
                lambda view: item_written(getattr(w.net, view), 0, 0.5), view)
            for view in ("bo", "so", "yo", "do", "z", "x")
        },
        "Network.wo[0][...]": lambda: item_written(w.net.wo[0], 0, 0.5),
        "Network.wo[...]": lambda: item_written(w.net.wo, 0, [0.5]),
        "Network.wh[0][...]": lambda: item_written(w.net.wh[0], 0, [0.5, 1.0]),
        "Network.wh[...]": lambda: item_written(w.net.wh, 0, [[0.5, 1.0]]),
        "Neuron.activation": lambda: written(w.net["h"], "activation", "tanh"),
        "Neuron.bias": lambda: written(w.net["h"], "bias", 0.5),
        "Neuron.bias_trainable": lambda: written(w.net["h"], "bias_trainable", True),
        "Neuron.weights": lambda: written(w.net["h"], "weights", [0.5, 1.0]),
        "Neuron.weights[...]": lambda: item_written(w.net["h"].weights, "x[0]", 0.5),
        "Parameter.trainable": lambda: written(w.net.parameters[0], "trainable", True),
        "Parameter.trainable of a bias": lambda: written(
            w.net.parameter("bo[0]"), "trainable", True),
        "Parameter.value": lambda: written(w.net.parameters[0], "value", 0.5),
        # results
        "Derivation.parts": lambda: (
            lambda **given: list(w.derivation.parts(**given)), {"format": "text"}),
        "Derivation.save": lambda: (w.derivation.save, {
            "path": w.out.with_suffix(".html"), "format": "html", "overwrite": True}),
        "Derivation.section": lambda: (w.derivation.section, {
            "number": w.derivation.sections[0].number}),
        "Derivation.to_latex": lambda: (w.derivation.to_latex, {"document": True}),
        "Derivation.to_text": lambda: (w.derivation.to_text, {"width": 96}),
        "Film.save": lambda: (ns.animate(w.trace).save, {
            "path": w.out.with_suffix(".html"), "overwrite": True}),
        "Explorer.on_change": lambda: (ns.explore(w.net, live=True).on_change, {
            "function": lambda net: None}),
        "Explorer.save": lambda: (ns.explore(w.trace).save, {
            "path": w.out.with_suffix(".html"), "overwrite": True}),
        "Picture.save": lambda: (ns.draw(w.trace).save, {
            "path": w.out.with_suffix(".svg"), "overwrite": True}),
        "Formula.evaluate": lambda: (w.formula.evaluate, {"trace": w.trace}),
        "Formula.to_latex": lambda: (w.formula.to_latex, {"notation": "source"}),
        "Formula.to_text": lambda: (w.formula.to_text, {"notation": "source"}),
        "History.to_csv": lambda: (w.history.to_csv, {"path": w.out.with_suffix(".csv")}),
        "History.truncate": lambda: (w.history.truncate, {"n_epochs": 1}),
        "Trace.__getitem__": lambda: (w.trace.__getitem__, {"*neuron": "h"}),
        "Trace.gradient": lambda: (w.trace.gradient, {"symbol": "wo[0][0]"}),
        "Trace.new_value": lambda: (w.trace.new_value, {"symbol": "wo[0][0]"}),
        "Trace.path": lambda: (w.trace.path, {"source": "x[0]", "target": "y"}),
        "Trace.to_frame": lambda: (w.trace.to_frame, {"library": "pandas"}),
        "Trace.value": lambda: (w.trace.value, {"symbol": "so[0]"}),
        "TrainingTrace.__getitem__": lambda: (w.training_trace.__getitem__, {"*step": 1}),
        "TrainingTrace.to_frame": lambda: (w.training_trace.to_frame, {"library": "pandas"}),
        "TrainingTrace.values": lambda: (w.training_trace.values, {"symbol": "so[0]"}),
    }  # fmt: skip


_READING = {
    "delimiter": ",", "decimal": ".", "header": True, "encoding": "utf-8", "thousands": None,
    "missing": "error", "categories": (), "preparation": None,
}  # fmt: skip


_ESTIMATING = {
    "hidden_layer_sizes": (2,), "activation": "tanh", "network": None, "initializer": "glorot",
    "epochs": 1, "learning_rate": 0.1, "optimizer": "sgd", "batch_size": 2, "normalize": (0, 1),
    "shuffle": False, "validation_fraction": 0.0, "patience": 3, "random_state": 0,
    "engine": "objects", "dtype": None, "threads": 1, "progress": False,
}  # fmt: skip


def _fitted(estimator: Any) -> Callable[..., Any]:
    return lambda X, y, **settings: estimator(**settings).fit(X, y)


def _reading(reader: Callable[..., Any]) -> dict[str, Any]:
    taken = inspect.signature(reader).parameters
    return {option: value for option, value in _READING.items() if option in taken}


def _described(w: World, attribute: str, value: Any) -> Call:
    def write(value: Any) -> None:
        setattr(w.net, attribute, value)
        w.net.check()
        ns.predict(w.net, np.array([[1.0, 0.0]]))

    return write, {"value": value}


def _with_activation(w: World, activation: ns.Activation) -> ns.Network:
    w.net["h"].activation = activation
    return w.net


def public_arguments() -> Iterator[tuple[str, set[str]]]:
    """Yield the name of everything public that can be called, with the names of its arguments."""
    for name in ns.__all__:
        thing = getattr(ns, name)
        if inspect.isfunction(thing):
            yield name, _arguments(thing)
        elif inspect.isclass(thing):
            if name not in MADE_BY_THE_PACKAGE | ABSTRACT:
                yield name, _arguments(thing)
            yield from _of_class(name, thing)


def _of_class(name: str, thing: type) -> Iterator[tuple[str, set[str]]]:
    for attribute, member in inspect.getmembers(thing):
        static = inspect.getattr_static(thing, attribute)
        if attribute.startswith("_") and attribute not in ("__getitem__", "__contains__"):
            continue
        if isinstance(static, property):
            if static.fset is not None:
                yield f"{name}.{attribute}", {"value"}
        elif inspect.isfunction(member) or inspect.ismethod(member):
            if name in CALLED_BY_THE_PACKAGE or attribute in PARTS_OF_THE_PACKAGE:
                continue
            if name in ("NeurosimClassifier", "NeurosimRegressor") and attribute in OF_SCIKIT_LEARN:
                continue
            bound = isinstance(static, classmethod | staticmethod)
            arguments = _arguments(member, skipped=0 if bound else 1)
            if arguments:
                yield f"{name}.{attribute}", arguments


def _arguments(function: Callable[..., Any], skipped: int = 0) -> set[str]:
    return set(list(inspect.signature(function).parameters)[skipped:])
