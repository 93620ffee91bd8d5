"""Where a name stands in a project, as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Kind", "Place"]


class Kind(enum.Enum):
    """What a name is at a place."""

    FUNCTION = "function"
    """The name of the function that makes the node, or of a variant of it."""
    MADE = "made"
    """A modifier makes the node: a member of a family, a column, a field."""
    PARAMETER = "parameter"
    """A parameter of a function that reads the node."""
    USE = "use"
    """The parameter in the body of its function."""
    REFERENCE = "reference"
    """The function itself, where it is imported, called, or asked for."""
    KEYWORD = "keyword"
    """The parameter, where the function is called by name of it."""
    TEXT = "text"
    """A text that names the node: an output, a key of the inputs, a source."""
    COLUMN = "column"
    """A text that names a column of a dataframe, such as ``pl.col("x")``; to be looked at."""
    UNSURE = "unsure"
    """The same text, or a parameter, that may be about something else; to be looked at."""

    @property
    def is_sure(self) -> bool:
        """Whether it is the node that is meant; only then it is renamed."""
        return self not in (Kind.COLUMN, Kind.UNSURE)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a name stands.

    Attributes:
        kind: What it is there.
        line: The line, from 1; in a notebook, of the cell.
        cell: In a notebook, the number of the cell, from 1.
        source: The line itself.
        edits: What is written where, if it gets another name: start, end, and a text in which
            ``{}`` stands for the new name.
        start: Where it begins in the Python of the file.
    """

    kind: Kind
    line: int
    cell: int
    source: str
    edits: tuple[tuple[int, int, str], ...]
    start: int
