"""Nothing to register: lazy frames of Polars are known from the start."""

from __future__ import annotations

__all__: list[str] = []
