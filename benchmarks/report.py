"""The report: a page of Markdown with all times."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from benchmarks.bars import compared, plain_ratio
from benchmarks.timing import Row
from neurosim.engine.choice import check_threads

LIBRARIES = ("numpy", "numba", "networkx", "torch", "jax", "scikit-learn", "neat-python")
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"), (1e-12, "ps"))


def page(sections: dict[str, tuple[str, list[Row]]], *, rounds: int, figures: str = "") -> str:
    """Return the report.

    Parameters
    ----------
    sections : dict
        Title and rows by the name of each section.
    rounds : int
        How often each program ran.
    figures : str
        The folder of the figures, seen from the page; none are shown without it.
    """
    text = [
        "# Benchmarks",
        "",
        "Made by `make bench`. [performance.md](performance.md) explains the numbers. The programs "
        f"of a case ran in turn in one run, {rounds} times after a warm-up. Times and ratios are "
        "medians, so a ratio can differ from the quotient of two times. A ratio is the time of a "
        "program divided by that of the first program of the case. The machine also did other "
        "work, so only the ratios carry over to other machines.",
        "",
        f"{_caches()} Cores: {check_threads(None)}. Python {platform.python_version()}, "
        f"{_versions()}.",
    ]
    for name, (title, rows) in sections.items():
        text += ["", f"## {title}", ""]
        if figures and compared(rows):
            text += [f"![{title}]({figures}/benchmark-{name}.svg)", ""]
        text += ["| case | program | threads | time | ratio | note |", "|:--|:--|--:|--:|--:|:--|"]
        text += [_line(row) for row in rows]
    return "\n".join(text) + "\n"


def duration(seconds: float) -> str:
    """Return a time with three digits and its unit.

    Examples
    --------
    >>> duration(0.0000123)
    '12.3 us'
    """
    for unit, name in _UNITS:
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return "-"


def _line(row: Row) -> str:
    seconds = "" if row.seconds is None else duration(row.seconds)
    ratio = "" if row.ratio is None else plain_ratio(row.ratio)
    cells = (row.case, row.program, str(row.threads or ""), seconds, ratio, row.note)
    return f"| {' | '.join(cells)} |"


def _versions() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def _caches() -> str:
    sizes = []
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, level = (index / "type").read_text().strip(), (index / "level").read_text().strip()
        if kind != "Instruction":
            sizes.append(f"L{level} {(index / 'size').read_text().strip()}")
    return f"Caches: {', '.join(sizes)}." if sizes else ""
