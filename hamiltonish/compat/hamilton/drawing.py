"""Pictures by the package `graphviz`: nodes with names and types, and their edges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.compat.hamilton.absent import absent
from hamiltonish.errors import MissingDependencyError
from hamiltonish.graph import Graph
from hamiltonish.node import Node

__all__ = ["draw"]


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
    show_legend: bool = False,  # noqa: ARG001  # as in the peer
    show_schema: bool = False,  # noqa: ARG001  # as in the peer
    deduplicate_inputs: bool = True,  # noqa: ARG001  # as in the peer
    custom_style_function: object = None,
) -> Any:
    """Draw some nodes of a graph, and the edges among them.

    Args:
        graph: The graph.
        names: The nodes to draw.
        output_file_path: Where to write the picture; its ending says the format, PNG without one.
        render_kwargs: For Graphviz: ``format``, ``view``.
        graphviz_kwargs: For `graphviz.Digraph`: ``graph_attr`` and the like.
        outputs: The nodes that are asked for.
        overrides: The nodes whose results are given.
        orient: The direction of the edges: ``LR``, ``TB``, ``RL`` or ``BT``.
        hide_inputs: Whether to leave out inputs.
        keep_dot: Whether to keep the text that the picture is made of, beside it.
        show_legend: Without effect: these pictures have no legend.
        show_schema: Without effect: these pictures have no schemas.
        deduplicate_inputs: Without effect: each input is drawn once.
        custom_style_function: Not there; change what is returned.

    Returns:
        A `graphviz.Digraph`.

    Raises:
        MissingDependencyError: If ``graphviz`` is not installed.
        NoCounterpartError: If a function for styles is given.
    """
    if custom_style_function is not None:
        raise absent("driver.Driver.display_all_functions(custom_style_function=…)")
    dot = _digraph({"graph_attr": {"rankdir": orient}, **(graphviz_kwargs or {})})
    shown = [name for name in names if not (hide_inputs and graph.nodes[name].is_input)]
    for name in shown:
        node = graph.nodes[name]
        dot.node(name, label=_label(node), **_style(node, outputs, overrides))
    inside = set(shown)
    for name in shown:
        if name not in overrides:
            dot.edges((d, name) for d in dict.fromkeys(graph.dependencies(name)) if d in inside)
    if output_file_path:
        _write(dot, Path(output_file_path), dict(render_kwargs or {}), keep_dot=keep_dot)
    return dot


def _digraph(options: dict[str, Any]) -> Any:
    try:
        import graphviz
    except ImportError as error:
        raise MissingDependencyError("graphviz", "to draw a graph", "viz") from error
    return graphviz.Digraph(comment="Dependency Graph", **options)


def _label(node: Node) -> str:
    """Write a node's name and type as Graphviz does rich text; a tag may give another name."""
    shown = node.tags.get("display_name") or node.name
    name = shown if isinstance(shown, str) else shown[0]
    return f"<<b>{escape(name)}</b><br/><br/><i>{escape(type_text(node.type))}</i>>"


def _style(node: Node, outputs: Collection[str], overrides: Collection[str]) -> dict[str, str]:
    style = "rounded,filled"
    fill = "#ffffff" if node.is_input else "#b4d8e4"
    if node.name in outputs:
        fill = "#ffc857"
    if node.is_input or node.name in overrides:
        style += ",dashed"
    return {"shape": "box", "style": style, "fillcolor": fill}


def _write(dot: Any, path: Path, options: dict[str, Any], *, keep_dot: bool) -> None:
    """Write the picture; Graphviz itself must be there."""
    kind = options.pop("format", None) or path.suffix[1:] or "png"
    target = path.with_suffix(f".{kind}") if path.suffix else Path(f"{path}.{kind}")
    if keep_dot:
        dot.render(str(target.with_suffix("")), format=kind, **options)
        return
    options.pop("view", None)
    target.write_bytes(dot.pipe(format=kind, **options))
