"""Which rows raise: the flags of lifted functions are counted, or the first row raises its error.

A flag is a lazy column that nothing reads. It rides along where its frame is fetched, as what is to
be checked does; of a frame that no barrier fetches, it is computed at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import form_of
from hamiltonish.frames import engine_of, scalars_of
from hamiltonish.plan.columns import Columns
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Sources
from hamiltonish.plan.steps import StepKind
from hamiltonish.plan.tape import Tape
from hamiltonish.rows import Rows

if TYPE_CHECKING:
    from hamiltonish.rows.node import OnColumns

__all__ = ["Watch"]


class Watch:
    """The flags of one plan, as far as they are not looked at yet.

    Args:
        request: What becomes of rows that raise.
        sources: The row functions, and where names come from.
        columns: What the names are.
        tape: Where steps are written.

    Attributes:
        raises: Whether the first row that raises ends the run; else rows are counted.
        waiting: The functions whose flags are to be looked at, by the names of the flags.
    """

    def __init__(self, request: Request, sources: Sources, columns: Columns, tape: Tape) -> None:
        self.tape = tape
        self.owners = columns.owners
        self.forms = columns.frame_forms
        self.raises = request.rows is Rows.RAISE
        self.engine = request.engine
        flags = ((one.flag, one) for one in sources.rowwise.values())
        self.waiting: dict[str, OnColumns] = {
            flag.name: one
            for flag, one in flags
            if flag is not None and flag.name in columns.places
        }
        self._arguments: dict[str, list[int]] = {}

    def _reads(self, flag: str) -> tuple[str, ...]:
        """List what is needed of a frame to look at a flag."""
        cells = self.waiting[flag].cells if self.raises else ()
        return (flag, *(cell.name for cell in cells))

    def names(self, key: str | None = None) -> tuple[str, ...]:
        """List the columns that have to stay in a frame, or in any, until flags are looked at."""
        flags = (flag for flag in self.waiting if key is None or self.owners[flag] == key)
        return tuple(dict.fromkeys(name for flag in flags for name in self._reads(flag)))

    def frames(self) -> tuple[str, ...]:
        """List the frames of which flags have to be looked at at the end.

        A query that nobody has computed by then is not computed for a count.
        """
        keys = dict.fromkeys(self.owners[flag] for flag in self.waiting)
        return tuple(key for key in keys if self.raises or not self.forms[key].lazy)

    def note(self, flag: str, arguments: list[int]) -> None:
        """Note with what the expression of a flag is made."""
        self._arguments[flag] = arguments

    def look(self, names: Mapping[str, str], frame: int) -> None:
        """Write the step that looks at the flags in a frame.

        Args:
            names: The columns that the frame has, with their names in it.
            frame: The frame.
        """
        flags = [f for f in self.waiting if f in names and all(n in names for n in self._reads(f))]
        if not flags:
            return
        looked = {flag: self.waiting.pop(flag) for flag in flags}
        text = ", ".join(one.node.name for one in looked.values())
        columns = {flag: names[flag] for flag in flags}
        if not self.raises:
            by_node = {looked[flag].node.name: column for flag, column in columns.items()}
            function = _counting(by_node, self.engine)
            self.tape.emit(StepKind.ROWS, f"count what raises of {text}", function, [frame])
            return
        for flag, one in looked.items():
            cells = {cell.position: names[cell.name] for cell in one.cells}
            rest = [i for i in range(len(one.node.parameters)) if i not in cells]
            values = [self._arguments[flag][position] for position in rest]
            raising = _raising(one, columns[flag], cells, rest, self.engine)
            about = f"raise what {one.node.name} raises first"
            frames = [frame, *values]
            self.tape.emit(StepKind.ROWS, about, raising, frames, columns=(one.node.name,))


def _counting(columns: Mapping[str, str], engine: object) -> Callable[[Any], dict[str, int]]:
    """Make the step that counts the rows with flags, which nodes have."""

    def count(frame: Any) -> dict[str, int]:
        portable: Any = engine_of("narwhals")
        row = portable.measured(frame, tuple(columns.values()), {}, "rows (counted)")
        (found,) = portable.rows_of(_computed(row, engine))
        return {name: int(found[column] or 0) for name, column in columns.items()}

    return count


def _raising(
    one: OnColumns, flag: str, cells: Mapping[int, str], rest: Iterable[int], engine: object
) -> Callable[..., None]:
    """Make the step that raises the error of the first row that has a flag."""
    others = tuple(rest)

    def look(frame: Any, *values: Any) -> None:
        from hamiltonish.rows.node import raise_row

        portable: Any = engine_of("narwhals")
        named = {name: name for name in dict.fromkeys((flag, *cells.values()))}
        numbering: Any = engine_of(_library(frame) if _library(frame) == "polars" else "narwhals")
        numbered = numbering.numbered(engine_of(_library(frame)).select(frame, named), _ROW)
        first = _computed(portable.first_rows(numbered, [flag], 1, _PART), engine)
        rows = portable.rows_of(first)
        if not rows:
            return
        given: dict[int, Any] = dict(zip(others, values, strict=True))
        for position, name in cells.items():
            series = engine_of(_library(first)).column(first, name)
            given[position] = scalars_of(series, one.call.scalars[position])[0]
        raise_row(one.call, rows[0].get(_ROW), [given[i] for i in sorted(given)])

    return look


def _library(frame: Any) -> str:
    return form_of(type(frame)).library


def _computed(frame: Any, engine: object) -> Any:
    return engine_of(_library(frame)).collect(frame, engine)


_ROW, _PART = "row (raises)", "part (raises)"
