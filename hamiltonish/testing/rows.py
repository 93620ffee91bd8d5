"""Inputs as rows: some of them taken, and the fewest found that still show a fault."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import WhichRowsError
from hamiltonish.frames import engine_of, unwrapped, wrapped
from hamiltonish.plan.request import mapping_of, normalized

__all__ = ["Rows", "shows", "smallest"]

_SECONDS = 5.0
"""For how long the smallest frame is looked for; what is found by then is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Inputs and overrides of which some have rows in common.

    Attributes:
        inputs: The inputs by name; a frame given by itself is under `BARE`.
        overrides: The overrides by name.
        with_rows: Which of them have the rows: pairs of whether it is an override, and the name.
        count: How many rows there are.
        lazy: Which of them came lazy, and are to be lazy again.
    """

    inputs: Mapping[str, Any]
    overrides: Mapping[str, Any]
    with_rows: frozenset[tuple[bool, str]]
    count: int
    lazy: frozenset[str] = frozenset()

    @staticmethod
    def of(inputs: Any, overrides: Any = None, frame: str | None = None) -> Rows:
        """Find what has rows among inputs and overrides; what is lazy is computed, once.

        Args:
            inputs: As for `Driver.execute`.
            overrides: As for `Driver.execute`.
            frame: The input frame whose rows are meant, if there are several.

        Raises:
            WhichRowsError: If that is not clear.
            NotInputsError: If inputs are no dict and no frame.
        """
        given: dict[str, Any] = dict(normalized(inputs))
        replaced = mapping_of("overrides", overrides)
        frames = [name for name, v in given.items() if form_of(type(v)).kind is Kind.FRAME]
        if frame is not None and frame not in frames:
            raise WhichRowsError(tuple(frames), frame)
        if frame is None and len(frames) > 1:
            raise WhichRowsError(tuple(frames), "")
        chosen = frame if frame is not None else frames[0] if frames else None
        lazy: frozenset[str] = frozenset()
        if chosen is not None:
            form = form_of(type(unwrapped(given[chosen])))
            lazy = frozenset({chosen}) if form.lazy and form.library == "polars" else lazy
            given[chosen] = _collected(given[chosen])
            count = len(given[chosen])
        else:
            lengths = [len(v) for v in (*given.values(), *replaced.values()) if _is_series(v)]
            if not lengths:
                raise WhichRowsError((), "")
            count = lengths[0]
        members = {(False, n) for n, v in given.items() if _is_series(v) and len(v) == count}
        members |= {(True, n) for n, v in replaced.items() if _is_series(v) and len(v) == count}
        members |= {(False, chosen)} if chosen is not None else set()
        return Rows(given, replaced, frozenset(members), count, lazy)

    def take(self, positions: Sequence[int] | None = None) -> dict[str, Any]:
        """Take rows by position, all by default; as keyword arguments of the methods of `Driver`.

        They are copies: what a function does to them does not change the rows.
        """
        chosen = range(self.count) if positions is None else positions
        return {
            "inputs": {n: self._taken(v, (False, n), chosen) for n, v in self.inputs.items()},
            "overrides": {n: self._taken(v, (True, n), chosen) for n, v in self.overrides.items()},
        }

    def _taken(self, value: Any, key: tuple[bool, str], positions: Sequence[int]) -> Any:
        if key not in self.with_rows:
            return value
        native = unwrapped(value)
        given = wrapped(native)
        taken = given[list(positions)].to_native() if positions else given.head(0).to_native()
        if not key[0] and key[1] in self.lazy:
            taken = engine_of(form_of(type(native)).library).lazy(taken)
        return wrapped(taken) if native is not value else taken

    def columns(self) -> dict[str, list[Any]]:
        """List the cells of all that has rows, by column."""
        found: dict[str, list[Any]] = {}
        for is_override, name in sorted(self.with_rows):
            given = wrapped(unwrapped((self.overrides if is_override else self.inputs)[name]))
            if hasattr(given, "columns"):
                found.update({column: given[column].to_list() for column in given.columns})
            else:
                found[name] = given.to_list()
        return found

    def frame(self) -> tuple[str, Any] | None:
        """Find the frame whose rows they are, with its name; None if they are of Series only."""
        for is_override, name in self.with_rows:
            if not is_override and form_of(type(self.inputs[name])).kind is Kind.FRAME:
                return name, self.inputs[name]
        return None


def _collected(frame: Any) -> Any:
    native = unwrapped(frame)
    eager = engine_of(form_of(type(native)).library).collect(native)
    return wrapped(eager) if native is not frame else eager


def _is_series(value: Any) -> bool:
    form = form_of(type(value))
    return form.kind is Kind.COLUMN and not form.lazy


def shows(find: Callable[[list[int]], object], rows: list[int]) -> bool:
    """Whether some rows show a fault; what fails there for another reason shows nothing.

    Warnings have been given for all the rows, and are not given again for fewer.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find(rows) is not None
        except Exception:  # noqa: BLE001  # fewer rows may be too few for a function
            return False


def smallest(count: int, fails: Callable[[list[int]], bool]) -> list[int]:
    """Find few rows that still show a fault, by leaving out halves, quarters, and single rows.

    Args:
        count: How many rows there are; all of them show it.
        fails: Whether some rows show it.

    Returns:
        Their positions, in order: none of them can be left out, unless time was up.

    Example:
        >>> smallest(1_000, lambda rows: 7 in rows and 500 in rows)
        [7, 500]
    """
    end = time.monotonic() + _SECONDS
    rows = list(range(count))
    parts = 2
    while rows and time.monotonic() < end:
        size = -(-len(rows) // parts)
        pieces = [rows[start : start + size] for start in range(0, len(rows), size)]
        found = _fewer(rows, pieces, fails, end)
        if found is not None:
            rows, parts = found, max(2, parts - 1)
        elif size == 1:
            break
        else:
            parts = min(len(rows), parts * 2)
    return rows


def _fewer(
    rows: list[int], pieces: list[list[int]], fails: Callable[[list[int]], bool], end: float
) -> list[int] | None:
    """Find a piece that shows it, or what is left without one."""
    if len(pieces) == 1:
        return [] if fails([]) else None
    rests: list[list[int]] = [
        [r for other in pieces if other is not piece for r in other] for piece in pieces
    ]
    for candidate in (*pieces, *(rests if len(pieces) > 2 else ())):
        if time.monotonic() >= end:
            return None
        if len(candidate) < len(rows) and fails(candidate):
            return list(candidate)
    return None
