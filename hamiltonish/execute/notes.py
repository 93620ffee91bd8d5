"""The note that an error gets on its way out: what was computed, for what, and from what."""

from __future__ import annotations

from typing import Any

from hamiltonish.errors import HamiltonishError
from hamiltonish.errors.text import listed
from hamiltonish.execute.blame import node_to_blame
from hamiltonish.frames import shape_text
from hamiltonish.node import Node
from hamiltonish.plan import Plan

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
    if step.node is None and (isinstance(error, HamiltonishError) or _is_told(error)):
        return
    node = step.node or node_to_blame(plan, index, slots)
    if node is None:
        error.add_note(f"while computing {step.kind.value}: {step.name}")
        return
    lines = [f"while computing `{node.name}` ({node.location}){_purpose(plan, node)}"]
    values = [slots[slot] for slot in step.reads]
    if step.node is not None:
        names = [parameter.name for parameter in step.node.parameters]
        lines.extend(
            f"  {name}: {shape_text(value)}"
            for name, value in zip(names, values, strict=False)  # a tally may come last
        )
    error.add_note("\n".join(lines))


def _is_told(error: Exception) -> bool:
    """Whether what failed has told already what it was doing: a check, or a row function."""
    told = ("while checking", "while computing")
    return any(note.startswith(told) for note in getattr(error, "__notes__", ()))


def _purpose(plan: Plan, node: Node) -> str:
    """Name the outputs for which a node is needed, itself apart."""
    needed_for = plan.graph.downstream(node.name)
    names = [name for name in plan.request.outputs if name in needed_for and name != node.name]
    return f", needed for {listed(names, at_most=3)}" if names else ""
