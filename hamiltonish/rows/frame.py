"""What is known while a function is read: its names, what it has returned, its loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import TRUE, Value

__all__ = ["End", "Frame", "Loop", "Names", "Torn"]


@dataclass(frozen=True, slots=True)
class Torn:
    """What a name stands for that is not the same kind of value in all rows: it may not be read."""

    refused: Refused


Names: TypeAlias = dict[str, "Value | Torn"]


@dataclass(frozen=True, slots=True)
class End:
    """How a block ends for the rows that get to its end.

    Attributes:
        names: What the local names stand for.
        path: Whether a row gets there.
        is_whole: Whether all rows do that began it.
    """

    names: Names
    path: Value
    is_whole: bool


@dataclass(slots=True)
class Loop:
    """A loop that is being run.

    Attributes:
        breaks: The rows that have left it.
        continues: The rows that have left the run of its body for this item.
    """

    breaks: list[End] = field(default_factory=list)
    continues: list[End] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """One call of a function that is being read.

    Attributes:
        names: What its local names stand for.
        outside: Finds what its other names stand for.
        returns: What it returns, each with the condition under which, the first that is met.
        guard: The condition under which a row gets here, but for those that have returned.
        loop: The innermost loop that is being run.
        as_float: Whether integers that it returns become floats.
    """

    names: Names
    outside: Callable[[str], Any]
    returns: list[tuple[Value, Value]] = field(default_factory=list)
    guard: Value = TRUE
    loop: Loop | None = None
    as_float: bool = False
