"""What a comparison of two graphs found, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hamiltonish.graph.changes import Change
from hamiltonish.graph.records import Records

__all__ = ["Compared"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Compared:
    """What a comparison found; true if anything.

    Attributes:
        old: The graph before.
        new: The graph now.
        added: Nodes that only the new graph has.
        removed: Nodes that only the old graph has.
        renamed: For nodes that have another name, the new name by the old one.
        changed: For each node of the new graph that is not the same, what of it changed.
        affected: The nodes of the new graph that are below a change that can change values, and are
            not themselves new.
        config: For keys of the config that choose variants, the values before and now.
    """

    old: Records
    new: Records
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Mapping[str, str]
    changed: Mapping[str, tuple[Change, ...]]
    affected: tuple[str, ...]
    config: Mapping[str, tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.changed or self.config)

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes are added, removed, renamed, changed and affected."""
        return {word: len(getattr(self, word)) for word in _WORDS}


_WORDS = ("added", "removed", "renamed", "changed", "affected")
