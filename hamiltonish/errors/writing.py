"""Errors of writing: targets that do not do, and runs by group that would change a result."""

from __future__ import annotations

from hamiltonish.errors.root import FrameError, RequestError
from hamiltonish.errors.text import did_you_mean, listed, message

__all__ = [
    "EachGroupError",
    "GroupRowsError",
    "PartitionColumnError",
    "TargetError",
    "TargetExistsError",
]


class TargetError(RequestError):
    """Nothing can be written to the target.

    Attributes:
        target: The target, as it was given.
        problem: What is wrong with it, as a phrase.
        hint: A way out.
    """

    target: str
    problem: str
    hint: str

    def __str__(self) -> str:
        return message(f"`{self.target}` is no target to write to: {self.problem}.", hint=self.hint)


class TargetExistsError(RequestError):
    """The target is there already.

    Attributes:
        target: The target, as it was given.
        kind: What is there: ``file`` or ``folder``.
    """

    target: str
    kind: str

    def __str__(self) -> str:
        return message(
            f"The {self.kind} `{self.target}` is there already.",
            hint="say `overwrite=True` to replace it, once the new one is complete.",
        )


class PartitionColumnError(RequestError):
    """A column that the rows cannot be partitioned by.

    Attributes:
        column: The column.
        problem: What is wrong with it, as a phrase.
        known: The columns that are written, if that is the question.
        matches: Close matches among them.
    """

    column: str
    problem: str
    known: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"The rows cannot be partitioned by `{self.column}`: {self.problem}.",
            [f"the outputs: {listed(self.known)}"] if self.known else [],
            did_you_mean(self.matches),
        )


class EachGroupError(RequestError):
    """A result that cannot be computed for each group of rows by itself, without the others.

    Attributes:
        place: The function, with file and line, or a phrase.
        problem: Why not, as a phrase.
        partition_by: The columns whose values make the groups.
    """

    place: str
    problem: str
    partition_by: tuple[str, ...]

    def __str__(self) -> str:
        keys = ", ".join(f'"{name}"' for name in self.partition_by)
        return message(
            f"{self.place} cannot be computed for each group by itself: {self.problem}.",
            [f"asked for by: `each=True`, with groups by {listed(self.partition_by)}"],
            f"compute it in `.over({keys})`, or in a frame function; or leave out `each=True`.",
        )


class GroupRowsError(FrameError):
    """A run by group wrote other rows than there are: its frames differ each time they are read.

    Attributes:
        group: The folder of the group.
        expected: How many rows the group has.
        written: How many were written.
    """

    group: str
    expected: str
    written: str

    def __str__(self) -> str:
        return message(
            f"The rows of `{self.group}` changed while groups were written one by one.",
            [f"counted before: {self.expected}", f"written: {self.written}"],
            "read from data that stay the same, or leave out `each=True`.",
        )
