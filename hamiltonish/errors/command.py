"""Errors of the command line: words that cannot be understood."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import message

__all__ = ["ArgumentError"]


class ArgumentError(RequestError):
    """A word of a command is not understood: no such file, a value that is none.

    Attributes:
        given: The word, as it was given.
        problem: What is wrong with it, as a sentence without a full stop.
        hint: A way out.
    """

    given: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return message(f"`{self.given}`: {self.problem}.", hint=self.hint)
