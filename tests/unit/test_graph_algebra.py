"""Graphs as values: joined, renamed, bound, replaced, cut, with nodes of any function."""

from __future__ import annotations

import functools
import math
import operator
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sklearn.preprocessing import StandardScaler, scale

import hamiltonish as hm
from hamiltonish import Graph
from hamiltonish.bindings import Value, same_value
from hamiltonish.errors import DuplicateNodeError
from hamiltonish.modifiers import (
    config,
    extract_columns,
    group,
    name,
    node,
    parameterize,
    pipe_output,
    source,
    step,
    subdag,
    tag,
)
from tests.modules import module_of

SHOP = module_of(
    """
    def net(price: float, quantity: int = 1) -> float:
        return price * quantity

    def tax(net: float, rate: float) -> float:
        return net * rate

    def gross(net: float, tax: float) -> float:
        return net + tax
    """,
    "shop",
)
FLIGHTS = module_of(
    """
    import polars as pl
    from hamiltonish.modifiers import extract_columns

    @extract_columns("distance", air_time="air time")
    def flights(path: str) -> pl.DataFrame:
        return pl.DataFrame({"distance": [100.0, 200.0], "air time": [1.0, 2.0]})

    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time
    """,
    "flights",
)


@pytest.fixture
def graph() -> Graph:
    return Graph(SHOP)


# -- graphs as sources ---------------------------------------------------------------------------


def test_a_graph_is_a_source_and_so_is_one_of_its_parts(graph: Graph) -> None:
    assert Graph(graph) == graph
    assert hm.Driver(graph).values("net", inputs={"price": 2.0}) == {"net": 2.0}
    part = graph.downstream("tax")
    assert list(part) == ["tax", "gross"]
    assert hm.Driver(part).values("gross", inputs={"net": 1.0, "rate": 0.5}) == {"gross": 1.5}


def test_a_graph_and_functions_are_one_graph() -> None:
    driver = hm.Driver(Graph(SHOP.tax, SHOP.gross), SHOP)
    assert driver.graph == Graph(SHOP)


def test_the_config_of_a_graph_chooses_among_the_functions_beside_it() -> None:
    @config.when(region="uk")
    def rate__uk() -> float:
        return 0.2

    chosen = Graph(SHOP, rate__uk, config={"region": "uk"})

    @config.when(region="uk")
    def bonus__uk(gross: float) -> float:
        return gross / 10

    driver = hm.Driver(chosen, bonus__uk)
    assert driver.values("bonus", inputs={"price": 10.0}) == {"bonus": 1.2}
    assert driver.graph.config == {"region": "uk"}
    assert driver.replace(hooks=()).graph == driver.graph


def test_the_config_feeds_the_parameters_of_a_graph() -> None:
    graph = Graph(SHOP)
    assert hm.Driver(graph, config={"rate": 0.5}).values("tax", inputs={"price": 1.0}) == {
        "tax": 0.5
    }
    fed = Graph(SHOP, config={"rate": 0.5})
    assert fed != graph
    assert hm.Driver(fed | Graph(SHOP.net)).values("tax", inputs={"price": 1.0}) == {"tax": 0.5}
    assert hm.Driver(fed.prefix("uk")).values("uk.tax", inputs={"uk.price": 1.0}) == {"uk.tax": 0.5}


def test_config_that_nothing_reads_any_more_is_dropped() -> None:
    fed = Graph(SHOP, config={"rate": 0.5})
    assert fed.without("tax").config == {}
    assert fed.bind(rate=0.1).config == {}
    assert fed.subgraph(outputs="net").config == {}


def test_why_a_variant_is_no_node_is_known_after_renaming() -> None:
    @config.when(region="uk")
    def rate__uk() -> float:
        return 0.2

    renamed = Graph(SHOP, rate__uk, config={"region": "mars"}).prefix("eu")
    assert renamed.why_not("eu.rate") == "`eu.region` is 'mars' in the config; variants: `uk`"


def test_a_newer_version_from_a_notebook_still_wins_and_other_bindings_of_one_clash() -> None:
    def cell(code: str) -> Any:
        module = module_of(code, "__main__")
        function = module.pace
        function.__code__ = function.__code__.replace(co_filename="<ipython-input-1-abc>")
        return function

    old = cell("def pace(spend: float) -> float: return spend / 7")
    new = cell("def pace(spend: float) -> float: return spend / 30")
    assert (Graph(old) | Graph(new))["pace"].function is new
    with pytest.raises(DuplicateNodeError, match="2 functions give the node `x`"):
        Graph(node(new, name="x", spend=source("a")), node(new, name="x", spend=source("b")))


# -- the same ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        ([1], [1], True),
        (np.float64(1), np.float64(1), True),
        (np.array([1, 2]), np.array([1, 2]), False),
        ([np.array([1, 2])], [np.array([1, 2])], False),
        (pd.Series([1]), pd.Series([1]), False),
        (pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1]}), False),
        (pl.col("a"), pl.col("a"), False),
    ],
)
def test_values_are_the_same_if_a_function_cannot_tell_them_apart(
    one: object, other: object, same: bool
) -> None:
    assert same_value(one, one)
    assert same_value(one, other) is same
    assert (Value(one) == Value(other)) is same
    assert hash(Value(one)) == hash(Value(one))


def test_nodes_with_arrays_bound_or_as_defaults_can_be_compared() -> None:
    weights = np.array([1.0, 2.0])

    def total(amount: float, weights: Any = weights) -> float:
        return float(amount * weights.sum())

    def made(array: Any) -> Graph:
        return Graph(node(total, name="x", weights=array))

    assert made(weights) | made(weights) == made(weights)
    assert made(weights) != made(weights.copy())
    assert Graph(total) == Graph(total)
    assert hash(Graph(total)["total"]) == hash(Graph(total)["total"])
    with pytest.raises(DuplicateNodeError, match="weights = value"):
        made(weights) | made(weights.copy())


# -- other names ---------------------------------------------------------------------------------


def test_a_prefix_stands_before_every_name(graph: Graph) -> None:
    uk = graph.prefix("uk")
    assert list(uk) == [
        "uk.price",
        "uk.quantity",
        "uk.net",
        "uk.rate",
        "uk.tax",
        "uk.gross",
    ]
    assert uk[SHOP.tax].name == "uk.tax"
    assert uk.inputs == ("uk.price", "uk.quantity", "uk.rate")


def test_prefixes_can_be_put_before_prefixes_and_some_names_kept(graph: Graph) -> None:
    assert list(graph.prefix("b", inputs=False).prefix("a", keep=["rate"])) == [
        "a.price",
        "a.quantity",
        "a.b.net",
        "rate",
        "a.b.tax",
        "a.b.gross",
    ]
    assert "net" in graph.prefix("uk", keep=SHOP.net)


def test_columns_extracted_from_a_frame_keep_their_names_in_the_frame() -> None:
    both = Graph(FLIGHTS).prefix("a") | Graph(FLIGHTS).prefix("b")
    frame = hm.Driver(both).execute(
        ["a.speed", "a.distance", "a.air_time"], inputs={"a.path": "", "b.path": ""}
    )
    assert frame.columns == ["a.speed", "a.distance", "a.air_time"]
    assert frame["a.air_time"].to_list() == [1.0, 2.0]
    assert "the column `air time` of `a.flights`" in both["a.air_time"].describe()


def test_prefixed_columns_run_on_every_kind_of_frame() -> None:
    def ratio(x: nw.Expr, y: nw.Expr) -> nw.Expr:
        return x / y

    def double(ratio: nw.Expr) -> nw.Expr:
        return ratio * 2

    graph = Graph(ratio, double)
    driver = hm.Driver(graph.prefix("a", inputs=False) | graph.prefix("b", inputs=False))
    outputs, data = ["a.double", "b.ratio"], {"x": [1.0], "y": [2.0]}
    relation = duckdb.sql("select 1.0::double as x, 2.0::double as y")
    expected = {"a.double": [1.0], "b.ratio": [0.5]}
    assert driver.execute(outputs, inputs=relation).pl().to_dict(as_series=False) == expected
    assert driver.execute(outputs, inputs=pd.DataFrame(data)).to_dict("list") == expected
    lazy = driver.execute(outputs, inputs=pl.LazyFrame(data))
    assert lazy.collect().to_dict(as_series=False) == expected


def test_labels_stay_when_names_change() -> None:
    @name("Net price")
    def net(price: float) -> float:
        return price

    frame = hm.Driver(Graph(net).prefix("uk")).execute(
        "uk.net", inputs={"uk.price": 1.0}, to="polars"
    )
    assert frame.columns == ["Net price"]


# -- other values --------------------------------------------------------------------------------


def test_binding_reaches_every_reader_and_takes_the_input_away(graph: Graph) -> None:
    bound = graph.bind(rate=0.5, price=source("list_price"))
    assert bound.inputs == ("list_price", "quantity")
    assert hm.Driver(bound).values("gross", inputs={"list_price": 2.0}) == {"gross": 3.0}
    assert "rate = value(0.5)" in bound["tax"].describe()


def test_what_is_bound_is_optional_no_more(graph: Graph) -> None:
    with pytest.raises(hm.RequestError, match="`amount: int`, needed by"):
        hm.Driver(graph.bind(quantity=source("amount"))).values("net", inputs={"price": 1.0})


def test_a_group_is_bound_item_by_item() -> None:
    def total(amounts: list[float], *, factor: float) -> float:
        return sum(amounts) * factor

    bound = Graph(total).bind(amounts=group(source("a"), 2.0), factor=source("f")).bind(f=10.0)
    assert bound.inputs == ("a",)
    assert hm.Driver(bound).values("total", inputs={"a": 1.0}) == {"total": 30.0}


def test_keyword_only_parameters_may_read_other_names() -> None:
    def total(price: float, *, rate: float) -> float:
        return price * rate

    driver = hm.Driver(Graph(total).prefix("uk"))
    assert driver.values("uk.total", inputs={"uk.price": 2.0, "uk.rate": 3.0}) == {"uk.total": 6.0}


def test_binding_joins_what_one_graph_computes_to_what_another_needs(graph: Graph) -> None:
    def uk_rate() -> float:
        return 0.2

    joined = graph.bind(rate=source("uk_rate")) | Graph(uk_rate)
    assert joined.dependencies("tax") == ("net", "uk_rate")


def test_functions_are_replaced_by_name(graph: Graph) -> None:
    def tax(price: float) -> float:
        return 1.0

    def flat(gross_of: float) -> float:
        return gross_of

    replaced = graph.replace(tax, gross=flat)
    assert replaced.dependencies("tax") == ("price",)
    assert replaced["gross"].function is flat
    assert replaced.name_of(tax) == "tax"
    assert replaced.name_of(flat) == "gross"
    assert set(replaced) == {"price", "quantity", "net", "tax", "gross_of", "gross"}


def test_a_node_may_replace_an_input_and_take_its_modifiers_along(graph: Graph) -> None:
    @tag(owner="finance")
    @pipe_output(step(round))
    def rate(net: float) -> float:
        return net / 3

    replaced = graph.replace(
        rate, net=node(operator.mul, name="net", a=source("price"), b=2.0, returns=float)
    )
    assert replaced["rate"].tags == {"owner": "finance"}
    assert replaced["net"].describe().startswith("net: float\n  Same as a * b.")
    assert hm.Driver(replaced).values("rate", inputs={"price": 5.0}) == {"rate": 3}


# -- less ----------------------------------------------------------------------------------------


def test_a_node_taken_out_is_an_input_of_the_type_that_is_read(graph: Graph) -> None:
    less = graph.without("net", SHOP.tax)
    assert list(less) == ["net", "tax", "gross"]
    assert less["net"].is_input
    assert less["net"].type is float
    assert graph.without(*graph) == graph.without("net", "tax", "gross")
    assert len(graph.without(*graph)) == 0


def test_a_frame_taken_out_is_given_and_its_columns_are_still_extracted() -> None:
    driver = hm.Driver(Graph(FLIGHTS).without("flights"))
    frame = pl.DataFrame({"distance": [10.0], "air time": [2.0], "other": [0]})
    for given in (frame, frame.lazy()):
        result = driver.execute(["speed", "air_time"], inputs={"flights": given}).lazy().collect()
        assert_frame_equal(result, pl.DataFrame({"speed": [5.0], "air time": [2.0]}))


def test_a_subgraph_is_cut_at_its_inputs(graph: Graph) -> None:
    assert list(graph.subgraph(outputs="gross", inputs="net")) == ["net", "rate", "tax", "gross"]
    assert list(graph.subgraph(outputs=["net"])) == ["price", "quantity", "net"]
    assert list(graph.subgraph(outputs=SHOP.gross, inputs=["net", "tax"])) == [
        "net",
        "tax",
        "gross",
    ]


def test_nodes_are_selected_by_what_is_true_of_them() -> None:
    @tag(pii=True, layer=["silver", "gold"])
    def email(customer: str) -> str:
        return customer

    @tag(pii=False, layer="gold")
    @extract_columns("age")
    def people() -> pl.DataFrame:
        return pl.DataFrame({"age": [1]})

    def old(age: pl.Expr) -> pl.Expr:
        return age > 60

    graph = Graph(email, people, old, SHOP)
    assert list(graph.select(tags={"pii": True})) == ["email"]
    assert list(graph.select(tags={"layer": "gold"})) == ["email", "people", "age"]
    assert list(graph.select(tags={"layer": ["silver", "bronze"]})) == ["email"]
    assert list(graph.select(tags={"layer": "gold", "pii": False})) == ["people", "age"]
    assert list(graph.select(kind="frame")) == ["people"]
    assert list(graph.select(kind="column")) == ["age", "old"]
    assert (
        list(graph.select(module=SHOP))
        == list(graph.select(module="shop"))
        == ["net", "tax", "gross"]
    )
    assert list(graph.select(kind="input")) == list(graph.inputs)
    assert list(graph.select(where=lambda one: one.name.startswith("o"))) == ["old"]
    assert list(graph.select()) == list(graph)
    assert hm.Driver(graph.select(module=SHOP)).graph == Graph(SHOP)


# -- nodes of any function -----------------------------------------------------------------------


def rolling_mean(column: pl.Expr, days: int, name: str = "") -> pl.Expr:
    """Mean of {column} over {days} days."""
    return column.rolling_mean(days)


def test_a_loop_makes_a_family_with_the_docstring_as_a_template() -> None:
    graph = Graph(SHOP)
    for days in (2, 3):
        graph = graph.with_node(
            rolling_mean, name=f"spend_{days}d", column=source("spend"), days=days, tags={"d": days}
        )
    assert graph["spend_2d"].doc == "Mean of spend over 2 days."
    assert graph["spend_3d"].tags == {"d": 3}
    assert graph == Graph(
        SHOP,
        *(
            node(
                rolling_mean,
                name=f"spend_{days}d",
                column=source("spend"),
                days=days,
                tags={"d": days},
            )
            for days in (2, 3)
        ),
    )
    frame = hm.Driver(graph).execute(
        ["spend_2d", "spend_3d"], inputs=pl.DataFrame({"spend": [1.0, 2.0, 3.0]})
    )
    assert frame["spend_2d"].to_list() == [None, 1.5, 2.5]


def test_parameters_called_like_the_arguments_of_node_are_bound_by_a_mapping() -> None:
    graph = Graph(node(rolling_mean, {"name": source("n")}, name="m", days=2))
    assert graph.dependencies("m") == ("column", "n")


def test_a_node_that_others_read_already_stands_before_them() -> None:
    graph = Graph(SHOP).with_node(math.sqrt, name="rate", x=source("area"), returns=float)
    assert list(graph) == ["price", "quantity", "net", "area", "rate", "tax", "gross"]
    assert hm.Driver(graph).values("tax", inputs={"price": 2.0, "area": 4.0}) == {"tax": 4.0}


def test_a_node_narrows_the_type_of_an_input_that_it_reads() -> None:
    def whole(price: int) -> int:
        return price

    assert Graph(SHOP).with_node(whole, name="whole")["price"].type is int


def test_a_node_can_be_added_to_a_part_of_a_graph(graph: Graph) -> None:
    part = graph.downstream("tax").with_node(math.sqrt, name="root", x=source("tax"), returns=float)
    assert list(part) == ["net", "rate", "tax", "gross", "root"]


def test_the_functions_modifiers_are_kept_except_for_its_name() -> None:
    @tag(owner="ads")
    @pipe_output(step(abs))
    def delta(a: float, b: float) -> float:
        return a - b

    graph = Graph(node(delta, name="x", tags={"pii": False}), node(delta, name="y", a=source("x")))
    assert graph["x"].tags == {"pii": False, "owner": "ads"}
    assert hm.Driver(graph).values(["x", "y"], inputs={"a": 1.0, "b": 3.0}) == {"x": 2.0, "y": 1.0}


def test_a_function_is_its_own_node_also_beside_nodes_that_call_it() -> None:
    graph = Graph(SHOP).with_node(SHOP.net, name="net_of_two", price=2.0)
    assert graph.name_of(SHOP.net) == "net"
    assert Graph(node(SHOP.net, name="net_of_two")).name_of(SHOP.net) == "net_of_two"


class Model:
    """A model with a state."""

    def __init__(self, factor: float = 2.0) -> None:
        self.factor = factor

    def __call__(self, x: float) -> float:
        return x * self.factor


SERIES = pd.Series([1.0, 4.0, 9.0])


@pytest.mark.parametrize(
    ("call", "inputs", "expected"),
    [
        (node(np.sqrt, name="n", x=source("a"), returns=pd.Series), SERIES, [1.0, 2.0, 3.0]),
        (node(np.add, name="n", x1=source("a"), x2=1, returns=pd.Series), SERIES, [2.0, 5.0, 10.0]),
        (
            node(np.clip, name="n", a=source("a"), a_min=2, a_max=5, returns=pd.Series),
            SERIES,
            [2.0, 4.0, 5.0],
        ),
        (
            node(pd.Series.cumsum, {"self": source("a")}, name="n", returns=pd.Series),
            SERIES,
            [1.0, 5.0, 14.0],
        ),
        (
            node(scale, name="n", X=source("a"), with_std=False, returns=np.ndarray),
            np.array([1.0, 3.0]),
            [-1.0, 1.0],
        ),
        (node(math.sqrt, name="n", x=source("a"), returns=float), 4.0, 2.0),
        (node(operator.add, name="n", a=source("a"), b=1, returns=float), 4.0, 5.0),
        (node(max, name="n", first=source("a"), second=5, returns=float), 4.0, 5),
        (node(functools.partial(pow, 2), name="n", exp=source("a"), returns=float), 3, 8),
        (node(functools.partial(SHOP.net, quantity=3), name="n", price=source("a")), 2.0, 6.0),
        (node(Model(3.0), name="n", x=source("a")), 2.0, 6.0),
        (node(Model(3.0).__call__, name="n", x=source("a")), 2.0, 6.0),
        (node(lambda x: x + 1, name="n", x=source("a"), returns=float), 2.0, 3.0),
    ],
)
def test_functions_of_others_become_nodes_as_they_are(
    call: Any, inputs: object, expected: object
) -> None:
    given = hm.Driver(call).values("n", inputs={"a": inputs})["n"]
    assert (given.tolist() if hasattr(given, "tolist") else given) == expected


def test_functions_of_polars_become_nodes_as_they_are() -> None:
    driver = hm.Driver(
        node(pl.Expr.rolling_mean, {"self": source("a")}, name="mean", window_size=2),
        node(pl.sum_horizontal, name="sum", exprs=group(source("a"), source("b"))),
        node(np.log, name="log", x=source("b"), returns=pl.Expr),
    )
    frame = pl.LazyFrame({"a": [1, 3], "b": [1, 1]})
    result = driver.execute(["mean", "sum", "log"], inputs=frame).collect()
    assert result.to_dict(as_series=False) == {
        "mean": [None, 2.0],
        "sum": [2, 4],
        "log": [0.0, 0.0],
    }


def test_frames_flow_through_functions_of_others() -> None:
    joined = node(pd.merge, name="joined", left=source("a"), right=source("b"))
    frames = {"a": pd.DataFrame({"k": [1]}), "b": pd.DataFrame({"k": [1], "v": [2]})}
    assert hm.Driver(joined).values("joined", inputs=frames)["joined"].to_dict("list") == {
        "k": [1],
        "v": [2],
    }


def test_a_class_is_a_function_that_makes_its_instances() -> None:
    graph = Graph(node(Model, name="model", factor=source("f"))).with_node(
        StandardScaler, name="scaler", with_mean=False
    )
    assert graph["model"].type is Model
    assert hm.Driver(graph).values("model", inputs={"f": 5.0})["model"].factor == 5.0
    assert hm.Driver(graph).values("scaler")["scaler"].with_mean is False


# -- graphs within graphs ------------------------------------------------------------------------


def test_a_graph_is_a_source_of_a_subdag_and_brings_its_config() -> None:
    fed = Graph(SHOP, config={"rate": 0.5}).bind(quantity=2)

    @subdag(fed, inputs={"price": source("uk_price")})
    def uk(gross: float) -> float:
        return gross

    driver = hm.Driver(uk)
    assert list(driver.graph) == ["uk_price", "uk.net", "uk.tax", "uk.gross", "uk"]
    assert driver.values("uk", inputs={"uk_price": 1.0}) == {"uk": 3.0}


def test_a_node_outside_is_not_taken_for_one_within_of_the_same_name() -> None:
    @subdag(SHOP, inputs={"price": source("net"), "rate": source("gross")})
    def uk(gross: float) -> float:
        return gross

    driver = hm.Driver(uk)
    assert driver.graph.dependencies("uk.net") == ("net",)
    assert driver.graph.dependencies("uk.tax") == ("uk.net", "gross")
    assert driver.values("uk", inputs={"net": 2.0, "gross": 0.5}) == {"uk": 3.0}


def test_what_has_a_default_within_is_left_at_it_whatever_is_outside() -> None:
    @subdag(SHOP, inputs={"price": 2.0, "rate": 0.0})
    def uk(net: float, quantity: int) -> float:
        return net * quantity

    assert hm.Driver(uk).values("uk", inputs={"quantity": 10}) == {"uk": 20.0}


def test_frames_and_their_columns_live_within() -> None:
    @subdag(FLIGHTS, inputs={"path": source("uk_path")})
    def uk(speed: pl.Expr, distance: pl.Expr) -> pl.Expr:
        return speed + distance

    driver = hm.Driver(uk)
    assert driver.execute(["uk", "uk.air_time"], inputs={"uk_path": ""}).to_dict(
        as_series=False
    ) == {"uk": [200.0, 300.0], "uk.air_time": [1.0, 2.0]}


def test_subdags_nest_and_make_families() -> None:
    @parameterize(a={"days": 2}, b={"days": 3})
    @subdag(SHOP, inputs={"price": source("p"), "rate": 0.0})
    def pace(gross: float, days: int) -> float:
        return gross / days

    @subdag(pace, inputs={"p": source("spend")})
    def outer(a: float, b: float) -> float:
        return a + b

    driver = hm.Driver(outer)
    assert list(driver.graph) == [
        "spend",
        "outer.pace.net",
        "outer.pace.tax",
        "outer.pace.gross",
        "outer.a",
        "outer.b",
        "outer",
    ]
    assert driver.values("outer", inputs={"spend": 6.0}) == {"outer": 5.0}
