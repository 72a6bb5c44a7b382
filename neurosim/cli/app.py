"""The command line: what every command shares."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from neurosim import stops
from neurosim.cli.output import reader_gone
from neurosim.errors import NeurosimError, NeurosimWarning, one_sentence

# the base of all usage errors; typer does not export it by name
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


ORDER = (
    "demo", "new", "import", "info", "train", "sweep", "test", "predict", "trace", "explain",
    "explore", "draw", "figures", "animate", "export", "check", "exercise", "mistakes", "errata",
)  # fmt: skip
"""The commands in the order of the help, which is the order in which a beginner needs them."""


class _Stopped(BaseException):
    """Ctrl-C, as an exception that typer does not know."""


class Commands(TyperGroup):
    """Commands whose errors are one sentence on standard error, with exit status 2."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; typer must not see a stop, because it would print its own line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Stopped from None

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the arguments; typer must not see a stop here either."""
        try:
            return super().make_context(*args, **extra)
        except KeyboardInterrupt:
            raise _Stopped from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit."""
        if hasattr(sys.stdout, "reconfigure"):
            # if a terminal lacks a character, it gets a question mark and not an error
            sys.stdout.reconfigure(errors="replace")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("default", NeurosimWarning)
                warnings.showwarning = _show_warning
                status = super().main(
                    args, prog_name, complete_var, False, windows_expand_args, **extra
                )
        except NeurosimError as error:
            _fail(str(error))
        except UsageError as error:
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "neurosim"
            message = getattr(error, "format_message", error.__str__)().strip().rstrip(".")
            _fail(f"{message[:1].lower()}{message[1:]}; see {command} --help")
        except BrokenPipeError:
            sys.exit(reader_gone().exit_code)
        except OSError as error:
            _fail(f"cannot print or write: {(error.strerror or str(error)).lower()}")
        except (_Stopped, KeyboardInterrupt, typer.Abort):
            _end_stopped()
        except Exception:
            # a library may turn a stop into its own error
            if stops.received() is None:
                raise
            _end_stopped()
        sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> None:
    _complain(message)
    sys.exit(2)


def _end_stopped() -> None:
    sys.stderr.write(stops.line())
    sys.exit(stops.status())


def _complain(message: str) -> None:
    print(f"neurosim: {one_sentence(message)}", file=sys.stderr)  # noqa: T201


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    text = str(message)
    if not issubclass(category, NeurosimWarning):
        text = f"{category.__name__}: {text} ({filename}:{lineno})"
    _complain(f"warning: {text}")


app = typer.Typer(
    name="neurosim",
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A neural network you can check by hand.\n\nExample: neurosim demo",
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Print the help, or the version."""
    if version:
        from neurosim import __version__

        print(f"neurosim {__version__}")  # noqa: T201
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())  # noqa: T201
        raise typer.Exit
