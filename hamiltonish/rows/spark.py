"""Terms as SQL of Spark, which has what narwhals has no words for: ``div``, intervals, `try_add`.

What may fail is written so that it gives null instead, whether Spark is in ANSI mode or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

from hamiltonish.rows.letters import digits_like
from hamiltonish.rows.ranges import is_finite
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import Op, Scalar, Term, in_order

__all__ = ["cast_of", "check_length", "sql_of"]

_LONGEST = 50_000
"""How many characters a function may have, which Spark reads each time."""

_INTEGERS = "double('9223372036854775808')"
_LEAST = "double('-9223372036854775808')"
_NAN = "double('NaN')"
_MICROSECOND = timedelta(microseconds=1)
_TICK = "INTERVAL '0.000001' SECOND"

_DTYPES: Mapping[Scalar, str] = {
    Scalar.BOOL: "boolean",
    Scalar.INT: "bigint",
    Scalar.FLOAT: "double",
    Scalar.STR: "string",
    Scalar.DATE: "date",
    Scalar.DATETIME: "TIMESTAMP_NTZ",
    Scalar.TIMEDELTA: "bigint",
}


def sql_of(term: Term, given: Sequence[Any]) -> str:
    """Write a term.

    Args:
        term: The term.
        given: What the parameters read: the names of columns, quoted, and values that are the same
            for all rows.

    Example:
        >>> from hamiltonish.rows.terms import Terms
        >>> terms = Terms()
        >>> column = terms.make(Op.COLUMN, (), Scalar.INT, payload=0)
        >>> sql_of(terms.make(Op.NEGATE, (column,), Scalar.INT), ["`n`"])
        'try_subtract(0L, bigint(`n`))'
    """
    known: dict[int, str] = {}
    for one in in_order(term):
        known[id(one)] = _written(one, given, [known[id(argument)] for argument in one.arguments])
    return known[id(term)]


def cast_of(text: str, scalar: type) -> str:
    """Write a result as its type is annotated; a time and an interval are that already."""
    dtype = _DTYPES.get(Scalar(scalar))
    return text if scalar is timedelta or dtype is None else _cast(text, dtype)


def check_length(*terms: Term | None) -> None:
    """Check that terms do not become too long, as some of what is in them is written twice.

    Raises:
        Refused: If one does.
    """
    for term in terms:
        if term is not None:
            parameters = (one.payload for one in in_order(term) if one.op in (Op.COLUMN, Op.VALUE))
            if len(sql_of(term, [None] * (max(parameters, default=0) + 1))) > _LONGEST:
                raise Refused(f"more than {_LONGEST:,} characters of SQL")


def _written(term: Term, given: Sequence[Any], arguments: Sequence[str]) -> str:
    if term.op is Op.COLUMN:
        return _column(given[term.payload], term.type)
    if term.op is Op.VALUE:
        return _constant(given[term.payload], term.type)
    if term.op is Op.LITERAL:
        return _constant(term.payload, term.type)
    write = _OF_TERMS.get(term.op)
    if write is not None:
        return write(term, *arguments)
    return _PLAIN[term.op].format(*arguments)


# -- what is given -------------------------------------------------------------------------------


def _column(name: str, kind: Scalar) -> str:
    """Write a column as its scalars are annotated; a timestamp as the session's clock shows it."""
    if kind is Scalar.TIMEDELTA:
        return _microseconds(name)
    return _cast(name, _DTYPES[kind])


def _cast(text: str, dtype: str) -> str:
    if dtype == "TIMESTAMP_NTZ":
        return f"CAST({text} AS {dtype})"
    return f"{dtype}({text})"


def _microseconds(interval: str) -> str:
    parts = {"DAY": 86_400_000_000, "HOUR": 3_600_000_000, "MINUTE": 60_000_000}
    text = f"bigint(`*`(date_part('SECOND', {interval}), 1000000))"
    for part, size in parts.items():
        text = f"`+`({text}, `*`(date_part('{part}', {interval}), {size}L))"
    return text


def _constant(value: Any, kind: Scalar) -> str:
    if value is None:
        return _cast("NULL", _DTYPES[kind]) if kind in _DTYPES else "NULL"
    if isinstance(value, timedelta):
        value //= _MICROSECOND
    return _CONSTANTS[kind](value)


def _integer(value: int) -> str:
    value = int(value)  # a truth value may be given
    return f"{value}L" if value >= 0 else f"bigint('{value}')"


def _float(value: float) -> str:
    return f"double('{_WORDS.get(repr(float(value)), repr(float(value)))}')"


_WORDS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _text(value: str) -> str:
    """Write a text; by its bytes, unless it is plain, as a setting says what a backslash means."""
    if value.isascii() and value.replace(" ", "a").isalnum():
        return f"'{value}'"
    return f"string(X'{value.encode().hex()}')" if value else "''"


def _time(value: datetime) -> str:
    return f"TIMESTAMP_NTZ '{value.isoformat(' ', 'microseconds')}'"


_CONSTANTS: Mapping[Scalar, Callable[[Any], str]] = {
    Scalar.BOOL: lambda value: "TRUE" if value else "FALSE",
    Scalar.INT: _integer,
    Scalar.FLOAT: _float,
    Scalar.STR: _text,
    Scalar.DATE: lambda value: f"DATE '{date.isoformat(value)}'",
    Scalar.DATETIME: _time,
    Scalar.TIMEDELTA: _integer,
}


# -- numbers -------------------------------------------------------------------------------------


def _arithmetic(name: str, sign: str) -> Callable[..., str]:
    """Write ``+``, ``-`` or ``*``: of floats, or of integers, which are null beyond 64 bits."""

    def write(term: Term, one: str, other: str) -> str:
        if term.type is Scalar.FLOAT:
            return f"`{sign}`({one}, {other})"
        return f"try_{name}({one}, {other})"

    return write


def _negated(term: Term, number: str) -> str:
    return f"negative({number})" if term.type is Scalar.FLOAT else f"try_subtract(0L, {number})"


def _absolute(term: Term, number: str) -> str:
    if term.type is Scalar.FLOAT:
        return f"abs({number})"
    return f"if(`<`({number}, 0L), try_subtract(0L, {number}), {number})"


def _floor_divided(term: Term, one: str, other: str) -> str:
    if _is_positive(term.arguments[1]):
        is_turned = f"`<`(`%`({one}, {other}), 0L)"
        return f"`-`(`div`({one}, {other}), if({is_turned}, 1L, 0L))"
    is_turned = _is_turned(one, other)
    return (
        f"if(`=`({other}, 0L), NULL, if(`=`({other}, -1L), try_subtract(0L, {one}),"
        f" `-`(`div`({one}, {other}), if({is_turned}, 1L, 0L))))"
    )


def _modulo(term: Term, one: str, other: str) -> str:
    if _is_positive(term.arguments[1]):
        return f"pmod({one}, {other})"
    rest = f"`%`({one}, {other})"
    turned = f"if({_is_turned(one, other)}, `+`({rest}, {other}), {rest})"
    return f"if(`=`({other}, 0L), NULL, {turned})"


def _is_positive(divisor: Term) -> bool:
    """Whether a divisor, an integer or a timedelta, is a constant above zero."""
    return divisor.op is Op.LITERAL and divisor.payload > type(divisor.payload)(0)


def _is_turned(one: str, other: str) -> str:
    """Write whether a division towards zero is not one towards minus infinity."""
    rest = f"`%`({one}, {other})"
    return f"`and`(`not`(`=`({rest}, 0L)), `not`(`=`(`<`({rest}, 0L), `<`({other}, 0L))))"


def _whole(sign: str, step: str) -> Callable[..., str]:
    """Write a float without its fraction, by way of the nearest that has none."""

    def write(_: Term, number: str) -> str:
        near = f"rint({number})"
        return f"if(`{sign}`({near}, {number}), `{step}`({near}, 1D), {near})"

    return write


def _to_int(term: Term, number: str) -> str:
    """Write an integer; null if 64 bits cannot hold it."""
    if term.arguments[0].type is not Scalar.FLOAT:
        return f"bigint({number})"
    fits = f"`and`(`>=`({number}, {_LEAST}), `<`({number}, {_INTEGERS}))"
    return f"if({fits}, bigint({number}), NULL)"


def _function(term: Term, *numbers: str) -> str:
    name = {"log": "ln"}.get(term.payload, term.payload)
    return f"{name}({', '.join(numbers)})"


def _compared(sign: str) -> Callable[..., str]:
    """Write a comparison; NaN, which is the largest number to Spark, is nothing to Python."""

    def write(term: Term, one: str, other: str) -> str:
        a, b = term.arguments
        if a.type is not Scalar.FLOAT or _is_number(b) or (sign == "=" and _is_number(a)):
            return f"`{sign}`({one}, {other})"
        if sign == "<" or (sign == "<=" and a.op is Op.LITERAL and a.payload != -inf):
            return f"`{sign}`({one}, nanvl({other}, {_float(-inf)}))"  # which nothing is below
        is_no_nan = f"`not`(`=`({other}, {_NAN}))"
        if a.op is not Op.LITERAL:  # null and false would be false
            is_no_nan = f"`or`({is_no_nan}, isnull({one}))"
        return f"`and`(`{sign}`({one}, {other}), {is_no_nan})"

    return write


def _is_number(term: Term) -> bool:
    """Whether a float is surely no NaN, but for null."""
    return is_finite(term) or (term.op is Op.LITERAL and term.payload == term.payload)


# -- texts ---------------------------------------------------------------------------------------


def _stripped(term: Term, text: str) -> str:
    end, letters = term.payload
    if end == "both":
        return f"btrim({text}, {_text(letters)})"
    return f"{'ltrim' if end == 'start' else 'rtrim'}({_text(letters)}, {text})"


def _tested(name: str) -> Callable[..., str]:
    return lambda term, text: f"{name}({text}, {_text(term.payload)})"


def _matched(term: Term, text: str) -> str:
    pattern = f"\\A(?:{term.payload})\\z"
    return f"regexp_like({text}, {_text(pattern)})"


def _replaced(term: Term, text: str) -> str:
    old, new = map(_text, term.payload)
    return f"replace({text}, {old}, {new})"


def _substituted(term: Term, text: str) -> str:
    pattern, new = term.payload
    plain = new.replace("\\", "\\\\").replace("$", "\\$")
    return f"regexp_replace({text}, {_text(pattern)}, {_text(plain)})"


def _with_digits(_: Term, text: str) -> str:
    for digit, letters in digits_like():
        text = f"regexp_replace({text}, {_text(letters)}, '{digit}')"
    return text


def _grouped(term: Term, text: str) -> str:
    return f"regexp_replace({text}, {_text(term.payload)}, {_text('$1')})"


def _sliced(term: Term, text: str) -> str:
    offset, length = term.payload
    rest = "" if length is None else f", {length}"
    return f"substring({text}, {offset + 1}{rest})"


def _shortened(term: Term, text: str) -> str:
    return f"left({text}, `-`(char_length({text}), {term.payload}))"


def _looked_up(term: Term, key: str) -> str:
    keys, values = term.payload
    key_type = term.arguments[0].type
    pairs = (
        f"{_constant(one, key_type)}, {_constant(value, term.type)}"
        for one, value in zip(keys, values, strict=True)
    )
    return f"try_element_at(map({', '.join(pairs)}), {key})"


# -- times ---------------------------------------------------------------------------------------


def _part(term: Term, time: str) -> str:
    if term.payload == "weekday":
        return f"bigint(`+`(weekday({time}), 1))"
    if term.payload == "microsecond":
        return f"bigint(`%`(`*`(date_part('SECOND', {time}), 1000000), 1000000))"
    name = {"ordinal_day": "dayofyear"}.get(term.payload, term.payload)
    return f"bigint({name}({time}))"


def _shifted(term: Term, time: str, amount: str) -> str:
    if term.type is Scalar.DATE:
        return f"date_add({time}, try_cast({amount} AS INT))"
    return f"try_add({time}, try_multiply({_TICK}, {amount}))"


_OF_TERMS: Mapping[Op, Callable[..., str]] = {
    Op.ABSOLUTE: _absolute,
    Op.ADD: _arithmetic("add", "+"),
    Op.CEILING: _whole("<", "+"),
    Op.CONCAT: lambda _, *texts: f"concat({', '.join(texts)})",
    Op.CONTAINS: _tested("contains"),
    Op.DATE_PART: _part,
    Op.DIGITS: _with_digits,
    Op.ENDS: _tested("endswith"),
    Op.EQUAL: _compared("="),
    Op.FLOOR: _whole(">", "-"),
    Op.FLOOR_DIVIDE: _floor_divided,
    Op.FUNCTION: _function,
    Op.GROUP: _grouped,
    Op.LESS: _compared("<"),
    Op.LESS_EQUAL: _compared("<="),
    Op.LOOK_UP: _looked_up,
    Op.MATCHES: _matched,
    Op.MODULO: _modulo,
    Op.MOVE: lambda term, time: _shifted(term, time, _integer(term.payload)),
    Op.MULTIPLY: _arithmetic("multiply", "*"),
    Op.NEGATE: _negated,
    Op.REPLACE: _replaced,
    Op.SHIFT: _shifted,
    Op.SHORTENED: _shortened,
    Op.SINCE: lambda _, one, other: _microseconds(f"`-`({one}, {other})"),
    Op.SLICE: _sliced,
    Op.STARTS: _tested("startswith"),
    Op.STRIP: _stripped,
    Op.SUBSTITUTE: _substituted,
    Op.SUBTRACT: _arithmetic("subtract", "-"),
    Op.TAIL: lambda term, text: f"right({text}, {term.payload})",
    Op.TO_INT: _to_int,
}

_PLAIN: Mapping[Op, str] = {
    Op.AND: "`and`({}, {})",
    Op.DATE_TEXT: "string({})",
    Op.DAY: "date({})",
    Op.DAYS_SINCE: "bigint(datediff({}, {}))",
    Op.DIVIDE: "try_divide({}, {})",
    Op.IS_NAN: f"`=`({{}}, {_NAN})",
    Op.IS_NULL: "isnull({})",
    Op.LENGTH: "bigint(char_length({}))",
    Op.LOWER: "lower(concat({}, ''))",
    Op.NOT: "`not`({})",
    Op.OR: "`or`({}, {})",
    Op.PARSE_FLOAT: "try_cast({} AS DOUBLE)",
    Op.PARSE_INT: "try_cast({} AS BIGINT)",
    Op.POWER: "power({}, {})",
    Op.ROUND: "rint({})",
    Op.SELECT: "if({}, {}, {})",
    Op.SINGLE: "double(float({}))",
    Op.SQUARE_ROOT: "sqrt({})",
    Op.TO_DURATION: f"CAST(try_multiply({_TICK}, {{}}) AS INTERVAL DAY TO SECOND)",
    Op.TO_FLOAT: "double({})",
    Op.TO_TEXT: "string({})",
    Op.UPPER: "upper(concat({}, ''))",
}
"""What an operation is that is written in one way.

To Spark `lower(upper(x))` is `lower(x)`, also if the one is of an earlier layer, unless something
stands between.
"""
