"""Errors of compiling and of scripts, raised through the public API, with their complete texts."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

import hamiltonish as hm
from hamiltonish.errors import NeedsFrameError, ReturnsError, ScriptError
from tests.errors.refusal import refuses
from tests.modules import module_of


def test_what_needs_a_frame_is_not_compiled() -> None:
    driver = hm.Driver(
        module_of(
            """
            import polars as pl

            def is_late(delay: pl.Expr) -> pl.Expr:
                return delay > 15

            def flights(path: str) -> pl.LazyFrame:
                return pl.scan_parquet(path)

            def late_share(flights: pl.LazyFrame) -> float:
                return 0.5

            def risk(late_share: float, base: float) -> float:
                return late_share + base
            """
        )
    )
    with refuses(
        NeedsFrameError,
        """
        `risk` cannot be compiled: it needs a frame.
          `features.flights` (features.py:6) gives a frame, `pl.LazyFrame`
          `features.late_share` (features.py:9) takes the frame `flights`
        Hint: compute it with `execute`, or give what needs the frame: `overrides=['late_share']`.
        """,
    ):
        driver.compile("risk")


class Point(NamedTuple):
    x: float
    y: float


def test_a_class_that_the_outputs_do_not_fill() -> None:
    driver = hm.Driver(module_of("def x(a: float) -> float:\n    return a"))
    with refuses(
        ReturnsError,
        """
        `returns=Point` cannot be made of `x`: missing a required argument: 'y'.
        Hint: give a class that takes each output by keyword, such as a dataclass.
        """,
    ):
        driver.compile("x", returns=Point)


def test_a_function_that_no_module_has() -> None:
    driver = hm.Driver(
        module_of("import polars as pl\n\ndef x(a: pl.Expr) -> pl.Expr:\n    return a", "nowhere")
    )
    plan = driver.plan("x", inputs=pl.DataFrame({"a": [1.0]}))
    with refuses(
        ScriptError,
        """
        `x` cannot be written as a script: `x` cannot be imported.
          defined by: `nowhere.x` (nowhere.py:3)
        Hint: define it at the top of a module; `driver.compile` takes it as it is.
        """,
    ):
        plan.to_script()
