"""Thirty features of orders, as pandas columns."""

import numpy as np
import pandas as pd


def revenue(price: pd.Series, quantity: pd.Series) -> pd.Series:
    """Price of all pieces."""
    return price * quantity


def discount_amount(revenue: pd.Series, discount: pd.Series) -> pd.Series:
    """What the customer saves."""
    return revenue * discount


def net_revenue(revenue: pd.Series, discount_amount: pd.Series) -> pd.Series:
    """Revenue after discount."""
    return revenue - discount_amount


def total_cost(cost: pd.Series, quantity: pd.Series) -> pd.Series:
    """Cost of all pieces."""
    return cost * quantity


def margin(net_revenue: pd.Series, total_cost: pd.Series) -> pd.Series:
    """What is left."""
    return net_revenue - total_cost


def margin_share(margin: pd.Series, net_revenue: pd.Series) -> pd.Series:
    """What is left, as a share."""
    return margin / net_revenue


def log_revenue(net_revenue: pd.Series) -> pd.Series:
    """Logarithm of the revenue."""
    return pd.Series(np.log1p(net_revenue))


def log_weight(weight: pd.Series) -> pd.Series:
    """Logarithm of the weight."""
    return pd.Series(np.log1p(weight))


def price_per_kg(price: pd.Series, weight: pd.Series) -> pd.Series:
    """Price for a kilogram."""
    return price / weight


def rolling_revenue(net_revenue: pd.Series) -> pd.Series:
    """Mean over the last seven orders."""
    return net_revenue.rolling(7).mean()


def rolling_margin(margin: pd.Series) -> pd.Series:
    """Mean over the last thirty orders."""
    return margin.rolling(30).mean()


def revenue_trend(net_revenue: pd.Series, rolling_revenue: pd.Series) -> pd.Series:
    """Beside the last seven orders."""
    return net_revenue / rolling_revenue


def revenue_mean(net_revenue: pd.Series) -> float:
    """Mean of all orders."""
    return float(net_revenue.mean())


def revenue_deviation(net_revenue: pd.Series) -> float:
    """Standard deviation of all orders."""
    return float(net_revenue.std())


def revenue_z(net_revenue: pd.Series, revenue_mean: float, revenue_deviation: float) -> pd.Series:
    """Distance from the mean, in standard deviations."""
    return (net_revenue - revenue_mean) / revenue_deviation


def is_outlier(revenue_z: pd.Series) -> pd.Series:
    """More than three standard deviations away."""
    return revenue_z.abs() > 3


def is_bulk(quantity: pd.Series) -> pd.Series:
    """Ten pieces or more."""
    return quantity >= 10


def bulk_revenue(net_revenue: pd.Series, is_bulk: pd.Series) -> pd.Series:
    """Revenue of bulk orders, otherwise nothing."""
    return net_revenue.where(is_bulk, 0.0)


def price_bucket(price: pd.Series) -> pd.Series:
    """Price: 0 to 3."""
    return pd.Series(np.digitize(price, [10.0, 50.0, 90.0]), index=price.index)


def month(ordered: pd.Series) -> pd.Series:
    """Month, 1 to 12."""
    return pd.Series(ordered.dt.month)


def weekday(ordered: pd.Series) -> pd.Series:
    """Monday 0 to Sunday 6."""
    return pd.Series(ordered.dt.dayofweek)


def is_weekend(weekday: pd.Series) -> pd.Series:
    """Saturday or Sunday."""
    return weekday >= 5


def month_sin(month: pd.Series) -> pd.Series:
    """Sine of the month on a dial of twelve."""
    return pd.Series(np.sin(month * (2 * np.pi / 12)))


def month_cos(month: pd.Series) -> pd.Series:
    """Cosine of the month on a dial of twelve."""
    return pd.Series(np.cos(month * (2 * np.pi / 12)))


def days_to_ship(ordered: pd.Series, shipped: pd.Series) -> pd.Series:
    """Days between order and shipment."""
    return pd.Series((shipped - ordered).dt.days)


def is_slow(days_to_ship: pd.Series) -> pd.Series:
    """More than a week."""
    return days_to_ship > 7


def region_revenue(net_revenue: pd.Series, region: pd.Series) -> pd.Series:
    """Mean revenue in the region."""
    return net_revenue.groupby(region).transform("mean")


def beyond_region(net_revenue: pd.Series, region_revenue: pd.Series) -> pd.Series:
    """Revenue beyond the mean of the region."""
    return net_revenue - region_revenue


def product_margin(margin: pd.Series, product: pd.Series) -> pd.Series:
    """Mean margin of the product."""
    return margin.groupby(product).transform("mean")


def weekend_margin(margin: pd.Series, is_weekend: pd.Series) -> pd.Series:
    """Margin at the weekend, otherwise nothing."""
    return margin.where(is_weekend, 0.0)
