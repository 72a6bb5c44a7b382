"""The command that opens the explorer: explore."""

from __future__ import annotations

import signal
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neurosim import stops
from neurosim.checks import one_of
from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, parse_list, reads_file
from neurosim.cli.one_sample import Data, DataRow, Input, Target, one_sample
from neurosim.cli.options import Force, Output, check_output
from neurosim.cli.output import print_text
from neurosim.data import Dataset
from neurosim.errors import InputError
from neurosim.files import check_room, write_whole
from neurosim.model import Network
from neurosim.model.optimizers import DEFAULT_LEARNING_RATE
from neurosim.tracing import Trace

if TYPE_CHECKING:
    from neurosim.explorer.server import ExplorerServer

_SECONDS_BETWEEN_LOOKS = 0.2


@app.command()
@reads_file
def explore(
    model: Annotated[
        Path | None,
        typer.Argument(
            help="A model file; without one, the page begins with a small network.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let the page save its changes to the model file.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65_535, help="The port; by default one that is free.", show_default=False
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    language: Annotated[str, typer.Option("--lang", help="en or de.")] = "en",
    lock: Annotated[
        str | None,
        typer.Option(
            help="What the reader may not change, separated by commas: structure, weights, sample.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Change a network, step through it and train it, on a page.

    The page opens in a browser and is served to this machine alone until Ctrl-C. With -o, it is
    written as a file instead.

    Example: neurosim explore trained.json scores.csv -o explorer.html
    """
    if model is None and (data or sample or target or row is not None or lock or write):
        raise InputError("a sample, data, --lock and --write need a model file; give it first")
    from neurosim import load
    from neurosim.explorer.explore import LANGUAGES, page_start
    from neurosim.explorer.explorer import check_page_file
    from neurosim.explorer.page_file import page_html
    from neurosim.explorer.served_model import ServedModel
    from neurosim.explorer.server import ExplorerServer

    locks = () if lock is None else parse_list(lock)

    def start(net: Network | None) -> dict[str, Any]:
        if net is None:
            return {"look": {"language": one_of(language, LANGUAGES, "language")}}
        one, rows = _shown(net, data, sample, target, row, file)
        made = page_start(one, data=rows, language=language, lock=locks)
        if data is not None and made["document"]["data"] is not None:
            made["document"]["data"]["name"] = data.name
        return made

    if output is not None:
        if write or port is not None or not browser:
            raise InputError("-o writes a file and serves nothing; leave out the other options")
        check_page_file(output)
        check_output(output, *filter(None, (model, data)), force=force)
        net = None if model is None else load(model)
        page = page_html(start(net), title=_title(net), language=language)
        write_whole(output, page, overwrite=force)
        print_text(f"wrote {output}")
        return
    if model is not None and write:
        check_room(model)
    served = None if model is None else ServedModel(model, writable=write)
    with ExplorerServer(start, served, port=port or 0, language=language) as server:
        # what cannot be shown is said here, before a browser opens
        server.page()
        print_text(f"{model or 'a small network'} is on this page, for this machine alone:")
        print_text(server.address)
        print_text(
            f"the page can save its changes to {model}"
            if write
            else "changes stay on the page"
            + ("" if model is None else "; --write lets it save them")
        )
        print_text("Ctrl-C ends it")
        _serve(server, browser=browser)
    print_text("ended; a page that is still open works on, but cannot be saved or loaded again")


def _serve(server: ExplorerServer, *, browser: bool) -> None:
    """Serve until Ctrl-C; another signal still stops the program."""
    if browser:
        # in a thread: a browser in the terminal comes back when it is closed
        threading.Thread(target=webbrowser.open, args=[server.address], daemon=True).start()
    try:
        server.serve_forever(poll_interval=_SECONDS_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        if stops.received() not in {None, signal.SIGINT}:
            raise
    finally:
        if server.model is not None:
            server.model.finish()


def _title(net: Network | None) -> str:
    return "neurosim" if net is None or not net.name else net.name


def _shown(
    net: Network,
    data: Path | None,
    sample: str | None,
    target: str | None,
    row: int | None,
    file: FileOptions,
) -> tuple[Network | Trace, Dataset | None]:
    """Return the network or the sample that is shown, and the rows of the file."""
    from neurosim import trace

    if data is None and sample is None:
        if target is not None or row is not None:
            raise InputError("--target needs --input, and --row needs a CSV file")
        return net, None
    x, z, rows = one_sample("explore", net, data, sample, target, row, file)
    return trace(net, x, z, learning_rate=None if z is None else DEFAULT_LEARNING_RATE), rows
