"""Lineage: down to the columns of the source frames, as data, and as events of OpenLineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from hamiltonish.annotations import VALUE_FORM, Kind, form_of
from hamiltonish.graph import Graph
from hamiltonish.lineage.answer import Lineage
from hamiltonish.lineage.cells import Cell, Key, feeds_of, ways_between
from hamiltonish.lineage.edges import Edge, SourceFrame, Ways
from hamiltonish.lineage.emitting import emit
from hamiltonish.lineage.flows import Flow, flows_in, is_sure
from hamiltonish.lineage.frames import Frame
from hamiltonish.lineage.trace import SAME, Trace
from hamiltonish.lineage.tracing import traced
from hamiltonish.plan.columns import columns_of
from hamiltonish.plan.given import check_given
from hamiltonish.plan.request import Given, Outputs, Request, describe, output_names
from hamiltonish.plan.rows import with_rows
from hamiltonish.plan.sources import sources_of

__all__ = ["Edge", "Flow", "Lineage", "SourceFrame", "emit", "lineage_of"]


def lineage_of(
    graph: Graph,
    outputs: Outputs,
    *,
    inputs: Mapping[str, Any] | None,
    overrides: Mapping[str, Any],
) -> Lineage:
    """Find which columns of the source frames feed outputs, and how.

    Args:
        graph: The graph.
        outputs: What is asked for.
        inputs: The inputs, of which no rows are read; None to end at the inputs of the graph.
        overrides: The overrides, likewise.

    Raises:
        RequestError: If what is asked for or given does not fit the graph.
        FrameError: If a function mixes the columns of frames.
    """
    names, asked_by = output_names(outputs, graph), "outputs of Driver.lineage"
    seen = graph
    given = {**(inputs or {}), **overrides}
    if inputs is None:
        unknown = {name: Given(object, VALUE_FORM) for name in graph.inputs}
        request = Request(names, unknown, describe(overrides), as_frame=False)
        sources = sources_of(graph, request, asked_by=asked_by)
    else:
        request = Request(names, describe(inputs), describe(overrides), as_frame=False)
        sources = sources_of(graph, request, asked_by=asked_by)
        seen, sources = with_rows(graph, request, sources)
        check_given(seen, request, sources, given)
        columns_of(seen, request, sources)
    trace = traced(seen, sources, given)
    columns = _columns(trace)
    forms = (form_of(type(value)) for value in given.values())
    edges, reached = _edges(trace, columns), _reached(trace, columns.values())
    on_the_way = {key.frame if isinstance(key, Cell) else key for key in reached}
    return Lineage(
        {name: _type_of(trace, key) for name, key in columns.items()},
        edges,
        _frames(trace, edges),
        graph.select(where=lambda node: node.name in on_the_way),
        tuple(_links(trace, reached)),
        next((form.library for form in forms if form.kind is Kind.FRAME), ""),
    )


def _columns(trace: Trace) -> dict[str, Key]:
    """Name the columns of the result, and find what each stands for."""
    columns: dict[str, Key] = {}
    outputs = trace.sources.outputs
    for name in outputs:
        if trace.kinds[name] is Kind.FRAME:
            prefix = f"{name}." if len(outputs) > 1 else ""
            columns |= {f"{prefix}{cell.column}": cell for cell in trace.cells(name)}
        else:
            node = trace.graph.nodes.get(name)
            columns[name if node is None else node.column_name] = name
    return columns


def _edges(trace: Trace, columns: Mapping[str, Key]) -> tuple[Edge, ...]:
    """List what feeds each column of the result, in the order of the frames' own columns."""
    feeds = feeds_of(trace.table, columns.values(), SAME)
    rank = _rank(trace)
    pairs = [
        (name, key, source)
        for name, key in columns.items()
        for source in sorted(feeds[key], key=rank.__getitem__)
    ]
    keys, ways = ways_between(trace.table, ((key, source) for _, key, source in pairs))
    computed = {node.name for node in trace.sources.order}
    names = (key.frame if isinstance(key, Cell) else key for key in keys)
    nodes = tuple(name if name in computed else "" for name in names)
    edges = []
    for name, key, source in pairs:
        bits, way = feeds[key][source], Ways(nodes, ways[key, source])
        edges.append(Edge(name, *source, flows_in(bits), not is_sure(bits), way))
    return tuple(edges)


def _rank(trace: Trace) -> dict[Cell, int]:
    """Order the sources: frame by frame as they were given, each column in its place."""
    cells: dict[Cell, int] = {}
    for frame in trace.frames.values():
        for cell in frame.cells() if frame.row is None else ():
            cells.setdefault(cell, len(cells))
    for row in trace.table.values():
        for key in row:
            if isinstance(key, Cell):
                cells.setdefault(key, len(cells))
    return cells


def _frames(trace: Trace, edges: Iterable[Edge]) -> dict[str, SourceFrame]:
    """Tell of the frames that lineage ends at."""
    known = {frame.name: frame for frame in trace.frames.values()}
    used: dict[str, dict[str, str]] = {}
    for edge in edges:
        used.setdefault(edge.frame, {})[edge.column] = ""
    used.pop("", None)  # plain values are of no frame
    frames = {}
    for name, columns in used.items():
        frame = known.get(name, Frame(name))
        types = frame.types or dict.fromkeys(frame.columns or columns, "")
        frames[name] = SourceFrame(name, types, frame.files, *frame.size)
    return frames


def _reached(trace: Trace, wanted: Iterable[Key]) -> set[Key]:
    """Find all that columns of the result come from, themselves included."""
    pending = list(wanted)
    reached = set(pending)
    while pending:
        for key in trace.table.get(pending.pop(), ()):
            if key not in reached:
                reached.add(key)
                pending.append(key)
    return reached


def _links(trace: Trace, reached: AbstractSet[Key]) -> Iterator[tuple[str, str]]:
    """Yield what reads what: nodes, frames as a whole, and the columns of sources."""
    computed = {node.name for node in trace.sources.order}

    def name_of(key: Key) -> str:
        if not isinstance(key, Cell):
            return key if key in computed else next((str(read) for read in trace.table[key]), key)
        return key.frame if trace.is_made(key.frame) else str(key)

    links = dict.fromkeys(
        (name_of(read), name_of(key))
        for key, row in trace.table.items()
        if key in reached
        for read in row
    )
    yield from (link for link in links if link[0] != link[1])


def _type_of(trace: Trace, key: Key) -> str:
    """Write the dtype of a column of the result; nothing if it is not known."""
    if isinstance(key, Cell):
        frame = next(frame for frame in trace.frames.values() if frame.name == key.frame)
        types = frame.types or {name: str(dtype) for name, dtype in (frame.schema or {}).items()}
        return types.get(key.column, "")
    dtype = trace.dtype(key)
    return "" if dtype is None else str(dtype)
