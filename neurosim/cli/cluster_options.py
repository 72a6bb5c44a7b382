"""The options of commands that work on a cluster: its address, and how many processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from neurosim.errors import InputError, NeurosimError, brief, named

SECONDS_TO_CONNECT = 10

Scheduler = Annotated[
    str | None,
    typer.Option(
        help="Work on a Dask cluster: the address of its scheduler, such as tcp://host:8786.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="How many processes to start on this machine; by default one for each core.",
        show_default=False,
    ),
]


@contextmanager
def client_of(scheduler: str | None) -> Iterator[Any]:
    """Give a client of the cluster; None if there is no address.

    Raises
    ------
    InputError
        If Dask is not installed, or the address is none.
    NeurosimError
        If the scheduler does not answer.
    """
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--scheduler needs Dask: pip install 'neurosim[cluster]'") from None
    if "://" not in scheduler:
        raise InputError(
            f"--scheduler is {brief(scheduler)}; give the address that the scheduler prints, such "
            "as tcp://host:8786"
        )
    try:
        client = Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except Exception as error:  # each kind of address has errors of its own
        raise NeurosimError(
            f"the scheduler {scheduler} does not answer ({named(error)}); check the address, and "
            "that 'dask scheduler' runs there"
        ) from None
    try:
        yield client
    finally:
        client.close()
