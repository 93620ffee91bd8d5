"""Dates and times: their parts, and the methods that have an expression."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, Const, Op, Scalar, Term, Value
from hamiltonish.rows.texts import text_of

__all__ = ["PARTS", "TIMES", "timedelta_of"]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second", "microsecond")


def _part(name: str) -> Callable[..., Value]:
    return lambda machine, term: machine.make(Op.DATE_PART, Scalar.INT, term, payload=name)


def _seconds(machine: Operators, term: Term) -> Value:
    within = machine.make(Op.MODULO, Scalar.INT, term, Const(_DAY))
    return machine.make(Op.FLOOR_DIVIDE, Scalar.INT, within, Const(_SECOND))


PARTS: dict[tuple[Scalar, str], Callable[..., Value]] = {
    **{(Scalar.DATE, name): _part(name) for name in _DATE},
    **{(Scalar.DATETIME, name): _part(name) for name in (*_DATE, *_TIME)},
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


def _replaced(machine: Operators, term: Term, day: int) -> Value:
    """Move a date to a day that each month has."""
    if type(day) is not int or not 1 <= day <= 28:
        raise TypeError
    number = machine.make(Op.DATE_PART, Scalar.INT, term, payload="day")
    moved = machine.make(Op.SUBTRACT, Scalar.INT, Const(day), number)
    if term.type is Scalar.DATETIME:
        moved = machine.make(Op.MULTIPLY, Scalar.INT, moved, Const(_DAY))
    return machine.make(Op.SHIFT, term.type, term, moved)


def _date(machine: Operators, term: Term) -> Value:
    return machine.make(Op.DAY, Scalar.DATE, term)


TIMES: dict[tuple[Scalar, str], Callable[..., Value]] = {
    (Scalar.DATE, "isoformat"): lambda machine, term: text_of(machine, ast.Pass(), term),
    (Scalar.DATE, "isoweekday"): _weekday(1),
    (Scalar.DATE, "replace"): _replaced,
    (Scalar.DATE, "weekday"): _weekday(0),
    (Scalar.DATETIME, "date"): _date,
    (Scalar.DATETIME, "isoweekday"): _weekday(1),
    (Scalar.DATETIME, "replace"): _replaced,
    (Scalar.DATETIME, "weekday"): _weekday(0),
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
