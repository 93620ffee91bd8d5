"""A program that compiles functions, as users write it, that type-checkers must accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, assert_type

import hamiltonish as hm


def speed(distance: float, hours: float) -> float:
    return distance / hours


@dataclass
class Trip:
    speed: float | None


driver = hm.Driver(speed)
one = driver.compile(speed)
assert_type(one(distance=1.0, hours=2.0), Any)
assert_type(one.source, str)
assert_type(one.inputs, dict[str, str])
trip = driver.compile([speed], returns=Trip, overrides=["hours"])
assert_type(trip(distance=1.0, hours=2.0), Trip)
assert_type(driver.compile("speed", overrides={"hours": 1.0}, returns=dict)(), dict[Any, Any])
assert_type(driver.plan("speed").to_script(), str)
