"""Parts for single libraries: result builders for Polars."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__all__: list[str] = []

__getattr__ = refusal_of("plugins")
