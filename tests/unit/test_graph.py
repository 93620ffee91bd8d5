"""The graph: a mapping of nodes, and questions answered with graphs."""

from __future__ import annotations

import pytest

import hamiltonish as hm
from hamiltonish import Graph
from hamiltonish.errors import UnknownNodeError
from tests.modules import module_of

SHOP = """
    def net(price: float, quantity: int = 1) -> float:
        return price * quantity

    def tax(net: float) -> float:
        return net * 0.2

    def gross(net: float, tax: float) -> float:
        return net + tax

    def greeting(customer: str) -> str:
        return f"Dear {customer}"
"""


@pytest.fixture
def graph() -> Graph:
    return Graph(module_of(SHOP))


def test_a_graph_is_a_mapping_in_topological_order(graph: Graph) -> None:
    assert list(graph) == ["price", "quantity", "net", "tax", "gross", "customer", "greeting"]
    assert len(graph) == 7
    assert "tax" in graph
    assert "nonsense" not in graph
    assert 3 not in graph
    assert graph.get("nonsense") is None
    assert dict(graph)["tax"] is graph["tax"]


def test_a_node_is_found_by_name_and_by_function() -> None:
    module = module_of(SHOP)
    graph = Graph(module)
    assert graph["tax"] is graph[module.tax]
    assert graph["tax"].function is module.tax


def test_inputs_are_what_the_caller_gives(graph: Graph) -> None:
    assert graph.inputs == ("price", "quantity", "customer")
    assert graph["price"].type is float
    assert graph["price"].is_input


def test_values_of_the_config_are_no_inputs() -> None:
    graph = Graph(module_of(SHOP), config={"quantity": 3})
    assert graph.inputs == ("price", "customer")
    assert graph.config_keys == ("quantity",)
    assert graph.config == {"quantity": 3}


def test_dependencies_are_the_next_nodes_and_upstream_is_all_of_them(graph: Graph) -> None:
    assert graph.dependencies("gross") == ("net", "tax")
    assert graph.dependents("net") == ("tax", "gross")
    assert list(graph.upstream("tax")) == ["price", "quantity", "net", "tax"]
    assert list(graph.downstream("net")) == ["net", "tax", "gross"]
    assert list(graph.upstream("price")) == ["price"]
    assert graph.dependents("greeting") == ()


def test_upstream_of_several_nodes_is_the_union(graph: Graph) -> None:
    assert set(graph.upstream("net", "greeting")) == {
        "price",
        "quantity",
        "net",
        "customer",
        "greeting",
    }


def test_parts_are_graphs_that_can_be_asked_again(graph: Graph) -> None:
    part = graph.downstream("net").upstream("tax")
    assert isinstance(part, Graph)
    assert list(part) == ["net", "tax"]
    assert part.dependencies("net") == ()
    assert part["tax"] is graph["tax"]


def test_a_graph_reads_as_its_size(graph: Graph) -> None:
    assert repr(graph) == "<Graph: 4 functions, 3 inputs>"
    assert repr(hm.Driver(module_of(SHOP))) == "<Driver: 4 functions, 3 inputs>"


@pytest.mark.parametrize("question", ["dependencies", "dependents", "upstream", "downstream"])
def test_a_question_about_an_unknown_node_suggests_another(graph: Graph, question: str) -> None:
    with pytest.raises(UnknownNodeError, match=r"did you mean `gross` \(features.py:7\)"):
        getattr(graph, question)("grosss")


def test_a_graph_cannot_be_changed_by_what_was_given_to_it() -> None:
    config: dict[str, object] = {"quantity": 3}
    graph = Graph(module_of(SHOP), config=config)
    config["quantity"] = 4
    assert graph.config == {"quantity": 3}


def test_why_not_says_why_a_function_is_no_node() -> None:
    graph = Graph(module_of("def _f() -> int: ...\ndef g() -> int: ..."))
    assert "is private" in graph.why_not("_f")
    assert graph.why_not("g") == ""
    assert graph.why_not("h") == ""
