"""The features of orders as a script would have them: one line below the other."""

import pandas as pd

from benchmarks.features import orders as f

__all__ = ["features"]


def features(frame: pd.DataFrame) -> pd.DataFrame:
    """Compute all features of orders."""
    revenue = f.revenue(frame["price"], frame["quantity"])
    discount_amount = f.discount_amount(revenue, frame["discount"])
    net_revenue = f.net_revenue(revenue, discount_amount)
    total_cost = f.total_cost(frame["cost"], frame["quantity"])
    margin = f.margin(net_revenue, total_cost)
    rolling_revenue = f.rolling_revenue(net_revenue)
    revenue_mean = f.revenue_mean(net_revenue)
    revenue_deviation = f.revenue_deviation(net_revenue)
    revenue_z = f.revenue_z(net_revenue, revenue_mean, revenue_deviation)
    is_bulk = f.is_bulk(frame["quantity"])
    month = f.month(frame["ordered"])
    weekday = f.weekday(frame["ordered"])
    is_weekend = f.is_weekend(weekday)
    days_to_ship = f.days_to_ship(frame["ordered"], frame["shipped"])
    region_revenue = f.region_revenue(net_revenue, frame["region"])
    return pd.DataFrame(
        {
            "revenue": revenue,
            "discount_amount": discount_amount,
            "net_revenue": net_revenue,
            "total_cost": total_cost,
            "margin": margin,
            "margin_share": f.margin_share(margin, net_revenue),
            "log_revenue": f.log_revenue(net_revenue),
            "log_weight": f.log_weight(frame["weight"]),
            "price_per_kg": f.price_per_kg(frame["price"], frame["weight"]),
            "rolling_revenue": rolling_revenue,
            "rolling_margin": f.rolling_margin(margin),
            "revenue_trend": f.revenue_trend(net_revenue, rolling_revenue),
            "revenue_mean": revenue_mean,
            "revenue_deviation": revenue_deviation,
            "revenue_z": revenue_z,
            "is_outlier": f.is_outlier(revenue_z),
            "is_bulk": is_bulk,
            "bulk_revenue": f.bulk_revenue(net_revenue, is_bulk),
            "price_bucket": f.price_bucket(frame["price"]),
            "month": month,
            "weekday": weekday,
            "is_weekend": is_weekend,
            "month_sin": f.month_sin(month),
            "month_cos": f.month_cos(month),
            "days_to_ship": days_to_ship,
            "is_slow": f.is_slow(days_to_ship),
            "region_revenue": region_revenue,
            "beyond_region": f.beyond_region(net_revenue, region_revenue),
            "product_margin": f.product_margin(margin, frame["product"]),
            "weekend_margin": f.weekend_margin(margin, is_weekend),
        }
    )
