"""The command line ``neurosim``: thin over the library."""

from neurosim.cli import (
    data_commands,
    demo,
    draw_commands,
    explore_command,
    export_command,
    import_command,
    model_commands,
    sweep_command,
    teaching_commands,
    trace_commands,
    train_command,
)
from neurosim.cli.app import app
from neurosim.cli.helpful_command import HelpfulCommand

for _command in app.registered_commands:
    _command.cls = HelpfulCommand

__all__ = [
    "app",
    "data_commands",
    "demo",
    "draw_commands",
    "explore_command",
    "export_command",
    "import_command",
    "main",
    "model_commands",
    "sweep_command",
    "teaching_commands",
    "trace_commands",
    "train_command",
]


def main() -> None:
    """Run the command line."""
    from neurosim.__main__ import main as run

    run()
