"""A sheet: every number of one sample as a formula of numbers before it.

Where a trace records what was computed, a sheet says how to compute it. So a number can be computed
again from other numbers (those of a student), and with a formula that is changed in one place (a
mistake).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction as Ratio
from functools import cached_property, partial

from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    add,
    letters_of,
    minus,
    replaced,
    times,
)
from neurosim.mathematics.formula_text import general_formula
from neurosim.mathematics.prepared import Prepared, prepare, symbols_of
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS, Symbol
from neurosim.model.activations import A, Activation, S, formulas_of
from neurosim.model.loss_formulas import of_outputs, without_guards
from neurosim.model.losses import Loss, N, P, Y, Z, formulas_of_joined, formulas_of_loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.notation import weight_symbols
from neurosim.model.optimizers import Optimizer
from neurosim.model.parameters import neuron_parameters
from neurosim.model.update_rule import ETA, THETA, G, T, read_rule
from neurosim.worksheet.conventions import (
    HALF,
    HALF_MEAN,
    MEAN,
    NEGATIVE,
    REVERSED,
    SQUARES,
    STATED,
    SUM,
    Conventions,
)

_SMALLEST_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sheet is made from besides the network.

    Attributes
    ----------
    inputs, targets : tuple of float
        In normalized units; no targets for a forward pass alone.
    raw_inputs, raw_targets : tuple of float
        The same in raw units.
    loss : Loss or None
        The loss; None without targets.
    optimizer : Optimizer or None
        The optimizer of the step; None for no step.
    n_steps : int
        The number of this step, from 1.
    kept : mapping
        What the optimizer kept of a parameter before the step, by name and parameter.
    new_values : mapping
        The parameters after the step, for an optimizer that brings no rule.
    batch : mapping
        The gradients of the other samples of the mini-batch, by parameter; empty without one.
    """

    inputs: tuple[float, ...]
    targets: tuple[float, ...]
    raw_inputs: tuple[float, ...]
    raw_targets: tuple[float, ...]
    loss: Loss | None = None
    optimizer: Optimizer | None = None
    n_steps: int = 1
    kept: Mapping[tuple[str, Symbol], float] = field(default_factory=dict)
    new_values: Mapping[Symbol, float] = field(default_factory=dict)
    batch: Mapping[Symbol, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """Every number of one sample as a formula.

    Attributes
    ----------
    net : Network
        The network; it must not change.
    sample : Sample
        The sample, and what is done with it.
    conventions : Conventions
        How it is computed where books differ.
    """

    net: Network
    sample: Sample
    conventions: Conventions = STATED
    _prepared: dict[object, Prepared] = field(default_factory=dict, repr=False, compare=False)

    def by(self, conventions: Conventions) -> Sheet:
        """Return the sheet by other conventions; what both have in common is prepared once."""
        return Sheet(self.net, self.sample, conventions, self._prepared)

    def prepare(self, form: Expression, symbol: Symbol) -> Prepared:
        """Return a formula of a number, or a part of it, as a function of the list of all numbers.

        Equal formulas of one number have the same code behind their calls; those of two numbers
        need not, such as the derivatives of a loss of one's own.
        """
        # biases that are fixed have no velocities, so all places after these are others
        key = self.conventions.biases, symbol, form
        known = self._prepared.get(key)
        if known is None:
            known = self._prepared[key] = prepare(form, self.places)
        return known

    # -- what there is -----------------------------------------------------------------------

    @cached_property
    def given(self) -> dict[Symbol, float]:
        """The numbers that everything starts from: inputs, targets, weights, biases, the rate."""
        structure, sample = self.net.structure, self.sample
        found = {
            symbol_of(structure, neuron, "output"): value
            for neuron, value in zip(structure.inputs, sample.inputs, strict=True)
            if not self._is_scaled("inputs")
        }
        if sample.targets and not self._is_scaled("targets"):
            for neuron, value in zip(structure.outputs, sample.targets, strict=True):
                found[symbol_of(structure, neuron, "target")] = value
        for neuron in structure.computed:
            found |= {p.quantity: p.value for p in neuron_parameters(structure, neuron)}
        if sample.optimizer is not None:
            found[LEARNING_RATE] = sample.optimizer.learning_rate
        return found

    @cached_property
    def formulas(self) -> dict[Symbol, Expression]:
        """The formula of each number, in the order in which they are computed."""
        found = dict(self._scaled())
        found.update(self._forward())
        if self.sample.loss is not None:
            found.update(self._loss(self.sample.loss))
            # the layers one after the other, each with its step: so the new weights of a layer are
            # there for a person who takes them, by mistake, in the layer before
            for layer in self._backward_layers():
                found.update(self._error_signals(layer))
                found.update(self._gradients(layer))
                if self.sample.optimizer is not None:
                    found.update(self._steps(self.sample.optimizer, layer))
        return found

    def _backward_layers(self) -> list[list[Neuron]]:
        """Return the neurons from the last to the first, each after all its successors."""
        structure = self.net.structure
        distance: dict[Neuron, int] = {}
        layers: dict[int, list[Neuron]] = {}
        for neuron in reversed(structure.computed):
            after = [distance[successor] + 1 for successor, _ in structure.outgoing[neuron]]
            distance[neuron] = max(after, default=0)
            layers.setdefault(distance[neuron], []).append(neuron)
        return [layers[far][::-1] for far in sorted(layers)]

    @cached_property
    def places(self) -> dict[Symbol, int]:
        """The place of each number in a list of all: the given ones first."""
        return {symbol: i for i, symbol in enumerate((*self.given, *self.formulas))}

    @cached_property
    def prepared(self) -> dict[Symbol, Prepared]:
        """The formulas as functions of the list of all numbers."""
        return {symbol: self.prepare(form, symbol) for symbol, form in self.formulas.items()}

    @cached_property
    def used(self) -> dict[Symbol, set[Symbol]]:
        """The numbers in the formula of each number."""
        return {symbol: symbols_of(form) for symbol, form in self.formulas.items()}

    @cached_property
    def values(self) -> dict[Symbol, float]:
        """Every number."""
        return self.computed(self.prepared)

    def computed(self, prepared: Mapping[Symbol, Prepared]) -> dict[Symbol, float]:
        """Return every number, each by one of the functions that are given."""
        numbers = [*self.given.values(), *(0.0 for _ in self.formulas)]
        for place, symbol in enumerate(self.formulas, len(self.given)):
            numbers[place] = prepared[symbol](numbers)
        return dict(zip(self.places, numbers, strict=True))

    def owner(self, symbol: Symbol) -> Neuron:
        """Return the neuron of a number; the loss has none."""
        return self.net.structure.owner(symbol)

    def symbol(self, neuron: Neuron, quantity: str) -> Symbol:
        """Return the symbol of a quantity of a neuron, such as ``slope``."""
        return symbol_of(self.net.structure, neuron, "output").other(quantity)

    def weights_of(self, neuron: Neuron) -> list[Symbol]:
        """Return the weights of a neuron, in order of connection."""
        return weight_symbols(self.net.structure, neuron)

    def sources_of(self, neuron: Neuron) -> list[Symbol]:
        """Return the outputs that a neuron takes, in order of connection."""
        incoming = self.net.structure.incoming[neuron]
        return [self.symbol(source, "output") for source, _ in incoming]

    def layer_of(self, neuron: Neuron) -> tuple[Neuron, ...]:
        """Return the neurons of the same layer."""
        structure = self.net.structure
        place = structure.places[neuron]
        if place.kind == "hidden":
            return structure.hidden_layers[place.indices[0]]
        return structure.inputs if place.kind == "input" else structure.outputs

    def layer(self, symbol: Symbol) -> str:
        """Return the layer that a number belongs to, in words."""
        if symbol.kind == "hidden":
            return f"hidden layer {symbol.indices[0]}"
        return {"input": "inputs", "output": "output layer"}.get(symbol.kind, "loss")

    def is_joined(self, neuron: Neuron) -> bool:
        """Return whether the loss is joined with the activation of an output."""
        loss = self.sample.loss
        is_output = self.net.structure.places[neuron].kind == "output"
        return is_output and loss is not None and loss.joined_with(neuron.activation) is not None

    def loss_gradient(self, neuron: Neuron) -> Symbol:
        """Return dL/dy of an output, or dL/ds if the loss is joined with its activation."""
        return self.symbol(neuron, "joined gradient" if self.is_joined(neuron) else "loss gradient")

    # -- the formulas ------------------------------------------------------------------------

    def _is_scaled(self, what: str) -> bool:
        scaling = self.net.input_scaling if what == "inputs" else self.net.target_scaling
        return scaling is not None

    def _scaled(self) -> Iterator[tuple[Symbol, Expression]]:
        structure, sample = self.net.structure, self.sample
        if self.net.input_scaling is not None:
            for i, (neuron, raw) in enumerate(
                zip(structure.inputs, sample.raw_inputs, strict=True)
            ):
                value = _constant(sample.inputs[i])
                yield (
                    symbol_of(structure, neuron, "output"),
                    Call("normalized", (Number(raw),), computed=value),
                )
        if sample.targets and self.net.target_scaling is not None:
            for k, (neuron, raw) in enumerate(
                zip(structure.outputs, sample.raw_targets, strict=True)
            ):
                value = _constant(sample.targets[k])
                yield (
                    symbol_of(structure, neuron, "target"),
                    Call("normalized", (Number(raw),), computed=value),
                )

    def _forward(self) -> Iterator[tuple[Symbol, Expression]]:
        for neuron in self.net.structure.computed:
            s = self.symbol(neuron, "summation")
            pairs = zip(self.sources_of(neuron), self.weights_of(neuron), strict=True)
            products = [Product((source, weight)) for source, weight in pairs]
            yield s, Sum((*products, self.symbol(neuron, "bias")))
            yield self.symbol(neuron, "output"), activated(neuron.activation, s)

    def _loss(self, loss: Loss) -> Iterator[tuple[Symbol, Expression]]:
        outputs = self.net.structure.outputs
        n = len(outputs)
        y = [self.symbol(neuron, "output") for neuron in outputs]
        z = [self.symbol(neuron, "target") for neuron in outputs]
        p = [self.symbol(neuron, "probability") for neuron in outputs]
        if loss.softmax:
            powers = [Power(general_formula("e"), other) for other in y]
            for k in range(n):
                yield p[k], Fraction(powers[k], add(*powers))
        shares = [LOSS._replace(indices=(k,)) for k in range(n)] if n > 1 else [LOSS]
        arguments = p if loss.softmax else y
        for k, neuron in enumerate(outputs):
            yield shares[k], self._share(loss, neuron, k, arguments[k], z[k], (y, z))
        if n > 1:
            yield LOSS, Sum(tuple(shares))
        for k, neuron in enumerate(outputs):
            gradient = self._loss_gradient(loss, neuron, k, arguments[k], (y, z))
            if self.conventions.error:
                gradient = reversed_sign(gradient)
            yield self.loss_gradient(neuron), gradient

    def _share(
        self,
        loss: Loss,
        neuron: Neuron,
        k: int,
        y: Symbol,
        z: Symbol,
        all_of: tuple[list[Symbol], list[Symbol]],
    ) -> Expression:
        formulas, n = formulas_of_loss(loss), len(self.net.structure.outputs)
        if formulas is None:
            computed = partial(_own, loss.terms, n, k)
            return Call(loss.name, (*all_of[0], *all_of[1]), computed=computed)
        joined = None if loss.joined is None else formulas_of_joined(loss.joined)
        output = neuron.output or 0.0
        # an output that is rounded to 0 or 1 no longer has the logarithm
        if self.is_joined(neuron) and joined and output * (1 - output) < _SMALLEST_SHARE:
            form = replaced(of_outputs(joined[0], n), {S: self.symbol(neuron, "summation"), Z: z})
        else:
            form = without_guards(formulas[0])
            form = replaced(of_outputs(form, n), {Y: y, P: y, Z: z})
        return self._by_convention(form, n, is_slope=False)

    def _loss_gradient(
        self,
        loss: Loss,
        neuron: Neuron,
        k: int,
        y: Symbol,
        all_of: tuple[list[Symbol], list[Symbol]],
    ) -> Expression:
        formulas, n, z = formulas_of_loss(loss), len(self.net.structure.outputs), all_of[1][k]
        joined = None if loss.joined is None else formulas_of_joined(loss.joined)
        if self.is_joined(neuron) and joined is not None:
            form = replaced(of_outputs(joined[1], n), {Y: y, Z: z})
        elif formulas is None:
            computed = partial(_own, loss.gradient, n, k)
            return Call(f"{loss.name}'", (*all_of[0], *all_of[1]), computed=computed)
        elif loss.softmax and sum(self.sample.targets) != 1.0:
            form = minus(Product((add(*all_of[1]), y)), z)
        else:
            form = replaced(of_outputs(without_guards(formulas[1]), n), {Y: y, P: y, Z: z})
        return self._by_convention(form, n, is_slope=True)

    def _by_convention(self, form: Expression, n: int, *, is_slope: bool) -> Expression:
        asked, loss = self.conventions.loss, self.sample.loss
        if not asked or loss is None:
            return form
        if asked == SUM:
            return times(Constant(n), form)
        factor = _FACTORS[asked](n)
        error = _error_in(form)
        if is_slope:
            return _scaled_by(2 * factor, error)
        return _scaled_by(factor, Power(error, Constant(2)))

    def _error_signals(self, layer: list[Neuron]) -> Iterator[tuple[Symbol, Expression]]:
        structure = self.net.structure
        for neuron in layer:
            slope, delta = self.symbol(neuron, "slope"), self.symbol(neuron, "delta")
            s = self.symbol(neuron, "summation")
            yield slope, slope_of(neuron.activation, s, self.symbol(neuron, "output"))
            terms: list[Expression] = [
                Product(
                    (
                        self.weights_of(successor)[structure.position(neuron, successor)],
                        self.symbol(successor, "delta"),
                    )
                )
                for successor, _ in structure.outgoing[neuron]
            ]
            is_output = structure.places[neuron].kind == "output"
            if is_output and self.is_joined(neuron):
                share = self.loss_gradient(neuron)
                yield delta, add(share, *([Product((slope, add(*terms)))] if terms else []))
                continue
            if is_output:
                terms.insert(0, self.loss_gradient(neuron))
            yield delta, Product((slope, add(*(terms or [Constant(0)]))))

    def _gradients(self, layer: list[Neuron]) -> Iterator[tuple[Symbol, Expression]]:
        sign = Negative if self.conventions.error == REVERSED else _same
        for neuron in layer:
            delta = self.symbol(neuron, "delta")
            sources = self.sources_of(neuron)
            for weight, source in zip(self.weights_of(neuron), sources, strict=True):
                yield weight.gradient, sign(Product((delta, source)))
            yield self.symbol(neuron, "bias").gradient, sign(delta)

    def _steps(
        self, optimizer: Optimizer, layer: list[Neuron]
    ) -> Iterator[tuple[Symbol, Expression]]:
        structure, sample = self.net.structure, self.sample
        rule = read_rule(optimizer)
        known: dict[object, Expression] = {ETA: LEARNING_RATE, T: Constant(sample.n_steps)}
        known |= {letter: Constant(value) for letter, value in rule.numbers.items()}
        for neuron in layer:
            for parameter in neuron_parameters(structure, neuron):
                theta = parameter.quantity
                fixed = self.conventions.biases and theta.quantity == "bias"
                if fixed or not parameter.trainable:
                    yield theta.after, theta
                    continue
                if not rule.lines:
                    yield theta.after, Number(sample.new_values.get(theta, parameter.value))
                    continue
                gradient: Expression = theta.gradient
                if sample.batch:
                    yield theta.mean_gradient, self._mean(theta.gradient, sample.batch[theta])
                    gradient = theta.mean_gradient
                if self.conventions.error == NEGATIVE:
                    gradient = Negative(gradient)
                found = {**known, THETA: theta, G: gradient}
                for line in rule.lines[:-1]:
                    found[line.old] = Number(sample.kept.get((line.name, theta), 0.0))
                    found[line.letter] = theta.kept(line.name)
                    yield theta.kept(line.name), replaced(line.form, found)
                yield theta.after, unsigned(replaced(rule.lines[-1].form, found))

    def _mean(self, own: Symbol, others: tuple[float, ...]) -> Expression:
        """Return the mean of the gradient of this sample and those of the others of its batch."""
        factor = -1.0 if self.conventions.error == NEGATIVE else 1.0
        if self.conventions.loss:
            factor *= self._slope_factor() / self.by(STATED)._slope_factor()
        numbers = (Number(factor * gradient) for gradient in others)
        return Fraction(Sum((own, *numbers)), Constant(1 + len(others)))

    def _slope_factor(self) -> float:
        """Return what the derivative of the loss at an error of 1 is."""
        n, asked = len(self.net.structure.outputs), self.conventions.loss
        if asked in _FACTORS:
            return float(2 * _FACTORS[asked](n))
        if asked == SUM:
            return float(n)
        loss = self.sample.loss
        return 1.0 if loss is None or loss.name != "mse" else 2 / n


_FACTORS: Mapping[str, Callable[[int], Ratio]] = {
    HALF: lambda _: Ratio(1, 2),
    SQUARES: lambda _: Ratio(1),
    MEAN: lambda n: Ratio(1, n),
    HALF_MEAN: lambda n: Ratio(1, 2 * n),
}


def activated(activation: Activation, argument: Expression, *, prime: bool = False) -> Call:
    """Return an activation, or its derivative, of an expression."""
    function = activation.derivative if prime else activation.function
    name = "σ" if activation.name == "sigmoid" else activation.name
    return Call(name, (argument,), prime, function)


def slope_of(activation: Activation, s: Symbol, a: Symbol) -> Expression:
    """Return the slope as it is worked out by hand, such as ``a * (1 - a)`` for the sigmoid."""
    formulas = formulas_of(activation)
    if formulas is None:
        return activated(activation, s, prime=True)
    return replaced(formulas[1], {S: s, A: a})


def reversed_sign(form: Expression) -> Expression:
    """Return minus an expression; a difference is turned round.

    Examples
    --------
    >>> reversed_sign(minus(Constant(1), Constant(2)))
    Sum(terms=(Constant(value=2), Negative(of=Constant(value=1))))
    """
    match form:
        case Sum((first, Negative(second))):
            return minus(second, first)
        case Product((*factors, last)) if isinstance(last, Sum):
            return Product((*factors, reversed_sign(last)))
        case Negative(of):
            return of
    return Negative(form)


def unsigned(form: Expression) -> Expression:
    """Return a difference without two minus signs in a row: ``a - b * -c`` is ``a + b * c``."""
    match form:
        case Sum((first, Negative(Product(factors)))) if any(
            isinstance(factor, Negative) for factor in factors
        ):
            plain = (f.of if isinstance(f, Negative) else f for f in factors)
            return Sum((first, Product(tuple(plain))))
    return form


def _error_in(form: Expression) -> Expression:
    """Return y - z in the formula of a loss of squared errors, or of its derivative."""
    match form:
        case Sum():
            return form
        case Power(base, _):
            return base
        case Product((*_, last)):
            return _error_in(last)
    raise AssertionError(form)


def _scaled_by(factor: Ratio, form: Expression) -> Expression:
    if factor == 1:
        return form
    above, below = Constant(factor.numerator), Constant(factor.denominator)
    return times(above if factor.denominator == 1 else Fraction(above, below), form)


def _same(form: Expression) -> Expression:
    return form


def _constant(value: float) -> Callable[[float], float]:
    return lambda _: value


def _own(
    function: Callable[[Sequence[float], Sequence[float]], list[float]],
    n: int,
    k: int,
    *numbers: float,
) -> float:
    """Return what a user's own loss gives for one output."""
    return float(function(numbers[:n], numbers[n:])[k])


def squares(loss: Loss | None) -> bool:
    """Return whether a loss is one of squared errors, which books divide in different ways."""
    return loss is not None and loss.name in {"half_squared_error", "mse"} and bool(loss.formula)


def has_mean(loss: Loss | None) -> bool:
    """Return whether the formula of a loss has the factor 1/n."""
    formulas = None if loss is None else formulas_of_loss(loss)
    return formulas is not None and N in letters_of(formulas[0])
