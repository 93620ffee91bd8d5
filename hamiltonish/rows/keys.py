"""Keys that are tuples: their parts made one text, which an engine looks up in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from hamiltonish.rows.machine import Machine
from hamiltonish.rows.terms import Const, Op, Scalar, Several, Term, Value

__all__ = ["FEW_KEYS", "Keys", "is_hashable", "joined_key", "matching"]

FEW_KEYS = 6
"""From so many keys on it pays to look up in one step."""

_SEPARATOR = "\x1f"

Keys: TypeAlias = "list[tuple[tuple[Any, ...], Any]]"
"""Of each key the parts that depend on the row, and the whole key."""


def is_hashable(value: Value) -> bool:
    """Whether a value may be a key: a list may not."""
    if isinstance(value, Several):
        return not value.is_list and all(map(is_hashable, value.items))
    if isinstance(value, Const):
        return not isinstance(value.value, list | dict | set)
    return isinstance(value, Term)


def matching(key: Several, keys: Iterable[Any]) -> tuple[list[Term], Keys]:
    """Find the parts of a tuple that depend on the row, and the keys that have its other parts."""
    terms = [one for one in key.items if isinstance(one, Term)]
    found = []
    for whole in keys:
        if not isinstance(whole, tuple) or len(whole) != len(key.items):
            continue
        pairs = list(zip(key.items, whole, strict=True))
        known = [(one.value, part) for one, part in pairs if isinstance(one, Const)]
        if all(one is part or one == part for one, part in known):
            found.append((tuple(part for one, part in pairs if isinstance(one, Term)), whole))
    return terms, found


def joined_key(
    machine: Machine, terms: Sequence[Term], keys: Keys
) -> tuple[Term, list[str]] | None:
    """Make one text of the parts of a key, and one of those of each constant key.

    No key has the letter that stands between parts, so that only equal parts make equal texts.

    Returns:
        None if a part is no text or integer, is not of the type of the row's, or has that letter.
    """
    kinds = [one.type for one in terms]
    if not set(kinds) <= {Scalar.INT, Scalar.STR} or machine.engine.stops:
        return None
    texts = []
    for parts, _ in keys:
        if [type(part) for part in parts] != [kind.value for kind in kinds]:
            return None
        if any(_SEPARATOR in str(part) for part in parts):
            return None
        texts.append(_SEPARATOR.join(map(str, parts)))
    pieces: list[Value] = []
    for term in terms:
        is_text = term.type is Scalar.STR
        text = term if is_text else machine.make(Op.TO_TEXT, Scalar.STR, term)
        pieces += [Const(_SEPARATOR), text] if pieces else [text]
    return machine.make(Op.CONCAT, Scalar.STR, *pieces), texts
