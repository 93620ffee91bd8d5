"""Graphs with fixed statistics: for frames, for one record, and the one that computes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import NotFrozenError
from hamiltonish.fitted.deciding import Decision, statistics_of, walked
from hamiltonish.fitted.tables import Constant, Fixed, LookUp, Rest, Table
from hamiltonish.graph import Graph
from hamiltonish.introspect import Look, Looked
from hamiltonish.node import Node, Parameter, replaced
from hamiltonish.reach.expressions import tree_of
from hamiltonish.reach.splitting import MARK, columns_in, expression_of
from hamiltonish.reach.survey import Fix

__all__ = ["KeyNames", "frozen_graph", "live_graph", "training_graph"]

KeyNames = dict[str, tuple[str, ...]]
"""For each statistic the nodes of the training graph that are its keys."""


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes(Looked):
    """Nodes as a source of a graph, beside what else is known of the graph that they are of."""

    graph: Graph
    nodes: tuple[Node, ...]

    def __look__(self) -> Look:
        """Give them."""
        names = {node.name for node in self.nodes}
        look = self.graph.__look__()
        made = {f: tuple(n for n in all_ if n in names) for f, all_ in look.made.items()}
        return replace(look, nodes=self.nodes, made=made)


def _graph_of(graph: Graph, nodes: Iterable[Node]) -> Graph:
    return Graph(_Nodes(graph, tuple(node for node in nodes if not node.is_input)))


# -- to compute statistics -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The function of a part of an expression.

    Attributes:
        tree: The description of the part.
        names: The columns that stand in it, by position.
    """

    tree: Any
    names: tuple[str, ...]

    def __call__(self, *given: Any) -> Any:
        """Write the expression."""
        places = {name: tree_of(one) for name, one in zip(self.names, given, strict=True)}
        return expression_of(self.tree, type(given[0]), places)


def training_graph(graph: Graph, decisions: Iterable[Decision]) -> tuple[Graph, KeyNames]:
    """Make the graph that computes each statistic, and its keys, as a column.

    Returns:
        The graph; and for each statistic the names of the nodes that are its keys.
    """
    added: dict[str, Node] = {}
    keys: KeyNames = {}
    for decision in decisions:
        for name, one in statistics_of(decision):
            node = decision.node
            if one is None:
                keys[name] = decision.keys
                continue
            if name != node.name:
                added[name] = _part(node, name, one.tree)
            if not one.keys or one.key_columns:
                keys[name] = one.key_columns
                continue
            keys[name] = tuple(f"{name} key {i + 1}" for i in range(len(one.keys)))
            for key, tree in zip(keys[name], one.keys, strict=True):
                added[key] = _part(node, key, tree)
    return (_graph_of(graph, [*graph.values(), *added.values()]) if added else graph), keys


def _part(node: Node, name: str, tree: Any) -> Node:
    """Make a node of a part of another's expression; one of no columns reads the first."""
    names = columns_in(tree) or (_columns_of(node)[0].name,)
    parameters = tuple(p for p in _columns_of(node) if p.name in names)
    ordered = tuple(p.name for p in parameters)
    return _made(node, name, _Part(tree, ordered), parameters)


def _columns_of(node: Node) -> list[Parameter]:
    return [p for p in node.parameters if form_of(p.type).kind is Kind.COLUMN]


def _made(node: Node, name: str, function: Any, parameters: Iterable[Parameter]) -> Node:
    """Make a node like another, of another function; it is called by position."""
    plain = tuple(Parameter(p.name, p.type) for p in parameters)
    changes: dict[str, Any] = {"name": name, "function": function, "parameters": plain}
    if name != node.name:  # a part of it, of which nothing else was said
        changes |= {"label": "", "modifiers": (), "tags": {}, "checks": ()}
    return replaced(node, **changes, arguments=())


# -- with statistics -----------------------------------------------------------------------------


def frozen_graph(
    graph: Graph,
    outputs: tuple[str, ...],
    decisions: Mapping[str, Decision],
    statistics: Mapping[str, Any],
) -> Graph:
    """Put fixed statistics into the graph, in the place of what computes them.

    Args:
        graph: The graph.
        outputs: The names of the outputs.
        decisions: What is fixed.
        statistics: The values, frames and tables, by the names of `statistics_of`.
    """
    nodes: list[Node] = []
    for node in walked(graph, outputs, decisions):
        decision = decisions.get(node.name)
        if decision is None:
            nodes.append(node)
        elif decision.fix is Fix.WHOLE:
            fixed = Fixed(statistics[node.name], form_of(node.type))
            nodes.append(_made(node, node.name, fixed, ()))
        elif decision.fix is Fix.COLUMN:
            ((name, one),) = statistics_of(decision)
            keys = decision.keys if one is None else one.keys
            nodes.append(_column(node, name, statistics[name], one, keys))
        else:
            nodes.extend(_parted(node, decision, statistics))
    found = (_told_row(n, graph.nodes.get(n.name)) for n in nodes)
    return _graph_of(graph, found)


def _told_row(node: Node, before: Node | None) -> Node:
    """Tag what was made here: whoever asks for its reach need not look into it."""
    return node if node is before else replaced(node, tags={**node.tags, "reach": "row"})


def _column(node: Node, name: str, table: Table, one: Any, keys: tuple[Any, ...]) -> Node:
    """Make the node of a statistic that is a column: of one value, or looked up."""
    form = form_of(node.type)
    columns = {p.name: p for p in _columns_of(node)}
    if not keys:
        rows = () if form.lazy else tuple(columns.values())[:1]
        return _made(node, name, Constant(table, form), rows)
    if one is None:
        return _made(node, name, LookUp(table, form, keys), [columns[key] for key in keys])
    names = one.key_columns or columns_in(*one.keys)
    trees = () if one.key_columns else one.keys
    return _made(node, name, LookUp(table, form, names, trees), [columns[n] for n in names])


def _parted(node: Node, decision: Decision, statistics: Mapping[str, Any]) -> list[Node]:
    """Make the nodes of an expression with statistics in it: those with keys, and the rest."""
    split: Any = decision.split
    found, constants, tables = [], {}, {}
    for number, (name, one) in enumerate(statistics_of(decision)):
        if one is not None and one.keys:
            found.append(_column(node, name, statistics[name], one, one.keys))
            tables[f"{MARK}{number}"] = name
        else:
            constants[f"{MARK}{number}"] = statistics[name]
    kept = [p for p in _columns_of(node) if p.name in columns_in(split.rest)]
    read = [*kept, *(Parameter(name, node.type) for name in tables.values())]
    names = (*(p.name for p in kept), *tables)
    return [*found, _made(node, node.name, Rest(split.rest, names, constants), read)]


# -- for one record ------------------------------------------------------------------------------


def live_graph(frozen: Graph, outputs: tuple[str, ...]) -> Graph:
    """Make the graph for one record: what is looked up for columns is looked up for scalars.

    Raises:
        NotFrozenError: If a node takes or gives columns or frames all the same.
    """
    nodes, causes = [], {}
    for node in frozen.upstream(*outputs).values():
        made = _live(node)
        kinds = {form_of(one).kind for one in (made.type, *(p.type for p in made.parameters))}
        if made.frame or (not node.is_input and kinds != {Kind.VALUE}):
            causes[node.name] = f"{node.place}: it takes or gives columns", _SCALARS
        nodes.append(made)
    if causes:
        problem = "cannot be computed for one record"
        raise NotFrozenError(problem, tuple(causes), tuple(causes.values()))
    return _graph_of(frozen, nodes)


_SCALARS = "write it as a function of scalars, such as `float | None`."


def _live(node: Node) -> Node:
    function: Any = node.function
    if isinstance(function, Constant):
        value = function.table()
        return _made(replaced(node, type=_type_of([value])), node.name, _Given(value), ())
    if isinstance(function, LookUp) and not function.trees:
        table = function.table
        types = [_type_of([*table.scalars(key), None]) for key in table.keys]
        parameters = [Parameter(n, t) for n, t in zip(function.names, types, strict=True)]
        # A key that is not in the table gives None, which a strict reader passes on.
        return _made(replaced(node, type=Any), node.name, table, parameters)
    if isinstance(function, Fixed) and function.value is None:
        return replaced(node, type=Any)  # whatever was said: a strict reader passes it on
    return node


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """The function of a plain value."""

    value: Any

    def __call__(self) -> Any:
        """Give it."""
        return self.value


def _type_of(values: list[Any]) -> Any:
    """Find the one type of scalars, None admitted if it is among them."""
    types = {type(value) for value in values}
    several = types - {type(None)}
    if len(several) != 1:
        return Any
    (one,) = several
    return one if types == several else one | None
