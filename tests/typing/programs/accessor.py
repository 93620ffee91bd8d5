"""Names of nodes as constants, written by `hamiltonish stubs`."""

from __future__ import annotations

from typing import Literal, assert_type

import hamiltonish as hm
from examples.marketing import features
from examples.marketing import features_nodes as nodes

driver = hm.Driver(features)
assert_type(nodes.spend_mean, Literal["spend_mean"])
driver.execute([nodes.spend_per_signup, nodes.spend])
driver.values(nodes.spend_mean, inputs={nodes.spend: [1.0]})
assert_type(driver.graph[nodes.spend_mean], hm.Node)
