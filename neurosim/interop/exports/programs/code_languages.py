"""The languages of programs: how each says the same statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_C_FUNCTIONS = {
    "exp": "exp", "ln": "log", "sqrt": "sqrt", "abs": "fabs", "tanh": "tanh", "sin": "sin",
    "cos": "cos", "arctan": "atan", "erf": "erf", "erfc": "erfc", "log1p": "log1p",
    "expm1": "expm1", "max": "fmax", "min": "fmin", "pow": "pow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """What a writer of programs must know of a language.

    Attributes
    ----------
    name, title : str
        The name as an argument, and the name in a sentence.
    ending : str
        The ending of its files, without the dot.
    family : str
        How statements look: ``python``, ``javascript`` or ``c``.
    dtypes : tuple of str
        The precisions it can compute in, the usual one first.
    functions : mapping
        The functions of its library, by their names in formulas.
    """

    name: str
    title: str
    ending: str
    family: str
    dtypes: tuple[str, ...]
    functions: Mapping[str, str]

    @property
    def comment(self) -> str:
        """What begins a comment."""
        return "#" if self.family == "python" else "//"


LANGUAGES: Mapping[str, Language] = {
    language.name: language
    for language in (
        Language(
            "python",
            "Python",
            "py",
            "python",
            ("float64",),
            {
                "exp": "math.exp", "ln": "math.log", "sqrt": "math.sqrt", "abs": "abs",
                "tanh": "math.tanh", "sin": "math.sin", "cos": "math.cos", "arctan": "math.atan",
                "erf": "math.erf", "erfc": "math.erfc", "log1p": "math.log1p",
                "expm1": "math.expm1", "max": "max", "min": "min", "pow": "math.pow",
            },
        ),
        Language("c", "C", "c", "c", ("float64", "float32"), _C_FUNCTIONS),
        Language(
            "javascript",
            "JavaScript",
            "js",
            "javascript",
            ("float64",),
            {
                "exp": "Math.exp", "ln": "Math.log", "sqrt": "Math.sqrt", "abs": "Math.abs",
                "tanh": "Math.tanh", "sin": "Math.sin", "cos": "Math.cos", "arctan": "Math.atan",
                "log1p": "Math.log1p", "expm1": "Math.expm1", "max": "Math.max",
                "min": "Math.min", "pow": "Math.pow",
            },
        ),
        Language(
            "arduino",
            "C++ for Arduino",
            "ino",
            "c",
            ("float32",),
            # the library of small boards has no erf, log1p and expm1
            {
                name: function
                for name, function in _C_FUNCTIONS.items()
                if name not in ("erf", "erfc", "log1p", "expm1")
            },
        ),
    )
}  # fmt: skip
"""The languages by name."""
