"""Nothing: the names of the peer's `async_driver` say what there is instead."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__getattr__ = refusal_of("async_driver")
