"""Look-ups in what is known before the rows are: tuples, and dicts used as tables."""

from __future__ import annotations

import ast

from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Several, Term, Value
from hamiltonish.rows.texts import sliced

__all__ = ["item_of", "looked_up"]

_MOST_KEYS = 100


def item_of(machine: Machine, at: ast.AST, owner: Value, key: Value) -> Value:
    """Find ``owner[key]``."""
    if isinstance(owner, Several) and isinstance(key, Const) and isinstance(key.value, int):
        if -len(owner.items) <= key.value < len(owner.items):
            return owner.items[key.value]
    if isinstance(owner, Const) and isinstance(key, Const):
        try:
            return Const(owner.value[key.value])
        except Exception:  # noqa: BLE001  # each row that gets here raises it
            machine.raises_if(TRUE)
            return NULL
    if isinstance(owner, Const) and isinstance(owner.value, dict):
        return looked_up(machine, at, owner.value, key, None)
    if isinstance(owner, Term) and isinstance(key, Const) and isinstance(key.value, int):
        length = machine.make_length(owner, at)
        position = key.value
        least = position + 1 if position >= 0 else -position
        machine.raises_if(machine.compare(ast.Lt(), length, Const(least), at))
        end = NULL if position == -1 else Const(position + 1)
        return sliced(machine, at, owner, Const(position), end, NULL)
    raise Refused(f"`{ast.unparse(at)}`", at)


def looked_up(
    machine: Machine, at: ast.AST, table: dict[object, object], key: Value, default: Value | None
) -> Value:
    """Find the value of a key that depends on the row; a row without one gets the default."""
    if len(table) > _MOST_KEYS:
        raise Refused(f"a table of more than {_MOST_KEYS} keys", at)
    found: Value = NULL if default is None else default
    hits: list[Value] = []
    for one, value in reversed(table.items()):
        hit = machine.equal(key, Const(one), at)
        hits.append(hit)
        found = machine.choice(hit, Const(value), found, at)
    if default is None:
        any_hit: Value = Const(value=False)
        for hit in hits:
            any_hit = machine.either(any_hit, hit)
        machine.raises_if(machine.negation(any_hit))
    return found
