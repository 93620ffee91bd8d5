"""Modifiers: specs on functions that stay themselves, rewrites of nodes into nodes."""

from __future__ import annotations

import pytest

import hamiltonish as hm
from hamiltonish.modifiers import config, extract_columns, name
from hamiltonish.modifiers.spec import specs_of
from tests.modules import module_of


def test_a_modifier_returns_the_same_function_with_its_spec_on_it() -> None:
    def f(x: int) -> int:
        return x

    assert name("F (%)")(f) is f
    assert [str(spec) for spec in specs_of(f)] == ["name('F (%)')"]


def test_specs_stand_innermost_first() -> None:
    @config.when(a=1)
    @name("F")
    def f(x: int) -> int:
        return x

    assert [str(spec) for spec in specs_of(f)] == ["name('F')", "config.when(a=1)"]


def test_specs_are_written_as_one_writes_them() -> None:
    def f() -> int:
        return 1

    config.when_in(region=["us", "eu"])(f)
    config.when_not(mode="fast")(f)
    assert [str(spec) for spec in specs_of(f)] == [
        "config.when_in(region=['us', 'eu'])",
        "config.when_not(mode='fast')",
    ]


# -- name ----------------------------------------------------------------------------------------


def test_a_named_function_keeps_its_node_name_for_others() -> None:
    module = module_of("""
        from hamiltonish.modifiers import name

        @name("Net price (€)")
        def net(price: float) -> float:
            return price / 1.2

        def half(net: float) -> float:
            return net / 2
    """)
    driver = hm.Driver(module)
    assert driver.graph["net"].label == "Net price (€)"
    assert driver.values(["Net price (€)", "half"], inputs={"price": 12.0}) == {
        "net": 10.0,
        "half": 5.0,
    }


# -- config --------------------------------------------------------------------------------------

VARIANTS = """
    from hamiltonish.modifiers import config

    @config.when(region="us")
    def tax__us() -> str:
        return "us"

    @config.when_in(region=["de", "fr"])
    def tax__eu() -> str:
        return "eu"

    @config.when_not_in(region=["us", "de", "fr"])
    def tax__world() -> str:
        return "world"

    @config.when_not(region="us")
    def customs() -> str:
        return "customs"
"""


@pytest.mark.parametrize(
    ("given", "tax", "has_customs"),
    [
        ({"region": "us"}, "us", False),
        ({"region": "de"}, "eu", True),
        ({"region": "jp"}, "world", True),
        ({}, "world", True),
    ],
)
def test_the_config_chooses_one_variant(
    given: dict[str, object], tax: str, has_customs: bool
) -> None:
    driver = hm.Driver(module_of(VARIANTS), config=given)
    assert driver.values("tax") == {"tax": tax}
    assert ("customs" in driver.graph) is has_customs


def test_a_variant_can_be_asked_for_by_its_function() -> None:
    module = module_of(VARIANTS)
    driver = hm.Driver(module, config={"region": "us"})
    assert driver.values(module.tax__us) == {"tax": "us"}


def test_all_conditions_of_a_modifier_must_hold() -> None:
    @config.when(region="us", mode="strict")
    def tax() -> int:
        return 1

    assert "tax" in hm.Graph(tax, config={"region": "us", "mode": "strict"})
    assert "tax" not in hm.Graph(tax, config={"region": "us", "mode": "loose"})
    assert hm.Graph(tax, config={"region": "us"}).config_keys == ("mode", "region")


def test_a_name_that_ends_in_underscores_is_left_as_it_is_without_config() -> None:
    def from__to(x: int) -> int:
        return x

    assert "from__to" in hm.Graph(from__to)


@pytest.mark.parametrize("kind", ["when", "when_not", "when_in", "when_not_in"])
def test_a_condition_is_asked_for(kind: str) -> None:
    with pytest.raises(TypeError, match=rf"config\.{kind}"):
        getattr(config, kind)()


@pytest.mark.parametrize("kind", ["when", "when_not", "when_in", "when_not_in"])
def test_forgotten_brackets_are_found(kind: str) -> None:
    with pytest.raises(TypeError, match=kind):
        getattr(config, kind)(len)


# -- extract_columns -----------------------------------------------------------------------------


def test_extracted_columns_are_nodes_that_depend_on_the_frame() -> None:
    module = module_of("""
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("distance", air_time="air time (min)")
        def flights() -> pl.DataFrame: ...
    """)
    graph = hm.Graph(module)
    assert list(graph) == ["flights", "distance", "air_time"]
    assert graph["air_time"].frame == "flights"
    assert graph["air_time"].column_name == "air time (min)"
    assert graph["distance"].doc == "The column `distance` of `flights`."
    assert graph.dependencies("air_time") == ("flights",)


@pytest.mark.parametrize("arguments", [(), (len,), ("a", 3)])
def test_columns_to_be_extracted_are_texts(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="extract_columns needs names of columns"):
        extract_columns(*arguments)  # type: ignore[arg-type]
