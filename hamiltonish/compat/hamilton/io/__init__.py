"""Reading and writing, under the names of the peer's modules."""

from __future__ import annotations

__all__: list[str] = []
