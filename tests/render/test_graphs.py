"""What the picture of a graph holds: kinds, frames, owners, variants, groups, the user's style."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.modifiers import config, extract_columns, tag
from hamiltonish.render import BoxKind, Mark
from tests.modules import module_of


@extract_columns("distance", "air_time")
def flights(path: str) -> pl.LazyFrame:
    return pl.scan_parquet(path)


@tag(owner="ops", team="routes")
def speed(distance: pl.Expr, air_time: pl.Expr, per_hour: float) -> pl.Expr:
    return distance / air_time * per_hour


@tag(team="routes")
def ranked(speed: pl.Series) -> pl.Series:
    return speed.rank()


def top(speed: pl.Series) -> float:
    return speed.max()


GRAPH = hm.Graph(flights, speed, ranked, top, config={"per_hour": 60.0})


def box(graph: hm.Graph, name: str, **options: object):
    return next(b for b in graph.view(**options).drawing.boxes if b.name == name)  # type: ignore[arg-type]


def test_every_kind_of_node_has_a_box_of_its_kind() -> None:
    kinds = {b.name: b.kind for b in GRAPH.view().drawing.boxes}
    assert kinds == {
        "path": BoxKind.INPUT,
        "flights": BoxKind.FRAME,
        "distance": BoxKind.EXTRACTED,
        "air_time": BoxKind.EXTRACTED,
        "per_hour": BoxKind.CONFIG,
        "speed": BoxKind.LAZY,
        "ranked": BoxKind.EAGER,
        "top": BoxKind.VALUE,
    }


def test_boxes_and_arrows_are_the_nodes_and_edges_of_the_graph() -> None:
    drawing = GRAPH.view().drawing
    assert [b.name for b in drawing.boxes] == list(GRAPH)
    assert {(a.tail, a.head) for a in drawing.arrows} == {
        (tail, head) for head in GRAPH for tail in GRAPH.dependencies(head)
    }


def test_a_frame_stands_with_its_columns_and_what_is_computed_of_them() -> None:
    drawing = GRAPH.view().drawing
    assert [c.name for c in drawing.clusters] == ["flights"]
    inside = {b.name for b in drawing.boxes if b.cluster == "flights"}
    assert inside == {"flights", "distance", "air_time", "speed", "ranked"}


def test_small_print_tells_type_owner_and_config() -> None:
    assert box(GRAPH, "speed").small == ("pl.Expr", "owner: ops")
    assert box(GRAPH, "per_hour").small == ("= 60.0",)
    assert ">owner: ops</text>" in GRAPH.view().svg
    assert ">owner: ops</text>" not in GRAPH.view(small=False).svg


def test_the_variant_that_the_config_chose_is_told_with_those_that_it_did_not() -> None:
    @config.when(region="us")
    def tax__us(price: float) -> float:
        return price

    @config.when(region="eu")
    def tax__eu(price: float) -> float:
        return price

    @config.when_not(mode="fast")
    def vat__slow(price: float) -> float:
        return price

    @config.when(mode="fast")
    def vat__fast(price: float) -> float:
        return price

    graph = hm.Graph(tax__us, tax__eu, vat__slow, vat__fast, config={"region": "eu"})
    assert box(graph, "tax").small == ("float", "region is eu (not us)")
    assert box(graph, "vat").small == (
        "float",
        "when_not(mode='fast')",
        "not when(mode='fast')",
    )


def test_the_legend_explains_what_occurs_and_no_more() -> None:
    svg = GRAPH.upstream("speed").view().svg
    for word in ("input", "config", "lazy column", "extracted column", "frame"):
        assert f">{word}</text>" in svg
    for word in ("eager column", "barrier", "value", "folded", "output"):
        assert f">{word}</text>" not in svg
    assert ">lazy column</text>" not in GRAPH.view(legend=False).svg


def test_a_function_of_the_node_gives_its_style() -> None:
    view = GRAPH.view(style=lambda node: {"fillcolor": "#202060"} if node.name == "top" else None)
    assert "#202060" in view.svg
    assert "#202060" in view.mermaid
    lines = [line for line in view.dot.splitlines() if "#202060" in line]
    assert len(lines) == 1
    assert 'fontcolor="#ffffff"' in lines[0]
    assert "styled" in lines[0]


def test_a_style_adds_classes_and_leaves_the_id() -> None:
    view = GRAPH.view(style=lambda node: {"class": "mine", "id": "other"})
    assert 'class="value styled mine"' in view.dot
    assert "other" not in view.dot


def test_a_direction_is_that_of_every_format() -> None:
    view = GRAPH.view(direction="down")
    assert "rankdir=TB" in view.dot
    assert "flowchart TB" in view.mermaid


def test_what_lies_between_two_nodes_is_lit_and_the_rest_is_faint() -> None:
    boxes = GRAPH.view(highlight=("distance", ranked)).drawing.boxes
    assert {b.name for b in boxes if Mark.HIGHLIGHT in b.marks} == {"distance", "speed", "ranked"}
    assert {b.name for b in boxes if Mark.FAINT in b.marks} == {
        "path",
        "flights",
        "air_time",
        "per_hour",
        "top",
    }


@pytest.mark.parametrize(
    ("fold", "folded", "count"),
    [
        ("frame", "flights", 4),
        ({"tag": "team"}, "routes", 7),
        (lambda node: "all" if node.function else None, "all", 5),
    ],
    ids=["frame", "tag", "function"],
)
def test_what_belongs_together_becomes_one_box(fold: object, folded: str, count: int) -> None:
    drawing = GRAPH.view(fold=fold).drawing  # type: ignore[arg-type]
    assert len(drawing.boxes) == count
    one = next(b for b in drawing.boxes if b.name == folded)
    assert one.kind is BoxKind.FOLDED
    assert one.small == (f"{len(GRAPH) - count + 1} nodes",)


def test_modules_and_prefixes_fold() -> None:
    a = module_of("def x(raw: float) -> float: ...\ndef y(x: float) -> float: ...", "a")
    b = module_of("def z(y: float) -> float: ...\ndef w(z: float) -> float: ...", "b")
    graph = hm.Graph(a, b)
    names = [box.name for box in graph.view(fold="module").drawing.boxes]
    assert names == ["raw", "a", "b"]
    both = graph.prefix("uk") | graph.prefix("us")
    assert [box.name for box in both.view(fold="prefix").drawing.boxes] == ["uk", "us"]


def test_long_names_and_types_are_shortened_and_whole_when_one_points_at_them() -> None:
    name = "share_of_the_revenue_of_all_customers_that_came_back_within_a_year"
    text = f"def {name}(x: dict[str, list[tuple[int, float, str | None]]]) -> float: ..."
    svg = hm.Graph(module_of(text)).view().svg
    assert f"{name}</text>" not in svg
    assert f"<title>{name}\n" in svg
    assert ">share_of_the_revenue_…_within_a_year</text>" in svg
    assert ">dict[str, list[tuple[int, float, str | …</text>" in svg


def test_a_highlight_of_nothing_leaves_the_picture_as_it_is() -> None:
    assert GRAPH.view(highlight=()).drawing == GRAPH.view().drawing


def test_the_picture_of_the_readme_is_the_one_that_is_drawn_now() -> None:
    script = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "draw.py"))
    graph = hm.Graph(script["features"]).upstream(*script["SHOWN"])
    kept, now = script["PICTURE"].read_text(encoding="utf-8"), graph.view().svg
    titles = [set(re.findall(r"<title>([^<]*)</title>", svg)) for svg in (kept, now)]
    assert titles[0] == titles[1]


def test_an_empty_part_of_a_graph_is_an_empty_picture(tmp_path: Path) -> None:
    view = GRAPH.select(tags={"no": "such"}).view()
    assert view.drawing.boxes == ()
    assert str(view) == ""
    for suffix in ("svg", "png", "pdf", "dot", "mmd", "txt"):
        view.save(tmp_path / f"none.{suffix}")


def test_pandas_and_portable_columns_are_eager_and_lazy() -> None:
    module = module_of(
        """
        import pandas as pd
        import narwhals as nw
        def a(x: pd.Series) -> pd.Series: ...
        def b(y: nw.Expr) -> nw.Expr: ...
        """
    )
    graph = hm.Graph(module)
    assert box(graph, "a").kind is BoxKind.EAGER
    assert box(graph, "b").kind is BoxKind.LAZY


def _layered(count: int) -> ModuleType:
    lines = [f"def f{n}(x{n}: float) -> float: ..." for n in range(60)]
    for n in range(60, count):
        reads = sorted({n - 1 - (7 * n) % 60, n - 1 - (11 * n) % 60, n - 60})
        lines.append(f"def f{n}({', '.join(f'f{r}: float' for r in reads)}) -> float: ...")
    return module_of("\n".join(lines))


def test_a_thousand_nodes_are_drawn_and_each_is_there() -> None:
    """How long that takes is measured where nothing else runs: about half a second."""
    view = hm.Graph(_layered(940)).view()
    assert len(view.drawing.boxes) == 1_000
    ids = (e.get("id", "") for e in ET.fromstring(view.svg).iter())
    assert sum(id_.startswith("box-") for id_ in ids) == 1_000
