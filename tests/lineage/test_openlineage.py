"""Events of OpenLineage: what they tell, that the client's classes take them, and how they travel."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.lineage import Lineage, emit
from hamiltonish.lineage.openlineage import dataset_name
from tests.modules import module_of

pytest.importorskip("openlineage.client", reason="openlineage-python is not installed")
attr = pytest.importorskip("attr", reason="openlineage-python is not installed")

RUN_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
FLIGHTS = pl.DataFrame({"distance": [1.0, 2.0], "air_time": [1.0, 1.0], "carrier": ["AA", "BB"]})


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Mean ground speed.

    In miles per hour.
    """
    return distance / air_time


def rate(speed: pl.Expr, carrier: pl.Expr, scale: float) -> pl.Expr:
    return speed.mean().over(carrier) * scale


DRIVER = hm.Driver(speed, rate)
INPUTS = {"flights": FLIGHTS, "scale": 2.0}


@pytest.fixture
def lineage() -> Lineage:
    return DRIVER.lineage(["speed", "rate"], inputs=INPUTS)


@pytest.fixture
def events(lineage: Lineage) -> list[dict[str, Any]]:
    return lineage.to_openlineage(namespace="shop", job="features", run_id=RUN_ID)


# -- what they tell ------------------------------------------------------------------------------


def test_a_run_starts_and_completes(events: list[dict[str, Any]]) -> None:
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"]
    for event in events:
        assert event["run"]["runId"] == RUN_ID
        assert (event["job"]["namespace"], event["job"]["name"]) == ("shop", "features")
        assert event["run"]["facets"]["processing_engine"]["name"] == "hamiltonish"
    assert [len(event["outputs"]) for event in events] == [0, 1]


def test_columns_are_listed_with_how_they_feed(events: list[dict[str, Any]]) -> None:
    (output,) = events[1]["outputs"]
    assert (output["namespace"], output["name"]) == ("shop", "features")
    fields = output["facets"]["columnLineage"]["fields"]
    assert list(fields) == ["speed", "rate"]
    # A plain value is of no dataset.
    assert [field["field"] for field in fields["rate"]["inputFields"]] == [
        "distance",
        "air_time",
        "carrier",
    ]
    assert fields["rate"]["inputFields"][2] == {
        "namespace": "shop",
        "name": "flights",
        "field": "carrier",
        "transformations": [{"type": "INDIRECT", "subtype": "WINDOW", "description": "rate"}],
    }
    assert fields["rate"]["inputFields"][0]["transformations"] == [
        {"type": "DIRECT", "subtype": "AGGREGATION", "description": "speed → rate"}
    ]


def test_schemas_have_types_and_what_the_functions_say(events: list[dict[str, Any]]) -> None:
    assert events[1]["outputs"][0]["facets"]["schema"]["fields"] == [
        {"name": "speed", "type": "Float64", "description": "Mean ground speed."},
        {"name": "rate", "type": "Float64"},
    ]
    (flights,) = events[1]["inputs"]
    assert flights["facets"]["schema"]["fields"][2] == {"name": "carrier", "type": "String"}


def test_data_that_are_given_have_metrics_and_queries_have_none(
    events: list[dict[str, Any]],
) -> None:
    (flights,) = events[1]["inputs"]
    metrics = flights["inputFacets"]["dataQualityMetrics"]
    assert (metrics["rowCount"], metrics["bytes"]) == (2, FLIGHTS.estimated_size())
    lazy = DRIVER.lineage("speed", inputs=FLIGHTS.lazy())
    event = lazy.to_openlineage(namespace="shop", job="features")[1]
    assert event["inputs"][0]["inputFacets"] == {}


def test_a_run_gives_times_and_rows(lineage: Lineage) -> None:
    run = DRIVER.run(["speed", "rate"], inputs=INPUTS)
    end = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    start, complete = lineage.to_openlineage(namespace="shop", job="features", run=run, time=end)
    assert complete["eventTime"] == "2026-01-02T03:04:05+00:00"
    started = datetime.fromisoformat(start["eventTime"])
    assert end - started == pytest.approx(
        timedelta(seconds=run.report.seconds), abs=timedelta(0, 1e-5)
    )
    statistics = complete["outputs"][0]["outputFacets"]["outputStatistics"]
    assert (statistics["rowCount"], statistics["size"]) == (2, 32)
    assert start["run"]["runId"] == complete["run"]["runId"]


def test_datasets_that_are_read_from_a_file_are_named_by_it(tmp_path: Path) -> None:
    file = tmp_path / "flights.parquet"
    FLIGHTS.write_parquet(file)
    lineage = DRIVER.lineage("speed", inputs=pl.scan_parquet(file))
    events = lineage.to_openlineage(
        namespace="shop", job="features", output="s3://lake/speeds.parquet"
    )
    (flights,), (output,) = events[1]["inputs"], events[1]["outputs"]
    assert (flights["namespace"], flights["name"]) == ("file", file.as_posix())
    assert (output["namespace"], output["name"]) == ("s3://lake", "speeds.parquet")
    used = output["facets"]["columnLineage"]["fields"]["speed"]["inputFields"][0]
    assert (used["namespace"], used["name"]) == ("file", file.as_posix())


def test_datasets_of_several_files_have_the_name_of_the_input() -> None:
    assert dataset_name("flights", ("a.parquet", "b.parquet"), "shop") == ("shop", "flights")
    assert dataset_name("x", ("file:///data/a.csv",), "shop") == ("file", "/data/a.csv")


def test_code_in_a_repository_has_its_place(tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "refs" / "heads" / "main").write_text(f"{commit}\n")
    (git / "config").write_text('[remote "origin"]\n\turl = git@example.org:shop/etl.git\n')
    file = tmp_path / "lib" / "features.py"
    file.parent.mkdir()
    source = "import polars as pl\n\ndef y(x: pl.Expr) -> pl.Expr:\n    return x\n"
    file.write_text(source)
    module = module_of(source)
    code = compile(source, str(file), "exec")
    exec(code, module.__dict__)
    event = hm.Driver(module).lineage("y").to_openlineage(namespace="shop", job="features")[1]
    facet = event["job"]["facets"]["sourceCodeLocation"]
    assert {key: facet[key] for key in ("type", "url", "repoUrl", "path", "version", "branch")} == {
        "type": "git",
        "url": f"https://example.org/shop/etl/blob/{commit}/lib/features.py",
        "repoUrl": "https://example.org/shop/etl",
        "path": "lib/features.py",
        "version": commit,
        "branch": "main",
    }


def test_code_in_no_repository_has_none() -> None:
    def y(x: pl.Expr) -> pl.Expr:
        return x

    module = module_of("import polars as pl\ndef y(x: pl.Expr) -> pl.Expr: return x")
    event = hm.Driver(module).lineage("y").to_openlineage(namespace="shop", job="features")[1]
    assert event["job"]["facets"] == {}


@pytest.mark.parametrize(
    ("wrong", "match"),
    [({"run_id": "seven"}, "badly formed"), ({"time": datetime(2026, 1, 1)}, "needs a time zone")],
)
def test_what_is_no_id_and_no_time_is_refused(
    lineage: Lineage, wrong: dict[str, Any], match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        lineage.to_openlineage(namespace="shop", job="features", **wrong)


# -- the client's own classes --------------------------------------------------------------------


def _classes() -> dict[str, Any]:
    """Find the classes that the client generates from the schemas, by the address of each."""
    import openlineage.client.generated as generated

    found = {}
    for module in pkgutil.iter_modules(generated.__path__):
        content = vars(importlib.import_module(f"{generated.__name__}.{module.name}"))
        for kind in content.values():
            if attr.has(kind) and hasattr(kind, "_get_schema"):
                found[kind._get_schema()] = kind
    return found


def _facets_in(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "_schemaURL" in content:
            yield content
        for part in content.values():
            yield from _facets_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from _facets_in(part)


def test_every_facet_is_what_the_class_of_its_schema_takes(lineage: Lineage) -> None:
    run = DRIVER.run(["speed", "rate"], inputs=INPUTS)
    classes = _classes()
    events = lineage.to_openlineage(namespace="shop", job="features", run=run)
    seen = set()
    for event in events:
        assert event["schemaURL"] == classes[event["schemaURL"]]._get_schema()
        for facet in _facets_in(event):
            kind = classes[facet["_schemaURL"]]
            given = {key.lstrip("_"): value for key, value in facet.items()}
            given.pop("schemaURL")
            kind(**given)  # it refuses what it does not know, and what is missing
            seen.add(kind.__name__)
    assert seen == {
        "ColumnLineageDatasetFacet",
        "DataQualityMetricsInputDatasetFacet",
        "OutputStatisticsOutputDatasetFacet",
        "ProcessingEngineRunFacet",
        "SchemaDatasetFacet",
    }


# -- how they travel -----------------------------------------------------------------------------


def test_events_go_into_a_file_a_line_each(events: list[dict[str, Any]], tmp_path: Path) -> None:
    emit(events[:1], tmp_path / "events.jsonl")
    emit(events[1:], str(tmp_path / "events.jsonl"))
    lines = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == events


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    received: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, json.loads(body)))
            self.send_response(400 if received[-1][1]["job"]["name"] == "refused" else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", received
        http.shutdown()
        thread.join()


def test_events_go_to_a_server(
    events: list[dict[str, Any]], server: tuple[str, list[tuple[str, Any]]]
) -> None:
    address, received = server
    emit(events, address)
    assert [path for path, _ in received] == ["/api/v1/lineage"] * 2
    assert [event for _, event in received] == events


def test_a_server_that_refuses_is_an_error(
    lineage: Lineage, server: tuple[str, list[tuple[str, Any]]]
) -> None:
    events = lineage.to_openlineage(namespace="shop", job="refused")
    with pytest.raises(Exception, match="400 Client Error"):
        emit(events, server[0])


def test_events_go_to_a_client_of_ones_own(events: list[dict[str, Any]], tmp_path: Path) -> None:
    from openlineage.client import OpenLineageClient
    from openlineage.client.transport.file import FileConfig, FileTransport

    transport = FileTransport(FileConfig(log_file_path=str(tmp_path / "all.jsonl"), append=True))
    emit(events, OpenLineageClient(transport=transport))
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    columns = json.loads(lines[1])["outputs"][0]["facets"]["columnLineage"]
    assert columns == events[1]["outputs"][0]["facets"]["columnLineage"]


def test_without_the_client_the_error_says_what_to_install(
    lineage: Lineage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "openlineage"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    with pytest.raises(
        hm.MissingDependencyError, match=r"pip install 'hamiltonish\[openlineage\]'"
    ):
        lineage.to_openlineage(namespace="shop", job="features")
