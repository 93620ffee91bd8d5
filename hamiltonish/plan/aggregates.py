"""Aggregates: the checks of one frame as one row of aggregates, and what that row says.

What rules and predicates say of rows becomes a column of truth values, a *flag*: it is up where the
row fails. The aggregates are how often each flag is up, and what else rules measure. The frame may
be lazy; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.checks.check import Check
from hamiltonish.checks.measures import MeasureRule, Rows
from hamiltonish.checks.rules import Predicate, RowRule, Subject, value_text
from hamiltonish.errors import CheckFailure, ResultTypeError
from hamiltonish.frames import engine_of, expression_engine_of, own_of, unwrapped, wrapped
from hamiltonish.node import Location, Node
from hamiltonish.plan.checked import Checked

__all__ = ["Aggregates", "Failed", "Telling", "failure_of"]

Failed = tuple[Check, CheckFailure]
"""A check that failed, and how."""

_ROWS, _ROW, _PART = "check_rows", "check_row", "check_part"
_MOST = 5
"""How many rows are shown of those that fail."""


def failure_of(
    node: Node, check: Check, problem: str = "", *, part: str = "", **facts: Any
) -> Failed:
    """Make the record of a check that failed, or of a part of it."""
    title = f"{check.title}, {part}" if part else check.title
    return check, CheckFailure(node.name, str(node.location or ""), title, problem, **facts)


class Telling:
    """A context that notes on an error what was being checked."""

    __slots__ = ("_text",)

    def __init__(self, node: Node, check: Check) -> None:
        self._text = f"while checking `{node.name}` ({node.location}): {check.title}"

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note(self._text)


@dataclass(slots=True, eq=False)
class _Part:
    """One check, while it is looked at.

    Attributes:
        checked: What is checked of its node.
        check: The check.
        subject: The column; None for a frame as a whole.
        flag: The name of its flag; empty if it has none.
        measures: The names of its aggregates, by what the rule calls them.
        failing: How many rows fail, once that is known; None if it is no matter of rows.
        problem: What does not hold, once that is known; None if all does.
        examples: Rows that fail, and their values.
    """

    checked: Checked
    check: Check
    subject: Subject | None
    flag: str = ""
    measures: dict[str, str] = field(default_factory=dict)
    failing: int | None = None
    problem: str | None = None
    examples: tuple[tuple[Any, str], ...] = ()


class Aggregates:
    """The checks of one frame.

    Args:
        frame: The frame; a lazy one stays lazy.
        checked: What is checked of it.
        series: The Series of which the frame was made, if it was; predicates take it.

    Attributes:
        rows: How many rows the frame has, once it is known.
    """

    def __init__(self, frame: Any, checked: Sequence[Checked], series: Any = None) -> None:
        form = form_of(type(frame))
        self._library, self._is_lazy = form.library, form.lazy
        self._engine, self._portable = engine_of(form.library), _portable()
        names = {one.column: one.column for one in checked}
        if "" not in names:  # of a wide frame no more than is needed
            frame = self._engine.select(frame, names)
        self._frame, self._series = frame, series
        self._said: dict[str, Any] = {}  # what predicates gave, by the names of columns for it
        self._flags: dict[str, Any] = {}
        self._aggregates: dict[str, Any] = {}
        self._parts: list[_Part] = []
        self.rows: int | None = None
        subjects = self._subjects(names)
        for one in checked:
            for check in one.checks:
                part = _Part(one, check, subjects.get(one.column))
                self._parts.append(part)
                self._prepare(part, f"check_{len(self._parts)}")

    def _subjects(self, columns: Iterable[str]) -> dict[str, Subject]:
        names = [name for name in columns if name]
        if not names:
            return {}
        own, dtypes = self._engine.schema(self._frame), self._portable.schema(self._frame)
        make = self._portable.subject_of
        return {name: make(name, dtypes[name], own[name], self._library) for name in names}

    def _prepare(self, part: _Part, name: str) -> None:
        """Find the flag and the aggregates of a check; ask its predicate."""
        rule, subject = part.check.rule, part.subject
        if isinstance(rule, Predicate):
            with Telling(part.checked.node, part.check):
                answer = _answer(rule, self._asked_of(part.checked))
            if isinstance(answer, bool):
                part.problem = None if answer else "it says no"
                return
            self._said[f"{name}_said"] = answer
            self._flags[name] = self._portable.is_false(f"{name}_said")
            part.flag = name
        elif isinstance(rule, RowRule) and subject is not None:
            failing = rule.failing(subject)
            if failing is not None:
                self._flags[name], part.flag = failing, name
        elif isinstance(rule, MeasureRule) and subject is not None:
            for measure, aggregate in rule.measures(subject).items():
                part.measures[measure] = f"{name}_{measure}"
                self._aggregates[part.measures[measure]] = aggregate

    def _asked_of(self, checked: Checked) -> Any:
        """Find what a predicate takes: an expression, or data that it may do with as it likes."""
        if checked.library:
            return engine_of(checked.library).expression(checked.column)
        value = self._frame
        if self._series is not None:
            value = self._series
        elif checked.column:
            value = self._engine.column(self._frame, checked.column)
        elif form_of(checked.node.type).library == "narwhals":
            value = wrapped(value)
        own = None if self._is_lazy else own_of(form_of(type(value)).library)
        return value if own is None else own(value)

    # -- aggregates ------------------------------------------------------------------------------

    def query(self) -> Any:
        """Make the row of aggregates, lazy if the frame is; None if no check needs one."""
        counts_rows = any(isinstance(part.check.rule, Rows) for part in self._parts)
        if not (self._flags or self._aggregates or counts_rows):
            return None
        flagged = self._flagged(self._frame, self._flags)
        return self._portable.measured(flagged, list(self._flags), self._aggregates, _ROWS)

    def _flagged(self, frame: Any, flags: dict[str, Any]) -> Any:
        """Put flags on the frame, and what predicates gave."""
        for name, said in self._said.items():
            if name.removesuffix("_said") in flags:
                form = form_of(type(said))
                engine = expression_engine_of(form.library if form.lazy else self._library)
                frame = engine.layer(frame, [name], [said if form.lazy else unwrapped(said)])
        return self._portable.flagged(frame, flags)

    def read(self, row: Any) -> None:
        """Read the row of aggregates, computed; None if there is none."""
        values: dict[str, Any] = {}
        if row is not None:
            values = {k: _plain(v) for k, v in self._portable.rows_of(row)[0].items()}
            self.rows = values[_ROWS]
        for part in self._parts:
            rule = part.check.rule
            if part.flag:
                failing, rows = values[part.flag] or 0, values[_ROWS]
                if failing and not (isinstance(rule, RowRule) and rule.is_kept(failing, rows)):
                    part.failing, part.problem = failing, ""
            elif isinstance(rule, MeasureRule):
                own = {key: values[name] for key, name in part.measures.items()}
                verdict = rule.verdict({**own, "rows": values.get(_ROWS, 0)}, part.subject)
                if verdict is not None:
                    part.problem, part.failing = verdict

    # -- examples --------------------------------------------------------------------------------

    def example_query(self) -> Any:
        """Make the first rows that fail, lazy if the frame is; None if there are none to show."""
        for part in self._parts:
            if part.failing is not None and not part.flag and self._library != "dask":
                self._find_examples(part)  # Dask, which knows no rows, would look in vain
        failed = (part for part in self._parts if part.problem is not None and part.flag)
        flags = {part.flag: self._flags[part.flag] for part in failed}
        if not flags:
            return None
        engine: Any = self._engine if self._library == "polars" else self._portable
        flagged = self._flagged(engine.numbered(self._frame, _ROW), flags)
        return self._portable.first_rows(flagged, list(flags), _MOST, _PART)

    def _find_examples(self, part: _Part) -> None:
        rule: Any = part.check.rule
        part.flag = f"{next(iter(part.measures.values()))}_fails"
        self._flags[part.flag] = rule.failing(part.subject)

    def read_examples(self, rows: Any) -> None:
        """Read the first rows that fail, computed; None if there are none."""
        found = [] if rows is None else self._portable.rows_of(rows)
        failed = [part for part in self._parts if part.problem is not None and part.flag]
        for index, part in enumerate(failed):
            mine = [row for row in found if row[_PART] == index]
            part.examples = tuple([self._example(part, row) for row in mine])

    def _example(self, part: _Part, row: dict[str, Any]) -> tuple[Any, str]:
        column = part.checked.column
        own = {k: v for k, v in row.items() if not k.startswith("check_")}
        return row.get(_ROW), value_text(row[column] if column else own)

    def failures(self) -> list[Failed]:
        """List the checks that failed."""
        return [
            failure_of(
                part.checked.node,
                part.check,
                part.problem,
                failing=part.failing,
                rows=None if part.failing is None else self.rows,
                examples=part.examples,
            )
            for part in self._parts
            if part.problem is not None
        ]


def _portable() -> Any:
    return engine_of("narwhals")


def _plain(value: Any) -> Any:
    """Make a number of an engine's one of Python's; a sum of DuckDB's is a decimal."""
    if value is None or isinstance(value, (int, float)):
        return value
    number = float(value)
    return int(number) if number == int(number) else number


def _answer(rule: Predicate, given: Any) -> Any:
    """Call a predicate: truth values of rows, or one."""
    answer = rule.function(given)
    if form_of(type(answer)).kind is Kind.COLUMN:
        return answer
    if answer is None or hasattr(answer, "__len__") or form_of(type(answer)).kind is Kind.FRAME:
        function: Any = rule.function
        code = getattr(function, "__code__", None)
        place = f"`{getattr(function, '__qualname__', rule)}`"
        if code is not None:
            place += f" ({Location(code.co_filename, code.co_firstlineno)})"
        came = "None" if answer is None else type_text(type(answer))
        hint = "return truth values: an expression or a Series of them, or one."
        raise ResultTypeError(str(rule), place, "bool", came, hint)
    return bool(answer)
