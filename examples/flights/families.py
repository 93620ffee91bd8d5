"""More features of the flights, made of few functions: families, a loop, checks, and pipes.

Run it with ``python -m examples.flights.families``.
"""

import time

import polars as pl

import hamiltonish as hm
from examples.flights import data, features
from hamiltonish.modifiers import check_output, node, parameterize, pipe_output, source, step, tag

RECENT = (3, 10, 30)
"""Over how many flights before this one delays are averaged."""


@tag(layer="gold")
@check_output(range=(0, 1))
@parameterize(
    origin_late_share={"condition": source("is_late"), "key": source("origin")},
    dest_late_share={"condition": source("is_late"), "key": source("dest")},
    dest_cancelled_share={"condition": source("is_cancelled"), "key": source("dest")},
)
def share(condition: pl.Expr, key: pl.Expr) -> pl.Expr:
    """Share of flights with {condition} among those with the same {key}."""
    return condition.mean().over(key)


@check_output(range=(-60, 240))
@pipe_output(step(pl.Expr.clip, lower_bound=-60, upper_bound=240), step(pl.Expr.fill_null, value=0))
def capped_delay(arr_delay: pl.Expr) -> pl.Expr:
    """Arrival delay, in minutes, an hour early at least and four hours late at most."""
    return arr_delay.cast(pl.Float64)


def recent_delay(
    delay: pl.Expr, key: pl.Expr, sched_departure: pl.Expr, flights: int = 5
) -> pl.Expr:
    """Mean of {delay} over the {flights} flights of the same {key} before this one."""
    recent = delay.shift(1).rolling_mean(flights, min_samples=1)
    return pl.when(key.is_not_null()).then(recent.over(key, order_by=sched_departure))


def graph() -> hm.Graph:
    """Join the features of the flights, those above, and a node for each window and key."""
    recent = (
        node(
            recent_delay,
            name=f"{key}_delay_{flights}",
            delay=source("dep_delay"),
            key=source(key),
            flights=flights,
        )
        for key in ("tailnum", "origin")
        for flights in RECENT
    )
    return hm.Graph(features, share, capped_delay, *recent)


OUTPUTS = [
    *("origin_late_share", "dest_late_share", "dest_cancelled_share", "capped_delay"),
    *(f"{key}_delay_{flights}" for key in ("tailnum", "origin") for flights in RECENT),
]


def main() -> None:
    """Compute the features of all flights, and show what was made of one function."""
    driver = hm.Driver(graph())
    print(driver.graph["tailnum_delay_10"].describe())
    start = time.perf_counter()
    table = driver.execute(OUTPUTS, inputs=data.tables()).collect()
    print(f"{table.height:,} flights, {table.width} features, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
