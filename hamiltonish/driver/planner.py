"""Requests and their plans: a plan is made once, and kept for requests that are equal."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from hamiltonish.checks.check import Checking
from hamiltonish.graph import Graph
from hamiltonish.plan import Plan, plan_of
from hamiltonish.plan.request import (
    Outputs,
    Request,
    describe,
    mapping_of,
    normalized,
    output_names,
    renamed,
    shape_of,
)

__all__ = ["Planner", "given_of"]

_PLANS_KEPT = 256


class Planner:
    """Makes the plans of a graph, and keeps them. Threads can share it.

    Args:
        graph: The graph.
        engine: The engine of Polars.
        checking: Which checks are computed.
    """

    __slots__ = ("checking", "engine", "graph", "kept")

    def __init__(self, graph: Graph, engine: Any, checking: Checking) -> None:
        self.graph = graph
        self.engine = engine
        self.checking = checking
        self.kept: dict[Hashable, Plan] = {}

    def plan(
        self,
        asked_by: str,
        outputs: Outputs,
        given: Mapping[str, Any],
        replaced: Mapping[str, Any],
        *,
        as_frame: bool,
        to: str = "",
        checking: Checking | None = None,
    ) -> Plan:
        """Find the plan that was made for an equal request, or make it.

        Args:
            asked_by: The method of `Driver` that asks, for errors.
            outputs: What is asked for.
            given: The inputs.
            replaced: The overrides.
            as_frame: Whether a frame is wanted, or raw values.
            to: The library of the frame; empty for the one that goes in.
            checking: Which checks are computed, if not those of all requests.
        """
        asked = tuple(outputs) if isinstance(outputs, list) else outputs
        shapes = shape_of(given), shape_of(replaced) if replaced else None
        key: Hashable = (asked, *shapes, as_frame, to, checking)
        try:
            plan = self.kept.get(key)
        except TypeError:  # outputs that cannot be hashed: a set, a list in a tuple
            plan, key = None, None
        if plan is None:
            names = output_names(outputs, self.graph)
            chosen = self.checking if checking is None else checking
            request = Request(
                names, describe(given), describe(replaced), as_frame, to, self.engine, chosen
            )
            plan = plan_of(
                self.graph,
                request,
                {**given, **replaced},
                asked_by=f"outputs of Driver.{asked_by}",
            )
            if key is not None:
                if len(self.kept) >= _PLANS_KEPT:
                    self.kept.clear()
                self.kept[key] = plan
        return plan


def given_of(
    inputs: Any, overrides: Mapping[str, Any] | None, rename: Mapping[str, str] | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Bring inputs and overrides into the form of dicts, by the names inside.

    Raises:
        RequestError: If they are neither dicts nor frames, or a name to rename is not there.
    """
    given = normalized(inputs)
    if rename is not None:
        given = renamed(given, mapping_of("rename", rename))
    return given, mapping_of("overrides", overrides)
