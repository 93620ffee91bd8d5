"""Marketing: each feature on numbers that one can check by eye, then the program as it stands."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import hamiltonish as hm
from examples.marketing import __main__ as program
from examples.marketing import features

SPEND = pd.Series([10, 10, 20, 40, 40, 50], name="spend")
SIGNUPS = pd.Series([1, 10, 50, 100, 200, 400], name="signups")


def test_the_rolling_mean_needs_three_weeks() -> None:
    mean = features.avg_3wk_spend(SPEND)
    assert mean.isna().tolist() == [True, True, False, False, False, False]
    assert mean.dropna().tolist() == pytest.approx([40 / 3, 70 / 3, 100 / 3, 130 / 3])


def test_spend_per_signup() -> None:
    costs = features.spend_per_signup(SPEND, SIGNUPS)
    assert costs.tolist() == [10.0, 1.0, 0.4, 0.4, 0.2, 0.125]


def test_zero_mean_has_mean_zero() -> None:
    mean = features.spend_mean(SPEND)
    assert mean == pytest.approx(170 / 6)
    assert features.spend_zero_mean(SPEND, mean).mean() == pytest.approx(0)


def test_unit_variance_divides_by_the_deviation() -> None:
    deviation = features.spend_std_dev(pd.Series([1.0, 3.0]))
    assert deviation == pytest.approx(math.sqrt(2))
    scaled = features.spend_zero_mean_unit_variance(pd.Series([-1.0, 1.0]), deviation)
    assert scaled.tolist() == pytest.approx([-1 / math.sqrt(2), 1 / math.sqrt(2)])


def test_the_driver_gives_what_pandas_gives_by_hand() -> None:
    weeks = program.WEEKS
    spend = weeks["spend"]
    by_hand = pd.DataFrame(
        {
            "spend": spend,
            "signups": weeks["signups"],
            "avg_3wk_spend": spend.rolling(3).mean(),
            "spend_per_signup": spend / weeks["signups"],
            "spend_zero_mean_unit_variance": (spend - spend.mean()) / spend.std(),
        }
    )
    frame = hm.Driver(features).execute(program.OUTPUTS, inputs=weeks)
    pd.testing.assert_frame_equal(frame, by_hand)


def test_values_are_broadcast_beside_columns() -> None:
    outputs = ["spend_mean", features.spend_std_dev, "spend"]
    frame = hm.Driver(features).execute(outputs, inputs=program.WEEKS)
    assert frame["spend_mean"].tolist() == pytest.approx([170 / 6] * 6)
    assert frame["spend_std_dev"].nunique() == 1
    assert frame.index.equals(program.WEEKS.index)


def test_each_function_runs_once() -> None:
    run = hm.Driver(features).run(program.OUTPUTS, inputs=program.WEEKS)
    called = [row.name for row in run.report.rows if row.kind == "call"]
    assert sorted(called) == sorted(
        [
            "avg_3wk_spend",
            "spend_mean",
            "spend_per_signup",
            "spend_std_dev",
            "spend_zero_mean",
            "spend_zero_mean_unit_variance",
        ]
    )


def test_a_mean_given_instead_is_used() -> None:
    frame = hm.Driver(features).execute(
        "spend_zero_mean", inputs=program.WEEKS, overrides={"spend_mean": 10.0}
    )
    assert frame["spend_zero_mean"].tolist() == [0, 0, 10, 30, 30, 40]


def test_the_program_prints_the_frame(capsys: pytest.CaptureFixture[str]) -> None:
    program.main()
    printed = capsys.readouterr().out
    assert "avg_3wk_spend  spend_per_signup" in printed
    assert "2021-02-08     50      400          43.33              0.12          1.26" in printed
    assert max(map(len, printed.splitlines())) <= 100
