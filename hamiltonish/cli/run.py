"""The command ``run``: computes outputs from tables and values, and writes or shows them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamiltonish.annotations import form_of
from hamiltonish.cli.sources import asked
from hamiltonish.cli.telling import (
    AsJson,
    Config,
    progress,
    results_only,
    tell,
    tell_json,
    tell_table,
    width,
)
from hamiltonish.cli.words import Engine, Inputs, InputsFormat, Read, Values, Words
from hamiltonish.errors import TargetExistsError
from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    from hamiltonish.driver import Driver
    from hamiltonish.execute import Report
    from hamiltonish.write import Written

__all__ = ["run"]


def run(
    words: Words = None,
    inputs: Inputs = None,
    value: Values = None,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="Where to: .parquet, .csv, .json, .ndjson, .arrow, or data.duckdb::table.",
            show_default=False,
        ),
    ] = "",
    head: Annotated[int, typer.Option(min=0, help="How many rows are shown without --out.")] = 10,
    everything: Annotated[bool, typer.Option("--all", help="All that functions compute.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Tell the time of each step.")] = False,
    config: Config = None,
    engine: Engine = "",
    made: InputsFormat = "",
    read: Read = None,
    as_json: AsJson = False,
) -> None:
    """Compute outputs, and write or show them.

    The rows pass through Polars or DuckDB batch by batch, so that a table may be larger than the
    memory. Without --out, the first rows are shown.
    """
    from hamiltonish.cli.data import inputs_of, library_of, outputs_of

    found = asked(words, config)
    driver = found.driver(hooks=progress(not as_json))
    outputs = outputs_of(found, driver.graph, everything=everything)
    library = library_of(driver.graph, outputs, engine)
    _refuse_table(out, overwrite)
    given = inputs_of(
        driver.graph, inputs, value, library=library, made=made, options=read, out=out
    )
    start = perf_counter()
    if out:
        with results_only(as_json):
            written = _written(driver, outputs, out, given, overwrite)
        _tell_written(written, out, perf_counter() - start, report, as_json)
    else:
        with results_only(as_json):
            shown = _shown(driver, outputs, given, head)
        _tell_shown(shown, perf_counter() - start, report, as_json)


def _written(
    driver: Driver, outputs: tuple[str, ...], out: str, given: Any, overwrite: bool
) -> Written:
    """Write a file, or a table of DuckDB by way of a file."""
    from hamiltonish.cli.data import TABLE

    database, mark, table = out.rpartition(TABLE)
    if not mark:
        return driver.write(outputs, out, inputs=given, overwrite=overwrite)
    from hamiltonish.frames.files import put_table

    with tempfile.TemporaryDirectory(dir=Path(database).absolute().parent) as folder:
        written = driver.write(outputs, Path(folder, "table.parquet"), inputs=given)
        put_table(written.path, database, table)
    return written


def _refuse_table(out: str, overwrite: bool) -> None:
    """Refuse a table of DuckDB that is there, before anything is read."""
    from hamiltonish.cli.data import TABLE
    from hamiltonish.frames.files import has_table

    database, mark, table = out.rpartition(TABLE)
    if mark and not overwrite and has_table(database, table):
        raise TargetExistsError(out, "table")


def _tell_written(
    written: Written, out: str, seconds: float, with_report: bool, as_json: bool
) -> None:
    if as_json:
        data = {"path": out, "rows": written.rows, "seconds": round(seconds, 3)}
        tell_json({**data, **_steps(written.report if with_report else None)})
        return
    if with_report:
        tell(f"{written.report}\n")
    tell(f"{out}: {counted(written.rows, 'row')}, {seconds:.2f} s.")


def _shown(
    driver: Driver, outputs: tuple[str, ...], given: Any, count: int
) -> tuple[Any, Report | None]:
    """Compute plain values, or the first rows of a frame."""
    from hamiltonish.cli.data import are_values
    from hamiltonish.frames.heads import head

    if are_values(driver.graph, outputs):
        return driver.values(outputs, inputs=given), None
    done = driver.run(outputs, inputs=given)
    try:
        return head(done.frame, count), done.report
    except Exception:
        # The engine has failed in a query that is no longer the plan's; there, the function is
        # found and named.
        if form_of(type(done.frame)).library == "polars":
            driver.execute(outputs, inputs=given, to="polars")
        raise


def _tell_shown(
    shown: tuple[Any, Report | None], seconds: float, with_report: bool, as_json: bool
) -> None:
    from hamiltonish.frames.heads import records, text

    result, report = shown
    is_values = isinstance(result, dict)
    if as_json:
        data = {"values": result} if is_values else {"rows": records(result)}
        steps = _steps(report if with_report else None)
        tell_json({**data, "seconds": round(seconds, 3), **steps})
        return
    if is_values:
        tell_table(("name", "value"), [(name, repr(value)) for name, value in result.items()])
    else:
        tell(text(result, width()))
    if with_report and report:
        tell(f"\n{report}")
    if sys.stderr.isatty():
        tell(f"{seconds:.2f} s", stderr=True)


def _steps(report: Report | None) -> dict[str, object]:
    """Tell of each step what a report does, if there is one."""
    keys = ("name", "kind", "seconds", "rows", "bytes")
    if report is None:
        return {}
    return {"steps": [{key: getattr(row, key) for key in keys} for row in report.rows]}
