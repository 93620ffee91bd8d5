"""Finding the function behind a failed query: its columns are tried one by one, afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.frames import engine_of
from hamiltonish.node import Node
from hamiltonish.plan import Plan, Step, StepKind

__all__ = ["node_to_blame"]


def node_to_blame(plan: Plan, index: int, slots: list[Any]) -> Node | None:
    """Find the first column on which a failed step of the engine's fails by itself.

    Names and types are tried first, which touches no rows; then each column is computed.

    Args:
        plan: The plan.
        index: The position of the failed step.
        slots: The slots as they were when it failed; what layers read is still in them.
    """
    failed = plan.steps[index]
    if failed.kind is StepKind.LAYER:
        layers = [failed]
    else:  # earlier layers can only be at fault where nothing was computed yet
        before = (step for step in plan.steps[:index] if step.kind is StepKind.LAYER)
        layers = [step for step in before if form_of(type(slots[step.reads[0]])).lazy]
    for probe in (_schema, _data):
        for node, frame in _columns(plan, layers, slots):
            try:
                probe(frame, node)
            except Exception:  # noqa: BLE001  # whatever it is, the failure itself is being raised
                return node
    return None


def _columns(plan: Plan, layers: list[Step], slots: list[Any]) -> Iterator[tuple[Node, Any]]:
    """Yield each column of the layers with a frame that has just that one added."""
    for step in layers:
        frame, *expressions = (slots[slot] for slot in step.reads)
        for name, expression in zip(step.columns, expressions, strict=True):
            engine = engine_of(form_of(type(expression)).library)
            node = plan.seen.nodes[name]
            try:
                yield node, engine.layer(frame, [name], [expression])
            except Exception:  # noqa: BLE001  # an eager frame fails at once
                yield node, None


def _schema(frame: Any, node: Node) -> None:
    if frame is None:
        raise LookupError(node.name)
    engine_of(form_of(type(frame)).library).column_names(frame)


def _data(frame: Any, node: Node) -> None:
    engine = engine_of(form_of(type(frame)).library)
    engine.collect(engine.select(frame, {node.name: node.name}))
