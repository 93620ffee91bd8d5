"""What tagged data reach: the paths, in words, and the graph that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from hamiltonish.errors.text import counted, listed

__all__ = ["Reached"]

G = TypeVar("G")


@dataclass(frozen=True, slots=True, repr=False)
class Reached(Generic[G]):
    """The outputs that some nodes reach, and by which paths. It is false if they reach none.

    Attributes:
        asked: The tags, and names, that were asked for, as text.
        starts: The nodes that have the tags, or were named.
        paths: A shortest path from each of these to each output that it reaches: names of nodes,
            in the direction of the data.
        graph: All nodes on such paths, the longer ones too: a graph, to be drawn or asked again.
    """

    asked: tuple[str, ...]
    starts: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    graph: G

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs that are reached."""
        return tuple(dict.fromkeys(path[-1] for path in self.paths))

    def paths_to(self, output: str) -> tuple[tuple[str, ...], ...]:
        """List the paths to one output."""
        return tuple(path for path in self.paths if path[-1] == output)

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.paths)

    def __str__(self) -> str:
        asked = ", ".join(self.asked) or "nothing"
        if not self.starts:
            return f"No node has {asked}."
        if not self.paths:
            return f"{asked} reaches no output.\n  starts: {listed(self.starts)}"
        lines = [f"{asked} reaches {counted(len(self.outputs), 'output')}"]
        by_output: dict[str, list[str]] = {}
        for path in self.paths:
            by_output.setdefault(path[-1], []).append(f"    {' → '.join(path)}")
        for output, paths in by_output.items():
            lines += [f"  {output}", *paths]
        return "\n".join(lines)

    def __repr__(self) -> str:
        paths, outputs = counted(len(self), "path"), counted(len(self.outputs), "output")
        return f"<Reached: {paths} to {outputs}>"
