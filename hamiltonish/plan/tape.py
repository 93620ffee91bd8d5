"""The tape on which a plan's steps are written: numbered values, each written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hamiltonish.node import Node
from hamiltonish.plan.sources import Origin
from hamiltonish.plan.steps import Draft, StepKind

__all__ = ["Tape"]


class Tape:
    """Steps in order; all that they read or write is a *value*, known by its number.

    Attributes:
        drafts: The steps so far.
        count: How many values there are.
        constants: The values that are known before the run.
        supplies: The values that the caller gives, by their origin and name.
        kept: The values that must be there at the end.
    """

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.count = 0
        self.constants: dict[int, object] = {}
        self.supplies: dict[tuple[Origin, str], int] = {}
        self.kept: set[int] = set()

    def _value(self) -> int:
        self.count += 1
        return self.count - 1

    def constant(self, content: object) -> int:
        """Number a value that is known before the run."""
        number = self._value()
        self.constants[number] = content
        return number

    def supply(self, origin: Origin, name: str) -> int:
        """Number a value that the caller gives, once."""
        key = (origin, name)
        if key not in self.supplies:
            self.supplies[key] = self._value()
        return self.supplies[key]

    def emit(
        self,
        kind: StepKind,
        name: str,
        function: Callable[..., Any],
        reads: Iterable[int],
        *,
        node: Node | None = None,
        columns: tuple[str, ...] = (),
    ) -> int:
        """Write a step, and number its result."""
        arguments = tuple(reads)
        result = self._value()
        self.drafts.append(Draft(kind, name, function, arguments, result, node, columns))
        return result
