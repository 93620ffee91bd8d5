"""Texts of numbers: which ones `int` and `float` take, and what they make of them."""

from __future__ import annotations

from functools import cache

from hamiltonish.rows.letters import WHITE, pattern_of
from hamiltonish.rows.machine import BeyondError
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.terms import NULL, Const, Op, Scalar, Term, Value

__all__ = ["parsed_float", "parsed_int"]

_DIGITS = "D(?:_?D)*"
_INTEGER = f"[+-]?{_DIGITS}"
_SHORT = "[+-]?[0_]*(?:D_?){0,18}"
_FLOAT = rf"[+-]?(?:{_DIGITS}\.?|(?:{_DIGITS})?\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
_WORD = "[+-]?(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])"
_NAN = "[+-]?[nN][aA][nN]"


def parsed_int(machine: Operators, text: Term) -> Value:
    """Read a text as an integer; a row raises that has another text, or one beyond 64 bits."""
    is_number = _matches(machine, text, _INTEGER)
    machine.raises_if(machine.negation(is_number), ValueError)
    bare = _stripped(machine, _bare(machine, text), "+")
    if machine.engine.has(Op.PARSE_INT):
        number = _read(machine, Op.PARSE_INT, Scalar.INT, is_number, bare)
        beyond: Value = machine.make(Op.IS_NULL, Scalar.BOOL, number)
        machine.raises_if(machine.both(is_number, beyond), BeyondError)
        return number
    fits = machine.unless(_matches(machine, text, _SHORT), _fits(machine, bare))
    machine.raises_if(machine.both(is_number, machine.negation(fits)), BeyondError)
    return _read(machine, Op.PARSE_INT, Scalar.INT, machine.both(is_number, fits), bare)


def _fits(machine: Operators, bare: Term) -> Value:
    """Tell whether 64 bits can hold an integer, by its digits and by how they compare as a text."""
    digits = _stripped(machine, bare, "-0")
    is_negative = machine.make(Op.STARTS, Scalar.BOOL, bare, payload="-")
    largest = machine.choice(is_negative, Const(str(2**63)), Const(str(2**63 - 1)), None)
    length = machine.make(Op.LENGTH, Scalar.INT, digits)
    has_less = machine.make(Op.LESS, Scalar.BOOL, length, Const(19))
    has_19 = machine.is_same(length, Const(19))
    is_small = machine.make(Op.LESS_EQUAL, Scalar.BOOL, digits, largest)
    return machine.either(has_less, machine.both(has_19, is_small))


def parsed_float(machine: Operators, text: Term) -> Value:
    """Read a text as a float; a row raises that has another text."""
    is_number, is_word = _matches(machine, text, _FLOAT), _matches(machine, text, _WORD)
    machine.raises_if(machine.negation(machine.either(is_number, is_word)), ValueError)
    number = _read(machine, Op.PARSE_FLOAT, Scalar.FLOAT, is_number, _bare(machine, text))
    is_negative = machine.make(Op.CONTAINS, Scalar.BOOL, text, payload="-")
    infinity = machine.choice(is_negative, Const(float("-inf")), Const(float("inf")), None)
    is_nan = _matches(machine, text, _NAN)
    word = machine.choice(is_nan, Const(float("nan")), infinity, None)
    return machine.choice(is_word, word, number, None)


def _matches(machine: Operators, text: Term, pattern: str) -> Value:
    return machine.make(Op.MATCHES, Scalar.BOOL, text, payload=_in_any_alphabet(pattern))


@cache
def _in_any_alphabet(pattern: str) -> str:
    """Write a pattern of a number with the digits that there are, and white space around it."""
    white, digit = (pattern_of(test).removesuffix("+") for test in ("isspace", "isdecimal"))
    return f"{white}*(?:{pattern.replace('D', digit)}){white}*"


def _bare(machine: Operators, text: Term) -> Term:
    """Leave of the text of a number what the engines read."""
    plain = machine.make(Op.STRIP, Scalar.STR, text, payload=("both", WHITE))
    plain = machine.make(Op.DIGITS, Scalar.STR, plain)
    return machine.make(Op.REPLACE, Scalar.STR, plain, payload=("_", ""))


def _read(machine: Operators, op: Op, kind: Scalar, is_number: Value, text: Term) -> Term:
    """Read the texts that are numbers; an engine may stop at others."""
    readable = machine.term(machine.choice(is_number, text, NULL, None))
    return machine.terms.make(op, [readable], kind, nullable=False)


def _stripped(machine: Operators, text: Term, letters: str) -> Term:
    return machine.make(Op.STRIP, Scalar.STR, text, payload=("start", letters))
