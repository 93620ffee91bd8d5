"""How a query's columns feed its result: told from the query's description of itself, if it can be.

Which columns are read, the engine says; here is only how. So whatever this cannot read, such as a
description by another version of Polars, costs the kinds of flow, and no column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.lineage.expressions import flows_of, is_wide
from hamiltonish.lineage.flows import Flow, bits_of, joined

__all__ = ["flows_in_query"]

Origin = tuple[int, str]
"""A column of one of the frames that a query is made of: which frame, and its name."""

Flows = dict[Origin, int]


@dataclass(slots=True)
class _Part:
    """A query, or a part of one: how its columns, and what rows it has, come about."""

    columns: dict[str, Flows] = field(default_factory=dict)
    rows: Flows = field(default_factory=dict)


class _UnreadableError(Exception):
    """The description says something that is not known here."""


def flows_in_query(query: Any, frames: Mapping[str, Sequence[str]]) -> dict[str, Flows]:
    """Find for the columns of a query how the columns of the frames below feed them.

    Args:
        query: A lazy frame of Polars.
        frames: The columns of each frame below, by what stands for it in the description.

    Returns:
        The flows of each column; nothing if the description cannot be read.
    """
    from hamiltonish.frames import polars

    try:
        part = _part_of(json.loads(polars.description_of(query)), frames)
        return {name: _merged(flows, part.rows) for name, flows in part.columns.items()}
    except Exception:  # noqa: BLE001  # Polars cannot write it down, or does so in another way
        return {}


def _part_of(tree: Any, frames: Mapping[str, Sequence[str]]) -> _Part:
    """Read a description from the frames below up to the result, without recursion."""
    done: list[_Part] = []
    pending: list[tuple[Any, bool]] = [(tree, False)]
    while pending:
        node, is_ready = pending.pop()
        ((name, content),) = node.items()
        if is_ready:
            inputs = [done.pop() for _ in _inputs(name, content)]
            done.append(_READERS[name](content, *inputs))
        elif name == "PythonScan":
            done.append(_probe(content, frames))
        elif name in ("DataFrameScan", "Scan"):
            done.append(_Part())  # data of the function's own; no column of a frame is in it
        elif name in _READERS:
            pending.append((node, True))
            pending.extend((one, False) for one in _inputs(name, content))
        else:
            raise _UnreadableError(name)
    (part,) = done
    return part


def _inputs(name: str, content: Any) -> list[Any]:
    """List the queries that a node is made of."""
    if name == "Join":
        return [content["input_left"], content["input_right"]]
    if name == "IR":
        return [content["dsl"]]
    inputs: list[Any] = content["inputs"] if "inputs" in content else [content["input"]]
    return inputs


def _probe(content: Any, frames: Mapping[str, Sequence[str]]) -> _Part:
    code = bytes(content["options"]["scan_fn"])
    found = [index for index, label in enumerate(frames) if label.encode() in code]
    if len(found) != 1:
        raise _UnreadableError("PythonScan")
    columns = list(frames.values())[found[0]]
    same = bits_of(Flow.IDENTITY)
    return _Part({name: {(found[0], name): same} for name in columns})


# -- nodes ---------------------------------------------------------------------------------------


def _same(content: Any, part: _Part) -> _Part:  # noqa: ARG001
    return part


def _select(content: Any, part: _Part) -> _Part:
    return _Part(_computed(content["expr"], part), part.rows)


def _with_columns(content: Any, part: _Part) -> _Part:
    return _Part({**part.columns, **_computed(content["exprs"], part)}, part.rows)


def _filter(content: Any, part: _Part) -> _Part:
    return _decided(part, [content["predicate"]], Flow.FILTER)


def _sort(content: Any, part: _Part) -> _Part:
    return _decided(part, content["by_column"], Flow.SORT)


def _distinct(content: Any, part: _Part) -> _Part:
    subset = content["options"]["subset"]
    if subset is None:
        subset = [{"Column": name} for name in part.columns]
    return _decided(part, [one.get("Root", one) for one in subset], Flow.FILTER)


def _group_by(content: Any, part: _Part) -> _Part:
    if content.get("apply") is not None:
        raise _UnreadableError("apply")
    keys = list(content["keys"])
    moving = [content["options"][way] for way in ("dynamic", "rolling")]
    keys += [{"Column": one["index_column"]} for one in moving if one is not None]
    columns = _computed(keys, part)
    made = bits_of(Flow.AGGREGATION)
    for name, flows in _computed(content["aggs"], part, grouped=keys).items():
        columns[name] = {origin: joined(made, flow) for origin, flow in flows.items()}
    return _Part(columns, _decided(part, keys, Flow.GROUP_BY).rows)


def _join(content: Any, left: _Part, right: _Part) -> _Part:
    condition = content.get("condition", {})
    keys = condition.get("Equi", content if "left_on" in content else {})
    predicates = condition.get("NonEqui", content).get("predicates", [])
    options = content["options"]["args"]
    how = options["how"]
    columns = dict(left.columns)
    if how not in ("Semi", "Anti"):
        suffix = options["suffix"] or "_right"
        for name, flows in right.columns.items():
            columns[f"{name}{suffix}" if name in left.columns else name] = flows
    if how in ("Right", "Full"):  # a key is then of either side
        for key in (*keys.get("left_on", ()), *keys.get("right_on", ())):
            columns.pop(key.get("Column", ""), None)
    lefts = _decided(left, [*keys.get("left_on", ()), *predicates], Flow.JOIN)
    rights = _decided(right, [*keys.get("right_on", ()), *predicates], Flow.JOIN)
    by = how.get("AsOf") if isinstance(how, dict) else None
    if by is not None:
        for part, place in ((lefts, "left_by"), (rights, "right_by")):
            names = [{"Column": name} for name in by.get(place) or ()]
            part.rows = _decided(part, names, Flow.JOIN).rows
    return _Part(columns, _merged(lefts.rows, rights.rows))


def _union(content: Any, *parts: _Part) -> _Part:  # noqa: ARG001
    union = _Part()
    for part in parts:
        for name, flows in part.columns.items():
            union.columns[name] = _merged(union.columns.get(name, {}), flows)
        union.rows = _merged(union.rows, part.rows)
    return union


def _function(content: Any, part: _Part) -> _Part:
    ((name, how),) = content["function"].items()
    columns = dict(part.columns)
    if name == "Rename":
        new = dict(zip(how["existing"], how["new"], strict=True))
        columns = {new.get(column, column): flows for column, flows in columns.items()}
    elif name == "Drop":
        for one in how["to_drop"]:
            columns.pop(one["Root"]["Column"])
    elif name == "RowIndex":
        columns[how["name"]] = {}
    elif name != "Hint":
        raise _UnreadableError(name)
    return _Part(columns, part.rows)


_READERS: Mapping[str, Any] = {
    "Cache": _same,
    "Distinct": _distinct,
    "Filter": _filter,
    "GroupBy": _group_by,
    "HConcat": _union,
    "HStack": _with_columns,
    "IR": _same,
    "Join": _join,
    "MapFunction": _function,
    "Select": _select,
    "Slice": _same,
    "Sort": _sort,
    "Union": _union,
}


# -- expressions ---------------------------------------------------------------------------------


def _merged(first: Flows, second: Flows) -> Flows:
    merged = dict(first)
    for origin, flow in second.items():
        merged[origin] = merged.get(origin, 0) | flow
    return merged


def _decided(part: _Part, expressions: Iterable[Any], flow: Flow) -> _Part:
    """Add what decides about rows."""
    rows = dict(part.rows)
    for expression in expressions:
        for name in _names_in(expression, part):
            for origin, far in part.columns.get(name, {}).items():
                rows[origin] = rows.get(origin, 0) | joined(bits_of(flow), far)
    return _Part(part.columns, rows)


def _names_in(expression: Any, part: _Part) -> Iterator[str]:
    """Yield the columns that an expression reads, those of selectors too."""
    yield from flows_of(expression)
    for selector in _selectors(expression):
        yield from _selected(selector, part.columns)


def _computed(
    expressions: Iterable[Any], part: _Part, grouped: Sequence[Any] = ()
) -> dict[str, Flows]:
    """Find how the columns that expressions make come about."""
    columns: dict[str, Flows] = {}
    keys = {key.get("Column") for key in grouped if isinstance(key, dict)}
    for expression in expressions:
        for one in _expanded(expression, [c for c in part.columns if c not in keys]):
            flows: Flows = {}
            for name, near in flows_of(one).items():
                for origin, far in part.columns.get(name, {}).items():
                    flows[origin] = flows.get(origin, 0) | joined(near, far)
            columns[_name_of(one)] = flows
    return columns


def _expanded(expression: Any, columns: Sequence[str]) -> Iterator[Any]:
    """Write out an expression over a selector, one for each column; others are as they are."""
    if not is_wide(expression):
        yield expression
        return
    selectors = list(_selectors(expression))
    if len(selectors) != 1 or "Horizontal" in str(expression):
        raise _UnreadableError("selectors")
    text = json.dumps(expression)
    for name in _selected(selectors[0], columns):
        written = text.replace(json.dumps(selectors[0]), json.dumps({"Column": name}))
        yield json.loads(written)


def _selectors(expression: Any) -> Iterator[Any]:
    pending = [expression]
    while pending:
        node = pending.pop()
        if node == "Wildcard" or (isinstance(node, dict) and not _SELECTORS.isdisjoint(node)):
            yield node
        elif isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list) and not (node and isinstance(node[0], int)):
            pending.extend(node)


_SELECTORS = frozenset({"Columns", "DtypeColumn", "Exclude", "IndexColumn", "Nth", "Selector"})


def _selected(selector: Any, columns: Iterable[str]) -> list[str]:
    """List the columns that a selector of names takes."""
    if selector == "Wildcard":
        return list(columns)
    ((name, content),) = selector.items()
    if name == "Selector":
        return _selected(content, columns)
    if name in ("ByName", "Columns"):
        names = content["names"] if name == "ByName" else content
        known = set(columns)
        return [one for one in names if one in known]
    if name in ("Difference", "Exclude"):
        kept, out = content
        if name == "Exclude":
            out = {"Columns": [one["Name"] for one in out]}
        left_out = set(_selected(out, columns))
        return [one for one in _selected(kept, columns) if one not in left_out]
    if name == "Union":
        both = {one for part in content for one in _selected(part, columns)}
        return [one for one in columns if one in both]
    raise _UnreadableError(name)


_FIRST = {
    "BinaryExpr": "left",
    "Cast": "expr",
    "Filter": "input",
    "Gather": "expr",
    "Over": "function",
    "Slice": "input",
    "Sort": "expr",
    "SortBy": "expr",
    "Ternary": "truthy",
    "Window": "function",
}
"""Where the part stands that gives a node its name, if it has none of its own."""


def _name_of(expression: Any) -> str:
    """Find the name of the column that an expression makes."""
    node = expression
    while True:
        if node == "Len":
            return "len"
        ((name, content),) = node.items()
        if name == "Column":
            return str(content)
        if name == "Alias":
            return str(content[1])
        if name == "Literal":
            return "literal"
        if name in _FIRST:
            node = content[_FIRST[name]]
        elif name == "Agg":
            ((_, inner),) = content.items()
            while not isinstance(inner, dict) or not inner.keys().isdisjoint(_OPTIONS):
                inner = inner[0] if isinstance(inner, list) else inner[_operand(inner)]
            node = inner
        elif name in ("Function", "AnonymousFunction") and "StructExpr" not in str(
            content["function"]
        ):
            node = content["input"][0]
        else:
            raise _UnreadableError(name)


_OPTIONS = frozenset({"input", "expr"})


def _operand(content: Mapping[str, Any]) -> str:
    return "input" if "input" in content else "expr"
