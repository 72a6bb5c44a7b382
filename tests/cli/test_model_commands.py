import json
import math

import pytest

import neurosim as ns


def test_new_from_layer_sizes(run, tmp_path):
    result = run("new", "m.json", "--layers", "2,3,1", "--seed", "5", "--name", "small")
    expected = "2-3-1 (2 inputs, 3 hidden neurons, 1 output), 13 weights and biases"
    assert result.out == f"wrote m.json: {expected}\n"
    net = ns.load(tmp_path / "m.json")
    assert net.name == "small"
    assert net.wh.tolist() == ns.mlp([2, 3, 1], seed=5).wh.tolist()


def test_new_with_activations_and_initializer(run, tmp_path):
    run(
        "new", "m.json", "--layers", "2,3,4,1", "--activation", "tanh,relu",
        "--output-activation", "identity", "--initializer", "0.25",
    )  # fmt: skip
    net = ns.load(tmp_path / "m.json")
    kinds = [layer[0].activation.name for layer in net.layers[1:]]
    assert kinds == ["tanh", "relu", "identity"]
    assert {parameter.value for parameter in net.parameters} == {0.25}


WEIGHTS = {
    "hiddenWeights": [[[-0.5, -1.0], [-0.5, 0.5], [1.0, 0.0]]],
    "hiddenBias": [[0.5, 0.5, 0.5]],
    "outputWeights": [[0.5, -1.0, 0.0]],
    "outputBias": [0.5],
}
SCALING = {"minInput": [25, 67], "maxInput": [70, 98], "minOutput": [68], "maxOutput": [91]}


def test_new_from_the_weights_and_scaling_of_the_source_author(run, tmp_path):
    (tmp_path / "w.json").write_text(json.dumps(WEIGHTS))
    (tmp_path / "s.json").write_text(json.dumps(SCALING))
    result = run("new", "m.json", "--weights", "w.json", "--scaling", "s.json")
    assert result.status == 0
    net = ns.load(tmp_path / "m.json")
    assert ns.trace(net, [70, 98]).value("yo[0]") == pytest.approx(0.5030, abs=5e-5)
    assert net.input_scaling == ns.MinMaxScaling((25, 67), (70, 98))
    run("new", "n.json", "--weights", "w.json", "--scaling", "s.json", "--range", "-1,1")
    assert ns.load(tmp_path / "n.json").target_scaling == ns.MinMaxScaling((68,), (91,), (-1, 1))


MAZUR = {"wh": [[[0.15, 0.2], [0.25, 0.3]]], "bh": [[0.35, 0.35]], "wo": [[0.4, 0.45]], "bo": [0.6]}


@pytest.mark.parametrize(
    "typed",
    [
        "wh[0][0][0]=0.15, wh[0][0][1] = 0.2, wh[0][1][0]=0.25,wh[0][1][1]=0.3, "
        "bh[0][0]=0.35, bh[0][1]=0.35, wo[0][0]=0.4, wo[0][1]=0.45, bo[0]=0.6",
        "wh[0]=0.15 0.2 0.25 0.3, bh=.35 .35, wo=.4 .45, bo=.6",
        "wh[0][0]=0.15,0.2, wh[0][1]=0.25, 0.3; bh=.35,.35; wo=.4;.45; bo=.6;",
        "wh=0,15 0,2 0,25 0,3; bh=0,35;0,35\nwo[0]=0,4; 0,45\nbo = 0,6\n",
    ],
)
def test_new_with_typed_weights(run, tmp_path, typed):
    result = run("new", "m.json", "--layers", "2,2,1", "--weights", typed)
    assert result.status == 0, result
    net = ns.load(tmp_path / "m.json")
    assert {name: getattr(net, name).tolist() for name in MAZUR} == MAZUR


def test_new_with_some_typed_weights_and_typed_names(run, tmp_path):
    run(
        "new", "m.json", "--layers", "2,2,1", "--seed", "4", "--weights", "bo[0]=-2e-1",
        "--names", 'hours, "score, in percent";;pass',
    )  # fmt: skip
    net = ns.load(tmp_path / "m.json")
    assert net.bo.tolist() == [-0.2]
    assert net.wh.tolist() == ns.mlp([2, 2, 1], seed=4).wh.tolist()
    names = ["hours", "score, in percent", "h[0][0]", "h[0][1]", "pass"]
    assert [neuron.name for neuron in net] == names
    (tmp_path / "w=.json").write_text(json.dumps(WEIGHTS))
    run("new", "n.json", "--weights", "w=.json", "--names", "a,b;p,q,r;y")
    assert [neuron.name for neuron in ns.load(tmp_path / "n.json")] == ["a", "b", *"pqr", "y"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "give either --layers, such as --layers 2,3,1, or --weights FILE"),
        (["--layers", "2,1", "--weights", "w"], "give either --layers, such as"),
        (["--layers", "2,x,1"], "--layers takes whole numbers such as 2,3,1; got '2,x,1'"),
        (["--layers", "2"], "layer sizes are a list of at least inputs and outputs"),
        (["--layers", "2,0,1"], "the size of layer 1 is 0; it must be at least 1"),
        (["--layers", "2,3,1", "--activation", "sigmod"], "did you mean 'sigmoid'"),
        (["--layers", "2,3,1", "--initializer", "nan"], "the constant is nan"),
        (["--layers", "2,3,1", "--scaling", "s"], "--scaling needs --weights"),
        (["--weights", "w.json"], "cannot read w.json: no such file; check its name and folder"),
        (["--weights", "w.json", "--activation", "tanh,relu"], "--weights takes one --activation"),
        (["--weights", "w.json", "--seed", "3"], "--initializer and --seed need --layers"),
        (["--weights", "w.json", "--initializer", "he"], "--initializer and --seed need --lay"),
        (["--layers", "2,1", "--range", "0,1"], "--range needs --scaling"),
        (["--layers", "2,-3,1"], "the size of layer 1 is -3; it must be at least 1"),
        (["--layers", "100000,100000,1"], "have 10,000,100,000 weights, each an edge of its own"),
        (["--layers", "2,1", "--seed", "-1"], "--seed"),
        (["--weights", "bo=1"], "--weights with numbers needs --layers too, such as --lay"),
        (["--layers", "2,1", "--weights", "bo=1"], "lacks 2 numbers: wo[0][0], wo[0][1]; give"),
        (["--layers", "2,1", "--weights", "bo=1 2"], "--weights: bo takes 1 number; got 2"),
        (["--layers", "2,1", "--weights", "wo=1"], "--weights: wo takes 2 numbers; got 1"),
        (["--layers", "2,1", "--weights", "bo=1,x"], "wo[0][0]=0.15; got 'x'"),
        (["--layers", "2,1", "--weights", "bo=,wo=1 2"], "such as wo[0][0]=0.15; got 'bo='"),
        (["--layers", "2,1", "--weights", "bo=1,bo[0]=2"], "--weights has bo[0] twice; give it"),
        (["--layers", "2,1", "--weights", "wh=1"], "unknown weight or bias 'wh'"),
        (["--layers", "2,1", "--weights", "bo=1e999"], "--weights, bo: "),
        (["--layers", "2,1", "--names", "a,b,c"], "such as 'hours,score;a,b;pass'; got 'a,b,c'"),
        (["--layers", "2,1", "--names", "a,b;c,d"], "layer 1 has 1 neuron; got 2 names: c, d"),
        (["--layers", "2,1", "--names", "a,a;c"], "the name 'a' is taken"),
        (["--layers", "2,1", "--names", "a;b;c"], "got 3 lists for 2 layers"),
    ],
)
def test_new_errors_write_nothing(fails, tmp_path, options, message):
    assert message in fails("new", "m.json", *options)
    assert not (tmp_path / "m.json").exists()


def test_new_replaces_only_with_force(run, fails, model):
    before = model.read_bytes()
    message = fails("new", str(model), "--layers", "2,1")
    assert (
        message
        == f"{model} exists already; give another name, or use --force (overwrite=True in Python) to replace it"
    )
    assert model.read_bytes() == before
    assert run("new", str(model), "--layers", "2,1", "--force").status == 0
    assert len(ns.load(model).hidden) == 0


def test_info_shows_what_a_model_is(run, model):
    net = ns.load(model)
    net.freeze("wh[0][1][0]")
    ns.save(net, model)
    out = run("info", str(model)).out
    assert "worked example: 2-3-1 (2 inputs, 3 hidden neurons, 1 output)" in out
    assert "loss: half_squared_error" in out
    assert "input columns: I0, I1" in out
    assert "target columns: Z0" in out
    assert "input scaling: [25, 70], [67, 98] to [0, 1]" in out
    assert "target scaling: [68, 91] to [0, 1]" in out
    assert "frozen: wh[0][1][0]" in out
    net.input_scaling = ns.StandardScaling((52.5, 86.25), (17.5, 12.25))
    ns.save(net, model)
    out_again = run("info", str(model)).out
    assert "input scaling: 52.5 ± 17.5, 86.25 ± 12.25 (mean ± deviation) to 0 ± 1\n" in out_again
    row = next(line for line in out.splitlines() if line.strip().startswith("h[0][1]"))
    assert row.split() == [
        "h[0][1]",
        "hidden",
        "sigmoid",
        "0.5000",
        "x[0]:",
        "-0.5000,",
        "x[1]:",
        "0.5000",
    ]


def test_info_of_classes_and_of_a_large_model(run, tmp_path):
    net = ns.mlp([30, 60, 3], "tanh", output_activation="identity")
    net.target_columns = (ns.TargetColumn("species", ("a", "b", "c")),)
    net.input_scaling = ns.MinMaxScaling((0.0,) * 30, (1.0,) * 30)
    net.freeze_biases()
    ns.save(net, tmp_path / "m.json")
    out = run("info", "m.json").out
    assert "classes: a, b, c" in out
    assert "(the table of neurons is left out: there are 93)" in out
    assert "... (18 more) to [0, 1]" in out
    assert "frozen: bh[0][0], " in out
    assert " ..." in out


def test_a_hostile_model_is_one_sentence(fails, tmp_path):
    (tmp_path / "m.json").write_text("[" * 100_000)
    assert fails("info", "m.json").startswith("m.json")
    (tmp_path / "m.json").write_text(json.dumps({"format": "neurosim-model", "bias": math.pi}))
    assert fails("info", "m.json").startswith("m.json")
