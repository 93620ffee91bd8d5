"""Nothing: the names of the peer's `execution.executors` say what there is instead."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__all__: list[str] = []

__getattr__ = refusal_of("execution.executors")
