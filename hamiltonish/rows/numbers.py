"""Functions of numbers: `round`, `int` and `float`, and the module `math`."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from hamiltonish.rows.machine import BeyondError
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import TRUE, Const, Op, Scalar, Several, Term, Value

__all__ = ["FLOATS", "MATH", "absolute", "both_parts", "rounded", "to_whole", "whole_of"]

_INFINITY = Const(math.inf)
_INTEGERS = 2.0**63
_EXACT = 2.0**53
_SPLITTER = 2.0**27 + 1
_MOST_DIGITS = 15
_MOST_TENS = 18


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
    if term.type is Scalar.INT and 0 < -digits.value <= _MOST_TENS:
        return _to_tens(machine, term, 10**-digits.value, at)
    if term.type is Scalar.FLOAT and 0 < -digits.value <= _MOST_DIGITS:
        return _float_to_tens(machine, term, 10.0**-digits.value, at)
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


def _to_tens(machine: Operators, term: Term, tens: int, at: ast.AST) -> Term:
    """Round an integer to tens, hundreds, …: by what it has beyond an even multiple."""
    rest = machine.make(Op.MODULO, Scalar.INT, term, Const(2 * tens))
    is_high = machine.make(Op.LESS_EQUAL, Scalar.BOOL, Const(tens * 3 // 2), rest)
    added = machine.choice(is_high, Const(2 * tens), Const(tens), at)
    is_low = machine.make(Op.LESS_EQUAL, Scalar.BOOL, rest, Const(tens // 2))
    step = machine.make(Op.SUBTRACT, Scalar.INT, machine.choice(is_low, Const(0), added, at), rest)
    return machine.make(Op.ADD, Scalar.INT, term, step)


def _float_to_tens(machine: Operators, term: Term, tens: float, at: ast.AST) -> Value:
    """Round a float to tens, hundreds, …; below 2**52 each step but the quotient is exact.

    The quotient may be rounded up to the next whole number, which then is the nearest.
    """

    def make(op: Op, *values: Value) -> Term:
        return machine.make(op, Scalar.FLOAT, *values)

    machine.lose_signs(at)
    size = machine.size_of(term)
    fits = machine.is_below(size, Const(_EXACT / 2))
    machine.raises_if(machine.both(machine.negation(fits), machine.is_finite(term)), BeyondError)
    whole = make(Op.FLOOR, make(Op.DIVIDE, size, Const(tens)))
    below = make(Op.MULTIPLY, whole, Const(tens))
    rest = make(Op.SUBTRACT, size, below)
    goes_up = machine.either(
        machine.is_below(Const(tens / 2), rest),
        machine.both(machine.is_same(rest, Const(tens / 2)), _is_odd(machine, whole)),
    )
    near = make(Op.ADD, below, machine.choice(goes_up, Const(tens), Const(0.0), at))
    sign = machine.choice(machine.is_below(term, Const(0.0)), Const(-1.0), Const(1.0), at)
    return machine.choice(fits, make(Op.MULTIPLY, near, sign), term, at)


def both_parts(machine: Operators, at: ast.AST, value: Value, divisor: Value) -> Value:
    """Apply `divmod`."""
    operations = ast.FloorDiv(), ast.Mod()
    return Several(tuple(machine.binary(one, value, divisor, at) for one in operations))


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


def _is_close(
    machine: Operators,
    at: ast.AST,
    one: Value,
    other: Value,
    *,
    rel_tol: Value = Const(1e-09),  # noqa: B008
    abs_tol: Value = Const(0.0),  # noqa: B008
) -> Value:
    a, b = machine.float_of(one, at), machine.float_of(other, at)
    if not (isinstance(rel_tol, Const) and isinstance(abs_tol, Const)):
        raise Refused("`math.isclose` with a tolerance that depends on the row", at)
    share, least = float(rel_tol.value), float(abs_tol.value)
    if share < 0 or least < 0:
        machine.raises_if(TRUE, ValueError)
    distance = machine.size_of(machine.make(Op.SUBTRACT, Scalar.FLOAT, b, a))
    is_near = machine.make(Op.LESS_EQUAL, Scalar.BOOL, distance, Const(least))
    for number in (a, b):
        near = machine.size_of(machine.make(Op.MULTIPLY, Scalar.FLOAT, Const(share), number))
        within = machine.make(Op.LESS_EQUAL, Scalar.BOOL, distance, near)
        is_near = machine.term(machine.either(is_near, within))
    are_finite = machine.both(
        machine.negation(machine.is_infinite(a)), machine.negation(machine.is_infinite(b))
    )
    return machine.either(machine.is_same(a, b), machine.both(are_finite, is_near))


def _is_integer(machine: Operators, term: Term) -> Value:
    if not hasattr(int, "is_integer"):  # which came with Python 3.12: no row may have an int
        machine.ask_signs(None)
    whole = machine.make(Op.FLOOR, Scalar.FLOAT, term)
    return machine.both(machine.is_finite(term), machine.is_same(whole, term))


FLOATS: dict[tuple[Scalar, str], Callable[..., Value]] = {
    (Scalar.FLOAT, "is_integer"): _is_integer,
}
"""The methods of floats."""

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
    math.isclose: _is_close,
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
