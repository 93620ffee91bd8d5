"""A graph as a drawing: a box for each node, of its kind, and a cluster for each frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.graph.nodes import Nodes
from hamiltonish.introspect import Variant
from hamiltonish.node import Node
from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing

__all__ = ["drawing_of", "kind_of", "small_print_of"]

_VALUE = 24


def drawing_of(graph: Nodes) -> Drawing:
    """Draw all nodes of a graph, and all edges among them."""
    frames = _frames_of(graph)
    used = dict.fromkeys(frames.values())
    boxes = (
        Box(
            name,
            kind_of(node, graph.config),
            small=small_print_of(graph, node),
            cluster=name if name in used else frames.get(name, ""),
            node=node,
        )
        for name, node in graph.items()
    )
    return Drawing(
        tuple(boxes),
        tuple(
            Arrow(tail, name) for name in graph for tail in dict.fromkeys(graph.dependencies(name))
        ),
        tuple(Cluster(name) for name in used),
    )


def kind_of(node: Node, config: Mapping[str, Any]) -> BoxKind:
    """Tell what the box of a node stands for."""
    if node.is_input:
        return BoxKind.CONFIG if node.name in config else BoxKind.INPUT
    if node.frame:
        return BoxKind.EXTRACTED
    form = form_of(node.type)
    if form.kind is Kind.COLUMN:
        return BoxKind.LAZY if form.lazy else BoxKind.EAGER
    return BoxKind.FRAME if form.kind is Kind.FRAME else BoxKind.VALUE


def small_print_of(graph: Nodes, node: Node) -> tuple[str, ...]:
    """Write the small print of a node: its type, its owner, and what the config chose."""
    return tuple(_small(graph, node))


def _small(graph: Nodes, node: Node) -> Iterator[str]:
    if node.is_input and node.name in graph.config:
        text = repr(graph.config[node.name])
        yield f"= {text if len(text) <= _VALUE else text[: _VALUE - 1] + '…'}"
    elif not node.frame:
        yield type_text(node.type)
    elif node.own_column != node.name:
        yield f"{node.own_column!r} of {node.frame}"
    if owner := node.tags.get("owner"):
        owners = owner if isinstance(owner, list | tuple) else (owner,)
        yield f"owner: {', '.join(map(str, owners))}"
    yield from _variants(tuple(one for one in graph.variants if one.name == node.name))


def _variants(tried: tuple[Variant, ...]) -> Iterator[str]:
    """Yield which variant the config chose, by which key, and which it did not choose."""
    chosen = [one for one in tried if one.chosen]
    rest = [one for one in tried if not one.chosen]
    keys = {one.wanted[0] if one.wanted else "" for one in tried}
    if len(keys) == 1 and "" not in keys and chosen:
        others = f" (not {', '.join(map(_values, rest))})" if rest else ""
        yield f"{keys.pop()} is {', '.join(map(_values, chosen))}{others}"
        return
    yield from (one.condition.removeprefix("config.") for one in chosen)
    if rest:
        yield f"not {', '.join(one.condition.removeprefix('config.') for one in rest)}"


def _values(variant: Variant) -> str:
    return " or ".join(map(str, variant.wanted[1])) if variant.wanted else variant.condition


def _frames_of(graph: Nodes) -> dict[str, str]:
    """Find the frame that a column belongs to: it is extracted, or computed of its columns only."""
    frames: dict[str, str] = {}
    for name, node in graph.items():
        if node.frame:
            if node.frame in graph:
                frames[name] = node.frame
        elif form_of(node.type).kind is Kind.COLUMN:
            columns = [p for p in node.parameters if form_of(p.type).kind is Kind.COLUMN]
            owners = {frames.get(p.name, "") for p in columns if p.name in graph}
            if len(owners) == 1 and (owner := owners.pop()):
                frames[name] = owner
    return frames
