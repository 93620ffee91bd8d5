"""`with_columns` for pandas, Polars and Polars lazy, read by both libraries."""

from __future__ import annotations

import warnings
from dataclasses import replace
from types import ModuleType
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.compat.hamilton.ad_hoc_utils import module_from_source
from hamiltonish.errors import ModifierError, TypeMismatchError
from tests.compat.twins import Pair, assert_same, both, ours, through_the_door, twin_modules

LIBRARIES = {
    "pandas": ("h_pandas", "pd.Series", "pd.DataFrame"),
    "polars": ("h_polars", "pl.Series", "pl.DataFrame"),
    "lazy": ("h_polars_lazyframe", "pl.Expr", "pl.LazyFrame"),
}
"""For each library the plugin, and what a text calls its columns and frames."""

HEAD = """
import pandas as pd
import polars as pl
from hamilton.plugins.PLUGIN import with_columns
"""

ROWS = {"distance": [1400.0, 1416.0, 1089.0], "time": [227.0, 200.0, 160.0], "carrier": list("aba")}

DIFFERENCES = {
    "module tag": "it stands on every node that a function makes, `_append` among them",
    "order": "functions of a module come in the order in which they are written, not of their names",
}
"""Where the nodes of the door differ on purpose."""


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _text(library: str, text: str) -> str:
    plugin, column, frame = LIBRARIES[library]
    text = (HEAD + text).replace("PLUGIN", plugin)
    return text.replace("COLUMN", column).replace("FRAME", frame)


def _frame(library: str) -> Any:
    return {"pandas": pd.DataFrame, "polars": pl.DataFrame, "lazy": pl.LazyFrame}[library](ROWS)


def _eager(frame: Any) -> Any:
    return frame.collect() if isinstance(frame, pl.LazyFrame) else frame


def _agree(pair: Pair) -> None:
    """Compare names, lineage, and all that is known of each node, but for `DIFFERENCES`."""
    pair.names()
    pair.lineage()
    expected = {record.name: record for record in pair.theirs.list_available_variables()}
    for record in pair.ours.list_available_variables():
        other = expected[record.name]
        tags = [_own_tags(one.tags) for one in (record, other)]
        assert tags[0] == tags[1], record.name
        assert (record.documentation or "") == (other.documentation or ""), record.name
        assert record.required_dependencies == other.required_dependencies, record.name
        assert record.type == other.type, record.name


def _own_tags(tags: dict[str, Any]) -> dict[str, Any]:
    """Take the tags that are the decorator's own affair."""
    return {name: tag for name, tag in tags.items() if name != "module"}


def _ours(text: str) -> Any:
    return ours("driver").Builder().with_modules(_module(text)).build()


def _module(text: str) -> ModuleType:
    return module_from_source(through_the_door(text))


# -- the two libraries ---------------------------------------------------------------------------

SPEEDS = """
def speed(distance: COLUMN, time: COLUMN) -> COLUMN:
    '''Miles a minute.'''
    return distance / time

def per_hour(speed: COLUMN, factor: float) -> COLUMN:
    return speed * factor
"""

TEXTS: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "columns that are selected": (
        """
@with_columns(
    speed, per_hour, columns_to_pass=["distance", "time"], select=["per_hour"], namespace="fast"
)
def flights(raw: FRAME, least: int) -> FRAME:
    '''Flights.'''
    return raw
""",
        ["flights", "fast._append"],
        {"factor": 60.0, "least": 1},
    ),
    "all columns": (
        """
@with_columns(speed, per_hour, columns_to_pass=["distance", "time", "carrier"])
def flights(raw: FRAME) -> FRAME:
    return raw

def report(flights: FRAME) -> list:
    return [type(flights).__name__]
""",
        ["flights", "report"],
        {"factor": 60.0},
    ),
    "a value beside the columns": (
        """
def unread(factor: float) -> str:
    return str(factor)

@with_columns(speed, unread, columns_to_pass=["distance", "time"])
def flights(raw: FRAME) -> FRAME:
    return raw
""",
        ["flights", "flights.unread"],
        {"factor": 60.0},
    ),
    "a frame that a function makes": (
        """
def raw(all_flights: FRAME) -> FRAME:
    return all_flights.head(2)

def factor(carrier_count: int) -> float:
    return carrier_count * 30.0

@with_columns(speed, per_hour, columns_to_pass=["distance", "time"], select=["speed", "per_hour"])
def flights(raw: FRAME) -> FRAME:
    return raw.head(1)
""",
        ["flights"],
        {"carrier_count": 2, "all_flights": None},
    ),
    "two functions with the same columns": (
        """
@with_columns(speed, columns_to_pass=["distance", "time"])
def flights(raw: FRAME) -> FRAME:
    return raw

@with_columns(speed, columns_to_pass=["distance", "time"], select=["speed"])
def slow(raw: FRAME, flights: FRAME) -> FRAME:
    return raw
""",
        ["flights", "slow"],
        {"factor": 60.0},
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_columns_are_computed_as_through_the_peer(library: str, name: str) -> None:
    text, outputs, inputs = TEXTS[name]
    pair = both(_text(library, SPEEDS + text))
    _agree(pair)
    frame = _frame(library)
    given = {"all_flights": frame} if "all_flights" in inputs else {"raw": frame}
    pair.values(outputs, inputs={**inputs, **given})


IN_PLACE = """
def distance(raw: FRAME) -> COLUMN:
    return raw["distance"] * 1.609

def speed(distance: COLUMN, raw: FRAME) -> COLUMN:
    return distance / raw["time"]

@with_columns(distance, speed, on_input="raw", select=["distance", "speed"])
def flights(least: int, raw: FRAME) -> FRAME:
    return raw
"""

IN_PLACE_LAZY = """
def distance() -> COLUMN:
    return pl.col("distance") * 1.609

def speed(distance: COLUMN) -> COLUMN:
    return distance / pl.col("time")

@with_columns(distance, speed, on_input="raw", select=["distance", "speed"])
def flights(least: int, raw: FRAME) -> FRAME:
    return raw
"""


def test_columns_are_changed_in_place_as_through_the_peer(library: str) -> None:
    pair = both(_text(library, IN_PLACE_LAZY if library == "lazy" else IN_PLACE))
    _agree(pair)
    pair.values(["flights"], inputs={"raw": _frame(library), "least": 1})


CHOSEN = """
from hamilton.function_modifiers import config

@config.when(unit="km")
def speed__km(distance: COLUMN, time: COLUMN) -> COLUMN:
    return distance * 1.609 / time

@config.when_not(unit="km")
def speed__mi(distance: COLUMN, time: COLUMN, factor: float) -> COLUMN:
    return distance / time * factor

@with_columns(
    speed__km, speed__mi, columns_to_pass=["distance", "time"], config_required=["unit"]
)
def flights(raw: FRAME) -> FRAME:
    return raw
"""


@pytest.mark.parametrize("unit", ["km", "mi"])
def test_the_config_chooses_functions_within(library: str, unit: str) -> None:
    pair = both(_text(library, CHOSEN), config={"unit": unit, "factor": 60.0})
    _agree(pair)
    pair.values(["flights"], inputs={"raw": _frame(library)})


def test_modules_give_functions_too(library: str) -> None:
    theirs, own = twin_modules(_text(library, SPEEDS), "within")
    text = f"""
import {theirs.__name__} as within

@with_columns(within, columns_to_pass=["distance", "time"])
def flights(raw: FRAME) -> FRAME:
    return raw
"""
    pair = both(_text(library, text))
    swapped = _module(_text(library, text.replace(theirs.__name__, own.__name__)))
    pair = replace(pair, ours=ours("driver").Builder().with_modules(swapped).build())
    pair.names()
    pair.lineage()
    given = {"raw": _frame(library), "factor": 60.0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the peer, that it asks a lazy frame for its columns
        expected = _eager(pair.theirs.execute(["flights"], inputs=given)["flights"])
    found = _eager(pair.ours.execute(["flights"], inputs=given)["flights"])
    assert list(found.columns) == [*ROWS, "speed", "per_hour"]
    assert list(expected.columns) == [*ROWS, "per_hour", "speed"]
    assert_same(found, expected[list(found.columns)])


# -- what the peer does not do -------------------------------------------------------------------


def test_a_driver_of_the_core_puts_lazy_columns_into_layers() -> None:
    text = _text("lazy", SPEEDS + TEXTS["all columns"][0])
    driver = hm.Driver(_module(text).flights)
    given = {"raw": _frame("lazy"), "factor": 60.0}
    plan = driver.plan("flights", inputs=given)
    assert [layer.columns for layer in plan.layers] == [("flights.speed",), ("flights.per_hour",)]
    found = driver.values("flights", inputs=given)["flights"]
    assert isinstance(found, pl.LazyFrame)
    assert_same(found, _ours(text).execute(["flights"], inputs=given)["flights"])


@pytest.mark.parametrize("text", [*TEXTS.values()], ids=TEXTS)
def test_a_driver_of_the_core_gives_the_same(library: str, text: Any) -> None:
    source, (output, *_), inputs = text
    module = _module(_text(library, SPEEDS + source))
    named = [one for name, one in vars(module).items() if callable(one) and name != "with_columns"]
    driver = hm.Driver(*(one for one in named if one.__module__ == module.__name__))
    frame = _frame(library)
    given = {**inputs, **({"all_flights": frame} if "all_flights" in inputs else {"raw": frame})}
    found = driver.values(output, inputs={k: v for k, v in given.items() if k in driver.graph})
    door = ours("driver").Builder().with_modules(module).build()
    assert_same(found[output], door.execute([output], inputs=given)[output])


def test_a_driver_of_the_core_changes_columns_in_place(library: str) -> None:
    module = _module(_text(library, IN_PLACE_LAZY if library == "lazy" else IN_PLACE))
    given = {"raw": _frame(library), "least": 1}
    found = hm.Driver(module.flights).values("flights", inputs=given)["flights"]
    door = ours("driver").Builder().with_modules(module).build()
    assert_same(found, door.execute(["flights"], inputs=given)["flights"])


def test_a_column_of_another_library_is_refused_in_the_words_of_the_core() -> None:
    text = """
def doubled(time: pl.Series) -> pl.Series:
    return time * 2

@with_columns(doubled, columns_to_pass=["time"])
def flights(raw: pd.DataFrame) -> pd.DataFrame: ...
"""
    with pytest.raises(TypeMismatchError, match="`flights.time` is a column of pandas where `pl.S"):
        hm.Graph(_module(_text("pandas", text)).flights)


def test_the_frame_itself_can_have_another_name_within(library: str) -> None:
    text = """
def tripled(all: FRAME, factor: float) -> COLUMN:
    return COL["distance"] * factor

@with_columns(tripled, pass_dataframe_as="all")
def flights(raw: FRAME) -> FRAME:
    return raw
"""
    column = 'pl.col("distance")' if library == "lazy" else 'all["distance"]'
    driver = _ours(_text(library, text.replace('COL["distance"]', column)))
    found = driver.execute(["flights"], inputs={"raw": _frame(library), "factor": 3.0})["flights"]
    assert list(_eager(found)["tripled"]) == [3 * distance for distance in ROWS["distance"]]
    assert "raw" in {record.name for record in driver.what_is_upstream_of("flights.tripled")}


def test_two_on_one_frame_are_put_in_one_after_another(library: str) -> None:
    text = """
def doubled(speed: COLUMN) -> COLUMN:
    return speed * 2

@with_columns(doubled, columns_to_pass=["speed"], namespace="second")
@with_columns(speed, columns_to_pass=["distance", "time"], namespace="first")
def flights(raw: FRAME) -> FRAME:
    return raw
"""
    driver = _ours(_text(library, SPEEDS + text))
    found = driver.execute(["flights"], inputs={"raw": _frame(library)})["flights"]
    assert list(_eager(found).columns) == [*ROWS, "speed", "doubled"]


# -- errors --------------------------------------------------------------------------------------

WRONG = {
    "a column twice": (
        """
def distance(time: COLUMN) -> COLUMN:
    return time

@with_columns(distance, columns_to_pass=["distance", "time"])
def flights(raw: FRAME) -> FRAME: ...
""",
        "has `distance` twice.\n"
        "Hint: a function that changes a column takes the frame, `on_input=…`, and the column from"
        " it: leave `distance` out of `columns_to_pass`.",
    ),
    "a function twice": (
        """
@with_columns(speed, speed, speeds, columns_to_pass=["distance", "time"])
def flights(raw: FRAME) -> FRAME: ...
""",
        "has `speed` twice.\nHint: it is given by",
    ),
    "a column that is not there": (
        """
@with_columns(speed, columns_to_pass=["distance", "time"], select=["sped"])
def flights(raw: FRAME) -> FRAME: ...
""",
        "selects `sped`, which is none of its columns.\nHint: did you mean `speed`?",
    ),
    "a parameter that is not there": (
        """
@with_columns(speed, on_input="rows")
def flights(raw: FRAME) -> FRAME: ...
""",
        "takes `rows`, which the function does not read.\nHint: it reads `raw`.",
    ),
    "no parameter": (
        """
@with_columns(speed, columns_to_pass=["distance", "time"])
def flights() -> FRAME: ...
""",
        "needs a frame, and the function reads nothing.\nHint: take a frame.",
    ),
    "no frame": (
        """
@with_columns(speed, columns_to_pass=["distance", "time"])
def flights(least: int, raw: FRAME) -> FRAME: ...
""",
        "needs a frame, and `least` is `int`.\n"
        "Hint: say which parameter is the frame: `on_input='…'`.",
    ),
    "a config key that is not there": (
        """
@with_columns(speed, columns_to_pass=["distance", "time"], config_required=["unit"])
def flights(raw: FRAME) -> FRAME: ...
""",
        "needs `unit`, which is not in the config.\nHint: give it: `config={'unit': …}`.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_an_error_when_the_graph_is_built(name: str) -> None:
    text, message = WRONG[name]
    source = SPEEDS + text.replace("speed, speed, speeds", "speed, other.speed")
    if "other" in source:
        other = twin_modules(_text("polars", SPEEDS), "other")[1]
        source = f"import {other.__name__} as other\n{source}"
    with pytest.raises(ModifierError, match="@with_columns") as caught:
        _ours(_text("polars", source))
    assert message in str(caught.value)


def test_a_decorator_that_says_too_little_is_refused() -> None:
    decorator = ours("plugins.h_pandas").with_columns
    with pytest.raises(TypeError, match="needs functions or a module"):
        decorator(columns_to_pass=["a"])
    with pytest.raises(TypeError, match="needs to know what the functions read of the frame"):
        decorator(pd)


def test_an_unused_config_key_of_functions_within_is_none() -> None:
    module = _module(_text("lazy", CHOSEN))
    driver = hm.Driver(module.flights, config={"unit": "km"})
    found = driver.values("flights", inputs={"raw": _frame("lazy")})["flights"]
    assert found.collect_schema().names() == [*ROWS, "speed"]
