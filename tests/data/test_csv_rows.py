"""The rows of a CSV file: header, delimiter, quotes, and the line of everything that is wrong."""

import io

import pytest

from neurosim.data import Reading, RowReader, csv_rows, read_columns
from neurosim.errors import DataError, InputError


def rows(text, **options):
    """Return the header and the numbered rows of a text with its line ends as they are."""
    reader = RowReader(io.StringIO(text, newline=""), "scores.csv", Reading(**options))
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


def test_only_some_lines_are_in_memory_at_a_time(monkeypatch):
    monkeypatch.setattr(csv_rows, "_LINES_AT_ONCE", 10)
    taken = []

    def lines():
        yield "a,b\n"
        for n in range(1000):
            taken.append(n)
            yield f"{n},2\n"

    reader = RowReader(lines(), "scores.csv")
    assert len(taken) < 50
    for count, (line, cells) in enumerate(reader):
        assert (line, cells) == (count + 2, [str(count), "2"])
        assert len(taken) < count + 50
    assert count == 999


@pytest.mark.parametrize("row", ['"3",4', "3,4,", " 3 ,4", "", "   ", "\t"])
def test_a_row_that_is_not_plain_changes_nothing_for_those_around_it(row):
    text = "a,b\n" + "1,2\n" * 5 + row + "\n" + "5,6\n" * 5
    given = [(7, ["3", "4"])] if "3" in row else []
    around = [(n, ["1", "2"]) for n in range(2, 7)], [(n, ["5", "6"]) for n in range(8, 13)]
    assert rows(text)[1] == [*around[0], *given, *around[1]]
    reader = RowReader(io.StringIO(text), "scores.csv")
    blocks = [len(block) for _, block in reader.blocks(4)]
    assert sum(blocks) == 10 + len(given)
    assert set(blocks[:-1]) == {4}


def test_a_row_of_tabs_alone_is_a_row_between_tabs():
    assert rows("a\tb\n1\t2\n\t\n3\t4\n")[1][1] == (3, ["", ""])


def test_separators_at_the_end_of_lines_do_not_count():
    assert rows("a,b\n1,2,\n3,4,,\n") == (("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])])


def test_names_of_rows_as_r_writes_them_are_a_column_without_a_name():
    assert rows('"a","b"\n"1",1,2\n"2",3,4\n')[0] == ("", "a", "b")
    assert rows('"a","b"\n"x",1,2\n"y",3,4\n')[0] == ("", "a", "b")
    assert "the row has 3 cells, but the header has 2" in error("a,b\n7,1,2\n9,3,4\n")


def test_the_mark_of_the_end_of_a_file_of_dos_does_not_count():
    assert rows("a,b\r\n1,2\r\n\x1a") == (("a", "b"), [(2, ["1", "2"])])


# The first row


@pytest.mark.parametrize(
    "text",
    [
        "x,z\n1,2\n",
        "year,2019,2020\n1,5,6\n2,8,9\n",
        "x,kind\nNA,a\n2,b\n",
        "smoker,kind\nyes,a\nno,b\n",
        "x,y\nm,s\n1,2\n",
        "a,b\n",
    ],
)
def test_names_are_found_above_values(text):
    first = tuple(text.splitlines()[0].split(","))
    assert rows(text)[0] == rows(text, header=True)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6\n",
        "5.1,setosa\n4.9,setosa\n6,virginica\n",
        "2019,2020,class\n1,2,a\n",
        "p,x\ne,x\np,s\n",
        "1,2\n",
    ],
)
def test_a_first_row_that_may_be_either_is_refused_and_read_as_told(text):
    first = text.splitlines()[0].split(",")
    shown = ", ".join(map(repr, first))
    assert error(text) == (
        f"scores.csv, line 1: the first row ({shown}) may be names or values like those below; say "
        "which with header=True or False (--header yes or no)"
    )
    assert rows(text, header=True)[0] == tuple(first)
    header, cells = rows(text, header=False)
    assert header == tuple(f"c[{place}]" for place in range(len(first)))
    assert cells[0] == (1, first)


def test_header_is_one_of_three():
    with pytest.raises(InputError) as caught:
        rows("a,b\n1,2\n", header="yes")
    assert str(caught.value) == (
        "header is 'yes'; give 'auto' or header=True or False (--header yes or no)"
    )


def test_a_title_above_the_header_is_named():
    assert error("# made by lab 3\nx,y\n1,2\n") == (
        "scores.csv, line 1: the first row is '# made by lab 3' alone, but the row below it has 2 "
        "cells; remove the first row if it is a title or a comment"
    )


def test_names_are_taken_in_one_unicode_form():
    assert rows("La\u0308nge,y\n1,2\n")[0] == ("L\u00e4nge", "y")


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
        ("a, b, c;d\n1,5;2\n3;4", ";", ("a, b, c", "d")),
        ("sep=;\na,x;b", ";", ("a,x", "b")),
        ('"sep=,"\na;x,b', ",", ("a;x", "b")),
    ],
)
def test_the_delimiter_is_found_from_the_header(header, delimiter, names):
    reader = RowReader(io.StringIO(header + "\n"), "scores.csv")
    assert (reader.delimiter, reader.header) == (delimiter, names)


def test_a_given_delimiter_is_taken():
    assert rows("a,x|b\n1|2\n", delimiter="|") == (("a,x", "b"), [(2, ["1", "2"])])


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "\n", "7", "x", ".", 3])
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


def test_a_header_without_a_name():
    assert error("\n,,\n,x,y\n") == (
        "scores.csv, line 2: no column has a name; give names, or say header=False (--header no)"
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
        "scores.csv, line 3: the file is not UTF-8 text; read an older Windows file with "
        "encoding='cp1252' (--encoding cp1252), or save it as UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_file_with_the_mark_of_its_encoding_is_read_by_itself(tmp_path, encoding):
    path = tmp_path / "scores.csv"
    path.write_bytes("größe,b\r\n1,2\r\n".encode(encoding))
    assert read_columns(path).header == ("größe", "b")


def test_a_file_in_another_encoding_is_read_when_told(tmp_path):
    path = tmp_path / "scores.csv"
    for encoding in ("cp1252", "mac-roman", "utf-16-le"):
        path.write_bytes("größe,b\n1,2\n".encode(encoding))
        assert read_columns(path, encoding=encoding).header == ("größe", "b")


def test_the_wrong_encoding_is_said(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_bytes("größe,b\n1,2\n".encode())
    with pytest.raises(DataError, match="the file is not ascii text; give its encoding"):
        read_columns(path, encoding="ascii")
    for encoding in ("klingon", "base64", 3, ""):
        with pytest.raises(InputError, match=r"is not known; give a name such as 'utf-8'"):
            read_columns(path, encoding=encoding)


def test_a_stream_that_cannot_be_decoded():
    stream = io.TextIOWrapper(io.BytesIO(b"a,b\n1,\xff\n"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_columns(stream)
    assert str(caught.value) == (
        "<stream>: the file is not UTF-8 text; read an older Windows file with "
        "encoding='cp1252' (--encoding cp1252), or save it as UTF-8"
    )


def test_text_beyond_ascii_is_read(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("größe,名前\n1,é\n", encoding="utf-8")
    table = read_columns(path)
    assert (table.header, table.rows) == (("größe", "名前"), [["1", "é"]])


def test_a_nul_byte(tmp_path):
    assert error_of_file(tmp_path, b"a,b\n1,2\n3,\0\n") == (
        "scores.csv, line 3: there is a NUL byte; if the file is a text in UTF-16, give "
        "encoding='utf-16-le' (--encoding utf-16-le)"
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("4,5\tred\n3,5\tblue\n", ["4,5", "red"]),
        ("4,5;3,2;1,0\n1,5;2,5;3,5\n", ["4,5", "3,2", "1,0"]),
        ("1;2\t3\n4;5\t6\n", ["1;2", "3"]),
    ],
)
def test_a_comma_in_every_number_is_not_the_delimiter(text, row):
    assert read_columns(io.StringIO(text), header=False).rows[0] == row


def test_a_missing_value_in_the_first_row_may_be_a_sample():
    with pytest.raises(DataError, match="may be names or values like those below; say which with"):
        read_columns(io.StringIO("-;blue\n1'234;red\n5'678;green\n"))
