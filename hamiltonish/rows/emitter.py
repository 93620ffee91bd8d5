"""The ground of writing terms as expressions, in the words of narwhals, which are Polars' too."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hamiltonish.rows.letters import digits_like
from hamiltonish.rows.ranges import is_finite
from hamiltonish.rows.terms import Op, Scalar, Term

__all__ = ["Emitter"]

_INTEGERS = 2.0**63
_MICROSECOND = timedelta(microseconds=1)


class Emitter:
    """Writes terms one by one, those of their arguments being written."""

    def __init__(self, words: Any, given: Sequence[Any]) -> None:
        self.words = words
        self.given = given
        self.bare: dict[int, Any] = {}
        self.is_signed = False
        self.dtypes = {
            Scalar.BOOL: words.Boolean,
            Scalar.INT: words.Int64,
            Scalar.FLOAT: words.Float64,
            Scalar.STR: words.String,
            Scalar.TIMEDELTA: words.Int64,
        }

    def of(self, term: Term, arguments: Sequence[Any]) -> Any:
        """Write one term."""
        read = getattr(self, f"of_{term.op.name.lower()}", None)
        if read is not None:
            return read(term, *arguments)
        if term.op in _WITH_PAYLOAD:
            return _WITH_PAYLOAD[term.op](arguments[0], term.payload)
        return _SIMPLE[term.op](*arguments)

    # -- what is given ---------------------------------------------------------------------------

    def of_column(self, term: Term) -> Any:
        """Write a column, as its scalars are annotated."""
        column = self.given[term.payload]
        if term.type is Scalar.TIMEDELTA:
            return column.dt.total_microseconds()
        dtype = self.dtypes.get(term.type)
        return column if dtype is None else column.cast(dtype)

    def of_value(self, term: Term) -> Any:
        """Write a value that is the same for all rows."""
        return self._constant(self.given[term.payload], term.type)

    def of_literal(self, term: Term) -> Any:
        """Write a constant."""
        return self._constant(term.payload, term.type)

    def _constant(self, value: Any, kind: Scalar) -> Any:
        if isinstance(value, timedelta):
            value //= _MICROSECOND
        return self.words.lit(value, self.dtypes.get(kind))

    # -- numbers ---------------------------------------------------------------------------------

    def of_to_int(self, term: Term, number: Any) -> Any:
        """Write an integer; null if 64 bits cannot hold it, which some engines refuse."""
        if term.arguments[0].type is not Scalar.FLOAT:
            return number.cast(self.words.Int64)
        fits = (number >= -_INTEGERS) & (number < _INTEGERS)
        return self._whole(self.words.when(fits).then(number).otherwise(None))

    def _whole(self, number: Any) -> Any:
        return number.cast(self.words.Int64)

    def of_to_float(self, _: Term, number: Any) -> Any:
        """Write a float."""
        return number.cast(self.words.Float64)

    def of_equal(self, term: Term, one: Any, other: Any) -> Any:
        """Write a comparison."""
        return self._compared(term, one == other, one, other)

    def of_less(self, term: Term, one: Any, other: Any) -> Any:
        """Write a comparison."""
        return self._compared(term, one < other, one, other)

    def of_less_equal(self, term: Term, one: Any, other: Any) -> Any:
        """Write a comparison."""
        return self._compared(term, one <= other, one, other)

    def _compared(self, term: Term, found: Any, one: Any, other: Any) -> Any:
        """Compare; NaN, which is the largest number to these engines, is nothing to Python."""
        a, b = term.arguments
        if a.type is not Scalar.FLOAT or _is_number(b):
            return found
        if term.op is Op.EQUAL:
            return found if _is_number(a) else found & self._is_no_nan(one, b, other)
        self.bare[id(term)] = found
        return found & self._is_no_nan(other, a, one)

    def _is_no_nan(self, number: Any, beside: Term, compared: Any) -> Any:
        """Tell whether a number is no NaN; or that is null, if what it is compared with is null."""
        found = self.without_nan(number)
        return found if beside.op is Op.LITERAL else found | compared.is_null()

    def without_nan(self, number: Any) -> Any:
        """Tell whether a number is no NaN."""
        return ~number.is_nan()

    def of_and(self, term: Term, one: Any, other: Any) -> Any:
        """Write `and`; what is true of no NaN need not be asked of its other side."""
        a, b = term.arguments
        if id(a) in self.bare and self._is_nothing_to(b, a.arguments[1]):
            return self.bare[id(a)] & other
        if id(b) in self.bare and self._is_nothing_to(a, b.arguments[1]):
            return one & self.bare[id(b)]
        return one & other

    def _is_nothing_to(self, truth: Term, number: Term) -> bool:
        """Whether a comparison is false where a number is NaN."""
        if truth.op in (Op.EQUAL, Op.LESS, Op.LESS_EQUAL):
            a, b = truth.arguments
            return a is number or (b is number and (truth.op is Op.EQUAL or id(truth) in self.bare))
        return False

    def divisor_of(self, term: Term, other: Any) -> Any:
        """Divide by 1 where Python would raise, as engines do various things there."""
        if term.arguments[1].op is Op.LITERAL:
            return other
        return self.words.when(other == 0).then(self.words.lit(1)).otherwise(other)

    def of_floor_divide(self, term: Term, one: Any, other: Any) -> Any:
        """Write a division of integers."""
        return one // self.divisor_of(term, other)

    def of_modulo(self, term: Term, one: Any, other: Any) -> Any:
        """Write what is left by a division of integers."""
        return one % self.divisor_of(term, other)

    # -- others ----------------------------------------------------------------------------------

    def of_select(self, term: Term, condition: Any, one: Any, other: Any) -> Any:
        """Write a choice."""
        return self.words.when(condition).then(one).otherwise(other)

    def of_concat(self, _: Term, *texts: Any) -> Any:
        """Write texts one after the other."""
        return self.words.concat_str(*texts)

    def of_substitute(self, term: Term, text: Any) -> Any:
        """Write a text with another in the place of what a pattern matches."""
        pattern, new = term.payload
        return text.str.replace_all(pattern, new.replace("\\", "\\\\"))

    def of_group(self, term: Term, text: Any) -> Any:
        """Write what the group of a pattern has matched."""
        return text.str.replace_all(term.payload, r"\1")

    def of_length(self, _: Term, text: Any) -> Any:
        """Write how many characters a text has."""
        return text.str.len_chars().cast(self.words.Int64)

    def of_digits(self, _: Term, text: Any) -> Any:
        """Write a text with all digits as 0 to 9."""
        for digit, letters in digits_like():
            text = text.str.replace_all(letters, digit)
        return text

    def of_to_text(self, _: Term, number: Any) -> Any:
        """Write an integer as a text."""
        return number.cast(self.words.String)

    def of_date_text(self, _: Term, date: Any) -> Any:
        """Write a date as a text."""
        return date.cast(self.words.String)

    def of_parse_int(self, _: Term, text: Any) -> Any:
        """Write the integer that a text is."""
        return text.cast(self.words.Int64)

    def of_parse_float(self, _: Term, text: Any) -> Any:
        """Write the float that a text is."""
        return text.cast(self.words.Float64)

    def of_date_part(self, term: Term, time: Any) -> Any:
        """Write a part of a date or time."""
        return getattr(time.dt, term.payload)().cast(self.words.Int64)


def _is_number(term: Term) -> bool:
    """Whether a float is surely no NaN, but for null."""
    return is_finite(term) or (term.op is Op.LITERAL and term.payload == term.payload)


_STRIPS = {"both": "strip_chars", "start": "strip_chars_start", "end": "strip_chars_end"}

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
    Op.UPPER: lambda x: x.str.to_uppercase(),
    Op.LOWER: lambda x: x.str.to_lowercase(),
    Op.DAY: lambda x: x.dt.date(),
}

_WITH_PAYLOAD: dict[Op, Callable[[Any, Any], Any]] = {
    Op.STARTS: lambda x, text: x.str.starts_with(text),
    Op.ENDS: lambda x, text: x.str.ends_with(text),
    Op.CONTAINS: lambda x, text: x.str.contains(text, literal=True),
    Op.MATCHES: lambda x, pattern: x.str.contains(f"^(?:{pattern})$"),
    Op.REPLACE: lambda x, texts: x.str.replace_all(texts[0], texts[1], literal=True),
    Op.SLICE: lambda x, part: x.str.slice(*part),
    Op.STRIP: lambda x, how: getattr(x.str, _STRIPS[how[0]])(how[1]),
}
