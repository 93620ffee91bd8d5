"""Portable functions beyond the example's, each of one thing in which engines may differ."""

import narwhals as nw

from examples.flights.portable import ORDER


def is_late_or_cancelled(arr_delay: nw.Expr) -> nw.Expr:
    """A comparison with nulls."""
    return arr_delay > 15


def delay_in_tens(dep_delay: nw.Expr) -> nw.Expr:
    """Rounding of halves."""
    return (dep_delay / 10).round(0) * 10


def whole_hours(air_time: nw.Expr) -> nw.Expr:
    """A cast of floats, with nulls among them, to integers."""
    return (air_time / 60).cast(nw.Int64)


def whole_hours_known(air_time: nw.Expr) -> nw.Expr:
    """A cast of floats to integers."""
    return (air_time.fill_null(0) / 60).cast(nw.Int64)


def dep_hour(dep_time: nw.Expr) -> nw.Expr:
    """A division of whole numbers."""
    return dep_time // 100


def dep_minute(dep_time: nw.Expr) -> nw.Expr:
    """The rest of a division."""
    return dep_time % 100


def is_to_chicago(dest: nw.Expr) -> nw.Expr:
    """Membership."""
    return dest.is_in(["ORD", "MDW"])


def carrier_name(carrier: nw.Expr) -> nw.Expr:
    """A look-up in a dict."""
    names = {"AA": "American", "DL": "Delta", "UA": "United"}
    return carrier.replace_strict(names, default="another", return_dtype=nw.String)


def new_york_hour(time_hour: nw.Expr) -> nw.Expr:
    """A time zone."""
    return time_hour.dt.convert_time_zone("America/New_York").dt.hour()


def quarter_start(flight_day: nw.Expr) -> nw.Expr:
    """A date cut to its quarter."""
    return flight_day.dt.truncate("1q")


def written_day(flight_day: nw.Expr) -> nw.Expr:
    """A date as text."""
    return flight_day.dt.to_string("%d.%m.%Y")


def mean_place(dep_delay: nw.Expr) -> nw.Expr:
    """A rank where ties share the mean."""
    return dep_delay.rank("average")


def delay_nine_tenths(dep_delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """A quantile of a group."""
    return dep_delay.quantile(0.9, "linear").over("carrier")


def carrier_airports(dest: nw.Expr, carrier: nw.Expr) -> nw.Expr:
    """The distinct values of a group."""
    return dest.n_unique().over("carrier")


def delay_change(
    dep_delay: nw.Expr, tailnum: nw.Expr, time_hour: nw.Expr, minute: nw.Expr, flight: nw.Expr
) -> nw.Expr:
    """A difference to the row before."""
    order = ["time_hour", "minute", "flight"]
    return dep_delay.diff().over("tailnum", order_by=order)


def first_delay(
    dep_delay: nw.Expr,
    origin: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """The first of a group."""
    return dep_delay.first().over("origin", order_by=ORDER)


def delay_carried_on(
    dep_delay: nw.Expr,
    origin: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """Nulls filled from the row before."""
    return dep_delay.fill_null(strategy="forward").over("origin", order_by=ORDER)


def recent_spread(
    dep_delay: nw.Expr,
    origin: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
) -> nw.Expr:
    """A rolling standard deviation."""
    return dep_delay.rolling_std(20, min_samples=2).over("origin", order_by=ORDER)


def smooth_delay(
    delay_or_zero: nw.Expr,
    time_hour: nw.Expr,
    minute: nw.Expr,
    carrier: nw.Expr,
    flight: nw.Expr,
    origin: nw.Expr,
) -> nw.Expr:
    """An exponential mean over the whole frame."""
    return delay_or_zero.ewm_mean(half_life=10).over(order_by=[*ORDER, "origin"])


def flights_so_far(
    flight: nw.Expr, time_hour: nw.Expr, minute: nw.Expr, carrier: nw.Expr, origin: nw.Expr
) -> nw.Expr:
    """A running count over the whole frame."""
    return flight.cum_count().over(order_by=[*ORDER, "origin"])


def delay_skew(dep_delay: nw.Expr) -> nw.Expr:
    """A skewness."""
    return dep_delay.skew()


def is_flown_once(tailnum: nw.Expr) -> nw.Expr:
    """Whether a value stands there once."""
    return tailnum.is_unique()
