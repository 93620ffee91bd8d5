"""Terms as expressions of DuckDB and of Ibis over DuckDB, by way of narwhals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hamiltonish.rows.emitter import Emitter
from hamiltonish.rows.letters import final_sigma, long_capitals, other_digits
from hamiltonish.rows.ranges import range_of
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import Op, Scalar, Term, in_order

__all__ = ["DuckDB", "Ibis", "check_depth"]

_DAY = 86_400_000_000
_WHOLE = 2.0**52
"""From here on no float has a fraction."""
_BELOW_ONE = 1 - 2.0**-50

_DEEPEST = 50
"""How many operations of Ibis may be one in the other; it recurses, eleven calls for each."""

_DEPTHS: Mapping[Op, int] = {
    Op.CEILING: 3,
    Op.DIGITS: 11,
    Op.FLOOR: 3,
    Op.FLOOR_DIVIDE: 10,
    Op.LOWER: 6,
    Op.MODULO: 4,
    Op.SINCE: 8,
    Op.SLICE: 2,
    Op.STRIP: 2,
    Op.TO_INT: 4,
    Op.UPPER: 45,
}
"""Of how many of its operations what is more than one is made."""


def check_depth(*terms: Term | None) -> None:
    """Check that terms do not become too deep for Ibis.

    Raises:
        Refused: If one does.
    """
    depths: dict[int, int] = {}
    for term in terms:
        for one in in_order(term) if term is not None else ():
            below = max((depths[id(argument)] for argument in one.arguments), default=0)
            depths[id(one)] = below + _DEPTHS.get(one.op, 1)
    if max(depths.values(), default=0) > _DEEPEST:
        raise Refused(f"more than {_DEEPEST} operations one in the other, on Ibis")


class DuckDB(Emitter):
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

    def of_digits(self, _: Term, text: Any) -> Any:
        """Write a text with all digits as 0 to 9, which few texts need."""
        has_others = text.str.contains(other_digits())
        return self.words.when(has_others).then(super().of_digits(_, text)).otherwise(text)

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


class Ibis(DuckDB):
    """Ibis over DuckDB, by way of narwhals: a few things that it writes in its own way."""

    def __init__(self, words: Any, given: Sequence[Any]) -> None:
        super().__init__(words, given)
        self.turned: dict[int, Any] = {}

    def _constant(self, value: Any, kind: Scalar) -> Any:
        """Write a constant; Ibis writes a number without its type, which is a decimal or short."""
        if isinstance(value, timedelta):
            value //= timedelta(microseconds=1)
        if value is None or kind not in (Scalar.INT, Scalar.FLOAT, Scalar.TIMEDELTA):
            return super()._constant(value, kind)
        text = repr(float(value) if kind is Scalar.FLOAT else int(value))
        return self.words.lit(text).cast(self.dtypes[kind])

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

    def of_move(self, term: Term, time: Any) -> Any:
        """Write a time that is later by a constant; Ibis takes for a date what DuckDB does not."""
        if term.type is Scalar.DATE:
            moment = time.cast(self.words.Datetime("us"))
            return moment.dt.offset_by(f"{term.payload}d").cast(self.words.Date)
        return super().of_move(term, time)

    def of_floor_divide(self, term: Term, one: Any, other: Any) -> Any:
        """Write a division of integers, which Ibis makes one of floats.

        Most of the quotient is found as a float that is surely not too large, so that nothing
        leaves 64 bits; what is left then is a few thousands, or of the size of the divisor.
        """
        number, _ = term.arguments
        low, high = range_of(number)
        if low > -_WHOLE and high < _WHOLE:
            return one // other
        most = self._whole(one.cast(self.words.Float64) / other * _BELOW_ONE)
        rest = one - most * other
        multiple = rest - rest % other
        return most + (multiple.cast(self.words.Float64) / other).round(0).cast(self.words.Int64)

    def of_since(self, _: Term, one: Any, other: Any) -> Any:
        """Write the microseconds between two times by their parts, as Ibis counts none."""
        days = (one.dt.date() - other.dt.date()).cast(self.words.Int64)
        return days * _DAY + (self._in_day(one) - self._in_day(other))

    def _in_day(self, time: Any) -> Any:
        parts = (("hour", 24), ("minute", 60), ("second", 60), ("microsecond", 1_000_000))
        count: Any = 0
        for name, size in parts:
            count = count * size + getattr(time.dt, name)().cast(self.words.Int64)
        return count
