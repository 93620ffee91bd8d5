"""What feeds what, as a table: nodes, and columns of frames, each with those that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hamiltonish.lineage.edges import places
from hamiltonish.lineage.flows import joined

__all__ = ["ALL", "Cell", "Feeds", "Key", "Table", "feeds_of", "ways_between"]


class Cell(NamedTuple):
    """A column of a frame.

    Attributes:
        frame: The name of the frame.
        column: The name of the column in it.
    """

    frame: str
    column: str

    def __str__(self) -> str:
        return f"{self.frame}.{self.column}" if self.frame else self.column


ALL = "*"
"""Stands for all columns of a frame whose columns are not known."""

Key = str | Cell
"""A node by its name, or a column of a frame."""

Table = Mapping[Key, Mapping[Key, int]]
"""For each key those that it reads, and how; a row stands after the rows that it reads."""

Feeds = dict[Cell, int]
"""The columns that feed a key in the end, and how."""


def feeds_of(table: Table, wanted: Iterable[Key], same: int) -> dict[Key, Feeds]:
    """Follow a table up to the columns that read nothing.

    Args:
        table: What reads what.
        wanted: The keys to give the answer for.
        same: The flow of a source to itself.
    """
    wanted = set(wanted)
    readers: dict[Key, int] = dict.fromkeys(wanted, 1)
    for row in table.values():
        for key in row:
            readers[key] = readers.get(key, 0) + 1
    feeds: dict[Key, Feeds] = {}

    def fed(key: Key) -> Feeds:
        if key in feeds:
            return feeds[key]
        return {key: same} if isinstance(key, Cell) and key not in table else {}

    for key, row in table.items():
        found: Feeds = {}
        for read, near in row.items():
            for source, far in fed(read).items():
                found[source] = found.get(source, 0) | joined(near, far)
        feeds[key] = found
        for read in row:  # what nothing reads any more is dropped: answers may be wide
            readers[read] -= 1
            if not readers[read]:
                feeds.pop(read, None)
    return {key: fed(key) for key in wanted}


def ways_between(
    table: Table, pairs: Iterable[tuple[Key, Cell]]
) -> tuple[list[Key], dict[tuple[Key, Cell], int]]:
    """Find the keys on the ways from sources to outputs, these included.

    Args:
        table: What reads what.
        pairs: Outputs and their sources.

    Returns:
        The keys of the table, and for each pair a number with a bit for each key on the ways.
    """
    pairs = list(pairs)
    keys = list(table)
    place = {key: index for index, key in enumerate(keys)}
    above = [0] * len(keys)  # for each key the keys that it comes from
    for index, key in enumerate(keys):
        bits = 1 << index
        for read in table[key]:
            if read in place:
                bits |= above[place[read]]
        above[index] = bits
    below = _below(table, {source for _, source in pairs}, place)
    return keys, {
        (output, source): above[place[output]] & below[source] if output in place else 0
        for output, source in pairs
    }


def _below(table: Table, sources: set[Cell], place: Mapping[Key, int]) -> dict[Cell, int]:
    """Find for each source the keys that come from it, a bit each."""
    rank = {source: index for index, source in enumerate(sources)}
    fed: dict[Key, int] = {source: 1 << index for source, index in rank.items()}
    below = [0] * len(rank)
    for key, row in table.items():
        bits = fed.get(key, 0)
        for read in row:
            bits |= fed.get(read, 0)
        if bits:
            fed[key] = bits
            for index in places(bits):
                below[index] |= 1 << place[key]
    return {source: below[index] for source, index in rank.items()}
