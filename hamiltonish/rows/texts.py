"""Texts: methods of `str`, parts, and how other values are written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Op, Scalar, Several, Term, Value

__all__ = ["method_of", "sliced", "text_of"]


def method_of(
    machine: Machine, at: ast.AST, owner: Value, name: str, arguments: Sequence[Value]
) -> Value:
    """Find what a method gives."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    constants = [one.value for one in arguments if isinstance(one, Const)]
    if isinstance(owner, Const) and len(constants) == len(arguments):
        if type(owner.value) not in _KNOWN:
            raise refused
        try:
            return Const(getattr(owner.value, name)(*constants))
        except Exception:  # noqa: BLE001  # each row that gets here raises it
            machine.raises_if(TRUE)
            return NULL
    if isinstance(owner, Const) and isinstance(owner.value, dict) and name == "get":
        from hamiltonish.rows.tables import looked_up

        return looked_up(machine, at, owner.value, arguments[0], [*arguments[1:], NULL][0])
    if not isinstance(owner, Term) or len(constants) != len(arguments):
        raise refused
    term = machine.present(owner, at)
    make = _METHODS.get((term.type, name))
    if make is None:
        raise refused
    try:
        return make(machine, term, *constants)
    except (TypeError, AttributeError):
        raise refused from None


_KNOWN = (str, int, float, bool, dict, tuple)


def _plain(op: Op, kind: Scalar = Scalar.STR) -> Callable[..., Value]:
    return lambda machine, term: machine.terms.make(op, [term], kind)


def _tested(op: Op) -> Callable[..., Value]:
    """Make a test for a constant text, or one of several."""

    def test(machine: Machine, term: Term, texts: Any) -> Value:
        found: Value = Const(value=False)
        for text in texts if isinstance(texts, tuple) else (texts,):
            hit: Value = TRUE
            if text + "":
                hit = machine.terms.make(op, [term], Scalar.BOOL, payload=text)
            found = machine.either(found, hit)
        return found

    return test


def _replaced(machine: Machine, term: Term, old: str, new: str) -> Value:
    if not (old + "") or not isinstance(new, str):
        raise TypeError
    return machine.terms.make(Op.REPLACE, [term], Scalar.STR, payload=(old, new))


def _removed(machine: Machine, term: Term, text: str, op: Op) -> Value:
    if not (text + ""):
        return term
    has = machine.terms.make(op, [term], Scalar.BOOL, payload=text)
    part = (len(text), None) if op is Op.STARTS else (0, -len(text))
    if op is Op.STARTS:
        rest = machine.terms.make(Op.SLICE, [term], Scalar.STR, payload=part)
        return machine.choice(has, rest, term, None)
    raise TypeError


_METHODS: dict[tuple[Scalar, str], Callable[..., Value]] = {
    (Scalar.STR, "upper"): _plain(Op.UPPER),
    (Scalar.STR, "lower"): _plain(Op.LOWER),
    (Scalar.STR, "strip"): _plain(Op.STRIP),
    (Scalar.STR, "startswith"): _tested(Op.STARTS),
    (Scalar.STR, "endswith"): _tested(Op.ENDS),
    (Scalar.STR, "replace"): _replaced,
    (Scalar.STR, "removeprefix"): lambda m, t, text: _removed(m, t, text, Op.STARTS),
    (Scalar.DATETIME, "date"): _plain(Op.DAY, Scalar.DATE),
}


def sliced(
    machine: Machine, at: ast.AST, owner: Value, start: Value, stop: Value, step: Value
) -> Value:
    """Find ``owner[start:stop:step]`` with constant ends."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    if not all(isinstance(end, Const) for end in (start, stop, step)):
        raise refused
    ends = slice(start.value, stop.value, step.value)  # type: ignore[union-attr]
    if isinstance(owner, Several):
        return Several(owner.items[ends])
    if isinstance(owner, Const):
        return Const(owner.value[ends])
    term = machine.present(owner, at)
    if term.type is not Scalar.STR or ends.step not in (None, 1):
        raise refused
    first, last = ends.start or 0, ends.stop
    if first >= 0 and last is None:
        payload: tuple[int, int | None] = (first, None)
    elif first >= 0 and last >= 0:
        payload = (first, max(last - first, 0))
    elif first < 0 and last is None:
        payload = (first, None)
    else:
        raise refused
    return machine.terms.make(Op.SLICE, [term], Scalar.STR, payload=payload)


def text_of(machine: Machine, at: ast.AST, value: Value) -> Value:
    """Write a value as `str` does."""
    if isinstance(value, Const):
        return Const(str(value.value))
    if isinstance(value, Several):
        raise Refused("a tuple as a text", at)
    if value.type is Scalar.STR:
        text: Value = value
    elif value.type is Scalar.INT:
        text = machine.terms.make(Op.TO_TEXT, [value], Scalar.STR)
    elif value.type is Scalar.BOOL:
        text = machine.choice(value, Const("True"), Const("False"), at)
    else:
        raise Refused(f"a {value.type.value.__name__} as a text", at)
    return machine.choice(machine.is_none(value), Const("None"), text, at)
