"""Features of a flight: one plain function each, its parameters name what it is computed from.

Delays and durations are in minutes, distances in miles, shares from 0 to 1. A cancelled flight
has no delay: it is null in whatever is computed from one, and left out of means and shares.
"""

import polars as pl

from hamiltonish.modifiers import extract_columns

LATE = 15
"""A flight is late when it is more than this many minutes behind its schedule."""

# --- The flights, with the weather at departure and the plane -----------------------------------


@extract_columns(
    *("year", "month", "day", "hour", "minute", "time_hour"),
    *("dep_time", "dep_delay", "arr_delay", "air_time", "distance"),
    *("carrier", "flight", "tailnum", "origin", "dest"),
    *("temp", "dewp", "wind_dir", "wind_speed", "precip", "pressure", "visib"),
    *("plane_year", "seats"),
)
def departures(flights: pl.LazyFrame, weather: pl.LazyFrame, planes: pl.LazyFrame) -> pl.LazyFrame:
    """One row per flight, in the order of `flights`: its weather and plane beside it, or nulls."""
    at_departure = weather.drop("year", "month", "day", "hour")
    plane = planes.select("tailnum", "seats", plane_year="year")
    return flights.join(
        at_departure, on=["origin", "time_hour"], how="left", validate="m:1", maintain_order="left"
    ).join(plane, on="tailnum", how="left", validate="m:1", maintain_order="left")


# --- The calendar -------------------------------------------------------------------------------


def flight_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Day of the scheduled departure, New York time."""
    return pl.date(year, month, day)


def sched_departure(time_hour: pl.Expr, minute: pl.Expr) -> pl.Expr:
    """Instant of the scheduled departure, in UTC."""
    return time_hour + pl.duration(minutes=minute)


def day_of_year(flight_date: pl.Expr) -> pl.Expr:
    """Day of the year, 1 to 366."""
    return flight_date.dt.ordinal_day()


def weekday(flight_date: pl.Expr) -> pl.Expr:
    """Day of the week, Monday 1 to Sunday 7."""
    return flight_date.dt.weekday()


def is_weekend(weekday: pl.Expr) -> pl.Expr:
    """Whether it is a Saturday or a Sunday."""
    return weekday >= 6


def is_holiday_season(month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Whether it is around Independence Day, Thanksgiving, or Christmas to New Year."""
    independence = (month == 7) & day.is_between(3, 7)
    thanksgiving = (month == 11) & (day >= 22)
    christmas = ((month == 12) & (day >= 20)) | ((month == 1) & (day <= 3))
    return independence | thanksgiving | christmas


def part_of_day(hour: pl.Expr) -> pl.Expr:
    """Part of the day of the scheduled departure: night, morning, afternoon or evening."""
    return (
        pl.when(hour < 6)
        .then(pl.lit("night"))
        .when(hour < 12)
        .then(pl.lit("morning"))
        .when(hour < 18)
        .then(pl.lit("afternoon"))
        .otherwise(pl.lit("evening"))
    )


def time_of_day(hour: pl.Expr, minute: pl.Expr) -> pl.Expr:
    """Scheduled departure, in minutes after midnight, New York time."""
    return hour * 60 + minute


def time_sin(time_of_day: pl.Expr) -> pl.Expr:
    """Sine of the time on a 24-hour dial: 23:59 is next to 00:00."""
    return (time_of_day * 360 / 1440).radians().sin()


def time_cos(time_of_day: pl.Expr) -> pl.Expr:
    """Cosine of the time on a 24-hour dial: 1 at midnight, -1 at noon."""
    return (time_of_day * 360 / 1440).radians().cos()


# --- The flight itself --------------------------------------------------------------------------


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Mean ground speed, in miles per hour."""
    return distance / air_time * 60


def haul(distance: pl.Expr) -> pl.Expr:
    """Length of the flight: short (up to 500 miles), medium, or long (from 1,500 miles)."""
    return (
        pl.when(distance <= 500)
        .then(pl.lit("short"))
        .when(distance < 1500)
        .then(pl.lit("medium"))
        .otherwise(pl.lit("long"))
    )


def is_cancelled(dep_time: pl.Expr) -> pl.Expr:
    """Never left."""
    return dep_time.is_null()


def is_diverted(dep_time: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Left, and landed somewhere else than planned."""
    return dep_time.is_not_null() & air_time.is_null()


# --- Delays -------------------------------------------------------------------------------------


def is_late_departure(dep_delay: pl.Expr) -> pl.Expr:
    """Left more than 15 minutes after schedule."""
    return dep_delay > LATE


def is_late(arr_delay: pl.Expr) -> pl.Expr:
    """Arrived more than 15 minutes after schedule."""
    return arr_delay > LATE


def delay_bucket(arr_delay: pl.Expr) -> pl.Expr:
    """Arrival: early, on time (up to 15 minutes late), late, or very late (over an hour)."""
    return (
        pl.when(arr_delay < 0)
        .then(pl.lit("early"))
        .when(arr_delay <= LATE)
        .then(pl.lit("on time"))
        .when(arr_delay <= 60)
        .then(pl.lit("late"))
        .when(arr_delay > 60)
        .then(pl.lit("very late"))
    )


def gain(dep_delay: pl.Expr, arr_delay: pl.Expr) -> pl.Expr:
    """Delay made up between take-off and landing, in minutes; negative if it grew."""
    return dep_delay - arr_delay


def gain_per_hour(gain: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Delay made up, in minutes per hour in the air."""
    return gain / air_time * 60


def delay_per_100_miles(arr_delay: pl.Expr, distance: pl.Expr) -> pl.Expr:
    """Arrival delay, in minutes per 100 miles."""
    return arr_delay / distance * 100


# --- Carriers, routes and airports --------------------------------------------------------------


def carrier_late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Share of the carrier's flights that arrived late."""
    return is_late.mean().over(carrier)


def carrier_cancel_rate(is_cancelled: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Share of the carrier's flights that were cancelled."""
    return is_cancelled.mean().over(carrier)


def route_late_rate(is_late: pl.Expr, origin: pl.Expr, dest: pl.Expr) -> pl.Expr:
    """Share of the route's flights that arrived late."""
    return is_late.mean().over(origin, dest)


def route_flights(flight: pl.Expr, origin: pl.Expr, dest: pl.Expr) -> pl.Expr:
    """Flights on the route in the whole data."""
    return flight.len().over(origin, dest)


def route_share(
    flight: pl.Expr, origin: pl.Expr, dest: pl.Expr, carrier: pl.Expr, route_flights: pl.Expr
) -> pl.Expr:
    """Share of the route's flights that the carrier flies."""
    return flight.len().over(origin, dest, carrier) / route_flights


def route_speed_z(speed: pl.Expr, origin: pl.Expr, dest: pl.Expr) -> pl.Expr:
    """Speed in standard deviations from the mean of the route."""
    return (speed - speed.mean().over(origin, dest)) / speed.std().over(origin, dest)


def delay_beyond_carrier(dep_delay: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Departure delay beyond the carrier's median, in minutes."""
    return dep_delay - dep_delay.median().over(carrier)


def hour_traffic(flight: pl.Expr, origin: pl.Expr, time_hour: pl.Expr) -> pl.Expr:
    """Departures that the airport has scheduled in that hour."""
    return flight.len().over(origin, time_hour)


def usual_delay(dep_delay: pl.Expr, origin: pl.Expr, hour: pl.Expr) -> pl.Expr:
    """Mean departure delay of the airport in that hour of the day, in minutes."""
    return dep_delay.mean().over(origin, hour)


def delay_rank(dep_delay: pl.Expr, origin: pl.Expr, flight_date: pl.Expr) -> pl.Expr:
    """Rank of the departure delay on that day at that airport; 1 is the longest delay."""
    return dep_delay.rank("min", descending=True).over(origin, flight_date)


# --- What came before ---------------------------------------------------------------------------


def plane_last_delay(dep_delay: pl.Expr, tailnum: pl.Expr, sched_departure: pl.Expr) -> pl.Expr:
    """Departure delay of the same plane's flight before this one, in minutes."""
    last = dep_delay.shift(1).over(tailnum, order_by=sched_departure)
    return pl.when(tailnum.is_not_null()).then(last)


def plane_recent_delay(dep_delay: pl.Expr, tailnum: pl.Expr, sched_departure: pl.Expr) -> pl.Expr:
    """Mean departure delay of the same plane's five flights before this one, in minutes."""
    recent = dep_delay.shift(1).rolling_mean(5, min_samples=1)
    return pl.when(tailnum.is_not_null()).then(recent.over(tailnum, order_by=sched_departure))


def origin_recent_delay(dep_delay: pl.Expr, origin: pl.Expr, sched_departure: pl.Expr) -> pl.Expr:
    """Mean delay of the airport's fifty departures scheduled before this one, in minutes."""
    recent = dep_delay.shift(1).rolling_mean(50, min_samples=1)
    return recent.over(origin, order_by=sched_departure)


def leg_of_day(tailnum: pl.Expr, flight_date: pl.Expr, sched_departure: pl.Expr) -> pl.Expr:
    """Which flight of the day this is for the plane: 1, 2, …; null if the plane is unknown."""
    leg = sched_departure.rank("ordinal").over(tailnum, flight_date)
    return pl.when(tailnum.is_not_null()).then(leg)


def rest_hours(tailnum: pl.Expr, sched_departure: pl.Expr) -> pl.Expr:
    """Hours since the plane's departure before this one, both by schedule."""
    last = sched_departure.shift(1).over(tailnum, order_by=sched_departure)
    return pl.when(tailnum.is_not_null()).then((sched_departure - last).dt.total_minutes() / 60)


# --- The weather at departure -------------------------------------------------------------------


def temperature(temp: pl.Expr) -> pl.Expr:
    """Temperature, in degrees Celsius."""
    return (temp - 32) * 5 / 9


def dew_point_spread(temp: pl.Expr, dewp: pl.Expr) -> pl.Expr:
    """Temperature above the dew point, in degrees Celsius; near 0 there is fog."""
    return (temp - dewp) * 5 / 9


def wind_to_north(wind_speed: pl.Expr, wind_dir: pl.Expr) -> pl.Expr:
    """Northward part of the wind, in miles per hour; `wind_dir` is where the wind comes from."""
    return -wind_speed * wind_dir.radians().cos()


def wind_to_east(wind_speed: pl.Expr, wind_dir: pl.Expr) -> pl.Expr:
    """Eastward part of the wind, in miles per hour."""
    return -wind_speed * wind_dir.radians().sin()


def is_low_visibility(visib: pl.Expr) -> pl.Expr:
    """Visibility below three miles: flights must be flown by instruments."""
    return visib < 3


def is_icy(temperature: pl.Expr, precip: pl.Expr) -> pl.Expr:
    """Rain or snow at or below freezing."""
    return (temperature <= 0) & (precip > 0)


def pressure_z(pressure: pl.Expr, origin: pl.Expr) -> pl.Expr:
    """Air pressure in standard deviations from the airport's mean; low means storms."""
    return (pressure - pressure.mean().over(origin)) / pressure.std().over(origin)


# --- The plane ----------------------------------------------------------------------------------


def plane_age(year: pl.Expr, plane_year: pl.Expr) -> pl.Expr:
    """Age of the plane, in years."""
    return year - plane_year


def plane_age_beyond_carrier(plane_age: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    """Age of the plane beyond the mean over the carrier's flights, in years."""
    return plane_age - plane_age.mean().over(carrier)


def seat_miles(seats: pl.Expr, distance: pl.Expr) -> pl.Expr:
    """Seats times miles: what the flight had to sell."""
    return seats * distance
