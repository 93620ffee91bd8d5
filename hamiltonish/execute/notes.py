"""The note that an error gets on its way out: what was computed, for what, and from what."""

from __future__ import annotations

from typing import Any

from hamiltonish.errors import HamiltonishError
from hamiltonish.errors.text import listed
from hamiltonish.frames import shape_text
from hamiltonish.plan import Plan, Step

__all__ = ["add_note"]


def add_note(error: Exception, plan: Plan, index: int, slots: list[Any]) -> None:
    """Tell an error of the step that failed: its node, who needs it, and what went in.

    An error of ours about a frame says all that itself.

    Args:
        error: The error.
        plan: The plan.
        index: The position of the step.
        slots: The slots as they were when it failed.
    """
    step = plan.steps[index]
    if step.node is None and isinstance(error, HamiltonishError):
        return
    subject = f"`{step.name}` ({step.node.location})" if step.node else _engine_text(step)
    lines = [f"while computing {subject}{_purpose(plan, step)}"]
    values = [slots[slot] for slot in step.reads]
    if step.node is not None:
        names = [parameter.name for parameter in step.node.parameters]
        lines.extend(
            f"  {name}: {shape_text(value)}" for name, value in zip(names, values, strict=True)
        )
    error.add_note("\n".join(lines))


def _engine_text(step: Step) -> str:
    return f"{step.kind.value}: {step.name}"


def _purpose(plan: Plan, step: Step) -> str:
    """Name the outputs for which a step is needed, those apart that it is itself."""
    if step.node is None:
        return ""
    outputs = [name for name in plan.request.outputs if name in plan.graph]
    needed_for = plan.graph.downstream(step.name)
    names = [name for name in outputs if name in needed_for and name != step.name]
    return f", needed for {listed(names, at_most=3)}" if names else ""
