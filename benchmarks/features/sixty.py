"""Sixty features of orders, as Polars expressions: several layers deep, windows over four keys."""

import math

import polars as pl

# --- Money --------------------------------------------------------------------------------------


def revenue(price: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    """Price of all pieces."""
    return price * quantity


def discount_amount(revenue: pl.Expr, discount: pl.Expr) -> pl.Expr:
    """What the customer saves."""
    return revenue * discount


def net_revenue(revenue: pl.Expr, discount_amount: pl.Expr) -> pl.Expr:
    """Revenue after discount."""
    return revenue - discount_amount


def total_cost(cost: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    """Cost of all pieces."""
    return cost * quantity


def margin(net_revenue: pl.Expr, total_cost: pl.Expr) -> pl.Expr:
    """What is left."""
    return net_revenue - total_cost


def margin_share(margin: pl.Expr, net_revenue: pl.Expr) -> pl.Expr:
    """What is left, as a share."""
    return margin / net_revenue


def markup(price: pl.Expr, cost: pl.Expr) -> pl.Expr:
    """Price as a multiple of the cost."""
    return price / cost


def total_weight(weight: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    """Weight of all pieces, in kilograms."""
    return weight * quantity


def price_per_kg(price: pl.Expr, weight: pl.Expr) -> pl.Expr:
    """Price for a kilogram."""
    return price / weight


def freight(total_weight: pl.Expr) -> pl.Expr:
    """What the transport costs."""
    return total_weight * 0.8 + 2.5


def profit(margin: pl.Expr, freight: pl.Expr) -> pl.Expr:
    """What is left after transport."""
    return margin - freight


def profit_share(profit: pl.Expr, net_revenue: pl.Expr) -> pl.Expr:
    """What is left after transport, as a share."""
    return profit / net_revenue


# --- Logarithms ---------------------------------------------------------------------------------


def log_price(price: pl.Expr) -> pl.Expr:
    """Logarithm of the price."""
    return price.log1p()


def log_revenue(net_revenue: pl.Expr) -> pl.Expr:
    """Logarithm of the revenue."""
    return net_revenue.log1p()


def log_weight(total_weight: pl.Expr) -> pl.Expr:
    """Logarithm of the weight."""
    return total_weight.log1p()


def log_density(log_revenue: pl.Expr, log_weight: pl.Expr) -> pl.Expr:
    """Logarithm of the revenue for a kilogram."""
    return log_revenue - log_weight


# --- Rolling means ------------------------------------------------------------------------------


def rolling_price(price: pl.Expr) -> pl.Expr:
    """Mean price of the last fifty orders."""
    return price.rolling_mean(50)


def rolling_revenue(net_revenue: pl.Expr) -> pl.Expr:
    """Mean revenue of the last seven orders."""
    return net_revenue.rolling_mean(7)


def rolling_margin(margin: pl.Expr) -> pl.Expr:
    """Mean margin of the last thirty orders."""
    return margin.rolling_mean(30)


def revenue_trend(net_revenue: pl.Expr, rolling_revenue: pl.Expr) -> pl.Expr:
    """Beside the last seven orders."""
    return net_revenue / rolling_revenue


def margin_trend(margin: pl.Expr, rolling_margin: pl.Expr) -> pl.Expr:
    """Beyond the last thirty orders."""
    return margin - rolling_margin


# --- Distances from the mean --------------------------------------------------------------------


def revenue_z(net_revenue: pl.Expr) -> pl.Expr:
    """Distance from the mean revenue, in standard deviations."""
    return (net_revenue - net_revenue.mean()) / net_revenue.std()


def margin_z(margin: pl.Expr) -> pl.Expr:
    """Distance from the mean margin, in standard deviations."""
    return (margin - margin.mean()) / margin.std()


def weight_z(total_weight: pl.Expr) -> pl.Expr:
    """Distance from the mean weight, in standard deviations."""
    return (total_weight - total_weight.mean()) / total_weight.std()


def is_outlier(revenue_z: pl.Expr, margin_z: pl.Expr) -> pl.Expr:
    """More than two and a half standard deviations away."""
    return (revenue_z.abs() > 2.5) | (margin_z.abs() > 2.5)


# --- Buckets ------------------------------------------------------------------------------------


def price_bucket(price: pl.Expr) -> pl.Expr:
    """Price: 0 to 3."""
    return (
        pl.when(price < 10).then(0).when(price < 50).then(1).when(price < 90).then(2).otherwise(3)
    )


def quantity_bucket(quantity: pl.Expr) -> pl.Expr:
    """Pieces: 0 to 2."""
    return pl.when(quantity < 3).then(0).when(quantity < 10).then(1).otherwise(2)


def margin_bucket(margin_share: pl.Expr) -> pl.Expr:
    """Share of the margin: loss, low, or high."""
    return (
        pl.when(margin_share < 0)
        .then(pl.lit("loss"))
        .when(margin_share < 0.4)
        .then(pl.lit("low"))
        .otherwise(pl.lit("high"))
    )


def is_bulk(quantity_bucket: pl.Expr) -> pl.Expr:
    """Ten pieces or more."""
    return quantity_bucket == 2


def bulk_revenue(net_revenue: pl.Expr, is_bulk: pl.Expr) -> pl.Expr:
    """Revenue of bulk orders, otherwise nothing."""
    return pl.when(is_bulk).then(net_revenue).otherwise(0.0)


# --- Texts --------------------------------------------------------------------------------------


def channel_key(channel: pl.Expr) -> pl.Expr:
    """The channel, tidied."""
    return channel.str.strip_chars().str.to_lowercase()


def is_online(channel_key: pl.Expr) -> pl.Expr:
    """Ordered without a person."""
    return channel_key.is_in(["web", "app"])


def code_length(code: pl.Expr) -> pl.Expr:
    """Characters of the product code."""
    return code.str.len_chars()


def code_family(code: pl.Expr) -> pl.Expr:
    """The first two characters of the product code."""
    return code.str.slice(0, 2)


def is_extra_large(code: pl.Expr) -> pl.Expr:
    """Whether the product code ends in XL."""
    return code.str.ends_with("XL")


def segment(region: pl.Expr, channel_key: pl.Expr) -> pl.Expr:
    """Region and channel."""
    return region + "/" + channel_key


# --- Dates --------------------------------------------------------------------------------------


def month(ordered: pl.Expr) -> pl.Expr:
    """Month, 1 to 12."""
    return ordered.dt.month()


def weekday(ordered: pl.Expr) -> pl.Expr:
    """Monday 1 to Sunday 7."""
    return ordered.dt.weekday()


def hour(ordered: pl.Expr) -> pl.Expr:
    """Hour, 0 to 23."""
    return ordered.dt.hour()


def is_weekend(weekday: pl.Expr) -> pl.Expr:
    """Saturday or Sunday."""
    return weekday >= 6


def month_sin(month: pl.Expr) -> pl.Expr:
    """Sine of the month on a dial of twelve."""
    return (month * (2 * math.pi / 12)).sin()


def month_cos(month: pl.Expr) -> pl.Expr:
    """Cosine of the month on a dial of twelve."""
    return (month * (2 * math.pi / 12)).cos()


def hour_sin(hour: pl.Expr) -> pl.Expr:
    """Sine of the hour on a dial of twenty-four."""
    return (hour * (2 * math.pi / 24)).sin()


def days_to_ship(ordered: pl.Expr, shipped: pl.Expr) -> pl.Expr:
    """Whole days between order and shipment."""
    return (shipped - ordered).dt.total_days()


def is_slow(days_to_ship: pl.Expr) -> pl.Expr:
    """More than a week."""
    return days_to_ship > 7


def weekend_margin(margin: pl.Expr, is_weekend: pl.Expr) -> pl.Expr:
    """Margin at the weekend, otherwise nothing."""
    return pl.when(is_weekend).then(margin).otherwise(0.0)


# --- Groups -------------------------------------------------------------------------------------


def region_revenue(net_revenue: pl.Expr, region: pl.Expr) -> pl.Expr:
    """Mean revenue in the region."""
    return net_revenue.mean().over(region)


def region_margin(margin: pl.Expr, region: pl.Expr) -> pl.Expr:
    """Mean margin in the region."""
    return margin.mean().over(region)


def beyond_region(net_revenue: pl.Expr, region_revenue: pl.Expr) -> pl.Expr:
    """Revenue beyond the mean of the region."""
    return net_revenue - region_revenue


def segment_revenue(net_revenue: pl.Expr, segment: pl.Expr) -> pl.Expr:
    """Mean revenue in the segment."""
    return net_revenue.mean().over(segment)


def product_price(price: pl.Expr, product: pl.Expr) -> pl.Expr:
    """Mean price of the product."""
    return price.mean().over(product)


def product_margin(margin: pl.Expr, product: pl.Expr) -> pl.Expr:
    """Mean margin of the product."""
    return margin.mean().over(product)


def product_slow_rate(is_slow: pl.Expr, product: pl.Expr) -> pl.Expr:
    """Share of the product's orders that ship slowly."""
    return is_slow.mean().over(product)


def price_in_product(price: pl.Expr, product_price: pl.Expr, product: pl.Expr) -> pl.Expr:
    """Distance from the product's mean price, in its standard deviations."""
    return (price - product_price) / price.std().over(product)


def customer_orders(quantity: pl.Expr, customer: pl.Expr) -> pl.Expr:
    """How many orders the customer has."""
    return quantity.len().over(customer)


def customer_revenue(net_revenue: pl.Expr, customer: pl.Expr) -> pl.Expr:
    """Revenue of the customer in all."""
    return net_revenue.sum().over(customer)


def customer_mean(customer_revenue: pl.Expr, customer_orders: pl.Expr) -> pl.Expr:
    """Revenue of the customer for an order."""
    return customer_revenue / customer_orders


def customer_last(net_revenue: pl.Expr, customer: pl.Expr) -> pl.Expr:
    """Revenue of the customer's order before this one."""
    return net_revenue.shift(1).over(customer)


def customer_outlier_rate(is_outlier: pl.Expr, customer: pl.Expr) -> pl.Expr:
    """Share of the customer's orders that are outliers."""
    return is_outlier.mean().over(customer)


def score(revenue_z: pl.Expr, price_in_product: pl.Expr, customer_outlier_rate: pl.Expr) -> pl.Expr:
    """Weighted distances."""
    return 0.5 * revenue_z + 0.3 * price_in_product - customer_outlier_rate
