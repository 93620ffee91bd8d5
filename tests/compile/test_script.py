"""Scripts: what they look like, that they run without hamiltonish, and what has no script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from examples.flights import __main__ as flights_program
from examples.flights import data, features
from examples.marketing import __main__ as marketing_program
from examples.marketing import features as marketing
from hamiltonish.errors import ScriptError
from tests.modules import module_of

ROOT = Path(__file__).parent.parent.parent

_RUNNER = """
import sys
from types import ModuleType

# The one decorator that the features have leaves them as they are; all else is not to be had.
stand_in = ModuleType("hamiltonish.modifiers")
stand_in.extract_columns = lambda *names: lambda function: function
sys.modules["hamiltonish"] = ModuleType("hamiltonish")
sys.modules["hamiltonish.modifiers"] = stand_in
sys.path = [{folder!r}, *(path for path in sys.path if path not in ("", {root!r}))]
try:
    import hamiltonish.driver
except ImportError:
    pass
else:
    raise AssertionError("hamiltonish is there")
{reading}
import script
{writing}
"""


def _run(folder: Path, script: str, reading: str, writing: str, module: Path) -> None:
    """Run a script in a process that cannot import hamiltonish, with a copy of the features."""
    package = folder / module.parent.relative_to(ROOT)
    package.mkdir(parents=True)
    (package / module.name).write_text(module.read_text())
    (folder / "script.py").write_text(script)
    code = _RUNNER.format(root=str(ROOT), folder=str(folder), reading=reading, writing=writing)
    subprocess.run([sys.executable, "-I", "-c", code], cwd=folder, check=True)


def test_the_flights_without_hamiltonish(tmp_path: Path) -> None:
    driver = hm.Driver(features)
    names = [name for name, node in driver.graph.items() if flights_program.is_feature(node)]
    tables = data.tables()
    tables["flights"] = tables["flights"].head(20_000)
    for name, table in tables.items():
        table.collect().write_parquet(tmp_path / f"{name}.parquet")
    script = driver.plan(names, inputs=tables).to_script()
    _run(
        tmp_path,
        script,
        "import polars as pl\n"
        "tables = {n: pl.scan_parquet(f'{n}.parquet') for n in ('flights', 'weather', 'planes')}",
        "script.compute(**tables).collect().write_parquet('result.parquet')",
        Path(features.__file__),
    )
    expected = driver.execute(names, inputs=tables).collect()
    assert expected.width == 45
    assert_frame_equal(pl.read_parquet(tmp_path / "result.parquet"), expected)


def test_the_marketing_without_hamiltonish(tmp_path: Path) -> None:
    driver, weeks = hm.Driver(marketing), marketing_program.WEEKS
    outputs = marketing_program.OUTPUTS
    weeks.to_pickle(tmp_path / "weeks.pickle")
    _run(
        tmp_path,
        driver.plan(outputs, inputs=weeks).to_script(),
        "import pandas as pd",
        "script.compute(frame=pd.read_pickle('weeks.pickle')).to_pickle('result.pickle')",
        Path(marketing.__file__),
    )
    found = pd.read_pickle(tmp_path / "result.pickle")
    pd.testing.assert_frame_equal(found, driver.execute(outputs, inputs=weeks))


FLIGHTS = """
import polars as pl

LIMIT = 15

def is_late(delay: pl.Expr) -> pl.Expr:
    return delay > LIMIT

def late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return is_late.mean().over(carrier)

def worst(late_rate: pl.Series) -> float:
    return late_rate.max()

def beyond(late_rate: pl.Expr, worst: float) -> pl.Expr:
    return late_rate / worst
"""


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    made = module_of(FLIGHTS, "flight_rates")
    monkeypatch.setitem(sys.modules, "flight_rates", made)
    return made


def test_layers_barriers_and_the_select_are_written_as_a_person_would(module: Any) -> None:
    frame = pl.LazyFrame({"delay": [1, 20], "carrier": ["a", "b"]})
    assert hm.Driver(module).plan(["beyond", "carrier"], inputs=frame).to_script() == (
        '''"""Computes `beyond`, `carrier`."""

from __future__ import annotations

import flight_rates
import polars as pl


def compute(*, frame: pl.LazyFrame):
    """Compute `beyond`, `carrier`."""
    frame = frame.with_columns(is_late=flight_rates.is_late(pl.col("delay")))
    frame = frame.with_columns(late_rate=flight_rates.late_rate(pl.col("is_late"), pl.col("carrier")))
    collected = frame.select("late_rate").collect()
    late_rate = collected["late_rate"]
    worst = flight_rates.worst(late_rate)
    frame = frame.with_columns(beyond=flight_rates.beyond(pl.col("late_rate"), worst))
    return frame.select("beyond", "carrier")
'''
    )


PORTABLE = """
import narwhals as nw

def total(x: nw.Expr, y: nw.Expr) -> nw.Expr:
    return x + y

def most(total: nw.Series) -> float:
    return total.max()

def share(total: nw.Expr, most: float) -> nw.Expr:
    return total / most
"""


@pytest.mark.parametrize("library", ["duckdb", "pyarrow"])
def test_portable_functions_on_other_engines(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = pytest.importorskip(library)
    made = module_of(PORTABLE, "portable_shares")
    monkeypatch.setitem(sys.modules, "portable_shares", made)
    if library == "duckdb":
        frame = engine.sql("select 1 as x, 2 as y union all select 3, 4")
    else:
        frame = engine.table({"x": [1, 3], "y": [2, 4]})
    space: dict[str, Any] = {}
    exec(hm.Driver(made).plan(["share", "x"], inputs=frame).to_script(), space)
    found = space["compute"](frame=frame)
    assert type(found) is type(frame)
    pairs = pl.DataFrame(found.pl() if library == "duckdb" else pl.from_arrow(found)).sort("x")
    assert pairs.rows() == [(3 / 7, 1), (1.0, 3)]


def test_values_are_plain_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module_of(
        """
        from datetime import date
        from hamiltonish.modifiers import extract_fields, inject, value

        @inject(start=value(date(2024, 2, 29)), weights=value([1, (2.5,)]))
        def age(day: date, start: date, weights: list) -> int:
            return (day - start).days

        @extract_fields("low", "high")
        def limits(age: int) -> dict[str, int]:
            return {"low": age - 1, "high": age + 1}

        def width(low: int, high: int, *, factor: int) -> int:
            return (high - low) * factor
        """,
        "ages",
    )
    monkeypatch.setitem(sys.modules, "ages", made)
    from datetime import date

    driver = hm.Driver(made, config={"factor": 3})
    inputs = {"day": date(2024, 3, 2)}
    plan = driver._planner.plan("plan", ["width"], inputs, {}, as_frame=False)
    script = plan.to_script()
    assert script.endswith(
        '''
def compute(*, day: datetime.date):
    """Compute `width`."""
    age = ages.age(day, datetime.date(2024, 2, 29), [1, (2.5,)])
    limits = ages.limits(age)
    low = limits["low"]
    high = limits["high"]
    width = ages.width(low, high, factor=3)
    return {"width": width}
'''
    )
    space: dict[str, Any] = {}
    exec(script, space)
    assert space["compute"](**inputs) == driver.values("width", inputs=inputs)


def test_functions_and_values_that_cannot_be_imported_are_refused() -> None:
    def local(x: int) -> int:
        return x

    plan = hm.Driver(local).plan("local", inputs={"x": 1})
    with pytest.raises(ScriptError, match=r"`local` cannot be written as a script: `local` cannot"):
        plan.to_script()


def test_a_row_function_on_a_column_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module_of("def late(delay: float) -> bool:\n    return delay > 15", "late_rows")
    monkeypatch.setitem(sys.modules, "late_rows", made)
    plan = hm.Driver(made).plan("late", inputs=pl.DataFrame({"delay": [1.0]}))
    with pytest.raises(ScriptError, match="function of one row that runs on a column"):
        plan.to_script()


def test_checks_are_left_out_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module_of(
        """
        import polars as pl
        from hamiltonish.modifiers import check_output

        @check_output(range=(0, 1))
        def share(part: pl.Expr) -> pl.Expr:
            return part / part.sum()
        """,
        "shares",
    )
    monkeypatch.setitem(sys.modules, "shares", made)
    frame = pl.DataFrame({"part": [1.0, 3.0]})
    script = hm.Driver(made).plan("share", inputs=frame).to_script()
    assert "Checks of results are left out." in script
    space: dict[str, Any] = {}
    exec(script, space)
    assert space["compute"](frame=frame)["share"].to_list() == [0.25, 0.75]


def test_names_that_python_does_not_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module_of(
        """
        import polars as pl
        from hamiltonish.modifiers import inject, source

        @inject(x=source("total price"))
        def tax(x: pl.Expr) -> pl.Expr:
            return x * 2
        """,
        "taxes",
    )
    monkeypatch.setitem(sys.modules, "taxes", made)
    frame = pl.DataFrame({"total price": [1, 2]})
    plan = hm.Driver(made).plan(["total price", "tax"], inputs=frame)
    space: dict[str, Any] = {}
    exec(plan.to_script(), space)
    expected = hm.Driver(made).execute(["total price", "tax"], inputs=frame)
    assert_frame_equal(space["compute"](frame=frame), expected)
