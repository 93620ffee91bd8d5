"""A node that calls any function, with its parameters bound: what `step` and `node` share."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any

from hamiltonish.annotations import Kind, form_of, resolve_annotations
from hamiltonish.annotations.wrappers import alternatives_of, is_union, unwrapped
from hamiltonish.bindings import Argument, Binding, Passing, Source, Value
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.binding import arguments_of, bind
from hamiltonish.node import MISSING, Node, Parameter, replaced
from hamiltonish.signatures import (
    UNREADABLE,
    node_of,
    plain_function,
    problems_of_call,
    stars_of,
)

__all__ = ["calling"]


def calling(
    function: Callable[..., Any],
    bindings: Mapping[str, Binding],
    *,
    name: str,
    modifier: object,
    cache: dict[Any, Any],
    returns: object = None,
    first: Binding | None = None,
) -> Node:
    """Make a node that calls a function; nobody need have written it for this.

    A parameter that is not bound reads the node of its name if it has no default; otherwise it is
    left at its default. One without annotation takes what the function returns.

    Args:
        function: Any callable.
        bindings: What its parameters are bound to.
        name: The name of the node.
        modifier: Who makes it, for errors.
        cache: Evaluated annotations of this build.
        returns: The type of the result, where the function has no annotation.
        first: What the first parameter is bound to.

    Raises:
        GraphError: If the function does not say enough, or a binding does not fit.
    """
    node = _read(function, bindings, cache)
    kind = node.type if returns is None or (first and node.type is not UNREADABLE) else returns
    if kind is UNREADABLE:
        problem = "calls a function that does not say what it returns"
        hint = "say it, `returns=float`; or annotate the function."
        raise ModifierError(node.place, (str(modifier),), problem, hint)
    parameters = tuple([_typed(p, bindings, kind) for p in node.parameters])
    node = replaced(node, name=name, type=kind, parameters=parameters)
    given = dict(bindings)
    if first is not None:
        if not node.parameters:
            problem = "calls the function with a value, and it takes none"
            hint = "the first parameter of a step takes what the step before gives."
            raise ModifierError(node.place, (str(modifier),), problem, hint)
        given = {node.parameters[0].name: first, **given}
    made = _without_defaults(bind(node, given, modifier))
    if form_of(kind).kind is Kind.COLUMN:
        made = replaced(made, parameters=tuple(_as_column(p, kind) for p in made.parameters))
    for found in problems_of_call(made):
        raise found
    return made


def _read(
    function: Callable[..., Any], bindings: Mapping[str, Binding], cache: dict[Any, Any]
) -> Node:
    """Read the signature of any callable, as far as it tells."""
    if isinstance(plain_function(function), FunctionType):
        return node_of(function, cache)
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a function of an extension that says nothing
        names = tuple(bindings) or ("x",)
        signature = inspect.Signature(
            [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
        )
    inner = _annotated(function)
    annotations = resolve_annotations(inner, cache=cache)[0] if inner is not None else {}
    kind = type(function)
    return Node(
        name="",
        type=function if isinstance(function, type) else annotations.get("return", UNREADABLE),
        function=function,
        parameters=tuple(
            Parameter(
                p.name,
                annotations.get(p.name, UNREADABLE),
                MISSING if p.default is p.empty else p.default,
                p.kind is p.KEYWORD_ONLY,
            )
            for p in signature.parameters.values()
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        ),
        doc=inspect.getdoc(function) or "",
        module=getattr(function, "__module__", None) or kind.__module__,
        qualname=getattr(function, "__qualname__", None) or kind.__qualname__,
    )


def _annotated(function: Any) -> FunctionType | None:
    """Find the function whose annotations are those of a callable that is no function."""
    while isinstance(function, functools.partial):
        function = function.func
    if isinstance(function, type):
        function = getattr(function, "__init__", None)
    elif not isinstance(function, FunctionType):
        function = type(function).__call__
    function = plain_function(function)
    return function if isinstance(function, FunctionType) else None


def _typed(parameter: Parameter, bindings: Mapping[str, Binding], result: object) -> Parameter:
    """Type a parameter that has no annotation: a column function takes columns, and any value."""
    if parameter.type is not UNREADABLE:
        return parameter
    is_value = form_of(result).kind is Kind.VALUE
    is_free = is_value or isinstance(bindings.get(parameter.name), Value)
    return replace(parameter, type=Any if is_free else result)


def _as_column(parameter: Parameter, result: object) -> Parameter:
    """Read a parameter that takes many things as the column that the function returns.

    Functions of Polars take expressions, numbers, texts and others, in one union.
    """
    taken = unwrapped(parameter.type)
    takes = is_union(taken) and result in alternatives_of(taken)
    return replace(parameter, type=result) if takes else parameter


def _without_defaults(node: Node) -> Node:
    """Leave parameters that nobody bound at their defaults, so that they read no node."""
    free = {p.name for p in node.parameters if p.is_optional and not p.argument}
    stars = stars_of(node.function) if node.function is not None else ()
    if not free and not stars:
        return node
    parameters = tuple(p for p in node.parameters if p.argument or p.name not in free)
    arguments: list[Argument] = []
    is_gap = False
    for argument in arguments_of(node):
        if argument.binding == Source(argument.name) and argument.name in free:
            is_gap = True
        elif is_gap and argument.passing is Passing.POSITION:
            arguments.append(replace(argument, passing=Passing.KEYWORD))
        else:
            arguments.append(argument)
    bound = {argument.name for argument in arguments}
    for star in stars:
        passing = Passing.STARS if star.startswith("**") else Passing.STAR
        if star.lstrip("*") not in bound:
            empty = Value({} if passing is Passing.STARS else ())
            arguments.append(Argument(star.lstrip("*"), empty, passing))
    return replaced(node, arguments=tuple(arguments), parameters=parameters)
