"""Lineage as a drawing: the columns of the source frames, and the nodes that they go through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hamiltonish.graph import Graph
from hamiltonish.graph.drawing import drawing_of
from hamiltonish.lineage.edges import Edge, SourceFrame
from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing, Mark

__all__ = ["lineage_drawing"]


def lineage_drawing(
    graph: Graph,
    edges: Iterable[Edge],
    frames: Mapping[str, SourceFrame],
    links: Iterable[tuple[str, str]],
) -> Drawing:
    """Draw where outputs come from.

    Args:
        graph: The nodes that they come from.
        edges: What feeds them.
        frames: The frames that lineage ends at.
        links: Which column or node each node reads.
    """
    nodes = drawing_of(graph)
    ends = {name for name in graph if not graph.dependents(name)}
    sources = dict.fromkeys((edge.frame, edge.column, edge.source) for edge in edges)
    boxes = [
        Box(
            source,
            BoxKind.EXTRACTED if frame in graph and not graph[frame].is_input else BoxKind.INPUT,
            small=(dtype,) if (dtype := frames[frame].columns.get(column, "")) else (),
            cluster=frame,
        )
        for frame, column, source in sources
        if frame
    ]
    values = {column for frame, column, _ in sources if not frame}
    shown = (box for box in nodes.boxes if not graph[box.name].is_input or box.name in values)
    boxes += [
        replace(box, marks=box.marks | {Mark.OUTPUT}) if box.name in ends else box for box in shown
    ]
    known = {box.name for box in boxes}
    arrows = tuple(Arrow(*link) for link in links if known.issuperset(link))
    used = dict.fromkeys(box.cluster for box in boxes if box.cluster)
    return Drawing(tuple(boxes), arrows, tuple(Cluster(name) for name in used))
