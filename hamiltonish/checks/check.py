"""Check: one rule of a node, and how much it matters; Checking: which checks a run computes."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamiltonish.checks.rules import Rule

__all__ = ["Check", "Checking", "Importance", "Tags"]

Tags = tuple[tuple[str, Any], ...]


class Importance(enum.Enum):
    """What happens when a check fails."""

    FAIL = "fail"
    """The run ends with an error."""
    WARN = "warn"
    """A warning is given, and the run goes on."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is checked of a node's result.

    Attributes:
        rule: What must hold.
        importance: What happens if it does not.
        name: What it is called beside its rule, or in place of a predicate's.
        tags: Tags of its own, beside those of the node.
    """

    rule: Rule
    importance: Importance = Importance.FAIL
    name: str = ""
    tags: Tags = ()

    @property
    def title(self) -> str:
        """What it is called: its name, and its rule if that says more."""
        return self.rule.titled(self.name) if self.name else str(self.rule)

    def __str__(self) -> str:
        return f"{self.title} or {self.importance.value}"


@dataclass(frozen=True, slots=True)
class Checking:
    """Which checks a run computes.

    Attributes:
        is_on: Whether it computes any.
        skipped: Tags of checks, and of nodes, that are passed over: pairs of a name and a value,
            or several values of which any will do.
    """

    is_on: bool = True
    skipped: Tags = ()

    def of(self, checks: tuple[Check, ...], tags: Mapping[str, Any]) -> tuple[Check, ...]:
        """Choose from the checks of a node.

        Args:
            checks: The checks.
            tags: The tags of the node.

        Example:
            >>> from hamiltonish.checks.measures import Unique
            >>> slow = Check(Unique(), tags=(("cost", "slow"),))
            >>> Checking(skipped=(("cost", "slow"),)).of((slow,), {"owner": "ads"})
            ()
        """
        if not (self.is_on and self.skipped):
            return checks if self.is_on else ()
        return tuple(check for check in checks if not self._skips({**tags, **dict(check.tags)}))

    def _skips(self, tags: Mapping[str, Any]) -> bool:
        return any(
            name in tags and not _several(tags[name]).isdisjoint(_several(value))
            for name, value in self.skipped
        )


def _several(value: Any) -> frozenset[Any]:
    return frozenset(value if isinstance(value, (tuple, list, set, frozenset)) else (value,))
