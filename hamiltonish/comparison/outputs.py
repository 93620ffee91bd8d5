"""Output by output: what two versions gave, brought side by side and compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.comparison.columns import difference_of
from hamiltonish.comparison.facts import Example, Numbers, Verdict
from hamiltonish.comparison.result import Compared
from hamiltonish.comparison.rows import (
    Pairing,
    Table,
    has_rows_of,
    pairing_of,
    reordered,
    repeated_columns,
    side_by_side,
)
from hamiltonish.comparison.running import Results
from hamiltonish.comparison.values import is_same
from hamiltonish.errors.text import listed
from hamiltonish.frames import is_plain, shape_text, wrapped

__all__ = ["compared"]

_EXAMPLES = 5
"""How many rows that differ are kept as examples."""


def compared(
    keys: Mapping[str, tuple[str, ...]], old: Results, new: Results, tolerance: float
) -> tuple[Compared, ...]:
    """Compare what two versions gave.

    Args:
        keys: The outputs, each with the columns that tell its rows apart.
        old: What the old version gave.
        new: What the new version gave.
        tolerance: By how much floats may differ, as a share of the larger.
    """
    columns = _Columns(old, new, tolerance)
    found = []
    for name, own in keys.items():
        missing = _missing(name, old, new)
        if missing is not None:
            found.append(missing)
            continue
        one, other = old.values[name][name], new.values[name][name]
        kinds = form_of(type(one)).kind, form_of(type(other)).kind
        if kinds == (Kind.COLUMN, Kind.COLUMN):
            found.append(columns.compared(name, own))
        elif kinds == (Kind.FRAME, Kind.FRAME):
            found.append(_frame(name, own, one, other, tolerance))
        else:
            found.append(_value(name, one, other, tolerance))
    return tuple(found)


def _missing(name: str, old: Results, new: Results) -> Compared | None:
    """Tell of an output that not both versions gave."""
    failed = {
        when: result.failures[name]
        for when, result in (("before", old), ("now", new))
        if name in result.failures
    }
    if failed:
        texts = {when: _error_text(error) for when, error in failed.items()}
        same = len(set(texts.values())) == 1 and len(texts) == 2
        parts = [f"{when}: {text}" for when, text in texts.items()]
        note = f"in both: {texts['now']}" if same else "; ".join(parts)
        return Compared(name, Verdict.FAILED, note=note)
    if name in old.values and name in new.values:
        return None
    verdict, result = (Verdict.REMOVED, old) if name in old.values else (Verdict.ADDED, new)
    value = result.values[name][name]
    kind, text = form_of(type(value)).kind.value, _type_text(value)
    types = (text, "") if verdict is Verdict.REMOVED else ("", text)
    return Compared(name, verdict, kind, *types)


def _error_text(error: Exception) -> str:
    """Tell of an error in one line: what it is, and in which function."""
    first = str(error).strip().partition("\n")[0]
    notes = [note.partition("\n")[0] for note in getattr(error, "__notes__", ())]
    place = next((note for note in notes if note.startswith("while ")), "")
    text = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return f"{text} ({place})" if place else text


def _type_text(value: Any) -> str:
    form = form_of(type(value))
    return str(wrapped(value).dtype) if form.kind is Kind.COLUMN else type_text(type(value))


# -- values --------------------------------------------------------------------------------------


def _value(name: str, old: Any, new: Any, tolerance: float) -> Compared:
    types = _type_text(old), _type_text(new)
    kinds = [form_of(type(one)).kind.value for one in (old, new)]
    kind = kinds[1]
    if kinds[0] != kinds[1]:
        note = f"a {kinds[0]} before, a {kinds[1]} now"
        return Compared(name, Verdict.CHANGED, kind, *types, note=note)
    verdict = is_same(old, new, tolerance)
    if verdict and types[0] == types[1]:
        return Compared(name, Verdict.SAME, kind, *types)
    if verdict is None:
        note = f"a `{types[1]}` is not equal to another that was made alike"
        return Compared(name, Verdict.UNCLEAR, kind, *types, note=note)
    example = Example(None, _shown(old), _shown(new))
    facts = None if verdict else _gap(old, new)
    note = "the same value of another type" if verdict else ""
    return Compared(
        name, Verdict.CHANGED, kind, *types, facts=facts, examples=(example,), note=note
    )


def _shown(value: Any) -> Any:
    if is_plain(value):
        return value
    text = repr(value)
    return text if len(text) <= 60 and "\n" not in text else shape_text(value)


def _gap(old: Any, new: Any) -> Numbers | None:
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (old, new)):
        return None
    if not (math.isfinite(old) and math.isfinite(new)):
        return None
    gap = abs(new - old)
    relative = gap / abs(old) if old else None
    return Numbers(None, None, gap, gap, relative, relative, None)


# -- columns -------------------------------------------------------------------------------------


class _Columns:
    """Compares the outputs that are columns; those with the same keys are matched once.

    Args:
        old: What the old version gave.
        new: What the new version gave.
        tolerance: By how much floats may differ, as a share of the larger.
    """

    def __init__(self, old: Results, new: Results, tolerance: float) -> None:
        self.old = old
        self.new = new
        self.tolerance = tolerance
        self.pairings: dict[object, Pairing] = {}

    def compared(self, name: str, keys: tuple[str, ...]) -> Compared:
        """Compare one of them."""
        given, now = self.old.values[name], self.new.values[name]
        reads = [read for read in self.new.reads.get(name, ()) if has_rows_of(now[read], now[name])]
        lacking = [key for key in keys if key not in given or key not in now]
        if lacking:
            types = _type_text(given[name]), _type_text(now[name])
            note = f"{listed(lacking)} of `on=` is not in both versions"
            return Compared(name, Verdict.UNCLEAR, "column", *types, note=note)
        old, new = side_by_side(
            Table.of_columns({key: given[key] for key in (name, *keys)}, given[name]),
            Table.of_columns({key: now[key] for key in (name, *keys, *reads)}, now[name]),
        )
        pairing = self._pairing(old, new, keys)
        if pairing.problem:
            types = str(old.columns[name].dtype), str(new.columns[name].dtype)
            return Compared(name, Verdict.UNCLEAR, "column", *types, note=pairing.problem)
        beside = {read: new.columns[read] for read in reads}
        found, _ = _column(name, old, new, pairing, beside, self.tolerance)
        return _with_lost_rows(found, pairing)

    def _pairing(self, old: Table, new: Table, keys: tuple[str, ...]) -> Pairing:
        if not keys:
            return pairing_of(old, new, keys)
        ids = tuple(id(table.columns[key].to_native()) for table in (old, new) for key in keys)
        which = (ids, old.rows, new.rows)
        if which not in self.pairings:
            self.pairings[which] = pairing_of(old, new, keys)
        return self.pairings[which]


def _column(
    name: str,
    old: Table,
    new: Table,
    pairing: Pairing,
    beside: Mapping[str, Any],
    tolerance: float,
) -> tuple[Compared, Any]:
    """Compare a column of two tables; tell also in which rows they differ."""
    one, other = pairing.of_old(old.columns[name]), pairing.of_new(new.columns[name])
    types = str(one.dtype), str(other.dtype)
    difference = difference_of(one, other, tolerance)
    count = difference.rows
    is_same_type = types[0] == types[1]
    found = Compared(
        name,
        Verdict.SAME if is_same_type and not count else Verdict.CHANGED,
        "column",
        *types,
        rows=pairing.rows,
        differing=count,
        nulls_gained=difference.nulls_gained,
        nulls_lost=difference.nulls_lost,
        facts=difference.facts,
        note="" if is_same_type or count else "the same values of another type",
    )
    if not count:
        return found, difference.where
    rows = difference.where.arg_true().head(_EXAMPLES).to_list()
    read = {key: pairing.of_new(series)[rows].to_list() for key, series in beside.items()}
    values = one[rows].to_list(), other[rows].to_list()
    cells = zip(rows, *values, pairing.keys_of(rows), strict=True)
    examples = tuple(
        Example(*cell, tuple((key, held[i]) for key, held in read.items()))
        for i, cell in enumerate(cells)
    )
    return replace(found, examples=examples), difference.where


def _with_lost_rows(found: Compared, pairing: Pairing) -> Compared:
    """Add the rows that only one version has."""
    lost = pairing.only_old or pairing.only_new
    return replace(
        found,
        verdict=Verdict.CHANGED if lost else found.verdict,
        only_old=pairing.only_old,
        only_new=pairing.only_new,
    )


# -- frames --------------------------------------------------------------------------------------


def _frame(name: str, on: tuple[str, ...], before: Any, now: Any, tolerance: float) -> Compared:
    types = type_text(type(before)), type_text(type(now))
    if repeated := (*repeated_columns(before), *repeated_columns(now)):
        note = f"several columns are named {listed(tuple(dict.fromkeys(repeated)))}"
        return Compared(name, Verdict.UNCLEAR, "frame", *types, note=note)
    old, new = side_by_side(Table.of_frame(before), Table.of_frame(now))
    keys = tuple(key for key in on if key in old.columns and key in new.columns)
    pairing = pairing_of(old, new, keys)
    if pairing.problem:
        return Compared(name, Verdict.UNCLEAR, "frame", *types, note=pairing.problem)
    found = _frame_of(name, types, old, new, pairing, tolerance)
    if keys or not found.differing or pairing.old is not None:
        return found
    sides = reordered(old), reordered(new)
    if sides[0] is None or sides[1] is None:
        return found
    again = _frame_of(name, types, sides[0], sides[1], pairing, tolerance)
    if not again.differing:
        return replace(again, note="the same rows in another order")
    if again.differing < found.differing:
        hint = "; `on=` matches rows that have no fixed order"
        return replace(found, note=f"sorted, {again.differing:,} rows differ{hint}")
    return found


def _frame_of(
    name: str, types: tuple[str, str], old: Table, new: Table, pairing: Pairing, tolerance: float
) -> Compared:
    columns: list[Compared] = []
    where: Any = None
    for column in dict.fromkeys((*old.columns, *new.columns)):
        if column not in new.columns:
            kind = str(old.columns[column].dtype)
            columns.append(Compared(column, Verdict.REMOVED, "column", kind))
        elif column not in old.columns:
            kind = str(new.columns[column].dtype)
            columns.append(Compared(column, Verdict.ADDED, "column", "", kind))
        else:
            found, differs = _column(column, old, new, pairing, {}, tolerance)
            columns.append(found)
            where = differs if where is None else where | differs
    changed = any(column.changed for column in columns)
    whole = Compared(
        name,
        Verdict.CHANGED if changed else Verdict.SAME,
        "frame",
        *types,
        rows=pairing.rows,
        differing=0 if where is None else int(where.sum() or 0),
        columns=tuple(columns),
    )
    return _with_lost_rows(whole, pairing)
