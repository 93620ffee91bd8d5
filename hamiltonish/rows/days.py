"""The calendar: the parts of a date that are counted, and the date of parts.

What is computed of integers stands as plain functions, which are read as a user's own are.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from hamiltonish.rows.operators import Operators
from hamiltonish.rows.terms import Const, Op, Scalar, Several, Term, Value

__all__ = ["day_of_year", "iso_calendar", "ordinal", "part", "time_tuple"]

_WEEK = ("year", "week", "weekday")
_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second")
_NAMES = ("year", "mon", "mday", "hour", "min", "sec", "wday", "yday", "isdst")


def part(machine: Operators, term: Term, name: str) -> Term:
    """Find a part of a date or time; the clock of a date stands at midnight."""
    if term.type is Scalar.DATE and name not in (*_DATE, "weekday", "ordinal_day"):
        return machine.term(Const(0))
    return machine.make(Op.DATE_PART, Scalar.INT, term, payload=name)


def _by_function(machine: Operators, term: Term, function: Any, **names: str) -> Value:
    """Run a function of this module on parts of a date; where that is None, the row has raised."""
    given: dict[str, Value] = {
        name: machine.terms.make(Op.DATE_PART, [term], Scalar.INT, payload=read, nullable=False)
        for name, read in names.items()
    }
    return machine.run(function, given)


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
    leap = _by_function(machine, term, is_leap, year="year")
    return machine.make(Op.ADD, Scalar.INT, machine.counted(machine.term(leap)), number)


def time_tuple(machine: Operators, term: Term) -> Value:
    """Find the parts of a `struct_time`."""
    parts = [part(machine, term, name) for name in (*_DATE, *_TIME, "weekday", "ordinal_day")]
    parts[-2] = machine.make(Op.SUBTRACT, Scalar.INT, parts[-2], Const(1))
    return Several((*parts, Const(-1)), tuple(f"tm_{name}" for name in _NAMES))


def iso_calendar(machine: Operators, term: Term) -> Several:
    """Find the year, the week and the day of ISO 8601."""
    names = {"year": "year", "day": "ordinal_day", "weekday": "weekday"}
    found = _by_function(machine, term, week_of, **names)
    return Several(cast("Several", found).items, _WEEK)


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def week_of(year: int, day: int, weekday: int) -> tuple[int, int, int]:
    """Find the ISO week of a day of a year; it is of the year that its Thursday is in."""
    thursday = day + 4 - weekday
    last = 366 if is_leap(year) else 365
    if thursday < 1:
        return year - 1, (thursday + (366 if is_leap(year - 1) else 365) + 6) // 7, weekday
    if thursday > last:
        return year + 1, 1, weekday
    return year, (thursday + 6) // 7, weekday
