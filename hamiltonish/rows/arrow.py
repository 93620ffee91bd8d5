"""Terms as arrays of Arrow: what pandas and PyArrow, which have no queries, are computed by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from hamiltonish.rows.letters import digits_like, other_digits
from hamiltonish.rows.terms import Op, Scalar, Term, in_order

__all__ = ["computed"]

_INTEGERS = 2.0**63
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000


def computed(pa: Any, term: Term, given: Sequence[Any], rows: int) -> Any:
    """Compute a term.

    Args:
        pa: PyArrow, with its module `compute`.
        term: The term.
        given: What the parameters read: arrays, and values that are the same for all rows.
        rows: How many rows the arrays have.

    Returns:
        An array of so many rows.
    """
    kernels = _Kernels(pa, given)
    known: dict[int, Any] = {}
    # Arithmetic on what is no row's result may well be nonsense: nothing is checked.
    for one in in_order(term):
        known[id(one)] = kernels.of(one, [known[id(argument)] for argument in one.arguments])
    found = known[id(term)]
    if isinstance(found, pa.Scalar):
        found = pa.repeat(found, rows)
    return found


class _Kernels:
    """Computes terms one by one, those of their arguments being computed."""

    def __init__(self, pa: Any, given: Sequence[Any]) -> None:
        self.pa = pa
        self.pc = pa.compute
        self.given = given
        self.dtypes = {
            Scalar.BOOL: pa.bool_(),
            Scalar.INT: pa.int64(),
            Scalar.FLOAT: pa.float64(),
            Scalar.STR: pa.large_string(),
            Scalar.DATE: pa.date32(),
            Scalar.DATETIME: pa.timestamp("us"),
            Scalar.TIMEDELTA: pa.int64(),
            Scalar.NONE: pa.null(),
        }

    def of(self, term: Term, arguments: Sequence[Any]) -> Any:
        """Compute one term."""
        run = getattr(self, f"of_{term.op.name.lower()}", None)
        if run is not None:
            return run(term, *arguments)
        return getattr(self.pc, _KERNELS[term.op])(*arguments)

    # -- what is given ---------------------------------------------------------------------------

    def of_column(self, term: Term) -> Any:
        """Take a column, as its scalars are annotated."""
        column = self.given[term.payload]
        if term.type is Scalar.TIMEDELTA:
            column = self.pc.cast(column, self.pa.duration("us"), safe=False)
        return self.pc.cast(column, self.dtypes[term.type], safe=False)

    def of_value(self, term: Term) -> Any:
        """Take a value that is the same for all rows."""
        return self._constant(self.given[term.payload], term.type)

    def of_literal(self, term: Term) -> Any:
        """Take a constant."""
        return self._constant(term.payload, term.type)

    def _constant(self, value: Any, kind: Scalar) -> Any:
        if isinstance(value, timedelta):
            value //= _MICROSECOND
        return self.pa.scalar(value, self.dtypes[kind])

    # -- numbers ---------------------------------------------------------------------------------

    def _cast(self, value: Any, kind: Scalar) -> Any:
        return self.pc.cast(value, self.dtypes[kind], safe=False)

    def of_to_int(self, term: Term, number: Any) -> Any:
        """Cut a float; null if 64 bits cannot hold it."""
        if term.arguments[0].type is Scalar.FLOAT:
            fits = self.pc.and_(
                self.pc.greater_equal(number, -_INTEGERS), self.pc.less(number, _INTEGERS)
            )
            number = self._chosen(fits, number, self.pa.scalar(None, self.pa.float64()))
        return self._cast(number, Scalar.INT)

    def of_to_float(self, _: Term, number: Any) -> Any:
        """Convert to float."""
        return self._cast(number, Scalar.FLOAT)

    def of_round(self, _: Term, number: Any) -> Any:
        """Round to a whole number, of two the even one."""
        return self.pc.round(number, round_mode="half_to_even")

    def of_single(self, _: Term, number: Any) -> Any:
        """Leave the first 24 bits of a float."""
        return self._cast(self.pc.cast(number, self.pa.float32(), safe=False), Scalar.FLOAT)

    def of_floor_divide(self, _: Term, one: Any, other: Any) -> Any:
        """Divide integers, towards minus infinity."""
        quotient, _rest, is_turned = self._divided(one, other)
        return self.pc.subtract(quotient, self._cast(is_turned, Scalar.INT))

    def of_modulo(self, _: Term, one: Any, other: Any) -> Any:
        """Find what is left by a division of integers, with the sign of the divisor."""
        # -1 leaves nothing, as 1 does; by it the least integer has no quotient.
        one_ = self.pa.scalar(1, self.pa.int64())
        other = self._chosen(self.pc.equal(other, -1), one_, other)
        _quotient, rest, is_turned = self._divided(one, other)
        return self._chosen(is_turned, self.pc.add(rest, other), rest)

    def _divided(self, one: Any, other: Any) -> tuple[Any, Any, Any]:
        """Divide towards zero; by 1 where Python would raise."""
        pc = self.pc
        other = self._chosen(pc.equal(other, 0), self.pa.scalar(1, self.pa.int64()), other)
        quotient = pc.divide(one, other)
        rest = pc.subtract(one, pc.multiply(quotient, other))
        signs = pc.xor(pc.less(rest, 0), pc.less(other, 0))
        return quotient, rest, pc.and_(pc.not_equal(rest, 0), signs)

    def of_function(self, term: Term, *numbers: Any) -> Any:
        """Compute a function of floats."""
        name = "ln" if term.payload == "log" else term.payload
        return getattr(self.pc, name)(*numbers)

    # -- truth -----------------------------------------------------------------------------------

    def of_select(self, _: Term, condition: Any, one: Any, other: Any) -> Any:
        """Choose; null is not true."""
        return self._chosen(condition, one, other)

    def _chosen(self, condition: Any, one: Any, other: Any) -> Any:
        if condition.null_count if hasattr(condition, "null_count") else not condition.is_valid:
            condition = self.pc.fill_null(condition, False)  # its own signature
        dtype = other.type if self.pa.types.is_null(one.type) else one.type
        one, other = (x if x.type == dtype else x.cast(dtype) for x in (one, other))
        return self.pc.if_else(condition, one, other)

    # -- texts -----------------------------------------------------------------------------------

    def of_concat(self, _: Term, *texts: Any) -> Any:
        """Put texts one after the other."""
        nothing = self.pa.scalar("", self.pa.large_string())
        return self.pc.binary_join_element_wise(*texts, nothing)

    def of_length(self, _: Term, text: Any) -> Any:
        """Count characters."""
        return self._cast(self.pc.utf8_length(text), Scalar.INT)

    def of_upper(self, _: Term, text: Any) -> Any:
        """Put a text in capitals."""
        return self._by_python(text, str.upper, self.pc.ascii_upper)

    def of_lower(self, _: Term, text: Any) -> Any:
        """Put a text in small letters."""
        return self._by_python(text, str.lower, self.pc.ascii_lower)

    def _by_python(
        self, text: Any, function: Callable[[str], str], kernel: Callable[[Any], Any]
    ) -> Any:
        """Map each different text by Python, unless all are of ASCII."""
        pc, pa = self.pc, self.pa
        if isinstance(text, pa.Scalar):
            return pa.scalar(function(text.as_py()) if text.is_valid else None, text.type)
        if pc.all(pc.string_is_ascii(text)).as_py() is not False:
            return kernel(text)
        different = pc.unique(text)
        made = [None if one is None else function(one) for one in different.to_pylist()]
        return pc.take(pa.array(made, text.type), pc.index_in(text, different))

    def of_strip(self, term: Term, text: Any) -> Any:
        """Take letters off an end of a text."""
        end, letters = term.payload
        name = {"both": "utf8_trim", "start": "utf8_ltrim", "end": "utf8_rtrim"}[end]
        return getattr(self.pc, name)(text, letters)

    def of_starts(self, term: Term, text: Any) -> Any:
        """Test the start of a text."""
        return self.pc.starts_with(text, term.payload)

    def of_ends(self, term: Term, text: Any) -> Any:
        """Test the end of a text."""
        return self.pc.ends_with(text, term.payload)

    def of_contains(self, term: Term, text: Any) -> Any:
        """Find a text in a text."""
        return self.pc.match_substring(text, term.payload)

    def of_matches(self, term: Term, text: Any) -> Any:
        """Match a whole text."""
        return self.pc.match_substring_regex(text, f"^(?:{term.payload})$")

    def of_replace(self, term: Term, text: Any) -> Any:
        """Replace a text in a text."""
        return self.pc.replace_substring(text, *term.payload)

    def of_substitute(self, term: Term, text: Any) -> Any:
        """Replace what a pattern matches."""
        pattern, new = term.payload
        return self.pc.replace_substring_regex(text, pattern, new.replace("\\", "\\\\"))

    def of_group(self, term: Term, text: Any) -> Any:
        """Leave of what a pattern matches what its group does."""
        return self.pc.replace_substring_regex(text, term.payload, r"\1")

    def of_digits(self, _: Term, text: Any) -> Any:
        """Write all digits as 0 to 9, if there are others."""
        if self.pc.any(self.pc.match_substring_regex(text, other_digits())).as_py():
            for digit, letters in digits_like():
                text = self.pc.replace_substring_regex(text, letters, digit)
        return text

    def of_slice(self, term: Term, text: Any) -> Any:
        """Take a part of a text."""
        offset, length = term.payload
        stop = None if length is None else offset + length
        return self.pc.utf8_slice_codeunits(text, offset, stop)

    def of_tail(self, term: Term, text: Any) -> Any:
        """Take the last characters."""
        return self.pc.utf8_slice_codeunits(text, -term.payload, None)

    def of_shortened(self, term: Term, text: Any) -> Any:
        """Leave the last characters out."""
        return self.pc.utf8_slice_codeunits(text, 0, -term.payload)

    def of_to_text(self, _: Term, number: Any) -> Any:
        """Write an integer as a text."""
        return self._cast(number, Scalar.STR)

    def of_date_text(self, _: Term, date: Any) -> Any:
        """Write a date as a text."""
        return self._cast(date, Scalar.STR)

    def of_parse_int(self, _: Term, text: Any) -> Any:
        """Read an integer."""
        return self._cast(text, Scalar.INT)

    def of_parse_float(self, _: Term, text: Any) -> Any:
        """Read a float."""
        return self._cast(text, Scalar.FLOAT)

    def of_look_up(self, term: Term, key: Any) -> Any:
        """Find the value of a key."""
        keys, values = term.payload
        names = self.pa.array(keys, self.dtypes[term.arguments[0].type])
        found = self.pc.index_in(key, names)
        if isinstance(found, self.pa.Scalar):
            value = values[found.as_py()] if found.is_valid else None
            return self.pa.scalar(value, self.dtypes[term.type])
        return self.pc.take(self.pa.array(values, self.dtypes[term.type]), found)

    # -- times -----------------------------------------------------------------------------------

    def of_date_part(self, term: Term, time: Any) -> Any:
        """Find a part of a date or time."""
        pc = self.pc
        if term.payload == "weekday":
            return pc.day_of_week(time, count_from_zero=False)
        if term.payload == "microsecond":
            return pc.add(pc.multiply(pc.millisecond(time), 1000), pc.microsecond(time))
        name = "day_of_year" if term.payload == "ordinal_day" else term.payload
        return self._cast(getattr(pc, name)(time), Scalar.INT)

    def of_day(self, _: Term, time: Any) -> Any:
        """Find the date of a time."""
        return self._cast(time, Scalar.DATE)

    def of_since(self, _: Term, one: Any, other: Any) -> Any:
        """Count the microseconds between two times."""
        return self.pc.subtract(self._cast(one, Scalar.INT), self._cast(other, Scalar.INT))

    def of_days_since(self, _: Term, one: Any, other: Any) -> Any:
        """Count the days between two dates."""
        return self.pc.subtract(self._days(one), self._days(other))

    def _days(self, date: Any) -> Any:
        return self._cast(self.pc.cast(date, self.pa.int32()), Scalar.INT)

    def of_shift(self, term: Term, time: Any, amount: Any) -> Any:
        """Move a date by days, or a time by microseconds."""
        if term.type is Scalar.DATE:
            days = self.pc.add(self._days(time), amount)
            return self._cast(self.pc.cast(days, self.pa.int32(), safe=False), Scalar.DATE)
        return self._cast(self.pc.add(self._cast(time, Scalar.INT), amount), Scalar.DATETIME)

    def of_move(self, term: Term, time: Any) -> Any:
        """Move a date by constant days, or a time by constant microseconds."""
        return self.of_shift(term, time, term.payload)

    def of_to_duration(self, _: Term, amount: Any) -> Any:
        """Make microseconds a duration."""
        return self.pc.cast(amount, self.pa.duration("us"))


_KERNELS: Mapping[Op, str] = {
    Op.ADD: "add",
    Op.SUBTRACT: "subtract",
    Op.MULTIPLY: "multiply",
    Op.DIVIDE: "divide",
    Op.POWER: "power",
    Op.NEGATE: "negate",
    Op.ABSOLUTE: "abs",
    Op.FLOOR: "floor",
    Op.CEILING: "ceil",
    Op.SQUARE_ROOT: "sqrt",
    Op.EQUAL: "equal",
    Op.LESS: "less",
    Op.LESS_EQUAL: "less_equal",
    Op.IS_NAN: "is_nan",
    Op.IS_NULL: "is_null",
    Op.NOT: "invert",
    Op.AND: "and_kleene",
    Op.OR: "or_kleene",
}
"""The kernel of an operation that is one."""
