"""Errors and warnings of checks: what was checked, how many rows fail, and examples of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.errors.root import HamiltonishError
from hamiltonish.errors.text import counted, listed, message

__all__ = ["CheckError", "CheckFailure", "CheckWarning"]


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """One check that failed.

    Attributes:
        node: The node whose result was checked.
        place: Where its function is written, such as ``features.py:12``; empty if that is unknown.
        check: What must hold, such as ``range(0, 1)``.
        problem: What does not hold, as a phrase; empty if it is said by the rows.
        failing: How many rows fail; None for what is not a matter of rows.
        rows: How many rows there are.
        examples: Up to five rows that fail: the row, counted from 0, or None where rows have no
            order; and the value, as text.
    """

    node: str
    place: str
    check: str
    problem: str = ""
    failing: int | None = None
    rows: int | None = None
    examples: tuple[tuple[Any, str], ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Yield the failure in words: a line of its own, and one of examples."""
        place = f" ({self.place})" if self.place else ""
        text = f"`{self.node}`{place}: {self.check} fails"
        if self.failing is not None:
            text += f" in {self.failing:,}"
            text += f" of {counted(self.rows, 'row')}" if self.rows is not None else " rows"
        yield f"{text}: {self.problem}" if self.problem else text
        if self.examples:
            more = (self.failing or 0) > len(self.examples)
            shown = ", ".join(v if row is None else f"row {row}: {v}" for row, v in self.examples)
            yield f"  {shown}{', …' if more else ''}"


def _worded(failures: Sequence[CheckFailure], hint: str) -> str:
    names = list(dict.fromkeys(failure.node for failure in failures))
    first = f"{counted(len(failures), 'check')} failed, of {listed(names)}."
    return message(first, [line for failure in failures for line in failure.lines()], hint)


class CheckError(HamiltonishError, ValueError):
    """Results are not what `check_output` says that they must be.

    Attributes:
        failures: The checks that failed: all that were computed together.
    """

    failures: tuple[CheckFailure, ...]

    def __str__(self) -> str:
        hint = "`importance='warn'` tells and goes on; `Driver(…, checks=False)` checks nothing."
        return _worded(self.failures, hint)


class CheckWarning(UserWarning):
    """Results are not what `check_output(importance="warn")` says that they should be.

    Attributes:
        failures: The checks that failed: all that were computed together.
    """

    def __init__(self, failures: tuple[CheckFailure, ...]) -> None:
        super().__init__(failures)
        self.failures = failures

    def __str__(self) -> str:
        return _worded(self.failures, "")
