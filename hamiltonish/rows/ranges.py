"""Ranges: between which numbers a term is, whatever its columns hold."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hamiltonish.rows.terms import Op, Scalar, Term

__all__ = ["is_finite", "range_of"]

_ANY = (-(2**63), 2**63 - 1)
_DEEPEST = 6
_PARTS: Mapping[str, tuple[int, int]] = {
    "year": (1, 9999),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "microsecond": (0, 999_999),
    "ordinal_day": (1, 366),
    "weekday": (1, 7),
}


def range_of(term: Term, depth: int = _DEEPEST) -> tuple[int, int]:
    """Find the least and the largest integer that a term may be.

    Args:
        term: A term of integers.
        depth: How many operations deep to look.
    """
    if term.op is Op.LITERAL and term.type is Scalar.INT:
        return term.payload, term.payload
    if term.op is Op.DATE_PART:
        return _PARTS[term.payload]
    if term.op is Op.TO_INT and term.arguments[0].type is Scalar.BOOL:
        return 0, 1
    if not depth:
        return _ANY
    if term.op in (Op.MODULO, Op.FLOOR_DIVIDE):
        return _divided(term, depth)
    if term.op is Op.SELECT and term.type is Scalar.INT:
        ends = [range_of(one, depth - 1) for one in term.arguments[1:]]
        return min(low for low, _ in ends), max(high for _, high in ends)
    return _ANY


def _divided(term: Term, depth: int) -> tuple[int, int]:
    number, divisor = term.arguments
    if divisor.op is not Op.LITERAL or divisor.type is not Scalar.INT or divisor.payload <= 0:
        return _ANY
    if term.op is Op.MODULO:
        return 0, divisor.payload - 1
    low, high = range_of(number, depth - 1)
    return low // divisor.payload, high // divisor.payload


def is_finite(term: Term) -> bool:
    """Whether a float is surely no NaN and not infinite, but for null."""
    return _largest(term, _DEEPEST) < math.inf


def _largest(term: Term, depth: int) -> float:
    """Find what a float is at most, without its sign; infinity if it may be anything."""
    if term.op is Op.LITERAL:
        number: float = 0.0 if term.payload is None else term.payload
        return math.inf if math.isnan(number) else abs(number)
    if term.op is Op.TO_FLOAT:
        return 2.0**63
    if not depth or term.op not in _ARITHMETIC:
        return math.inf
    sizes = [_largest(one, depth - 1) for one in term.arguments]
    if term.op in (Op.ADD, Op.SUBTRACT):
        return sum(sizes)
    if term.op is Op.MULTIPLY:
        return math.prod(sizes)
    if term.op is Op.DIVIDE:
        is_known = term.arguments[1].op is Op.LITERAL and abs(sizes[1]) > 1e-300
        return sizes[0] / sizes[1] if is_known else math.inf
    return sizes[0]


_ARITHMETIC = (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE, Op.ABSOLUTE)
