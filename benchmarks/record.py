"""One record: thirty functions of plain values, as in a service that answers a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hamiltonish as hm
from benchmarks.features import loan, loan_by_hand
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["measured"]

_APPLICATION: dict[str, Any] = {
    "income": 48_000.0,
    "rate": 4.2,
    "term": 60,
    "amount": 15_000.0,
    "debt": 3_200.0,
    "savings": 6_500.0,
    "collateral": 21_000.0,
    "age": 34,
    "purpose": " Used car",
    "late_payments": 1,
    "payments": 47,
    "employed_months": 52,
}


def measured(effort: Effort) -> Outcome:
    """Measure in a process of its own."""
    found = in_process(f"{__name__}:measure", seconds=effort.seconds, rounds=effort.rounds)
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. All contenders give the same dict, which is checked first."""
    from benchmarks import peer

    ours, theirs = hm.Driver(loan), peer.driver_of(loan)
    expected = loan_by_hand.features(**_APPLICATION)
    outputs = list(expected)
    calls: dict[str, Callable[[], Any]] = {
        "by hand": lambda: loan_by_hand.features(**_APPLICATION),
        "hamiltonish": lambda: ours.values(outputs, inputs=_APPLICATION),
        "peer": lambda: theirs.execute(outputs, inputs=_APPLICATION),
    }
    for name, call in calls.items():
        if call() != expected:
            raise AssertionError(f"{name}: not what the hand-written code gives")
    return timed_calls(calls, Effort(seconds, rounds))
