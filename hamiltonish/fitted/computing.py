"""The statistics of a training frame, computed in one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import NotFrozenError
from hamiltonish.errors.text import listed
from hamiltonish.fitted.building import training_graph
from hamiltonish.fitted.deciding import Decision, statistics_of
from hamiltonish.fitted.tables import VALUE, Table
from hamiltonish.frames import converted, engine_of, installed, unwrapped, wrapped
from hamiltonish.reach.survey import Fix

__all__ = ["computed"]

_OWN = ("polars", "pandas")


def computed(driver: Any, given: Mapping[str, Any], decisions: Mapping[str, Decision]) -> Any:
    """Compute statistics.

    Args:
        driver: The driver; it computes them as it would for anybody.
        given: The training data.
        decisions: What is fixed.

    Returns:
        By the names of `statistics_of`, values, eager frames and Series, and tables.

    Raises:
        NotFrozenError: If there are no rows, or a column is not what it was told to be.
    """
    if not decisions:
        return {}
    graph, keys = training_graph(driver.graph, decisions.values())
    whole = [name for name, one in decisions.items() if one.fix is Fix.WHOLE]
    wanted = dict.fromkeys([*whole, *keys, *(key for names in keys.values() for key in names)])
    values = driver.replace(graph=graph).values(list(wanted), inputs=given)
    found: dict[str, Any] = {name: _fixed(values[name]) for name in whole}
    for decision in decisions.values():
        for name, _ in statistics_of(decision):
            series = [unwrapped(values[one]) for one in (*keys[name], name)]
            found[name] = _table(decision, series, keys[name])
    return found


def _fixed(value: Any) -> Any:
    """Take what is fixed as it is: computed, and not wrapped."""
    native = unwrapped(value)
    form = form_of(type(native))
    return engine_of(form.library).collect(native) if form.kind is Kind.FRAME else native


def _table(decision: Decision, series: list[Any], keys: tuple[str, ...]) -> Table:
    """Make a table of Series: the keys, and the value of each row."""
    node = decision.node
    if not len(series[0]):
        cause = f"{node.place}: {decision.construct}, of no rows"
        raise _refusal(node.name, cause, "give training data with rows.")
    names = [*(f"key {i + 1}" for i in range(len(series) - 1)), VALUE]
    columns = dict(zip(names, series, strict=True))
    frame = engine_of(form_of(type(series[0])).library).frame_of(columns, {})
    if form_of(type(frame)).library not in _OWN:
        frame = converted(frame, "polars" if installed("polars") else "pandas")
    rows = wrapped(frame)
    if not keys:
        table, different = rows.head(1), rows.unique(subset=[VALUE])
    else:
        table = rows.unique(subset=names[:-1], keep="first", maintain_order=True)
        different = rows.unique()
    if decision.split is None and len(different) > len(table):
        over = f"each {listed(keys)}" if keys else "all rows"
        cause = f"{node.place}: it has not one value for {over}, as it was told"
        raise _refusal(node.name, cause, "correct the tag, or part the function in two.")
    return Table(_renumbered(table.to_native()))


def _refusal(name: str, cause: str, hint: str) -> NotFrozenError:
    return NotFrozenError("cannot be frozen", (name,), ((cause, hint),))


def _renumbered(frame: Any) -> Any:
    return frame.reset_index(drop=True) if hasattr(frame, "reset_index") else frame
