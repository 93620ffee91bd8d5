"""A driver in a notebook: its graph, and how one asks it."""

from __future__ import annotations

from hamiltonish.annotations import type_text
from hamiltonish.cards import code
from hamiltonish.graph import Graph
from hamiltonish.graph.card import card_of as card_of_graph
from hamiltonish.node import Node

__all__ = ["card_of"]

_SHOWN = 3


def card_of(graph: Graph) -> str:
    """Write the HTML of the driver of a graph."""
    return card_of_graph(graph, "Driver", code(_way_to_ask(graph)), whole="driver.graph.view()")


def _way_to_ask(graph: Graph) -> str:
    """Write a call that one can complete: last outputs, and the inputs that they need."""
    ends = [name for name in graph if graph[name].function and not graph.dependents(name)]
    outputs = ends[-_SHOWN:]
    if not outputs:
        return "driver.execute([…])"
    needed = graph.upstream(*outputs)
    inputs = [needed[name] for name in needed.inputs if _is_needed(needed, name)]
    given = ", ".join(f'"{node.name}": …' for node in inputs[:_SHOWN])
    more = ", …" if len(inputs) > _SHOWN else ""
    names = ", ".join(f'"{name}"' for name in outputs)
    lines = [f"driver.execute([{names}]" + (f", inputs={{{given}{more}}})" if inputs else ")")]
    return "\n".join([*lines, *(f"# {_described(node)}" for node in inputs[:_SHOWN])])


def _is_needed(graph: Graph, name: str) -> bool:
    readers = (graph[reader] for reader in graph.dependents(name))
    return any(not p.is_optional for one in readers for p in one.parameters if p.name == name)


def _described(node: Node) -> str:
    return f"{node.name}: {type_text(node.type)}"
