"""What becomes of rows that raise, and of row functions that cannot be lifted: the choices."""

from __future__ import annotations

import enum

from hamiltonish.errors import UnknownRowsError
from hamiltonish.errors.text import closest

__all__ = ["Rows", "rows_option"]


class Rows(enum.Enum):
    """What `Driver(…, rows=…)` can be."""

    NULL = "null"
    """A row that raises is null; what cannot be lifted runs row by row, with a warning."""
    RAISE = "raise"
    """The first row that raises ends the run with its error."""
    STRICT = "strict"
    """As `NULL`, but that a function cannot be lifted is an error when it is planned."""


def rows_option(given: object) -> Rows:
    """Find the choice that a caller means.

    Raises:
        UnknownRowsError: If there is no such choice.

    Example:
        >>> rows_option("raise")
        <Rows.RAISE: 'raise'>
    """
    try:
        return Rows(given)
    except ValueError:
        known = tuple(one.value for one in Rows)
        matches = closest(given, known) if isinstance(given, str) else ()
        raise UnknownRowsError(str(given), known, tuple(matches)) from None
