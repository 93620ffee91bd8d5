"""A graph in a notebook: its picture, and its nodes as a table."""

from __future__ import annotations

from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.cards import card, details, heading, picture, table
from hamiltonish.errors.text import counted

__all__ = ["card_of"]

_MOST_OPEN = 40
"""A longer table is not shown until one opens it."""


def card_of(graph: Any, title: str, *more: str, whole: str = "graph.view()") -> str:
    """Write the HTML of a graph.

    Args:
        graph: The graph.
        title: What it is called.
        more: What stands between the title and the picture, as HTML.
        whole: How one gets all of the picture.
    """
    functions = sum(node.function is not None for node in graph.values())
    small = f"{counted(functions, 'function')}, {counted(len(graph.inputs), 'input')}"
    drawn, is_drawn = picture(graph.view, whole)
    rows = [
        (
            node.name,
            type_text(node.type),
            ", ".join(parameter.name for parameter in node.parameters),
            node.doc.partition("\n")[0],
        )
        for node in graph.values()
    ]
    listed = table(("node", "type", "reads", ""), rows)
    is_open = not is_drawn and len(rows) <= _MOST_OPEN
    shown = details(counted(len(rows), "node"), listed, is_open=is_open)
    return card(heading(title, small), *more, drawn, shown)
