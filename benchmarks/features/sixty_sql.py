"""The sixty features of orders in DuckDB's SQL, written by hand: each step names what it adds.

Means of groups are joined to the rows: windows over rows so wide take three times as long. The
first step is `NOT MATERIALIZED`, which makes the query twice as fast as what DuckDB does by itself.
The rows come out in the order of the file, as they do from the other contenders: SQL has none of
its own, so the number of the row is read with them, and sorted by at the end.
"""

__all__ = ["QUERY"]

QUERY = """
WITH simple AS NOT MATERIALIZED (
    SELECT
        *,
        price * quantity AS revenue,
        revenue * discount AS discount_amount,
        revenue - discount_amount AS net_revenue,
        cost * quantity AS total_cost,
        net_revenue - total_cost AS margin,
        margin / net_revenue AS margin_share,
        price / cost AS markup,
        weight * quantity AS total_weight,
        price / weight AS price_per_kg,
        total_weight * 0.8::DOUBLE + 2.5::DOUBLE AS freight,
        margin - freight AS profit,
        profit / net_revenue AS profit_share,
        ln(1 + price) AS log_price,
        ln(1 + net_revenue) AS log_revenue,
        ln(1 + total_weight) AS log_weight,
        log_revenue - log_weight AS log_density,
        CASE WHEN price < 10 THEN 0 WHEN price < 50 THEN 1 WHEN price < 90 THEN 2 ELSE 3 END
            AS price_bucket,
        CASE WHEN quantity < 3 THEN 0 WHEN quantity < 10 THEN 1 ELSE 2 END AS quantity_bucket,
        CASE WHEN margin_share < 0 THEN 'loss' WHEN margin_share < 0.4 THEN 'low' ELSE 'high' END
            AS margin_bucket,
        quantity_bucket = 2 AS is_bulk,
        CASE WHEN is_bulk THEN net_revenue ELSE 0 END AS bulk_revenue,
        lower(trim(channel)) AS channel_key,
        channel_key IN ('web', 'app') AS is_online,
        length(code) AS code_length,
        code[1:2] AS code_family,
        suffix(code, 'XL') AS is_extra_large,
        region || '/' || channel_key AS segment,
        month(ordered) AS "month",
        isodow(ordered) AS weekday,
        hour(ordered) AS "hour",
        weekday >= 6 AS is_weekend,
        sin("month" * (2 * pi() / 12)) AS month_sin,
        cos("month" * (2 * pi() / 12)) AS month_cos,
        sin("hour" * (2 * pi() / 24)) AS hour_sin,
        datesub('day', ordered, shipped) AS days_to_ship,
        days_to_ship > 7 AS is_slow,
        CASE WHEN is_weekend THEN margin ELSE 0 END AS weekend_margin
    FROM read_parquet($path, file_row_number = true)
),
overall AS (
    SELECT
        avg(net_revenue) AS revenue_mean, stddev(net_revenue) AS revenue_deviation,
        avg(margin) AS margin_mean, stddev(margin) AS margin_deviation,
        avg(total_weight) AS weight_mean, stddev(total_weight) AS weight_deviation
    FROM simple
),
by_region AS (
    SELECT region, avg(net_revenue) AS region_revenue, avg(margin) AS region_margin
    FROM simple GROUP BY region
),
by_segment AS (SELECT segment, avg(net_revenue) AS segment_revenue FROM simple GROUP BY segment),
by_product AS (
    SELECT
        product,
        avg(price) AS product_price,
        stddev(price) AS product_price_deviation,
        avg(margin) AS product_margin,
        avg(is_slow::INTEGER) AS product_slow_rate
    FROM simple GROUP BY product
),
by_customer AS (
    SELECT
        customer,
        count(*) AS customer_orders,
        sum(net_revenue) AS customer_revenue,
        avg((
            abs((net_revenue - revenue_mean) / revenue_deviation) > 2.5
            OR abs((margin - margin_mean) / margin_deviation) > 2.5
        )::INTEGER) AS customer_outlier_rate
    FROM simple, overall GROUP BY customer
),
ordered_windows AS (
    SELECT
        file_row_number,
        CASE WHEN file_row_number >= 49 THEN avg(price) OVER last_50 END AS rolling_price,
        CASE WHEN file_row_number >= 6 THEN avg(net_revenue) OVER last_7 END AS rolling_revenue,
        CASE WHEN file_row_number >= 29 THEN avg(margin) OVER last_30 END AS rolling_margin,
        lag(net_revenue) OVER (PARTITION BY customer ORDER BY file_row_number) AS customer_last
    FROM simple
    WINDOW
        last_50 AS (ORDER BY file_row_number ROWS 49 PRECEDING),
        last_7 AS (ORDER BY file_row_number ROWS 6 PRECEDING),
        last_30 AS (ORDER BY file_row_number ROWS 29 PRECEDING)
),
last AS (
    SELECT
        *,
        (net_revenue - revenue_mean) / revenue_deviation AS revenue_z,
        (margin - margin_mean) / margin_deviation AS margin_z,
        (total_weight - weight_mean) / weight_deviation AS weight_z,
        abs(revenue_z) > 2.5 OR abs(margin_z) > 2.5 AS is_outlier,
        net_revenue / rolling_revenue AS revenue_trend,
        margin - rolling_margin AS margin_trend,
        net_revenue - region_revenue AS beyond_region,
        (price - product_price) / product_price_deviation AS price_in_product,
        customer_revenue / customer_orders AS customer_mean
    FROM simple
    CROSS JOIN overall
    JOIN by_region USING (region)
    JOIN by_segment USING (segment)
    JOIN by_product USING (product)
    JOIN by_customer USING (customer)
    JOIN ordered_windows USING (file_row_number)
)
SELECT
    revenue, discount_amount, net_revenue, total_cost, margin, margin_share, markup,
    total_weight, price_per_kg, freight, profit, profit_share, log_price, log_revenue,
    log_weight, log_density, rolling_price, rolling_revenue, rolling_margin, revenue_trend,
    margin_trend, revenue_z, margin_z, weight_z, is_outlier, price_bucket, quantity_bucket,
    margin_bucket, is_bulk, bulk_revenue, channel_key, is_online, code_length, code_family,
    is_extra_large, segment, "month", weekday, "hour", is_weekend, month_sin, month_cos,
    hour_sin, days_to_ship, is_slow, weekend_margin, region_revenue, region_margin,
    beyond_region, segment_revenue, product_price, product_margin, product_slow_rate,
    price_in_product, customer_orders, customer_revenue, customer_mean, customer_last,
    customer_outlier_rate,
    0.5::DOUBLE * revenue_z + 0.3::DOUBLE * price_in_product - customer_outlier_rate AS score
FROM last
ORDER BY file_row_number
"""
"""One query; `$path` is the Parquet file."""
