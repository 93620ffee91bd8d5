"""Features of weekly marketing spend; money in dollars, one row a week."""

import pandas as pd


def avg_3wk_spend(spend: pd.Series) -> pd.Series:
    """Mean spend of this week and the two before; null for the first two."""
    return spend.rolling(3).mean()


def spend_per_signup(spend: pd.Series, signups: pd.Series) -> pd.Series:
    """Dollars spent for each signup."""
    return spend / signups


def spend_mean(spend: pd.Series) -> float:
    """Mean spend over all weeks."""
    return spend.mean()


def spend_zero_mean(spend: pd.Series, spend_mean: float) -> pd.Series:
    """Spend beyond its mean."""
    return spend - spend_mean


def spend_std_dev(spend: pd.Series) -> float:
    """Standard deviation of the spend."""
    return spend.std()


def spend_zero_mean_unit_variance(spend_zero_mean: pd.Series, spend_std_dev: float) -> pd.Series:
    """Spend in standard deviations from its mean."""
    return spend_zero_mean / spend_std_dev
