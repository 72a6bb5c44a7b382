"""The one model file that a server may read and, if it was allowed to, write."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from neurosim.errors import FileError, NeurosimError
from neurosim.files import PathLike, write_whole
from neurosim.interop.model_file import load, to_json
from neurosim.model import Network


class ChangedError(NeurosimError):
    """The file is not the one that was read: another program or page has written it."""


class ServedModel:
    """A model file with versions, so that no change of another program is lost.

    Parameters
    ----------
    path : path
        The model file, which exists.
    writable : bool
        Whether it may be written.

    Examples
    --------
    >>> ServedModel("model.json", writable=False).name
    'model.json'
    """

    def __init__(self, path: PathLike, *, writable: bool) -> None:
        self._path, self.writable = Path(path), writable
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the file, without its folder."""
        return self._path.name

    @property
    def reason_not_to_write(self) -> str:
        """What is said to a page that may not write."""
        return f"{self.name} is opened for reading only; start neurosim explore with --write"

    def read(self) -> tuple[Network, str]:
        """Return the network in the file, and the version of the file.

        Raises
        ------
        FileError
            If the file cannot be read, or is no model file.
        """
        with self._lock:
            # in this order: a file that is changed in between has another version then
            version = self._version()
            return load(self._path), version

    def write(self, net: Network, version: str) -> str:
        """Write a network in the place of a version of the file; return the new version.

        Parameters
        ----------
        net : Network
            The network.
        version : str
            The version of the file that it comes from.

        Raises
        ------
        InputError
            If a file could not give the same network back.
        FileError
            If the file may not be written, or cannot be; nothing is changed.
        ChangedError
            If the file has another version now; nothing is changed.
        """
        if not self.writable:
            raise FileError(self.reason_not_to_write)
        text = to_json(net)
        with self._lock:
            if self._version() != version:
                raise ChangedError(
                    f"{self.name} was changed by another program since this page was opened; "
                    "download this model as another file, then load the page again"
                )
            write_whole(self._path, text)
            return self._version()

    def finish(self) -> None:
        """Wait until a file that is being written is whole, and write none after it."""
        self._lock.acquire()

    def _version(self) -> str:
        try:
            return hashlib.sha256(self._path.read_bytes()).hexdigest()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise FileError(f"cannot read {self.name}: {reason}") from None
