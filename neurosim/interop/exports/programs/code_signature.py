"""What a function of a program takes and gives."""

from __future__ import annotations

from dataclasses import dataclass

Array = tuple[str, int]
"""The name of an array and how many numbers it has."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives.

    Attributes
    ----------
    name : str
        The name.
    inputs : tuple of Array
        Arrays that it reads.
    numbers : tuple of str
        Numbers that it takes.
    outputs : tuple of Array
        Arrays that it gives; in C the caller has them, and the function fills them.
    number : str
        The name of a number that it gives as well; empty if there is none.
    public : bool
        Whether it is for the user of the program.
    checked : bool
        Whether it checks how many inputs it gets, where the language can tell.
    """

    name: str
    inputs: tuple[Array, ...] = ()
    numbers: tuple[str, ...] = ()
    outputs: tuple[Array, ...] = ()
    number: str = ""
    public: bool = True
    checked: bool = False
