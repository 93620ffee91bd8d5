"""Two versions of a feature of real flights, compared on every engine."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.comparison import Numbers, Truths, Verdict
from tests.engines.conftest import KEY, Maker


def speed(distance: nw.Expr, air_time: nw.Expr) -> nw.Expr:
    return distance / air_time * 60


def is_late(arr_delay: nw.Expr) -> nw.Expr:
    return arr_delay > 15


def speed_in_kmh(distance: nw.Expr, air_time: nw.Expr) -> nw.Expr:
    return distance / air_time * 60 * 1.609344


def is_late_by_ten(arr_delay: nw.Expr) -> nw.Expr:
    return arr_delay > 10


OLD = hm.Driver(speed, is_late)
NEW = hm.Driver(OLD.graph.replace(speed=speed_in_kmh, is_late=is_late_by_ten))
OUTPUTS = ["speed", "is_late", "carrier"]


def test_every_engine_tells_the_same_difference(
    make: Maker, flights: dict[str, pl.DataFrame]
) -> None:
    table = flights["flights"]
    comparison = OLD.compare(NEW, OUTPUTS, inputs=make(table), on=KEY)
    verdicts = {output.name: output.verdict for output in comparison}
    assert verdicts == {
        "speed": Verdict.CHANGED,
        "is_late": Verdict.CHANGED,
        "carrier": Verdict.SAME,
    }
    assert {output.rows for output in comparison} == {len(table)}
    late = table["arr_delay"]
    assert comparison["is_late"].differing == ((late > 10) & (late <= 15)).sum()
    assert comparison["speed"].differing == table["air_time"].count()
    facts = comparison["speed"].facts
    assert isinstance(facts, Numbers)
    assert facts.relative_max == pytest.approx(0.609344)
    assert facts.relative_mean == pytest.approx(0.609344)
    share = comparison["is_late"].facts
    assert isinstance(share, Truths)
    if share.share_old is not None:  # where missing truth values are no dtype, nobody counts them
        assert share.share_old == pytest.approx((late > 15).mean(), abs=0.02)


def test_a_version_is_the_same_as_itself_on_a_sample(
    make: Maker, flights: dict[str, pl.DataFrame]
) -> None:
    comparison = OLD.compare(OLD, OUTPUTS, inputs=make(flights["flights"]), on=KEY, sample=500)
    assert not comparison, str(comparison)
    assert {output.rows for output in comparison} <= set(range(400, 501))
