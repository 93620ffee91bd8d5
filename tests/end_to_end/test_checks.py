"""Checks in runs: of which nodes, when, what hooks hear of them, and what switches them off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import hamiltonish as hm
from hamiltonish.modifiers import (
    check_output,
    config,
    extract_columns,
    parameterize,
    pipe_output,
    step,
    tag,
    value,
)

FRAME = pl.DataFrame({"x": [0.5, 2.0, 3.0], "s": ["a", None, "c"]})


def failed(driver: hm.Driver, outputs: Any, **given: Any) -> set[tuple[str, str]]:
    """Run; give the nodes and checks that fail."""
    is_frame = not isinstance(given["inputs"], dict) or "path" in given["inputs"]
    try:
        driver.execute(outputs, **given) if is_frame else driver.values(outputs, **given)
    except hm.CheckError as error:
        return {(failure.node, failure.check) for failure in error.failures}
    return set()


# -- which nodes ---------------------------------------------------------------------------------


def test_decorators_add_up_and_the_function_stays_the_plain_function() -> None:
    @check_output(range=(0, 1))
    @check_output(range=(0, 1), unique=True)
    def y(x: pl.Expr) -> pl.Expr:
        """Twice."""
        return x

    assert y(3) == 3
    node = hm.Graph(y)["y"]
    assert list(map(str, node.checks)) == [
        "range(0, 1) or fail",
        "unique or fail",
        "range(0, 1) or fail",
    ]
    assert "  checks: range(0, 1) or fail, unique or fail, range(0, 1) or fail" in node.describe()
    assert list(hm.Graph(y)) == ["x", "y"]
    assert failed(hm.Driver(y), "y", inputs=FRAME) == {("y", "range(0, 1)")}


def test_only_what_is_computed_is_checked() -> None:
    @check_output(range=(0, 1))
    def y(x: pl.Expr) -> pl.Expr:
        return x

    @check_output(range=(0, 1))
    def z(y: pl.Series) -> pl.Series:
        return y * 0

    driver = hm.Driver(y, z)
    assert failed(driver, "z", inputs=FRAME) == {("y", "range(0, 1)")}
    overrides = {"y": pl.Series([5.0, 6.0, 7.0])}
    assert failed(driver, "z", inputs=FRAME, overrides=overrides) == set()
    assert failed(driver, "x", inputs=FRAME) == set()


@pytest.mark.parametrize("kind", [pl.LazyFrame, pl.DataFrame, pd.DataFrame, pa.Table])
def test_extracted_columns_are_checked_by_their_names(kind: Any) -> None:
    made = {
        pl.LazyFrame: FRAME.lazy,
        pl.DataFrame: lambda: FRAME,
        pd.DataFrame: FRAME.to_pandas,
        pa.Table: FRAME.to_arrow,
    }

    def table(path: str) -> Any:
        return made[kind]()

    table.__annotations__["return"] = kind
    table = extract_columns("s", speed="x")(table)
    table = check_output(target_=["speed"], range=(0, 1), predicate=lambda x: x < 3)(table)
    driver = hm.Driver(check_output(rows=3)(table))
    expected = {("speed", "range(0, 1)"), ("speed", "predicate")}
    assert failed(driver, "speed", inputs={"path": ""}) == expected
    assert failed(driver, "s", inputs={"path": ""}) == set()


def test_each_of_a_family_is_checked() -> None:
    @check_output(range=(0, 5))
    @parameterize(once={"factor": value(1)}, thrice={"factor": value(3)})
    def times(x: pl.Expr, factor: int) -> pl.Expr:
        return x * factor

    assert failed(hm.Driver(times), ["once", "thrice"], inputs=FRAME) == {("thrice", "range(0, 5)")}


def test_a_check_within_a_pipe_is_of_the_raw_result_and_one_outside_of_the_last() -> None:
    def rounded(x: float) -> float:
        return round(x)

    def total(price: float) -> float:
        return price * 1.5

    raw = pipe_output(step(rounded))(check_output(data_type=int)(total))
    assert failed(hm.Driver(raw), "total", inputs={"price": 1.0}) == {
        ("total.raw", "data_type(int)")
    }


def test_a_variant_has_its_own_checks() -> None:
    @check_output(range=(0, 1))
    @config.when(region="eu")
    def tax__eu(x: float) -> float:
        return x

    @config.when(region="us")
    def tax__us(x: float) -> float:
        return x

    driver = hm.Driver(tax__eu, tax__us, config={"region": "eu"})
    assert failed(driver, "tax", inputs={"x": 2.0}) == {("tax", "range(0, 1)")}
    assert failed(driver.replace(config={"region": "us"}), "tax", inputs={"x": 2.0}) == set()


def test_a_function_that_says_any_is_checked_by_what_it_returns() -> None:
    @check_output(range=(0, 1), unique=True)
    def anything(x: Any) -> Any:
        return x

    driver = hm.Driver(anything)
    values = [pl.Series([0.5, 0.5]), pd.Series([0.5, 0.5])]
    for given in values:
        with pytest.raises(hm.CheckError, match="unique fails in 1 of 2 rows"):
            driver.values("anything", inputs={"x": given})
    with pytest.raises(hm.CheckError, match="unique fails: it does not apply to a `float`"):
        driver.values("anything", inputs={"x": 0.5})


# -- when ----------------------------------------------------------------------------------------


def test_data_is_checked_before_anything_reads_it() -> None:
    called: list[str] = []

    @check_output(range=(0, 1))
    def lazy(x: pl.Expr) -> pl.Expr:
        return x

    @check_output(range=(0, 1))
    def eager(lazy: pl.Series) -> pl.Series:
        called.append("eager")
        return lazy

    for frame in (FRAME, FRAME.lazy()):
        assert failed(hm.Driver(lazy, eager), "eager", inputs=frame) == {("lazy", "range(0, 1)")}
    assert called == []


def test_checks_are_steps_that_explain_and_reports_show_and_hooks_hear() -> None:
    @check_output(range=(0, 9))
    def y(x: pl.Expr) -> pl.Expr:
        return x

    @check_output(unique=True)
    def z(y: pl.Series) -> pl.Series:
        return y + 1

    heard: list[tuple[str, Any]] = []
    watch = hm.Hooks(after_node=lambda event: heard.append((event.kind, event.value)))
    driver = hm.Driver(y, z, hooks=watch)
    plan = driver.plan("z", inputs=FRAME.lazy())
    assert plan.order == ("y", "z")
    told = plan.explain()
    assert told.startswith("Plan for 1 output: 2 functions, 1 layer, 1 barrier, checks of 2 nodes")
    assert "check   y: range(0, 9)" in told
    assert "check   z: unique" in told
    run = driver.run("z", inputs=FRAME.lazy())
    rows = [row for row in run.report.rows if row.kind == "check"]
    assert [(row.name, row.rows) for row in rows] == [("y: range(0, 9)", 3), ("z: unique", 3)]
    assert [(v.rows, v.failures) for kind, v in heard if kind == "check"] == [(3, ()), (3, ())]


def test_a_lazy_result_is_still_reported_as_lazy() -> None:
    @check_output(rows=3)
    def whole(frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame

    run = hm.Driver(whole).run("whole", inputs={"frame": FRAME.lazy()})
    assert isinstance(run.frame, pl.LazyFrame)
    assert run.report.is_lazy


def test_a_schema_is_found_without_checks() -> None:
    @check_output(rows=(1, None), predicate=lambda x: 1 / 0)
    def y(x: pl.Series) -> pl.Series:
        return x

    driver = hm.Driver(y)
    assert driver.schema("y", inputs=FRAME) == {"y": pl.Float64}
    with pytest.raises(ZeroDivisionError, match="division"):  # the plan of `schema` is not kept
        driver.execute("y", inputs=FRAME)


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, pl.DataFrame.to_arrow, pl.DataFrame.to_pandas])
def test_what_fails_is_not_written(make: Any, tmp_path: Path) -> None:
    @check_output(range=(0, 1))
    def y(x: nw.Expr) -> nw.Expr:
        return x

    target = tmp_path / "y.parquet"
    driver = hm.Driver(y)
    with pytest.raises(hm.CheckError, match=r"range\(0, 1\) fails in 2 of 3 rows"):
        driver.write("y", target, inputs=make(FRAME))
    assert list(tmp_path.iterdir()) == []
    assert driver.replace(checks=False).write("y", target, inputs=make(FRAME)).rows == 3


# -- switched off --------------------------------------------------------------------------------


def test_checks_are_switched_off_altogether_and_by_tags_of_nodes_and_of_checks() -> None:
    @tag(team="ads", cost=["slow", "dear"])
    @check_output(range=(0, 1))
    def tagged(x: pl.Series) -> pl.Series:
        return x

    @check_output(range=(0, 1), tags={"cost": "slow"})
    @check_output(unique=True, range=(0, 2))
    def mixed(x: pl.Series) -> pl.Series:
        return x

    def by(**options: Any) -> set[tuple[str, str]]:
        driver = hm.Driver(tagged, mixed, **options)
        return {one for name in ("tagged", "mixed") for one in failed(driver, name, inputs=FRAME)}

    everything = {("tagged", "range(0, 1)"), ("mixed", "range(0, 1)"), ("mixed", "range(0, 2)")}
    assert by() == everything
    assert by(checks=False) == set()
    assert by(skip_checks={"team": "ads"}) == everything - {("tagged", "range(0, 1)")}
    assert by(skip_checks={"cost": "slow"}) == {("mixed", "range(0, 2)")}
    assert by(skip_checks={"cost": ["dear", "cheap"]}) == everything - {("tagged", "range(0, 1)")}
    assert by(skip_checks={"cost": "none", "owner": "ads"}) == everything


def test_a_driver_keeps_what_it_checks_when_something_else_is_replaced() -> None:
    @tag(cost="slow")
    @check_output(range=(0, 1))
    def y(x: pl.Series) -> pl.Series:
        return x

    skipping = hm.Driver(y, skip_checks={"cost": "slow"}).replace(check_types=True)
    assert failed(skipping, "y", inputs=FRAME) == set()
    assert failed(skipping.replace(skip_checks={}), "y", inputs=FRAME) != set()
    off = hm.Driver(y, checks=False).replace(engine="streaming")
    assert failed(off, "y", inputs=FRAME) == set()
    assert failed(off.replace(checks=True), "y", inputs=FRAME) != set()
    with pytest.raises(hm.RequestError, match="`skip_checks=` is `str`"):
        hm.Driver(y, skip_checks="slow")  # type: ignore[arg-type]


# -- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data_type", "passes"),
    [
        (pl.Float64, True),
        (pl.Float64(), True),
        ("Float64", True),
        (nw.Float64, True),
        (float, True),
        (int, False),
        (pl.Int64, False),
        ("float64", False),
    ],
)
def test_a_dtype_is_that_of_the_library_of_narwhals_or_of_python(
    data_type: Any, passes: bool
) -> None:
    @check_output(data_type=data_type)
    def y(x: pl.Expr) -> pl.Expr:
        return x

    assert (failed(hm.Driver(y), "y", inputs=FRAME.lazy()) == set()) is passes


@pytest.mark.parametrize("data_type", ["float64", float])
def test_a_dtype_of_pandas_is_known_by_name_too(data_type: Any) -> None:
    @check_output(data_type=data_type)
    def y(x: pd.Series) -> pd.Series:
        return x

    assert failed(hm.Driver(y), "y", inputs=FRAME.to_pandas()) == set()
    assert failed(hm.Driver(y), "y", inputs=pd.DataFrame({"x": [1]})) != set()


def test_in_pandas_what_is_missing_is_nan_and_null() -> None:
    @check_output(range=(0, 5), allow_nans=False, max_fraction_nans=0.1)
    def y(s: pd.Series) -> pd.Series:
        return s

    nan = {("y", "no NaN"), ("y", "max_fraction_nans(0.1)")}
    for cells in ([1.0, None], [1.0, float("nan")]):
        assert failed(hm.Driver(y), "y", inputs=pd.DataFrame({"s": cells})) == nan


def test_categories_are_texts_and_lists_have_lengths() -> None:
    @check_output(matches="[ab]", length=1, values_in=["a", "b"], data_type=str)
    def kind(s: pl.Expr) -> pl.Expr:
        return s.cast(pl.Categorical)

    @check_output(length=(1, None))
    def parts(s: pl.Expr) -> pl.Expr:
        return s.str.split("b").list.head(0)

    frame = pl.DataFrame({"s": ["a", "b", None]})
    assert failed(hm.Driver(kind), "kind", inputs=frame) == set()
    assert failed(hm.Driver(parts), "parts", inputs=frame) == {("parts", "length(1, …)")}


def test_a_predicate_may_speak_for_the_whole_and_has_its_docstring_for_a_title() -> None:
    def grows(x: pl.Series) -> bool:
        """Each value is larger than the one before."""
        return x.is_sorted(descending=True)

    @check_output(predicate=grows)
    def y(x: pl.Series) -> pl.Series:
        return x

    @check_output(predicate=lambda x: x.mean() > 100, name="rich")
    def z(x: pl.Expr) -> pl.Expr:
        return x

    title = "Each value is larger than the one before"
    assert failed(hm.Driver(y), "y", inputs=FRAME) == {("y", title)}
    with pytest.raises(hm.CheckError, match="rich fails in 3 of 3 rows"):
        hm.Driver(z).execute("z", inputs=FRAME.lazy())


def test_values_pass_and_fail() -> None:
    @check_output(range=(0, 1), values_in=[0.5, None], allow_none=False)
    def share(x: float | None) -> float | None:
        return x

    @check_output(matches="[a-z]+", length=(1, 3), predicate=str.islower)
    def word(x: str) -> str:
        return x

    def of(function: Any, x: Any) -> set[str]:
        try:
            hm.Driver(function).values(function, inputs={"x": x})
        except hm.CheckError as error:
            return {failure.check for failure in error.failures}
        return set()

    assert of(share, 0.5) == set()
    assert of(share, float("nan")) == {"range(0, 1)", "values_in(0.5, None)"}
    assert of(share, None) == {"not None"}
    assert of(word, "abc") == set()
    assert len(of(word, "ABCD")) == 3
