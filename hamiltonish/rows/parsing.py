"""Texts of numbers: which ones `int` and `float` take, and what they make of them."""

from __future__ import annotations

from hamiltonish.rows.letters import WHITE, digits_like
from hamiltonish.rows.machine import BeyondError
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.terms import FALSE, NULL, Const, Op, Scalar, Term, Value

__all__ = ["parsed_float", "parsed_int"]

_DIGITS = "[0-9](?:_?[0-9])*"
_INTEGER = f"[+-]?{_DIGITS}"
_FLOAT = rf"[+-]?(?:{_DIGITS}\.?|(?:{_DIGITS})?\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
_INFINITY = "[+-]?[iI][nN][fF](?:[iI][nN][iI][tT][yY])?"
_NAN = "[+-]?[nN][aA][nN]"


def parsed_int(machine: Operators, text: Term) -> Value:
    """Read a text as an integer; a row raises that has another text, or one beyond 64 bits."""
    plain = _plain(machine, text)
    is_number = _matches(machine, plain, _INTEGER)
    machine.raises_if(machine.negation(is_number), ValueError)
    bare = _replaced(machine, plain, "_", "")
    digits = _stripped(machine, _stripped(machine, bare, "+-"), "0")
    is_negative = machine.make(Op.STARTS, Scalar.BOOL, bare, payload="-")
    length = machine.make(Op.LENGTH, Scalar.INT, digits)
    largest = machine.choice(is_negative, Const(str(2**63)), Const(str(2**63 - 1)), None)
    is_short = machine.make(Op.LESS, Scalar.BOOL, length, Const(19))
    has_19 = machine.is_same(length, Const(19))
    fits = machine.either(
        is_short, machine.both(has_19, machine.make(Op.LESS_EQUAL, Scalar.BOOL, digits, largest))
    )
    machine.raises_if(machine.both(is_number, machine.negation(fits)), BeyondError)
    is_zero = machine.is_same(digits, Const(""))
    signed = machine.choice(
        is_negative, machine.make(Op.CONCAT, Scalar.STR, Const("-"), digits), digits, None
    )
    shown = machine.choice(is_zero, Const("0"), signed, None)
    readable = machine.choice(machine.both(is_number, fits), shown, NULL, None)
    return machine.terms.make(Op.PARSE_INT, [machine.term(readable)], Scalar.INT, nullable=False)


def parsed_float(machine: Operators, text: Term) -> Value:
    """Read a text as a float; a row raises that has another text."""
    plain = _plain(machine, text)
    is_number = _matches(machine, plain, _FLOAT)
    is_infinite = _matches(machine, plain, _INFINITY)
    is_nan = _matches(machine, plain, _NAN)
    any_ = machine.either(is_number, machine.either(is_infinite, is_nan))
    machine.raises_if(machine.negation(any_), ValueError)
    bare = _replaced(machine, plain, "_", "")
    readable = machine.choice(is_number, bare, NULL, None)
    number: Value = machine.terms.make(
        Op.PARSE_FLOAT, [machine.term(readable)], Scalar.FLOAT, nullable=False
    )
    is_negative = machine.make(Op.STARTS, Scalar.BOOL, plain, payload="-")
    infinity = machine.choice(is_negative, Const(float("-inf")), Const(float("inf")), None)
    number = machine.choice(is_infinite, infinity, number, None)
    return machine.choice(is_nan, Const(float("nan")), number, None)


def _plain(machine: Operators, text: Term) -> Term:
    """Take white space off, and write all digits as those of ASCII."""
    text = machine.make(Op.STRIP, Scalar.STR, text, payload=("both", WHITE))
    for digit, letters in digits_like():
        text = machine.make(Op.SUBSTITUTE, Scalar.STR, text, payload=(letters, digit))
    return text


def _matches(machine: Operators, text: Term, pattern: str) -> Value:
    return machine.make(Op.MATCHES, Scalar.BOOL, text, payload=pattern) if pattern else FALSE


def _replaced(machine: Operators, text: Term, old: str, new: str) -> Term:
    return machine.make(Op.REPLACE, Scalar.STR, text, payload=(old, new))


def _stripped(machine: Operators, text: Term, letters: str) -> Term:
    return machine.make(Op.STRIP, Scalar.STR, text, payload=("start", letters))
