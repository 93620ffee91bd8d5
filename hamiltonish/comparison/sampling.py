"""The rows that two versions are compared on: one choice, made before either of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.errors.text import counted
from hamiltonish.frames import engine_of, expression_engine_of, unwrapped, wrapped

__all__ = ["Sample", "has_order", "sample_of"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Which rows of the inputs were given to both versions.

    Attributes:
        rows: How many rows of the longest input were given.
        total: How many it has; both are None if no input has rows, or nobody counted.
        step: Every how manieth row was given: 1 if all were.
        by: The columns by which the first rows were given, where rows have no order.
    """

    rows: int | None = None
    total: int | None = None
    step: int = 1
    by: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all rows were given."""
        return self.rows == self.total

    def __str__(self) -> str:
        if self.rows is None or self.total is None:
            return ""
        if self.is_whole:
            return "all " + counted(self.total, "row") if self.total != 1 else "1 row"
        if self.step > 1:
            how = f"every {_ordinal(self.step)}"
        else:
            how = f"the first by {', '.join(self.by)}" if self.by else "the first"
        return f"{self.rows:,} of {counted(self.total, 'row')}, {how}"


def _ordinal(number: int) -> str:
    last = number % 10 if number % 100 not in (11, 12, 13) else 0
    return f"{number:,}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def has_order(form: Form) -> bool:
    """Whether the rows of a frame have an order that is the same each time it is computed."""
    return not form.lazy or form.library in ("polars", "narwhals")


def sample_of(
    given: Mapping[str, Any], replaced: Mapping[str, Any], most: int | None, keys: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any], Sample]:
    """Take a sample of inputs and overrides.

    What has the most rows is cut down, and whatever else has as many; a shorter table that it is
    joined with stays whole. Of rows in order every n-th is taken, so that the sample reaches from
    the first to the last. Where rows have no order, those with the lowest keys are taken, which
    are the same each time.

    Args:
        given: The inputs.
        replaced: The overrides.
        most: How many rows to take at most; None for all.
        keys: The columns that tell rows apart, if they are known.

    Returns:
        The inputs, the overrides, and what was taken.
    """
    if most is None:
        return dict(given), dict(replaced), Sample()
    sizes = dict(_sizes({**{(0, k): v for k, v in given.items()}, **_second(replaced)}))
    total = max(sizes.values(), default=None)
    if total is None or total <= most:
        return dict(given), dict(replaced), Sample(total, total)
    step = -(-total // most)
    takers = {key: _Taker(step, most, tuple(keys)) for key, size in sizes.items() if size == total}
    inputs = {k: takers[0, k].take(v) if (0, k) in takers else v for k, v in given.items()}
    overrides = {k: takers[1, k].take(v) if (1, k) in takers else v for k, v in replaced.items()}
    rows = -(-total // step)
    for taker in takers.values():
        if taker.is_unordered:
            return inputs, overrides, Sample(min(most, total), total, 1, taker.by)
    return inputs, overrides, Sample(rows, total, step)


def _second(replaced: Mapping[str, Any]) -> dict[tuple[int, str], Any]:
    return {(1, name): value for name, value in replaced.items()}


def _sizes(values: Mapping[tuple[int, str], Any]) -> Iterator[tuple[tuple[int, str], int]]:
    """Count the rows of everything that has rows."""
    for key, value in values.items():
        native = unwrapped(value)
        form = form_of(type(native))
        if form.kind is Kind.FRAME:
            yield key, expression_engine_of(form.library).count_rows(native)
        elif form.kind is Kind.COLUMN and not form.lazy:
            yield key, len(native)


class _Taker:
    """Takes the sample of one input, and tells how."""

    def __init__(self, step: int, most: int, keys: tuple[str, ...]) -> None:
        self.step = step
        self.most = most
        self.keys = keys
        self.by: tuple[str, ...] = ()
        self.is_unordered = False

    def take(self, value: Any) -> Any:
        native = unwrapped(value)
        taken = self._taken(native, form_of(type(native)))
        return wrapped(taken) if native is not value else taken

    def _taken(self, value: Any, form: Form) -> Any:
        if form.kind is Kind.COLUMN:
            return wrapped(value).gather_every(self.step).to_native()
        engine: Any = expression_engine_of(form.library)
        if not has_order(form):
            columns = engine.column_names(value)
            self.by = self.keys if self.keys and set(self.keys) <= set(columns) else ()
            self.is_unordered = True
            return engine.lowest(value, self.by, self.most)
        rows = engine.every(value, self.step)
        if not form.lazy:
            return rows
        # Computed once, so that both versions see the same rows whatever the query does.
        chosen = engine.measuring_engine([rows], "auto")
        return engine.lazy(engine_of(form.library).collect(rows, chosen))
