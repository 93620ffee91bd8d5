"""Problems as data: of graphs that can be built, and of sources that make none."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given

import hamiltonish as hm
from hamiltonish import Graph, Problem
from hamiltonish.graph import Level
from hamiltonish.modifiers import config, extract_columns, node, source
from tests.modules import module_of
from tests.strategies import RandomGraph, scalar_graphs


def told(*problems: Problem) -> list[str]:
    """List the first lines of problems."""
    return [f"{one.level.value}: {one.text}" for one in problems]


@given(scalar_graphs())
def test_nothing_is_wrong_with_a_graph_that_runs(random: RandomGraph) -> None:
    assert Graph(random.module).check() == ()
    assert Graph.problems_of(random.module) == ()


def test_an_input_that_is_called_nearly_as_a_node() -> None:
    module = module_of("""
        def spend_mean(spend: float) -> float:
            return spend

        def pace(spend_maen: float, days: int) -> float:
            return spend_maen / days
    """)
    (problem,) = Graph(module).check()
    assert str(problem) == (
        "The input `spend_maen` has nearly the name of `spend_mean`.\n"
        "  needed by: `features.pace` (features.py:4)\n"
        "Hint: did you mean `spend_mean` (features.py:1)?"
    )
    assert problem == Problem(
        Level.WARNING,
        "NearName",
        "spend_maen",
        problem.text,
        problem.facts,
        ("`features.pace` (features.py:4)",),
        problem.hint,
    )


@pytest.mark.parametrize(
    "name", ["spend_men", "spendmean", "Spend_Mean", "spent_mean", "spendd_mean"]
)
def test_a_letter_more_or_less_or_another_is_near(name: str) -> None:
    module = module_of(f"""
        def spend_mean(spend: float) -> float:
            return spend

        def pace({name}: float) -> float:
            return {name}
    """)
    assert told(*Graph(module).check()) == [
        f"warning: The input `{name}` has nearly the name of `spend_mean`."
    ]


@pytest.mark.parametrize(
    ("parameter", "why"),
    [
        ("spend_8d: float", "a number differs, as in families"),
        ("spend_7d_: list[str]", "the type is another"),
        ("spends: float", "it may be the plural"),
        ("spendd_7d: float = 1.0", "it has a default"),
        ("speed: float", "it is a word of its own"),
    ],
)
def test_a_name_is_not_near(parameter: str, why: str) -> None:
    name = parameter.partition(":")[0]
    module = module_of(f"""
        def spend_7d(spend: float) -> float:
            return spend

        def pace({parameter}) -> float:
            return float(bool({name}))
    """)
    assert Graph(module).check() == (), why


def test_short_names_and_names_after_other_prefixes_are_not_near() -> None:
    def add(x1: float, abc: float, abd: float) -> float:
        return x1 + abc + abd

    graph = Graph(add)
    assert (graph.prefix("uk") | graph.prefix("us")).check() == ()


def test_two_inputs_that_are_nearly_one_are_told_once() -> None:
    def one(spend: float) -> float:
        return spend

    def two(spned: float) -> float:
        return spned

    assert told(*Graph(one, two).check()) == [
        "warning: The input `spned` has nearly the name of `spend`."
    ]


def test_of_two_inputs_the_one_that_is_read_once_is_the_slip() -> None:
    def one(spend: float) -> float:
        return spend

    def two(spned: float, spend: float) -> float:
        return spned + spend

    assert [problem.node for problem in Graph(one, two).check()] == ["spned"]


def test_variants_of_which_the_config_chooses_none() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price

        def total(price: float, tax: float) -> float:
            return price + tax
    """)
    (problem,) = Graph(module).check()
    assert problem.node == "tax"
    assert str(problem) == (
        "No variant of `tax` is chosen: `region` is not in the config; variants: `us`.\n"
        "  variant: `features.tax__us` (features.py:3), `@config.when(region='us')`\n"
        "Hint: choose one: `config={'region': 'us'}`."
    )
    assert Graph(module, config={"region": "us"}).check() == ()


@pytest.mark.parametrize(
    ("one", "other", "is_possible"),
    [
        ("int", "str", False),
        ("int", "float", True),
        ("int | None", "str | None", True),
        ("int | str", "float | bytes", True),
        ("list[int]", "dict[str, int]", False),
        ("list[int]", "list[str]", True),
        ("Any", "str", True),
        ("Model", "str", True),
        ("Sequence[int]", "Hashable", True),
        ("pl.Expr", "pl.Series", True),
        ("pl.Expr", "nw.Expr", True),
        ("pl.Expr", "pd.Series", False),
        ("pl.DataFrame", "pd.DataFrame", False),
        ("pl.DataFrame", "int", False),
        ("pl.DataFrame", "pl.LazyFrame", True),
    ],
)
def test_an_input_that_no_value_can_be(one: str, other: str, is_possible: bool) -> None:
    module = module_of(
        f"""
        from collections.abc import Hashable, Sequence
        from typing import Any
        import narwhals as nw, pandas as pd, polars as pl

        class Model: ...

        def first(given: {one}) -> Any:
            return given

        def second(given: {other}) -> Any:
            return given
    """.replace("-> Any", "-> pl.DataFrame" if "Expr" in one + other else "-> Any")
    )
    problems = Graph(module).check()
    text = f"error: The input `given` is taken as `{one}` and as `{other}`, and no value is both."
    assert told(*problems) == ([] if is_possible else [text])
    if not is_possible:
        assert problems[0].facts == (
            f"taken by: `features.first` (features.py:7), `{one}`",
            f"taken by: `features.second` (features.py:10), `{other}`",
        )


def test_a_config_value_that_its_reader_does_not_take() -> None:
    def total(price: float, rate: float) -> float:
        return price * rate

    (problem,) = Graph(total, config={"rate": "high"}).check()
    assert problem.text == "The config value `rate` is `str`, which is not taken."
    assert Graph(total, config={"rate": 1}).check() == ()


def test_an_open_part_is_checked_with_the_inputs_that_it_needs() -> None:
    def spend_mean(spend: float) -> float:
        return spend

    def pace(spend_men: float, spend_mean: float) -> float:
        return spend_men + spend_mean

    (problem,) = Graph(spend_mean, pace).select(where=lambda one: one.name == "pace").check()
    assert problem.node in ("spend_men", "spend_mean")


def test_extracted_columns_and_frames_are_checked_like_any_other() -> None:
    @extract_columns("distance")
    def flights() -> pl.DataFrame:
        return pl.DataFrame()

    def far(distnace: pl.Expr) -> pl.Expr:
        return distnace > 1

    graph = Graph(flights, far)
    assert told(*graph.check()) == [
        "warning: The input `distnace` has nearly the name of `distance`."
    ]
    assert graph.without("flights").bind(distnace=source("distance")).check() == ()


def test_sources_that_make_no_graph_have_all_their_problems_listed() -> None:
    module = module_of("""
        def speed(distance, air_time: float):
            return distance / air_time

        def a(b: int) -> int:
            return b

        def b(a: int) -> int:
            return a
    """)
    found = Graph.problems_of(module, config={"nonsense": 1})
    assert [(one.level, one.kind) for one in found] == [
        (Level.ERROR, "MissingAnnotationError"),
        (Level.ERROR, "CycleError"),
        (Level.ERROR, "UnusedConfigError"),
    ]
    assert found[0].places == ("`features.speed` (features.py:1)",)
    assert found[1].facts == ("`features.a` (features.py:4)", "`features.b` (features.py:7)")
    assert found[2].text == "The config key `nonsense` is read by nothing."


@pytest.mark.parametrize(
    "sources", [(), (3,), ("no.such.module",), (lambda x: x,), (node(len, name="n"),), (pd.Series,)]
)
def test_whatever_is_given_problems_are_data_and_read_like_the_error(
    sources: tuple[object, ...],
) -> None:
    found = Graph.problems_of(*sources)
    assert len(found) == 1
    with pytest.raises(hm.GraphError, match=r"\w") as caught:
        Graph(*sources)
    assert str(found[0]) == str(caught.value)


def test_sources_that_make_a_graph_are_checked() -> None:
    @config.when(region="us")
    def tax__us(price: float) -> float:
        return price

    assert [one.kind for one in Graph.problems_of(tax__us)] == ["NoVariant"]
