"""Errors and the warning of row functions: what cannot be lifted, and what `rows=` can be."""

from __future__ import annotations

from typing import NamedTuple

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import counted, did_you_mean, listed, message

__all__ = ["NotLifted", "NotLiftedError", "RowByRowWarning", "UnknownRowsError"]


_OTHER_WORDS = "write it with what is lifted"


class NotLifted(NamedTuple):  # quicker to make than a dataclass, when this is imported
    """One row function that cannot be lifted.

    Attributes:
        function: The function, with file and line.
        construct: What has no expression of the same meaning, in words.
        place: Where that is written, such as ``features.py:14``; empty if that is unknown.
        hint: What would have it lifted.
    """

    function: str
    construct: str
    place: str = ""
    hint: str = _OTHER_WORDS

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return f"{self.function}: {self.construct}{place}"


class NotLiftedError(RequestError):
    """With ``rows="strict"``, row functions that have no expression of the same meaning.

    Attributes:
        functions: Each of them, with the construct that is to blame.
    """

    functions: tuple[NotLifted, ...]

    def __str__(self) -> str:
        hints = {one.hint for one in self.functions}
        hint = hints.pop() if len(hints) == 1 else _OTHER_WORDS
        return message(
            f"{counted(len(self.functions), 'row function')} cannot be lifted.",
            map(str, self.functions),
            f"{hint}; `Driver(…, rows='null')` runs it row by row in Python.",
        )


class UnknownRowsError(RequestError):
    """A ``rows=`` that says nothing of rows.

    Attributes:
        given: What was given.
        known: What can be given.
        matches: Close matches.
    """

    given: str
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"`rows={self.given!r}` says nothing of rows.",
            [f"known: {listed(self.known)}"],
            did_you_mean(self.matches),
        )


class RowByRowWarning(UserWarning):
    """A row function runs row by row in Python, because it cannot be lifted.

    Attributes:
        function: The function, with the construct that is to blame.
    """

    def __init__(self, function: NotLifted) -> None:
        super().__init__(function)
        self.function = function

    def __str__(self) -> str:
        one = self.function
        place = f" ({one.place})" if one.place else ""
        return message(
            f"{one.function} runs row by row in Python.",
            [f"cannot be lifted: {one.construct}{place}"],
            f"{one.hint}; `Driver(…, rows='strict')` makes this an error.",
        )
