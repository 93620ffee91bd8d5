"""What is compiled for some outputs: their calls, if all of them are calls of plain functions."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from hamiltonish.annotations import Form, Kind, form_of, is_scalar, type_text
from hamiltonish.checks.check import Checking
from hamiltonish.collector import collector_held
from hamiltonish.compile import (
    Call,
    CompiledFunction,
    Input,
    Work,
    function_of,
    input_of,
    source_of,
)
from hamiltonish.compile.names import identifier_of
from hamiltonish.errors import NeedsFrameError, NeedsMore, ReturnsError
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.plan import Plan, plan_of
from hamiltonish.plan.given import check_given
from hamiltonish.plan.request import Given, Outputs, Request, describe, output_names
from hamiltonish.plan.sources import Origin, Sources, sources_of
from hamiltonish.plan.steps import Step, StepKind

__all__ = ["compiled", "needs_more"]

_ASKED_BY = "outputs of Driver.compile"


def compiled(
    graph: Graph,
    outputs: Outputs,
    overrides: Mapping[str, Any] | Iterable[object],
    *,
    returns: type | None = None,
    checking: Checking = Checking(),  # noqa: B008  # it never changes
) -> CompiledFunction[Any]:
    """Make the function of some outputs.

    Args:
        graph: The graph.
        outputs: What is asked for.
        overrides: Names of nodes, or functions, that are given in place of computed: they are
            parameters; or a dict from names to values, which are fixed.
        returns: What is made of the outputs, by keyword.
        checking: Which checks are computed.

    Raises:
        RequestError: If what is asked for does not fit the graph.
        NeedsFrameError: If it needs columns or frames.
    """
    with collector_held():
        work = _work(graph, outputs, overrides, checking)
        if returns is not None and returns is not dict:
            _check_returns(returns, work.outputs)
        return function_of(source_of(work, returns), returns)


def needs_more(
    sources: Sources, graph: Graph, fixed: Collection[str] = ()
) -> tuple[NeedsMore, ...]:
    """List what of a request needs more than values, with the reasons, in order.

    Args:
        sources: Where names come from.
        graph: The graph.
        fixed: The names whose values are known: a frame is a value then, like any other.
    """
    return tuple(_needing(sources, graph, fixed))


def _work(
    graph: Graph,
    outputs: Outputs,
    overrides: Mapping[str, Any] | Iterable[object],
    checking: Checking,
) -> Work:
    names = output_names(outputs, graph)
    fixed = cast("Mapping[str, Any]", overrides) if isinstance(overrides, Mapping) else {}
    free = () if fixed or not overrides else output_names(overrides, graph)
    request = Request(
        names,
        {name: _by_type(graph[name]) for name in graph.inputs if name not in graph.config},
        {name: _by_type(graph[name]) if name in graph else _ANYTHING for name in free}
        | describe(fixed),
        as_frame=False,
        checking=checking,
    )
    sources = sources_of(graph, request, asked_by=_ASKED_BY)
    is_plain = _is_plain(sources, graph)
    if not is_plain and (needing := needs_more(sources, graph, fixed)):
        raise NeedsFrameError(names, needing)
    if not is_plain:
        calls = _planned(plan_of(graph, request, fixed, asked_by=_ASKED_BY))
    else:
        check_given(graph, request, sources, fixed)
        calls = [Call(node.name, _reads(node), node) for node in sources.order]
    return Work(
        sources.outputs,
        {name: graph.nodes[name].type for name in sources.outputs},
        tuple([_input(graph, sources, name) for name in _free(sources, fixed)]),
        {
            name: graph.config[name] if origin is Origin.CONFIG else fixed[name]
            for name, origin in sources.origins.items()
            if origin is Origin.CONFIG or (origin is Origin.OVERRIDE and name in fixed)
        },
        tuple(calls),
    )


_ANYTHING = Given(object, form_of(object))


def _by_type(node: Node) -> Given:
    """Describe a value that is not there yet by what its readers take."""
    return Given(object, form_of(node.type))


def _reads(node: Node) -> tuple[str, ...]:
    return tuple([parameter.name for parameter in node.parameters])


def _free(sources: Sources, fixed: Mapping[str, object]) -> Iterator[str]:
    """Yield the names whose values the caller gives: inputs in the order in which they are read."""
    for name, origin in sources.origins.items():
        if origin is Origin.INPUT or (origin is Origin.OVERRIDE and name not in fixed):
            yield name


def _input(graph: Graph, sources: Sources, name: str) -> Input:
    readers = [] if name in sources.outputs else [p for _, p in sources.readers.get(name, ())]
    is_override = sources.origins[name] is Origin.OVERRIDE and not graph[name].is_input
    return input_of(name, graph[name].type, [] if is_override else readers)


# -- columns -------------------------------------------------------------------------------------


def _needing(sources: Sources, graph: Graph, fixed: Collection[str]) -> Iterator[NeedsMore]:
    columns: set[str] = set()
    scalars: set[str] = set()
    for name, origin in sources.origins.items():
        node = graph.nodes[name]
        form = form_of(node.type)
        if origin is not Origin.COMPUTED and name not in fixed:
            if form.kind is Kind.COLUMN:
                columns.add(name)
            if reason := _reason_of_type(node, form, "is given"):
                yield NeedsMore(name, f"`{name}`", reason)
    for node in sources.order:
        form = form_of(node.type)
        reason = _reason_of_type(node, form, "gives")
        reason = reason or _reason_of_parameters(node, columns, scalars, fixed)
        if node.frame:
            reason = f"gives the column `{node.own_column}` of a frame"
        if reason:
            yield NeedsMore(node.name, node.place, reason)
        if form.kind is Kind.COLUMN or node.frame:
            columns.add(node.name)
        elif is_scalar(node.type):
            scalars.add(node.name)


def _reason_of_type(node: Node, form: Form, verb: str) -> str:
    """Say why a type is more than a value; nothing if it is one, or a Series of its library."""
    if form.kind is Kind.VALUE:
        return ""
    text = type_text(node.type)
    if form.kind is Kind.FRAME:
        return f"{verb} a frame, `{text}`"
    if form.lazy:
        return f"{verb} a lazy column, `{text}`"
    return f"{verb} a portable column, `{text}`" if form.library == "narwhals" else ""


def _reason_of_parameters(
    node: Node, columns: set[str], scalars: set[str], fixed: Collection[str]
) -> str:
    for parameter in node.parameters:
        form = form_of(parameter.type)
        if form.kind is Kind.FRAME and parameter.name not in fixed:
            return f"takes the frame `{parameter.name}`"
        is_lazy = form.lazy or form.library == "narwhals"
        if form.kind is Kind.COLUMN and (is_lazy or parameter.name in scalars):
            return f"takes the column `{parameter.name}`, as `{type_text(parameter.type)}`"
        if parameter.name in columns and is_scalar(parameter.type):
            return f"runs for each row of the column `{parameter.name}`"
    return ""


def _is_plain(sources: Sources, graph: Graph) -> bool:
    """Whether all that is done is to call functions of values: no columns, frames or checks."""
    types = {id(graph.nodes[name].type): graph.nodes[name].type for name in sources.origins}
    for node in sources.order:
        if node.checks or node.frame:
            return False
        for parameter in node.parameters:
            types[id(parameter.type)] = parameter.type
    return all(form_of(one).kind is Kind.VALUE for one in types.values())


def _planned(plan: Plan) -> list[Call]:
    """Take the calls out of a plan, with the checks of results and of rows between them."""
    return [_planned_call(step) for step in plan.steps]


def _planned_call(step: Step) -> Call:
    if step.kind is StepKind.CHECK:
        return Call(f"check {step.columns[0]}", step.columns, None, step.function)
    if step.node is None:
        raise NeedsFrameError((step.name,), (NeedsMore(step.name, step.name, "converts a column"),))
    types = (step.node.type, *[parameter.type for parameter in step.node.parameters])
    is_plain = all(form_of(one).kind is Kind.VALUE for one in types)
    return Call(step.name, _reads(step.node), step.node, None if is_plain else step.function)


# -- what is made of the outputs -----------------------------------------------------------------


def _check_returns(returns: object, outputs: tuple[str, ...]) -> None:
    """Look whether a class takes the outputs by keyword."""
    if not isinstance(returns, type):
        raise ReturnsError(type_text(returns), outputs, "it is no class")
    try:
        inspect.signature(returns).bind(**dict.fromkeys(map(identifier_of, outputs)))
    except (TypeError, ValueError) as error:
        raise ReturnsError(type_text(returns), outputs, str(error)) from None
