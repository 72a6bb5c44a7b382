"""A history keeps one number for each epoch and goes into a CSV file."""

import csv
import io

import pytest

import neurosim as ns
from neurosim.errors import FileError

DATA = ([[0.1], [0.8], [-0.5]], [[0.3], [0.7], [0.2]])


def test_the_length_is_the_number_of_epochs():
    assert len(ns.History()) == 0
    assert len(ns.train(ns.mlp([1, 1]), DATA, epochs=4)) == 4


def test_repr_says_how_far_and_why():
    assert repr(ns.History()) == "History(0 epochs: running)"
    assert repr(ns.History(loss=[0.5, 0.25])) == "History(2 epochs, last loss 0.25: running)"
    history = ns.History(loss=[0.5, 1 / 3], stop_reason="interrupted")
    assert repr(history) == "History(2 epochs, last loss 0.333333: interrupted)"


def test_one_epoch_is_singular():
    history = ns.train(ns.mlp([1, 1]), DATA, epochs=1)
    assert repr(history).startswith("History(1 epoch,")
    assert "1 epochs" not in history.stop_reason


def test_csv_has_a_line_for_each_epoch_counted_from_1():
    history = ns.History(loss=[0.5, 0.1 + 0.2])
    assert history.to_csv() == "epoch,loss\n1,0.5\n2,0.30000000000000004\n"


def test_csv_has_the_columns_that_were_recorded():
    history = ns.History(
        loss=[0.5, 0.25], validation_loss=[0.75, 0.5], metric_name="mae", metric=[2.0, 1.0]
    )
    assert history.to_csv() == "epoch,loss,validation_loss,mae\n1,0.5,0.75,2.0\n2,0.25,0.5,1.0\n"


def test_csv_reads_back_to_the_same_numbers():
    history = ns.train(ns.mlp([1, 2, 1]), DATA, epochs=5, validation=DATA, metric="rmse")
    rows = list(csv.DictReader(io.StringIO(history.to_csv())))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3, 4, 5]
    assert [float(row["loss"]) for row in rows] == history.loss
    assert [float(row["validation_loss"]) for row in rows] == history.validation_loss
    assert [float(row["rmse"]) for row in rows] == history.metric


def test_csv_goes_to_a_file(tmp_path):
    history = ns.History(loss=[0.5])
    path = tmp_path / "loss.csv"
    assert history.to_csv(path) == path.read_text(encoding="utf-8") == "epoch,loss\n1,0.5\n"


def test_a_file_that_cannot_be_written(tmp_path):
    with pytest.raises(FileError, match=r"cannot write .*missing"):
        ns.History(loss=[0.5]).to_csv(tmp_path / "missing" / "loss.csv")


def test_truncate_forgets_the_epochs_after():
    history = ns.History(loss=[3.0, 2.0], validation_loss=[4.0, 3.0], metric=[1.0])
    history.truncate(1)
    assert (history.loss, history.validation_loss, history.metric) == ([3.0], [4.0], [1.0])
