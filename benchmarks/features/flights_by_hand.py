"""The flight features as one lazy query, written by hand in as few layers as can be."""

import polars as pl
from polars import col

from examples.flights import features as f

__all__ = ["eager", "lazy"]


def lazy(flights: pl.LazyFrame, weather: pl.LazyFrame, planes: pl.LazyFrame) -> pl.LazyFrame:
    """Write one query: a `with_columns` for each layer, and a `select`."""
    return (
        f.departures(flights, weather, planes)
        .with_columns(
            flight_date=f.flight_date(col("year"), col("month"), col("day")),
            sched_departure=f.sched_departure(col("time_hour"), col("minute")),
            is_holiday_season=f.is_holiday_season(col("month"), col("day")),
            part_of_day=f.part_of_day(col("hour")),
            time_of_day=f.time_of_day(col("hour"), col("minute")),
            speed=f.speed(col("distance"), col("air_time")),
            haul=f.haul(col("distance")),
            is_cancelled=f.is_cancelled(col("dep_time")),
            is_diverted=f.is_diverted(col("dep_time"), col("air_time")),
            is_late_departure=f.is_late_departure(col("dep_delay")),
            is_late=f.is_late(col("arr_delay")),
            delay_bucket=f.delay_bucket(col("arr_delay")),
            gain=f.gain(col("dep_delay"), col("arr_delay")),
            delay_per_100_miles=f.delay_per_100_miles(col("arr_delay"), col("distance")),
            route_flights=f.route_flights(col("flight"), col("origin"), col("dest")),
            delay_beyond_carrier=f.delay_beyond_carrier(col("dep_delay"), col("carrier")),
            hour_traffic=f.hour_traffic(col("flight"), col("origin"), col("time_hour")),
            usual_delay=f.usual_delay(col("dep_delay"), col("origin"), col("hour")),
            temperature=f.temperature(col("temp")),
            dew_point_spread=f.dew_point_spread(col("temp"), col("dewp")),
            wind_to_north=f.wind_to_north(col("wind_speed"), col("wind_dir")),
            wind_to_east=f.wind_to_east(col("wind_speed"), col("wind_dir")),
            is_low_visibility=f.is_low_visibility(col("visib")),
            pressure_z=f.pressure_z(col("pressure"), col("origin")),
            plane_age=f.plane_age(col("year"), col("plane_year")),
            seat_miles=f.seat_miles(col("seats"), col("distance")),
        )
        .with_columns(
            day_of_year=f.day_of_year(col("flight_date")),
            weekday=f.weekday(col("flight_date")),
            time_sin=f.time_sin(col("time_of_day")),
            time_cos=f.time_cos(col("time_of_day")),
            gain_per_hour=f.gain_per_hour(col("gain"), col("air_time")),
            carrier_late_rate=f.carrier_late_rate(col("is_late"), col("carrier")),
            carrier_cancel_rate=f.carrier_cancel_rate(col("is_cancelled"), col("carrier")),
            route_late_rate=f.route_late_rate(col("is_late"), col("origin"), col("dest")),
            route_share=f.route_share(
                col("flight"), col("origin"), col("dest"), col("carrier"), col("route_flights")
            ),
            route_speed_z=f.route_speed_z(col("speed"), col("origin"), col("dest")),
            delay_rank=f.delay_rank(col("dep_delay"), col("origin"), col("flight_date")),
            plane_last_delay=f.plane_last_delay(
                col("dep_delay"), col("tailnum"), col("sched_departure")
            ),
            plane_recent_delay=f.plane_recent_delay(
                col("dep_delay"), col("tailnum"), col("sched_departure")
            ),
            origin_recent_delay=f.origin_recent_delay(
                col("dep_delay"), col("origin"), col("sched_departure")
            ),
            leg_of_day=f.leg_of_day(col("tailnum"), col("flight_date"), col("sched_departure")),
            rest_hours=f.rest_hours(col("tailnum"), col("sched_departure")),
            is_icy=f.is_icy(col("temperature"), col("precip")),
            plane_age_beyond_carrier=f.plane_age_beyond_carrier(col("plane_age"), col("carrier")),
        )
        .with_columns(
            is_weekend=f.is_weekend(col("weekday")),
        )
        .select(
            "flight_date",
            "sched_departure",
            "day_of_year",
            "weekday",
            "is_weekend",
            "is_holiday_season",
            "part_of_day",
            "time_of_day",
            "time_sin",
            "time_cos",
            "speed",
            "haul",
            "is_cancelled",
            "is_diverted",
            "is_late_departure",
            "is_late",
            "delay_bucket",
            "gain",
            "gain_per_hour",
            "delay_per_100_miles",
            "carrier_late_rate",
            "carrier_cancel_rate",
            "route_late_rate",
            "route_flights",
            "route_share",
            "route_speed_z",
            "delay_beyond_carrier",
            "hour_traffic",
            "usual_delay",
            "delay_rank",
            "plane_last_delay",
            "plane_recent_delay",
            "origin_recent_delay",
            "leg_of_day",
            "rest_hours",
            "temperature",
            "dew_point_spread",
            "wind_to_north",
            "wind_to_east",
            "is_low_visibility",
            "is_icy",
            "pressure_z",
            "plane_age",
            "plane_age_beyond_carrier",
            "seat_miles",
        )
    )


def eager(flights: pl.DataFrame, weather: pl.DataFrame, planes: pl.DataFrame) -> pl.DataFrame:
    """Add one column after the other to a frame, as a notebook does."""
    frame = f.departures(flights.lazy(), weather.lazy(), planes.lazy()).collect()
    frame = frame.with_columns(flight_date=f.flight_date(col("year"), col("month"), col("day")))
    frame = frame.with_columns(sched_departure=f.sched_departure(col("time_hour"), col("minute")))
    frame = frame.with_columns(day_of_year=f.day_of_year(col("flight_date")))
    frame = frame.with_columns(weekday=f.weekday(col("flight_date")))
    frame = frame.with_columns(is_weekend=f.is_weekend(col("weekday")))
    frame = frame.with_columns(is_holiday_season=f.is_holiday_season(col("month"), col("day")))
    frame = frame.with_columns(part_of_day=f.part_of_day(col("hour")))
    frame = frame.with_columns(time_of_day=f.time_of_day(col("hour"), col("minute")))
    frame = frame.with_columns(time_sin=f.time_sin(col("time_of_day")))
    frame = frame.with_columns(time_cos=f.time_cos(col("time_of_day")))
    frame = frame.with_columns(speed=f.speed(col("distance"), col("air_time")))
    frame = frame.with_columns(haul=f.haul(col("distance")))
    frame = frame.with_columns(is_cancelled=f.is_cancelled(col("dep_time")))
    frame = frame.with_columns(is_diverted=f.is_diverted(col("dep_time"), col("air_time")))
    frame = frame.with_columns(is_late_departure=f.is_late_departure(col("dep_delay")))
    frame = frame.with_columns(is_late=f.is_late(col("arr_delay")))
    frame = frame.with_columns(delay_bucket=f.delay_bucket(col("arr_delay")))
    frame = frame.with_columns(gain=f.gain(col("dep_delay"), col("arr_delay")))
    frame = frame.with_columns(gain_per_hour=f.gain_per_hour(col("gain"), col("air_time")))
    frame = frame.with_columns(
        delay_per_100_miles=f.delay_per_100_miles(col("arr_delay"), col("distance"))
    )
    frame = frame.with_columns(
        carrier_late_rate=f.carrier_late_rate(col("is_late"), col("carrier"))
    )
    frame = frame.with_columns(
        carrier_cancel_rate=f.carrier_cancel_rate(col("is_cancelled"), col("carrier"))
    )
    frame = frame.with_columns(
        route_late_rate=f.route_late_rate(col("is_late"), col("origin"), col("dest"))
    )
    frame = frame.with_columns(
        route_flights=f.route_flights(col("flight"), col("origin"), col("dest"))
    )
    frame = frame.with_columns(
        route_share=f.route_share(
            col("flight"), col("origin"), col("dest"), col("carrier"), col("route_flights")
        )
    )
    frame = frame.with_columns(
        route_speed_z=f.route_speed_z(col("speed"), col("origin"), col("dest"))
    )
    frame = frame.with_columns(
        delay_beyond_carrier=f.delay_beyond_carrier(col("dep_delay"), col("carrier"))
    )
    frame = frame.with_columns(
        hour_traffic=f.hour_traffic(col("flight"), col("origin"), col("time_hour"))
    )
    frame = frame.with_columns(
        usual_delay=f.usual_delay(col("dep_delay"), col("origin"), col("hour"))
    )
    frame = frame.with_columns(
        delay_rank=f.delay_rank(col("dep_delay"), col("origin"), col("flight_date"))
    )
    frame = frame.with_columns(
        plane_last_delay=f.plane_last_delay(
            col("dep_delay"), col("tailnum"), col("sched_departure")
        )
    )
    frame = frame.with_columns(
        plane_recent_delay=f.plane_recent_delay(
            col("dep_delay"), col("tailnum"), col("sched_departure")
        )
    )
    frame = frame.with_columns(
        origin_recent_delay=f.origin_recent_delay(
            col("dep_delay"), col("origin"), col("sched_departure")
        )
    )
    frame = frame.with_columns(
        leg_of_day=f.leg_of_day(col("tailnum"), col("flight_date"), col("sched_departure"))
    )
    frame = frame.with_columns(rest_hours=f.rest_hours(col("tailnum"), col("sched_departure")))
    frame = frame.with_columns(temperature=f.temperature(col("temp")))
    frame = frame.with_columns(dew_point_spread=f.dew_point_spread(col("temp"), col("dewp")))
    frame = frame.with_columns(wind_to_north=f.wind_to_north(col("wind_speed"), col("wind_dir")))
    frame = frame.with_columns(wind_to_east=f.wind_to_east(col("wind_speed"), col("wind_dir")))
    frame = frame.with_columns(is_low_visibility=f.is_low_visibility(col("visib")))
    frame = frame.with_columns(is_icy=f.is_icy(col("temperature"), col("precip")))
    frame = frame.with_columns(pressure_z=f.pressure_z(col("pressure"), col("origin")))
    frame = frame.with_columns(plane_age=f.plane_age(col("year"), col("plane_year")))
    frame = frame.with_columns(
        plane_age_beyond_carrier=f.plane_age_beyond_carrier(col("plane_age"), col("carrier"))
    )
    frame = frame.with_columns(seat_miles=f.seat_miles(col("seats"), col("distance")))
    return frame.select(
        "flight_date",
        "sched_departure",
        "day_of_year",
        "weekday",
        "is_weekend",
        "is_holiday_season",
        "part_of_day",
        "time_of_day",
        "time_sin",
        "time_cos",
        "speed",
        "haul",
        "is_cancelled",
        "is_diverted",
        "is_late_departure",
        "is_late",
        "delay_bucket",
        "gain",
        "gain_per_hour",
        "delay_per_100_miles",
        "carrier_late_rate",
        "carrier_cancel_rate",
        "route_late_rate",
        "route_flights",
        "route_share",
        "route_speed_z",
        "delay_beyond_carrier",
        "hour_traffic",
        "usual_delay",
        "delay_rank",
        "plane_last_delay",
        "plane_recent_delay",
        "origin_recent_delay",
        "leg_of_day",
        "rest_hours",
        "temperature",
        "dew_point_spread",
        "wind_to_north",
        "wind_to_east",
        "is_low_visibility",
        "is_icy",
        "pressure_z",
        "plane_age",
        "plane_age_beyond_carrier",
        "seat_miles",
    )
