"""A neural network you can check by hand.

Functions take a network and raw units; methods of a network take normalized units.

>>> import neurosim as ns
>>> net = ns.Network()
>>> x = net.add_input()
>>> y = net.add_neuron({x: 2.0}, bias=1.0, activation="identity")
>>> ns.trace(net, [3.0]).value("so[0]")
7.0
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from neurosim.display import draw_steps_with, show_pictures_of
from neurosim.errors import DivergedError, NeurosimError, NeurosimWarning

if TYPE_CHECKING:
    from neurosim.data import DataFile, Dataset, read_csv
    from neurosim.data.worked_example import worked_example
    from neurosim.drawing import (
        Picture,
        draw,
        draw_activation,
        draw_decision_surface,
        draw_descent,
        draw_loss,
        draw_loss_function,
        draw_neuron,
        draw_normalization,
        draw_predictions,
        draw_training_loop,
        draw_weights,
    )
    from neurosim.drawing.animation.animate import animate, animate_training
    from neurosim.drawing.animation.film import Film
    from neurosim.drawing.book.folder import draw_figures
    from neurosim.engine.jacobian import jacobian
    from neurosim.engine.predict import predict, predict_classes, predict_probabilities
    from neurosim.estimators.classifier import NeurosimClassifier
    from neurosim.estimators.regressor import NeurosimRegressor
    from neurosim.explaining.explain import explain
    from neurosim.explaining.formula import Formula, formula, formula_gradient
    from neurosim.explorer.explore import explore
    from neurosim.explorer.explorer import Explorer
    from neurosim.interop import (
        load,
        read_scaling,
        read_weights,
        save,
        write_scaling,
        write_weights,
    )
    from neurosim.interop.exports.onnx_models.onnx_model import to_onnx, write_onnx
    from neurosim.interop.exports.programs.code import to_code
    from neurosim.interop.exports.trainable_modules.read_torch import read_torch
    from neurosim.interop.exports.trainable_modules.to_torch import to_torch
    from neurosim.interop.exports.workbooks.workbook import write_xlsx
    from neurosim.interop.graphml import read_graphml, write_graphml
    from neurosim.interop.imports.fitted_estimators.scikit_learn import from_sklearn
    from neurosim.interop.imports.importing import import_network
    from neurosim.interop.imports.keras_models.from_keras import from_keras
    from neurosim.interop.imports.networkx_graph import from_networkx
    from neurosim.interop.imports.onnx_graphs.from_onnx import from_onnx
    from neurosim.interop.imports.small_formats.brainjs_file import read_brainjs
    from neurosim.interop.imports.small_formats.fann_file import read_fann
    from neurosim.interop.imports.small_formats.neat_genome import from_neat
    from neurosim.interop.imports.small_formats.node_list_files import read_neataptic, read_synaptic
    from neurosim.interop.imports.small_formats.playground_link import read_playground
    from neurosim.interop.imports.small_formats.pybrain_file import read_pybrain
    from neurosim.interop.imports.torch_modules.from_torch import from_torch
    from neurosim.interop.node_link import read_node_link, write_node_link
    from neurosim.model import (
        ACTIVATIONS,
        INITIALIZERS,
        LOSSES,
        Activation,
        GradientCheck,
        Initializer,
        Loss,
        MinMaxScaling,
        Network,
        Neuron,
        Parameter,
        Preparation,
        StandardScaling,
        TargetColumn,
        check_gradient,
        initialize,
        mlp,
        perceptron,
    )
    from neurosim.model.optimizers import (
        OPTIMIZERS,
        SGD,
        Adam,
        AdamW,
        Optimizer,
        RMSprop,
    )
    from neurosim.model.update_rule import RuleLine
    from neurosim.scaling_out.file_job import PredictedFile
    from neurosim.scaling_out.predict_files import FilePredictions, predict_files
    from neurosim.scaling_out.run import SweepRun
    from neurosim.scaling_out.sweep import sweep
    from neurosim.scaling_out.sweep_result import Sweep
    from neurosim.teaching.answer_files import read_answers
    from neurosim.teaching.answer_report import AnswerReport
    from neurosim.teaching.answers import Answers
    from neurosim.teaching.checking import check_answers
    from neurosim.teaching.example import ExampleCheck, check_example
    from neurosim.teaching.exercise import Exercise, exercise
    from neurosim.tracing import Descent, TrainingTrace, descend, trace_training
    from neurosim.tracing.neuron_trace import NeuronTrace
    from neurosim.tracing.recording import trace
    from neurosim.tracing.trace import Trace
    from neurosim.training import (
        METRICS,
        Callback,
        Checkpoint,
        EarlyStopping,
        History,
        Metrics,
        TrainingRun,
        evaluate,
    )
    from neurosim.training.train import train
    from neurosim.worksheet.catalogue import Catalogue, mistakes
    from neurosim.worksheet.mistake import Mistake
    from neurosim.writing import Derivation

__version__ = "0.1.0"

_ROOMS = {
    "data": (
        "DataFile",
        "Dataset",
        "read_csv",
        "worked_example",
    ),
    "drawing": (
        "Picture",
        "draw",
        "draw_activation",
        "draw_decision_surface",
        "draw_descent",
        "draw_loss",
        "draw_loss_function",
        "draw_neuron",
        "draw_normalization",
        "draw_predictions",
        "draw_training_loop",
        "draw_weights",
    ),
    "drawing.book.folder": ("draw_figures",),
    "drawing.animation.film": ("Film",),
    "drawing.animation.animate": (
        "animate",
        "animate_training",
    ),
    "engine": (
        "jacobian",
        "predict",
        "predict_classes",
        "predict_probabilities",
    ),
    "estimators.classifier": ("NeurosimClassifier",),
    "estimators.regressor": ("NeurosimRegressor",),
    "interop": (
        "load",
        "read_scaling",
        "read_weights",
        "save",
        "write_scaling",
        "write_weights",
    ),
    "interop.exports.workbooks.workbook": ("write_xlsx",),
    "interop.graphml": ("read_graphml", "write_graphml"),
    "interop.imports.networkx_graph": ("from_networkx",),
    "interop.imports.fitted_estimators.scikit_learn": ("from_sklearn",),
    "interop.node_link": ("read_node_link", "write_node_link"),
    "interop.exports.programs.code": ("to_code",),
    "interop.exports.onnx_models.onnx_model": ("to_onnx", "write_onnx"),
    "interop.exports.trainable_modules.read_torch": ("read_torch",),
    "interop.exports.trainable_modules.to_torch": ("to_torch",),
    "interop.imports.small_formats.brainjs_file": ("read_brainjs",),
    "interop.imports.small_formats.fann_file": ("read_fann",),
    "interop.imports.keras_models.from_keras": ("from_keras",),
    "interop.imports.onnx_graphs.from_onnx": ("from_onnx",),
    "interop.imports.torch_modules.from_torch": ("from_torch",),
    "interop.imports.importing": ("import_network",),
    "interop.imports.small_formats.neat_genome": ("from_neat",),
    "interop.imports.small_formats.node_list_files": ("read_neataptic", "read_synaptic"),
    "interop.imports.small_formats.playground_link": ("read_playground",),
    "interop.imports.small_formats.pybrain_file": ("read_pybrain",),
    "model": (
        "ACTIVATIONS",
        "INITIALIZERS",
        "LOSSES",
        "Activation",
        "GradientCheck",
        "Initializer",
        "Loss",
        "MinMaxScaling",
        "Network",
        "Neuron",
        "Parameter",
        "Preparation",
        "StandardScaling",
        "TargetColumn",
        "check_gradient",
        "initialize",
        "mlp",
        "perceptron",
    ),
    "model.optimizers": (
        "OPTIMIZERS",
        "SGD",
        "Adam",
        "AdamW",
        "Optimizer",
        "RMSprop",
    ),
    "model.update_rule": ("RuleLine",),
    "explaining": ("Formula", "explain", "formula", "formula_gradient"),
    "explorer.explore": ("explore",),
    "explorer.explorer": ("Explorer",),
    "scaling_out.file_job": ("PredictedFile",),
    "scaling_out.predict_files": ("FilePredictions", "predict_files"),
    "scaling_out.run": ("SweepRun",),
    "scaling_out.sweep": ("sweep",),
    "scaling_out.sweep_result": ("Sweep",),
    "teaching.answer_files": ("read_answers",),
    "teaching.answers": ("Answers",),
    "teaching.checking": ("check_answers",),
    "teaching.answer_report": ("AnswerReport",),
    "teaching.example": ("ExampleCheck", "check_example"),
    "teaching.exercise": ("Exercise", "exercise"),
    "worksheet.catalogue": ("Catalogue", "mistakes"),
    "worksheet.mistake": ("Mistake",),
    "writing": ("Derivation",),
    "tracing": (
        "Descent",
        "NeuronTrace",
        "Trace",
        "TrainingTrace",
        "descend",
        "trace",
        "trace_training",
    ),
    "training": (
        "METRICS",
        "Callback",
        "Checkpoint",
        "EarlyStopping",
        "History",
        "Metrics",
        "TrainingRun",
        "evaluate",
        "train",
    ),
}
"""The rooms that load when one of their names is first used."""

_LOADED_ON_FIRST_USE = {
    name: f"neurosim.{room}" for room, names in _ROOMS.items() for name in names
}

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "SGD",
    "Activation",
    "Adam",
    "AdamW",
    "AnswerReport",
    "Answers",
    "Callback",
    "Catalogue",
    "Checkpoint",
    "DataFile",
    "Dataset",
    "Derivation",
    "Descent",
    "DivergedError",
    "EarlyStopping",
    "ExampleCheck",
    "Exercise",
    "Explorer",
    "FilePredictions",
    "Film",
    "Formula",
    "GradientCheck",
    "History",
    "Initializer",
    "Loss",
    "Metrics",
    "MinMaxScaling",
    "Mistake",
    "Network",
    "Neuron",
    "NeuronTrace",
    "NeurosimClassifier",
    "NeurosimError",
    "NeurosimRegressor",
    "NeurosimWarning",
    "Optimizer",
    "Parameter",
    "Picture",
    "PredictedFile",
    "Preparation",
    "RMSprop",
    "RuleLine",
    "StandardScaling",
    "Sweep",
    "SweepRun",
    "TargetColumn",
    "Trace",
    "TrainingRun",
    "TrainingTrace",
    "animate",
    "animate_training",
    "check_answers",
    "check_example",
    "check_gradient",
    "descend",
    "draw",
    "draw_activation",
    "draw_decision_surface",
    "draw_descent",
    "draw_figures",
    "draw_loss",
    "draw_loss_function",
    "draw_neuron",
    "draw_normalization",
    "draw_predictions",
    "draw_training_loop",
    "draw_weights",
    "evaluate",
    "exercise",
    "explain",
    "explore",
    "formula",
    "formula_gradient",
    "from_keras",
    "from_neat",
    "from_networkx",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "import_network",
    "initialize",
    "jacobian",
    "load",
    "mistakes",
    "mlp",
    "perceptron",
    "predict",
    "predict_classes",
    "predict_files",
    "predict_probabilities",
    "read_answers",
    "read_brainjs",
    "read_csv",
    "read_fann",
    "read_graphml",
    "read_neataptic",
    "read_node_link",
    "read_playground",
    "read_pybrain",
    "read_scaling",
    "read_synaptic",
    "read_torch",
    "read_weights",
    "save",
    "sweep",
    "to_code",
    "to_onnx",
    "to_torch",
    "trace",
    "trace_training",
    "train",
    "worked_example",
    "write_graphml",
    "write_node_link",
    "write_onnx",
    "write_scaling",
    "write_weights",
    "write_xlsx",
]


def __getattr__(name: str) -> Any:
    if name not in _LOADED_ON_FIRST_USE:
        raise AttributeError(f"module 'neurosim' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LOADED_ON_FIRST_USE[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__


def _picture(shown: object) -> str | None:
    svg: str | None = import_module("neurosim.drawing.notebook").picture(shown)
    return svg


show_pictures_of(_picture)


def _steps(net: object, notation: object) -> object:
    pictures: object = import_module("neurosim.drawing.step_diagrams").step_diagrams(net, notation)
    return pictures


draw_steps_with(_steps)
