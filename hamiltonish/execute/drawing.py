"""A run as a drawing: its plan, with what each step took, and what was reused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hamiltonish.errors.text import counted
from hamiltonish.execute.report import Report, Row, bytes_text, seconds_text
from hamiltonish.plan import Plan, Step, StepKind
from hamiltonish.plan.drawing import barrier_names
from hamiltonish.plan.drawing import drawing_of as drawing_of_plan
from hamiltonish.render import Box, Drawing, Mark

__all__ = ["drawing_of"]

_SLOW = 0.2
"""The share of the time of a run from which on a step is slow."""
_LEAST = 1e-3
"""What takes less than this many seconds is never slow."""


def drawing_of(plan: Plan, report: Report) -> Drawing:
    """Draw a plan that ran: times, rows and bytes in small print, what is slow marked."""
    drawing = drawing_of_plan(plan)
    pairs = list(_pairs(plan, report))
    barriers = barrier_names(plan.steps)
    rows = {
        barriers.get(number, step.name): row
        for number, step, row in pairs
        if step.kind in (StepKind.CALL, StepKind.COLLECT)
    }
    checked: dict[str, Row] = {}
    for _, step, row in pairs:
        if step.kind is StepKind.CHECK:
            checked.update(dict.fromkeys(step.columns, row))
    lazy = {name for layer in plan.layers for name in layer.columns}
    boxes = [
        _told(box, None if box.name in lazy else rows.get(box.name), box.name in checked, report)
        for box in drawing.boxes
    ]
    return replace(
        drawing,
        boxes=tuple(boxes),
        title=f"Run of {counted(len(report.rows), 'step')} in {seconds_text(report.seconds)}",
        notes=dict(_notes(pairs, checked, report)),
    )


def _pairs(plan: Plan, report: Report) -> Iterator[tuple[int, Step, Row]]:
    """Yield each step with its row in the report, which has none for columns that are taken."""
    untold = (StepKind.COLUMN, StepKind.ROWS)
    steps = [(n, step) for n, step in enumerate(plan.steps) if step.kind not in untold]
    for (number, step), row in zip(steps, report.rows, strict=False):
        yield number, step, row


def _told(box: Box, row: Row | None, is_checked: bool, report: Report) -> Box:
    small, marks = list(box.small), set(box.marks)
    if Mark.OVERRIDE in marks:  # what a plan would be given has been there
        marks = marks - {Mark.OVERRIDE} | {Mark.REUSED}
    if row is not None:
        share = row.seconds / report.seconds if report.seconds else 0.0
        if row.seconds >= _LEAST and share >= _SLOW:
            marks.add(Mark.SLOW)
        small.append(_took(row, share if Mark.SLOW in marks else 0.0))
    if is_checked:
        small.append("checked")
    return replace(box, small=tuple(small), marks=frozenset(marks))


def _took(row: Row, share: float = 0.0) -> str:
    """Write what a step took: time, rows, bytes."""
    parts = [f"{seconds_text(row.seconds)}{f' ({share:.0%})' if share else ''}"]
    if row.rows is not None:
        parts.append(counted(row.rows, "row"))
    if row.bytes is not None:
        parts.append(bytes_text(row.bytes))
    return ", ".join(parts)


def _notes(
    pairs: list[tuple[int, Step, Row]], checked: dict[str, Row], report: Report
) -> Iterator[tuple[str, str]]:
    """Yield what is no box's own: checks, and the result, for which lazy columns are computed."""
    if checked:
        seconds = sum(row.seconds for _, step, row in pairs if step.kind is StepKind.CHECK)
        yield "checks of", f"{counted(len(checked), 'node')} in {seconds_text(seconds)}"
    if report.is_lazy:
        yield "result:", "a query that nobody has collected yet"
        return
    last = pairs[-1] if pairs else None
    if last and last[1].kind in (StepKind.FRAME, StepKind.WRITE, StepKind.CONVERT):
        yield "result:", _took(last[2])
