"""What Python gives for each row, and which rows leave 64 bits on the way."""

from __future__ import annotations

import ast
import linecache
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from types import ModuleType
from typing import Any

from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.rows.scalars import admits_none
from tests.rows.strategies import COLUMNS, PRELUDE, Writer

_MICROSECOND = timedelta(microseconds=1)

BEYOND = "beyond 64 bits"
"""What stands for the value of a row of which an integer leaves 64 bits on the way."""

POOLS: dict[str, list[Any]] = {
    "float": [
        None, 0.0, -0.0, 1.0, -1.5, 2.5, 0.5, 1e308, -1e308, math.inf, -math.inf, math.nan, 3.0,
        1e-320, -5e-324, math.nan, 7.25, 2.0**53 + 2, 0.1 + 0.2, 2.675, 1.005, -0.125, 9.2e18, -(2.0**63), 517.0, 1e15 + 0.3,
    ],
    "int": [None, 0, 1, -1, 7, -7, 3, 2**31, -(2**31), 2**53 + 1, 1000, 15, 2**63 - 1, -(2**63), 2],
    "bool": [None, True, False],
    "str": [
        None, "", "a", "Ünï", "abc", "zz top", " x ", "\t\u3000é\u00a0", "日本語", "-12", "+7", "0042",
        "1_000", "9223372036854775807", "-9223372036854775808", "1e5", ".5", "5.", "-inf", "nan",
        "\u0663\u0664", "ß", "\u0391\u03a3 \u0392\u03a3'\u03a3.", "\ufb03\u1f80", "\u0130ß", "a\nb", "𝟙", "12a", "3.25", "x.*y", "1e400",
    ],
    "date": [
        None, date(1970, 1, 1), date(2024, 2, 29), date(1900, 3, 1), date(1, 1, 1),
        date(9999, 12, 31), date(2013, 12, 31), date(1969, 12, 31),
    ],
    "datetime": [
        None, datetime(1970, 1, 1), datetime(2024, 2, 29, 23, 59, 59, 999999), datetime(1, 1, 1),
        datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(1969, 12, 31, 12, 0, 0, 1),
        datetime(2013, 1, 1, 5, 15),
    ],
    "timedelta": [
        None, timedelta(0), timedelta(days=1), timedelta(days=-1, microseconds=1),
        timedelta(hours=5, seconds=3, microseconds=7), timedelta(days=366), timedelta(minutes=-90),
    ],
}  # fmt: skip
"""What the cells of the frame are drawn from, by the type of their scalars."""


def cells(random: Random, rows: int) -> dict[str, list[Any]]:
    """Draw the columns of a frame: some without nulls, some of one value."""
    drawn = {name: _column(random, POOLS[kind], rows) for name, kind in COLUMNS.items()}
    # A cell is an object of its own: NaN that is the same object is in a tuple that holds it.
    return {name: [one if one == one else float("nan") for one in drawn[name]] for name in drawn}


def _column(random: Random, pool: list[Any], rows: int) -> list[Any]:
    how = random.random()
    if how < 0.1:
        return [random.choice(pool)] * rows
    drawn = random.choices(pool if how < 0.8 else pool[1:], k=rows)
    return [_other(random, one) if random.random() < 0.3 else one for one in drawn]


def _other(random: Random, one: Any) -> Any:
    """Draw any value like one."""
    if isinstance(one, bool) or one is None:
        return one
    if isinstance(one, int):
        return random.randint(-(10**4), 10**4)
    if isinstance(one, float):
        return round(random.uniform(-1e3, 1e3), random.choice((1, 2, 16)))
    if isinstance(one, str):
        return "".join(random.choices(_LETTERS, k=random.randint(0, 6)))
    if isinstance(one, timedelta):
        return timedelta(seconds=random.randint(-(10**7), 10**7))
    day = date(1, 1, 1) + timedelta(days=random.randint(0, 3_652_058))
    if isinstance(one, datetime):
        return datetime(day.year, day.month, day.day, random.randint(0, 23), random.randint(0, 59))
    return day


_LETTERS = "aAbzZ01-+_. \n\té\u00dcß\u0391\u03a3\u0130\u0301'\ufb01\u65e5\U0001d7d9\U0001f600"


_WATCHED: dict[type, str] = {
    ast.FloorDiv: "_part",
    ast.Mod: "_part",
    ast.Div: "_quotient",
    ast.Mult: "_product",
}


class _Watched(ast.NodeTransformer):
    """Puts a call around each operation, which looks at what it gives."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.BinOp):
            name = _WATCHED.get(type(node.op), "_seen")
            given: list[ast.expr] = [] if name == "_product" else [node]
            if name != "_seen":
                given += [node.left, node.right]
        elif isinstance(node, ast.UnaryOp | ast.Call):
            name, given = "_seen", [node]
        else:
            return node
        call = ast.Call(ast.Name(name, ast.Load()), given, [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        name = ast.Name(node.target.id, ast.Load())  # type: ignore[union-attr]
        value = ast.BinOp(ast.copy_location(name, node), node.op, node.value)
        plain = ast.Assign([node.target], ast.copy_location(value, node))
        return self.visit(ast.fix_missing_locations(ast.copy_location(plain, node)))

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node

    def visit_Match(self, node: ast.Match) -> ast.AST:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = case.guard and self.visit(case.guard)
            case.body = [self.visit(one) for one in case.body]
        return node


class Functions:
    """Random functions, their nodes, and what Python gives.

    Attributes:
        sources: The source of each function, by its name.
        loose: The functions that divide integers, which are made floats first.
        nodes: The node of each.
    """

    def __init__(self, sources: Mapping[str, str], name: str) -> None:
        self.sources = dict(sources)
        text = "\n\n\n".join([PRELUDE, *sources.values()]) + "\n"
        file = f"<{name}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        module = ModuleType(name)
        exec(compile(text, file, "exec"), vars(module))
        self.nodes: dict[str, Node] = {
            one: Graph(vars(module)[one]).nodes[one] for one in self.sources
        }
        self.left = False
        self.loose: set[str] = set()
        self.is_loose = False
        watched = _Watched().visit(ast.parse(text))
        self._space: dict[str, Any] = {
            "_seen": self._seen, "_part": self._part, "_quotient": self._quotient,
            "_product": self._product,
        }  # fmt: skip
        exec(compile(watched, f"{file} watched", "exec"), self._space)

    def _seen(self, value: Any) -> Any:
        if type(value) is int and not -(2**63) <= value < 2**63:
            self.left = True
        if type(value) is timedelta and not -(2**63) <= value // _MICROSECOND < 2**63:
            self.left = True
        return value

    def _part(self, value: Any, dividend: Any, divisor: Any) -> Any:
        if float in (type(dividend), type(divisor)) and divisor:
            _, parts = float(divisor).as_integer_ratio()
            if 2.0**52 / parts <= abs(dividend) < math.inf:
                self.left = True
        return self._seen(value)

    def _product(self, one: Any, other: Any) -> Any:
        try:
            return self._seen(one * other)
        except OverflowError:
            self.left = True  # a timedelta, beyond all that Python has
            raise

    def _quotient(self, value: Any, dividend: Any, divisor: Any) -> Any:
        if isinstance(dividend, int | timedelta):
            self.is_loose = True
        return self._seen(value)

    def columns(self, name: str, given: Mapping[str, Sequence[Any]]) -> tuple[list[Any], list[Any]]:
        """List what Python gives for each row, None where it raises, and whether it raises."""
        node = self.nodes[name]
        read = [(p.name, admits_none(p.type)) for p in node.parameters]
        streams = zip(*(given[one] for one, _ in read), strict=True)
        self.is_loose = False
        pairs = [self._value(self._space[name], node, read, row) for row in streams]
        if self.is_loose:
            self.loose.add(name)
        return [value for value, _ in pairs], [raised for _, raised in pairs]

    def _value(
        self, function: Callable[..., Any], node: Node, read: Sequence[Any], row: Sequence[Any]
    ) -> tuple[Any, Any]:
        if any(one is None and not optional for one, (_, optional) in zip(row, read, strict=True)):
            return None, False
        self.left = False
        try:
            value = function(*row)
        except Exception:
            return (BEYOND, BEYOND) if self.left else (None, True)
        if self.left:
            return BEYOND, BEYOND
        if type(value) is int and "float" in str(node.type):
            value = float(value)
        return value, False


def functions(seeds: Sequence[int], kinds: tuple[str, ...]) -> Functions:
    """Write a function for each seed."""
    sources = {
        f"row_{n}": Writer(Random(seed), kinds).function(f"row_{n}") for n, seed in enumerate(seeds)
    }
    return Functions(sources, f"rows{abs(hash((tuple(seeds), kinds)))}")


def differences(want: Sequence[Any], got: Sequence[Any], margin: float = 0) -> Iterator[int]:
    """Yield the rows in which two columns differ, floats by more than a margin."""
    for row, (one, other) in enumerate(zip(want, got, strict=True)):
        if one is not BEYOND and not same(one, other, margin):
            yield row


_INEXACT = re.compile(
    r"\*\*|\bpow\(|math\.(?!inf|nan|pi|e\b|isnan|isinf|isfinite|isclose|floor|ceil|trunc|fabs|sqrt)"
)
"""What an engine has a function of its own for."""
_TURNING = re.compile(r"math\.(?:sin|cos|tan)\(.*(?:\*\*|\bpow\(|math\.(?:pow|hypot))")
"""An angle that is a power or a distance, of which the last place may be many turns."""


def margin_of(written: Functions, name: str) -> float:
    """Find how far a function's floats may be off: `math` and `**` may be so in the last place.

    Of what is left by a division, and of the sine of a power, that may be anything.
    """
    source = written.sources[name]
    if _TURNING.search(source):
        return math.inf
    if _INEXACT.search(source):
        return math.inf if "%" in source or "divmod(" in source else 1e-9
    return 1e-15 if name in written.loose or "total_seconds" in source else 0.0


def same(one: Any, other: Any, margin: float) -> bool:
    """Whether two values are the same."""
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or abs(one - other) <= margin * max(abs(one), 1e-300)
    return type(one) is type(other) and one == other
