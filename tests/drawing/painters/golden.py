"""Write the golden files anew: ``python -m tests.drawing.painters.golden``."""

from collections.abc import Iterator
from pathlib import Path

from neurosim.drawing.painters.endings import PAINTERS
from tests.drawing.painters.scenes import scene_of

GOLDEN = Path(__file__).parent / "golden"


def painted() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each golden file: the worked example by every painter."""
    for show in ("forward", "backward", "update", "contribution"):
        for ending in ("svg", "dot", "tex", "mmd"):
            content = PAINTERS[ending](scene_of(f"worked example, {show}"))
            text = content.decode("utf-8") if isinstance(content, bytes) else content
            yield f"worked-example-{show}.{ending}", text


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, text in painted():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
