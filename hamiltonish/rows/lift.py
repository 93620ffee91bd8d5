"""Lifting: a row function's source becomes an expression of its columns, or is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.bindings import Binding, Source
from hamiltonish.bindings import Value as Bound
from hamiltonish.node import Node
from hamiltonish.rows.emit_duckdb import check_depth
from hamiltonish.rows.engines import engine_for
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.scalars import admits_none, scalar_of
from hamiltonish.rows.spark import check_length
from hamiltonish.rows.statements import Reader
from hamiltonish.rows.terms import FALSE, Const, Op, Scalar, Term, Value

__all__ = ["Lifting", "lifted"]


@dataclass(frozen=True, slots=True, eq=False)
class Lifting:
    """What a row function computes, as terms.

    Attributes:
        result: The result; null where a strict parameter is null, or the row raises.
        raised: Whether the row raises; None if no row does.
    """

    result: Term
    raised: Term | None


def lifted(node: Node, columns: Collection[str], library: str = "polars") -> Lifting:
    """Read a row function's source, and find the terms of its result.

    Args:
        node: A row function's node.
        columns: The names of those of its parameters that read columns.
        library: The library of the frame, of which the engine may not do everything.

    Raises:
        Refused: If it has a construct that no expression has the meaning of; its line is counted
            from the function's first.

    Example:
        >>> from hamiltonish import Graph
        >>> def minutes(hours: float) -> float:
        ...     return hours * 60
        >>> lifted(Graph(minutes)["minutes"], {"hours"}).result
        multiply(column(0), literal(60.0))
    """
    function: Any = node.function
    bound: dict[str, Value] = {}
    if isinstance(function, MethodType) and isinstance(function.__func__, FunctionType):
        owner, function = function.__self__, function.__func__
        bound[function.__code__.co_varnames[0]] = Const(owner)
    if not isinstance(function, FunctionType):
        raise Refused(f"a `{type_text(type(function))}`, which is no plain function")
    reader = Reader(engine_for(library))
    try:
        read = [_read(reader, node, position, columns) for position in range(len(node.parameters))]
        as_float = _kind_of(node.type, f"a result of type `{type_text(node.type)}`") is Scalar.FLOAT
        arguments = {**bound, **_arguments(node, read)}
        return _finished(reader, node, read, reader.run(function, arguments, as_float=as_float))
    except Refused as refused:
        if refused.line:
            refused.line -= function.__code__.co_firstlineno - 1
        raise
    except RecursionError:
        raise Refused("a function that is nested too deeply") from None


def _read(reader: Reader, node: Node, position: int, columns: Collection[str]) -> Term:
    """Make the term of what a parameter reads."""
    parameter = node.parameters[position]
    kind = _kind_of(parameter.type, f"a parameter of type `{type_text(parameter.type)}`")
    op = Op.COLUMN if parameter.name in columns else Op.VALUE
    nullable = admits_none(parameter.type)
    return reader.terms.make(op, (), kind, payload=position, nullable=nullable)


def _kind_of(annotation: object, what: str) -> Scalar:
    try:
        return Scalar(scalar_of(annotation))
    except ValueError:
        raise Refused(what) from None


def _arguments(node: Node, read: list[Term]) -> dict[str, Value]:
    """Give each parameter of the function its value: what the node reads, or what is bound."""
    if not node.arguments:
        return {p.argument or p.name: one for p, one in zip(node.parameters, read, strict=True)}
    sources = iter(read)
    given = {argument.name: _bound(argument.binding, sources) for argument in node.arguments}
    defaults = inspect.signature(node.function).parameters.values()  # type: ignore[arg-type]
    return {
        **{p.name: Const(p.default) for p in defaults if p.default is not inspect.Parameter.empty},
        **given,
    }


def _bound(binding: Binding, sources: Any) -> Value:
    if isinstance(binding, Source):
        one: Term = next(sources)
        return one
    if isinstance(binding, Bound):
        return Const(binding.value)
    raise Refused("a group of bound arguments")


def _finished(reader: Reader, node: Node, read: list[Term], result: Value) -> Lifting:
    """Bring the result to the annotated type, null where the function is not called or raises."""
    kind = _kind_of(node.type, f"a result of type `{type_text(node.type)}`")
    term = _converted(reader, reader.term(result), kind)
    raised: Value = FALSE
    for place in reader.raises:
        raised = reader.unless(raised, place.when)
    strict = [one for one in read if not one.nullable and one.op is Op.COLUMN]
    absent = [reader.make(Op.IS_NULL, Scalar.BOOL, one) for one in strict]
    nothing = raised
    for condition in absent:
        raised = reader.then(reader.negation(condition), raised)
    # Nothing that may stop an engine is computed of a row that is not called for.
    parts = [term, *reader.stopping(term)]
    unseen = [
        condition
        for one, condition in zip(strict, absent, strict=True)
        if any(one.payload not in part.passes for part in parts)
    ]
    if reader.engine.stops:
        nothing = raised
    for condition in unseen:
        nothing = reader.unless(condition, nothing)
    final = reader.null_where(nothing, term)
    if kind is Scalar.TIMEDELTA:
        final = reader.make(Op.TO_DURATION, kind, final)
    flag = None if isinstance(raised, Const) and not raised.value else reader.term(raised)
    most = reader.engine.largest
    if final.size + (flag.size if flag else 0) > most:
        raise Refused(f"more than {most:,} operations, written out")
    if check := _CHECKS.get(reader.engine.name):
        check(final, flag)
    return Lifting(final, flag)


_CHECKS: Mapping[str, Callable[..., None]] = {"ibis": check_depth, "pyspark": check_length}
"""What refuses terms that an engine takes too long to read, or cannot read."""


def _converted(reader: Reader, term: Term, kind: Scalar) -> Term:
    if term.type in (kind, Scalar.NONE):
        return term
    if (term.type, kind) == (Scalar.INT, Scalar.FLOAT):
        return reader.as_float(term)
    came, said = term.type.value.__name__, kind.value.__name__
    raise Refused(f"a result that is {came}, where {said} is annotated")
