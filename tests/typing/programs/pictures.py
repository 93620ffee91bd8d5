"""Pictures: options are checked, and what comes back is known."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import hamiltonish as hm
from hamiltonish.render import Drawing, View


def double(x: int) -> int:
    return 2 * x


def gold(node: hm.Node) -> dict[str, str] | None:
    return {"fillcolor": "#ffd700"} if node.tags else None


driver = hm.Driver(double)
view = driver.graph.view(direction="down", style=gold, highlight=(double, "x"), legend=False)
assert_type(view, View)
assert_type(view.save("double.svg"), Path)
assert_type(view.drawing, Drawing)
assert_type(driver.plan("double").view(fold={"tag": "team"}), View)
assert_type(driver.run("double").view(theme="dark", fold=lambda node: node.module), View)
