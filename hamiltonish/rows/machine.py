"""The ground of lifting: values, truth, and the conditions under which a row gets somewhere."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hamiltonish.rows.engines import Engine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import (
    FALSE,
    NULL,
    TRUE,
    Const,
    Op,
    Pieces,
    Scalar,
    Several,
    Term,
    Terms,
    Value,
    in_order,
    is_const,
)

__all__ = ["BeyondError", "Machine", "Raised"]

_CONSTANTS: dict[type, Scalar] = {one.value: one for one in Scalar}
_NUMBERS = (Scalar.BOOL, Scalar.INT, Scalar.FLOAT)
_COUNTED = (Scalar.INT, Scalar.TIMEDELTA)
_STOPPING = (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.NEGATE, Op.ABSOLUTE)
_LIMIT = 2**63
_LONGEST = timedelta(microseconds=_LIMIT - 1)
_EXACT = 2**53


class BeyondError(Exception):
    """None of Python's errors: what 64 bits cannot hold, or what is not computed exactly."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A place at which a row may raise.

    Attributes:
        when: Whether it does.
        error: Which error it raises; None if it may be one of several.
    """

    when: Term
    error: type[BaseException] | None


class Machine:
    """Makes terms; knows under which condition the row is at the place that is read.

    Attributes:
        terms: Makes the terms.
        engine: What they are made for.
        path: Whether a row gets here at all.
        raises: The places at which a row may raise.
        tries: How many bodies of `try` are being read, one inside the other.
        is_mixed: Whether a zero may have lost its sign: of what is rounded, or is an int or a float
            by the row and is taken as a float.
        is_signed: Whether the sign of a zero has been asked for, which an int does not have.
    """

    def __init__(self, engine: Engine) -> None:
        self.terms = Terms(engine.lacks)
        self.engine = engine
        self.path: Value = TRUE
        self.raises: list[Raised] = []
        self.tries = 0
        self.is_mixed = False
        self.is_signed = False

    # -- terms -----------------------------------------------------------------------------------

    def term(self, value: Value, at: ast.AST | None = None) -> Term:
        """Make a constant a term.

        Raises:
            Refused: If no cell of a column can hold it.
        """
        if isinstance(value, Term):
            return value
        if isinstance(value, Const):
            content = value.value
            kind = _CONSTANTS.get(type(content))
            if kind is Scalar.INT and not -_LIMIT <= content < _LIMIT:
                raise Refused("an int beyond 64 bits", at)
            if isinstance(content, timedelta) and abs(content) > _LONGEST:
                raise Refused("a timedelta beyond 64 bits of microseconds", at)
            if isinstance(content, datetime) and content.tzinfo is not None:
                raise Refused("a datetime with a time zone", at)
            if kind is not None:
                nullable = content is None
                return self.terms.make(Op.LITERAL, (), kind, payload=content, nullable=nullable)
            raise Refused(f"a {type(content).__name__} as a value of a row", at)
        kind_of_many = "list" if isinstance(value, Pieces) else "tuple"
        raise Refused(f"a {kind_of_many} as a value of a row", at)

    def make(
        self, op: Op, kind: Scalar, *values: Value, payload: Any = None, at: ast.AST | None = None
    ) -> Term:
        """Make a term of values."""
        given = [self.term(value, at) for value in values]
        is_short = sum(one.size for one in given) <= self.engine.largest  # else it is refused
        if self.engine.stops and is_short and kind is not Scalar.FLOAT:
            if _folded(op, given) >= _LIMIT:
                raise Refused("constants that DuckDB puts together beyond 64 bits", at)
        return self.terms.make(op, given, kind, payload=payload)

    def raises_if(self, condition: Value, error: type[BaseException] | None = None) -> None:
        """Note that a row that gets here raises an error if a condition is true."""
        met = self.then(self.path, condition)
        if not (isinstance(met, Const) and not met.value):
            self.raises.append(Raised(self.term(met), error))

    # -- truth -----------------------------------------------------------------------------------

    def then(self, one: Value, other: Value) -> Value:
        """Join two truth values by and, of which the other may mean nothing if one is false."""
        if self.engine.stops and isinstance(one, Term) and isinstance(other, Term):
            return self.choice(one, other, FALSE, None)
        return self.both(one, other)

    def unless(self, one: Value, other: Value) -> Value:
        """Join two truth values by or, of which the other may mean nothing if one is true."""
        if self.engine.stops and isinstance(one, Term) and isinstance(other, Term):
            return self.choice(one, TRUE, other, None)
        return self.either(one, other)

    def negation(self, value: Value) -> Value:
        """Turn a truth value round."""
        if isinstance(value, Const):
            return FALSE if value.value else TRUE
        if isinstance(value, Term) and value.op is Op.NOT:
            return value.arguments[0]
        return self.make(Op.NOT, Scalar.BOOL, value)

    def both(self, one: Value, other: Value) -> Value:
        """Join two truth values by and."""
        for first, second in ((one, other), (other, one)):
            if isinstance(first, Const):
                return second if first.value else FALSE
        if self.negation(one) is other:
            return FALSE
        return one if one is other else self.make(Op.AND, Scalar.BOOL, one, other)

    def either(self, one: Value, other: Value) -> Value:
        """Join two truth values by or."""
        for first, second in ((one, other), (other, one)):
            if isinstance(first, Const):
                return TRUE if first.value else second
        if self.negation(one) is other:
            return TRUE
        return one if one is other else self.make(Op.OR, Scalar.BOOL, one, other)

    def truth(self, value: Value, at: ast.AST) -> Value:
        """Tell whether a value counts as true."""
        if isinstance(value, Const):
            return TRUE if value.value else FALSE
        if isinstance(value, Several):
            return TRUE if value.items else FALSE
        if isinstance(value, Pieces):
            if value.separator is None:
                raise Refused("whether a text has words", at)
            return TRUE
        if value.type is Scalar.BOOL:
            found: Value = value
        elif value.type is Scalar.NONE:
            return FALSE
        elif value.type in (Scalar.DATE, Scalar.DATETIME):
            found = TRUE
        else:  # what is not zero, or not empty
            found = self.negation(
                self.make(Op.EQUAL, Scalar.BOOL, value, Const(value.type.value()))
            )
        if not value.nullable:
            return found
        return self.both(self.negation(self.is_none(value)), found)

    def is_none(self, value: Value) -> Value:
        """Tell whether a value is None."""
        if isinstance(value, Term):
            if value.type is Scalar.NONE:
                return TRUE
            return self.make(Op.IS_NULL, Scalar.BOOL, value) if value.nullable else FALSE
        return TRUE if isinstance(value, Const) and value.value is None else FALSE

    def choice(self, condition: Value, one: Value, other: Value, at: ast.AST | None) -> Value:
        """Choose between two values.

        Raises:
            Refused: If they have no type in common.
        """
        if isinstance(condition, Const):
            return one if condition.value else other
        if one is other or (
            isinstance(one, Const)
            and isinstance(other, Const)
            and type(one.value) is type(other.value)
            and one.value is other.value
        ):
            return one
        if isinstance(one, Several) and isinstance(other, Several):
            if len(one.items) == len(other.items) and one.is_list is other.is_list:
                pairs = zip(one.items, other.items, strict=True)
                items = tuple(self.choice(condition, a, b, at) for a, b in pairs)
                return Several(items, one.is_list)
        if is_const(one, None) and isinstance(other, Term) and other.nullable:
            condition = self._needed(condition, other)
            if isinstance(condition, Const):
                return other
        first, second = self._alike_by_row(self.term(one, at), self.term(other, at), at)
        kind = second.type if first.type is Scalar.NONE else first.type
        nullable = first.nullable or second.nullable
        given = (self.term(condition, at), first, second)
        return self.terms.make(Op.SELECT, given, kind, nullable=nullable)

    def null_where(self, condition: Value, value: Term) -> Term:
        """Make a value null where a condition is true: not None, but that there is no value."""
        return self.term(self.choice(self._needed(condition, value), NULL, value, None))

    def stopping(self, value: Term) -> list[Term]:
        """List the parts of a value at which the engine stops if they leave 64 bits."""
        parts = in_order(value) if self.engine.stops else ()
        return [one for one in parts if one.op in _STOPPING and one.type in _COUNTED]

    def _needed(self, condition: Value, value: Term) -> Value:
        """Leave out of a condition under which a value is made null where it is null anyway."""
        if not isinstance(condition, Term):
            return condition
        if condition.op is Op.OR:
            return self.either(*(self._needed(one, value) for one in condition.arguments))
        parts = value, *self.stopping(value)
        return FALSE if all(_is_null_anyway(condition, one) for one in parts) else condition

    def _alike_by_row(self, one: Term, other: Term, at: ast.AST | None) -> tuple[Term, Term]:
        """Bring two values, of which each row has one, to one type."""
        kinds = {one.type, other.type} - {Scalar.NONE}
        if len(kinds) < 2:
            return one, other
        if kinds == {Scalar.INT, Scalar.FLOAT}:
            whole = one if one.type is Scalar.INT else other
            if self.is_small(whole):  # the float is the same number, but for the sign of zero
                self.lose_signs(at)
                return self.as_float(one), self.as_float(other)
        names = " or ".join(sorted(kind.value.__name__ for kind in kinds))
        raise Refused(f"a value that is {names}, by the row", at)

    def lose_signs(self, at: ast.AST | None) -> None:
        """Note that a zero may lose its sign."""
        self.is_mixed = True
        self._refuse_signs(at)

    def ask_signs(self, at: ast.AST | None) -> None:
        """Note that the sign of a zero makes a difference."""
        self.is_signed = True
        self._refuse_signs(at)

    def _refuse_signs(self, at: ast.AST | None) -> None:
        if self.is_mixed and self.is_signed:
            raise Refused("the sign of a zero that is rounded, or an int in some rows", at)

    # -- numbers ---------------------------------------------------------------------------------

    def present(self, value: Value, at: ast.AST, error: type[BaseException] = TypeError) -> Term:
        """Note that a row raises where a value is None, which has no operators or methods."""
        self.raises_if(self.is_none(value), error)
        return self.term(value, at)

    def there(self, term: Term) -> Term:
        """Take a term as one that is not None, as a row of which it is None has raised already."""
        if not term.nullable:
            return term
        return self.terms.make(
            term.op, term.arguments, term.type, payload=term.payload, nullable=False
        )

    def number(self, value: Value, at: ast.AST) -> Term:
        """Take a value as a number; a truth value is 0 or 1."""
        term = self.present(value, at)
        if term.type not in _NUMBERS:
            raise Refused(f"arithmetic of a {term.type.value.__name__}", at)
        return self.counted(term)

    def counted(self, term: Term) -> Term:
        """Take a truth value as 0 or 1, and leave other terms as they are."""
        if term.type is not Scalar.BOOL:
            return term
        if term.op is Op.LITERAL:
            return self.term(Const(int(term.payload)))
        return self.make(Op.TO_INT, Scalar.INT, term)

    def is_small(self, term: Term) -> bool:
        """Whether an integer is surely one that a float can hold."""
        if term.op is Op.LITERAL:
            return term.payload is None or bool(abs(term.payload) <= _EXACT)
        if term.op is Op.SELECT:
            return all(self.is_small(one) for one in term.arguments[1:])
        if term.op is Op.TO_INT:
            return term.arguments[0].type is Scalar.BOOL
        if term.op is Op.MODULO:
            return self.is_small(term.arguments[1])
        if term.op in (Op.ABSOLUTE, Op.NEGATE):
            return self.is_small(term.arguments[0])
        return term.op in (Op.LENGTH, Op.DATE_PART)

    def as_float(self, term: Term) -> Term:
        """Convert a number to a float."""
        if term.type is Scalar.FLOAT:
            return term
        if term.op is Op.LITERAL:
            return self.term(Const(float(term.payload)))
        return self.make(Op.TO_FLOAT, Scalar.FLOAT, self.counted(term))

    def widened(self, value: Value) -> Value:
        """Make an integer a float, and leave other values as they are."""
        if isinstance(value, Const) and type(value.value) is int:
            return Const(float(value.value))
        if isinstance(value, Term) and value.type is Scalar.INT:
            return self.as_float(value)
        return value

    def float_of(self, value: Value, at: ast.AST) -> Term:
        """Take a value as a float, as the functions of `math` do."""
        return self.as_float(self.number(value, at))

    def is_below(self, one: Value, other: Value) -> Value:
        """Tell whether one float is less than another; false if one is NaN."""
        return self.make(Op.LESS, Scalar.BOOL, one, other)

    def is_same(self, one: Value, other: Value) -> Value:
        """Tell whether two terms of one type are equal; false if one is NaN."""
        return self.make(Op.EQUAL, Scalar.BOOL, one, other)

    def size_of(self, term: Term) -> Term:
        """Take a number without its sign."""
        return self.make(Op.ABSOLUTE, term.type, term)

    def is_outside(self, term: Term, limit: Any) -> Value:
        """Tell whether a term is beyond a limit, or beyond the same with a minus."""
        above = self.make(Op.LESS, Scalar.BOOL, Const(limit), term)
        return self.either(above, self.make(Op.LESS, Scalar.BOOL, term, Const(-limit)))

    def is_infinite(self, term: Term) -> Value:
        """Tell whether a float is infinite."""
        if term.op is Op.TO_FLOAT:
            return FALSE
        return self.is_same(self.size_of(term), Const(float("inf")))

    def is_finite(self, term: Term) -> Value:
        """Tell whether a float is a number, and not infinite."""
        if term.op is Op.TO_FLOAT:
            return TRUE
        return self.is_below(self.size_of(term), Const(float("inf")))


def _folded(op: Op, given: list[Term]) -> int:
    """Find how large the constants are, put together, that are multiplied or added in a row."""
    found = 1
    pending = list(given) if op in (Op.MULTIPLY, Op.ADD, Op.SUBTRACT) else []
    while pending:
        one = pending.pop()
        if one.op is Op.LITERAL and one.type is Scalar.INT:
            size = max(1, abs(one.payload))
            found = found * size if op is Op.MULTIPLY else found + size
        elif one.op in (Op.ADD, Op.SUBTRACT, Op.MULTIPLY) and (op is Op.MULTIPLY) is (
            one.op is Op.MULTIPLY
        ):
            pending.extend(one.arguments)
    return found


def _is_null_anyway(condition: Term, value: Term) -> bool:
    """Whether a value is null where a condition is true, which is that something else is null."""
    if condition.op is Op.AND:
        return any(_is_null_anyway(one, value) for one in condition.arguments)
    return condition.op is Op.IS_NULL and condition.arguments[0].origin in value.passes
