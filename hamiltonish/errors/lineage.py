"""Errors of questions about lineage: a path asked for against its direction."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import message

__all__ = ["WrongWayError"]


class WrongWayError(RequestError):
    """A path is asked for from a node to one that is above it.

    Attributes:
        start: The node that it was to start from.
        end: The node that it was to lead to.
        path: A path the other way, in the direction of the data.
        method: What was called.
    """

    start: str
    end: str
    path: tuple[str, ...]
    method: str

    def __str__(self) -> str:
        return message(
            f"`{self.start}` does not feed `{self.end}`; it is the other way round.",
            [f"path: {' → '.join(self.path)}"],
            f'ask for `{self.method}("{self.end}", "{self.start}")`.',
        )
