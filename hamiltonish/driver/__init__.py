"""The façade: one object that builds a graph, plans, runs, and gives dataframes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import type_text
from hamiltonish.checks.check import Checking
from hamiltonish.driver.asking import Asking
from hamiltonish.driver.planner import Planner, given_of
from hamiltonish.errors import NotHooksError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.execute import (
    Recorder,
    Run,
    execute,
    type_check,
)
from hamiltonish.frames import target_of
from hamiltonish.graph import Graph
from hamiltonish.hooks import Hooks
from hamiltonish.plan import Plan
from hamiltonish.plan.engines import checked_engine
from hamiltonish.plan.request import TO_PARQUET, Outputs, mapping_of
from hamiltonish.rows import rows_option
from hamiltonish.write import Written, partition_names, write
from hamiltonish.write import target_of as path_of

if TYPE_CHECKING:
    from hamiltonish.comparison import Comparison, Keys
    from hamiltonish.fitted import Fitted

__all__ = ["Driver", "Run"]


class Driver(Asking):
    """Computes nodes of a graph from inputs. It never changes, and threads can share it.

    Args:
        sources: Modules, functions, classes with static methods, instances, dotted names.
        config: Decides which variants of nodes exist; its values feed parameters too.
        hooks: Who is told of each run.
        check_types: Whether each result is compared with its function's annotation.
        engine: The engine of Polars for all that is computed here, at barriers and for frames that
            come eager: ``"in-memory"``, ``"streaming"``, or ``"auto"`` for what is faster.
        checks: Whether what `check_output` asks for is checked.
        skip_checks: Tags whose checks are passed over, such as ``{"cost": "slow"}``: of the nodes,
            or of the checks themselves; of several values any will do.
        rows: What becomes of rows of which a row function raises: ``"null"``, ``"raise"`` for its
            error, or ``"strict"``, which refuses what runs row by row in Python.

    Raises:
        GraphError: If the functions do not make a graph; `GraphErrors` holds all problems.
        NotHooksError: If `hooks` holds anything but `Hooks`.
        UnknownEngineError: If Polars has no such engine.
        UnknownRowsError: If `rows` is nothing of the kind.

    Example:
        >>> import pandas as pd
        >>> def spend_per_signup(spend: pd.Series, signups: pd.Series) -> pd.Series:
        ...     return spend / signups
        >>> driver = Driver(spend_per_signup)
        >>> frame = pd.DataFrame({"spend": [10.0, 20.0], "signups": [1, 10]})
        >>> driver.execute("spend_per_signup", inputs=frame)
           spend_per_signup
        0              10.0
        1               2.0
    """

    __slots__ = ("_check_types", "_hooks", "_sources")

    def __init__(
        self,
        *sources: object,
        config: Mapping[str, object] | None = None,
        hooks: Hooks | Iterable[Hooks] = (),
        check_types: bool = False,
        engine: Any = "auto",
        checks: bool = True,
        skip_checks: Mapping[str, object] | None = None,
        rows: str = "null",
    ) -> None:
        with tidy:
            skipped = tuple(mapping_of("skip_checks", skip_checks).items())
            checking = Checking(checks, skipped)
            polars_engine, of_rows = checked_engine(engine), rows_option(rows)
            self._sources = sources
            self._graph = Graph(*sources, config=mapping_of("config", config))
            self._hooks = (*_hooks_of(hooks), *((type_check(),) if check_types else ()))
            self._check_types = check_types
            self._planner = Planner(self._graph, polars_engine, checking, of_rows)

    def replace(
        self,
        *,
        graph: Graph | None = None,
        config: Mapping[str, object] | None = None,
        hooks: Hooks | Iterable[Hooks] | None = None,
        check_types: bool | None = None,
        engine: Any = None,
        checks: bool | None = None,
        skip_checks: Mapping[str, object] | None = None,
        rows: str | None = None,
    ) -> Driver:
        """Make a driver of the same sources with something else changed.

        Args:
            graph: The new graph, in place of the sources; None to keep them.
            config: The new config, in place of the old one; None to keep it.
            hooks: The new hooks; None to keep them.
            check_types: Whether results are checked; None to keep it as it is.
            engine: The engine of Polars; None to keep it.
            checks: Whether results are checked as `check_output` asks; None to keep it as it is.
            skip_checks: The new tags to pass over, in place of the old ones; None to keep them.
            rows: What becomes of rows that raise; None to keep it as it is.
        """
        with tidy:
            before = self._planner.checking
            kept = self._hooks[: len(self._hooks) - self._check_types]
            before_config = self._graph.config if graph is None else None
            return Driver(
                *(self._sources if graph is None else (graph,)),
                config=before_config if config is None else config,
                hooks=kept if hooks is None else hooks,
                check_types=self._check_types if check_types is None else check_types,
                engine=self._planner.engine if engine is None else engine,
                checks=before.is_on if checks is None else checks,
                skip_checks=dict(before.skipped) if skip_checks is None else skip_checks,
                rows=self._planner.rows.value if rows is None else rows,
            )

    def execute(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
        to: str | None = None,
    ) -> Any:
        """Compute outputs, as a dataframe of the kind that went in.

        A `pl.LazyFrame` gives a `pl.LazyFrame`: nothing is collected. Values are broadcast to all
        rows; values alone make one row.

        Args:
            outputs: Names of nodes, or the functions themselves; one or several.
            inputs: A dataframe, whose columns are the inputs, or a dict of names to values,
                Series and frames.
            overrides: Results that are given instead of computed; nothing above them runs.
            rename: Maps names outside to names inside, for inputs and their columns.
            to: ``"pandas"``, ``"polars"`` or ``"pyarrow"``, if another kind is wanted.

        Raises:
            RequestError: If what is asked for or given does not fit the graph.
            FrameError: If the columns do not make a frame.
            Exception: Whatever a function raises, with a note.
        """
        with tidy:
            plan, given, replaced = self._prepared(
                "execute", outputs, inputs, overrides, rename, to
            )
            slots = execute(plan, given, replaced, self._hooks)
            return slots[plan.frame_slot]  # type: ignore[index]  # a frame was asked for

    def values(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Compute outputs, as a dict of raw values; columns are Series.

        The arguments and errors are those of `execute`.

        Example:
            >>> def area(width: float, height: float) -> float:
            ...     return width * height
            >>> Driver(area).values(area, inputs={"width": 2.0, "height": 3.0})
            {'area': 6.0}
        """
        with tidy:
            given, replaced = given_of(inputs, overrides, rename)
            return self._values("values", outputs, given, replaced)

    def run(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
        to: str | None = None,
    ) -> Run:
        """Compute outputs as `execute` does, and report what was run.

        The arguments and errors are those of `execute`.
        """
        with tidy:
            plan, given, replaced = self._prepared("run", outputs, inputs, overrides, rename, to)
            recorder = Recorder(plan)
            slots = execute(plan, given, replaced, (recorder.hooks, *self._hooks))
            frame = slots[plan.frame_slot]  # type: ignore[index]  # a frame was asked for
            values = {name: slots[slot] for name, slot in plan.results.items()}
            return Run(frame, values, recorder.report(), plan)

    def write(
        self,
        outputs: Outputs,
        target: str | os.PathLike[str],
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
        partition_by: Outputs | None = None,
        each: bool = False,
        overwrite: bool = False,
    ) -> Written:
        """Compute outputs as `execute` does, and write them: Parquet, Arrow, CSV or NDJSON.

        The frame is written by its own engine, which need not hold it: Polars streams, DuckDB
        copies, Spark writes with all its executors. It is written beside the target, and moved
        when it is complete; if anything fails, the target is as it was.

        Args:
            outputs: As for `execute`.
            target: A file, ``….parquet``, ``….arrow``, ``….csv``, ``….ndjson`` or ``….json``; with
                `partition_by`, and for Spark and Dask, a folder of Parquet.
            inputs: As for `execute`.
            overrides: As for `execute`.
            rename: As for `execute`.
            partition_by: Outputs by whose values the rows go into folders, ``key=value/…``.
            each: Whether the groups that `partition_by` makes are computed one by one, so that
                windows need the memory of one group. Columns of Polars only.
            overwrite: Whether a target that is there is replaced.

        Raises:
            RequestError: If the outputs, the target, or a partition column do not fit.
            FrameError: If the columns do not make a frame.
            Exception: Whatever a function or the engine raises, with a note.

        Example:
            >>> import tempfile
            >>> import polars as pl
            >>> def total(price: pl.Expr, tax: pl.Expr) -> pl.Expr:
            ...     return price + tax
            >>> frame = pl.LazyFrame({"price": [1.0, 2.0], "tax": [0.5, 1.0]})
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     target = f"{folder}/totals.parquet"
            ...     written = Driver(total).write("total", target, inputs=frame)
            ...     print(written.rows, pl.read_parquet(target)["total"].to_list())
            2 [1.5, 3.0]
        """
        with tidy:
            columns = partition_names(partition_by, self._graph)
            place = path_of(target, columns, each=each, overwrite=overwrite)
            given, replaced = given_of(inputs, overrides, rename)
            plan = self._planner.plan(
                "write", outputs, given, replaced, as_frame=True, to=TO_PARQUET
            )
            return write(plan, given, replaced, place, self._hooks)

    def compare(
        self,
        other: Driver,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
        on: Keys = (),
        sample: int | None = 10_000,
        tolerance: float = 1e-9,
    ) -> Comparison:
        """Run this version and a newer one on the same rows; say what differs, by how much.

        Args:
            other: The driver of the new version.
            outputs: Names of nodes, or functions of either version; one or several.
            inputs: As for `execute`. What only one version reads is given to that one.
            overrides: As for `execute`, likewise.
            rename: As for `execute`.
            on: The columns that tell rows apart, such as an id; or a dict from outputs to theirs.
                Without them, rows are matched by position, or by the index of pandas.
            sample: How many rows go in at most: every n-th of the longest input; None for all.
            tolerance: By how much floats may differ, as a share of the larger.

        Raises:
            RequestError: If what is asked for or given fits neither version.
            UnorderedRowsError: If rows have no order, and `on` says nothing.

        Example:
            >>> def rate(spend: float) -> float:
            ...     return spend / 7
            >>> def rounded(spend: float) -> float:
            ...     return round(spend / 7)
            >>> old = Driver(rate)
            >>> new = Driver(old.graph.replace(rate=rounded))
            >>> old.compare(new, "rate", inputs={"spend": 10.0})
            <Comparison: 1 of 1 outputs changed>
        """
        with tidy:
            from hamiltonish.comparison import Version, compare

            if not isinstance(other, Driver):
                raise TypeError("compare takes the driver of the new version: old.compare(new, …)")
            given, replaced = given_of(inputs, overrides, rename)
            old, new = (Version(d.graph, partial(d._values, "compare")) for d in (self, other))
            how: Any = {"on": on, "sample": sample, "tolerance": tolerance}
            return compare(old, new, outputs, given, replaced, **how)

    def freeze(self, train: Any, outputs: Outputs, *, keep: Outputs = ()) -> Fitted:
        """Compute on training data what outputs need of all rows, and fix it for other rows.

        Args:
            train: The training data, as the inputs of `execute`.
            outputs: As for `execute`.
            keep: Nodes that stay as they are, computed on the rows that are given, such as lags.

        Raises:
            NotFrozenError: If a node needs other rows than its own, and cannot be fixed.
            RequestError: If what is asked for or given does not fit the graph.

        Example:
            >>> import polars as pl
            >>> def centered(spend: pl.Expr) -> pl.Expr:
            ...     return spend - spend.mean()
            >>> fitted = Driver(centered).freeze(pl.DataFrame({"spend": [1.0, 3.0]}), centered)
            >>> fitted.execute(pl.DataFrame({"spend": [5.0]}))["centered"].to_list()
            [3.0]
        """
        from hamiltonish.fitted import freeze

        with tidy:
            given, _ = given_of(train, None, None)
            self._planner.plan("freeze", outputs, given, {}, as_frame=False)
            return freeze(self, given, outputs, keep)

    def __repr__(self) -> str:
        return f"<Driver: {repr(self._graph)[8:]}"

    def _repr_html_(self) -> str:
        from hamiltonish.driver.card import card_of

        return card_of(self._graph)

    def _values(
        self, asked_by: str, outputs: Outputs, given: Mapping[str, Any], replaced: Mapping[str, Any]
    ) -> dict[str, Any]:
        plan = self._planner.plan(asked_by, outputs, given, replaced, as_frame=False)
        slots = execute(plan, given, replaced, self._hooks)
        return {name: slots[slot] for name, slot in plan.results.items()}

    def _prepared(
        self,
        asked_by: str,
        outputs: Outputs,
        inputs: Any,
        overrides: Mapping[str, Any] | None,
        rename: Mapping[str, str] | None,
        to: str | None,
    ) -> tuple[Plan, Mapping[str, Any], Mapping[str, Any]]:
        """Plan for a frame, after a look at `to`."""
        target = "" if to is None else target_of(to)
        given, replaced = given_of(inputs, overrides, rename)
        how: Any = {"as_frame": True, "to": target, "counts_rows": asked_by == "run"}
        plan = self._planner.plan(asked_by, outputs, given, replaced, **how)
        return plan, given, replaced


def _hooks_of(hooks: Any) -> tuple[Hooks, ...]:
    """Check hooks, one or several."""
    several = (hooks,) if isinstance(hooks, Hooks) else hooks
    if not isinstance(several, Iterable):
        raise NotHooksError(type_text(type(several)))
    checked = tuple(several)
    for one in checked:
        if not isinstance(one, Hooks):
            raise NotHooksError(type_text(type(one)))
    return checked
