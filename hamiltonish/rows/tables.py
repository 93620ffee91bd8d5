"""Look-ups in what is known before the rows are: tuples, and dicts used as tables."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from hamiltonish.rows.keys import FEW_KEYS, is_hashable, joined_key, matching
from hamiltonish.rows.numbers import FLOATS
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.pieces import FOUND, piece_at
from hamiltonish.rows.ranges import range_of
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.templates import filled, joined
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
    is_const,
)
from hamiltonish.rows.texts import STR, sliced
from hamiltonish.rows.times import TIMES

__all__ = ["item_of", "method_of"]

_MOST_KEYS = 300
_STR = {**STR, **FOUND}
_KNOWN = (str, int, float, bool, dict, tuple, list, type(None))


def method_of(
    machine: Operators,
    at: ast.AST,
    owner: Value,
    name: str,
    arguments: Sequence[Value],
    named: Mapping[str, Value],
) -> Value:
    """Find what a method gives."""
    refused = Refused(f"`{ast.unparse(at)}`", at)
    constants = [one.value for one in arguments if isinstance(one, Const)]
    by_name = {key: one.value for key, one in named.items() if isinstance(one, Const)}
    is_known = len(constants) == len(arguments) and len(by_name) == len(named)
    if isinstance(owner, Const):
        if isinstance(owner.value, dict) and name == "get" and not is_known and not named:
            return _looked_up(machine, at, owner.value, arguments[0], [*arguments[1:], NULL][0])
        if isinstance(owner.value, str) and not is_known:
            if name == "join" and len(arguments) == 1 and not named:
                return joined(machine, at, owner.value, arguments[0])
            if name == "format":
                return filled(machine, at, owner.value, arguments, named)
        if not is_known or not _is_pure(owner.value, name):
            raise refused
        content = owner.value
        return machine.known(lambda: getattr(content, name)(*constants, **by_name))
    if not isinstance(owner, Term) or not is_known:
        raise refused
    is_text = owner.type is Scalar.STR
    make = _STR.get(name) if is_text else TIMES.get((owner.type, name))
    make = make or FLOATS.get((owner.type, name))
    if make is None:
        raise refused
    term = machine.present(owner, at, AttributeError)
    try:
        return make(machine, term, *constants, **by_name)
    except (TypeError, AttributeError):
        raise refused from None


def _is_pure(owner: object, name: str) -> bool:
    """Whether a method of a constant gives the same each time, and changes nothing."""
    if isinstance(owner, dict):
        return name in ("get", "items", "keys", "values")
    if isinstance(owner, list):
        return name in ("index", "count")
    return type(owner) in _KNOWN or type(owner).__module__ == "datetime"


def item_of(machine: Operators, at: ast.AST, owner: Value, key: Value) -> Value:
    """Find ``owner[key]``."""
    if isinstance(owner, Several) and isinstance(key, Const) and isinstance(key.value, int):
        if -len(owner.items) <= key.value < len(owner.items):
            return owner.items[key.value]
    if isinstance(owner, Const) and isinstance(key, Const):
        if isinstance(owner.value, _KNOWN):
            return machine.known(lambda: owner.value[key.value])
    elif isinstance(owner, Const) and type(owner.value) is dict:
        return _looked_up(machine, at, owner.value, key, None)
    elif isinstance(owner, Const) and isinstance(owner.value, tuple | list | str):
        return _placed(machine, at, [Const(one) for one in owner.value], key)
    elif isinstance(owner, Several) and isinstance(key, Term):
        return _placed(machine, at, owner.items, key)
    if isinstance(owner, Pieces) and isinstance(key, Const) and isinstance(key.value, int):
        return piece_at(machine, at, owner, key.value)
    if isinstance(owner, Term) and isinstance(key, Const) and isinstance(key.value, int):
        position = key.value
        end = NULL if position == -1 else Const(position + 1)
        letter = sliced(machine, at, owner, Const(position), end, NULL)
        machine.raises_if(machine.equal(letter, Const(""), at), IndexError)
        return letter
    raise Refused(f"`{ast.unparse(at)}`", at)


def _placed(machine: Operators, at: ast.AST, items: Sequence[Value], key: Value) -> Value:
    """Find the item at a place that depends on the row."""
    size = len(items)
    if not isinstance(key, Term) or key.type not in (Scalar.INT, Scalar.BOOL) or not items:
        raise Refused(f"`{ast.unparse(at)}`", at)
    number = machine.number(key, at)
    low, high = range_of(number)
    places = range(max(low, -size), min(high + 1, size))
    if all(isinstance(one, Const) for one in items):
        table: dict[object, object] = {p: items[p].value for p in places}  # type: ignore[union-attr]
        return _looked_up(machine, at, table, number, None, IndexError)
    found: Value | None = None
    for place in reversed(places):
        hit = machine.is_same(number, Const(place))
        item = items[place]
        found = item if found is None else machine.choice(hit, item, found, at)
    for one, other in ((number, Const(-size)), (Const(size - 1), number)):
        machine.raises_if(machine.make(Op.LESS, Scalar.BOOL, one, other), IndexError)
    return found or NULL


def _looked_up(
    machine: Operators,
    at: ast.AST,
    table: Mapping[object, object],
    key: Value,
    default: Value | None,
    error: type[LookupError] = KeyError,
) -> Value:
    """Find the value of a key that depends on the row; a row without one gets the default."""
    if len(table) > _MOST_KEYS:
        raise Refused(f"a table of more than {_MOST_KEYS} keys", at)
    if isinstance(key, Const):
        there = machine.known(table.__contains__, key.value)
        if isinstance(there, Const) and there.value:
            return Const(table[key.value])
        if default is None:
            machine.raises_if(TRUE, error)
        return default or NULL
    if isinstance(key, Several) and is_hashable(key):
        return _by_tuple(machine, at, table, key, default)
    if not isinstance(key, Term):
        raise Refused(f"`{ast.unparse(at)}`", at)
    gives_none = default is not None and is_const(default, None)
    if (quick := _by_table(machine, table, key, is_optional=gives_none)) is not None:
        if gives_none:
            return quick
        is_missing = machine.make(Op.IS_NULL, Scalar.BOOL, quick)
        if default is None:
            machine.raises_if(is_missing, error)
            return quick
        return machine.choice(is_missing, default, quick, at)
    return _by_each(machine, at, table, key, default, error)


def _by_tuple(
    machine: Operators,
    at: ast.AST,
    table: Mapping[object, object],
    key: Several,
    default: Value | None,
) -> Value:
    """Find the value of a key that is a tuple: by the parts of it that depend on the row."""
    if any(isinstance(one, Several) for one in key.items):
        raise Refused(f"`{ast.unparse(at)}`", at)
    terms, keys = matching(key, table)
    values = [table[whole] for _, whole in keys]
    if len(terms) == 1:
        single = {parts[0]: value for (parts, _), value in zip(keys, values, strict=True)}
        return _looked_up(machine, at, single, terms[0], default)
    if len(keys) >= FEW_KEYS and (found := joined_key(machine, terms, keys)) is not None:
        one, texts = found
        return _looked_up(machine, at, dict(zip(texts, values, strict=True)), one, default)
    shorter = {parts: value for (parts, _), value in zip(keys, values, strict=True)}
    return _by_each(machine, at, shorter, Several(tuple(terms)), default)


def _by_each(
    machine: Operators,
    at: ast.AST,
    table: Mapping[Any, object],
    key: Value,
    default: Value | None,
    error: type[LookupError] = KeyError,
) -> Value:
    """Find the value of a key by comparing it with each."""
    found: Value = NULL if default is None else default
    any_hit: Value = FALSE
    for one, value in reversed(list(table.items())):
        hit = machine.equal(key, Const(one), at)
        any_hit = machine.either(any_hit, hit)
        found = machine.choice(hit, Const(value), found, at)
    if default is None:
        machine.raises_if(machine.negation(any_hit), error)
    return found


def _by_table(
    machine: Operators, table: Mapping[object, object], key: Term, *, is_optional: bool
) -> Term | None:
    """Look up in one step, which pays for more than a few keys, if all are of one type."""
    kinds = {type(one) for one in table.values()}
    is_plain = key.type in (Scalar.INT, Scalar.STR) and kinds <= {int, float, str, bool}
    if not is_plain or len(kinds) != 1 or len(table) < FEW_KEYS or machine.engine.stops:
        return None
    if any(type(one) is not key.type.value for one in table):
        return None
    payload = tuple(table), tuple(table.values())
    kind = Scalar(kinds.pop())
    return machine.terms.make(Op.LOOK_UP, [key], kind, payload=payload, nullable=is_optional)
