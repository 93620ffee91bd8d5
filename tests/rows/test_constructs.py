"""Which Python is lifted: one function for each construct, compared with Python on Polars."""

from __future__ import annotations

import calendar as calendar_
import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

import polars as pl
import pytest

from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.rows.emit import emitted
from hamiltonish.rows.lift import lifted
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.scalars import admits_none
from tests.rows.engines import ENGINES, STOPPING, WITHOUT_NAN, frame_of
from tests.rows.oracle import differences

NAMES = {"UA": "United", "AA": "American"}
LIMITS = (15, 60, 180)
FARES = {(c, n): n * 1.5 for c in ("UA", "AA", "A") for n in range(1, 5)}
FEW = {("UA", 1): "first", ("", True): "one", (" a ", 3): "third"}
FRAME = pl.DataFrame(
    {
        "x": [0.0, 1.0, 15.0, 20.0, 61.0, 200.0, -3.0, None, 2.675, float("nan")],
        "c": ["UA", "AA", " a ", "", "zä", "A", "Ual", "abc", None, "x-1"],
        "n": [1, 2, 3, 4, 5, -7, 0, None, 9, 10],
        "day": [date(2024, 2, 29), date(2013, 12, 31)] * 5,
        "at": [datetime(2013, 1, 1, 5, 15), datetime(2024, 2, 29, 23, 59, 59, 5)] * 5,
        "span": [timedelta(hours=1), timedelta(days=-1, seconds=5)] * 5,
    }
)


def _band(x: float, low: float = 0.0, *, high: float = 10.0) -> int:
    if x < low:
        return -1
    return 1 if x > high else 0


class Settings:
    limit = 15.0

    def is_late(self, x: float) -> bool:
        return x > self.limit


def helper(x: float) -> int:
    return _band(x, 2.0, high=5.0)


def table(c: str) -> str:
    return NAMES[c]


def table_with_default(c: str) -> str:
    return NAMES.get(c, "other") if c in NAMES or c == "A" else "none"


def own_table(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, "many")


def text(c: str, n: int) -> str:
    return f"{c.upper()}-{n:03d}{n:>4}{c!s:<4}{n!s:5}|"


def matched(n: int) -> str:
    match n:
        case 1 | 2:
            return "low"
        case 3 if n > 2:
            return "three"
        case other:
            return str(other)


def matched_tuple(n: int, c: str) -> int:
    match (n % 2, c):
        case (1, "UA"):
            return 1
        case (0, _):
            return 2
    return 3


def counted(x: float) -> int:
    found = 0
    for i, limit in enumerate(LIMITS):
        if x > limit:
            found = i + 1
    return found


def first(x: float) -> int:
    for limit in LIMITS:
        if x <= limit:
            return limit
    return 999


def left(x: float) -> int:
    n = 0
    for limit in LIMITS:
        if x < limit:
            break
        if x > 100:
            return -1
        n += 1
    else:
        n = 10
    return n


def continued(x: float) -> int:
    n = 0
    for limit in LIMITS:
        if x < limit:
            continue
        if x > 100:
            break
        n += limit
    return n


def parts(c: str) -> str:
    return c[1:3] + c[-1] + c[:-1] + c[-3:-1]


def raising(x: float) -> float:
    if x < 0 or x == 15:
        raise ValueError("no")
    return math.log(x + 1) + math.exp(-x)


def optional(x: float | None) -> str:
    return "none" if x is None else "late" if x > 15 else "ok"


def walrus(x: float) -> float:
    return min(x, 10.0) if (y := x * 2) > 5 else y


def anything(x: float) -> bool:
    return any(x > limit for limit in LIMITS if limit > 20)


def mixed(x: float, n: int) -> float:
    return max(x, 0) + n if x > n else n


def divided(x: float) -> float:
    return x // 100 + x % 60 + round(x, 2)


def whole(n: int, x: float) -> int:
    return n // -3 + n % -3 + round(x) + math.floor(x) + n**2


def parsed(c: str) -> int:
    return int(c[-1:]) + int("12")


def calendar(day: date, n: int) -> str:
    return (day + timedelta(days=n)).isoformat() if day.weekday() < 5 else f"{day.replace(day=1)}"


def clock(at: datetime) -> float:
    return at.hour + at.minute / 60 + at.second + at.microsecond + at.isoweekday()


def later(at: datetime, span: timedelta) -> datetime:
    return at + span - timedelta(minutes=5)


def seconds(at: datetime, day: date, span: timedelta) -> float:
    age = at.date() - day
    return (at - datetime(2013, 1, 1)).total_seconds() + age.days + span.seconds


def stamped(day: date, at: datetime) -> str:
    text = f"{day:%Y-%m} {at:%d.%m.%y} um %H:%M:%S.%f" + at.strftime("%F %T %Y%m%d%H%M") + f"{at}"
    return text + at.isoformat() + at.isoformat(" ", "minutes") + f"{day:%j%%, %G-W%V-%u}"


def made(day: date, n: int) -> date:
    last = calendar_.monthrange(day.year, n)[1]
    return date(day.year, n, last) if calendar_.isleap(day.year) else date(day.year, n, day=30)


def made_at(n: int, at: datetime) -> datetime:
    return datetime(at.year, 1, 1, 3 * n, minute=at.minute)


def weeks(day: date, at: datetime) -> int:
    year, week, _ = day.isocalendar()
    number = at.isocalendar().week + at.isocalendar()[2] + at.toordinal()
    return year * 100 + week + number + day.timetuple().tm_yday


def cut(at: datetime) -> datetime:
    whole = at.replace(minute=0, second=0, microsecond=0)
    return max(whole, at.replace(month=3, day=31, hour=23), at.replace(day=2))


def began(day: date) -> date:
    return day.replace(month=1, day=1) if day.month > 6 else day.replace(month=10, day=31)


def literal(c: Literal["UA", "AA"]) -> bool:
    return c in {"UA", "DL"} and not c.endswith(("A", "B"))


def comprehended(x: float) -> float:
    return sum(min(x, limit) for limit in LIMITS[:2]) + max([x, 3.0]) + len([1, 2])


def chained(n: int, x: float | None) -> bool:
    return 0 < n <= 5 or (x or 0.0) > 3


def tried(c: str, n: int) -> float | None:
    number = -1.0
    try:
        number = float(c[-1:])
    except (TypeError, ValueError):
        n += 1
    try:
        if n == 4:
            raise LookupError
        ratio = number / (n - 3)
    except ZeroDivisionError:
        return None
    except Exception:
        ratio = 7.0
    else:
        ratio += 1
    return ratio


def tried_in_vain(x: float, n: int) -> float:
    try:
        return math.sqrt(x) / (n - 3)
    except ValueError:
        return -1.0


def tried_twice(c: str) -> int:
    for end in (3, 2):
        try:
            return table_length(c[:end])
        except KeyError:
            continue
    return 0


def table_length(c: str) -> int:
    if c not in NAMES:
        raise KeyError(c)
    return len(NAMES[c])


def both_sides(x: float | None, c: str | None) -> bool:
    return (x > 1) & (c < "b") | (x == 0) ^ (c == "")


def truths_changed(x: float, n: int) -> int:
    is_far = x > 15
    is_far |= n < 0
    is_far &= n != 9
    return (is_far << 2) - is_far


def bits(n: int) -> int:
    return (n & 6) + (n | 5) + (n ^ 3) + (n & -4) + (n | -4) + (n ^ -4) + (n >> 1) + (n << 2)


def clock_of(n: int, x: float, span: timedelta) -> str:
    hours, minutes = divmod(n * 95, 60)
    whole, _ = divmod(x, 2.5)
    days, rest = divmod(span, timedelta(days=1))
    return f"{hours}:{minutes:02d} {int(whole)} {days} {rest.seconds}"


def to_tens(n: int, x: float) -> float:
    return round(n * 5, -1) + round(n * 50, -2) + round(x, -1) + round(x * 10, -2)


def close(x: float, n: int) -> bool:
    return math.isclose(x, n, rel_tol=0.5) or math.isclose(x, 2.7, abs_tol=0.1)


def is_whole(x: float | None) -> bool:
    return isinstance(x, (int, float)) and not isinstance(x, str) and x.is_integer()


def placed(n: int, day: date, c: str) -> str:
    name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.weekday()]
    return name + "xyz"[n % 3] + (c, "b", name)[n] + ("no", "yes")[n > 3]


def fare(c: str, n: int) -> float:
    return FARES[c, n] + FARES.get((c, n + 1), 0.5) + FARES.get(("UA", n), 0.25)


def few_fares(c: str | None, n: int) -> str | None:
    return FEW.get((c, n)) if (c, n) in FARES or (c, n) in FEW else FEW.get((c, 1), "none")


def within(n: int, x: float, c: str) -> bool:
    return n in range(9, -9, -2) or x in range(10, 30) or c in NAMES.values()


def within_none(x: float, n: int) -> bool:
    return 15.0 in (None if n > 3 else x, 1.0)


def list_or_tuple(n: int, c: str) -> bool:
    return [n, c] == (1, "UA") or [n, c] == [2, "AA"] or (n, c) == "UA"


def split(c: str) -> str:
    parts = c.split("-")
    return parts[1] if len(parts) > 1 else parts[-1] + c.rsplit(" ", 1)[0]


def split_once(c: str) -> str:
    left, right = c.split("-", 1)
    return right + left


def words(c: str) -> str:
    return f"{c.split()[0]}|{' '.join(c.split())}|{len(c.split())}|{c.split()[-1]}"


def split_once_at_white_space(c: str, n: int) -> str:
    first, rest = f"{c} {n} {c}".split(maxsplit=1)
    return first + rest + f" {c} 1 ".rsplit(None, 1)[-2] + c.split(None, 1)[0]


def split_and_matched(c: str) -> str:
    match c.split("-"):
        case ["x", number]:
            return number
        case [_, _]:
            return "two"
    return "one" if "a" in c.split() else "none"


def partitioned(c: str) -> str:
    head, _, tail = c.partition("-")
    return tail + head + c.rpartition("a")[0]


def tried_pieces(c: str) -> str:
    try:
        left, right = c.split("-")
    except ValueError:
        left, right = c, "none"
    try:
        second = c.split()[1]
    except IndexError:
        second = str(c.find("a"))
    return left + right + second


def places(c: str, n: int) -> int:
    return c.count("a") + n * c.find("A") - c.rfind("l") + c.index("a")


def joined(c: str, n: int) -> str:
    return ", ".join([c, "and", c]) + "-".join(f"{c}{limit}" for limit in LIMITS) + c * 2


def filled(c: str, n: int) -> str:
    return "{} {:03d} {name!s:>4}{{}}".format(c, n, name=n) + "%5s:%d%%" % (c, n)


FUNCTIONS = [
    one
    for name, one in list(globals().items())
    if isinstance(one, type(helper)) and name[0] != "_" and one.__module__ == __name__
]


def _given(function: Callable[..., Any]) -> tuple[list[Any], list[Any]]:
    """List what Python gives for each row, and what the lifted function gives."""
    (node,) = (one for one in Graph(function).nodes.values() if one.function)
    names = [one.name for one in node.parameters]
    lifting = lifted(node, set(names))
    made = emitted(pl, lifting.result, [pl.col(name) for name in names], "polars")
    want = _by_python(node, FRAME.select(names).rows())
    return want, FRAME.select(made.alias("found"))["found"].to_list()


def _by_python(node: Node, rows: list[tuple[Any, ...]]) -> list[Any]:
    """List what Python gives for each row, None where it is not called or raises."""
    function: Any = node.function
    want: list[Any] = []
    for row in rows:
        pairs = zip(row, node.parameters, strict=True)
        try:
            absent = any(cell is None and not admits_none(one.type) for cell, one in pairs)
            want.append(None if absent else function(*row))
        except Exception:
            want.append(None)
    if "float" in str(node.type):
        return [float(one) if type(one) is int else one for one in want]
    return want


@pytest.mark.parametrize("function", [*FUNCTIONS, Settings().is_late], ids=lambda one: one.__name__)
def test_each_construct_is_lifted_with_pythons_meaning(function: Callable[..., Any]) -> None:
    want, found = _given(function)
    assert list(differences(want, found, 4e-16)) == [], (want, found)


def test_rows_that_raise_are_told() -> None:
    node = Graph(raising)["raising"]
    lifting = lifted(node, {"x"})
    assert lifting.raised is not None
    flag = emitted(pl, lifting.raised, [pl.col("x")], "polars")
    found = FRAME.select(flag.alias("raised"))["raised"].to_list()
    assert [row for row, raised in enumerate(found) if raised] == [2, 6]


def test_a_small_function_is_a_small_expression() -> None:
    def is_late(arr_delay: float | None) -> bool | None:
        return None if arr_delay is None else arr_delay > 15

    lifting = lifted(Graph(is_late)["is_late"], {"arr_delay"})
    assert (str(lifting.result), lifting.raised) == ("less(literal(15.0), column(0))", None)


def test_letters_and_digits_are_in_the_first_planes() -> None:
    beyond = "".join(map(chr, range(0x40000, 0x110000)))
    tests = ("isalpha", "isdigit", "isnumeric", "isspace", "isalnum")
    assert not any(getattr(letter, test)() for letter in beyond for test in tests)


def test_functions_on_one_line_are_told_apart() -> None:
    double, half = lambda x: x * 2, lambda x: x / 2

    def both(x: float) -> float:
        return double(x) - half(x)

    assert str(lifted(Graph(both)["both"], {"x"}).result) == (
        "subtract(multiply(column(0), literal(2.0)), divide(column(0), literal(2.0)))"
    )


def test_the_type_of_the_result_is_the_annotated_one() -> None:
    def whole_hours(n: int) -> float:
        return n // 60

    lifting = lifted(Graph(whole_hours)["whole_hours"], {"n"})
    assert FRAME.select(emitted(pl, lifting.result, [pl.col("n")], "polars")).dtypes == [pl.Float64]


def test_a_helper_in_a_condition_leaves_the_result_a_float() -> None:
    def is_high(x: float) -> bool:
        return x > 3

    def higher(x: float, n: int) -> float:
        return n if is_high(x) else x

    assert "to_float(column(1))" in str(lifted(Graph(higher)["higher"], {"x", "n"}).result)


CODES = dict.fromkeys("abcdef", 1)


def _code(c: str) -> int:
    return CODES[c]


def _code_or_none(c: str) -> int | None:
    return CODES.get(c)


def _cut(x: float) -> int:
    return int(x)


def _between(x: float) -> bool:
    return x > 0 and x <= 5


def _by_one(n: int) -> int:
    return n % -1


def _with_zeros(n: int) -> str:
    return f"{n % 60:02d}"


@pytest.mark.parametrize(
    ("function", "terms"),
    [
        (_code, "look_up(column(0))"),
        (_code_or_none, "look_up(column(0))"),
        (_cut, "to_int(column(0))"),
        (_between, "and(less(literal(0.0), column(0)), less_equal(column(0), literal(5.0)))"),
        (_by_one, "subtract(column(0), column(0))"),
        (_with_zeros, "slice(to_text(add(modulo(column(0), literal(60)), literal(100))))"),
    ],
)
def test_nothing_is_computed_that_follows_from_the_rest(
    function: Callable[..., Any], terms: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function, "__name__", "named")
    (node,) = (one for one in Graph(function).nodes.values() if one.function)
    assert str(lifted(node, {one.name for one in node.parameters}).result) == terms


def least_by_one(i0: int, i1: int) -> int:
    return i0 % i1 + i0 % -1


def quotients(i0: int) -> int:
    return i0 // 60 + i0 // -7 + i0 % 7 - i0 % -60


def constants(b0: bool, f0: float) -> float:
    number = (70_000 if b0 else -70_001) * (50_000 if f0 > 0 else -60_000)
    return number * f0 * 0.005952380952380953 + (0.357142857142857 if b0 else 1e22)


def ties(f0: float) -> float:
    return round(f0, 1) + round(f0, 2) + round(f0, 15)


def division(f0: float, i0: int) -> float:
    return f0 / 49 + f0 / 60 + (i0 + f0) / 7


def days(d0: date) -> str:
    return d0.isoformat()


def texts_of_times(d0: date, t0: datetime | None) -> str:
    if t0 is None:
        return d0.strftime("%Y %y %j %H")
    return f"{d0:%Y%m%d %F}" + t0.strftime("%FT%T.%f %Y%j%H%M%S") + t0.isoformat() + f"{t0}"


def weeks_of_years(d0: date, t0: datetime | None) -> str:
    weeks = f"{d0:%G-W%V-%u} {d0.isocalendar()[1]} {d0.timetuple().tm_yday} {d0.toordinal()}"
    return weeks if t0 is None else weeks + f"{t0.isocalendar().week} {t0.toordinal()} {t0:%w}"


def made_dates(i0: int, i1: int, d0: date) -> str:
    day = date(i0, 2, 28) if i0 > 999 else date(2024, i1, d0.day)
    return (
        day.isoformat() if i1 > 2 else f"{datetime(d0.year, d0.month, d0.day, i1, 59).isoformat()}"
    )


def no_such_date(i0: int, i1: int | None, d0: date) -> str:
    try:
        found = date(i0, i1, 30)
    except ValueError:
        found = d0
    except OverflowError:
        return "far"
    except TypeError:
        return "none"
    return found.isoformat()


def month_lengths(i0: int, i1: int, d0: date) -> int:
    first, days = calendar_.monthrange(d0.year, i1)
    return first * 100 + days + calendar_.monthrange(i0, d0.month)[1] + calendar_.isleap(i0)


def hours_and_years(d0: date, t0: datetime) -> bool:
    hour, year = t0.replace(minute=0, second=0, microsecond=0), d0.replace(month=3, day=1)
    return hour <= t0.replace(month=12, day=31, hour=23) and year > d0.replace(month=1, day=1)


def wide(s0: str, i0: int) -> str:
    return s0.rjust(4, "*") + s0.ljust(3, "é") + f"{i0:05d}|{i0 % 10:03d}|{i0:>6}"


def index(s0: str) -> str:
    return s0[0] + s0[-1]


def index_beyond(s0: str) -> str:
    return s0[2] + s0[-3]


def truths(b0: bool, b1: bool | None, f0: float) -> bool | None:
    return b0 and f0 > 1 and b1


def nothing_found(s0: str | None) -> str:
    return "none" if NUMBERS.get(s0) is None else "some"


def in_it_itself(f0: float, i0: int) -> bool:
    return f0 in (1.0, f0) and f0 in (i0, float(f0)) and f0 not in (abs(f0), i0 / 7)


def far_beyond(t0: datetime, i0: int) -> str:
    moved = t0 + timedelta(minutes=i0)
    return f"{moved.date()} {moved.hour}"


def days_beyond(d0: date, i0: int) -> str:
    return (d0 + timedelta(days=i0)).isoformat()


def not_reached(f0: float, i0: int) -> int:
    match f0:
        case 49.0:
            if i0 != abs(i0):
                return 1
            return 2
    return 0


def null_and_nan(f0: float, f1: float) -> str:
    return f"{f0 < f1}{f0 <= f1}{f0 == f1}{f1 == f0}{f1 <= f0}{f0 > 1}"


def less_than_nan(f0: float, f1: float) -> bool:
    return f0 < f1


def same_as_nan(f0: float, f1: float) -> bool:
    return f0 == f1


def angle(f1: float) -> float:
    return math.atan2(0.0 + f1, 0.0 + f1) + math.atan2(f1 + 1, 0.0 - f1)


def capitals(s0: str) -> str:
    return s0.upper() + s0.lower()


def capitals_and_back(s0: str) -> str:
    return s0.upper().lower()


def bits_at_the_ends(i0: int) -> str:
    return f"{i0 & 2**62} {i0 | -8} {i0 ^ 9} {i0 & ~5} {i0 >> 62} {i0 >> 80} {i0 & (2**62 - 1)}"


def tens_at_ties(i0: int, f0: float) -> float:
    return round(i0 % 1000 * 5, -1) + round(f0 * 4, -1) + round(f0 - 99, -2) + round(f0 + 1, -1)


def near(f0: float, f1: float) -> bool:
    return math.isclose(f0, f1, rel_tol=0.6) or math.isclose(f0 * 1e308, f1 * 1e308)


def joined_keys(s0: str, i0: int, i1: int | None) -> float:
    return FARES.get((s0, i0), 0.25) + SEATS.get((i1, i0), 0) + ((i0, i1) in SEATS)


SEATS = {(i0, i1): i0 + i1 for i0 in (-1, 0, 1, 3) for i1 in (-1, 0, 2)}


def pieces_of_regular(s1: str) -> str:
    return s1.split(".")[0] + s1.split("$")[-1] + s1.rpartition("\\")[0] + s1.partition("é")[2]


def pieces_that_are_not_there(s1: str) -> str:
    return s1.split(" ")[1] + s1.split()[2] + s1.rsplit("x")[-2]


def pieces_that_overlap(s1: str) -> str:
    found = s1.rpartition("--")[0] + s1.split("--", 1)[-1] + s1.rsplit("--")[-2]
    return f"{found}{s1.rfind('--')}{s1.count('--')}"


def pieces_of_lines(s1: str) -> str:
    return s1.split("\n")[0] + s1.rsplit("\n", 1)[-1] + "|".join(s1.split()) + s1.split()[-1]


def halves_at_white_space(s1: str) -> str:
    first, rest = s1.split(maxsplit=1)
    return f"{first}|{rest}|{s1.rsplit(None, 1)[-2]}"


def put_together_again(s1: str) -> str:
    return r"$1\1".join(s1.split()) + r"\1$0".join(s1.split("x"))


def place_in_characters(s1: str) -> int:
    return s1.find("x") * 100 + s1.rfind("β") + s1.count("")


NUMBERS = {"a": 1, "abc": -3, " x ": 7, "b": 2, "c": 0, "": 5}
POINTS = {
    "i0": [-(2**63), 2**63 - 1, 0, None, -1, 60, -7],
    "i1": [-1, -1, -1, 1, 1, None, 3],
    "f0": [0.05, 2.675, -0.25, math.nan, 49.0, None, 1e15 + 0.3],
    "f1": [-0.0, None, 1.0, None, math.inf, math.nan, -2.5],
    "s0": ["", "Maße", "Ünï", None, "ΑΣ ΒΣ'Σ", "日本語İ", "ﬃ x "],
    "s1": ["a.b\n\\x$c", " x\u3000y \x1c z\n", "a---b--c\n", None, "😀éxβ", "x-\n-x\n", "--"],
    "d0": [date.min, date.max, date(2024, 2, 29), None, date(1899, 12, 31), date.min, date.max],
    "t0": [datetime(2024, 2, 29, 5), datetime.min, datetime.max, None, *[datetime(1970, 1, 1)] * 3],
    "b0": [True, True, False, True, False, None, True],
    "b1": [None, False, None, True, False, True, True],
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "function",
    [
        least_by_one,
        quotients,
        constants,
        ties,
        division,
        days,
        wide,
        index,
        index_beyond,
        truths,
        nothing_found,
        in_it_itself,
        not_reached,
        null_and_nan,
        less_than_nan,
        same_as_nan,
        angle,
        far_beyond,
        days_beyond,
        texts_of_times,
        weeks_of_years,
        hours_and_years,
        made_dates,
        no_such_date,
        month_lengths,
        capitals,
        capitals_and_back,
        bits_at_the_ends,
        tens_at_ties,
        near,
        joined_keys,
        pieces_of_regular,
        pieces_that_are_not_there,
        pieces_that_overlap,
        pieces_of_lines,
        halves_at_white_space,
        put_together_again,
        place_in_characters,
    ],
    ids=lambda one: one.__name__,
)
def test_what_was_once_different_is_pythons_on_each_engine(
    function: Callable[..., Any], engine: str, request: pytest.FixtureRequest
) -> None:
    if engine == "pyspark":
        request.getfixturevalue("spark")
    node = Graph(function)[function.__name__]
    names = [one.name for one in node.parameters]
    try:
        lifting = lifted(node, set(names), engine)
    except Refused:
        assert engine not in ("polars", "pandas", "pyarrow")
        return
    points = {name: list(column) for name, column in POINTS.items()}
    if engine in WITHOUT_NAN:  # in which NaN is null
        points = {name: [None if x != x else x for x in column] for name, column in points.items()}
    want = _by_python(node, list(zip(*(points[name] for name in names), strict=True)))
    found = ENGINES[engine](frame_of(points), {"found": (node, lifting)})["found"]
    assert list(differences(want, found, 4e-16)) == [], (want, found)


@pytest.mark.parametrize("engine", STOPPING)
def test_an_engine_is_not_stopped_by_a_row_that_is_not_called_for(engine: str) -> None:
    def distance(i0: int, f0: float, i1: int | None) -> float:
        return 0.0 if i1 is None else i0**2 + f0

    node = Graph(distance)["distance"]
    points = {"i0": [3, 2**40, 2**40], "f0": [1.0, None, 0.5], "i1": [7, 1, None]}
    lifting = lifted(node, set(points), engine)
    found = ENGINES[engine](frame_of(points), {"found": (node, lifting)})["found"]
    assert found == [10.0, None, 0.0]


def test_a_column_that_polars_holds_as_one_value_is_divided_by_exactly() -> None:
    def share(x: float, whole: float) -> float:
        kept = whole if x > -1 else 1.0
        return x / whole + x / kept + (x - 1) / 49

    lifting = lifted(Graph(share)["share"], {"x", "whole"})
    made = emitted(pl, lifting.result, [pl.col("x"), pl.col("whole")], "polars")
    frame = pl.DataFrame({"x": [float(n) for n in range(1000)]}).with_columns(whole=pl.lit(49.0))
    assert frame.select(made.alias("found"))["found"].to_list() == [
        share(float(n), 49.0) for n in range(1000)
    ]


def _while(n: int) -> int:
    while n > 3:
        n -= 1
    return n


def _finally(x: float) -> float:
    try:
        return x + 1
    finally:
        pass


def _what_the_try_gave(c: str, n: int) -> float:
    try:
        k = n + 1
        return float(c)
    except ValueError:
        return k


def _why(c: str) -> str:
    try:
        return f"{int(c)}"
    except ValueError as error:
        return str(error)


def _searched(c: str) -> bool:
    return bool(re.search("[0-9]+", c))


def _rooted(x: float) -> float:
    return x**0.5


def _shown(x: float) -> str:
    return f"{x:.2f}"


def _worded(day: date) -> str:
    return f"{day:%d %b}"


def _read_too_early(x: float) -> float:
    if x > 3:
        y = 1.0
    return y


def _of_a_row(n: int) -> int:
    return sum(range(n))


def _called(x: float) -> float:
    return _rooted(x) + 1


def _either_kind(x: float, c: str) -> bool:
    return bool(x > 3 or c)


def _in_what_may_be_it(x: float) -> bool:
    return x in (min(x, 1.0), 2.0)


def _in_what_is_twice_there(x: float) -> bool:
    return x * 2 in (x * 2, 3.0)


def _of_ages(n: int) -> timedelta:
    return timedelta(days=999_999_999) * 1 if n > 3 else timedelta()


def _placed_by_a_float(x: float) -> int:
    return LIMITS[x]  # type: ignore[call-overload]


def _by_a_list(n: int) -> float:
    return FARES.get([n, 1], 0.0)  # type: ignore[call-overload]


def _masked_by_a_row(n: int, x: float) -> int:
    return n & int(x)


def _split_from_the_other_end(c: str) -> str:
    return c.split("--")[-1]


def _split_by_a_row(c: str, d: str) -> str:
    return c.split(d)[0]


def _joined_of_numbers(c: str, n: int) -> str:
    return "-".join((c, n))


def _shown_as_a_list(c: str) -> str:
    return "%s" % [c]


def _two_kinds(n: int, c: str) -> str:
    found = n if n > 3 else c
    return f"{found}"


@pytest.mark.parametrize(
    ("function", "construct", "line"),
    [
        (_while, "the statement `while n > 3:`", 2),
        (_searched, "`re.search('[0-9]+', c)`", 2),
        (_finally, "a `try` with `finally`", 2),
        (_what_the_try_gave, "`k`, which is given in a `try`", 6),
        (_why, "the error `error`", 5),
        (_rooted, "`** 0.5`, a complex number if what is before is negative", 2),
        (_shown, "the format `:.2f`", 2),
        (_worded, "`%b` in the format of a date", 2),
        (_read_too_early, "`y`, which not every row has", 2),
        (_of_a_row, "`range(n)`", 2),
        (
            _called,
            "`** 0.5`, a complex number if what is before is negative, in `_rooted`",
            2,
        ),
        (_either_kind, "a value that is bool or str, by the row", 2),
        (_in_what_may_be_it, "a comparison of what may be the same NaN", 2),
        (_in_what_is_twice_there, "a comparison of what may be the same NaN", 2),
        (_of_ages, "a timedelta beyond 64 bits of microseconds", 2),
        (_placed_by_a_float, "`LIMITS[x]`", 2),
        (_by_a_list, "`FARES.get([n, 1], 0.0)`", 2),
        (_masked_by_a_row, "`n & int(x)`, which is lifted of an integer and a constant", 2),
        (_split_from_the_other_end, "a piece from the other end of a split by '--'", 2),
        (_split_by_a_row, "`c.split(d)`", 2),
        (_joined_of_numbers, "a text put together of what is int", 2),
        (_shown_as_a_list, "`'%s' % [c]`", 2),
        (_two_kinds, "a value that is int or str, by the row", 2),
    ],
)
def test_what_has_no_expression_is_refused_at_its_line(
    function: Callable[..., Any], construct: str, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function, "__name__", "named")
    (node,) = (one for one in Graph(function).nodes.values() if one.function)
    with pytest.raises(Refused) as caught:
        lifted(node, {one.name for one in node.parameters})
    assert (caught.value.construct, caught.value.line) == (construct, line)


def test_constants_that_duckdb_would_put_together_are_refused_there() -> None:
    def product(n: int) -> int:
        return (n % 2) * 3_000_000_000 * 4_000_000_000

    node = Graph(product)["product"]
    assert lifted(node, {"n"}, "polars")
    with pytest.raises(Refused, match="constants that DuckDB puts together beyond 64 bits"):
        lifted(node, {"n"}, "duckdb")

    def rest(n: int) -> int:
        return n % 9_223_372_036_854_775_807

    with pytest.raises(Refused, match="a division by more than 62 bits, on DuckDB"):
        lifted(Graph(rest)["rest"], {"n"}, "duckdb")


def test_what_an_engine_lacks_is_refused_for_it_alone() -> None:
    def arc(x: float) -> float:
        return math.atan2(x, 2.0) + math.log(x)

    node = Graph(arc)["arc"]
    assert lifted(node, {"x"}, "polars")
    assert lifted(node, {"x"}, "pandas")
    with pytest.raises(Refused, match=r"`math.atan2`, which DuckDB does not have as exactly"):
        lifted(node, {"x"}, "duckdb")
    with pytest.raises(Refused, match="a row function on modin"):
        lifted(node, {"x"}, "modin")
