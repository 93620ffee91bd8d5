"""Dates and times: their parts, and the methods that have an expression."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hamiltonish.rows.days import day_of_year, iso_calendar, ordinal, part, time_tuple
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, Const, Op, Scalar, Term, Value
from hamiltonish.rows.texts import text_of
from hamiltonish.rows.timetexts import by_format, iso_text

__all__ = ["PARTS", "TIMES", "timedelta_of"]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_DATE = ("year", "month", "day")
_SIZES: Mapping[str, int] = {
    "hour": 3_600 * _SECOND,
    "minute": 60 * _SECOND,
    "second": _SECOND,
    "microsecond": 1,
}


def _part(name: str) -> Callable[..., Value]:
    return lambda machine, term: machine.make(Op.DATE_PART, Scalar.INT, term, payload=name)


def _seconds(machine: Operators, term: Term) -> Value:
    within = machine.make(Op.MODULO, Scalar.INT, term, Const(_DAY))
    return machine.make(Op.FLOOR_DIVIDE, Scalar.INT, within, Const(_SECOND))


PARTS: dict[tuple[Scalar, str], Callable[..., Value]] = {
    **{(Scalar.DATE, name): _part(name) for name in _DATE},
    **{(Scalar.DATETIME, name): _part(name) for name in (*_DATE, *_SIZES)},
    (Scalar.DATETIME, "tzinfo"): lambda _, __: NULL,
    (Scalar.TIMEDELTA, "days"): lambda machine, term: machine.days_of(term),
    (Scalar.TIMEDELTA, "seconds"): _seconds,
    (Scalar.TIMEDELTA, "microseconds"): lambda machine, term: machine.make(
        Op.MODULO, Scalar.INT, term, Const(_SECOND)
    ),
}
"""The attributes of dates and times."""


def _weekday(first: int) -> Callable[..., Value]:
    """Make `weekday`, which counts from 0, or `isoweekday`, which counts from 1."""

    def find(machine: Operators, term: Term) -> Value:
        number = machine.make(Op.DATE_PART, Scalar.INT, term, payload="weekday")
        return machine.make(Op.SUBTRACT, Scalar.INT, number, Const(1)) if first == 0 else number

    return find


def _total_seconds(machine: Operators, term: Term) -> Value:
    amount = machine.make(Op.TO_FLOAT, Scalar.FLOAT, term)
    return machine.make(Op.DIVIDE, Scalar.FLOAT, amount, Const(float(_SECOND)))


def _replaced(machine: Operators, term: Term, **parts: int) -> Value:
    """Move a date to a day that each month has, or each year, and a time within the day."""
    _check(term, parts)
    kind = Scalar.INT
    days: Term | None = None
    if "month" in parts:
        days = day_of_year(machine, term, parts["month"], parts["day"])
        days = machine.make(Op.SUBTRACT, kind, days, part(machine, term, "ordinal_day"))
    elif "day" in parts:
        days = machine.make(Op.SUBTRACT, kind, Const(parts["day"]), part(machine, term, "day"))
    if term.type is Scalar.DATE:
        return term if days is None else machine.make(Op.SHIFT, Scalar.DATE, term, days)
    moved = machine.term(Const(sum(parts.get(name, 0) * size for name, size in _SIZES.items())))
    for name, size in _SIZES.items():
        if name in parts:
            ticks = machine.make(Op.MULTIPLY, kind, part(machine, term, name), Const(size))
            moved = machine.make(Op.SUBTRACT, kind, moved, ticks)
    if days is not None:
        moved = machine.make(
            Op.ADD, kind, moved, machine.make(Op.MULTIPLY, kind, days, Const(_DAY))
        )
    return machine.make(Op.SHIFT, Scalar.DATETIME, term, moved)


def _check(term: Term, parts: Mapping[str, Any]) -> None:
    """Check that parts are those of a date in each year, or of a time on each day."""
    others = {"month", "day"} | (_SIZES.keys() if term.type is Scalar.DATETIME else set())
    is_known = parts.keys() <= others and ("month" not in parts or "day" in parts)
    if not is_known or any(type(value) is not int for value in parts.values()):
        raise TypeError
    try:
        datetime(2001, 2, 1).replace(**parts)  # whose months have as few days as any
    except ValueError:
        raise TypeError from None


def _date(machine: Operators, term: Term) -> Value:
    return machine.make(Op.DAY, Scalar.DATE, term)


_OF_BOTH: Mapping[str, Callable[..., Value]] = {
    "isocalendar": iso_calendar,
    "isoweekday": _weekday(1),
    "replace": _replaced,
    "strftime": by_format,
    "timetuple": time_tuple,
    "toordinal": ordinal,
    "weekday": _weekday(0),
}
TIMES: dict[tuple[Scalar, str], Callable[..., Value]] = {
    **{
        (kind, name): _OF_BOTH[name] for kind in (Scalar.DATE, Scalar.DATETIME) for name in _OF_BOTH
    },
    (Scalar.DATE, "isoformat"): lambda machine, term: text_of(machine, ast.Pass(), term),
    (Scalar.DATETIME, "date"): _date,
    (Scalar.DATETIME, "isoformat"): iso_text,
    (Scalar.TIMEDELTA, "total_seconds"): _total_seconds,
}
"""The methods of dates and times."""

_UNITS = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")


def timedelta_of(machine: Operators, at: ast.AST, *given: Value, **named: Value) -> Value:
    """Make a timedelta of integers."""
    total: Value = Const(timedelta())
    for unit, value in {**dict(zip(_UNITS, given, strict=False)), **named}.items():
        step: Any = timedelta(**{unit: 1})
        if isinstance(value, Const):
            added: Value = machine.known(lambda step=step, n=value.value: step * n)
        else:
            number = machine.number(value, at)
            if number.type is not Scalar.INT:
                raise Refused("a timedelta of a float", at)
            size = step // timedelta(microseconds=1)
            machine.raises_if(machine.is_outside(number, (2**63 - 1) // size))
            added = machine.make(Op.MULTIPLY, Scalar.TIMEDELTA, number, Const(size))
        total = machine.binary(ast.Add(), total, added, at)
    return total
