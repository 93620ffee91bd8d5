"""A plan in words: what it reads, what it calls, its layers and barriers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hamiltonish.errors.text import counted
from hamiltonish.plan.request import BARE, Request
from hamiltonish.plan.sources import frame_text
from hamiltonish.plan.steps import Layer, Step, StepKind

if TYPE_CHECKING:
    from hamiltonish.rows.node import OnColumns

__all__ = ["explained", "headline"]

_WIDTH = 96


def explained(
    request: Request,
    steps: Sequence[Step],
    layers: Sequence[Layer],
    reads: Mapping[str, Sequence[str]],
    engines: Sequence[str],
    rowwise: Mapping[str, OnColumns],
) -> str:
    """Tell what a plan reads and does, a line or a few for each step."""
    lines = [headline(request, steps, layers), *_given(request, reads)]
    lines.extend(f"      engine  {engine}" for engine in engines if engine != "auto")
    lifted = [name for name, one in rowwise.items() if one.refusal is None]
    if lifted:
        lines.extend(_wrapped("      lifted  ", ", ".join(lifted)))
    lazy = {name for layer in layers for name in layer.columns}
    for name, one in rowwise.items():
        if name in lazy and one.refusal is not None:  # row by row, in a query that allows for that
            lines.extend(
                _wrapped("      by row  ", f"{name}{_by_row(one).removeprefix(', row by row')}")
            )
    told = _told(steps, lazy, rowwise)
    for number, (kind, text) in enumerate(told, 1):
        lines.extend(_wrapped(f"{number:>4}  {kind:<8}", text))
    return "\n".join(lines)


def _wrapped(lead: str, text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def headline(request: Request, steps: Sequence[Step], layers: Sequence[Layer]) -> str:
    """Say in one line what a plan is for, and how much it does."""
    calls = sum(step.kind is StepKind.CALL for step in steps)
    barriers = sum(step.kind is StepKind.COLLECT for step in steps)
    checked = sum(len(step.columns) for step in steps if step.kind is StepKind.CHECK)
    parts = [
        counted(calls, "function"),
        *([counted(len(layers), "layer")] if layers else []),
        *([counted(barriers, "barrier")] if barriers else []),
        *([f"checks of {counted(checked, 'node')}"] if checked else []),
    ]
    return f"Plan for {counted(len(request.outputs), 'output')}: {', '.join(parts)}"


def _given(request: Request, reads: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what goes in: whole values, and of each frame the columns that are read."""
    widths = {frame_text(key): len(given.columns) for key, given in request.inputs.items()}
    for frame, columns in reads.items():
        count = counted(len(columns), "column")
        if frame in widths:
            count = f"{len(columns)} of {counted(widths[frame], 'column')}"
        text = f"{count} of {frame}: {', '.join(columns)}"
        yield from _wrapped("      reads   ", text)
    whole = [name for name in request.inputs if name != BARE and name not in reads]
    if whole:
        yield from _wrapped("      given   ", ", ".join(whole))
    if request.overrides:
        yield from _wrapped("      instead ", ", ".join(request.overrides))


def _told(
    steps: Sequence[Step], lazy: set[str], rowwise: Mapping[str, OnColumns]
) -> Iterator[tuple[str, str]]:
    """Yield what a reader wants to see; the calls that make expressions are in their layer."""
    for step in steps:
        if step.kind is StepKind.CALL and step.node is not None:
            if step.name not in lazy:
                yield "call", f"{step.node}{_by_row(rowwise.get(step.name))}"
        elif step.kind is StepKind.COLLECT:
            yield "barrier", f"collect {step.name}"
        elif step.kind is not StepKind.COLUMN:
            yield step.kind.value, step.name


def _by_row(one: OnColumns | None) -> str:
    """Say that a function runs row by row, and why."""
    if one is None or one.refusal is None:
        return ""
    place = f" ({one.refusal.place})" if one.refusal.place else ""
    return f", row by row: {one.refusal.construct}{place}"
