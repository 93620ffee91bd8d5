"""Calls that have an expression: a table from functions to what they make of terms."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Any

from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Op, Scalar, Several, Term, Value
from hamiltonish.rows.texts import text_of

__all__ = ["called"]


def called(machine: Machine, function: object, arguments: Sequence[Value], at: ast.Call) -> Value:
    """Find what a call gives.

    Raises:
        Refused: If the function has no expression of the same meaning.
    """
    text = f"`{ast.unparse(at)}`"
    try:
        make = _CALLS.get(function)
    except TypeError:  # it has no hash
        make = None
    if make is None and function is not range:
        raise Refused(text, at)
    if all(isinstance(one, Const) for one in arguments):
        try:
            return Const(function(*(one.value for one in arguments if isinstance(one, Const))))  # type: ignore[operator]
        except Exception:  # noqa: BLE001  # each row that gets here raises it
            machine.raises_if(TRUE)
            return NULL
    if make is None:
        raise Refused(text, at)
    try:
        return make(machine, at, *arguments)
    except TypeError:
        raise Refused(text, at) from None


def _abs(machine: Machine, at: ast.AST, value: Value) -> Value:
    term = machine.number(value, at)
    return machine.make(Op.ABSOLUTE, term.type, term)


def _float(machine: Machine, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Term) and value.type is Scalar.STR:
        raise Refused("`float` of a text", at)
    return machine.as_float(machine.number(value, at))


def _int(machine: Machine, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Term) and value.type is Scalar.STR:
        raise Refused("`int` of a text", at)
    term = machine.number(value, at)
    if term.type is Scalar.FLOAT:
        _refuse_not_finite(machine, term)
        return machine.make(Op.TO_INT, Scalar.INT, term)
    return term


def _refuse_not_finite(machine: Machine, term: Term) -> None:
    size = machine.make(Op.ABSOLUTE, Scalar.FLOAT, term)
    machine.raises_if(machine.negation(machine.make(Op.LESS, Scalar.BOOL, size, _INFINITY)))


def _bool(machine: Machine, at: ast.AST, value: Value) -> Value:
    return machine.truth(value, at)


def _len(machine: Machine, at: ast.AST, value: Value) -> Value:
    if isinstance(value, Several):
        return Const(len(value.items))
    return machine.make_length(value, at)


def _sqrt(machine: Machine, at: ast.AST, value: Value) -> Value:
    term = machine.as_float(machine.number(value, at))
    machine.raises_if(machine.make(Op.LESS, Scalar.BOOL, term, Const(0.0)))
    return machine.make(Op.SQUARE_ROOT, Scalar.FLOAT, term)


def _isnan(machine: Machine, at: ast.AST, value: Value) -> Value:
    term = machine.as_float(machine.number(value, at))
    return machine.make(Op.IS_NAN, Scalar.BOOL, term)


def _extreme(operation: ast.cmpop) -> Callable[..., Value]:
    """Make `min` or `max`: the first of those that none is beyond, as Python compares them."""

    def choose(machine: Machine, at: ast.AST, *values: Value) -> Value:
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


def _sum(machine: Machine, at: ast.AST, value: Value) -> Value:
    if not isinstance(value, Several):
        raise Refused("`sum` of what is no tuple", at)
    total: Value = Const(0)
    for item in value.items:
        total = machine.binary(ast.Add(), total, item, at)
    return total


def _str(machine: Machine, at: ast.AST, value: Value) -> Value:
    return text_of(machine, at, value)


def _round(machine: Machine, at: ast.AST, value: Value) -> Value:
    """Round half to even, as Python does."""
    term = machine.number(value, at)
    if term.type is Scalar.INT:
        return term
    _refuse_not_finite(machine, term)
    below = machine.make(Op.FLOOR, Scalar.FLOAT, term)
    rest = machine.make(Op.SUBTRACT, Scalar.FLOAT, term, below)
    above = machine.make(Op.ADD, Scalar.FLOAT, below, Const(1.0))
    half = machine.make(Op.DIVIDE, Scalar.FLOAT, below, Const(2.0))
    is_even = machine.make(Op.EQUAL, Scalar.BOOL, half, machine.make(Op.FLOOR, Scalar.FLOAT, half))
    at_half = machine.choice(is_even, below, above, at)
    is_half = machine.make(Op.EQUAL, Scalar.BOOL, rest, Const(0.5))
    is_less = machine.make(Op.LESS, Scalar.BOOL, rest, Const(0.5))
    found = machine.choice(is_less, below, machine.choice(is_half, at_half, above, at), at)
    return machine.make(Op.TO_INT, Scalar.INT, found)


def _whole(op: Op) -> Callable[..., Value]:
    """Make `math.floor` or `math.ceil`."""

    def make(machine: Machine, at: ast.AST, value: Value) -> Value:
        term = machine.number(value, at)
        if term.type is Scalar.INT:
            return term
        _refuse_not_finite(machine, term)
        return machine.make(Op.TO_INT, Scalar.INT, machine.make(op, Scalar.FLOAT, term))

    return make


def _log(machine: Machine, at: ast.AST, value: Value) -> Value:
    term = machine.as_float(machine.number(value, at))
    machine.raises_if(machine.make(Op.LESS_EQUAL, Scalar.BOOL, term, Const(0.0)))
    return machine.make(Op.LOGARITHM, Scalar.FLOAT, term)


def _exp(machine: Machine, at: ast.AST, value: Value) -> Value:
    term = machine.as_float(machine.number(value, at))
    result = machine.make(Op.EXPONENTIAL, Scalar.FLOAT, term)
    over = machine.make(Op.EQUAL, Scalar.BOOL, result, _INFINITY)
    machine.raises_if(machine.both(over, machine.make(Op.LESS, Scalar.BOOL, term, _INFINITY)))
    return result


def _circular(op: Op) -> Callable[..., Value]:
    """Make `math.sin` or `math.cos`, which refuse infinity."""

    def make(machine: Machine, at: ast.AST, value: Value) -> Value:
        term = machine.as_float(machine.number(value, at))
        size = machine.make(Op.ABSOLUTE, Scalar.FLOAT, term)
        machine.raises_if(machine.make(Op.EQUAL, Scalar.BOOL, size, _INFINITY))
        return machine.make(op, Scalar.FLOAT, term)

    return make


_INFINITY = Const(math.inf)

_CALLS: dict[Any, Callable[..., Value]] = {
    abs: _abs,
    bool: _bool,
    float: _float,
    int: _int,
    len: _len,
    max: _extreme(ast.Gt()),
    min: _extreme(ast.Lt()),
    round: _round,
    str: _str,
    sum: _sum,
    math.ceil: _whole(Op.CEILING),
    math.cos: _circular(Op.COSINE),
    math.exp: _exp,
    math.fabs: lambda machine, at, value: _abs(machine, at, _float(machine, at, value)),
    math.floor: _whole(Op.FLOOR),
    math.isnan: _isnan,
    math.log: _log,
    math.sin: _circular(Op.SINE),
    math.sqrt: _sqrt,
}
