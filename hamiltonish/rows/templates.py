"""Texts put together of several values: `join`, `format` and ``%``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter

from hamiltonish.rows.operators import Operators
from hamiltonish.rows.pieces import joined_pieces
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import Const, Op, Pieces, Scalar, Several, Term, Value
from hamiltonish.rows.texts import formatted, text_of

__all__ = ["filled", "joined", "percent"]

_FIELD = re.compile("%(?P<zero>0?)(?P<width>[1-9][0-9]*|)(?P<kind>[sd%])")


def joined(machine: Operators, at: ast.AST, glue: str, value: Value) -> Value:
    """Apply ``glue.join(value)``."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    if isinstance(value, Pieces):
        if (found := joined_pieces(machine, value, glue)) is None:
            raise refused
        return found
    if not isinstance(value, Several):
        raise refused
    parts: list[Value] = []
    for item in value.items:
        parts += [Const(glue), item] if parts else [item]
    return _concatenated(machine, at, parts)


def _concatenated(machine: Operators, at: ast.AST, parts: Iterable[Value]) -> Value:
    """Put texts one after the other, constants beforehand."""
    merged: list[Value] = []
    for part in parts:
        term = machine.present(part, at)
        if term.type is not Scalar.STR:
            raise Refused(f"a text put together of what is {term.type.value.__name__}", at)
        last = merged[-1] if merged else None
        if isinstance(part, Const) and isinstance(last, Const):
            merged[-1] = Const(last.value + part.value)
        elif part != Const(""):
            merged.append(part)
    if len(merged) < 2:
        return merged[0] if merged else Const("")
    return machine.make(Op.CONCAT, Scalar.STR, *merged)


def filled(
    machine: Operators,
    at: ast.AST,
    template: str,
    values: Sequence[Value],
    named: Mapping[str, Value],
) -> Value:
    """Apply ``template.format(…)``, whose fields have no dots, brackets or fields in them."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    given = {**{str(number): value for number, value in enumerate(values)}, **named}
    parts: list[Value] = []
    fields = 0
    is_counted = set()
    try:
        for before, name, spec, conversion in Formatter().parse(template):
            parts.append(Const(before))
            if name is None:
                continue
            if name.isdecimal() or not name:
                is_counted.add(not name)
            if conversion not in (None, "s") or "{" in (spec or "") or len(is_counted) > 1:
                raise refused
            value = given[name or str(fields)]
            fields += not name
            value = value if conversion is None else text_of(machine, at, value)
            parts.append(formatted(machine, at, value, spec or ""))
    except (ValueError, KeyError):
        raise refused from None
    return _concatenated(machine, at, parts)


def percent(machine: Operators, at: ast.BinOp, template: str, value: Value) -> Value:
    """Apply ``template % value`` with fields such as `%s`, `%5s`, `%d` and `%03d`."""
    if isinstance(value, Const):
        return machine.known(lambda: template % value.value)
    refused = Refused(f"`{ast.unparse(at)}`", at)
    values = list(value.items) if isinstance(value, Several) else [value]
    if isinstance(value, Several) and not isinstance(at.right, ast.Tuple):
        raise refused  # a list is one value
    parts: list[Value] = []
    end = 0
    for field in _FIELD.finditer(template):
        parts.append(_plain(template[end : field.start()], refused))
        end = field.end()
        zero, width, kind = field.groups()
        if kind == "%" and not zero and not width:
            parts.append(Const("%"))
        elif not values or kind == "%":
            raise refused
        else:
            parts.append(_shown(machine, at, values.pop(0), (zero, width, kind)))
    parts.append(_plain(template[end:], refused))
    if values:
        raise refused
    return _concatenated(machine, at, parts)


def _plain(text: str, refused: Refused) -> Const:
    """Take what is between fields, if it has no field of another kind in it."""
    if "%" in text:
        raise refused
    return Const(text)


def _shown(machine: Operators, at: ast.AST, value: Value, field: tuple[str, str, str]) -> Value:
    zero, width, kind = field
    if isinstance(value, Const):
        return machine.known(lambda: f"%{''.join(field)}" % (value.value,))
    if kind == "s" and not zero:
        text = text_of(machine, at, value)
        return formatted(machine, at, text, f">{width}") if width else text
    if isinstance(value, Term) and value.type in (Scalar.BOOL, Scalar.INT) and kind == "d":
        number = machine.counted(machine.present(value, at))
        if width or not zero:
            return formatted(machine, at, number, f"{zero}{width}d" if width else "")
    raise Refused(f"the format `%{''.join(field)}`", at)
