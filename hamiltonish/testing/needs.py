"""What inputs some outputs need, and what is known of each: dtype, range, values, nulls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hamiltonish.annotations import Kind, form_of, is_scalar, type_text
from hamiltonish.checks.rules import Length, Matches, NoNans, NoNulls, Range, ValuesIn
from hamiltonish.driver import Driver
from hamiltonish.errors import UnknownNodeError, UnknownValuesError
from hamiltonish.errors.text import closest
from hamiltonish.frames import engine_of, expressions_of, unwrapped
from hamiltonish.node import MISSING, Node
from hamiltonish.plan.request import BARE, Outputs, normalized, output_names
from hamiltonish.rows import is_row_function
from hamiltonish.rows.scalars import admits_none
from hamiltonish.testing.limits import limited
from hamiltonish.testing.literals import library_for, own_dtype_of
from hamiltonish.testing.samples import Column, Table, table_of

__all__ = ["Needs", "needs_of"]


@dataclass(frozen=True, slots=True)
class Needs:
    """The inputs of some outputs.

    Attributes:
        tables: The frames.
        values: The values that are the same for all rows.
    """

    tables: tuple[Table, ...]
    values: tuple[Column, ...]


def needs_of(
    driver: Driver,
    outputs: Outputs,
    *,
    like: Any = None,
    columns: Mapping[str, Any] | None = None,
    at: Collection[str] = (),
    library: str | None = None,
    lazy: bool | None = None,
) -> Needs:
    """Find which inputs are needed, and what is known of them.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions.
        like: A sample frame, or a dict with some.
        columns: Dtypes and types that are known better, by name.
        at: Nodes that are given in place of what is above them.
        library: The library of frames; by default that of the sample, or of the functions.
        lazy: Whether frames are queries; by default as the sample is.

    Raises:
        UnknownValuesError: If nothing says what an input may hold.
        UnknownNodeError: If an output, or a node of `at`, is not there.
    """
    graph, known = driver.graph, dict(columns or {})
    cut = output_names(tuple(at), graph) if at else ()
    names = tuple(n for n in output_names(outputs, graph) if n not in cut)
    samples = dict(normalized(like))
    frames = {n: s for n, s in samples.items() if form_of(type(unwrapped(s))).kind is Kind.FRAME}
    offered = {c for f in frames.values() for c in _names_in(f)}
    for name in names:
        if name not in graph and name not in offered and name not in known:
            raise UnknownNodeError(name, "outputs of a strategy", closest(name, (*graph, *offered)))
    needed = _needed(driver, names, cut, offered)
    unknown = [name for name in known if name not in needed]
    if unknown:
        matches = closest(unknown[0], needed)
        raise UnknownNodeError(unknown[0], "`columns=` of a strategy", matches)
    loose: list[Column] = []
    values: list[Column] = []
    tables: list[Table] = []
    for node in needed.values():
        readers = _readers(driver, node.name)
        if form_of(node.type).kind is Kind.FRAME and node.name not in cut:
            tables.append(_frame_input(driver, names, node, frames, library, lazy))
        elif any(node.name in _names_in(frame) for frame in frames.values()):
            continue  # below, with its frame
        elif _is_column(driver, node, readers):
            loose.append(_column(node, readers, known, library))
        else:
            values.append(_value(node, readers, known, samples))
    for key, frame in frames.items():
        own = [name for name in needed if name in _names_in(frame)]
        if key not in graph and own:
            tables.append(table_of(key, frame, own, library, lazy))
    tables = [_with_known(table, known) for table in tables]
    if loose:
        tables = _with_loose(driver, tables, loose, library, lazy, needed)
    return Needs(tuple(tables), tuple(values))


def _needed(
    driver: Driver, names: Collection[str], cut: Collection[str], offered: Collection[str]
) -> dict[str, Node]:
    """Find the inputs above outputs, and the nodes at which the graph is cut."""
    graph = driver.graph
    pending, seen, found = list(names), set(names), dict[str, Node]()
    while pending:
        name = pending.pop()
        if name not in graph:
            found[name] = Node(name, Any)  # a column of a sample, asked for as it is
            continue
        node = graph[name]
        if name in cut or node.is_input:
            if name not in graph.config:
                found[name] = node
            continue
        reads = [node.frame] if node.frame else []
        for parameter in node.parameters:
            is_left_out = parameter.default is not MISSING and parameter.name not in offered
            source = graph.get(parameter.name)
            if not (is_left_out and (source is None or source.is_input)):
                reads.append(parameter.name)
        for read in reads:
            if read not in seen:
                seen.add(read)
                pending.append(read)
    order = {name: rank for rank, name in enumerate(graph)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], -1)))


def _readers(driver: Driver, name: str) -> list[Node]:
    graph = driver.graph
    return [graph[reader] for reader in graph.dependents(name)] if name in graph else []


def _is_column(driver: Driver, node: Node, readers: list[Node]) -> bool:
    """Whether an input is a column: it says so, or only functions of one row read it."""
    if form_of(node.type).kind is Kind.COLUMN or node.name not in driver.graph:
        return True
    return is_scalar(node.type) and bool(readers) and all(map(is_row_function, readers))


# -- what is known -------------------------------------------------------------------------------


def _column(
    node: Node, readers: list[Node], known: Mapping[str, Any], library: str | None
) -> Column:
    """Find out about a column without a sample: by what was said, annotations, and checks."""
    if node.name in known:
        return _checked(Column(node.name, known[node.name]), node)
    annotations = _annotations(node, readers)
    if is_scalar(node.type):
        return _checked(limited(Column(node.name, node.type), annotations), node)
    of = library or form_of(node.type).library
    for annotation in annotations:
        dtype = own_dtype_of(annotation, "polars" if of == "narwhals" else of)
        if dtype is not None:
            return _checked(limited(Column(node.name, dtype), annotations), node)
    raise UnknownValuesError(node.name, type_text(node.type), tuple(r.place for r in readers))


def _value(
    node: Node, readers: list[Node], known: Mapping[str, Any], samples: Mapping[str, Any]
) -> Column:
    """Find out about a value: by what was said, a sample, or its annotation."""
    nulls = admits_none(node.type)
    if node.name in known:
        return Column(node.name, known[node.name], nulls=nulls)
    if node.name in samples:
        return Column(
            node.name, type(samples[node.name]), values=(samples[node.name],), nulls=nulls
        )
    if node.type is Any or node.type is object:
        raise UnknownValuesError(node.name, type_text(node.type), tuple(r.place for r in readers))
    value = limited(Column(node.name, node.type, nulls=nulls), _annotations(node, readers))
    return _checked(value, node)


def _annotations(node: Node, readers: list[Node]) -> list[object]:
    """List how a node is annotated: by its function, and by those who read it."""
    return [node.type, *(p.type for r in readers for p in r.parameters if p.name == node.name)]


def _checked(column: Column, node: Node) -> Column:
    """Keep to what `check_output` says of a node at which the graph is cut."""
    for check in node.checks:
        rule = check.rule
        if isinstance(rule, Range):
            column = replace(column, lowest=rule.ends[0], highest=rule.ends[1])
            column = replace(column, nans=False, is_bounded=True)
        elif isinstance(rule, ValuesIn):
            values = tuple(v for v in rule.values if v is not None)
            column = replace(column, values=values, is_bounded=True)
        elif isinstance(rule, NoNulls):
            column = replace(column, nulls=False)
        elif isinstance(rule, NoNans):
            column = replace(column, nans=False)
        elif isinstance(rule, Length):
            column = replace(column, length=rule.ends)
        elif isinstance(rule, Matches):
            column = replace(column, pattern=rule.pattern)
    return column


# -- frames --------------------------------------------------------------------------------------


def _names_in(frame: Any) -> tuple[str, ...]:
    native = unwrapped(frame)
    return engine_of(form_of(type(native)).library).column_names(native)


def _frame_input(
    driver: Driver,
    names: Collection[str],
    node: Node,
    frames: Mapping[str, Any],
    library: str | None,
    lazy: bool | None,
) -> Table:
    """Find the columns of a frame that functions take whole: those that they cannot do without."""
    if node.name not in frames:
        raise UnknownValuesError(node.name, type_text(node.type), (), is_frame=True)
    given = {name: frame for name, frame in frames.items() if name in driver.graph}
    own = _necessary(driver, names, node.name, given)
    return table_of(node.name, frames[node.name], own, library, lazy)


def _necessary(
    driver: Driver, names: Collection[str], key: str, frames: Mapping[str, Any]
) -> tuple[str, ...]:
    """Find the columns of a frame that are read, or that a function names all the same.

    Lineage tells what is read; the other columns are left out one by one, as long as the functions
    still run without rows.
    """
    every = _names_in(frames[key])
    read = _read_of(driver, names, key, frames)

    def runs(columns: Collection[str]) -> bool:
        try:
            fewer = expressions_of("narwhals").from_native(unwrapped(frames[key])).select(*columns)
            driver.schema(tuple(names), inputs={**frames, key: fewer.to_native()})
        except Exception:  # noqa: BLE001  # a function misses a column
            return False
        return True

    kept = tuple(name for name in every if name in read)
    if kept and runs(kept):
        return kept
    kept = every
    for name in every:
        fewer = tuple(other for other in kept if other != name)
        if name not in read and fewer and runs(fewer):
            kept = fewer
    return kept


def _read_of(
    driver: Driver, names: Collection[str], key: str, frames: Mapping[str, Any]
) -> Collection[str]:
    """Ask lineage what is read of a frame; if it has no answer, everything may be."""
    taken = {name: _lazy(frame) for name, frame in frames.items()}
    try:
        lineage = driver.lineage(tuple(names), inputs=taken)
    except Exception:  # noqa: BLE001  # nothing is left out then
        return _names_in(frames[key])
    return {edge.column for edge in lineage if edge.frame == key}


def _lazy(frame: Any) -> Any:
    form = form_of(type(frame))
    return engine_of("polars").lazy(frame) if form.library == "polars" else frame


def _with_known(table: Table, known: Mapping[str, Any]) -> Table:
    columns = tuple(
        replace(Column(c.name, known[c.name]), own=c.own) if c.name in known else c
        for c in table.columns
    )
    return replace(table, columns=columns)


def _with_loose(
    driver: Driver,
    tables: list[Table],
    loose: list[Column],
    library: str | None,
    lazy: bool | None,
    needed: Mapping[str, Node],
) -> list[Table]:
    """Put columns that are in no sample into a frame of their own, or into the only one."""
    if len(tables) == 1 and tables[0].name not in driver.graph:
        only = tables[0]
        return [replace(only, columns=(*only.columns, *loose))]
    chosen = library or _library(driver, needed)
    return [*tables, Table(BARE, tuple(loose), chosen, bool(lazy))]


def _library(driver: Driver, needed: Mapping[str, Node]) -> str:
    """Choose the library of the functions that read inputs."""
    for name in needed:
        for reader in driver.graph.dependents(name) if name in driver.graph else ():
            for annotation in (p.type for p in driver.graph[reader].parameters):
                if form_of(annotation).library in ("polars", "pandas"):
                    return form_of(annotation).library
    return library_for(form_of(object))
