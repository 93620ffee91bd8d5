"""Laws of questions about a graph, against answers that are found the long way."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamiltonish import Graph
from hamiltonish.errors import WrongWayError
from hamiltonish.modifiers import node, source
from tests.strategies import RandomGraph, scalar_graphs


def paths(graph: Graph, start: str, end: str) -> list[tuple[str, ...]]:
    """List all paths from one node to another, by trying every step."""
    found: list[tuple[str, ...]] = []
    pending: list[tuple[str, ...]] = [(start,)]
    while pending:
        path = pending.pop()
        if path[-1] == end:
            found.append(path)
        pending.extend((*path, reader) for reader in graph.dependents(path[-1]))
    return found


@given(scalar_graphs(most=7), st.data())
def test_between_has_the_nodes_of_all_paths_and_the_other_way_is_refused(
    random: RandomGraph, data: st.DataObject
) -> None:
    graph = Graph(random.module)
    first, last = (data.draw(st.sampled_from(sorted(graph))) for _ in "ab")
    expected = {name for path in paths(graph, first, last) for name in path}
    if not expected and paths(graph, last, first):
        with pytest.raises(WrongWayError, match="does not feed") as caught:
            graph.between(first, last)
        assert caught.value.path in paths(graph, last, first)
    else:
        assert set(graph.between(first, last)) == expected


@given(scalar_graphs(), st.integers(0, 4), st.data())
def test_around_goes_so_many_steps_up_and_so_many_down(
    random: RandomGraph, hops: int, data: st.DataObject
) -> None:
    graph = Graph(random.module)
    names = data.draw(st.lists(st.sampled_from(sorted(graph)), max_size=2))
    up, down = set(names), set(names)
    for _ in range(hops):
        up |= {needed for name in up for needed in graph.dependencies(name)}
        down |= {reader for name in down for reader in graph.dependents(name)}
    assert set(graph.around(*names, hops=hops)) == up | down


@given(scalar_graphs(), st.data())
def test_what_outputs_need_and_what_they_do_not_is_the_whole_graph(
    random: RandomGraph, data: st.DataObject
) -> None:
    graph = Graph(random.module)
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1))
    unused, needed = set(graph.unused(outputs)), set(graph.upstream(*outputs))
    assert unused.isdisjoint(needed)
    assert unused | needed == set(graph)
    assert set(graph.sources_of(*outputs)) == {n for n in needed if not graph.dependencies(n)}


def flagged(**named: int) -> int:
    return sum(named.values())


def tagged_graph(random: RandomGraph, tags: dict[str, str]) -> Graph:
    """Give each function of a random graph a tag."""
    calls = (
        node(
            getattr(random.module, name),
            {parameter: source(parameter) for parameter in random.parameters[name]},
            name=name,
            tags={"level": tags[name]},
        )
        for name in random.functions
    )
    return Graph(*calls)


@given(scalar_graphs(most=7), st.data())
def test_reaching_finds_an_output_exactly_if_there_is_a_path_that_nothing_stops(
    random: RandomGraph, data: st.DataObject
) -> None:
    levels = st.sampled_from(["plain", "secret", "hashed"])
    tags = {name: data.draw(levels) for name in random.functions}
    graph = tagged_graph(random, tags)
    reach = graph.reaching(tags={"level": "secret"}, stop={"level": "hashed"})
    ends = [name for name in graph if not graph.dependents(name)]
    starts = [name for name in graph if tags.get(name) == "secret"]
    on_paths = set()
    for start, end in itertools.product(starts, ends):
        possible = [
            path
            for path in paths(graph, start, end)
            if all(tags.get(name) != "hashed" for name in path)
        ]
        on_paths.update(name for path in possible for name in path)
        given_paths = [path for path in reach if (path[0], path[-1]) == (start, end)]
        assert len(given_paths) == bool(possible)
        for path in given_paths:
            assert path in possible
            assert len(path) == min(map(len, possible))
    assert set(reach.graph) == on_paths
    assert bool(reach) == bool(on_paths)
    assert set(reach.outputs) == {path[-1] for path in reach}
