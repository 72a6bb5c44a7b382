"""What training recorded, epoch by epoch."""

from __future__ import annotations

from dataclasses import dataclass, field

from neurosim.checks import whole_number
from neurosim.data import to_csv_text
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import counted
from neurosim.files import PathLike, write_whole


@dataclass(slots=True)
class History(ShownInNotebooks):
    """The losses of a training run.

    Attributes
    ----------
    loss : list of float
        For each epoch, the mean loss of the samples, each computed before its update;
        with ``sample_weight`` the weighted mean.
    validation_loss : list of float
        For each epoch, the mean loss of the validation data after the epoch; empty without such
        data.
    metric_name : str or None
        The metric that was asked for, such as ``"accuracy"``.
    metric : list of float
        For each epoch, the metric after the epoch, for the validation data if there is any,
        otherwise for the training data.
    best_epoch : int or None
        The epoch, counted from 0, whose parameters early stopping restored.
    stop_reason : str
        Why training ended.
    loss_name : str
        The name of the loss, such as ``"half_squared_error"``.

    Examples
    --------
    >>> print(History(loss=[0.5, 0.25]).to_csv(), end="")
    epoch,loss
    1,0.5
    2,0.25
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    metric_name: str | None = None
    metric: list[float] = field(default_factory=list)
    best_epoch: int | None = None
    stop_reason: str = ""
    loss_name: str = ""

    def __len__(self) -> int:
        return len(self.loss)

    def __repr__(self) -> str:
        name = self.loss_name or "loss"
        last = f", last {name} {self.loss[-1]:.6g}" if self.loss else ""
        return f"History({counted(len(self), 'epoch')}{last}: {self.stop_reason or 'running'})"

    def truncate(self, n_epochs: int) -> None:
        """Forget every epoch after the first ``n_epochs``."""
        n_epochs = whole_number(n_epochs, "the number of epochs to keep", minimum=0)
        for column in (self.loss, self.validation_loss, self.metric):
            del column[n_epochs:]

    def to_csv(self, path: PathLike | None = None) -> str:
        """Return one line for each epoch as CSV text, and write it to a file if one is given.

        The columns are ``epoch`` (counted from 1), ``loss`` and, if recorded, ``validation_loss``
        and the metric's name.

        Parameters
        ----------
        path : path, optional
            A file to write the text to; an existing file is replaced.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        columns = self._columns()
        rows = [
            (epoch + 1, *(column[epoch] for column in columns.values()))
            for epoch in range(len(self))
        ]
        text = to_csv_text(("epoch", *columns), rows)
        if path is not None:
            write_whole(path, text)
        return text

    def _columns(self) -> dict[str, list[float]]:
        columns = {"loss": self.loss}
        if self.validation_loss:
            columns["validation_loss"] = self.validation_loss
        if self.metric_name is not None:
            columns[self.metric_name] = self.metric
        return columns

    def _notebook_table(self) -> NotebookTable:
        columns = self._columns()
        rows = [
            [str(epoch + 1), *(f"{column[epoch]:.6g}" for column in columns.values())]
            for epoch in range(len(self))
        ]
        return NotebookTable(repr(self), ("epoch", *columns), few_rows(rows, 20))
