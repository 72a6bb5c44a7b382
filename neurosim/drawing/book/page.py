"""The page that shows the figures of a network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from neurosim.drawing.book.collection import BookFigure
from neurosim.drawing.themes import THEMES, Theme
from neurosim.model.network import Network


def figures_page(
    net: Network,
    figures: Sequence[BookFigure],
    paths: Sequence[Path],
    missing: Sequence[str],
    theme: Theme,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    net : Network
        The network; its name is the title.
    figures : sequence of BookFigure
        The figures to show.
    paths : sequence of Path
        The file of each figure, in the folder of the page.
    missing : sequence of str
        A sentence for each figure that was not drawn.
    theme : Theme
        The colours.
    """
    title = escape(net.name or "Neural network")
    items = "\n".join(
        f'<figure id="{figure.name}"><h2>{escape(figure.heading)}</h2>'
        f"{_shown(path, figure.heading)}<figcaption>{escape(figure.text)}</figcaption></figure>"
        for figure, path in zip(figures, paths, strict=True)
    )
    contents = "".join(
        f'<li><a href="#{figure.name}">{escape(figure.heading)}</a></li>' for figure in figures
    )
    remarks = "".join(f"<li>{escape(sentence)}</li>" for sentence in missing)
    more = f"<h2>Not drawn</h2><ul>{remarks}</ul>" if remarks else ""
    dark = ""
    if theme == THEMES["light"]:
        # the files stay light; turned round, their hues are kept
        turned = "figure img { filter: invert(0.92) hue-rotate(180deg); }"
        inside = f"{_variables(THEMES['dark'])} :root {{ color-scheme: dark; }} {turned}"
        dark = f"@media screen and (prefers-color-scheme: dark) {{ {inside} }}\n"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{_variables(theme)}
{dark}body {{ margin: 0 auto; max-width: 1100px; padding: 16px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 "DejaVu Sans", Verdana, Arial, sans-serif; }}
a {{ color: var(--link); }}
nav ul {{ columns: 20em; padding-left: 1.2em; }}
figure {{ margin: 40px 0; text-align: center; break-inside: avoid; }}
figure img {{ max-width: 100%; max-height: 90vh; height: auto; border-radius: 6px; }}
h1, h2 {{ text-align: center; line-height: 1.25; }}
h2 {{ font-size: 1.2em; break-after: avoid; }}
/* the picture has the heading too; this one is for screen readers */
figure h2 {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }}
@media screen and (max-width: 800px) {{ figure a {{ display: block; overflow-x: auto; }}
  figure img[src$=".svg"] {{ max-width: none; max-height: none; }} }}
figcaption {{ color: var(--soft); max-width: 46em; margin: 8px auto 0; }}
@media print {{ @page {{ margin: 12mm; }}
  body {{ max-width: none; padding: 0; font-size: 10pt; }}
  nav {{ display: none; }}
  h1 {{ margin: 0 0 2mm; font-size: 14pt; }}
  figure {{ position: relative; height: 118mm; margin: 0; }}
  figure img {{ max-height: 102mm; border-radius: 0; }}
  figcaption {{ margin-top: 1mm; line-height: 1.3; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<nav aria-label="Figures"><ul>{contents}</ul></nav>
{items}
{more}
</body>
</html>
"""


def _variables(theme: Theme) -> str:
    return (
        f":root {{ --paper: {theme.background}; --ink: {theme.text}; --soft: {theme.muted}; "
        f"--link: {theme.positive}; }}"
    )


def _shown(path: Path, heading: str) -> str:
    name, words = path.name, escape(heading)
    if path.suffix == ".pdf":
        kind = 'type="application/pdf" width="100%" height="600"'
        return f'<object data="{name}" {kind}><a href="{name}">{words}</a></object>'
    return f'<a href="{name}"><img src="{name}" alt="{words}"></a>'
