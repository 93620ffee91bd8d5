"""Twenty-five features of a flight before it leaves: the definition for training and for serving.

Functions of scalars are for one flight; on a frame they run for each row. Functions of columns give
a statistic of many flights, and the training flights fix it: `Driver.freeze`. A record needs what
the functions read, and annotations say what a service takes: one of three airports, a range.
"""

import math
from datetime import date
from typing import Annotated, Literal

import polars as pl
from annotated_types import Interval

from hamiltonish.modifiers import tag

Airport = Literal["EWR", "JFK", "LGA"]
Hour = Annotated[int, Interval(ge=0, le=23)]
Minute = Annotated[int, Interval(ge=0, le=59)]
Year = Annotated[int, Interval(ge=1900, le=2100)]
Seats = Annotated[int, Interval(ge=1, le=1000)]
Miles = Annotated[float, Interval(gt=0, le=10_000)]
Fahrenheit = Annotated[float, Interval(ge=-100, le=150)]
Degrees = Annotated[float, Interval(ge=0, le=360)]
Speed = Annotated[float, Interval(ge=0, le=250)]
Visibility = Annotated[float, Interval(ge=0, le=100)]
Inches = Annotated[float, Interval(ge=0, le=100)]
Millibars = Annotated[float, Interval(ge=800, le=1100)]

FEATURES = (
    *("weekday", "is_weekend", "is_holiday_season", "time_sin", "time_cos"),
    *("distance_z", "is_long_haul", "is_regional", "plane_age", "seats_beyond_carrier"),
    *("temperature", "dew_point_spread", "wind_to_north", "wind_to_east", "is_stormy"),
    *("is_low_visibility", "is_icy", "pressure_fall"),
    *("carrier_code", "carrier_late_rate", "route_flights", "route_late_rate"),
    *("weekday_late_rate", "hour_late_rate", "usual_delay"),
)
"""What the model reads, in this order."""

MAY_BE_MISSING = (
    *("temp", "dewp", "wind_dir", "wind_speed", "precip", "pressure", "visib"),
    *("plane_year", "seats"),
)
"""What the weather station, or the register of planes, does not always know."""

LATE = 15
"""A flight is late when it arrives more than this many minutes behind its schedule."""


def is_late(arr_delay: int) -> bool:
    """Arrived late: what the model foretells, so that no record has it."""
    return arr_delay > LATE


# --- The calendar -------------------------------------------------------------------------------


def weekday(day: date) -> int:
    """Day of the week, Monday 1 to Sunday 7."""
    return day.isoweekday()


def is_weekend(weekday: int) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return weekday >= 6


def is_holiday_season(day: date) -> bool:
    """Whether it is around Independence Day, Thanksgiving, or Christmas to New Year."""
    if day.month == 7:
        return 3 <= day.day <= 7
    if day.month == 11:
        return day.day >= 22
    return (day.month == 12 and day.day >= 20) or (day.month == 1 and day.day <= 3)


def time_angle(hour: Hour, minute: Minute) -> float:
    """Scheduled departure as an angle on a 24-hour dial, in radians: 23:59 is next to 00:00."""
    return (hour * 60 + minute) * math.pi / 720


def time_sin(time_angle: float) -> float:
    """Sine of the time of day."""
    return math.sin(time_angle)


def time_cos(time_angle: float) -> float:
    """Cosine of the time of day."""
    return math.cos(time_angle)


# --- The flight and its plane -------------------------------------------------------------------


def distance_mean(distance: pl.Series) -> float:
    """Mean distance of the training flights, in miles."""
    return float(distance.to_numpy().mean())


def distance_std(distance: pl.Series) -> float:
    """Standard deviation of the distance, in miles."""
    return float(distance.to_numpy().std())


def distance_z(distance: Miles, distance_mean: float, distance_std: float) -> float:
    """Distance, in standard deviations from the mean."""
    return (distance - distance_mean) / distance_std


def long_haul(distance: pl.Expr) -> pl.Expr:
    """Distance that at most one in ten training flights exceeds, in miles."""
    return distance.quantile(0.9)


def is_long_haul(distance: Miles, long_haul: float) -> bool:
    """Whether it is one of the longest."""
    return distance > long_haul


def is_regional(carrier: str) -> bool:
    """Whether the carrier flies for others, with small planes."""
    return carrier in ("9E", "EV", "MQ", "OO", "YV")


def plane_age(day: date, plane_year: Year) -> int:
    """Age of the plane, in years."""
    return day.year - plane_year


def carrier_seats(seats: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Median number of seats of the carrier's flights."""
    return seats.median().over(carrier)


def seats_beyond_carrier(seats: Seats, carrier_seats: float) -> float:
    """Seats more than what is usual for the carrier."""
    return seats - carrier_seats


# --- The weather at departure -------------------------------------------------------------------


def temperature(temp: Fahrenheit) -> float:
    """Temperature, in degrees Celsius."""
    return (temp - 32) * 5 / 9


def dew_point_spread(temp: Fahrenheit, dewp: Fahrenheit) -> float:
    """Temperature above the dew point, in degrees Celsius; near 0 there is fog."""
    return (temp - dewp) * 5 / 9


def wind_to_north(wind_speed: Speed, wind_dir: Degrees) -> float:
    """Northward part of the wind, in miles per hour; `wind_dir` is where the wind comes from."""
    return -wind_speed * math.cos(wind_dir * math.pi / 180)


def wind_to_east(wind_speed: Speed, wind_dir: Degrees) -> float:
    """Eastward part of the wind, in miles per hour."""
    return -wind_speed * math.sin(wind_dir * math.pi / 180)


def strong_wind(wind_speed: pl.Expr) -> pl.Expr:
    """Wind that one in twenty training flights had at least, in miles per hour."""
    return wind_speed.quantile(0.95)


def is_stormy(wind_speed: Speed | None, strong_wind: float) -> bool:
    """Whether the wind is among the strongest; an unknown wind is none."""
    return wind_speed is not None and wind_speed >= strong_wind


def is_low_visibility(visib: Visibility) -> bool:
    """Visibility below three miles: flights must be flown by instruments."""
    return visib < 3


def is_icy(temperature: float | None, precip: Inches | None) -> bool | None:
    """Rain or snow at or below freezing; a dry day is not icy, whatever the temperature."""
    if precip is None or precip <= 0:
        return None if precip is None else False
    return None if temperature is None else temperature <= 0


def usual_pressure(pressure: pl.Expr, origin: pl.Expr) -> pl.Expr:
    """Mean air pressure at the airport, in millibars."""
    return pressure.mean().over(origin)


def pressure_fall(pressure: Millibars, usual_pressure: float) -> float:
    """Air pressure below what is usual at the airport; much means storms."""
    return usual_pressure - pressure


# --- How others fared ---------------------------------------------------------------------------


@tag(reach="group", over="carrier")
def carrier_code(carrier: pl.Series) -> pl.Series:
    """Number of the carrier in the vocabulary of the training flights; a new one has none."""
    return carrier.rank("dense")


def late_rate(is_late: pl.Series) -> float:
    """Share of all training flights that arrived late."""
    return float(is_late.drop_nulls().to_numpy().mean())


def carrier_late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Share of the carrier's flights that arrived late."""
    return is_late.mean().over(carrier)


def route(origin: Airport, dest: str) -> str:
    """The two airports, such as `JFK-LAX`."""
    return f"{origin}-{dest}"


def route_flights(is_late: pl.Expr, route: pl.Expr) -> pl.Expr:
    """Training flights on the route that arrived."""
    return is_late.count().over(route)


def route_late_share(is_late: pl.Expr, route: pl.Expr) -> pl.Expr:
    """Share of the route's flights that arrived late."""
    return is_late.mean().over(route)


def route_late_rate(
    route_late_share: float | None, route_flights: int | None, late_rate: float
) -> float:
    """Share of the route's flights, with a hundred of all flights added: few flights say little."""
    if route_late_share is None or route_flights is None:
        return late_rate
    return (route_late_share * route_flights + late_rate * 100) / (route_flights + 100)


def weekday_late_rate(is_late: pl.Expr, weekday: pl.Expr) -> pl.Expr:
    """Share of the flights of that day of the week that arrived late."""
    return is_late.mean().over(weekday)


def hour_late_rate(is_late: pl.Expr, origin: pl.Expr, hour: pl.Expr) -> pl.Expr:
    """Share of the airport's flights of that hour that arrived late."""
    return is_late.mean().over(origin, hour)


def usual_delay(dep_delay: pl.Expr, origin: pl.Expr, carrier: pl.Expr, hour: pl.Expr) -> pl.Expr:
    """Mean departure delay of the carrier's flights at that airport and hour, in minutes."""
    return dep_delay.mean().over(origin, carrier, hour)
