"""The rows of a CSV file: header, delimiter, quotes, and the line of everything that is wrong."""

import io

import pytest

from neurosim.data import RowReader, read_columns
from neurosim.errors import DataError, InputError


def rows(text, **options):
    """Return the header and the numbered rows of a text with its line ends as they are."""
    reader = RowReader(io.StringIO(text, newline=""), "scores.csv", **options)
    return reader.header, list(reader)


def error(text, **options):
    with pytest.raises(DataError) as caught:
        rows(text, **options)
    return str(caught.value)


def error_of_file(tmp_path, content):
    path = tmp_path / "scores.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_columns(path)
    return str(caught.value).removeprefix(f"{tmp_path}/")


# What is read


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_come_with_the_line_on_which_they_begin(line_end):
    text = line_end.join(["a,b", "1,2", "", "3,4", "  ", "5,6"])
    assert rows(text) == (("a", "b"), [(2, ["1", "2"]), (4, ["3", "4"]), (6, ["5", "6"])])


def test_blank_lines_before_the_header_are_passed_over():
    assert rows("\n  \na,b\n1,2\n") == (("a", "b"), [(4, ["1", "2"])])


def test_spaces_around_cells_and_names_do_not_count():
    assert rows(' a , "b" \n 1 ,\t2\n') == (("a", "b"), [(2, ["1", "2"])])


def test_a_byte_order_mark_does_not_count(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_bytes('\ufeff"a",b\n1,2\n'.encode())
    assert read_columns(path).header == ("a", "b")
    assert rows('\ufeff"a",b\n1,2\n')[0] == ("a", "b")


def test_quoted_names_may_hold_delimiters_quotes_and_line_ends():
    header, _ = rows('"a,b","say ""c""","two\nlines"\n1,2,3\n')
    assert header == ("a,b", 'say "c"', "two\nlines")


def test_line_ends_inside_quotes_are_kept_as_they_are(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_bytes(b'"two\r\nlines",b\r\n1,2\r\n')
    assert read_columns(path).header == ("two\r\nlines", "b")


def test_lines_are_counted_through_quoted_cells_with_line_ends():
    text = 'a,"b\n(cm)"\n1,"2\n\n"\n3,4\n'
    assert rows(text)[1] == [(3, ["1", "2"]), (6, ["3", "4"])]


def test_rows_are_read_one_at_a_time():
    taken = []

    def lines():
        for line in ("a,b\n", "1,2\n", "3,4\n", "5,6\n"):
            taken.append(line)
            yield line

    reader = RowReader(lines(), "scores.csv")
    assert len(taken) == 1
    next(iter(reader))
    assert len(taken) == 2


# The delimiter


@pytest.mark.parametrize(
    ("header", "delimiter", "names"),
    [
        ("a,b", ",", ("a", "b")),
        ("a;b", ";", ("a", "b")),
        ("a\tb", "\t", ("a", "b")),
        ("a", ",", ("a",)),
        ('"a;x;y",b', ",", ("a;x;y", "b")),
        ('"a,x,y"\tb', "\t", ("a,x,y", "b")),
        ('a;"b\n,,"', ";", ("a", "b\n,,")),
        ("a,\tb,\tc", ",", ("a", "b", "c")),
        ("width, cm;height, cm;z", ";", ("width, cm", "height, cm", "z")),
        ("a,b,c;d", ",", ("a", "b", "c;d")),
        ("\n\na;b", ";", ("a", "b")),
    ],
)
def test_the_delimiter_is_found_from_the_header(header, delimiter, names):
    reader = RowReader(io.StringIO(header + "\n"), "scores.csv")
    assert (reader.delimiter, reader.header) == (delimiter, names)


def test_a_given_delimiter_is_taken():
    assert rows("a,x|b\n1|2\n", delimiter="|") == (("a,x", "b"), [(2, ["1", "2"])])


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "\n", " ", "7", "x", "."])
def test_a_delimiter_that_cannot_be_one_is_refused(delimiter):
    with pytest.raises(InputError) as caught:
        rows("a,b\n1,2\n", delimiter=delimiter)
    assert str(caught.value) == (
        f"the delimiter is {delimiter!r}; give one character, such as ',', ';' or a tab"
    )


# What is wrong, and on which line


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", " \r\n\n"])
def test_an_empty_file(text):
    assert error(text) == (
        "scores.csv: the file is empty; give a line of column names and rows of values"
    )


def test_a_header_without_rows(tmp_path):
    assert error_of_file(tmp_path, b"a,b\n\n") == (
        "scores.csv: there are no rows below the header; give at least one"
    )


@pytest.mark.parametrize("first", ["70, 98, 91", "70,,91", "3.5;1,5", "-1e5", '"1,234.5",2'])
def test_a_first_line_of_numbers(first):
    assert error(f"\n{first}\n50, 85, 82\n") == (
        "scores.csv, line 2: the first line consists of numbers and looks like data; "
        "add a header line with the names of the columns"
    )


def test_some_numbers_may_be_names():
    assert rows("2019,2020,class\n1,2,a\n")[0] == ("2019", "2020", "class")


@pytest.mark.parametrize(("header", "place"), [("a,,c", 2), ("a,b,", 3), (",,", 1), ('"",b,c', 1)])
def test_a_column_without_a_name(header, place):
    assert error(f"{header}\n1,2,3\n") == (
        f"scores.csv, line 1: column {place} of 3 has no name; give it one or remove the column"
    )


def test_a_repeated_name():
    assert error("\na, b, a\n1,2,3\n") == (
        "scores.csv, line 2: the column name 'a' is repeated; give each column its own"
    )


def test_a_row_with_too_few_cells():
    assert error('a,b\n\n"1\n",2\n3\n') == (
        "scores.csv, line 5: the row has 1 cell, but the header has 2; "
        "give one for each column ('a', 'b')"
    )


def test_a_row_with_too_many_cells():
    assert error("a,b\n1,2,3\n") == (
        "scores.csv, line 2: the row has 3 cells, but the header has 2; "
        "give one for each column ('a', 'b')"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', 3),
        ('a,b\n1,2\n3,"4', 3),
        ('a,b\n1,2\n3,"', 3),
        ('a,b\n1,2\n"\n', 3),
        ('a,b\n1,"2\n"\n3,"4\n\n\n', 4),
        ('a,b\n"1\n2","3\n4\n', 3),
        ('a,b\r\n1,"2\r\n3,4\r\n', 2),
        ('a,"b\n1,2\n', 1),
    ],
)
def test_a_quote_that_is_never_closed_is_found_where_it_opens(text, line):
    assert error(text) == (
        f'scores.csv, line {line}: the quote (") that opens here is never closed; '
        "close or remove it"
    )


def test_a_cell_without_end():
    text = 'a,b\n1,2\n3,"' + "4,5\n" * 50_000
    assert error(text) == (
        "scores.csv, line 3: a cell is longer than 131072 characters; is a closing quote missing?"
    )


def test_a_header_without_end():
    assert error('a,"b' + "4,5\n" * 50_000) == (
        "scores.csv, line 1: a cell is longer than 131072 characters; is a closing quote missing?"
    )


def test_a_carriage_return_inside_a_row():
    with pytest.raises(
        DataError,
        match=r"^scores\.csv, line 2: the row cannot be read \(new-line character .*\); "
        r"check its quotes and line ends$",
    ):
        list(RowReader(["a,b\n", "1\r2,3\n"], "scores.csv"))


def test_bytes_that_are_not_utf8(tmp_path):
    assert error_of_file(tmp_path, "a,b\n1,2\n3,é\n".encode("latin-1")) == (
        "scores.csv, line 3: the file is not UTF-8 text; save it as UTF-8"
    )


def test_a_file_in_utf16(tmp_path):
    assert error_of_file(tmp_path, "a,b\n1,2\n".encode("utf-16")) == (
        "scores.csv, line 1: the file is not UTF-8 text; save it as UTF-8"
    )


def test_a_stream_that_cannot_be_decoded():
    stream = io.TextIOWrapper(io.BytesIO(b"a,b\n1,\xff\n"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_columns(stream)
    assert str(caught.value) == "<stream>: the file is not UTF-8 text; save it as UTF-8"


def test_text_beyond_ascii_is_read(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("größe,名前\n1,é\n", encoding="utf-8")
    table = read_columns(path)
    assert (table.header, table.rows) == (("größe", "名前"), [["1", "é"]])


def test_a_nul_byte(tmp_path):
    assert error_of_file(tmp_path, b"a,b\n1,2\n3,\0\n") == (
        "scores.csv, line 3: there is a NUL byte; is this a text file in UTF-8?"
    )
