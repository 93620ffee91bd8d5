"""The nodes of `examples.marketing.features`, as names that editors complete.

Written by `hamiltonish stubs`; a change to it is lost when it is written again.
"""

# ruff: noqa
from typing import Final as _Final

spend: _Final = "spend"
"""An input: `pd.Series`."""

avg_3wk_spend: _Final = "avg_3wk_spend"
"""Mean spend of this week and the two before; null for the first two.

`pd.Series`, by `examples.marketing.features.avg_3wk_spend`.
"""

signups: _Final = "signups"
"""An input: `pd.Series`."""

spend_per_signup: _Final = "spend_per_signup"
"""Dollars spent for each signup.

`pd.Series`, by `examples.marketing.features.spend_per_signup`.
"""

spend_mean: _Final = "spend_mean"
"""Mean spend over all weeks.

`float`, by `examples.marketing.features.spend_mean`.
"""

spend_zero_mean: _Final = "spend_zero_mean"
"""Spend beyond its mean.

`pd.Series`, by `examples.marketing.features.spend_zero_mean`.
"""

spend_std_dev: _Final = "spend_std_dev"
"""Standard deviation of the spend.

`float`, by `examples.marketing.features.spend_std_dev`.
"""

spend_zero_mean_unit_variance: _Final = "spend_zero_mean_unit_variance"
"""Spend in standard deviations from its mean.

`pd.Series`, by `examples.marketing.features.spend_zero_mean_unit_variance`.
"""
