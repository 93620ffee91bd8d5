"""Python's operators on terms: the same value wherever Python gives one, and a note where not."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import FALSE, NULL, TRUE, Const, Op, Scalar, Several, Term, Terms, Value

__all__ = ["Machine"]

_CONSTANTS: dict[type, Scalar] = {one.value: one for one in Scalar}
_NUMBERS = (Scalar.BOOL, Scalar.INT, Scalar.FLOAT)
_LIMIT = 2**63

_ON_CONSTANTS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, several: item in several,
    ast.NotIn: lambda item, several: item not in several,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


class Machine:
    """Applies operators; knows under which condition the row is at the place that is read.

    Attributes:
        terms: Makes the terms.
        path: Whether a row gets here at all.
        raises: For each place at which a row may raise, whether it does.
    """

    def __init__(self) -> None:
        self.terms = Terms()
        self.path: Value = TRUE
        self.raises: list[Term] = []

    # -- terms -----------------------------------------------------------------------------------

    def term(self, value: Value, at: ast.AST | None = None) -> Term:
        """Make a constant a term.

        Raises:
            Refused: If no cell of a column can hold it.
        """
        if isinstance(value, Term):
            return value
        if isinstance(value, Const):
            kind = _CONSTANTS.get(type(value.value))
            if kind is not None and not (
                kind is Scalar.INT and not -_LIMIT <= value.value < _LIMIT
            ):
                nullable = value.value is None
                return self.terms.make(Op.LITERAL, (), kind, payload=value.value, nullable=nullable)
            raise Refused(f"a {type(value.value).__name__} as a value of a row", at)
        raise Refused("a tuple as a value of a row", at)

    def make(self, op: Op, kind: Scalar, *values: Value, at: ast.AST | None = None) -> Term:
        """Make a term of values."""
        return self.terms.make(op, [self.term(value, at) for value in values], kind)

    def raises_if(self, condition: Value) -> None:
        """Note that a row that gets here raises if a condition is true."""
        met = self.both(self.path, condition)
        if not (isinstance(met, Const) and not met.value):
            self.raises.append(self.term(met))

    # -- truth -----------------------------------------------------------------------------------

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
        return one if one is other else self.make(Op.AND, Scalar.BOOL, one, other)

    def either(self, one: Value, other: Value) -> Value:
        """Join two truth values by or."""
        for first, second in ((one, other), (other, one)):
            if isinstance(first, Const):
                return TRUE if first.value else second
        return one if one is other else self.make(Op.OR, Scalar.BOOL, one, other)

    def truth(self, value: Value, at: ast.AST) -> Value:
        """Tell whether a value counts as true."""
        if isinstance(value, Const):
            return TRUE if value.value else FALSE
        if isinstance(value, Several):
            return TRUE if value.items else FALSE
        if value.type is Scalar.BOOL:
            found: Value = value
        elif value.type in (Scalar.INT, Scalar.FLOAT):
            zero = Const(value.type.value(0))
            found = self.negation(self.make(Op.EQUAL, Scalar.BOOL, value, zero))
        elif value.type is Scalar.STR:
            found = self.negation(self.make(Op.EQUAL, Scalar.BOOL, value, Const("")))
        elif value.type is Scalar.NONE:
            return FALSE
        else:
            raise Refused(f"the truth of a {value.type.value.__name__}", at)
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
        first, second = self.term(one, at), self.term(other, at)
        kinds = {first.type, second.type} - {Scalar.NONE}
        if len(kinds) > 1:
            if kinds != {Scalar.INT, Scalar.FLOAT}:
                names = " or ".join(sorted(kind.value.__name__ for kind in kinds))
                raise Refused(f"a value that is {names}, by the row", at)
            raise Refused("a value that is int or float, by the row", at)
        kind = kinds.pop() if kinds else Scalar.NONE
        nullable = first.nullable or second.nullable
        given = (self.term(condition, at), first, second)
        return self.terms.make(Op.SELECT, given, kind, nullable=nullable)

    # -- operators -------------------------------------------------------------------------------

    def constant(self, operation: ast.AST, *values: Const) -> Value:
        """Apply an operator to constants, as Python does; note if it raises."""
        try:
            return Const(_ON_CONSTANTS[type(operation)](*(value.value for value in values)))
        except Exception:  # noqa: BLE001  # whatever it raises, each row that gets here does
            self.raises_if(TRUE)
            return NULL

    def present(self, value: Value, at: ast.AST) -> Term:
        """Note that a row raises where a value is None, which has no operators."""
        self.raises_if(self.is_none(value))
        return self.term(value, at)

    def number(self, value: Value, at: ast.AST) -> Term:
        """Take a value as a number; a truth value is 0 or 1."""
        term = self.present(value, at)
        if term.type is Scalar.BOOL:
            return self.make(Op.TO_INT, Scalar.INT, term)
        if term.type not in _NUMBERS:
            raise Refused(f"arithmetic of a {term.type.value.__name__}", at)
        return term

    def as_float(self, term: Term) -> Term:
        """Convert a number to a float."""
        if term.type is Scalar.FLOAT:
            return term
        if term.op is Op.LITERAL:
            return self.term(Const(float(term.payload)))
        return self.make(Op.TO_FLOAT, Scalar.FLOAT, term)

    def unary(self, operation: ast.unaryop, value: Value, at: ast.AST) -> Value:
        """Apply ``-x``, ``+x``, ``~x`` or ``not x``."""
        if isinstance(operation, ast.Not):
            return self.negation(self.truth(value, at))
        if isinstance(value, Const):
            return self.constant(operation, value)
        term = self.number(value, at)
        if isinstance(operation, ast.UAdd):
            return term
        if isinstance(operation, ast.USub):
            return self.make(Op.NEGATE, term.type, term)
        if term.type is not Scalar.INT:
            raise Refused("`~` of a float", at)
        return self.make(Op.SUBTRACT, Scalar.INT, self.make(Op.NEGATE, Scalar.INT, term), Const(1))

    def binary(self, operation: ast.operator, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``x + y`` and its like."""
        if isinstance(one, Const) and isinstance(other, Const):
            return self.constant(operation, one, other)
        if isinstance(one, Several) or isinstance(other, Several):
            raise Refused("an operator on a tuple", at)
        kinds = {self.term(one, at).type, self.term(other, at).type} - {Scalar.NONE}
        if kinds == {Scalar.STR} and isinstance(operation, ast.Add):
            return self.make(Op.CONCAT, Scalar.STR, self.present(one, at), self.present(other, at))
        a, b = self.number(one, at), self.number(other, at)
        if type(operation) in _SIMPLE:
            if Scalar.FLOAT in (a.type, b.type):
                a, b = self.as_float(a), self.as_float(b)
            return self.make(_SIMPLE[type(operation)], a.type, a, b)
        if isinstance(operation, ast.Pow):
            return self._power(a, b, at)
        if not isinstance(operation, ast.Div | ast.FloorDiv | ast.Mod):
            raise Refused(f"the operator {type(operation).__name__}", at)
        zero = self.make(Op.EQUAL, Scalar.BOOL, b, self.term(Const(b.type.value(0))))
        if b.op is not Op.LITERAL:
            self.raises_if(zero)
        elif not b.payload:
            self.raises_if(TRUE)
            return NULL
        if isinstance(operation, ast.Div):
            return self.make(Op.DIVIDE, Scalar.FLOAT, self.as_float(a), self.as_float(b))
        if Scalar.FLOAT in (a.type, b.type):
            return self._whole_part(operation, a, b, at)
        op = Op.FLOOR_DIVIDE if isinstance(operation, ast.FloorDiv) else Op.MODULO
        return self.make(op, Scalar.INT, a, b)

    def _whole_part(self, operation: ast.operator, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``//`` or ``%`` to floats: exact, and so lifted, for powers of two only."""
        divisor = b.payload if b.op is Op.LITERAL else 0.0
        mantissa = abs(float(divisor)).hex().partition("p")[0]
        if mantissa != "0x1.0000000000000" or isinstance(operation, ast.Mod):
            sign = "//" if isinstance(operation, ast.FloorDiv) else "%"
            raise Refused(f"`{sign}` of floats, which engines round otherwise", at)
        dividend = self.as_float(a)
        whole = self.make(Op.FLOOR, Scalar.FLOAT, self.make(Op.DIVIDE, Scalar.FLOAT, dividend, b))
        infinite = self.make(Op.ABSOLUTE, Scalar.FLOAT, dividend), Const(float("inf"))
        is_infinite = self.make(Op.EQUAL, Scalar.BOOL, *infinite)
        return self.choice(is_infinite, Const(float("nan")), whole, at)

    def _power(self, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``**`` with a constant exponent."""
        if b.op is not Op.LITERAL:
            raise Refused("`**` with an exponent that depends on the row", at)
        exponent = b.payload
        if a.type is Scalar.INT and isinstance(exponent, int) and exponent >= 0:
            if exponent > _MOST_FACTORS:
                raise Refused(f"`**` with an exponent above {_MOST_FACTORS}", at)
            result = self.term(Const(1)) if exponent == 0 else a
            for _ in range(exponent - 1):
                result = self.make(Op.MULTIPLY, Scalar.INT, result, a)
            return result
        base = self.as_float(a)
        zero = self.term(Const(0.0))
        if exponent < 0:
            self.raises_if(self.make(Op.EQUAL, Scalar.BOOL, base, zero))
        if exponent != int(exponent):  # the result would be a complex number
            self.raises_if(self.make(Op.LESS, Scalar.BOOL, base, zero))
        result = self.make(Op.POWER, Scalar.FLOAT, base, Const(float(exponent)))
        limit = Const(float("inf"))
        over = self.make(Op.EQUAL, Scalar.BOOL, self.make(Op.ABSOLUTE, Scalar.FLOAT, result), limit)
        finite = self.make(Op.LESS, Scalar.BOOL, self.make(Op.ABSOLUTE, Scalar.FLOAT, base), limit)
        self.raises_if(self.both(over, finite))
        return result

    def make_length(self, value: Value, at: ast.AST) -> Term:
        """Count the characters of a text."""
        term = self.present(value, at)
        if term.type is not Scalar.STR:
            raise Refused("the length of what is no text", at)
        return self.make(Op.LENGTH, Scalar.INT, term)

    # -- comparisons -----------------------------------------------------------------------------

    def compare(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply one comparison."""
        if isinstance(one, Const) and isinstance(other, Const):
            return self.constant(operation, one, other)
        if isinstance(operation, ast.Is | ast.IsNot):
            return self._is(operation, one, other, at)
        if isinstance(operation, ast.In | ast.NotIn):
            found = self._within(one, other, at)
            return found if isinstance(operation, ast.In) else self.negation(found)
        if isinstance(operation, ast.Eq | ast.NotEq):
            found = self.equal(one, other, at)
            return found if isinstance(operation, ast.Eq) else self.negation(found)
        if isinstance(operation, ast.Gt | ast.GtE):
            one, other = other, one
        a, b = self.present(one, at), self.present(other, at)
        if a.type in _NUMBERS and b.type in _NUMBERS:
            a, b = self._alike(self.number(a, at), self.number(b, at), at)
        elif a.type is not b.type:
            self.raises_if(TRUE)
            return NULL
        strict = isinstance(operation, ast.Lt | ast.Gt)
        return self.make(Op.LESS if strict else Op.LESS_EQUAL, Scalar.BOOL, a, b)

    def equal(self, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``==``, to which None is a value like others."""
        if isinstance(one, Several) or isinstance(other, Several):
            raise Refused("a comparison of tuples", at)
        a, b = self.term(one, at), self.term(other, at)
        none_a, none_b = self.is_none(a), self.is_none(b)
        if a.type in _NUMBERS and b.type in _NUMBERS:
            x, y = self._alike(self._counted(a), self._counted(b), at)
            same: Value = self.make(Op.EQUAL, Scalar.BOOL, x, y)
        elif a.type is b.type and a.type is not Scalar.NONE:
            same = self.make(Op.EQUAL, Scalar.BOOL, a, b)
        else:
            same = FALSE
        there = self.both(self.negation(none_a), self.negation(none_b))
        return self.either(self.both(none_a, none_b), self.both(there, same))

    def _counted(self, term: Term) -> Term:
        return self.make(Op.TO_INT, Scalar.INT, term) if term.type is Scalar.BOOL else term

    def _alike(self, a: Term, b: Term, at: ast.AST) -> tuple[Term, Term]:
        """Bring two numbers to one type in which they compare exactly as Python does it."""
        if a.type is b.type:
            return a, b
        for whole, fraction in ((a, b), (b, a)):
            if whole.type is Scalar.INT and whole.op is Op.LITERAL:
                if abs(whole.payload) <= _EXACT:
                    converted = self.as_float(whole)
                    return (converted, fraction) if whole is a else (fraction, converted)
            if fraction.type is Scalar.FLOAT and fraction.op is Op.LITERAL:
                number = fraction.payload
                if number.is_integer() and abs(number) <= _EXACT:
                    converted = self.term(Const(int(number)))
                    return (converted, whole) if fraction is a else (whole, converted)
        raise Refused("a comparison of an int with a float, which engines round", at)

    def _is(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        value = other if isinstance(one, Const) else one
        constant = one if isinstance(one, Const) else other
        if not (isinstance(constant, Const) and constant.value is None):
            raise Refused("`is` with anything but None", at)
        found = self.is_none(value)
        return found if isinstance(operation, ast.Is) else self.negation(found)

    def _within(self, item: Value, several: Value, at: ast.AST) -> Value:
        """Apply ``in`` to a tuple, list, set or the keys of a dict."""
        if isinstance(several, Const):
            if not isinstance(several.value, tuple | list | set | frozenset | dict):
                raise Refused(f"`in` a {type(several.value).__name__}", at)
            items: tuple[Value, ...] = tuple(map(Const, several.value))
        elif isinstance(several, Several):
            items = several.items
        elif several.type is Scalar.STR and isinstance(item, Const) and type(item.value) is str:
            term = self.present(several, at)
            if not item.value:
                return TRUE
            return self.terms.make(Op.CONTAINS, [term], Scalar.BOOL, payload=item.value)
        else:
            raise Refused("`in` a text that depends on the row", at)
        found: Value = FALSE
        for one in items:  # a value is in a tuple that holds it, even NaN
            same = TRUE if one is item else self.equal(item, one, at)
            found = self.either(found, same)
        return found


_SIMPLE = {ast.Add: Op.ADD, ast.Sub: Op.SUBTRACT, ast.Mult: Op.MULTIPLY}
_EXACT = 2**53
_MOST_FACTORS = 8
