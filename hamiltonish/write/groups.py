"""One group of rows after another: the layers of a plan are put on the rows of one key at a time.

Frame functions see whole frames, as ever. The rows are cut where the outputs' frame gets its first
layer, so that windows need the memory of one group. It is done only where each column is known to
depend on rows of the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import EachGroupError, GroupRowsError
from hamiltonish.errors.text import counted
from hamiltonish.node import Node
from hamiltonish.plan import Plan, Step, StepKind
from hamiltonish.reach.expressions import reach_problem
from hamiltonish.write.footer import rows_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Groups"]

_FILE = "00000000.parquet"
_ALL_ROWS = "it looks at all rows, which `Driver(…, checks=False)` leaves out"
_ALL_FOR_RAISING = "it looks at all rows, which `Driver(…, rows='null')` leaves out"


@dataclass(frozen=True, slots=True, eq=False)
class _Noted:
    """A step as it was called on the whole frame.

    Attributes:
        index: Which step of the plan.
        function: What it calls.
        arguments: What it was called with.
    """

    index: int
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Groups:
    """One run that writes group by group: it takes notes first, and repeats them for each group.

    Args:
        plan: The plan; it makes a frame.
        partition_by: The columns whose values make the groups.

    Raises:
        EachGroupError: If a function takes data of the frame that is cut, or gives data for it.
    """

    def __init__(self, plan: Plan, partition_by: tuple[str, ...]) -> None:
        self._plan = plan
        self._partition_by = partition_by
        self._cut = _cut_steps(plan)
        self._noted: list[_Noted] = []
        self._refuse_data()

    def noting(self) -> Plan:
        """Make the plan take notes; its result is made for each group only."""
        program = list(self._plan.program)
        for index in self._cut:
            function, *rest = program[index]
            program[index] = (self._note(index, function), *rest)  # type: ignore[assignment]
        return replace(self._plan, program=tuple(program))

    def _note(self, index: int, function: Callable[..., Any]) -> Callable[..., Any]:
        is_result = self._plan.steps[index].kind is StepKind.FRAME

        def note(*arguments: Any) -> Any:
            self._noted.append(_Noted(index, function, arguments))
            return arguments[0] if is_result else function(*arguments)

        return note

    def write(self, slots: list[Any], path: Path) -> None:
        """Write each group to its folder.

        Args:
            slots: The slots after the run; those of the frame's layers get the rows of the group,
                so that if it fails, they tell which column is to blame.
            path: The folder of all.

        Raises:
            EachGroupError: If a column may depend on rows of other groups.
            GroupRowsError: If a group has other rows than it had when all were counted.
        """
        from hamiltonish.frames import polars

        whole = self._noted[0].arguments[0] if self._noted else slots[self._plan.frame_slot or 0]
        form = form_of(type(whole))
        if (form.kind, form.library) != (Kind.FRAME, "polars"):
            self._refuse("The result", "it is no query of Polars, which tells what it reads")
        names = [self._name_in_frame(column) for column in self._partition_by]
        keyed = self._with_keys(whole.lazy(), names)
        self._check_reach(slots[self._plan.frame_slot or 0].lazy(), frozenset(names))
        polars.refuse_nameless(keyed, names)
        folders = polars.Folders(path)
        for key, count in polars.key_counts(keyed, names):
            frame = self._repeated(slots, polars.rows_of_key(keyed, key))
            key.columns = list(self._partition_by)
            rest = [c for c in polars.column_names(frame) if c not in self._partition_by]
            folder = folders.name_of(key)
            file = path / folder / _FILE
            polars.write_parquet(polars.select(frame, {c: c for c in rest}), file, ())
            if (rows := rows_of(file)) != count:
                raise GroupRowsError(folder, counted(count, "row"), counted(rows, "row"))

    def _repeated(self, slots: list[Any], rows: Any) -> Any:
        """Put on some rows of the frame what was put on the whole of it."""
        states: dict[int, Any] = {}
        result = rows
        for noted in self._noted:
            step, positions = self._plan.steps[noted.index], self._cut[noted.index]
            arguments = list(noted.arguments)
            for position in positions:
                slot = step.reads[position]
                arguments[position] = slots[slot] = states.setdefault(slot, rows)
            result = states[step.writes] = noted.function(*arguments)
        return result

    # -- keys ------------------------------------------------------------------------------------

    def _name_in_frame(self, column: str) -> str:
        """Find what a column of the result is called in the frame with layers."""
        graph, outputs = self._plan.graph, self._plan.request.outputs
        for name in self._expressions():
            node = graph[name]
            if node.column_name == column and (name in outputs or column in outputs):
                if any(other.frame and other.own_column == name for other in graph.values()):
                    self._refuse(node.place, "its frame has another column of its name")
                return name
        return column

    def _with_keys(self, frame: Any, names: list[str]) -> Any:
        """Put on the whole frame the columns that make the groups, where they are computed."""
        from hamiltonish.frames import polars

        expressions, graph = self._expressions(), self._plan.graph
        computed = [graph.upstream(name) for name in names if name in expressions]
        own = polars.column_names(frame) if computed else ()
        for name in expressions:
            if name in own:  # what reads it would read another before the layers than after them
                self._refuse(graph[name].place, "its frame has another column of its name")
        for noted in self._noted:
            columns = self._plan.steps[noted.index].columns
            here = [name for name in columns if any(name in upper for upper in computed)]
            for name in here:
                if problem := reach_problem(expressions[name], frozenset(names), windows=False):
                    self._refuse(graph[name].place, f"it makes the groups, and {problem}")
            if here:
                frame = polars.layer(frame, here, [expressions[name] for name in here])
        return frame

    def _expressions(self) -> Mapping[str, Any]:
        """Collect the expressions of the layers by the names of their columns."""
        found: dict[str, Any] = {}
        for noted in self._noted:
            step = self._plan.steps[noted.index]
            if step.kind is StepKind.LAYER:
                found.update(zip(step.columns, noted.arguments[1:], strict=True))
        return found

    # -- what is refused -------------------------------------------------------------------------

    def _refuse(self, place: str, problem: str) -> None:
        raise EachGroupError(place, problem, self._partition_by)

    def _refuse_data(self) -> None:
        """Refuse, before the run, functions that take or give data of the frame."""
        plan = self._plan
        for node in plan.nodes if self._cut else ():
            form = form_of(node.type)
            if form.kind is Kind.COLUMN and not form.lazy:
                self._refuse(node.place, "it computes with the data of all rows")
            if form.kind is Kind.COLUMN and form.library != "polars":
                self._refuse(node.place, "only expressions of Polars tell what they read")
        for step in _steps_back(plan):
            if step.kind is StepKind.COLLECT and step.columns:
                self._refuse(_reader(plan, step.columns), "it takes the data of all rows")
        for index in self._cut:
            step = plan.steps[index]
            if step.node is not None:
                self._refuse(step.node.place, "it takes the columns of all rows")
            if step.kind is StepKind.CHECK:
                self._refuse(f"The check of `{step.columns[0]}`", _ALL_ROWS)
            if step.kind is StepKind.ROWS:
                self._refuse(f"What `{step.columns[0]}` raises first", _ALL_FOR_RAISING)
            if step.kind not in (StepKind.LAYER, StepKind.FRAME, StepKind.CONVERT):
                self._refuse(_reader(plan, step.columns), "it takes the data of all rows")

    def _check_reach(self, frame: Any, keys: frozenset[str]) -> None:
        """Refuse, before rows are read, columns that may depend on rows of other groups."""
        from hamiltonish.frames import polars

        expressions = self._expressions()
        appeared = polars.ordered_by_appearance(frame)
        for name, expression in expressions.items():
            problem = reach_problem(expression, keys)
            for column in () if problem else expression.meta.root_names():
                if column in appeared:
                    problem = f"the categories of `{column}` are in the order of all rows"
            if problem:
                self._refuse(self._plan.graph[name].place, problem)
        for noted in self._noted:
            step, positions = self._plan.steps[noted.index], self._cut[noted.index]
            for position, value in enumerate(noted.arguments):
                form = form_of(type(value))
                if position not in positions and form.kind is not Kind.VALUE and not form.lazy:
                    self._refuse(f"`{step.name}`", "it takes the data of all rows")


def _reader(plan: Plan, columns: tuple[str, ...]) -> str:
    """Name the first function that takes some columns as data."""
    for node in plan.nodes:
        if any(_takes_data(node, name) for name in columns):
            return node.place
    return "A function"


def _takes_data(node: Node, name: str) -> bool:
    return any(p.name == name and not form_of(p.type).lazy for p in node.parameters)


def _cut_steps(plan: Plan) -> dict[int, tuple[int, ...]]:
    """Find the steps that work on the outputs' frame from its first layer on.

    Returns:
        For the index of each such step, in order, which of its arguments are the frame.
    """
    start = _start(plan)
    if start is None:
        return {}
    cut = {plan.steps[start].reads[0]}
    found: dict[int, tuple[int, ...]] = {}
    for index in range(start, len(plan.steps)):
        step = plan.steps[index]
        positions = tuple(i for i, slot in enumerate(step.reads) if slot in cut)
        if positions:
            found[index] = positions
            cut.add(step.writes)
        else:
            cut.discard(step.writes)
    return found


def _start(plan: Plan) -> int | None:
    """Find the first layer on the outputs' frame, or, without any, the step that selects them."""
    layers = [step for step in _steps_back(plan) if step.kind is StepKind.LAYER]
    ends = [step for step in plan.steps if step.kind is StepKind.FRAME]
    first = (layers or ends)[-1:]
    return plan.steps.index(first[0]) if first else None


_ON_THE_WAY = (StepKind.LAYER, StepKind.FRAME, StepKind.CONVERT, StepKind.COLLECT)


def _steps_back(plan: Plan) -> Iterator[Step]:
    """Yield the steps through which the result's frame went, the last first."""
    slot = plan.frame_slot
    for step in reversed(plan.steps):
        if step.writes == slot:
            if step.kind not in _ON_THE_WAY:
                return
            yield step
            slot = step.reads[0] if step.reads else None
