"""Random row functions, written as source: statements and expressions of all that is lifted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

PRELUDE = """
import calendar
import math
from datetime import date, datetime, timedelta

NAMES = {"a": "first", "Ünï": "second", "": "empty", "zz top": "a"}
CODES = {"a": 1, "abc": -3, " x ": 7}
WEIGHTS = {0: 0.5, 1: -2.25, 7: math.inf}
NUMBERS = {"a": 1, "b": 2, "c": 3, "Ünï": -4, "": 2**40, "zz top": 0, "12": 12}
ROMAN = {0: "", 1: "I", 2: "II", 3: "III", 7: "VII", -1: "-", 15: "XV"}
LIMITS = (0, 3, 15)
LEVELS = (-1.5, 0.5, 2.0)
FARES = {("a", 1): 0.5, ("a", 7): 2.5, ("Ünï", 0): -1.0, ("", -1): 0.0, ("abc", 3): 9.0, ("12", 15): 7.25}
FEW = {("a", 1): 1.5, ("abc", True): -2.0, ("", 7): 0.5}
PAIRS = {(0, 1), (1, 1), (7, -7), (3, 0), (15, 15), (-1, 1000), (2, 7), (7, 3)}
EPOCH = date(1970, 1, 1)
RATE = 49.0
COUNT = 12
TAG = "é"
IS_ON = True
_minutes = lambda x: x / 60


def _band(x: float, low: float = 0.0, *, high: float = 7.25) -> int:
    if x < low:
        return -1
    if x > high:
        return 1
    return 0


def _sign(n: int) -> str:
    for text, limit in (("-", 0), ("0", 1)):
        if n < limit:
            return text
    return "+"


def _label(s: str, n: int = COUNT, *, fill: str = "-") -> str:
    match s.strip():
        case "" | " ":
            return fill
        case "a" if n > 3:
            return _sign(n) + fill
        case other:
            return other[:2].upper()


def _mean(x: float, y: float) -> float:
    total = 0.0
    for one in (x, y, RATE):
        if math.isnan(one):
            continue
        total += one
    return total / 3


def _later(d: date, n: int) -> date:
    step = timedelta(days=n % 7)
    return d + step if d.month == 2 and d.day == 29 else d - step
"""

COLUMNS = {
    "f0": "float", "f1": "float", "i0": "int", "i1": "int", "b0": "bool", "b1": "bool",
    "s0": "str", "s1": "str", "d0": "date", "d1": "date", "t0": "datetime", "t1": "datetime",
    "p0": "timedelta",
}  # fmt: skip
"""The columns of the frame on which the functions run, and the types of their scalars."""

LITERALS = {
    "float": [
        "0.0", "-0.0", "1.0", "-1.5", "2.5", "0.5", "1e308", "3.0", "1e-320", "7.25", "60.0",
        "RATE", "math.inf", "math.nan", "math.pi",
    ],
    "int": [
        "0", "1", "-1", "7", "-7", "3", "2147483648", "9007199254740993", "1000", "15", "COUNT",
        "9223372036854775807", "-9223372036854775808",
    ],
    "bool": ["True", "False", "IS_ON"],
    "str": ["''", "'a'", "'Ünï'", "'abc'", "'zz top'", "' x '", "'12'", "'-'", "TAG", "'ß'"],
    "date": ["EPOCH", "date(2024, 2, 29)", "date(1899, 12, 31)", "date.max"],
    "datetime": ["datetime(2013, 1, 1, 5, 15)", "datetime(1969, 12, 31, 23, 59, 59, 999999)"],
    "timedelta": ["timedelta(days=1)", "timedelta(minutes=-15)", "timedelta(0, 3, 5)"],
}  # fmt: skip
FORMATS = (
    "%Y-%m-%d", "%Y%m", "%H:%M:%S", "%d.%m.%y é", "%F %T.%f", "%j%%%w", "%G-W%V-%u", "%Y%m%d%H%M%S",
)  # fmt: skip
_PART = re.compile("«([a-z]+)»")
"""What stands for an expression of a type, until it is written."""

_CHANGES = {
    "int": ("+=", "-=", "*=", "//=", "%="),
    "bool": ("&=", "|=", "^="),
    "float": ("+=", "-=", "*=", "/="),
    "str": ("+=",),
}
"""The assignments that change a name of a type."""

_ERRORS = [
    "ValueError",
    "ZeroDivisionError",
    "(TypeError, ValueError)",
    "OverflowError",
    "Exception",
]

_AROUND = {"near": "float", "few": "int", "sign": "str"}
"""The names that a function may read from the function around it, and their types."""

SEPARATORS = ("'-'", "' '", "'a'", "'.'", "'\\n'", "'--'", "'0 '", "TAG", "'Üß'")
"""What texts are split at, and what is looked for in them."""

ORDERED = ("int", "float", "str", "date", "datetime", "timedelta")


@dataclass
class Writer:
    """Writes one function.

    Attributes:
        random: Decides.
        kinds: The types of columns that it may read.
        names: The local names that it may read, with their types.
    """

    random: Random
    kinds: tuple[str, ...] = tuple(LITERALS)
    names: dict[str, str] = field(default_factory=dict)

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def function(self, name: str) -> str:
        """Write a function of some columns; each admits None or not."""
        columns = [one for one, kind in COLUMNS.items() if kind in self.kinds]
        chosen = self.random.sample(columns, self.random.randint(2, 5))
        self.names = {one: COLUMNS[one] for one in chosen}
        result = self.pick(*self.kinds)
        optional = [" | None" if self.random.random() < 0.4 else "" for _ in chosen]
        parameters = ", ".join(
            f"{one}: {COLUMNS[one]}{more}" for one, more in zip(chosen, optional, strict=True)
        )
        is_closed = self.random.random() < 0.2
        self.names |= _AROUND if is_closed else {}
        body = self.block(result, 2, "    ")
        body.append(f"    return {self.of(result, 3)}")
        lines = [f"def {name}({parameters}) -> {result} | None:", *body]
        return "\n".join(self.closed(name, lines) if is_closed else lines)

    def closed(self, name: str, lines: list[str]) -> list[str]:
        """Write the function around a function, which gives the names that it reads."""
        given = (f"{one}={self.pick(*LITERALS[kind])}" for one, kind in _AROUND.items())
        inside = (f"    {line}" for line in lines)
        return [f"def _{name}({', '.join(given)}):", *inside, f"    return {name}", "", "",
                f"{name} = _{name}()"]  # fmt: skip

    # -- statements ------------------------------------------------------------------------------

    def block(self, result: str, depth: int, indent: str, *, loop: bool = False) -> list[str]:
        """Write some statements."""
        lines = []
        for _ in range(self.random.randint(0, 2)):
            kind = self.random.random()
            if kind < 0.35:
                lines += self.assignment(depth, indent)
            elif kind < 0.7 and depth > 0:
                lines += self.branch(result, depth - 1, indent, loop=loop)
            elif kind < 0.8 and depth > 0:
                lines += self.match(result, depth - 1, indent, loop=loop)
            elif kind < 0.9 and depth > 0:
                lines += self.loop(result, depth - 1, indent)
            elif kind < 0.93:
                lines.append(f"{indent}assert {self.of('bool', 1)}")
            elif depth > 0:
                lines += self.attempt(result, depth - 1, indent, loop=loop)
        return lines

    def assignment(self, depth: int, indent: str) -> list[str]:
        if self.names_of("str") and self.random.random() < 0.1:
            return self.unpacking(indent)
        own = [name for name in self.names if name not in _AROUND]
        if own and self.random.random() < 0.5:
            name = self.pick(*own)
            kind = self.names[name]
            how = self.random.random()
            if kind in _CHANGES and how < 0.5:
                return [f"{indent}{name} {self.pick(*_CHANGES[kind])} {self.of(kind, depth)}"]
            alike = [one for one in own if self.names[one] == kind and one != name]
            if alike and how < 0.7:  # of which each is read before one is changed
                other = self.pick(*alike)
                return [f"{indent}{name}, {other} = {other}, {self.of(kind, depth)}"]
            return [f"{indent}{name} = {self.of(kind, depth)}"]
        kind = self.pick(*self.kinds)
        name = f"v{len(self.names)}"
        said = f": {kind}" if self.random.random() < 0.2 else ""
        line = f"{indent}{name}{said} = {self.of(kind, depth)}"
        self.names[name] = kind
        return [line]

    def unpacking(self, indent: str) -> list[str]:
        """Write an assignment to several names of what a text is split into."""
        text, separator = self.pick(*self.names_of("str")), self.pick(*SEPARATORS)
        count = len(self.names)
        one, other = f"v{count}", f"v{count}b"
        self.names |= {one: "str", other: "str"}
        return [
            self.pick(
                f"{indent}{one}, _, {other} = {text}.{self.pick('', 'r')}partition({separator})",
                f"{indent}{one}, {other} = {text}.{self.pick('', 'r')}split({self.pick(separator, 'None')}, 1)",
                f"{indent}{one}, {other} = {text}.split({self.pick(separator, '')})",
            )
        ]

    def inner(self, result: str, depth: int, indent: str, *, loop: bool = False) -> list[str]:
        """Write a block whose new names are not read after it."""
        before = dict(self.names)
        lines = self.block(result, depth, indent, loop=loop)
        how = self.random.random()
        if how < 0.45:
            lines.append(f"{indent}return {self.of(result, depth)}")
        elif loop and how < 0.75:
            lines.append(f"{indent}{self.pick('break', 'continue')}")
        elif how > 0.96:
            lines.append(f"{indent}raise ValueError('no')")
        self.names = before
        return lines or [f"{indent}pass"]

    def branch(self, result: str, depth: int, indent: str, *, loop: bool) -> list[str]:
        lines = [f"{indent}if {self.of('bool', 2)}:"]
        lines += self.inner(result, depth, indent + "    ", loop=loop)
        if self.random.random() < 0.3:
            lines.append(f"{indent}elif {self.of('bool', 1)}:")
            lines += self.inner(result, depth, indent + "    ", loop=loop)
        if self.random.random() < 0.5:
            lines.append(f"{indent}else:")
            lines += self.inner(result, depth, indent + "    ", loop=loop)
        return lines

    def attempt(self, result: str, depth: int, indent: str, *, loop: bool) -> list[str]:
        before, inside = dict(self.names), indent + "    "
        lines = [f"{indent}try:"]
        numbers = [
            name
            for name, kind in self.names.items()
            if kind in ("int", "float") and name not in _AROUND
        ]
        if numbers and self.random.random() < 0.5:
            name = self.pick(*numbers)
            lines.append(f"{inside}{name} = {self.names[name]}({self.of('str', depth)})")
        else:
            lines += self.inner(result, depth, inside)
        for errors in self.random.sample(_ERRORS, self.random.randint(1, 2)):
            lines.append(f"{indent}except {errors}:")
            lines += self.inner(result, depth, inside, loop=loop)
        if self.random.random() < 0.3:
            lines.append(f"{indent}else:")
            lines += self.inner(result, depth, inside, loop=loop)
        self.names = before
        return lines

    def match(self, result: str, depth: int, indent: str, *, loop: bool) -> list[str]:
        kinds = [self.pick("int", "str", "bool", "float") for _ in range(self.random.randint(1, 2))]
        subject = ", ".join(self.of(kind, 1) for kind in kinds)
        lines = [f"{indent}match {subject}:" if len(kinds) == 1 else f"{indent}match ({subject}):"]
        for _ in range(self.random.randint(1, 2)):
            parts = [self.pattern(kind) for kind in kinds]
            pattern = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
            guard = f" if {self.of('bool', 1)}" if self.random.random() < 0.3 else ""
            lines.append(f"{indent}    case {pattern}{guard}:")
            lines += self.inner(result, depth, indent + "        ", loop=loop)
        if self.random.random() < 0.5:
            before = dict(self.names)
            name = f"v{len(self.names)}" if self.random.random() < 0.5 and len(kinds) == 1 else "_"
            self.names |= {} if name == "_" else {name: kinds[0]}
            lines.append(f"{indent}    case {name}:")
            lines += self.inner(result, depth, indent + "        ", loop=loop)
            self.names = before
        return lines

    def pattern(self, kind: str) -> str:
        """Write a pattern of one or two constants, or of None."""
        plain = [one for one in LITERALS[kind] if not one[-1].isalpha() or one in ("True", "False")]
        pattern = " | ".join(self.random.sample(plain, self.random.randint(1, 2)))
        return self.pick(pattern, pattern, pattern, pattern, "None")

    def loop(self, result: str, depth: int, indent: str) -> list[str]:
        name = f"v{len(self.names)}"
        over, kind = self.random.choice(
            [
                ("range(3)", "int"),
                ("LIMITS", "int"),
                ("LEVELS", "float"),
                ("('a', 'abc')", "str"),
                ("range(7, 0, -3)", "int"),
                ("reversed(LEVELS)", "float"),
                ("NAMES", "str"),
            ]
        )
        target = name
        before = dict(self.names)
        self.names[name] = kind
        if self.random.random() < 0.3:
            self.names[f"{name}i"] = "int"
            target, over = f"{name}i, {name}", f"enumerate({over})"
        lines = [f"{indent}for {target} in {over}:"]
        lines += self.inner(result, depth, indent + "    ", loop=True)
        self.names = before
        if self.random.random() < 0.3:
            lines.append(f"{indent}else:")
            lines += self.inner(result, depth, indent + "    ")
        return lines

    # -- expressions -----------------------------------------------------------------------------

    def of(self, kind: str, depth: int) -> str:
        """Write an expression of a type."""
        if depth <= 0 or self.random.random() < 0.15:
            return self.leaf(kind)
        if self.random.random() < 0.1:
            one, other = self.of(kind, depth - 1), self.of(kind, depth - 1)
            return f"({one} if {self.of('bool', depth - 1)} else {other})"
        chosen = getattr(self, f"of_{kind}")(depth - 1)
        return _PART.sub(lambda part: self.of(part[1], depth - 1), chosen)

    def leaf(self, kind: str) -> str:
        names = [name for name, one in self.names.items() if one == kind]
        if names and self.random.random() < 0.85:
            return self.pick(*names)
        literal = self.pick(*LITERALS[kind])
        return f"({literal})" if literal.startswith("-") else literal

    def of_bool(self, depth: int) -> str:
        e = "«{}»".format
        kind = self.pick(*(one for one in ORDERED if one in self.kinds))
        other = self.pick("int", "float") if kind in ("int", "float") else kind
        less = self.pick("<", "<=", ">", ">=", "==", "!=")
        text = self.pick(*LITERALS["str"])
        name = self.pick(*self.names)
        return self.pick(
            f"({e(kind)} {less} {e(other)})",
            f"({e(kind)} {less} {e(other)})",
            f"({e(kind)} {less} {e(other)} {self.pick('<', '!=', '>=')} {e(kind)} <= {e(other)})",
            f"({e('bool')} and {e('bool')} or not {e('bool')} and {e('bool')})",
            f"({name} is not None and {name} {self.pick('==', '!=')} {e(self.names[name])})",
            f"({e('int')} in {{1, 7, COUNT}})",
            f"({e('float')} not in LEVELS)",
            f"(({e('int')}, {e('str')}) == ({e('int')}, {text}))",
            f"{e('str')}.isnumeric()",
            f"({text} {self.pick('in', 'not in')} {e('str')}.split({self.pick('', *SEPARATORS[:5])}))",
            f"({e(kind)} {self.pick('<', '<=')} {e(kind)} {self.pick('<', '<=', '==')} {e(kind)})",
            f"({e('bool')} {self.pick('and', 'or')} {e('bool')})",
            f"(not {e(self.pick('bool', 'int', 'float', 'str'))})",
            f"({name} is {self.pick('', 'not ')}None)",
            f"({e(kind)} {self.pick('in', 'not in')} ({e(kind)}, {e(kind)}))",
            f"math.{self.pick('isnan', 'isinf', 'isfinite')}({e('float')})",
            f"bool({e(self.pick('int', 'float', 'str'))})",
            f"{e('str')}.{self.pick('startswith', 'endswith')}({text})",
            f"{e('str')}.startswith(('a', {text}))",
            f"({text} in {e('str')})",
            f"({e('str')} in NAMES)",
            f"{e('str')}.{self.pick('isdigit', 'isalpha', 'isspace', 'isdecimal', 'isalnum')}()",
            f"calendar.isleap({e('int')})",
            f"any({e('float')} > level for level in LEVELS)",
            f"all(({e('int')} != n) for n in range(2))",
            f"(({e('int')}, {e('int')}) {self.pick('in', 'not in')} PAIRS)",
            f"(({e('str')}, {self.pick('1', e('int'))}) in {self.pick('FARES', 'FEW')})",
            f"({e('int')} in range({self.pick('10, 20', '15, -20, -3', '-5, 1000, 2')}))",
            f"({e('str')} in NAMES.values())",
            f"([{e('int')}, {e('str')}] == {self.pick('[1, TAG]', '(1, TAG)')})",
            f"math.isclose({e('float')}, {e(self.pick('int', 'float'))}, rel_tol=0.1)",
            f"math.isclose({e('float')}, {e('float')}, abs_tol={self.pick('1', '1e-09', 'COUNT')})",
            f"{e('float')}.is_integer()",
            f"isinstance({name}, {self.pick('int', 'str', '(int, float)', 'date', 'type(None)')})",
            f"(({e(kind)} {less} {e(other)}) {self.pick('&', '|', '^')} {e('bool')})",
        )

    def of_int(self, depth: int) -> str:
        e = "«{}»".format
        options = [
            f"({e('int')} {self.pick('+', '-', '*')} {e('int')})",
            f"({e('int')} {self.pick('//', '%')} {e('int')})",
            f"({e('int')} {self.pick('//', '%')} {self.pick('7', '60', '(-3)', '2', '(-1)')})",
            f"({e('int')} {self.pick('or', 'and')} {e('int')})",
            f"len({e('str')}.strip()[1:])",
            f"{self.pick('max', 'min')}({e('int')}, {e('int')}, {e('bool')} + 1)",
            f"pow({e('int')}, 2)",
            f"round({e('int')})",
            f"len(({e('int')}, {e('str')}))",
            f"sum(a * b for a, b in zip(LIMITS, ({self.leaf('int')}, {self.leaf('int')})))",
            f"({e('int')} ** {self.pick('2', '3')})",
            f"({self.pick('-', '+', '~')}{e('int')})",
            f"abs({e('int')})",
            f"len({e('str')})",
            f"{self.pick('int', 'round', 'math.floor', 'math.ceil', 'math.trunc')}({e('float')})",
            f"int({e(self.pick('bool', 'str'))})",
            f"{self.pick('max', 'min')}({e('int')}, {e('int')})",
            f"sum(({e('int')}, {e('bool')}, 3))",
            f"CODES[{e('str')}]",
            f"CODES.get({e('str')}, {e('int')})",
            f"LIMITS[{e('int')}]",
            f"NUMBERS[{e('str')}]",
            f"NUMBERS.get({e('str')}, {e('int')})",
            f"_band({e('float')}, high={e('float')})",
            f"sum(n for n in LIMITS if n > 1) + {e('int')}",
            f"(w := {e('int')}) + w",
            f"({e('int')}, {e('int')}, 3)[{e('int')} % 4]",
            f"[1, 7, {e('int')}][{e(self.pick('int', 'bool'))}]",
            f"divmod({e('int')}, {self.pick('60', '(-7)', '0')})[{self.pick('0', '1')}]",
            f"round({e('int')}, -{self.pick('1', '2', '3', '17')})",
            f"({e('int')} {self.pick('&', '|', '^')} {self.pick('7', '8', '(-4)', '0x5f00', '~6')})",
            f"({e('int')} {self.pick('>>', '<<')} {self.pick('1', '3', '12', '63', '(-1)', 'IS_ON')})",
            f"{e('str')}.{self.pick('find', 'rfind', 'index', 'rindex')}({self.pick(*SEPARATORS)})",
            f"{e('str')}.count({self.pick(*SEPARATORS, repr(''))})",
            f"len({e('str')}.{self.pick('', 'r')}split({self.pick('', *SEPARATORS)}))",
            f"len({e('str')}.split({self.pick(*SEPARATORS)}, 1))",
        ]
        if "date" in self.kinds:
            options += [
                f"{e('date')}.{self.pick('year', 'month', 'day')}",
                f"{e('datetime')}.{self.pick('year', 'day', 'hour', 'minute', 'second', 'microsecond')}",
                f"{e(self.pick('date', 'datetime'))}.{self.pick('weekday', 'isoweekday')}()",
                f"{e('timedelta')}.{self.pick('days', 'seconds', 'microseconds')}",
                f"({e('date')} - {e('date')}).days",
                f"({e('datetime')} - datetime(2013, 1, 1)).days",
                f"{e('datetime')}.{self.pick('month', 'hour')}",
                f"({e('timedelta')} // timedelta({self.pick('hours=1', 'days=-2')}))",
                f"{e(self.pick('date', 'datetime'))}.toordinal()",
                f"calendar.monthrange({e('int')}, {e('date')}.month)[1]",
                f"sum(calendar.monthrange(2024, {e('int')}))",
                f"{e(self.pick('date', 'datetime'))}.timetuple().tm_{self.pick('yday', 'wday', 'hour', 'mon')}",
                f"{e(self.pick('date', 'datetime'))}.isocalendar(){self.pick('[0]', '[1]', '.week', '.weekday')}",
            ]
        return self.pick(*options)

    def of_float(self, depth: int) -> str:
        e = "«{}»".format
        number = self.pick("int", "float")
        options = [
            f"({e('float')} {self.pick('+', '-', '*')} {e(number)})",
            f"({e(number)} / {e(self.pick('int', 'float'))})",
            f"({e('float')} {self.pick('//', '%')} {self.pick('1', '60', '100', '7.0', '24', '0.25', '2.5')})",
            f"({e('float')} / {self.pick('60', '49', '7', '1000.0', 'RATE')})",
            f"({e('float')} {self.pick('or', 'and')} {e('float')})",
            f"_mean({e('float')}, {e('float')})",
            f"_minutes({e('float')})",
            f"{self.pick('max', 'min')}(({e('float')}, {e('float')}, {e('float')}))",
            f"pow({e('float')}, 2)",
            f"[{e('float')}, {e('float')}, 1.0][{self.pick('0', '1', '-1')}]",
            f"(-{e('float')})",
            f"abs({e('float')})",
            f"float({e(self.pick('int', 'bool', 'str'))})",
            f"({e('float')} ** {self.pick('2', '3', '-1', '2.0')})",
            f"(abs({e('float')}) ** {self.pick('0.5', '1.5', '-0.5')})",
            f"sum(({e('float')}, {e('float')}))",
            f"{self.pick('max', 'min')}({e('float')}, {e('float')})",
            f"{self.pick('max', 'min')}({e('float')}, {self.pick('0', '1', '15')})",
            f"round({e('float')}, {self.pick('1', '2', '3', '6')})",
            f"math.{self.pick('sqrt', 'exp', 'log', 'sin', 'cos', 'tan', 'fabs')}({e('float')})",
            f"math.{self.pick('log10', 'log2', 'log1p', 'asin', 'acos', 'atan')}({e('float')})",
            f"math.{self.pick('sinh', 'cosh', 'tanh', 'radians', 'degrees')}({e('float')})",
            f"math.{self.pick('atan2', 'hypot')}({e('float')}, {e('float')})",
            f"math.log({e('float')}, {self.pick('2', '10', '0.5')})",
            f"math.pow({e('float')}, {self.pick('2', '0.5', '-1.5')})",
            f"{self.pick('FARES', 'FEW')}[{e('str')}, {e('int')}]",
            f"{self.pick('FARES', 'FEW')}.get(({e('str')}, {e('int')}), {e('float')})",
            f"FARES.get(({self.pick(*LITERALS['str'])}, {e('int')}))",
            f"divmod(max(min({e('float')}, 1e9), -1e9), {self.pick('60', '0.25')})[{self.pick('0', '1')}]",
            f"round(max(min({e('float')}, 1e15), -1e15), -{self.pick('1', '2', '3')})",
            f"WEIGHTS.get({e('int')}, {e('float')})",
            f"({e('float')} * math.{self.pick('pi', 'e', 'inf', 'nan')})",
        ]
        if "timedelta" in self.kinds:
            options += [
                f"{e('timedelta')}.total_seconds()",
                f"({e('timedelta')} / timedelta(hours=1))",
            ]
        return self.pick(*options)

    def of_str(self, depth: int) -> str:
        e = "«{}»".format
        text = self.pick(*LITERALS["str"])
        strip = self.pick("strip", "lstrip", "rstrip")
        fix = self.pick("removeprefix", "removesuffix")
        split, separator = self.pick("split", "rsplit"), self.pick(*SEPARATORS)
        options = [
            f"({e('str')} + {e('str')})",
            f"({e('str')} {self.pick('or', 'and')} {e('str')})",
            f"{e('str')}.{self.pick('upper', 'lower')}()",
            f"{e('str')}.{strip}()",
            f"{e('str')}.{strip}({self.pick(*(repr(x) for x in ('a', ' ', 'zx', 'Üa ')))})",
            f"{e('str')}.{fix}({text})",
            f"{e('str')}.replace({self.pick(repr('a'), repr(' '), repr('Ü'))}, {text})",
            f"{e('str')}.zfill({self.pick('0', '3', '6')})",
            f"{e('str')}.{self.pick('ljust', 'rjust')}({self.pick('3', '5')}, '*')",
            f"{e('str')}[{self.pick('1:', ':2', '-2:', ':-1', '1:3', '-3:-1', '1:-1', '0', '-1', '2', '2:1')}]",
            f"str({e(self.pick('int', 'bool', 'str'))})",
            f'f"{{{e("int")}}}-{{{e("str")}}}"'.replace("\\", "")
            if depth < 1
            else f"({e('str')} + str({e('int')}))",
            f"f'{{{self.leaf('int')}:{self.pick('04d', '5', '>3', '<4d', '03')}}}'"
            if self.names_of("int")
            else e("str"),
            f"NAMES[{e('str')}]",
            f"NAMES.get({e('str')})",
            f"ROMAN[{e('int')}]",
            f"ROMAN.get({e('int')})",
            f"ROMAN.get({e('int')}, {e('str')})",
            f"_sign({e('int')})",
            f"_label({e('str')}, {e('int')})",
            f"_label({e('str')}, fill={text})",
            f'f"{{{self.leaf("bool")}!s:7}} {{{self.leaf("str")}:>5}}{{{self.leaf("str")}:<4}}|"',
            f"({e('str')} if {e('bool')} else 'no')",
            f"'aÜz'[{e('int')} % {self.pick('3', '4')}]",
            f"('no', {e('str')})[{e('bool')}]",
            f"{e('str')}.{split}({separator})[{self.pick('0', '1', '2', '-1', '-2')}]",
            f"{e('str')}.{split}({separator}, 1)[{self.pick('0', '1', '-1', '-2')}]",
            f"{e('str')}.split()[{self.pick('0', '1', '2', '-1')}]",
            f"{e('str')}.split(maxsplit=1)[{self.pick('0', '1')}]",
            f"{e('str')}.rsplit(None, 1)[{self.pick('-1', '-2')}]",
            f"{e('str')}.{self.pick('', 'r')}partition({separator})[{self.pick('0', '1', '2', '-1')}]",
            f"{text}.join({e('str')}.split({self.pick('', separator)}))",
            f"{text}.join(({e('str')}, {text}, {self.leaf('str')}))",
            f"{text}.join([x + 'a' for x in ({self.leaf('str')}, {text})])",
            f"'{{}}-{{:>5}}'.format({e('str')}, {self.leaf('str')})",
            f"('%s:%03d%%' % ({e('str')}, {e('int')}))",
            f"({self.leaf('str')} * {self.pick('2', '3', '0', '-1')})",
        ]
        if "date" in self.kinds:
            options += [
                f"{e('date')}.isoformat()",
                f"['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'][{e('date')}.weekday()]",
                f"str({e('date')})",
                f'f"{{{self.leaf("date")}}}"',
                f"{e(self.pick('date', 'datetime'))}.strftime({self.pick(*FORMATS)!r})",
                f'f"{{{self.leaf(self.pick("date", "datetime"))}:{self.pick(*FORMATS)}}}"',
                f"{e('datetime')}.isoformat({self.pick('', repr(' '), 'timespec=' + repr('minutes'))})",
                f"str({e('datetime')})",
            ]
        return self.pick(*options)

    def names_of(self, kind: str) -> list[str]:
        return [name for name, one in self.names.items() if one == kind]

    def of_date(self, depth: int) -> str:
        e = "«{}»".format
        return self.pick(
            f"{e('datetime')}.date()",
            f"({e('date')} {self.pick('+', '-')} timedelta(days={self.pick('1', '31', '-1')}))",
            f"({e('date')} + timedelta(days={self.leaf('int')}))",
            f"({e('date')} + {e('timedelta')})",
            f"({e('timedelta')} + {e('date')})",
            f"_later({e('date')}, {e('int')})",
            f"{e('date')}.replace(day={self.pick('1', '28')})",
            f"date({self.leaf('date')}.year, {self.pick('2', e('int'))}, {self.pick('1', '29')})",
            f"date({self.pick('2024', e('int'))}, {self.leaf('int')} % 12, day={e('int')} % 31 + 1)",
            f"{e('date')}.replace(month={self.pick('1, day=1', '2, day=28', '10, day=31')})",
            f"{self.pick('max', 'min')}({e('date')}, {e('date')})",
        )

    def of_datetime(self, depth: int) -> str:
        e = "«{}»".format
        return self.pick(
            f"({e('datetime')} {self.pick('+', '-')} {e('timedelta')})",
            f"({e('datetime')} + timedelta(minutes={self.leaf('int')}))",
            f"({e('datetime')} - timedelta(hours={self.leaf('int')}, seconds=1))",
            f"{e('datetime')}.replace(day=1)",
            f"datetime({self.leaf('int')}, {e('date')}.month, {self.pick('28', self.leaf('int'))})",
            f"datetime(2024, {e('int')} % 12 + 1, 31, {self.leaf('int')}, second=59)",
            f"{e('datetime')}.replace({self.pick('hour=0, ', '')}minute=0, second=0, microsecond=0)",
            f"{e('datetime')}.replace({self.pick('day=2, hour=23', 'month=7, day=1', 'microsecond=9')})",
            f"{self.pick('max', 'min')}({e('datetime')}, {e('datetime')})",
        )

    def of_timedelta(self, depth: int) -> str:
        e = "«{}»".format
        return self.pick(
            f"({e('datetime')} - {e('datetime')})",
            f"({e('date')} - {e('date')})",
            f"({e('timedelta')} {self.pick('+', '-')} {e('timedelta')})",
            f"(-{e('timedelta')})",
            f"abs({e('timedelta')})",
            f"({e('timedelta')} * {e('int')})",
            f"({e('timedelta')} % timedelta(hours=1))",
            f"timedelta(days={self.leaf('int')}, seconds=5)",
        )
