"""Terms as expressions: those of narwhals, or of Polars itself, which has the same words."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import frexp
from typing import Any

from hamiltonish.rows.letters import final_sigma, long_capitals
from hamiltonish.rows.ranges import is_finite
from hamiltonish.rows.terms import Op, Scalar, Term, in_order

__all__ = ["emitted"]

_INTEGERS = 2.0**63
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000
_WHOLE = 2.0**52
"""From here on no float has a fraction."""


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
    for one in in_order(term):
        known[id(one)] = emitter.of(one, [known[id(argument)] for argument in one.arguments])
    return known[id(term)]


class _Emitter:
    """Writes terms one by one, those of their arguments being written."""

    def __init__(self, words: Any, given: Sequence[Any]) -> None:
        self.words = words
        self.given = given
        self.bare: dict[int, Any] = {}
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
            return found if _is_number(a) else found & self._is_no_nan(one)
        self.bare[id(term)] = found
        return found & self._is_no_nan(other)

    def _is_no_nan(self, number: Any) -> Any:
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

    def of_select(self, _: Term, condition: Any, one: Any, other: Any) -> Any:
        """Write a choice."""
        return self.words.when(condition).then(one).otherwise(other)

    def of_concat(self, _: Term, *texts: Any) -> Any:
        """Write texts one after the other."""
        return self.words.concat_str(*texts)

    def of_length(self, _: Term, text: Any) -> Any:
        """Write how many characters a text has."""
        return text.str.len_chars().cast(self.words.Int64)

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


class _Polars(_Emitter):
    def _is_no_nan(self, number: Any) -> Any:
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

    def of_pad(self, term: Term, text: Any) -> Any:
        """Write a text that is filled up to a width."""
        is_left, width, letter = term.payload
        return text.str.pad_start(width, letter) if is_left else text.str.pad_end(width, letter)

    def of_zero_fill(self, term: Term, text: Any) -> Any:
        """Write an integer that is filled up with zeros."""
        return text.str.zfill(term.payload)

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


class _DuckDB(_Emitter):
    """DuckDB, by way of narwhals: rounds where Polars cuts, and raises where Polars goes round."""

    def of_function(self, term: Term, number: Any) -> Any:
        """Write a function of floats."""
        return number.log(10) if term.payload == "log10" else getattr(number, term.payload)()

    def _whole(self, number: Any) -> Any:
        cut = self.words.when(number < 0).then(number.ceil()).otherwise(number.floor())
        return cut.cast(self.words.Int64)

    def of_upper(self, _: Term, text: Any) -> Any:
        """Write a text in capitals; DuckDB's own are single letters."""
        whole = text
        for letter, capitals in long_capitals():
            whole = whole.str.replace_all(letter, capitals, literal=True)
        has_long = text.str.contains(f"[{''.join(letter for letter, _ in long_capitals())}]")
        made = self.words.when(has_long).then(whole.str.to_uppercase())
        return made.otherwise(text.str.to_uppercase())

    def of_lower(self, _: Term, text: Any) -> Any:
        """Write a text in small letters; to DuckDB the last letter of a word is like others."""
        dotted = "\u0130"
        whole = text.str.replace_all(dotted, dotted.lower(), literal=True)
        whole = whole.str.replace_all(final_sigma(), "\\1\u03c2\\2\\3").str.to_lowercase()
        has_dotted = text.str.contains(dotted, literal=True)
        has_special = has_dotted | text.str.contains("\u03a3", literal=True)
        return self.words.when(has_special).then(whole).otherwise(text.str.to_lowercase())

    def of_tail(self, term: Term, text: Any) -> Any:
        """Write the last characters of a text."""
        # By patterns, which have the text in them once: nothing here is computed once for all.
        return text.str.replace_all(f"(?s)^.*(.{{{term.payload}}})$", r"\1")

    def of_shortened(self, term: Term, text: Any) -> Any:
        """Write a text without its last characters."""
        return text.str.replace_all(f"(?s).{{1,{term.payload}}}$", "")

    def of_since(self, _: Term, one: Any, other: Any) -> Any:
        """Write the microseconds between two times."""
        return (one - other).dt.total_microseconds()

    def of_days_since(self, _: Term, one: Any, other: Any) -> Any:
        """Write the days between two dates."""
        return (one - other).cast(self.words.Int64)

    def of_move(self, term: Term, time: Any) -> Any:
        """Write a time that is later by a constant."""
        if term.type is Scalar.DATE:
            return time.dt.offset_by(f"{term.payload}d").cast(self.words.Date)
        return time.dt.offset_by(f"{term.payload}us")


class _Ibis(_DuckDB):
    """Ibis over DuckDB, by way of narwhals: a few things that it writes in its own way."""

    def __init__(self, words: Any, given: Sequence[Any]) -> None:
        super().__init__(words, given)
        self.turned: dict[int, Any] = {}

    def of_not(self, _: Term, truth: Any) -> Any:
        """Turn a truth value round."""
        made = ~truth
        self.turned[id(made)] = truth
        return made

    def of_is_null(self, _: Term, value: Any) -> Any:
        """Test for null; Ibis writes ``(NOT x) IS NULL`` without the parentheses that it needs."""
        return self.turned.get(id(value), value).is_null()

    def of_floor(self, _: Term, number: Any) -> Any:
        """Write the whole number that is not above; Ibis makes it an integer."""
        return self._whole_float(number, number.floor())

    def of_ceiling(self, _: Term, number: Any) -> Any:
        """Write the whole number that is not below; Ibis makes it an integer."""
        return self._whole_float(number, number.ceil())

    def _whole_float(self, number: Any, whole: Any) -> Any:
        has_fraction = number.abs() < _WHOLE
        return self.words.when(has_fraction).then(whole.cast(self.words.Float64)).otherwise(number)

    def of_strip(self, term: Term, text: Any) -> Any:
        """Write a text without letters at its ends, which are taken off one by one."""
        end, letters = term.payload
        if end in ("both", "start"):
            text = text.str.strip_chars_start(letters)
        return text.str.strip_chars_end(letters) if end in ("both", "end") else text


_EMITTERS: dict[str, type[_Emitter]] = {"duckdb": _DuckDB, "ibis": _Ibis}


def _is_exact(divisor: float) -> bool:
    """Whether the inverse of a number is exact, as that of a power of two is."""
    return abs(frexp(divisor)[0]) == 0.5


def _is_number(term: Term) -> bool:
    """Whether a float is surely no NaN, but for null."""
    return is_finite(term) or (term.op is Op.LITERAL and term.payload == term.payload)


_POLARS: Mapping[str, str] = {"acos": "arccos", "asin": "arcsin", "atan": "arctan"}

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
    Op.SUBSTITUTE: lambda x, texts: x.str.replace_all(texts[0], texts[1]),
    Op.SLICE: lambda x, part: x.str.slice(*part),
    Op.STRIP: lambda x, how: getattr(x.str, _STRIPS[how[0]])(how[1]),
}
