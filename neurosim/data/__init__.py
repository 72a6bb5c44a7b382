"""Datasets: samples from CSV files and arrays, with errors that name row and column."""

from neurosim.data.chunks import Chunks, csv_chunks, open_chunks
from neurosim.data.classes import class_places, class_shares, decode, one_hot
from neurosim.data.column import as_column
from neurosim.data.csv_file import read_columns, read_csv, read_tables, table_dataset
from neurosim.data.csv_rows import RowReader
from neurosim.data.csv_text import csv_lines, to_csv_text
from neurosim.data.data_file import DataFile
from neurosim.data.dataset import Dataset, as_dataset
from neurosim.data.fit import (
    DataLike,
    FittedRows,
    fitting_dataset,
    fitting_rows,
    fitting_targets,
    merged_preparation,
)
from neurosim.data.input_match import fitting_inputs, fitting_sample
from neurosim.data.matching import match_names
from neurosim.data.number_text import parse_number
from neurosim.data.preparing import table_inputs
from neurosim.data.reading import Reading
from neurosim.data.stored_rows import StoredRows
from neurosim.data.table import ColumnTable, Table
from neurosim.data.worked_example import worked_example

__all__ = [
    "Chunks",
    "ColumnTable",
    "DataFile",
    "DataLike",
    "Dataset",
    "FittedRows",
    "Reading",
    "RowReader",
    "StoredRows",
    "Table",
    "as_column",
    "as_dataset",
    "class_places",
    "class_shares",
    "csv_chunks",
    "csv_lines",
    "decode",
    "fitting_dataset",
    "fitting_inputs",
    "fitting_rows",
    "fitting_sample",
    "fitting_targets",
    "match_names",
    "merged_preparation",
    "one_hot",
    "open_chunks",
    "parse_number",
    "read_columns",
    "read_csv",
    "read_tables",
    "table_dataset",
    "table_inputs",
    "to_csv_text",
    "worked_example",
]
