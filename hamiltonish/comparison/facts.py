"""What became of an output, and by how much it changed: measures that word themselves."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from hamiltonish.comparison.text import number_text, pair_text, percent_text, value_text

__all__ = ["Categories", "Example", "Facts", "Numbers", "Span", "Truths", "Verdict"]


class Verdict(enum.Enum):
    """What became of an output. Those that ask for a look come first."""

    FAILED = "failed"
    """A version raised an error."""
    UNCLEAR = "unclear"
    """The rows cannot be matched, or the values cannot be compared; `note` says why."""
    CHANGED = "changed"
    """The versions differ: in rows, in values, or in the type."""
    REMOVED = "removed"
    """Only the old version has it."""
    ADDED = "added"
    """Only the new version has it."""
    SAME = "same"
    """No difference."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers changed. What is no finite number is left out; None is for no answer.

    Attributes:
        mean_old: The mean before, of all rows that were compared.
        mean_new: The mean now.
        gap_mean: By how much the rows that differ do so, on average, without sign.
        gap_max: By how much at most.
        relative_mean: The same as a share of the old number, where that is not 0: on average.
        relative_max: At most.
        shift: By how much the mean moved, in standard deviations of the old numbers.
    """

    mean_old: float | None
    mean_new: float | None
    gap_mean: float | None
    gap_max: float | None
    relative_mean: float | None
    relative_max: float | None
    shift: float | None

    def words(self) -> Iterator[str]:
        """Tell of it in a few phrases."""
        if self.mean_old is not None and self.mean_new is not None:
            pair = number_text(self.mean_old, 4), number_text(self.mean_new, 4)
            if pair[0] == pair[1]:
                pair = number_text(self.mean_old), number_text(self.mean_new)
            shift = self.shift or 0.0
            moved = f" ({shift:+.2f} sd)" if abs(shift) >= 0.005 else ""
            yield f"mean {pair[0]} → {pair[1]}{moved}" if pair[0] != pair[1] else f"mean {pair[0]}"
        if self.gap_mean is not None and self.gap_max is not None:
            mean, most = number_text(self.gap_mean, 4), number_text(self.gap_max, 4)
            share = self.relative_mean
            relative = f" ({percent_text(share)})" if share is not None else ""
            yield f"by {mean}{relative}" + (f", at most {most}" if most != mean else "")


@dataclass(frozen=True, slots=True)
class Categories:
    """How texts changed.

    Attributes:
        new: Texts that no row had before, the first few in order.
        gone: Texts that no row has now, likewise.
        new_count: How many there are of the former.
        gone_count: How many there are of the latter.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    new_count: int
    gone_count: int

    def words(self) -> Iterator[str]:
        """Tell of it in a few phrases."""
        for title, texts, count in (
            ("new", self.new, self.new_count),
            ("gone", self.gone, self.gone_count),
        ):
            if texts:
                more = f" and {count - 3:,} more" if count > 3 else ""
                yield f"{title}: {', '.join(map(value_text, texts[:3]))}{more}"


@dataclass(frozen=True, slots=True)
class Span:
    """How dates, times and durations changed.

    Attributes:
        first_old: The earliest before.
        last_old: The latest before.
        first_new: The earliest now.
        last_new: The latest now.
        gap_max: By how much the rows that differ do so, at most; None for times of day.
    """

    first_old: Any
    last_old: Any
    first_new: Any
    last_new: Any
    gap_max: datetime.timedelta | None

    def words(self) -> Iterator[str]:
        """Tell of it in a few phrases."""
        old, new = (self.first_old, self.last_old), (self.first_new, self.last_new)
        if old != new:
            yield f"{_span_text(*old)} → {_span_text(*new)}"
        if self.gap_max is not None:
            yield f"by at most {self.gap_max}"


def _span_text(first: Any, last: Any) -> str:
    return f"{value_text(first)} to {value_text(last)}"


@dataclass(frozen=True, slots=True)
class Truths:
    """How truth values changed.

    Attributes:
        share_old: The share of those that are known that was true; None if none is known.
        share_new: The share that is true now.
    """

    share_old: float | None
    share_new: float | None

    def words(self) -> Iterator[str]:
        """Tell of it in a few phrases."""
        if self.share_old is not None and self.share_new is not None:
            yield f"true in {percent_text(self.share_old)} → {percent_text(self.share_new)}"


@dataclass(frozen=True, slots=True)
class Example:
    """A row that differs.

    Attributes:
        row: The row, counted from 0 in what was compared; None for a plain value.
        old: What was there before.
        new: What is there now.
        key: What tells the row apart, as names and values, if rows were matched by keys.
        inputs: The columns that the function reads, as names and values, in the new version.
    """

    row: int | None
    old: Any
    new: Any
    key: tuple[tuple[str, Any], ...] = ()
    inputs: tuple[tuple[str, Any], ...] = ()

    def words(self, *, with_inputs: bool) -> str:
        """Tell of it in one line."""
        text = " → ".join(pair_text(self.old, self.new))
        if self.key:
            text = f"{_named(self.key)}: {text}"
        elif self.row is not None:
            text = f"row {self.row}: {text}"
        return f"{text}, of {_named(self.inputs)}" if self.inputs and with_inputs else text


def _named(pairs: tuple[tuple[str, Any], ...]) -> str:
    return ", ".join(f"{name} {value_text(value)}" for name, value in pairs)


Facts: TypeAlias = Numbers | Truths | Categories | Span
"""By how much a column changed, of whichever kind it is."""
