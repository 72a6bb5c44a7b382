"""Weights of samples: how much each sample counts, in every way of training."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine.dividing import divide
from neurosim.engine.program import Program
from tests.engine.test_agreement import OPTIMIZERS, agree, values

WHOLE = {"batch_size": None, "epochs": 6}
LOSSES = tuple(ns.LOSSES)


def a_network(loss="half_squared_error", seed=0, sizes=(3, 4, 2)):
    last = {"binary_cross_entropy": "sigmoid", "softmax_cross_entropy": "identity"}
    return ns.mlp(sizes, "tanh", output_activation=last.get(loss, "tanh"), seed=seed)


def some_data(n=12, n_inputs=3, n_outputs=2, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n_inputs)), rng.uniform(0.05, 0.95, (n, n_outputs))


WEIGHTS = np.array([2, 0, 1, 3, 1, 0, 2, 1, 4, 1, 1, 2])


def trained(data, loss="half_squared_error", **chosen):
    net = a_network(loss)
    history = ns.train(net, data, loss=loss, **chosen)
    return values(net), history.loss


# what a weight means


@pytest.mark.parametrize("engine", ["objects", "compiled"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_that_of_the_weighted_mean_loss(loss, engine):
    X, Z = some_data()
    net = a_network(loss)
    before = np.array(values(net))

    def weighted_mean(theta):
        for parameter, value in zip(net.parameters, theta, strict=True):
            parameter.value = value
        losses = []
        for x, z in zip(X, Z, strict=True):
            net.forward(x)
            losses.append(net.backward(z, loss))
        return np.average(losses, weights=WEIGHTS)

    step = 1e-5
    slopes = [
        (weighted_mean(before + step * unit) - weighted_mean(before - step * unit)) / (2 * step)
        for unit in np.eye(len(before))
    ]
    expected = weighted_mean(before)
    history = ns.train(
        net, (X, Z), epochs=1, learning_rate=1.0, batch_size=None, loss=loss,
        sample_weight=WEIGHTS, engine=engine,
    )  # fmt: skip
    assert before - values(net) == pytest.approx(slopes, rel=1e-6, abs=1e-8)
    assert history.loss == [pytest.approx(expected, rel=1e-12)]


def test_a_weighted_step_is_that_of_pytorch():
    torch = pytest.importorskip("torch")
    X, _ = some_data()
    labels = np.arange(12) % 2
    net = a_network("softmax_cross_entropy")
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    module.double()
    with torch.no_grad():
        for layer, weights, biases in (
            (module[0], net.wh[0], net.bh[0]),
            (module[2], net.wo, net.bo),
        ):
            layer.weight[:] = torch.tensor([list(row) for row in weights], dtype=torch.float64)
            layer.bias[:] = torch.tensor(list(biases), dtype=torch.float64)
    weights = torch.tensor(WEIGHTS, dtype=torch.float64)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        each = torch.nn.functional.cross_entropy(
            module(torch.tensor(X)), torch.tensor(labels), reduction="none"
        )
        loss = (weights * each).sum() / weights.sum()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    history = ns.train(
        net, (X, np.eye(2)[labels]), epochs=5, optimizer=ns.Adam(0.01), batch_size=None,
        loss="softmax_cross_entropy", sample_weight=WEIGHTS, engine="compiled",
    )  # fmt: skip
    assert history.loss == pytest.approx(losses, rel=1e-12)
    assert [list(row) for row in net.wo] == [
        pytest.approx(row, rel=1e-12) for row in module[2].weight.tolist()
    ]


@pytest.mark.parametrize("normalize", [None, (0, 1), "standard"])
@pytest.mark.parametrize("engine", ["objects", "compiled"])
def test_whole_weights_are_repetitions_if_a_batch_is_all_data(engine, normalize):
    X, Z = some_data()
    repeated = np.repeat(X, WEIGHTS, axis=0), np.repeat(Z, WEIGHTS, axis=0)
    chosen = {**WHOLE, "normalize": normalize, "engine": engine}
    found, losses = trained((X, Z), sample_weight=WEIGHTS, **chosen)
    expected, expected_losses = trained(repeated, **chosen)
    assert found == pytest.approx(expected, rel=1e-12)
    assert losses == pytest.approx(expected_losses, rel=1e-12)


@pytest.mark.parametrize("batch_size", [1, 3, None])
@pytest.mark.parametrize("engine", ["objects", "compiled"])
def test_a_weight_of_0_leaves_the_sample_out_bit_for_bit(engine, batch_size):
    X, Z = some_data()
    X[1] = 1e6  # would be seen in the scaling
    kept = np.flatnonzero(WEIGHTS)
    chosen = {
        "epochs": 4, "batch_size": batch_size, "normalize": (-1, 1), "shuffle": True, "seed": 3,
        "engine": engine, "metric": "rmse", "optimizer": ns.Adam(0.01),
    }  # fmt: skip
    found = trained((X, Z), sample_weight=(WEIGHTS > 0) * 0.1, **chosen)
    assert found == trained((X[kept], Z[kept]), **chosen)
    weighted = trained((X, Z), sample_weight=WEIGHTS, **chosen)
    assert weighted == trained((X[kept], Z[kept]), sample_weight=WEIGHTS[kept], **chosen)


@pytest.mark.parametrize("engine", ["objects", "compiled"])
def test_equal_weights_change_nothing(engine):
    data = some_data()
    chosen = {"epochs": 3, "batch_size": 5, "engine": engine}
    assert trained(data, sample_weight=np.full(12, 0.3), **chosen) == trained(data, **chosen)


@pytest.mark.parametrize("factor", [0.1, 1e-300, 1e307])
def test_only_the_ratios_of_weights_matter(factor):
    data = some_data()
    chosen = {"epochs": 3, "batch_size": 1, "engine": "objects"}
    found, _ = trained(data, sample_weight=WEIGHTS * factor, **chosen)
    assert found == pytest.approx(trained(data, sample_weight=WEIGHTS, **chosen)[0], rel=1e-12)


def test_a_step_of_a_single_sample_is_as_large_as_its_weight():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    history = ns.train(
        net, ([[1.0], [1.0]], [[1.0], [0.0]]), epochs=1, learning_rate=0.5,
        sample_weight=[3.0, 1.0], engine="objects",
    )  # fmt: skip
    # weights 1.5 and 0.5: y = 0, then w = b = 0.5 * 1.5 and y = 1.5
    assert net.wo[0][0] == 0.75 - 0.5 * 0.5 * 1.5
    assert history.loss == [(1.5 * 0.5 + 0.5 * 0.5 * 1.5**2) / 2]


def test_the_history_has_the_weighted_mean_loss_of_constant_outputs():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.freeze(*net.outputs)
    history = ns.train(
        net, ([[1.0], [1.0], [1.0]], [[1.0], [2.0], [4.0]]), epochs=2, sample_weight=[1, 0, 3]
    )
    assert history.loss == [(1 * 0.5 + 3 * 8.0) / 4] * 2


# both ways of computing, and all kernels


@pytest.mark.parametrize("batch_size", [1, 4, None])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_engine_agrees_with_the_objects(loss, batch_size):
    data = some_data(11)
    weights = np.random.default_rng(2).exponential(size=11)
    for optimizer in OPTIMIZERS:
        chosen = {
            "epochs": 2, "batch_size": batch_size, "optimizer": optimizer,
            "sample_weight": weights, "shuffle": True, "seed": 5,
        }  # fmt: skip
        compiled = trained(data, loss, engine="compiled", **chosen)
        objects = trained(data, loss, engine="objects", **chosen)
        agree(compiled[0], objects[0])
        agree(compiled[1], objects[1])


@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
def test_the_engine_agrees_on_a_wiring_with_frozen_parts_and_inner_outputs(loss):
    net = ns.Network()
    x, y = net.add_input(), net.add_input()
    inner = net.add_neuron({x: 0.4, y: -0.3}, bias=0.1, name="inner")
    last = net.add_neuron({inner: 0.7, y: 0.2}, name="last")
    net.set_outputs(inner, last)
    net.freeze("last")
    data = some_data(9, 2)
    weights = np.arange(9.0)
    for batch_size in (1, 4):
        runs = []
        for engine in ("objects", "compiled"):
            twin = net.copy()
            history = ns.train(
                twin, data, epochs=4, batch_size=batch_size, loss=loss, sample_weight=weights,
                engine=engine,
            )  # fmt: skip
            runs.append((values(twin), history.loss))
        agree(runs[1][0], runs[0][0])
        agree(runs[1][1], runs[0][1])


@pytest.mark.parametrize(
    ("sizes", "n", "batch_size"), [((256, 128, 10), 64, 32), ((4, 6, 2), 4096, 2048)]
)
def test_two_threads_agree_with_one(sizes, n, batch_size):
    data = some_data(n, sizes[0], sizes[-1])
    weights = np.random.default_rng(1).uniform(0, 2, n)
    assert divide(Program(ns.mlp(sizes, "tanh")), batch_size, 2)[1] == 2
    runs = []
    for threads in (1, 2):
        net = ns.mlp(sizes, "tanh", seed=1)
        history = ns.train(
            net, data, epochs=2, batch_size=batch_size, sample_weight=weights, engine="compiled",
            threads=threads,
        )  # fmt: skip
        runs.append((values(net), history.loss))
    agree(*[run[0] for run in runs])
    agree(*[run[1] for run in runs])


@pytest.mark.parametrize("batch_size", [1, 5])
def test_float32_agrees_within_its_precision(batch_size):
    data = some_data(16)
    chosen = {
        "epochs": 4,
        "batch_size": batch_size,
        "engine": "compiled",
        "sample_weight": range(16),
    }
    single, single_losses = trained(data, dtype="float32", **chosen)
    double, double_losses = trained(data, **chosen)
    assert single == pytest.approx(double, rel=1e-4, abs=1e-6)
    assert single_losses == pytest.approx(double_losses, rel=1e-5)
    assert single != double


# the rest of training


def test_a_run_resumes_with_its_weights_only(tmp_path):
    data, path = some_data(), tmp_path / "run.npz"
    for engine in ("objects", "compiled"):
        chosen = {"sample_weight": WEIGHTS, "engine": engine, "shuffle": True, "seed": 1}
        net = a_network()
        ns.train(net, data, epochs=3, callbacks=ns.Checkpoint(path), **chosen)
        again = a_network()
        history = ns.train(again, data, epochs=6, resume=path, **chosen)
        found, losses = trained(data, epochs=6, **chosen)
        assert (values(again), history.loss) == (found, losses)
        with pytest.raises(ns.NeurosimError, match="of a run with another sample_weight"):
            ns.train(net, data, epochs=6, resume=path, **{**chosen, "sample_weight": WEIGHTS**2})


def test_the_metric_is_of_the_samples_that_count():
    data = ([[0.0], [1.0], [2.0]], [[0.0], [1.0], [50.0]])
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.freeze(*net.outputs)
    history = ns.train(net, data, epochs=1, metric="mae", sample_weight=[1, 3, 0])
    assert history.metric == [0.5]


@pytest.mark.parametrize("engine", ["objects", "compiled"])
def test_a_bad_step_names_the_row_of_the_data(engine):
    net = ns.mlp([1, 1], "identity", initializer=1.0)
    data = ([[1.0], [1.0], [1e200]], [[1.0], [1.0], [1e200]])
    with pytest.raises(ns.DivergedError, match="sample 3 of 3: "):
        ns.train(net, data, sample_weight=[0, 1, 2], learning_rate=1e300, engine=engine)


def test_frames_and_classes_have_weights_too():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
    data = ns.Dataset.from_labels(frame, ["no", "no", "yes", "yes"])
    net = ns.mlp([2, 2], "identity", seed=0)
    ns.train(net, data, epochs=200, sample_weight=pd.Series([1, 1, 0, 5]), normalize="standard")
    assert net.input_columns == ("a", "b")
    assert ns.predict_classes(net, frame)[3] == "yes"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([1.0, 2.0], "sample_weight has 2 numbers and the data has 4 rows; give one number for each row"),
        ([1.0, -2.0, 1.0, 1.0], "sample_weight is -2 in row 1; give numbers of at least 0"),
        ([1.0, 1.0, np.nan, 1.0], "sample_weight is nan in row 2; give finite numbers"),
        ([0.0] * 4, "sample_weight has only zeros; give at least one sample a weight above 0"),
        ([], "sample_weight has only zeros; give at least one sample a weight above 0"),
        (1.0, "sample_weight has 0 dimensions; give a list with one number for each sample"),
        ([[1.0]] * 4, "sample_weight has 2 dimensions; give a list with one number for each sample"),
        ("text", "sample_weight takes one number for each sample, in equally long rows; got 'text'"),
        (np.ma.masked_equal([1, 2, 9, 1], 9), "sample_weight is masked in row 2; give its value"),
    ],
)  # fmt: skip
def test_wrong_weights_are_refused(given, message):
    net = ns.mlp([1, 1])
    before = values(net)
    with pytest.raises(ns.NeurosimError) as error:
        ns.train(net, ([1, 2, 3, 4], [0, 0, 1, 1]), sample_weight=given)
    assert str(error.value) == message
    assert values(net) == before


def test_the_rows_of_a_file_have_no_weights(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,0\n2,1\n")
    with pytest.raises(ns.NeurosimError, match="sample_weight needs all rows in memory; give them"):
        ns.train(ns.mlp([1, 1]), ns.DataFile(path), sample_weight=[1, 2])
