"""Batch and live: a column on a frame, and the same of each record by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from hamiltonish.annotations import is_scalar
from hamiltonish.annotations.wrappers import alternatives_of, unwrapped
from hamiltonish.driver import Driver
from hamiltonish.errors.text import counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.fitted import Fitted
from hamiltonish.graph import Graph
from hamiltonish.plan.request import Outputs
from hamiltonish.testing.cells import Words, is_missing
from hamiltonish.testing.outcomes import Difference, fault, first_difference, names_of, outcomes
from hamiltonish.testing.rows import Rows
from hamiltonish.testing.silence import not_of_speed

__all__ = ["assert_batch_equals_live"]


def assert_batch_equals_live(
    driver: Driver | Fitted,
    outputs: Outputs,
    inputs: Any,
    *,
    overrides: Mapping[str, Any] | None = None,
    rows_of: str | None = None,
    tolerance: float = 1e-9,
) -> None:
    """Check that a frame gives, row by row, what each of its records gives by itself.

    Of functions of plain scalars, a record is computed without any dataframe; if there are others,
    it is a frame of one row. Where the functions raise for a record, its row in batch is null.

    Args:
        driver: The driver; or what `Driver.freeze` gave, whose statistics both sides have.
        outputs: Names of nodes, or functions; all of them columns in batch.
        inputs: As for `Driver.execute`.
        overrides: As for `Driver.execute`; Series as long as the inputs go with their rows.
        rows_of: The input frame whose rows are the records, if there are several.
        tolerance: By how much floats may differ, as a share of the larger.

    Raises:
        AssertionError: If they differ; the smallest frame that shows it is in the text.
        WhichRowsError: If it is not clear whose rows are meant.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def is_late(arr_delay: float | None) -> bool | None:
        ...     return None if arr_delay is None else arr_delay > 15
        >>> frame = pl.DataFrame({"arr_delay": [20.0, None, float("nan")]})
        >>> assert_batch_equals_live(hm.Driver(is_late), is_late, frame)
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        is_fitted = isinstance(driver, Fitted)
        in_batch: Driver = driver.driver if isinstance(driver, Fitted) else driver
        of_records: Driver = driver.live if isinstance(driver, Fitted) else driver
        names = names_of(in_batch, outputs)
        rows = Rows.of(inputs, overrides, rows_of)
        is_plain = is_fitted or _is_plain(in_batch.graph, names)
        live = (_plain if is_plain else _framed)(of_records, names, rows)
        kept: dict[int, Mapping[str, Any]] = {}

        def find(some: list[int]) -> Difference | None:
            batch = outcomes(in_batch, names, rows, some)
            for row in some:
                if row not in kept:
                    kept[row] = live(row)
            for name, outcome in batch.items():
                if len(outcome.cells) != len(some):
                    given = f"{counted(len(outcome.cells), 'row')} for {len(some):,}"
                    return Difference(name, f"`{name}` is no column of the records: {given}.")
                shown = tuple(kept[row][name] for row in some)
                cells = tuple(None if isinstance(cell, Words) else cell for cell in shown)
                nulls = outcome.nan_is_null
                if first_difference(outcome.cells, cells, tolerance, nan_is_null=nulls) is None:
                    continue
                what = f"`{name}` of a record is not what it is in batch."
                return Difference(name, what, outcome.cells, shown, ("in batch", "live"))
            return None

        if text := fault(in_batch, rows, find, _HINT):
            raise AssertionError(text)


_HINT = "`assert_row_local` tells whether a row depends on others; a function may have a state."


_Live = Callable[[int], Mapping[str, Any]]
"""What computes one record, given by the position of its row."""


def _plain(driver: Driver, names: tuple[str, ...], rows: Rows) -> _Live:
    """Compute a record by compiled functions."""
    overrides = tuple(rows.overrides)
    computing = {name: _computing(driver, name, overrides) for name in names}
    columns = rows.columns()
    overridden = {name for is_override, name in rows.with_rows if is_override}
    read = _record_of(driver.graph, names, columns)
    others = {n: v for n, v in rows.inputs.items() if (False, n) not in rows.with_rows}
    kept = {n: v for n, v in rows.overrides.items() if n not in overridden}

    def live(row: int) -> Mapping[str, Any]:
        record = read(row)
        given = {n: v for n, v in record.items() if n not in overridden}
        replaced = {n: v for n, v in record.items() if n in overridden}
        given, replaced = {**others, **given}, {**kept, **replaced}
        return {name: _cell(one, given, replaced) for name, one in computing.items()}

    return live


def _framed(driver: Driver, names: tuple[str, ...], rows: Rows) -> _Live:
    """Compute a record as a frame of one row."""

    def live(row: int) -> Mapping[str, Any]:
        found = outcomes(driver, names, rows, [row])
        return {
            name: outcome.cells[0] if outcome.cells else None for name, outcome in found.items()
        }

    return live


_Compute = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
"""What computes one output of a record, from inputs and overrides."""


def _cell(compute: _Compute, given: Mapping[str, Any], replaced: Mapping[str, Any]) -> Any:
    """Compute one output of a record by itself: another may raise for it."""
    try:
        return compute(given, replaced)
    except Exception as error:  # noqa: BLE001  # the row is null in batch
        return Words(f"raises {type(error).__name__}")


def _computing(driver: Driver, name: str, overrides: tuple[str, ...]) -> _Compute:
    """Make what computes an output of one record: a compiled function, as a service has it."""
    graph = driver.graph
    if name not in graph:  # a column of the frame, asked for as it is
        return lambda given, _: _annotated(given[name], Any)
    needed = {name, *graph.upstream(name)}
    replaceable = tuple(n for n in overrides if n in needed)
    function: Callable[..., Any] = driver.compile(name, overrides=replaceable)
    types = {n: graph[n].type for n in inspect.signature(function).parameters}

    def compute(given: Mapping[str, Any], replaced: Mapping[str, Any]) -> Any:
        record = {**given, **replaced}
        result = function(**{n: _annotated(v, types[n]) for n, v in record.items() if n in types})
        return result.value if isinstance(result, Enum) else result

    return compute


def _is_plain(graph: Graph, names: tuple[str, ...]) -> bool:
    """Whether all that is computed is of plain scalars, so that a record needs no dataframe."""
    nodes = {name: graph[name] for name in names if name in graph}
    for name in names:
        if name in graph:
            nodes.update(graph.upstream(name))
    return len(nodes) > 0 and all(is_scalar(node.type) for node in nodes.values())


def _record_of(
    graph: Graph, names: tuple[str, ...], columns: Mapping[str, list[Any]]
) -> Callable[[int], dict[str, Any]]:
    """Make what reads a record of the columns that are needed."""
    needed = set(names).union(*(graph.upstream(name) for name in names if name in graph))
    read = {name: cells for name, cells in columns.items() if name in needed}

    def record(row: int) -> dict[str, Any]:
        return {name: cells[row] for name, cells in read.items()}

    return record


def _annotated(cell: Any, annotation: object) -> Any:
    """Give a cell the type that its readers ask for, where only the library has it otherwise.

    An integer column feeds floats, and the values of an enum feed its members.
    """
    if hasattr(cell, "item") and not hasattr(cell, "__len__"):
        cell = cell.item()
    if type(cell).__name__ in ("NaTType", "NAType"):
        return None
    kinds = set(alternatives_of(unwrapped(annotation, through_new_types=True)))
    if isinstance(cell, int) and not isinstance(cell, bool) and float in kinds and int not in kinds:
        return float(cell)
    if isinstance(cell, float) and not kinds & {float, Any, object}:  # pandas, beside a null
        if is_missing(cell):
            return None
        return int(cell) if int in kinds and cell.is_integer() else cell
    enums = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum)]
    return enums[0](cell) if len(enums) == 1 and cell is not None else cell
