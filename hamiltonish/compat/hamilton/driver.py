"""`Driver`, `Builder` and `Variable`, under the name of the peer's module."""

from __future__ import annotations

from hamiltonish.compat.hamilton.builder import Builder
from hamiltonish.compat.hamilton.driving import Driver, Variable

__all__ = ["Builder", "Driver", "Variable"]
