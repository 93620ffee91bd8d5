"""Joining nodes: inputs, their types, edges, config values."""

from __future__ import annotations

from typing import Any

import pytest

from hamiltonish.assemble import assemble
from hamiltonish.errors import GraphErrors, TypeMismatchError
from hamiltonish.introspect import look
from tests.modules import module_of


def _assembled(source: str, config: dict[str, object] | None = None) -> Any:
    return assemble(look([module_of(source)], config))


def test_an_input_comes_right_before_its_first_reader() -> None:
    built = _assembled("def b(x: int) -> int: ...\ndef a(b: int, y: int) -> int: ...")
    assert list(built.nodes) == ["x", "b", "y", "a"]


def test_functions_may_stand_above_what_they_read() -> None:
    built = _assembled("def a(b: int) -> int: ...\ndef b(x: int) -> int: ...")
    assert list(built.nodes) == ["x", "b", "a"]
    assert dict(built.dependencies) == {"x": (), "b": ("x",), "a": ("b",)}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("float", "int", int), ("int", "float", int), ("int | None", "int", int), ("Any", "int", int)],
)
def test_an_input_has_the_narrowest_type_of_its_readers(
    first: str, second: str, expected: object
) -> None:
    built = _assembled(
        f"from typing import Any\ndef a(x: {first}) -> int: ...\ndef b(x: {second}) -> int: ..."
    )
    assert built.nodes["x"].type == expected


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("int", "float"),
        ("int", "int | None"),
        ("list[int]", "Sequence[int]"),
        ("Any", "int"),
        ("int", "Any"),
        ("int", "object"),
        ("bool", "int"),
        ("pl.Expr", "pl.Series"),
        ("pl.Series", "pl.Expr"),
        ("pl.LazyFrame", "pl.DataFrame"),
        ("nw.Expr", "pl.Expr"),
        ("pd.Series", "nw.Series"),
        ("Annotated[int, 'm']", "int"),
        ("list", "list[int]"),
    ],
)
def test_edges_that_fit(given: str, taken: str) -> None:
    result = "pl.Expr" if "Expr" in taken else "object"
    _assembled(f"""
        from collections.abc import Sequence
        from typing import Annotated, Any
        import narwhals as nw
        import pandas as pd
        import polars as pl
        def a() -> {given}: ...
        def b(a: {taken}) -> {result}: ...
    """)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("str", "int"),
        ("float", "int"),
        ("int | None", "int"),
        ("list[str]", "list[int]"),
        ("pl.Expr", "float"),
        ("float", "pl.Expr"),
        ("pd.Series", "pl.Series"),
        ("pl.DataFrame", "pd.DataFrame"),
        ("pl.LazyFrame", "pl.Expr"),
        ("None", "int"),
    ],
)
def test_edges_that_do_not_fit(given: str, taken: str) -> None:
    result = "pl.Expr" if "Expr" in taken else "object"
    with pytest.raises(TypeMismatchError, match=r"`a` is `.*` where `.*` is taken"):
        _assembled(f"""
            import pandas as pd
            import polars as pl
            def a() -> {given}: ...
            def b(a: {taken}) -> {result}: ...
        """)


def test_every_wrong_edge_is_reported() -> None:
    with pytest.raises(GraphErrors, match="3 problems") as caught:
        _assembled("""
            def a() -> int: ...
            def b(a: str) -> int: ...
            def c(a: str, b: str) -> int: ...
        """)
    assert [(p.name, p.taker.split("`")[1]) for p in caught.value.exceptions] == [  # type: ignore[attr-defined]
        ("a", "features.b"),
        ("a", "features.c"),
        ("b", "features.c"),
    ]


def test_config_keys_are_those_of_modifiers_and_those_that_feed_parameters() -> None:
    built = _assembled(
        """
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float, rate: float) -> float: ...

        @config.when(region="eu", mode="strict")
        def tax__eu(price: float) -> float: ...
        """,
        {"region": "us", "rate": 0.2},
    )
    assert built.config_keys == ("mode", "region", "rate")
    assert [(v.name, v.chosen) for v in built.variants] == [("tax", True), ("tax", False)]


def test_a_column_extracted_under_a_condition_belongs_to_the_frame_of_that_name() -> None:
    built = _assembled(
        """
        import polars as pl
        from hamiltonish.modifiers import config, extract_columns

        @config.when(source="file")
        @extract_columns("distance")
        def flights__file() -> pl.DataFrame: ...
        """,
        {"source": "file"},
    )
    assert list(built.nodes) == ["flights", "distance"]
    assert built.dependencies["distance"] == ("flights",)
