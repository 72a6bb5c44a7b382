"""Keras models as networks: the same outputs, gradients and slopes, or one clear sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

torch = pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
layers, ops = keras.layers, keras.ops

# the backend warns of what Keras does with NumPy 2
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PAGE = Path(__file__).parents[3] / "docs" / "from-keras.md"
N = 1000


@pytest.fixture(autouse=True)
def double_precision(monkeypatch):
    """Compute in float64.

    Keras turns float64 into float32 in products of matrices, unless its backend is TensorFlow.
    """
    dtypes = pytest.importorskip("keras.src.backend.common.dtypes")
    monkeypatch.setitem(dtypes.BIT64_TO_BIT32_DTYPE, "float64", "float64")
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    keras.utils.set_random_seed(1)
    yield
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")


def sequential(*parts, shape=(3,)):
    return keras.Sequential([keras.Input(shape), *parts])


def prepared(model):
    """Return a model with other numbers than those that Keras begins with."""
    rng = np.random.default_rng(2)
    for variable in model.variables:
        if variable.dtype == "float64":
            values = keras.ops.convert_to_numpy(variable)
            variable.assign(values + 0.25 * rng.random(values.shape))
    return model


def both(model, n=N, **options):
    """Return what a model and its network give for random inputs, and the network."""
    net = ns.from_keras(model, **options)
    rng = np.random.default_rng(3)
    kind = model.inputs[0].dtype
    inputs = [rng.normal(size=(n, *tensor.shape[1:])).astype(kind) for tensor in model.inputs]
    results = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0, batch_size=n)
    expected = [np.asarray(one).reshape(n, -1) for one in keras.tree.flatten(results)]
    rows = np.concatenate([one.reshape(n, -1) for one in inputs], axis=1)
    return np.concatenate(expected, axis=1), ns.predict_probabilities(net, rows), net


def check(model, n=N):
    expected, found, net = both(prepared(model), n)
    size = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * size)
    return net


ACTIVATIONS = [
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu",
    "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus",
    "sparse_sigmoid", "squareplus", "tanh", "tanh_shrink",
]  # fmt: skip

BETWEEN = {
    "relu with settings": lambda: layers.ReLU(3.0, 0.1),
    "relu with a threshold": lambda: layers.ReLU(negative_slope=0.3, threshold=0.4),
    "leaky relu": lambda: layers.LeakyReLU(0.15),
    "prelu": layers.PReLU,
    "elu": lambda: layers.ELU(0.6),
    "softmax": layers.Softmax,
    "batch normalization": layers.BatchNormalization,
    "layer normalization": layers.LayerNormalization,
    "rescaling": lambda: layers.Rescaling(0.5, 1.0),
    "without effect": lambda: keras.Sequential([layers.Dropout(0.5), layers.GaussianNoise(0.1)]),
    "a function": lambda: layers.Lambda(lambda x: ops.tanh(x) * 2),
}


class Doubled(layers.Layer):
    """A layer that is made of others."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(4, "tanh")

    def call(self, x):
        return self.inner(x) * 2.0


def test_activations_by_name_give_the_numbers_of_the_model():
    x = keras.Input((3,))
    outputs = [layers.Dense(2)(layers.Dense(4, name)(x)) for name in ACTIVATIONS]
    net = check(keras.Model(x, outputs))
    assert len(net.outputs) == 2 * len(ACTIVATIONS)


BETWEEN["its own class"] = Doubled


@pytest.mark.parametrize("name", BETWEEN)
def test_layers_between_two_others_give_the_numbers_of_the_model(name):
    check(sequential(layers.Dense(4), BETWEEN[name](), layers.Dense(2)))


IMAGES = {
    "convolution": lambda: layers.Conv2D(3, 3, padding="same", strides=2, activation="silu"),
    "groups": lambda: layers.Conv2D(4, 2, dilation_rate=2, groups=2, use_bias=False),
    "depthwise": lambda: layers.DepthwiseConv2D(2, depth_multiplier=2, activation="relu"),
    "separable": lambda: layers.SeparableConv2D(3, 3, padding="same"),
    "max pooling": lambda: layers.MaxPooling2D(2, padding="same"),
    "average pooling": lambda: layers.AveragePooling2D(3, strides=2),
    "all means": layers.GlobalAveragePooling2D,
    "all largest": lambda: layers.GlobalMaxPooling2D(keepdims=True),
    "adaptive": lambda: layers.AdaptiveAveragePooling2D((2, 3)),
    "adaptive largest": lambda: layers.AdaptiveMaxPooling2D(2),
    "batch normalization": layers.BatchNormalization,
    "padding": lambda: layers.ZeroPadding2D((1, 2)),
    "cropping": lambda: layers.Cropping2D(1),
    "growing": lambda: layers.UpSampling2D(2),
    "turning": lambda: layers.Permute((3, 1, 2)),
    "every row": lambda: layers.TimeDistributed(layers.Dense(2)),
}


@pytest.mark.parametrize("name", IMAGES)
def test_images_give_the_numbers_of_the_model(name):
    part = IMAGES[name]()
    if not hasattr(layers, type(part).__name__):
        pytest.skip("this Keras does not have the layer")
    check(sequential(part, layers.Flatten(), shape=(5, 6, 2)), n=50)


def test_sequences_give_the_numbers_of_the_model():
    check(
        sequential(
            layers.Conv1D(3, 3, padding="causal", dilation_rate=2), layers.MaxPooling1D(2),
            layers.Reshape((-1,)), layers.RepeatVector(2), layers.Flatten(), shape=(6, 2),
        ),
        n=50,
    )  # fmt: skip


def test_functions_of_tensors_give_the_numbers_of_the_model():
    x = keras.Input((4,))
    positive = 1 + x * x
    results = [
        ops.mean(x, axis=1, keepdims=True), ops.max(x, axis=-1), ops.min(x, axis=1),
        ops.logsumexp(x, axis=1), ops.clip(x, -1, 0.5), x**2, ops.sqrt(positive),
        ops.log(positive), ops.exp(-x), x / (2 + ops.square(x)), ops.where(x > 0, x, -x),
        ops.flip(x, 1), ops.roll(x, 1, 1), ops.stack([x, 2 * x], 1), ops.split(x, 2, 1)[1],
        ops.matmul(x, np.arange(8.0).reshape(4, 2)), ops.expand_dims(x, 1), 1 - x,
        ops.transpose(x[:, None], (0, 2, 1)), ops.tile(x, (1, 2)), x[:, 1:3], ops.sign(x),
        ops.pad(x, ((0, 0), (1, 0))), ops.power(x, 3.0), ops.rsqrt(positive),
        ops.sin(x) + ops.cos(x), ops.arctan(x) - ops.erf(x), ops.maximum(x, ops.flip(x, 1)),
        ops.minimum(x, 0.25), ops.sum(x, axis=1), ops.log1p(positive), ops.expm1(x),
        ops.sinh(x) - ops.cosh(x), ops.absolute(x) * 2, ops.softmax(x), ops.gelu(x, True),
        ops.where(x >= ops.relu(x), 1.0, x), ops.reciprocal(positive), ops.subtract(x, 1.0),
    ]  # fmt: skip
    check(keras.Model(x, results))


def test_merging_layers_and_shared_nested_models():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    inner = sequential(layers.Dense(3, "relu"), layers.Dense(3))
    s, t = inner(a), inner(b)
    merged = [
        layers.Add()([s, t, a]), layers.Maximum()([s, b]), layers.Average()([a, t]),
        layers.Subtract()([a, b]), layers.Multiply()([a, b]), layers.Minimum()([a, s]),
        layers.Concatenate()([s, a]),
    ]  # fmt: skip
    net = check(keras.Model([a, b], merged))
    assert [neuron.name for neuron in net.inputs] == [f"{x}[{i}]" for x in "ab" for i in range(3)]
    before = len(inner.layers[0]._inbound_nodes)
    ns.from_keras(keras.Model([a, b], merged))
    assert len(inner.layers[0]._inbound_nodes) == before


def test_normalization_layers_that_were_adapted():
    normalization = layers.Normalization()
    normalization.adapt(np.random.default_rng(0).normal(size=(30, 3)) * 5 + 2)
    back = layers.Normalization(mean=2.0, variance=9.0, invert=True)
    check(sequential(normalization, layers.Dense(2, ops.sin), back))


def test_neurons_have_the_names_of_their_layers():
    x = keras.Input((2,), name="given")
    h = layers.Dense(2, "tanh", name="wide")(x)
    model = prepared(keras.Model(x, layers.Dense(1, name="out")(layers.Concatenate()([h, x]))))
    net = ns.from_keras(model)
    assert [neuron.name for neuron in net] == ["x[0]", "x[1]", "wide[0]", "wide[1]", "out[0]"]
    kernel = keras.ops.convert_to_numpy(model.get_layer("wide").kernel)
    assert list(net["wide[1]"].weights) == kernel[:, 1].tolist()
    assert net["wide[1]"].activation.name == "tanh"
    assert net.name == model.name


@pytest.mark.parametrize("end", ["softmax", "log_softmax", "layer"])
def test_a_softmax_at_the_end_becomes_the_loss(end):
    last = [layers.Dense(3, name="end"), layers.Softmax()]
    if end != "layer":
        last = [layers.Dense(3, end, name="end")]
    model = prepared(sequential(layers.Dense(4, "relu"), *last))
    expected, found, net = both(model)
    assert net.loss == "softmax_cross_entropy"
    assert [neuron.name for neuron in net.outputs] == [f"end[{i}]" for i in range(3)]
    np.testing.assert_allclose(
        found, np.exp(expected) if end == "log_softmax" else expected, rtol=1e-12
    )


def test_a_single_sigmoid_at_the_end_has_its_loss():
    net = check(sequential(layers.Dense(4, "relu"), layers.Dense(1, "sigmoid")))
    assert net.loss == "binary_cross_entropy"


def test_gradients_and_slopes_are_those_of_the_backend():
    model = prepared(sequential(layers.Dense(4, "tanh"), layers.Dense(3, "softmax")))
    net = ns.from_keras(model)
    x = np.array([[0.5, -1.0, 0.25]])
    given, target = torch.tensor(x), torch.tensor([[0.0, 1.0, 0.0]], dtype=torch.float64)
    keras.losses.categorical_crossentropy(target, model(given)).sum().backward()
    net.forward(x[0])
    net.backward([0.0, 1.0, 0.0], loss=net.loss)
    for layer in model.layers:
        for node in range(layer.units):
            neuron = net[f"{layer.name}[{node}]"]
            weights = [edge["gradient"] for edge in net.graph.pred[neuron].values()]
            expected = layer.kernel.value.grad[:, node].tolist()
            assert weights == pytest.approx(expected, rel=1e-11, abs=1e-14)
            assert neuron.bias_gradient == pytest.approx(
                layer.bias.value.grad[node].item(), rel=1e-11
            )
    smooth = prepared(
        sequential(layers.Conv1D(2, 2, activation="gelu"), layers.Flatten(), shape=(4, 2))
    )
    one = torch.randn(1, 4, 2, dtype=torch.float64)
    slopes = torch.func.jacrev(smooth)(one).detach().reshape(6, 8)
    found = ns.jacobian(ns.from_keras(smooth), one.flatten().numpy())
    np.testing.assert_allclose(found, slopes, rtol=1e-11, atol=1e-14)


def test_float32_is_taken_exactly_and_computed_in_float64():
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    model = sequential(layers.Dense(8, "sigmoid", name="first"), layers.Dense(2))
    expected, found, net = both(model)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    assert net["first[3]"].weights[0] == float(
        keras.ops.convert_to_numpy(model.layers[0].kernel)[0, 3]
    )


def test_consecutive_layers_stay_or_are_merged():
    model = prepared(sequential(layers.Dense(4), layers.Dense(2)))
    assert len(ns.from_keras(model).hidden) == 4
    expected, found, net = both(model, merge=True)
    assert len(net.hidden) == 0
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def refusal(model, **options):
    with pytest.raises(ns.NeurosimError) as caught:
        ns.from_keras(model, **options)
    return str(caught.value)


class Subclassed(keras.Model):
    """A model whose layers only its own code knows."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(2, "tanh")

    def call(self, x):
        return ops.relu(self.inner(x))


def test_subclassed_models_are_refused_with_a_way_out_that_works():
    model = Subclassed()
    model(np.ones((1, 3)))
    said = refusal(model)
    assert "(Subclassed) is a subclass of keras.Model" in said
    assert said.endswith("with x = keras.Input(shape) and keras.Model(x, model.call(x))")
    x = keras.Input((3,))
    check(keras.Model(x, model.call(x)))


class Uneven(layers.Layer):
    """A layer whose samples influence each other."""

    def call(self, x):
        return x - ops.mean(x, axis=0)


class Crashing(layers.Dense):
    """A layer that can be listed, but not called."""

    def __init__(self):
        super().__init__(2)

    def call(self, x):
        return super().call(x) if isinstance(x, keras.KerasTensor) else 1 // 0


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (lambda: layers.LSTM(2), "(LSTM) is not known, and not made of"),
        (lambda: layers.Conv1DTranspose(2, 2), "(ConvTranspose) cannot become neurons: no neurons"),
        (lambda: layers.Embedding(3, 2), "it takes elements at places that depend on the input"),
        (lambda: layers.Activation("sparsemax"), "has the activation 'sparsemax', which is not"),
        (layers.Masking, "(NotEqual) cannot become neurons"),
        (lambda: layers.ReLU(2.0, threshold=0.5), "both a threshold and a largest value"),
        (Crashing, "cannot be called with two samples: ZeroDivisionError"),
        (Uneven, "the samples of a batch influence each other"),
        (lambda: layers.Lambda(lambda x: ops.cast(1e-3 * x, "float16")), "rounds to float16"),
        (lambda: layers.Lambda(ops.floor), "(Floor) cannot become neurons"),
    ],
)
def test_what_cannot_become_neurons_is_refused_by_name(part, said):
    assert said in refusal(sequential(part(), shape=(4, 2)))


@pytest.mark.parametrize("way", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_interpolation_that_computes_is_refused_however_small_its_numbers_are(way):
    parts = [layers.Rescaling(1 / 2550), layers.UpSampling2D(2, interpolation=way)]
    said = refusal(keras.Sequential([keras.Input((4, 4, 1)), *parts]))
    assert f"(UpSampling2D) cannot become neurons: with interpolation='{way}'" in said
    check(sequential(layers.UpSampling2D(2, interpolation="nearest"), shape=(2, 2, 1)))


def test_models_that_do_not_fit_are_refused():
    assert "has no input shape yet; begin it with keras.Input" in refusal(
        keras.Sequential([layers.Dense(1)])
    )
    assert "has the shape (None, None, 3); only the number of samples may be open" in refusal(
        sequential(layers.Dense(1), shape=(None, 3))
    )
    number = keras.Input((2,), dtype="int32", name="code")
    assert "the input 'code' of the model takes int32" in refusal(
        keras.Model(number, ops.cast(number, "float64") * 2.0)
    )
    x = keras.Input((2,))
    assert "it is called with training=True" in refusal(
        keras.Model(x, layers.Dropout(0.5)(x, training=True))
    )
    model = sequential(layers.Dense(1))
    model.layers[0].bias.assign([np.nan])
    assert "/bias' of the model has the number nan" in refusal(model)
    assert "needs 6 edges, more than max_edges = 5" in refusal(
        sequential(layers.Dense(2)), max_edges=5
    )


class Halved(keras.Model):
    """A functional model that computes something else than its graph."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)

    def call(self, x):
        return super().call(x) / 2.0


def test_models_that_are_not_what_their_graph_says_are_refused():
    x = keras.Input((4,))
    assert "(Halved) is a subclass of keras.Model" in refusal(Halved(x, layers.Dense(1)(x)))
    quantized = sequential(layers.Dense(4), shape=(4,))
    quantized.layers[0].quantize("int8")
    assert "its weights are quantized to int8; give the model from before" in refusal(quantized)


def test_calls_with_masks_and_foreign_tensors_are_refused():
    x, mask = keras.Input((4, 2)), keras.Input((4,), dtype="bool")
    masked = layers.Softmax()(x, mask=mask)
    assert "takes bool" in refusal(keras.Model([x, mask], masked))
    masked = layers.Softmax()(x, mask=x > 0)
    assert "it is called with a mask; call it without" in refusal(keras.Model(x, masked))
    open_end = keras.Model(x, layers.Dense(1)(x))
    open_end.inputs[:] = [keras.Input((4, 2))]
    assert "which is not among its inputs; list it" in refusal(open_end)


def test_files_and_other_things_are_refused():
    assert refusal("model.keras") == (
        "from_keras takes a model in memory; got the file 'model.keras'; open it with "
        "keras.saving.load_model(path, safe_mode=True), which runs no code of the file, and give "
        "the model"
    )
    assert "such as keras.Sequential([...]); got 3" in refusal(3)
    assert "such as keras.Sequential([...]); got <Dense" in refusal(layers.Dense(1))


def test_what_the_page_on_keras_says_is_so(tmp_path, monkeypatch):
    from neurosim.interop.imports.keras_models.keras_functions import FUNCTIONS, MOVING_FUNCTIONS
    from neurosim.interop.imports.keras_models.keras_layers import LAYERS, MOVING_LAYERS

    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "from-keras.md", "exec"), names)
    for name in re.findall(r"`ns\.(\w+)", page):
        assert hasattr(ns, name)
    listed = [
        set(re.findall(r"`(\w+)`", row.split("|")[2]))
        for row in re.findall(r"^\| (?:layers|functions).*$", page, re.MULTILINE)
    ]
    assert listed == [
        {*LAYERS, "Activation", "InputLayer"}, set(MOVING_LAYERS), set(FUNCTIONS),
        set(MOVING_FUNCTIONS),
    ]  # fmt: skip
    for name in re.findall(r"`(\w+)`", page.split("Activations by name: ")[1].split("\n\n")[0]):
        assert callable(getattr(keras.activations, name))
