"""The sixty features as one lazy query, written by hand in as few layers as can be."""

from typing import TypeVar

import polars as pl
from polars import col

from benchmarks.features import sixty as f

__all__ = ["features"]

Frame = TypeVar("Frame", pl.LazyFrame, pl.DataFrame)


def features(orders: Frame) -> Frame:
    """Write one query: a `with_columns` for each layer, and a `select`."""
    return (
        orders.with_columns(
            revenue=f.revenue(col("price"), col("quantity")),
            total_cost=f.total_cost(col("cost"), col("quantity")),
            markup=f.markup(col("price"), col("cost")),
            total_weight=f.total_weight(col("weight"), col("quantity")),
            price_per_kg=f.price_per_kg(col("price"), col("weight")),
            log_price=f.log_price(col("price")),
            rolling_price=f.rolling_price(col("price")),
            price_bucket=f.price_bucket(col("price")),
            quantity_bucket=f.quantity_bucket(col("quantity")),
            channel_key=f.channel_key(col("channel")),
            code_length=f.code_length(col("code")),
            code_family=f.code_family(col("code")),
            is_extra_large=f.is_extra_large(col("code")),
            month=f.month(col("ordered")),
            weekday=f.weekday(col("ordered")),
            hour=f.hour(col("ordered")),
            days_to_ship=f.days_to_ship(col("ordered"), col("shipped")),
            product_price=f.product_price(col("price"), col("product")),
            customer_orders=f.customer_orders(col("quantity"), col("customer")),
        )
        .with_columns(
            discount_amount=f.discount_amount(col("revenue"), col("discount")),
            freight=f.freight(col("total_weight")),
            log_weight=f.log_weight(col("total_weight")),
            weight_z=f.weight_z(col("total_weight")),
            is_bulk=f.is_bulk(col("quantity_bucket")),
            is_online=f.is_online(col("channel_key")),
            segment=f.segment(col("region"), col("channel_key")),
            is_weekend=f.is_weekend(col("weekday")),
            month_sin=f.month_sin(col("month")),
            month_cos=f.month_cos(col("month")),
            hour_sin=f.hour_sin(col("hour")),
            is_slow=f.is_slow(col("days_to_ship")),
            price_in_product=f.price_in_product(col("price"), col("product_price"), col("product")),
        )
        .with_columns(
            net_revenue=f.net_revenue(col("revenue"), col("discount_amount")),
            product_slow_rate=f.product_slow_rate(col("is_slow"), col("product")),
        )
        .with_columns(
            margin=f.margin(col("net_revenue"), col("total_cost")),
            log_revenue=f.log_revenue(col("net_revenue")),
            rolling_revenue=f.rolling_revenue(col("net_revenue")),
            revenue_z=f.revenue_z(col("net_revenue")),
            bulk_revenue=f.bulk_revenue(col("net_revenue"), col("is_bulk")),
            region_revenue=f.region_revenue(col("net_revenue"), col("region")),
            segment_revenue=f.segment_revenue(col("net_revenue"), col("segment")),
            customer_revenue=f.customer_revenue(col("net_revenue"), col("customer")),
            customer_last=f.customer_last(col("net_revenue"), col("customer")),
        )
        .with_columns(
            margin_share=f.margin_share(col("margin"), col("net_revenue")),
            profit=f.profit(col("margin"), col("freight")),
            log_density=f.log_density(col("log_revenue"), col("log_weight")),
            rolling_margin=f.rolling_margin(col("margin")),
            revenue_trend=f.revenue_trend(col("net_revenue"), col("rolling_revenue")),
            margin_z=f.margin_z(col("margin")),
            weekend_margin=f.weekend_margin(col("margin"), col("is_weekend")),
            region_margin=f.region_margin(col("margin"), col("region")),
            beyond_region=f.beyond_region(col("net_revenue"), col("region_revenue")),
            product_margin=f.product_margin(col("margin"), col("product")),
            customer_mean=f.customer_mean(col("customer_revenue"), col("customer_orders")),
        )
        .with_columns(
            profit_share=f.profit_share(col("profit"), col("net_revenue")),
            margin_trend=f.margin_trend(col("margin"), col("rolling_margin")),
            is_outlier=f.is_outlier(col("revenue_z"), col("margin_z")),
            margin_bucket=f.margin_bucket(col("margin_share")),
        )
        .with_columns(
            customer_outlier_rate=f.customer_outlier_rate(col("is_outlier"), col("customer")),
        )
        .with_columns(
            score=f.score(col("revenue_z"), col("price_in_product"), col("customer_outlier_rate")),
        )
        .select(
            "revenue",
            "discount_amount",
            "net_revenue",
            "total_cost",
            "margin",
            "margin_share",
            "markup",
            "total_weight",
            "price_per_kg",
            "freight",
            "profit",
            "profit_share",
            "log_price",
            "log_revenue",
            "log_weight",
            "log_density",
            "rolling_price",
            "rolling_revenue",
            "rolling_margin",
            "revenue_trend",
            "margin_trend",
            "revenue_z",
            "margin_z",
            "weight_z",
            "is_outlier",
            "price_bucket",
            "quantity_bucket",
            "margin_bucket",
            "is_bulk",
            "bulk_revenue",
            "channel_key",
            "is_online",
            "code_length",
            "code_family",
            "is_extra_large",
            "segment",
            "month",
            "weekday",
            "hour",
            "is_weekend",
            "month_sin",
            "month_cos",
            "hour_sin",
            "days_to_ship",
            "is_slow",
            "weekend_margin",
            "region_revenue",
            "region_margin",
            "beyond_region",
            "segment_revenue",
            "product_price",
            "product_margin",
            "product_slow_rate",
            "price_in_product",
            "customer_orders",
            "customer_revenue",
            "customer_mean",
            "customer_last",
            "customer_outlier_rate",
            "score",
        )
    )
