"""Python's comparisons on terms: ``==``, ``<``, ``is`` and ``in``."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta
from typing import Any

from hamiltonish.rows.keys import FEW_KEYS, is_hashable, joined_key, matching
from hamiltonish.rows.machine import Machine
from hamiltonish.rows.ranges import is_finite
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
    Value,
)

__all__ = ["VIEWS", "Comparing"]

_NUMBERS = (Scalar.BOOL, Scalar.INT, Scalar.FLOAT)
_NOTHING: dict[str, str] = {}
VIEWS: tuple[type, ...] = (type(_NOTHING.items()), type(_NOTHING.keys()), type(_NOTHING.values()))
"""What `items`, `keys` and `values` of a dict give."""
_TABLES = (tuple, list, set, frozenset, dict, range, *VIEWS)
_PLAIN = (str, int, float, bool, type(None), date, datetime, timedelta)
_EXACT = 2**53
_INTEGERS = 2.0**63


class Comparing(Machine):
    """Compares values, each row as Python compares them."""

    def ordered(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``<``, ``<=``, ``>`` or ``>=``."""
        if isinstance(one, Several) or isinstance(other, Several):
            raise Refused("a comparison of tuples", at)
        if isinstance(operation, ast.Gt | ast.GtE):
            one, other = other, one
        is_strict = isinstance(operation, ast.Lt | ast.Gt)
        a, b = self.present(one, at), self.present(other, at)
        op = Op.LESS if is_strict else Op.LESS_EQUAL
        if a.type in _NUMBERS and b.type in _NUMBERS:
            a, b = self.counted(a), self.counted(b)
            return self._numbers(op, a, b)
        if a.type is not b.type:  # neither is the other's, and a date is no datetime
            self.raises_if(TRUE, TypeError)
            return NULL
        return self.make(op, Scalar.BOOL, a, b)

    def _numbers(self, op: Op, a: Term, b: Term) -> Value:
        """Compare two numbers, exactly if one is an integer and the other a float."""
        if a.type is b.type:
            return self.make(op, Scalar.BOOL, a, b)
        if literal := self._literal(op, a, b):
            return literal
        whole = a if a.type is Scalar.INT else b
        if self.is_small(whole):
            return self.make(op, Scalar.BOOL, self.as_float(a), self.as_float(b))
        return self._mixed(op, a, b)

    def _literal(self, op: Op, a: Term, b: Term) -> Value | None:
        """Bring a constant to the type of the other number, if it stays the same number."""
        for constant, other in ((a, b), (b, a)):
            if constant.op is not Op.LITERAL:
                continue
            number = constant.payload
            if constant.type is Scalar.FLOAT and number.is_integer() and abs(number) <= _EXACT:
                number = int(number)
            elif constant.type is Scalar.FLOAT or abs(number) > _EXACT:
                continue
            kind: Any = other.type.value
            same = self.term(Const(kind(number)))
            return self.make(op, Scalar.BOOL, *((same, b) if constant is a else (a, same)))
        return None

    def _mixed(self, op: Op, a: Term, b: Term) -> Value:
        """Compare an integer with a float: with the integers next to the float."""
        is_left = a.type is Scalar.INT
        whole, number = (a, b) if is_left else (b, a)
        above = is_left is (op is Op.LESS)
        rounding = Op.CEILING if above and op is not Op.EQUAL else Op.FLOOR
        near = self.make(rounding, Scalar.FLOAT, number)
        nearest = self.make(Op.TO_INT, Scalar.INT, near)
        fits = self.both(
            self.make(Op.LESS_EQUAL, Scalar.BOOL, Const(-_INTEGERS), near),
            self.is_below(near, Const(_INTEGERS)),
        )
        if op is Op.EQUAL:
            same = self.make(Op.EQUAL, Scalar.BOOL, whole, nearest)
            return self.both(fits, self.both(self.is_same(near, number), same))
        pair = (whole, nearest) if is_left else (nearest, whole)
        beyond = (Const(0.0), number) if is_left else (number, Const(0.0))
        return self.choice(fits, self.make(op, Scalar.BOOL, *pair), self.is_below(*beyond), None)

    def equal(self, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``==``, to which None is a value like others."""
        if isinstance(one, Several) or isinstance(other, Several):
            return self._tuples(one, other, at)
        if isinstance(one, Const) and isinstance(other, Const):
            return TRUE if one.value == other.value else FALSE
        a, b = self.term(one, at), self.term(other, at)
        none_a, none_b = self.is_none(a), self.is_none(b)
        if a.type in _NUMBERS and b.type in _NUMBERS:
            same: Value = self._numbers(Op.EQUAL, self.counted(a), self.counted(b))
        elif a.type is b.type and a.type is not Scalar.NONE:
            same = self.make(Op.EQUAL, Scalar.BOOL, a, b)
        else:
            same = FALSE
        there = self.both(self.negation(none_a), self.negation(none_b))
        return self.either(self.both(none_a, none_b), self.both(there, same))

    def _tuples(self, one: Value, other: Value, at: ast.AST) -> Value:
        """Compare tuples, or lists, item by item; what is neither is not equal to them."""
        parts, are_lists = [], []
        for value in (one, other):
            if isinstance(value, Several):
                parts.append(value.items)
                are_lists.append(value.is_list)
            elif isinstance(value, Const) and isinstance(value.value, tuple | list):
                parts.append(tuple(map(Const, value.value)))
                are_lists.append(isinstance(value.value, list))
            elif isinstance(value, Term) or (
                isinstance(value, Const) and type(value.value) in _PLAIN
            ):
                return FALSE
            else:
                raise Refused("a comparison of a tuple", at)
        first, second = parts
        found: Value = TRUE
        if len(first) != len(second) or are_lists[0] is not are_lists[1]:
            found = FALSE
        for a, b in zip(first, second, strict=False):
            found = self.both(found, self._is_or_equals(a, b, at))
        return found

    def _is_or_equals(self, one: Value, other: Value, at: ast.AST) -> Value:
        """Compare as tuples do: what is the same object is equal, even NaN.

        A column is the same object wherever it is read. Of a result that stands there twice it is
        not known whether it was computed twice.
        """
        if isinstance(one, Const) and isinstance(other, Const) and one.value is other.value:
            return TRUE
        if isinstance(one, Term) and one is other and one.op in (Op.COLUMN, Op.VALUE):
            return TRUE
        if self._nans(one) & self._nans(other):
            raise Refused("a comparison of what may be the same NaN", at)
        return self.equal(one, other, at)

    def _nans(self, value: Value) -> set[int]:
        """Find the terms that may be NaN and the value itself, by the row."""
        if isinstance(value, Const) and type(value.value) is float:
            value = self.term(value)
        pending = [value] if isinstance(value, Term) and value.type is Scalar.FLOAT else []
        seen: set[int] = set()
        found: set[int] = set()
        while pending:
            one = pending.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            if one.op is Op.SELECT:
                pending.extend(one.arguments[1:])
            elif not is_finite(one) and one.payload != float("inf"):
                found.add(id(one))
        return found

    def is_it(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply ``is`` and ``is not``."""
        value = other if isinstance(one, Const) else one
        constant = one if isinstance(one, Const) else other
        if not (isinstance(constant, Const) and constant.value is None):
            raise Refused("`is` with anything but None", at)
        found = self.is_none(value)
        return found if isinstance(operation, ast.Is) else self.negation(found)

    def within(self, item: Value, several: Value, at: ast.AST) -> Value:
        """Apply ``in`` to a tuple, list, set or the keys of a dict, or to a text."""
        if isinstance(several, Const):
            if isinstance(several.value, range) and isinstance(item, Term):
                if item.type in (Scalar.BOOL, Scalar.INT):
                    return self._in_range(item, several.value)
            table: Any = several.value
            if not isinstance(several.value, _TABLES):
                raise Refused(f"`in` a {type(several.value).__name__}", at)
            if len(table) > _MOST_ITEMS:
                raise Refused(f"`in` more than {_MOST_ITEMS} items", at)
            items: tuple[Value, ...] = tuple(map(Const, table))
        elif isinstance(several, Several):
            items = several.items
        elif isinstance(several, Pieces):
            raise Refused("`in` pieces of a text", at)
        elif several.type is Scalar.STR and isinstance(item, Const) and type(item.value) is str:
            term = self.present(several, at)
            if not item.value:
                return TRUE
            return self.terms.make(Op.CONTAINS, [term], Scalar.BOOL, payload=item.value)
        else:
            raise Refused("`in` a text that depends on the row", at)
        if isinstance(item, Several) and isinstance(several, Const):
            return self._tuple_within(item, several.value, at)
        found: Value = FALSE
        for one in items:
            found = self.either(found, self._is_or_equals(item, one, at))
        return found

    def _tuple_within(self, item: Several, several: Any, at: ast.AST) -> Value:
        """Find a tuple among constants; in one step if they are many."""
        if isinstance(several, set | frozenset | dict) and not is_hashable(item):
            raise Refused(f"`{ast.unparse(at)}`", at)
        if not item.is_list and not any(isinstance(one, Several) for one in item.items):
            terms, keys = matching(item, several)
            texts = joined_key(self, terms, keys) if len(keys) >= FEW_KEYS else None
            if texts is not None:
                names = tuple(dict.fromkeys(texts[1]))
                payload = names, (True,) * len(names)
                found = self.terms.make(
                    Op.LOOK_UP, [texts[0]], Scalar.BOOL, payload=payload, nullable=True
                )
                return self.negation(self.is_none(found))
        found_so_far: Value = FALSE
        for one in several:
            hit = self._is_or_equals(item, Const(one), at)
            found_so_far = self.either(found_so_far, hit)
        return found_so_far

    def _in_range(self, item: Term, numbers: range) -> Value:
        """Find an integer in a range, by its ends and steps."""
        if not numbers:
            return FALSE
        number = self.counted(item)
        least, most = sorted((numbers[0], numbers[-1]))
        found = self.both(
            self.make(Op.LESS_EQUAL, Scalar.BOOL, Const(least), number),
            self.make(Op.LESS_EQUAL, Scalar.BOOL, number, Const(most)),
        )
        if (step := abs(numbers.step)) > 1:
            rest = self.make(Op.MODULO, Scalar.INT, number, Const(step))
            found = self.both(found, self.is_same(rest, Const(least % step)))
        return self.both(self.negation(self.is_none(item)), found)


_MOST_ITEMS = 300
