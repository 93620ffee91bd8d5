"""The operators of bits: `&`, `|`, `^` of truth values, or of an integer and a constant; shifts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hamiltonish.rows.comparing import Comparing
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Op, Scalar, Term, Value

__all__ = ["Bits"]

_MOST_RUNS = 4
_MOST_BITS = 62


class Bits(Comparing):
    """Applies operators of bits by division: an integer has endlessly many, as in Python."""

    def by_bits(self, operation: ast.operator, a: Term, b: Term, at: ast.AST) -> Value:
        """Apply ``&``, ``|``, ``^``, ``<<`` or ``>>`` to terms that are there."""
        if isinstance(operation, ast.BitAnd | ast.BitOr | ast.BitXor):
            if a.type is b.type is Scalar.BOOL:
                return self._of_truths(operation, a, b)
            number, mask = (b, a) if a.op is Op.LITERAL else (a, b)
        else:
            number, mask = a, b
        number, mask = self.counted(number), self.counted(mask)
        if not (number.type is mask.type is Scalar.INT and mask.op is Op.LITERAL):
            raise Refused(f"`{ast.unparse(at)}`, which is lifted of an integer and a constant", at)
        if isinstance(operation, ast.LShift | ast.RShift):
            return self._moved(operation, number, mask.payload, at)
        return self._masked(operation, number, mask.payload, at)

    def _of_truths(self, operation: ast.operator, a: Term, b: Term) -> Value:
        """Join truth values, of which both are computed."""
        one, other = (Const(x.payload) if x.op is Op.LITERAL else x for x in (a, b))
        if isinstance(operation, ast.BitAnd):
            return self.both(one, other)
        if isinstance(operation, ast.BitOr):
            return self.either(one, other)
        return self.negation(self.is_same(a, b))

    def _masked(self, operation: ast.operator, number: Term, mask: int, at: ast.AST) -> Value:
        """Apply ``&``, ``|`` or ``^`` with a constant; no step of it leaves 64 bits."""

        def less(one: Value, other: Value) -> Term:
            return self.make(Op.SUBTRACT, Scalar.INT, one, other)

        # A negative constant has the bits that its inverse lacks.
        bits = mask if mask >= 0 else ~mask
        common = self._common(number, bits, at)
        without = less(number, common)
        if isinstance(operation, ast.BitAnd):
            return common if mask >= 0 else without
        if isinstance(operation, ast.BitOr):
            return self.make(Op.ADD, Scalar.INT, without if mask >= 0 else common, Const(mask))
        other = self.make(Op.ADD, Scalar.INT, without, less(Const(bits), common))
        return other if mask >= 0 else less(Const(-1), other)

    def _common(self, number: Term, bits: int, at: ast.AST) -> Term:
        """Find the bits of a number that a constant has too, one run of them after the other."""
        runs = list(_runs(bits))
        if len(runs) > _MOST_RUNS or any(count > _MOST_BITS for _, count in runs):
            raise Refused(f"`{ast.unparse(at)}`, with a constant of such bits", at)
        found = None
        for start, count in runs:
            part = number
            if start:
                part = self.make(Op.FLOOR_DIVIDE, Scalar.INT, part, Const(2**start))
            part = self.make(Op.MODULO, Scalar.INT, part, Const(2**count))
            if start:
                part = self.make(Op.MULTIPLY, Scalar.INT, part, Const(2**start))
            found = part if found is None else self.make(Op.ADD, Scalar.INT, found, part)
        return found or self.make(Op.SUBTRACT, Scalar.INT, number, number)

    def _moved(self, operation: ast.operator, number: Term, count: int, at: ast.AST) -> Value:
        """Apply ``<<`` or ``>>`` by a constant."""
        if count < 0:
            self.raises_if(TRUE, ValueError)
            return NULL
        if count == 0:
            return number
        if isinstance(operation, ast.RShift):
            if count > _MOST_BITS:
                is_negative = self.make(Op.LESS, Scalar.BOOL, number, Const(0))
                return self.choice(is_negative, Const(-1), Const(0), at)
            return self.make(Op.FLOOR_DIVIDE, Scalar.INT, number, Const(2**count))
        if count > _MOST_BITS:
            raise Refused(f"`<<` by more than {_MOST_BITS}", at)
        return self.make(Op.MULTIPLY, Scalar.INT, number, Const(2**count))


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of bits that are set: the place of the first, and how many they are."""
    place = 0
    while bits:
        zeros = (bits & -bits).bit_length() - 1
        bits >>= zeros
        count = (~bits & (bits + 1)).bit_length() - 1
        yield place + zeros, count
        bits >>= count
        place += zeros + count
