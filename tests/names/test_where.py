"""Where a name stands: each kind of place, in modules, tests, notebooks; and what only looks so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hamiltonish.errors import UnknownNodeError
from hamiltonish.names import where
from hamiltonish.project import File
from tests.names.texts import files_of, found, places

FEATURES = """
import polars as pl

def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    '''The speed.'''
    return distance / air_time  # speed, in miles per minute

def is_fast(speed: pl.Expr) -> pl.Expr:
    return speed > 7
"""


def test_functions_parameters_and_their_uses_are_found() -> None:
    assert found("speed", features=FEATURES) == [
        ("function", "def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:"),
        ("parameter", "def is_fast(speed: pl.Expr) -> pl.Expr:"),
        ("use", "return speed > 7"),
    ]


def test_comments_and_docstrings_are_counted() -> None:
    assert where(files_of(features=FEATURES), "speed").mentions == {"/project/features.py": 2}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('driver.execute("speed")', "text"),
        ('driver.values(["is_fast", "speed"])', "text"),
        ('hm.Driver(features).run(("speed",))', "text"),
        ('hm.Driver(features).replace(config={}).plan(outputs=["speed"])', "text"),
        ('driver.graph["speed"]', "text"),
        ('graph.upstream("speed")', "text"),
        ('graph.between("distance", "speed")', "text"),
        ('assert "speed" in driver.graph', "text"),
        ('driver.execute("is_fast", overrides={"speed": 3})', "text"),
        ('driver.execute("is_fast", inputs=dict(speed=3))', "text"),
        ('driver.execute("is_fast", rename={"SPEED": "speed"})', "text"),
        ('driver.execute("is_fast")["speed"]', "text"),
        ('driver.execute("is_fast").collect()["speed"].to_list()', "text"),
        ('assert driver.values("is_fast") == {"speed": 3}', "text"),
        ('driver.execute("is_fast", to="polars").select(pl.col("speed"))', "column"),
        ('frame["speed"]', "column"),
        ('cursor.execute("speed")', "unsure"),
        ('print("speed")', "unsure"),
        ("features.speed", "reference"),
        ("driver.execute(features.speed)", "reference"),
        ("features.is_fast(speed=3)", "keyword"),
        ("functools.partial(features.is_fast, speed=3)", "keyword"),
        ("graph.replace(speed=other)", "keyword"),
        ("graph.bind(speed=3)", "keyword"),
        ("other(speed=3)", ""),
        ("other(features.is_fast, speed=3)", "unsure"),
        ("x = dict(speed=3)", "unsure"),
        ("frame.with_columns(speed=3)", "column"),
        ('driver.find_element("speed")', "unsure"),
        ('dr.what_is_upstream_of("speed")', "text"),
        ("row.speed", ""),
        ('f"speed"', ""),
    ],
)
def test_a_line_of_a_script(line: str, kind: str) -> None:
    lines = found("speed", features=FEATURES, run=f"import features\n\n{line}\n")
    assert [place for place in lines if place[1] == line] == ([(kind, line)] if kind else [])


@pytest.mark.parametrize(
    ("imported", "use"),
    [
        ("from features import speed", "speed"),
        ("from features import speed as s", ""),
        ("from features import *", "speed"),
        ("from package.features import speed", "speed"),
        ("import features as f", "f.speed"),
        ("import package.features", "package.features.speed"),
        ("from package import features", "features.speed"),
        ("from package import speed", "speed"),
        ("import package", "package.speed"),
        ("from .features import speed", "speed"),
        ("from . import features", "features.speed"),
        ("from .package.features import speed", ""),
        ("from other import speed", ""),
        ("import other as features", ""),
    ],
)
def test_a_function_is_followed_through_imports(imported: str, use: str) -> None:
    text = f"{imported}\n\nprint({use or 'speed'}, features.speed)\n"
    lines = found(
        "speed",
        **{
            "package/features": FEATURES,
            "package/__init__": "from .features import speed as speed\n",
            "package/run": text,
        },
    )
    references = [kind for kind, line in lines if line in (imported, text.split("\n")[2])]
    known = imported.count("speed") if "other" not in imported and ".package" not in imported else 0
    certain = known + bool(use) + (use == "features.speed")
    assert references.count("reference") == certain


def test_a_parameter_that_a_modifier_binds_names_no_node() -> None:
    text = """
    @inject(amount=source("spend"))
    def a(amount: float) -> float:
        return amount

    @parameterize(b={"amount": 1}, c={"amount": 2})
    def family(amount: float, spend: float) -> float:
        return amount * spend

    def other(amount: float) -> float:
        return amount
    """
    assert found("amount", features=text) == [
        ("parameter", "def other(amount: float) -> float:"),
        ("use", "return amount"),
    ]


def test_a_parameter_that_a_table_may_bind_is_to_be_looked_at() -> None:
    text = """
    from tables import TABLE

    @parameterize(**TABLE)
    def family(amount: float) -> float:
        return amount

    def other(amount: float) -> float:
        return 1.0
    """
    kinds = [kind for kind, _ in found("amount", features=text)]
    assert kinds == ["unsure", "parameter"]


def test_a_table_in_the_file_is_read() -> None:
    text = """
    TABLE = {f"pace_{d}d": {"days": d} for d in (7, 30)}

    @parameterize(**TABLE)
    def family(amount: float, days: int) -> float:
        return amount / days
    """
    assert [kind for kind, _ in found("amount", features=text)] == ["parameter", "use"]


def test_functions_within_functions_are_nodes_if_they_are_given_to_a_driver() -> None:
    text = """
    def test_speed() -> None:
        def speed(distance: float) -> float:
            return distance

        def inner(distance: float) -> float:
            return distance

        assert Driver(speed).values("speed", inputs={"distance": inner(1.0)}) == {"speed": 1.0}
    """
    assert [kind for kind, _ in found("distance", tests=text)] == [
        "parameter",
        "use",
        "unsure",
        "text",
    ]


def test_methods_are_nodes_if_their_class_is_given_to_a_driver() -> None:
    text = """
    class Marketing:
        @staticmethod
        def spend(tv: float) -> float:
            return tv

    class Outliers:
        def high(self, spend: float) -> float:
            return spend

    class Shop:
        def low(self, spend: float) -> float:
            return spend

    outliers = Outliers()
    driver = hm.Driver(Marketing, outliers)
    driver.execute(Marketing.spend)
    """
    assert found("spend", features=text) == [
        ("function", "def spend(tv: float) -> float:"),
        ("parameter", "def high(self, spend: float) -> float:"),
        ("use", "return spend"),
        ("unsure", "def low(self, spend: float) -> float:"),
        ("reference", "driver.execute(Marketing.spend)"),
    ]


def test_variants_are_functions_of_the_node() -> None:
    text = """
    @config.when(region="us")
    def tax__us(price: float) -> float:
        return price

    def tax__old(price: float) -> float:
        return price

    driver.execute(tax__us)
    """
    assert found("tax", features=text) == [
        ("function", "def tax__us(price: float) -> float:"),
        ("reference", "driver.execute(tax__us)"),
    ]


def test_cells_of_a_notebook_are_one_text_and_places_name_the_cell() -> None:
    cells = ["%%hamiltonish features\n" + FEATURES, "%time\nfeatures.speed", '# speed\nx = "speed"']
    book = {
        "cells": [
            {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(book, indent=1)
    search = where([File(Path("tour.ipynb"), text, text)], "speed")
    assert [(place.kind.value, place.cell, place.line) for place in places(search)] == [
        ("function", 1, 5),
        ("parameter", 1, 9),
        ("use", 1, 10),
        ("reference", 2, 2),
        ("unsure", 3, 2),
    ]


def test_what_is_nowhere_has_close_matches() -> None:
    with pytest.raises(UnknownNodeError, match=r"did you mean `speed` \(features\.py:3\)\?"):
        where(files_of(features=FEATURES), "spede")


def test_what_is_only_a_text_is_no_node() -> None:
    with pytest.raises(UnknownNodeError, match=r"there is 1 place with this text"):
        where(files_of(features=FEATURES, run='print("velocity")'), "velocity")


def test_where_no_function_makes_a_node_that_is_said() -> None:
    with pytest.raises(UnknownNodeError, match=r"1 file read, and no function makes a node"):
        where(files_of(script="print(3)\n"), "speed")


def test_a_file_that_is_no_python_is_told_and_the_others_go_on() -> None:
    search = where(files_of(features=FEATURES, broken="speed = (\n"), "speed")
    assert [file.problem for file in search.files] == ["", "it is no valid Python (line 1)"]
