"""One flight at a time, as the example serves them: how long the features of a record take."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.processes import in_process
from benchmarks.timing import Measured, Outcome

__all__ = ["FEATURES", "measured"]

FEATURES = "25 features, compiled"


def measured(records: int, few: int) -> Outcome:
    """Measure in a process of its own.

    Args:
        records: For how many flights the features are computed, each by itself.
        few: How many of them go through what takes longer.
    """
    found = in_process(f"{__name__}:measure", records=records, few=few)
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(records: int, few: int) -> dict[str, Any]:
    """Measure in this process: train, load what was written, and time each call by the wall.

    The features of each flight are those of the batch, which is checked first.
    """
    import polars as pl
    from fastapi.testclient import TestClient
    from polars.testing import assert_frame_equal

    from examples.serving import app, train
    from hamiltonish.fitted import load

    to_train, later = train.flights()
    with tempfile.TemporaryDirectory() as folder:
        train.train(to_train, Path(folder))
        fitted = load(Path(folder) / train.STATISTICS, train.DRIVER)
        features_of = fitted.compile()
        application = app.create(Path(folder))

    some = later.select(features_of.inputs.values()).sample(records, seed=2013)
    flights, fewer = some.to_dicts(), some.head(few)
    frames = [fewer.slice(row, 1) for row in range(few)]
    batch = fitted.execute(some)
    one_by_one = [features_of(**record) for record in flights]
    assert_frame_equal(pl.DataFrame(one_by_one, schema=batch.schema), batch)
    with TestClient(application) as client:
        outcome = {
            FEATURES: _samples(lambda record: features_of(**record), flights),
            "on a frame of one row": _samples(fitted.execute, frames),
            "an answer of the application": _samples(
                lambda record: client.post("/score", json=record), json.loads(fewer.write_json())
            ),
        }
    return {name: result.to_dict() for name, result in outcome.items()}


def _samples(call: Callable[[Any], object], arguments: Iterable[Any]) -> Measured:
    """Time each call, of another record each time; there is no second try for a slow one."""
    samples = []
    for argument in arguments:
        start = perf_counter()
        call(argument)
        samples.append(perf_counter() - start)
    return Measured(tuple(sorted(samples)))
