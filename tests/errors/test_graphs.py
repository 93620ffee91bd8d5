"""What a user reads when graphs do not fit together: each mistake, its complete text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish import Graph
from hamiltonish.errors import (
    AmbiguousFunctionError,
    ConfigClashError,
    CycleError,
    DuplicateNodeError,
    EmptyOutputsError,
    GraphErrors,
    ImpossibleNameError,
    MissingColumnError,
    ModifierError,
    TypeMismatchError,
    UnknownNodeError,
    UnsupportedFunctionError,
)
from hamiltonish.modifiers import extract_columns, node, parameterize, source, subdag, value
from tests.errors.refusal import refuses
from tests.modules import module_of

SHOP = module_of(
    """
    from hamiltonish.modifiers import config

    def net(gross: float) -> float:
        return gross / 1.2

    def tax(gross: float, net: float) -> float:
        return gross - net

    @config.when(region="uk")
    def duty__uk(net: float) -> float:
        return 0.0
    """,
    "shop",
)
OTHER = module_of(
    """
    def tax(gross: float) -> float:
        return gross * 0.2

    def pace(amount: float, days: int = 7) -> float:
        return amount / days

    async def fetch(url: str) -> str:
        return url

    def text() -> str:
        return "a"
    """,
    "other",
)


# -- joining -------------------------------------------------------------------------------------


def test_a_clash_of_two_graphs_says_how_to_settle_it() -> None:
    a, b = Graph(SHOP), Graph(OTHER.tax)
    with refuses(
        DuplicateNodeError,
        """
2 definitions give the node `tax`.
  defined in: `shop.tax` (shop.py:6)
  defined in: `other.tax` (other.py:1)
Hint: take it out of one graph, `b.without('tax')`; give the nodes of one other names, `b.prefix('b')`; or say which function it is, `a.replace(f)`.
        """,
    ):
        a | b
    assert (a | b.without("tax"))["tax"].function is SHOP.tax
    assert {"tax", "b.tax"} <= set(a | b.prefix("b"))
    assert a.replace(OTHER.tax)["tax"].function is OTHER.tax


def test_a_clash_of_one_function_bound_in_two_ways_shows_what_is_bound() -> None:
    a = Graph(node(OTHER.pace, name="spend", amount=source("x"), days=7))
    b = Graph(node(OTHER.pace, name="spend", amount=source("x"), days=30))
    with refuses(
        DuplicateNodeError,
        """
2 definitions give the node `spend`.
  defined in: `other.pace` (other.py:4), amount = source('x'), days = value(7)
  defined in: `other.pace` (other.py:4), amount = source('x'), days = value(30)
Hint: take it out of one graph, `b.without('spend')`; give the nodes of one other names, `b.prefix('b')`; or say which function it is, `a.replace(f)`.
        """,
    ):
        hm.Driver(a, b)


def test_configs_that_differ() -> None:
    uk, us = Graph(SHOP, config={"region": "uk"}), Graph(SHOP, config={"region": "us"})
    with refuses(
        ConfigClashError,
        """
`region` is in the config, and is given in 2 ways.
  given by: the value 'uk'
  given by: the value 'us'
Hint: give the graphs the same value, or the nodes of one other names: `b.prefix('b')`.
        """,
    ):
        uk | us
    assert (uk | us.prefix("us")).config == {"region": "uk", "us.region": "us"}


def test_the_config_of_a_graph_and_that_of_a_driver() -> None:
    with refuses(
        ConfigClashError,
        """
`region` is in the config, and is given in 2 ways.
  given by: the value 'us'
  given by: the value 'uk'
Hint: give the graphs the same value, or the nodes of one other names: `b.prefix('b')`.
        """,
    ):
        hm.Driver(Graph(SHOP, config={"region": "uk"}), config={"region": "us"})


def test_one_graph_computes_what_the_config_of_another_gives() -> None:
    with refuses(
        ConfigClashError,
        """
`net` is in the config, and is given in 2 ways.
  given by: the value 1.0
  given by: `shop.net` (shop.py:3)
Hint: give the graphs the same value, or the nodes of one other names: `b.prefix('b')`.
        """,
    ):
        Graph(SHOP.tax, config={"net": 1.0}) | Graph(SHOP.net)


def test_types_are_checked_across_the_join() -> None:
    def shout(tax: str) -> str:
        return tax.upper()

    with pytest.raises(TypeMismatchError, match=r"`tax` is `float` where `str` is taken"):
        Graph(SHOP.tax) | Graph(shout)


# -- asking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [hm.Driver.values, hm.Driver.plan])
def test_a_function_that_makes_a_family_is_asked_for_by_name(ask: Callable[..., Any]) -> None:
    @parameterize(spend_7d={"days": 7}, spend_30d={"days": 30})
    def pace(amount: float, days: int) -> float:
        return amount / days

    driver = hm.Driver(pace)
    for question in (ask, lambda driver, asked: driver.graph.name_of(asked)):
        with refuses(
            AmbiguousFunctionError,
            """
`pace` makes 2 nodes: `spend_7d`, `spend_30d`.
Hint: ask for them by name.
            """,
        ):
            question(driver, pace)


def test_a_function_within_a_subdag_is_asked_for_by_name() -> None:
    @subdag(OTHER.pace, inputs={"amount": source("spend")})
    def uk(pace: float) -> float:
        return pace

    with refuses(
        UnknownNodeError,
        """
No node is named `pace`.
  asked for by: a function
Hint: ask by name: `uk.pace`.
        """,
    ):
        hm.Driver(uk).values(OTHER.pace, inputs={"spend": 7.0})


def test_a_function_that_was_replaced_is_no_node() -> None:
    graph = Graph(SHOP).replace(OTHER.tax)
    with refuses(
        UnknownNodeError,
        """
No node is named `tax`.
  `tax` is `other.tax` (other.py:1), not the function of `shop`
  asked for by: a function
        """,
    ):
        graph.name_of(SHOP.tax)


# -- changing ------------------------------------------------------------------------------------


def test_binding_what_is_no_input() -> None:
    graph = Graph(SHOP)
    with refuses(
        UnknownNodeError,
        """
No node is named `gros`.
  asked for by: Graph.bind
Hint: did you mean `gross`?
        """,
    ):
        graph.bind(gros=1.0)
    with refuses(
        ModifierError,
        """
`shop.net` (shop.py:3): `.bind(net=value(1.0))` binds `net`, which the function computes.
Hint: take it out before, `graph.without('net')`.
        """,
    ):
        graph.bind(net=1.0)


def test_binding_a_value_of_another_type_names_every_reader() -> None:
    with refuses(
        GraphErrors,
        """
The graph has 2 problems.
1. `shop.net` (shop.py:3): `.bind(gross=value('a'))` gives `gross` value('a'), a `str`, where `float` is taken.
   Hint: bind a node with `source('name')`.
2. `shop.tax` (shop.py:6): `.bind(gross=value('a'))` gives `gross` value('a'), a `str`, where `float` is taken.
   Hint: bind a node with `source('name')`.
        """,
    ):
        Graph(SHOP).bind(gross=value("a"))


def test_binding_an_input_to_what_reads_it_is_a_cycle() -> None:
    with refuses(
        CycleError,
        """
The graph has a cycle: net → net
  `shop.net` (shop.py:3)
Hint: take out one of these parameters.
        """,
    ):
        Graph(SHOP.net).bind(gross=source("net"))


def test_binding_a_frame_of_which_columns_are_taken_to_a_value() -> None:
    @extract_columns("a")
    def table() -> pl.DataFrame:
        return pl.DataFrame()

    graph = Graph(table).without("table")
    with pytest.raises(ModifierError, match="gives a value for `table`, of which `a` is a column"):
        graph.bind(table=pl.DataFrame({"a": [1]}))


def test_replacing_what_is_not_there() -> None:
    with refuses(
        UnknownNodeError,
        """
No node is named `pace`.
  asked for by: Graph.replace
        """,
    ):
        Graph(SHOP).replace(OTHER.pace)
    with refuses(
        UnknownNodeError,
        """
No node is named `duty`.
  `region` is not in the config; variants: `uk`
  asked for by: Graph.replace
        """,
    ):
        Graph(SHOP).replace(SHOP.duty__uk)


def test_replacing_with_a_function_of_another_type() -> None:
    with refuses(
        TypeMismatchError,
        """
`net` is `str` where `float` is taken.
  given by: `other.text` (other.py:10) -> str
  taken by: `shop.tax` (shop.py:6), `net: float`
Hint: change one of the two annotations.
        """,
    ):
        Graph(SHOP).replace(net=OTHER.text)


def test_a_subgraph_of_nothing() -> None:
    with refuses(
        EmptyOutputsError,
        """
No output was asked for.
  nodes: `net`, `tax`
Hint: name at least one node.
        """,
    ):
        Graph(SHOP).subgraph(outputs=[])


@pytest.mark.parametrize("method", ["without", "prefix", "subgraph"])
def test_a_misspelt_node_names_the_method(method: str) -> None:
    graph = Graph(SHOP)
    ask: dict[str, Callable[[], Graph]] = {
        "without": lambda: graph.without("taxx"),
        "prefix": lambda: graph.prefix("uk", keep="taxx"),
        "subgraph": lambda: graph.subgraph(outputs="taxx"),
    }
    with refuses(
        UnknownNodeError,
        f"""
No node is named `taxx`.
  asked for by: Graph.{method}
Hint: did you mean `tax` (shop.py:6)?
        """,
    ):
        ask[method]()


def test_a_frame_that_is_given_lacks_an_extracted_column() -> None:
    @extract_columns("distance", air_time="air time")
    def flights() -> pl.DataFrame:
        return pl.DataFrame()

    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time

    driver = hm.Driver(Graph(flights, speed).without(flights))
    with refuses(
        MissingColumnError,
        """
The frame of input `flights` has no column `air time`.
  named by: its `@extract_columns(…)`
  it has: `distance`, `air_time`
Hint: did you mean `air_time`?
        """,
    ):
        frame = pl.DataFrame({"distance": [1.0], "air_time": [1.0]})
        driver.execute("speed", inputs={"flights": frame})


# -- nodes of any function -----------------------------------------------------------------------


def test_a_function_that_does_not_say_what_it_returns() -> None:
    with refuses(
        ModifierError,
        """
`math.sqrt`: `node(sqrt, name='root', x=source('area'))` calls a function that does not say what it returns.
Hint: say it, `returns=float`; or annotate the function.
        """,
    ):
        hm.Driver(node(math.sqrt, name="root", x=source("area")))


def test_a_parameter_that_a_function_does_not_have() -> None:
    with refuses(
        ModifierError,
        """
`other.pace` (other.py:4): `node(pace, name='spend', amuont=source('x'))` binds `amuont`, which is no parameter of the function.
Hint: did you mean `amount`?
        """,
    ):
        Graph(SHOP).with_node(OTHER.pace, name="spend", amuont=source("x"))


def test_a_node_that_would_read_itself() -> None:
    with refuses(
        ImpossibleNameError,
        """
`other.pace` (other.py:4) cannot be the node `amount`: it has a parameter of the same name, so it would need itself.
Hint: rename the function, or its parameter.
        """,
    ):
        hm.Driver(node(OTHER.pace, name="amount"))


def test_an_async_function() -> None:
    with refuses(
        UnsupportedFunctionError,
        """
`other.fetch` (other.py:7) is an async function.
Hint: write a plain function; call the coroutine in it with `asyncio.run`.
        """,
    ):
        hm.Driver(node(OTHER.fetch, name="page"))


def test_a_function_that_is_a_family_already() -> None:
    @parameterize(spend_7d={"days": 7})
    def pace(amount: float, days: int) -> float:
        return amount / days

    with pytest.raises(
        ModifierError,
        match=r"`node\(pace, name='x'\)` and `@parameterize\(spend_7d=…\)` do not go together",
    ):
        hm.Driver(node(pace, name="x"))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: node(3, name="x"), "node needs a function, not int"),  # type: ignore[arg-type]  # the mistake
        (lambda: node(math.sqrt, name=""), "node needs a name"),
        (lambda: node(math.sqrt, name="x", x="y"), r"x='y' may mean a node or a text"),
        (lambda: node(math.sqrt, name="x", tags={"a": object()}), "a tag is a text"),
        (lambda: Graph(SHOP).prefix(""), "prefix needs a name"),
        (lambda: Graph(SHOP).bind(gross="y"), "gross='y' may mean a node or a text"),
    ],
)
def test_mistakes_in_a_call_are_type_errors_where_it_stands(
    call: Callable[[], object], text: str
) -> None:
    with pytest.raises(TypeError, match=text):
        call()


def test_an_unknown_kind_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="kind is 'series'; it is one of 'input', 'column'"):
        Graph(SHOP).select(kind="series")  # type: ignore[arg-type]  # the mistake


# -- graphs within graphs ------------------------------------------------------------------------


def _within(**options: Any) -> Graph:
    @subdag(SHOP, **options)
    def uk(tax: float) -> float:
        return tax

    return Graph(uk)


def test_a_config_key_that_nothing_within_reads() -> None:
    with pytest.raises(
        ModifierError,
        match=r"gives the config key `regin`, which nothing within reads\.\nHint: did you mean"
        r" `region`\?",
    ):
        _within(inputs={"gross": 1.0}, config={"regin": "uk"})


def test_a_variant_that_nothing_within_chooses() -> None:
    @subdag(SHOP, inputs={"gross": source("g")}, config={"region": "mars"})
    def uk(duty: float) -> float:
        return duty

    with pytest.raises(
        ModifierError,
        match=r"has no variant of `duty` within: `region` is 'mars' in the config; variants: `uk`",
    ):
        Graph(uk)


def test_an_input_that_is_computed_within() -> None:
    with pytest.raises(ModifierError, match="binds `net`, which the graph within computes itself"):
        _within(inputs={"gross": 1.0, "net": 1.0})


def test_a_value_within_of_another_type() -> None:
    with pytest.raises(ModifierError, match="gives `gross` value.3j., a `complex`, where `float`"):
        _within(inputs={"gross": 3j})


def test_a_function_that_is_part_of_its_own_graph() -> None:
    module = module_of("""
        import sys
        from hamiltonish.modifiers import subdag, value

        def mean(amounts: list[float]) -> float:
            return sum(amounts)

        def uk(mean: float) -> float:
            return mean
    """)
    subdag(module, inputs={"amounts": value([1.0])})(module.uk)
    with pytest.raises(ModifierError, match="holds a graph that the function itself is part of"):
        Graph(module)
