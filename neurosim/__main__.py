"""The program ``neurosim``, also as ``python -m neurosim``."""

import sys

from neurosim import stops


def main() -> None:
    """Run the command line; a stop ends it with one line."""
    try:
        stops.install()
        from neurosim.cli import app

        app()
    except KeyboardInterrupt:
        sys.stderr.write(stops.line())
        sys.exit(stops.status())
    finally:
        stops.finish()


if __name__ == "__main__":
    main()
