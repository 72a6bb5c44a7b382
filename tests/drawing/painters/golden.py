"""Write the golden files anew: ``python -m tests.drawing.painters.golden``."""

from functools import cache
from pathlib import Path

from neurosim.drawing.painters.endings import PAINTERS
from tests.drawing.painters.scenes import scene_of

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    f"worked-example-{show}.{ending}": (show, ending)
    for show in ("forward", "backward", "update", "contribution")
    for ending in ("svg", "dot", "tex", "mmd")
}
"""The show and the painter of each golden file."""


@cache
def painted(name: str) -> str:
    """Return the text of a golden file: the worked example by one of the painters."""
    show, ending = FILES[name]
    content = PAINTERS[ending](scene_of(f"worked example, {show}"))
    return content.decode("utf-8") if isinstance(content, bytes) else content


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name in FILES:
        (GOLDEN / name).write_text(painted(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
