"""Whether what is given has the types that its readers take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args, get_origin

from hamiltonish.annotations import Form, Kind, can_feed, form_of, is_instance, type_text
from hamiltonish.assemble import column_fits, mismatch_hint, row_hint
from hamiltonish.errors import InputTypeError, MissingColumnError
from hamiltonish.errors.text import closest
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Origin, Sources
from hamiltonish.rows import is_row_function

__all__ = ["check_given"]


def check_given(
    graph: Graph, request: Request, sources: Sources, values: Mapping[str, object]
) -> None:
    """Compare the type of everything given with what its readers take.

    Args:
        graph: The graph.
        request: What is asked for and given.
        sources: Where each name comes from, and who reads it.
        values: The inputs and overrides themselves, as far as they are known; they are not kept.

    Raises:
        InputTypeError: If a value has a type that a reader of it does not take.
    """
    given_by = {
        Origin.INPUT: request.inputs,
        Origin.OVERRIDE: request.overrides,
    }
    for name, origin in sources.origins.items():
        if origin is Origin.COMPUTED or (origin in given_by and name not in values):
            continue
        if origin is Origin.OVERRIDE:
            _check_override(graph.nodes[name], request.overrides[name].form, values[name])
        for reader, parameter in sources.readers.get(name, ()):
            if reader.frame:
                if origin in given_by:
                    _check_column(reader, graph.nodes[name], given_by[origin][name].columns)
                continue
            if origin is Origin.COLUMN:
                library = request.inputs[sources.frames[name]].form.library
                if not column_fits(library, parameter.type):
                    given = Form(Kind.COLUMN, library, False)
                    raise _wrong_type(name, f"a column of {library}", given, reader, parameter)
                continue
            value = graph.config[name] if origin is Origin.CONFIG else values[name]
            if not _fits(value, parameter.type):
                form = given_by[origin][name].form if origin in given_by else form_of(type(value))
                raise _wrong_type(name, type_text(type(value)), form, reader, parameter, origin)


def _check_column(node: Node, frame: Node, columns: tuple[str, ...]) -> None:
    """Look for an extracted column in the frame that is given for it."""
    if node.own_column not in columns:
        near = closest(node.own_column, columns)
        raise MissingColumnError((node.own_column,), frame.place, columns, near)


def _check_override(node: Node, given: Form, value: object) -> None:
    """Compare an override with what it replaces."""
    if node.is_input:
        return
    is_column = node.frame or form_of(node.type).kind is Kind.COLUMN
    fits = given.kind is Kind.COLUMN if node.frame else _fits(value, node.type)
    if fits and not (is_column and given.lazy):
        return
    if given.kind is Kind.COLUMN and not given.lazy and is_row_function(node):
        return  # what it gives for each row
    taken = "a Series" if is_column else type_text(node.type)
    hint = "give the data of the column." if is_column else ""
    given_text = type_text(type(value))
    raise InputTypeError(node.name, given_text, taken, node.place, "override", hint)


def _fits(value: object, annotation: object) -> bool:
    """Whether a value may be taken, told by its type: a plan serves all values of that type."""
    form = form_of(type(value))
    if form.kind is not Kind.VALUE or form_of(annotation).kind is not Kind.VALUE:
        return can_feed(type(value), annotation) or is_instance(value, annotation)
    return (
        is_instance(value, annotation)
        or can_feed(type(value), annotation)
        or _is_literal_of(annotation, type(value))
    )


def _is_literal_of(annotation: object, kind: type) -> bool:
    """Whether a `Literal` holds values of a type; which of them came is `check_types`' concern."""
    if get_origin(annotation) is Literal:
        return any(type(value) is kind for value in get_args(annotation))
    return any(_is_literal_of(part, kind) for part in get_args(annotation))


def _wrong_type(
    name: str,
    given: str,
    form: Form,
    reader: Node,
    parameter: Parameter,
    origin: Origin = Origin.INPUT,
) -> InputTypeError:
    role = {Origin.OVERRIDE: "override", Origin.CONFIG: "config value"}.get(origin, "input")
    taken = form_of(parameter.type)
    hint = row_hint(form, reader, parameter.type) or mismatch_hint(form, taken)
    if form.kind is Kind.VALUE and taken.kind is Kind.COLUMN:
        hint = "give a Series, or a frame that has the column."
    return InputTypeError(name, given, type_text(parameter.type), reader.place, role, hint)
