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
from hamiltonish.plan.rows import Lifts
from hamiltonish.rows import Rows

__all__ = ["Planner", "given_of"]

_PLANS_KEPT = 256


class Planner:
    """Makes the plans of a graph, and keeps them. Threads can share it.

    Args:
        graph: The graph.
        engine: The engine of Polars.
        checking: Which checks are computed.
        rows: What becomes of rows that raise.
    """

    __slots__ = ("checking", "engine", "graph", "kept", "lifts", "rows")

    def __init__(self, graph: Graph, engine: Any, checking: Checking, rows: Rows) -> None:
        self.graph = graph
        self.engine = engine
        self.checking = checking
        self.rows = rows
        self.kept: dict[Hashable, Plan] = {}
        self.lifts = Lifts()

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
        counts_rows: bool = False,
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
            counts_rows: Whether rows that raise are counted.
        """
        asked = tuple(outputs) if isinstance(outputs, list) else outputs
        shapes = shape_of(given), shape_of(replaced) if replaced else None
        key: Any = (asked, *shapes, as_frame, to, checking, counts_rows)
        try:
            plan = self.kept.get(key)
        except TypeError:  # outputs that cannot be hashed: a set, a list in a tuple
            plan, key = None, None
        if plan is None and counts_rows and key is not None:
            same = self.kept.get((*key[:-1], False))
            plan = same if same is not None and not same.rowwise else None
        if plan is None:
            names = output_names(outputs, self.graph)
            chosen = self.checking if checking is None else checking
            request = Request(
                names,
                describe(given),
                describe(replaced),
                as_frame,
                to,
                self.engine,
                chosen,
                self.rows,
                counts_rows,
            )
            plan = plan_of(
                self.graph,
                request,
                {**given, **replaced},
                asked_by=f"outputs of Driver.{asked_by}",
                lifts=self.lifts,
            )
            if key is not None:
                if len(self.kept) >= _PLANS_KEPT:
                    self.kept.clear()
                self.kept[key] = plan
                if counts_rows and not plan.rowwise:  # there is nothing to count
                    self.kept[(*key[:-1], False)] = plan
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
