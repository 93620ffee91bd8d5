"""Polars, lazy: a result builder."""

from __future__ import annotations

from typing import Any

from hamiltonish.compat.hamilton.base import ResultMixin
from hamiltonish.compat.hamilton.plugins.with_columns import with_columns

__all__ = ["PolarsLazyFrameResult", "with_columns"]


class PolarsLazyFrameResult(ResultMixin):
    """Gives a Polars query; a single one is given as it is."""

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]  # static above
        """Put the outputs together."""
        import polars as pl

        values = list(outputs.values())
        if len(values) == 1 and isinstance(values[0], pl.LazyFrame):
            return values[0]
        return pl.LazyFrame(outputs)

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        import polars as pl

        return pl.LazyFrame
