"""Dates and times as texts: as ISO 8601 writes them, and by a format of numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from hamiltonish.rows.days import iso_calendar, part
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import Const, Op, Scalar, Term, Value

__all__ = ["by_format", "iso_text"]

_SAMPLE = datetime(1, 2, 3, 4, 5, 6)
_SHORT: Mapping[str, str] = {
    "%D": "%m/%d/%y",
    "%F": "%Y-%m-%d",
    "%R": "%H:%M",
    "%T": "%H:%M:%S",
}
_MIDNIGHT: Mapping[str, str] = {"%H": "00", "%M": "00", "%S": "00", "%f": "000000"}
_PARTS: Mapping[str, tuple[str, int]] = {
    "H": ("hour", 2),
    "M": ("minute", 2),
    "S": ("second", 2),
    "Y": ("year", 4),
    "d": ("day", 2),
    "f": ("microsecond", 6),
    "j": ("ordinal_day", 3),
    "m": ("month", 2),
    "u": ("weekday", 1),
}
_REST: Mapping[str, tuple[str, int, int]] = {"w": ("weekday", 7, 1), "y": ("year", 100, 2)}
_TOKEN = re.compile(
    "(%[YG](?:%[HMSVdjmuwy]){0,4}|(?:%[HMSVdjmuwy]){1,5}|%f)|(%%|[^%]+)|%.?", re.DOTALL
)
"""Numbers, so many that they are one integer of 64 bits; what stands for itself; or neither."""
_CLOCKS: Mapping[str, str] = {
    "auto": "%H:%M:%S",
    "hours": "%H",
    "microseconds": "%H:%M:%S.%f",
    "minutes": "%H:%M",
    "seconds": "%H:%M:%S",
}


def by_format(machine: Operators, term: Term, form: str) -> Value:
    """Write a date or time as `strftime` does on this machine.

    Raises:
        Refused: If the format has a directive that is no number, as `%b`, which the locale words.
    """
    if "\0" in form:
        raise Refused("a format with a null character")
    form = re.sub("%.", lambda found: _long(found[0], is_date=term.type is Scalar.DATE), form)
    pieces: list[Value] = []
    for found in _TOKEN.finditer(form):
        if found[1]:
            pieces.append(_digits(machine, term, found[1].replace("%", "")))
        elif found[2]:
            pieces.append(machine.known(date.min.strftime, found[2]))
        else:
            raise Refused(f"`{found[0]}` in the format of a date")
    return _joined(machine, pieces)


def _long(short: str, *, is_date: bool) -> str:
    """Write out a directive that stands for several, if it does so on this machine."""
    long = _SHORT.get(short, short)
    if long != short and _SAMPLE.strftime(short) != _SAMPLE.strftime(long):
        return short
    return re.sub("%.", lambda found: _MIDNIGHT.get(found[0], found[0]), long) if is_date else long


def _digits(machine: Operators, term: Term, letters: str) -> Value:
    """Write numbers that follow each other as one, of which all but a year have zeros before."""
    number, digits = _number(machine, term, letters[0])
    for letter in letters[1:]:
        added, width = _number(machine, term, letter)
        moved = machine.make(Op.MULTIPLY, Scalar.INT, number, Const(10**width))
        number = machine.make(Op.ADD, Scalar.INT, moved, added)
        digits += width
    if letters[0] in "YG" and not _has_zeros(letters[0]):
        return machine.make(Op.TO_TEXT, Scalar.STR, number)
    filled = machine.make(Op.ADD, Scalar.INT, number, Const(10**digits))
    text = machine.make(Op.TO_TEXT, Scalar.STR, filled)
    return machine.make(Op.SLICE, Scalar.STR, text, payload=(1, None))


def _has_zeros(letter: str) -> bool:
    """Whether a year below 1000 has zeros before it, as it has from some version of Python on."""
    return len(_SAMPLE.strftime(f"%{letter}")) == 4


def _number(machine: Operators, term: Term, letter: str) -> tuple[Term, int]:
    """Find a number, and how many digits it has."""
    if letter in "GV":
        year, week, _ = iso_calendar(machine, term).items
        return (machine.term(year), 4) if letter == "G" else (machine.term(week), 2)
    if letter in _REST:
        name, size, width = _REST[letter]
        rest = machine.make(Op.MODULO, Scalar.INT, part(machine, term, name), Const(size))
        return rest, width
    name, width = _PARTS[letter]
    return part(machine, term, name), width


def _joined(machine: Operators, pieces: list[Value]) -> Value:
    if all(isinstance(one, Const) for one in pieces):
        return Const("".join(one.value for one in pieces if isinstance(one, Const)))
    return pieces[0] if len(pieces) == 1 else machine.make(Op.CONCAT, Scalar.STR, *pieces)


def iso_text(machine: Operators, term: Term, sep: str = "T", timespec: str = "auto") -> Value:
    """Write a date and time as ISO 8601 does; without microseconds if there are none."""
    if len(sep + "") != 1:
        raise TypeError
    day = machine.make(Op.DAY, Scalar.DATE, term)
    pieces: list[Value] = [
        machine.make(Op.DATE_TEXT, Scalar.STR, day),
        Const(sep),
        by_format(machine, term, _CLOCKS[timespec]),
    ]
    if timespec == "auto":
        ticks = part(machine, term, "microsecond")
        fraction = by_format(machine, term, ".%f")
        is_whole = machine.is_same(ticks, Const(0))
        pieces.append(machine.choice(is_whole, Const(""), fraction, None))
    return _joined(machine, pieces)
