"""Write: a plan's frame goes to a file by its own engine, and the target is changed in one move.

Writing is one more step of the plan: hooks are told of it, and if the query fails there, the error
names the function. The table is not held here; how much of it the engine holds is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import PartitionColumnError
from hamiltonish.errors.text import closest, counted
from hamiltonish.execute import Recorder, Report, execute
from hamiltonish.frames import engine_of, files, write_parquet
from hamiltonish.graph import Graph
from hamiltonish.hooks import Hooks
from hamiltonish.plan import Plan, Step, StepKind
from hamiltonish.plan.request import output_names
from hamiltonish.write.footer import rows_of
from hamiltonish.write.target import Target, staged, target_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["OnDisk", "Target", "Written", "partition_names", "target_of", "write"]


@dataclass(frozen=True, slots=True, eq=False)
class OnDisk:
    """What was put on the disk.

    Attributes:
        path: The file or folder.
        files: The files: the file itself, or those in the folder.
        rows: How many rows they hold.
        bytes: How many bytes they take.
    """

    path: Path
    files: tuple[Path, ...]
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What `Driver.write` gave.

    Attributes:
        path: The file or folder.
        files: The files: the file itself, or those in the folder.
        rows: How many rows they hold.
        bytes: How many bytes they take.
        report: Time, rows and bytes of each step.
        plan: What was run; it is what `execute` would plan.
    """

    path: Path
    files: tuple[Path, ...]
    rows: int
    bytes: int
    report: Report
    plan: Plan

    def __repr__(self) -> str:
        files = counted(len(self.files), "file")
        return f"<Written: {counted(self.rows, 'row')} in {files}, {self.path}>"


def partition_names(partition_by: Any, graph: Graph) -> tuple[str, ...]:
    """Turn what rows are partitioned by, names or functions, into names of columns.

    Raises:
        NotAnOutputError: If one is neither a name nor a function.
        UnknownNodeError: If a function is no node of the graph.
        EmptyOutputsError: If there is none.
    """
    if partition_by is None:
        return ()
    names = output_names(partition_by, graph)
    return tuple(dict.fromkeys(graph[n].column_name if n in graph else n for n in names))


def write(
    plan: Plan,
    inputs: Mapping[str, Any],
    overrides: Mapping[str, Any],
    target: Target,
    hooks: Sequence[Hooks] = (),
) -> Written:
    """Run a plan, and write its frame.

    Args:
        plan: The plan; it makes a frame.
        inputs: The inputs, by the names that the plan was made for.
        overrides: The overrides, likewise.
        target: Where to.
        hooks: Who is told.

    Raises:
        PartitionColumnError: If a column to partition by is not written.
        EachGroupError: If groups are to be computed one by one, and the result would be another.
        GroupRowsError: If the frames do not stay the same from group to group.
        TargetExistsError: If the target has come into being meanwhile.
        Exception: Whatever a function or the engine raises, with a note.
    """
    columns = _columns_of(plan)
    if columns is not None:
        _check_partition(target.partition_by, columns)
    recorder = Recorder()
    slots = execute(_writing(plan, target), inputs, overrides, (recorder.hooks, *hooks))
    done: OnDisk = slots[plan.frame_slot]  # type: ignore[index]  # a frame was asked for
    return Written(done.path, done.files, done.rows, done.bytes, recorder.report(), plan)


def _writing(plan: Plan, target: Target) -> Plan:
    """Add the step that writes the frame; what it is called with are all slots."""
    slot: int = plan.frame_slot  # type: ignore[assignment]  # a frame was asked for
    groups = None
    if target.each:
        from hamiltonish.write.groups import Groups  # most targets are written at once

        groups = Groups(plan, target.partition_by)
    running = groups.noting() if groups else plan

    def put(slots: list[Any]) -> OnDisk:
        frame = slots[slot]
        if _columns_of(plan) is None:  # a function has made the frame, and only now it is known
            names = engine_of(form_of(type(frame)).library).column_names(frame)
            _check_partition(target.partition_by, names)
        with staged(target) as path:
            if target.format is not files.Format.PARQUET:
                rows = files.write(frame, path, target.format)
                return OnDisk(target.path, (target.path,), rows, path.stat().st_size)
            if groups:
                groups.write(slots, path)
            else:
                write_parquet(frame, path, target.partition_by)
            return _looked_at(path, target)

    step = Step(StepKind.WRITE, target.path.name, put, (slot,), slot)
    added = (put, lambda slots: (slots,), slot, ())
    return replace(running, steps=(*running.steps, step), program=(*running.program, added))


def _looked_at(path: Path, target: Target) -> OnDisk:
    """Look at what was written beside the target, which it will be."""
    if target.partition_by:
        path.mkdir(exist_ok=True)  # without rows there is no folder
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return OnDisk(
        target.path,
        tuple(target.path / file.relative_to(path) for file in files),
        sum(map(rows_of, files)),
        sum(file.stat().st_size for file in files),
    )


def _columns_of(plan: Plan) -> tuple[str, ...] | None:
    """List the columns that will be written; none if a function makes the whole frame."""
    graph, request = plan.graph, plan.request
    for name in request.outputs:
        given = request.inputs.get(name) or request.overrides.get(name)
        form = given.form if given else form_of(graph[name].type) if name in graph else None
        if form is not None and form.kind is Kind.FRAME:
            return None
    return tuple(graph[n].column_name if n in graph else n for n in request.outputs)


def _check_partition(partition_by: Iterable[str], columns: Sequence[str]) -> None:
    rest = dict.fromkeys(columns)
    for name in partition_by:
        if name not in rest:
            matches = closest(name, columns)
            raise PartitionColumnError(name, "it is not among the outputs", tuple(columns), matches)
        del rest[name]
        if not rest:
            problem = "no other column is left for the files"
            raise PartitionColumnError(name, problem, tuple(columns))
