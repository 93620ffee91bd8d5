"""The answer to `Driver.reach`: the reach of each output, and the nodes that are the causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.errors.text import counted
from hamiltonish.graph import Graph
from hamiltonish.reach.kinds import Cause, Reach, worst
from hamiltonish.reach.survey import Values, needs_of

__all__ = ["Reaches", "reaches_of"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reaches(Mapping[str, Reach]):
    """For each output, which rows it needs: the most that it or any node above it needs.

    For a column, these are rows of its own frame. What a function does to make that frame of
    others is asked of the frame.

    Attributes:
        causes: For each output the nodes that need more than their row, itself included, from the
            top down.
    """

    causes: Mapping[str, tuple[Cause, ...]]

    @property
    def fixed(self) -> tuple[str, ...]:
        """The nodes among the causes that `Driver.freeze` fixes."""
        causes = (cause for all_ in self.causes.values() for cause in all_)
        return tuple(dict.fromkeys(cause.name for cause in causes if cause.is_fixed))

    def __getitem__(self, output: str) -> Reach:
        return worst([cause.reach for cause in self.causes[output]])

    def __iter__(self) -> Iterator[str]:
        return iter(self.causes)

    def __len__(self) -> int:
        return len(self.causes)

    def __str__(self) -> str:
        lines = [f"Reach of {counted(len(self), 'output')}"]
        for output, causes in self.causes.items():
            lines.append(f"  {output}: {self[output].value}")
            for cause in causes:
                way = "freeze fixes it" if cause.is_fixed else cause.hint.rstrip(".")
                lines.append(f"    {cause}; {way}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Reaches: {', '.join(f'{name} {reach.value}' for name, reach in self.items())}>"


def reaches_of(
    graph: Graph, outputs: tuple[str, ...], given: Mapping[str, Any] | None, values: Values | None
) -> Reaches:
    """Find which rows each output needs.

    Args:
        graph: The graph.
        outputs: The names of the outputs.
        given: The inputs of a sample; None if there is none.
        values: Computes nodes on the sample; None if nothing may run.
    """
    needs = needs_of(graph, outputs, given, values)
    found: dict[str, tuple[Cause, ...]] = {}
    for output in outputs:
        above = _above(graph, output) if output in graph else set()
        wanted = [need for name, need in needs.items() if name in above]
        found[output] = tuple(need.cause for need in wanted if need.reach is not Reach.ROW)
    return Reaches(found)


def _above(graph: Graph, output: str) -> set[str]:
    """Find what is above an output, but for what its frame is made of."""
    pending, seen = [output], {output}
    while pending:
        node = graph[pending.pop()]
        if node.frame:  # a column taken out of it
            continue
        for name in graph.dependencies(node.name):
            if name not in seen:
                seen.add(name)
                pending.append(name)
    return seen
