"""Compute the features of six weeks, and print them with what was run."""

import pandas as pd

import hamiltonish as hm
from examples.marketing import features

WEEKS = pd.DataFrame(
    {"spend": [10, 10, 20, 40, 40, 50], "signups": [1, 10, 50, 100, 200, 400]},
    index=pd.date_range("2021-01-04", periods=6, freq="7D", name="week"),
)
OUTPUTS = [
    "spend",
    "signups",
    features.avg_3wk_spend,
    features.spend_per_signup,
    features.spend_zero_mean_unit_variance,
]


def main() -> None:
    """Run from the command line."""
    run = hm.Driver(features).run(OUTPUTS, inputs=WEEKS)
    print(run.frame.rename(columns={"spend_zero_mean_unit_variance": "spend_scaled"}).round(2))
    print(f"\n{run.report}")


if __name__ == "__main__":
    main()
