"""XML of PyBrain: its own writer's files give its numbers; anything else is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError

DATA = Path(__file__).parent / "data"
OUTPUTS = json.loads((DATA / "pybrain_outputs.json").read_text())


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_network_gives_the_outputs_of_pybrain(name):
    net = ns.read_pybrain(DATA / f"pybrain_{name}.xml")
    stored = OUTPUTS[name]
    predict = ns.predict_probabilities if name == "softmax" else ns.predict
    assert predict(net, stored["X"]) == pytest.approx(np.array(stored["Y"]), rel=1e-12, abs=1e-12)


def test_neurons_are_named_by_the_modules():
    net = ns.read_pybrain(DATA / "pybrain_layered.xml")
    assert net.name == "layered"
    assert [n.name for n in net.inputs] == ["in[0]", "in[1]", "in[2]"]
    assert [n.name for n in net.hidden] == [f"hidden0[{i}]" for i in range(4)]
    assert [n.name for n in net.outputs] == ["out[0]", "out[1]"]


def test_a_softmax_at_the_end_is_the_loss():
    net = ns.read_pybrain(DATA / "pybrain_softmax.xml")
    assert net.loss == "softmax_cross_entropy"
    assert {n.activation.name for n in net.outputs} == {"identity"}


LAYERED = (DATA / "pybrain_layered.xml").read_text()
WIRED = (DATA / "pybrain_wired.xml").read_text()
SHARED = (DATA / "pybrain_shared.xml").read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAYERED[:900], "not valid XML at line "),
        (LAYERED.replace("<PyBrain>", "<!DOCTYPE a><PyBrain>"), "the XML has a document type (<!DOC"),
        ("<PyBrain></PyBrain>", "the file has no <Network>; it is none of PyBrain, or damaged"),
        (f"<PyBrain>{'<a>' * 300}{'</a>' * 300}</PyBrain>", "elements are nested too deeply; that is"),
        (LAYERED.replace("Modules>", "Parts>"), "<Network> has no <Modules>; the file is damaged"),
        (LAYERED.replace('val="4"', 'val="1e3"'), "'hidden0' has the dim '1e3'; expected a whole numb"),
        (LAYERED.replace('val="4"', 'val="0"'), "'hidden0' has the dim 0; expected 1 to 1,000,000"),
        (LAYERED.replace('val="4"', 'val="99999999"'), "'hidden0' has the dim 99999999; expected 1 to"),
        (LAYERED.replace('val="4"', 'val="5"'), " has 4 parameters; expected 5, one for each weight"),
        (LAYERED.replace("SigmoidLayer", "LSTMLayer"), "the module 'hidden0': unknown layer 'LSTMLayer'"),
        (LAYERED.replace("SigmoidLayer", "SoftmaxLayer"), "the module 'hidden0' is a softmax within the"),
        (LAYERED.replace("[", "[nan, "), " is 'nan'; expected a finite number"),
        (LAYERED.replace("[", "[1e999, "), "is inf; it must be a finite number"),
        (LAYERED.replace("[", "[__import__('os').name, "), "is \"__import__('os').name\"; expected a fi"),
        (LAYERED.replace("[", "("), "; expected a list of numbers"),
        (LAYERED.replace('inmod val="bias"', 'inmod val="none"'), "is 'none', and there is no such modu"),
        (LAYERED.replace('<outmod val="out"/>', '<outmod val="in"/>'), "leads to the input module 'in'"),
        (LAYERED.replace('inmodule="True"', 'outmodule="True"'), "has no inputs"),
        (LAYERED.replace(' outmodule="True"', ""), "the network has no outputs; a network needs at le"),
        (LAYERED.replace('name="hidden0"', 'name="in"'), "two modules have the same name; names of mo"),
        (LAYERED.replace(' name="hidden0"', ""), "<SigmoidLayer> has no name; the file is damaged"),
        (LAYERED.replace("FullConnection", "OddConnection"), "unknown connection 'OddConnection'"),
        (
            LAYERED.replace('<FullConnection ', '<FullConnection recurrent="True" '),
            " is recurrent; only feed-forward networks can be imported",
        ),
        (
            WIRED.replace('<inmod val="left"/>\n\t\t\t\t<outmod val="first"/>', '<inmod val="second"/>\n\t\t\t\t<outmod val="first"/>'),
            "the modules close the cycle ",
        ),
        (WIRED.replace('<inSliceTo val="3"/>', '<inSliceTo val="9"/>'), "takes neurons 0 to 9 of 4 and"),
        (WIRED.replace('<inSliceFrom val="1"/>', "").replace("FullConnection", "LinearConnection"), "joins "),
        (LAYERED.replace('LinearLayer name="in"', 'TanhLayer name="in"').replace("</LinearLayer>", "</TanhLayer>"), "the input module 'in' is a TanhLayer; inputs can only be a Line"),
        (SHARED.replace('mother val="mother"', 'mother val="none"'), "is 'none', and there is no such mo"),
        (SHARED.replace("[", "[1, "), "the mother connection 'mother' has 5 weights; 'mother' ne"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content, message, tmp_path):
    path = tmp_path / "net.xml"
    path.write_text(content)
    with pytest.raises(FileError) as caught:
        ns.read_pybrain(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_the_text_is_read_as_utf_8_whatever_it_declares(tmp_path):
    path = tmp_path / "net.xml"
    declared = LAYERED.replace('version="1.0" ', 'version="1.0" encoding="latin-1"')
    path.write_text(declared.replace('name="layered"', 'name="größe"'), "utf-8")
    assert ns.read_pybrain(path).name == "größe"


def test_entities_are_never_expanded(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE PyBrain [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    path = tmp_path / "bomb.xml"
    path.write_text(bomb + "]><PyBrain>&j;</PyBrain>")
    with pytest.raises(FileError, match="has a document type"):
        ns.read_pybrain(path)


def test_of_several_networks_the_first_is_read(tmp_path):
    from neurosim.interop.imports.importing import found_network

    both = LAYERED.replace("</PyBrain>", "") + WIRED[WIRED.index("<Network") :]
    path = tmp_path / "net.xml"
    path.write_text(both)
    assert ns.read_pybrain(path).name == "layered"
    assert found_network(path).notes == ("1 other network of the file is left out",)
