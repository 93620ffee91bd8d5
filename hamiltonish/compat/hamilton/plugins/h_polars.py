"""Polars: a result builder."""

from __future__ import annotations

from typing import Any

from hamiltonish.compat.hamilton.base import ResultMixin
from hamiltonish.compat.hamilton.plugins.with_columns import with_columns

__all__ = ["PolarsDataFrameResult", "with_columns"]


class PolarsDataFrameResult(ResultMixin):
    """Gives a Polars frame; a single frame is given as it is, a single query is collected."""

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]  # static above
        """Put the outputs together.

        Example:
            >>> import polars as pl
            >>> frame = PolarsDataFrameResult().build_result(a=pl.Series([1, 2]), b=3)
            >>> frame.to_dict(as_series=False)
            {'a': [1, 2], 'b': [3, 3]}
        """
        import polars as pl

        if len(outputs) > 1:
            return pl.DataFrame(outputs)
        ((name, value),) = outputs.items()
        if isinstance(value, pl.DataFrame):
            return value
        if isinstance(value, pl.LazyFrame):
            return value.collect()
        return pl.DataFrame({name: value if isinstance(value, pl.Series) else [value]})

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        import polars as pl

        return pl.DataFrame
