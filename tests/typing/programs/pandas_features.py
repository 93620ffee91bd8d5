"""A program of pandas Series, as users write it, that type-checkers must accept."""

from __future__ import annotations

import pandas as pd

import hamiltonish as hm


def spend_mean(spend: pd.Series[float]) -> float:
    return float(spend.mean())


def spend_zero_mean(spend: pd.Series[float], spend_mean: float) -> pd.Series[float]:
    return spend - spend_mean


class Features:
    @staticmethod
    def double(x: int) -> int:
        return 2 * x


def catch(driver: hm.Driver) -> str:
    try:
        driver.execute("spend_mean")
    except hm.RequestError as error:
        return str(error)
    except (hm.GraphError, hm.FrameError, hm.MissingDependencyError, hm.HamiltonishError):
        return ""
    return ""


def told(event: object) -> None:
    return None


def build() -> hm.Driver:
    try:
        return hm.Driver(
            spend_mean,
            spend_zero_mean,
            Features,
            hooks=(hm.Hooks(before_run=told, after_run=told), hm.progress_bar()),
            check_types=True,
        )
    except* hm.GraphError as group:
        raise ValueError(group.message) from group


result: pd.DataFrame = build().execute(
    [spend_mean, "spend_zero_mean"], inputs={"spend": pd.Series([1.0])}, to="pandas"
)
location = build().graph["spend_mean"].location
place: str = str(location) if isinstance(location, hm.Location) else ""
optional: list[bool] = [p.is_optional for p in build().graph["spend_mean"].parameters]
first: hm.Parameter = build().graph["spend_mean"].parameters[0]
