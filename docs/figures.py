"""Make the pictures of the documentation and the gallery: python docs/figures.py [directory]."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx

import neurosim as ns
from neurosim.drawing.book.collection import Material, figures_of

THEMES = ("light", "dark", "print")
Draw = Callable[[Path, str], object]


def worked_example() -> tuple[ns.Network, ns.Dataset]:
    """Return the worked example with its scaling."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return net, data


def skip_connections() -> ns.Network:
    """Return a small network with skip connections and a frozen weight."""
    net = ns.Network(name="skip connections")
    a, b, c = (net.add_input(name) for name in "abc")
    h = net.add_neuron({a: 0.8, b: -0.6}, bias=0.1, activation="tanh", name="h")
    k = net.add_neuron({h: 1.2, b: 0.4, c: -0.9}, activation="relu", name="k")
    net.add_neuron({k: 0.7, a: -0.5, c: 0.3}, bias=-0.2, name="p")
    net.add_neuron({k: -1.1, h: 0.6}, bias=0.3, name="q")
    net.freeze("wo[0][1]")
    return net


def diagrams() -> dict[str, tuple[str, Draw]]:
    """Return the diagrams beyond those of the worked example: heading and drawing by name."""
    net, data = worked_example()
    sample = ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)
    skips = skip_connections()
    skip_sample = ns.trace(skips, [0.5, -1.0, 0.75], [1.0, 0.0], learning_rate=0.5)
    dense, large = ns.mlp([4, 6, 6, 3], seed=3), ns.mlp([784, 128, 10], "relu", seed=0)
    circle = nx.circular_layout(skips.graph)
    pictures = ns.mlp([64, 12, 10], seed=1)
    xor = ns.Dataset([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])
    gate = ns.mlp([2, 3, 1], activation="tanh", output_activation="sigmoid", seed=4)
    ns.train(gate, xor, epochs=800, learning_rate=0.5)

    def draw(source: ns.Network | ns.Trace, **options: object) -> Draw:
        return lambda path, theme: ns.draw(source, path, theme=theme, **options)  # type: ignore[arg-type]

    return {
        "structure": ("The structure alone", draw(net, show="structure")),
        "products": ("Products on the edges", draw(sample, products=True)),
        "path": (
            "A path from an input to the output",
            draw(sample, highlight=["x[0]", "h[0][1]", "o[0]"]),
        ),
        "symbol": (
            "Everything that an error signal depends on",
            draw(skip_sample, show="backward", highlight="do[1]"),
        ),
        "down": ("From top to bottom", draw(sample, direction="down")),
        "skips": (
            "Skip connections; the dashed weight is frozen",
            draw(skip_sample, show="backward"),
        ),
        "circle": (
            "Positions of a NetworkX layout",
            draw(skips, positions=circle),
        ),
        "dense": ("4-6-6-3", draw(dense)),
        "large": ("784-128-10", draw(large)),
        "xor": (
            "The decision surface of a network that has learned XOR",
            lambda path, theme: ns.draw_decision_surface(gate, xor, path, theme=theme, title="XOR"),
        ),
        "heat-maps": (
            "Weights of twelve neurons on an 8 x 8 grid",
            lambda path, theme: ns.draw_weights(
                pictures, [f"h[0][{i}]" for i in range(12)], path, theme=theme
            ),
        ),
    }


def _mermaid(sample: ns.Trace) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.mmd"
        ns.draw(sample, path)
        return path.read_text("utf-8").rstrip()


def photograph_explorer(sample: ns.Trace, data: ns.Dataset, path: Path) -> None:
    """Write a picture of the explorer in the middle of a sample, if a browser is there."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if (chromium := shutil.which("chromium")) is None:
        return
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "explorer.html"
        ns.explore(sample, file, data=data)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.keyboard.press("Home")
        for _ in range(9):
            page.keyboard.press("ArrowRight")
        page.screenshot(path=path)
        browser.close()


def main(directory: Path) -> None:
    """Draw every picture, and write the gallery that shows them."""
    net, data = worked_example()
    sample = ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)
    images = directory / "images"
    images.mkdir(parents=True, exist_ok=True)
    ns.draw(sample, images / "worked-example.png", show="forward", title="The worked example")
    photograph_explorer(sample, data, images / "explorer.png")
    ns.animate(sample, images / "sample.gif")
    trained = net.copy()
    history = ns.train(trained, data, epochs=500, learning_rate=1.0)
    ns.animate_training(
        net, data, images / "training.gif", epochs=500, frames=40, learning_rate=1.0
    )
    lines = [
        "# Gallery",
        "",
        "Every figure of the worked example, and some figures of other networks, for screens and "
        "for print. `make figures` draws them. `neurosim figures MODEL DATA.csv -o DIR` draws the "
        "figures of any model.",
    ]
    titles: dict[str, str] = {}
    for theme in THEMES:
        folder = directory / "gallery" / theme
        folder.mkdir(parents=True, exist_ok=True)
        paths = ns.draw_figures(
            net, folder, trace=sample, data=data, losses=history.loss, theme=theme
        )
        source = Material(net, sample, data, history.loss, 4, theme)
        titles |= {figure.name: figure.heading for figure in figures_of(source)}
        paths[-1].unlink()
        for name, (heading, draw) in diagrams().items():
            draw(folder / f"{name}.svg", theme)
            titles[name] = heading
    for name, shown in titles.items():
        lines += ["", f"## {shown}", "", "| light | dark | print |", "|:-:|:-:|:-:|"]
        cells = [f"![{shown}, {theme}](gallery/{theme}/{name}.svg)" for theme in THEMES]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "## Films",
        "",
        "![One sample: forward, backward, update](images/sample.gif)",
        "",
        "![The worked example during training](images/training.gif)",
        "",
        "## Mermaid",
        "",
        "As Mermaid, a diagram is text that GitHub shows as a picture:",
        "",
        "```mermaid",
        _mermaid(sample),
        "```",
        "",
    ]
    (directory / "gallery.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
