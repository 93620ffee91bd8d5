"""What is checked of one node, in one place of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonish.checks.check import Check
from hamiltonish.node import Node

__all__ = ["Checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is checked of one node.

    Attributes:
        node: The node.
        checks: Its checks.
        column: Its column in the frame that is looked at; empty for a frame as a whole.
        library: Whose expressions a predicate takes for the column; empty if it takes data.
    """

    node: Node
    checks: tuple[Check, ...]
    column: str = ""
    library: str = ""

    def __str__(self) -> str:
        return f"{self.node.name}: {', '.join(check.title for check in self.checks)}"
