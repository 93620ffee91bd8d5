"""A node that calls any function, with its parameters bound: what `step` and `node` share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.bindings import Argument, Binding, Passing, Source, Value
from hamiltonish.errors import MissingAnnotationError, ModifierError
from hamiltonish.modifiers.binding import bind
from hamiltonish.node import MISSING, Node, Parameter, replaced
from hamiltonish.signatures import UNREADABLE, node_of, plain_function, stars_of

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
    node = replaced(_read(function, cache), name=name)
    if node.type is UNREADABLE:
        if returns is None:
            raise MissingAnnotationError(node.place, (), True)
        node = replaced(node, type=returns)
    node = replaced(node, parameters=tuple(_typed(p, node.type) for p in node.parameters))
    given = dict(bindings)
    if first is not None:
        if not node.parameters:
            problem = "calls the function with a value, and it takes none"
            hint = "the first parameter of a step takes what the step before gives."
            raise ModifierError(node.place, (str(modifier),), problem, hint)
        given = {node.parameters[0].name: first, **given}
    return _without_defaults(bind(node, given, modifier))


def _read(function: Callable[..., Any], cache: dict[Any, Any]) -> Node:
    """Read the signature of any callable, as far as it tells."""
    if isinstance(plain_function(function), FunctionType):
        return node_of(function, cache)
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a function of an extension that says nothing
        signature = inspect.Signature([inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY)])
    kind = type(function)
    return Node(
        name="",
        type=function if isinstance(function, type) else UNREADABLE,
        function=function,
        parameters=tuple(
            Parameter(
                p.name,
                UNREADABLE,
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


def _typed(parameter: Parameter, result: object) -> Parameter:
    if parameter.type is not UNREADABLE:
        return parameter
    return replace(parameter, type=Any if form_of(result).kind is Kind.VALUE else result)


def _without_defaults(node: Node) -> Node:
    """Leave parameters that nobody bound at their defaults, so that they read no node."""
    free = {p.name for p in node.parameters if p.is_optional and not p.argument}
    stars = stars_of(node.function) if node.function is not None else ()
    if not free and not stars:
        return node
    parameters = tuple(p for p in node.parameters if p.argument or p.name not in free)
    arguments: list[Argument] = []
    is_gap = False
    known = node.arguments or tuple(
        Argument(p.name, Source(p.name), Passing.KEYWORD if p.keyword_only else Passing.POSITION)
        for p in node.parameters
    )
    for argument in known:
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
