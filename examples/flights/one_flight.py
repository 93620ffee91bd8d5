"""Features of a flight as functions of one flight: plain Python on plain numbers and texts.

`examples.flights.features` has them as Polars expressions, under the same names, and they give the
same. Nothing of a dataframe is named here: `hm.Driver(one_flight, features.departures)` runs them
on all flights, and a unit test, or a service, calls them for one.

A parameter that is no `| None` is never None: of a cancelled flight, what needs its delay is null.
"""

import math

LATE = 15
"""A flight is late when it is more than this many minutes behind its schedule."""

# --- The calendar -------------------------------------------------------------------------------


def is_holiday_season(month: int, day: int) -> bool:
    """Whether it is around Independence Day, Thanksgiving, or Christmas to New Year."""
    if month == 7:
        return 3 <= day <= 7
    if month == 11:
        return day >= 22
    return (month == 12 and day >= 20) or (month == 1 and day <= 3)


def part_of_day(hour: int) -> str:
    """Part of the day of the scheduled departure: night, morning, afternoon or evening."""
    if hour < 6:
        return "night"
    if hour < 12:
        return "morning"
    return "afternoon" if hour < 18 else "evening"


def time_of_day(hour: int, minute: int) -> int:
    """Scheduled departure, in minutes after midnight, New York time."""
    return hour * 60 + minute


def time_sin(time_of_day: int) -> float:
    """Sine of the time on a 24-hour dial: 23:59 is next to 00:00."""
    return math.sin(time_of_day * 360 / 1440 * math.pi / 180)


# --- The flight itself --------------------------------------------------------------------------


def speed(distance: float, air_time: float) -> float:
    """Mean ground speed, in miles per hour."""
    return distance / air_time * 60


def haul(distance: int) -> str:
    """Length of the flight: short (up to 500 miles), medium, or long (from 1,500 miles)."""
    if distance <= 500:
        return "short"
    return "medium" if distance < 1500 else "long"


def is_cancelled(dep_time: int | None) -> bool:
    """Never left."""
    return dep_time is None


def is_diverted(dep_time: int | None, air_time: int | None) -> bool:
    """Left, and landed somewhere else than planned."""
    return dep_time is not None and air_time is None


# --- Delays -------------------------------------------------------------------------------------


def is_late_departure(dep_delay: int) -> bool:
    """Left more than 15 minutes after schedule."""
    return dep_delay > LATE


def is_late(arr_delay: int) -> bool:
    """Arrived more than 15 minutes after schedule."""
    return arr_delay > LATE


def delay_bucket(arr_delay: int) -> str:
    """Arrival: early, on time (up to 15 minutes late), late, or very late (over an hour)."""
    if arr_delay < 0:
        return "early"
    if arr_delay <= LATE:
        return "on time"
    return "late" if arr_delay <= 60 else "very late"


def gain(dep_delay: int, arr_delay: int) -> int:
    """Delay made up between take-off and landing, in minutes; negative if it grew."""
    return dep_delay - arr_delay


def gain_per_hour(gain: float, air_time: float) -> float:
    """Delay made up, in minutes per hour in the air."""
    return gain / air_time * 60


def delay_per_100_miles(arr_delay: float, distance: float) -> float:
    """Arrival delay, in minutes per 100 miles."""
    return arr_delay / distance * 100


# --- The weather at departure -------------------------------------------------------------------


def temperature(temp: float) -> float:
    """Temperature, in degrees Celsius."""
    return (temp - 32) * 5 / 9


def dew_point_spread(temp: float, dewp: float) -> float:
    """Temperature above the dew point, in degrees Celsius; near 0 there is fog."""
    return (temp - dewp) * 5 / 9


def wind_to_north(wind_speed: float, wind_dir: float) -> float:
    """Northward part of the wind, in miles per hour; `wind_dir` is where the wind comes from."""
    return -wind_speed * math.cos(wind_dir * math.pi / 180)


def is_low_visibility(visib: float) -> bool:
    """Visibility below three miles: flights must be flown by instruments."""
    return visib < 3


# --- The plane ----------------------------------------------------------------------------------


def plane_age(year: int, plane_year: int) -> int:
    """Age of the plane, in years."""
    return year - plane_year


def seat_miles(seats: int, distance: int) -> int:
    """Seats times miles: what the flight had to sell."""
    return seats * distance
