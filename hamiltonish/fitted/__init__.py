"""Statistics of training data, fixed: a driver of which nothing needs more rows than its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import UnknownNodeError
from hamiltonish.errors.text import counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.fitted.building import frozen_graph, live_graph
from hamiltonish.fitted.computing import computed
from hamiltonish.fitted.deciding import Decision, decided
from hamiltonish.fitted.storing import (
    contents_of,
    read_contents,
    read_decisions,
    read_statistics,
    staged,
    written,
)
from hamiltonish.fitted.tables import Table
from hamiltonish.frames import engine_of, unwrapped
from hamiltonish.graph import Graph
from hamiltonish.plan.request import Outputs, output_names
from hamiltonish.reach.survey import needs_of

__all__ = ["Fitted", "Table", "freeze", "load"]


class Fitted:
    """Outputs with the statistics of a training frame, which hold for all other rows.

    Args:
        driver: The driver that computed them.
        outputs: The names of the outputs.
        decisions: What is fixed.
        statistics: The statistics by name.

    Attributes:
        outputs: The names of the outputs.
        statistics: The statistics by name: values, frames, and a `Table` for each column that has
            one value, or one for each key.
        driver: A driver of the graph in which they are fixed.

    Example:
        >>> import pandas as pd
        >>> import hamiltonish as hm
        >>> def spend_mean(spend: pd.Series) -> float:
        ...     return float(spend.mean())
        >>> def spend_centered(spend: pd.Series, spend_mean: float) -> pd.Series:
        ...     return spend - spend_mean
        >>> driver = hm.Driver(spend_mean, spend_centered)
        >>> fitted = driver.freeze(pd.DataFrame({"spend": [10.0, 20.0]}), "spend_centered")
        >>> fitted.execute(pd.DataFrame({"spend": [16.0]}))
           spend_centered
        0             1.0
    """

    __slots__ = ("_decisions", "_trained", "driver", "outputs", "statistics")

    def __init__(
        self,
        driver: Any,
        outputs: tuple[str, ...],
        decisions: Mapping[str, Decision],
        statistics: Mapping[str, Any],
    ) -> None:
        self._trained = driver
        self._decisions = decisions
        self.outputs = outputs
        self.statistics = statistics
        graph = frozen_graph(driver.graph, outputs, decisions, statistics)
        self.driver = driver.replace(graph=graph)

    @property
    def graph(self) -> Graph:
        """The graph in which the statistics are fixed."""
        graph: Graph = self.driver.graph
        return graph

    @property
    def live(self) -> Any:
        """A driver for one record: what is looked up for columns is looked up for scalars.

        Raises:
            NotFrozenError: If a node takes or gives columns or frames all the same.
        """
        with tidy:
            return self._trained.replace(graph=live_graph(self.graph, self.outputs))

    def execute(self, inputs: Any, outputs: Outputs | None = None, **options: Any) -> Any:
        """Compute the outputs on other rows, with the statistics of the training frame.

        Args:
            inputs: As for `Driver.execute`. Frames and columns that only statistics needed may be
                given, and are not read.
            outputs: Some of the outputs, or nodes that are above them still; all by default.
            options: ``overrides``, ``rename`` and ``to``, as for `Driver.execute`.
        """
        with tidy:
            asked = self._asked("execute", outputs)
            return self.driver.execute(asked, inputs=self._read(inputs, asked), **options)

    def values(self, inputs: Any, outputs: Outputs | None = None, **options: Any) -> dict[str, Any]:
        """Compute the outputs as `execute` does, as a dict of raw values."""
        with tidy:
            asked = self._asked("values", outputs)
            given = self._read(inputs, asked)
            found: dict[str, Any] = self.driver.values(asked, inputs=given, **options)
            return found

    def compile(self, outputs: Outputs | None = None, **options: Any) -> Any:
        """Make a plain function of one record, as `Driver.compile` does.

        Raises:
            NotFrozenError: If a node takes or gives columns or frames all the same.
        """
        with tidy:
            return self.live.compile(self._asked("compile", outputs), **options)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the statistics to a folder, with the versions of the nodes that made them.

        The folder is written beside its place, and moved there when it is complete.

        Args:
            folder: The folder; `load` reads it.
            overwrite: Whether a folder of statistics that is there is replaced.

        Raises:
            NotStoredError: If JSON and Parquet cannot hold a statistic, or something is there.
        """
        with tidy:
            contents = contents_of(self._trained.graph, self.outputs, self._decisions)
            with staged(folder, overwrite=overwrite) as beside:
                written(beside, contents, self.statistics)

    def _asked(self, method: str, outputs: Outputs | None) -> Any:
        if outputs is None:
            return list(self.outputs)
        before = self._trained.graph
        for name in output_names(outputs, before):
            if name in before and name not in self.graph:
                reason = f"{before[name].place} is left out: no output that was frozen needs it"
                hint = f"freeze it, too: `driver.freeze(train, […, {name!r}])`."
                raise UnknownNodeError(name, f"outputs of Fitted.{method}", (), reason, hint)
        return outputs

    def _read(self, inputs: Any, asked: Any) -> Any:
        """Leave out the frames and columns that were read on training data, and are not any more.

        Plain values stay: whoever gives one that is fixed by now is told so.
        """
        if not isinstance(inputs, dict):
            return inputs
        wanted = {*self.graph, *output_names(asked, self.graph)}
        before = self._trained.graph

        def is_read(name: str, value: Any) -> bool:
            form = form_of(type(value))
            if form.kind is Kind.FRAME:
                native = unwrapped(value)
                columns = engine_of(form_of(type(native)).library).column_names(native)
                return name in wanted or not wanted.isdisjoint(columns)
            return form.kind is Kind.VALUE or name in wanted or name not in before

        read = {name: value for name, value in inputs.items() if is_read(name, value)}
        return read or inputs

    def __str__(self) -> str:
        lines = [f"Fitted: {counted(len(self._decisions), 'node')} fixed"]
        lines += [f"  {d.node}: {d.construct}" for d in self._decisions.values()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        outputs = counted(len(self.outputs), "output")
        return f"<Fitted: {outputs}, {counted(len(self._decisions), 'node')} fixed>"


def freeze(
    driver: Any, given: Mapping[str, Any], outputs: Outputs, keep: Iterable[str] | Any = ()
) -> Fitted:
    """Compute the statistics that outputs need of training data, and fix them.

    Args:
        driver: The driver.
        given: The training data, by name.
        outputs: What is wanted.
        keep: The nodes that stay as they are, whatever rows they need.

    Raises:
        NotFrozenError: If a node needs other rows, and cannot be fixed.
        UnknownNodeError: If there is no such node.
    """
    graph: Graph = driver.graph
    names = output_names(outputs, graph)
    kept = output_names(keep, graph) if keep else ()
    for name in kept:
        if name not in graph:
            raise graph.unknown(name, asked_by="keep of Driver.freeze")

    def values(wanted: list[str]) -> Mapping[str, Any]:
        found: dict[str, Any] = driver.values(wanted, inputs=given)
        return found

    by_label = {node.column_name: node.name for node in graph.values()}
    inside = tuple(name if name in graph else by_label.get(name, name) for name in names)
    needs = needs_of(graph, inside, given, values)
    decisions = decided(graph, inside, needs, frozenset(kept))
    return Fitted(driver, inside, decisions, computed(driver, given, decisions))


def load(folder: str | os.PathLike[str], driver: Any) -> Fitted:
    """Read statistics that `Fitted.save` wrote, for the same code.

    Args:
        folder: The folder.
        driver: The driver of the code; statistics of other code are refused.

    Raises:
        NotStoredError: If the folder cannot be read.
        ChangedCodeError: If a node of a statistic, or one above it, is another by now.
    """
    with tidy:
        path, contents = read_contents(folder)
        decisions = read_decisions(driver.graph, contents, str(folder))
        statistics = read_statistics(path, contents, decisions)
        return Fitted(driver, tuple(contents["outputs"]), decisions, statistics)
