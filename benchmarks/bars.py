"""A figure of a section: for each case, how many times as long each program takes."""

from __future__ import annotations

import itertools
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.timing import Row

_OURS, _THEIRS, _TEXT = "#1f65ad", "#94a3b3", "#1f2933"
_ROW = 0.21  # inches
_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "neurosim", "font.family": "sans-serif"}


def compared(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Return the cases in which programs are compared, each with its rows that have a ratio."""
    cases = [
        (case, [row for row in group if row.ratio is not None])
        for case, group in itertools.groupby(rows, key=lambda row: row.case)
    ]
    return [(case, shown) for case, shown in cases if len(shown) > 1]


def draw_bars(title: str, rows: list[Row], path: Path) -> None:
    """Draw the ratios of a section on a logarithmic scale and save them as SVG.

    Parameters
    ----------
    title : str
        The heading.
    rows : list of Row
        The rows of the section, some of which are compared.
    path : Path
        The file.
    """
    cases = compared(rows)
    n_rows = sum(len(shown) + 1.4 for _, shown in cases)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 0.9 + _ROW * n_rows))
        axes = figure.add_axes(
            (0.31, 0.42 / figure.get_figheight(), 0.6, 1 - 0.8 / figure.get_figheight())
        )
        y, places, names = 0.0, [], []
        for case, shown in cases:
            axes.text(-0.5, y, case, transform=axes.get_yaxis_transform(), color=_TEXT,
                      fontsize=9, fontweight="bold", va="center")  # fmt: skip
            y += 1.0
            for row in shown:
                assert row.ratio is not None
                is_ours = row.program == "neurosim"
                # lines from 1: a scale of powers has no 0 at which bars could begin
                color = _OURS if is_ours else _THEIRS
                axes.hlines(y, 1.0, row.ratio, color=color, linewidth=5)
                axes.plot(row.ratio, y, "o", color=color, markersize=7)
                axes.text(
                    max(row.ratio, 1.0) * 1.25,
                    y,
                    plain_ratio(row.ratio),
                    va="center",
                    fontsize=8,
                    color=_TEXT,
                )
                threads = "" if row.threads is None else f", {row.threads} thr."
                places.append(y)
                names.append(f"{row.program.partition(', gcc')[0]}{threads}")
                y += 1.0
            y += 0.4
        ratios = [row.ratio for _, shown in cases for row in shown if row.ratio]
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: plain_ratio(value))
        axes.set_xlim(min(0.5, min(ratios) / 1.5), max(ratios) * 3)
        axes.set_ylim(y, -1.0)
        axes.set_yticks(places, names, fontsize=8, color=_TEXT)
        axes.axvline(1.0, color=_OURS, linewidth=0.8)
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", labelsize=8, colors=_TEXT)
        axes.set_xlabel(
            "how many times as long as the first program of the case", fontsize=8, color=_TEXT
        )
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        top = 1 - 0.1 / figure.get_figheight()
        figure.suptitle(title, x=0.01, y=top, ha="left", va="top", fontsize=11, color=_TEXT)
        figure.savefig(path, metadata={"Date": None}, facecolor="white")


def plain_ratio(ratio: float) -> str:
    """Return a ratio with three digits, such as 0.87, 12.3 or 3,200."""
    if ratio < 1000:
        return f"{ratio:.3g}"
    return f"{float(f'{ratio:.3g}'):,.0f}"
