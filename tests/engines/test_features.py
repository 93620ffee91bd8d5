"""The portable features of the real flights, on every engine: the same values, or what is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from examples.flights import features, portable
from hamiltonish.errors import UnsupportedError
from tests.engines import probes
from tests.engines.conftest import KEY, Maker, by_key, computed, is_same
from tests.engines.gaps import ENGINES, GAPS, Way

DRIVER = hm.Driver(portable, probes)
FEATURES = tuple(
    name for name, node in DRIVER.graph.items() if node.function and node.type is nw.Expr
)
PORTABLE = tuple(name for name in FEATURES if hasattr(portable, name))
GAP_CASES = [(engine, name) for engine in ENGINES for name in GAPS[engine]]


def refused(engine: str) -> set[str]:
    """Find what an engine cannot run: what it refuses, and all that reads that."""
    roots = [name for name, gap in GAPS[engine].items() if gap.way is Way.REFUSED]
    return set(roots).union(*(DRIVER.graph.downstream(name) for name in roots))


@pytest.fixture(scope="session")
def inputs(make: Maker, flights: dict[str, pl.DataFrame]) -> dict[str, Any]:
    return {name: make(table) for name, table in flights.items()}


@pytest.fixture(scope="session")
def table(engine: str, inputs: dict[str, Any]) -> Mapping[str, list[Any]]:
    """Compute everything that the engine can run in one query."""
    gaps = {name for name, gap in GAPS[engine].items() if gap.way is Way.FAILS} | refused(engine)
    outputs = [*KEY, *(name for name in FEATURES if name not in gaps)]
    return computed(DRIVER.execute(outputs, inputs=inputs), engine)


@pytest.fixture(scope="session")
def reference(flights: dict[str, pl.DataFrame]) -> Mapping[str, list[Any]]:
    frame = DRIVER.execute([*KEY, *FEATURES], inputs=flights)
    return computed(frame, "Polars")


def unlike(left: dict[Any, Any], right: dict[Any, Any]) -> list[Any]:
    """List the rows in which two columns differ."""
    assert left.keys() == right.keys()
    return [(key, left[key], right[key]) for key in left if not is_same(left[key], right[key])]


def test_there_are_many_portable_features_each_documented() -> None:
    assert len(PORTABLE) >= 60
    assert all(DRIVER.graph[name].doc.endswith(".") for name in FEATURES)


def test_the_slice_of_the_flights_has_nulls_in_most_columns(
    reference: Mapping[str, list[Any]],
) -> None:
    assert len(reference["flight"]) == 2_699
    assert len(by_key(reference, "flight")) == 2_699
    assert sum(None in reference[name] for name in PORTABLE) >= 30


@pytest.mark.parametrize("name", [name for name in PORTABLE if hasattr(features, name)])
def test_a_portable_feature_is_the_polars_one_of_its_name(
    name: str, reference: Mapping[str, list[Any]], flights: dict[str, pl.DataFrame]
) -> None:
    lazy = {key: table.lazy() for key, table in flights.items()}
    native = computed(hm.Driver(features).execute([*KEY, name], inputs=lazy), "Polars lazy")
    assert unlike(by_key(native, name), by_key(reference, name)) == []


@pytest.mark.parametrize("name", FEATURES)
def test_an_engine_agrees_or_has_a_gap_that_is_listed(
    name: str, engine: str, table: Mapping[str, list[Any]], reference: Mapping[str, list[Any]]
) -> None:
    gap = GAPS[engine].get(name)
    if name not in table:
        assert name in refused(engine) or (gap is not None and gap.way is Way.FAILS)
        return
    found = unlike(by_key(table, name), by_key(reference, name))
    if gap is not None:
        assert gap.way is Way.DIFFERS
        assert found != []
    else:
        assert found == []


@pytest.mark.parametrize("name", sorted({name for gaps in GAPS.values() for name in gaps}))
def test_a_gap_is_refused_by_name_or_fails_by_itself(
    name: str, engine: str, inputs: dict[str, Any]
) -> None:
    gap = GAPS[engine].get(name)
    if gap is None or gap.way is Way.DIFFERS:
        return  # see above
    if gap.way is Way.FAILS:
        with pytest.raises(Exception, match=r".") as caught:  # the engine's own
            computed(DRIVER.execute(name, inputs=inputs), engine)
        assert not isinstance(caught.value, hm.HamiltonishError)
        return
    with pytest.raises(UnsupportedError, match=r" cannot run on ") as caught:
        DRIVER.execute([*KEY, name], inputs=inputs)
    named = re.match(r"`[\w.]*\.(\w+)` \(\w+\.py:\d+\) cannot run on (\w+)\.\n", str(caught.value))
    assert named is not None
    assert named[1] in DRIVER.graph.upstream(name)
    assert GAPS[engine][named[1]].way is Way.REFUSED
    assert named[2] == engine.partition(" ")[0]


def test_the_frame_that_comes_out_is_of_the_engine_that_went_in(
    inputs: dict[str, Any],
) -> None:
    for outputs in (["speed"], ["carrier", "haul"], ["dep_delay"], "departures"):
        result = DRIVER.execute(outputs, inputs=inputs)
        assert type(result) is type(inputs["flights"])
