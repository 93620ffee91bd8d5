"""What a driver answers without running anything: its graph, plans, schemas and lineage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from hamiltonish.checks.check import Checking
from hamiltonish.driver.planner import Planner, given_of
from hamiltonish.errors import MissingDependencyError, NeedsFrameError, WhichLibraryError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.execute import run_without_rows, stand_ins
from hamiltonish.frames import without_rows
from hamiltonish.graph import Graph
from hamiltonish.plan import Plan
from hamiltonish.plan.request import Outputs, output_names

if TYPE_CHECKING:
    from hamiltonish.compile import CompiledFunction
    from hamiltonish.lineage import Lineage
    from hamiltonish.reach.answer import Reaches

__all__ = ["Asking"]

Made = TypeVar("Made")


class Asking:
    """The part of `Driver` that asks and does not run."""

    __slots__ = ("_graph", "_planner")

    _graph: Graph
    _planner: Planner

    @property
    def graph(self) -> Graph:
        """The graph of the functions."""
        return self._graph

    def plan(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
    ) -> Plan:
        """Plan what `execute` would do, and run nothing.

        The arguments and errors are those of `execute`; values alone are planned as for `values`.
        """
        with tidy:
            given, replaced = given_of(inputs, overrides, rename)
            try:
                return self._planner.plan("plan", outputs, given, replaced, as_frame=True)
            except (WhichLibraryError, MissingDependencyError):
                return self._planner.plan("plan", outputs, given, replaced, as_frame=False)

    @overload
    def compile(
        self,
        outputs: Outputs,
        *,
        overrides: Mapping[str, Any] | Iterable[object] = (),
        returns: None = None,
    ) -> CompiledFunction[Any]: ...
    @overload
    def compile(
        self,
        outputs: Outputs,
        *,
        overrides: Mapping[str, Any] | Iterable[object] = (),
        returns: type[Made],
    ) -> CompiledFunction[Made]: ...
    def compile(
        self,
        outputs: Outputs,
        *,
        overrides: Mapping[str, Any] | Iterable[object] = (),
        returns: type | None = None,
    ) -> CompiledFunction[Any]:
        """Write what outputs need as one plain Python function of the inputs, call after call.

        It has no dictionaries, no look-ups and no hooks; a record costs what its calls cost. Its
        parameters, by keyword, are the inputs; its source is ``function.source``.

        Args:
            outputs: As for `execute`. One gives its value; several give a dict.
            overrides: Names of nodes, or functions, to be given in place of computed: they are
                parameters. Or a dict of names to values, which are fixed.
            returns: A class that takes each output by keyword, such as a dataclass; or `dict`, for
                a dict of one output too.

        Raises:
            RequestError: If what is asked for does not fit the graph.
            NeedsFrameError: If it needs lazy columns or frames; it names all nodes that do, which
                rows they need, and what `freeze` would fix.

        Example:
            >>> import hamiltonish as hm
            >>> def speed(distance: float, hours: float) -> float:
            ...     return distance / hours
            >>> function = hm.Driver(speed).compile("speed")
            >>> function(distance=1400.0, hours=3.5)
            400.0
        """
        from hamiltonish.plan.compiled import compiled

        with tidy:
            checking = self._planner.checking
            try:
                return compiled(self._graph, outputs, overrides, returns=returns, checking=checking)
            except NeedsFrameError as error:
                from hamiltonish.fitted.advice import advised

                raise advised(error, self._graph) from None

    def schema(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Find the names and dtypes of what `execute` would give; no rows are touched.

        Functions of expressions and of frames are called, and the engine resolves their types.
        Functions on data are called without rows, unless their annotations say enough: a plain
        value, or a Series with a dtype, ``Annotated[pl.Series, pl.Float64]``.

        The arguments and errors are those of `execute`.

        Returns:
            The dtype of each column in order: those of Polars and pandas are their own, those of
            other libraries are of narwhals.

        Example:
            >>> import polars as pl
            >>> import hamiltonish as hm
            >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
            ...     return distance / air_time * 60
            >>> flights = pl.LazyFrame({"distance": [1400], "air_time": [227]})
            >>> hm.Driver(speed).schema("speed", inputs=flights)
            Schema([('speed', Float64)])
        """
        with tidy:
            given, replaced = given_of(inputs, overrides, rename)
            given = {name: without_rows(value) for name, value in given.items()}
            replaced = {name: without_rows(value) for name, value in replaced.items()}
            unchecked = Checking(is_on=False)  # without rows there is nothing to check
            how: Any = {"as_frame": True, "checking": unchecked}
            first = self._planner.plan("schema", outputs, given, replaced, **how)
            replaced = {**stand_ins(first), **replaced}
            plan = self._planner.plan("schema", outputs, given, replaced, **how)
            return run_without_rows(plan, given, replaced)

    def lineage(
        self,
        outputs: Outputs,
        *,
        inputs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        rename: Mapping[str, str] | None = None,
    ) -> Lineage:
        """Find which columns of the source frames feed outputs, how, and by which nodes.

        Functions of expressions are called, and functions of queries with frames without rows; the
        engine says what they read. Functions on data count as reading all that goes in. Without
        inputs, lineage ends at the inputs of the graph; functions of one row are functions of
        values then, since it is the inputs that make them columns.

        The arguments and errors are those of `values`.

        Example:
            >>> import polars as pl
            >>> import hamiltonish as hm
            >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
            ...     return distance / air_time * 60
            >>> flights = pl.LazyFrame({"distance": [1400], "air_time": [227], "seats": [55]})
            >>> print(hm.Driver(speed).lineage("speed", inputs={"flights": flights}))
            Lineage of 1 output: 2 sources in 1 frame
              speed
                transformation  flights.distance, flights.air_time
                by              speed
        """
        from hamiltonish.lineage import lineage_of

        with tidy:
            given, replaced = given_of(inputs, overrides, rename)
            known = given if inputs is not None else None
            return lineage_of(self._graph, outputs, inputs=known, overrides=replaced)

    def reach(self, outputs: Outputs, *, inputs: Any = None) -> Reaches:
        """Find which rows each output needs: its own, a window, a group, or the whole table.

        Functions of expressions are called, and Polars says what they do. Functions on data are
        tried on a sample: on all of its rows, in parts, and in another order.

        Args:
            outputs: As for `execute`.
            inputs: A sample, as the inputs of `execute`; without one, nothing runs.

        Returns:
            The reach of each output, and the nodes that are its causes.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> import polars as pl
            >>> import hamiltonish as hm
            >>> def share(spend: pl.Expr) -> pl.Expr:
            ...     return spend / spend.sum()
            >>> hm.Driver(share).reach("share")
            <Reaches: share table>
        """
        from hamiltonish.reach.answer import reaches_of

        with tidy:
            given, _ = given_of(inputs, None, None)
            names = output_names(outputs, self._graph)
            for name in names if inputs is None else ():
                if name not in self._graph:
                    raise self._graph.unknown(name, asked_by="outputs of Driver.reach")
            if inputs is None:
                return reaches_of(self._graph, names, None, None)
            self._planner.plan("reach", names, given, {}, as_frame=False)

            def values(wanted: list[str]) -> dict[str, Any]:
                return self._values("reach", wanted, given, {})

            return reaches_of(self._graph, names, given, values)

    def _values(
        self, asked_by: str, outputs: Outputs, given: Mapping[str, Any], replaced: Mapping[str, Any]
    ) -> dict[str, Any]:
        raise NotImplementedError
