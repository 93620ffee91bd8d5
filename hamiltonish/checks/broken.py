"""Broken: one rule of a schema that a frame does not keep."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Broken"]


class Broken(NamedTuple):
    """One rule of a schema that a frame does not keep.

    Attributes:
        rule: The rule, as the schema names it; empty for the schema as a whole.
        problem: What does not hold, as a phrase; empty if the rows say it.
        failing: How many rows fail; None if it is no matter of rows.
        examples: Up to five of them, as pairs of the row and the value.
    """

    rule: str
    problem: str = ""
    failing: int | None = None
    examples: tuple[tuple[Any, str], ...] = ()
