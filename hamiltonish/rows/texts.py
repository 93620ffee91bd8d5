"""Texts: methods of `str`, parts, and how other values are written."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from hamiltonish.rows.letters import WHITE, pattern_of
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.ranges import range_of
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import FALSE, TRUE, Const, Op, Pieces, Scalar, Several, Term, Value
from hamiltonish.rows.timetexts import by_format, iso_text

__all__ = ["STR", "formatted", "padded", "sliced", "text_of"]

_LONGEST = 100


# -- methods -------------------------------------------------------------------------------------


def _cased(op: Op) -> Callable[..., Value]:
    return lambda machine, term: machine.make(op, Scalar.STR, term)


def _stripped(end: str) -> Callable[..., Value]:
    def strip(machine: Operators, term: Term, letters: str | None = None) -> Value:
        taken = WHITE if letters is None else letters + ""
        if not taken:
            return term
        return machine.make(Op.STRIP, Scalar.STR, term, payload=(end, taken))

    return strip


def _tested(op: Op) -> Callable[..., Value]:
    """Make a test for a constant text, or one of several."""

    def test(machine: Operators, term: Term, texts: Any) -> Value:
        found: Value = FALSE
        for text in texts if isinstance(texts, tuple) else (texts,):
            hit: Value = TRUE
            if text + "":
                hit = machine.make(op, Scalar.BOOL, term, payload=text)
            found = machine.either(found, hit)
        return found

    return test


def _replaced(machine: Operators, term: Term, old: str, new: str) -> Value:
    if not (old + "") or not isinstance(new, str):
        raise TypeError
    return machine.make(Op.REPLACE, Scalar.STR, term, payload=(old, new))


def _without_prefix(machine: Operators, term: Term, text: str) -> Value:
    if not (text + ""):
        return term
    has = machine.make(Op.STARTS, Scalar.BOOL, term, payload=text)
    rest = machine.make(Op.SLICE, Scalar.STR, term, payload=(len(text), None))
    return machine.choice(has, rest, term, None)


def _without_suffix(machine: Operators, term: Term, text: str) -> Value:
    if not (text + ""):
        return term
    has = machine.make(Op.ENDS, Scalar.BOOL, term, payload=text)
    rest = machine.make(Op.SHORTENED, Scalar.STR, term, payload=len(text))
    return machine.choice(has, rest, term, None)


def _matched(name: str) -> Callable[..., Value]:
    """Make a test of all letters of a text, which must have one."""
    return lambda machine, term: machine.make(
        Op.MATCHES, Scalar.BOOL, term, payload=pattern_of(name)
    )


def padded(machine: Operators, term: Term, width: int, fill: str, *, is_left: bool) -> Term:
    """Fill a text up to a width, at its left or its right."""
    if width > _LONGEST or len(fill) != 1:
        raise Refused(f"a text of more than {_LONGEST} characters")
    if width <= 0:
        return term
    if machine.engine.has(Op.PAD):
        return machine.make(Op.PAD, Scalar.STR, term, payload=(is_left, width, fill))
    wide = Const(fill * width)
    if is_left:
        whole = machine.make(Op.CONCAT, Scalar.STR, wide, term)
        cut = machine.make(Op.TAIL, Scalar.STR, whole, payload=width)
    else:
        whole = machine.make(Op.CONCAT, Scalar.STR, term, wide)
        cut = machine.make(Op.SLICE, Scalar.STR, whole, payload=(0, width))
    length = machine.make(Op.LENGTH, Scalar.INT, term)
    is_short = machine.make(Op.LESS, Scalar.BOOL, length, Const(width))
    return machine.term(machine.choice(is_short, cut, term, None))


def _zero_filled(machine: Operators, term: Term, width: int) -> Value:
    """Fill a text up with zeros, after its sign."""
    if machine.engine.has(Op.ZERO_FILL) and term.op is Op.TO_TEXT:
        return machine.make(Op.ZERO_FILL, Scalar.STR, term, payload=width)
    plain = padded(machine, term, width, "0", is_left=True)
    rest = machine.make(Op.SLICE, Scalar.STR, term, payload=(1, None))
    filled = padded(machine, rest, width - 1, "0", is_left=True)
    result: Value = plain
    for sign in "+-":
        signed = machine.make(Op.CONCAT, Scalar.STR, Const(sign), filled)
        has = machine.make(Op.STARTS, Scalar.BOOL, term, payload=sign)
        result = machine.choice(has, signed, result, None)
    return result


STR: dict[str, Callable[..., Value]] = {
    "endswith": _tested(Op.ENDS),
    "isalnum": _matched("isalnum"),
    "isalpha": _matched("isalpha"),
    "isdecimal": _matched("isdecimal"),
    "isdigit": _matched("isdigit"),
    "isnumeric": _matched("isnumeric"),
    "isspace": _matched("isspace"),
    "ljust": lambda m, t, width, fill=" ": padded(m, t, width, fill, is_left=False),
    "lower": _cased(Op.LOWER),
    "lstrip": _stripped("start"),
    "removeprefix": _without_prefix,
    "removesuffix": _without_suffix,
    "replace": _replaced,
    "rjust": lambda m, t, width, fill=" ": padded(m, t, width, fill, is_left=True),
    "rstrip": _stripped("end"),
    "startswith": _tested(Op.STARTS),
    "strip": _stripped("both"),
    "upper": _cased(Op.UPPER),
    "zfill": _zero_filled,
}
"""What the methods of `str` make of a text and constants."""


# -- parts ---------------------------------------------------------------------------------------


def sliced(
    machine: Operators, at: ast.AST, owner: Value, start: Value, stop: Value, step: Value
) -> Value:
    """Find ``owner[start:stop:step]`` with constant ends."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    if not all(isinstance(end, Const) for end in (start, stop, step)):
        raise refused
    ends = slice(start.value, stop.value, step.value)  # type: ignore[union-attr]
    if isinstance(owner, Several):
        return Several(owner.items[ends], owner.is_list)
    if isinstance(owner, Const):
        return machine.known(lambda: owner.value[ends])
    term = machine.present(owner, at)
    if term.type is not Scalar.STR or ends.step not in (None, 1):
        raise refused
    first, last = ends.start or 0, ends.stop
    if first < 0 and last is not None and last >= 0:
        raise refused
    if last is not None and last < 0:
        if first < 0:
            if first >= last:
                return _nothing_of(machine, term, at)
            first -= last
        term = machine.make(Op.SHORTENED, Scalar.STR, term, payload=-last)
        last = None
    if first < 0:
        return machine.make(Op.TAIL, Scalar.STR, term, payload=-first)
    if last is None:
        payload = (first, None)
        return machine.make(Op.SLICE, Scalar.STR, term, payload=payload) if first else term
    if last <= first:
        return _nothing_of(machine, term, at)
    return machine.make(Op.SLICE, Scalar.STR, term, payload=(first, last - first))


def _nothing_of(machine: Operators, term: Term, at: ast.AST) -> Value:
    """Make an empty text, of a text that is there."""
    return machine.choice(machine.is_none(term), term, Const(""), at)


# -- other values --------------------------------------------------------------------------------


def text_of(machine: Operators, at: ast.AST, value: Value) -> Value:
    """Write a value as `str` does."""
    if isinstance(value, Const):
        return Const(str(value.value))
    if isinstance(value, Several | Pieces):
        raise Refused("a tuple or list as a text", at)
    if value.type is Scalar.STR:
        text: Value = value
    elif value.type is Scalar.INT:
        text = machine.make(Op.TO_TEXT, Scalar.STR, value)
    elif value.type is Scalar.BOOL:
        text = machine.choice(value, Const("True"), Const("False"), at)
    elif value.type is Scalar.DATE:
        text = machine.make(Op.DATE_TEXT, Scalar.STR, value)
    elif value.type is Scalar.DATETIME:
        text = iso_text(machine, value, " ")
    else:
        raise Refused(f"a {value.type.value.__name__} as a text", at)
    return machine.choice(machine.is_none(value), Const("None"), text, at)


def _digits(machine: Operators, number: Term, width: int) -> Term | None:
    """Write an integer that surely has no more digits than a width, and no sign, with all zeros."""
    limit = 10**width
    low, high = range_of(number)
    if low < 0 or high >= limit:
        return None
    moved = machine.make(Op.ADD, Scalar.INT, number, Const(limit))
    text = machine.make(Op.TO_TEXT, Scalar.STR, moved)
    return machine.make(Op.SLICE, Scalar.STR, text, payload=(1, None))


def formatted(machine: Operators, at: ast.AST, value: Value, spec: str) -> Value:
    """Write a value as an f-string does: with a width at most, or a date by its format."""
    if isinstance(value, Const):
        return machine.known(format, value.value, spec)
    if not spec:
        return text_of(machine, at, value)
    refused = Refused(f"the format `:{spec}`", at)
    if not isinstance(value, Term):
        raise refused
    kind = value.type
    if kind in (Scalar.DATE, Scalar.DATETIME):
        return by_format(machine, machine.present(value, at), spec)
    if kind not in (Scalar.INT, Scalar.STR):
        raise refused
    body = spec.removesuffix("d" if kind is Scalar.INT else "s")
    aligned = body[:1] in ("<", ">")
    width = body[1:] if aligned else body
    if not width.isdecimal() and width:
        raise refused
    text = machine.term(text_of(machine, at, machine.present(value, at)))
    if width[:1] == "0" and (aligned or kind is Scalar.STR):
        raise refused
    if width[:1] == "0":
        if (short := _digits(machine, value, int(width))) is not None:
            return short
        return _zero_filled(machine, text, int(width))
    is_left = body[0] == ">" if aligned else kind is Scalar.INT
    return padded(machine, text, int(width or 0), " ", is_left=is_left)
