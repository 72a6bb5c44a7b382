"""The style of a page of worked mathematics: for wide and narrow windows, the dark, and paper."""

STYLE = """
.neurosim { --ink: #1b1b1b; --paper: #fff; --soft: #555; --rule: #bbb; --wrong: #b3261e;
  --halo: #ffdc6b;
  font: 17px/1.5 Georgia, 'Times New Roman', serif; max-width: 50rem; margin: 0 auto;
  padding: 1rem; overflow-wrap: anywhere; color: var(--ink); background: var(--paper); }
.neurosim h1 { font-size: 1.8em; line-height: 1.2; }
.neurosim h2 { font-size: 1.35em; margin: 2em 0 .5em; border-bottom: 1px solid var(--rule); }
.neurosim h3 { font-size: 1em; margin: 1.6em 0 .2em; }
.neurosim .note, .neurosim .why { color: var(--soft); }
.neurosim .why { margin: 0 0 1em 1.5em; font-size: .9em; }
.neurosim math { overflow-wrap: normal; white-space: nowrap; }
.neurosim .kept { white-space: nowrap; }
.neurosim .equation { margin: .6em 0 .2em 1.5em; overflow-x: auto; overflow-y: hidden;
  line-height: 1.5; break-inside: avoid; }
.neurosim .equation math { math-style: normal; padding: .2em 0; }
.neurosim .equation { display: grid; grid-template-columns: max-content minmax(0, 1fr);
  align-items: baseline; }
.neurosim .equation > div { display: contents; }
.neurosim .equation > div > span:first-child { text-align: right; white-space: nowrap; }
/* the lines after the first one begin behind the equals sign */
.neurosim .equation > div > span + span { padding-left: 3em; text-indent: -3em; }
.neurosim .equation span > span { display: inline-block; text-indent: 0; }
.neurosim .equation span > span:first-child { padding-left: 1.5em; text-indent: -1.5em; }
.neurosim mtable.cases > mtr > mtd { text-align: left; padding: .1em .5em .1em 0; }
.neurosim .given { margin: .3em 0 .3em 1.5em; }
.neurosim .given > span { display: inline-block; margin-right: 1.8em; white-space: nowrap; }
.neurosim .differs { color: var(--wrong); }
.neurosim .scroll { overflow-x: auto; }
.neurosim table { border-collapse: collapse; margin: .8em 0 .8em 1.5em; overflow-wrap: normal;
  font-variant-numeric: tabular-nums; }
.neurosim td, .neurosim th { padding: .15em .8em; text-align: right; }
.neurosim .words { text-align: left; }
.neurosim thead th { border-bottom: 1px solid var(--rule); }
.neurosim .step { float: right; clear: right; width: 15rem; max-width: 40%; margin: 0 0 1em 1em; }
.neurosim .step svg { width: 100%; height: auto; }
.neurosim .whole { float: none; width: 22rem; max-width: 100%; margin: 1em auto; }
.neurosim .whole svg { max-height: 24rem; }
.neurosim .shared { position: absolute; }
.neurosim h2, .neurosim h3 { clear: both; }
/* what a picture repeats knows only what stands in it */
.network { fill: var(--paper); stroke: var(--ink); }
.network .band { fill: var(--ink); fill-opacity: .15; stroke: none; }
.network .wires { fill: none; stroke-opacity: .55; }
.network text { fill: var(--ink); stroke: none; font-style: italic; text-anchor: middle; }
.network tspan + tspan { font-style: normal; }
.neurosim .halo circle { fill: var(--halo); }
.neurosim .halo path { fill: none; stroke: var(--halo); stroke-width: 8; }
@media (max-width: 40rem) {
  .neurosim .equation, .neurosim .given, .neurosim .why, .neurosim table { margin-left: 0; }
  .neurosim .equation > div > span + span { padding-left: 2em; text-indent: -2em; }
  .neurosim .step { float: none; width: 14rem; max-width: 100%; margin: .5em auto; }
  .neurosim td, .neurosim th { padding: .15em .4em; }
  .neurosim .noted, .neurosim .noted > * { display: block; }
  .neurosim .noted tr { display: grid; grid-template-columns: repeat(var(--columns), 1fr); }
  .neurosim td.words { grid-column: 1 / -1; font-size: .9em; color: var(--soft); }
  .neurosim td.words:empty, .neurosim th.words { display: none; } }
@media print { @page { margin: 12mm; }
  .neurosim { font-size: 10pt; line-height: 1.3; max-width: none; padding: 0; }
  .neurosim .steps:not(:has(table)) { columns: 2; column-gap: 8mm; }
  .neurosim h1 { margin: 0 0 .3em; }
  .neurosim h2 { margin: 1em 0 .4em; }
  .neurosim h2, .neurosim h3, .neurosim thead, .neurosim .step { break-after: avoid; }
  /* no section begins where its first step has no room */
  .neurosim h2 { break-inside: avoid; }
  .neurosim h2::after { content: ''; display: block; height: 65mm; margin-bottom: -65mm; }
  .neurosim h3 { margin: .7em 0 .1em; }
  .neurosim p { margin: .3em 0; }
  /* columns begin at one height: below the sentence before them, without a margin of their own */
  .neurosim .steps > p:first-child:not(.given),
  .neurosim .steps > p:first-child + p:not(.given) { column-span: all; }
  .neurosim .steps > :first-child, .neurosim .steps > p:first-child + *,
  .neurosim .steps > p:first-child + p + * { margin-top: 0; }
  .neurosim .equation, .neurosim .given, .neurosim .why, .neurosim table { margin-left: 0; }
  .neurosim .equation { margin: .1em 0; line-height: 1.2; }
  .neurosim .equation > div > span + span { padding-left: 2em; text-indent: -2em; }
  .neurosim .equation math { padding: .1em 0; }
  .neurosim .why { margin-bottom: .5em; }
  .neurosim .step { width: 54mm; margin: 0 auto; float: none; max-width: 100%; }
  .neurosim tr, .neurosim .step { break-inside: avoid; }
  /* one equation has its picture beside it */
  .neurosim .steps:has(.equation):not(:has(.equation ~ .equation)) { columns: 1; }
  .neurosim .steps:not(:has(.equation ~ .equation)) .step { float: right; margin: 0 15mm 0 0; }
  .neurosim .why { break-before: avoid; } }
@media screen and (prefers-color-scheme: dark) {
  .dark-too { color-scheme: dark; background: #161616; }
  .dark-too .neurosim { --ink: #e8e8e8; --paper: #161616; --soft: #aaa; --rule: #555;
    --wrong: #ff8a80; --halo: #63590f; } }
"""
"""For the element of the class ``neurosim``; the class ``dark-too`` around it follows the reader's
choice of colours."""

FIGURE_STYLE = (
    "<style>.neurosim figure { margin: 1em 0; }\n"
    ".neurosim figure svg { max-width: 100%; height: auto; }\n"
    # black on white becomes the ink and the paper of the dark
    "@media screen and (prefers-color-scheme: dark) {\n"
    "  .dark-too .neurosim figure svg { filter: invert(.913) hue-rotate(180deg); } }</style>\n"
)
"""For a page with a picture."""
