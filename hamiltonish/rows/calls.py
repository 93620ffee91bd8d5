"""Calls that have an expression: a table from functions to what they make of terms."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import FunctionType, NoneType
from typing import Any

from hamiltonish.rows.comparing import VIEWS
from hamiltonish.rows.made_dates import MADE
from hamiltonish.rows.numbers import MATH, absolute, both_parts, rounded, whole_of
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.parsing import parsed_float, parsed_int
from hamiltonish.rows.pieces import count_of, unpacked
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
from hamiltonish.rows.texts import text_of
from hamiltonish.rows.times import timedelta_of

__all__ = ["called", "has_meaning", "items_of", "taken_apart"]


def has_meaning(function: FunctionType) -> bool:
    """Whether a function is one of the table, so that its source is not asked for."""
    return function in _CALLS


def called(
    machine: Operators,
    function: object,
    arguments: Sequence[Value],
    named: Mapping[str, Value],
    at: ast.Call,
) -> Value:
    """Find what a call gives.

    Raises:
        Refused: If the function has no expression of the same meaning.
    """
    refused = Refused(f"`{ast.unparse(at)}`", at)
    try:
        make = _CALLS.get(function)
        is_known = make is not None or function in _ON_CONSTANTS
    except TypeError:  # it has no hash
        raise refused from None
    if not is_known and getattr(function, "__module__", None) != "math":
        raise refused
    constants = [one.value for one in (*arguments, *named.values()) if isinstance(one, Const)]
    if len(constants) == len(arguments) + len(named):
        given = constants[: len(arguments)]
        if make is not None and any(isinstance(one, Several) for one in arguments):
            raise refused
        by_name = dict(zip(named, constants[len(arguments) :], strict=True))
        found: Value = machine.known(function, *given, **by_name)  # type: ignore[arg-type]
        if isinstance(found, Const) and isinstance(found.value, enumerate | zip | reversed):
            return Const(tuple(found.value))
        return found
    if make is None:
        raise refused
    try:
        return make(machine, at, *arguments, **named)
    except TypeError:
        raise refused from None


def items_of(value: Value) -> tuple[Value, ...] | None:
    """List what a loop over a value runs over; None if it is not known before the rows are."""
    if isinstance(value, Several):
        return value.items
    if isinstance(value, Const) and isinstance(value.value, _ITERABLE):
        items: Any = value.value
        return tuple(map(Const, items))
    return None


def taken_apart(
    machine: Operators, at: ast.AST, value: Value, count: int
) -> tuple[Value, ...] | None:
    """List so many items of a value, of which a row raises that has more or fewer."""
    if isinstance(value, Pieces):
        fits, pieces = unpacked(machine, at, value, count)
        machine.raises_if(machine.negation(fits), ValueError)
        return pieces
    items = items_of(value)
    if items is not None and len(items) != count:
        machine.raises_if(TRUE, ValueError)
        return (NULL,) * count
    return items


_ITERABLE: tuple[type, ...] = (tuple, list, range, dict, str, *VIEWS)


def _items(value: Value, at: ast.AST) -> tuple[Value, ...]:
    items = items_of(value)
    if items is None:
        raise Refused(f"`{ast.unparse(at)}`", at)
    return items


def _float(machine: Operators, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Term) and value.type is Scalar.STR:
        return parsed_float(machine, machine.present(value, at))
    return machine.float_of(value, at)


def _int(machine: Operators, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Term) and value.type is Scalar.STR:
        return parsed_int(machine, machine.present(value, at))
    return whole_of(None)(machine, at, value)


def _len(machine: Operators, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Several):
        return Const(len(value.items))
    if isinstance(value, Pieces):
        return count_of(machine, value)
    return machine.length(value, at)


def _extreme(operation: ast.cmpop) -> Callable[..., Value]:
    """Make `min` or `max`: the first of those that none is beyond, as Python compares them."""

    def choose(machine: Operators, at: ast.AST, *values: Value) -> Value:
        several: tuple[Value, ...] = values
        if len(values) == 1 and isinstance(values[0], Several):
            several = values[0].items
        if len(several) < 2:
            raise Refused("`min` or `max` of one value", at)
        best, *others = several
        for other in others:
            beyond = machine.compare(operation, other, best, at)
            best = machine.choice(beyond, other, best, at)
        return best

    return choose


def _sum(machine: Operators, at: ast.AST, value: Value, start: Value = Const(0)) -> Value:  # noqa: B008
    total: Value = start
    for item in _items(value, at):
        total = machine.binary(ast.Add(), total, item, at)
    if isinstance(total, Term) and total.type is Scalar.FLOAT and len(_items(value, at)) > 2:
        if _SUM_IS_COMPENSATED:
            raise Refused("`sum` of more than two floats, which Python adds more exactly", at)
    return total


_SUM_IS_COMPENSATED = sum([1e16, 1.0, 1.0, -1e16]) == 2.0
"""Whether `sum` makes up for what floats lose, as it does since Python 3.12."""


def _decided(*, by: bool) -> Callable[..., Value]:
    """Make `any`, which a true item decides, or `all`, which a false one does."""

    def decide(machine: Operators, at: ast.AST, value: Value) -> Value:
        found: Value = Const(not by)
        for item in _items(value, at):
            truth = machine.truth(item, at)
            found = machine.either(found, truth) if by else machine.both(found, truth)
        return found

    return decide


def _listed(*, is_list: bool) -> Callable[..., Value]:
    return lambda _, at, value: Several(_items(value, at), is_list)


def _turned(_: Operators, at: ast.AST, value: Value) -> Value:
    return Several(_items(value, at)[::-1])


def _enumerated(_: Operators, at: ast.AST, value: Value, start: Value = Const(0)) -> Value:  # noqa: B008
    if not isinstance(start, Const):
        raise Refused(f"`{ast.unparse(at)}`", at)
    pairs = enumerate(_items(value, at), start.value)
    return Several(tuple(Several((Const(number), item)) for number, item in pairs))


def _zipped(_: Operators, at: ast.AST, *values: Value) -> Value:
    streams = [_items(value, at) for value in values]
    return Several(tuple(map(Several, zip(*streams, strict=False))))


def _is_of(machine: Operators, at: ast.AST, value: Value, types: Value) -> Value:
    """Apply `isinstance` to what a column holds, of which the annotation says the type."""
    is_column = isinstance(value, Term) and value.op is Op.COLUMN
    if not (is_column and isinstance(value, Term) and isinstance(types, Const)):
        raise Refused(f"`{ast.unparse(at)}`", at)
    is_it, takes_none = (issubclass(one, types.value) for one in (value.type.value, NoneType))
    if is_it is takes_none:
        return TRUE if is_it else FALSE
    is_none = machine.is_none(value)
    return is_none if takes_none else machine.negation(is_none)


_CALLS: dict[Any, Callable[..., Value]] = {
    **MADE,
    **MATH,
    abs: absolute,
    all: _decided(by=False),
    any: _decided(by=True),
    bool: lambda machine, at, value: machine.truth(value, at),
    divmod: both_parts,
    enumerate: _enumerated,
    float: _float,
    int: _int,
    isinstance: _is_of,
    len: _len,
    list: _listed(is_list=True),
    max: _extreme(ast.Gt()),
    min: _extreme(ast.Lt()),
    pow: lambda machine, at, one, other: machine.binary(ast.Pow(), one, other, at),
    reversed: _turned,
    round: rounded,
    str: text_of,
    sum: _sum,
    timedelta: timedelta_of,
    tuple: _listed(is_list=False),
    zip: _zipped,
}

_ON_CONSTANTS = (range, sorted, set, frozenset, dict, ord, chr, repr, type)
"""What is called only with what is known before the rows are."""
