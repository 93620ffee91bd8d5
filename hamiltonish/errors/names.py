"""Errors of names in the files of a project."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import counted, message

__all__ = ["CannotRenameError"]

_SHOWN = 5


class CannotRenameError(RequestError):
    """A node cannot get the name that is wanted for it.

    Attributes:
        old: The name that it has.
        new: The name that is wanted.
        problem: What is in the way, as a phrase.
        places: Where that is.
    """

    old: str
    new: str
    problem: str
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        facts = list(self.places[:_SHOWN])
        if more := len(self.places) - _SHOWN:
            facts += [f"and {counted(more, 'place')} more"] if more > 0 else []
        hint = "choose another name, or say which files belong together." if facts else ""
        return message(
            f"`{self.old}` cannot be renamed to `{self.new}`: {self.problem}.", facts, hint
        )
