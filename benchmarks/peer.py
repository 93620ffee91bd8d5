"""Apache Hamilton, the peer: its usual driver, in the cheapest way that it offers."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["driver_of", "pandas_result", "polars_result"]


def driver_of(
    module: object, config: Mapping[str, Any] | None = None, *, adapters: Iterable[object] = ()
) -> Any:
    """Build a driver. Without an adapter its results are a plain dict, and nothing is copied."""
    builder = importlib.import_module("hamilton.driver").Builder().with_modules(module)
    builder = builder.with_config(dict(config or {}))
    return (builder.with_adapters(*adapters) if adapters else builder).build()


def pandas_result() -> Any:
    """Make the peer's builder of pandas frames."""
    return importlib.import_module("hamilton.base").PandasDataFrameResult()


def polars_result() -> Any:
    """Make the peer's builder of Polars frames."""
    return importlib.import_module("hamilton.plugins.h_polars").PolarsDataFrameResult()
