"""Nothing to register: pandas is known from the start."""

from __future__ import annotations

__all__: list[str] = []
