"""Make the pictures of the documentation: python docs/figures.py [directory]."""

import sys
from pathlib import Path

import neurosim as ns


def main(directory: Path) -> None:
    """Draw every picture into a directory."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    first_row = ns.trace(net, data.X[0], data.Z[0])
    ns.draw(first_row, directory / "worked-example.png", show="forward", title="The worked example")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "images")
