"""Graphs as values: joined, renamed, bound, cut, checked."""

from __future__ import annotations

import math
from typing import assert_type

import hamiltonish as hm
from hamiltonish.modifiers import node, source


def net(price: float) -> float:
    """Price without tax."""
    return price / 1.2


graph = hm.Graph(net)
assert_type(graph | graph, hm.Graph)
assert_type(graph.prefix("uk", keep=["price", net], inputs=False), hm.Graph)
assert_type(graph.bind({"price": 1.0}), hm.Graph)
assert_type(graph.bind(price=source("gross")), hm.Graph)
assert_type(graph.replace(net, net=math.sqrt), hm.Graph)
assert_type(graph.without("net", net), hm.Graph)
assert_type(graph.subgraph(outputs=net, inputs=["price"]), hm.Graph)
assert_type(graph.select(tags={"pii": True}, kind="column", module="shop"), hm.Graph)
assert_type(graph.select(where=lambda one: one.is_input), hm.Graph)
assert_type(graph.with_node(math.sqrt, name="root", x=source("net"), returns=float), hm.Graph)
assert_type(graph.name_of(net), str)
assert_type(graph.check(), tuple[hm.Problem, ...])
assert_type(hm.Graph.problems_of(net, config={"a": 1}), tuple[hm.Problem, ...])
hm.Driver(graph, node(net, {"price": 2.0}, name="net_of_two", doc="Net of {price}.", tags={"a": 1}))
