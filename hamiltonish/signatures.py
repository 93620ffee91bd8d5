"""Reading one function: its signature becomes a node, or problems that say why not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of, resolve_annotations, type_text
from hamiltonish.errors import (
    ExpressionParameterError,
    GraphError,
    ImpossibleNameError,
    MissingAnnotationError,
    UnresolvedAnnotationError,
    UnsupportedFunctionError,
    VariadicParameterError,
)
from hamiltonish.node import MISSING, Location, Node, Parameter

__all__ = [
    "UNREADABLE",
    "node_of",
    "plain_function",
    "problems_of",
    "problems_of_call",
    "stars_of",
    "unbound_problems_of",
    "written_code",
]

# Read from the code object, not with `inspect.signature`: that takes longer than all the rest of
# building a node together.
_VARARGS = inspect.CO_VARARGS
_VARKEYWORDS = inspect.CO_VARKEYWORDS
_STARS = _VARARGS | _VARKEYWORDS
_ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

_DEEPEST = 100  # a function may be wrapped in itself

UNREADABLE = object()
"""The type of what has no annotation."""


def node_of(function: Callable[..., Any], cache: dict[Any, Any]) -> Node:
    """Read a function's signature into a node, whatever its problems.

    What has no annotation gets one that `problems_of` knows again.

    Args:
        function: A plain function, a bound method, or a function wrapped by `functools.wraps`.
        cache: Evaluated annotations of this build, shared by all functions of it.
    """
    inner = plain_function(function)
    code = inner.__code__
    skip = 1 if isinstance(function, MethodType) else 0
    annotations, _ = resolve_annotations(inner, cache=cache)
    doc = inner.__doc__ or ""
    return Node(
        inner.__name__,
        annotations.get("return", UNREADABLE),
        function,
        tuple(_parameters(inner, code, annotations, skip)),
        inspect.cleandoc(doc) if "\n" in doc else doc.strip(),
        "",
        inner.__module__ or "",
        inner.__qualname__,
        Location(code.co_filename, code.co_firstlineno),
    )


def plain_function(function: Any) -> FunctionType:
    """Find the function that was written, below bound methods and wrappers."""
    if type(function) is FunctionType and not hasattr(function, "__wrapped__"):
        return function
    bound = isinstance(function, MethodType)
    inner: FunctionType = inspect.unwrap(function.__func__ if bound else function)
    return inner


def written_code(function: Any) -> CodeType | None:
    """Find the code that was written, below `functools.wraps`, `partial`, methods and callables.

    Args:
        function: What a node calls.

    Returns:
        The code; None of what is not written in Python.
    """
    for _ in range(_DEEPEST):
        if isinstance(function, partial):
            function = function.func
        elif (below := getattr(function, "__wrapped__", None)) is not None:
            function = below
        elif not hasattr(function, "__code__") and inspect.isfunction(
            method := inspect.getattr_static(type(function), "__call__", None)
        ):
            function = method
        else:
            break
    code: CodeType | None = getattr(getattr(function, "__func__", function), "__code__", None)
    return code


def _parameters(
    function: FunctionType, code: CodeType, annotations: dict[str, object], skip: int
) -> Iterator[Parameter]:
    """Yield the parameters in order; those with stars are left out here."""
    positional, keyword_only = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    defaults = function.__defaults__ or ()
    first_default = positional - len(defaults)
    for index in range(skip, positional):
        name = names[index]
        default = MISSING if index < first_default else defaults[index - first_default]
        yield Parameter(name, annotations.get(name, UNREADABLE), default)
    keyword_defaults = function.__kwdefaults__ or {}
    for name in names[positional : positional + keyword_only]:
        default = keyword_defaults.get(name, MISSING)
        yield Parameter(name, annotations.get(name, UNREADABLE), default, True)


def problems_of(node: Node, cache: dict[Any, Any]) -> Iterator[GraphError]:
    """Yield everything that keeps a function, read by `node_of`, from being a node."""
    inner = plain_function(node.function)
    code = inner.__code__
    if inner.__name__ == "<lambda>":
        hint = "write it as a function with `def`; its name is the name of the node."
        yield ImpossibleNameError(node.place, "<lambda>", "a lambda has no name", hint)
        return
    if node.parameters and node.parameters[0].name in ("self", "cls") and "." in node.qualname:
        hint = "give an instance of the class, or make it a `@staticmethod`."
        yield UnsupportedFunctionError(node.place, "is a method without its instance", hint)
        return
    yield from _async_problems(node, code)
    yield from _annotation_problems(node, inner, cache)


def problems_of_call(node: Node) -> Iterator[GraphError]:
    """Yield what keeps a node from calling a function that nobody need have written for it."""
    code = getattr(plain_function(node.function), "__code__", None)
    if code is not None:
        yield from _async_problems(node, code)
    yield from _expression_problems(node)


def _async_problems(node: Node, code: CodeType) -> Iterator[GraphError]:
    if code.co_flags & _ASYNC:
        hint = "write a plain function; call the coroutine in it with `asyncio.run`."
        yield UnsupportedFunctionError(node.place, "is an async function", hint)


def stars_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """List the parameters of a function that have stars, with their stars.

    Example:
        >>> def total(*amounts: float, **named: float) -> float: ...
        >>> stars_of(total)
        ('*amounts', '**named')
    """
    inner = plain_function(function)
    code = getattr(inner, "__code__", None)
    if code is None or not code.co_flags & _STARS:
        return ()
    index = code.co_argcount + code.co_kwonlyargcount
    stars = []
    if code.co_flags & _VARARGS:
        stars.append(f"*{code.co_varnames[index]}")
        index += 1
    if code.co_flags & _VARKEYWORDS:
        stars.append(f"**{code.co_varnames[index]}")
    return tuple(stars)


def unbound_problems_of(node: Node) -> Iterator[GraphError]:
    """Yield what keeps a node from reading its parameters, once its modifiers have bound some."""
    stars = stars_of(node.function) if node.function is not None else ()
    if stars:
        bound = {f"{argument.passing.value}{argument.name}" for argument in node.arguments}
        if unbound := tuple(star for star in stars if star not in bound):
            yield VariadicParameterError(node.place, unbound)
    for parameter in node.parameters:
        if parameter.name == node.name:
            hint = "rename the function, or its parameter."
            reason = "it has a parameter of the same name, so it would need itself"
            yield ImpossibleNameError(node.place, node.name, reason, hint)


def _annotation_problems(
    node: Node, inner: FunctionType, cache: dict[Any, Any]
) -> Iterator[GraphError]:
    bare = tuple(p.name for p in node.parameters if p.type is UNREADABLE)
    if bare or node.type is UNREADABLE:
        yield MissingAnnotationError(node.place, bare, node.type is UNREADABLE)
    annotations, failing = resolve_annotations(inner, cache=cache)
    if failing:
        texts = tuple((name, type_text(annotations[name])) for name in failing)
        yield UnresolvedAnnotationError(node.place, texts)
    elif node.type is not UNREADABLE:
        yield from _expression_problems(node)


def _expression_problems(node: Node) -> Iterator[GraphError]:
    """An expression can only become an expression, or serve to make a frame."""
    result = form_of(node.type)
    if result.kind is Kind.FRAME or (result.kind is Kind.COLUMN and result.lazy):
        return
    if not any(form_of(parameter.type).lazy for parameter in node.parameters):
        return
    expressions = {p.name: form for p in node.parameters if _is_expression(form := form_of(p.type))}
    if expressions and node.type is not Any:
        library = next(iter(expressions.values())).library
        series = "pl.Series" if library == "polars" else "nw.Series"
        yield ExpressionParameterError(node.place, tuple(expressions), type_text(node.type), series)


def _is_expression(form: Form) -> bool:
    return form.lazy and form.kind is Kind.COLUMN
