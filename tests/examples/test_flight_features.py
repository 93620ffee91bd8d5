"""The features of the flights, each on rows that one can check by eye."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from examples.flights import features


def computed(function: Callable[..., pl.Expr], **columns: list[Any]) -> list[Any]:
    """Call a feature as what it is, a plain function, and compute it on a small frame."""
    expression = function(**{name: pl.col(name) for name in columns})
    return pl.DataFrame(columns).select(expression).to_series().to_list()


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    """Give an instant in January 2013."""
    return datetime(2013, 1, day, hour, minute, tzinfo=UTC)


# --- The calendar ---


def test_flight_date_puts_the_date_together() -> None:
    assert computed(features.flight_date, year=[2013], month=[2], day=[28]) == [date(2013, 2, 28)]


def test_sched_departure_adds_the_minutes_to_the_hour() -> None:
    assert computed(features.sched_departure, time_hour=[at(10)], minute=[15]) == [at(10, 15)]


def test_monday_is_day_1_of_the_week() -> None:
    days = [date(2013, 1, 7), date(2013, 1, 13)]
    assert computed(features.weekday, flight_date=days) == [1, 7]


def test_saturday_and_sunday_are_the_weekend() -> None:
    expected = [False] * 5 + [True, True]
    assert computed(features.is_weekend, weekday=[1, 2, 3, 4, 5, 6, 7]) == expected


def test_day_of_year_counts_from_1() -> None:
    days = [date(2013, 1, 1), date(2013, 12, 31)]
    assert computed(features.day_of_year, flight_date=days) == [1, 365]


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (7, 2, False),
        (7, 4, True),
        (7, 8, False),
        (11, 21, False),
        (11, 22, True),
        (12, 19, False),
        (12, 20, True),
        (1, 3, True),
        (1, 4, False),
    ],
)
def test_the_holiday_season(month: int, day: int, *, expected: bool) -> None:
    assert computed(features.is_holiday_season, month=[month], day=[day]) == [expected]


def test_part_of_day_changes_at_6_12_and_18() -> None:
    parts = computed(features.part_of_day, hour=[5, 6, 11, 12, 17, 18, 23])
    expected = ["night", "morning", "morning", "afternoon", "afternoon", "evening", "evening"]
    assert parts == expected


def test_time_of_day_is_in_minutes_after_midnight() -> None:
    assert computed(features.time_of_day, hour=[0, 5, 23], minute=[0, 15, 59]) == [0, 315, 1439]


def test_time_goes_round_the_dial() -> None:
    quarters = [0, 360, 720, 1080]
    assert computed(features.time_sin, time_of_day=quarters) == pytest.approx([0, 1, 0, -1])
    assert computed(features.time_cos, time_of_day=quarters) == pytest.approx([1, 0, -1, 0])


# --- The flight itself, and its delay ---


def test_speed_is_in_miles_per_hour() -> None:
    speeds = computed(features.speed, distance=[1400, 500], air_time=[210, None])
    assert speeds == [400.0, None]


def test_haul_is_short_up_to_500_miles_and_long_from_1500() -> None:
    hauls = computed(features.haul, distance=[500, 501, 1499, 1500])
    assert hauls == ["short", "medium", "medium", "long"]


def test_a_flight_without_departure_is_cancelled_and_not_diverted() -> None:
    left, flown = [None, 517, 517], [None, None, 227]
    assert computed(features.is_cancelled, dep_time=left) == [True, False, False]
    assert computed(features.is_diverted, dep_time=left, air_time=flown) == [False, True, False]


def test_15_minutes_are_not_late_and_a_cancelled_flight_is_neither() -> None:
    late = [False, True, None]
    assert computed(features.is_late, arr_delay=[15, 16, None]) == late
    assert computed(features.is_late_departure, dep_delay=[15, 16, None]) == late


def test_delay_bucket_has_its_bounds_at_0_15_and_60() -> None:
    buckets = computed(features.delay_bucket, arr_delay=[-1, 0, 15, 16, 60, 61, None])
    assert buckets == ["early", "on time", "on time", "late", "late", "very late", None]


def test_gain_is_what_was_made_up_in_the_air() -> None:
    assert computed(features.gain, dep_delay=[30, 0], arr_delay=[10, 5]) == [20, -5]
    assert computed(features.gain_per_hour, gain=[20, -5], air_time=[120, 60]) == [10.0, -5.0]


def test_delay_per_100_miles() -> None:
    assert computed(features.delay_per_100_miles, arr_delay=[14], distance=[700]) == [2.0]


# --- Carriers, routes and airports ---


def test_a_carriers_late_rate_leaves_cancelled_flights_out() -> None:
    rates = computed(
        features.carrier_late_rate,
        is_late=[True, False, None, True],
        carrier=["UA", "UA", "UA", "AA"],
    )
    assert rates == [0.5, 0.5, 0.5, 1.0]


def test_a_carriers_cancel_rate_counts_all_flights() -> None:
    cancelled, carriers = [True, False, False, False], ["UA", "UA", "AA", "AA"]
    rates = computed(features.carrier_cancel_rate, is_cancelled=cancelled, carrier=carriers)
    assert rates == [0.5, 0.5, 0.0, 0.0]


def test_a_route_is_a_pair_of_airports() -> None:
    route = {"origin": ["JFK", "JFK", "LGA", "JFK"], "dest": ["MIA", "MIA", "MIA", "SFO"]}
    rates = computed(features.route_late_rate, is_late=[True, False, True, False], **route)
    assert rates == [0.5, 0.5, 1.0, 0.0]
    assert computed(features.route_flights, flight=[1, 2, 3, 4], **route) == [2, 2, 1, 1]


def test_route_share_is_the_carriers_part_of_the_route() -> None:
    shares = computed(
        features.route_share,
        flight=[1, 2, 3, 4],
        origin=["JFK"] * 4,
        dest=["MIA"] * 4,
        carrier=["AA", "AA", "AA", "DL"],
        route_flights=[4] * 4,
    )
    assert shares == [0.75, 0.75, 0.75, 0.25]


def test_route_speed_z_has_mean_0_and_deviation_1_on_each_route() -> None:
    route = {"origin": ["JFK"] * 4, "dest": ["MIA", "MIA", "MIA", "SFO"]}
    scores = computed(features.route_speed_z, speed=[300.0, 400.0, 500.0, 450.0], **route)
    assert scores == [-1.0, 0.0, 1.0, None]  # one flight has no deviation


def test_delay_beyond_carrier_is_from_the_median() -> None:
    delays, carriers = [0, 10, 90], ["UA", "UA", "UA"]
    beyond = computed(features.delay_beyond_carrier, dep_delay=delays, carrier=carriers)
    assert beyond == [-10.0, 0.0, 80.0]


def test_hour_traffic_counts_departures_of_the_airport_in_the_hour() -> None:
    traffic = computed(
        features.hour_traffic,
        flight=[1, 2, 3, 4],
        origin=["JFK", "JFK", "JFK", "LGA"],
        time_hour=[at(10), at(10), at(11), at(10)],
    )
    assert traffic == [2, 2, 1, 1]


def test_usual_delay_is_the_mean_of_the_airports_hour() -> None:
    hours, origins = [5, 5, 6], ["JFK", "JFK", "JFK"]
    usual = computed(features.usual_delay, dep_delay=[10, 20, 3], origin=origins, hour=hours)
    assert usual == [15.0, 15.0, 3.0]


def test_delay_rank_1_is_the_longest_delay_of_the_day() -> None:
    ranks = computed(
        features.delay_rank,
        dep_delay=[5, 60, None, 60, 7],
        origin=["JFK"] * 5,
        flight_date=[date(2013, 1, 1)] * 4 + [date(2013, 1, 2)],
    )
    assert ranks == [3, 1, None, 1, 1]


# --- What came before ---


def test_the_last_delay_is_that_of_the_same_plane_by_schedule_not_by_row() -> None:
    last = computed(
        features.plane_last_delay,
        dep_delay=[30, 10, 99, 20],
        tailnum=["N1", "N1", "N2", "N1"],
        sched_departure=[at(12), at(8), at(9), at(10)],
    )
    assert last == [20, None, None, 10]


def test_the_recent_delay_is_of_at_most_five_flights_and_not_of_this_one() -> None:
    recent = computed(
        features.plane_recent_delay,
        dep_delay=[1000, 1, 2, 3, 4, 5, -1000],
        tailnum=["N1"] * 7,
        sched_departure=[at(hour) for hour in range(7)],
    )
    assert recent == [None, 1000.0, 500.5, 1003 / 3, 1006 / 4, 202.0, 3.0]


def test_a_cancelled_flight_is_left_out_of_the_recent_delay() -> None:
    recent = computed(
        features.plane_recent_delay,
        dep_delay=[10, None, 20, 0],
        tailnum=["N1"] * 4,
        sched_departure=[at(hour) for hour in range(4)],
    )
    assert recent == [None, 10.0, 10.0, 15.0]


def test_the_airports_recent_delay_is_of_its_own_departures_by_schedule() -> None:
    recent = computed(
        features.origin_recent_delay,
        dep_delay=[5, 10, 99, 20],
        origin=["JFK", "JFK", "LGA", "JFK"],
        sched_departure=[at(3), at(0), at(1), at(2)],
    )
    assert recent == [15.0, None, None, 10.0]


def test_the_airports_recent_delay_is_of_at_most_fifty_departures() -> None:
    recent = computed(
        features.origin_recent_delay,
        dep_delay=[1000, *[10] * 49, 30, 0],
        origin=["JFK"] * 52,
        sched_departure=[at(row // 24, row % 24) for row in range(52)],
    )
    assert recent[-2:] == pytest.approx([(1000 + 49 * 10) / 50, (49 * 10 + 30) / 50])


def test_leg_of_day_starts_anew_each_day_and_needs_a_known_plane() -> None:
    legs = computed(
        features.leg_of_day,
        tailnum=["N1", "N1", "N1", None],
        flight_date=[date(2013, 1, 1), date(2013, 1, 1), date(2013, 1, 2), date(2013, 1, 1)],
        sched_departure=[at(12), at(8), at(8, day=2), at(9)],
    )
    assert legs == [2, 1, 1, None]


def test_rest_hours_are_since_the_planes_departure_before() -> None:
    rest = computed(
        features.rest_hours,
        tailnum=["N1", "N1", None, None],
        sched_departure=[at(12, 30), at(8), at(8), at(9)],
    )
    assert rest == [4.5, None, None, None]


# --- The weather and the plane ---


def test_temperature_is_in_celsius() -> None:
    degrees = computed(features.temperature, temp=[32.0, 212.0, None])
    assert degrees == [0.0, 100.0, None]
    assert computed(features.dew_point_spread, temp=[50.0], dewp=[41.0]) == [5.0]


@pytest.mark.parametrize(
    ("comes_from", "north", "east"), [(0, -10, 0), (90, 0, -10), (180, 10, 0), (270, 0, 10)]
)
def test_wind_blows_away_from_where_it_comes_from(comes_from: int, north: int, east: int) -> None:
    wind: dict[str, list[Any]] = {"wind_speed": [10.0], "wind_dir": [comes_from]}
    assert computed(features.wind_to_north, **wind) == pytest.approx([north])
    assert computed(features.wind_to_east, **wind) == pytest.approx([east])


def test_low_visibility_is_below_three_miles() -> None:
    assert computed(features.is_low_visibility, visib=[2.5, 3.0, None]) == [True, False, None]


def test_ice_needs_frost_and_precipitation() -> None:
    icy = computed(features.is_icy, temperature=[-1.0, 0.0, 1.0, -1.0], precip=[0.1, 0.1, 0.1, 0.0])
    assert icy == [True, True, False, False]


def test_pressure_z_is_per_airport() -> None:
    pressures, origins = [1000.0, 1010.0, 1020.0, 990.0], ["JFK", "JFK", "JFK", "LGA"]
    assert computed(features.pressure_z, pressure=pressures, origin=origins) == [-1, 0, 1, None]


def test_the_age_of_a_plane_and_of_its_carriers_fleet() -> None:
    assert computed(features.plane_age, year=[2013, 2013], plane_year=[1999, None]) == [14, None]
    ages, carriers = [14, 10, None], ["UA", "UA", "UA"]
    beyond = computed(features.plane_age_beyond_carrier, plane_age=ages, carrier=carriers)
    assert beyond == [2.0, -2.0, None]


def test_seat_miles() -> None:
    assert computed(features.seat_miles, seats=[149], distance=[1400]) == [208_600]
