"""Why a row function is not lifted: the line, and the construct that stands there."""

from __future__ import annotations

import ast

__all__ = ["Refused"]


class Refused(Exception):  # noqa: N818  # never seen by a user: it becomes a warning or an error
    """A construct that has no expression of the same meaning.

    Attributes:
        construct: The construct, in words.
        line: Its line, counted from the function's first; 0 for the whole function.
        hint: What would have it lifted; empty if that is to write it in other words.
    """

    def __init__(self, construct: str, at: ast.AST | None = None, hint: str = "") -> None:
        super().__init__(construct)
        self.construct = construct
        self.hint = hint
        self.line = getattr(at, "lineno", 0)

    def located(self, at: ast.AST) -> Refused:
        """Say where it stands, if that is not said yet."""
        return self if self.line else Refused(self.construct, at)
