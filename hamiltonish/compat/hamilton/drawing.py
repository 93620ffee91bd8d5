"""Pictures by the package `graphviz`: the core's own, as the `graphviz.Digraph` one expects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hamiltonish.compat.hamilton.graph_types import record_of
from hamiltonish.graph import Graph
from hamiltonish.graph.drawing import drawing_of
from hamiltonish.node import Node
from hamiltonish.render import Box, Direction, Look, Mark
from hamiltonish.render.dot import digraph_of
from hamiltonish.render.pdf import pdf_of
from hamiltonish.render.pixels import rendered

__all__ = ["draw"]

_DIRECTIONS: Mapping[str, Direction] = {"LR": "right", "TB": "down", "RL": "left", "BT": "up"}


def draw(
    graph: Graph,
    names: Iterable[str],
    output_file_path: str | None = None,
    render_kwargs: Mapping[str, Any] | None = None,
    *,
    graphviz_kwargs: Mapping[str, Any] | None = None,
    outputs: Collection[str] = (),
    overrides: Collection[str] = (),
    orient: str = "LR",
    hide_inputs: bool = False,
    keep_dot: bool = False,
    show_legend: bool = True,
    show_schema: bool = True,  # noqa: ARG001  # as in the peer
    deduplicate_inputs: bool = False,  # noqa: ARG001  # as in the peer
    display_fields: bool = True,  # noqa: ARG001  # as in the peer
    custom_style_function: Callable[..., tuple[Mapping[str, Any], Any, Any]] | None = None,
) -> Any:
    """Draw some nodes of a graph, and the edges among them.

    Args:
        graph: The graph.
        names: The nodes to draw.
        output_file_path: Where to write the picture; its ending says the format, PNG without one.
        render_kwargs: The ``format``, if the path has none; no viewer is opened.
        graphviz_kwargs: For `graphviz.Digraph`: ``graph_attr`` and the like.
        outputs: The nodes that are asked for.
        overrides: The nodes whose results are given.
        orient: The direction of the edges: ``LR``, ``TB``, ``RL`` or ``BT``.
        hide_inputs: Whether to leave out inputs.
        keep_dot: Whether to keep the text that the picture is made of, beside it.
        show_legend: Whether the picture explains its kinds of boxes.
        show_schema: Without effect: these pictures have no schemas.
        deduplicate_inputs: Without effect: each input is drawn once.
        display_fields: Without effect: these pictures have no fields.
        custom_style_function: Is called with ``node=``, a `HamiltonNode`, and ``node_class=``,
            ``"input"``, ``"config"`` or ``"function"``; gives attributes of Graphviz, a class and a
            name for the legend. Of these three the attributes have an effect.

    Returns:
        A `graphviz.Digraph`.

    Raises:
        MissingDependencyError: If ``graphviz`` is not installed.
    """
    shown = {name for name in names if not (hide_inputs and graph.nodes[name].is_input)}
    whole = drawing_of(graph)
    drawing = replace(
        whole,
        boxes=tuple(_marked(box, outputs, overrides) for box in whole.boxes if box.name in shown),
        arrows=tuple(
            arrow
            for arrow in whole.arrows
            if arrow.tail in shown and arrow.head in shown and arrow.head not in overrides
        ),
    )
    style = None if custom_style_function is None else _style(graph, custom_style_function)
    look = Look(_DIRECTIONS.get(orient, "right"), "light", style=style, legend=show_legend)
    dot = digraph_of(drawing, look, comment="Dependency Graph", **(graphviz_kwargs or {}))
    if output_file_path:
        _write(dot, Path(output_file_path), render_kwargs or {}, keep_dot=keep_dot)
    return dot


def _marked(box: Box, outputs: Collection[str], overrides: Collection[str]) -> Box:
    """Mark what is asked for, or given; a tag may give a node another name."""
    marks = {Mark.OUTPUT: box.name in outputs, Mark.OVERRIDE: box.name in overrides}
    title = box.node.tags.get("display_name", "") if box.node else ""
    return replace(
        box,
        title=title if isinstance(title, str) else str(title[0]),
        marks=frozenset(mark for mark, is_so in marks.items() if is_so),
    )


def _style(
    graph: Graph, ask: Callable[..., tuple[Mapping[str, Any], Any, Any]]
) -> Callable[[Node], Mapping[str, Any]]:
    def style(node: Node) -> Mapping[str, Any]:
        kind = "config" if node.name in graph.config else "input" if node.is_input else "function"
        return ask(node=record_of(node, graph), node_class=kind)[0]

    return style


def _write(dot: Any, path: Path, options: Mapping[str, Any], *, keep_dot: bool) -> None:
    """Write the picture, and beside it what it is made of, if that is to be kept."""
    kind = options.get("format") or path.suffix[1:] or "png"
    target = path.with_suffix(f".{kind}") if path.suffix else Path(f"{path}.{kind}")
    drawn = pdf_of(dot.source) if kind == "pdf" else rendered(dot.source, kind)
    target.write_bytes(drawn)
    if keep_dot:
        target.with_suffix("").write_text(dot.source, encoding="utf-8")
