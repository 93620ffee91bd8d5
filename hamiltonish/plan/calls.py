"""The calls of a plan: phase by phase, each function with what its parameters take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import unwrapped, wrapped
from hamiltonish.node import Node, Parameter, replaced
from hamiltonish.plan import operations
from hamiltonish.plan.columns import Place, takes_lazy, wants_expression
from hamiltonish.plan.rows import ColumnCheck
from hamiltonish.plan.sources import frame_text
from hamiltonish.plan.steps import StepKind
from hamiltonish.plan.workspace import Workspace

if TYPE_CHECKING:
    from hamiltonish.rows.node import Cell

__all__ = ["write_calls"]


def write_calls(workspace: Workspace) -> None:
    """Write the steps of all functions that a plan needs.

    Each phase begins with a barrier, if data of lazy columns is needed; then come the functions on
    data, and then the layers.
    """
    places = workspace.columns.places
    called = [node for node in workspace.sources.order if not node.frame]
    called.sort(key=lambda node: places[node.name].phase)
    for phase, group in groupby(called, key=lambda node: places[node.name].phase):
        calls = [_call_of(workspace, node) for node in group]
        series = (name for call in calls for name in call.series)
        frames = (name for call in calls for name in call.frames)
        there = (name for name in frames if name not in places or places[name].phase < phase)
        workspace.collect(series, phase=phase, frames=there)
        lazy = []
        for call in calls:
            if workspace.columns.is_lazy(call.node.name):
                lazy.append(call)
            else:
                # Frames that were made in this phase could not be fetched as it began.
                if call.frames:
                    workspace.collect((), frames=call.frames)
                value = _written(workspace, call)
                workspace.keep(call.node.name, value)
                if workspace.checks:
                    workspace.checks.of_data(call.node.name, value)
        if lazy:
            _write_layers(workspace, lazy)


class _Call(NamedTuple):
    """A function that is to be called.

    Attributes:
        node: Its node.
        series: The columns that it takes as data.
        attached: The Series that it takes as expressions, so that they have to go into the frame.
        frames: The lazy frames that it takes as data.
    """

    node: Node
    series: tuple[str, ...]
    attached: tuple[str, ...]
    frames: tuple[str, ...]


def _call_of(workspace: Workspace, node: Node) -> _Call:
    """Sort the columns and frames that a function takes by how it takes them."""
    if node.name in workspace.columns.pure:
        return _Call(node, (), (), ())
    forms = workspace.columns.forms
    series, attached, frames = [], [], []
    for parameter in node.parameters:
        name, taken = parameter.name, form_of(parameter.type)
        form = forms.get(name)
        if form is None or form.kind is Kind.VALUE:
            continue
        if form.kind is Kind.FRAME:
            as_data = form.lazy and not takes_lazy(parameter, form)
            if as_data and (taken.kind, taken.library) == (form.kind, form.library):
                if not any(_computed_columns(workspace, node.parameters, name)):
                    frames.append(name)
        elif not (taken.lazy and taken.kind is Kind.COLUMN):
            series.append(name)
        elif not form.lazy and workspace.is_series(name):
            attached.append(name)
    return _Call(node, tuple(series), tuple(attached), tuple(frames))


def _write_layers(workspace: Workspace, calls: list[_Call]) -> None:
    """Write the layers of a phase: the calls that give the expressions, then their step."""
    owners, places, forms = (
        workspace.columns.owners,
        workspace.columns.places,
        workspace.columns.forms,
    )

    def layer_of(call: _Call) -> tuple[int, str, str]:
        name = call.node.name
        return places[name].layer, owners[name], forms[name].library

    for call in calls:
        if call.attached:
            workspace.attach(owners[call.node.name], call.attached)
    ordered = sorted(calls, key=layer_of)
    left = Counter(layer_of(call)[:2] for call in ordered)
    for (layer, key, library), group in groupby(ordered, key=layer_of):
        members = list(group)
        expressions = [_written(workspace, call) for call in members]
        names = tuple(call.node.name for call in members)
        _write_check(workspace, key, names)
        place = places[names[0]]
        left[layer, key] -= len(members)
        if left[layer, key]:  # expressions of another library read the same columns after these
            place = Place(place.phase, place.layer - 1)
        workspace.add_layer(key, place, names, expressions, library)


def _write_check(workspace: Workspace, key: str, names: Iterable[str]) -> None:
    """Write the step that compares the dtypes of columns with what row functions of a layer take.

    What a row function gives has its own type, and the graph has looked at that.
    """
    rowwise = workspace.sources.rowwise
    cells: dict[str, list[Cell]] = {}
    for cell in (cell for name in names if name in rowwise for cell in rowwise[name].cells):
        if cell.name not in rowwise:
            cells.setdefault(workspace.column_in_frame(cell.name), []).append(cell)
    if cells:
        text = f"what row functions take of {frame_text(key)}"
        workspace.tape.emit(StepKind.COLUMN, text, ColumnCheck(cells), [workspace.state(key)])


def _written(workspace: Workspace, call: _Call) -> int:
    """Write the call of a function, and number its result."""
    node = call.node
    if node.name in workspace.columns.pure:
        library = workspace.columns.forms[node.name].library
        arguments = [workspace.expression(p.name, library) for p in node.parameters]
        function = operations.calling(node)
        return _emitted(workspace, node, function, arguments)
    workspace.note_rows(node, call.series)
    is_frame = form_of(node.type).kind is Kind.FRAME
    function = operations.calling(
        _counting(workspace, node) or node,
        same_rows=_series_positions(call),
        columns=workspace.own_columns(node.name) if is_frame else (),
    )
    arguments = [_argument(workspace, node, parameter) for parameter in node.parameters]
    result = _emitted(workspace, node, function, arguments)
    if is_frame and workspace.columns.forms[node.name].library != form_of(node.type).library:
        text = f"{node.name} from narwhals"
        return workspace.tape.emit(StepKind.CONVERT, text, unwrapped, [result])
    return result


def _emitted(
    workspace: Workspace, node: Node, function: Callable[..., object], arguments: list[int]
) -> int:
    """Write the step of a call; of a row function on Series, with what counts rows that raise."""
    tape, watch = workspace.tape, workspace.checks.watch
    if node.name in watch.waiting:  # nobody asked for it: a flag, whether rows raise
        watch.note(node.name, arguments)
        return tape.emit(StepKind.COLUMN, node.name, function, arguments)
    if _counting(workspace, node) is not None:
        tally = tape.emit(StepKind.ROWS, f"count what raises of {node.name}", dict, ())
        arguments = [*arguments, tally]
    return tape.emit(StepKind.CALL, node.name, function, arguments, node=node)


def _counting(workspace: Workspace, node: Node) -> Node | None:
    """Make a row function on Series count the rows that raise, in a tally that it takes last."""
    one = workspace.sources.rowwise.get(node.name)
    if one is None or not (one.is_on_series and one.may_raise and workspace.request.counts_rows):
        return None
    function: Any = node.function
    return replaced(node, function=function.counting)


def _series_positions(call: _Call) -> tuple[int, ...]:
    """List the parameters whose Series must have the same rows: those of which a column is made."""
    if len(call.series) < 2 or form_of(call.node.type).kind is not Kind.COLUMN:
        return ()
    return tuple(i for i, p in enumerate(call.node.parameters) if p.name in call.series)


def _argument(workspace: Workspace, node: Node, parameter: Parameter) -> int:
    """Find what a parameter takes, in the form in which it takes it."""
    name = parameter.name
    if name not in workspace.sources.origins:
        return workspace.tape.constant(parameter.default)
    form, taken = workspace.columns.forms[name], form_of(parameter.type)
    if form.kind is Kind.COLUMN and taken.lazy and taken.kind is Kind.COLUMN:
        return workspace.expression(name, taken.library)
    if form.kind is Kind.FRAME and taken.kind is Kind.FRAME:
        return _frame_argument(workspace, node, parameter)
    if taken.kind is Kind.VALUE:  # `Any`, or a protocol: it takes what there is
        return workspace.data(name)
    return workspace.converted_for(name, taken.library)


def _frame_argument(workspace: Workspace, node: Node, parameter: Parameter) -> int:
    """Find a frame as a function takes it: with the computed columns that it asks for, if any."""
    name = parameter.name
    form, taken = workspace.columns.forms[name], form_of(parameter.type)
    computed = tuple(_computed_columns(workspace, node.parameters, name))
    if computed:
        widened = workspace.widened_frame(name, computed, lazy=takes_lazy(parameter, form))
        if taken.library == form.library:
            return widened
        text = f"{name} for narwhals"
        return workspace.tape.emit(StepKind.CONVERT, text, wrapped, [widened])
    if taken.library == form.library:
        return workspace.converted_frame(name, lazy=takes_lazy(parameter, form))
    return workspace.converted_for(name, taken.library)


def _computed_columns(
    workspace: Workspace, parameters: Iterable[Parameter], key: str
) -> Iterator[str]:
    for parameter in parameters:
        if wants_expression(parameter) and workspace.columns.owners.get(parameter.name) == key:
            if not workspace.is_source(parameter.name):
                yield parameter.name
