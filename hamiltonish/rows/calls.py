"""Calls that have an expression: a table from functions to what they make of terms."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Any

from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Op, Scalar, Several, Term, Value

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
    if make is None:
        raise Refused(text, at)
    if all(isinstance(one, Const) for one in arguments):
        try:
            return Const(function(*(one.value for one in arguments if isinstance(one, Const))))  # type: ignore[operator]
        except Exception:  # noqa: BLE001  # each row that gets here raises it
            machine.raises_if(TRUE)
            return NULL
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
    term = machine.present(value, at)
    if term.type is not Scalar.STR:
        raise Refused("`len` of what is no text", at)
    return machine.make(Op.LENGTH, Scalar.INT, term)


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


_INFINITY = Const(math.inf)

_CALLS: dict[Any, Callable[..., Value]] = {
    abs: _abs,
    bool: _bool,
    float: _float,
    int: _int,
    len: _len,
    max: _extreme(ast.Gt()),
    min: _extreme(ast.Lt()),
    sum: _sum,
    math.fabs: lambda machine, at, value: _abs(machine, at, _float(machine, at, value)),
    math.isnan: _isnan,
    math.sqrt: _sqrt,
}
