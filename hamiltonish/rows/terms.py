"""Terms: what a row function computes, as data; typed, shared, and independent of any engine."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import NoneType
from typing import Any, Final, TypeAlias

from hamiltonish.rows.refusal import Refused

__all__ = [
    "FALSE",
    "NULL",
    "TRUE",
    "Const",
    "Op",
    "Pieces",
    "Scalar",
    "Several",
    "Term",
    "Terms",
    "Value",
    "in_order",
    "is_const",
]


class Scalar(enum.Enum):
    """The type of a term, None aside; a timedelta is computed as an integer, its microseconds."""

    BOOL = bool
    INT = int
    FLOAT = float
    STR = str
    DATE = date
    DATETIME = datetime
    TIMEDELTA = timedelta
    NONE = NoneType


class Op(enum.Enum):
    """What a term does with its arguments; null in an argument gives null, unless it says so."""

    COLUMN = "a column, by its position among the parameters"
    VALUE = "a value that is the same for all rows, by its position among the parameters"
    LITERAL = "a constant"
    TO_INT = "to 64-bit integer, towards zero"
    TO_FLOAT = "to 64-bit float"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/, of floats"
    FLOOR_DIVIDE = "//, of integers, towards minus infinity"
    MODULO = "%, of integers, with the sign of the divisor"
    POWER = "**, of floats"
    NEGATE = "- before a number"
    ABSOLUTE = "abs"
    FLOOR = "the largest float without a fraction that is not above"
    SQUARE_ROOT = "the square root of a float"
    EQUAL = "=="
    LESS = "<; false if one is NaN"
    LESS_EQUAL = "<=; false if one is NaN"
    IS_NAN = "whether a float is NaN"
    IS_NULL = "whether it is null; never null itself"
    NOT = "not, of truth values"
    AND = "and, of truth values: false if one is false, else null if one is null"
    OR = "or, of truth values: true if one is true, else null if one is null"
    SELECT = "the second if the first is true, else the third; null is not true"
    CEILING = "the smallest float without a fraction that is not below"
    FUNCTION = "a function of floats, by its name in the module `math`"
    CONCAT = "texts one after the other"
    LENGTH = "how many characters a text has"
    UPPER = "a text in capitals"
    LOWER = "a text in small letters"
    STRIP = "a text without certain letters at its ends: the ends, and the letters"
    STARTS = "whether a text starts with a constant one"
    ENDS = "whether a text ends with a constant one"
    CONTAINS = "whether a text has a constant one in it"
    REPLACE = "a text with one constant text in the place of another, everywhere"
    SUBSTITUTE = "a text with a constant text in the place of what a pattern matches, everywhere"
    DIGITS = "a text with the digits of all alphabets as 0 to 9"
    GROUP = (
        "a text with what the group of a pattern has matched in the place of what the pattern has"
    )
    MATCHES = "whether a pattern matches a whole text"
    SLICE = "a part of a text: offset, and how many characters at most"
    TAIL = "the last characters of a text, so many at most"
    SHORTENED = "a text without its last characters, so many"
    TO_TEXT = "an integer as a text"
    PARSE_INT = (
        "a text of a number as an integer, of at most 19 digits; Polars gives null beyond 64 bits"
    )
    PARSE_FLOAT = "a text of a number as a float"
    DATE_PART = "a part of a date or time, by its name"
    DAY = "the date of a date and time"
    SINCE = "the microseconds from the second date and time to the first"
    DAYS_SINCE = "the days from the second date to the first"
    ROUND = "the nearest float without a fraction, of two the even one"
    SINGLE = "the nearest float of 24 bits"
    PAD = "a text filled up to a width: its end, the width, and the letter"
    ZERO_FILL = "a text of an integer filled up to a width with zeros after its sign"
    DATE_TEXT = "a date as ISO 8601 writes it"
    LOOK_UP = "the value of a key in a constant table of keys and values; null if it has none"
    MOVE = "a date and time so many microseconds later, or a date so many days, by a constant"
    TO_DURATION = "microseconds as a timedelta"
    SHIFT = "a date and time so many microseconds later, or a date so many days later"


_NULL_BLIND: Final = frozenset({Op.LITERAL, Op.VALUE, Op.IS_NULL})
_NULL_OF_ALL: Final = frozenset({Op.AND, Op.OR})
_NULL_GIVING: Final = frozenset({Op.TO_INT, Op.LOOK_UP, Op.PARSE_INT})
"""Operations that may give null themselves: where there is no result."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One operation; equal terms of one `Terms` are one object.

    Attributes:
        op: What it does.
        arguments: The terms that it takes.
        type: The type of its result.
        nullable: Whether the result may be null, or is null where a row raised.
        payload: The position of a parameter, or the value of a constant.
        size: How many operations it has when it is written out as a tree.
        passes: The origins of which a null makes the result null: the position of a column, or
            the number of an operation that may give null itself.
        origin: The position or number of this one; None if its nulls come from others.
    """

    op: Op
    arguments: tuple[Term, ...]
    type: Scalar
    nullable: bool
    payload: Any = None
    size: int = 1
    passes: frozenset[int] = frozenset()
    origin: int | None = None

    def __repr__(self) -> str:
        if self.op in (Op.COLUMN, Op.VALUE, Op.LITERAL):
            return f"{self.op.name.lower()}({self.payload!r})"
        return f"{self.op.name.lower()}({', '.join(map(repr, self.arguments))})"


def in_order(term: Term) -> list[Term]:
    """List all terms of which a term is made, and it, each once and after its arguments."""
    seen: set[int] = set()
    order: list[Term] = []
    pending = [term]
    while pending:
        current = pending[-1]
        if id(current) in seen:
            pending.pop()
        elif missing := [one for one in current.arguments if id(one) not in seen]:
            pending.extend(missing)
        else:
            pending.pop()
            seen.add(id(current))
            order.append(current)
    return order


@dataclass(frozen=True, slots=True)
class Const:
    """Something that is known before the rows are: a number, a table, a module, a function."""

    value: Any


@dataclass(frozen=True, slots=True)
class Several:
    """A tuple, or a list that is not changed, of which some parts depend on the row.

    Attributes:
        items: What is in it.
        is_list: Whether it is a list.
        names: The attribute that each item is too, if it has such names.
    """

    items: tuple[Value, ...]
    is_list: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pieces:
    """The list into which a text is split, of which only the row knows how long it is.

    Attributes:
        text: The text.
        separator: The text at which it is split; None for white space.
        is_once: Whether it is split once at most.
        is_last: Whether it is split from its end.
    """

    text: Term
    separator: str | None
    is_once: bool
    is_last: bool


Value: TypeAlias = Term | Const | Several | Pieces

TRUE: Final = Const(value=True)
FALSE: Final = Const(value=False)
NULL: Final = Const(None)


def is_const(value: Value, content: object) -> bool:
    """Whether a value is this very constant."""
    return isinstance(value, Const) and value.value is content


@dataclass(slots=True)
class Terms:
    """Makes terms, each once.

    Attributes:
        lacks: Tells why an engine cannot do an operation with a payload, for a result of a type;
            empty if it can.
        known: The terms by what they are made of.
    """

    lacks: Callable[[Op, Any, Scalar], str] = lambda _op, _payload, _kind: ""
    known: dict[Any, Term] = field(default_factory=dict)

    def make(
        self,
        op: Op,
        arguments: Iterable[Term],
        kind: Scalar,
        *,
        payload: Any = None,
        nullable: bool | None = None,
    ) -> Term:
        """Make a term, or find the one that is equal.

        Raises:
            Refused: If the engine cannot do it.
        """
        given = tuple(arguments)
        key = op, tuple(map(id, given)), kind, type(payload), repr(payload), nullable
        term = self.known.get(key)
        if term is None:
            if reason := self.lacks(op, payload, kind):
                raise Refused(reason)
            if nullable is None:
                nullable = op is not Op.IS_NULL and any(one.nullable for one in given)
            size = 1 + sum(one.size for one in given)
            if op is Op.DIGITS:
                size += 9  # most engines take a step for each digit
            if op is Op.DIVIDE:
                size += given[0].size  # Polars is given the number twice
            origin = payload if op is Op.COLUMN else None
            if op in _NULL_GIVING:
                origin = -1 - len(self.known)
            passes = _passes(op, given, origin)
            term = Term(op, given, kind, nullable, payload, size, passes, origin)
            self.known[key] = term
        return term


def _passes(op: Op, arguments: tuple[Term, ...], origin: int | None) -> frozenset[int]:
    """List the origins of which a null makes the result null."""
    own: frozenset[int] = frozenset() if origin is None else frozenset({origin})
    if op in _NULL_BLIND:
        return own
    if op is Op.SELECT:
        return _in_both(*arguments[1:])
    if op in _NULL_OF_ALL:
        return _in_both(*arguments)
    return own.union(*(one.passes for one in arguments))


def _in_both(one: Term, other: Term) -> frozenset[int]:
    """List the origins of which a null makes two terms null; None is null anyway."""
    if one.type is Scalar.NONE or other.type is Scalar.NONE:
        return one.passes | other.passes
    return one.passes & other.passes
