"""What a Polars expression reads, and how: told from the expression's description of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hamiltonish.lineage.flows import SURE, UNKNOWN, Flow, bits_of, joined

__all__ = ["columns_in", "flows_in_selection", "flows_of", "is_wide"]

_SAME = bits_of(Flow.IDENTITY)
_COMPUTED = bits_of(Flow.TRANSFORMATION)


def columns_in(expression: Any) -> tuple[dict[str, int] | None, bool]:
    """Find the columns that an expression reads, and how.

    Returns:
        For each column a set of flows, or None if some are not told by name, as with a selector;
        and whether these are all that there are.
    """
    roots = [name for name in expression.meta.root_names() if name]
    listed = dict.fromkeys(roots, UNKNOWN | SURE)
    try:
        tree = json.loads(expression.meta.serialize(format="json"))
    except Exception:  # noqa: BLE001  # Polars cannot write it down; before 1.31 it forgets roots
        return None if expression.meta.has_multiple_outputs() else listed, False
    if is_wide(tree) or expression.meta.has_multiple_outputs():
        return None, False
    return listed | flows_of(tree), True


def flows_in_selection(description: str) -> dict[str, int] | None:
    """Find what an expression reads from the description of a query that selects it, and no more.

    Returns:
        For each column a set of flows; None if the query does more, or cannot be read.
    """
    try:
        selection = _without_cache(json.loads(description))["Select"]
        (expression,), below = selection["expr"], _without_cache(selection["input"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if "DataFrameScan" not in below or is_wide(expression) else flows_of(expression)


def _without_cache(node: Any) -> Any:
    """Take a query out of what says that Polars has looked at it before."""
    while "IR" in node:
        node = node["IR"]["dsl"]
    return node


_WIDE = frozenset({"Columns", "DtypeColumn", "Exclude", "IndexColumn", "Nth", "Selector"})
"""What stands for columns that are found by type, place or pattern."""


def is_wide(tree: Any) -> bool:
    """Whether an expression takes columns that it does not name."""
    for node in _nodes(tree):
        if isinstance(node, str) and node == "Wildcard":
            return True
        if isinstance(node, dict):
            if not _WIDE.isdisjoint(node):
                return True
            name = node.get("Column")
            if isinstance(name, str) and name.startswith("^") and name.endswith("$"):
                return True
    return False


def _nodes(tree: Any) -> Iterator[Any]:
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list) and not _is_bytes(node):
            pending.extend(node)


def _is_bytes(content: list[Any]) -> bool:
    """Whether a list is the bytes of a Series or of Python code, which may be millions."""
    return bool(content) and isinstance(content[0], int)


def flows_of(tree: Any) -> dict[str, int]:
    """Find the columns in the description of an expression, and how each is read."""
    found: dict[str, int] = {}
    pending = [(tree, _SAME)]
    while pending:
        node, flow = pending.pop()
        if isinstance(node, list):
            pending.extend((part, flow) for part in ([] if _is_bytes(node) else node))
        elif not isinstance(node, dict):
            continue
        elif not _is_named(node):
            pending.extend((part, flow) for part in node.values())
        else:
            ((name, content),) = node.items()
            if name != "Column":
                pending.extend((part, joined(flow, far)) for part, far in _parts(name, content))
            elif content:  # an element of a list has no name
                found[content] = found.get(content, 0) | flow
    return found


def _is_named(node: Any) -> bool:
    """Whether this is a node of a description under its name, not a record of a node's parts."""
    return isinstance(node, dict) and len(node) == 1 and next(iter(node))[:1].isupper()


_DECIDING = {
    ("Ternary", "predicate"): Flow.CONDITIONAL,
    ("Filter", "by"): Flow.FILTER,
    ("SortBy", "by"): Flow.SORT,
    ("Over", "partition_by"): Flow.WINDOW,
    ("Over", "order_by"): Flow.WINDOW,
    ("Window", "partition_by"): Flow.WINDOW,
    ("Window", "order_by"): Flow.WINDOW,
    ("Rolling", "index_column"): Flow.WINDOW,
    ("Gather", "idx"): Flow.FILTER,
}
"""The parts of expressions that only decide which values are taken."""

_PASSING = {("Alias", 0), ("KeepName", 0), ("RenameAlias", "expr")}
"""The parts whose values are taken as they are."""


def _parts(name: str, content: Any) -> Iterator[tuple[Any, int]]:
    """Yield the parts of a node of a description, each with how it feeds the node."""
    items: Any = [(0, content)]
    if name == "Literal":
        items = ()
    elif isinstance(content, list):
        items = () if _is_bytes(content) else enumerate(content)
    elif isinstance(content, dict) and not _is_named(content):
        items = content.items()
    for place, part in items:
        if (flow := _DECIDING.get((name, place))) is not None:
            yield part, bits_of(flow)
        elif name == "Agg":
            yield part, bits_of(Flow.AGGREGATION)
        else:
            yield part, _SAME if (name, place) in _PASSING else _COMPUTED
