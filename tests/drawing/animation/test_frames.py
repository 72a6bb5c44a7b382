"""The film of a sample shows each number when it is computed, and not before."""

import re

import pytest

import neurosim as ns
from neurosim.drawing.animation.frames import SampleFilm
from neurosim.drawing.numerals import MINUS
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.themes import THEMES
from neurosim.drawing.typesetting import plain
from neurosim.errors import InputError

NUMBER = re.compile(rf"{MINUS}?\d+\.\d+(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


def filmed(trace, **options):
    """The moments of a film with their diagrams."""
    film = SampleFilm(trace, **options)
    return list(zip(film.moments, film.scenes(THEMES["light"]), strict=True))


def of_chapter(pictures, chapter):
    found = [(moment, scene) for moment, scene in pictures if chapter in moment.chapter]
    assert found
    return found


def texts(scene):
    return {label.text for label in scene.labels if label.role in {"neuron", "edge"}}


def numbers(scene):
    """Each number on a label; a number with its point below others may be in two pieces."""
    rows = {}
    for label in scene.labels:
        if label.role == "neuron":
            rows.setdefault((label.nodes, round(label.y, 1)), []).append((label.x, label.text))
    lines = ["".join(text for _, text in sorted(row)) for row in rows.values()]
    lines += [label.text for label in scene.labels if label.role == "edge"]
    return {number for line in lines for number in NUMBER.findall(line)}


def spotlit(scene):
    """The neurons with a ring, and the edges with a band."""
    halos = {line.nodes for line in scene.lines if line.role == "halo"}
    name = {box.node: box.name for box in scene.boxes if box.name}
    rings = [name[a] for a, b in halos if a == b]
    return rings, {(name[a], name[b]) for a, b in halos if a != b}


def test_neurons_come_forward_then_backward_twice_then_with_new_weights(worked_trace):
    order = ["h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]
    back = order[::-1]
    rings = [spotlit(scene)[0] for _, scene in filmed(worked_trace)]
    assert rings == [[], *([n] for n in order), [], *([n] for n in back + back + order)]


def test_a_number_is_shown_when_it_is_computed_and_not_before(worked_trace):
    scenes = [scene for _, scene in filmed(worked_trace)]
    assert ["0.6225" in numbers(scene) for scene in scenes[:3]] == [False, False, True]
    # the target and the loss come after the output
    assert "0.1235" not in numbers(scenes[4])
    assert "0.1235" in numbers(scenes[5])
    # the error signal of the first hidden neuron is the last one
    assert [f"{MINUS}0.0122" in numbers(scene) for scene in scenes[6:10]] == [False] * 3 + [True]
    assert [f"{MINUS}0.0773" in numbers(scene) for scene in scenes[9:11]] == [False, True]
    assert ["0.5000 → 0.5124" in texts(scene) for scene in scenes[16:18]] == [False, True]


def test_the_last_picture_of_a_pass_is_the_whole_diagram(worked_trace):
    pictures = filmed(worked_trace)
    for chapter, show in (("Loss", "forward"), ("gradients", "backward")):
        whole = make_scene(worked_trace, show=show)
        assert texts(of_chapter(pictures, chapter)[-1][1]) == texts(whole)


def test_all_diagrams_are_of_one_size_with_everything_at_its_place(worked_trace):
    scenes = [scene for _, scene in filmed(worked_trace)]
    assert len({(scene.width, scene.height) for scene in scenes}) == 1
    assert len({tuple(box for box in scene.boxes if box.name) for scene in scenes}) == 1


def test_an_error_signal_comes_over_the_old_weights_of_the_outgoing_edges(worked_trace):
    pictures = of_chapter(filmed(worked_trace), "error signals")
    net = worked_trace.net
    for name, (_, scene) in zip(["o[0]", "h[0][2]", "h[0][1]", "h[0][0]"], pictures, strict=True):
        successors = {s.name: edge["weight"] for s, edge in net.graph[net[name]].items()}
        rings, bands = spotlit(scene)
        assert (rings, bands) == ([name], {(name, successor) for successor in successors})
        lines = {line.nodes: line for line in scene.lines if line.role == "edge"}
        for label in scene.labels:
            line = lines.get(label.nodes)
            if label.role == "edge" and line.source == name:
                assert label.value == line.value == successors[line.target]


NETWORKS = ["2-3-1", "2-2-1", "9 neurons with skips"]


@pytest.mark.parametrize("traced", NETWORKS, indirect=True)
def test_every_number_of_a_note_is_on_the_diagram_or_computed_in_the_note(traced):
    checked = 0
    for moment, scene in filmed(traced):
        if moment.chapter == "Loss":
            continue
        shown, computed = numbers(scene), set()
        for clause in moment.text.split(", "):
            _, *steps = clause.split(" = ")
            if len(steps) < 2:
                computed |= set(steps)
                continue
            *formulas, result = steps
            used = {number for formula in formulas for number in NUMBER.findall(formula)}
            used -= {"0.1"} if moment.chapter == "Update" else set()
            assert used <= shown | computed, (moment.chapter, clause)
            computed.add(result)
            checked += len(used)
            if moment.chapter != "Forward pass":
                assert result in shown or "dL/dy" in clause, clause
    assert checked > 20


@pytest.mark.parametrize("traced", NETWORKS, indirect=True)
def test_every_note_is_true(traced):
    checked = 0
    for moment, _ in filmed(traced, digits=12):
        for clause in moment.text.split(", "):
            *_, left, right = ["", *clause.split(" = ")]
            if re.search("[·+]", left) and "sum of" not in left and "becomes" not in right:
                powers = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", in_python, f"{left}={right}")
                left, right = powers.replace("·", "*").replace(MINUS, "-").split("=")
                # arithmetic of our own making
                assert eval(left) == pytest.approx(float(right), abs=1e-9), clause
                checked += 1
    assert checked > 5


def in_python(power):
    return "e" + power[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))


def test_notes_work_the_numbers_out(worked_trace):
    notes = [moment.text.replace(MINUS, "-") for moment, _ in filmed(worked_trace)]
    assert notes[0] == "x[0] = 1.0000, x[1] = 1.0000"
    assert notes[1] == (
        "sh[0][0] = 1.0000 · (-0.5000) + 1.0000 · (-1.0000) + 0.5000 = -1.0000, "
        "ah[0][0] = sigmoid(sh[0][0]) = 0.2689"
    )
    assert notes[5] == "the loss half squared error: L = 0.1235"
    assert notes[6] == "dL/dyo[0] = 0.5030 - 1.0000 = -0.4970, do[0] = 0.2500 · (-0.4970) = -0.1242"
    assert notes[8] == "dh[0][1] = 0.2350 · ((-1.0000) · (-0.1242)) = 0.0292"
    assert notes[12] == (
        "dL/dbh[0][1] = 0.0292, dL/dwh[0][1][0] = 0.0292 · 1.0000 = 0.0292, "
        "dL/dwh[0][1][1] = 0.0292 · 1.0000 = 0.0292"
    )
    assert notes[17].startswith(
        "new bo[0] = 0.5000 - 0.1 · (-0.1242) = 0.5124, "
        "new wo[0][0] = 0.5000 - 0.1 · ((-0.1242) · 0.2689) = 0.5033, "
    )


def test_the_notes_have_the_letters_of_a_notation(worked_trace):
    notes = [moment.text for moment, _ in filmed(worked_trace, notation="textbook")]
    assert notes[8].startswith("δ⁽¹⁾₂ = ")


def test_a_name_of_your_own_is_told():
    net = ns.Network()
    net.add_neuron({net.add_input("height"): 1.0}, name="weight")
    assert filmed(ns.trace(net, [1.0]))[1][0].text.startswith("weight: so[0] = ")


def test_the_note_of_an_output_whose_loss_is_joined_with_its_activation():
    net = ns.Network()
    first = net.add_neuron({net.add_input(): 30.0}, activation="sigmoid")
    last = net.add_neuron({first: 2.0}, activation="sigmoid")
    net.set_outputs(first, last)
    t = ns.trace(net, [1.0], [0.0, 1.0], loss="binary_cross_entropy", learning_rate=0.1)
    notes = [moment.text.replace(MINUS, "-") for moment, _ in filmed(t)]
    assert "n[1]: dL/dso[1] = 1/2 · (0.8808 - 1.0000) = -0.0596, do[1] = -0.0596" in notes
    # half of y - z, for the mean over two outputs, and nothing more through the saturated slope
    (note,) = (note for note in notes if note.startswith("n[0]: dL/dso[0]"))
    assert note == (
        "n[0]: dL/dso[0] = 1/2 · (0.999999999999907 - 0.0000) = 0.5000, "
        "do[0] = 0.5000 + 9.35×10⁻¹⁴ · (2.0000 · (-0.0596)) = 0.5000"
    )


def test_wide_neurons_have_short_notes():
    trace = ns.trace(ns.mlp([5, 1], seed=1), [1] * 5, [1], learning_rate=0.1)
    notes = [moment.text for moment, _ in filmed(trace)]
    assert "so[0] = sum of 5 products + " in notes[1]
    assert notes[-1].endswith(", 2 weights more in the same way")


def test_the_film_ends_with_what_was_traced(worked_example):
    assert len(filmed(ns.trace(worked_example, [70, 98]))) == 5
    assert len(filmed(ns.trace(worked_example, [70, 98], [91]))) == 14


def test_frozen_biases_and_other_optimizers(worked_example):
    worked_example.freeze("bo[0]")
    trace = ns.trace(worked_example, [70, 98], [91], optimizer="adam", learning_rate=0.1)
    notes = [moment.text for moment, _ in filmed(trace)]
    assert notes[-1].startswith("bo[0] is frozen and keeps its value, wo[0][0] = 0.5000 becomes 0.")
    assert notes[-2].startswith("bh[0][2] = 0.5000 becomes 0.")


def test_only_traces_have_films_of_a_sample(worked_example):
    with pytest.raises(InputError, match="the film of a sample takes a trace"):
        SampleFilm(worked_example)


def test_sums_that_are_only_rounding_errors_are_zero_in_pictures_and_notes():
    net = ns.Network()
    x = [net.add_input() for _ in range(3)]
    h = net.add_neuron(dict.fromkeys(x, 1.0), activation="tanh")
    net.add_neuron({h: 0.5}, bias=0.25, activation="identity")
    trace = ns.trace(net, [-0.8, 0.6, 0.2], [0.25], learning_rate=0.1)
    for moment, scene in filmed(trace):
        written = [label.text for label in scene.labels] + [plain(line) for line in moment.note]
        assert not [text for text in written if "×10" in text]
