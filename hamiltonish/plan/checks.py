"""Which checks a plan computes, and when: of data at once, of lazy columns where they are fetched.

What no barrier fetches is checked at the end, all of it in one step. Until then such columns stay
in their frames; that is all that checks change about a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hamiltonish.annotations import Kind
from hamiltonish.checks.check import Check
from hamiltonish.node import Node
from hamiltonish.plan.checked import Checked
from hamiltonish.plan.columns import Columns, wants_expression
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Origin, Sources
from hamiltonish.plan.steps import StepKind
from hamiltonish.plan.tape import Tape
from hamiltonish.plan.watching import Watch
from hamiltonish.rows import is_row_function

__all__ = ["Checks"]


class Checks:
    """The checks of one plan, of which the steps are written one by one.

    Attributes:
        watch: The flags of which rows raise, which are fetched as what is checked is.

    Args:
        request: What is asked for, and which checks are computed.
        sources: Where names come from.
        columns: What they are.
        tape: Where steps are written.
        column_in_frame: Names a column as its frame does.
    """

    def __init__(
        self,
        request: Request,
        sources: Sources,
        columns: Columns,
        tape: Tape,
        column_in_frame: Callable[[str], str],
    ) -> None:
        self.watch = Watch(request, sources, columns, tape)
        self._engine = request.engine
        self._sources = sources
        self._columns = columns
        self._tape = tape
        self._column_in_frame = column_in_frame
        self._checked = {
            node.name: (node, checks)
            for node, checks in _chosen(request, sources, columns)
            if checks
        }
        lazy = (name for name in self._checked if columns.forms[name].lazy)
        self._pending = dict.fromkeys(lazy)

    def __bool__(self) -> bool:
        return bool(self._checked)

    def awaiting(self, is_deferred: Callable[[str], bool]) -> tuple[str, ...]:
        """List the columns that have to stay in their frames until the end.

        Those are not that a function takes as data, so that they are collected before.

        Args:
            is_deferred: Whether a frame with layers is a query.
        """
        watched = self.watch.names()
        if not self.watch.raises:
            watched = tuple(name for name in watched if is_deferred(self._columns.owners[name]))
        if not self._pending:
            return watched
        collected = {
            parameter.name
            for node in self._sources.order
            if node.name not in self._columns.pure and not node.frame
            for parameter in node.parameters
            if parameter.name in self._pending and not wants_expression(parameter)
        }
        owners = self._columns.owners
        columns = (n for n in self._pending if n in owners and n not in collected)
        return (*(name for name in columns if is_deferred(owners[name])), *watched)

    def pending(self, key: str) -> tuple[str, ...]:
        """List the columns of a frame that are still to be checked, and those of its flags."""
        return tuple(dict.fromkeys((*self._unchecked(key), *self.watch.names(key))))

    def _unchecked(self, key: str) -> tuple[str, ...]:
        owners = self._columns.owners
        return tuple(name for name in self._pending if owners.get(name) == key)

    # -- steps -----------------------------------------------------------------------------------

    def of_data(self, name: str, value: int) -> None:
        """Check a result that is there as data, with the columns that are extracted from it."""
        if self._columns.forms[name].kind is Kind.FRAME:
            if not self._columns.forms[name].lazy:
                columns = (n for n, (node, _) in self._checked.items() if node.frame == name)
                self._write([(value, (*self._whole(name), *map(self._column, columns)))])
        elif name in self._checked:
            from hamiltonish.plan.examine import examining_data  # loaded if there are checks

            checked = Checked(*self._checked[name])
            function = examining_data(checked)
            self._tape.emit(StepKind.CHECK, str(checked), function, [value], columns=(name,))

    def of_columns(self, names: Iterable[str], value: int) -> None:
        """Check columns of a frame that is there as data."""
        given = tuple(dict.fromkeys(names))
        self.watch.look({name: self._column_in_frame(name) for name in given}, value)
        mine = tuple(name for name in given if name in self._pending)
        self._write([(value, tuple(map(self._column, mine)))])

    def of_whole(self, key: str, value: int) -> None:
        """Check a lazy frame that was collected, with the columns that are extracted from it."""
        if key in self._pending:
            self._write([(value, self._whole(key))])

    def of_result(self, names: dict[str, str], value: int) -> None:
        """Check columns of the resulting frame, in which they may have other names.

        Args:
            names: Maps each to its name in the result.
            value: The frame.
        """
        self.watch.look(names, value)
        mine = (name for name in names if name in self._pending)
        self._write([(value, tuple(self._column(name, names[name]) for name in mine))])

    def of_the_rest(self, state: Callable[[str], int], frame: Callable[[str], int]) -> None:
        """Check all that is pending, in one step.

        Args:
            state: Finds a frame with its layers.
            frame: Finds a frame as it came.
        """
        owners = self._columns.owners
        keys = dict.fromkeys(owners[name] for name in self._pending if name in owners)
        frames = [(frame(name), self._whole(name)) for name in self._pending if name not in owners]
        columns = [(state(key), tuple(map(self._column, self._unchecked(key)))) for key in keys]
        for key in self.watch.frames():
            names = {name: self._column_in_frame(name) for name in self.watch.names(key)}
            self.watch.look(names, state(key))
        self._write([*frames, *columns])

    def _write(self, frames: list[tuple[int, tuple[Checked, ...]]]) -> None:
        """Write the step that checks some frames together."""
        frames = [(value, checked) for value, checked in frames if checked]
        if not frames:
            return
        from hamiltonish.plan.examine import examining  # loaded if there are checks

        everything = [one for _, checked in frames for one in checked]
        names = tuple(one.node.name for one in everything)
        function = examining([checked for _, checked in frames], self._engine)
        values = [value for value, _ in frames]
        text = "; ".join(map(str, everything))
        self._tape.emit(StepKind.CHECK, text, function, values, columns=names)
        for name in names:
            self._pending.pop(name, None)

    def _whole(self, name: str) -> tuple[Checked, ...]:
        return (Checked(*self._checked[name]),) if name in self._checked else ()

    def _column(self, name: str, column: str = "") -> Checked:
        """Say what is checked of a column; predicates take expressions, or Series."""
        form = self._columns.forms[name]
        library = "polars" if form.library == "polars" else "narwhals"
        is_series = not form.lazy and form.library in ("pandas", "polars")
        node, checks = self._checked[name]
        column = column or self._column_in_frame(name)
        return Checked(node, checks, column, "" if is_series else library)


def _chosen(
    request: Request, sources: Sources, columns: Columns
) -> Iterator[tuple[Node, tuple[Check, ...]]]:
    """Yield the nodes that the plan computes, with the checks that it computes of them.

    A column that is extracted from a frame that is given is given, too. What a function of one row
    gives for a single one has no rows of which to ask whether they repeat.
    """
    for node in sources.order:
        if node.checks and sources.origins.get(node.frame, Origin.COMPUTED) is Origin.COMPUTED:
            checks = request.checking.of(node.checks, node.tags)
            if columns.forms[node.name].kind is Kind.VALUE and is_row_function(node):
                checks = tuple(check for check in checks if check.rule.asks_records)
            yield node, checks
