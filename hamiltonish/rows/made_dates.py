"""Dates that are made of integers: `date` and `datetime`, and what `calendar` knows of a month.

The sums stand as plain functions, which are read as a user's own are.
"""

from __future__ import annotations

import ast
import calendar
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from hamiltonish.rows.days import by_function, is_leap
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, Const, Op, Scalar, Several, Term, Value

__all__ = ["MADE"]


def _date(machine: Operators, at: ast.AST, year: Value, month: Value, day: Value) -> Value:
    given = _parts(machine, at, year=year, month=month, day=day)
    return _shifted(machine, date.min, given, (is_date, days_before))


def _datetime(
    machine: Operators,
    at: ast.AST,
    year: Value,
    month: Value,
    day: Value,
    *clock: Value,
    **named: Value,
) -> Value:
    units = ("hour", "minute", "second", "microsecond")
    named = {**dict(zip(units, clock, strict=False)), **named}
    if len(clock) > len(units) or not named.keys() <= set(units):
        raise TypeError
    times = {unit: named.get(unit, Const(0)) for unit in units}
    given = _parts(machine, at, year=year, month=month, day=day, **times)
    return _shifted(machine, datetime.min, given, (is_datetime, microseconds_before))


def _month_range(machine: Operators, at: ast.AST, year: Value, month: Value) -> Value:
    number = _integer(machine, at, month)
    there = by_function(machine, is_month, month=number)
    machine.raises_if(machine.negation(there), calendar.IllegalMonthError)
    near = machine.choice(there, number, Const(1), at)  # far beyond, DuckDB stops
    given = {"year": _integer(machine, at, year), "month": near}
    first = by_function(machine, first_weekday, **given)
    return Several((first, by_function(machine, days_of_month, **given)))


MADE: dict[Any, Callable[..., Value]] = {
    calendar.monthrange: _month_range,
    date: _date,
    datetime: _datetime,
}
"""What makes dates, and what they are made of."""


def _integer(machine: Operators, at: ast.AST, value: Value) -> Value:
    """Take a value as an integer.

    Raises:
        Refused: If it is a float, of which no date is made.
    """
    number = machine.number(value, at)
    if number.type is not Scalar.INT:
        raise Refused(f"`{ast.unparse(at)}` of a float", at)
    return Const(number.payload) if number.op is Op.LITERAL else number


def _parts(machine: Operators, at: ast.AST, **given: Value) -> dict[str, Value]:
    """Take values as integers, one after the other, which are of 32 bits."""
    found: dict[str, Value] = {}
    for name, value in given.items():
        number = found[name] = _integer(machine, at, value)
        if machine.tries:  # else it makes no difference why there is no date
            above = machine.compare(ast.Gt(), number, Const(2**31 - 1), at)
            below = machine.compare(ast.Lt(), number, Const(-(2**31)), at)
            machine.raises_if(machine.either(above, below), OverflowError)
    return found


def _shifted(
    machine: Operators, first: date, given: Mapping[str, Value], functions: tuple[Any, Any]
) -> Value:
    """Move the first of all dates or times; to any other where the row raises."""
    there, distance = (by_function(machine, one, **given) for one in functions)
    machine.raises_if(machine.negation(there), ValueError)
    if not isinstance(there, Term):
        return NULL
    near = machine.make(Op.MODULO, Scalar.INT, distance, Const(_all_of(first)))
    return machine.make(Op.SHIFT, Scalar(type(first)), Const(first), near)


def _all_of(first: date) -> int:
    """Count all dates, or all times."""
    days = date.max.toordinal()
    return days * 86_400_000_000 if isinstance(first, datetime) else days


# -- in plain words ------------------------------------------------------------------------------


def is_month(month: int) -> bool:
    """Whether there is such a month."""
    return 1 <= month <= 12


def days_of_month(year: int, month: int) -> int:
    """Count the days of a month."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 31 - (month - 1) % 7 % 2


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a date."""
    return 1 <= year <= 9999 and 1 <= month <= 12 and is_day(year, month, day)


def is_day(year: int, month: int, day: int) -> bool:
    """Whether a month has such a day, as each has the first 28."""
    if day <= 28:
        return day >= 1
    return day <= days_of_month(year, month)


def days_before(year: int, month: int, day: int) -> int:
    """Count the days from the first of year 1 to a date, in years that end with February."""
    years = year if month > 2 else year - 1
    leaps = years // 4 - years // 100 + years // 400
    return years * 365 + leaps + ((month + 9) % 12 * 153 + 2) // 5 + day - 307


def first_weekday(year: int, month: int) -> int:
    """Find the weekday of the first day of a month; the calendar repeats after 400 years."""
    return days_before(2000 + year % 400, month, 1) % 7


def is_datetime(
    year: int, month: int, day: int, hour: int, minute: int, second: int, microsecond: int
) -> bool:
    """Whether there is such a time."""
    is_clock = 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59
    return is_clock and 0 <= microsecond <= 999_999 and is_date(year, month, day)


def microseconds_before(
    year: int, month: int, day: int, hour: int, minute: int, second: int, microsecond: int
) -> int:
    """Count the microseconds from the first of year 1 to a time."""
    minutes = (days_before(year, month, day) * 24 + hour) * 60 + minute
    return (minutes * 60 + second) * 1_000_000 + microsecond
