"""Train on the flights of January to October, and keep what a service needs in a folder."""

from pathlib import Path

import joblib
import polars as pl
from sklearn.tree import DecisionTreeClassifier

import hamiltonish as hm
from examples.flights import data
from examples.flights.features import departures
from examples.serving import features
from hamiltonish.fitted import Fitted

FOLDER = Path(__file__).parent / "trained"
"""Where the statistics and the model are kept."""

STATISTICS, MODEL = "statistics", "model.joblib"

SAMPLE = 40_000
"""How many flights the model is fitted on; the statistics are of all."""

DRIVER = hm.Driver(features, rows="strict")


def flights() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the flights that arrived, with weather and plane: to train on, and those after them."""
    day = pl.date("year", "month", "day")
    arrived = departures(**data.tables()).filter(pl.col("arr_delay").is_not_null())
    found = arrived.with_columns(day=day).collect()
    to_train = pl.col("month") <= 10
    return found.filter(to_train), found.filter(~to_train)


def train(flights: pl.DataFrame, folder: Path = FOLDER) -> Fitted:
    """Fix the statistics of some flights, fit a model, and write both.

    Args:
        flights: A flight a row.
        folder: Where they are written; what is there is replaced.

    Returns:
        The features with the statistics fixed.
    """
    fitted = DRIVER.freeze(flights, features.FEATURES)
    folder.mkdir(parents=True, exist_ok=True)
    fitted.save(folder / STATISTICS, overwrite=True)

    some = flights.sample(SAMPLE, seed=2013)
    table = fitted.execute(some).cast(pl.Float64).to_numpy()  # null becomes NaN
    late = DRIVER.execute("is_late", inputs=some)["is_late"].to_numpy()
    model = DecisionTreeClassifier(max_depth=9, min_samples_leaf=150, random_state=2013)
    joblib.dump(model.fit(table, late), folder / MODEL)
    return fitted
