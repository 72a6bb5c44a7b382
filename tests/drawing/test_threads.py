"""Pictures made in several threads are those made alone, and leave matplotlib's settings alone."""

import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl

import neurosim as ns
from neurosim.drawing import lettering
from neurosim.drawing.notebook import picture
from neurosim.drawing.settings import house_settings


def kinds(net, trace, data):
    """A function for each kind of picture, from the file to write."""
    small = ns.trace(ns.mlp([1, 1], seed=1), [0.5])
    history = ns.train(net.copy(), data, epochs=3, learning_rate=0.1)
    return {
        "forward.svg": lambda path: ns.draw(trace, path),
        "backward.png": lambda path: ns.draw(trace, path, show="backward", theme="dark"),
        "update.pdf": lambda path: ns.draw(trace, path, show="update"),
        "weights.dot": lambda path: ns.draw(net, path, direction="down"),
        "structure.tex": lambda path: ns.draw(net, path, show="structure"),
        "symbols.mmd": lambda path: ns.draw(net, path, show="symbols"),
        "neuron.svg": lambda path: ns.draw_neuron(trace, "h[0][0]", path),
        "loop.svg": ns.draw_training_loop,
        "activation.svg": lambda path: ns.draw_activation("tanh", path),
        "descent.svg": lambda path: ns.draw_descent(descent(), square, path),
        "loss.svg": lambda path: ns.draw_loss([1.0, 0.01, 1e-5], path, theme="dark"),
        "weights.svg": lambda path: ns.draw_weights(net, "h[0][0]", path),
        "film.gif": lambda path: ns.animate(small, path),
        "film.html": lambda path: ns.animate(small, path, theme="print"),
        "network.txt": lambda path: path.write_text(picture(net)),
        "history.txt": lambda path: path.write_text(picture(history)),
    }


def square(x):
    return x * x


def descent():
    return ns.descend(square, lambda x: 2 * x, 3.0, learning_rate=0.2, steps=4)


def test_pictures_drawn_side_by_side_are_those_drawn_alone(worked_trace, tmp_path):
    net = worked_trace.net
    made = kinds(net, worked_trace, ([[25, 67], [70, 98]], [[68], [91]]))
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    for folder in (alone, beside):
        folder.mkdir()
    for name, make in made.items():
        make(alone / name)
    for measured in (lettering._text_width, lettering._pieces_width, lettering._wrapped):
        measured.cache_clear()
    # a user's own settings, some of which pictures have as well
    with mpl.rc_context({"font.size": 30, "axes.linewidth": 9.0, "font.family": "monospace"}):
        before, filters = dict(mpl.rcParams), list(warnings.filters)
        with ThreadPoolExecutor(8) as pool:
            # each kind begins beside others than it ends beside
            jobs = [pool.submit(make, beside / name) for name, make in reversed(made.items())]
        for job in jobs:
            job.result()
        assert dict(mpl.rcParams) == before
        assert warnings.filters == filters
    different = [n for n in made if (alone / n).read_bytes() != (beside / n).read_bytes()]
    assert different == []


def test_a_setting_that_another_thread_changes_meanwhile_stays_as_it_is():
    with mpl.rc_context({"axes.linewidth": 9.0, "font.size": 30}):
        with house_settings():
            thread = threading.Thread(target=mpl.rcParams.update, args=({"axes.linewidth": 7.0},))
            thread.start()
            thread.join()
        assert mpl.rcParams["axes.linewidth"] == 7.0
        assert mpl.rcParams["font.size"] == 30


def test_a_users_function_may_wait_for_a_picture_in_another_thread():
    held = []

    def another_picture():
        with house_settings():
            pass

    def function(x):
        thread = threading.Thread(target=another_picture, daemon=True)
        thread.start()
        thread.join(30)
        held.append(thread.is_alive())
        assert not held[-1], "the function is called while its picture keeps others waiting"
        return x * x

    ns.draw_descent(descent(), function)
    ns.draw_activation(ns.Activation("mine", function, lambda x: 2 * x))
    assert len(held) > 100
