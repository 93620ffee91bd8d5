"""Laws of graphs as values: joining, renaming, binding and cutting change names, never values."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from hamiltonish import Driver, Graph
from hamiltonish.modifiers import node, source
from tests.strategies import PRIME, RandomGraph, expression_graphs, polars_graphs, scalar_graphs

any_graphs = st.one_of(scalar_graphs(), expression_graphs(), polars_graphs())


@st.composite
def parts(draw: st.DrawFn, random: RandomGraph) -> Graph:
    """Draw a graph of some of the functions of a random graph."""
    names = draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    return Graph(*(getattr(random.module, name) for name in names))


def values_of(
    random: RandomGraph, data: st.DataObject, *, more: Iterable[str] = ()
) -> dict[str, int]:
    """Draw a value for each input of a random graph, and for other names."""
    names = [*random.inputs, *more]
    return {name: data.draw(st.integers(0, PRIME - 1), label=name) for name in names}


# -- joining -------------------------------------------------------------------------------------


@given(any_graphs, st.data())
def test_joining_is_idempotent(random: RandomGraph, data: st.DataObject) -> None:
    graph = data.draw(parts(random))
    assert graph | graph == graph
    assert hash(graph | graph) == hash(graph)


@given(any_graphs, st.data())
def test_joining_is_commutative_up_to_order(random: RandomGraph, data: st.DataObject) -> None:
    one, other = data.draw(parts(random)), data.draw(parts(random))
    assert one | other == other | one


@given(any_graphs, st.data())
def test_joining_is_associative_up_to_order(random: RandomGraph, data: st.DataObject) -> None:
    one, two, three = (data.draw(parts(random)) for _ in range(3))
    assert (one | two) | three == one | (two | three)


@given(any_graphs, st.data())
def test_graphs_joined_are_the_graph_of_the_functions_of_both(
    random: RandomGraph, data: st.DataObject
) -> None:
    one, other = data.draw(parts(random)), data.draw(parts(random))
    functions = [node.function for part in (one, other) for node in part.values() if node.function]
    assert one | other == Graph(*functions) == Graph(one, other) == Driver(one, other).graph


@given(any_graphs)
def test_a_graph_is_the_join_of_its_functions_one_by_one(random: RandomGraph) -> None:
    whole = Graph(random.module)
    joined = Graph(getattr(random.module, random.functions[0]))
    for name in random.functions[1:]:
        joined |= Graph(getattr(random.module, name))
    assert joined == whole


@given(any_graphs, st.data())
def test_what_lies_above_and_below_a_node_is_the_part_around_it(
    random: RandomGraph, data: st.DataObject
) -> None:
    graph = Graph(random.module)
    name = data.draw(st.sampled_from(random.functions))
    around = graph.upstream(name) | graph.downstream(name)
    computed = {n for n in (*graph.upstream(name), *graph.downstream(name)) if graph[n].function}
    assert {n for n in around if around[n].function} == computed
    assert all(around[n] == graph[n] for n in computed)
    assert graph | around == graph


# -- running -------------------------------------------------------------------------------------


@given(scalar_graphs(), st.data())
def test_a_joined_graph_gives_what_its_functions_give_by_hand(
    random: RandomGraph, data: st.DataObject
) -> None:
    half = len(random.functions) // 2
    functions = [getattr(random.module, name) for name in random.functions]
    given_values = values_of(random, data)
    if not half:
        return
    driver = Driver(Graph(*functions[half:]) | Graph(*functions[:half]))
    assert driver.values(random.functions, inputs=given_values) == {
        name: value
        for name, value in random.by_hand(given_values).items()
        if name in random.functions
    }


@given(scalar_graphs(), st.data(), st.booleans())
def test_a_prefixed_graph_gives_the_same_under_other_names(
    random: RandomGraph, data: st.DataObject, inputs: bool
) -> None:
    graph = Graph(random.module)
    kept = data.draw(st.sets(st.sampled_from(random.functions)))
    renamed = graph.prefix("uk", keep=kept, inputs=inputs)
    names = {n: n if n in kept or (graph[n].is_input and not inputs) else f"uk.{n}" for n in graph}
    assert set(renamed) == set(names.values())
    given_values = values_of(random, data)
    expected = random.by_hand(given_values)
    outside = {names[name]: value for name, value in given_values.items()}
    wanted = [names[name] for name in random.functions]
    assert Driver(renamed).values(wanted, inputs=outside) == {
        names[name]: expected[name] for name in random.functions
    }
    for name in graph:
        assert renamed.dependencies(names[name]) == tuple(
            names[d] for d in graph.dependencies(name)
        )


@given(scalar_graphs(), st.data())
def test_two_prefixed_graphs_do_not_touch_each_other(
    random: RandomGraph, data: st.DataObject
) -> None:
    graph = Graph(random.module)
    both = graph.prefix("a") | graph.prefix("b")
    assert len(both) == 2 * len(graph)
    first, second = values_of(random, data), values_of(random, data)
    inputs = {
        **{f"a.{name}": value for name, value in first.items()},
        **{f"b.{name}": value for name, value in second.items()},
    }
    outputs = [f"{prefix}.{name}" for prefix in "ab" for name in random.functions]
    expected = {"a": random.by_hand(first), "b": random.by_hand(second)}
    assert Driver(both).values(outputs, inputs=inputs) == {
        f"{prefix}.{name}": expected[prefix][name] for prefix in "ab" for name in random.functions
    }


@given(scalar_graphs(), st.data())
def test_binding_an_input_is_giving_it(random: RandomGraph, data: st.DataObject) -> None:
    given_values = values_of(random, data)
    all_inputs = [*random.inputs, *random.defaults]
    names = data.draw(st.lists(st.sampled_from(all_inputs), min_size=1, unique=True))
    bound = {name: data.draw(st.integers(0, PRIME - 1), label=name) for name in names}
    graph = Graph(random.module).bind(bound)
    assert not set(graph) & set(bound)
    left = {name: value for name, value in given_values.items() if name not in bound}
    expected = random.by_hand({**given_values, **bound})
    assert Driver(graph).values(random.functions, inputs=left) == {
        name: expected[name] for name in random.functions
    }


@given(scalar_graphs(), st.data())
def test_binding_an_input_to_another_name_is_renaming_it(
    random: RandomGraph, data: st.DataObject
) -> None:
    given_values = values_of(random, data)
    name = data.draw(st.sampled_from(random.inputs))
    graph = Graph(random.module).bind({name: source("outside")})
    renamed = {"outside" if key == name else key: one for key, one in given_values.items()}
    expected = random.by_hand(given_values)
    assert Driver(graph).values(random.functions, inputs=renamed) == {
        name: expected[name] for name in random.functions
    }


@given(scalar_graphs(), st.data())
def test_a_node_taken_out_is_an_input_and_then_an_override_is_an_input(
    random: RandomGraph, data: st.DataObject
) -> None:
    left = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    graph = Graph(random.module).without(*left)
    assert all(graph[name].is_input for name in left if name in graph)
    kept = [name for name in random.functions if name not in left]
    given_values = values_of(random, data, more=left)
    inputs = {name: value for name, value in given_values.items() if name in graph}
    expected = random.by_hand(given_values)
    if kept:
        assert Driver(graph).values(kept, inputs=inputs) == {name: expected[name] for name in kept}


@given(scalar_graphs(), st.data())
def test_a_subgraph_has_what_its_outputs_need_and_gives_the_same(
    random: RandomGraph, data: st.DataObject
) -> None:
    names = st.sampled_from(random.functions)
    outputs = data.draw(st.lists(names, min_size=1, unique=True))
    cut = data.draw(st.lists(names, max_size=3, unique=True))
    graph = Graph(random.module).subgraph(outputs=outputs, inputs=cut)
    needed = random.upstream(outputs, without=cut)
    computed = {name for name in needed if name in random.functions and name not in cut}
    assert {name for name in graph if graph[name].function} == computed
    wanted = [name for name in outputs if name in computed]
    given_values = values_of(random, data, more=cut)
    inputs = {name: value for name, value in given_values.items() if name in graph}
    expected = random.by_hand(given_values)
    if wanted:
        assert Driver(graph).values(wanted, inputs=inputs) == {n: expected[n] for n in wanted}


@given(scalar_graphs(), st.data())
def test_any_part_of_a_graph_runs(random: RandomGraph, data: st.DataObject) -> None:
    graph = Graph(random.module)
    chosen = data.draw(st.sets(st.sampled_from(random.functions), min_size=1))
    by_choice = graph.select(where=lambda one: one.name in chosen)
    assert set(by_choice) == chosen
    for part in (by_choice, graph.downstream(*chosen), graph.upstream(*chosen)):
        driver = Driver(part)
        outputs = [name for name in part if part[name].function]
        others = [name for name in driver.graph.inputs if name not in random.defaults]
        given_values = {name: data.draw(st.integers(0, PRIME - 1)) for name in others}
        known = {**given_values, **{n: 0 for n in random.inputs if n not in given_values}}
        expected = random.by_hand(known)
        assert driver.values(outputs, inputs=given_values) == {n: expected[n] for n in outputs}


# -- nodes of any function -----------------------------------------------------------------------


@given(scalar_graphs(), st.data())
def test_nodes_of_functions_are_their_own_nodes_when_nothing_is_bound(
    random: RandomGraph, data: st.DataObject
) -> None:
    functions = {name: getattr(random.module, name) for name in random.functions}
    made = [
        node(
            function,
            {d: source(d) for d in random.defaults if d in random.parameters[name]},
            name=name,
        )
        for name, function in functions.items()
    ]
    driver = Driver(*made)
    given_values = values_of(random, data, more=random.defaults)
    expected = random.by_hand(given_values)
    inputs = {name: value for name, value in given_values.items() if name in driver.graph}
    assert driver.values(random.functions, inputs=inputs) == {
        name: expected[name] for name in random.functions
    }
    by_function = driver.values([functions[name] for name in random.functions], inputs=inputs)
    assert by_function == {name: expected[name] for name in random.functions}


@given(scalar_graphs(), st.data())
def test_adding_nodes_one_by_one_is_giving_them_all_at_once(
    random: RandomGraph, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(random.functions))
    made = [node(getattr(random.module, name), name=name) for name in order]
    graph = Graph(made[0])
    for call in made[1:]:
        graph = graph.with_node(call.function, name=call.name)
    assert graph == Graph(*made)
    position = {name: index for index, name in enumerate(graph)}
    for name in graph:
        assert all(position[dep] < position[name] for dep in graph.dependencies(name))
