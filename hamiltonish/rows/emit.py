"""Terms as expressions of narwhals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hamiltonish.rows.terms import Op, Scalar, Term

__all__ = ["emitted"]


def emitted(nw: Any, term: Term, given: Sequence[Any], library: str) -> Any:
    """Write a term as an expression.

    Args:
        nw: narwhals.
        term: The term.
        given: What the parameters read: expressions, and values that are the same for all rows.
        library: The library of the frame, where engines differ.
    """
    known: dict[int, Any] = {}
    emit = _Emitter(nw, given, library, known)
    pending = [term]
    while pending:
        current = pending[-1]
        if id(current) in known:
            pending.pop()
        elif missing := [one for one in current.arguments if id(one) not in known]:
            pending.extend(missing)
        else:
            pending.pop()
            known[id(current)] = emit.of(current)
    return known[id(term)]


class _Emitter:
    """Writes terms one by one, those of their arguments being written."""

    def __init__(
        self, nw: Any, given: Sequence[Any], library: str, known: Mapping[int, Any]
    ) -> None:
        self.nw = nw
        self.given = given
        self.known = known
        self.nan_is_largest = library != "pandas"
        self.dtypes = {
            Scalar.BOOL: nw.Boolean,
            Scalar.INT: nw.Int64,
            Scalar.FLOAT: nw.Float64,
            Scalar.STR: nw.String,
        }

    def of(self, term: Term) -> Any:
        """Write one term."""
        dtype = self.dtypes.get(term.type)
        if term.op is Op.COLUMN:
            column = self.given[term.payload]
            return column if dtype is None else column.cast(dtype)
        if term.op is Op.VALUE:
            return self.nw.lit(self.given[term.payload], dtype)
        if term.op is Op.LITERAL:
            return self.nw.lit(term.payload, dtype)
        arguments = [self.known[id(one)] for one in term.arguments]
        if term.op is Op.SELECT:
            condition, one, other = arguments
            return self.nw.when(condition).then(one).otherwise(other)
        if term.op is Op.TO_INT and term.arguments[0].type is Scalar.FLOAT:
            return self._towards_zero(arguments[0])
        if term.op in (Op.TO_INT, Op.TO_FLOAT):
            return arguments[0].cast(dtype)
        if term.op in (Op.EQUAL, Op.LESS, Op.LESS_EQUAL):
            return self._comparison(term, *arguments)
        if term.op in (Op.FLOOR_DIVIDE, Op.MODULO):
            return self._whole(term, *arguments)
        if term.op is Op.CONCAT:
            return self.nw.concat_str(*arguments)
        if term.op is Op.TO_TEXT:
            return arguments[0].cast(self.nw.String)
        if term.op is Op.DATE_PART:
            return getattr(arguments[0].dt, term.payload)().cast(self.nw.Int64)
        if term.op in _WITH_PAYLOAD:
            return _WITH_PAYLOAD[term.op](arguments[0], term.payload)
        return _SIMPLE[term.op](*arguments)

    def _towards_zero(self, number: Any) -> Any:
        """Make a float an integer; null if 64 bits cannot hold it, which some engines refuse."""
        fits = (number > -_INTEGERS) & (number < _INTEGERS)
        return self.nw.when(fits).then(number).otherwise(None).cast(self.nw.Int64)

    def _comparison(self, term: Term, one: Any, other: Any) -> Any:
        """Compare; NaN, which is the largest number to some engines, is nothing to Python."""
        found = _COMPARISONS[term.op](one, other)
        a, b = term.arguments
        if a.type is not Scalar.FLOAT or not self.nan_is_largest:
            return found
        if a.op is Op.LITERAL and b.op is not Op.LITERAL and term.op is not Op.EQUAL:
            return found & ~other.is_nan()
        if b.op is Op.LITERAL:
            return found
        # Not both can be NaN and one be less; both may be equal.
        return found & ~(other if term.op is Op.LESS else one).is_nan()

    def _whole(self, term: Term, one: Any, other: Any) -> Any:
        """Divide integers; by 1 where Python would raise, as engines do various things there."""
        if term.arguments[1].op is not Op.LITERAL:
            other = self.nw.when(other == 0).then(self.nw.lit(1)).otherwise(other)
        return one // other if term.op is Op.FLOOR_DIVIDE else one % other


_INTEGERS = 2.0**63

_WHITE: str = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What `str.strip` takes off."""

_COMPARISONS: dict[Op, Callable[..., Any]] = {
    Op.EQUAL: operator.eq,
    Op.LESS: operator.lt,
    Op.LESS_EQUAL: operator.le,
}

_SIMPLE: dict[Op, Callable[..., Any]] = {
    Op.ADD: operator.add,
    Op.SUBTRACT: operator.sub,
    Op.MULTIPLY: operator.mul,
    Op.DIVIDE: operator.truediv,
    Op.POWER: operator.pow,
    Op.NEGATE: lambda x: x * -1,
    Op.ABSOLUTE: lambda x: x.abs(),
    Op.FLOOR: lambda x: x.floor(),
    Op.SQUARE_ROOT: lambda x: x.sqrt(),
    Op.IS_NAN: lambda x: x.is_nan(),
    Op.IS_NULL: lambda x: x.is_null(),
    Op.NOT: operator.invert,
    Op.AND: operator.and_,
    Op.OR: operator.or_,
    Op.CEILING: lambda x: x.ceil(),
    Op.EXPONENTIAL: lambda x: x.exp(),
    Op.LOGARITHM: lambda x: x.log(),
    Op.SINE: lambda x: x.sin(),
    Op.COSINE: lambda x: x.cos(),
    Op.LENGTH: lambda x: x.str.len_chars(),
    Op.UPPER: lambda x: x.str.to_uppercase(),
    Op.LOWER: lambda x: x.str.to_lowercase(),
    Op.STRIP: lambda x: x.str.strip_chars(_WHITE),
    Op.DAY: lambda x: x.dt.date(),
}

_WITH_PAYLOAD: dict[Op, Callable[[Any, Any], Any]] = {
    Op.STARTS: lambda x, text: x.str.starts_with(text),
    Op.ENDS: lambda x, text: x.str.ends_with(text),
    Op.CONTAINS: lambda x, text: x.str.contains(text, literal=True),
    Op.REPLACE: lambda x, texts: x.str.replace_all(texts[0], texts[1], literal=True),
    Op.SLICE: lambda x, part: x.str.slice(*part),
}
