"""Timing of contenders side by side: many short rounds, in random order, medians."""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from time import process_time
from typing import Any

__all__ = ["Contender", "Effort", "Measured", "Outcome", "ratio", "timed", "timed_calls"]

_WARM_ROUNDS = 2
_SAMPLE_SECONDS = 0.002
"""A call that is shorter is repeated within a sample, so that the clock's own cost is small."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work.

    Attributes:
        name: Who.
        call: Does the work once.
        prepare: Is called before each sample, untimed; then a sample is one call.
    """

    name: str
    call: Callable[[], object]
    prepare: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure.

    Attributes:
        seconds: Time for each contender; the first rounds and two at the least run anyway.
        rounds: Rounds at most.
    """

    seconds: float = 4.0
    rounds: int = 150


@dataclass(frozen=True, slots=True)
class Measured:
    """The samples of one contender.

    Attributes:
        samples: Seconds, or bytes, for each call; sorted.
        failure: The name of the exception with which it died; then there are no samples.
    """

    samples: tuple[float, ...]
    failure: str = ""

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def minimum(self) -> float:
        """The smallest sample."""
        return self.samples[0]

    def percentile(self, share: float) -> float:
        """The sample that this share of the samples, such as 0.99, do not exceed."""
        return self.samples[ceil(share * len(self.samples)) - 1]

    @property
    def spread(self) -> float:
        """The distance between the quartiles, as a share of the median."""
        if len(self.samples) < 4:
            return (max(self.samples) - min(self.samples)) / self.median
        low, _, high = statistics.quantiles(self.samples, n=4)
        return (high - low) / self.median

    def to_dict(self) -> dict[str, Any]:
        """Turn into what JSON can hold."""
        return {"samples": list(self.samples), "failure": self.failure}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Measured:
        """Turn back what `to_dict` made."""
        return cls(tuple(data["samples"]), data["failure"])


Outcome = dict[str, Measured]
"""What each contender took, by name."""


def ratio(outcome: Outcome, name: str, over: str) -> float | None:
    """Divide medians; None if one of the two has none."""
    if not all(who in outcome and outcome[who].samples for who in (name, over)):
        return None
    return outcome[name].median / outcome[over].median


def timed(
    contenders: list[Contender], effort: Effort, *, clock: Callable[[], float] = process_time
) -> Outcome:
    """Time contenders round by round, each time in another order; the first rounds are dropped.

    A contender that dies of a `RecursionError` is noted as such. One that has used up its time
    stays out of further rounds, so that a slow one does not cost the others their samples.

    Args:
        contenders: Who takes part.
        effort: How long.
        clock: Seconds. Processor time is disturbed least by others on the machine; work that runs
            on several threads needs `perf_counter`.
    """
    loops: dict[str, int] = {}
    failed: dict[str, str] = {}
    for contender in contenders:
        try:
            loops[contender.name] = _loops_of(contender, clock)
        except RecursionError as error:
            failed[contender.name] = type(error).__name__
    samples: dict[str, list[float]] = {name: [] for name in loops}
    spent = dict.fromkeys(loops, 0.0)
    order = [contender for contender in contenders if contender.name in loops]
    for number in range(_WARM_ROUNDS + effort.rounds):
        random.shuffle(order)
        for contender in order:
            name = contender.name
            warm = number < _WARM_ROUNDS
            if spent[name] > effort.seconds and (len(samples[name]) >= 3 or warm):
                continue
            sample = _sample(contender, loops[name], clock)
            spent[name] += sample * loops[name]
            if not warm:
                samples[name].append(sample)
    outcome = {name: Measured(tuple(sorted(values))) for name, values in samples.items()}
    return outcome | {name: Measured((), failure) for name, failure in failed.items()}


def timed_calls(
    calls: Mapping[str, Callable[[], object]],
    effort: Effort,
    *,
    clock: Callable[[], float] = process_time,
) -> dict[str, Any]:
    """Time calls by name as `timed` does, and give what JSON can hold."""
    outcome = timed([Contender(name, call) for name, call in calls.items()], effort, clock=clock)
    return {name: result.to_dict() for name, result in outcome.items()}


def _loops_of(contender: Contender, clock: Callable[[], float]) -> int:
    """Try a contender, and find how many calls make a sample."""
    once = _sample(contender, 1, clock)
    if contender.prepare or once > _SAMPLE_SECONDS * 10:
        return 1
    return max(1, ceil(_SAMPLE_SECONDS / _sample(contender, 1, clock)))


def _sample(contender: Contender, loops: int, clock: Callable[[], float]) -> float:
    """Take the mean seconds of a call. The garbage collector stays on, as in real programs."""
    if contender.prepare:
        contender.prepare()
    call = contender.call
    if loops == 1:
        gc.collect()
    repeats = range(loops)
    start = clock()
    for _ in repeats:
        call()
    return (clock() - start) / loops
