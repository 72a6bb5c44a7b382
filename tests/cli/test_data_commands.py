import csv
import io
import json
from pathlib import Path

import pytest

import neurosim as ns

IRIS = Path(__file__).parents[2] / "examples" / "data" / "iris.csv"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_train_equals_the_library(run, scores, tmp_path):
    run("new", "m.json", "--layers", "2,3,1")
    result = run(
        "train",
        "m.json",
        str(scores),
        "-o",
        "t.json",
        "--epochs",
        "50",
        "--learning-rate",
        "0.5",
        "--history",
        "h.csv",
    )
    assert result.status == 0
    net = ns.mlp([2, 3, 1])
    history = ns.train(net, ns.read_csv(scores), epochs=50, learning_rate=0.5, normalize=(0, 1))
    trained = ns.load(tmp_path / "t.json")
    assert [p.value for p in trained.parameters] == [p.value for p in net.parameters]
    assert trained.input_columns == ("I0", "I1")
    assert (tmp_path / "h.csv").read_text() == history.to_csv()
    assert f"each sample before its update: {history.loss[-1]:.6g}\n" in result.out
    assert "wrote t.json\nwrote h.csv\n" in result.out


def test_train_keeps_the_scaling_of_the_model_unless_told_otherwise(run, scores, model, tmp_path):
    def scaling(*options):
        run("train", str(model), str(scores), "-o", "t.json", "--epochs", "1", "--force", *options)
        return ns.load(tmp_path / "t.json").input_scaling

    net = ns.load(model)
    net.input_scaling = ns.MinMaxScaling((0.0, 0.0), (100.0, 100.0))
    ns.save(net, model)
    assert scaling() == net.input_scaling
    assert scaling("--normalize", "none") is None
    assert scaling("--normalize", "-1,1") == ns.MinMaxScaling((25, 67), (70, 98), (-1, 1))
    standard = ns.StandardScaling.fit(ns.read_csv(scores).X)
    assert scaling("--normalize", "standard") == standard
    ns.save(ns.load(tmp_path / "t.json"), model)
    assert scaling() == standard


def test_train_in_place_needs_force(run, fails, scores, model):
    before = model.read_bytes()
    assert "exists already; give another name, or use --force" in fails(
        "train", str(model), str(scores)
    )
    assert model.read_bytes() == before
    assert run("train", str(model), str(scores), "--force", "--epochs", "2").status == 0
    assert model.read_bytes() != before


def test_train_with_validation_and_early_stopping(run, scores, model):
    out = run(
        "train",
        str(model),
        str(scores),
        "--force",
        "--epochs",
        "3000",
        "--patience",
        "3",
        "--validation",
        "0.25",
        "--shuffle",
        "--seed",
        "3",
        "--learning-rate",
        "1",
    ).out
    assert "no improvement for 3 epochs" in out
    assert "validation loss" in out
    assert "the parameters are those of epoch" in out


@pytest.mark.parametrize(
    "options",
    [["--batch-size", "full"], ["--batch-size", "2"], ["--optimizer", "adam"], ["--loss", "mae"]],
)
def test_train_options_reach_the_library(run, scores, model, tmp_path, options):
    run("train", str(model), str(scores), "-o", "t.json", "--epochs", "3", *options)
    keywords = {
        "--batch-size": {"batch_size": None if options[1] == "full" else 2},
        "--optimizer": {"optimizer": "adam"},
        "--loss": {"loss": "mae"},
    }[options[0]]
    net = ns.load(model)
    ns.train(net, ns.read_csv(scores), epochs=3, **keywords)
    trained = ns.load(tmp_path / "t.json")
    assert [p.value for p in trained.parameters] == [p.value for p in net.parameters]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--batch-size", "big"], "--batch-size takes a whole number or 'full'; got 'big'"),
        (["--batch-size", "0"], "the batch size is 0; it must be at least 1"),
        (["--epochs", "0"], "the number of epochs is 0; it must be at least 1"),
        (["--learning-rate", "-1"], "the learning rate is -1; it must be above 0"),
        (["--optimizer", "adm"], "unknown optimizer 'adm'; did you mean 'adam'"),
        (["--loss", "mes"], "unknown loss 'mes'; did you mean 'mse'"),
        (
            ["--normalize", "0"],
            "--normalize takes a range such as 0,1 or -1,1, 'standard' or 'none'; got '0'",
        ),
        (["--normalize", "0,1,2"], "--normalize takes two numbers such as 0,1; got '0,1,2'"),
        (["--normalize", "1,0"], "a range needs its low end below its high end; got (1, 0)"),
        (
            ["--inputs", "I0"],
            "has the columns I0, but not 'I1'; the network knows the inputs I0, I1",
        ),
        (["--inputs", "I0,IX"], "unknown input column 'IX'; known: I0, I1, Z0"),
        (["--targets", "9"], "there is no target column at position 9"),
        (["--validation", "1"], "1"),
        (["--patience", "-3"], "--patience"),
    ],
)
def test_train_errors_write_nothing(fails, scores, model, tmp_path, options, message):
    assert message in fails("train", str(model), str(scores), "-o", "t.json", *options)
    assert not (tmp_path / "t.json").exists()


def test_training_that_diverges_is_one_sentence_and_writes_nothing(run, fails, scores, tmp_path):
    run("new", "m.json", "--layers", "2,1", "--activation", "identity")
    error = fails("train", "m.json", str(scores), "-o", "t.json", "--normalize", "none")
    assert error.startswith("training stopped in epoch ")
    assert error.endswith("; try a smaller learning rate or normalize the data")
    assert not (tmp_path / "t.json").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "scores.csv"),
        ("I0,I1,Z0\n1,2\n", "scores.csv, line 2"),
        ("I0,I1,Z0\n1,x,3\n", "scores.csv, line 2, column 'I1': 'x' is not a number"),
        ("I0,I1,Z0\n1,,3\n", "scores.csv, line 2, column 'I1': the cell is empty"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_column(fails, scores, model, text, message):
    scores.write_text(text)
    assert message in fails("test", str(model), str(scores))


def test_test_measures_numbers(run, scores, model):
    metrics = ns.evaluate(ns.load(model), ns.read_csv(scores))
    out = run("test", str(model), str(scores)).out
    shown = dict(line.rsplit(maxsplit=1) for line in out.splitlines()[3:-1] if line.strip())
    assert {name.strip(): float(value) for name, value in shown.items()} == pytest.approx(
        {
            "samples": 4,
            "loss (normalized units)": metrics.loss,
            "MAE": metrics.mae,
            "RMSE": metrics.rmse,
            "R2": metrics.r2,
        },
        rel=1e-5,
    )


@pytest.fixture
def iris(run, tmp_path) -> Path:
    run(
        "new",
        "iris.json",
        "--layers",
        "4,4,3",
        "--activation",
        "tanh",
        "--output-activation",
        "identity",
    )
    run(
        "train",
        "iris.json",
        str(IRIS),
        "--force",
        "--epochs",
        "30",
        "--shuffle",
        "--learning-rate",
        "0.1",
    )
    return tmp_path / "iris.json"


def test_classes_from_file_to_confusion_matrix(run, iris):
    net = ns.load(iris)
    assert net.loss == "softmax_cross_entropy"
    assert net.target_scaling is None
    out = run("test", str(iris), str(IRIS)).out
    metrics = ns.evaluate(net, ns.read_csv(IRIS))
    assert metrics.accuracy is not None
    assert metrics.accuracy > 0.9
    assert f"accuracy {metrics.accuracy:.6g}" in " ".join(out.split())
    for label, counts in zip(metrics.classes, metrics.confusion, strict=True):
        row = next(line for line in out.splitlines() if line.split()[:1] == [label])
        assert row.split() == [label, *map(str, counts)]


def test_a_test_file_with_fewer_classes_is_encoded_as_the_model_knows_them(run, iris, tmp_path):
    lines = IRIS.read_text().splitlines()
    few = [lines[0], *(line for line in lines if line.endswith("virginica"))]
    (tmp_path / "few.csv").write_text("\n".join(few) + "\n")
    out = run("test", str(iris), "few.csv").out
    net = ns.load(iris)
    labels = ns.predict_classes(net, ns.read_csv(IRIS).X[100:])
    assert f"accuracy {labels.count('virginica') / 50:.6g}" in " ".join(out.split())


def test_predict_classes(run, iris):
    rows = rows_of(run("predict", str(iris), str(IRIS)).out)
    net, data = ns.load(iris), ns.read_csv(IRIS)
    assert [row["predicted species"] for row in rows] == ns.predict_classes(net, data.X)
    shares = [
        [float(row[f"species={label}"]) for label in ("setosa", "versicolor", "virginica")]
        for row in rows
    ]
    assert shares == ns.predict_probabilities(net, data.X).tolist()
    assert all(sum(share) == pytest.approx(1) for share in shares)


def test_predict_numbers_exactly_to_a_file_and_to_standard_output(run, scores, model, tmp_path):
    printed = run("predict", str(model), str(scores)).out
    assert run("predict", str(model), str(scores), "-o", "p.csv").out == "wrote p.csv\n"
    assert (tmp_path / "p.csv").read_text() == printed
    rows = rows_of(printed)
    assert list(rows[0]) == ["I0", "I1", "predicted Z0"]
    data = ns.read_csv(scores)
    assert [float(row["predicted Z0"]) for row in rows] == ns.predict(
        ns.load(model), data.X
    ).ravel().tolist()


def test_predict_from_standard_input_with_inputs_only(run, model):
    for arguments in (["predict", str(model)], ["predict", str(model), "-"]):
        rows = rows_of(run(*arguments, stdin="I1;I0\n98;70\n85,5;50\n").out)
        assert [(row["I0"], row["I1"]) for row in rows] == [("70.0", "98.0"), ("50.0", "85.5")]


def test_predict_chooses_columns(run, fails, model):
    text = "a,b,c\n1,70,98\n"
    chosen = rows_of(run("predict", str(model), "--inputs", "b,c", stdin=text).out)
    assert chosen == rows_of(run("predict", str(model), "--inputs", "1,2", stdin=text).out)
    assert list(chosen[0]) == ["b", "c", "predicted Z0"]
    error = fails("predict", str(model), stdin=text)
    assert "has the columns a, b, c, but not 'I0', 'I1'; the network knows the inputs" in error
    assert "I0, I1: choose columns with --inputs" in error


def test_predict_names_outputs_without_columns(run, tmp_path):
    ns.save(ns.mlp([1, 2], initializer="zeros"), tmp_path / "m.json")
    out = run("predict", "m.json", stdin="x\n1\n").out
    assert out == "x,predicted o[0],predicted o[1]\n1.0,0.5,0.5\n"


def test_predict_replaces_only_with_force(run, fails, scores, model, tmp_path):
    (tmp_path / "p.csv").write_text("mine")
    assert "p.csv exists already" in fails("predict", str(model), str(scores), "-o", "p.csv")
    assert (tmp_path / "p.csv").read_text() == "mine"
    assert run("predict", str(model), str(scores), "-o", "p.csv", "--force").status == 0


def test_trace_prints_every_neuron(run, model):
    out = run("trace", str(model), "--input", "70,98").out
    lines = [line.split() for line in out.splitlines()]
    first = next(line for line in lines if line[:1] == ["h[0][1]"])
    assert first == ["h[0][1]", "1.0000", "*", "-0.5000", "0.5000", "0.5000", "sigmoid", "0.6225"]
    assert "output in raw units: 79.5691" in out
    assert "loss" not in out


def test_trace_prints_the_backward_pass_and_the_update(run, model):
    out = run(
        "trace",
        str(model),
        "--input",
        "70,98",
        "--target",
        "91",
        "--learning-rate",
        "0.1",
        "--digits",
        "6",
    ).out
    assert "loss (normalized units): 0.123503" in out
    assert "-0.124245" in out
    row = next(line for line in out.splitlines() if line.split()[:1] == ["bo[0]"])
    assert row.split() == ["bo[0]", "0.500000", "-0.124245", "0.512424"]
    without = run("trace", str(model), "--input", "70,98", "--target", "91").out
    row = next(line for line in without.splitlines() if line.split()[:1] == ["bo[0]"])
    assert row.split() == ["bo[0]", "0.5000", "-0.1242"]


def test_trace_as_csv_and_json(run, model, tmp_path):
    t = ns.trace(ns.load(model), [70, 98], [91])
    options = ["--input", "70,98", "--target", "91"]
    assert run("trace", str(model), *options, "--format", "csv").out == t.to_csv()
    run("trace", str(model), *options, "--format", "json", "-o", "t.json")
    assert (tmp_path / "t.json").read_text() == t.to_json()
    assert json.loads(t.to_json())[0]["quantity"] == "raw"


def test_trace_of_a_wide_neuron_leaves_out_the_middle(run, tmp_path):
    ns.save(ns.mlp([20, 1]), tmp_path / "m.json")
    out = run("trace", "m.json", "--input", ",".join("1" * 20)).out
    assert "... 13 more ..." in out
    assert out.count(" * ") == 7 + 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--input", "70"], "got 1 input, expected 2: 'I0', 'I1'"),
        (["--input", "70,98", "--target", "1,2"], "got 2 targets, expected 1: o[0]"),
        (["--input", "70,98", "--format", "cvs"], "unknown format 'cvs'; did you mean 'csv'"),
        (["--input", "70,98", "--learning-rate", "0.1"], "need the target of the sample: --target"),
        (
            ["--input", "70,98", "-o", "t.txt"],
            "a table can only be printed; to write a file, give --format",
        ),
        (["--input", "1e999,1"], "--input: '1e999' is inf; it must be a finite number"),
    ],
)
def test_trace_errors(fails, model, options, message):
    assert message in fails("trace", str(model), *options)


def test_decimal_commas_between_semicolons(run, model):
    out = run("trace", str(model), "--input", "70,0;98,0").out
    assert out == run("trace", str(model), "--input", "70,98").out


def test_a_warning_is_one_line_on_standard_error(run, model, tmp_path):
    (tmp_path / "c.csv").write_text("I0,I1,Z0\n1,5,3\n2,5,4\n")
    result = run("train", str(model), "c.csv", "--force", "--epochs", "1", "--normalize", "0,1")
    assert result.status == 0
    assert result.err == (
        "neurosim: warning: I1 is 5 in every row; it is scaled to 0.5, the middle of the range\n"
    )


def test_the_history_does_not_replace_the_model(fails, scores, model):
    before = model.read_bytes()
    for output, name in (([], str(model)), (["-o", "t.json"], "t.json")):
        error = fails("train", str(model), str(scores), *output, "--history", name, "--force")
        assert f"--history and the model are both {name}; give two names" in error
    arguments = ["-o", "t.json", "--history", str(model), "--force"]
    assert "is read by this command" in fails("train", str(model), str(scores), *arguments)
    assert model.read_bytes() == before


@pytest.mark.parametrize("option", ["-o", "--history"])
def test_a_directory_that_is_not_there_is_said_before_training(fails, scores, model, option):
    error = fails(
        "train", str(model), str(scores), option, "none/t", "--force", "--epochs", "9" * 9
    )
    assert "cannot write none/t: there is no directory" in error


def test_training_goes_on_with_the_loss_of_the_model(run, scores, model, tmp_path):
    run("train", str(model), str(scores), "-o", "t.json", "--epochs", "1", "--loss", "mse")
    run("train", "t.json", str(scores), "--force", "--epochs", "1")
    assert ns.load(tmp_path / "t.json").loss == "mse"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace", "--input", "70,98", "--digits", "-1"], "--digits"),
        (["trace", "--input", "70,98", "--digits", "99"], "--digits"),
        (["trace", "--input", ""], "--input is empty; give numbers, such as 70,98"),
        (["predict", "-", "--inputs", "--1,0"], "unknown input column '--1'"),
        (["predict", "-", "--inputs", 'a"b\n,c'], "expected names separated by commas; got"),
    ],
)
def test_odd_options_are_one_sentence(fails, model, arguments, message):
    command, *rest = arguments
    assert message in fails(command, str(model), *rest, stdin="I0,I1\n1,2\n")


def test_trace_of_classes_takes_a_label_and_shows_probabilities(run, fails, iris):
    sample = ["--input", "5.1,3.5,1.4,0.2"]
    out = run("trace", str(iris), *sample, "--target", "setosa").out
    assert out == run("trace", str(iris), *sample, "--target", "1,0,0").out
    net = ns.load(iris)
    probabilities = ns.predict_probabilities(net, [[5.1, 3.5, 1.4, 0.2]])[0]
    for label, share in zip(net.target_columns[0].classes, probabilities, strict=True):
        assert f"species={label}: {share:.6g}\n" in out
    assert "outputs, before softmax: " in out
    assert "predicted species: setosa" in out
    assert "loss: " in out
    error = fails("trace", str(iris), *sample, "--target", "setosaa")
    assert "unknown class of species 'setosaa'; did you mean 'setosa'" in error


def test_trace_shows_raw_inputs_and_slopes(run, model):
    out = run("trace", str(model), "--input", "70,98", "--target", "91").out
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line.strip()}
    assert rows["x[0]"] == ["x[0]", "·", "I0", "raw", "70", "1.0000"]
    assert rows["o[0]"][-3:] == ["0.5030", "0.2500", "-0.1242"]


@pytest.mark.parametrize("command", ["test", "predict"])
def test_the_marks_of_a_file_can_be_given(run, fails, model, tmp_path, command):
    (tmp_path / "a.csv").write_text("I0|I1|Z0\n70,5|98|91\n")
    assert "a.csv" in fails(command, str(model), "a.csv")
    (tmp_path / "b.csv").write_text("I0,I1,Z0\n70.5,98,91\n")
    given = run(command, str(model), "a.csv", "--delimiter", "|", "--decimal", ",")
    assert given.out == run(command, str(model), "b.csv").out


def test_train_takes_the_marks_of_a_file(run, model, scores, tmp_path):
    text = scores.read_text().replace(",", "|").replace(" ", "")
    (tmp_path / "a.csv").write_text(text)
    run("train", str(model), "a.csv", "-o", "a.json", "--epochs", "2", "--delimiter", "|")
    run("train", str(model), str(scores), "-o", "b.json", "--epochs", "2")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_other_headings_are_refused_until_they_are_chosen(run, fails, model):
    error = fails("predict", str(model), stdin="a,b\n70,98\n")
    assert "has the columns a, b, but not 'I0', 'I1'" in error
    result = run("predict", str(model), "--inputs", "a,b", stdin="a,b\n70,98\n")
    assert result.status == 0
    assert "the columns a, b are used in place of the network's columns I0, I1" in result.err


def test_the_order_of_a_choice_does_not_matter_where_names_are_known(run, fails, model, scores):
    known = run("test", str(model), str(scores)).out
    assert run("test", str(model), str(scores), "--inputs", "I1,I0").out == known
    rows = run("predict", str(model), "--inputs", "I1,I0", stdin="I0,I1\n70,98\n").out
    assert rows == run("predict", str(model), stdin="I1,I0\n98,70\n").out
    error = fails("predict", str(model), "--inputs", "I1,a", stdin="I0,I1,a\n70,98,1\n")
    assert "has the columns I1, a, but not 'I0'" in error


def test_chosen_columns_of_other_names_are_measured_as_those_of_the_network(run, model, scores):
    lines = scores.read_text().splitlines()
    other = scores.with_name("other.csv")
    other.write_text("\n".join(["a,b,c", *lines[1:]]) + "\n")
    result = run("test", str(model), str(other), "--inputs", "a,b", "--targets", "c")
    assert result.out == run("test", str(model), str(scores)).out


@pytest.mark.parametrize("command", ["train", "predict"])
def test_data_is_not_replaced_by_the_output(fails, scores, model, command):
    before = scores.read_bytes()
    error = fails(command, str(model), str(scores), "-o", str(scores), "--force")
    assert "is read by this command; give the output another name" in error
    assert scores.read_bytes() == before


@pytest.mark.parametrize("command", ["predict", "trace"])
def test_the_model_is_not_replaced_by_the_output(fails, scores, model, command):
    before = model.read_bytes()
    rest = [str(scores)] if command == "predict" else ["--input", "70,98", "--format", "json"]
    error = fails(command, str(model), *rest, "-o", str(model), "--force")
    assert "is read by this command; give the output another name" in error
    assert model.read_bytes() == before


def test_a_circle_of_links_is_one_sentence(fails, scores, model, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    error = fails("predict", str(model), str(scores), "-o", "loop", "--force")
    assert error == "cannot write loop: its links lead in a circle"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "-", "--inputs", "9" * 5000], "unknown input column"),
        (["train", "scores.csv", "--force", "--batch-size", "9" * 5000], "--batch-size takes a wh"),
    ],
)
def test_numbers_of_5000_digits(fails, scores, model, arguments, message):
    command, *rest = arguments
    assert message in fails(command, str(model), *rest, stdin="I0,I1\n1,2\n")


def test_a_label_with_a_digit_in_it_is_a_label(fails, iris):
    sample = ["--input", "5,3,1,0.2"]
    for target in ("class 1", "2", "Setosa1"):
        error = fails("trace", str(iris), *sample, "--target", target)
        assert f"unknown class of species '{target}'" in error
        assert "known: setosa, versicolor, virginica" in error


def test_two_classes_on_one_output(run, fails, tmp_path):
    rows = [f"{x},{'yes' if x > 2 else 'no'}" for x in range(6)]
    (tmp_path / "a.csv").write_text("\n".join(["x,passed", *rows]) + "\n")
    run("new", "m.json", "--layers", "1,1")
    out = run(
        "train", "m.json", "a.csv", "-o", "t.json", "--epochs", "400", "--learning-rate", "2"
    ).out
    assert "loss (binary_cross_entropy) in the last epoch" in out
    lines = [line.split() for line in run("test", "t.json", "a.csv").out.splitlines()]
    for line in (
        ["accuracy", "1"],
        ["no", "3", "0"],
        ["yes", "0", "3"],
        ["no", "1", "1", "1", "3"],
    ):
        assert line in lines
    assert ["F1,", "mean", "over", "the", "classes", "1"] in lines
    found = rows_of(run("predict", "t.json", "a.csv").out)
    assert [row["predicted passed"] for row in found] == ["no"] * 3 + ["yes"] * 3
    assert float(found[0]["passed=no"]) + float(found[0]["passed=yes"]) == pytest.approx(1)
    out = run("trace", "t.json", "--input", "5", "--target", "yes").out
    assert "predicted passed: yes" in out
    # the row of the file is the same sample
    of_row = run("trace", "t.json", "a.csv", "--row", "5").out
    assert of_row.splitlines()[1:] == out.splitlines()
    for command, output in (("draw", "t.svg"), ("animate", "t.gif"), ("figures", "book")):
        run(command, "t.json", "a.csv", "-o", output)
    assert "unknown class of passed 'maybe'" in fails(
        "trace", "t.json", "--input", "5", "--target", "maybe"
    )


def test_an_input_is_given_as_it_stands_in_the_file(run, fails, tmp_path):
    (tmp_path / "a.csv").write_text("area,city,rent\n1,Ulm,3\n2,Bonn,4\n9,Ulm,8\n8,Bonn,7\n")
    run("new", "m.json", "--layers", "3,2,1")
    run("train", "m.json", "a.csv", "-o", "t.json", "--categories", "city", "--epochs", "2")
    of_row = run("trace", "t.json", "a.csv", "--row", "2").out
    for given in ("9,Ulm", "9; Ulm", "9,0,1"):
        assert (
            of_row.splitlines()[1:]
            == run("trace", "t.json", "--input", given, "--target", "8").out.splitlines()
        )
    assert "unknown category 'Rome'" in fails("trace", "t.json", "--input", "9,Rome")
    assert "--input: 'x' is not a number" in fails("trace", "t.json", "--input", "x,Ulm")
    assert "expected 3: 'area', 'city=Bonn', 'city=Ulm'" in fails(
        "trace", "t.json", "--input", "1,2,3,4"
    )
