"""One version of two: what it is asked for and given, what it gives, and what it fails with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.comparison.sampling import has_order
from hamiltonish.frames import engine_of, unwrapped
from hamiltonish.graph import Graph
from hamiltonish.plan.request import BARE

__all__ = ["Results", "Version", "results_of"]

_MOST_INPUTS = 6
"""How many of the columns that a function reads are shown beside an example."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions: its graph, and how it is run.

    Attributes:
        graph: The graph.
        values: Computes raw values of outputs, from inputs and overrides.
    """

    graph: Graph
    values: Callable[[tuple[str, ...], Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]

    def has(self, name: str, given: Mapping[str, Any]) -> bool:
        """Whether something of that name can be asked for."""
        return name in self.graph or name in given or name in _columns_in(given)

    def is_column(self, name: str) -> bool:
        """Whether an output is one column of a frame."""
        if name not in self.graph:
            return True  # of an input frame
        node = self.graph[name]
        return bool(node.frame) or form_of(node.type).kind is Kind.COLUMN

    def has_rows(self, name: str) -> bool:
        """Whether an output is a column or a frame."""
        return self.is_column(name) or form_of(self.graph[name].type).kind is Kind.FRAME

    def reads(self, name: str) -> tuple[str, ...]:
        """List the columns that the function of a column reads, the first few."""
        if name not in self.graph or not self.is_column(name):
            return ()
        columns = (p.name for p in self.graph[name].parameters if self.is_column(p.name))
        return tuple(dict.fromkeys(columns))[:_MOST_INPUTS]

    def has_ordered_rows(self, name: str, given: Mapping[str, Any]) -> bool:
        """Whether the rows of an output come in the same order each time."""
        types: list[object] = [type(unwrapped(value)) for value in given.values()]
        if name in self.graph:
            types += [node.type for node in self.graph.upstream(name).values()]
        return all(has_order(form_of(one)) for one in types)

    def takes(self, name: str, value: Any, outputs: Iterable[str]) -> bool:
        """Whether something can be an input."""
        if name in self.graph:
            return self.graph[name].is_input and name not in self.graph.config
        columns = _columns_in({name: value})
        return name == BARE or any(c in self.graph or c in outputs for c in columns)


def _columns_in(given: Mapping[str, Any]) -> set[str]:
    """List the columns of the frames that are given."""
    found: set[str] = set()
    for value in given.values():
        form = form_of(type(value))
        if form.kind is Kind.FRAME:
            found.update(engine_of(form.library).column_names(value))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What a version gave.

    Attributes:
        values: For each output it and what was asked for beside it, from one run.
        failures: The errors of the outputs that failed.
        reads: For each output that is a column, the columns that its function reads.
        together: The error of the run for all outputs, if it failed.
    """

    values: Mapping[str, Mapping[str, Any]]
    failures: Mapping[str, Exception]
    reads: Mapping[str, tuple[str, ...]]
    together: Exception | None = None

    def frame_columns(self) -> set[str]:
        """List the columns of the outputs that are frames."""
        return _columns_in({name: self.values[name][name] for name in self.values})


def results_of(
    version: Version,
    keys: Mapping[str, tuple[str, ...]],
    given: Mapping[str, Any],
    replaced: Mapping[str, Any],
) -> Results:
    """Run a version once; if that fails, once for each output, to see which of them it is.

    Args:
        version: The version.
        keys: The outputs that it has, each with the columns that tell its rows apart.
        given: The inputs.
        replaced: The overrides.
    """
    reads = {name: version.reads(name) if name not in replaced else () for name in keys}
    beside = {
        name: (*(k for k in keys[name] if version.has(k, given)), *reads[name])
        if version.is_column(name)
        else ()
        for name in keys
    }
    if not keys:
        return Results({}, {}, {})
    wanted = [name for several in ((n, *beside[n]) for n in keys) for name in several]
    try:
        run = _collected(version.values(tuple(dict.fromkeys(wanted)), given, replaced), keys)
        return Results(dict.fromkeys(keys, run), {}, reads)
    except Exception as error:  # noqa: BLE001  # it is told in the comparison
        together = error
    values: dict[str, Mapping[str, Any]] = {}
    failures: dict[str, Exception] = {}
    for name in keys:
        one = tuple(dict.fromkeys((name, *beside[name])))
        try:
            values[name] = _collected(version.values(one, given, replaced), [name])
        except Exception as error:  # noqa: BLE001  # likewise
            failures[name] = error
    return Results(values, failures, reads, together)


def _collected(values: Mapping[str, Any], outputs: Iterable[str]) -> dict[str, Any]:
    """Compute the frames among outputs that are queries."""
    found = dict(values)
    for name in outputs:
        native = unwrapped(found[name])
        form = form_of(type(native))
        if form.kind is Kind.FRAME:
            found[name] = engine_of(form.library).collect(native)
    return found
