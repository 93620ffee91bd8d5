"""What a function of expressions reads: it is called, and the engine is asked about the result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import installed, unwrapped, wrapped
from hamiltonish.lineage.cells import Cell, Key
from hamiltonish.lineage.expressions import columns_in, flows_in_selection
from hamiltonish.lineage.flows import UNKNOWN
from hamiltonish.lineage.frames import Query, probed
from hamiltonish.lineage.trace import INPUTS, Trace
from hamiltonish.node import Node

__all__ = ["expression_row"]


def expression_row(trace: Trace, node: Node, owner: str) -> dict[Key, int]:
    """Find what the expression of a function reads, and how.

    A function that cannot be called is taken to read all its parameters. So is one that takes a
    value which is not known: with another value it may read other columns.

    Args:
        trace: What is known so far.
        node: The node of the function.
        owner: The frame that the column belongs to; empty if it is not known.
    """
    row = trace.parameters(node)
    expression, is_exact = trace.called(node, {})
    if expression is None:
        return row
    columns = [p.name for p, kind in trace.read(node) if kind is Kind.COLUMN]
    if form_of(type(expression)).library == "narwhals":
        found = _portable(trace, node.name, expression, columns, owner)
        if found is None:
            return row
    else:
        trace.expressions[node.name] = expression
        found, is_complete = columns_in(expression)
        is_exact &= is_complete
        if found is None:  # it takes columns without naming them
            others = trace.cells(owner) if owner in trace.frames else ()
            return dict.fromkeys(others, UNKNOWN) | row
    read = {_key(trace, column, columns, owner): flow for column, flow in found.items()}
    if is_exact:
        for name in columns:
            del row[name]
    row = {key: flow for key, flow in row.items() if key not in read} | read
    if not row and owner in trace.frames:  # the number of rows, or a constant for each
        return trace.frames[owner].rows()
    return row


def _key(trace: Trace, column: str, parameters: Iterable[str], owner: str) -> Key:
    """Find what an expression means by a column."""
    for name in parameters:
        if trace.column(name) == column:
            return name
    if column in trace.in_frame[owner]:
        return trace.in_frame[owner][column]
    return trace.cell(owner, column) if owner in trace.frames else Cell(INPUTS, column)


def _portable(
    trace: Trace, name: str, expression: Any, columns: list[str], owner: str
) -> dict[str, int] | None:
    """Ask Polars what a portable expression reads; None if it cannot be asked.

    The keys of a window are texts in it, so that it may need more columns than its parameters.
    """
    schema = {trace.column(one): trace.dtype(one) for one in columns}
    if not installed("polars") or None in schema.values():
        return None
    frame = trace.frames.get(owner)
    for more in ({}, (frame.schema if frame is not None else None) or {}):
        if (asked := _asked(expression, {**more, **schema})) is not None:
            found, trace.dtypes[name] = asked
            return found
    return None


def _asked(expression: Any, schema: dict[str, Any]) -> tuple[dict[str, int], Any] | None:
    """Put a portable expression on a frame without rows, and find what it reads, and its dtype.

    Mostly it is told from the description of the query. If that is more than the expression, the
    engine is asked.
    """
    from hamiltonish.frames import polars

    named = expression.alias(_RESULT)
    try:
        query = unwrapped(wrapped(polars.lazy_of(schema)).select(named))
        dtype = query.collect_schema()[_RESULT]
        found = flows_in_selection(polars.description_of(query))
        if found is None:
            probe, start = probed(0, schema, portable=True)
            asked = Query(start.select(named), [probe], [{column: column for column in schema}])
            found = {str(key): flow for key, flow in asked.row(_RESULT).items()}
    except Exception:  # noqa: BLE001  # a column is not there, or only other engines can do it
        return None
    return found, dtype


_RESULT = "result"
