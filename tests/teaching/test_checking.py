"""Checking answers: no right number is refused, and mistakes are named from numbers alone."""

import json
import random
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.tracing.mistaken import mistaken_trace
from neurosim.worksheet.conventions import (
    HALF_MEAN,
    MEAN,
    NEGATIVE,
    REVERSED,
    SQUARES,
    Conventions,
)
from tests.teaching import people

WORKED = sorted((Path(__file__).parent.parent / "field" / "worked").glob("*.json"))
"""Published examples with their printed numbers; ``wrong in print`` has what must be flagged."""


def wrong_in(report: ns.AnswerReport) -> dict[str, str]:
    return {name: verdict for name, verdict in report.verdicts.items() if verdict != "right"}


# -- right solutions ---------------------------------------------------------------------------------

WAYS = ("at the end", "each step", "each result", "cut at the end", "cut each step")


@pytest.mark.parametrize("way", WAYS)
def test_a_right_solution_has_no_false_alarm(way):
    for seed in range(40):
        generator = random.Random(f"{way}{seed}")
        kind = generator.choice(["", "", "loss-summed", "slope-kept", "raw-input"])
        trace, digits = people.sample_for(kind, generator), generator.choice([3, 4, 4, 5])
        sheet = trace.sheet

        def write(value, digits=digits):
            return (people.cut if "cut" in way else people.rounded)(value, digits)

        values = sheet.values
        if "end" not in way:
            values = people.step_by_step(sheet, write, inner=way == "each result")
        answers = people.written(values, sheet, write)
        if generator.random() < 0.3:
            answers = {name: text for name, text in answers.items() if generator.random() < 0.5}
        report = ns.check_answers(trace, answers or {"L": write(values[list(values)[-1]])})
        if not answers:
            continue
        assert not wrong_in(report), (seed, wrong_in(report))
        assert report.first_wrong is None
        assert report.mistakes == ()
        assert report.score() == report.score(follow_through=False) == 1.0


@pytest.mark.parametrize(
    "conventions",
    [
        Conventions(loss=SQUARES),
        Conventions(loss=MEAN),
        Conventions(loss=HALF_MEAN),
        Conventions(error=REVERSED),
        Conventions(error=NEGATIVE),
        Conventions(biases="fixed"),
        Conventions(loss=SQUARES, error=NEGATIVE),
        Conventions(loss=MEAN, biases="fixed"),
    ],
    ids=lambda c: ", ".join(c.to_dict().values()),
)
def test_a_convention_is_no_mistake(conventions):
    for seed in range(8):
        trace = people.sample_for("", random.Random(seed), [2, 2, 3])
        sheet = people.by_convention(trace.sheet, conventions)
        answers = people.written(sheet.values, sheet)
        if conventions.biases:
            answers = {n: t for n, t in answers.items() if not n.startswith("grad b")}
        report = ns.check_answers(trace, answers)
        assert not wrong_in(report), (seed, wrong_in(report))
        assert report.mistakes == ()
        assert report.conventions == tuple(conventions.sentences)


def test_stated_conventions_are_kept():
    trace = people.sample_for("", random.Random(1))
    sheet = people.by_convention(trace.sheet, Conventions(loss=SQUARES))
    report = ns.check_answers(trace, people.written(sheet.values, sheet), conventions="stated")
    assert report.conventions == ()
    assert report.verdicts["L"] == "follows"
    assert report.verdicts["L[0]"] == "wrong"


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [mistake.name for mistake in ns.mistakes()])
def test_a_mistake_is_named_from_the_numbers(name):
    mistake = ns.mistakes()[name]
    unique, in_set, visible = 0, 0, 0
    for seed in range(9):
        trace = people.sample_for(name, random.Random(f"{name}{seed}"))
        sheet = trace.sheet
        answers = people.written(people.with_mistakes(sheet, [mistake]), sheet)
        if answers == people.written(sheet.values, sheet):
            continue
        visible += 1
        found = ns.check_answers(trace, answers).mistakes
        names = {f.name for f in found}
        unique += names == {name} and not any(f.alternatives for f in found)
        in_set += any(name in f.alternatives for f in found)
    assert visible >= 6
    assert unique + in_set >= visible - 2
    assert unique >= 0.8 * visible


def test_two_mistakes_are_both_named():
    both, tried = 0, 0
    catalogue = list(ns.mistakes())
    for seed in range(60):
        generator = random.Random(seed)
        first, second = generator.sample(catalogue, 2)
        trace = people.sample_for(first.name, generator)
        sheet = trace.sheet
        right = people.written(sheet.values, sheet)
        alone = [people.written(people.with_mistakes(sheet, [m]), sheet) for m in (first, second)]
        answers = people.written(people.with_mistakes(sheet, [first, second]), sheet)
        if right in alone or answers in alone:
            continue
        tried += 1
        report = ns.check_answers(trace, answers)
        names = {f.name for f in report.mistakes}
        # what is claimed is true
        assert names <= {first.name, second.name}, (seed, names)
        both += names == {first.name, second.name}
    assert tried >= 25
    assert both >= 0.75 * tried


def test_one_slip_is_found_and_is_no_mistake():
    claimed, tried = 0, 0
    for seed in range(60):
        generator = random.Random(seed)
        trace = people.sample_for("", generator)
        sheet = trace.sheet
        symbol = generator.choice([s for s in sheet.formulas if "loss gradient" not in s.quantity])
        slipped = sheet.values[symbol] + generator.choice([-1, 1]) * generator.randint(3, 90) * 1e-4
        values = sheet.values
        if generator.random() < 0.5:
            values = sheet.computed({**sheet.prepared, symbol: lambda _, v=slipped: round(v, 4)})
        answers = people.written(values, sheet)
        answers[str(symbol)] = people.rounded(slipped)
        tried += 1
        report = ns.check_answers(trace, answers)
        claimed += bool(report.mistakes)
        assert report.first_wrong == str(symbol), seed
        assert report.mistakes or report.slips == (str(symbol),), seed
    assert claimed <= 0.04 * tried


def test_a_mistake_is_everywhere_in_a_layer_or_here_only():
    net = ns.mlp([2, 3, 2, 2], seed=3)
    trace = ns.trace(net, [0.4, 0.9], [0.2, 0.8], learning_rate=0.5)
    sheet = trace.sheet
    mistake = ns.mistakes()["no-bias"]
    for place, scope in (
        ("", "everywhere"),
        ("hidden layer 0", "hidden layer 0"),
        ("sh[0][1]", "here only"),
    ):
        made = mistake.at(place) if place else mistake
        answers = people.written(people.with_mistakes(sheet, [made]), sheet)
        (finding,) = ns.check_answers(trace, answers).mistakes
        assert (finding.name, finding.scope) == ("no-bias", scope)


def test_a_number_that_follows_from_a_wrong_one_is_no_second_mistake():
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    answers = {"sh[0][0]": "0.7", "ah[0][0]": "0.6682", "sh[0][1]": str(trace.value("sh[0][1]"))}
    report = ns.check_answers(trace, answers)
    assert report.verdicts == {"sh[0][0]": "wrong", "ah[0][0]": "follows", "sh[0][1]": "right"}
    assert report.score() == pytest.approx(2 / 3)
    assert report.score(follow_through=False) == pytest.approx(1 / 3)


def test_the_right_number_after_a_wrong_one_is_right():
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1])
    right = people.rounded(trace.value("ah[0][0]"))
    report = ns.check_answers(trace, {"sh[0][0]": "0.7", "ah[0][0]": right})
    assert report.verdicts["ah[0][0]"] == "right"


# -- published examples ----------------------------------------------------------------------------

KNOWN = {
    "macleod-2-2-1": {"new-weights", "rounded-early"},
    "melfm-notes": {"neighbour-number", "slope-of-error"},
    "hagan-e11-9": {"gradient-no-slope"},
    "whathowwhy-1": {"factor-dropped"},
}
"""The mistakes that are known of published examples."""


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_published_examples(path):
    example = json.loads(path.read_text())
    checked = ns.check_example(path)
    assert set(checked.errata) == set(example.get("wrong in print", {}))
    for name, (_, right, _) in checked.errata.items():
        assert right == pytest.approx(float(example["wrong in print"][name]["right"]), rel=1e-9)
    names = {finding.name for finding in checked.report.mistakes}
    assert KNOWN.get(path.stem, set()) <= names


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_published_examples_as_answers_of_a_person(path):
    example = json.loads(path.read_text())
    trace = ns.check_example(path).report.trace
    flagged = wrong_in(ns.check_answers(trace, example["printed"]))
    assert set(flagged) == set(example.get("wrong in print", {}))


def test_there_are_published_examples():
    assert len(WORKED) == 10


# -- bad input -------------------------------------------------------------------------------------


@pytest.fixture
def trace():
    net, _ = ns.worked_example()
    return ns.trace(net, [1, 1], [1], learning_rate=0.1)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"sh[0][7]": "1"}, "the sample has no number 'sh[0][7]'; did you mean 'sh[0]"),
        ({"sh[0][0]": "about a half"}, "'about a half' is no number; give one such as 0.5933"),
        ({"sh[0][0]": "0.5", " sh[0][0] ": "0.6"}, "there are two answers for sh[0][0]: '0.5' and '0.6'"),
        ({}, "no answer can be read in"),
        ([1, 2], "answers are a mapping"),
        ({"sh[0][0]": [1]}, "the answer for 'sh[0][0]' is [1]"),
        ({"L": "1/0"}, "'1/0' divides by 0"),
        ({"L": "9" * 5000}, "give at most 60 characters"),
        ({"__import__('os').system('true')": "1"}, "the sample has no number"),
        ("hello\nworld", "no answer can be read in"),
    ],
    ids=str,
)  # fmt: skip
def test_bad_answers_get_one_sentence(trace, answers, said):
    with pytest.raises(ns.NeurosimError) as caught:
        ns.check_answers(trace, answers)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_that_the_trace_does_not_have(trace):
    forward = ns.trace(trace.net, [1, 1])
    with pytest.raises(ns.NeurosimError, match="give it the target"):
        ns.check_answers(forward, {"do[0]": "1"})
    without_step = ns.trace(trace.net, [1, 1], [1])
    with pytest.raises(ns.NeurosimError, match="give it a learning rate"):
        ns.check_answers(without_step, {"new wo[0][0]": "1"})


def test_ten_thousand_lines(trace):
    lines = "\n".join(f"line {i} = {i}.5" for i in range(10_000))
    report = ns.check_answers(trace, f"{lines}\nyo[0] = 0.5030")
    assert report.verdicts == {"yo[0]": "right"}
    assert len(report.remarks) == 21
    assert report.remarks[-1] == "9980 more lines not understood."


def test_a_trace_with_a_mistake_is_refused(trace):
    wrong = ns.trace(trace.net, [1, 1], [1], mistake="no-bias")
    with pytest.raises(ns.NeurosimError, match="mistakes made on purpose"):
        ns.check_answers(wrong, {"yo[0]": "0.5"})


@pytest.mark.parametrize("typed", ["-0.9", "-0.99", "-0.999"])
def test_a_number_one_unit_off_is_not_cut_off(trace, typed):
    # the right number is -1, exactly
    assert ns.check_answers(trace, {"sh[0][0]": typed}).verdicts == {"sh[0][0]": "wrong"}
    beside = ns.check_answers(trace, {"sh[0][0]": typed, "yo[0]": "0.5030"})
    assert beside.verdicts["sh[0][0]"] == "wrong"


def test_a_mistake_is_named_beside_an_unrelated_slip(trace):
    lines = (
        "sh[0][1] = 0.7\nyo[0] = 0.5030\ndo[0] = -0.1242\ndh[0][0] = -0.0621\n"
        "new wh[0][0][0] = -0.4938\nnew wh[0][0][1] = -0.9938\nnew bh[0][0] = 0.5062"
    )
    report = ns.check_answers(trace, lines)
    assert [found.name for found in report.mistakes] == ["no-slope-hidden"]
    assert report.slips == ("sh[0][1]",)


@pytest.mark.parametrize(
    ("mistake", "scope"),
    [("no-rate", "everywhere"), ("added", "everywhere"), ("no-rate", "output layer")],
)
def test_small_numbers_of_a_mistake_are_no_slips(mistake, scope):
    net = ns.mlp([2, 3, 2], seed=4)
    sample = ([0.6, -0.4], [0.2, 0.9])
    right = ns.trace(net, *sample, learning_rate=0.5)
    made = ns.mistakes()[mistake]
    made = made if scope == "everywhere" else made.at(scope)
    wrong = ns.trace(net, *sample, learning_rate=0.5, mistake=made)
    report = ns.check_answers(
        right, {str(s): f"{wrong.value(str(s)):.4f}" for s in right.sheet.formulas}
    )
    assert [(f.name, f.scope) for f in report.mistakes] == [(mistake, scope)]
    assert report.mistakes[0].alternatives == report.slips == ()


def test_a_stock_answer_is_not_right(trace):
    assert ns.check_answers(trace, {"yo[0]": "1"}).verdicts == {"yo[0]": "wrong"}
    assert ns.check_answers(trace, {"dh[0][0]": "0.0"}).verdicts == {"dh[0][0]": "wrong"}


LAYERS = ["output layer", "hidden layer 0"]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("with_slopes", [True, False])
@pytest.mark.parametrize(
    "name",
    ["slope-of-output", "other-slope", "bias-gradient-times-bias", "bias-not-trained", "no-bias"],
)
def test_a_mistake_in_one_layer_is_said_to_be_there(name, with_slopes, layer):
    right = people.sample_for(name, random.Random(7), [2, 2, 2])
    made = mistaken_trace(right, (ns.mistakes()[name].at(layer),))
    names = [s for s in right.sheet.formulas if with_slopes or s.quantity != "slope"]
    report = ns.check_answers(right, {str(s): f"{made.value(str(s)):.4f}" for s in names})
    assert [(f.name, f.scope) for f in report.mistakes] == [(name, layer)]


def test_a_mistake_in_a_number_that_was_left_out_makes_the_next_one_wrong():
    net = ns.mlp([2, 2, 1], initializer=0.0)
    numbers = (0.3, -0.5, 0.1, 0.8, 0.2, -0.4, 0.7, -0.6, 0.2)
    for parameter, number in zip(net.parameters, numbers, strict=True):
        parameter.value = number
    right = ns.trace(net, [0.9, 0.4], [1.0], learning_rate=0.5)
    made = people.made_with(right, "new-weights")
    names = [s for s in right.sheet.formulas if s.new]
    report = ns.check_answers(right, {str(s): f"{made.value(str(s)):.4f}" for s in names})
    (found,) = report.mistakes
    assert found.name == "new-weights"
    hidden = {str(s) for s in names if s.kind == "hidden"}
    assert set(found.explains) == {n for n, v in report.verdicts.items() if v == "wrong"} <= hidden
    assert "follows" not in report.verdicts.values()
    assert not report.slips
    assert report.note(found.explains[0]) == "by new-weights in a number that was left out"


def test_a_given_number_is_not_asked_for():
    net, _ = ns.worked_example()
    t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    new = f"{t.new_value('wo[0][0]'):.4f}"
    report = ns.check_answers(t, {"wo[0][0]": new, "yo[0]": f"{t.value('yo[0]'):.4f}"})
    assert "after the step it is called new wo[0][0]" in report.hint(2)
    assert "this number is given" in report.to_text()


def test_decimals_that_were_asked_for():
    net = ns.mlp([1, 1], initializer=0.35)
    t = ns.trace(net, [0.5], [1.0])
    right = {"so[0]": "0.525", "yo[0]": "0.6283"}
    assert ns.check_answers(t, right, decimals=4).score() == 1
    short = ns.check_answers(t, {"so[0]": "0.525", "yo[0]": "0.63"}, decimals=4)
    assert short.verdicts == {"so[0]": "right", "yo[0]": "wrong"}
    assert short.note("yo[0]") == "4 decimals were asked for"
    assert not short.slips
    assert ns.check_answers(t, {"yo[0]": "0.63"}).score() == 1


def test_a_slip_after_which_there_is_no_number():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 1.0}, activation="identity")
    net.add_neuron({h: 1.0}, activation="log")
    t = ns.trace(net, [2.0], [0.5], learning_rate=0.1)
    answers = {"sh[0][0]": "2.0", "ah[0][0]": "-2.0", "so[0]": "-2.0", "yo[0]": "0.6931"}
    verdicts = ns.check_answers(t, answers, conventions="stated").verdicts
    assert list(verdicts.values()) == ["right", "wrong", "follows", "right"]


@pytest.mark.parametrize(
    ("activation", "slope", "variant"),
    [
        ("sigmoid", lambda a: a, "a, without 1 - a"),
        ("sigmoid", lambda a: 1 - a, "1 - a, without a"),
        ("tanh", lambda a: -a * a, "-a^2, without 1"),
        ("tanh", lambda a: 1 - a, "1 - a, without the square"),
    ],
)
def test_a_part_of_the_slope_left_out_is_named_where_no_slope_was_typed(activation, slope, variant):
    net = ns.mlp([2, 2, 1], activation, output_activation="sigmoid", seed=3)
    t = ns.trace(net, [0.6, 0.9], [0])
    typed = {name: f"{t.value(name):.4f}" for name in ("ah[0][0]", "ah[0][1]", "yo[0]", "do[0]")}
    for n in range(2):
        wrong = slope(t.value(f"ah[0][{n}]")) * net.wo[0][n] * t.value("do[0]")
        typed[f"dh[0][{n}]"] = f"{wrong:.4f}"
    report = ns.check_answers(t, typed)
    assert [found.name for found in report.mistakes] == ["slope-in-part"]
    assert variant in report.mistakes[0].sentence
    assert report.first_wrong == "dh[0][0]"
