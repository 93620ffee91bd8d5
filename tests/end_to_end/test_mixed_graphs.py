"""Mixed graphs on the real flights: expressions, Series, values, and a model fitted in the middle."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sklearn.linear_model import Ridge

import hamiltonish as hm
from examples.flights import data, features
from hamiltonish.plan import Step, StepKind

KEY = ["time_hour", "carrier", "flight"]
OUTPUTS = ["expected_delay", "surprise", "carrier_surprise", "training_share"]

# --- Polars: lazy columns, a barrier, a model, a column of predictions, lazy columns again -------


def is_known(arr_delay: pl.Expr, dep_delay: pl.Expr) -> pl.Expr:
    """Whether both delays are known."""
    return arr_delay.is_not_null() & dep_delay.is_not_null()


def is_training(is_known: pl.Expr, day: pl.Expr, last_day: int) -> pl.Expr:
    """Whether the model learns from the flight."""
    return is_known & (day <= last_day)


def filled_delay(dep_delay: pl.Expr) -> pl.Expr:
    """Delay at departure; as scheduled if it is not known."""
    return dep_delay.fill_null(0.0)


def model(
    filled_delay: pl.Series,
    route_late_rate: pl.Series,
    time_sin: pl.Series,
    arr_delay: pl.Series,
    is_training: pl.Series,
    ridge: float,
) -> Ridge:
    """Delay at arrival, told from what is known at departure."""
    known = np.column_stack([filled_delay, route_late_rate.fill_null(0), time_sin])
    rows = is_training.to_numpy()
    return Ridge(alpha=ridge).fit(known[rows], arr_delay.to_numpy()[rows])


def training_share(is_training: pl.Series) -> float:
    """Share of the flights that the model learns from."""
    return is_training.mean()


def expected_delay(
    model: Ridge, filled_delay: pl.Series, route_late_rate: pl.Series, time_sin: pl.Series
) -> pl.Series:
    """What the model expects."""
    known = np.column_stack([filled_delay, route_late_rate.fill_null(0), time_sin])
    return pl.Series(model.predict(known))


def surprise(arr_delay: pl.Expr, expected_delay: pl.Expr) -> pl.Expr:
    """Minutes beyond what was expected."""
    return arr_delay - expected_delay


def carrier_surprise(surprise: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Mean surprise of the carrier."""
    return surprise.mean().over(carrier)


OWN = (
    *(is_known, is_training, filled_delay),
    *(model, training_share, expected_delay, surprise, carrier_surprise),
)
VALUES = {"last_day": 20, "ridge": 1.0}


@pytest.fixture(scope="module")
def driver() -> hm.Driver:
    return hm.Driver(features, *OWN)


@pytest.fixture(scope="module")
def table(driver: hm.Driver) -> pl.DataFrame:
    lazy = driver.execute([*KEY, *OUTPUTS], inputs={**data.tables(), **VALUES})
    assert isinstance(lazy, pl.LazyFrame)
    return lazy.collect()


def test_a_model_in_the_middle_costs_one_barrier_that_takes_what_is_needed(
    driver: hm.Driver,
) -> None:
    plan = driver.plan([*KEY, *OUTPUTS], inputs={**data.tables(), **VALUES})
    assert "13 functions, 4 layers, 1 barrier\n" in plan.explain()
    kinds = [step.kind for step in plan.steps]
    barrier = kinds.index(StepKind.COLLECT)
    assert kinds.count(StepKind.COLLECT) == 1
    assert f"barrier collect {', '.join(plan.steps[barrier].columns[:4])}" in plan.explain()
    assert set(plan.steps[barrier].columns) == {
        *("filled_delay", "route_late_rate", "time_sin", "arr_delay", "is_training")
    }
    calls = [step.name for step in plan.steps if step.kind is StepKind.CALL and _on_data(step)]
    assert calls == ["departures", "model", "training_share", "expected_delay"]
    assert [layer.columns for layer in plan.layers[2:]] == [("surprise",), ("carrier_surprise",)]


def _on_data(step: Step) -> bool:
    return step.node.type is not pl.Expr


def test_predictions_are_those_of_code_by_hand_in_the_right_rows(table: pl.DataFrame) -> None:
    flights = features.departures(**data.tables()).with_columns(
        flight_date=features.flight_date(*map(pl.col, ["year", "month", "day"])),
        time_of_day=features.time_of_day(pl.col("hour"), pl.col("minute")),
        is_late=features.is_late(pl.col("arr_delay")),
        filled=pl.col("dep_delay").fill_null(0.0),
    )
    known = flights.with_columns(
        rate=features.route_late_rate(*map(pl.col, ["is_late", "origin", "dest"])).fill_null(0),
        sin=features.time_sin(pl.col("time_of_day")),
        training=pl.all_horizontal(pl.col("arr_delay", "dep_delay").is_not_null())
        & (pl.col("day") <= 20),
    ).collect()
    training = known.filter("training")
    columns = ["filled", "rate", "sin"]
    fitted = Ridge(alpha=1.0).fit(training.select(columns).to_numpy(), training["arr_delay"])
    by_hand = known.with_columns(
        expected_delay=pl.Series(fitted.predict(known.select(columns).to_numpy())),
    )
    by_hand = by_hand.with_columns(surprise=pl.col("arr_delay") - pl.col("expected_delay"))
    by_hand = by_hand.select(
        *KEY,
        "expected_delay",
        "surprise",
        carrier_surprise=pl.col("surprise").mean().over("carrier"),
        training_share=pl.col("training").mean(),
    )
    assert_frame_equal(table, by_hand)
    assert fitted.score(training.select(columns).to_numpy(), training["arr_delay"]) > 0.8


@pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "eager"])
def test_shuffled_flights_have_the_same_prediction_each(
    driver: hm.Driver, table: pl.DataFrame, lazy: bool
) -> None:
    tables = data.tables()
    shuffled = tables["flights"].collect().sample(fraction=1, shuffle=True, seed=1)
    given = {**tables, "flights": shuffled.lazy()}
    if not lazy:
        given = {name: frame.collect() for name, frame in given.items()}
    got = driver.execute([*KEY, *OUTPUTS], inputs={**given, **VALUES}).lazy().collect()
    assert_frame_equal(got.select(KEY), shuffled.select(KEY))
    assert table.select(KEY).is_unique().all()
    for name in OUTPUTS:  # a sum in another order differs in the last digits
        np.testing.assert_allclose(got.sort(KEY)[name], table.sort(KEY)[name], atol=1e-6)


def test_a_value_made_of_predictions_costs_a_second_barrier(driver: hm.Driver) -> None:
    def worst(surprise: pl.Series) -> float:
        return surprise.max()

    def is_worst(surprise: pl.Expr, worst: float) -> pl.Expr:
        return surprise == worst

    inputs = {**data.tables(), **VALUES}
    mixed = hm.Driver(features, *OWN, worst, is_worst)
    plan = mixed.plan(["is_worst", "carrier_surprise"], inputs=inputs)
    assert plan.explain().splitlines()[0].endswith("2 barriers")
    assert mixed.execute("is_worst", inputs=inputs).collect()["is_worst"].sum() == 1


# --- pandas alone ---------------------------------------------------------------------------------


def known_delay(dep_delay: pd.Series, arr_delay: pd.Series) -> pd.Series:
    """Whether both delays are known."""
    return dep_delay.notna() & arr_delay.notna()


def delay(dep_delay: pd.Series) -> pd.Series:
    """Delay at departure; as scheduled if it is not known. It is filled in place."""
    dep_delay[dep_delay.isna()] = 0.0
    return dep_delay


def delay_model(
    delay: pd.Series, distance: pd.Series, arr_delay: pd.Series, known_delay: pd.Series
) -> Ridge:
    """Delay at arrival, told from the delay at departure and the distance."""
    known = np.column_stack([delay, distance])[known_delay]
    return Ridge().fit(known, arr_delay[known_delay])


def prediction(delay_model: Ridge, delay: pd.Series, distance: pd.Series) -> pd.Series:
    """What the model expects."""
    return pd.Series(delay_model.predict(np.column_stack([delay, distance])), index=delay.index)


def residual(arr_delay: pd.Series, prediction: pd.Series) -> pd.Series:
    """Minutes beyond what was expected."""
    return arr_delay - prediction


def carrier_residual(residual: pd.Series, carrier: pd.Series) -> pd.Series:
    """Mean of the carrier."""
    return residual.groupby(carrier).transform("mean")


def test_pandas_alone_predicts_in_the_right_rows_and_leaves_the_flights_as_they_were() -> None:
    read = ["dep_delay", "arr_delay", "distance", "carrier"]
    flights = data.tables()["flights"].select(read).collect().to_pandas()
    before = flights.copy()
    driver = hm.Driver(known_delay, delay, delay_model, prediction, residual, carrier_residual)
    outputs = ["carrier", "dep_delay", "prediction", "residual", "carrier_residual"]
    plan = driver.plan(outputs, inputs=flights)
    assert "barrier" not in plan.explain()
    assert not plan.layers
    table = driver.execute(outputs, inputs=flights)
    pd.testing.assert_frame_equal(flights, before)
    pd.testing.assert_series_equal(table["dep_delay"], before["dep_delay"])

    known = before.dropna()
    filled = before[["dep_delay", "distance"]].fillna(0.0).to_numpy()
    fitted = Ridge().fit(known[["dep_delay", "distance"]].to_numpy(), known["arr_delay"])
    residuals = before["arr_delay"] - fitted.predict(filled)
    np.testing.assert_allclose(table["prediction"], fitted.predict(filled))
    means = residuals.groupby(before["carrier"]).mean()
    np.testing.assert_allclose(table["carrier_residual"], before["carrier"].map(means))

    shuffled = driver.execute(outputs, inputs=flights.sample(frac=1, random_state=1))
    assert not shuffled.index.equals(table.index)
    pd.testing.assert_frame_equal(shuffled.loc[table.index], table, rtol=1e-9)
