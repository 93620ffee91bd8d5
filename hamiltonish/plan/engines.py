"""Which of Polars' engines computes what a plan has to compute itself.

The query of a lazy frame is the caller's, who says to `collect` which engine is to run it. A plan
computes at barriers, and for frames that come eager; there it has the choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hamiltonish.errors import UnknownEngineError
from hamiltonish.errors.text import closest

__all__ = ["ENGINES", "Choice", "checked_engine", "choice_of"]

ENGINES = ("auto", "in-memory", "streaming", "gpu")
"""The engines of Polars, by the names that `LazyFrame.collect(engine=…)` takes."""


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
        streams_from: From so many rows it is the streaming engine instead; 0 for never.
    """

    engine: Any
    streams_from: int = 0

    def __str__(self) -> str:
        more = f", streaming from {self.streams_from:,} rows on" if self.streams_from else ""
        return f"{self.engine}{more}"

    def given(self, eager: Iterable[Any]) -> Any:
        """Choose, by the rows of the eager frames that are to be computed on; others are None."""
        if not self.streams_from:
            return self.engine
        most = max((frame.height for frame in eager if frame is not None), default=0)
        return "streaming" if most >= self.streams_from else self.engine


_STREAMS_FROM = 100_000
"""Rows from which the streaming engine is the faster one on two cores: see docs/benchmarks.md."""


def choice_of(engine: object, *, is_lazy: bool, streams_well: bool) -> Choice:
    """Choose the engine for the query of a frame.

    A frame that comes lazy may not fit into memory: Polars chooses. For an eager frame it is the
    engine in memory, which takes half the time up to 10,000 rows. From some size on the streaming
    engine is faster, unless there are windows that it has to join.

    Args:
        engine: What the caller says; ``"auto"`` leaves it to us.
        is_lazy: Whether the frame came lazy.
        streams_well: Whether all windows are of the kind that the streaming engine is good at.
    """
    if engine != "auto" or is_lazy:
        return Choice(engine)
    return Choice("in-memory", _STREAMS_FROM if streams_well else 0)
