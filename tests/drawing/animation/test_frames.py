"""The film of a sample shows each number when it is computed, and not before."""

import re

import pytest

import neurosim as ns
from neurosim.drawing.animation.frames import sample_frames
from neurosim.drawing.scene.diagram import make_scene
from neurosim.errors import InputError


def texts(frame):
    return {label.text for label in frame.scene.labels if label.role in {"neuron", "edge"}}


def spotlit(frame):
    rings = {line.nodes for line in frame.scene.lines if line.role == "halo"}
    return [box.name for box in frame.scene.boxes if box.name and (box.node, box.node) in rings]


def test_neurons_come_forward_then_backward_then_with_new_weights(worked_trace):
    frames = sample_frames(worked_trace)
    order = ["h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]
    assert [spotlit(frame) for frame in frames] == [
        [],
        *([name] for name in order),
        [],
        *([name] for name in reversed(order)),
        *([name] for name in order),
    ]


def test_a_number_is_shown_when_it_is_computed_and_not_before(worked_trace):
    frames = sample_frames(worked_trace)
    assert ["0.6225" in texts(frame) for frame in frames[:3]] == [False, False, True]
    # the target and the loss come after the output
    assert "z[0]" not in texts(frames[4])
    assert {"z[0]", "loss", "0.1235", "91"} <= texts(frames[5])
    assert "−0.0773" not in texts(frames[5])
    assert "−0.0773" in texts(frames[6])
    assert "dh[0][0]" not in texts(frames[6])
    assert "dh[0][0]" in texts(frames[9])
    assert "0.5000 → 0.5124" not in texts(frames[12])
    assert "0.5000 → 0.5124" in texts(frames[13])


def test_the_last_frame_of_each_part_is_the_whole_diagram(worked_trace):
    frames = sample_frames(worked_trace)
    for frame, show in ((frames[5], "forward"), (frames[9], "backward"), (frames[13], "update")):
        whole = make_scene(worked_trace, show=show)
        assert texts(frame) == {
            label.text for label in whole.labels if label.role in {"neuron", "edge"}
        }


def test_all_frames_are_of_one_size_with_everything_at_its_place(worked_trace):
    frames = sample_frames(worked_trace)
    assert len({(frame.scene.width, frame.scene.height) for frame in frames}) == 1
    places = {tuple((box.x, box.y) for box in frame.scene.boxes if box.name) for frame in frames}
    assert len(places) == 1


def test_notes_work_the_numbers_out(worked_trace):
    notes = [frame.note for frame in sample_frames(worked_trace)]
    assert notes[1] == (
        "h[0][0]: sh[0][0] = 1.0000 · (-0.5000) + 1.0000 · (-1.0000) + 0.5000 = -1.0000, "
        "ah[0][0] = sigmoid(sh[0][0]) = 0.2689"
    )
    assert notes[5] == "The loss half squared error: L = 0.1235"
    assert notes[6] == "o[0]: do[0] = 0.2500 · (-0.4970) = -0.1242"
    assert notes[8] == "h[0][1]: dh[0][1] = 0.2350 · ((-1.0000) · (-0.1242)) = 0.0292"
    assert notes[13] == (
        "o[0]: bo[0] = 0.5000 - 0.1 · (-0.1242) = 0.5124, and the 3 incoming weights in the same way"
    )


@pytest.mark.parametrize("traced", ["2-3-1", "2-2-1", "9 neurons with skips"], indirect=True)
def test_every_note_is_true(traced):
    for frame in sample_frames(traced, digits=12):
        for left, right in re.findall(r"= ([^=,]*[·+][^=,]*) = (-?[\d.e+-]+)", frame.note):
            if "sum of" not in left:
                value = eval(left.replace("·", "*"))  # arithmetic of our own making
                assert value == pytest.approx(float(right), abs=1e-9)


def test_the_note_of_an_output_whose_loss_is_joined_with_its_activation():
    net = ns.Network()
    first = net.add_neuron({net.add_input(): 30.0}, activation="sigmoid")
    last = net.add_neuron({first: 2.0}, activation="sigmoid")
    net.set_outputs(first, last)
    t = ns.trace(net, [1.0], [0.0, 1.0], loss="binary_cross_entropy", learning_rate=0.1)
    notes = [frame.note for frame in sample_frames(t)]
    assert "n[1]: do[1] = -0.0596" in notes
    # half of y - z, for the mean over two outputs, and nothing more through the saturated slope
    (note,) = (note for note in notes if note.startswith("n[0]: do[0]"))
    assert note == "n[0]: do[0] = 0.5000 + 9.35e-14 · (2.0000 · (-0.0596)) = 0.5000"


def test_wide_neurons_have_short_notes():
    trace = ns.trace(ns.mlp([5, 1], seed=1), [1] * 5, [1], learning_rate=0.1)
    notes = [frame.note for frame in sample_frames(trace)]
    assert "so[0] = sum of 5 products + " in notes[1]


def test_the_film_ends_with_what_was_traced(worked_example):
    assert len(sample_frames(ns.trace(worked_example, [70, 98]))) == 5
    assert len(sample_frames(ns.trace(worked_example, [70, 98], [91]))) == 10


def test_frozen_biases_and_other_optimizers(worked_example):
    worked_example.freeze("bo[0]")
    trace = ns.trace(worked_example, [70, 98], [91], optimizer="adam", learning_rate=0.1)
    notes = [frame.note for frame in sample_frames(trace)]
    assert notes[-1] == "o[0]: bo[0] is frozen and keeps its value"
    assert notes[-2].startswith("h[0][2]: bh[0][2] = 0.5000 becomes 0.")


def test_only_traces_have_films_of_a_sample(worked_example):
    with pytest.raises(InputError, match="the film of a sample takes a trace"):
        sample_frames(worked_example)
