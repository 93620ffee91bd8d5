"""Lifting: a row function's source becomes an expression of its columns, or is refused."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from hamiltonish.bindings import Binding, Source
from hamiltonish.bindings import Value as Bound
from hamiltonish.node import Node
from hamiltonish.rows.functions import definition_of, outside_of
from hamiltonish.rows.reading import Reader
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.scalars import admits_none, scalar_of
from hamiltonish.rows.terms import FALSE, NULL, Const, Op, Scalar, Term, Value

__all__ = ["Lifting", "lifted"]

_LARGEST = 2_000
"""How many operations an expression may have, when it is written out as a tree."""


@dataclass(frozen=True, slots=True, eq=False)
class Lifting:
    """What a row function computes, as terms.

    Attributes:
        result: The result; null where a strict parameter is null, or the row raises.
        raised: Whether the row raises; None if no row does.
    """

    result: Term
    raised: Term | None


def lifted(node: Node, columns: Collection[str]) -> Lifting:
    """Read a row function's source, and find the terms of its result.

    Args:
        node: A row function's node.
        columns: The names of those of its parameters that read columns.

    Raises:
        Refused: If it has a construct that no expression has the meaning of.
    """
    function: Any = node.function
    if not isinstance(function, FunctionType):
        raise Refused("what is no plain function")
    reader = Reader()
    read = [_read(reader, node, position, columns) for position in range(len(node.parameters))]
    arguments = _arguments(node, read)
    result = reader.run(definition_of(function), arguments, outside_of(function))
    return _finished(reader, node, read, result)


def _read(reader: Reader, node: Node, position: int, columns: Collection[str]) -> Term:
    """Make the term of what a parameter reads."""
    parameter = node.parameters[position]
    kind = _kind_of(parameter.type, f"a parameter of type `{parameter.type}`")
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
    kind = _kind_of(node.type, f"a result of type `{node.type}`")
    term = _converted(reader, reader.term(result), kind)
    raised: Value = FALSE
    for condition in reader.raises:
        raised = reader.either(raised, condition)
    strict = [one for one in read if not one.nullable and one.op is Op.COLUMN]
    absent = [reader.make(Op.IS_NULL, Scalar.BOOL, one) for one in strict]
    for condition in absent:
        raised = reader.both(reader.negation(condition), raised)
    unseen = [c for one, c in zip(strict, absent, strict=True) if one.payload not in term.passes]
    nothing = raised
    for condition in unseen:
        nothing = reader.either(nothing, condition)
    whole = reader.choice(nothing, NULL, term, None)
    final = reader.term(whole)
    flag = None if isinstance(raised, Const) and not raised.value else reader.term(raised)
    if final.size + (flag.size if flag else 0) > _LARGEST:
        raise Refused(f"more than {_LARGEST:,} operations, written out")
    return Lifting(final, flag)


def _converted(reader: Reader, term: Term, kind: Scalar) -> Term:
    if term.type in (kind, Scalar.NONE):
        return term
    if (term.type, kind) == (Scalar.INT, Scalar.FLOAT):
        return reader.as_float(term)
    came, said = term.type.value.__name__, kind.value.__name__
    raise Refused(f"a result that is {came}, where {said} is annotated")
