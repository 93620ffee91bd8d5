"""How a plan ends: which library the result is of, lazy or not, and the step that makes it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.errors import (
    DuplicateColumnError,
    FrameAmongColumnsError,
    MissingDependencyError,
    MixedFramesError,
    MixedLibrariesError,
    WhichLibraryError,
)
from hamiltonish.errors.text import counted
from hamiltonish.frames import TARGETS, converted, expression_engine_of, installed
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.plan import operations
from hamiltonish.plan.request import TO_PARQUET
from hamiltonish.plan.sources import frame_text
from hamiltonish.plan.steps import StepKind
from hamiltonish.plan.workspace import Workspace

__all__ = ["finish", "output_nodes"]


def output_nodes(graph: Graph, outputs: Iterable[str]) -> tuple[Node, ...]:
    """List the nodes of the outputs; a column that is only passed through gets one made up."""
    return tuple(graph[name] if name in graph else Node(name, object) for name in outputs)


def finish(workspace: Workspace, outputs: tuple[Node, ...]) -> int:
    """Write the last steps, which make the frame; return the value that holds it.

    Raises:
        FrameAmongColumnsError: If a whole frame was asked for beside other outputs.
        DuplicateColumnError: If two outputs have the same column name.
        MixedFramesError: If columns of two frames were asked for.
        MixedLibrariesError: If columns of two libraries were asked for.
        WhichLibraryError: If only values were asked for, and several libraries could hold them.
        MissingDependencyError: If only values were asked for, and no library is installed.
    """
    frame = _finished(workspace, outputs)
    library = workspace.request.to
    if library not in TARGETS:
        return frame
    convert = partial(converted, library=library, engine=workspace.request.engine)
    return workspace.tape.emit(StepKind.CONVERT, f"the result to {library}", convert, [frame])


def _finished(workspace: Workspace, outputs: tuple[Node, ...]) -> int:
    """End on a frame of the kind that went in."""
    forms = workspace.columns.forms
    whole = [node for node in outputs if forms[node.name].kind is Kind.FRAME]
    if whole:
        others = tuple(node.name for node in outputs if node is not whole[0])
        if others:
            raise FrameAmongColumnsError(whole[0].name, others)
        return _finish_whole(workspace, whole[0].name)
    _refuse_duplicates(outputs)
    owner = _common_owner(workspace, outputs)
    if owner is not None and any(workspace.columns.is_lazy(node.name) for node in outputs):
        return _finish_frame(workspace, owner, outputs)
    return _finish_data(workspace, owner, outputs)


def _finish_whole(workspace: Workspace, name: str) -> int:
    """End on a whole frame, in the kind that went in."""
    form = workspace.columns.forms[name]
    if form.library != "polars":
        return workspace.converted_for(name, "")
    return workspace.converted_frame(name, lazy=_gives_lazy(workspace, name))


def _gives_lazy(workspace: Workspace, owner: str) -> bool:
    """Whether the result is lazy: as the frames that went in, or, without any, as its own frame."""
    given = [given.form.lazy for given in workspace.request.inputs.values() if given.is_frame]
    return any(given) if given else workspace.columns.frame_forms[owner].lazy


def _refuse_duplicates(outputs: tuple[Node, ...]) -> None:
    by_column: dict[str, list[str]] = {}
    for node in outputs:
        by_column.setdefault(node.column_name, []).append(node.name)
    for column, names in by_column.items():
        if len(names) > 1:
            raise DuplicateColumnError(column, tuple(names))


def _common_owner(workspace: Workspace, outputs: tuple[Node, ...]) -> str | None:
    owners = workspace.columns.owners
    pairs = tuple((n.name, owners[n.name]) for n in outputs if n.name in owners)
    if len({owner for _, owner in pairs}) > 1:
        shown = tuple((name, frame_text(owner)) for name, owner in pairs)
        raise MixedFramesError("the outputs", shown)
    return pairs[0][1] if pairs else None


def _finish_frame(workspace: Workspace, owner: str, outputs: tuple[Node, ...]) -> int:
    """End on the frame itself: what is lazy stays in it, what is data goes into it."""
    columns = workspace.columns
    form = columns.frame_forms[owner]
    in_frame = {n.name for n in outputs if columns.is_lazy(n.name) or workspace.is_source(n.name)}
    workspace.attach(owner, (n.name for n in outputs if workspace.is_series(n.name)))
    data = tuple(n for n in outputs if n.name not in in_frame and not workspace.is_series(n.name))
    values = [workspace.data(node.name) for node in data]
    names = {node.column_name: workspace.column_in_frame(node.name) for node in outputs}
    engine = expression_engine_of(form.library)
    stays_lazy = workspace.request.to == TO_PARQUET or _gives_lazy(workspace, owner)
    if workspace.checks.pending(owner) and workspace.request.to in TARGETS:
        stays_lazy = False  # it will be collected anyway, and the checks ride along
    collects = workspace.is_deferred(owner) and not stays_lazy
    if not collects:
        workspace.checks.of_the_rest(workspace.state, workspace.frame)
    choice = workspace.choice(owner) if collects else None
    below = workspace.eager_frame(owner) if collects else workspace.tape.constant(None)
    attached = tuple((workspace.column_in_frame(node.name), node) for node in data)
    riding = _riding(workspace, owner, outputs) if collects else {}
    taken = {**names, **{riding[name]: workspace.column_in_frame(name) for name in riding}}
    function = operations.finishing(engine, attached, taken, choice)
    reads = [workspace.state(owner), below, *values]
    text = f"select {counted(len(outputs), 'column')}"
    more = f", and {len(taken) - len(names)} to check" if len(taken) > len(names) else ""
    frame = workspace.tape.emit(StepKind.FRAME, f"{text}{more}", function, reads)
    workspace.checks.of_result(riding, frame)
    if not more:
        return frame
    asked = {name: name for name in names}
    choose = partial(operations.choose, engine, asked)
    return workspace.tape.emit(StepKind.FRAME, text, choose, [frame])


def _riding(workspace: Workspace, owner: str, outputs: tuple[Node, ...]) -> dict[str, str]:
    """Name the columns that are still to be checked, as the collected result does."""
    asked = {node.name: node.column_name for node in outputs}
    pending = workspace.checks.pending(owner)
    return {name: asked.get(name, f"{name} (to be checked)") for name in pending}


def _finish_data(workspace: Workspace, owner: str | None, outputs: tuple[Node, ...]) -> int:
    """Put Series and values together."""
    library = _library(workspace, outputs)
    if owner is not None and not workspace.request.to:
        workspace.check_rows_return(owner, (n.name for n in outputs if workspace.is_series(n.name)))
    lazy = library == "polars" and owner is not None and _gives_lazy(workspace, owner)
    function = operations.assembling(library, outputs, lazy=lazy)
    values = [workspace.data(node.name) for node in outputs]
    return workspace.tape.emit(
        StepKind.FRAME, f"a frame of {counted(len(outputs), 'column')}", function, values
    )


def _library(workspace: Workspace, outputs: tuple[Node, ...]) -> str:
    """Choose the library: that of the columns, of the inputs, of the functions, the only one."""
    columns = workspace.columns
    pairs = [(node.name, columns.forms[node.name]) for node in outputs]
    used = {
        name: _native(workspace, name, form) for name, form in pairs if form.kind is Kind.COLUMN
    }
    if len(set(used.values())) > 1:
        raise MixedLibrariesError(tuple(used.items()))
    if used:
        return next(iter(used.values()))
    if workspace.request.to in _FOR_VALUES:
        return workspace.request.to
    forms = [*columns.frame_forms.values(), *columns.forms.values(), *_annotated(workspace)]
    for form in forms:
        if form.library in _FOR_VALUES:
            return form.library
    return _only_library(workspace, tuple(node.name for node in outputs))


def _native(workspace: Workspace, name: str, form: Form) -> str:
    """Name the library of a column's data; a portable one has that of its frame."""
    if form.library != "narwhals":
        return form.library
    owner = workspace.columns.owners.get(name)
    return workspace.columns.frame_forms[owner].library if owner is not None else "narwhals"


def _annotated(workspace: Workspace) -> Iterable[Form]:
    for node in workspace.graph.values():
        yield form_of(node.type)


_FOR_VALUES = ("polars", "pandas")
"""The libraries that make a frame of values alone."""


def _only_library(workspace: Workspace, outputs: tuple[str, ...]) -> str:
    candidates = [name for name in _FOR_VALUES if installed(name)]
    if workspace.request.to and candidates:  # it is converted in the end, so that any will do
        return candidates[0]
    imported = [name for name in candidates if name in sys.modules]
    for names in (candidates, imported):
        if len(names) == 1:
            return names[0]
    if not candidates:
        raise MissingDependencyError("polars", "to make a dataframe", "polars")
    raise WhichLibraryError(outputs, tuple(candidates))
