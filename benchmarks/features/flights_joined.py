"""The flights with weather and plane, joined so that an engine can stream them."""

import polars as pl

from hamiltonish.modifiers import extract_columns


@extract_columns(
    *("year", "month", "day", "hour", "minute", "time_hour"),
    *("dep_time", "dep_delay", "arr_delay", "air_time", "distance"),
    *("temp", "dewp", "wind_dir", "wind_speed", "precip", "visib", "plane_year", "seats"),
)
def departures(flights: pl.LazyFrame, weather: pl.LazyFrame, planes: pl.LazyFrame) -> pl.LazyFrame:
    """One row per flight, in the order of `flights`: its weather and plane beside it, or nulls.

    The flights example asks for `validate="m:1"` in both joins. Polars 2.1 cannot stream such a
    join: it would take all the flights into memory.
    """
    at_departure = weather.drop("year", "month", "day", "hour")
    plane = planes.select("tailnum", "seats", plane_year="year")
    return flights.join(
        at_departure, on=["origin", "time_hour"], how="left", maintain_order="left"
    ).join(plane, on="tailnum", how="left", maintain_order="left")


def carrier_recent(dep_delay: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Mean departure delay of the carrier's fifty flights before this one in the table."""
    return dep_delay.shift(1).rolling_mean(50, min_samples=1).over(carrier)
