"""The live service: what it says of one flight is what the batch says, and bad records are told."""

from __future__ import annotations

import io
import json
import math
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("fastapi", reason="fastapi is not installed")

import joblib
import uvicorn
from fastapi.testclient import TestClient

import hamiltonish as hm
from examples.serving import __main__ as program
from examples.serving import app, features, train
from examples.serving.record import record_of
from hamiltonish.fitted import Fitted, load

COMPARED = 10_000
JSON = {"content-type": "application/json"}
GOOD: dict[str, Any] = {
    "day": "2013-12-24",
    "hour": 17,
    "minute": 30,
    "distance": 2475,
    "carrier": "B6",
    "plane_year": 2004,
    "seats": 200,
    "temp": 30.2,
    "dewp": 10.4,
    "wind_speed": 14.9,
    "wind_dir": 320,
    "visib": 10.0,
    "precip": 0,
    "pressure": 1020.1,
    "origin": "JFK",
    "dest": "LAX",
}


@dataclass
class Trained:
    folder: Path
    printed: str
    fitted: Fitted
    flights: pl.DataFrame
    batch: pl.DataFrame


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train by the program, and compute the features of flights that it has not seen, in batch."""
    folder = tmp_path_factory.mktemp("trained")
    printed = io.StringIO()
    with redirect_stdout(printed), patch("sys.argv", ["serving", "--out", str(folder)]):
        program.main()
    _, later = train.flights()
    some = later.sample(COMPARED - 2, seed=2013)
    unknown = some.head(2).with_columns(
        carrier=pl.Series(["ZZ", "AA"]), dest=pl.Series(["LAX", "Zürich"])
    )
    flights = pl.concat([some, unknown])
    fitted = load(folder / train.STATISTICS, train.DRIVER)
    return Trained(folder, printed.getvalue(), fitted, flights, fitted.execute(flights))


@pytest.fixture(scope="module")
def features_of(trained: Trained) -> Any:
    return trained.fitted.compile()


@pytest.fixture(scope="module")
def client(trained: Trained) -> Iterator[TestClient]:
    with TestClient(app.create(trained.folder)) as client:
        yield client


def _same(name: str, live: Any, batch: Any) -> bool:
    """Whether two values of a feature are the same; the sines of an engine are its own."""
    if name in {"time_sin", "time_cos", "wind_to_north", "wind_to_east"} and batch is not None:
        return math.isclose(live, batch, rel_tol=5e-16, abs_tol=1e-17)
    return type(live) is type(batch) and live == batch


# --- As in batch ---


def test_ten_thousand_flights_have_one_by_one_the_values_of_the_batch(
    trained: Trained, features_of: Any
) -> None:
    records = trained.flights.select(features_of.inputs.values()).to_dicts()
    rows = trained.batch.rows()
    assert (len(rows), len(features.FEATURES)) == (COMPARED, 25)
    for record, row in zip(records, rows, strict=True):
        live = features_of(**record)
        assert tuple(live) == features.FEATURES
        assert all(map(_same, live, live.values(), row)), (record, live, row)


def test_the_flights_that_are_compared_have_nulls_and_keys_that_were_never_seen(
    trained: Trained,
) -> None:
    nulls = {n for n in features.FEATURES if trained.batch[n].null_count()}
    assert nulls == {
        *("plane_age", "seats_beyond_carrier", "temperature", "dew_point_spread"),
        *("wind_to_north", "wind_to_east", "is_low_visibility", "is_icy", "pressure_fall"),
        *("carrier_code", "carrier_late_rate", "route_flights", "usual_delay"),
    }
    for name in features.FEATURES:
        assert trained.batch[name].n_unique() > 1, name


def test_the_application_gives_the_features_and_the_score_of_the_batch(
    trained: Trained, client: TestClient
) -> None:
    model = joblib.load(trained.folder / train.MODEL)
    scores = model.predict_proba(trained.batch.cast(pl.Float64).to_numpy())[:, 1]
    step = COMPARED // 150
    sent = json.loads(trained.flights.select(list(GOOD)).gather_every(step).write_json())
    rows = trained.batch.gather_every(step).rows()
    for record, row, score in zip(sent, rows, scores[::step], strict=True):
        answer = client.post("/score", json=record)
        assert answer.status_code == 200, answer.text
        assert answer.json()["late"] == score
        live = answer.json()["features"]
        assert all(map(_same, live, live.values(), row)), (record, live, row)


def test_the_scores_tell_late_flights_from_others(trained: Trained) -> None:
    model = joblib.load(trained.folder / train.MODEL)
    scores = model.predict_proba(trained.batch.cast(pl.Float64).to_numpy())[:, 1]
    judged = trained.flights.select("arr_delay", score=pl.Series(scores)).sort("score")
    late = pl.col("arr_delay") > features.LATE
    least, most = judged.head(2000), judged.tail(2000)
    assert most.select(late.mean()).item() > 2 * least.select(late.mean()).item()


# --- The record ---


def test_the_record_is_what_the_compiled_function_takes(features_of: Any) -> None:
    record = record_of(features_of, features.MAY_BE_MISSING)
    assert tuple(record.model_fields) == tuple(features_of.inputs) == tuple(GOOD)
    assert all(field.is_required() for field in record.model_fields.values())
    assert "arr_delay" not in record.model_fields


def test_what_may_be_missing_is_what_some_flights_do_not_have(
    trained: Trained, features_of: Any
) -> None:
    inputs = trained.flights.select(features_of.inputs.values())
    assert {n for n in inputs.columns if inputs[n].null_count()} == set(features.MAY_BE_MISSING)


def test_a_default_of_the_function_is_one_of_the_record() -> None:
    def months(since: date, until: date | None, least: int = 1) -> int:
        return least if until is None else max(until.month - since.month, least)

    record = record_of(hm.Driver(months).compile("months"), ["until"])
    given = {"since": "2013-03-24", "until": None}
    assert dict(record(**given)) == {"since": date(2013, 3, 24), "until": None, "least": 1}


@pytest.mark.parametrize("name", features.MAY_BE_MISSING)
def test_what_may_be_missing_can_be_none(name: str, client: TestClient) -> None:
    assert client.post("/score", json=GOOD | {name: None}).status_code == 200


@pytest.mark.parametrize("name", sorted(set(GOOD) - set(features.MAY_BE_MISSING)))
def test_none_is_refused_for_what_every_flight_has(name: str, client: TestClient) -> None:
    assert _fields(client, GOOD | {name: None}) == [name]


@pytest.mark.parametrize("name", GOOD)
def test_a_field_that_is_not_there_is_named(name: str, client: TestClient) -> None:
    assert _fields(client, {n: v for n, v in GOOD.items() if n != name}) == [name]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("hour", "17", id="text for a number"),
        pytest.param("temp", "30.2", id="text for a float"),
        pytest.param("hour", 17.5, id="half an hour"),
        pytest.param("hour", True, id="a truth value"),
        pytest.param("hour", 24, id="out of its range"),
        pytest.param("seats", 10**400, id="a number beyond all"),
        pytest.param("carrier", 6, id="number for a text"),
        pytest.param("origin", "BOS", id="another airport"),
        pytest.param("day", "2013-02-30", id="no such day"),
        pytest.param("day", 15_000, id="number for a day"),
        pytest.param("temp", math.nan, id="not a number"),
        pytest.param("distance", math.inf, id="infinity"),
        pytest.param("temp", [30.2], id="a list"),
        pytest.param("tailnum", "N14228", id="a field that nothing reads"),
        pytest.param("arr_delay", 12, id="what is foretold"),
    ],
)
def test_a_bad_value_is_answered_with_its_field(
    field: str, value: object, client: TestClient
) -> None:
    assert _fields(client, GOOD | {field: value}) == [field]


def test_all_bad_fields_of_a_record_are_named(client: TestClient) -> None:
    bad = GOOD | {"hour": "noon", "temp": math.nan, "colour": "red"}
    assert _fields(client, bad) == ["hour", "temp", "colour"]


@pytest.mark.parametrize("body", ["[]", "null", "{", '{"hour":', "", "NaN"])
def test_what_is_no_record_is_refused_too(body: str, client: TestClient) -> None:
    answer = client.post("/score", content=body, headers=JSON)
    assert (answer.status_code, len(answer.json()["problems"])) == (422, 1)


_SOME = {
    "day": st.dates().map(str),
    "hour": st.integers(0, 23),
    "minute": st.integers(0, 59),
    "distance": st.integers(1, 10_000),
    "carrier": st.sampled_from(["UA", "9E"]) | st.text(),
    "plane_year": st.none() | st.integers(1900, 2100),
    "seats": st.none() | st.integers(1, 1000),
    **dict.fromkeys(["temp", "dewp"], st.none() | st.floats(-100, 150)),
    "wind_speed": st.none() | st.floats(0, 250),
    "wind_dir": st.none() | st.integers(0, 360),
    **dict.fromkeys(["visib", "precip"], st.none() | st.floats(0, 100)),
    "pressure": st.none() | st.floats(800, 1100),
    "origin": st.sampled_from(["EWR", "JFK", "LGA"]),
    "dest": st.sampled_from(["LAX", "BOS"]) | st.text(),
}
_ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.just([])
)


@settings(max_examples=60, deadline=None)
@given(record=st.fixed_dictionaries(_SOME))
def test_any_record_is_scored_as_in_batch(
    record: dict[str, Any], trained: Trained, client: TestClient
) -> None:
    answer = client.post("/score", json=record)
    assert answer.status_code == 200, answer.text
    day = {"day": date.fromisoformat(record["day"])}
    row = pl.DataFrame([record | day], schema=trained.flights.select(list(GOOD)).schema)
    live = answer.json()["features"]
    assert all(map(_same, live, live.values(), trained.fitted.execute(row).row(0)))


@settings(max_examples=60, deadline=None)
@given(record=st.fixed_dictionaries(_SOME), name=st.sampled_from([*GOOD]), value=_ANYTHING)
def test_whatever_stands_in_a_field_the_answer_is_a_score_or_the_name_of_the_field(
    record: dict[str, Any], name: str, value: object, client: TestClient
) -> None:
    answer = client.post("/score", content=json.dumps(record | {name: value}), headers=JSON)
    if answer.status_code != 200:
        assert answer.status_code == 422
        assert {problem["field"] for problem in answer.json()["problems"]} == {name}


def _fields(client: TestClient, record: dict[str, Any]) -> list[str]:
    """Send a bad record, and list the fields of the answer. NaN is sent as Python writes it."""
    answer = client.post("/score", content=json.dumps(record), headers=JSON)
    assert answer.status_code == 422, answer.text
    return [problem["field"] for problem in answer.json()["problems"]]


# --- As one runs it ---


def test_it_is_served_over_http(trained: Trained) -> None:
    config = uvicorn.Config(app.create(trained.folder), port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/score",
            data=json.dumps(GOOD).encode(),
            headers=JSON,
        )
        with urllib.request.urlopen(request) as answer:
            assert 0 < json.load(answer)["late"] < 1
    finally:
        server.should_exit = True
        thread.join()


def test_the_program_shows_scores_a_bad_record_and_how_to_serve(trained: Trained) -> None:
    assert trained.printed.count("likely to be late") == 6
    assert "answered with 422:\n  hour: " in trained.printed
    assert "\n  origin: " in trained.printed
    assert "uvicorn --factory examples.serving.app:create" in trained.printed
    assert max(map(len, trained.printed.replace(str(trained.folder), "").splitlines())) <= 100
