"""What becomes of raw columns: their names, and what is refused."""

import pytest

import neurosim as ns


@pytest.mark.parametrize(
    ("categories", "fill", "message"),
    [
        ({"colour": "red"}, {}, "categories of 'colour' are a list of texts"),
        ({"colour": ["red"]}, {}, "at least 2"),
        ({"colour": ["red", "red"]}, {}, "each of them once"),
        ({"colour": ["red", ""]}, {}, "a category of 'colour' is empty"),
        ({3: ["red", "blue"]}, {}, "the name of a column in a preparation is text; got 3"),
        ({}, {"age": "old"}, "fill of the column 'age' is 'old'"),
        ({"colour": ["red", "blue"]}, {"colour": "green"}, "fill of the text column 'colour'"),
        (["colour"], {}, "categories of a preparation go by the name of a column"),
    ],
)
def test_what_cannot_be_a_preparation_is_refused(categories, fill, message):
    with pytest.raises(ns.NeurosimError, match=message):
        ns.Preparation(categories, fill)


def test_an_empty_preparation_is_false_and_changes_nothing():
    assert not ns.Preparation()
    assert ns.Preparation().input_names(["a", "b"]) == ("a", "b")
    assert ns.Preparation().raw_columns(["a", "b=1"]) == ("a", "b=1")
