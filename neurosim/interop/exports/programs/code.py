"""A network as a program in another language, without dependencies."""

from __future__ import annotations

import math

import numpy as np

from neurosim.checks import flag, one_of
from neurosim.errors import InputError, brief, listed
from neurosim.interop.description_check import check_fit
from neurosim.interop.exports.programs.code_board import write_flash_access, write_sketch
from neurosim.interop.exports.programs.code_classes import write_classes
from neurosim.interop.exports.programs.code_functions import FunctionLibrary, write_activations
from neurosim.interop.exports.programs.code_header import write_header
from neurosim.interop.exports.programs.code_languages import LANGUAGES, Language
from neurosim.interop.exports.programs.code_loops import CodeLoops
from neurosim.interop.exports.programs.code_loss import write_losses
from neurosim.interop.exports.programs.code_names import CodeNames
from neurosim.interop.exports.programs.code_plan import CodePlan, plan_of
from neurosim.interop.exports.programs.code_program import PARAMETERS, CodeProgram
from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.interop.exports.programs.code_written_out import WrittenOut, parameter_rows
from neurosim.model.losses import get_loss
from neurosim.model.network import Network, check_network


def to_code(
    net: Network, language: str, *, gradient: bool = False, dtype: str | None = None
) -> str:
    """Return a network as a program that needs no library.

    The program has a function ``predict``, which takes and gives raw units: scaling is inside.
    Where the network has classes there are also ``predict_probabilities`` and ``predict_class``.
    Small networks are written out, one line for each neuron; larger ones are loops over tables.

    Parameters
    ----------
    net : Network
        The network.
    language : {"python", "c", "javascript", "arduino"}
        The language: Python 3, C99, a module of JavaScript for Node and browsers, or a sketch for
        Arduino boards with its tables in flash memory.
    gradient : bool
        Whether the program can also train: ``loss_and_gradients`` gives the loss of the network
        for one sample and its derivative by each weight and bias, in the order of
        ``net.parameters``; ``train_step`` takes one step of gradient descent, which leaves frozen
        parameters as they are.
    dtype : {"float64", "float32"}, optional
        The precision of the numbers. The default is float64, but float32 for Arduino. Only C has
        the choice. In float32 weights are rounded to about 7 digits.

    Returns
    -------
    str
        The program. The same network gives the same text.

    Raises
    ------
    UnknownNameError
        If the language or the precision is unknown.
    InputError
        If the language has no such precision, a number is too large for float32, or an activation
        of your own has no formula; with ``gradient`` also a loss of your own.
    StructureError
        If the network cannot be computed.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network()
    >>> x = net.add_input("x")
    >>> y = net.add_neuron({x: 2.0}, bias=-1.0, activation="tanh", name="out")
    >>> program = ns.to_code(net, "c")
    >>> print(program[program.index("void predict(const double inputs[1], double outputs[1]) {"):])
    void predict(const double inputs[1], double outputs[1]) {
        const double x = inputs[0];
        const double out = tanh(2.0 * x - 1.0);
        outputs[0] = out;
    }
    """
    check_network(net, "to_code")
    chosen = LANGUAGES[one_of(language, LANGUAGES, "language")]
    with_gradient = flag(gradient, "gradient")
    precision = _precision(chosen, dtype)
    check_fit(net)
    plan = plan_of(net)
    writer = CodeWriter(chosen, precision)
    if precision == "float32":
        _check_single(plan)
    _write(writer, plan, gradient=with_gradient)
    return writer.text()


def _precision(language: Language, dtype: str | None) -> str:
    if dtype is None:
        return language.dtypes[0]
    given = one_of(dtype, ("float64", "float32"), "precision")
    if given not in language.dtypes:
        raise InputError(
            f"{language.title} programs compute in {listed(language.dtypes)}; got {given!r}; leave "
            "dtype out, or take the language 'c'"
        )
    return given


def _check_single(plan: CodePlan) -> None:
    for neuron, row in zip(plan.neurons, plan.rows, strict=True):
        for value in row:
            if not abs(value) <= float(np.finfo(np.float32).max):
                raise InputError(
                    f"{brief(neuron.name)} has the weight or bias {value:g}, which is too large "
                    "for float32; take dtype='float64'"
                )
    for scaling in (plan.net.input_scaling, plan.net.target_scaling):
        for low, high in scaling.usual_limits if scaling else ():
            span = high - low
            if not max(abs(low), abs(high), math.fabs(span)) <= float(np.finfo(np.float32).max):
                raise InputError(
                    f"a column goes from {low:g} to {high:g}, which is too far for float32; take "
                    "dtype='float64'"
                )


def _write(writer: CodeWriter, plan: CodePlan, *, gradient: bool) -> None:
    names = CodeNames()
    loss = get_loss(plan.net.loss)
    body = CodeWriter(writer.language, writer.dtype)
    library = FunctionLibrary(body, names)
    program = CodeProgram(
        writer=body,
        plan=plan,
        activations=write_activations(library, plan.neurons, slopes=gradient),
        losses=write_losses(library, plan.net, loss) if gradient else (),
        target_scaling=None if loss.probabilities else plan.net.target_scaling,
        gradient=gradient,
    )
    functions, body.lines = body.lines, []
    form: WrittenOut | CodeLoops
    if plan.is_written_out:
        form = WrittenOut(program, names)
        if gradient:
            _write_parameters(program)
    else:
        form = CodeLoops(program)
        _write_parameters(program)
        form.write_tables()
    tables, body.lines = body.lines, []
    if isinstance(form, CodeLoops):
        form.write_functions()
    form.write_predict()
    write_classes(program)
    if gradient:
        form.write_gradients()
        _write_step(program)
    if body.on_board:
        write_sketch(program)
    rest, body.lines = body.lines, []
    write_header(program)
    if body.on_board and body.flash:
        write_flash_access(body)
    writer.lines = body.lines + tables + library.take_used(functions, rest) + rest


def _write_parameters(program: CodeProgram) -> None:
    writer = program.writer
    writer.blank()
    writer.comment("for each neuron its weights in the order of its sources, then its bias")
    writer.numbers(PARAMETERS, list(parameter_rows(program)), fixed=not program.gradient)
    if program.gradient and not all(program.plan.trainable):
        writer.blank()
        writer.comment("1 for each parameter that training may change, 0 for a frozen one")
        writer.whole_numbers("TRAINABLE", [("", list(map(int, program.plan.trainable)))])


def _write_step(program: CodeProgram) -> None:
    writer, plan = program.writer, program.plan
    with writer.function(
        program.step,
        "Take one step of gradient descent for one sample; return its loss before the step.",
    ):
        writer.call(program.backward)
        with writer.loop("k", 0, plan.n_parameters):
            change = f"{PARAMETERS}[k] -= learning_rate * gradients[k]"
            if all(plan.trainable):
                writer.statement(change)
            else:
                with writer.when(writer.read("TRAINABLE", "k")):
                    writer.statement(change)
