"""How values of training are written on the command line: batch size and scaling."""

from __future__ import annotations

import re

from neurosim.cli.options import parse_range
from neurosim.errors import InputError
from neurosim.model.standard_scaling import STANDARD, Normalize


def batch_size_of(text: str, option: str = "--batch-size") -> int | None:
    """Return a batch size; ``full`` is None, all data.

    Examples
    --------
    >>> batch_size_of("32"), batch_size_of("full")
    (32, None)
    """
    if text == "full":
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise InputError(f"{option} takes a whole number or 'full'; got {text!r}")
    return int(text)


def scaling_of(text: str, option: str = "--normalize") -> Normalize | None:
    """Return a scaling to fit; ``none`` is None.

    Examples
    --------
    >>> scaling_of("0,1"), scaling_of("standard"), scaling_of("none")
    ((0.0, 1.0), 'standard', None)
    """
    if text in ("none", STANDARD):
        return None if text == "none" else STANDARD
    if "," not in text:
        raise InputError(
            f"{option} takes a range such as 0,1 or -1,1, 'standard' or 'none'; got {text!r}"
        )
    return parse_range(text, option)
