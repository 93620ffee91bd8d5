"""The frames that functions make: traced with probes, loaded, or opaque."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import engine_of, installed, unwrapped, without_rows, wrapped
from hamiltonish.lineage.cells import Key
from hamiltonish.lineage.frames import (
    Frame,
    Query,
    described,
    opaque,
    polars_schema_of,
    probed,
)
from hamiltonish.lineage.trace import SOMEHOW, Trace
from hamiltonish.node import Node, Parameter

__all__ = ["frame_of"]


def frame_of(trace: Trace, node: Node) -> Frame:
    """Find out about the frame that a function makes.

    A function of queries is called with probes; the engine then tells what each column reads. One
    that takes no rows loads its frame: lineage ends there. All others are opaque.
    """
    read = {parameter.name: kind for parameter, kind in trace.read(node)}
    if not any(trace.is_of_rows(name) for name in read):
        return _loaded(trace, node)
    frame = _query(trace, node)
    if frame is None:
        frame = opaque(node.name, trace.parameters(node), lambda: _empty(trace, node))
    return frame


def _loaded(trace: Trace, node: Node) -> Frame:
    """Look at a frame that a function loads: a query is only described, data are not loaded."""
    frame = Frame(node.name)
    result, is_exact = trace.called(node, {}) if form_of(node.type).lazy else (None, False)
    if result is None or not is_exact:
        return frame
    native = unwrapped(result)
    try:
        frame.schema = polars_schema_of(native)
        described(frame, native)
    except Exception:  # noqa: BLE001  # the file is not there, as the run will tell
        return Frame(node.name)
    frame.empty = lambda: without_rows(native)
    return frame


def _query(trace: Trace, node: Node) -> Frame | None:
    """Call a function with probes, if it takes queries; None if the engine cannot tell."""
    if form_of(node.type).library not in _ASKED or not installed("polars"):
        return None
    probes: list[Any] = []
    keys: list[Mapping[str, Key]] = []
    frames: dict[str, Any] = {}
    for parameter, kind in trace.read(node):
        if kind is not Kind.FRAME:
            continue
        schema = _widened(trace, node, parameter) if _takes_queries(parameter) else None
        if schema is None:
            return None
        name = parameter.name
        portable = form_of(parameter.type).library == "narwhals"
        probe, frames[name] = probed(len(probes), schema, portable=portable)
        probes.append(probe)
        own = trace.frames[name].schema or {}
        keys.append(
            {c: trace.cell(name, c) if c in own else trace.in_frame[name][c] for c in schema}
        )
    result, _ = trace.called(node, frames)
    native = unwrapped(result)
    form = form_of(type(native))
    if form.kind is not Kind.FRAME or form.library != "polars":
        return None
    try:
        query = Query(native, probes, keys)
    except Exception:  # noqa: BLE001  # the query is wrong, as the run will tell
        return None
    values = {p.name: SOMEHOW for p, kind in trace.read(node) if kind is Kind.VALUE}
    return Frame(
        node.name,
        lambda column: values | query.row(column),
        lambda: values | query.rows(),
        schema=query.schema,
    )


_ASKED = ("polars", "narwhals")


def _takes_queries(parameter: Parameter) -> bool:
    form = form_of(parameter.type)
    return form.library == "narwhals" or (form.library == "polars" and form.lazy)


def _widened(trace: Trace, node: Node, parameter: Parameter) -> dict[str, Any] | None:
    """Find the schema of a frame with the computed columns that a function takes beside it."""
    frame = parameter.name
    schema = trace.frames[frame].schema
    if schema is None:
        return None
    widened = dict(schema)
    for other in node.parameters:
        column = trace.column(other.name)
        if trace.owners.get(other.name) == frame and column not in schema:
            widened[column] = trace.dtype(other.name)
    return None if None in widened.values() else widened


def _empty(trace: Trace, node: Node) -> Any:
    """Call a function on frames without rows, to find the columns of its result."""
    frames = {}
    for parameter, kind in trace.read(node):
        if kind is Kind.FRAME:
            empty = _without_rows(trace.frames[parameter.name])
            if empty is None:
                return None
            portable = form_of(parameter.type).library == "narwhals"
            frames[parameter.name] = wrapped(empty) if portable else empty
    result, _ = trace.called(node, frames)
    is_frame = result is not None and form_of(type(result)).kind is Kind.FRAME
    return unwrapped(result) if is_frame else None


def _without_rows(frame: Frame) -> Any:
    if frame.empty is not None:
        return frame.empty()
    if frame.schema is None:
        return None
    return engine_of("polars").collect(probed(0, frame.schema, portable=False)[1])
