"""Scaling in a program: from raw units to the units of the network, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling


def scaled(writer: CodeWriter, scaling: Scaling | None, column: int, raw: str) -> str:
    """Return the code of a raw value in the units of the network.

    Parameters
    ----------
    writer : CodeWriter
        The program.
    scaling : Scaling or None
        The scaling.
    column : int
        The column of the value.
    raw : str
        The code of the raw value.
    """
    number = writer.number
    if scaling is None:
        return raw
    if isinstance(scaling, StandardScaling):
        if scaling.constant[column]:
            return number(0.0)
        distance = _minus(writer, raw, scaling.mean[column])
        return _over(writer, distance, scaling.deviation[column])
    assert isinstance(scaling, MinMaxScaling)
    low, high = scaling.feature_range
    if scaling.constant[column]:
        return number((low + high) / 2)
    span = scaling.maximum[column] - scaling.minimum[column]
    share = _over(writer, _minus(writer, raw, scaling.minimum[column]), span)
    return _plus(writer, _times(writer, share, high - low), low)


def unscaled(writer: CodeWriter, scaling: Scaling | None, column: int, value: str) -> str:
    """Return the code of a value of the network in raw units; the arguments as for ``scaled``."""
    if scaling is None:
        return value
    if isinstance(scaling, StandardScaling):
        size = _times(writer, value, scaling.deviation[column])
        return _plus(writer, size, scaling.mean[column])
    assert isinstance(scaling, MinMaxScaling)
    low, high = scaling.feature_range
    share = _over(writer, _minus(writer, value, low), high - low)
    span = scaling.maximum[column] - scaling.minimum[column]
    return _plus(writer, _times(writer, share, span), scaling.minimum[column])


def _minus(writer: CodeWriter, code: str, value: float) -> str:
    return code if value == 0 else f"({_plus(writer, code, -value)})"


def _plus(writer: CodeWriter, code: str, value: float) -> str:
    if value == 0:
        return code
    return f"{code} - {writer.number(-value)}" if value < 0 else f"{code} + {writer.number(value)}"


def _over(writer: CodeWriter, code: str, value: float) -> str:
    return code if value == 1 else f"{code} / {writer.number(value)}"


def _times(writer: CodeWriter, code: str, value: float) -> str:
    return code if value == 1 else f"{code} * {writer.number(value)}"


Tables = dict[str, Sequence[float]]


def scaling_tables(scaling: Scaling | None, prefix: str) -> Tables:
    """Return the numbers of a scaling for a loop over many columns, by the names of tables."""
    if isinstance(scaling, StandardScaling):
        return {
            f"{prefix}_MEAN": scaling.mean,
            f"{prefix}_DEVIATION": [size or 1.0 for size in scaling.deviation],
        }
    if isinstance(scaling, MinMaxScaling):
        pairs = list(zip(scaling.minimum, scaling.maximum, strict=True))
        return {
            f"{prefix}_MINIMUM": scaling.minimum,
            f"{prefix}_SPAN": [most - least or 1.0 for least, most in pairs],
        }
    return {}


def write_scaled_loop(
    writer: CodeWriter,
    scaling: Scaling | None,
    prefix: str,
    size: int,
    raw: str,
    target: str,
) -> None:
    """Write a loop that scales many raw values; constants follow, a line each.

    Parameters
    ----------
    writer : CodeWriter
        The program; it has the tables of ``scaling_tables``.
    scaling : Scaling or None
        The scaling.
    prefix : str
        The beginning of the names of the tables.
    size : int
        The number of values.
    raw, target : str
        The arrays of raw and of scaled values.
    """
    with writer.loop("i", 0, size):
        if scaling is None:
            writer.statement(f"{target}[i] = {raw}[i]")
        elif isinstance(scaling, StandardScaling):
            mean, deviation = (writer.read(f"{prefix}_{t}", "i") for t in ("MEAN", "DEVIATION"))
            writer.statement(f"{target}[i] = ({raw}[i] - {mean}) / {deviation}")
        elif isinstance(scaling, MinMaxScaling):
            low, high = scaling.feature_range
            least, span = (writer.read(f"{prefix}_{t}", "i") for t in ("MINIMUM", "SPAN"))
            share = f"({raw}[i] - {least}) / {span}"
            writer.statement(
                f"{target}[i] = {_plus(writer, _times(writer, share, high - low), low)}"
            )
    for column, constant in enumerate(scaling.constant if scaling else ()):
        if constant:
            writer.statement(f"{target}[{column}] = {scaled(writer, scaling, column, '')}")


def write_unscaled_loop(
    writer: CodeWriter,
    scaling: Scaling | None,
    prefix: str,
    size: int,
    value: Callable[[str], str],
    target: str,
) -> None:
    """Write a loop that turns many values back to raw units; see ``write_scaled_loop``.

    ``value`` gives the code of the value at an index.
    """
    constant = scaling.constant if scaling else ()
    with writer.loop("i", 0, size):
        code = value("i")
        if isinstance(scaling, StandardScaling):
            mean, deviation = (writer.read(f"{prefix}_{t}", "i") for t in ("MEAN", "DEVIATION"))
            code = f"{code} * {deviation} + {mean}"
        elif isinstance(scaling, MinMaxScaling):
            low, high = scaling.feature_range
            least, span = (writer.read(f"{prefix}_{t}", "i") for t in ("MINIMUM", "SPAN"))
            share = _over(writer, _minus(writer, code, low), high - low)
            code = f"{share} * {span} + {least}"
        writer.statement(f"{target}[i] = {code}")
    for column, is_constant in enumerate(constant):
        if is_constant:
            # the tables have 1 there in the place of 0, so that nothing is divided by 0
            only = scaling.usual_limits[column][0] if isinstance(scaling, MinMaxScaling) else None
            if isinstance(scaling, StandardScaling):
                only = scaling.mean[column]
            assert only is not None
            writer.statement(f"{target}[{column}] = {writer.number(only)}")
