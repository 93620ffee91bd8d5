"""What the pictures of a plan and of a run hold: layers, barriers, what is read, times."""

from __future__ import annotations

import polars as pl

import hamiltonish as hm
from hamiltonish.execute import Report, Row
from hamiltonish.execute.drawing import drawing_of
from hamiltonish.modifiers import check_output
from hamiltonish.render import Box, BoxKind, Drawing, Mark, View


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return distance / air_time


def is_fast(speed: pl.Expr) -> pl.Expr:
    return speed > 400


@check_output(range=(0, 10_000))
def ranked(speed: pl.Series) -> pl.Series:
    return speed.rank()


def best(speed: pl.Series, scale: float) -> float:
    return speed.max() * scale


def beyond(ranked: pl.Expr, is_fast: pl.Expr, best: float) -> pl.Expr:
    return ranked * is_fast / best


def by_carrier(flights: pl.LazyFrame, is_fast: pl.Expr) -> pl.LazyFrame:
    return flights.group_by("carrier").agg(is_fast.mean())


def carriers(by_carrier: pl.DataFrame) -> int:
    return by_carrier.height


def unasked(distance: pl.Expr) -> pl.Expr:
    return distance * 2


DRIVER = hm.Driver(
    speed, is_fast, ranked, best, beyond, by_carrier, carriers, unasked, config={"scale": 2.0}
)
FLIGHTS = pl.DataFrame(
    {"distance": [1.0, 2.0], "air_time": [1.0, 4.0], "carrier": ["a", "b"], "other": [0, 0]}
)
OUTPUTS = ["beyond", "carriers"]
INPUTS = {"flights": FLIGHTS}


def boxes_of(drawing: Drawing) -> dict[str, Box]:
    return {box.name: box for box in drawing.boxes}


def arrows_of(drawing: Drawing) -> set[tuple[str, str]]:
    return {(arrow.tail, arrow.head) for arrow in drawing.arrows}


def test_what_is_not_needed_is_not_drawn() -> None:
    drawing = DRIVER.plan(["speed"], inputs=FLIGHTS).view().drawing
    assert list(boxes_of(drawing)) == ["distance", "air_time", "speed"]


def test_layers_stand_in_their_frame_which_tells_what_is_read() -> None:
    drawing = DRIVER.plan(OUTPUTS, inputs=INPUTS).view().drawing
    clusters = {c.name: (c.text, c.inside) for c in drawing.clusters}
    assert clusters == {
        "flights": ("flights: reads 2 of 4 columns", ""),
        "layer 1": ("layer 1", "flights"),
        "layer 2": ("layer 2", "flights"),
        "layer 3": ("layer 3", "flights"),
    }
    boxes = boxes_of(drawing)
    assert [boxes[name].cluster for name in ("speed", "is_fast", "beyond", "ranked")] == [
        "layer 1",
        "layer 2",
        "layer 3",
        "flights",
    ]


def test_barriers_are_boxes_between_lazy_columns_and_functions_on_data() -> None:
    drawing = DRIVER.plan(OUTPUTS, inputs=INPUTS).view().drawing
    barriers = [box for box in drawing.boxes if box.kind is BoxKind.BARRIER]
    assert [(b.name, b.text, b.small) for b in barriers] == [
        ("barrier 1", "collect", ("speed of flights",)),
        ("barrier 2", "collect", ("by_carrier",)),
    ]
    arrows = arrows_of(drawing)
    assert {
        ("speed", "barrier 1"),
        ("barrier 1", "ranked"),
        ("barrier 1", "best"),
        ("speed", "is_fast"),
        ("by_carrier", "barrier 2"),
        ("barrier 2", "carriers"),
    } <= arrows
    assert ("speed", "ranked") not in arrows
    assert ("by_carrier", "carriers") not in arrows


def test_a_plan_without_barriers_has_the_edges_of_the_graph() -> None:
    plan = DRIVER.plan(["is_fast"], inputs=FLIGHTS.lazy())
    part = DRIVER.graph.upstream("is_fast")
    expected = {(tail, head) for head in part for tail in part.dependencies(head)}
    assert arrows_of(plan.view().drawing) == expected


def test_outputs_and_overrides_are_marked_and_nothing_is_above_an_override() -> None:
    plan = DRIVER.plan(OUTPUTS, inputs=INPUTS, overrides={"best": 2.0})
    drawing = plan.view().drawing
    boxes = boxes_of(drawing)
    assert {name for name, box in boxes.items() if Mark.OUTPUT in box.marks} == set(OUTPUTS)
    assert {name for name, box in boxes.items() if Mark.OVERRIDE in box.marks} == {"best"}
    assert "scale" not in boxes
    assert "best" not in {head for _, head in arrows_of(drawing)}


def test_the_headline_of_a_plan_is_that_of_explain() -> None:
    plan = DRIVER.plan(OUTPUTS, inputs=INPUTS)
    assert plan.view().drawing.title == plan.explain().splitlines()[0]
    assert str(plan.view()).splitlines()[0] == plan.explain().splitlines()[0]


def test_a_column_that_is_only_passed_through_has_a_box() -> None:
    drawing = DRIVER.plan(["other", "speed"], inputs=FLIGHTS).view().drawing
    assert boxes_of(drawing)["other"].kind is BoxKind.INPUT
    assert drawing.clusters[0].text == "inputs: reads 3 of 4 columns"


def test_a_plan_of_plain_values_is_its_part_of_the_graph() -> None:
    def tax(price: float, rate: float = 0.2) -> float:
        return price * rate

    plan = hm.Driver(tax).plan("tax", inputs={"price": 1.0})
    assert list(boxes_of(plan.view().drawing)) == ["price", "tax"]


# -- runs ----------------------------------------------------------------------------------------


def test_a_run_tells_times_rows_and_bytes_of_what_it_computed() -> None:
    run = DRIVER.run(OUTPUTS, inputs=INPUTS)
    boxes = boxes_of(run.view().drawing)
    rows = {row.name: row for row in run.report.rows if row.kind in ("call", "collect")}
    assert "2 rows, 16 B" in boxes["ranked"].small[1]
    assert boxes["ranked"].small[2] == "checked"
    assert "2 rows" in boxes["barrier 1"].small[1]
    assert rows["carriers"].bytes is not None
    assert boxes["speed"].small == ("pl.Expr",)  # its time is in the barrier that computes it


def test_a_run_tells_what_its_checks_and_its_result_took() -> None:
    drawing = DRIVER.run(OUTPUTS, inputs=INPUTS).view().drawing
    assert drawing.title.startswith("Run of ")
    assert drawing.notes["checks of"].startswith("1 node in ")
    assert "2 rows" in drawing.notes["result:"]
    lazy = DRIVER.run(["is_fast"], inputs=FLIGHTS.lazy()).view().drawing
    assert lazy.notes["result:"] == "a query that nobody has collected yet"


def test_what_was_there_before_is_marked_in_a_run() -> None:
    run = DRIVER.run(OUTPUTS, inputs=INPUTS, overrides={"best": 2.0})
    assert Mark.REUSED in boxes_of(run.view().drawing)["best"].marks
    assert "reused" in str(run.view())


def test_what_takes_a_good_part_of_the_time_is_marked_as_slow() -> None:
    def quick(x: float) -> float:
        return x

    def slow(quick: float) -> float:
        return quick

    plan = hm.Driver(quick, slow).plan(["quick", "slow"], inputs={"x": 1.0})
    rows = (Row("quick", "call", 0.1, None, 24), Row("slow", "call", 0.9, None, 24))
    view = View(drawing_of(plan, Report((*rows, Row("a frame", "frame", 0.0, 1, 16)), 1.0)))
    boxes = boxes_of(view.drawing)
    assert {name for name, box in boxes.items() if Mark.SLOW in box.marks} == {"slow"}
    assert boxes["quick"].small[1] == "100.00 ms, 24 B"
    assert boxes["slow"].small[1] == "900.00 ms (90%), 24 B"
    assert ">slow</text>" in view.svg
    brief = Report((Row("quick", "call", 9e-4, None, 24),), 9e-4)
    assert all(Mark.SLOW not in box.marks for box in drawing_of(plan, brief).boxes)
