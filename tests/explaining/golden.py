"""Write the golden files of the worked example anew: ``python -m tests.explaining.golden``."""

from pathlib import Path

import neurosim as ns
from neurosim.writing.derivation import FORMATS


def main() -> None:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    derivation = ns.explain(
        ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1), data=data, include="all"
    )
    for suffix in FORMATS.values():
        derivation.save(Path(__file__).parent / "golden" / f"worked-example{suffix}")


if __name__ == "__main__":
    main()
