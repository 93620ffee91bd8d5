"""Errors of compiling: what a function of one record cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import listed, message

__all__ = ["NeedsFrameError", "NeedsMore", "ReturnsError", "ScriptError"]


@dataclass(frozen=True, slots=True)
class NeedsMore:
    """One node that needs more than values: a fact of `NeedsFrameError`.

    Attributes:
        name: The node.
        place: Its function, with file and line.
        reason: What it needs, as a phrase.
        reach: Which rows it needs, and for what, if it needs others than its own.
        is_fixed: Whether `Driver.freeze` fixes it.
    """

    name: str
    place: str
    reason: str
    reach: str = ""
    is_fixed: bool = False

    def __str__(self) -> str:
        told = f"{self.place} {self.reason}"
        if not self.reach:
            return told
        fix = "freeze fixes it" if self.is_fixed else "freeze cannot fix it"
        return f"{told}; it needs {self.reach}: {fix}"


_SHOWN = 10


class NeedsFrameError(RequestError):
    """Outputs that need columns or frames are to be compiled into a function of values.

    Attributes:
        outputs: What was asked for.
        nodes: The nodes that need more than values, in order, each with the reason.
        hint: A way out that is better than the usual one.
    """

    outputs: tuple[str, ...]
    nodes: tuple[NeedsMore, ...]
    hint: str = ""

    def __str__(self) -> str:
        one = len(self.outputs) == 1
        facts = [str(node) for node in self.nodes[:_SHOWN]]
        if len(self.nodes) > _SHOWN:
            facts.append(f"and {len(self.nodes) - _SHOWN} more")
        return message(
            f"{listed(self.outputs, at_most=3)} cannot be compiled: "
            f"{'it needs' if one else 'they need'} a frame.",
            facts,
            self.hint or f"compute {'it' if one else 'them'} with `execute`{self._cut()}.",
        )

    def _cut(self) -> str:
        """Say where the graph can be cut: below a node that needs the frame."""
        names = [node.name for node in self.nodes if node.name not in self.outputs]
        return f", or give what needs the frame: `overrides=[{names[-1]!r}]`" if names else ""


class ReturnsError(RequestError, TypeError):
    """A class given with ``returns=`` cannot be made of the outputs.

    Attributes:
        given: The class, as one writes it.
        outputs: What was asked for.
        problem: What does not fit.
    """

    given: str
    outputs: tuple[str, ...]
    problem: str

    def __str__(self) -> str:
        return message(
            f"`returns={self.given}` cannot be made of {listed(self.outputs)}: {self.problem}.",
            hint="give a class that takes each output by keyword, such as a dataclass.",
        )


class ScriptError(RequestError):
    """A plan has a step that cannot be written as code of its own.

    Attributes:
        name: The node, or the step in a few words.
        place: Its function, with file and line; empty if it has none.
        reason: Why, as a phrase.
        hint: A way out.
    """

    name: str
    place: str
    reason: str
    hint: str

    def __str__(self) -> str:
        return message(
            f"`{self.name}` cannot be written as a script: {self.reason}.",
            [f"defined by: {self.place}"] if self.place else [],
            self.hint,
        )
