"""Nothing to register: Polars is known from the start."""

from __future__ import annotations

__all__: list[str] = []
