"""Which of Polars' engines computes what a plan has to compute itself.

The query of a lazy frame is the caller's, who says to `collect` which engine is to run it. A plan
computes at barriers, and for frames that come eager; there it has the choice.
"""

from __future__ import annotations

from hamiltonish.errors import UnknownEngineError
from hamiltonish.errors.text import closest

__all__ = ["ENGINES", "checked_engine", "chosen_engine"]

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


def chosen_engine(engine: object, *, is_lazy: bool) -> object:
    """Choose the engine for the query of a frame.

    For an eager frame it is the one in memory. It takes half the time up to 10,000 rows, less for
    joins, for mixed windows over the same groups, and for whole feature sets; the streaming engine
    is faster for large frames of which nothing but means and sums over groups is asked
    (docs/benchmarks.md). A frame that comes lazy may not fit into memory: Polars chooses.

    Args:
        engine: What the caller says; ``"auto"`` leaves it to us.
        is_lazy: Whether the frame came lazy.
    """
    if engine == "auto" and not is_lazy:
        return "in-memory"
    return engine
