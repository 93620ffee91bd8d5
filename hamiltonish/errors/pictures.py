"""Errors of pictures: what draws them fails."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import message

__all__ = ["RenderError"]


class RenderError(RequestError, RuntimeError):
    """A picture could not be drawn.

    Attributes:
        program: What was to draw it.
        problem: What it said, or what was wrong.
        hint: A way out.
    """

    program: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        first = f"`{self.program}` could not draw the picture: {self.problem}."
        return message(first, hint=self.hint)
