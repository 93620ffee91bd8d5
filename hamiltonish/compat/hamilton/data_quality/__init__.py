"""Checks of one's own, as the peer writes them."""

from __future__ import annotations

__all__: list[str] = []
