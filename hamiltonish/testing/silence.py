"""Which warnings a test is not told: those of speed, where it asks what functions give."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from hamiltonish.errors import RowByRowWarning

__all__ = ["not_of_speed"]


@contextmanager
def not_of_speed() -> Iterator[None]:
    """Leave out that a function of one row runs row by row: it gives the same.

    Example:
        >>> from hamiltonish.errors import NotLifted
        >>> with not_of_speed():
        ...     warnings.warn(RowByRowWarning(NotLifted("`digits`", "`text.title()`")))
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RowByRowWarning)
        yield
