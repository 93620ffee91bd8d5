"""Renaming a node: what is written where, and when it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import CannotRenameError, UnknownNodeError
from hamiltonish.names import rename
from hamiltonish.project import File
from hamiltonish.stubs import accessor_of
from tests.modules import module_of
from tests.names.texts import files_of, renamed


def test_locals_of_the_same_name_elsewhere_stay() -> None:
    text = """
    def speed(distance: float) -> float:
        return [distance for _ in "ab"][0]

    def _helper() -> float:
        distance = 3.0
        return distance

    def lap(speed: float) -> float:
        return sum(distance for distance in (speed, 2.0))
    """
    assert renamed("distance", "miles", features=text)["features"] == (
        """
def speed(miles: float) -> float:
    return [miles for _ in "ab"][0]

def _helper() -> float:
    distance = 3.0
    return distance

def lap(speed: float) -> float:
    return sum(distance for distance in (speed, 2.0))
""".lstrip()
    )


def test_uses_in_inner_functions_and_assignments_follow() -> None:
    text = """
    def speed(distance: float) -> float:
        distance = abs(distance)
        distance += 1

        def inner(distance: float) -> float:
            return distance

        return (lambda: f"{distance}")() and inner(distance)
    """
    after = renamed("distance", "miles", features=text)["features"]
    assert after.count("miles") == 6
    assert "def inner(distance: float) -> float:\n        return distance" in after


def test_layout_comments_and_other_names_stay() -> None:
    text = "def  speed ( distance:float,speed_2 : float )->float: # speed\r\n\treturn distance\r\n"
    file = File(Path("a.py"), text, text)
    (after,) = rename([file], "speed", "pace").files
    assert after.after == text.replace("def  speed ", "def  pace ")


def test_places_are_right_behind_letters_of_more_bytes() -> None:
    text = """
    def größe(länge: float) -> float:
        return länge * len("äöü") + länge
    """
    after = renamed("länge", "breite", features=text)["features"]
    assert after.splitlines()[1].strip() == 'return breite * len("äöü") + breite'


def test_a_column_that_is_extracted_keeps_its_name_in_the_frame() -> None:
    text = """
    import polars as pl
    from hamiltonish.modifiers import extract_columns

    @extract_columns("distance", "air_time", dest="Destination")
    def flights() -> pl.DataFrame:
        return pl.DataFrame({"distance": [1400], "air_time": [200], "Destination": ["MIA"]})

    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time
    """
    for old, new, line in [
        ("distance", "miles", '@extract_columns("air_time", miles="distance", dest="Destination")'),
        ("air_time", "time", '@extract_columns("distance", time="air_time", dest="Destination")'),
        ("dest", "to", '@extract_columns("distance", "air_time", to="Destination")'),
    ]:
        after = renamed(old, new, features=text)["features"]
        assert line in after
        assert hm.Driver(module_of(after)).execute("speed")["speed"].to_list() == [7.0]


def test_only_one_column_is_extracted() -> None:
    text = """
    @extract_columns(
        "distance",
    )
    def flights() -> pl.DataFrame: ...
    """
    after = renamed("distance", "miles", features=text)["features"]
    assert '    miles="distance",\n' in after


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ('*("distance", "air_time")', '*("air_time",), miles="distance"'),
        ('*("air_time", "distance")', '*("air_time",), miles="distance"'),
        ('*("air_time", "distance",)', '*("air_time",), miles="distance"'),
        ('*("distance", "air_time",)', '*("air_time",), miles="distance"'),
        ('*["distance", "air_time"]', '*["air_time"], miles="distance"'),
        (
            '"air_time", *["a", "distance", "b"], c="d"',
            '"air_time", *["a", "b"], miles="distance", c="d"',
        ),
        ('*["distance", "a"], "air_time"', '*["a"], "air_time", miles="distance"'),
    ],
)
def test_columns_are_taken_out_of_a_list(written: str, after: str) -> None:
    text = f"@extract_columns({written})\ndef flights() -> pl.DataFrame: ...\n"
    assert renamed("distance", "miles", features=text)["features"].startswith(
        f"@extract_columns({after})\n"
    )


def test_columns_of_a_table_are_refused() -> None:
    text = """
    COLUMNS = ["distance", "air_time"]

    @extract_columns(*COLUMNS)
    def flights() -> pl.DataFrame: ...
    """
    with pytest.raises(CannotRenameError, match="it is made of what is written elsewhere"):
        rename(files_of(features=text), "distance", "miles")


def test_tests_and_scripts_follow() -> None:
    features = """
    def speed(distance: float, air_time: float) -> float:
        return distance / air_time
    """
    tests = """
    from features import speed
    import features

    SHOWN = ["speed"]

    def test_speed() -> None:
        assert speed(distance=3.0, air_time=1.0) == 3.0
        driver = hm.Driver(features)
        assert driver.execute(SHOWN, inputs={"distance": 3.0, "air_time": 1.0})["speed"] == 3.0
        assert features.speed(1.0, air_time=1.0) == 1.0
    """
    after = renamed("speed", "pace", features=features, tests=tests)["tests"]
    assert after.count("pace") == 5
    after = renamed("distance", "miles", features=features, tests=tests)["tests"]
    assert after.count("miles") == 2


def test_constants_that_stubs_wrote_follow() -> None:
    features = """
    def speed(distance: float) -> float:
        return distance
    """
    nodes = accessor_of(hm.Graph(module_of(features)), ["features"])
    run = """
    import features_nodes as nodes
    from features_nodes import speed

    driver.execute([nodes.speed, speed, nodes.distance])
    """
    after = renamed("speed", "pace", features=features, features_nodes=nodes, run=run)
    assert 'pace: _Final = "pace"' in after["features_nodes"]
    assert after["run"].splitlines()[1:] == [
        "from features_nodes import pace",
        "",
        "driver.execute([nodes.pace, pace, nodes.distance])",
    ]


def test_exports_follow_where_the_name_is_exported() -> None:
    features = """
    __all__ = ["speed", "tax__us"]

    def speed(distance: float) -> float:
        return distance
    """
    other = """
    __all__ = ["speed"]

    from elsewhere import speed
    """
    after = renamed("speed", "pace", features=features, other=other)
    assert after.keys() == {"features"}
    assert '__all__ = ["pace", "tax__us"]' in after["features"]


def test_names_with_dots_change_piece_by_piece() -> None:
    text = """
    @pipe_output(step(round, digits=2))
    def total(price: float) -> float:
        return price

    driver.execute(["total", "total.raw", "uk.total", "subtotal"])
    """
    after = renamed("total", "sum_", features=text)["features"]
    assert after.splitlines()[-1].strip() == (
        'driver.execute(["sum_", "sum_.raw", "uk.sum_", "subtotal"])'
    )


def test_variants_keep_what_tells_them_apart() -> None:
    text = """
    from hamiltonish.modifiers import config

    @config.when(region="us")
    def tax__us(price: float) -> float:
        return price

    @config.when_not(region="us")
    def tax(price: float) -> float:
        return tax__us(price)
    """
    after = renamed("tax", "vat", features=text)["features"]
    assert "def vat__us(" in after
    assert "def vat(" in after
    assert "return vat__us(price)" in after
    graph = hm.Graph(module_of(after), config={"region": "us"})
    assert list(graph) == ["price", "vat"]


def test_notebooks_keep_their_magics_and_outputs() -> None:
    cells = ["%%hamiltonish features --show speed\ndef speed(x: float) -> float:\n    return x\n"]
    cells += ["!ls\ndriver.execute('speed')"]
    book = {
        "cells": [
            {"cell_type": "code", "source": cell.splitlines(keepends=True), "outputs": ["speed"]}
            for cell in cells
        ]
    }
    text = json.dumps(book, indent=1)
    (after,) = rename([File(Path("tour.ipynb"), text, text)], "speed", "pace").files
    sources = ["".join(cell["source"]) for cell in json.loads(after.after)["cells"]]
    assert sources == [
        "%%hamiltonish features --show speed\ndef pace(x: float) -> float:\n    return x\n",
        "!ls\ndriver.execute('pace')",
    ]


def test_an_input_is_one() -> None:
    text = "def speed(distance: float) -> float: ...\n"
    assert rename(files_of(features=text), "distance", "miles").is_input
    assert not rename(files_of(features=text), "speed", "pace").is_input


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("two words", "it is no name in Python"),
        ("class", "it is no name in Python"),
        ("_speed", "a function whose name starts with `_` is no node"),
        ("speed", "it has this name already"),
    ],
)
def test_what_cannot_be_a_name_is_refused(new: str, problem: str) -> None:
    with pytest.raises(CannotRenameError, match=f"`speed` cannot be renamed to `{new}`: {problem}"):
        rename(files_of(features="def speed(x: float) -> float: ...\n"), "speed", new)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("def pace(x: float) -> float: ...", "`pace` (features.py:4)"),
        ("def lap(pace: float) -> float: ...", "read by `lap` (features.py:4)"),
        ("@unpack_fields('pace')\ndef lap() -> tuple[float]: ...", "features.py:4: @unpack_f"),
    ],
)
def test_a_name_of_another_node_is_refused(more: str, place: str) -> None:
    text = f"def speed(x: float) -> float:\n    return x\n\n{more}\n"
    with pytest.raises(CannotRenameError, match="another node has this name") as caught:
        rename(files_of(features=text), "speed", "pace")
    assert caught.value.places[0].startswith(place)


@pytest.mark.parametrize(
    "text",
    [
        "def lap(speed: float) -> float:\n    pace = 3\n    return speed\n",
        "def lap(speed: float) -> float:\n    return pace(speed)\n",
        "def lap(speed: float) -> float:\n    return max(speed for pace in [1])\n",
        "def lap(speed: float) -> float:\n    return (lambda pace: speed)(1)\n",
        "import pace\ndef speed(x: float) -> float: ...\n",
        "def speed(x: float) -> float: ...\ndef _f(pace):\n    return speed(pace)\n",
        "def speed(x: float) -> float: ...\ndef _f(x):\n    return pace(x)\n",
        "def speed(x: float) -> float: ...\ndef _f():\n    global speed\n",
        "def lap(speed: float) -> float:\n    match 1:\n        case speed: return speed\n",
    ],
)
def test_a_name_that_means_something_else_there_is_refused(text: str) -> None:
    with pytest.raises(CannotRenameError, match="has another meaning where it would stand"):
        rename(files_of(features=text), "speed", "pace")


def test_a_local_of_the_new_name_elsewhere_is_no_clash() -> None:
    text = "def lap(speed: float) -> float:\n    return speed\n\ndef _f(pace):\n    return pace\n"
    assert "lap(pace: float)" in renamed("speed", "pace", features=text)["features"]


def test_a_field_that_is_written_elsewhere_is_refused() -> None:
    text = """
    @extract_fields("low")
    def limits(x: float) -> dict[str, float]:
        return _limits(x)
    """
    with pytest.raises(CannotRenameError, match="it is made of what is written elsewhere"):
        rename(files_of(features=text), "low", "least")


def test_the_last_names_of_a_name_that_is_nowhere() -> None:
    with pytest.raises(UnknownNodeError, match="No node is named `sped`"):
        rename(files_of(features="def speed(x: float) -> float: ...\n"), "sped", "pace")


def test_frames_come_out_under_the_new_name() -> None:
    text = """
    import polars as pl
    import hamiltonish as hm

    def speed(distance: pl.Expr) -> pl.Expr:
        return distance * 2

    frame = hm.Driver(speed).execute(["speed"], inputs=pl.DataFrame({"distance": [1]}))
    total = frame["speed"].sum()
    """
    module = vars(module_of(renamed("speed", "pace", features=text)["features"]))
    assert module["frame"].equals(pl.DataFrame({"pace": [2]}))
    assert module["total"] == 2
