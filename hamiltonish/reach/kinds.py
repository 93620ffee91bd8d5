"""What a reach is, and why a node has it: data that every answer is made of."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Cause", "Reach", "worst"]


class Reach(enum.Enum):
    """Which rows of its frame a column needs, to have its value in one row."""

    ROW = "row"
    """The row itself: any part of the frame gives the same values."""

    WINDOW = "window"
    """Rows before and after it, in their order: a lag, a rank, a rolling mean."""

    GROUP = "group"
    """All rows with the same keys: the mean over a carrier."""

    TABLE = "table"
    """All rows: the mean of a column, or what nobody can look into."""

    @property
    def rank(self) -> int:
        """How much it needs: 0 for a row, 3 for the table."""
        return _RANKS[self]


_RANKS = {one: rank for rank, one in enumerate(Reach)}


@dataclass(frozen=True, slots=True)
class Cause:
    """A node that needs more than its row by itself, and why.

    Attributes:
        name: The node.
        place: Where it is defined.
        reach: Which rows it needs.
        construct: What in it needs them, such as ``mean over carrier``.
        is_fixed: Whether `Driver.freeze` fixes it.
        hint: The way out, if it does not.
    """

    name: str
    place: str
    reach: Reach
    construct: str
    is_fixed: bool
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reach.value}, {self.construct}"


def worst(reaches: list[Reach]) -> Reach:
    """Find the reach of what has several; that of a row if there is none.

    Example:
        >>> worst([Reach.GROUP, Reach.WINDOW])
        <Reach.GROUP: 'group'>
    """
    return max(reaches, key=lambda one: one.rank, default=Reach.ROW)
