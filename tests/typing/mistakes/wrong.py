"""A program with one mistake in each marked line, which type-checkers must find."""

from __future__ import annotations

import hamiltonish as hm
from examples.marketing import features_nodes
from hamiltonish.modifiers import name


def double(x: int) -> int:
    return 2 * x


driver = hm.Driver(double, config=3)  # wrong: arg-type
driver.execute("double", {"x": 1})  # wrong: misc
driver.execute("double", input={"x": 1})  # wrong: call-arg
driver.values(3)  # wrong: arg-type
driver.values("double", to="pandas")  # wrong: call-arg
driver.graph = driver.graph  # wrong: misc
hm.Hooks(before_runs=None)  # wrong: call-arg
name(3)  # wrong: arg-type
driver.plan("double").explain(1)  # wrong: call-arg
driver.values(features_nodes.spend_maen)  # wrong: attr-defined
driver.graph.view(direction="LR")  # wrong: arg-type
driver.plan("double").view(drection="down")  # wrong: call-arg
