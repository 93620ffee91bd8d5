"""Threads share a driver: many plans and runs at once, each with its own inputs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import polars as pl

import hamiltonish as hm
from tests.modules import module_of

FEATURES = """
    import polars as pl

    def double(x: pl.Expr) -> pl.Expr:
        return x * 2

    def eager(double: pl.Series) -> pl.Series:
        return double + 1

    def mean(eager: pl.Series) -> float:
        return float(eager.mean())

    def centred(eager: pl.Expr, mean: float) -> pl.Expr:
        return eager - mean

    def plain(k: int) -> int:
        return k + 1

    def plainer(plain: int) -> int:
        return plain * 2
"""

NAMES = ["double", "eager", "mean", "centred"]


def test_eight_threads_share_a_driver_and_its_plans() -> None:
    driver = hm.Driver(module_of(FEATURES))
    barrier = threading.Barrier(8)

    def work(thread: int) -> list[object]:
        barrier.wait()
        results: list[object] = []
        for turn in range(40):
            base = thread * 1_000 + turn
            outputs = [NAMES[i % 4] for i in range(turn, turn + 1 + turn % 4)]
            frame = pl.DataFrame({"x": [base, base + 1], "k": [0, 0]})
            inputs = frame if turn % 2 else frame.select("x")
            results.append(driver.execute(["centred", *outputs], inputs=inputs).row(0, named=True))
            results.append(driver.values("plainer", inputs={"k": base}))
        return results

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(work, range(8)))
    barrier.reset()
    for thread, results in enumerate(got):
        for turn in range(40):
            base = thread * 1_000 + turn
            row, values = results[2 * turn], results[2 * turn + 1]
            assert values == {"plainer": (base + 1) * 2}
            assert isinstance(row, dict)
            assert row["centred"] == -1.0
            expected = {"double": 2 * base, "eager": 2 * base + 1, "mean": 2 * base + 2.0}
            assert {k: v for k, v in row.items() if k != "centred"} == {
                k: v for k, v in expected.items() if k in row
            }


def test_more_requests_than_plans_are_kept_do_not_disturb_each_other() -> None:
    lines = [f"def f{n}(x: int) -> int: return x + {n}" for n in range(400)]
    driver = hm.Driver(module_of("\n".join(lines)))

    def ask(n: int) -> int:
        return int(driver.values(f"f{n % 400}", inputs={"x": n})[f"f{n % 400}"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(4_000))) == [n + n % 400 for n in range(4_000)]


def test_a_failure_in_one_thread_is_told_to_that_thread_alone() -> None:
    def ratio(a: int, b: int) -> float:
        return a / b

    driver = hm.Driver(ratio)

    def ask(n: int) -> str:
        try:
            return str(driver.values("ratio", inputs={"a": n, "b": n % 3})["ratio"])
        except ZeroDivisionError as error:
            return error.__notes__[0].splitlines()[1]

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(ask, range(600)))
    assert got == [f"  a: int {n}" if n % 3 == 0 else str(n / (n % 3)) for n in range(600)]
