"""Errors of statistics: what cannot be fixed, kept, or read back."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import listed, message

__all__ = ["ChangedCodeError", "NotFrozenError", "NotStoredError"]


class NotFrozenError(RequestError):
    """Nodes that need other rows than their own, and that nothing can fix.

    Attributes:
        problem: What cannot be done with them, such as ``cannot be frozen``.
        names: The names of the nodes.
        causes: For each node its place, which rows it needs and why; and the way out.
    """

    problem: str
    names: tuple[str, ...]
    causes: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        first = f"{listed(self.names)} {self.problem}."
        if len(self.causes) == 1:
            cause, hint = self.causes[0]
            return message(first, [cause], hint)
        return message(first, [f"{cause}; {hint}" for cause, hint in self.causes])


class ChangedCodeError(RequestError):
    """Statistics that were computed by other code than there is now.

    Attributes:
        folder: The folder that they are in.
        statistics: For each of them the name and place of its node, and what changed above it.
    """

    folder: str
    statistics: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"The statistics in `{self.folder}` were computed by other code than there is now.",
            self.statistics,
            "freeze again on the training data, or use the code of that time.",
        )


class NotStoredError(RequestError):
    """A folder of statistics that cannot be written, or cannot be read.

    Attributes:
        folder: The folder.
        problem: What is wrong, as a sentence without a full stop.
        hint: A way out.
    """

    folder: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return message(f"`{self.folder}`: {self.problem}.", hint=self.hint)
