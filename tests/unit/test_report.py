"""The report of a run: its rows, its table, its HTML."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.execute import Report
from hamiltonish.execute.report import Row


def double(x: pd.Series) -> pd.Series:
    return x * 2


def mean(double: pd.Series) -> float:
    return float(double.mean())


def test_a_run_reports_time_rows_and_bytes_of_each_function() -> None:
    run = hm.Driver(double, mean).run(["double", "mean"], inputs=pd.DataFrame({"x": [1, 2, 3]}))
    rows = {row.name: row for row in run.report.rows}
    assert (rows["double"].kind, rows["double"].rows, rows["double"].bytes) == ("call", 3, 24)
    assert (rows["mean"].kind, rows["mean"].rows) == ("call", None)
    assert all(row.seconds >= 0 for row in run.report.rows)
    assert run.report.seconds >= max(row.seconds for row in run.report.rows)


def test_a_run_has_its_frame_values_and_plan() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]})
    driver = hm.Driver(double, mean)
    run = driver.run(["double", "mean"], inputs=frame)
    assert run.values["mean"] == 4.0
    assert run.values["double"].to_list() == [2, 4, 6]
    assert run.frame["mean"].to_list() == [4.0] * 3
    assert run.plan is driver.plan(["double", "mean"], inputs=frame)
    assert re.fullmatch(r"<Run: \d+ steps, \d+\.\d{3} s>", repr(run))


def test_a_report_prints_as_a_table() -> None:
    report = Report(
        (
            Row("speed", "call", 0.000012, None, None),
            Row("a" * 60, "collect", 1.5, 336776, 5 * 2**20),
            Row("total", "frame", 0.25, 1, 512),
            Row("big", "call", 0.002, 10, 3 * 2**30),
        ),
        61.5,
    )
    lines = str(report).splitlines()
    assert lines[0].split() == ["step", "kind", "time", "rows", "bytes"]
    assert lines[1].split() == ["speed", "call", "12", "µs"]
    assert lines[2].split() == ["a" * 39 + "…", "collect", "1.50", "s", "336,776", "5.0", "MiB"]
    assert lines[3].split() == ["total", "frame", "250.00", "ms", "1", "512", "B"]
    assert lines[4].split()[-2:] == ["3.0", "GiB"]
    assert lines[5].split() == ["4", "steps", "61.50", "s"]
    assert all(line == line.rstrip() for line in lines)


def test_a_report_is_a_table_in_a_notebook() -> None:
    report = Report((Row("<b>", "call", 0.1, 1, 1),), 0.1)
    html = report._repr_html_()
    assert html.startswith("<table>")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert html.count("<tr>") == 2


def test_one_step_is_singular() -> None:
    report = Report((Row("a", "call", 0.1, 1, 1),), 0.1)
    assert "1 steps" not in str(report)
    assert "1 steps" not in report._repr_html_()


@pytest.mark.parametrize("lazy", [False, True])
def test_a_run_on_polars_reports_layers_and_collects_nothing_of_its_own(lazy: bool) -> None:
    def tripled(x: pl.Expr) -> pl.Expr:
        return x * 3

    collected: list[Any] = []

    def watch(frame: pl.DataFrame) -> pl.DataFrame:
        collected.append(frame)
        return frame

    frame = pl.LazyFrame({"x": [1]}).map_batches(
        watch, schema={"x": pl.Int64}, validate_output_schema=False
    )
    inputs = frame if lazy else frame.collect()
    collected.clear()
    run = hm.Driver(tripled).run("tripled", inputs=inputs)
    assert collected == []
    assert {row.kind for row in run.report.rows} >= {"call", "layer", "frame"}
    assert (run.report.rows[-1].rows is None) is lazy
