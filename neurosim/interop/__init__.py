"""Files: a network as one JSON file, and the two files of the programs of the paper's author."""

from neurosim.interop.author_files import read_scaling, read_weights, write_scaling, write_weights
from neurosim.interop.model_file import from_json, load, save, to_json
from neurosim.interop.records import json_schema

__all__ = [
    "from_json",
    "json_schema",
    "load",
    "read_scaling",
    "read_weights",
    "save",
    "to_json",
    "write_scaling",
    "write_weights",
]
