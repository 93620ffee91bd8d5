"""Errors of comparing versions: rows that cannot be matched, revisions that cannot be read."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import message

__all__ = ["RevisionError", "UnorderedRowsError"]


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


class RevisionError(RequestError):
    """A revision of a project that cannot be read.

    Attributes:
        revision: The revision, as it was given; ``the work tree`` for the files as they are.
        problem: What is wrong, as a sentence without a full stop.
        facts: More about it: what a module raised when it was imported.
        hint: A way out.
    """

    revision: str
    problem: str
    facts: tuple[str, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        return message(f"{self.revision}: {self.problem}.", self.facts, self.hint)
