"""The names of Apache Hamilton 1.90 for what hamiltonish has; a project changes its imports."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__all__: list[str] = []

__getattr__ = refusal_of("")
