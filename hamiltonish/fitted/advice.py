"""What freezing would change for outputs that cannot be compiled, for the error that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import NeedsFrameError, NeedsMore
from hamiltonish.errors.text import listed
from hamiltonish.fitted.deciding import Decision, decisions_of, walked
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.reach import Reach
from hamiltonish.reach.survey import Fix, Need, needs_of

__all__ = ["advised"]


def advised(error: NeedsFrameError, graph: Graph) -> NeedsFrameError:
    """Say of each node which rows it needs, whether freezing fixes it, and what the way out is.

    Functions of expressions are called, to see what is in them; nothing else runs.

    Args:
        error: The error, as compiling gives it.
        graph: The graph.
    """
    needs = needs_of(graph, error.outputs, None, None)
    needs = {name: need for name, need in needs.items() if need.is_known}
    decisions = decisions_of(needs)
    nodes = tuple([_told(one, needs.get(one.name)) for one in error.nodes])
    names = {one.name for one in nodes}
    left = [n for n in walked(graph, error.outputs, decisions) if n.name in names]
    return NeedsFrameError(error.outputs, nodes, _hint(error.outputs, left, decisions))


_ROWS = {Reach.WINDOW: "a window", Reach.GROUP: "its group", Reach.TABLE: "the table"}


def _told(one: NeedsMore, need: Need | None) -> NeedsMore:
    if need is None or need.reach is Reach.ROW:
        return one
    reach = f"{_ROWS[need.reach]} ({need.construct})"
    return replace(one, reach=reach, is_fixed=need.fix is not Fix.REFUSE)


def _hint(outputs: Sequence[str], left: Sequence[Node], decisions: Mapping[str, Decision]) -> str:
    """Word the way out, if there is a better one than to cut the graph.

    Args:
        outputs: What was asked for.
        left: The nodes that need more than values, but for what only statistics are made of.
        decisions: What freezing does with nodes.
    """
    fixes = {node.name: decisions[node.name].fix for node in left if node.name in decisions}
    if Fix.REFUSE in fixes.values() or any(_brings_rows(node, fixes) for node in left):
        return ""
    if parted := [name for name, fix in fixes.items() if fix is Fix.PARTS]:
        return (
            f"part {listed(parted)}: a function for each aggregate, which freeze fixes,"
            " and one of scalars for the rest."
        )
    if columns := [node.name for node in left if node.name not in fixes and _has_columns(node)]:
        how, it = ("a function", "it runs") if len(columns) == 1 else ("functions", "they run")
        return (
            f"write {listed(columns)} as {how} of scalars, such as `float | None`;"
            f" {it} on columns, too."
        )
    if not fixes:
        return ""
    asked = repr(outputs[0]) if len(outputs) == 1 else f"[{', '.join(map(repr, outputs))}]"
    return f"freeze it on training data: `driver.freeze(train, {asked}).compile()`."


def _brings_rows(node: Node, fixes: Mapping[str, Fix]) -> bool:
    """Whether a node is a frame, or a column taken out of one, which no record has."""
    is_frame = form_of(node.type).kind is Kind.FRAME
    return not node.is_input and node.name not in fixes and (is_frame or bool(node.frame))


def _has_columns(node: Node) -> bool:
    """Whether a function takes or gives columns."""
    types = (node.type, *(parameter.type for parameter in node.parameters))
    return not node.is_input and any(form_of(one).kind is Kind.COLUMN for one in types)
