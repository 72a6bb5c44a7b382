"""Reading JSON: as the standard library reads it, with twice given keys refused."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.interop.json_text import parse_json

numbers = st.floats() | st.integers(-(2**70), 2**70)
content = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=5),
    lambda within: (
        st.lists(within, max_size=4) | st.dictionaries(st.text(":ab", max_size=3), within)
    ),
    max_leaves=20,
)


@given(content, st.booleans())
@example({"\ud800": [1, {"a:b": 5e-324}]}, True)
def test_the_same_as_the_standard_library_reads(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=1)
    assert repr(parse_json(text)) == repr(json.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a" : 1, "a": 2}',
        '{"b": [{"a": 1, "a":2}, ":"]}',
        '{"a": 1, "\\u0061": 2}',
        '[[{"": 0}, {"a": 1, "c": 2, "a": {}}]]',
    ],
)
def test_a_key_twice(text):
    with pytest.raises(ns.NeurosimError, match="is given twice in one object"):
        parse_json(text)


@pytest.mark.parametrize("shape", ["{}", "[{}]", '{{"a": {}}}'])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_whole_number_of_very_many_digits_is_a_float(shape, sign):
    for digits, expected in (("9" * 301, "1e+301"), ("9" * 310, "inf"), ("9" * 5000, "inf")):
        assert repr(parse_json(shape.format(sign + digits))).strip("[{'a: }]") == sign + expected
