"""Scripts: what they look like, that they run without hamiltonish, and what has no script."""

from __future__ import annotations

import importlib
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from examples.flights import __main__ as flights_program
from examples.flights import data, features, one_flight
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


def _run(folder: Path, script: str, reading: str, writing: str, *modules: ModuleType) -> None:
    """Run a script in a process that cannot import hamiltonish, with copies of modules."""
    for module in modules:
        file = Path(module.__file__ or "")
        copy = folder / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text())
        for package in (copy.parent, copy.parent.parent):
            (package / "__init__.py").touch()
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
        features,
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
        marketing,
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


def test_functions_of_one_flight_without_hamiltonish(tmp_path: Path) -> None:
    driver = hm.Driver(one_flight, features.departures)
    names = [name for name, node in driver.graph.items() if node.module == one_flight.__name__]
    tables = data.tables()
    tables["flights"] = tables["flights"].head(5_000)
    for name, table in tables.items():
        table.collect().write_parquet(tmp_path / f"{name}.parquet")
    _run(
        tmp_path,
        driver.plan(names, inputs=tables).to_script(),
        "import polars as pl\n"
        "tables = {n: pl.scan_parquet(f'{n}.parquet') for n in ('flights', 'weather', 'planes')}",
        "script.compute(**tables).collect().write_parquet('result.parquet')",
        features,
        one_flight,
    )
    found = pl.read_parquet(tmp_path / "result.parquet")
    expected = driver.execute(names, inputs=tables).collect()
    assert expected.shape == (5_000, 20)
    assert_frame_equal(found, expected)


ROWS = """
from datetime import date
from decimal import Decimal

def is_late(delay: float | None, limit: float = 15) -> bool:
    return delay is not None and delay > limit

def label(day: date, is_late: bool, *, mark: str) -> str:
    return f"{day.day}{mark if is_late else ''}"

def rate(delay: float, flights: int | None) -> float | None:
    return delay / flights if flights is not None else None

def exact(price: Decimal) -> Decimal:
    return price * 2
"""


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Any:
    made = module_of(ROWS, "flight_rows")
    monkeypatch.setitem(sys.modules, "flight_rows", made)
    return made


FRAME = pl.DataFrame(
    {
        "delay": [30, None, 8],
        "day": [None, date(2024, 2, 29), date(2024, 1, 1)],
        "flights": [0, 2, 3],
    }
)


def _computed(plan: hm.Plan, **inputs: Any) -> Any:
    space: dict[str, Any] = {}
    exec(plan.to_script(), space)
    return space["compute"](**inputs)


def test_functions_of_one_row_are_called_for_each_row(rows: Any) -> None:
    driver = hm.Driver(rows)
    inputs = {"frame": FRAME, "mark": "!"}
    outputs = ["is_late", "label", "rate"]
    plan = driver.plan(outputs, inputs=inputs)
    assert plan.to_script().partition("def compute")[2] == (
        """(*, frame: pl.DataFrame, mark: str):
    \"\"\"Compute `is_late`, `label`, `rate`.\"\"\"
    frame_2 = frame.lazy()
    frame_2 = frame_2.with_columns(
        is_late=by_row(
            lambda delay: flight_rows.is_late(delay, 15),
            [pl.col("delay").cast(pl.Float64)],
            pl.Boolean,
            nulls=True,
        ),
        rate=by_row(
            lambda delay, flights: None if delay is None else flight_rows.rate(delay, flights),
            [pl.col("delay").cast(pl.Float64), pl.col("flights")],
            pl.Float64,
            nulls=True,
        ),
    )
    frame_2 = frame_2.with_columns(
        label=by_row(
            lambda day, is_late: flight_rows.label(day, is_late, mark=mark),
            [pl.col("day").cast(pl.Date), pl.col("is_late")],
            pl.String,
        ),
    )
    return frame_2.select("is_late", "label", "rate").collect()
"""
    )
    found = _computed(plan, **inputs)
    assert_frame_equal(found, driver.execute(outputs, inputs=inputs))
    assert found.rows() == [(True, None, None), (False, "29", None), (False, "1", 8 / 3)]


def test_a_script_raises_for_a_row_if_the_driver_does(rows: Any) -> None:
    plan = hm.Driver(rows, rows="raise").plan("rate", inputs=FRAME)
    assert "except" not in plan.to_script()
    kinds = (ZeroDivisionError, pl.exceptions.PanicException)  # the latter from older Polars
    with pytest.raises(kinds, match="division by zero"):
        _computed(plan, frame=FRAME)


def test_a_script_of_a_run_counts_nothing(rows: Any) -> None:
    run = hm.Driver(rows).run("rate", inputs=FRAME)
    assert run.report.raised == {"rate": 1}
    assert_frame_equal(_computed(run.plan, frame=FRAME), run.frame)


def test_functions_of_one_row_on_pandas(rows: Any) -> None:
    frame = FRAME.select("delay", "flights").to_pandas()
    plan = hm.Driver(rows).plan(["is_late", "rate"], inputs=frame)
    found = _computed(plan, frame=frame)
    expected = hm.Driver(rows).execute(["is_late", "rate"], inputs=frame)
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.filterwarnings("ignore:.*runs row by row")
def test_cells_and_rows_that_are_not_those_of_python_are_refused(rows: Any) -> None:
    driver = hm.Driver(rows)
    with pytest.raises(ScriptError, match="function of one row, with `Decimal` among its types"):
        driver.plan("exact", inputs=pl.DataFrame({"price": [Decimal(1)]})).to_script()
    with pytest.raises(ScriptError, match="function of one row, with `date` among its types"):
        frame = FRAME.select("day", "delay").to_pandas()
        driver.plan("label", inputs={"frame": frame, "mark": ""}).to_script()
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.sql("select 1.5 as delay, 3 as flights")
    with pytest.raises(ScriptError, match="rows of duckdb are not Python's"):
        driver.plan("rate", inputs=relation).to_script()


RULES = """
from dataclasses import dataclass
import polars as pl

@dataclass
class Rules:
    limit: int = 15

    def is_late(self, delay: pl.Expr) -> pl.Expr:
        return delay > self.limit

class Model:
    def __init__(self, weight: float) -> None:
        self.weight = weight

    def score(self, is_late: bool) -> float:
        return self.weight * is_late

model = Model(3.0)
"""


def test_methods_of_objects_that_can_be_written_or_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flight_rules.py").write_text(RULES)
    monkeypatch.syspath_prepend(tmp_path)
    made: Any = importlib.import_module("flight_rules")
    monkeypatch.delitem(sys.modules, "flight_rules")
    monkeypatch.setitem(sys.modules, "flight_rules", made)
    driver = hm.Driver(made.Rules(20), made.model)
    plan = driver.plan("score", inputs=FRAME)
    assert "is_late=flight_rules.Rules(limit=20).is_late(pl.col" in plan.to_script()
    assert "by_row(flight_rules.model.score, [pl.col(" in plan.to_script()
    assert_frame_equal(_computed(plan, frame=FRAME), driver.execute("score", inputs=FRAME))
    changed = made.Rules(20)
    changed.more = 1
    for other in (changed, made.Model(4.0)):
        node = "is_late" if other is changed else "score"
        plan = hm.Driver(other).plan(node, inputs=FRAME.with_columns(is_late=True))
        with pytest.raises(ScriptError, match=f"`{node}` cannot be imported"):
            plan.to_script()


@pytest.mark.parametrize("to", ["pandas", "pyarrow", "polars"])
def test_results_that_are_converted(to: str, module: Any) -> None:
    frame = FRAME.lazy()
    run = hm.Driver(module).run("is_late", inputs=frame, to=to)
    found = _computed(run.plan, frame=frame)
    assert type(found) is type(run.frame)
    assert found.equals(run.frame)


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
