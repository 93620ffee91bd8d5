"""The calls of a plan: phase by phase, each function with what its parameters take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.node import Node, Parameter
from hamiltonish.plan import operations
from hamiltonish.plan.columns import wants_expression
from hamiltonish.plan.steps import StepKind
from hamiltonish.plan.workspace import Workspace

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
        calls = [_Call(node, tuple(_needed_series(workspace, node))) for node in group]
        series = (name for call in calls for name in call.series)
        frames = (name for call in calls for name in _collected_frames(workspace, call.node))
        there = (name for name in frames if name not in places or places[name].phase < phase)
        workspace.collect(series, phase=phase, frames=there)
        lazy = []
        for call in calls:
            if workspace.columns.is_lazy(call.node.name):
                lazy.append(call)
            else:
                # Frames that were made in this phase could not be fetched as it began.
                workspace.collect((), frames=_collected_frames(workspace, call.node))
                workspace.keep(call.node.name, _written(workspace, call))
        if lazy:
            _write_layers(workspace, lazy)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Call:
    """A function that is to be called, and the columns that it takes as data."""

    node: Node
    series: tuple[str, ...]


def _write_layers(workspace: Workspace, calls: list[_Call]) -> None:
    """Write the layers of a phase: the calls that give the expressions, then `with_columns`."""
    owners, places, forms = (
        workspace.columns.owners,
        workspace.columns.places,
        workspace.columns.forms,
    )

    def layer_of(call: _Call) -> tuple[int, str, str]:
        name = call.node.name
        return places[name].layer, owners[name], forms[name].library

    for call in calls:
        series = [
            parameter.name
            for parameter in call.node.parameters
            if workspace.is_series(parameter.name) and wants_expression(parameter)
        ]
        workspace.attach(owners[call.node.name], series)
    for (_, key, library), group in groupby(sorted(calls, key=layer_of), key=layer_of):
        members = list(group)
        expressions = [_written(workspace, call) for call in members]
        names = tuple(call.node.name for call in members)
        workspace.add_layer(key, places[names[0]], names, expressions, library)


def _written(workspace: Workspace, call: _Call) -> int:
    """Write the call of a function, and number its result."""
    node = call.node
    is_frame = form_of(node.type).kind is Kind.FRAME
    function = operations.calling(
        node,
        same_rows=_series_positions(call),
        columns=workspace.own_columns(node.name) if is_frame else (),
    )
    arguments = [_argument(workspace, node, parameter) for parameter in node.parameters]
    return workspace.tape.emit(StepKind.CALL, node.name, function, arguments, node=node)


def _needed_series(workspace: Workspace, node: Node) -> Iterator[str]:
    """Yield the columns that a function takes as data."""
    forms = workspace.columns.forms
    for parameter in node.parameters:
        form = forms.get(parameter.name)
        if form is not None and form.kind is Kind.COLUMN and not wants_expression(parameter):
            yield parameter.name


def _collected_frames(workspace: Workspace, node: Node) -> Iterator[str]:
    """Yield the lazy frames that a function takes as data."""
    forms = workspace.columns.forms
    for parameter in node.parameters:
        name, form = parameter.name, forms.get(parameter.name)
        if form is None or form.kind is not Kind.FRAME or not form.lazy:
            continue
        if form_of(parameter.type) == Form(Kind.FRAME, form.library, lazy=False):
            if not any(_computed_columns(workspace, node.parameters, name)):
                yield name


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
        return _frame_argument(workspace, node, name, form, taken)
    if taken.kind is Kind.VALUE:  # `Any`, or a protocol: it takes what there is
        return workspace.data(name)
    return workspace.converted_for(name, taken.library)


def _frame_argument(workspace: Workspace, node: Node, name: str, form: Form, taken: Form) -> int:
    """Find a frame as a function takes it: with the computed columns that it asks for, if any."""
    computed = tuple(_computed_columns(workspace, node.parameters, name))
    if computed:
        return workspace.widened_frame(name, computed, lazy=taken.lazy)
    if taken.library == form.library:
        return workspace.converted_frame(name, lazy=taken.lazy)
    return workspace.converted_for(name, taken.library)


def _computed_columns(
    workspace: Workspace, parameters: Iterable[Parameter], key: str
) -> Iterator[str]:
    for parameter in parameters:
        if wants_expression(parameter) and workspace.columns.owners.get(parameter.name) == key:
            if not workspace.is_source(parameter.name):
                yield parameter.name
