"""The rule of an optimizer is what its step computes; an own optimizer may bring one."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError
from neurosim.mathematics.evaluation import evaluate_arrays
from neurosim.model.update_rule import ETA, THETA, G, T, numbers_of_step, read_rule

OPTIMIZERS = (
    ns.SGD(0.1),
    ns.SGD(0.05, momentum=0.9),
    ns.SGD(0.05, momentum=0.5, nesterov=True),
    ns.RMSprop(0.01, alpha=0.8),
    ns.Adam(0.01, beta1=0.7, beta2=0.95, eps=1e-3),
    ns.AdamW(0.01, weight_decay=0.1),
)
NUMBERS = st.floats(-10, 10, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-3)


def new_by_rule(optimizer, theta, gradient, state, steps):
    """Return what the formulas give from what the optimizer remembers before the step."""
    rule = read_rule(optimizer)
    known = {THETA: theta, G: gradient, ETA: optimizer.learning_rate, T: steps, **rule.numbers}
    for line in rule.lines:
        if line.name in state:
            known[line.old] = state[line.name]
        known[line.letter] = evaluate_arrays(line.form, known)
    return known[rule.lines[-1].letter]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=4))
def test_the_rule_is_what_the_step_computes(optimizer, drawn):
    theta, *gradients = np.array(drawn).T
    state = optimizer.start(len(theta))
    for steps, gradient in enumerate(gradients, 1):
        before = {name: values.copy() for name, values in state.items()}
        by_step = optimizer.step(theta.copy(), gradient, state)
        by_rule = new_by_rule(optimizer, theta, gradient, before, steps)
        assert by_rule == pytest.approx(by_step, rel=1e-12, abs=1e-14)
        theta = by_step


@dataclass
class Sign:
    """A momentum whose sign is the direction."""

    learning_rate: float = 0.5
    beta: float = 0.75

    def start(self, n_parameters):
        return {"average": np.zeros(n_parameters)}

    def step(self, theta, gradient, state):
        state["average"] = self.beta * state["average"] + (1 - self.beta) * gradient
        return theta - self.learning_rate * np.sign(state["average"])

    @property
    def rule(self):
        return [
            ns.RuleLine("m", "beta * m_old + (1 - beta) * g", "average", "A running average."),
            ns.RuleLine("theta_new", "theta - eta * sgn(m)"),
        ]


def traced(optimizer, **options):
    net = ns.mlp([1, 1], "identity", initializer=0.5)
    return ns.trace(net, [2.0], [0.25], optimizer=optimizer, **options)


def test_an_own_optimizer_with_a_rule_is_explained_line_by_line():
    t = traced(Sign())
    shown = ns.explain(t, only="wo[0][0]").to_text().split("5.3")[1]
    assert "  m = 0.75 · m_old + (1 - 0.75) · ∂L/∂wo[0][0]" in shown
    assert "    = 0.75 · 0.0 + (1 - 0.75) · 2.5" in shown
    assert "(A running average.)" in shown
    assert "  new wo[0][0] = wo[0][0] - η · sgn(m)" in shown
    assert shown.rstrip().endswith("= 0.0")
    update = t.events[-2]
    assert dict(update.parts) == {"old average": 0.0, "average": 0.625}
    assert ("update", "o[0]", "wo[0][0]", "average", 0.625, "") in t.rows()


def test_cases_in_a_rule_are_taken_number_by_number():
    @dataclass
    class Clipped(Sign):
        def start(self, n_parameters):
            return {}

        def step(self, theta, gradient, state):
            return theta - self.learning_rate * np.where(gradient > 2, 2.0, gradient)

        rule = (
            ns.RuleLine("d", "2 if g > 2 else g"),
            ns.RuleLine("theta_new", "theta - eta * d"),
        )

    t = traced(Clipped())
    assert [dict(e.parts)["d"] for e in t.events[-2:]] == [2.0, 1.25]


def test_a_rule_that_is_not_the_step_is_refused():
    @dataclass
    class Wrong(Sign):
        rule = (ns.RuleLine("theta_new", "theta + eta * g"),)

    with pytest.raises(
        InputError, match=r"the rule of Wrong gives 1.75 as theta_new, but its step gives 0;"
    ):
        traced(Wrong())

    @dataclass
    class WrongOnTheWay(Sign):
        rule = (
            ns.RuleLine("m", "beta * m_old + g", "average"),
            ns.RuleLine("theta_new", "theta - eta * sgn(m)"),
        )

    with pytest.raises(
        InputError, match=r"the rule of WrongOnTheWay gives .* as average, but its step"
    ):
        traced(WrongOnTheWay())


def test_a_class_inherits_a_rule_with_its_step_but_not_without():
    class Same(ns.Adam):
        pass

    class Other(ns.Adam):
        def step(self, theta, gradient, state):
            return theta - gradient

    assert len(read_rule(Same(0.1)).lines) == len(read_rule(ns.Adam(0.1)).lines)
    assert read_rule(Other(0.1)).lines == ()
    assert "is your own optimizer" in ns.explain(traced(Other(0.1))).to_text()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (5, "the rule of Bad is a list of ns.RuleLine; got 5"),
        (["theta - g"], "a line of the rule of Bad is an ns.RuleLine"),
        (
            [ns.RuleLine("v", "g")],
            "the rule of Bad ends with 'v'; its last line must give theta_new",
        ),
        ([ns.RuleLine("theta_new", "theta - q")], "has an unknown letter 'q'"),
        ([ns.RuleLine("theta_new", "theta -")], "theta_new in the rule of Bad is 'theta -', which"),
        (
            [ns.RuleLine("m", "m_old + g"), ns.RuleLine("theta_new", "theta - m")],
            "the rule of Bad has m_old, but the state of the optimizer has no 'm'",
        ),
        ([ns.RuleLine("theta_new", "theta_new_old - g")], "unknown letter 'theta_new_old'"),
        (
            [ns.RuleLine("v", "g"), ns.RuleLine("v", "g"), ns.RuleLine("theta_new", "theta - v")],
            "the rule of Bad gives v twice; give each letter one line",
        ),
    ],
)
def test_a_bad_rule_gets_one_sentence(rule, message):
    @dataclass
    class Bad(Sign):
        pass

    Bad.rule = rule
    with pytest.raises(InputError, match=message):
        numbers_of_step(Bad(), np.ones(1), np.ones(1), ({}, {}), np.ones(1))


def test_the_parts_of_a_line_are_texts():
    with pytest.raises(InputError, match="the formula of a rule's line"):
        ns.RuleLine("m", 5)
    with pytest.raises(InputError, match="the letter of a rule's line"):
        ns.RuleLine("", "g")


@pytest.mark.parametrize("letter", ["1x", "a b", "__x", "g", "theta", "e", "v_", "sqrt("])
def test_a_line_gives_a_letter_of_its_own(letter):
    with pytest.raises(InputError, match="give a letter of your own"):
        ns.RuleLine(letter, "g")


def test_a_rule_may_count_its_steps_and_have_numbers_of_any_kind():
    class Slower(Sign):
        half = np.float32(0.5)
        count = 0

        def start(self, n_parameters):
            return {}

        def step(self, theta, gradient, state):
            self.count += 1
            return theta - self.learning_rate * gradient * 0.5 / self.count * math.e / math.e

        rule = (ns.RuleLine("theta_new", "theta - eta * g * half / t * e / e"),)

    net = ns.mlp([1, 1], "identity", initializer=0.5)
    traces = ns.trace_training(net, ([[2.0]], [[0.25]]), steps=3, optimizer=Slower())
    shown = ns.explain(traces[2], only="bo[0]").to_text()
    assert "η · ∂L/∂bo[0] · 0.5 / 3 · e / e" in shown


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learning_rate": None}, "the learning rate of the optimizer Broken is None"),
        ({"learning_rate": "0.1"}, "the learning rate of the optimizer Broken is '0.1'"),
        ({"start": lambda *_: None}, "start of the optimizer Broken returns None; it must return"),
        ({"start": lambda *_: 1 / 0}, "start of the optimizer Broken fails: ZeroDivisionError"),
        ({"step": lambda *_: None}, "parameters of shape \\(\\); it was given \\(2,\\)"),
        ({"step": lambda *_: [1.0]}, "parameters of shape \\(1,\\); it was given \\(2,\\)"),
        ({"step": lambda *_: 1 / 0}, "step of the optimizer Broken fails: ZeroDivisionError"),
        ({"step": lambda *_: "ab"}, "step of the optimizer Broken fails: ValueError"),
    ],
)
def test_a_broken_own_optimizer_is_named(changes, message):
    class Broken(Sign):
        rule = ()

    broken = Broken()
    for name, value in changes.items():
        setattr(broken, name, value)
    with pytest.raises(InputError, match=message):
        traced(broken)
    net = ns.mlp([1, 1], "identity", initializer=0.5)
    with pytest.raises(InputError, match=message):
        ns.train(net, ([[2.0]], [[0.25]]), epochs=1, optimizer=broken)
