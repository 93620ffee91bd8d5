"""The schema of a result without its data: a run in which no frame and no Series has rows.

Functions of expressions and of frames only describe what the engine would do; they are called as
ever. A function on data is called only if its annotation does not tell what the schema depends on:
the type of a plain value, or the dtype in `Annotated[pl.Series, pl.Float64]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of, sample_of
from hamiltonish.execute.local import execute
from hamiltonish.frames import empty_column, schema_of
from hamiltonish.node import Node
from hamiltonish.plan import Plan, StepKind

__all__ = ["run_without_rows", "stand_ins"]


def stand_ins(plan: Plan) -> dict[str, Any]:
    """Find the results that need not be computed, because their annotations say all that matters.

    Args:
        plan: The plan of a request whose frames and Series have no rows.

    Returns:
        For each such node a value of its type, or a Series of its dtype that has no rows.
    """
    given = {**plan.request.inputs, **plan.request.overrides}
    with_rows = {name for name, one in given.items() if one.form.kind is not Kind.VALUE}
    with_rows.update(column for one in given.values() for column in one.columns)
    found = {}
    for node in (step.node for step in plan.steps if step.kind is StepKind.CALL):
        if node is None or not _has_rows(node, plan, with_rows):
            continue
        with_rows.add(node.name)
        stand_in = _stand_in(node)
        if stand_in is not NotImplemented:
            found[node.name] = stand_in
    return found


def _has_rows(node: Node, plan: Plan, with_rows: set[str]) -> bool:
    """Whether a function's result depends on rows."""
    if form_of(node.type).kind is not Kind.VALUE:
        return True
    names = (parameter.name for parameter in node.parameters)
    return any(name in with_rows or plan.graph.nodes[name].frame for name in names)


def _stand_in(node: Node) -> object:
    form = form_of(node.type)
    if form.kind is Kind.VALUE:
        return sample_of(node.type)
    if form.kind is Kind.COLUMN and not form.lazy:
        added = getattr(node.type, "__metadata__", ())  # what `Annotated` adds to the type
        columns = (empty_column(form.library, dtype) for dtype in added)
        return next((column for column in columns if column is not NotImplemented), NotImplemented)
    return NotImplemented


def run_without_rows(
    plan: Plan, inputs: Mapping[str, Any], overrides: Mapping[str, Any]
) -> dict[str, Any]:
    """Run a plan on frames and Series without rows, and give the schema of the result.

    Args:
        plan: The plan.
        inputs: The inputs, without rows.
        overrides: The overrides, without rows, and the stand-ins.

    Returns:
        The dtype of each column by its name, in order.

    Raises:
        Exception: Whatever a function on data raises when it is given no rows, with a note.
    """
    try:
        slots = execute(plan, inputs, overrides)
    except Exception as error:
        error.add_note(_NOTE)
        raise
    return schema_of(slots[plan.frame_slot])  # type: ignore[index]  # a frame was asked for


_NOTE = (
    "in Driver.schema, which calls functions on data without rows. If one cannot do that, give its"
    " result in `overrides=`, or its dtype by `Annotated[pl.Series, pl.Float64]`."
)
