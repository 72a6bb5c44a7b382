"""The functions of a program: activations, their slopes, and what these call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from neurosim.interop.exports.programs.code_formulas import write_steps
from neurosim.interop.exports.programs.code_names import CodeNames
from neurosim.interop.exports.programs.code_signature import Signature
from neurosim.interop.exports.programs.code_special import SPECIAL, write_special
from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.interop.exports.stable_forms import StableForm, shared_form, stable_forms
from neurosim.mathematics.expression import Call, Constant, Expression, Letter, letters_of, parts_of
from neurosim.model.activations import A, Activation, S, is_built_in
from neurosim.model.neuron import Neuron

_CALLED = re.compile(r"(\w+)\(")

_LONGEST_FORMULA = 60

ONE = "one"
"""Stands for the slope 1, by which nothing need be multiplied."""


@dataclass(frozen=True, slots=True)
class ActivationCode:
    """How a program computes an activation and its slope.

    Attributes
    ----------
    value : callable
        From the code of a summation to the code of the output.
    slope : callable
        From the code of summation and output to the code of the slope; ``ONE`` if it is 1.
    """

    value: Callable[[str], str]
    slope: Callable[[str, str], str]


class FunctionLibrary:
    """The functions that a program brings, each written once and before it is used.

    Parameters
    ----------
    writer : CodeWriter
        The program.
    names : CodeNames
        Gives out the names of functions.
    """

    def __init__(self, writer: CodeWriter, names: CodeNames) -> None:
        self._writer = writer
        self._names = names
        self._written: dict[str, str] = {}
        self._ends: list[tuple[str, int]] = []

    def add(
        self, name: str, form: StableForm, letters: tuple[Letter, ...], *about: str
    ) -> Callable[..., str]:
        """Write a function, and first those that it calls; return how it is called.

        Parameters
        ----------
        name : str
            The name it should have.
        form : StableForm
            What it computes.
        letters : tuple of Letter
            The letters that it may take.
        *about : str
            What it does, a line each.

        Returns
        -------
        callable
            From the code of each letter to the code of the value.
        """
        used = _letters(form)
        given = [letter for letter in letters if letter in used]
        if not form.steps and isinstance(form.result, Constant):
            constant = self._writer.number(form.result.value)
            return lambda *_: constant
        if not form.steps and form.result == letters[0]:
            return lambda first, *_: first
        match form.result:
            case Call(function, (argument,)) if not form.steps and argument == letters[0]:
                if function in self._writer.language.functions:
                    called = self._writer.function_name(function)
                    return lambda first, *_: f"{called}({first})"
                if function in SPECIAL:
                    special = self.known(function)
                    return lambda first, *_: f"{special}({first})"
        own = self._function(name, form, given, about)
        places = [letters.index(letter) for letter in given]
        return lambda *codes: f"{own}({', '.join(codes[place] for place in places)})"

    def known(self, name: str) -> str:
        """Return the name of a function that formulas call; it is written if need be."""
        if name in self._written:
            return self._written[name]
        if name in SPECIAL:
            if name == "erf":
                self.known("erfc")
            write_special(self._writer, name)
            self._ends.append((SPECIAL[name], len(self._writer.lines)))
            self._written[name] = SPECIAL[name]
            return SPECIAL[name]
        form = shared_form(name)
        assert form is not None, name
        return self._function(name, form, [S], (_ABOUT.get(name, f"Return {name} of s."),))

    def _function(
        self, name: str, form: StableForm, given: list[Letter], about: tuple[str, ...]
    ) -> str:
        if name in self._written:
            return self._written[name]
        for called in _called(form):
            if called not in self._writer.language.functions:
                self.known(called)
        own = self._written[name] = self._names.new(name, "f")
        letters = {letter: letter.base for letter in given}
        signature = Signature(own, numbers=tuple(letters.values()), public=False)
        with self._writer.function(signature, *about, make_outputs=False):
            self._writer.statement(f"return {write_steps(self._writer, form, letters, self.known)}")
        self._ends.append((own, len(self._writer.lines)))
        return own

    def take_used(self, lines: Sequence[str], rest: Sequence[str]) -> list[str]:
        """Return the lines of the functions that the rest of the program calls.

        C warns of others, such as the slope of an output whose loss is joined with its activation.

        Parameters
        ----------
        lines : sequence of str
            The lines of all functions.
        rest : sequence of str
            The lines that follow them.
        """
        called = self._calls(rest)
        used: list[str] = []
        begins = [0, *(end for _, end in self._ends)]
        for begin, (name, end) in reversed(list(zip(begins, self._ends, strict=False))):
            if name in called:
                used[:0] = lines[begin:end]
                called |= self._calls(lines[begin:end])
        return used

    def _calls(self, lines: Sequence[str]) -> set[str]:
        comment = self._writer.language.comment
        code = [line for line in lines if not line.lstrip().startswith(comment)]
        return set(_CALLED.findall("\n".join(code)))


_ABOUT = {
    "sigmoid": "Return 1 / (1 + e**-s); the power cannot overflow.",
    "tanh_of_softplus": "Return tanh(ln(1 + e**s)); the power cannot overflow.",
    "floored_log": "Return ln(s), at least -100.",
    "sgn": "Return the sign of s: 1, -1 or 0.",
}


def write_activations(
    library: FunctionLibrary, neurons: Iterable[Neuron], *, slopes: bool
) -> dict[Activation, ActivationCode]:
    """Write the activations of neurons as functions.

    Parameters
    ----------
    library : FunctionLibrary
        The functions of the program.
    neurons : iterable of Neuron
        The computed neurons.
    slopes : bool
        Whether the slopes are needed as well.

    Returns
    -------
    dict
        The code of each activation.

    Raises
    ------
    InputError
        If an activation is a user's own and has no formula.
    """
    codes: dict[Activation, ActivationCode] = {}
    for neuron in neurons:
        activation = neuron.activation
        if activation in codes:
            continue
        # one of a user's own may have the name of a function that the program brings
        own = not is_built_in(activation)
        name = f"activation {activation.name} {len(codes)}" if own else activation.name
        value, slope = stable_forms(neuron.activation, neuron.name)
        # a formula of a user's own may have anything in it that Python reads as a comment
        texts = ("", "") if own else (activation.formula, activation.slope)
        forms = [f": {text}" if 0 < len(text) <= _LONGEST_FORMULA else "" for text in texts]
        about = _ABOUT.get(name, f"Return the activation{forms[0]}.")
        of_value = library.add(name, value, (S,), about)
        of_slope = _one
        if slopes and (slope.steps or slope.result != Constant(1)):
            of_slope = library.add(
                f"{name}_slope", slope, (S, A), f"Return the slope of the activation{forms[1]}."
            )
        codes[activation] = ActivationCode(of_value, of_slope)
    return codes


def _one(*_: str) -> str:
    return ONE


def _called(form: StableForm) -> list[str]:
    """Return the names of the functions in a form that are no signs, in order."""
    found: dict[str, None] = {}

    def look(part: Expression) -> None:
        if isinstance(part, Call):
            found[{"σ": "sigmoid"}.get(part.function, part.function)] = None
        for inner in parts_of(part):
            look(inner)

    for _, step in form.steps:
        look(step)
    look(form.result)
    return list(found)


def _letters(form: StableForm) -> set[Letter]:
    return {letter for _, step in form.steps for letter in letters_of(step)} | letters_of(
        form.result
    )
