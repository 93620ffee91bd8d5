"""Decorators for functions. Each hangs a spec on the function and returns the same function."""

from __future__ import annotations

from hamiltonish.modifiers import config
from hamiltonish.modifiers.extract import extract_columns
from hamiltonish.modifiers.naming import name

__all__ = ["config", "extract_columns", "name"]
