"""Which of Polars' engines computes what a plan has to compute itself.

The query of a lazy frame is the caller's, who says to `collect` which engine is to run it. A plan
computes at barriers, and for frames that come eager; there it has the choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hamiltonish.annotations import Kind
from hamiltonish.errors import UnknownEngineError
from hamiltonish.errors.text import closest
from hamiltonish.plan.columns import Columns
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Sources
from hamiltonish.plan.windows import keys_of

__all__ = ["ENGINES", "Choice", "Choices", "checked_engine"]

ENGINES = ("auto", "in-memory", "streaming", "gpu")
"""The engines of Polars, by the names that `LazyFrame.collect(engine=…)` takes."""

_STREAMS_FROM = 100_000
"""Rows from which windows over groups are faster in the streaming engine (docs/benchmarks.md)."""


def checked_engine(engine: object) -> object:
    """Check an engine that is to be used for everything.

    Args:
        engine: One of `ENGINES`, or an object of Polars' such as `pl.GPUEngine`.

    Raises:
        UnknownEngineError: If it is a text that names none.
    """
    if isinstance(engine, str) and engine not in ENGINES:
        raise UnknownEngineError(engine, ENGINES, closest(engine, ENGINES))
    return engine


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine, as `LazyFrame.collect(engine=…)` takes it.

    Attributes:
        engine: The engine.
        streams_from: From so many rows the streaming engine is used instead; 0 for never.
    """

    engine: Any = "auto"
    streams_from: int = 0

    def __str__(self) -> str:
        if self.streams_from:
            return f"streaming from {self.streams_from:,} rows on"
        return str(self.engine)

    def given(self, rows: Iterable[Any]) -> Any:
        """Choose for eager frames, the rows of which count; others are None."""
        if not self.streams_from:
            return self.engine
        most = max((frame.height for frame in rows if frame is not None), default=0)
        return "streaming" if most >= self.streams_from else self.engine


class Choices:
    """The choices of one plan."""

    def __init__(self, request: Request, sources: Sources, columns: Columns) -> None:
        self._request = request
        self._sources = sources
        self._columns = columns

    def of(self, key: str) -> Choice:
        """Choose for the query of a frame with layers.

        The streaming engine computes windows over groups twice as fast on large frames. Elsewhere
        Polars' default is as fast or faster, much so for joins, and a lazy frame may hold some.
        """
        if self._request.engine != "auto":
            return Choice(self._request.engine)
        if self._columns.frame_forms[key].lazy or key not in self._windowed:
            return Choice()
        return Choice(streams_from=_STREAMS_FROM)

    @cached_property
    def _windowed(self) -> frozenset[str]:
        columns = self._columns
        return frozenset(
            columns.owners[node.name]
            for node in self._sources.order
            if columns.forms[node.name].kind is Kind.COLUMN
            and columns.is_lazy(node.name)
            and keys_of(node)
        )
