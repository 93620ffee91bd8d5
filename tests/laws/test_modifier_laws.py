"""Laws of modifiers: what is written in another order, bound or piped gives what a call by hand does."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.bindings import Argument, Group, Passing, Source, Value, bound, sources_in
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers import (
    config,
    does,
    extract_columns,
    extract_fields,
    group,
    inject,
    name,
    parameterize,
    pipe_input,
    pipe_output,
    resolve,
    source,
    step,
    subdag,
    tag,
    unpack_fields,
)

# -- bindings ------------------------------------------------------------------------------------

leaves = st.one_of(st.builds(Source, st.sampled_from("abcd")), st.builds(Value, st.integers()))
bindings = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Group(tuple(items))),
        st.dictionaries(st.sampled_from("xyz"), inner, min_size=1).map(
            lambda items: Group(tuple(items.values()), tuple(items))
        ),
    ),
    max_leaves=8,
)


def by_hand(binding: Any, values: dict[str, int]) -> Any:
    """Build an argument without any of the machinery."""
    match binding:
        case Source(name):
            return values[name]
        case Value(value):
            return value
        case Group(items, ()):
            return [by_hand(item, values) for item in items]
        case Group(items, keys):
            return {key: by_hand(item, values) for key, item in zip(keys, items, strict=True)}


@given(st.lists(st.tuples(bindings, st.booleans()), max_size=4))
def test_a_bound_function_gets_the_arguments_that_its_bindings_say(
    given_: list[tuple[Any, bool]],
) -> None:
    def collect(*args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    ways = (Passing.POSITION, Passing.KEYWORD)
    given_.sort(key=lambda pair: pair[1])  # by position first
    arguments = [Argument(f"p{i}", b, ways[named]) for i, (b, named) in enumerate(given_)]
    values = {"a": 1, "b": 2, "c": 3, "d": 4}
    read = [one.name for argument in arguments for one in sources_in(argument.binding)]
    args = tuple(by_hand(b, values) for b, named in given_ if not named)
    kwargs = {f"p{i}": by_hand(b, values) for i, (b, named) in enumerate(given_) if named}
    assert bound(collect, arguments)(*[values[one] for one in read]) == (args, kwargs)


@given(st.lists(leaves, min_size=1, max_size=5), st.lists(leaves, min_size=1, max_size=3))
def test_groups_fill_parameters_with_stars(listed: list[Any], named: list[Any]) -> None:
    @inject(
        parts=Group(tuple(listed)),
        others=Group(tuple(named), tuple(f"k{i}" for i in range(len(named)))),
    )
    def collect(first: int, *parts: int, **others: int) -> tuple[Any, ...]:
        return first, parts, others

    values = {"a": 1, "b": 2, "c": 3, "d": 4}
    driver = hm.Driver(collect)
    inputs = {name: values.get(name, 9) for name in driver.graph.inputs}
    expected = (
        9,
        tuple(by_hand(one, values) for one in listed),
        {f"k{i}": by_hand(one, values) for i, one in enumerate(named)},
    )
    assert driver.values("collect", inputs=inputs) == {"collect": expected}


# -- orders --------------------------------------------------------------------------------------


def plus_one(x: int) -> int:
    return x + 1


def doubled(x: int) -> int:
    return 2 * x


Decorator = Callable[[Any], Any]
STAGES: dict[str, Decorator] = {
    "choice": config.when(on=True),
    "binding": inject(b=source("z")),
    "family": parameterize(p={"a": source("x")}, q={"a": source("y")}),
    "before": pipe_input(step(plus_one), on_input="a"),
    "result": pipe_output(step(doubled)),
}


def decorated(order: tuple[str, ...]) -> Any:
    def f(a: int, b: int, c: int = 7) -> int:
        return 100 * a + 10 * b + c

    for stage in order:
        STAGES[stage](f)
    return f


@given(st.permutations(list(STAGES)), st.integers(0, len(STAGES)))
def test_modifiers_of_different_steps_mean_the_same_in_any_order(
    order: list[str], count: int
) -> None:
    chosen = tuple(order[:count])
    usual = tuple(stage for stage in STAGES if stage in chosen)
    config_ = {"on": True} if "choice" in chosen else {}
    graphs = [hm.Graph(decorated(names), config=config_) for names in (chosen, usual)]
    signatures = [str(graph) for graph in graphs]
    assert signatures[0] == signatures[1]


@given(st.permutations(list(STAGES)), st.integers(0, len(STAGES)), st.integers(-9, 9))
def test_modifiers_together_give_what_the_calls_by_hand_give(
    order: list[str], count: int, a: int
) -> None:
    chosen = tuple(order[:count])
    function = decorated(chosen)
    driver = hm.Driver(function, config={"on": True} if "choice" in chosen else {})
    inputs = {"a": a, "x": a, "y": 2, "b": 3, "z": 3}
    inputs = {name: inputs[name] for name in driver.graph.inputs if name in inputs}

    def expected(first: int) -> int:
        first = plus_one(first) if "before" in chosen else first
        result = function(first, 3)  # a decorated function is the plain function still
        return doubled(result) if "result" in chosen else result

    if "family" in chosen:
        assert driver.values(["p", "q"], inputs=inputs) == {"p": expected(a), "q": expected(2)}
    else:
        assert driver.values("f", inputs=inputs) == {"f": expected(a)}


def test_within_the_step_of_results_the_order_says_what_is_meant() -> None:
    def f(x: int) -> dict[str, int]:
        return {"a": x}

    def g(x: int) -> dict[str, int]:
        return {"a": x}

    extract_fields("a")(f)
    tag(owner="ads")(f)
    tag(owner="ads")(g)
    extract_fields("a")(g)
    assert hm.Graph(f)["a"].tags == {"owner": "ads"}
    assert hm.Graph(g)["a"].tags == {}


# -- pairs ---------------------------------------------------------------------------------------


def inner(x: int) -> int:
    return x


ALL: dict[str, tuple[Decorator, str]] = {
    "config.when": (config.when(on=True), "int"),
    "does": (does(lambda **numbers: 1), "int"),
    "extract_columns": (extract_columns("col"), "pl.DataFrame"),
    "extract_fields": (extract_fields("field"), "dict[str, int]"),
    "inject": (inject(b=2), "int"),
    "name": (name("F"), "int"),
    "parameterize": (parameterize(p={"a": 1}, q={"a": 2}), "int"),
    "pipe_input": (pipe_input(step(plus_one)), "int"),
    "pipe_output": (pipe_output(step(lambda x: x)), "int"),
    "resolve": (resolve(lambda on: tag(on=on)), "int"),
    "subdag": (subdag(inner, inputs={"x": source("a")}), "int"),
    "tag": (tag(owner="ads"), "int"),
    "unpack_fields": (unpack_fields("part"), "tuple[int, ...]"),
}


@pytest.mark.parametrize(("first", "second"), list(itertools.product(ALL, ALL)))
def test_any_two_modifiers_make_a_graph_or_an_error_that_names_both(
    first: str, second: str
) -> None:
    import polars as pl

    types = {"pl.DataFrame": pl.DataFrame, "dict[str, int]": dict[str, int]}
    results = {ALL[one][1] for one in (first, second)} - {"int"}
    if len(results) > 1:
        pytest.skip("no result has columns, fields and parts at once")
    result = next(iter(results), "int")

    def f(a, b, inner=0): ...  # type: ignore[no-untyped-def]

    f.__annotations__ = {
        "a": int,
        "b": int,
        "inner": int,
        "return": types.get(result, tuple[int, ...] if "tuple" in result else int),
    }
    for one in (first, second):
        ALL[one][0](f)
    given = {"on": True} if {"config.when", "resolve"} & {first, second} else {}
    problems = _problems(lambda: hm.Graph(f, config=given))
    for problem in problems:
        if isinstance(problem, ModifierError):
            assert len(problem.modifiers) == 2
            assert {mark.partition("(")[0] for mark in problem.modifiers} <= {first, second}
        else:  # the same twice: two nodes of one name
            assert first == second
            assert "2 functions give the node" in str(problem)


def _problems(build: Callable[[], object]) -> tuple[hm.GraphError, ...]:
    try:
        build()
    except hm.GraphErrors as errors:
        return errors.exceptions  # type: ignore[return-value]
    except hm.GraphError as error:
        return (error,)
    return ()


# -- graphs within -------------------------------------------------------------------------------


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=3, unique=True))
def test_a_graph_within_gives_what_it_gives_by_itself_and_shares_nothing(
    numbers: list[int],
) -> None:
    def half(x: int, by: int = 2) -> float:
        return x / by

    def both(x: int, half: float) -> float:
        return x + half

    def readers() -> Any:
        for number in numbers:

            @subdag(half, both, inputs={"x": source(f"in_{number + 5}")})
            def reader(both: float) -> float:
                return both

            reader.__name__ = f"out_{number + 5}"
            yield reader

    driver = hm.Driver(*readers())
    inputs = {f"in_{number + 5}": number for number in numbers}
    assert set(driver.graph.inputs) == set(inputs)  # neither `x` nor `by` got out
    alone = hm.Driver(half, both)
    assert driver.values([f"out_{number + 5}" for number in numbers], inputs=inputs) == {
        f"out_{number + 5}": alone.values("both", inputs={"x": number})["both"]
        for number in numbers
    }


def test_a_node_that_is_read_twice_is_one_dependency() -> None:
    @inject(parts=group(source("a"), source("a"), 1))
    def f(parts: list[int]) -> int:
        return sum(parts)

    driver = hm.Driver(f)
    assert driver.graph.dependencies("f") == ("a",)
    assert driver.values("f", inputs={"a": 2}) == {"f": 5}
