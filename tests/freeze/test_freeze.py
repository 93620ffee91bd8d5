"""Freezing: what is fixed, as what, on which library, and what is refused."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from pandas.testing import assert_frame_equal as assert_pandas_equal

import hamiltonish as hm
from hamiltonish.errors import CheckError, NotFrozenError, UnknownInputError, UnknownNodeError
from hamiltonish.fitted import Fitted, Table
from hamiltonish.hooks import Hooks
from hamiltonish.modifiers import check_output, extract_columns, tag
from hamiltonish.modifiers import name as named

TRAIN = pl.DataFrame(
    {
        "arr_delay": [1.0, 20.0, 30.0, None],
        "carrier": ["AA", "UA", None, "AA"],
        "distance": [1.0, 2.0, 3.0, 4.0],
    }
)
TEST = pl.DataFrame({"carrier": ["ZZ", "AA", None], "distance": [10.0, 20.0, 2.0]})


def is_late(arr_delay: pl.Expr) -> pl.Expr:
    return arr_delay > 15


def carrier_late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return is_late.mean().over(carrier)


def distance_mean(distance: pl.Expr) -> pl.Expr:
    return distance.mean()


def distance_z(distance: pl.Expr) -> pl.Expr:
    return (distance - distance.mean()) / distance.std()


def distance_p90(distance: pl.Series) -> float:
    return float(distance.quantile(0.9) or 0.0)


def is_far(distance: pl.Expr, distance_p90: float) -> pl.Expr:
    return distance > distance_p90


def columns(frame: Any) -> dict[str, list[Any]]:
    eager = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    found: dict[str, list[Any]] = eager.to_dict(as_series=False)
    return found


def test_a_group_statistic_is_looked_up_and_an_unknown_key_gives_null() -> None:
    fitted = hm.Driver(is_late, carrier_late_rate).freeze(TRAIN, carrier_late_rate)
    assert columns(fitted.execute(TEST)) == {"carrier_late_rate": [None, 0.0, 1.0]}


def test_what_only_the_statistic_needed_need_not_be_given_any_more() -> None:
    fitted = hm.Driver(is_late, carrier_late_rate).freeze(TRAIN, carrier_late_rate)
    assert fitted.graph.inputs == ("carrier",)
    assert list(fitted.graph) == ["carrier", "carrier_late_rate"]


def test_an_aggregate_without_keys_is_a_constant_column() -> None:
    fitted = hm.Driver(distance_mean).freeze(TRAIN, "distance_mean")
    assert columns(fitted.execute(TEST)) == {"distance_mean": [2.5, 2.5, 2.5]}
    assert columns(fitted.execute(TEST.clear())) == {"distance_mean": []}


def test_the_aggregates_inside_of_an_expression_are_fixed_and_the_rest_is_computed() -> None:
    fitted = hm.Driver(distance_z).freeze(TRAIN, "distance_z")
    spread = TRAIN["distance"].std()
    expected = [(distance - 2.5) / spread for distance in TEST["distance"]]
    assert columns(fitted.execute(TEST))["distance_z"] == pytest.approx(expected)


def test_a_plain_value_of_columns_is_fixed() -> None:
    fitted = hm.Driver(distance_p90, is_far).freeze(TRAIN, "is_far")
    assert fitted.statistics == {"distance_p90": 4.0}
    assert columns(fitted.execute(TEST)) == {"is_far": [True, True, False]}


def test_a_value_of_a_value_is_computed_from_the_fixed_one() -> None:
    def half(distance_p90: float, divisor: float) -> float:
        return distance_p90 / divisor

    fitted = hm.Driver(distance_p90, half).freeze({"t": TRAIN, "divisor": 2.0}, "half")
    assert list(fitted.statistics) == ["distance_p90"]
    assert fitted.values({"divisor": 4.0}) == {"half": 1.0}


def test_a_vocabulary_is_that_of_the_training_data() -> None:
    def carriers(carrier: pl.Series) -> list[str]:
        return carrier.drop_nulls().unique().sort().to_list()

    def carrier_code(carrier: pl.Expr, carriers: list[str]) -> pl.Expr:
        return carrier.replace_strict(carriers, range(len(carriers)), default=None)

    fitted = hm.Driver(carriers, carrier_code).freeze(TRAIN, "carrier_code")
    assert fitted.statistics == {"carriers": ["AA", "UA"]}
    assert columns(fitted.execute(TEST)) == {"carrier_code": [None, 0, None]}


def test_a_lazy_frame_stays_lazy_and_several_keys_are_looked_up_together() -> None:
    def traffic(carrier: pl.Expr, distance: pl.Expr) -> pl.Expr:
        return pl.len().over(carrier, distance > 2)

    fitted = hm.Driver(traffic).freeze(TRAIN.lazy(), "traffic")
    found = fitted.execute(TEST.lazy())
    assert isinstance(found, pl.LazyFrame)
    assert columns(found) == {"traffic": [None, 1, None]}
    assert found.collect_schema()["traffic"] == pl.UInt32


def test_a_table_of_a_hundred_thousand_keys_is_looked_up_exactly() -> None:
    keys = pl.DataFrame({"key": range(100_000), "x": [n % 7 for n in range(100_000)]})

    def of_key(x: pl.Expr, key: pl.Expr) -> pl.Expr:
        return x.sum().over(key)

    fitted = hm.Driver(of_key).freeze(keys, "of_key")
    found = fitted.execute(keys.reverse().select("key"))
    assert found["of_key"].to_list() == keys["x"].reverse().to_list()


@pytest.mark.parametrize(
    "values",
    [
        [float("nan"), 1.0, -0.0, None],
        [True, False, None, True],
        [pl.Series([1], dtype=pl.Int8)[0], None, 3, 4],
    ],
)
def test_any_scalar_may_be_a_key(values) -> None:
    def counted(key: pl.Expr) -> pl.Expr:
        return pl.len().over(key)

    train = pl.DataFrame({"key": values})
    driver = hm.Driver(counted)
    assert columns(driver.freeze(train, "counted").execute(train)) == columns(
        driver.execute("counted", inputs=train)
    )


def test_categories_are_keys_by_their_texts() -> None:
    def counted(key: pl.Expr, other: pl.Expr) -> pl.Expr:
        return pl.len().over(key, other)

    def rate(key: pl.Expr, x: pl.Expr) -> pl.Expr:
        return x.mean().over(key)

    train = pl.DataFrame(
        {"key": ["b", "a", "b", None], "other": [1, 1, 1, 2], "x": [1.0, 2.0, 3.0, 4.0]},
        schema_overrides={"key": pl.Categorical},
    )
    test = pl.DataFrame(
        {"key": ["z", "a", "b", None], "other": [1, 1, 1, 2]},
        schema_overrides={"key": pl.Categorical},
    )
    fitted = hm.Driver(counted, rate).freeze(train, ["counted", "rate"])
    assert columns(fitted.execute(test)) == {
        "counted": [None, 1, 2, 1],
        "rate": [None, 2.0, 2.0, 4.0],
    }


def test_statistics_of_dates_and_of_no_value_keep_their_types() -> None:
    def first_day(day: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return day.min().over(carrier)

    def nothing(gap: pl.Expr) -> pl.Expr:
        return gap.mean()

    train = pl.DataFrame(
        {"day": pl.Series([1, 2]).cast(pl.Date), "carrier": ["AA", "AA"], "gap": [None, None]},
        schema_overrides={"gap": pl.Float32},
    )
    driver = hm.Driver(first_day, nothing)
    fitted = driver.freeze(train, ["first_day", "nothing"])
    assert fitted.execute(train).equals(driver.execute(["first_day", "nothing"], inputs=train))
    assert fitted.execute(train).schema == {"first_day": pl.Date, "nothing": pl.Float32}


def test_an_output_may_be_a_column_of_the_frame_or_a_label() -> None:
    @named("Distance (z)")
    def z(distance: pl.Expr) -> pl.Expr:
        return distance - distance.mean()

    fitted = hm.Driver(z).freeze(TRAIN, ["Distance (z)", "carrier"])
    assert fitted.execute(TEST).columns == ["Distance (z)", "carrier"]


def test_a_driver_keeps_its_config_and_hooks_when_it_is_frozen() -> None:
    told: list[Any] = []

    def scaled(distance_z: pl.Expr, scale: float) -> pl.Expr:
        return distance_z * scale

    def shifted(distance_z: pl.Expr, offset: float) -> pl.Expr:
        return distance_z + offset

    hooks = Hooks(before_node=lambda event: told.append(event.name))
    config = {"scale": 2.0, "offset": 1.0}
    driver = hm.Driver(distance_z, scaled, shifted, hooks=hooks, config=config)
    fitted = driver.freeze(TRAIN, "scaled")
    told.clear()
    assert fitted.execute(TEST)["scaled"][0] == pytest.approx(2 * 7.5 / 1.2909944487358056)
    assert "shifted" not in told
    assert {"distance_z", "scaled"} <= set(told)


def test_frames_that_only_statistics_needed_may_still_be_given() -> None:
    def beyond_weather(distance: pl.Expr, weather_mean: float) -> pl.Expr:
        return distance - weather_mean

    def weather_mean(weather: pl.DataFrame) -> float:
        return float(weather["temp"].mean() or 0.0)  # type: ignore[arg-type]

    given = {"flights": TRAIN, "weather": pl.DataFrame({"temp": [1.0, 3.0]})}
    fitted = hm.Driver(beyond_weather, weather_mean).freeze(given, "beyond_weather")
    found = fitted.execute({**given, "flights": TEST})
    assert columns(found) == {"beyond_weather": [8.0, 18.0, 0.0]}


def test_a_plain_value_that_is_fixed_by_now_is_refused() -> None:
    def capped_mean(distance: pl.Expr, cap: float) -> pl.Expr:
        return distance.clip(upper_bound=cap).mean()

    fitted = hm.Driver(capped_mean).freeze({"t": TRAIN, "cap": 2.0}, ["capped_mean", "carrier"])
    assert fitted.execute({"t": TEST})["capped_mean"].to_list() == [1.75, 1.75, 1.75]
    with pytest.raises(UnknownInputError, match="`cap` is read by nothing"):
        fitted.execute({"t": TEST, "cap": 3.0})


# -- pandas ----------------------------------------------------------------------------------------


def rates(late: pd.Series, carrier: pd.Series) -> dict[str, float]:
    return {str(key): float(rate) for key, rate in late.groupby(carrier).mean().items()}


def late_rate(carrier: pd.Series, rates: dict[str, float]) -> pd.Series:
    return carrier.map(rates)


@tag(reach="group", over="carrier")
def late_rate_told(late: pd.Series, carrier: pd.Series) -> pd.Series:
    return late.groupby(carrier, dropna=False).transform("mean")


@tag(reach="table")
def total(spend: pd.Series) -> pd.Series:
    return pd.Series(spend.sum(), index=spend.index)


def doubled(spend: pd.Series) -> pd.Series:
    return spend * 2


def centered(spend: pd.Series) -> pd.Series:
    return spend - spend.mean()


PANDAS = pd.DataFrame(
    {
        "late": [1.0, 0.0, 1.0, 1.0],
        "carrier": ["AA", "UA", None, "AA"],
        "spend": [1.0, 2.0, 3.0, 4.0],
    },
    index=[5, 6, 7, 8],
)
OTHERS = pd.DataFrame({"carrier": ["ZZ", None, "AA"], "spend": [5.0, 6.0, 7.0]}, index=[1, 1, 2])
ASKED = ["late_rate", "late_rate_told", "total", "doubled"]


def test_functions_on_pandas_are_frozen_by_values_and_by_what_they_are_told() -> None:
    driver = hm.Driver(rates, late_rate, late_rate_told, total, doubled)
    fitted = driver.freeze(PANDAS, ASKED)
    assert_pandas_equal(fitted.execute(PANDAS), driver.execute(ASKED, inputs=PANDAS))
    expected = pd.DataFrame(
        {
            "late_rate": [None, None, 1.0],
            "late_rate_told": [None, 1.0, 1.0],
            "total": [10.0, 10.0, 10.0],
            "doubled": [10.0, 12.0, 14.0],
        },
        index=[1, 1, 2],
    )
    assert_pandas_equal(fitted.execute(OTHERS), expected)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (pd.Series([None]), [0.25]),
        (pd.Series([float("nan")]), [0.25]),
        (pd.Series(["AA", "ZZ"], dtype="category"), [0.5, None]),
        (pd.Series([], dtype=object), []),
        (pd.Series([1]), [None]),
    ],
)
def test_keys_of_another_dtype_of_pandas_are_looked_up_as_they_are(keys, expected) -> None:
    table = Table(pd.DataFrame({"key 1": ["AA", None], "value": [0.5, 0.25]}))
    found = table.of_series([keys])
    assert [None if pd.isna(value) else value for value in found] == expected


def test_the_checks_of_a_column_hold_for_new_rows_too() -> None:
    @check_output(range=(-2, 2))
    def z(distance: pl.Expr) -> pl.Expr:
        return (distance - distance.mean()) / distance.std()

    fitted = hm.Driver(z).freeze(TRAIN, "z")
    with pytest.raises(CheckError, match="range"):
        fitted.execute(TEST)


def test_a_function_on_data_that_reads_other_rows_is_refused_unless_it_is_told() -> None:
    with pytest.raises(NotFrozenError, match="some of the rows give other values"):
        hm.Driver(centered).freeze(PANDAS, "centered")


def test_a_column_that_is_not_what_it_was_told_to_be_is_refused() -> None:
    wrong = tag(reach="group", over="carrier")(lambda_like)
    with pytest.raises(NotFrozenError, match="it has not one value for each `carrier`"):
        hm.Driver(wrong).freeze(PANDAS, "lambda_like")


def lambda_like(spend: pd.Series, carrier: pd.Series) -> pd.Series:
    return spend + 0


def test_a_group_that_is_told_without_its_keys_is_refused() -> None:
    @tag(reach="group")
    def somehow(spend: pd.Series) -> pd.Series:
        return spend

    with pytest.raises(NotFrozenError, match="name the parameters that are its keys"):
        hm.Driver(somehow).freeze(PANDAS, "somehow")


# -- narwhals --------------------------------------------------------------------------------------


def portable_rate(late: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    return late.mean().over("carrier")


def portable_mean(spend: nw.Expr) -> nw.Expr:
    return spend.mean()


def beyond(spend: nw.Expr, portable_mean: nw.Expr) -> nw.Expr:
    return spend - portable_mean


def portable_z(spend: nw.Expr) -> nw.Expr:
    return spend - spend.mean()


def _duckdb(frame: pd.DataFrame) -> Any:
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_df(frame)


@pytest.mark.parametrize("convert", [lambda x: x, pl.from_pandas, _duckdb], ids=["pandas", "polars", "duckdb"])  # fmt: skip
def test_portable_columns_are_frozen_on_every_engine(convert) -> None:
    outputs = ["portable_rate", "portable_mean", "beyond"]
    fitted = hm.Driver(portable_rate, portable_mean, beyond).freeze(convert(PANDAS), outputs)
    found = fitted.execute(convert(OTHERS), to="pandas")
    rows = found.astype(object).where(found.notna(), None).to_dict("list")
    assert rows == {
        "portable_rate": [None, 1.0, 1.0],
        "portable_mean": [2.5, 2.5, 2.5],
        "beyond": [2.5, 3.5, 4.5],
    }


def test_a_portable_expression_with_aggregates_in_it_is_refused_with_the_way_out() -> None:
    with pytest.raises(NotFrozenError, match="mean, in a larger expression") as caught:
        hm.Driver(portable_z).freeze(PANDAS, "portable_z")
    assert "part it in two" in str(caught.value)


# -- frames ----------------------------------------------------------------------------------------


def by_carrier(flights: pl.LazyFrame, is_late: pl.Expr) -> pl.LazyFrame:
    return flights.group_by("carrier").agg(rate=is_late.mean())


@extract_columns("rate")
def with_rates(flights: pl.LazyFrame, by_carrier: pl.LazyFrame) -> pl.LazyFrame:
    return flights.join(
        by_carrier, on="carrier", how="left", nulls_equal=True, maintain_order="left"
    )


def rate_percent(rate: pl.Expr) -> pl.Expr:
    return rate * 100


def test_a_frame_of_statistics_is_fixed_and_one_that_is_kept_runs_on_new_rows() -> None:
    driver = hm.Driver(is_late, by_carrier, with_rates, rate_percent)
    fitted = driver.freeze({"flights": TRAIN.lazy()}, "rate_percent", keep=with_rates)
    found = fitted.execute({"flights": TEST.lazy()}).collect()
    assert found["rate_percent"].to_list() == [None, 0.0, 100.0]
    assert list(fitted.statistics) == ["by_carrier"]


def test_a_frame_whose_rows_are_asked_for_is_not_fixed() -> None:
    driver = hm.Driver(is_late, by_carrier, with_rates, rate_percent)
    with pytest.raises(NotFrozenError, match='`keep="with_rates"`'):
        driver.freeze({"flights": TRAIN.lazy()}, "rate_percent")


# -- what is refused -------------------------------------------------------------------------------


def lag(distance: pl.Expr) -> pl.Expr:
    return distance.shift(1)


def place(distance: pl.Expr) -> pl.Expr:
    return distance.rank()


def test_windows_are_refused_each_with_its_construct() -> None:
    with pytest.raises(NotFrozenError, match="`lag`, `place` cannot be frozen") as caught:
        hm.Driver(lag, place).freeze(TRAIN, ["lag", "place"])
    assert "window, `shift`" in str(caught.value)
    assert "window, `rank`" in str(caught.value)


def test_a_window_that_is_kept_is_computed_on_the_rows_that_are_given() -> None:
    fitted = hm.Driver(lag, distance_z).freeze(TRAIN, ["lag", "distance_z"], keep="lag")
    assert fitted.execute(TEST)["lag"].to_list() == [None, 10.0, 20.0]


def test_a_window_above_a_statistic_is_no_hindrance() -> None:
    def mean_lag(lag: pl.Expr) -> pl.Expr:
        return lag.mean()

    fitted = hm.Driver(lag, mean_lag).freeze(TRAIN, "mean_lag")
    assert fitted.execute(TEST)["mean_lag"].to_list() == [2.0, 2.0, 2.0]


def test_training_data_without_rows_are_refused() -> None:
    with pytest.raises(NotFrozenError, match="of no rows"):
        hm.Driver(distance_z).freeze(TRAIN.clear(), "distance_z")


def test_an_expression_that_reads_what_is_no_parameter_is_refused() -> None:
    def hidden(distance: pl.Expr) -> pl.Expr:
        return distance - pl.col("arr_delay").mean()

    with pytest.raises(NotFrozenError, match="which is no parameter"):
        hm.Driver(hidden).freeze(TRAIN, ["hidden", "arr_delay"])


@pytest.mark.parametrize("asked", [{"outputs": "lagg"}, {"outputs": "lag", "keep": "lagg"}])
def test_a_name_that_no_node_has_is_told_with_the_one_that_was_meant(asked) -> None:
    with pytest.raises(UnknownNodeError, match="did you mean `lag`"):
        hm.Driver(lag).freeze(TRAIN, **asked)


# -- one record ------------------------------------------------------------------------------------


def score(carrier_late_rate: float | None, distance_mean: float, hour: int) -> float | None:
    return None if carrier_late_rate is None else carrier_late_rate + distance_mean + hour


def test_one_record_gets_the_statistics_of_the_training_data() -> None:
    driver = hm.Driver(is_late, carrier_late_rate, distance_mean, score)
    fitted = driver.freeze(TRAIN.with_columns(hour=1), "score")
    live = fitted.live
    assert live.graph.inputs == ("carrier", "hour")
    assert live.values("score", inputs={"carrier": "UA", "hour": 7}) == {"score": 10.5}
    assert live.values("score", inputs={"carrier": None, "hour": 7}) == {"score": 10.5}
    assert live.values("score", inputs={"carrier": "ZZ", "hour": 7}) == {"score": None}


def test_a_record_gets_what_it_gets_in_a_batch() -> None:
    def doubled(carrier_late_rate: float | None) -> float | None:
        return None if carrier_late_rate is None else carrier_late_rate * 2

    fitted = hm.Driver(is_late, carrier_late_rate, doubled).freeze(TRAIN, "doubled")
    batch = fitted.execute(TEST)["doubled"].to_list()
    one_by_one = [
        fitted.live.values("doubled", inputs={"carrier": carrier})["doubled"]
        for carrier in TEST["carrier"]
    ]
    assert one_by_one == batch == [None, 0.0, 2.0]


def test_a_driver_of_another_graph_keeps_all_but_its_sources() -> None:
    driver = hm.Driver(distance_z, engine="streaming")
    other = driver.replace(graph=hm.Graph(distance_mean))
    assert list(other.graph) == ["distance", "distance_mean"]
    assert "streaming" in other.plan("distance_mean", inputs=TRAIN).explain()


def test_the_keys_of_a_record_are_typed_by_the_table() -> None:
    driver = hm.Driver(is_late, carrier_late_rate, distance_mean, score)
    graph = driver.freeze(TRAIN.with_columns(hour=1), "score").live.graph
    assert graph["carrier"].type == str | None
    assert graph["distance_mean"].type is float


def test_a_column_function_cannot_run_on_one_record() -> None:
    fitted = hm.Driver(distance_z).freeze(TRAIN, "distance_z")
    with pytest.raises(NotFrozenError, match="cannot be computed for one record") as caught:
        _ = fitted.live
    assert "function of scalars" in str(caught.value)


def test_a_table_is_a_plain_function_of_its_keys_and_pickles() -> None:
    import pickle

    frame = pl.DataFrame({"key 1": ["a", "b"], "key 2": [1, None], "value": [0.5, None]})
    for table in (Table(frame), pickle.loads(pickle.dumps(Table(frame)))):
        assert (table("a", 1), table("b", None), table("a", None)) == (0.5, None, None)
    assert repr(Table(frame)) == "<Table: 2 rows, 2 keys>"


@pytest.mark.parametrize("library", [pl, pd], ids=["polars", "pandas"])
def test_a_record_whose_key_is_no_number_gets_what_a_column_gets(library) -> None:
    nan = float("nan")
    table = Table(library.DataFrame({"key 1": [1.0, nan], "value": [0.5, 0.25]}))
    column = table.of_series([library.Series([nan, 1.0, 2.0])])
    assert [table(key) for key in (nan, 1.0, 2.0)] == [0.25, 0.5, None]
    assert list(column)[:2] == [0.25, 0.5]


def test_what_was_fixed_is_told_in_words() -> None:
    fitted = hm.Driver(distance_z).freeze(TRAIN, "distance_z")
    assert isinstance(fitted, Fitted)
    assert repr(fitted) == "<Fitted: 1 output, 1 node fixed>"
    assert str(fitted).splitlines()[0] == "Fitted: 1 node fixed"
    assert "mean, std" in str(fitted)
