"""PyTorch modules as networks: the same outputs, gradients and slopes, or one clear sentence."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

torch = pytest.importorskip("torch")
nn, functional = torch.nn, torch.nn.functional

PAGE = Path(__file__).parents[3] / "docs" / "pytorch.md"
N = 1000


class Free(nn.Module):
    """A module whose forward pass is a function of itself and the inputs."""

    def __init__(self, function, **parts):
        super().__init__()
        self.function = function
        for name, part in parts.items():
            if isinstance(part, nn.Module):
                setattr(self, name, part)
            else:
                self.register_buffer(name, torch.tensor(part))

    def forward(self, *inputs):
        return self.function(self, *inputs)


def between(part, width=4):
    """Return a part between two layers of weights."""
    return nn.Sequential(nn.Linear(3, 4), part, nn.Linear(width, 2))


def of_function(function, width=4, **parts):
    return Free(
        lambda m, x: m.last(function(m, m.first(x))),
        first=nn.Linear(3, 4),
        last=nn.Linear(width, 2),
        **parts,
    )


def prepared(module, seed=0):
    """Return a module with other numbers than those that PyTorch begins with."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, values in [*module.named_parameters(), *module.named_buffers()]:
            if values.is_floating_point() and name != "mask":
                values.add_(torch.rand(values.shape, generator=generator), alpha=0.25)
    return module.double().eval()


def both(module, *shapes, n=N, **options):
    """Return what a module and its network give for random inputs, and the network."""
    generator = torch.Generator().manual_seed(1)
    kind = next((p.dtype for p in module.parameters()), torch.float64)
    inputs = [torch.randn((n, *shape), generator=generator, dtype=kind) for shape in shapes]
    net = ns.from_torch(module, inputs if len(inputs) > 1 else inputs[0], **options)
    with torch.no_grad():
        results = module(*inputs)
    parts = list(results.values()) if isinstance(results, dict) else [results]
    expected = np.concatenate([part.reshape(n, -1).double().numpy() for part in parts], axis=1)
    rows = np.concatenate([tensor.reshape(n, -1).double().numpy() for tensor in inputs], axis=1)
    return expected, ns.predict_probabilities(net, rows), net


ACTIVATIONS = {
    "relu": nn.ReLU(inplace=True),
    "relu6": nn.ReLU6(),
    "leaky_relu": nn.LeakyReLU(0.2),
    "prelu": nn.PReLU(4),
    "rrelu": nn.RReLU(),
    "elu": nn.ELU(0.7),
    "celu": nn.CELU(1.3),
    "selu": nn.SELU(),
    "softplus": nn.Softplus(2.0),
    "silu": nn.SiLU(),
    "gelu": nn.GELU(),
    "gelu tanh": nn.GELU("tanh"),
    "mish": nn.Mish(),
    "hardtanh": nn.Hardtanh(-0.3, 0.8),
    "hardsigmoid": nn.Hardsigmoid(),
    "hardswish": nn.Hardswish(),
    "softsign": nn.Softsign(),
    "log_sigmoid": nn.LogSigmoid(),
    "tanhshrink": nn.Tanhshrink(),
    "softshrink": nn.Softshrink(),
    "hardshrink": nn.Hardshrink(),
    "threshold": nn.Threshold(0.1, 0.5),
    "threshold at its value": nn.Threshold(0.1, 0.1),
    "sigmoid": nn.Sigmoid(),
    "softmax": nn.Softmax(1),
    "softmin": nn.Softmin(1),
    "log_softmax": nn.LogSoftmax(1),
    "layer_norm": nn.LayerNorm(4),
    "rms_norm": nn.RMSNorm(4),
    "batch_norm": nn.BatchNorm1d(4),
    "dropout": nn.Dropout(0.5),
    "identity": nn.Identity(),
}

FUNCTIONS = {
    "exp": lambda m, x: torch.exp(x),
    "exp2 expm1": lambda m, x: torch.exp2(x) - torch.expm1(x),
    "logarithms": lambda m, x: torch.log(1 + x * x) + torch.log1p(x.abs()),
    "log2 log10": lambda m, x: torch.log2(1 + x.square()) - torch.log10(2 + x.square()),
    "roots": lambda m, x: torch.sqrt(x.abs()) + torch.rsqrt(1 + x.square()),
    "reciprocal": lambda m, x: torch.reciprocal(1 + x * x),
    "sin cos": lambda m, x: torch.sin(x) * 0.5 - torch.cos(2 * x),
    "tan": lambda m, x: torch.tan(torch.tanh(x)),
    "arcs": lambda m, x: torch.atan(x) + torch.asin(torch.tanh(x)) - torch.acos(torch.tanh(x)),
    "hyperbolic": lambda m, x: torch.sinh(x / 2) + torch.cosh(x / 2),
    "area": lambda m, x: torch.asinh(x) + torch.atanh(0.9 * torch.tanh(x)) + torch.acosh(2 + x * x),
    "erf": lambda m, x: torch.erf(x) + torch.erfc(x / 2),
    "sign": lambda m, x: torch.sign(x) * 0.5,
    "logit": lambda m, x: torch.logit(torch.sigmoid(x)),
    "powers": lambda m, x: x**2 - x**3 + (1 + x.abs()) ** 1.5,
    "products": lambda m, x: x * x.flip(1) - x / (2 + x.flip(1).square()),
    "comparisons": lambda m, x: torch.where((x > 0) & (x.flip(1) <= 1), x, -0.5 * x),
    "logic": lambda m, x: torch.where((x < 0) | (x >= 1) | ~(x > -1), m.mask, x),
    "clamp": lambda m, x: x.clamp(-1, 0.5) + x.clamp(min=0.25) + x.clamp(max=-0.25),
    "extremes": lambda m, x: torch.maximum(x, x.flip(1)) - torch.minimum(x, m.mask),
    "lerp": lambda m, x: torch.lerp(x, x.flip(1), 0.25) + torch.addcmul(x, m.mask, x, value=2),
    "rsub": lambda m, x: 1 - x + torch.add(x, m.mask, alpha=2),
    "sums": lambda m, x: x - x.mean(1, keepdim=True) + x.sum(1, keepdim=True) * 0.1,
    "spread": lambda m, x: x.std(1, keepdim=True) + x.var(1, keepdim=True, correction=0) + x,
    "largest": lambda m, x: x.amax(1, keepdim=True) - x.min(1, keepdim=True).values + x * 0.5,
    "logsumexp": lambda m, x: x - torch.logsumexp(x, 1, keepdim=True),
    "cumsum": lambda m, x: x.cumsum(1),
    "moves": lambda m, x: torch.cat([x[:, 2:], x.roll(1, 1)[:, :2]], 1),
    "parts": lambda m, x: torch.cat([part * (k + 1) for k, part in enumerate(x.chunk(4, 1))], 1),
    "index": lambda m, x: x[:, [3, 1, 0, 2]] + x.repeat(1, 2)[:, 2:6],
    "in place": lambda m, x: x.clone().add_(1).mul_(m.mask),
    "written": lambda m, x: torch.cat([x, torch.zeros_like(x[:, :1]) + 0.5], 1)[:, 1:],
    "masked": lambda m, x: x.masked_fill(m.mask > 0, 0.5),
    "glu": lambda m, x: functional.glu(torch.cat([x, x.flip(1)], 1), 1),
    "norms": lambda m, x: functional.normalize(x, dim=1) + x.norm(1, dim=1, keepdim=True),
    "outer": lambda m, x: (x.unsqueeze(2) @ x.unsqueeze(1)).flatten(1)[:, 3:7],
}
MASK = [0.5, -0.25, 1.5, -2.0]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_layers_give_the_numbers_of_the_module(name):
    expected, found, _ = both(prepared(between(ACTIVATIONS[name])), (3,))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_tensors_give_the_numbers_of_the_module(name):
    module = prepared(of_function(FUNCTIONS[name], mask=MASK))
    expected, found, _ = both(module, (3,))
    size = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * size)


IMAGES = {
    "convolution": (nn.Conv2d(1, 3, 3, padding=1, stride=2), (1, 6, 5)),
    "groups": (nn.Conv1d(2, 4, 3, padding="same", dilation=2, groups=2, bias=False), (2, 7)),
    "three axes": (nn.Conv3d(1, 2, 2), (1, 3, 3, 2)),
    "max pooling": (nn.MaxPool2d(3, 2, padding=1, ceil_mode=True), (2, 6, 5)),
    "average pooling": (nn.AvgPool2d((2, 3), padding=1), (1, 4, 6)),
    "its divisor": (nn.AvgPool1d(2, count_include_pad=False, padding=1), (1, 6)),
    "adaptive": (nn.Sequential(nn.AdaptiveAvgPool2d((3, 2)), nn.AdaptiveMaxPool2d(2)), (1, 7, 5)),
    "batch norm": (nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2), nn.ReLU()), (1, 4, 4)),
    "other norms": (nn.Sequential(nn.GroupNorm(2, 4), nn.InstanceNorm1d(4, affine=True)), (4, 3)),
    "padding": (nn.Sequential(nn.ConstantPad2d(1, 0.5), nn.ReflectionPad2d(1)), (1, 3, 3)),
    "moving": (nn.Sequential(nn.Upsample(scale_factor=2), nn.PixelUnshuffle(2)), (1, 3, 3)),
    "attention": (nn.TransformerEncoderLayer(4, 2, 5, batch_first=True), (3, 4)),
}


@pytest.mark.parametrize("name", IMAGES)
def test_images_and_sequences_give_the_numbers_of_the_module(name):
    module, shape = IMAGES[name]
    expected, found, _ = both(prepared(module), shape, n=20)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_neurons_have_the_names_of_their_modules():
    def forward(module, x):
        h = torch.tanh(module.fc1(x))
        return module.fc2(torch.cat([h, x], 1)) + x

    module = prepared(Free(forward, fc1=nn.Linear(2, 3), fc2=nn.Linear(5, 2)))
    net = ns.from_torch(module, torch.zeros(1, 2, dtype=torch.float64))
    names = [neuron.name for neuron in net]
    assert names == ["x[0]", "x[1]", "fc1[0]", "fc1[1]", "fc1[2]", "fc2[0]", "fc2[1]"]
    assert net.name == "Free"
    assert net["fc1[1]"].activation.name == "tanh"
    assert list(net["fc1[1]"].weights) == module.fc1.weight[1].tolist()


def test_sums_that_are_used_twice_have_neurons_with_two_names():
    def gated(module, x):
        h = module.wide(x)
        return h * torch.sigmoid(h)

    net = ns.from_torch(Free(gated, wide=nn.Linear(3, 2)), torch.zeros(1, 3))
    assert net["wide[1]"].activation.name == "sigmoid"
    assert net["wide_2[1]"].activation.name == "identity"
    assert list(net["wide[1]"].weights) == list(net["wide_2[1]"].weights)


def test_consecutive_layers_stay_or_are_merged():
    module = prepared(nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1)))
    expected, found, net = both(module, (2,))
    assert len(net.hidden) == 3
    merged_expected, merged, small = both(module, (2,), merge=True)
    assert len(small.hidden) == 0
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    np.testing.assert_allclose(merged, merged_expected, rtol=1e-13, atol=1e-15)


def test_several_inputs_and_outputs_are_one_after_the_other():
    module = prepared(
        Free(lambda m, u, v: {"a": m.fc(u) - v.flip(1), "b": (u * 2).sum(1)}, fc=nn.Linear(2, 2))
    )
    expected, found, net = both(module, (2,), (2,))
    assert len(net.inputs) == 4
    assert net.outputs[-1].name == "b[0]"
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("logs", [False, True])
def test_a_softmax_at_the_end_becomes_the_loss(logs):
    end = nn.LogSoftmax(1) if logs else nn.Softmax(-1)
    module = prepared(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3), end))
    expected, found, net = both(module, (3,))
    assert net.loss == "softmax_cross_entropy"
    assert {neuron.activation.name for neuron in net.outputs} == {"identity"}
    np.testing.assert_allclose(found, np.exp(expected) if logs else expected, rtol=1e-12)


def test_a_single_sigmoid_at_the_end_has_its_loss():
    module = prepared(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid()))
    expected, found, net = both(module, (3,))
    assert net.loss == "binary_cross_entropy"
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_gradients_of_weights_are_those_of_autograd():
    module = prepared(
        nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))
    )
    x, z = torch.randn(1, 3, dtype=torch.float64), torch.tensor([1])
    net = ns.from_torch(nn.Sequential(*module, nn.Softmax(1)), x)
    functional.cross_entropy(module(x), z).backward()
    net.forward(x[0])
    net.backward([0.0, 1.0, 0.0], loss=net.loss)
    for layer in (0, 2, 4):
        for row in range(module[layer].out_features):
            neuron = net[f"{layer}[{row}]"]
            weights = [edge["gradient"] for edge in net.graph.pred[neuron].values()]
            expected = module[layer].weight.grad[row].tolist()
            assert weights == pytest.approx(expected, rel=1e-12, abs=1e-15)
            bias = module[layer].bias.grad[row].item()
            assert neuron.bias_gradient == pytest.approx(bias, rel=1e-12, abs=1e-15)


def test_slopes_of_convolutions_are_those_of_autograd():
    module = prepared(
        nn.Sequential(
            nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.SiLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(12, 2),
        )
    )  # fmt: skip
    x = torch.randn(1, 1, 6, 6, dtype=torch.float64)
    net = ns.from_torch(module, x)
    expected = torch.func.jacrev(module)(x).reshape(2, 36).detach().numpy()
    np.testing.assert_allclose(
        ns.jacobian(net, x.flatten().numpy()), expected, rtol=1e-11, atol=1e-14
    )


def test_float32_is_taken_exactly_and_computed_in_float64():
    torch.manual_seed(3)
    module = nn.Sequential(nn.Linear(3, 8), nn.Sigmoid(), nn.Linear(8, 2))
    expected, found, net = both(module, (3,))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    assert net["0[2]"].bias == module[0].bias[2].item()


def test_our_own_module_comes_back():
    net = ns.mlp([3, 4, 2], activation="mish", seed=1)
    net.input_scaling = ns.MinMaxScaling((0.0,) * 3, (2.0, 4.0, 8.0))
    again = ns.from_torch(ns.to_torch(net), np.zeros((1, 3)), merge=True)
    X = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(ns.predict(again, X), ns.predict(net, X), rtol=1e-12, atol=1e-14)


def refusal(module, example=None, **options):
    x = torch.eye(3, dtype=torch.float64) if example is None else example
    with pytest.raises(ns.NeurosimError) as caught:
        ns.from_torch(module.double() if isinstance(module, nn.Module) else module, x, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (
            nn.Sequential(nn.Linear(3, 2), Free(lambda m, x: torch.floor(x))),
            "operator 'floor' of the part '1' (Free) cannot become neurons: no neurons are known",
        ),
        (Free(lambda m, x: x.argmax(1)), "operator 'argmax' of the module (Free) cannot become"),
        (Free(lambda m, x: x.max(1).indices * 1.0), "it takes the places of the largest elements"),
        (Free(lambda m, x: x.max(1)), "the module returns something that is no tensor"),
        (Free(lambda m, x: x if x.sum() > 0 else -x), "decides by the values of its input"),
        (Free(lambda m, x: functional.dropout(x)), "it drops numbers at random"),
        (Free(lambda m, x: x - x.mean(0)), "the samples of a batch influence each other"),
        (Free(lambda m, x: x.reshape(1, 3)), "cannot compute two samples in one batch (RuntimeError"),
        (Free(lambda m, x: x[0]), "cannot compute two samples in one batch (RuntimeError"),
        (Free(lambda m, x: x @ x.T), "gives 2 numbers for a sample in a batch of two and 1 for one"),
        (Free(lambda m, x: x.nonsense), "torch.export cannot capture the module: AttributeError"),
        (Free(lambda m, x: torch.div(x, 2, rounding_mode="floor")), "a division that rounds"),
        (Free(lambda m, x: x[x > 0]), "takes elements at places that depend on the input"),
        (Free(lambda m, x: functional.rrelu(x, training=True)), "its slopes are random"),
        (Free(lambda m, x: functional.prelu(x, x[0, :1])), "its slopes depend on the input"),
        (Free(lambda m, x: torch.ops.aten.elu(x, 1, 1, 2)), "an elu with a scaled input"),
        (Free(lambda m, x: torch.logit(x, 0.1)), "a logit with a limit eps is not known"),
        (Free(lambda m, x: torch.var(x[:, :1], 1)), "the variance of so few numbers"),
        (Free(lambda m, x: x.norm(3, dim=1)), "a norm of order 3 is not known"),
        (nn.RMSNorm(3, elementwise_affine=False), "without weights it needs an eps"),
        (
            Free(lambda m, x: functional.scaled_dot_product_attention(x, x, x, is_causal=True)),
            "attention with a mask or dropout is not known",
        ),
        (
            Free(lambda m, x: m.part(x.reshape(1, 3)), part=nn.Conv1d(1, 1, 1)),
            "its input has the shape (1, 3) without a batch axis",
        ),
        (Free(lambda m, x: (x > 0).sum(1) * x[:, 0]), "is not made of floating-point numbers"),
        (
            Free(lambda m, x: nn.AvgPool2d(2, padding=1, divisor_override=3)(x.reshape(1, 1, 1, 3))),
            "a divisor of its own together with padding is not known",
        ),
        (nn.GRU(3, 2), "operator 'gru' of the module (GRU) cannot become neurons"),
        (nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)), "its part '1' (BatchNorm1d)"),
        (nn.Dropout(0.5), "in training mode, and it (Dropout) then computes by chance"),
        (Free(lambda m, x: x * m.w, w=float("nan")), "'w' of the module has the number nan"),
    ],
)  # fmt: skip
def test_what_cannot_become_neurons_is_refused_by_name(module, said):
    assert said in refusal(module)


def test_examples_that_do_not_fit_are_refused():
    module = nn.Linear(3, 2)
    assert "the example is tensor([[1, 2, 3]]) of torch.int64; give a tensor" in refusal(
        module, torch.tensor([[1, 2, 3]])
    )
    assert "the example is 'x'; give a tensor of floating-point" in refusal(module, "x")
    assert "has the shape (0, 3); give a batch" in refusal(module, torch.zeros(0, 3))
    assert "a number that is NaN or infinite" in refusal(module, torch.tensor([[torch.inf]]))
    assert "the example is empty" in refusal(module, [])
    two = [torch.zeros(2, 3), torch.zeros(1, 3)]
    assert "have 2, 1 samples; give the same number" in refusal(module, two)
    assert "cannot capture the module: RuntimeError" in refusal(
        module, torch.zeros(1, 4, dtype=torch.float64)
    )


def test_a_missing_package_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    said = "needs PyTorch: pip install 'neurosim[torch]'"
    assert refusal(3) == f"from_torch {said}"
    with pytest.raises(ns.NeurosimError) as caught:
        ns.to_torch(ns.mlp([1, 1]))
    assert str(caught.value) == f"to_torch {said}"


def test_files_other_things_and_large_networks_are_refused():
    assert refusal("net.pt").startswith(
        "from_torch takes a module in memory; got the file 'net.pt', and a file of PyTorch may run"
    )
    assert "takes a module in memory, such as torch.nn.Linear(2, 1); got 3" in refusal(3)
    assert "needs 6 edges, more than max_edges = 5" in refusal(nn.Linear(3, 2), max_edges=5)


def test_what_the_page_says_of_operators_is_so():
    from neurosim.interop.imports.torch_modules.torch_moving import MOVING
    from neurosim.interop.imports.torch_modules.torch_walk import (
        CONSTANTS,
        DROPOUTS,
        OPERATORS,
        UNCHANGED,
    )

    page = PAGE.read_text(encoding="utf-8")
    table = page.split("## Operators")[1].split("\n## ")[0]
    listed = {
        name
        for row in re.findall(r"^\| .* \| (.*) \|$", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    public = {
        name for name in [*OPERATORS, *MOVING, *CONSTANTS, *DROPOUTS, *UNCHANGED] if name[0] != "_"
    }
    assert listed == public
