"""Which nodes are fixed, and as what: from the outputs up, no further than to what is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.errors import NotFrozenError
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.reach.splitting import Split, Statistic, columns_in
from hamiltonish.reach.survey import Fix, Need

__all__ = ["Decision", "decided", "decisions_of", "statistics_of", "walked"]


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What is done with a node that is not computed from its row alone.

    Attributes:
        node: The node.
        fix: What.
        construct: What of it needs other rows, in words.
        split: Its expression, parted, if it has one.
        keys: The parameters of a function on data that are its keys.
        values: The values that its expression was made with.
    """

    node: Node
    fix: Fix
    construct: str
    split: Split | None = None
    keys: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


def statistics_of(decision: Decision) -> list[tuple[str, Statistic | None]]:
    """List the statistics of a node, and the names under which they are kept.

    A node that is one statistic gives it its name; the others have numbers, ``z.1``.
    """
    name, split = decision.node.name, decision.split
    if decision.fix is Fix.WHOLE:
        return []
    if split is None:
        return [(name, None)]
    if split.is_whole:
        return [(name, split.statistics[0])]
    return [(f"{name}.{i + 1}", one) for i, one in enumerate(split.statistics)]


def read_by(node: Node, decision: Decision | None) -> tuple[str, ...]:
    """List the nodes that a node still reads, once it is fixed as decided."""
    reads = tuple([p.name for p in node.parameters]) or ((node.frame,) if node.frame else ())
    if decision is None:
        return reads
    if decision.fix is Fix.WHOLE:
        return ()
    split = decision.split
    if split is None:
        return decision.keys or reads[:1]
    keys = [key for one in split.statistics for key in one.keys]
    return columns_in(split.rest, *keys)


def walked(graph: Graph, outputs: Iterable[str], decisions: Mapping[str, Decision]) -> list[Node]:
    """List the nodes that outputs still need, in the order of the graph."""
    pending = [name for name in outputs if name in graph]
    seen = set(pending)
    while pending:
        node = graph[pending.pop()]
        for name in read_by(node, decisions.get(node.name)):
            if name in graph and name not in seen:
                seen.add(name)
                pending.append(name)
    return [node for node in graph.values() if node.name in seen]


def decisions_of(
    needs: Mapping[str, Need], kept: frozenset[str] = frozenset()
) -> dict[str, Decision]:
    """Say what is done with all nodes that need other rows, those that cannot be fixed too.

    Args:
        needs: What each node needs.
        kept: The nodes that stay as they are.
    """
    return {
        name: Decision(n.node, n.fix, n.construct, n.split, n.keys, n.values)
        for name, n in needs.items()
        if n.fix is not Fix.KEEP and name not in kept
    }


def decided(
    graph: Graph, outputs: Iterable[str], needs: Mapping[str, Need], kept: frozenset[str]
) -> dict[str, Decision]:
    """Decide what is fixed.

    Args:
        graph: The graph.
        outputs: The names of the outputs.
        needs: What each node needs.
        kept: The nodes that stay as they are, whatever they need.

    Raises:
        NotFrozenError: If a node that is still needed cannot be fixed.
    """
    decisions = decisions_of(needs, kept)
    left = walked(graph, outputs, decisions)
    causes: dict[str, tuple[str, str]] = {}
    for node in left:
        decision = decisions.get(node.name)
        if decision is not None and decision.fix is Fix.REFUSE:
            causes[node.name] = str(needs[node.name].cause), needs[node.name].hint
    if causes:
        raise NotFrozenError("cannot be frozen", tuple(causes), tuple(causes.values()))
    return {node.name: decisions[node.name] for node in left if node.name in decisions}
