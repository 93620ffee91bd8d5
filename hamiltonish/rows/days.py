"""The calendar: the parts of a date that are counted, and the date of parts.

What is computed of integers stands as plain functions, which are read as a user's own are.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from hamiltonish.rows.operators import Operators
from hamiltonish.rows.terms import Const, Op, Scalar, Several, Term, Value

__all__ = ["by_function", "day_of_year", "is_leap", "iso_calendar", "ordinal", "part", "time_tuple"]

_WEEK = ("year", "week", "weekday")
_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second")
_NAMES = ("year", "mon", "mday", "hour", "min", "sec", "wday", "yday", "isdst")


def part(machine: Operators, term: Term, name: str) -> Term:
    """Find a part of a date or time; the clock of a date stands at midnight."""
    if term.type is Scalar.DATE and name not in (*_DATE, "weekday", "ordinal_day"):
        return machine.term(Const(0))
    return machine.make(Op.DATE_PART, Scalar.INT, term, payload=name)


def by_function(machine: Operators, function: Any, **given: Value) -> Value:
    """Run a plain function on integers; of those that are None the row has raised already."""
    return machine.run(
        function,
        {name: machine.there(one) if isinstance(one, Term) else one for name, one in given.items()},
    )


def ordinal(machine: Operators, term: Term) -> Value:
    """Count the days from the first of year 1, which is day 1."""
    day = term if term.type is Scalar.DATE else machine.make(Op.DAY, Scalar.DATE, term)
    before = machine.make(Op.DAYS_SINCE, Scalar.INT, day, Const(date.min))
    return machine.make(Op.ADD, Scalar.INT, before, Const(1))


def day_of_year(machine: Operators, term: Term, month: int, day: int) -> Term:
    """Find which day of a date's year it is that a month and a day are."""
    number = Const(date(2001, month, day).timetuple().tm_yday)
    if month < 3:
        return machine.term(number)
    leap = by_function(machine, is_leap, year=part(machine, term, "year"))
    return machine.make(Op.ADD, Scalar.INT, machine.counted(machine.term(leap)), number)


def time_tuple(machine: Operators, term: Term) -> Value:
    """Find the parts of a `struct_time`."""
    parts = [part(machine, term, name) for name in (*_DATE, *_TIME, "weekday", "ordinal_day")]
    parts[-2] = machine.make(Op.SUBTRACT, Scalar.INT, parts[-2], Const(1))
    return Several((*parts, Const(-1)), tuple(f"tm_{name}" for name in _NAMES))


def iso_calendar(machine: Operators, term: Term) -> Several:
    """Find the year, the week and the day of ISO 8601."""
    given = {name: part(machine, term, name) for name in (*_DATE, "weekday")}
    of_year = part(machine, term, "ordinal_day")
    found = by_function(machine, week_of, of_year=of_year, **given)
    return Several(cast("Several", found).items, _WEEK)


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def week_of(year: int, month: int, day: int, weekday: int, of_year: int) -> tuple[int, int, int]:
    """Find the ISO week of a date; it is of the year that its Thursday is in."""
    if month == 12 and day - weekday > 27:
        return year + 1, 1, weekday
    thursday = of_year + 4 - weekday
    if thursday > 0:
        return year, (thursday + 6) // 7, weekday
    is_long = thursday == 0 or (thursday == -1 and is_leap(year - 1))
    return year - 1, 53 if is_long else 52, weekday
