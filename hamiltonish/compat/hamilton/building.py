"""From modules and config to a graph of the core, with what the peer lets pass let pass.

The core finds the functions, applies their modifiers, and checks names, circles and types. Here is
only what the peer does in another way: a config value takes the place of a node, a config may hold
keys that nothing reads, a later module may replace nodes of an earlier one, a package gives the
functions that it imports from its own submodules.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import FunctionType, ModuleType
from typing import Any, get_origin, is_typeddict

from hamiltonish.annotations import Form, can_feed, form_of
from hamiltonish.assemble import Assembly, assemble
from hamiltonish.collector import collector_held
from hamiltonish.frames import expression_engine_of
from hamiltonish.graph import Graph
from hamiltonish.introspect import look
from hamiltonish.node import Node

__all__ = ["Fits", "graph_of"]

Fits = Callable[[object, object], bool]
"""Whether a giver's type may feed a reader's, beyond what the core allows."""


def graph_of(
    modules: Iterable[object],
    config: Mapping[str, Any],
    *,
    module_overrides: bool = False,
    fits: Fits | None = None,
) -> Graph:
    """Build the graph of a driver.

    Args:
        modules: Modules, or anything else that the core takes as a source.
        config: Decides which variants exist, gives inputs, and takes the place of nodes.
        module_overrides: Whether a node of a later module replaces one of an earlier module.
        fits: Says which further edges are right.

    Raises:
        GraphError: If the functions do not make a graph.
    """
    with collector_held():
        seen = look(tuple(_sources(modules)), config)
        nodes = [_own(node) for node in seen.nodes if node.name not in config]
        if module_overrides:
            nodes = list(_latest(nodes))
        if fits is not None or any(is_typeddict(node.type) for node in nodes):
            nodes = list(_loosened(nodes, fits))
        read = {parameter.name for node in nodes for parameter in node.parameters}
        known = {key: config[key] for key in config if key in read or key in seen.config_keys}
        assembly = assemble(replace(seen, nodes=tuple(nodes), config=known))
        return Graph._of(_with_all_keys(assembly, config))


def _sources(modules: Iterable[object]) -> Iterator[object]:
    """Yield each module, then the public functions that it imports from its submodules."""
    for module in modules:
        yield module
        if isinstance(module, ModuleType):
            inside = f"{module.__name__}."
            for value in list(vars(module).values()):
                if isinstance(value, FunctionType) and value.__module__.startswith(inside):
                    if not value.__name__.startswith("_"):
                        yield value


def _latest(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes of which no later module has one of the same name."""
    last: dict[str, str] = {}
    several = list(nodes)
    for node in several:
        last[node.name] = node.module
    return (node for node in several if last[node.name] == node.module)


def _with_all_keys(assembly: Assembly, config: Mapping[str, Any]) -> Assembly:
    """Add an input for each config key that nothing reads: the peer lists it, and gives it."""
    spare = [key for key in config if key not in assembly.nodes]
    return replace(
        assembly,
        nodes={**assembly.nodes, **{key: Node(key, Any) for key in spare}},
        dependencies={**assembly.dependencies, **dict.fromkeys(spare, ())},
        config=config,
    )


# -- edges that are let pass ---------------------------------------------------------------------


def _loosened(nodes: Iterable[Node], fits: Fits | None) -> Iterator[Node]:
    """Yield the nodes, with `Any` for each parameter whose edge is let pass."""
    several = list(nodes)
    types = {node.name: node.type for node in several}
    for node in several:
        passed = {
            p.name
            for p in node.parameters
            if p.name in types
            and not can_feed(types[p.name], p.type)
            and (_dict_for_dict(types[p.name], p.type) or (fits and fits(types[p.name], p.type)))
        }
        if passed:
            parameters = (replace(p, type=Any) if p.name in passed else p for p in node.parameters)
            yield replace(node, parameters=tuple(parameters))
        else:
            yield node


def _dict_for_dict(given: object, taken: object) -> bool:
    """Whether a `TypedDict` is given where any dict will do: by the typing rules it is none."""
    return is_typeddict(given) and (get_origin(taken) or taken) in (dict, Mapping)


# -- extracted columns ---------------------------------------------------------------------------


def _own(node: Node) -> Node:
    """Give an extracted column a function of its own, as it has in the peer."""
    if not node.frame:
        return node
    form = form_of(node.parameters[0].type)
    return replace(
        node,
        type=_column_type(form),
        function=partial(_column_of, column=node.own_column),
        label="",
        frame="",
        column="",
    )


def _column_type(form: Form) -> object:
    """Find the class of a library's columns; whoever names its frames has imported it."""
    name = "Expr" if form.library == "polars" and form.lazy else "Series"
    return getattr(sys.modules.get(form.library), name, Any)


def _column_of(frame: Any, *, column: str) -> Any:
    form = form_of(type(frame))
    if form.library == "polars" and form.lazy:
        return expression_engine_of("polars").expression(column)
    return frame[column]
