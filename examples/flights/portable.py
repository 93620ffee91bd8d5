"""Features of a flight as portable expressions: the same functions on every engine.

`examples.flights.features` has most of them as Polars expressions, under the same names. narwhals
takes the keys of a window and its order as texts, so that a function has a key as a parameter,
which says that the column is needed, and once more by name.

A window that depends on the order of rows says which order: a table of an engine has none.
"""

import math
from typing import Any

import narwhals as nw
from narwhals.typing import FrameT

from hamiltonish.modifiers import extract_columns

LATE = 15
"""A flight is late when it is more than this many minutes behind its schedule."""

ORDER = ["time_hour", "minute", "carrier", "flight"]
"""The order of an airport's departures; no two of them have the same place in it."""

# --- The flights, with the weather at departure and the plane -----------------------------------


@extract_columns(
    *("year", "month", "day", "hour", "minute", "time_hour"),
    *("dep_time", "dep_delay", "arr_delay", "air_time", "distance"),
    *("carrier", "flight", "tailnum", "origin", "dest"),
    *("temp", "dewp", "wind_dir", "wind_speed", "precip", "pressure", "visib"),
    *("plane_year", "seats"),
)
def departures(flights: FrameT, weather: FrameT, planes: FrameT) -> FrameT:
    """One row per flight: its weather and plane beside it, or nulls."""
    at_departure = weather.drop("year", "month", "day", "hour")
    plane = planes.select("tailnum", "seats", plane_year="year")
    left: Any = flights  # for type checkers, the frames could be lazy and eager, mixed
    beside: FrameT = left.join(at_departure, on=["origin", "time_hour"], how="left").join(
        plane, on="tailnum", how="left"
    )
    return beside


def _known(*columns: nw.Expr) -> nw.Expr:
    """Whether none of some columns is null.

    A comparison with a null is null, but in pandas on NumPy, where it is false.
    """
    known = ~columns[0].is_null()
    for column in columns[1:]:
        known = known & ~column.is_null()
    return known


# --- The calendar -------------------------------------------------------------------------------


def flight_day(year: nw.Expr, month: nw.Expr, day: nw.Expr) -> nw.Expr:
    """Midnight at the start of the day of the scheduled departure, New York time."""
    texts = (year.cast(nw.String), _two_digits(month), _two_digits(day))
    return nw.concat_str(*texts, separator="-").str.to_datetime(format="%Y-%m-%d")


def _two_digits(number: nw.Expr) -> nw.Expr:
    return number.cast(nw.String).str.zfill(2)


def flight_date(flight_day: nw.Expr) -> nw.Expr:
    """Day of the scheduled departure, New York time."""
    return flight_day.dt.date()


def day_of_year(flight_day: nw.Expr) -> nw.Expr:
    """Day of the year, 1 to 366."""
    return flight_day.dt.ordinal_day()


def weekday(flight_day: nw.Expr) -> nw.Expr:
    """Day of the week, Monday 1 to Sunday 7."""
    return flight_day.dt.weekday()


def is_weekend(weekday: nw.Expr) -> nw.Expr:
    """Whether it is a Saturday or a Sunday."""
    return weekday >= 6


def month_start(flight_day: nw.Expr) -> nw.Expr:
    """First day of the month."""
    return flight_day.dt.truncate("1mo")


def is_holiday_season(month: nw.Expr, day: nw.Expr) -> nw.Expr:
    """Whether it is around Independence Day, Thanksgiving, or Christmas to New Year."""
    independence = (month == 7) & day.is_between(3, 7)
    thanksgiving = (month == 11) & (day >= 22)
    christmas = ((month == 12) & (day >= 20)) | ((month == 1) & (day <= 3))
    return independence | thanksgiving | christmas


def part_of_day(hour: nw.Expr) -> nw.Expr:
    """Part of the day of the scheduled departure: night, morning, afternoon or evening."""
    return (
        nw.when(hour < 6)
        .then(nw.lit("night"))
        .otherwise(
            nw.when(hour < 12)
            .then(nw.lit("morning"))
            .otherwise(
                nw.when(hour < 18).then(nw.lit("afternoon")).otherwise(nw.lit("evening")),
            )
        )
    )


def time_of_day(hour: nw.Expr, minute: nw.Expr) -> nw.Expr:
    """Scheduled departure, in minutes after midnight, New York time."""
    return hour * 60 + minute


def time_sin(time_of_day: nw.Expr) -> nw.Expr:
    """Sine of the time on a 24-hour dial: 23:59 is next to 00:00."""
    return (time_of_day * (2 * math.pi / 1440)).sin()


def time_cos(time_of_day: nw.Expr) -> nw.Expr:
    """Cosine of the time on a 24-hour dial: 1 at midnight, -1 at noon."""
    return (time_of_day * (2 * math.pi / 1440)).cos()


# --- The flight itself --------------------------------------------------------------------------


def speed(distance: nw.Expr, air_time: nw.Expr) -> nw.Expr:
    """Mean ground speed, in miles per hour."""
    return distance / air_time * 60


def haul(distance: nw.Expr) -> nw.Expr:
    """Length of the flight: short (up to 500 miles), medium, or long (from 1,500 miles)."""
    longer = nw.when(distance < 1500).then(nw.lit("medium")).otherwise(nw.lit("long"))
    return nw.when(distance <= 500).then(nw.lit("short")).otherwise(longer)


def log_distance(distance: nw.Expr) -> nw.Expr:
    """Natural logarithm of the distance."""
    return distance.log()


def air_hours(air_time: nw.Expr) -> nw.Expr:
    """Whole hours in the air."""
    return (air_time / 60).floor()


def is_cancelled(dep_time: nw.Expr) -> nw.Expr:
    """Never left."""
    return dep_time.is_null()


def is_diverted(dep_time: nw.Expr, air_time: nw.Expr) -> nw.Expr:
    """Left, and landed somewhere else than planned."""
    return ~dep_time.is_null() & air_time.is_null()


# --- Names --------------------------------------------------------------------------------------


def route(origin: nw.Expr, dest: nw.Expr) -> nw.Expr:
    """The two airports, such as `JFK-LAX`."""
    return nw.concat_str(origin, dest, separator="-")


def flight_code(carrier: nw.Expr, flight: nw.Expr) -> nw.Expr:
    """Carrier and flight number, such as `UA0015`."""
    return nw.concat_str(carrier, flight.cast(nw.String).str.zfill(4))


def is_american(tailnum: nw.Expr) -> nw.Expr:
    """Whether the plane is registered in the United States."""
    return nw.when(_known(tailnum)).then(tailnum.str.starts_with("N"))


def tail_digits(tailnum: nw.Expr) -> nw.Expr:
    """The digits of the plane's registration."""
    return tailnum.str.replace_all("[^0-9]", "")


def tail_letters(tailnum: nw.Expr) -> nw.Expr:
    """The last two characters of the plane's registration, in small letters."""
    return tailnum.str.tail(2).str.to_lowercase()


def tail_length(tailnum: nw.Expr) -> nw.Expr:
    """How many characters the plane's registration has."""
    return tailnum.str.len_chars()


# --- Delays -------------------------------------------------------------------------------------


def is_late_departure(dep_delay: nw.Expr) -> nw.Expr:
    """Left more than 15 minutes after schedule."""
    return nw.when(_known(dep_delay)).then(dep_delay > LATE)


def is_late(arr_delay: nw.Expr) -> nw.Expr:
    """Arrived more than 15 minutes after schedule."""
    return nw.when(_known(arr_delay)).then(arr_delay > LATE)


def delay_bucket(arr_delay: nw.Expr) -> nw.Expr:
    """Arrival: early, on time (up to 15 minutes late), late, or very late (over an hour)."""
    very_late = nw.when(arr_delay > 60).then(nw.lit("very late"))
    late = nw.when(arr_delay <= 60).then(nw.lit("late")).otherwise(very_late)
    on_time = nw.when(arr_delay <= LATE).then(nw.lit("on time")).otherwise(late)
    return nw.when(arr_delay < 0).then(nw.lit("early")).otherwise(on_time)


def gain(dep_delay: nw.Expr, arr_delay: nw.Expr) -> nw.Expr:
    """Delay made up between take-off and landing, in minutes; negative if it grew."""
    return dep_delay - arr_delay


def gain_per_hour(gain: nw.Expr, air_time: nw.Expr) -> nw.Expr:
    """Delay made up, in minutes per hour in the air."""
    return gain / air_time * 60


def delay_per_100_miles(arr_delay: nw.Expr, distance: nw.Expr) -> nw.Expr:
    """Arrival delay, in minutes per 100 miles."""
    return arr_delay / distance * 100


def last_known_delay(arr_delay: nw.Expr, dep_delay: nw.Expr) -> nw.Expr:
    """Arrival delay; of a diverted flight the departure delay, of a cancelled one null."""
    return nw.coalesce(arr_delay, dep_delay)


def delay_or_zero(dep_delay: nw.Expr) -> nw.Expr:
    """Departure delay, 0 for a cancelled flight."""
    return dep_delay.fill_null(0)


def worse_delay(dep_delay: nw.Expr, arr_delay: nw.Expr) -> nw.Expr:
    """The longer of the two delays, of those that are known."""
    return nw.max_horizontal(dep_delay, arr_delay)


def delay_within_an_hour(dep_delay: nw.Expr) -> nw.Expr:
    """Departure delay, no less than an hour early and no more than an hour late."""
    return dep_delay.clip(-60, 60)


def delay_beyond_all(dep_delay: nw.Expr) -> nw.Expr:
    """Departure delay beyond the mean of all flights, in minutes."""
    return dep_delay - dep_delay.mean()


# --- Carriers, routes and airports --------------------------------------------------------------


def carrier_late_rate(is_late: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """Share of the carrier's flights that arrived late."""
    return is_late.cast(nw.Float64).mean().over("carrier")


def carrier_cancel_rate(is_cancelled: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """Share of the carrier's flights that were cancelled."""
    return is_cancelled.cast(nw.Float64).mean().over("carrier")


def route_late_rate(is_late: nw.Expr, origin: nw.Expr, dest: nw.Expr) -> nw.Expr:
    """Share of the route's flights that arrived late."""
    return is_late.cast(nw.Float64).mean().over("origin", "dest")


def route_flights(flight: nw.Expr, origin: nw.Expr, dest: nw.Expr) -> nw.Expr:
    """Flights on the route in the whole data."""
    return flight.len().over("origin", "dest")


def route_share(
    flight: nw.Expr, origin: nw.Expr, dest: nw.Expr, carrier: nw.Expr, route_flights: nw.Expr
) -> nw.Expr:
    """Share of the route's flights that the carrier flies."""
    return flight.len().over("origin", "dest", "carrier") / route_flights


def route_speed_z(speed: nw.Expr, origin: nw.Expr, dest: nw.Expr) -> nw.Expr:
    """Speed in standard deviations from the mean of the route."""
    beyond = speed - speed.mean().over("origin", "dest")
    return beyond / speed.std().over("origin", "dest")


def carrier_speed_z(route_speed_z: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """Mean of the carrier's speeds, each measured by its route: a window of a window."""
    return route_speed_z.mean().over("carrier")


def delay_beyond_carrier(dep_delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """Departure delay beyond the carrier's median, in minutes."""
    return dep_delay - dep_delay.median().over("carrier")


def hour_traffic(flight: nw.Expr, origin: nw.Expr, time_hour: nw.Expr) -> nw.Expr:
    """Departures that the airport has scheduled in that hour."""
    return flight.len().over("origin", "time_hour")


def usual_delay(dep_delay: nw.Expr, origin: nw.Expr, hour: nw.Expr) -> nw.Expr:
    """Mean departure delay of the airport in that hour of the day, in minutes."""
    return dep_delay.mean().over("origin", "hour")


def delay_rank(dep_delay: nw.Expr, origin: nw.Expr, flight_day: nw.Expr) -> nw.Expr:
    """Rank of the departure delay on that day at that airport; 1 is the longest delay."""
    return dep_delay.rank("min", descending=True).over("origin", "flight_day")


# --- What came before ---------------------------------------------------------------------------


def plane_last_delay(
    dep_delay: nw.Expr, tailnum: nw.Expr, time_hour: nw.Expr, minute: nw.Expr
) -> nw.Expr:
    """Departure delay of the same plane's flight before this one, in minutes."""
    last = dep_delay.shift(1).over("tailnum", order_by=["time_hour", "minute"])
    return nw.when(_known(tailnum)).then(last)


def plane_recent_delay(
    plane_last_delay: nw.Expr, tailnum: nw.Expr, time_hour: nw.Expr, minute: nw.Expr
) -> nw.Expr:
    """Mean departure delay of the same plane's five flights before this one, in minutes."""
    recent = plane_last_delay.rolling_mean(5, min_samples=1)
    known = recent.over("tailnum", order_by=["time_hour", "minute"])
    return nw.when(_known(tailnum)).then(known)


def origin_last_delay(
    dep_delay: nw.Expr,
    origin: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """Delay of the airport's departure scheduled before this one, in minutes."""
    return dep_delay.shift(1).over("origin", order_by=ORDER)


def origin_fifty_delay(
    origin_last_delay: nw.Expr,
    origin: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """Mean delay of the airport's fifty departures before this one, in minutes.

    `origin_recent_delay` of the Polars features takes departures of the same minute as they come.
    """
    return origin_last_delay.rolling_mean(50, min_samples=1).over("origin", order_by=ORDER)


def origin_delay_so_far(
    delay_or_zero: nw.Expr,
    origin: nw.Expr,
    flight_day: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """Minutes that the airport's departures of the day are behind, up to this one."""
    return delay_or_zero.cum_sum().over("origin", "flight_day", order_by=ORDER)


def leg_of_day(
    tailnum: nw.Expr, flight_day: nw.Expr, time_of_day: nw.Expr, flight: nw.Expr
) -> nw.Expr:
    """Which flight of the day this is for the plane: 1, 2, …; null if the plane is unknown."""
    order = ["time_of_day", "flight"]
    leg = flight.cum_count().over("tailnum", "flight_day", order_by=order)
    return nw.when(_known(tailnum)).then(leg)


def rest_hours(tailnum: nw.Expr, departure_minute: nw.Expr) -> nw.Expr:
    """Hours since the plane's departure before this one, both by schedule."""
    last = departure_minute.shift(1).over("tailnum", order_by="departure_minute")
    return nw.when(_known(tailnum)).then((departure_minute - last) / 60)


def departure_minute(day_of_year: nw.Expr, time_of_day: nw.Expr) -> nw.Expr:
    """Scheduled departure, in minutes after New Year, New York time."""
    return day_of_year * 1440 + time_of_day


def delay_place(dep_delay: nw.Expr) -> nw.Expr:
    """Place of the departure delay among all flights; 1 is the longest, ties share the first."""
    return dep_delay.rank("min", descending=True)


# --- The weather at departure -------------------------------------------------------------------


def temperature(temp: nw.Expr) -> nw.Expr:
    """Temperature, in degrees Celsius."""
    return (temp - 32) * 5 / 9


def dew_point_spread(temp: nw.Expr, dewp: nw.Expr) -> nw.Expr:
    """Temperature above the dew point, in degrees Celsius; near 0 there is fog."""
    return (temp - dewp) * 5 / 9


def wind_to_north(wind_speed: nw.Expr, wind_dir: nw.Expr) -> nw.Expr:
    """Northward part of the wind, in miles per hour; `wind_dir` is where the wind comes from."""
    return wind_speed * (wind_dir * (math.pi / 180)).cos() * -1


def wind_to_east(wind_speed: nw.Expr, wind_dir: nw.Expr) -> nw.Expr:
    """Eastward part of the wind, in miles per hour."""
    return wind_speed * (wind_dir * (math.pi / 180)).sin() * -1


def is_low_visibility(visib: nw.Expr) -> nw.Expr:
    """Visibility below three miles: flights must be flown by instruments."""
    return nw.when(_known(visib)).then(visib < 3)


def is_icy(temperature: nw.Expr, precip: nw.Expr) -> nw.Expr:
    """Rain or snow at or below freezing."""
    return nw.when(_known(temperature, precip)).then((temperature <= 0) & (precip > 0))


def pressure_z(pressure: nw.Expr, origin: nw.Expr) -> nw.Expr:
    """Air pressure in standard deviations from the airport's mean; low means storms."""
    return (pressure - pressure.mean().over("origin")) / pressure.std().over("origin")


# --- The plane ----------------------------------------------------------------------------------


def plane_age(year: nw.Expr, plane_year: nw.Expr) -> nw.Expr:
    """Age of the plane, in years."""
    return year - plane_year


def plane_age_beyond_carrier(plane_age: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """Age of the plane beyond the mean over the carrier's flights, in years."""
    return plane_age - plane_age.mean().over("carrier")


def seat_miles(seats: nw.Expr, distance: nw.Expr) -> nw.Expr:
    """Seats times miles: what the flight had to sell."""
    return seats * distance
