"""Laws of the graph: order, upstream and downstream, cycles, on random graphs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamiltonish import Graph, GraphError
from hamiltonish.errors import CycleError, GraphErrors, ImpossibleNameError
from hamiltonish.topology import cycles, inverted, ordered, reachable
from tests.modules import module_of
from tests.strategies import RandomGraph, polars_graphs, scalar_graphs

names = st.sampled_from("abcdefgh")
any_tables = st.dictionaries(names, st.lists(names, max_size=3, unique=True), max_size=8).map(
    lambda table: {
        **{needed: () for row in table.values() for needed in row},
        **{name: tuple(row) for name, row in table.items()},
    }
)


@given(scalar_graphs())
def test_order_respects_every_edge(random: RandomGraph) -> None:
    graph = Graph(random.module)
    position = {name: index for index, name in enumerate(graph)}
    for name in graph:
        assert all(position[dep] < position[name] for dep in graph.dependencies(name))


@given(scalar_graphs())
def test_a_graph_has_exactly_the_functions_and_the_names_that_they_read(
    random: RandomGraph,
) -> None:
    graph = Graph(random.module)
    assert set(graph) == {*random.functions, *random.inputs, *random.defaults}
    assert set(graph.inputs) == {*random.inputs, *random.defaults}
    for name, parameters in random.parameters.items():
        assert graph.dependencies(name) == parameters


@given(scalar_graphs())
def test_upstream_and_downstream_are_inverse(random: RandomGraph) -> None:
    graph = Graph(random.module)
    above = {name: set(graph.upstream(name)) for name in graph}
    below = {name: set(graph.downstream(name)) for name in graph}
    for one in graph:
        for other in graph:
            assert (one in above[other]) == (other in below[one])


@given(scalar_graphs())
def test_dependencies_and_dependents_are_inverse(random: RandomGraph) -> None:
    graph = Graph(random.module)
    for one in graph:
        for other in graph:
            assert (one in graph.dependencies(other)) == (other in graph.dependents(one))


@given(scalar_graphs(), st.data())
def test_upstream_is_what_a_walk_by_hand_finds(random: RandomGraph, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    part = Graph(random.module).upstream(*starts)
    assert set(part) == random.upstream(starts)
    for name in part:
        assert set(part.dependencies(name)) == set(random.parameters.get(name, ()))


@given(polars_graphs())
def test_building_twice_gives_the_same_graph(random: RandomGraph) -> None:
    first, second = Graph(random.module), Graph(random.module)
    assert list(first) == list(second)
    assert dict(first) == dict(second)


# -- the functions below the graph, on tables of names -------------------------------------------


@given(any_tables)
def test_every_cycle_reported_is_a_cycle(table: dict[str, tuple[str, ...]]) -> None:
    for cycle in cycles(table):
        assert len(cycle) >= 2
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        for giver, reader in itertools.pairwise(cycle):
            assert giver in table[reader]


@given(any_tables)
def test_a_table_has_an_order_or_a_cycle_and_never_both(table: dict[str, tuple[str, ...]]) -> None:
    if cycles(table):
        with pytest.raises(ValueError, match="nodes are in a cycle"):
            ordered(table)
        return
    position = {name: index for index, name in enumerate(ordered(table))}
    assert set(position) == set(table)
    assert all(position[dep] < position[name] for name in table for dep in table[name])


@given(any_tables)
def test_turning_every_edge_round_twice_gives_the_same_edges(
    table: dict[str, tuple[str, ...]],
) -> None:
    again = inverted(inverted(table))
    assert {name: set(row) for name, row in again.items()} == {
        name: set(row) for name, row in table.items()
    }


@given(any_tables, names)
def test_reachable_yields_each_name_once_and_is_closed(
    table: dict[str, tuple[str, ...]], start: str
) -> None:
    if start not in table:
        return
    found = list(reachable(table, [start]))
    assert found[0] == start
    assert len(found) == len(set(found))
    assert all(dep in found for name in found for dep in table[name])


@given(any_tables.filter(lambda table: any(table.values())))
def test_a_module_with_a_cycle_is_refused_and_any_other_is_built(
    table: dict[str, tuple[str, ...]],
) -> None:
    lines = [
        f"def {name}({', '.join(f'{dep}: int' for dep in row)}) -> int: return 0"
        for name, row in table.items()
    ]
    module = module_of("\n".join(lines))
    circles = cycles(table)
    if not circles:
        assert set(Graph(module)) == set(table)
        return
    with pytest.raises(GraphError, match="cycle|need itself|problems") as caught:
        Graph(module)
    problems = caught.value.exceptions if isinstance(caught.value, GraphErrors) else [caught.value]
    assert all(isinstance(p, CycleError | ImpossibleNameError) for p in problems)
    for problem in problems:
        if isinstance(problem, CycleError):
            for giver, reader in zip(problem.cycle, problem.cycle[1:], strict=False):
                assert giver in table[reader]
        else:
            assert problem.name in table[problem.name]
