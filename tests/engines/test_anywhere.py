"""The example that runs on the engine that one names."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from examples.flights import anywhere
from tests.engines.conftest import maker_of

# Dask and Ibis use what pandas 3.1 and DuckDB 2 tell them not to.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]

TITLES = {
    "polars": "Polars",
    "pandas": "pandas Arrow",
    "pyarrow": "PyArrow",
    "duckdb": "DuckDB",
    "ibis": "Ibis",
    "dask": "Dask",
    "pyspark": "PySpark",
}


@pytest.fixture(scope="module")
def folder(flights: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flights")
    for name, table in flights.items():
        table.write_parquet(folder / f"{name}.parquet")
    return folder


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["anywhere", "--data", str(folder), *arguments])
    anywhere.main()


def test_every_engine_that_it_offers_is_run_here() -> None:
    assert set(anywhere.ENGINES) == set(TITLES)


@pytest.mark.parametrize("engine", TITLES)
def test_each_engine_prints_the_same_table_and_its_plan(
    engine: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    maker_of(TITLES[engine], request)  # skips, or starts Spark with the options of the tests
    run(monkeypatch, folder, "--engine", engine)
    table, _, plan = capsys.readouterr().out.partition("\nA frame of ")
    run(monkeypatch, folder)
    expected, _, _ = capsys.readouterr().out.partition("\nA frame of ")
    assert table == expected
    assert plan.startswith(engine) or engine in ("duckdb", "dask")
    assert "layer   carrier_late_rate on departures" in plan
    assert max(map(len, plan.splitlines())) <= 100


def test_what_an_engine_cannot_do_is_told_without_a_stack(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="^1$"):
        run(monkeypatch, folder, "--engine", "pyarrow", "plane_last_delay")
    told = capsys.readouterr().err
    assert told.startswith("`examples.flights.portable.plane_last_delay` (portable.py:")
    assert "cannot run on PyArrow.\n" in told
