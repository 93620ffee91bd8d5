"""Errors of comparing versions: rows that cannot be matched, revisions that cannot be read."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import message

__all__ = ["UnorderedRowsError"]


class UnorderedRowsError(RequestError):
    """Rows of two versions that cannot be matched, because their engine keeps no order.

    Attributes:
        name: The output.
    """

    name: str

    def __str__(self) -> str:
        return message(
            f"The rows of `{self.name}` have no order by which they could be matched.",
            hint="say which columns tell them apart: `on='id'`.",
        )
