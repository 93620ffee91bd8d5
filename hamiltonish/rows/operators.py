"""Python's operators on terms: the same value wherever Python gives one, and a note where not."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import timedelta
from math import isfinite
from types import FunctionType
from typing import Any

from hamiltonish.rows.bits import Bits
from hamiltonish.rows.machine import BeyondError
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Op, Scalar, Several, Term, Value

__all__ = ["Operators"]

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
_SIMPLE = {ast.Add: Op.ADD, ast.Sub: Op.SUBTRACT, ast.Mult: Op.MULTIPLY}
_OF_BITS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
_NEVER_NEGATIVE = (Op.ABSOLUTE, Op.SQUARE_ROOT, Op.LENGTH)
_MOST_FACTORS = 8
_NAN = Const(float("nan"))


class Operators(Bits):
    """Applies operators: arithmetic here, those of bits as `Bits` does, and comparisons."""

    def constant(self, operation: ast.AST, *values: Const) -> Value:
        """Apply an operator to constants, as Python does; note if it raises."""
        return self.known(_ON_CONSTANTS[type(operation)], *(value.value for value in values))

    def known(self, function: Callable[..., Any], *given: Any, **named: Any) -> Value:
        """Call a function of what is known before the rows are; note if it raises."""
        try:
            return Const(function(*given, **named))
        except Exception as error:  # noqa: BLE001  # whatever it is, each row that gets here raises it
            self.raises_if(TRUE, type(error))
            return NULL

    def run(self, function: FunctionType, arguments: Mapping[str, Value]) -> Value:
        """Run a function whose source can be read."""
        raise NotImplementedError

    def unary(self, operation: ast.unaryop, value: Value, at: ast.AST) -> Value:
        """Apply ``-x``, ``+x``, ``~x`` or ``not x``."""
        if isinstance(operation, ast.Not):
            return self.negation(self.truth(value, at))
        if isinstance(value, Const):
            return self.constant(operation, value)
        if isinstance(value, Term) and value.type is Scalar.TIMEDELTA:
            term = self.present(value, at)
        else:
            term = self.number(value, at)
        if isinstance(operation, ast.UAdd):
            return term
        if isinstance(operation, ast.USub):
            return self.make(Op.NEGATE, term.type, term)
        if term.type is not Scalar.INT:
            raise Refused(f"`~` of a {term.type.value.__name__}", at)
        return self.make(Op.SUBTRACT, Scalar.INT, Const(-1), term)

    def binary(self, operation: ast.operator, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``x + y`` and its like."""
        if isinstance(one, Const) and isinstance(other, Const):
            return self.constant(operation, one, other)
        if isinstance(one, Several) or isinstance(other, Several):
            raise Refused("an operator on a tuple", at)
        kinds = {self.term(one, at).type, self.term(other, at).type}
        if Scalar.NONE in kinds:
            self.raises_if(TRUE, TypeError)
            return NULL
        if kinds == {Scalar.STR} and isinstance(operation, ast.Add):
            return self.make(Op.CONCAT, Scalar.STR, self.present(one, at), self.present(other, at))
        if isinstance(operation, ast.Mult) and Scalar.STR in kinds:
            return self._repeated(one, other, at)
        if kinds & {Scalar.DATE, Scalar.DATETIME, Scalar.TIMEDELTA}:
            a, b = self.present(one, at), self.present(other, at)
            return self.times(operation, a, b, at)
        if isinstance(operation, _OF_BITS):
            return self.by_bits(operation, self.present(one, at), self.present(other, at), at)
        a, b = self.number(one, at), self.number(other, at)
        if type(operation) in _SIMPLE:
            return self._simple(_SIMPLE[type(operation)], a, b)
        if isinstance(operation, ast.Pow):
            return self.power(a, b, at)
        if not isinstance(operation, ast.Div | ast.FloorDiv | ast.Mod):
            raise Refused(f"the operator {type(operation).__name__}", at)
        return self._divided(operation, a, b, at)

    def _repeated(self, one: Value, other: Value, at: ast.AST) -> Value:
        """Write a text several times, by a constant."""
        text, count = (other, one) if isinstance(one, Const) else (one, other)
        if not isinstance(count, Const) or type(count.value) is not int:
            raise Refused("`*` of a text by what is no constant integer", at)
        if count.value > _MOST_FACTORS:
            raise Refused(f"`*` of a text by more than {_MOST_FACTORS}", at)
        term = self.present(text, at)
        if count.value < 1:
            return Const("")
        return term if count.value == 1 else self.make(Op.CONCAT, Scalar.STR, *[term] * count.value)

    def _simple(self, op: Op, a: Term, b: Term) -> Term:
        if Scalar.FLOAT in (a.type, b.type):
            a, b = self.as_float(a), self.as_float(b)
        return self.make(op, a.type, a, b)

    # -- times -----------------------------------------------------------------------------------

    def times(self, operation: ast.operator, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``+`` and ``-`` to dates and times, which others cannot be added to."""
        kinds = a.type, b.type
        is_minus = isinstance(operation, ast.Sub)
        if isinstance(operation, ast.Add | ast.Sub):
            if kinds == (Scalar.TIMEDELTA, Scalar.TIMEDELTA):
                return self.make(_SIMPLE[type(operation)], Scalar.TIMEDELTA, a, b)
            if is_minus and kinds == (Scalar.DATETIME, Scalar.DATETIME):
                return self.make(Op.SINCE, Scalar.TIMEDELTA, a, b)
            if is_minus and kinds == (Scalar.DATE, Scalar.DATE):
                days = self.make(Op.DAYS_SINCE, Scalar.INT, a, b)
                return self.make(Op.MULTIPLY, Scalar.TIMEDELTA, days, Const(_DAY))
            if kinds[1] is Scalar.TIMEDELTA and kinds[0] is not Scalar.TIMEDELTA:
                return self._shifted(a, self.unary(ast.USub(), b, at) if is_minus else b, at)
            if not is_minus and kinds[0] is Scalar.TIMEDELTA:
                return self._shifted(b, a, at)
        elif isinstance(operation, ast.Mult) and set(kinds) == {Scalar.TIMEDELTA, Scalar.INT}:
            return self.make(Op.MULTIPLY, Scalar.TIMEDELTA, a, b)
        elif isinstance(operation, ast.Div) and kinds == (Scalar.TIMEDELTA, Scalar.TIMEDELTA):
            a, b = (self.make(Op.ADD, Scalar.INT, one, Const(0)) for one in (a, b))
            return self._divided(operation, a, b, at)
        elif isinstance(operation, ast.FloorDiv | ast.Mod):
            if kinds == (Scalar.TIMEDELTA, Scalar.TIMEDELTA):
                self.raises_if(self.is_same(b, Const(_ZERO_TIME)), ZeroDivisionError)
                if isinstance(operation, ast.FloorDiv):
                    return self.make(Op.FLOOR_DIVIDE, Scalar.INT, a, b)
                return self.make(Op.MODULO, Scalar.TIMEDELTA, a, b)
        names = " and a ".join(kind.value.__name__ for kind in kinds)
        raise Refused(f"`{ast.unparse(at)}`, of a {names}", at)

    def _shifted(self, moment: Term, by: Value, at: ast.AST) -> Value:
        """Move a date by whole days, or a date and time by microseconds."""
        if moment.type not in (Scalar.DATE, Scalar.DATETIME):
            raise Refused(f"`{ast.unparse(at)}`", at)
        is_date = moment.type is Scalar.DATE
        amount = self.term(self.days_of(self.term(by, at)) if is_date else by, at)
        kind = moment.type.value
        if amount.op is Op.LITERAL:
            step = amount.payload
            distance = step if is_date else step // timedelta(microseconds=1)
            if abs(distance) > (_DAYS if is_date else _DAYS * _DAY):
                self.raises_if(TRUE, OverflowError)
                return NULL
            result = self.make(Op.MOVE, moment.type, moment, payload=distance)
        else:  # far beyond all dates sums go round, and an engine stops that asks for the hour
            is_far = self.is_outside(amount, _DAYS if is_date else timedelta(days=_DAYS))
            self.raises_if(is_far, OverflowError)
            near = self.choice(is_far, Const(0 if is_date else _ZERO_TIME), amount, at)
            result = self.make(Op.SHIFT, moment.type, moment, near)
        for one, other in ((Const(kind.max), result), (result, Const(kind.min))):
            self.raises_if(self.make(Op.LESS, Scalar.BOOL, one, other), OverflowError)
        return result

    def days_of(self, time: Term) -> Value:
        """Count the whole days of a timedelta, towards minus infinity."""
        if time.op is Op.LITERAL:
            return Const(time.payload.days)
        return self.make(Op.FLOOR_DIVIDE, Scalar.INT, time, Const(_DAY))

    # -- division --------------------------------------------------------------------------------

    def _divided(self, operation: ast.operator, a: Term, b: Term, at: ast.AST) -> Value:
        if b.op is not Op.LITERAL:
            zero = Const(0.0 if b.type is Scalar.FLOAT else 0)
            self.raises_if(self.is_same(b, zero), ZeroDivisionError)
        elif not b.payload:
            self.raises_if(TRUE, ZeroDivisionError)
            return NULL
        if isinstance(operation, ast.Div):
            return self._quotient(self.as_float(a), self.as_float(b))
        if Scalar.FLOAT in (a.type, b.type):
            return self._whole_part(operation, a, b, at)
        is_floor = isinstance(operation, ast.FloorDiv)
        if b.op is Op.LITERAL and abs(b.payload) == 1:  # by which the least integer has no quotient
            if not is_floor:
                return self.make(Op.SUBTRACT, Scalar.INT, a, a)
            return a if b.payload == 1 else self.make(Op.NEGATE, Scalar.INT, a)
        if self.engine.stops and b.op is Op.LITERAL and abs(b.payload) > 2**62:
            raise Refused("a division by more than 62 bits, on DuckDB", at)  # it adds that twice
        if self.engine.stops and b.op is not Op.LITERAL:
            sign = "//" if is_floor else "%"
            raise Refused(f"`{sign}` by an integer that depends on the row, on DuckDB", at)
        return self.make(Op.FLOOR_DIVIDE if is_floor else Op.MODULO, Scalar.INT, a, b)

    def _quotient(self, a: Term, b: Term) -> Term:
        return self.make(Op.DIVIDE, Scalar.FLOAT, a, b)

    def _whole_part(self, operation: ast.operator, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``//`` or ``%`` to a float, where a few exact steps give what Python gives."""
        is_floor = isinstance(operation, ast.FloorDiv)
        divisor = float(b.payload) if b.op is Op.LITERAL else 0.0
        numerator, parts = divisor.as_integer_ratio() if isfinite(divisor) else (0, 1)
        if not (0 < numerator <= _LARGEST_DIVISOR and parts <= _MOST_PARTS):
            sign = "//" if is_floor else "%"
            raise Refused(f"`{sign}` of a float, by what is no constant such as 60 or 0.25", at)
        self.lose_signs(at)
        number = self.as_float(a)
        if divisor == 1:
            whole = self.make(Op.FLOOR, Scalar.FLOAT, number)
            if not is_floor:
                return self.make(Op.SUBTRACT, Scalar.FLOAT, number, whole)
            return self.choice(self.is_infinite(number), _NAN, whole, at)
        size = self.size_of(number)
        fits = self.is_below(size, Const(_COUNTED / parts))
        self.raises_if(self.both(self.negation(fits), self.is_finite(number)), BeyondError)
        quotient, product = self._floor(number, Const(divisor))
        rest = self.make(Op.SUBTRACT, Scalar.FLOAT, number, product)
        return self.choice(fits, quotient if is_floor else rest, _NAN, at)

    def _floor(self, number: Term, divisor: Const) -> tuple[Term, Term]:
        """Find the whole quotient of a float, and its product with the divisor, which is exact.

        The quotient of floats is rounded, and its floor is one too large if it was rounded up to a
        whole number: if the product is above the number.
        """

        def make(op: Op, *values: Value) -> Term:
            return self.make(op, Scalar.FLOAT, *values)

        near = make(Op.FLOOR, make(Op.DIVIDE, number, divisor))
        too_large = self.is_below(number, make(Op.MULTIPLY, near, divisor))
        below = make(Op.SUBTRACT, near, Const(1.0))
        quotient = self.term(self.choice(too_large, below, near, None))
        return quotient, make(Op.MULTIPLY, quotient, divisor)

    # -- powers ----------------------------------------------------------------------------------

    def power(self, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``**`` with a constant exponent."""
        if b.op is not Op.LITERAL:
            raise Refused("`**` with an exponent that depends on the row", at)
        exponent = b.payload
        if a.type is Scalar.INT and isinstance(exponent, int) and exponent >= 0:
            return self._product(a, exponent, at)
        if not float(exponent).is_integer() and not self.is_never_negative(a):
            raise Refused(f"`** {exponent}`, a complex number if what is before is negative", at)
        return self.raised_to(self.as_float(a), float(exponent), at)

    def raised_to(self, base: Term, exponent: float, at: ast.AST) -> Value:
        """Raise a float to a constant power; a row raises whose result is beyond all floats."""
        if exponent != exponent or abs(exponent) == float("inf"):  # noqa: PLR0124
            raise Refused(f"the exponent {exponent}", at)
        if exponent == 0:
            return self.choice(self.is_none(base), base, Const(1.0), at)
        if exponent < 0:
            self.raises_if(self.is_same(base, Const(0.0)))
        result = self.make(Op.POWER, Scalar.FLOAT, base, Const(exponent))
        self.raises_if(self.both(self.is_infinite(result), self.is_finite(base)), OverflowError)
        return result

    def _product(self, a: Term, exponent: int, at: ast.AST) -> Value:
        if exponent > _MOST_FACTORS:
            raise Refused(f"`**` with an exponent above {_MOST_FACTORS}", at)
        result = self.term(Const(1)) if exponent == 0 else a
        for _ in range(exponent - 1):
            result = self.make(Op.MULTIPLY, Scalar.INT, result, a)
        return result

    def is_never_negative(self, term: Term) -> bool:
        """Whether a number is surely zero or more, or NaN."""
        if term.op in _NEVER_NEGATIVE:
            return True
        if term.op is Op.LITERAL:
            return term.payload is None or bool(term.payload >= 0)
        if term.op is Op.MULTIPLY and term.arguments[0] is term.arguments[1]:
            return term.type is Scalar.FLOAT  # an integer may go round
        if term.op in (Op.ADD, Op.MULTIPLY, Op.DIVIDE) and term.type is Scalar.FLOAT:
            return all(map(self.is_never_negative, term.arguments))
        if term.op is Op.POWER:
            return bool(term.arguments[1].payload % 2 == 0)
        if term.op is Op.TO_FLOAT:
            return self.is_never_negative(term.arguments[0])
        if term.op is Op.SELECT:
            return all(map(self.is_never_negative, term.arguments[1:]))
        return False

    # -- comparisons -----------------------------------------------------------------------------

    def compare(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply one comparison."""
        if isinstance(one, Const) and isinstance(other, Const):
            return self.constant(operation, one, other)
        if isinstance(operation, ast.Is | ast.IsNot):
            return self.is_it(operation, one, other, at)
        if isinstance(operation, ast.In | ast.NotIn):
            found = self.within(one, other, at)
            return found if isinstance(operation, ast.In) else self.negation(found)
        if isinstance(operation, ast.Eq | ast.NotEq):
            found = self.equal(one, other, at)
            return found if isinstance(operation, ast.Eq) else self.negation(found)
        return self.ordered(operation, one, other, at)

    def length(self, value: Value, at: ast.AST) -> Term:
        """Count the characters of a text."""
        term = self.present(value, at)
        if term.type is not Scalar.STR:
            raise Refused("the length of what is no text", at)
        return self.make(Op.LENGTH, Scalar.INT, term)


_DAY = 86_400_000_000
_DAYS = 3_652_058  # from the first date to the last
_ZERO_TIME = timedelta()

# Below these, products of a whole quotient and a divisor are exact.
_COUNTED = 2.0**52
_LARGEST_DIVISOR = 2**31
_MOST_PARTS = 2**20
