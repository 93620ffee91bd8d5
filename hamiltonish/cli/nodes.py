"""Nodes as the command line tells of them: as data, and which of them are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from hamiltonish.annotations import type_text
from hamiltonish.cli.sources import pairs
from hamiltonish.cli.telling import location_text
from hamiltonish.errors import ArgumentError
from hamiltonish.errors.text import closest, did_you_mean
from hamiltonish.graph import Graph
from hamiltonish.graph.questions import NodeKind
from hamiltonish.node import Node

__all__ = ["KINDS", "data_of", "kinds_of", "place_of", "selected", "tags_text"]

KINDS: tuple[NodeKind, ...] = get_args(NodeKind)
"""The kinds of nodes; inputs come first, and an input is of no other kind here."""


def kinds_of(graph: Graph) -> dict[str, str]:
    """Say of each node what it is: an input, a column, a frame or a value."""
    found: dict[str, str] = {}
    for kind in KINDS:
        for name in graph.select(kind=kind):
            found.setdefault(name, kind)
    return {name: found[name] for name in graph}


def selected(
    graph: Graph, kind: str = "", tags: Sequence[str] | None = None, module: str = ""
) -> tuple[str, ...]:
    """List the nodes of which all that is asked for is true.

    Args:
        graph: The graph.
        kind: One of `KINDS`, or nothing.
        tags: Names of tags, and pairs ``tag=value``.
        module: A module by its dotted name, with the modules in it, or nothing.

    Raises:
        ArgumentError: If there is no such kind.
    """
    if kind and kind not in KINDS:
        hint = did_you_mean(closest(kind, KINDS)) or f"one of {', '.join(KINDS)}."
        raise ArgumentError(f"--kind {kind}", "there is no such kind", hint)
    kinds = kinds_of(graph)
    present = [tag for tag in tags or () if "=" not in tag]
    valued = pairs([tag for tag in tags or () if "=" in tag], "--tag")
    part = graph.select(tags=valued or None, module=module or None)
    return tuple(
        name
        for name, node in part.items()
        if kind in ("", kinds[name]) and all(tag in node.tags for tag in present)
    )


def data_of(graph: Graph, name: str) -> dict[str, Any]:
    """Tell all about a node that a program may want to know."""
    node = graph[name]
    return {
        "name": node.name,
        "kind": kinds_of(graph)[name],
        "type": type_text(node.type),
        "doc": node.doc,
        "tags": dict(node.tags),
        "module": node.module,
        "path": location_text(node.location.file, 0).rpartition(":")[0] if node.location else None,
        "line": node.location.line if node.location else None,
        "dependencies": list(graph.dependencies(name)),
        "dependents": list(graph.dependents(name)),
    }


def place_of(node: Node) -> str:
    """Write where a node is defined, as editors and terminals open it."""
    return location_text(node.location.file, node.location.line) if node.location else ""


def tags_text(node: Node) -> str:
    """Write the tags of a node: those that are simply there by their name."""
    return ", ".join(
        name if value is True else f"{name}={value}" for name, value in node.tags.items()
    )
