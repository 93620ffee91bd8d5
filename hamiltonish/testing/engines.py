"""Portable graphs: the same rows on every engine that is installed."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from hamiltonish.annotations import Kind, form_of, is_scalar
from hamiltonish.driver import Driver
from hamiltonish.errors import UnknownTestEngineError
from hamiltonish.errors.text import closest, counted, message
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.frames import converted, expressions_of, installed, unwrapped
from hamiltonish.plan.request import Outputs
from hamiltonish.testing.cells import Words
from hamiltonish.testing.outcomes import (
    Difference,
    Outcome,
    fault,
    first_difference,
    names_of,
    outcome_of,
)
from hamiltonish.testing.rows import Rows
from hamiltonish.testing.silence import not_of_speed

__all__ = ["ENGINES", "assert_engines_agree"]

ENGINES = ("polars", "polars-lazy", "pandas", "pyarrow", "duckdb", "dask", "ibis", "pyspark")
"""What a portable graph is tried on; Spark only if it is asked for, or a session is active."""

_NUMBER = "row (numbered)"


def assert_engines_agree(
    driver: Driver,
    outputs: Outputs,
    inputs: Any,
    *,
    engines: Sequence[str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    rows_of: str | None = None,
    tolerance: float = 1e-9,
) -> None:
    """Check that a portable graph gives the same on every engine.

    The rows go to each engine, and what comes back is compared with the first engine's. Where an
    engine keeps no order, rows are matched by a number that goes in with them. NaN counts as null
    where a library has no other null.

    Args:
        driver: The driver; its columns are of narwhals, or row functions.
        outputs: Names of nodes, or functions.
        inputs: A frame of any library, or a dict with one.
        engines: Some of `ENGINES`; by default those that are installed.
        overrides: As for `Driver.execute`; plain values only.
        rows_of: The input frame that goes to the engines, if there are several.
        tolerance: By how much floats may differ, as a share of the larger.

    Raises:
        AssertionError: If engines differ, or one fails; the smallest frame is in the text.
        UnknownTestEngineError: If there is no such engine.
        WhichRowsError: If there is no frame, or several.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def is_late(arr_delay: float | None) -> bool | None:
        ...     return None if arr_delay is None else arr_delay > 15
        >>> frame = pl.DataFrame({"arr_delay": [20.0, None]})
        >>> assert_engines_agree(hm.Driver(is_late), is_late, frame, engines=["polars", "pandas"])
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        names = names_of(driver, outputs)
        rows = Rows.of(inputs, overrides, rows_of)
        chosen = _chosen(engines)
        failed: dict[str, str] = {}

        def find(some: list[int]) -> Difference | None:
            first, *others = chosen
            results = {first: _result(driver, names, rows, some, first)}
            for engine in others:
                try:
                    results[engine] = _result(driver, names, rows, some, engine)
                except Exception as error:  # noqa: BLE001  # it is told in the failure
                    if len(some) == rows.count:
                        failed[engine] = f"{type(error).__name__}: {error}".partition("\n")[0]
                    continue
                pair = first, engine
                if found := _difference(results[first], results[engine], pair, tolerance):
                    return found
            return None

        with warnings.catch_warnings():
            # It is told to whoever uses Dask through narwhals today; nobody here can change it.
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            text = fault(driver, rows, find, _LEFT_OUT)
        if not text and failed:
            facts = [f"{engine}: {problem}" for engine, problem in failed.items()]
            text = message(f"{counted(len(failed), 'engine')} cannot compute it.", facts, _LEFT_OUT)
        if text:
            raise AssertionError(text)


_LEFT_OUT = "`engines=[…]` names those that it is meant for."


def _chosen(engines: Sequence[str] | None) -> tuple[str, ...]:
    """Choose the engines: those that were named, or that are installed."""
    for engine in engines or ():
        if engine not in ENGINES:
            raise UnknownTestEngineError(engine, ENGINES, closest(engine, ENGINES))
    if engines is not None:
        return tuple(engines)
    found = [e for e in ENGINES if e != "pyspark" and installed(e.removesuffix("-lazy"))]
    return (*found, "pyspark") if _session(start=False) is not None else tuple(found)


def _session(*, start: bool) -> Any:
    """Find the active session of Spark, or start one."""
    if "pyspark.sql" not in sys.modules and not start:
        return None
    import importlib

    builder: Any = importlib.import_module("pyspark.sql").SparkSession
    return builder.builder.getOrCreate() if start else builder.getActiveSession()


# -- running -------------------------------------------------------------------------------------


def _result(
    driver: Driver, names: tuple[str, ...], rows: Rows, some: list[int], engine: str
) -> dict[str, Outcome]:
    """Compute outputs on one engine, with rows in the order in which they went in."""
    taken = rows.take(some)
    named = rows.frame()
    if named is None:
        return {n: outcome_of(v) for n, v in driver.values(names, **taken).items()}
    key, _ = named
    frame = _on_engine(taken["inputs"][key], engine)
    given = {**taken["inputs"], key: frame}
    graph = driver.graph
    columns = tuple(
        name
        for name in names
        if name not in graph
        or graph[name].frame
        or form_of(graph[name].type).kind is Kind.COLUMN
        or is_scalar(graph[name].type)  # a value is broadcast
    )
    others = tuple(name for name in names if name not in columns)
    results: dict[str, Outcome] = {}
    if columns:
        together = driver.execute((*columns, _NUMBER), inputs=given, overrides=taken["overrides"])
        nulls = outcome_of(together).nan_is_null
        table = _in_order(together)
        for name in columns:
            label = graph[name].column_name if name in graph else name
            results[name] = Outcome(Kind.COLUMN, tuple(table[label]), (), nulls)
    if others:
        values = driver.values(others, inputs=given, overrides=taken["overrides"])
        results.update({name: outcome_of(value).unordered() for name, value in values.items()})
    return {name: results[name] for name in names}


def _on_engine(frame: Any, engine: str) -> Any:
    """Bring rows to an engine, numbered."""
    nw = expressions_of("narwhals")
    native = unwrapped(frame)
    given = nw.from_native(native)
    given = given.collect() if isinstance(given, nw.LazyFrame) else given
    given = given.with_row_index(_NUMBER).with_columns(nw.col(_NUMBER).cast(nw.Int64))
    if engine in ("polars", "pandas", "pyarrow"):
        return converted(given.to_native(), engine)
    if engine == "polars-lazy":
        return converted(given.to_native(), "polars").lazy()
    eager = nw.from_native(converted(given.to_native(), "pyarrow"), eager_only=True)
    session = {"session": _session(start=True)} if engine == "pyspark" else {}
    return eager.lazy(engine, **session).to_native()


def _in_order(frame: Any) -> dict[str, list[Any]]:
    """List the columns of a result, its rows in the order of their numbers."""
    nw = expressions_of("narwhals")
    given = nw.from_native(frame)
    eager = given.collect() if isinstance(given, nw.LazyFrame) else given
    eager = eager.sort(_NUMBER)
    return {name: eager[name].to_list() for name in eager.columns}


# -- comparing -----------------------------------------------------------------------------------


def _difference(
    one: Mapping[str, Outcome],
    other: Mapping[str, Outcome],
    engines: tuple[str, str],
    tolerance: float,
) -> Difference | None:
    for name, outcome in one.items():
        found = other[name]
        what = f"`{name}` is not the same on {engines[0]} and {engines[1]}."
        if outcome.kind is not found.kind or outcome.columns != found.columns:
            sides = [Words(f"{o.kind.value} {', '.join(o.columns)}") for o in (outcome, found)]
            return Difference(name, what, (sides[0],), (sides[1],), engines)
        nulls = outcome.nan_is_null or found.nan_is_null
        pairs = [(outcome.cells, found.cells)]
        if outcome.kind is Kind.FRAME:
            flat = [tuple(cell for row in o.cells for cell in row) for o in (outcome, found)]
            pairs = [(flat[0], flat[1])]
        for a, b in pairs:
            if first_difference(a, b, tolerance, nan_is_null=nulls) is not None:
                return Difference(name, what, outcome.cells, found.cells, engines)
    return None
