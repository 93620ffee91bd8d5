"""What a driver gives for some rows, as plain cells that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.driver import Driver
from hamiltonish.errors.text import counted, message
from hamiltonish.frames import unwrapped, wrapped
from hamiltonish.plan.request import BARE, Outputs, output_names
from hamiltonish.testing.cells import Words, is_missing, same_cells, table
from hamiltonish.testing.literals import lists_of
from hamiltonish.testing.rows import Rows, shows, smallest

__all__ = [
    "Difference",
    "Outcome",
    "fault",
    "first_difference",
    "names_of",
    "outcome_of",
    "outcomes",
    "same_outcomes",
]

_NAN_IS_NULL = frozenset({"cudf", "dask", "modin", "pandas"})
_MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One output, as plain cells.

    Attributes:
        kind: Column, frame or value.
        cells: The cells of a column, the rows of a frame, or the one value.
        columns: The names of a frame's columns.
        nan_is_null: Whether its library has no null for floats but NaN.
    """

    kind: Kind
    cells: tuple[Any, ...]
    columns: tuple[str, ...] = ()
    nan_is_null: bool = False

    def unordered(self) -> Outcome:
        """Sort the rows of a frame, so that their order does not count."""
        if self.kind is not Kind.FRAME:
            return self
        rows = sorted(self.cells, key=lambda row: [_sorting(c, self.nan_is_null) for c in row])
        return Outcome(self.kind, tuple(rows), self.columns, self.nan_is_null)


def _sorting(cell: Any, nan_is_null: bool) -> tuple[int, float, str]:
    """Give a cell a place in an order that all cells have; floats that are nearly the same meet."""
    if is_missing(cell):
        return (0 if nan_is_null or not isinstance(cell, float) else 3), 0.0, ""
    if isinstance(cell, (int, float)):
        return 1, float(f"{cell:.9g}"), ""
    return 2, 0.0, str(cell)


def names_of(driver: Driver, outputs: Outputs) -> tuple[str, ...]:
    """Name the outputs of a test; functions stand for their nodes.

    Raises:
        TypeError: If the driver is none.
        UnknownNodeError: If an output is not there.
    """
    if not isinstance(driver, Driver):
        raise TypeError(f"A test is of a driver, not of a `{type(driver).__name__}`: `Driver(…)`.")
    return output_names(outputs, driver.graph)


def outcomes(
    driver: Driver, names: Sequence[str], rows: Rows, positions: Sequence[int] | None = None
) -> dict[str, Outcome]:
    """Compute outputs on some of the rows."""
    values = driver.values(tuple(names), **rows.take(positions))
    return {name: outcome_of(values[name]) for name in names}


def outcome_of(value: Any) -> Outcome:
    """Take a result apart into cells."""
    native = unwrapped(value)
    form = form_of(type(native))
    missing = form.library in _NAN_IS_NULL
    if form.kind is Kind.FRAME:
        columns = lists_of(native)
        cells = tuple(zip(*columns.values(), strict=True))
        return Outcome(Kind.FRAME, cells, tuple(columns), missing)
    if form.kind is Kind.COLUMN and not form.lazy:
        return Outcome(Kind.COLUMN, tuple(wrapped(native).to_list()), (), missing)
    return Outcome(Kind.VALUE, (value,))


def same_outcomes(one: Outcome, other: Outcome, tolerance: float) -> bool:
    """Whether two outcomes are the same, cell by cell."""
    if one.kind is not other.kind or one.columns != other.columns:
        return False
    if len(one.cells) != len(other.cells):
        return False
    nan_is_null = one.nan_is_null or other.nan_is_null
    for a, b in zip(one.cells, other.cells, strict=True):
        pairs = zip(a, b, strict=True) if one.kind is Kind.FRAME else ((a, b),)
        if not all(same_cells(x, y, tolerance, nan_is_null=nan_is_null) for x, y in pairs):
            return False
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """An output that is not what it should be, on some rows.

    Attributes:
        output: The output.
        what: What is wrong, as a sentence.
        one: What it is for all the rows together.
        other: What it is otherwise.
        titles: What the two are called in a table.
        facts: More lines to be told.
    """

    output: str
    what: str
    one: tuple[Any, ...] = ()
    other: tuple[Any, ...] = ()
    titles: tuple[str, str] = ("", "")
    facts: tuple[str, ...] = ()


def first_difference(
    one: Sequence[Any], other: Sequence[Any], tolerance: float, *, nan_is_null: bool = False
) -> int | None:
    """Find the first position at which two columns differ; None if they do not."""
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if not same_cells(a, b, tolerance, nan_is_null=nan_is_null):
            return position
    return min(len(one), len(other)) if len(one) != len(other) else None


def fault(
    driver: Driver,
    rows: Rows,
    find: Callable[[list[int]], Difference | None],
    hint: str = "",
) -> str:
    """Look for a fault among all rows, then for the fewest that show it, and word it.

    Args:
        driver: The driver.
        rows: All rows.
        find: Looks for a fault among some rows.
        hint: A way out.

    Returns:
        The text of the failure; empty if there is no fault.
    """
    if find(list(range(rows.count))) is None:
        return ""
    few = smallest(rows.count, lambda some: shows(find, some))
    difference = find(few)
    if difference is None:  # it comes and goes: there is no smallest frame
        few = list(range(rows.count))
        difference = find(few) or Difference("", "It differs from run to run.")
    facts = [f"smallest frame: {len(few):,} of {counted(rows.count, 'row')}"] if few else []
    facts += _shown(driver, rows, few, difference)
    return message(difference.what, [*facts, *difference.facts], hint)


def _shown(driver: Driver, rows: Rows, few: Sequence[int], difference: Difference) -> Iterable[str]:
    """Show rows: what is read of them, and the two results beside it."""
    columns = read_columns(driver, difference.output, rows)
    sides = [
        (title, cells)
        for title, cells in zip(difference.titles, (difference.one, difference.other), strict=True)
        if title
    ]
    aligned = all(len(cells) == len(few) for _, cells in sides)
    head = ["row", *columns, *(title for title, _ in sides if aligned)]
    beside = [cells for _, cells in sides] if aligned else []
    lines = [
        (str(row), *(cells[row] for cells in columns.values()), *(cells[i] for cells in beside))
        for i, row in enumerate(few)
    ]
    shown = table(head, lines) if lines else []
    if not aligned:
        shown += [f"{title}: {_brief(cells)}" for title, cells in sides]
    return shown


def _brief(cells: Sequence[Any]) -> str:
    text = ", ".join(cell if isinstance(cell, Words) else repr(cell) for cell in cells[:5])
    return f"{text}, …" if len(cells) > 5 else text or "no rows"


def read_columns(driver: Driver, output: str, rows: Rows) -> Mapping[str, list[Any]]:
    """List the columns with rows that an output is computed from, the first few."""
    columns = rows.columns()
    if output not in driver.graph:
        return dict(list(columns.items())[:_MOST_COLUMNS])
    upstream = {output, *driver.graph.upstream(output)}
    read = {name: cells for name, cells in columns.items() if name in upstream}
    named = rows.frame()
    if not read and named is not None and named[0] != BARE:  # a function takes the whole frame
        edges = _lineage_columns(driver, output, rows, named[0])
        read = {name: cells for name, cells in columns.items() if name in edges} or columns
    return dict(list(read.items())[:_MOST_COLUMNS])


def _lineage_columns(driver: Driver, output: str, rows: Rows, frame: str) -> set[str]:
    """Ask lineage which columns of a frame feed an output; none if there is no answer."""
    try:
        lineage = driver.lineage(output, **rows.take([]))
    except Exception:  # noqa: BLE001  # a picture of the fault is wanted, not another one
        return set()
    return {edge.column for edge in lineage if edge.frame == frame}
