"""The commands ``list`` and ``show``: the nodes of a graph, and all about one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from hamiltonish.cli.sources import asked, modules_only
from hamiltonish.cli.telling import AsJson, Config, console, tell, tell_json, tell_table
from hamiltonish.cli.words import Modules, Words
from hamiltonish.errors import ArgumentError
from hamiltonish.node import Node
from hamiltonish.render.details import Sources

__all__ = ["list_nodes", "show"]


def list_nodes(
    modules: Modules = None,
    kind: Annotated[
        str, typer.Option(help="input, column, frame or value.", show_default=False)
    ] = "",
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG[=VALUE]", help="A tag that they have; may be repeated."),
    ] = None,
    module: Annotated[
        str, typer.Option(help="The module that defines them.", show_default=False)
    ] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """List nodes: type, what they are, tags, and where."""
    from hamiltonish.annotations import type_text
    from hamiltonish.cli.nodes import data_of, kinds_of, place_of, selected, tags_text

    graph = modules_only(modules, config).graph()
    names = selected(graph, kind, tag, module)
    if as_json:
        tell_json([data_of(graph, name) for name in names])
        return
    if not names:
        tell("No nodes.")
        return
    kinds = kinds_of(graph)
    nodes = [graph[name] for name in names]
    columns: dict[str, list[str]] = {
        "name": [node.name for node in nodes],
        "kind": [kinds[node.name] for node in nodes],
        "type": [type_text(node.type) for node in nodes],
        "what it is": [node.doc.partition("\n")[0] for node in nodes],
        "tags": [tags_text(node) for node in nodes],
        "where": [place_of(node) for node in nodes],
    }
    told = {title: cells for title, cells in columns.items() if any(cells)}
    tell_table(tuple(told), list(zip(*told.values(), strict=True)))


def show(words: Words = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show all about a node: what it reads, its readers, its code.

    Its version changes when what it computes may have changed.
    """
    from hamiltonish.cli.nodes import data_of

    found = asked(words, config)
    graph = found.graph()
    if not found.names:
        raise ArgumentError(found.title, "no node is named", "`hamiltonish list` shows them.")
    nodes = [graph[name] for name in found.names]
    if as_json:
        tell_json(
            [
                {
                    **data_of(graph, node.name),
                    "about": node.describe(),
                    "version": node.version,
                    "code": code_of(node),
                }
                for node in nodes
            ]
        )
        return
    for index, node in enumerate(nodes):
        if index:
            tell("")
        tell(node.describe())
        for title, names in (
            ("reads", graph.dependencies(node.name)),
            ("read by", graph.dependents(node.name)),
        ):
            if names:
                tell(f"  {title}: {', '.join(names)}")
        tell(f"  version: {node.version}")
        if code := code_of(node):
            tell("")
            _tell_code(code)


def code_of(node: Node) -> str:
    """Give the source of a node's function, with its modifiers; empty if there is none."""
    if node.function is None:
        return ""
    sources = Sources()
    sources.code_of(node.function)
    return "".join(sources.texts)


def _tell_code(code: str) -> None:
    target = console()
    if not target.is_terminal:
        tell(code)
        return
    from rich.syntax import Syntax

    target.print(Syntax(code, "python", theme="ansi_dark", background_color="default"))
