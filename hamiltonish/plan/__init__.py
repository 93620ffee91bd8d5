"""Plan: what must run for some outputs, in which order, on which frame, in how few layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Unpack

from hamiltonish.collector import collector_held
from hamiltonish.errors.text import counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.plan.calls import write_calls
from hamiltonish.plan.columns import columns_of
from hamiltonish.plan.explain import explained
from hamiltonish.plan.given import check_given
from hamiltonish.plan.ownership import with_own_arguments
from hamiltonish.plan.request import Request
from hamiltonish.plan.results import finish, output_nodes
from hamiltonish.plan.rows import Lifts, check_given_columns, tell_of_rows, with_rows
from hamiltonish.plan.sources import Origin, sources_of
from hamiltonish.plan.steps import Layer, Step, StepKind, Supply, allocate
from hamiltonish.plan.workspace import Workspace
from hamiltonish.rows import Rows

if TYPE_CHECKING:
    from hamiltonish.render import Options, View
    from hamiltonish.rows.node import OnColumns

__all__ = ["Instruction", "Layer", "Plan", "Step", "StepKind", "Supply", "plan_of"]

Instruction = tuple[Callable[..., Any], Callable[[list[Any]], Any], int, tuple[int, ...]]
"""A step as the run loop takes it: function, getter of its arguments, result slot, drops."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan:
    """What runs for a request, as data. A plan never changes and holds no inputs.

    Attributes:
        graph: The graph that it was made from.
        seen: The graph as it runs: the row functions that columns feed take columns there.
        rowwise: These row functions, by the names of their nodes.
        request: What was asked for and given, by names and types.
        steps: What is done, in order.
        layers: The layers of lazy columns, in order.
        reads: For each frame the columns of its own that are read.
        engines: The engines of Polars that compute what the plan computes itself, in words.
        supplies: Where inputs and overrides go.
        results: The slot of each output's data; lazy columns of a frame have none.
        frame_slot: The slot of the resulting frame; None if raw values were asked for.
        template: The slots as they are before the run, constants filled in.
        program: The steps as the run loop takes them.
    """

    graph: Graph
    seen: Graph
    rowwise: Mapping[str, OnColumns]
    request: Request
    steps: tuple[Step, ...]
    layers: tuple[Layer, ...]
    reads: Mapping[str, tuple[str, ...]]
    engines: tuple[str, ...]
    supplies: tuple[Supply, ...]
    results: Mapping[str, int]
    frame_slot: int | None
    template: tuple[Any, ...]
    program: tuple[Instruction, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """The nodes whose functions are called, in order."""
        return tuple(step.name for step in self.steps if step.kind is StepKind.CALL)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes whose functions are called, in order."""
        return tuple(step.node for step in self.steps if step.node is not None)

    def explain(self) -> str:
        """Tell what the plan reads and does, step by step."""
        return explained(
            self.request, self.steps, self.layers, self.reads, self.engines, self.rowwise
        )

    def to_script(self) -> str:
        """Write what the plan does as a Python module, which runs without hamiltonish.

        It has a function, ``compute``, that takes what the plan was made for by keyword, calls the
        functions of your modules, and adds their columns in the same layers. Functions of one row
        on columns are called for each row, by a loop that the script has itself. Checks are left
        out, and so are the copies that keep a function that changes its Series in place from
        changing what others read.

        Raises:
            ScriptError: If a function cannot be imported, or a step has no such text.
        """
        from hamiltonish.plan.script import script_of

        with tidy:
            plan = self._without_flags()
            return script_of(
                self.request,
                plan.steps,
                supplies=plan.supplies,
                template=plan.template,
                results=plan.results,
                frame_slot=plan.frame_slot,
                rowwise=plan.rowwise,
            )

    def _without_flags(self) -> Plan:
        """Give the plan that does not look which rows raise; a script finds out by calling."""
        request = self.request
        looks = request.counts_rows or request.rows is Rows.RAISE
        if not looks or not self.rowwise:
            return self
        lifts = Lifts()
        lifts.told.update(self.rowwise)
        quiet = replace(request, rows=Rows.NULL, counts_rows=False)
        return plan_of(self.graph, quiet, {}, lifts=lifts)

    def view(self, **options: Unpack[Options]) -> View:
        """Draw what runs: layers, barriers, what is read, given and asked for.

        Args:
            options: As for `Graph.view`.
        """
        from hamiltonish.plan.drawing import drawing_of
        from hamiltonish.render import view_of

        with tidy:
            return view_of(drawing_of(self), options)

    def __str__(self) -> str:
        return self.explain()

    def __repr__(self) -> str:
        outputs = counted(len(self.request.outputs), "output")
        return f"<Plan: {outputs}, {counted(len(self.order), 'function')}>"

    def _repr_html_(self) -> str:
        from hamiltonish.cards import card, code, details, heading, picture

        title, _, told = self.explain().partition("\n")
        drawn, is_drawn = picture(self.view, "plan.view()")
        return card(
            heading(title), drawn, details("step by step", code(told), is_open=not is_drawn)
        )


def plan_of(
    graph: Graph,
    request: Request,
    values: Mapping[str, object],
    *,
    asked_by: str = "outputs",
    lifts: Lifts | None = None,
) -> Plan:
    """Make the plan for a request.

    Args:
        graph: The graph.
        request: What is asked for and given.
        values: The inputs and overrides themselves, to check their types; they are not kept. None
            of them need be there, as when a function is compiled.
        asked_by: Who asks, for errors.
        lifts: What was lifted for the graph before.

    Raises:
        RequestError: If what is asked for or given does not fit the graph.
        FrameError: If columns do not belong together.
    """
    with collector_held():
        sources = sources_of(graph, request, asked_by=asked_by)
        lifts = Lifts() if lifts is None else lifts
        seen, sources = with_rows(graph, request, sources, lifts)
        check_given(seen, request, sources, values)
        columns = columns_of(seen, request, sources)
        if sources.rowwise:
            tell_of_rows(sources, request, lifts)
            check_given_columns(sources, values)
        workspace = Workspace(seen, request, sources, columns)
        write_calls(workspace)
        outputs = output_nodes(seen, sources.outputs)
        frame = finish(workspace, outputs) if request.as_frame else None
        results = _results(workspace, outputs, complete=not request.as_frame)
        workspace.checks.of_the_rest(workspace.state, workspace.frame)
        return _allocated(graph, workspace, results, frame)


def _results(workspace: Workspace, outputs: tuple[Node, ...], *, complete: bool) -> dict[str, int]:
    """Number the data of the outputs; that of lazy columns only if raw values are asked for."""
    names = [node.name for node in outputs]
    if complete:
        lazy = (name for name in names if workspace.columns.is_lazy(name))
        workspace.collect(lazy)
    else:
        names = [name for name in names if not workspace.columns.is_lazy(name)]
    return {name: workspace.data(name) for name in names}


def _allocated(
    graph: Graph, workspace: Workspace, results: dict[str, int], frame: int | None
) -> Plan:
    """Share out slots, and write the steps as the run loop takes them."""
    tape = workspace.tape
    kept = tape.kept | set(results.values()) | ({frame} if frame is not None else set())
    drafts = with_own_arguments(tape, workspace.columns, kept)
    steps, slot_of, slots = allocate(drafts, tape.count, frozenset(kept))
    template: list[Any] = [None] * slots
    for value, content in tape.constants.items():
        template[slot_of[value]] = content
    supplies = (
        Supply(slot_of[value], name, origin is Origin.OVERRIDE)
        for (origin, name), value in tape.supplies.items()
    )
    return Plan(
        graph,
        workspace.graph,
        workspace.sources.rowwise,
        workspace.request,
        steps,
        tuple(workspace.layers),
        {frame_key: tuple(columns) for frame_key, columns in workspace.reads.items()},
        tuple(workspace.engines),
        tuple(supplies),
        {name: slot_of[value] for name, value in results.items()},
        None if frame is None else slot_of[frame],
        tuple(template),
        tuple([(s.function, _getter(s.reads), s.writes, s.drops) for s in steps]),
    )


def _getter(reads: tuple[int, ...]) -> Callable[[list[Any]], Any]:
    """Make what takes a step's arguments out of the slots: always a sequence, made in C."""
    if len(reads) > 1:
        return itemgetter(*reads)
    return itemgetter(slice(reads[0], reads[0] + 1) if reads else slice(0, 0))
