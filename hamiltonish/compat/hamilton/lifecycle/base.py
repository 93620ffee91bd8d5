"""Two names of the peer's inner adapter classes that projects use: the root, and an error."""

from __future__ import annotations

from hamiltonish.compat.hamilton.lifecycle.api import LifecycleAdapter
from hamiltonish.errors import ValidatorError as ValidationException

__all__ = ["LifecycleAdapter", "ValidationException"]
