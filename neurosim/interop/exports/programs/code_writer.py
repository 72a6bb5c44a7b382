"""Writes the statements of a program, the same ones in each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from neurosim.errors import counted
from neurosim.interop.exports.programs.code_languages import Language
from neurosim.interop.exports.programs.code_lines import WIDTH, broken
from neurosim.interop.exports.programs.code_names import comment_text
from neurosim.interop.exports.programs.code_signature import Signature

_MOST_ON_STACK = 50_000

_BYTES = {"unsigned char": 1, "unsigned short": 2}


@dataclass
class CodeWriter:
    """The lines of a program that is being written.

    Parameters
    ----------
    language : Language
        The language.
    dtype : str
        ``float64`` or ``float32``.
    lines : list of str
        What is written so far.
    flash : set of str
        The tables that lie in the flash memory of a board.
    flash_bytes : int
        How many bytes they take.
    """

    language: Language
    dtype: str
    lines: list[str] = field(default_factory=list)
    flash: set[str] = field(default_factory=set)
    flash_bytes: int = 0
    _depth: int = 0

    @property
    def is_c(self) -> bool:
        """Whether the language is C or Arduino's C++."""
        return self.language.family == "c"

    @property
    def is_python(self) -> bool:
        """Whether the language is Python."""
        return self.language.family == "python"

    @property
    def real(self) -> str:
        """The type of a number in C."""
        return "double" if self.dtype == "float64" else "float"

    @property
    def on_board(self) -> bool:
        """Whether the program is for a small board, with tables in its flash memory."""
        return self.language.name == "arduino"

    def text(self) -> str:
        """Return the program."""
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def line(self, text: str = "") -> None:
        """Write a line as it is."""
        self.lines.append("    " * self._depth + text if text else "")

    def blank(self, count: int = 1) -> None:
        """Write blank lines."""
        self.lines += [""] * count

    def comment(self, text: str = "") -> None:
        """Write a comment of one line, cut at no place where it could become code."""
        self.line(f"{self.language.comment} {comment_text(text)}".rstrip())

    def statement(self, text: str) -> None:
        """Write a statement; a long one is broken at its sums and commas."""
        end = "" if self.is_python else ";"
        self.lines += broken("    " * self._depth + text + end, python=self.is_python)

    def number(self, value: float) -> str:
        """Return a number with all its digits."""
        if self.dtype == "float64":
            return repr(float(value))
        return f"{np.float32(value)!s}f"

    def function_name(self, name: str) -> str:
        """Return the name of a function of the library."""
        found = self.language.functions[name]
        # C++ takes the right one by the type of the number
        return f"{found}f" if self.dtype == "float32" and not self.on_board else found

    def let(self, name: str, value: str) -> None:
        """Write a number that keeps its value."""
        kind = {"python": "", "javascript": "const "}.get(
            self.language.family, f"const {self.real} "
        )
        self.statement(f"{kind}{name} = {value}")

    def start(self, name: str, value: str, *, whole: bool = False) -> None:
        """Write a number that will change, with its first value."""
        kind = {"python": "", "javascript": "let "}.get(
            self.language.family, "int " if whole else f"{self.real} "
        )
        self.statement(f"{kind}{name} = {value}")

    def array(self, name: str, size: int) -> None:
        """Write a new array of zeros."""
        if self.is_python:
            self.statement(f"{name} = [0.0] * {size}")
        elif self.language.family == "javascript":
            self.statement(f"const {name} = new Array({size}).fill(0.0)")
        else:
            self.statement(f"{self.real} {name}[{size}] = {{0}}")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write a block of statements under a head, such as a condition."""
        self.line(head + (":" if self.is_python else " {"))
        self._depth += 1
        yield
        self._depth -= 1
        if not self.is_python:
            self.line("}")

    @contextmanager
    def loop(self, index: str, begin: object, end: object) -> Iterator[None]:
        """Write a loop over whole numbers."""
        kind = "let" if self.language.family == "javascript" else "int"
        head = f"for ({kind} {index} = {begin}; {index} < {end}; {index}++)"
        if self.is_python:
            head = f"for {index} in range({end if begin == 0 else f'{begin}, {end}'})"
        with self.block(head):
            yield

    @contextmanager
    def loop_down(self, index: str, end: object, begin: object) -> Iterator[None]:
        """Write a loop from the number before ``end`` down to ``begin``."""
        kind = "let" if self.language.family == "javascript" else "int"
        last = end - 1 if isinstance(end, int) else f"{end} - 1"
        head = f"for ({kind} {index} = {last}; {index} >= {begin}; {index}--)"
        if self.is_python:
            head = f"for {index} in reversed(range({end if begin == 0 else f'{begin}, {end}'}))"
        with self.block(head):
            yield

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Write statements under a condition."""
        with self.block(f"if {condition}" if self.is_python else f"if ({condition})"):
            yield

    @contextmanager
    def function(
        self, signature: Signature, *about: str, make_outputs: bool = True
    ) -> Iterator[None]:
        """Write a function; its outputs begin as zeros and are given back at the end.

        Parameters
        ----------
        signature : Signature
            What it takes and gives.
        *about : str
            What it does, a line each.
        make_outputs : bool
            Whether outputs are arrays to fill; otherwise the function ends with ``give``.
        """
        self.blank(2 if self.is_python else 1)
        if not self.is_python:
            for line in about:
                self.comment(line)
        with self.block(self._head(signature)):
            if self.is_python:
                self._docstring(about)
            if not self.is_c and signature.checked:
                self._check_sizes(signature)
            if not self.is_c and make_outputs:
                for name, size in signature.outputs:
                    self.array(name, size)
            yield
            if make_outputs:
                self._end(signature)

    def head_line(self, signature: Signature) -> str:
        """Return the declaration of a function of C."""
        return self._head(signature)

    def _head(self, signature: Signature) -> str:
        name = signature.name
        if self.is_c:
            arguments = [f"const {self.real} {array}[{size}]" for array, size in signature.inputs]
            arguments += [f"{self.real} {number}" for number in signature.numbers]
            arguments += [f"{self.real} {array}[{size}]" for array, size in signature.outputs]
            kind = self.real if signature.number or not signature.outputs else "void"
            return f"{'' if signature.public else 'static '}{kind} {name}({', '.join(arguments)})"
        given = ", ".join([*(array for array, _ in signature.inputs), *signature.numbers])
        if self.is_python:
            return f"def {name}({given})"
        return f"{'export ' if signature.public else ''}function {name}({given})"

    def _docstring(self, about: Sequence[str]) -> None:
        # only texts of this package come here, never a name of a user
        if len(about) == 1:
            self.line(f'"""{about[0]}"""')
        elif about:
            self.line(f'"""{about[0]}')
            self.blank()
            for text in about[1:]:
                self.line(text)
            self.line('"""')

    def _check_sizes(self, signature: Signature) -> None:
        for name, size in signature.inputs:
            expected = f"expected {counted(size, 'number')} in {name}, got"
            if self.is_python:
                with self.when(f"len({name}) != {size}"):
                    got = f"{{len({name})}}"
                    self.statement(f'raise ValueError(f"{expected} {got}")')
            else:
                with self.when(f"{name}.length !== {size}"):
                    got = f"${{{name}.length}}"
                    self.statement(f"throw new RangeError(`{expected} {got}`)")

    def _end(self, signature: Signature) -> None:
        given = [name for name, _ in signature.outputs]
        if signature.number:
            given.insert(0, signature.number)
        if self.is_c:
            if signature.number:
                self.statement(f"return {signature.number}")
        elif len(given) == 1:
            self.statement(f"return {given[0]}")
        elif self.is_python:
            self.statement(f"return {', '.join(given)}")
        elif given:
            self.statement(f"return {{ {', '.join(given)} }}")

    def call(self, signature: Signature) -> None:
        """Write a call of a function; its results get the names that they have in it."""
        arguments = [name for name, _ in signature.inputs] + list(signature.numbers)
        results = [name for name, _ in signature.outputs]
        if self.is_c:
            for name, size in signature.outputs:
                # a large array would not fit on the stack
                kept = "static " if size > _MOST_ON_STACK and not self.on_board else ""
                self.statement(f"{kept}{self.real} {name}[{size}]")
            called = f"{signature.name}({', '.join([*arguments, *results])})"
            self.statement(
                f"const {self.real} {signature.number} = {called}" if signature.number else called
            )
            return
        if signature.number:
            results.insert(0, signature.number)
        called = f"{signature.name}({', '.join(arguments)})"
        names = ", ".join(results)
        if self.is_python:
            self.statement(f"{names} = {called}")
        else:
            self.statement(f"const {names if len(results) == 1 else f'{{ {names} }}'} = {called}")

    def give(self, name: str, values: Sequence[str]) -> None:
        """Write the end of a function whose only output is an array of these numbers."""
        if self.is_c:
            for k, value in enumerate(values):
                self.statement(f"{name}[{k}] = {value}")
            return
        self.statement(f"return [{', '.join(values)}]")

    def step(self, name: str, change: str = "+= 1") -> None:
        """Write a change of a number."""
        self.statement(f"{name} {change}")

    def choice(self, condition: str, value: str, other: str) -> str:
        """Return a value under a condition, or another."""
        if self.is_python:
            return f"{value} if {condition} else {other}"
        return f"{condition} ? {value} : {other}"

    def numbers(
        self, name: str, rows: Sequence[tuple[str, Sequence[float]]], *, fixed: bool = True
    ) -> None:
        """Write a table of numbers, row after row, each row with a comment.

        Parameters
        ----------
        name : str
            The name of the table.
        rows : sequence of (str, sequence of float)
            The comment of each row, which may be empty, and its numbers.
        fixed : bool
            Whether the program never changes them.
        """
        size = sum(len(numbers) for _, numbers in rows)
        text = [(about, [self.number(v) for v in numbers]) for about, numbers in rows]
        self._table(name, text, self.real, size, fixed=fixed)

    def whole_numbers(self, name: str, rows: Sequence[tuple[str, Sequence[int]]]) -> None:
        """Write a table of whole numbers."""
        values = [value for _, row in rows for value in row]
        kind = "unsigned char" if max(values, default=0) < 256 else "unsigned short"
        if max(values, default=0) >= 65536:
            kind = "long"
        text = [(about, list(map(str, row))) for about, row in rows]
        self._table(name, text, kind, len(values), fixed=True)

    def _table(
        self,
        name: str,
        rows: Sequence[tuple[str, Sequence[str]]],
        kind: str,
        size: int,
        *,
        fixed: bool,
    ) -> None:
        if self.is_c:
            in_flash = self.on_board and fixed
            const = "const " if fixed else ""
            self.line(f"static {const}{kind} {name}[{size}]{' PROGMEM' if in_flash else ''} = {{")
            if in_flash:
                self.flash.add(name)
                self._kinds[name] = kind
                self.flash_bytes += size * _BYTES.get(kind, 4)
        elif self.is_python:
            self.line(f"{name} = [")
        else:
            self.line(f"const {name} = [")
        self._depth += 1
        for about, numbers in rows:
            if about:
                self.comment(about)
            self._filled(numbers)
        self._depth -= 1
        self.line({"c": "};", "python": "]"}.get(self.language.family, "];"))

    _kinds: dict[str, str] = field(default_factory=dict)

    def _filled(self, items: Sequence[str]) -> None:
        room = WIDTH - 4 * self._depth
        line = ""
        for item in items:
            if line and len(line) + len(item) + 2 > room:
                self.line(line)
                line = ""
            line += f"{' ' if line else ''}{item},"
        if line:
            self.line(line)

    def read(self, table: str, index: str) -> str:
        """Return the number of a table at an index, also from flash memory."""
        if table not in self.flash:
            return f"{table}[{index}]"
        reader = {"float": "float", "unsigned char": "byte", "unsigned short": "word"}.get(
            self._kinds[table], "dword"
        )
        return f"pgm_read_{reader}(&{table}[{index}])"
