"""Nothing: of the peer's `io.data_adapters`, each name says what there is instead."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__all__: list[str] = []

__getattr__ = refusal_of("io.data_adapters")
