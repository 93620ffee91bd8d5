"""The first rows of a frame, as text and as data."""

from __future__ import annotations

import importlib
from typing import Any

from hamiltonish.annotations import form_of

__all__ = ["head", "records", "text"]


def head(frame: Any, count: int) -> Any:
    """Take the first rows of a frame; of a lazy one, no more than these are kept.

    Args:
        frame: A frame of any library.
        count: How many rows.

    Returns:
        An eager frame.
    """
    from hamiltonish.frames import narwhals

    return narwhals.head(frame, count)


def text(frame: Any, width: int) -> str:
    """Write all rows of an eager frame as its library writes frames, in lines of some width."""
    library = form_of(type(frame)).library
    if library in ("polars", "pandas"):
        written: str = importlib.import_module(f"hamiltonish.frames.{library}").text(frame, width)
        return written
    return str(frame)


def records(frame: Any) -> list[dict[str, Any]]:
    """List the rows of an eager frame, each as a dict."""
    from hamiltonish.frames import narwhals

    return narwhals.rows_of(frame)
