"""pandas: columns that are computed before a function takes a frame."""

from __future__ import annotations

from hamiltonish.compat.hamilton.plugins.with_columns import with_columns

__all__ = ["with_columns"]
