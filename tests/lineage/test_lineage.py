"""Lineage down to columns: what is listed, how it feeds, by which nodes; and how it reads."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import polars.selectors as cs
import pytest
from polars.io.plugins import register_io_source

import hamiltonish as hm
from hamiltonish.errors import (
    MissingInputsError,
    MixedFramesError,
    UnknownInputError,
    UnknownLibraryError,
    UnknownNodeError,
)
from hamiltonish.lineage import Flow, Lineage
from hamiltonish.modifiers import extract_columns, name, node, source
from tests.modules import module_of

FRAME = pl.LazyFrame({"a": [1], "b": [2], "c": [3]})


def listed(lineage: Lineage, output: str = "") -> dict[str, tuple[str, ...]]:
    """Map the sources of an output to how they feed it; opaque ones with a question mark."""
    return {
        edge.source: tuple(flow.value for flow in edge.flows) + ("?",) * edge.is_opaque
        for edge in lineage
        if output in ("", edge.output)
    }


# -- expressions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "flows"),
    [
        (pl.col("a"), {"a": "identity"}),
        (pl.col("a").alias("other"), {"a": "identity"}),
        (pl.col("a") + pl.col("b"), {"a": "transformation", "b": "transformation"}),
        (pl.col("a").mean(), {"a": "aggregation"}),
        (pl.col("a").sum().over("b"), {"a": "aggregation", "b": "window"}),
        (
            pl.col("a").shift(1).over("b", order_by="c"),
            {"a": "transformation", "b": "window", "c": "window"},
        ),
        (pl.when(pl.col("a") > 1).then(pl.col("b")), {"a": "conditional", "b": "transformation"}),
        (pl.col("a").filter(pl.col("b") > 1).sum(), {"a": "aggregation", "b": "filter"}),
        (pl.col("a").sort_by("b").first(), {"a": "aggregation", "b": "sort"}),
        (pl.col("a") - pl.col("a").mean(), {"a": "transformation aggregation"}),
        (pl.col("a").is_in([1, 2]), {"a": "transformation"}),
        (pl.col("a").map_batches(lambda s: s, return_dtype=pl.Int64), {"a": "transformation"}),
        (pl.len(), {}),
        (pl.lit(1), {}),
    ],
)
def test_an_expression_is_asked_what_it_reads_and_how(
    expression: pl.Expr, flows: dict[str, str]
) -> None:
    def x(a: pl.Expr, b: pl.Expr, c: pl.Expr) -> pl.Expr:
        return expression

    expected = {f"inputs.{column}": tuple(how.split()) for column, how in flows.items()}
    lineage = hm.Driver(x).lineage(x, inputs=FRAME)
    assert listed(lineage) == expected
    assert listed(hm.Driver(x).lineage(x)) == expected
    assert all(edge.through == ("x",) for edge in lineage)


@pytest.mark.parametrize("wide", [pl.all(), cs.numeric(), pl.col("^a|b$"), pl.nth(0)])
def test_a_selector_may_mean_any_column_of_the_frame(wide: pl.Expr) -> None:
    def x(a: pl.Expr) -> pl.Expr:
        return pl.sum_horizontal(wide)

    assert listed(hm.Driver(x).lineage(x, inputs=FRAME)) == {
        "inputs.a": (),
        "inputs.b": ("?",),
        "inputs.c": ("?",),
    }


def test_a_parameter_that_is_not_read_is_not_listed() -> None:
    def x(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        return a * 2

    assert listed(hm.Driver(x).lineage(x, inputs=FRAME)) == {"inputs.a": ("transformation",)}


def test_a_value_decides_which_branch_is_looked_at_if_it_is_known() -> None:
    def x(a: pl.Expr, b: pl.Expr, use_a: bool) -> pl.Expr:
        return a if use_a else b

    driver = hm.Driver(x)
    given = driver.lineage(x, inputs={"frame": FRAME, "use_a": True})
    assert listed(given) == {"frame.a": ("identity",), "use_a": ()}
    assert listed(driver.lineage(x)) == {
        "inputs.a": (),
        "inputs.b": ("identity",),
        "use_a": (),
    }
    config = hm.Driver(x, config={"use_a": False})
    assert listed(config.lineage(x, inputs=FRAME)) == {"inputs.b": ("identity",)}


def test_a_function_that_cannot_be_called_counts_as_reading_its_parameters() -> None:
    def x(a: pl.Expr, b: pl.Expr, table: dict[str, int]) -> pl.Expr:
        return a.replace(table)

    def y(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        raise RuntimeError("not today")

    driver = hm.Driver(x, y)
    assert listed(driver.lineage(x)) == {"inputs.a": (), "inputs.b": (), "table": ()}
    assert listed(driver.lineage(y, inputs=FRAME)) == {"inputs.a": (), "inputs.b": ()}


def test_functions_on_data_are_not_called_and_count_as_reading_their_parameters() -> None:
    module = module_of(
        """
        import polars as pl

        def doubled(a: pl.Series) -> pl.Series: raise AssertionError
        def mean(doubled: pl.Series) -> float: raise AssertionError
        def scaled(b: pl.Expr, mean: float) -> pl.Expr: return b / mean
        """
    )
    lineage = hm.Driver(module).lineage(["scaled", "mean"], inputs=FRAME)
    assert listed(lineage, "mean") == {"inputs.a": ()}
    assert listed(lineage, "scaled") == {"inputs.a": (), "inputs.b": ("transformation",)}
    assert lineage.edges[0].through == ("doubled", "mean", "scaled")


def test_an_output_may_be_a_plain_input_or_have_a_label() -> None:
    @name("Total spend")
    def total(a: pl.Expr) -> pl.Expr:
        return a.sum()

    lineage = hm.Driver(total).lineage(["total", "b"], inputs=FRAME)
    assert list(lineage.outputs) == ["Total spend", "b"]
    assert listed(lineage, "b") == {"inputs.b": ("identity",)}


def test_an_override_is_a_source_and_nothing_above_it_is() -> None:
    def mid(a: pl.Expr) -> pl.Expr:
        return a + 1

    def top(mid: pl.Expr, b: pl.Expr) -> pl.Expr:
        return mid + b

    driver = hm.Driver(mid, top)
    expected = {"overrides.mid": ("transformation",), "inputs.b": ("transformation",)}
    series = {"mid": pl.Series([1])}
    assert listed(driver.lineage(top, inputs=FRAME.collect(), overrides=series)) == expected
    assert listed(driver.lineage(top, overrides=series)) == expected


def test_columns_of_two_frames_have_their_names() -> None:
    def x(a: pl.Expr) -> pl.Expr:
        return a

    def y(z: pl.Expr) -> pl.Expr:
        return z

    frames = {"one": FRAME, "two": pl.LazyFrame({"z": [1]})}
    lineage = hm.Driver(x, y).lineage(["x", "y"], inputs=frames)
    assert listed(lineage) == {"one.a": ("identity",), "two.z": ("identity",)}
    assert lineage.outputs_of("z") == ("y",)
    assert lineage.outputs_of("z", "one") == ()


# -- frames --------------------------------------------------------------------------------------


def orders(a: pl.LazyFrame, b: pl.LazyFrame) -> pl.LazyFrame:
    big = a.filter(pl.col("price") > 1).rename({"id": "customer"})
    return (
        big.join(b, on="customer", how="left")
        .group_by("town")
        .agg(pl.col("price").sum(), orders=pl.len())
    )


CUSTOMERS = {
    "a": pl.LazyFrame({"id": [1], "price": [2.0], "note": [""]}),
    "b": pl.LazyFrame({"customer": [1], "town": ["Bonn"], "phone": ["1"]}),
}


def test_a_frame_function_is_looked_into_column_by_column() -> None:
    lineage = hm.Driver(orders).lineage(orders, inputs=CUSTOMERS)
    always = {"a.id": ("join",), "b.customer": ("join",)}
    assert listed(lineage, "town") == {
        **always,
        "a.price": ("filter",),
        "b.town": ("identity", "group_by"),
    }
    assert listed(lineage, "price") == {
        **always,
        "a.price": ("aggregation", "filter"),
        "b.town": ("group_by",),
    }
    assert listed(lineage, "orders") == {**always, "a.price": ("filter",), "b.town": ("group_by",)}
    assert lineage.outputs_of("note") == lineage.outputs_of("phone") == ()
    assert lineage.outputs == {"town": "String", "price": "Float64", "orders": "UInt32"}


def test_columns_go_through_frames_extraction_and_expressions() -> None:
    @extract_columns("town", total="price")
    def made(a: pl.LazyFrame, b: pl.LazyFrame) -> pl.LazyFrame:
        return orders(a, b)

    def share(total: pl.Expr) -> pl.Expr:
        return total / total.sum()

    def rows(town: pl.Expr) -> pl.Expr:
        return pl.len()

    lineage = hm.Driver(made, share, rows).lineage(["share", "rows"], inputs=CUSTOMERS)
    assert listed(lineage, "share")["a.price"] == ("aggregation", "filter")
    assert lineage.edges[0].through == ("made", "total", "share")
    # The number of rows depends on what decides which rows there are.
    assert set(listed(lineage, "rows")) == {"a.id", "a.price", "b.customer", "b.town"}


def test_a_frame_function_takes_computed_columns_with_the_frame() -> None:
    def late(delay: pl.Expr) -> pl.Expr:
        return delay > 15

    def by_carrier(flights: pl.LazyFrame, late: pl.Expr) -> pl.LazyFrame:
        return flights.group_by("carrier").agg(late.mean())

    flights = pl.LazyFrame({"carrier": ["AA"], "delay": [1], "plane": ["N1"]})
    lineage = hm.Driver(late, by_carrier).lineage("by_carrier", inputs={"flights": flights})
    assert listed(lineage, "late") == {
        "flights.carrier": ("group_by",),
        "flights.delay": ("aggregation",),
    }
    assert lineage.edges[-1].through == ("late", "by_carrier")


def test_what_a_frame_function_collects_may_go_anywhere() -> None:
    def made(a: pl.LazyFrame) -> pl.LazyFrame:
        ids = a.select("id").collect()["id"]
        return a.select("price").filter(pl.lit(len(ids) > 0))

    assert listed(hm.Driver(made).lineage(made, inputs={"a": CUSTOMERS["a"]})) == {
        "a.id": ("?",),
        "a.price": ("identity",),
    }


@pytest.mark.parametrize(("library", "make"), [("pl", pl.DataFrame), ("pd", pd.DataFrame)])
def test_a_function_on_a_frame_of_data_is_opaque(library: str, make: Any) -> None:
    module = module_of(
        f"""
        import pandas as pd
        import polars as pl

        def made(a: {library}.DataFrame) -> {library}.DataFrame: return a[["x"]]
        def size(made: {library}.DataFrame) -> int: return len(made)
        """
    )
    table = make({"x": [1], "y": [2]})
    lineage = hm.Driver(module).lineage("made", inputs={"a": table})
    assert list(lineage.outputs) == ["x"]
    assert listed(lineage) == {"a.x": ("?",), "a.y": ("?",)}
    assert listed(hm.Driver(module).lineage("size", inputs={"a": table})) == listed(lineage)


def test_a_frame_of_which_nothing_is_known_has_a_star() -> None:
    @extract_columns("price")
    def made(a: pl.LazyFrame) -> pl.LazyFrame:
        return a

    lineage = hm.Driver(made).lineage("price")
    assert listed(lineage) == {"a.*": ("?",)}
    assert lineage.outputs_of("anything") == ("price",)
    whole = hm.Driver(made).lineage("made")
    assert list(whole.outputs) == ["*"]


def test_python_code_that_cannot_be_without_rows_is_opaque() -> None:
    def first_of(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(first=pl.lit(frame["x"][0]))

    def made(a: pl.LazyFrame) -> pl.LazyFrame:
        return a.map_batches(first_of, schema={"x": pl.Int64, "y": pl.Int64, "first": pl.Int64})

    lineage = hm.Driver(made).lineage(made, inputs={"a": pl.LazyFrame({"x": [1], "y": [2]})})
    assert listed(lineage, "first") == {"a.x": ("?",), "a.y": ("?",)}


@pytest.mark.parametrize(
    "kind", [pl.LazyFrame, pl.DataFrame, pd.DataFrame], ids=["lazy", "polars", "pandas"]
)
def test_portable_functions_are_looked_into_on_every_library(kind: Any) -> None:
    @extract_columns("total", "town")
    def made(a: nw.LazyFrame[Any] | nw.DataFrame[Any]) -> nw.LazyFrame[Any] | nw.DataFrame[Any]:
        return a.filter(nw.col("price") > 1).with_columns(total=nw.col("price") * 2)

    def share(total: nw.Expr, town: nw.Expr) -> nw.Expr:
        return total / total.sum().over("town")

    frame = kind({"id": [1], "price": [2.0], "town": ["x"]})
    driver = hm.Driver(made, share)
    # The price decides which rows there are, and so which are in a window.
    price = ("transformation", "aggregation", "filter", "window")
    expected = {"a.price": price, "a.town": ("window",)}
    assert listed(driver.lineage(share, inputs={"a": frame})) == expected
    assert listed(driver.lineage(share)) == {"a.*": ("?",)}


def test_a_portable_window_may_have_a_key_that_is_no_parameter() -> None:
    def share(a: nw.Expr) -> nw.Expr:
        return a / a.sum().over("b")

    lineage = hm.Driver(share).lineage(share, inputs=FRAME)
    assert set(listed(lineage)) == {"inputs.a", "inputs.b"}


# -- what is given -------------------------------------------------------------------------------


def test_no_row_is_read() -> None:
    def refuse(*_: object) -> Any:
        raise AssertionError("a row was read")

    def made(a: pl.LazyFrame) -> pl.LazyFrame:
        return a.filter(pl.col("x") > 1).select("y")

    def x(price: pl.Expr) -> pl.Expr:
        return price * 2

    schema = {"x": pl.Int64, "y": pl.Int64, "price": pl.Float64}
    frame = register_io_source(refuse, schema=schema)
    lineage = hm.Driver(made, x).lineage(["made", "x"], inputs={"a": frame})
    assert list(lineage.outputs) == ["made.y", "x"]
    assert listed(lineage, "made.y") == {"a.x": ("filter",), "a.y": ("identity",)}


def test_lineage_ends_at_frames_that_the_graph_loads(tmp_path: Path) -> None:
    file = tmp_path / "shop, all.parquet"
    FRAME.collect().write_parquet(file)

    @extract_columns("a", "b")
    def shop(path: str) -> pl.LazyFrame:
        return pl.scan_parquet(path)

    @extract_columns("z")
    def table() -> pl.DataFrame:
        raise AssertionError("data are not loaded")

    def x(a: pl.Expr) -> pl.Expr:
        return a + 1

    driver = hm.Driver(shop, table, x)
    lineage = driver.lineage(["x", "z"], inputs={"path": str(file)})
    assert listed(lineage) == {"shop.a": ("transformation",), "table.z": ("identity",)}
    assert lineage.frames["shop"].files == (str(file),)
    assert dict(lineage.frames["shop"].columns) == {"a": "Int64", "b": "Int64", "c": "Int64"}
    assert dict(lineage.frames["table"].columns) == {"z": ""}


def test_the_files_that_inputs_scan_and_the_size_of_data_are_told(tmp_path: Path) -> None:
    FRAME.collect().write_csv(tmp_path / "a.csv")

    def x(a: pl.Expr) -> pl.Expr:
        return a

    def y(table: pl.DataFrame) -> int:
        return len(table)

    inputs = {"lazy": pl.scan_csv(tmp_path / "a.csv"), "table": pl.DataFrame({"t": [1, 2]})}
    frames = hm.Driver(x, y).lineage(["x", "y"], inputs=inputs).frames
    assert frames["lazy"].files == (str(tmp_path / "a.csv"),)
    assert frames["lazy"].rows is None
    assert (frames["table"].rows, frames["table"].bytes, frames["table"].files) == (2, 16, ())


def test_families_and_bound_values_are_followed() -> None:
    def rolling(amount: pl.Expr, days: int) -> pl.Expr:
        return amount.rolling_mean(days)

    nodes = [
        node(rolling, name=f"{n}_{days}", amount=source(n), days=days)
        for n in ("a", "b")
        for days in (2, 3)
    ]
    lineage = hm.Driver(*nodes).lineage(["a_2", "b_3"], inputs=FRAME)
    assert listed(lineage, "a_2") == {"inputs.a": ("transformation",)}
    assert listed(lineage, "b_3") == {"inputs.b": ("transformation",)}


# -- mistakes ------------------------------------------------------------------------------------


def test_mistakes_are_those_of_a_run() -> None:
    def x(a: pl.Expr, z: pl.Expr) -> pl.Expr:
        return a

    driver = hm.Driver(x)
    with pytest.raises(UnknownNodeError, match=r"asked for by: outputs of Driver\.lineage"):
        driver.lineage("y")
    with pytest.raises(UnknownNodeError, match="No node is named `y`"):
        driver.lineage("y", inputs=FRAME)
    with pytest.raises(MissingInputsError, match="`z: pl.Expr`, needed by"):
        driver.lineage("x", inputs=FRAME)
    with pytest.raises(UnknownInputError, match="The input `q` is read by nothing"):
        driver.lineage("x", inputs={"frame": FRAME, "z": pl.Series([1]), "q": 1})
    with pytest.raises(MixedFramesError, match="Columns of different frames meet in"):
        driver.lineage("x", inputs={"one": FRAME, "two": pl.LazyFrame({"z": [1]})})
    with pytest.raises(KeyError, match="`y` is none of the outputs: x"):
        driver.lineage("x").sources_of("y")


# -- as data -------------------------------------------------------------------------------------


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Mean ground speed."""
    return distance / air_time


def rate(speed: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return speed.mean().over(carrier)


@pytest.fixture
def lineage() -> Lineage:
    flights = pl.LazyFrame({"distance": [1.0], "air_time": [1.0], "carrier": ["AA"], "seats": [1]})
    return hm.Driver(speed, rate).lineage(["speed", "rate"], inputs={"flights": flights})


def test_lineage_reads_as_text(lineage: Lineage) -> None:
    assert repr(lineage) == "<Lineage: 2 outputs, 5 edges>"
    assert str(lineage) == (
        "Lineage of 2 outputs: 3 sources in 1 frame\n"
        "  speed\n"
        "    transformation  flights.distance, flights.air_time\n"
        "    by              speed\n"
        "  rate\n"
        "    aggregation  flights.distance, flights.air_time\n"
        "    window       flights.carrier\n"
        "    by           speed, rate"
    )


def test_lineage_answers_both_ways(lineage: Lineage) -> None:
    assert lineage.sources_of("speed") == ("flights.distance", "flights.air_time")
    assert lineage.outputs_of("distance") == ("speed", "rate")
    assert lineage.outputs_of("carrier", "flights") == ("rate",)
    assert lineage.outputs_of("seats") == ()
    assert len(lineage) == len(list(lineage)) == 5


def test_lineage_is_plain_data_for_json(lineage: Lineage) -> None:
    plain = json.loads(json.dumps(lineage.to_dict()))
    assert plain["outputs"] == {"speed": "Float64", "rate": "Float64"}
    assert plain["edges"][-1] == {
        "output": "rate",
        "frame": "flights",
        "column": "carrier",
        "flows": ["window"],
        "through": ["rate"],
        "is_opaque": False,
    }
    assert plain["frames"]["flights"]["columns"]["seats"] == "Int64"
    edges = pickle.loads(pickle.dumps(lineage.edges))
    assert edges == lineage.edges
    assert edges[0].flows == (Flow.TRANSFORMATION,)


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
def test_lineage_is_a_dataframe_of_edges(lineage: Lineage, library: str) -> None:
    frame = nw.from_native(lineage.to_frame(library), eager_only=True)
    assert frame.implementation.name.lower() == library
    assert frame.columns == ["output", "frame", "column", "flows", "through", "is_opaque"]
    assert frame.row(2) == ("rate", "flights", "distance", "aggregation", "speed, rate", False)


def test_the_dataframe_is_of_the_library_of_the_inputs(lineage: Lineage) -> None:
    assert isinstance(lineage.to_frame(), pl.DataFrame)

    def x(a: pd.Series) -> pd.Series:
        return a

    assert isinstance(hm.Driver(x).lineage("x").to_frame(), pd.DataFrame)
    with pytest.raises(UnknownLibraryError, match="did you mean `polars`"):
        lineage.to_frame("polar")


def test_lineage_without_edges_is_an_empty_dataframe() -> None:
    def x(a: pl.Expr) -> pl.Expr:
        return pl.lit(1)

    lineage = hm.Driver(x).lineage("x", inputs=FRAME)
    assert lineage.to_frame().schema["output"] == pl.String
    assert len(lineage.to_frame()) == 0
    assert str(lineage).endswith("  x\n    no column feeds it")


def test_the_graph_of_an_answer_is_what_the_outputs_come_from(lineage: Lineage) -> None:
    assert list(lineage.graph) == ["distance", "air_time", "speed", "carrier", "rate"]
    assert isinstance(lineage.graph, hm.Graph)


def test_a_picture_shows_columns_of_sources_and_the_nodes_on_the_way(lineage: Lineage) -> None:
    drawing = lineage.view().drawing
    assert [box.name for box in drawing.boxes] == [
        "flights.distance",
        "flights.air_time",
        "flights.carrier",
        "speed",
        "rate",
    ]
    assert {(arrow.tail, arrow.head) for arrow in drawing.arrows} == {
        ("flights.distance", "speed"),
        ("flights.air_time", "speed"),
        ("speed", "rate"),
        ("flights.carrier", "rate"),
    }
    assert [cluster.name for cluster in drawing.clusters] == ["flights"]
    assert drawing.boxes[0].small == ("Float64",)
    bundle = lineage._repr_mimebundle_()
    assert bundle["text/plain"] == str(lineage)
    assert "flights.carrier" in bundle["image/svg+xml"]


def test_a_picture_goes_through_frames_and_has_values_and_loaded_frames() -> None:
    @extract_columns("total")
    def made(a: pl.LazyFrame, least: float) -> pl.LazyFrame:
        return a.filter(pl.col("price") > least).select(total="price")

    def loaded() -> pl.DataFrame:
        raise AssertionError

    @extract_columns("size")
    def sized(loaded: pl.DataFrame) -> pl.DataFrame:
        return loaded

    driver = hm.Driver(made, loaded, sized)
    inputs = {"a": CUSTOMERS["a"], "least": 1.0}
    drawing = driver.lineage(["total", "size"], inputs=inputs).view().drawing
    assert {(arrow.tail, arrow.head) for arrow in drawing.arrows} == {
        ("a.price", "made"),
        ("least", "made"),
        ("made", "total"),
        ("loaded.*", "sized"),
        ("sized", "size"),
    }
    kinds = {box.name: box.kind.value for box in drawing.boxes}
    assert (kinds["a.price"], kinds["least"], kinds["loaded.*"]) == (
        "input",
        "input",
        "extracted column",
    )


# -- where the engine cannot be asked ------------------------------------------------------------


def test_a_description_that_cannot_be_read_costs_the_kinds_and_no_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def share(town: pl.Expr, total: pl.Expr) -> pl.Expr:
        return total / total.sum().over(town, order_by=total)

    def portable(a: nw.Expr, b: nw.Expr, c: nw.Expr) -> nw.Expr:
        return a.sum().over("b")

    @extract_columns("town", total="price")
    def made(a: pl.LazyFrame, b: pl.LazyFrame) -> pl.LazyFrame:
        return orders(a, b)

    asked = {"share": (hm.Driver(made, share), CUSTOMERS), "portable": (hm.Driver(portable), FRAME)}
    before = {name: driver.lineage(name, inputs=given) for name, (driver, given) in asked.items()}

    def unreadable(*_: object) -> None:
        raise ValueError("another version of Polars wrote this")

    monkeypatch.setattr("json.loads", unreadable)
    for output, (driver, given) in asked.items():
        after = driver.lineage(output, inputs=given)
        assert set(listed(after)) == set(listed(before[output]))
        assert not any(edge.is_opaque for edge in after)
        assert all(edge.flows for edge in before[output])
        assert not any(edge.flows for edge in after)


def test_functions_of_other_engines_are_opaque() -> None:
    duckdb = pytest.importorskip("duckdb")
    module = module_of(
        """
        import duckdb

        def made(a: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
            return a.project("x + 1 as z")
        """
    )
    relation = duckdb.from_arrow(pl.DataFrame({"x": [1], "y": [2]}).to_arrow())
    lineage = hm.Driver(module).lineage("made", inputs={"a": relation})
    assert list(lineage.outputs) == ["z"]
    assert listed(lineage) == {"a.x": ("?",), "a.y": ("?",)}


@pytest.mark.parametrize("kind", ["pl", "nw"])
def test_a_long_chain_is_followed_without_recursion(kind: str) -> None:
    lines = [
        f"def f{n}(f{n - 1}: {kind}.Expr) -> {kind}.Expr: return f{n - 1} + 1"
        for n in range(1, 1_201)
    ]
    driver = hm.Driver(module_of("\n".join(["import polars as pl, narwhals as nw", *lines])))
    lineage = driver.lineage("f1200", inputs=pl.LazyFrame({"f0": [1]}))
    assert listed(lineage) == {"inputs.f0": ("transformation",)}
    assert len(lineage.edges[0].through) == 1_200
    assert lineage.outputs == {"f1200": "Int64"}
