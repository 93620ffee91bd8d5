"""Terms as expressions: those of narwhals, or of Polars itself, which has the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import frexp
from typing import Any

from hamiltonish.rows.emit_duckdb import DuckDB, Ibis
from hamiltonish.rows.emitter import Emitter
from hamiltonish.rows.letters import digit_letters
from hamiltonish.rows.terms import Op, Scalar, Term, in_order

__all__ = ["emitted"]

_DAY = 86_400_000_000


def emitted(words: Any, term: Term, given: Sequence[Any], library: str) -> Any:
    """Write a term as an expression.

    Args:
        words: The module in whose words: narwhals, or Polars.
        term: The term.
        given: What the parameters read: expressions, and values that are the same for all rows.
        library: The library of the frame, where engines differ.
    """
    emitter = _EMITTERS.get(library, _Polars)(words, given)
    known: dict[int, Any] = {}
    order = in_order(term)
    emitter.is_signed = any(one.payload == "atan2" for one in order if one.op is Op.FUNCTION)
    for one in order:
        known[id(one)] = emitter.of(one, [known[id(argument)] for argument in one.arguments])
    return known[id(term)]


class _Polars(Emitter):
    def without_nan(self, number: Any) -> Any:
        """Tell whether a number is no NaN."""
        return number.is_not_nan()

    def of_divide(self, term: Term, one: Any, other: Any) -> Any:
        """Write a division; Polars multiplies with the inverse of what is the same in all rows.

        So 49.0 / 49.0 is less than 1 to it. Next to a column in a struct, a constant becomes a
        column of its own, and so does a column that Polars holds as one value; others are as
        they were, at no cost.
        """
        number, divisor = term.arguments
        is_whole = number.op in (Op.LITERAL, Op.VALUE)
        if is_whole or (divisor.op is Op.LITERAL and _is_exact(divisor.payload)):
            return one / other
        pair = self.words.struct(other.alias("divisor"), one.alias("number"))
        return one / pair.struct.field("divisor")

    def of_add(self, term: Term, one: Any, other: Any) -> Any:
        """Write a sum; Polars takes a number plus zero for the number, also if it is -0.0."""
        if self.is_signed and any(map(self._is_zero, term.arguments)):
            number = other if self._is_zero(term.arguments[0]) else one
            return self.words.when(number == 0.0).then(self.words.lit(0.0)).otherwise(number)
        return one + other

    def of_subtract(self, term: Term, one: Any, other: Any) -> Any:
        """Write a difference; Polars takes zero minus a number for the number turned round."""
        if self.is_signed and self._is_zero(term.arguments[0]):
            return self.words.when(other == 0.0).then(self.words.lit(0.0)).otherwise(one - other)
        return one - other

    def _is_zero(self, term: Term) -> bool:
        value = self.given[term.payload] if term.op is Op.VALUE else term.payload
        is_known = term.op in (Op.VALUE, Op.LITERAL) and term.type is Scalar.FLOAT
        return is_known and value == 0.0 and str(float(value)) == "0.0"

    def of_to_int(self, term: Term, number: Any) -> Any:
        """Write an integer; null if 64 bits cannot hold it."""
        if term.arguments[0].type is Scalar.FLOAT:
            return number.cast(self.words.Int64, strict=False)
        return super().of_to_int(term, number)

    def of_round(self, _: Term, number: Any) -> Any:
        """Write the nearest whole number, of two the even one."""
        return number.round(0)

    def of_single(self, _: Term, number: Any) -> Any:
        """Write the first 24 bits of a float."""
        return number.cast(self.words.Float32).cast(self.words.Float64)

    def of_select(self, term: Term, condition: Any, one: Any, other: Any) -> Any:
        """Write a choice."""
        test, _, last = term.arguments
        if test.op is Op.IS_NULL and test.arguments[0] is last:
            return other.fill_null(one)
        return super().of_select(term, condition, one, other)

    def of_digits(self, _: Term, text: Any) -> Any:
        """Write a text with all digits as 0 to 9."""
        letters = digit_letters()
        return text.str.replace_many(list(letters), list(letters.values()))

    def of_parse_int(self, _: Term, text: Any) -> Any:
        """Write the integer that a text is; null if 64 bits cannot hold it."""
        return text.cast(self.words.Int64, strict=False)

    def of_pad(self, term: Term, text: Any) -> Any:
        """Write a text that is filled up to a width."""
        is_left, width, letter = term.payload
        return text.str.pad_start(width, letter) if is_left else text.str.pad_end(width, letter)

    def of_zero_fill(self, term: Term, text: Any) -> Any:
        """Write an integer that is filled up with zeros."""
        return text.str.zfill(term.payload)

    def of_substitute(self, term: Term, text: Any) -> Any:
        """Write a text with another in the place of what a pattern matches."""
        pattern, new = term.payload
        return text.str.replace_all(pattern, new.replace("$", "$$"))

    def of_group(self, term: Term, text: Any) -> Any:
        """Write what the group of a pattern has matched."""
        return text.str.replace_all(term.payload, "${1}")

    def of_function(self, term: Term, *numbers: Any) -> Any:
        """Write a function of floats."""
        if term.payload == "atan2":
            return self.words.arctan2(*numbers)
        if term.payload == "log2":
            return numbers[0].log(2)
        name = _POLARS.get(term.payload, term.payload)
        return getattr(numbers[0], name)()

    def of_look_up(self, term: Term, key: Any) -> Any:
        """Write a look-up."""
        keys, values = map(list, term.payload)
        dtype = self.dtypes[term.type]
        return key.replace_strict(keys, values, default=None, return_dtype=dtype)

    def of_tail(self, term: Term, text: Any) -> Any:
        """Write the last characters of a text."""
        return text.str.tail(term.payload)

    def of_shortened(self, term: Term, text: Any) -> Any:
        """Write a text without its last characters."""
        return text.str.head(-term.payload)

    def of_since(self, _: Term, one: Any, other: Any) -> Any:
        """Write the microseconds between two times."""
        return (one - other).dt.total_microseconds()

    def of_days_since(self, _: Term, one: Any, other: Any) -> Any:
        """Write the days between two dates."""
        return (one - other).dt.total_days()

    def of_shift(self, term: Term, time: Any, amount: Any) -> Any:
        """Write a later time."""
        if term.type is Scalar.DATE:
            return (time + (amount * _DAY).cast(self.words.Duration("us"))).cast(self.words.Date)
        return time + amount.cast(self.words.Duration("us"))

    def of_move(self, term: Term, time: Any) -> Any:
        """Write a time that is later by a constant."""
        return self.of_shift(term, time, self.words.lit(term.payload, self.words.Int64))

    def of_to_duration(self, _: Term, amount: Any) -> Any:
        """Write microseconds as a duration."""
        return amount.cast(self.words.Duration("us"))


_EMITTERS: Mapping[str, type[Emitter]] = {"duckdb": DuckDB, "ibis": Ibis}


def _is_exact(divisor: float) -> bool:
    """Whether the inverse of a number is exact, as that of a power of two is."""
    return abs(frexp(divisor)[0]) == 0.5


_POLARS: Mapping[str, str] = {"acos": "arccos", "asin": "arcsin", "atan": "arctan"}
