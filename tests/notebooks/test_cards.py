"""What graphs, nodes, drivers, plans and runs show in a notebook: HTML, escaped, in any case."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

import hamiltonish as hm
from examples.flights import features as flights
from examples.marketing import features
from hamiltonish.modifiers import check_output, inject, name, node, source, tag
from tests.modules import module_of

DRIVER = hm.Driver(features)


class _Parsed(HTMLParser):
    """What a text says as HTML: its elements, and what a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.seen = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)
        if tag not in ("br", "img", "meta"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen += data


def shown(value: object) -> _Parsed:
    """Read the HTML of a value."""
    parsed = _Parsed(value._repr_html_())  # type: ignore[attr-defined]  # it is what is tested
    assert parsed.open == []
    return parsed


def test_a_graph_shows_its_picture_and_a_table_of_its_nodes() -> None:
    page = shown(DRIVER.graph)
    assert page.elements.count("svg") == 1
    assert "Graph 6 functions, 2 inputs" in page.seen
    assert "8 nodes" in page.seen
    assert "Dollars spent for each signup." in page.seen
    assert "<details><summary>" in DRIVER.graph._repr_html_()


def test_a_driver_shows_how_to_ask() -> None:
    text = shown(DRIVER).seen
    assert (
        'driver.execute(["avg_3wk_spend", "spend_per_signup", "spend_zero_mean_unit_variance"],'
        ' inputs={"spend": …, "signups": …})\n# spend: pd.Series\n# signups: pd.Series'
    ) in text


def test_a_node_shows_all_that_is_known() -> None:
    @tag(owner="<ads>")
    @check_output(range=(0, 1))
    @inject(amount=source("spend"), days=7)
    def pace(amount: float, days: int) -> float:
        """Pace of `spend`.

        By day.
        """
        return amount / days

    page = shown(hm.Graph(pace)["pace"])
    for told in ("pace float", "Pace of spend.", "By day.", "owner='<ads>'", "days = value(7)"):
        assert told in page.seen
    assert "test_cards.py:" in page.seen
    assert {"code", "table"} <= set(page.elements)


def test_inputs_and_columns_of_frames_show_what_they_are() -> None:
    graph = hm.Graph(flights)
    assert "an input" in shown(graph["planes"]).seen
    assert "the column `distance` of `departures`" in shown(graph["distance"]).seen


def test_a_plan_and_a_run_show_their_picture_and_what_is_done() -> None:
    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time

    frame = pl.DataFrame({"distance": [1400], "air_time": [200]})
    driver = hm.Driver(speed)
    page = shown(driver.plan("speed", inputs=frame))
    assert "svg" in page.elements
    assert "Plan for 1 output: 1 function, 1 layer" in page.seen
    page = shown(driver.run("speed", inputs=frame))
    assert {"svg", "table"} <= set(page.elements)
    assert "steps" in page.seen


def test_a_large_graph_is_folded() -> None:
    functions = "\n".join(f"def f{n}(x: int, y{n}: int) -> int:\n    return x" for n in range(40))
    graph = hm.Graph(*(module_of(functions, name=f"part_{n}") for n in "a"))
    joined = graph.prefix("uk") | graph.prefix("us") | graph.prefix("eu") | graph.prefix("in")
    page = shown(joined)
    assert "svg" in page.elements
    assert "Folded by prefix; graph.view() draws all 324." in page.seen
    assert "… and 224 rows more." in page.seen


def test_a_large_graph_without_parts_is_a_table() -> None:
    functions = "\n".join(f"def f{n}(x: int) -> int:\n    return x" for n in range(70))
    html = hm.Graph(module_of(functions))._repr_html_()
    assert "<svg" not in html
    assert "71 boxes are too many for here; <code>graph.view()</code> draws them." in html
    assert "<details><summary>71 nodes</summary>" in html


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1) | st.sampled_from(
    ["<script>alert(1)</script>", "a`b", "&lt;", '"><svg onload=x>', "]]>", "`<b>`"]
)


@settings(max_examples=20, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_whatever_a_user_writes_is_text(label: str, doc: str, tagged: str, called: str) -> None:
    def total(price: float) -> float:
        return price

    total.__doc__ = doc
    decorated = tag(owner=tagged)(name(label)(total))
    driver = hm.Driver(decorated, node(decorated, name=called))
    usual = hm.Driver(tag(owner="a")(name("b")(module_of(_PLAIN).total)), node(_plain, name="c"))
    for value, other in (
        (driver, usual),
        (driver.graph, usual.graph),
        (driver.graph[called], usual.graph["c"]),
        (driver.plan(called, inputs={"price": 1.0}), usual.plan("c", inputs={"price": 1.0})),
    ):
        unsafe = {"script", "b", "img", "iframe"}
        assert not unsafe & set(shown(value).elements)
        assert shown(value).elements.count("svg") == shown(other).elements.count("svg")


_PLAIN = "def total(price: float) -> float:\n    return price\n"


def _plain(price: float) -> float:
    return price


def test_without_graphviz_there_are_tables_and_the_way_to_pictures() -> None:
    program = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("graphviz", "graphviz_pure"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import hamiltonish as hm
def total(price: float) -> float:
    return price
driver = hm.Driver(total)
run = driver.run("total", inputs={"price": 1.0}, to="polars")
for value in (driver, driver.graph, driver.graph["total"], run.plan, run):
    html = value._repr_html_()
    assert "<svg" not in html
    assert ("pip install" in html) == (value is not driver.graph["total"]), html
print("<details open>" in driver.graph._repr_html_())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


@pytest.mark.parametrize(
    "made",
    [
        lambda: DRIVER,
        lambda: DRIVER.graph,
        lambda: DRIVER.graph["spend_mean"],
        lambda: DRIVER.plan("spend_mean", inputs=pd.DataFrame({"spend": [1.0]})),
    ],
)
def test_ipython_shows_html_and_a_terminal_the_text_of_before(made: Callable[[], object]) -> None:
    shell = InteractiveShell.instance()
    value = made()
    data, _ = shell.display_formatter.format(value)
    assert data["text/html"] == value._repr_html_()  # type: ignore[attr-defined]
    assert data["text/plain"] == repr(value)
