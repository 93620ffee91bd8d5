"""What each engine cannot do: data, compared with the engines and with the documentation."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ENGINES", "GAPS", "QUERIES", "Gap", "Way"]

ENGINES = (
    "Polars",
    "Polars lazy",
    "Polars streaming",
    "pandas",
    "pandas nullable",
    "pandas Arrow",
    "PyArrow",
    "DuckDB",
    "Ibis",
    "PySpark",
    "Dask",
)
"""The engines: pandas by what holds its columns, Ibis on DuckDB, Dask of two partitions."""

QUERIES = frozenset({"Polars lazy", "Polars streaming", "DuckDB", "Ibis", "PySpark", "Dask"})
"""The engines whose frames are queries, of which narwhals takes no rows to have an order."""


class Way(enum.Enum):
    """How an engine shows that it cannot do something."""

    REFUSED = "no"
    """With our error, which names the function and the engine."""
    FAILS = "fails"
    """With an error of its own."""
    DIFFERS = "differs"
    """With other values than Polars."""


@dataclass(frozen=True)
class Gap:
    """One thing that an engine cannot do.

    Attributes:
        way: How it shows.
        reason: Why, or what happens.
    """

    way: Way
    reason: str


_NO_DATES = Gap(Way.REFUSED, "pandas has no dates but with Arrow")
_HALVES = Gap(Way.DIFFERS, "halves are rounded away from zero")
_CASTS = Gap(Way.DIFFERS, "a cast rounds where others cut off")
_NO_REST = Gap(Way.REFUSED, "Arrow has no rest of a division")
_SAFE_CAST = Gap(Way.FAILS, "a cast that loses a fraction fails")
_ZONES = Gap(Way.REFUSED, "the time zone is that of the connection")
_NO_EWM = Gap(Way.REFUSED, "not in narwhals")
_ORDERED = Gap(Way.REFUSED, "no ordered windows over groups")
_PARTITIONS = Gap(Way.REFUSED, "would mix rows on partitions without divisions")

_ORDERED_WINDOWS = (
    *("plane_last_delay", "plane_recent_delay", "origin_last_delay", "origin_fifty_delay"),
    *("origin_delay_so_far", "leg_of_day", "rest_hours", "delay_change", "delay_carried_on"),
    *("recent_spread", "delay_rank"),
)
_WINDOWS = (
    *("carrier_late_rate", "carrier_cancel_rate", "route_late_rate", "route_flights"),
    *("route_share", "route_speed_z", "carrier_speed_z", "delay_beyond_carrier", "hour_traffic"),
    *("usual_delay", "pressure_z", "plane_age_beyond_carrier", "delay_nine_tenths"),
    *("carrier_airports", "first_delay", "smooth_delay", "flights_so_far"),
    *_ORDERED_WINDOWS,
)

GAPS: Mapping[str, Mapping[str, Gap]] = {
    "Polars": {},
    "Polars lazy": {},
    "Polars streaming": {},
    "pandas": {
        "flight_date": _NO_DATES,
        "is_late_or_cancelled": Gap(Way.DIFFERS, "a comparison with a null is false"),
        "whole_hours": Gap(Way.FAILS, "integers on NumPy have no null"),
    },
    "pandas nullable": {
        "flight_date": _NO_DATES,
        "delay_change": Gap(Way.FAILS, "narwhals puts nulls where pandas takes none"),
    },
    "pandas Arrow": {
        "dep_minute": _NO_REST,
        "whole_hours": _SAFE_CAST,
        "whole_hours_known": _SAFE_CAST,
    },
    "PyArrow": {
        **dict.fromkeys(_ORDERED_WINDOWS, _ORDERED),
        "delay_beyond_carrier": Gap(Way.DIFFERS, "the median of a group is an estimate"),
        "delay_nine_tenths": Gap(Way.REFUSED, "no quantile of a group"),
        "first_delay": Gap(Way.REFUSED, "would mix rows of groups with an order"),
        "mean_place": Gap(Way.REFUSED, "ranks have no mean of ties"),
        "delay_in_tens": _HALVES,
        "whole_hours": _SAFE_CAST,
        "whole_hours_known": _SAFE_CAST,
        "smooth_delay": _NO_EWM,
    },
    "DuckDB": {
        "delay_in_tens": _HALVES,
        "whole_hours": _CASTS,
        "whole_hours_known": _CASTS,
        "new_york_hour": _ZONES,
        "smooth_delay": _NO_EWM,
    },
    "Ibis": {
        "delay_in_tens": _HALVES,
        "whole_hours": _CASTS,
        "whole_hours_known": _CASTS,
        "new_york_hour": Gap(Way.REFUSED, "not in narwhals"),
        "smooth_delay": _NO_EWM,
        "delay_carried_on": Gap(Way.REFUSED, "nulls are not filled from the row before"),
        "delay_skew": Gap(Way.REFUSED, "not in narwhals"),
    },
    "PySpark": {
        "delay_in_tens": _HALVES,
        "new_york_hour": _ZONES,
        "carrier_airports": Gap(Way.REFUSED, "no distinct values in a window"),
        "first_delay": Gap(Way.REFUSED, "not in narwhals"),
        "smooth_delay": _NO_EWM,
    },
    "Dask": {
        **dict.fromkeys(_WINDOWS, _PARTITIONS),
        "carrier_airports": Gap(Way.FAILS, "narwhals gives Dask an argument twice"),
        "worse_delay": _PARTITIONS,
        "dep_minute": _NO_REST,
        "is_flown_once": _PARTITIONS,
        "month_start": Gap(Way.REFUSED, "dates are not cut to months"),
        "quarter_start": Gap(Way.REFUSED, "dates are not cut to quarters"),
        "delay_place": Gap(Way.REFUSED, "no ranks"),
        "mean_place": Gap(Way.REFUSED, "no ranks"),
        "delay_skew": Gap(Way.DIFFERS, "the skewness is null"),
        "whole_hours": Gap(Way.FAILS, "integers on NumPy have no null"),
    },
}
"""For each engine the functions that it cannot run as Polars does, all others being the same."""
