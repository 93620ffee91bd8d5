"""Functions of numbers: `round`, `int` and `float`, and the module `math`."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from hamiltonish.rows.machine import BeyondError
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import Const, Op, Scalar, Term, Value

__all__ = ["MATH", "absolute", "rounded", "to_whole", "whole_of"]

_INFINITY = Const(math.inf)
_INTEGERS = 2.0**63
_EXACT = 2.0**53
_SPLITTER = 2.0**27 + 1
_MOST_DIGITS = 15


def absolute(machine: Operators, at: ast.AST, value: Value) -> Value:
    """Apply `abs`."""
    if isinstance(value, Term) and value.type is Scalar.TIMEDELTA:
        return machine.size_of(machine.present(value, at))
    return machine.size_of(machine.number(value, at))


def to_whole(machine: Operators, number: Term) -> Term:
    """Make a float an integer; a row raises whose number 64 bits cannot hold, or that has none."""
    result = machine.make(Op.TO_INT, Scalar.INT, number)
    if machine.tries:  # else it makes no difference why there is no integer
        is_nan = machine.make(Op.IS_NAN, Scalar.BOOL, number)
        machine.raises_if(is_nan, ValueError)
        machine.raises_if(machine.is_infinite(number), OverflowError)
    machine.raises_if(machine.make(Op.IS_NULL, Scalar.BOOL, result), BeyondError)
    return result


def whole_of(op: Op | None) -> Callable[..., Value]:
    """Make `math.floor`, `math.ceil`, or `math.trunc`, which is `int`."""

    def make(machine: Operators, at: ast.AST, value: Value) -> Value:
        term = machine.number(value, at)
        if term.type is Scalar.INT:
            return term
        return to_whole(machine, term if op is None else machine.make(op, Scalar.FLOAT, term))

    return make


# -- rounding ------------------------------------------------------------------------------------


def rounded(machine: Operators, at: ast.AST, value: Value, digits: Value | None = None) -> Value:
    """Apply `round`: half to even, of the number as it is and not as it is written."""
    term = machine.number(value, at)
    if digits is None or digits == Const(None):
        return term if term.type is Scalar.INT else to_whole(machine, _to_even(machine, term, at))
    if not (isinstance(digits, Const) and type(digits.value) is int):
        raise Refused("`round` to digits that depend on the row", at)
    if term.type is Scalar.INT and digits.value >= 0:
        return term
    if term.type is Scalar.INT or not 0 < digits.value <= _MOST_DIGITS:
        raise Refused(f"`round` to {digits.value} digits", at)
    to_digits = _to_digits if machine.engine.has(Op.ROUND) else _by_parts
    return to_digits(machine, term, 10.0**digits.value, at)


def _to_even(machine: Operators, term: Term, at: ast.AST) -> Term:
    if machine.engine.has(Op.ROUND):
        return machine.make(Op.ROUND, Scalar.FLOAT, term)
    below = machine.make(Op.FLOOR, Scalar.FLOAT, term)
    rest = machine.make(Op.SUBTRACT, Scalar.FLOAT, term, below)
    goes_up = machine.either(
        machine.is_below(Const(0.5), rest),
        machine.both(machine.is_same(rest, Const(0.5)), _is_odd(machine, below)),
    )
    above = machine.make(Op.ADD, Scalar.FLOAT, below, Const(1.0))
    return machine.term(machine.choice(goes_up, above, below, at))


def _is_odd(machine: Operators, whole: Term) -> Value:
    half = machine.make(Op.MULTIPLY, Scalar.FLOAT, whole, Const(0.5))
    return machine.negation(machine.is_same(half, machine.make(Op.FLOOR, Scalar.FLOAT, half)))


def _to_digits(machine: Operators, term: Term, scale: float, at: ast.AST) -> Value:
    """Round to decimal digits, if the engine rounds to even.

    Only a scaled number that ends in one half may be on the wrong side, by what it lacks.
    """

    def make(op: Op, *values: Value) -> Term:
        return machine.make(op, Scalar.FLOAT, *values)

    product = make(Op.MULTIPLY, term, Const(scale))
    near = make(Op.ROUND, product)
    step = make(Op.SUBTRACT, near, product)
    error = _error(make, term, product, scale, _single)
    is_half = machine.is_same(machine.size_of(step), Const(0.5))
    is_wrong = machine.is_below(make(Op.MULTIPLY, step, error), Const(0.0))
    beside = make(Op.SUBTRACT, product, step)
    whole = machine.choice(machine.both(is_half, is_wrong), beside, near, at)
    found = make(Op.DIVIDE, whole, Const(scale))
    is_small = machine.is_below(machine.size_of(product), Const(_EXACT))
    return machine.choice(is_small, found, term, at)


def _by_parts(machine: Operators, term: Term, scale: float, at: ast.AST) -> Value:
    """Round to decimal digits: the scaled number with its error, which says what is half.

    Source: the product of two floats as a sum of two, Dekker, "A floating-point technique for
    extending the available precision", 1971. A number beyond 2**53 when scaled is its own result.
    """

    def make(op: Op, *values: Value) -> Term:
        return machine.make(op, Scalar.FLOAT, *values)

    machine.lose_signs(at)
    size = machine.size_of(term)
    product = make(Op.MULTIPLY, size, Const(scale))
    error = _error(make, size, product, scale, _halves)
    below = make(Op.FLOOR, product)
    rest = make(Op.SUBTRACT, product, below)
    at_half = machine.is_same(rest, Const(0.5))
    exactly = machine.both(machine.is_same(error, Const(0.0)), _is_odd(machine, below))
    over_half = machine.either(machine.is_below(Const(0.0), error), exactly)
    goes_up = machine.either(machine.is_below(Const(0.5), rest), machine.both(at_half, over_half))
    whole = machine.choice(goes_up, make(Op.ADD, below, Const(1.0)), below, at)
    found = make(Op.DIVIDE, whole, Const(scale))
    is_negative = machine.is_below(term, Const(0.0))
    signed = machine.choice(is_negative, make(Op.NEGATE, found), found, at)
    return machine.choice(machine.is_below(product, Const(_EXACT)), signed, term, at)


def _error(
    make: Callable[..., Term],
    number: Term,
    product: Term,
    scale: float,
    halves: Callable[..., tuple[Term, Term]],
) -> Term:
    """Find what the product of a float and a constant lacks, exactly."""
    high, low = halves(make, number)
    turned = scale * _SPLITTER
    scale_high = turned - (turned - scale)
    scale_low = scale - scale_high
    sum_ = make(Op.SUBTRACT, make(Op.MULTIPLY, high, Const(scale_high)), product)
    for factor, constant in ((high, scale_low), (low, scale_high), (low, scale_low)):
        if constant:
            sum_ = make(Op.ADD, sum_, make(Op.MULTIPLY, factor, Const(constant)))
    return sum_


def _halves(make: Callable[..., Term], size: Term) -> tuple[Term, Term]:
    turned = make(Op.MULTIPLY, size, Const(_SPLITTER))
    high = make(Op.SUBTRACT, turned, make(Op.SUBTRACT, turned, size))
    return high, make(Op.SUBTRACT, size, high)


def _single(make: Callable[..., Term], number: Term) -> tuple[Term, Term]:
    high = make(Op.SINGLE, number)
    return high, make(Op.SUBTRACT, number, high)


# -- the module math -----------------------------------------------------------------------------


def _function(
    name: str, domain: Callable[[Operators, Term], Value] | None = None, *, grows: bool = False
) -> Callable[..., Value]:
    """Make a function of one float.

    Args:
        name: Its name in `math`.
        domain: Tells where it raises.
        grows: Whether it raises where the result is beyond all floats.
    """

    def make(machine: Operators, at: ast.AST, value: Value) -> Value:
        term = machine.float_of(value, at)
        if domain is not None:
            machine.raises_if(domain(machine, term), ValueError)
        result = machine.make(Op.FUNCTION, Scalar.FLOAT, term, payload=name)
        if grows:
            beyond = machine.is_infinite(result)
            machine.raises_if(machine.both(beyond, machine.is_finite(term)), OverflowError)
        return result

    return make


def _at_most(limit: float) -> Callable[[Operators, Term], Value]:
    return lambda m, term: m.make(Op.LESS_EQUAL, Scalar.BOOL, term, Const(limit))


def _beyond_one(machine: Operators, term: Term) -> Value:
    return machine.is_below(Const(1.0), machine.size_of(term))


def _sqrt(machine: Operators, at: ast.AST, value: Value) -> Value:
    term = machine.float_of(value, at)
    if not machine.is_never_negative(term):
        machine.raises_if(machine.is_below(term, Const(0.0)), ValueError)
    return machine.make(Op.SQUARE_ROOT, Scalar.FLOAT, term)


def _log(machine: Operators, at: ast.AST, value: Value, base: Value | None = None) -> Value:
    logarithm = _function("log", _at_most(0.0))
    found = logarithm(machine, at, value)
    if base is None:
        return found
    if not isinstance(base, Const) or not base.value > 0 or base.value == 1:
        raise Refused("`math.log` with a base that depends on the row", at)
    return machine.make(Op.DIVIDE, Scalar.FLOAT, found, Const(math.log(base.value)))


def _pow(machine: Operators, at: ast.AST, value: Value, exponent: Value) -> Value:
    term = machine.float_of(value, at)
    if not isinstance(exponent, Const):
        raise Refused("`math.pow` with an exponent that depends on the row", at)
    power = float(exponent.value)
    if not power.is_integer():
        below = machine.is_below(term, Const(0.0))
        machine.raises_if(machine.both(below, machine.is_finite(term)), ValueError)
        term = machine.size_of(term)  # minus infinity is like infinity here
    return machine.raised_to(term, power, at)


def _atan2(machine: Operators, at: ast.AST, y: Value, x: Value) -> Value:
    machine.ask_signs(at)
    pair = machine.float_of(y, at), machine.float_of(x, at)
    return machine.make(Op.FUNCTION, Scalar.FLOAT, *pair, payload="atan2")


def _hypot(machine: Operators, at: ast.AST, x: Value, y: Value) -> Value:
    a, b = machine.float_of(x, at), machine.float_of(y, at)
    return machine.make(Op.FUNCTION, Scalar.FLOAT, a, b, payload="hypot")


def _scaled(factor: float) -> Callable[..., Value]:
    return lambda m, at, value: m.make(
        Op.MULTIPLY, Scalar.FLOAT, m.float_of(value, at), Const(factor)
    )


def _is_nan(machine: Operators, at: ast.AST, value: Value) -> Value:
    return machine.make(Op.IS_NAN, Scalar.BOOL, machine.float_of(value, at))


MATH: dict[Any, Callable[..., Value]] = {
    math.acos: _function("acos", _beyond_one),
    math.asin: _function("asin", _beyond_one),
    math.atan: _function("atan"),
    math.atan2: _atan2,
    math.ceil: whole_of(Op.CEILING),
    math.cos: _function("cos", lambda m, term: m.is_infinite(term)),
    math.cosh: _function("cosh", grows=True),
    math.degrees: _scaled(180.0 / math.pi),
    math.exp: _function("exp", grows=True),
    math.expm1: _function("expm1", grows=True),
    math.fabs: lambda m, at, value: m.size_of(m.float_of(value, at)),
    math.floor: whole_of(Op.FLOOR),
    math.hypot: _hypot,
    math.isfinite: lambda m, at, value: m.is_finite(m.float_of(value, at)),
    math.isinf: lambda m, at, value: m.is_infinite(m.float_of(value, at)),
    math.isnan: _is_nan,
    math.log: _log,
    math.log10: _function("log10", _at_most(0.0)),
    math.log1p: _function("log1p", _at_most(-1.0)),
    math.log2: _function("log2", _at_most(0.0)),
    math.pow: _pow,
    math.radians: _scaled(math.pi / 180.0),
    math.sin: _function("sin", lambda m, term: m.is_infinite(term)),
    math.sinh: _function("sinh", grows=True),
    math.sqrt: _sqrt,
    math.tan: _function("tan", lambda m, term: m.is_infinite(term)),
    math.tanh: _function("tanh"),
    math.trunc: whole_of(None),
}
"""What the functions of `math` make of terms."""
