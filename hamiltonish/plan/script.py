"""A plan as a Python module: it imports the user's functions, and needs nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.compile.by_row import ByRow
from hamiltonish.compile.calls import Calls
from hamiltonish.compile.dialects import Dialects
from hamiltonish.compile.imports import Imports
from hamiltonish.compile.names import Names, quoted
from hamiltonish.compile.source import wrapped as wrapped_text
from hamiltonish.errors import ScriptError
from hamiltonish.errors.text import listed
from hamiltonish.frames import converted, unwrapped, wrapped
from hamiltonish.node import Node
from hamiltonish.plan import operations
from hamiltonish.plan.request import Request
from hamiltonish.plan.rows import ColumnCheck
from hamiltonish.plan.steps import Step, StepKind, Supply, last_reads
from hamiltonish.rows import Rows
from hamiltonish.rows.node import Lifted, OnColumns, OnSeries

__all__ = ["script_of"]

_IN = " " * 4
_WIDE = 100 - len(_IN) - len(" = ")


def script_of(
    request: Request,
    steps: Sequence[Step],
    *,
    supplies: Sequence[Supply],
    template: Sequence[object],
    results: Mapping[str, int],
    frame_slot: int | None,
    rowwise: Mapping[str, OnColumns],
) -> str:
    """Write a plan as a module with one function, `compute`.

    Args:
        request: What was asked for and given.
        steps: What is done, in order.
        supplies: Where inputs and overrides go.
        template: The slots as they are before the run.
        results: The slot of each output's data.
        frame_slot: The slot of the resulting frame; None if raw values were asked for.
        rowwise: The row functions that run on columns.

    Raises:
        ScriptError: If a step of it cannot be written, or a function cannot be imported.
    """
    kept = set(results.values()) if frame_slot is None else {frame_slot, *results.values()}
    script = _Script(request, supplies, template, last_reads(steps, kept), rowwise)
    return script.text(steps, results, frame_slot)


class _Script:
    """One script while it is written: what each slot holds, as code."""

    def __init__(
        self,
        request: Request,
        supplies: Sequence[Supply],
        template: Sequence[object],
        last_reads: Mapping[tuple[int, int], bool],
        rowwise: Mapping[str, OnColumns],
    ) -> None:
        self.request = request
        self.supplies = supplies
        self.template = template
        self.last_reads = last_reads
        self.names = Names(("compute",))
        self.slots: dict[int, str] = {}
        self.lines: list[str] = []
        for supply in supplies:
            self.slots[supply.slot] = self.names.local(supply.name or "frame")
        self.parameters = dict(self.slots)
        self.imports = Imports(self.names)
        self.dialects = Dialects(self.imports)
        self.calls = Calls(self.names, self._outside)
        raises = request.rows is Rows.RAISE
        known = {name: one.call.returns for name, one in rowwise.items()}
        self.by_row = ByRow(self.names, self.dialects, raises=raises, known=known)
        self.current: Node | None = None
        self.index = 0

    def text(
        self, steps: Sequence[Step], results: Mapping[str, int], frame_slot: int | None
    ) -> str:
        """Write it all."""
        for index, step in enumerate(steps):
            self.index = index
            if step.kind is not StepKind.CHECK and not isinstance(step.function, ColumnCheck):
                self._write(step)
        if frame_slot is not None:
            self._return(self._read(frame_slot))
        else:
            pairs = [f"{quoted(n)}: {self._read(s)}" for n, s in results.items()]
            self.lines += wrapped_text(f"{_IN}return {{", pairs, "}")
        outputs = listed(self.request.outputs, at_most=3)
        checks = any(step.kind is StepKind.CHECK for step in steps)
        about = f"Computes {outputs}.{' Checks of results are left out.' if checks else ''}"
        stars = ["*"] if self.parameters else []
        stars += map(self._parameter, self.supplies)
        loops = self.by_row.lines()
        parts = [
            f'"""{about}"""',
            "",
            "from __future__ import annotations",
            "",
            *self.imports.lines(),
            *loops,
            "",
            "",
            *wrapped_text("def compute(", stars, "):"),
            f'{_IN}"""Compute {outputs}."""',
            *self.lines,
            "",
        ]
        return "\n".join(parts)

    def _parameter(self, supply: Supply) -> str:
        """Write a parameter, with the type of what the plan was made for."""
        request = self.request
        given = (request.overrides if supply.is_override else request.inputs)[supply.name]
        variable = self.parameters[supply.slot]
        if given.form.kind is not Kind.VALUE:
            text = type_text(given.type)
            library = given.type.__module__.partition(".")[0]
            return f"{variable}: {text}" if self.dialects.knows(library, text) else variable
        known = self.imports.text_of(given.type)
        return variable if known is None else f"{variable}: {known}"

    # -- slots -----------------------------------------------------------------------------------

    def _read(self, slot: int) -> str:
        """Find what a slot holds, as code: a variable, an expression, a constant."""
        if slot in self.slots:
            return self.slots[slot]
        content = self.template[slot]
        column = _column_in(content)
        if column is not None:
            return self.dialects.column(form_of(type(content)).library, column)
        return self.calls.constant(content)

    def _frame(self, slot: int) -> str:
        """Find a frame; empty where there is none yet."""
        text = self._read(slot)
        return "" if text == "None" else text

    def _assign(self, step: Step, lines: Sequence[str], name: str, *, over: int = -1) -> None:
        """Write a statement; the result takes over the name of a slot that nothing reads later."""
        old = self.slots.get(over, "")
        takes_over = old.isidentifier() and self.last_reads.get((over, self.index), False)
        variable = old if takes_over else self.names.local(name)
        self.lines += [f"{_IN}{variable} = {lines[0]}", *(f"{_IN}{line}" for line in lines[1:])]
        self.slots[step.writes] = variable

    def _assign_frame(self, step: Step, lines: Sequence[str], frame: str, slot: int) -> None:
        """Write a statement that makes a frame of another one."""
        plain = re.sub(r"_\d+$", "", frame) if frame.isidentifier() else "frame"
        self._assign(step, lines, plain, over=slot)

    def _return(self, text: str) -> None:
        """Write the end; a name that was made just before is not made at all."""
        start = f"{_IN}{text} = "
        found = max((i for i, line in enumerate(self.lines) if line.startswith(start)), default=-1)
        rest = self.lines[found + 1 :]
        if found >= 0 and all(line.startswith((_IN * 2, f"{_IN})", f"{_IN}}}")) for line in rest):
            self.lines[found] = f"{_IN}return {self.lines[found].removeprefix(start)}"
        else:
            self.lines.append(f"{_IN}return {text}")

    # -- steps -----------------------------------------------------------------------------------

    def _write(self, step: Step) -> None:
        function: Any = step.function
        if step.node is not None:
            self._write_call(step, step.node)
        elif isinstance(function, itemgetter):
            position = repr(function)[len("operator.itemgetter(") : -1]
            self._assign(step, [f"{self._read(step.reads[0])}[{position}]"], "collected")
        else:
            if not isinstance(function, partial):
                function = partial(function)
            writer = _WRITERS.get(function.func) or _OF_ENGINES.get(function.func.__name__)
            if writer is None:
                raise self._refusal(step)
            writer(self, step, *function.args)

    def _write_call(self, step: Step, node: Node) -> None:
        self.current = node
        reads = [self._read(slot) for slot in step.reads]
        text_of = getattr(node.function, "text_of", None)
        if text_of is not None:  # it takes a field of a result
            self._assign(step, [text_of(reads[0])], node.name)
            return
        parts: Sequence[str]
        if isinstance(node.function, (Lifted, OnSeries)):
            name, parts = self.by_row.called(node, node.function, reads, self.calls)
        else:
            name = self.calls.function(node.name, node.function)
            parts = self.calls.parts(node, reads)
        function = f"{name}("
        form = form_of(node.type)
        if form.kind is Kind.COLUMN and form.lazy:  # it stands in its layer
            lead = f"{_IN}{_IN}{node.name}="
            lines = wrapped_text(f"{lead}{function}", parts, "),")
            self.slots[step.writes] = "\n".join(lines).removeprefix(lead).removesuffix(",")
            return
        lines = [f"{function}{', '.join(parts)})"]
        if len(lines[0]) + len(node.name) > _WIDE:
            lines = [function, *(f"{_IN}{part}," for part in parts), ")"]
        self._assign(step, lines, node.name)

    def _add(self, step: Step, engine: Any, nodes: Sequence[tuple[str, Node]], _: object) -> None:
        # What nothing reads later stays in the frame until the end: the engine sees to it.
        texts = [self._read(slot) for slot in step.reads[1:]]
        columns = {name: text for (name, _), text in zip(nodes, texts, strict=True)}
        frame = self._frame(step.reads[0])
        lines = self.dialects.with_columns(_library_of(engine), frame, columns)
        self._assign_frame(step, lines, frame, step.reads[0])

    def _attach(self, step: Step, library: str, names: Sequence[str]) -> None:
        frame = self._frame(step.reads[0])
        texts = [self._read(slot) for slot in step.reads[2:]]
        columns = dict(zip(names, texts, strict=True))
        if library not in ("polars", "pandas"):
            raise self._refusal(step)
        lines = (
            self.dialects.with_columns(library, frame, columns)
            if frame
            else self.dialects.frame_of(library, columns, {})
        )
        self._assign_frame(step, lines, frame, step.reads[0])

    def _take(self, step: Step, engine: Any, column: str) -> None:
        frame = self._read(step.reads[0])
        self._assign(step, [self.dialects.taken(_library_of(engine), frame, column)], step.name)

    def _collect(self, step: Step, engine: Any, taken: Any, choice: Any) -> None:
        library = _library_of(engine)
        queries = [
            [self._read(slot)]
            if names is None
            else self.dialects.select(library, self._read(slot), names)
            for slot, names in zip(step.reads, taken, strict=False)
        ]
        if len(queries) == 1:
            lines = self.dialects.collected(library, queries[0], choice.engine)
        elif library == "polars":
            lines = self.dialects.collected_together(queries)
        else:
            raise self._refusal(step)
        self._assign(step, lines, "collected")

    def _collect_whole(self, step: Step) -> None:
        function: Any = step.function
        engine = function.keywords["engine"] if isinstance(function, partial) else "auto"
        frame = self._read(step.reads[0])
        library = getattr(function, "func", function).__module__.rpartition(".")[2]
        lines = self.dialects.collected(library, [frame], engine)
        self._assign_frame(step, lines, frame, step.reads[0])

    def _make_lazy(self, step: Step) -> None:
        frame = self._read(step.reads[0])
        self._assign_frame(step, [f"{frame}.lazy()"], frame, step.reads[0])

    def _wrap(self, step: Step) -> None:
        value = self._read(step.reads[0])
        self._assign(step, [self.dialects.wrapped(value)], _first_word(step), over=step.reads[0])

    def _unwrap(self, step: Step) -> None:
        value = self._read(step.reads[0])
        self._assign(step, [self.dialects.unwrapped(value)], _first_word(step), over=step.reads[0])

    def _widen(self, step: Step, engine: Any, names: Mapping[str, str]) -> None:
        self._assign(step, self._widened(step, step.reads, engine, names), _first_word(step))

    def _widened(
        self, step: Step, reads: Sequence[int], engine: Any, names: Mapping[str, str]
    ) -> list[str]:
        if _library_of(engine) != "polars":
            raise self._refusal(step)
        frame, state = (self._read(slot) for slot in reads)
        return self.dialects.widened(frame, state, names)

    def _collect_result(self, step: Step, engine: Any, operation: Any, choice: Any) -> None:
        if operation.func is not operations.widen:
            raise self._refusal(step)
        query = self._widened(step, step.reads[1:], *operation.args)
        lines = self.dialects.collected(_library_of(engine), query, choice.engine)
        self._assign(step, lines, _first_word(step))

    def _finish(self, step: Step, engine: Any, attached: Any, names: Any, choice: Any) -> None:
        frame, library = self._read(step.reads[0]), _library_of(engine)
        if attached:
            texts = {
                name: self._as_column(library, node, slot)
                for slot, (name, node) in zip(step.reads[2:], attached, strict=True)
            }
            lines = self.dialects.with_columns(library, frame, texts)
            self._assign_frame(step, lines, frame, step.reads[0])
            frame = self.slots[step.writes]
        lines = self.dialects.select(library, frame, names)
        if choice is not None:
            lines = self.dialects.collected(library, lines, choice.engine)
        self._assign(step, lines, "result")

    def _as_column(self, library: str, node: Node, slot: int) -> str:
        text = self._read(slot)
        if form_of(node.type).kind is Kind.COLUMN:
            return text
        return self.dialects.literal(library, text)

    def _choose(self, step: Step, engine: Any, names: Mapping[str, str]) -> None:
        frame = self._read(step.reads[0])
        self._assign(step, self.dialects.select(_library_of(engine), frame, names), "result")

    def _assemble(self, step: Step, library: str, outputs: Any, lazy: object) -> None:
        if library not in ("polars", "pandas"):
            raise self._refusal(step)
        columns: dict[str, str] = {}
        values: dict[str, str] = {}
        for node, slot in zip(outputs, step.reads, strict=True):
            kind = columns if self._is_column(node) else values
            kind[node.column_name] = self._read(slot)
        lines = self.dialects.frame_of(library, columns, values)
        names = [node.column_name for node in outputs]
        if columns and values and names != [*columns, *values]:
            self._assign(step, lines, "result")
            frame = self.slots[step.writes]
            lines = self.dialects.select(library, frame, dict(zip(names, names, strict=True)))
        if lazy:
            lines = [*lines[:-1], f"{lines[-1]}.lazy()"]
        self._assign(step, lines, "result")

    def _convert(self, step: Step) -> None:
        frame = self._read(step.reads[0])
        self._assign(step, [self.dialects.converted(frame, self.request.to)], "result")

    def _is_column(self, node: Node) -> bool:
        """Whether an output is a column; one that is only passed through does not say it."""
        request = self.request
        given = {**request.inputs, **request.overrides}
        if node.name in given:
            return given[node.name].form.kind is Kind.COLUMN
        is_given = any(node.name in one.columns for one in given.values())
        return bool(node.frame) or is_given or form_of(node.type).kind is Kind.COLUMN

    # -- what cannot be written ------------------------------------------------------------------

    def _outside(self, name: str, content: object) -> str:
        """Write a function or a constant that is imported."""
        text = self.imports.text_of(content)
        if text is None:
            node = self.current
            what = f"`{name}`" if callable(content) else f"the value of `{name}`"
            reason = f"{what} cannot be imported"
            hint = "define it at the top of a module; `driver.compile` takes it as it is."
            if type(content).__module__.partition(".")[0] == "hamiltonish":
                reason = "hamiltonish computes it, as it does with statistics that are fixed"
                hint = "plan with the driver that was not frozen, or give it: `overrides=`."
            raise ScriptError(node.name if node else name, node.place if node else "", reason, hint)
        return text

    def _refusal(self, step: Step) -> ScriptError:
        reason = f"nothing is known of how its library does this: {step.kind.value}"
        return ScriptError(step.name, "", reason, "give a frame of Polars or pandas.")


_WRITERS: dict[Any, Any] = {
    operations.add: _Script._add,
    operations.assemble: _Script._assemble,
    operations.attach: _Script._attach,
    operations.choose: _Script._choose,
    operations.collect: _Script._collect,
    operations.collect_result: _Script._collect_result,
    operations.finish: _Script._finish,
    operations.take: _Script._take,
    operations.widen: _Script._widen,
    converted: _Script._convert,
    unwrapped: _Script._unwrap,
    wrapped: _Script._wrap,
}
_OF_ENGINES: dict[str, Any] = {"lazy": _Script._make_lazy, "collect": _Script._collect_whole}


def _column_in(content: object) -> str | None:
    """Name the column that an expression is, if it is nothing but a column."""
    form = form_of(type(content))
    if form.kind is not Kind.COLUMN or not form.lazy:
        return None
    match = re.fullmatch(r'col\("?(.*?)"?\)', str(content))
    return match[1] if match else None


def _library_of(engine: Any) -> str:
    name: str = engine.__name__
    return name.rpartition(".")[2]


def _first_word(step: Step) -> str:
    return step.name.partition(" ")[0]
