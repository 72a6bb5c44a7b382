"""Reading derivations back from what the renderers wrote, and interval arithmetic to judge them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from xml.etree import ElementTree as ET

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@dataclass(frozen=True)
class Interval:
    """All numbers that a printed number may stand for."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return Interval(-math.inf, math.inf)
        return self * Interval(1 / other.high, 1 / other.low)

    def rising(self, function) -> Interval:
        return Interval(function(self.low), function(self.high))

    def square(self) -> Interval:
        ends = sorted((self.low**2, self.high**2))
        return Interval(0.0 if self.low <= 0 <= self.high else ends[0], ends[1])

    def wide(self, function) -> Interval:
        """Return the values of a function whose slope is at most 1."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        value = function(middle)
        return Interval(value - half, value + half)

    def meets(self, other: Interval) -> bool:
        # noise of floats; the printed numbers say how far they may be off
        slack = 1e-15 + 1e-12 * abs(other.low)
        return self.low <= other.high + slack and other.low <= self.high + slack


def printed(text: str, digits: int) -> Interval:
    """Return what a printed number may stand for; one with fewer digits is exact.

    It is off by at most half a unit of its last digit.
    """
    value, unit = float(text), Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
    half = float(unit) / 2 if is_rounded(text, digits) else 0.0
    return Interval(value - half, value + half)


def is_rounded(text: str, digits: int) -> bool:
    """Return whether a printed number has all the digits that it must have if it is rounded."""
    mantissa, _, power = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    if power:
        return decimals >= digits
    off = abs(Decimal(text) - 1)
    return (
        decimals >= digits
        and significant(text) >= digits - 1
        and (
            not 0 < off < Decimal(10) ** (1 - digits)
            or significant(str(off)) >= min(digits - 1, decimals - 12)
        )
    )


def significant(text: str) -> int:
    return len(f"{Decimal(text):f}".replace(".", "").lstrip("-0"))


def tight(expression: str, result: Interval, digits: int) -> bool:
    """Return whether what a line may come to is narrow beside its result.

    Of a line of factors alone, where every one has ``digits - 1`` significant digits; a difference
    of numbers that are nearly the same has fewer, but for the distance from 1.
    """
    tree = ast.parse(code_of(expression).replace("N('1') - ", "N('1') @ "), mode="eval").body
    nodes = list(ast.walk(tree))
    if any(isinstance(n, ast.Add | ast.Sub) for n in nodes) or any(
        isinstance(n, ast.Name) and n.id not in {"N", "ln", "abs", "sqrt", "square"} for n in nodes
    ):
        return True
    numbers = sum(isinstance(n, ast.Name) and n.id == "N" for n in nodes)
    lost = 3 if any(isinstance(n, ast.MatMult) for n in nodes) else 2
    value = value_of(expression, digits)
    size = max(abs(result.low), abs(result.high))
    if any(isinstance(n, ast.Name) and n.id == "ln" for n in nodes):
        size = max(size, 1.0)
    return value.high - value.low <= 2 * numbers * 10.0 ** (lost - digits) * size + 1e-14


def value_of(expression: str, digits: int) -> Interval:
    """Return what a line of numbers may come to."""
    return _evaluate(ast.parse(code_of(expression), mode="eval").body, digits)


def code_of(expression: str) -> str:
    """Return a line of numbers as Python with each number in a call of N."""
    number = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")
    return number.sub(lambda match: f"N('{match[0]}')", expression).strip()


def is_numeric(expression: str) -> bool:
    """Return whether a line has numbers only."""
    names = re.findall(r"[A-Za-zσδηŷθπ∂Σ'\[\]⋯]+", re.sub(r"\d(e[-+]?\d+)", "0", expression))
    return all(name in FUNCTIONS or name == "π" for name in names)


def by_hand(expression: str, digits: int) -> Interval:
    """Return what a line of numbers may come to, each taken exactly, if every step is rounded."""
    return _evaluate(ast.parse(code_of(expression), mode="eval").body, 99, 0.5 * 10.0**-digits)


def decimal_of(expression: str) -> Decimal:
    """Return what a line of numbers comes to, each taken exactly as it is printed."""
    return FEWER.plus(_decimal(ast.parse(code_of(expression), mode="eval").body))


EXACT = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
FEWER = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def _decimal(node: ast.expr) -> Decimal:
    match node:
        case ast.Name("π"):
            return Decimal(repr(math.pi))
        case ast.Call(ast.Name("N"), [ast.Constant(text)]):
            return Decimal(text)
        case ast.Call(ast.Name(name), arguments):
            return DECIMAL_FUNCTIONS[name](*map(_decimal, arguments))
        case ast.UnaryOp(ast.USub(), operand):
            return EXACT.minus(_decimal(operand))
        case ast.BinOp(left, operator, right):
            operation = {
                ast.Add: EXACT.add,
                ast.Sub: EXACT.subtract,
                ast.Mult: EXACT.multiply,
                ast.Div: EXACT.divide,
                ast.Pow: EXACT.power,
            }[type(operator)]
            return operation(_decimal(left), _decimal(right))
    raise AssertionError(ast.dump(node))


def _by_float(function):
    return lambda x: Decimal(repr(float(function(float(x)))))


DECIMAL_FUNCTIONS = {
    "tanh": _by_float(math.tanh),
    "exp": EXACT.exp,
    "ln": EXACT.ln,
    "sin": _by_float(math.sin),
    "cos": _by_float(math.cos),
    "abs": abs,
    "sqrt": EXACT.sqrt,
    "sgn": lambda x: Decimal((x > 0) - (x < 0)),
    "square": lambda x: EXACT.multiply(x, x),
    "step": lambda x: Decimal(int(x >= 0)),
    "max": max,
    "arctan": _by_float(math.atan),
    "erf": _by_float(math.erf),
    "sigmoid": _by_float(lambda s: 1 / (1 + math.exp(-s))),
}


FUNCTIONS = {
    "sigmoid": lambda x: x.rising(lambda s: 1 / (1 + math.exp(-s))),
    "tanh": lambda x: x.rising(math.tanh),
    "exp": lambda x: x.rising(math.exp),
    "ln": lambda x: x.rising(lambda v: math.log(v) if v > 0 else -math.inf),
    "sin": lambda x: x.wide(math.sin),
    "cos": lambda x: x.wide(math.cos),
    "arctan": lambda x: x.rising(math.atan),
    "erf": lambda x: x.rising(math.erf),
    "abs": lambda x: x.wide(abs),
    "sqrt": lambda x: x.rising(lambda v: math.sqrt(max(v, 0.0))),
    "sgn": lambda x: x.rising(lambda v: float((v > 0) - (v < 0))),
    "square": lambda x: x.square(),
    "step": lambda x: Interval(float(x.low >= 0), float(x.high >= 0)),
    "max": lambda *xs: Interval(max(x.low for x in xs), max(x.high for x in xs)),
}


def _evaluate(node: ast.expr, digits: int, half: float = 0.0) -> Interval:
    """Return the interval of a line; each step may be rounded by half a last digit."""
    value = _worked(node, digits, half)
    if isinstance(node, ast.UnaryOp) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N"
    ):
        return value
    spread = half * max(1.0, abs(value.low), abs(value.high)) if half > 1e-50 else 0.0
    return Interval(value.low - spread, value.high + spread)


def _worked(node: ast.expr, digits: int, half: float) -> Interval:
    match node:
        case ast.Name("π"):
            return Interval(math.pi, math.pi)
        case ast.Call(ast.Name("N"), [ast.Constant(text)]):
            return printed(text, digits)
        case ast.Call(ast.Name(name), arguments):
            return FUNCTIONS[name](*(_evaluate(a, digits, half) for a in arguments))
        case ast.UnaryOp(ast.USub(), operand):
            return -_evaluate(operand, digits, half)
        case ast.BinOp(left, ast.Pow(), ast.Call(ast.Name("N"), [ast.Constant(power)])):
            base = _evaluate(left, digits, half)
            if power == "2":
                return base.square()
            if float(power) % 2 == 1:
                return base.rising(lambda v: v ** float(power))
            assert base.low > 0
            return base.rising(lambda v: v ** float(power))
        case ast.BinOp(ast.BinOp(a, ast.Mult(), b) as left, ast.Mult(), c) if half > 1e-50:
            # by hand either product may be worked, and rounded, first
            last = ast.BinOp(b, ast.Mult(), c)
            orders = [
                _evaluate(left, digits, half) * _evaluate(c, digits, half),
                _evaluate(a, digits, half) * _evaluate(last, digits, half),
            ]
            return Interval(min(o.low for o in orders), max(o.high for o in orders))
        case ast.BinOp(left, operator, right):
            a, b = _evaluate(left, digits, half), _evaluate(right, digits, half)
            match operator:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
    raise AssertionError(ast.dump(node))


Read = tuple[str, list[str]]
"""The left side of an equation, and its right sides as Python would write them."""


# -- text --------------------------------------------------------------------------------------


def read_text(text: str) -> Iterator[Read]:
    left, rights, indent = "", [], 0
    for line in text.splitlines():
        match = re.match(r"^  (?! )(\S.*?) = (.*)$", line)
        more = re.match(r"^ +(= )?(.*)$", line)
        if match and "   " not in match[1] and "   " not in match[2]:
            if left:
                yield left, [plain(r) for r in rights]
            left, rights, indent = match[1], [match[2]], 2 + len(match[1])
        elif left and more and line.startswith(" " * indent + " = "):
            rights.append(line[indent + 3 :])
        elif left and line.startswith(" " * (indent + 5)):
            rights[-1] += " " + line.strip()
        elif left:
            yield left, [plain(r) for r in rights]
            left = ""
    if left:
        yield left, [plain(r) for r in rights]


def plain(right: str) -> str:
    text = right.replace("†", "").replace("σ(", "sigmoid(")
    text = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "e" + m[1].translate(SUPERSCRIPTS), text)
    text = re.sub(r"\[\d+ terms: ([^\]]+)\]", r"(\1)", text)
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "**" + m[1].translate(SUPERSCRIPTS), text)
    text = text.replace("e^(", "exp(").replace("√(", "sqrt(").replace("·", "*")
    text = re.sub(r"e\^([\d.]+)", r"exp(\1)", text)
    return re.sub(r"\|([^|]*)\|", r"abs(\1)", text)


# -- LaTeX -------------------------------------------------------------------------------------


def read_latex(text: str, environment: str) -> Iterator[Read]:
    pattern = rf"\\begin{{{environment}}}\n(.*?)\n\\end{{{environment}}}"
    for block in re.findall(pattern, text, re.DOTALL):
        left, rights = "", []
        for row in re.split(r" \\\\\*?(?:\[\w+\])?\n", block):
            if row.startswith(r"&\qquad"):
                rights[-1] += " " + row.removeprefix(r"&\qquad")
            elif "&= " in row:
                start, _, right = row.partition("&= ")
                left = left or start
                rights.append(right)
        if rights:
            yield symbol(left), [latex(right) for right in rights]


def symbol(left: str) -> str:
    left = left.strip()
    slope = re.fullmatch(r"\\frac\{\\partial (.*)\}\{\\partial (.*)\}", left)
    if slope:
        return f"∂{symbol(slope[1])}/∂{symbol(slope[2])}"
    match = re.fullmatch(r"(\\?\w+?)(?:_\{(.*?)\})?(\^\{\\text\{new\}\})?", left)
    if match is None:
        return left
    base = "d" if match[1] == r"\delta" else match[1]
    return ("new " if match[3] else "") + base + (match[2] or "")


def latex(text: str) -> str:
    text = text.replace(r"\lt", "<").replace(r"\gt", ">").replace(r"\,", " ")
    text = re.sub(r"\^\{\\dagger\}", "", text)
    text = re.sub(r"([\d.]+) \\cdot 10\^\{(-?\d+)\}", r"\1e\2", text)
    out, i = "", 0
    while i < len(text):
        command = re.compile(r"\\[a-zA-Z]+").match(text, i)
        if command:
            i = command.end()
            name = command[0][1:]
            if name in {"frac", "tfrac"}:
                top, i = _group(text, i)
                bottom, i = _group(text, i)
                out += f"(({latex(top)})/({latex(bottom)}))"
            elif name == "sqrt":
                inner, i = _group(text, i)
                out += f"sqrt({latex(inner)})"
            elif name == "underbrace":
                inner, i = _group(text, i)
                _, i = _group(text, i + 1)
                out += f"({latex(inner)})"
            else:
                out += {
                    "cdot": "*", "sigma": "sigmoid", "lvert": "abs(", "rvert": ")",
                }.get(name, name)  # fmt: skip
        elif text[i] == "^":
            exponent, i = _group(text, i + 1)
            if out.rstrip().endswith("e") and not out.rstrip().endswith("le"):
                out = out.rstrip()[:-1] + f"exp({latex(exponent)})"
            else:
                out += f"**{latex(exponent)}"
        else:
            out += text[i]
            i += 1
    return re.sub(r"(sigmoid|tanh|max|ln|sin|cos|abs)\s+\(", r"\1(", out)


def _group(text: str, start: int) -> tuple[str, int]:
    assert text[start] == "{", text[start:]
    depth, i = 0, start
    while True:
        depth += (text[i] == "{") - (text[i] == "}")
        i += 1
        if not depth:
            return text[start + 1 : i - 1], i


# -- MathML ------------------------------------------------------------------------------------


def read_html(text: str) -> Iterator[Read]:
    body = text[text.index("<body") : text.index("</html>")]
    for equation in ET.fromstring(body).iter("div"):
        if equation.get("class") != "equation":
            continue
        left = mathml(equation[0][0])
        rights = [mathml(line[1]).removeprefix(" = ") for line in equation]
        left = left.replace(" ", "").replace("((∂L)/(", "∂L/").removesuffix("))").replace("δ", "d")
        if left.endswith("^new"):
            left = "new " + left.removesuffix("^new")
        yield left, rights


def mathml(node: ET.Element) -> str:
    parts = [mathml(child) for child in node]
    match node.tag:
        case "mn" | "mi" | "mo" | "mtext":
            text = (node.text or "").replace("−", "-").replace("·", "*").replace("†", "")
            if node.tag == "mo" and text == "|":
                return "abs(" if node.get("form") == "prefix" else ")"
            return {"σ": "sigmoid"}.get(
                text, f" {text} " if node.tag == "mo" and text not in "()" else text
            )
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msqrt":
            return f"sqrt({''.join(parts)})"
        case "munder":
            return f"({parts[0]})"
        case "msup":
            if node.get("class") == "differs":
                return parts[0]
            if parts[0] == "10":
                return f"e10#{parts[1]}"
            if parts[0] == "e":
                return f"exp({parts[1]})"
            return f"{parts[0]}^{parts[1]}" if parts[1] == "new" else f"{parts[0]}**{parts[1]}"
        case "msub":
            return parts[0] + parts[1]
        case "msubsup":
            return f"{parts[0]}{parts[1]}^{parts[2]}"
    return re.sub(
        r" \* e10#\s*(- )?(\d+)", lambda m: f"e{'-' if m[1] else ''}{m[2]}", "".join(parts)
    )
