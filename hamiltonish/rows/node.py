"""A row function as a node on columns: from scalars to scalars becomes from columns to a column."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.errors import InputTypeError, NotLifted, UnsupportedError
from hamiltonish.frames import (
    arrow_itself,
    arrow_of,
    column_type,
    engine_of,
    expressions_of,
    installed,
    series_of_arrow,
    series_of_scalars,
)
from hamiltonish.frames.native import backend_of
from hamiltonish.node import Location, Node, Parameter, replaced
from hamiltonish.rows.arrow import computed
from hamiltonish.rows.by_row import RowCall, row_call
from hamiltonish.rows.emit import emitted
from hamiltonish.rows.lift import Lifting, lifted
from hamiltonish.rows.native import InSql, OnPartitions
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.scalars import stored_of
from hamiltonish.rows.terms import Term

__all__ = ["Cell", "Lifted", "OnColumns", "OnSeries", "check_cells", "on_columns", "raise_row"]

Tally = MutableMapping[str, int]
"""How many rows raised, by the names of nodes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column that a row function takes, a scalar a row.

    Attributes:
        position: The position of the parameter.
        name: The column.
        scalar: The type of what the cells hold.
        taken: The annotation, as one writes it.
        taker: The function, with file and line.
    """

    position: int
    name: str
    scalar: type
    taken: str
    taker: str


@dataclass(frozen=True, slots=True, eq=False)
class OnColumns:
    """A row function that runs on columns.

    Attributes:
        node: The node that takes columns and gives one.
        call: The function, as it is called with the scalars of a row.
        cells: The columns that it takes.
        flag: The node of a column of truth values, whether the row raises; None if no row does,
            or if that is found out by the node itself, on Series.
        refusal: Why it is not lifted and runs row by row; None if it is.
    """

    node: Node
    call: RowCall
    cells: tuple[Cell, ...]
    flag: Node | None
    refusal: NotLifted | None

    @property
    def is_on_series(self) -> bool:
        """Whether the node takes Series, and counts rows that raise itself."""
        return isinstance(self.node.function, OnSeries)

    @property
    def may_raise(self) -> bool:
        """Whether a row may raise, as far as it is known."""
        function: Any = self.node.function
        if isinstance(function, OnSeries):
            return function.lifting is None or function.lifting.raised is not None
        return self.flag is not None or (isinstance(function, OnPartitions) and function.is_called)


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """A term as a function of expressions, and of values that are the same for all rows.

    Attributes:
        term: What it computes.
        call: The function of scalars that it comes from.
        columns: The positions of the parameters that are columns.
        returns: The type of the scalars of the result.
        library: The library of the frame.
        known: The expression for the columns that were given last, if no values were given.
    """

    term: Term
    call: RowCall
    columns: tuple[int, ...]
    returns: type
    library: str
    known: list[tuple[tuple[Any, ...], Any]] = field(default_factory=list)

    def __call__(self, *given: Any) -> Any:
        """Write the expression of the result, or find it: a plan gives the same columns again."""
        for columns, expression in self.known:
            if all(map(operator.is_, columns, given)):
                return expression
        expression = self.written(expressions_of(self.library), given)
        if len(self.columns) == len(given):
            self.known[:] = [(given, expression)]
        return expression

    def written(self, words: Any, given: Sequence[Any]) -> Any:
        """Write the expression of the result in the words of a library."""
        dtype = _dtype(words, self.returns)
        if any(given[i] is None for i in self.call.strict if i not in self.columns):
            return words.lit(None, dtype)
        taken = list(given)
        for position in self.columns:
            if self.call.scalars[position].__name__ == "date":
                taken[position] = given[position].cast(words.Date)
        expression = emitted(words, self.term, taken, self.library)
        return expression if dtype is None else expression.cast(dtype)


def _dtype(words: Any, scalar: type) -> Any:
    """Find the dtype of an expression; None where it is left as it is: times have zones."""
    name = _DTYPES.get(scalar.__name__)
    return None if name is None else getattr(words, name)


_DTYPES: Mapping[str, str] = {
    "bool": "Boolean",
    "int": "Int64",
    "float": "Float64",
    "str": "String",
    "date": "Date",
}


@dataclass(frozen=True, slots=True, eq=False)
class OnSeries:
    """A row function as a function of Series, and of values that are the same for all rows.

    Attributes:
        call: The function of scalars.
        cells: The Series that it takes.
        lifting: What it computes; None if it is called for each row.
        raises: Whether the first row that raises ends it.
        is_part: Whether the Series are parts of others, whose rows have other numbers.
    """

    call: RowCall
    cells: tuple[Cell, ...]
    lifting: Lifting | None
    raises: bool
    is_part: bool = False

    def __call__(self, *given: Any) -> Any:
        """Give the Series of the results."""
        return self._column(given, None)

    def counting(self, *given: Any) -> Any:
        """Give the Series of the results, and count in the tally that comes last what raises."""
        *arguments, tally = given
        return self._column(arguments, tally)

    def _column(self, given: Sequence[Any], tally: Tally | None) -> Any:
        for cell in self.cells:
            check_cells(given[cell.position], {"": cell})
        if self.lifting is not None:
            return self._lifted(self.lifting, tally, given)
        return self._each(given, tally)

    def _each(self, given: Sequence[Any], tally: Tally | None) -> Any:
        """Call the function for each row."""
        failed: list[int] = []
        positions = tuple(cell.position for cell in self.cells)
        column = self.call.column(given, positions, partial(self._fail, failed))
        if tally is not None:
            tally[self.call.node.name] = len(failed)
        return column

    def _fail(self, failed: list[int], error: Exception, row: int, given: Sequence[Any]) -> None:
        if self.raises:
            error.add_note(_note(self.call, None if self.is_part else row, given))
            raise error
        failed.append(row)

    def _lifted(self, lifting: Lifting, tally: Tally | None, given: Sequence[Any]) -> Any:
        """Compute by the kernels of Arrow: pandas and PyArrow have no queries."""
        first = given[self.cells[0].position]
        arrays = list(given)
        for cell in self.cells:
            arrays[cell.position] = arrow_of(given[cell.position], cell.scalar)
            if getattr(arrays[cell.position].type, "tz", None) is not None:
                return self._each(given, tally)  # a zone is no matter of the annotation
        arrow, rows = arrow_itself(), len(first)
        positions = {cell.position for cell in self.cells}
        if any(given[i] is None for i in self.call.strict if i not in positions):
            return series_of_scalars([None] * rows, self.call.stored, like=first)
        if lifting.raised is not None and (self.raises or tally is not None):
            raised = computed(arrow, lifting.raised, arrays, rows).fill_null(False)
            count = arrow.compute.sum(raised).as_py() or 0
            if self.raises and count:
                self._raise(arrow.compute.index(raised, True).as_py(), arrays)
            if tally is not None:
                tally[self.call.node.name] = count
        result = computed(arrow, lifting.result, arrays, rows)
        return series_of_arrow(result, self.call.returns, like=first)

    def _raise(self, row: int, arrays: Sequence[Any]) -> None:
        scalars = list(arrays)
        for cell in self.cells:
            value: Any = arrays[cell.position][row].as_py()
            is_number = value is not None and cell.scalar in (int, float)
            convert: Any = cell.scalar
            scalars[cell.position] = convert(value) if is_number else value
        raise_row(self.call, row, scalars)


def raise_row(call: RowCall, row: int | None, given: Sequence[Any]) -> None:
    """Raise the error of a row that raises, by calling the function with what the row has.

    Args:
        call: The function.
        row: The number of the row; None if rows have no order.
        given: What it is called with.
    """
    try:
        value = call.of_row(given)
    except Exception as error:
        error.add_note(_note(call, row, given))
        raise
    too_large = OverflowError(f"a column of {call.returns.__name__} cannot hold {value!r}")
    too_large.add_note(_note(call, row, given))
    raise too_large


def _note(call: RowCall, row: int | None, given: Sequence[Any]) -> str:
    node = call.node
    where = "a row" if row is None else f"row {row}"
    lines = [f"while computing {where} of `{node.name}` ({node.location})"]
    names = (parameter.name for parameter in node.parameters)
    lines.extend(f"  {name}: {value!r}" for name, value in zip(names, given, strict=True))
    return "\n".join(lines)


def check_cells(data: Any, cells: Mapping[str, Cell]) -> None:
    """Check that columns have dtypes of which scalars can be taken.

    Args:
        data: A frame; or a Series, of any name.
        cells: How each column is taken.

    Raises:
        InputTypeError: If one cannot.
        UnsupportedError: If nobody has tried the engine beneath the frame.
    """
    if (backend := backend_of(data)) not in ("", "duckdb"):
        taker = next(iter(cells.values())).taker
        raise UnsupportedError(taker, f"Ibis over {backend}", _UNTRIED, _WAY_TRIED)
    portable: Any = engine_of("narwhals")
    for name, dtype in portable.unfitting(data, {key: cell.scalar for key, cell in cells.items()}):
        cell = cells[name]
        hint = "convert the column before it is given, or correct the annotation."
        raise InputTypeError(cell.name, str(dtype), cell.taken, cell.taker, "column", hint)


_UNTRIED = "of the engines beneath Ibis, it is DuckDB that is known to compute as Python does"
_WAY_TO_ARROW = "pip install 'hamiltonish[pyarrow]'"
_WAY_TRIED = "take and return `nw.Expr`, or collect the table before it is given."


# -- making --------------------------------------------------------------------------------------


def on_columns(
    node: Node, columns: Collection[str], library: str, *, raises: bool = False
) -> OnColumns:
    """Make the node that computes a row function on columns.

    Args:
        node: A row function's node.
        columns: The names of those of its parameters that read columns.
        library: The library of the frame.
        raises: Whether the first row that raises ends the run.
    """
    call = row_call(node)
    cells = tuple(_cells(node, call, columns))
    try:
        if library in ("pandas", "dask") and not installed("pyarrow"):
            raise Refused(f"{library} without PyArrow", hint=_WAY_TO_ARROW)  # noqa: TRY301
        lifting = lifted(node, columns, library)
    except Refused as refused:
        is_part = library == "dask"
        function: Any = OnSeries(call, cells, None, raises, is_part)
        if is_part:
            function = OnPartitions(function, _positions(cells), is_called=True)
        changed = _node(node, columns, column_type(library, lazy=is_part), function)
        return OnColumns(changed, call, cells, None, _refusal(node, refused))
    if library in ("pandas", "pyarrow"):
        function = OnSeries(call, cells, lifting, raises)
        changed = _node(node, columns, column_type(library, lazy=False), function)
        return OnColumns(changed, call, cells, None, None)
    kind = column_type(library, lazy=True)
    changed = _node(node, columns, kind, _written(call, cells, lifting, library))
    flag = None
    if lifting.raised is not None:
        flags = replace(call, returns=bool), cells, Lifting(lifting.raised, None), library
        flag = _node(node, columns, kind, _written(*flags), name=f"{node.name} (raises)")
    return OnColumns(changed, call, cells, flag, None)


def _written(call: RowCall, cells: Sequence[Cell], lifting: Lifting, library: str) -> Any:
    """Make the function of expressions that gives what is lifted, in the words of the engine."""
    positions = _positions(cells)
    if library == "pyspark":
        return InSql(lifting.result, positions, call.strict, call.returns)
    if library == "dask":
        function = OnSeries(call, tuple(cells), lifting, raises=False, is_part=True)
        return OnPartitions(function, positions, is_called=False)
    return Lifted(lifting.result, call, positions, call.returns, library)


def _positions(cells: Sequence[Cell]) -> tuple[int, ...]:
    return tuple(cell.position for cell in cells)


def _cells(node: Node, call: RowCall, columns: Collection[str]) -> Iterator[Cell]:
    for position, parameter in enumerate(node.parameters):
        if parameter.name in columns:
            scalar, taken = stored_of(call.scalars[position]), type_text(parameter.type)
            yield Cell(position, parameter.name, scalar, taken, node.place)


def _node(
    node: Node, columns: Collection[str], kind: Any, function: Callable[..., Any], name: str = ""
) -> Node:
    parameters = tuple(
        Parameter(p.name, kind if p.name in columns else p.type, p.default) for p in node.parameters
    )
    made = replaced(node, type=kind, function=function, parameters=parameters, arguments=())
    return replaced(made, name=name, checks=()) if name else made


def _refusal(node: Node, refused: Refused) -> NotLifted:
    """Say where the construct is written to which a function owes that it is not lifted."""
    code = getattr(node.function, "__code__", None)
    found = NotLifted(node.place, refused.construct)
    if code is not None and refused.line:
        place = Location(code.co_filename, code.co_firstlineno + refused.line - 1)
        found = found._replace(place=str(place))
    return found._replace(hint=refused.hint) if refused.hint else found
