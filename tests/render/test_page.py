"""A lineage page in a real browser: it is looked at, searched, folded, and asked, without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

import hamiltonish as hm
from hamiltonish.modifiers import check_output, config, extract_columns, parameterize, tag, value
from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing, Mark, View, pixels
from hamiltonish.render.palette import DARK, LIGHT, readable_on
from tests.modules import module_of
from tests.strategies import RandomGraph, scalar_graphs

Open = Callable[..., Any]


@extract_columns("distance", "air_time")
def legs(flights: pl.LazyFrame) -> pl.LazyFrame:
    """One row per leg."""
    return flights


@tag(owner="ops", pii=True)
@check_output(range=(0, 1000))
def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """Mean ground speed, in miles per hour."""
    return distance / air_time * 60


@tag(owner="ads", layer=["silver", "gold"])
def is_fast(speed: pl.Expr, limit: float = 400.0) -> pl.Expr:
    """Faster than "the limit" & <b>more</b>."""
    return speed > limit


@tag(owner="ads")
def is_long(distance: pl.Expr) -> pl.Expr:
    return distance > 1000


GRAPH = hm.Graph(legs, speed, is_fast, is_long)


def rgb(colour: str) -> str:
    """Write a colour as browsers do."""
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


def two_modules() -> hm.Graph:
    """Make a graph of two modules that read each other."""
    one = module_of(
        """
        def a1(x: int) -> int:
            return x
        def a2(a1: int, b1: int) -> int:
            return a1 + b1
        """,
        "team.one",
    )
    other = module_of(
        """
        def b1(a1: int) -> int:
            return a1
        def b2(a2: int) -> int:
            return a2
        """,
        "team.other",
    )
    return hm.Graph(one, other)


# -- opening -------------------------------------------------------------------------------------


def test_a_page_opens_from_a_file_and_loads_nothing(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    assert opened.page.title() == "Lineage"
    assert opened.named("") == set(GRAPH)
    arrows = sum(len(GRAPH.dependencies(name)) for name in GRAPH)
    assert opened.page.locator("#stage svg .arrow").count() == arrows
    assert opened.page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_a_page_forbids_itself_whatever_it_does_not_need(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.head.append(script);
        }"""
    )
    blocked = opened.page.evaluate("fetch('https://example.org').then(() => 'got', () => 'no')")
    assert (opened.page.evaluate("window.ran"), blocked) == (None, "no")
    assert [text.partition(". ")[0].lower() for text in opened.said if "script" in text]
    opened.said.clear()


def test_the_first_layout_is_that_of_graphviz(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    assert not opened.page.evaluate("typeof dagre !== 'undefined'")
    assert opened.page.evaluate(
        "JSON.parse(document.getElementById('data').textContent).drawn !== null"
    )


@pytest.mark.parametrize("direction", ["right", "down", "left", "up"])
def test_without_graphviz_a_page_makes_its_own_layout(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, direction: str
) -> None:
    monkeypatch.setattr(pixels, "_found", lambda: None)
    opened = open_page(GRAPH.view(direction=direction))
    assert opened.named("") == set(GRAPH)
    place = {name: opened.box(name).bounding_box() for name in ("speed", "is_fast")}
    axis, sign = {"right": "x+", "down": "y+", "left": "x-", "up": "y-"}[direction]
    after = place["is_fast"][axis] - place["speed"][axis]
    assert after > 20 if sign == "+" else after < -20


def test_without_workers_a_page_makes_its_layout_by_itself(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixels, "_found", lambda: None)
    opened = open_page(GRAPH.view(), before="window.Worker = class { constructor() { throw 0; } }")
    assert opened.named("") == set(GRAPH)
    assert opened.box("speed").bounding_box()["x"] > opened.box("distance").bounding_box()["x"]


def test_boxes_do_not_overlap(open_page: Open) -> None:
    opened = open_page(two_modules().view())
    places = [opened.box(name).bounding_box() for name in opened.names()]
    for n, one in enumerate(places):
        for other in places[:n]:
            assert (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"]
                or other["y"] + other["height"] <= one["y"]
            )


def test_an_empty_drawing_makes_an_empty_page(open_page: Open) -> None:
    opened = open_page(View(Drawing((), ())))
    assert opened.page.locator("#stage .box").count() == 0
    assert opened.page.text_content("#status") == "0 boxes · 0 arrows"


# -- looking -------------------------------------------------------------------------------------


def test_dragging_moves_the_picture_as_far_as_the_pointer(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    x, y, zoom = opened.camera()
    mouse = opened.page.mouse
    mouse.move(300, 150)
    mouse.down()
    mouse.move(350, 160)
    mouse.move(400, 120)
    mouse.up()
    assert opened.camera() == pytest.approx((x + 100, y - 30, zoom))
    # A drag that begins on a box moves the picture, too, and chooses nothing.
    place = opened.box("speed").bounding_box()
    mouse.move(place["x"] + 5, place["y"] + 5)
    mouse.down()
    mouse.move(place["x"] + 55, place["y"] + 5)
    mouse.up()
    assert opened.camera() == pytest.approx((x + 150, y - 30, zoom))
    assert opened.page.locator("#panel").is_hidden()


def test_the_wheel_zooms_and_what_is_under_the_pointer_stays(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    before = opened.box("speed").bounding_box()
    at = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    opened.page.mouse.move(*at)
    zoom = opened.camera()[2]
    opened.page.mouse.wheel(0, -300)
    opened.until(f"new DOMMatrix(stage.style.transform).a > {zoom}")
    after = opened.box("speed").bounding_box()
    assert after["width"] > before["width"] * 1.2
    middle = after["x"] + after["width"] / 2, after["y"] + after["height"] / 2
    assert middle == pytest.approx(at, abs=1)


def test_buttons_and_keys_zoom_and_show_all(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    fitting = opened.camera()
    opened.page.click("#in")
    assert opened.camera()[2] == pytest.approx(fitting[2] * 1.25)
    opened.page.click("#out")
    assert opened.camera()[2] == pytest.approx(fitting[2])
    opened.page.keyboard.press("+")
    opened.page.keyboard.press("+")
    opened.page.keyboard.press("-")
    assert opened.camera()[2] == pytest.approx(fitting[2] * 1.25)
    opened.page.keyboard.press("0")
    assert opened.camera()[2] == pytest.approx(1)
    opened.page.keyboard.press("f")
    assert opened.camera() == pytest.approx(fitting)


def test_two_fingers_zoom(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    before = opened.camera()[2]
    opened.page.evaluate(
        """() => {
            const send = (type, id, x, y) => canvas.dispatchEvent(new PointerEvent(
                type, { pointerId: id, clientX: x, clientY: y, bubbles: true }));
            canvas.setPointerCapture = () => {}; // these pointers are not real
            send("pointerdown", 1, 300, 300);
            send("pointerdown", 2, 400, 300);
            send("pointermove", 2, 500, 300);
            send("pointerup", 1, 300, 300);
            send("pointerup", 2, 500, 300);
        }"""
    )
    assert opened.camera()[2] == pytest.approx(before * 2)


def test_the_page_is_dark_where_the_screen_is_and_at_a_key(open_page: Open) -> None:
    def paper(opened: Any) -> str:
        return opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    light, dark = rgb(LIGHT.page), rgb(DARK.page)
    opened = open_page(GRAPH.view())
    assert paper(opened) == light
    opened.page.keyboard.press("d")
    assert paper(opened) == dark
    opened.page.click("#theme")
    assert paper(opened) == light
    assert paper(open_page(GRAPH.view(), color_scheme="dark")) == dark
    assert paper(open_page(GRAPH.view(theme="light"), color_scheme="dark")) == light
    assert paper(open_page(GRAPH.view(theme="dark"))) == dark


def test_the_legend_explains_the_kinds_that_are_to_be_seen(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    kinds = opened.page.locator("#legend li:not(.when-lit)").all_text_contents()
    assert kinds == ["input", "lazy column", "extracted column", "frame"]
    assert open_page(GRAPH.view(legend=False)).page.locator("#legend").is_hidden()


# -- choosing ------------------------------------------------------------------------------------


def test_a_click_tells_all_that_is_known_about_a_node(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("speed").click()
    panel = opened.page.locator("#panel")
    text = panel.inner_text()
    for known in [
        "speed(distance: ", "-> pl.Expr", "Mean ground speed, in miles per hour.", "lazy column",
        "owner=ops", "pii", "range(0, 1000)", "@tag(owner='ops', pii=True)", "4 upstream, 1 downstream",
        f"tests/render/test_page.py:{speed.__code__.co_firstlineno}", f"{__name__}.speed",
        "return distance / air_time * 60",
    ]:  # fmt: skip
        assert known in text, known
    assert panel.locator("section:has(h3:text('Reads')) .link").all_text_contents() == [
        "distance",
        "air_time",
    ]
    assert panel.locator("section:has(h3:text('Read by')) .link").all_text_contents() == ["is_fast"]
    assert panel.locator("pre .code-word").all_text_contents() == ["True", "def", "return"]


def test_texts_are_shown_as_they_are_and_never_as_markup(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("is_fast").click()
    assert opened.page.text_content("#panel .doc") == 'Faster than "the limit" & <b>more</b>.'
    assert opened.page.locator("#panel .doc b").count() == 0


def test_the_names_in_the_panel_lead_to_their_nodes(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("is_fast").click()
    opened.page.click("#panel .link:text-is('speed')")
    assert opened.page.text_content("#panel h2") == "speed"
    assert opened.named(".self") == {"speed"}
    opened.page.click("#panel .link:text-is('distance')")
    assert "The column distance of legs" in opened.page.inner_text("#panel")


def test_the_panel_does_not_hide_what_was_clicked(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    last = opened.box("is_fast").bounding_box()
    canvas = opened.page.locator("#canvas").bounding_box()
    opened.page.mouse.move(100, 100)
    opened.page.mouse.down()
    opened.page.mouse.move(100 + canvas["width"] - last["x"] - last["width"] - 5, 100)
    opened.page.mouse.up()
    opened.box("is_fast").click()
    box, canvas = (
        opened.box("is_fast").bounding_box(),
        opened.page.locator("#canvas").bounding_box(),
    )
    assert box["x"] + box["width"] <= canvas["width"]


def test_file_and_line_are_copied(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), permissions=["clipboard-read", "clipboard-write"])
    opened.box("speed").click()
    opened.page.click("#panel button:text-is('Copy')")
    opened.page.wait_for_selector("#panel .place:has-text('copied')")
    place = opened.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"tests/render/test_page\.py:\d+", place)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scalar_graphs(most=12))
def test_what_is_lit_is_what_the_graph_says_is_up_and_down(
    open_page: Open, random: RandomGraph
) -> None:
    graph = hm.Graph(random.module)
    opened = open_page(graph.view())
    lit = opened.page.evaluate(
        """() => {
            const names = (kind) => [...document.querySelectorAll(`#stage .box.${kind}`)]
                .map((box) => box.title);
            const arrows = (kind) => document.querySelectorAll(`#stage .arrow.${kind}`).length;
            const lit = {};
            for (const box of document.querySelectorAll("#stage .box")) {
                box.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
                box.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
                box.click();
                lit[box.title] = [names("up"), names("down"), arrows("up"), arrows("down")];
            }
            return lit;
        }"""
    )
    for name in graph:
        up, down = graph.upstream(name), graph.downstream(name)
        arrows = [sum(len(part.dependencies(one)) for one in part) for part in (up, down)]
        assert set(lit[name][0]) == set(up) - {name}
        assert set(lit[name][1]) == set(down) - {name}
        assert lit[name][2:] == arrows


def test_upstream_and_downstream_differ_in_more_than_colour(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("speed").click()
    styles = [
        opened.box(name).evaluate("(box) => getComputedStyle(box).outlineStyle")
        for name in ("distance", "is_fast", "is_long")
    ]
    assert styles == ["solid", "dashed", "none"]


# -- the address ---------------------------------------------------------------------------------


def test_an_address_names_a_node_and_the_page_opens_with_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), "#node=is_fast")
    assert opened.page.text_content("#panel h2") == "is_fast"
    canvas, box = (
        opened.page.locator("#canvas").bounding_box(),
        opened.box("is_fast").bounding_box(),
    )
    assert box["x"] + box["width"] / 2 == pytest.approx(canvas["x"] + canvas["width"] / 2, abs=2)
    assert box["y"] + box["height"] / 2 == pytest.approx(canvas["y"] + canvas["height"] / 2, abs=2)


def test_going_back_goes_to_the_node_before(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("speed").click()
    assert opened.page.url.endswith("#node=speed")
    opened.box("is_fast").click()
    assert opened.page.url.endswith("#node=is_fast")
    opened.page.evaluate("history.back()")
    opened.until("document.querySelector('#panel h2').textContent === 'speed'")
    opened.page.evaluate("history.back()")
    opened.page.wait_for_selector("#panel", state="hidden")
    assert opened.named(".self") == set()


def test_an_unknown_node_in_the_address_is_told(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), "#node=spede")
    told = "There is no node of that name in this picture."
    assert opened.page.text_content("#status") == told


def test_names_of_any_letters_can_be_in_an_address(open_page: Open) -> None:
    names = ["größe", 'uk.net 100% + "a" & <b>#\'']
    boxes = tuple(Box(name, BoxKind.VALUE) for name in names)
    opened = open_page(View(Drawing(boxes, (Arrow(*names),))))
    for number, name in enumerate(names):
        opened.page.click(f"#box-{number}")
        address = opened.page.url.partition("#")[2]
        again = open_page(View(Drawing(boxes, ())), f"#{address}")
        assert again.page.text_content("#panel h2") == name


# -- searching -----------------------------------------------------------------------------------


def test_search_looks_at_names_docs_tags_types_and_files(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    asked = {
        "is_": {"is_long", "is_fast"},
        "ground speed": {"speed"},
        "gold": {"is_fast"},
        "owner=ads": {"is_long", "is_fast"},
        "LAZYFRAME": {"flights", "legs"},
        "test_page.py": set(GRAPH) - {"flights", "limit"},
        "test_page ads faster": {"is_fast"},
        "nowhere": set(),
    }
    for query, names in asked.items():
        opened.page.keyboard.press("/")
        opened.page.keyboard.type(query)
        assert set(found_in(opened)) == names
        assert opened.named(".found") == names
        opened.page.keyboard.press("Escape")
        assert opened.page.input_value("#query") == ""
    assert opened.named(".found") == set()


def found_in(opened: Any) -> list[str]:
    return opened.page.locator("#results [role=option] > span:nth-child(2)").all_text_contents()


def test_enter_goes_to_the_first_that_is_found_and_arrows_to_others(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("speed")
    assert opened.page.locator("#results [aria-selected=true]").inner_text().startswith("speed")
    opened.page.keyboard.press("Enter")
    assert opened.page.text_content("#panel h2") == "speed"
    assert opened.page.locator("#results").is_hidden()
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("is_")
    opened.page.keyboard.press("ArrowDown")
    second = opened.page.locator("#results [aria-selected=true] > span:nth-child(2)").inner_text()
    opened.page.keyboard.press("Enter")
    assert opened.page.text_content("#panel h2") == second
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("dist")
    opened.page.click("#results [role=option]")
    assert opened.page.text_content("#panel h2") == "distance"


def test_a_name_that_is_asked_for_comes_before_those_that_contain_it(open_page: Open) -> None:
    graph = hm.Graph(module_of("def net_tax(tax: int) -> int:\n    return tax\n"))
    opened = open_page(graph.view())
    opened.page.fill("#query", "tax")
    assert found_in(opened) == ["tax", "net_tax"]


# -- tags ----------------------------------------------------------------------------------------


def test_tags_make_what_lacks_them_faint_or_hide_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.page.click("#tags-button")
    opened.page.check("#tags input[value='owner=ads']")
    assert opened.named(".tagged") == {"is_fast", "is_long"}
    assert opened.named("") == set(GRAPH)
    opened.page.check("#tags input[value='owner=ops']")  # one of the values will do
    assert opened.named(".tagged") == {"is_fast", "is_long", "speed"}
    opened.page.check("#tags input[value='layer=gold']")  # of each tag, one is needed
    assert opened.named(".tagged") == {"is_fast"}
    opened.page.uncheck("#tags input[value='layer=gold']")
    opened.page.check("#tags input[value='hides']")
    opened.settle()
    assert opened.named("") == {"is_fast", "is_long", "speed"}
    assert opened.page.locator("#stage .arrow").count() == 1
    opened.page.keyboard.press("Escape")
    opened.page.click("#chips .chip:has-text('owner=ops')")
    opened.settle()
    assert opened.named("") == {"is_fast", "is_long"}
    opened.page.click("#chips .link")
    opened.settle()
    assert opened.named("") == set(GRAPH)


def test_a_tag_in_the_panel_asks_for_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.box("speed").click()
    opened.page.click("#panel .chip:text-is('pii')")
    assert opened.named(".tagged") == {"speed"}


def test_going_to_a_hidden_node_shows_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    opened.page.click("#tags-button")
    opened.page.check("#tags input[value='owner=ads']")
    opened.page.check("#tags input[value='hides']")
    opened.settle()
    opened.page.keyboard.press("Escape")
    opened.page.fill("#query", "flights")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#panel h2:text-is('flights')")
    assert "flights" in opened.named(".self")


# -- folding -------------------------------------------------------------------------------------


def fold_by(opened: Any, by: str) -> None:
    opened.page.click("#folds-button")
    opened.page.check(f"#folds input[value='{by}']")
    opened.settle()
    opened.page.keyboard.press("Escape")


def test_a_fold_by_module_makes_a_box_of_each(open_page: Open) -> None:
    opened = open_page(two_modules().view())
    fold_by(opened, "module")
    assert opened.named("") == {"x", "team.one", "team.other"}
    assert opened.page.locator("#stage .arrow").count() == 3  # they read each other
    opened.page.click("#stage .folded[title='team.one']")
    assert opened.page.locator("#panel li .link").all_text_contents() == ["a1", "a2"]
    assert opened.named(".up") == {"x", "team.other"}
    assert opened.page.locator("#stage .arrow:is(.up, .down)").count() == 3
    opened.page.dblclick("#stage .folded[title='team.one']")
    opened.settle()
    assert opened.named("") == {"x", "a1", "a2", "team.other"}
    opened.page.click(".cluster button:has-text('team.one')")
    opened.settle()
    assert opened.named("") == {"x", "team.one", "team.other"}
    fold_by(opened, "")
    assert opened.named("") == {"x", "a1", "a2", "b1", "b2"}


def test_a_link_to_a_folded_node_unfolds_its_group(open_page: Open) -> None:
    opened = open_page(two_modules().view())
    fold_by(opened, "module")
    opened.page.click("#stage .folded[title='team.one']")
    opened.page.click("#panel .link:text-is('a2')")
    opened.page.wait_for_selector("#panel h2:text-is('a2')")
    assert opened.named("") == {"x", "a1", "a2", "team.other"}
    assert opened.named(".self") == {"a2"}


def test_frames_tags_and_prefixes_can_be_folded(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    fold_by(opened, "cluster")
    assert opened.named("") == {"flights", "limit", "legs", *_outside_of_legs()}
    fold_by(opened, "tag owner")
    assert opened.named("") == {
        "flights",
        "limit",
        "legs",
        "distance",
        "air_time",
        "speed",
        "owner=ads",
    }
    prices = hm.Graph(module_of("def net(gross: int) -> int:\n    return gross\n"))
    both = prices.prefix("uk") | prices.prefix("us")
    opened = open_page(both.view())
    fold_by(opened, "prefix")
    assert opened.named("") == {"uk", "us"}


def _outside_of_legs() -> set[str]:
    boxes = GRAPH.view().drawing.boxes
    return {box.name for box in boxes if box.cluster != "legs"} - {"flights", "limit"}


def test_what_a_folded_group_lights_is_up_or_down_of_any_in_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view())
    fold_by(opened, "tag owner")
    opened.page.click("#stage .folded")
    graph = GRAPH.upstream("is_fast", "is_long")
    assert opened.named(".up") == set(graph) - {"is_fast", "is_long"}
    assert opened.named(".down") == set()


def test_clusters_within_clusters_fold_together(open_page: Open) -> None:
    names = ["a", "b", "c", "d"]
    boxes = (
        Box("a", BoxKind.VALUE),
        Box("b", BoxKind.VALUE, cluster="outer"),
        Box("c", BoxKind.VALUE, cluster="inner"),
        Box("d", BoxKind.VALUE, cluster="inner"),
    )
    arrows = tuple(map(Arrow, names, names[1:]))
    clusters = (Cluster("outer"), Cluster("inner", inside="outer"))
    opened = open_page(View(Drawing(boxes, arrows, clusters)))
    opened.page.click(".cluster button:has-text('inner')")
    opened.settle()
    assert opened.named("") == {"a", "b", "inner"}
    opened.page.click(".cluster button:has-text('outer')")
    opened.settle()
    assert opened.named("") == {"a", "outer"}


# -- keys ----------------------------------------------------------------------------------------


def test_arrow_keys_go_along_arrows_and_to_siblings(open_page: Open) -> None:
    opened = open_page(two_modules().view(), "#node=a1")

    def press(*keys: str) -> str:
        for key in keys:
            opened.page.keyboard.press(key)
        return opened.page.text_content("#panel h2")

    assert press("ArrowLeft") == "x"
    assert press("ArrowLeft") == "x"
    assert press("ArrowRight") == "a1"
    assert press("ArrowRight") in {"a2", "b1"}
    assert opened.page.get_attribute("#canvas", "aria-activedescendant") is not None
    assert press("ArrowRight", "ArrowRight", "ArrowRight") == "b2"
    opened = open_page(GRAPH.view(), "#node=distance")
    before = opened.page.evaluate("history.length")
    siblings = {press("ArrowUp"), press("ArrowDown"), press("ArrowDown")}
    assert "air_time" in siblings
    assert opened.page.evaluate("history.length") == before  # a walk is no step of the history


def test_in_a_page_that_runs_down_the_keys_turn_with_it(open_page: Open) -> None:
    opened = open_page(GRAPH.view(direction="down"), "#node=speed")
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.text_content("#panel h2") == "is_fast"


def test_escape_closes_and_question_mark_lists_the_keys(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), "#node=speed")
    opened.page.keyboard.press("?")
    assert "along the arrows" in opened.page.inner_text("#help")
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#help").is_hidden()
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#panel").is_hidden()
    assert "#" not in opened.page.url


def test_enter_leads_into_the_panel_and_unfolds(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), "#node=speed")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "panel"
    opened.page.focus("#canvas")
    opened.page.keyboard.press("g")
    opened.page.wait_for_selector("#stage .folded")
    opened.page.click("#stage .folded")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#stage .folded", state="detached")
    assert opened.named("") == set(GRAPH)


def test_a_title_of_a_cluster_is_reached_and_folded_with_the_keyboard(open_page: Open) -> None:
    opened = open_page(GRAPH.view(), "#node=distance")
    opened.page.focus(".cluster button")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#stage .folded")
    assert opened.named(".folded") == {"legs"}


# -- what others draw ----------------------------------------------------------------------------


def test_marks_of_differences_and_small_print_of_runs_are_to_be_seen(open_page: Open) -> None:
    boxes = (
        Box("a", BoxKind.LAZY, small=("12 ms · 100 rows",), marks=frozenset({Mark.ADDED})),
        Box("b", BoxKind.VALUE, marks=frozenset({Mark.REMOVED, Mark.OUTPUT})),
        Box("many", BoxKind.FOLDED, members=("x", "y")),
    )
    arrows = (Arrow("a", "b", frozenset({Mark.REMOVED})),)
    drawing = Drawing(boxes, arrows, title="A run", notes={"took": "1.2 s"})
    opened = open_page(View(drawing))
    assert opened.page.title() == "A run"
    assert "took 1.2 s" in opened.page.text_content("#status")
    assert "12 ms · 100 rows" in opened.page.inner_text("#box-0")
    assert opened.named(".added") == {"a"}
    assert opened.named(".removed.output") == {"b"}
    assert opened.page.locator(".arrow.removed").count() == 1
    opened.page.click("#box-2")
    assert opened.page.locator("#panel li").all_text_contents() == ["x", "y"]
    legend = opened.page.locator("#legend li").all_text_contents()
    assert {"added", "removed", "output"} <= set(legend)


def test_a_plan_and_a_run_make_pages_too(open_page: Open) -> None:
    frame = pl.DataFrame({"distance": [100.0], "air_time": [30.0]})
    driver = hm.Driver(speed, is_fast)
    plan = driver.plan("is_fast", inputs=frame)
    assert {"speed", "is_fast"} <= open_page(plan.view()).named("")
    run = driver.run("is_fast", inputs=frame)
    assert "is_fast" in open_page(run.view()).named(".output")


def test_a_style_of_the_users_colours_the_boxes(open_page: Open) -> None:
    view = GRAPH.view(style=lambda node: {"fillcolor": "#202060"} if node.tags else None)
    opened = open_page(view)
    colours = opened.box("speed").evaluate(
        "(box) => [getComputedStyle(box).backgroundColor, getComputedStyle(box).color]"
    )
    assert colours == ["rgb(32, 32, 96)", rgb(readable_on("#202060"))]


def test_a_family_shows_the_one_function_and_what_each_member_got(open_page: Open) -> None:
    @parameterize(week={"days": value(7)}, month={"days": value(30)})
    def pace(spend: float, days: int) -> float:
        return spend / days

    opened = open_page(hm.Graph(pace).view(), "#node=month")
    text = opened.page.inner_text("#panel")
    assert "days = value(30)" in text
    assert "def pace(spend: float, days: int)" in text


def test_a_variant_of_the_config_is_told(open_page: Open) -> None:
    @config.when(country="uk")
    def vat__uk(price: float) -> float:
        return price * 0.2

    opened = open_page(hm.Graph(vat__uk, config={"country": "uk"}).view(), "#node=vat")
    assert "country='uk'" in opened.page.inner_text("#panel")


# -- a thousand ----------------------------------------------------------------------------------


def large_module(size: int) -> ModuleType:
    """Write functions that each read some of those before, tagged and documented."""
    text = ["import polars as pl", "from hamiltonish.modifiers import tag"]
    for n in range(size):
        reads = sorted({f"f{max(0, n - 1 - 7 * k)}" if n else "x" for k in range(1 + n % 3)})
        text += [
            f"@tag(owner='team {n % 5}')",
            f"def f{n}({', '.join(f'{name}: pl.Expr' for name in reads)}) -> pl.Expr:",
            f'    """The feature of number {n}."""',
            f"    return {' + '.join(reads)}",
        ]
    return module_of("\n".join(text), "large")


def test_a_thousand_nodes_are_at_hand_at_once(open_page: Open) -> None:
    graph = hm.Graph(large_module(1000))
    opened = open_page(graph.view())
    assert opened.page.locator("#stage .box").count() == len(graph)
    # Milliseconds from a click to what is lit: about 40, and a machine may be busy.
    spent = opened.page.evaluate(
        """() => [10, 300, 500, 700, 990].map((number) => {
            const box = document.getElementById(`box-${number}`);
            box.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
            box.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
            const start = performance.now();
            box.click();
            return [performance.now() - start, document.querySelectorAll(".box.self").length];
        })"""
    )
    assert min(time for time, _ in spent) < 200
    assert {chosen for _, chosen in spent} == {1}
    opened.page.fill("#query", "number 777")
    opened.page.keyboard.press("Enter")
    assert opened.page.text_content("#panel h2") == "f777"
    fold_by(opened, "tag owner")
    assert opened.page.locator("#stage .box").count() == 6
    # While many are laid out anew, the page still answers.
    for team in range(4):
        opened.page.dblclick(f"#stage .folded[title='owner=team {team}']")
    opened.page.mouse.move(500, 500)
    before = opened.camera()
    opened.page.mouse.wheel(0, -100)
    opened.until(f"new DOMMatrix(stage.style.transform).a > {before[2]}")
