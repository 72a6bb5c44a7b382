"""The report: a page of Markdown with all times."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from benchmarks.timing import Row

LIBRARIES = ("numpy", "scipy", "numba", "networkx", "torch", "scikit-learn", "neat-python")
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"), (1e-12, "ps"))


def page(sections: dict[str, list[Row]], *, threads: int, rounds: int) -> str:
    """Return the report."""
    text = [
        "# Benchmarks",
        "",
        "Made by `make bench`. [performance.md](performance.md) explains the numbers. Both sides ran in "
        f"turn in one run, {rounds} times after a warm-up. Times and ratios are medians, so a ratio can "
        "differ from the quotient of the two times. The machine also did other work, so only the "
        "ratios carry over to other machines.",
        "",
        f"Threads: {threads}. {_caches()} Python {platform.python_version()}, {_versions()}.",
    ]
    for title, rows in sections.items():
        text += [
            "",
            f"## {title}",
            "",
            "| case | neurosim | compared with | its time | ratio | note |",
            "|:--|--:|:--|--:|--:|:--|",
        ]
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
    theirs = "" if row.theirs is None else duration(row.theirs)
    ratio = "" if row.ratio is None else f"{row.ratio:.3g} ({row.meaning})"
    cells = (row.case, duration(row.ours), row.peer, theirs, ratio, row.note)
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
