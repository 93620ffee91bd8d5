"""The sixty features of orders, as pandas columns."""

import math

import numpy as np
import pandas as pd

# --- Money --------------------------------------------------------------------------------------


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


def markup(price: pd.Series, cost: pd.Series) -> pd.Series:
    """Price as a multiple of the cost."""
    return price / cost


def total_weight(weight: pd.Series, quantity: pd.Series) -> pd.Series:
    """Weight of all pieces, in kilograms."""
    return weight * quantity


def price_per_kg(price: pd.Series, weight: pd.Series) -> pd.Series:
    """Price for a kilogram."""
    return price / weight


def freight(total_weight: pd.Series) -> pd.Series:
    """What the transport costs."""
    return total_weight * 0.8 + 2.5


def profit(margin: pd.Series, freight: pd.Series) -> pd.Series:
    """What is left after transport."""
    return margin - freight


def profit_share(profit: pd.Series, net_revenue: pd.Series) -> pd.Series:
    """What is left after transport, as a share."""
    return profit / net_revenue


# --- Logarithms ---------------------------------------------------------------------------------


def log_price(price: pd.Series) -> pd.Series:
    """Logarithm of the price."""
    return pd.Series(np.log1p(price))


def log_revenue(net_revenue: pd.Series) -> pd.Series:
    """Logarithm of the revenue."""
    return pd.Series(np.log1p(net_revenue))


def log_weight(total_weight: pd.Series) -> pd.Series:
    """Logarithm of the weight."""
    return pd.Series(np.log1p(total_weight))


def log_density(log_revenue: pd.Series, log_weight: pd.Series) -> pd.Series:
    """Logarithm of the revenue for a kilogram."""
    return log_revenue - log_weight


# --- Rolling means ------------------------------------------------------------------------------


def rolling_price(price: pd.Series) -> pd.Series:
    """Mean price of the last fifty orders."""
    return price.rolling(50).mean()


def rolling_revenue(net_revenue: pd.Series) -> pd.Series:
    """Mean revenue of the last seven orders."""
    return net_revenue.rolling(7).mean()


def rolling_margin(margin: pd.Series) -> pd.Series:
    """Mean margin of the last thirty orders."""
    return margin.rolling(30).mean()


def revenue_trend(net_revenue: pd.Series, rolling_revenue: pd.Series) -> pd.Series:
    """Beside the last seven orders."""
    return net_revenue / rolling_revenue


def margin_trend(margin: pd.Series, rolling_margin: pd.Series) -> pd.Series:
    """Beyond the last thirty orders."""
    return margin - rolling_margin


# --- Distances from the mean --------------------------------------------------------------------


def revenue_z(net_revenue: pd.Series) -> pd.Series:
    """Distance from the mean revenue, in standard deviations."""
    return (net_revenue - net_revenue.mean()) / net_revenue.std()


def margin_z(margin: pd.Series) -> pd.Series:
    """Distance from the mean margin, in standard deviations."""
    return (margin - margin.mean()) / margin.std()


def weight_z(total_weight: pd.Series) -> pd.Series:
    """Distance from the mean weight, in standard deviations."""
    return (total_weight - total_weight.mean()) / total_weight.std()


def is_outlier(revenue_z: pd.Series, margin_z: pd.Series) -> pd.Series:
    """More than two and a half standard deviations away."""
    return (revenue_z.abs() > 2.5) | (margin_z.abs() > 2.5)


# --- Buckets ------------------------------------------------------------------------------------


def price_bucket(price: pd.Series) -> pd.Series:
    """Price: 0 to 3."""
    return pd.Series(np.digitize(price, [10.0, 50.0, 90.0]), index=price.index)


def quantity_bucket(quantity: pd.Series) -> pd.Series:
    """Pieces: 0 to 2."""
    return pd.Series(np.digitize(quantity, [3, 10]), index=quantity.index)


def margin_bucket(margin_share: pd.Series) -> pd.Series:
    """Share of the margin: loss, low, or high."""
    texts = np.array(["loss", "low", "high"])[np.digitize(margin_share, [0.0, 0.4])]
    return pd.Series(texts, index=margin_share.index)


def is_bulk(quantity_bucket: pd.Series) -> pd.Series:
    """Ten pieces or more."""
    return quantity_bucket == 2


def bulk_revenue(net_revenue: pd.Series, is_bulk: pd.Series) -> pd.Series:
    """Revenue of bulk orders, otherwise nothing."""
    return net_revenue.where(is_bulk, 0.0)


# --- Texts --------------------------------------------------------------------------------------


def channel_key(channel: pd.Series) -> pd.Series:
    """The channel, tidied."""
    return channel.str.strip().str.lower()


def is_online(channel_key: pd.Series) -> pd.Series:
    """Ordered without a person."""
    return channel_key.isin(["web", "app"])


def code_length(code: pd.Series) -> pd.Series:
    """Characters of the product code."""
    return code.str.len()


def code_family(code: pd.Series) -> pd.Series:
    """The first two characters of the product code."""
    return code.str.slice(0, 2)


def is_extra_large(code: pd.Series) -> pd.Series:
    """Whether the product code ends in XL."""
    return code.str.endswith("XL")


def segment(region: pd.Series, channel_key: pd.Series) -> pd.Series:
    """Region and channel."""
    return region + "/" + channel_key


# --- Dates --------------------------------------------------------------------------------------


def month(ordered: pd.Series) -> pd.Series:
    """Month, 1 to 12."""
    return pd.Series(ordered.dt.month)


def weekday(ordered: pd.Series) -> pd.Series:
    """Monday 1 to Sunday 7."""
    return ordered.dt.dayofweek + 1


def hour(ordered: pd.Series) -> pd.Series:
    """Hour, 0 to 23."""
    return pd.Series(ordered.dt.hour)


def is_weekend(weekday: pd.Series) -> pd.Series:
    """Saturday or Sunday."""
    return weekday >= 6


def month_sin(month: pd.Series) -> pd.Series:
    """Sine of the month on a dial of twelve."""
    return pd.Series(np.sin(month * (2 * math.pi / 12)))


def month_cos(month: pd.Series) -> pd.Series:
    """Cosine of the month on a dial of twelve."""
    return pd.Series(np.cos(month * (2 * math.pi / 12)))


def hour_sin(hour: pd.Series) -> pd.Series:
    """Sine of the hour on a dial of twenty-four."""
    return pd.Series(np.sin(hour * (2 * math.pi / 24)))


def days_to_ship(ordered: pd.Series, shipped: pd.Series) -> pd.Series:
    """Whole days between order and shipment."""
    return pd.Series((shipped - ordered).dt.days)


def is_slow(days_to_ship: pd.Series) -> pd.Series:
    """More than a week."""
    return days_to_ship > 7


def weekend_margin(margin: pd.Series, is_weekend: pd.Series) -> pd.Series:
    """Margin at the weekend, otherwise nothing."""
    return margin.where(is_weekend, 0.0)


# --- Groups -------------------------------------------------------------------------------------


def region_revenue(net_revenue: pd.Series, region: pd.Series) -> pd.Series:
    """Mean revenue in the region."""
    return net_revenue.groupby(region).transform("mean")


def region_margin(margin: pd.Series, region: pd.Series) -> pd.Series:
    """Mean margin in the region."""
    return margin.groupby(region).transform("mean")


def beyond_region(net_revenue: pd.Series, region_revenue: pd.Series) -> pd.Series:
    """Revenue beyond the mean of the region."""
    return net_revenue - region_revenue


def segment_revenue(net_revenue: pd.Series, segment: pd.Series) -> pd.Series:
    """Mean revenue in the segment."""
    return net_revenue.groupby(segment).transform("mean")


def product_price(price: pd.Series, product: pd.Series) -> pd.Series:
    """Mean price of the product."""
    return price.groupby(product).transform("mean")


def product_margin(margin: pd.Series, product: pd.Series) -> pd.Series:
    """Mean margin of the product."""
    return margin.groupby(product).transform("mean")


def product_slow_rate(is_slow: pd.Series, product: pd.Series) -> pd.Series:
    """Share of the product's orders that ship slowly."""
    return is_slow.groupby(product).transform("mean")


def price_in_product(price: pd.Series, product_price: pd.Series, product: pd.Series) -> pd.Series:
    """Distance from the product's mean price, in its standard deviations."""
    return (price - product_price) / price.groupby(product).transform("std")


def customer_orders(quantity: pd.Series, customer: pd.Series) -> pd.Series:
    """How many orders the customer has."""
    return quantity.groupby(customer).transform("size")


def customer_revenue(net_revenue: pd.Series, customer: pd.Series) -> pd.Series:
    """Revenue of the customer in all."""
    return net_revenue.groupby(customer).transform("sum")


def customer_mean(customer_revenue: pd.Series, customer_orders: pd.Series) -> pd.Series:
    """Revenue of the customer for an order."""
    return customer_revenue / customer_orders


def customer_last(net_revenue: pd.Series, customer: pd.Series) -> pd.Series:
    """Revenue of the customer's order before this one."""
    return net_revenue.groupby(customer).shift(1)


def customer_outlier_rate(is_outlier: pd.Series, customer: pd.Series) -> pd.Series:
    """Share of the customer's orders that are outliers."""
    return is_outlier.groupby(customer).transform("mean")


def score(
    revenue_z: pd.Series, price_in_product: pd.Series, customer_outlier_rate: pd.Series
) -> pd.Series:
    """Weighted distances."""
    return 0.5 * revenue_z + 0.3 * price_in_product - customer_outlier_rate
