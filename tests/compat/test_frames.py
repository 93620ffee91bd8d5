"""Modules on pandas, Polars and NumPy, read by both libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from tests.compat.twins import both

SPEND = {
    "spend": pd.Series([10, 10, 20, 40, 40, 50]),
    "signups": pd.Series([1, 10, 50, 100, 200, 400]),
}

MARKETING = """
import pandas as pd

def avg_3wk_spend(spend: pd.Series) -> pd.Series:
    '''Mean spend of three weeks.'''
    return spend.rolling(3).mean()

def acquisition_cost(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups

def spend_mean(spend: pd.Series) -> float:
    return spend.mean()

def spend_std_dev(spend: pd.Series) -> float:
    return spend.std()

def spend_zero_mean(spend: pd.Series, spend_mean: float) -> pd.Series:
    return spend - spend_mean

def spend_zero_mean_unit_variance(spend_zero_mean: pd.Series, spend_std_dev: float) -> pd.Series:
    return spend_zero_mean / spend_std_dev
"""

PANDAS: dict[str, tuple[str, dict[str, Any], list[str], dict[str, Any]]] = {
    "marketing": (
        MARKETING,
        {},
        ["spend", "signups", "avg_3wk_spend", "spend_zero_mean_unit_variance", "spend_mean"],
        SPEND,
    ),
    "config gives columns": (
        MARKETING,
        SPEND,
        ["spend", "signups", "acquisition_cost"],
        {},
    ),
    "indexes that differ are aligned": (
        """
        import pandas as pd

        def doubled(a: pd.Series) -> pd.Series:
            return a * 2

        def both(a: pd.Series, b: pd.Series) -> pd.Series:
            return a + b
        """,
        {},
        ["a", "b", "doubled", "both"],
        {
            "a": pd.Series([1.0, 2.0, 3.0], index=["x", "y", "z"]),
            "b": pd.Series([10.0, 20.0], index=["y", "w"]),
        },
    ),
    "a look-up table beside a column": (
        """
        import pandas as pd

        def country_name(country: pd.Series, names: pd.Series) -> pd.Series:
            return country.map(names)

        def stacked(country: pd.Series, names: pd.Series) -> pd.Series:
            return pd.concat([country, names], ignore_index=True)
        """,
        {},
        ["country_name", "stacked"],
        {
            "country": pd.Series(["de", "fr", "de"]),
            "names": pd.Series({"de": "Germany", "fr": "France"}),
        },
    ),
    "frames, groups and joins": (
        """
        import pandas as pd

        def orders(raw_orders: pd.DataFrame) -> pd.DataFrame:
            return raw_orders[raw_orders["amount"] > 0]

        def per_customer(orders: pd.DataFrame) -> pd.DataFrame:
            return orders.groupby("customer", as_index=False).agg(total=("amount", "sum"))

        def joined(customers: pd.DataFrame, per_customer: pd.DataFrame) -> pd.DataFrame:
            return customers.merge(per_customer, on="customer", how="left")

        def best(joined: pd.DataFrame) -> str:
            return joined.sort_values("total")["customer"].iloc[-1]
        """,
        {},
        ["joined", "best"],
        {
            "raw_orders": pd.DataFrame({"customer": ["a", "b", "a"], "amount": [1.0, 5.0, -1.0]}),
            "customers": pd.DataFrame({"customer": ["a", "b", "c"]}),
        },
    ),
    "a frame with a column of an input's name": (
        """
        import pandas as pd

        def scaled(frame: pd.DataFrame, rate: float = 2.0) -> pd.DataFrame:
            return frame * rate

        def rates(frame: pd.DataFrame) -> pd.Series:
            return frame["rate"]
        """,
        {},
        ["scaled", "rates"],
        {"frame": pd.DataFrame({"rate": [1.0, 2.0]})},
    ),
    "time series": (
        """
        import pandas as pd

        def date_index(start: str, end: str) -> pd.Series:
            dates = pd.date_range(start, end, freq="D")
            return pd.Series(dates, index=dates)

        def weekday(date_index: pd.Series) -> pd.Series:
            return date_index.dt.day_name()

        def is_weekend(weekday: pd.Series) -> pd.Series:
            return weekday.isin(["Saturday", "Sunday"])
        """,
        {"start": "2024-03-01"},
        ["weekday", "is_weekend", "start"],
        {"end": "2024-03-05"},
    ),
    "scalars alone": (
        """
        def a(x: int) -> int:
            return x + 1

        def b(a: int) -> str:
            return str(a)
        """,
        {},
        ["a", "b", "x"],
        {"x": 1},
    ),
    "frames among the outputs": (
        """
        import pandas as pd

        def table(n: int) -> pd.DataFrame:
            return pd.DataFrame({"a": range(n), "b": range(n)})

        def extra(table: pd.DataFrame) -> pd.Series:
            return table["a"] + 1
        """,
        {},
        ["table", "extra", "n"],
        {"n": 3},
    ),
    "one frame": (
        """
        import pandas as pd

        def table(n: int) -> pd.DataFrame:
            return pd.DataFrame({"a": range(n)}, index=list("xyz"))
        """,
        {},
        ["table"],
        {"n": 3},
    ),
    "lists and arrays": (
        """
        import numpy as np
        import pandas as pd

        def numbers(n: int) -> list[int]:
            return list(range(n))

        def squares(numbers: list[int]) -> np.ndarray:
            return np.array(numbers) ** 2

        def series(squares: np.ndarray) -> pd.Series:
            return pd.Series(squares)
        """,
        {},
        ["numbers", "squares", "series"],
        {"n": 4},
    ),
    "a model": (
        """
        import numpy as np
        import pandas as pd

        class Line:
            def fit(self, x: pd.Series, y: pd.Series) -> "Line":
                self.slope, self.intercept = np.polyfit(x, y, 1).round(6)
                return self

            def predict(self, x: pd.Series) -> pd.Series:
                return x * self.slope + self.intercept

        def split(frame: pd.DataFrame, train_rows: int) -> dict[str, pd.DataFrame]:
            return {"train": frame.iloc[:train_rows], "test": frame.iloc[train_rows:]}

        def train(split: dict[str, pd.DataFrame]) -> pd.DataFrame:
            return split["train"]

        def test(split: dict[str, pd.DataFrame]) -> pd.DataFrame:
            return split["test"]

        def model(train: pd.DataFrame) -> Line:
            return Line().fit(train["x"], train["y"])

        def predicted(model: Line, test: pd.DataFrame) -> pd.Series:
            return model.predict(test["x"])

        def error(predicted: pd.Series, test: pd.DataFrame) -> float:
            return float(((predicted - test["y"]) ** 2).mean())
        """,
        {"train_rows": 3},
        ["predicted", "error"],
        {"frame": pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0], "y": [1.0, 3.0, 5.0, 8.0]})},
    ),
    "functions that do not say what they return": (
        """
        from typing import Any

        import pandas as pd

        def mean(spend: pd.Series) -> pd.Series:
            return spend.mean()

        def anything(mean: Any) -> Any:
            return [mean, mean]
        """,
        {},
        ["mean", "anything"],
        {"spend": SPEND["spend"]},
    ),
    "annotated columns": (
        """
        import pandas as pd
        from hamilton.htypes import column

        def count(raw: column[pd.Series, int]) -> column[pd.Series, int]:
            return raw + 1

        def share(count: column[pd.Series, int]) -> column[pd.Series, float]:
            return count / count.sum()
        """,
        {},
        ["count", "share"],
        {"raw": pd.Series([1, 2, 3])},
    ),
}


@pytest.mark.parametrize("name", PANDAS)
def test_a_pandas_module_gives_the_same_dict(name: str) -> None:
    text, config, outputs, inputs = PANDAS[name]
    both(text, config=config).agree(outputs, inputs=inputs)


@pytest.mark.parametrize("name", [n for n in PANDAS if n not in ("lists and arrays", "a model")])
def test_a_pandas_module_gives_the_same_frame(name: str) -> None:
    text, config, outputs, inputs = PANDAS[name]
    both(text, config=config, pandas=True).agree(outputs, inputs=inputs)


def test_overrides_of_any_kind_stand_for_columns() -> None:
    pair = both(MARKETING)
    for value in (pd.Series([1.0, 2.0]), np.array([1.0, 2.0]), 3.0, None):
        given = {"spend_mean": 1.0, "spend_zero_mean": value, "spend_std_dev": 2.0}
        if value is not None:
            pair.values(["spend_zero_mean_unit_variance"], overrides=given)
        pair.values(["spend_zero_mean"], overrides=given)


POLARS: dict[str, tuple[str, list[str], dict[str, Any], str]] = {
    "series": (
        """
        import polars as pl

        def avg_3wk_spend(spend: pl.Series) -> pl.Series:
            return spend.rolling_mean(3)

        def spend_per_signup(spend: pl.Series, signups: pl.Series) -> pl.Series:
            return spend / signups

        def spend_mean(spend: pl.Series) -> float:
            return spend.mean()

        def spend_zero_mean(spend: pl.Series, spend_mean: float) -> pl.Series:
            return spend - spend_mean
        """,
        ["spend", "avg_3wk_spend", "spend_per_signup", "spend_zero_mean"],
        {"spend": pl.Series([10, 10, 20, 40]), "signups": pl.Series([1, 10, 50, 100])},
        "h_polars.PolarsDataFrameResult()",
    ),
    "series of several lengths": (
        """
        import polars as pl

        def in_list(country: pl.Series, wanted: pl.Series) -> pl.Series:
            return country.is_in(wanted.to_list())
        """,
        ["country", "in_list"],
        {"country": pl.Series(["de", "fr", "it"]), "wanted": pl.Series(["de"])},
        "h_polars.PolarsDataFrameResult()",
    ),
    "one series": (
        """
        import polars as pl

        def doubled(a: pl.Series) -> pl.Series:
            return a * 2
        """,
        ["doubled"],
        {"a": pl.Series([1, 2])},
        "h_polars.PolarsDataFrameResult()",
    ),
    "one value": (
        """
        import polars as pl

        def mean(a: pl.Series) -> float:
            return a.mean()
        """,
        ["mean"],
        {"a": pl.Series([1, 2])},
        "h_polars.PolarsDataFrameResult()",
    ),
    "frames": (
        """
        import polars as pl

        def cleaned(raw: pl.DataFrame) -> pl.DataFrame:
            return raw.drop_nulls()

        def by_key(cleaned: pl.DataFrame) -> pl.DataFrame:
            return cleaned.group_by("key", maintain_order=True).agg(pl.col("value").sum())
        """,
        ["by_key"],
        {"raw": pl.DataFrame({"key": ["a", "b", "a", None], "value": [1, 2, 3, 4]})},
        "h_polars.PolarsDataFrameResult()",
    ),
    "queries": (
        """
        import polars as pl

        def cleaned(raw: pl.LazyFrame) -> pl.LazyFrame:
            return raw.drop_nulls()

        def by_key(cleaned: pl.LazyFrame) -> pl.LazyFrame:
            return cleaned.group_by("key", maintain_order=True).agg(pl.col("value").sum())

        def largest(by_key: pl.LazyFrame) -> int:
            return by_key.select(pl.col("value").max()).collect().item()
        """,
        ["by_key"],
        {"raw": pl.LazyFrame({"key": ["a", "b", "a", None], "value": [1, 2, 3, 4]})},
        "h_polars_lazyframe.PolarsLazyFrameResult()",
    ),
    "a query that is collected": (
        """
        import polars as pl

        def cleaned(raw: pl.LazyFrame) -> pl.LazyFrame:
            return raw.drop_nulls()
        """,
        ["cleaned"],
        {"raw": pl.LazyFrame({"key": ["a", None]})},
        "h_polars.PolarsDataFrameResult()",
    ),
    "expressions": (
        """
        import polars as pl

        def price() -> pl.Expr:
            return pl.col("price")

        def total(price: pl.Expr, rate: float) -> pl.Expr:
            return price * (1 + rate)

        def priced(raw: pl.DataFrame, total: pl.Expr) -> pl.DataFrame:
            return raw.with_columns(total.alias("total"))
        """,
        ["priced"],
        {"raw": pl.DataFrame({"price": [1.0, 2.0]}), "rate": 0.5},
        "h_polars.PolarsDataFrameResult()",
    ),
}


@pytest.mark.parametrize("name", POLARS)
def test_a_polars_module_gives_the_same_frame_and_the_same_values(name: str) -> None:
    text, outputs, inputs, builder = POLARS[name]
    both(text, adapters=[builder]).agree(outputs, inputs=inputs)
    both(text).agree(outputs, inputs=inputs)


def test_a_query_stays_a_query_on_its_way_through_the_graph() -> None:
    text, _, inputs, _ = POLARS["queries"]
    pair = both(text)
    values = pair.values(["cleaned", "by_key", "largest"], inputs=inputs)
    assert isinstance(values["cleaned"], pl.LazyFrame)
    assert values["largest"] == 4
