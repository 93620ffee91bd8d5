"""Differences of graphs: what is said to have changed, and what that reaches."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.graph.differences import Aspect, Change, Difference, difference_of
from hamiltonish.graph.snapshots import Snapshot
from hamiltonish.modifiers import (
    check_output,
    extract_columns,
    node,
    parameterize,
    source,
    subdag,
)
from hamiltonish.render import Mark
from tests.modules import module_of
from tests.strategies import RandomGraph, scalar_graphs

SHOP = """
from hamiltonish.modifiers import tag

RATE = 0.2


def _rounded(x):
    return round(x, 2)


def net(gross: float) -> float:
    '''What the shop keeps.'''
    return _rounded(gross / (1 + RATE))


def tax(gross: float, net: float) -> float:
    '''What it hands on.'''
    return gross - net


@tag(owner="finance")
def share(tax: float, gross: float) -> float:
    return tax / gross


def spend(cost: float) -> float:
    return cost * 4


def pace(spend: float, days: int = 7) -> float:
    return spend / days
"""


NONE = {"added": 0, "removed": 0, "renamed": 0, "changed": 0, "affected": 0}


def graph_of(source: str, *edits: tuple[str, str], config: Any = None) -> hm.Graph:
    """Make a graph of a module, with texts replaced."""
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return hm.Graph(module_of(source), config=config)


def diff(*edits: tuple[str, str], source: str = SHOP) -> Difference:
    """Compare a module with itself after edits."""
    return graph_of(source).diff(graph_of(source, *edits))


def told(difference: Difference) -> dict[str, list[str]]:
    """List what changed as text."""
    return {name: list(map(str, changes)) for name, changes in difference.changed.items()}


@pytest.mark.parametrize(
    ("edit", "changed", "affected"),
    [
        (("* 4", "* 5"), {"spend": ["body"]}, ("pace",)),
        (("x, 2", "x, 3"), {"net": ["helper `_rounded`"]}, ("tax", "share")),
        (("0.2", "0.25"), {"net": ["constant `RATE`: 0.2 → 0.25"]}, ("tax", "share")),
        (("days: int = 7", "days: int = 30"), {"pace": ["default `days`: 7 → 30"]}, ()),
        (("owner=", "layer="), {"share": ["tags: owner='finance' → layer='finance'"]}, ()),
        (("What it hands on.", "All of it."), {"tax": ["doc"]}, ()),
        (("tax(gross: float, net: float)", "tax(net: float, gross: float)"), {
            "tax": ["body", "dependencies: gross, net → net, gross"]}, ("share",)),
        (("cost * 4", "cost  *  (4)  # dear"), {}, ()),
    ],
)  # fmt: skip
def test_what_changed_is_named_and_what_it_reaches_is_affected(
    edit: tuple[str, str], changed: dict[str, list[str]], affected: tuple[str, ...]
) -> None:
    difference = diff(edit)
    assert told(difference) == changed
    assert difference.affected == affected
    assert bool(difference) is bool(changed)
    assert difference.added == difference.removed == ()


def test_a_type_that_changed_is_shown_before_and_after() -> None:
    difference = diff(
        ("def net(gross: float) -> float", "def net(gross: float) -> int"),
        ("(gross: float, net: float)", "(gross: float, net: int)"),
    )
    assert told(difference)["net"] == ["type: float → int"]
    assert told(difference)["tax"] == [
        "signature: (gross: float, net: float) -> float → (gross: float, net: int) -> float"
    ]


def test_a_new_parameter_is_a_new_signature() -> None:
    difference = diff(("(cost: float)", "(cost: float, fee: int)"), ("cost * 4", "cost * 4 + fee"))
    assert told(difference) == {
        "spend": ["body", "signature: (cost: float) -> float → (cost: float, fee: int) -> float"]
    }
    assert difference.added == ("fee",)


def test_nothing_changed_when_nothing_did() -> None:
    difference = diff()
    assert not difference
    assert str(difference) == "no difference"
    assert difference.to_markdown() == "**no difference**\n"
    assert difference.to_dict() == {
        "added": [], "removed": [], "renamed": {}, "changed": {}, "affected": [], "config": {},
    }  # fmt: skip
    assert repr(difference) == "<Difference: none>"


def test_added_and_removed_nodes_are_listed_with_the_inputs_that_come_and_go() -> None:
    fee = "\n\ndef fee(net: float, percent: float) -> float:\n    return net * percent\n"
    difference = graph_of(SHOP).diff(graph_of(SHOP + fee))
    assert difference.added == ("percent", "fee")
    assert difference.counts == {**NONE, "added": 2}
    back = graph_of(SHOP + fee).diff(graph_of(SHOP))
    assert back.removed == ("percent", "fee")


# -- renames -------------------------------------------------------------------------------------


def test_a_renamed_function_is_the_same_node_and_its_readers_are_unchanged() -> None:
    difference = diff(
        ("def spend(", "def outlay("), ("(spend:", "(outlay:"), ("spend /", "outlay /")
    )
    assert difference.renamed == {"spend": "outlay"}
    assert difference.counts == {**NONE, "renamed": 1}
    assert difference


def test_a_renamed_input_is_known_by_its_readers() -> None:
    difference = diff(("cost", "expense"))
    assert difference.renamed == {"cost": "expense"}
    assert not difference.changed


def test_names_that_change_together_are_followed() -> None:
    difference = diff(("cost", "expense"), ("spend", "outlay"), ("pace", "speed"))
    assert difference.renamed == {"cost": "expense", "spend": "outlay", "pace": "speed"}
    assert difference.counts == {**NONE, "renamed": 3}


def test_a_renamed_function_that_changed_is_another() -> None:
    difference = diff(("def spend(", "def outlay("), ("(spend:", "(outlay:"), ("spend /", "outlay /"),
                      ("* 4", "* 5"))  # fmt: skip
    assert difference.renamed == {}
    assert (difference.removed, difference.added) == (("spend",), ("outlay",))


def test_two_that_are_alike_are_not_guessed_at() -> None:
    two = "def a(x: int) -> int:\n    return x\ndef b(x: int) -> int:\n    return x\n"
    difference = graph_of(two).diff(graph_of(two, ("def a", "def c"), ("def b", "def d")))
    assert difference.renamed == {}
    assert (difference.removed, difference.added) == (("a", "b"), ("c", "d"))


def test_a_node_and_an_input_of_one_name_differ_in_kind() -> None:
    difference = graph_of(SHOP).diff(graph_of(SHOP).without("spend"))
    assert told(difference) == {"spend": ["kind: value → input"]}
    assert difference.removed == ("cost",)
    assert difference.affected == ("pace",)


# -- other graphs --------------------------------------------------------------------------------


def test_empty_graphs_have_differences_too() -> None:
    graph = graph_of(SHOP)
    empty = graph.select(where=lambda node: False)
    assert not empty.diff(empty)
    assert empty.diff(graph).added == tuple(graph)
    assert graph.diff(empty).removed == tuple(graph)


def test_a_member_of_a_family_changes_alone() -> None:
    def family(days: int) -> hm.Graph:
        @parameterize(week={"days": days}, month={"days": 30})
        def pace(cost: float, days: int) -> float:
            return cost / days

        return hm.Graph(pace)

    difference = family(7).diff(family(8))
    assert list(difference.changed) == ["week"]
    assert [change.aspect for change in difference.changed["week"]] == [Aspect.BINDING]


def test_nodes_of_a_graph_within_are_compared_by_their_names() -> None:
    def shop(rate: float) -> hm.Graph:
        def net(gross: float) -> float:
            return gross / rate

        @subdag(net, inputs={"gross": source("uk")})
        def total(net: float) -> float:
            return net

        return hm.Graph(total)

    difference = shop(1.2).diff(shop(1.25))
    assert told(difference) == {"total.net": ["closure `rate`: 1.2 → 1.25"]}
    assert difference.affected == ("total",)


REGIONS = """
from hamiltonish.modifiers import config

@config.when(region="us")
def tax__us(net: float) -> float:
    return net * 0.07

@config.when(region="eu")
def tax__eu(net: float) -> float:
    return net * 0.2

def total(net: float, tax: float, fee: float) -> float:
    return net + tax + fee
"""


def test_a_variant_that_the_config_chose_is_a_change_of_the_node() -> None:
    old = graph_of(REGIONS, config={"region": "us", "fee": 1.0})
    difference = old.diff(graph_of(REGIONS, config={"region": "eu", "fee": 2.0}))
    assert [change.aspect for change in difference.changed["tax"]] == [
        Aspect.BODY,
        Aspect.CONDITION,
    ]
    assert told(difference)["fee"] == ["config: 1.0 → 2.0"]
    assert difference.config == {"region": ("'us'", "'eu'")}
    assert difference.affected == ("total",)
    assert "config    region: 'us' → 'eu'" in str(difference)


def test_a_condition_changes_no_values() -> None:
    both = {"region": "eu", "fee": 1.0}
    edited = graph_of(REGIONS, ('when(region="eu")', 'when_in(region=["eu"])'), config=both)
    difference = graph_of(REGIONS, config=both).diff(edited)
    assert [change.aspect for change in difference.changed["tax"]] == [Aspect.CONDITION]
    assert difference.affected == ()


def test_checks_change_no_values() -> None:
    def shop(most: int) -> hm.Graph:
        @check_output(range=(0, most))
        def net(gross: float) -> float:
            return gross

        def tax(net: float) -> float:
            return net

        return hm.Graph(net, tax)

    difference = shop(1).diff(shop(2))
    assert [change.aspect for change in difference.changed["net"]] == [Aspect.CHECKS]
    assert difference.affected == ()


def test_a_column_of_a_frame_changes_when_another_is_taken() -> None:
    def flights(column: str) -> hm.Graph:
        @extract_columns(delay=column)
        def flights() -> pl.DataFrame:
            return pl.DataFrame()

        def late(delay: pl.Expr) -> pl.Expr:
            return delay > 15

        return hm.Graph(flights, late)

    difference = flights("dep_delay").diff(flights("arr_delay"))
    assert list(difference.changed) == ["delay"]
    assert difference.affected == ("late",)


def test_a_driver_is_not_a_graph() -> None:
    graph = graph_of(SHOP)
    with pytest.raises(TypeError, match=re.escape("diff needs the new graph: old.diff(new)")):
        graph.diff(hm.Driver(graph))  # type: ignore[arg-type]


# -- shown ---------------------------------------------------------------------------------------


EDITS = (("0.2", "0.25"), ("x, 2", "x, 3"), ("spend", "outlay"), ("hands on", "pays"))


def test_a_difference_prints_short_and_in_order() -> None:
    fee = "\n\ndef fee(net: float) -> float:\n    return net / 10\n"
    difference = graph_of(SHOP).diff(graph_of(SHOP + fee, *EDITS))
    text = re.sub(r"features\.py:\d+", "features.py:1", str(difference))
    assert text == (
        "1 added, 1 renamed, 2 changed, 2 affected\n"
        "  changed   net (features.py:1): helper `_rounded`; constant `RATE`: 0.2 → 0.25\n"
        "            tax (features.py:1): doc\n"
        "  added     fee(net: float) -> float (features.py:1)\n"
        "  renamed   spend → outlay\n"
        "  affected  tax, share"
    )


def test_a_difference_is_a_table_and_folded_lists_in_markdown() -> None:
    text = re.sub(r"features\.py:\d+", "features.py:1", diff(*EDITS).to_markdown())
    assert text == (
        "**1 renamed, 2 changed, 2 affected**\n\n"
        "| node | what changed |\n"
        "|---|---|\n"
        "| `net` (features.py:1) | helper `_rounded`; constant `RATE`: 0.2 → 0.25 |\n"
        "| `tax` (features.py:1) | doc |\n\n"
        "- renamed: `spend` → `outlay`\n\n"
        "<details><summary>2 nodes are affected</summary>\n\n"
        "`tax`, `share`\n\n"
        "</details>\n\n"
        "<details><summary>the code</summary>\n\n"
        "`_rounded`\n\n"
        "```diff\n"
        "@@ -1,2 +1,2 @@\n"
        " def _rounded(x):\n"
        "-    return round(x, 2)\n"
        "+    return round(x, 3)\n"
        "```\n\n"
        "</details>\n"
    )


def test_the_lines_that_changed_are_shown_without_comments_and_docstrings() -> None:
    (change,) = diff(("'''What the shop keeps.'''", "# kept"), ("1 + RATE", "RATE + 1")).changed[
        "net"
    ][:1]
    assert change.aspect is Aspect.BODY
    assert change.diff() == (
        "@@ -1,2 +1,2 @@\n"
        " def net(gross: float) -> float:\n"
        "-    return _rounded(gross / (1 + RATE))\n"
        "+    return _rounded(gross / (RATE + 1))"
    )


def test_what_many_nodes_have_in_common_is_told_once() -> None:
    source = "LIMIT = 1\n" + "".join(
        f"def f{n}(x: int) -> int:\n    return x + LIMIT + {n}\n" for n in range(9)
    )
    difference = diff(("LIMIT = 1", "LIMIT = 2"), ("LIMIT + 7", "LIMIT + 70"), source=source)
    lines = re.sub(r" \(features\.py:\d+\)", "", str(difference)).splitlines()
    assert lines == [
        "9 changed",
        "  changed   f7: body",
        "            f0, f1, f2, f3, f4 and 4 more: constant `LIMIT`: 1 → 2",
    ]
    assert "| `f0`, `f1`, `f2`, `f3`, `f4` and 4 more | constant `LIMIT`: 1 → 2 |" in (
        difference.to_markdown()
    )


def test_a_difference_is_json() -> None:
    given = diff(*EDITS).to_dict()
    assert json.loads(json.dumps(given)) == given
    assert given["renamed"] == {"spend": "outlay"}
    assert given["changed"]["tax"][0]["aspect"] == "doc"
    assert given["changed"]["tax"][0]["matters"] is False


def test_a_picture_marks_what_became_of_each_node() -> None:
    fee = "\n\ndef fee(net: float) -> float:\n    return net / 10\n"
    old = graph_of(SHOP + "\n\ndef gone(net: float) -> float:\n    return net\n")
    drawing = old.diff(graph_of(SHOP + fee, *EDITS)).view().drawing
    marks = {box.name: set(box.marks) for box in drawing.boxes}
    assert marks == {
        "gross": set(),
        "net": {Mark.CHANGED},
        "tax": {Mark.CHANGED, Mark.AFFECTED},
        "share": {Mark.AFFECTED},
        "cost": set(),
        "outlay": {Mark.CHANGED},
        "days": set(),
        "pace": set(),
        "fee": {Mark.ADDED},
        "gone": {Mark.REMOVED},
    }
    names = set(marks)
    assert all(arrow.tail in names and arrow.head in names for arrow in drawing.arrows)


def test_the_drawing_of_a_difference_that_reverses_an_edge_is_still_in_order() -> None:
    def a(x: int) -> int:
        return x

    def b(a: int) -> int:
        return a

    old = hm.Graph(a, b)
    new = hm.Graph(node(b, {"a": source("x")}, name="b"), node(a, {"x": source("b")}, name="c"))
    drawing = old.diff(new).drawing
    order = [box.name for box in drawing.boxes]
    assert sorted(order) == ["a", "b", "c", "x"]
    assert all(order.index(arrow.tail) < order.index(arrow.head) for arrow in drawing.arrows)


def test_a_picture_shows_what_read_a_node_that_is_gone() -> None:
    old, new = graph_of(SHOP), graph_of(SHOP, ("pace(spend: float, ", "pace(cost: float, "),
                                        ("spend / days", "cost / days"),
                                        ("def spend(cost: float) -> float:\n    return cost * 4",
                                         ""))  # fmt: skip
    drawing = old.diff(new).drawing
    marked = {(one.tail, one.head) for one in drawing.arrows if Mark.REMOVED in one.marks}
    assert marked == {("cost", "spend"), ("spend", "pace")}


# -- snapshots -----------------------------------------------------------------------------------


def test_a_snapshot_survives_json() -> None:
    snapshot = graph_of(SHOP).snapshot()
    assert Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict()))) == snapshot


def test_a_snapshot_names_places_relative_to_a_folder() -> None:
    snapshot = graph_of(SHOP).snapshot(root="/project")
    assert re.fullmatch(r"\d+/features\.py:10", snapshot.nodes["net"].location)
    assert graph_of(SHOP).snapshot().nodes["net"].location == "features.py:10"


SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import features, hamiltonish as hm
print(json.dumps(hm.Graph(features).snapshot().to_dict()))
"""


def test_a_snapshot_of_another_process_is_compared_like_a_graph(tmp_path: Path) -> None:
    (tmp_path / "features.py").write_text(SHOP)
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    old = Snapshot.from_dict(json.loads(output))
    assert not difference_of(old, graph_of(SHOP).snapshot())
    assert list(difference_of(old, graph_of(SHOP, ("* 4", "* 5")).snapshot()).changed) == ["spend"]


def test_a_snapshot_stays_as_it_was_when_a_module_changes_in_memory() -> None:
    module = module_of(SHOP)
    graph = hm.Graph(module)
    before = graph.snapshot()
    module.RATE = 0.25  # type: ignore[attr-defined]  # as loading the module again does
    assert told(before.diff(graph)) == {"net": ["constant `RATE`: 0.2 → 0.25"]}
    assert not graph.diff(graph)


# -- laws ----------------------------------------------------------------------------------------


@given(scalar_graphs())
def test_a_graph_does_not_differ_from_itself(random: RandomGraph) -> None:
    graph = hm.Graph(random.module)
    assert not graph.diff(graph)


@given(scalar_graphs(), st.data())
def test_one_function_that_is_replaced_changes_alone_and_affects_what_is_below(
    random: RandomGraph, data: st.DataObject
) -> None:
    old = hm.Graph(random.module)
    name = data.draw(st.sampled_from(random.functions))
    parameters = ", ".join(f"{p}: int" for p in random.parameters[name])
    made = module_of(f"def {name}({parameters}) -> int:\n    return -1\n", random.module.__name__)
    new = old.replace(getattr(made, name))
    difference = old.diff(new)
    assert list(difference.changed) == [name]
    assert set(difference.affected) == set(new.downstream(name)) - {name}
    back = new.diff(old)
    assert list(back.changed) == [name]
    assert back.affected == difference.affected
    assert Aspect.BODY in {change.aspect for change in difference.changed[name]}


@given(scalar_graphs(), scalar_graphs())
def test_differences_mirror_each_other(one: RandomGraph, other: RandomGraph) -> None:
    first, second = hm.Graph(one.module), hm.Graph(other.module)
    there, back = first.diff(second), second.diff(first)
    assert set(there.added) == set(back.removed)
    assert set(there.removed) == set(back.added)
    assert there.renamed == {before: after for after, before in back.renamed.items()}
    assert {there.renamed.get(name, name) for name in back.changed} == set(there.changed)
    mirrored = [(c.aspect, c.name, c.after, c.before) for cs in back.changed.values() for c in cs]
    assert sorted(map(str, mirrored)) == sorted(
        str((c.aspect, c.name, c.before, c.after)) for cs in there.changed.values() for c in cs
    )
    assert bool(there) is bool(back)


def test_a_version_and_a_difference_agree() -> None:
    old, new = graph_of(SHOP), graph_of(SHOP, *EDITS)
    difference = old.diff(new)
    for name in set(old) & set(new):
        said = [one for one in difference.changed.get(name, ()) if one.aspect is not Aspect.DOC]
        renamed = set(old.dependencies(name)) & set(difference.renamed)
        assert (old[name].version != new[name].version) is bool(said or renamed)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change(Aspect.TAGS, "", "owner='a'", ""), "tags: owner='a' → none"),
        (Change(Aspect.HELPER, "f", "", "def f(): ..."), "helper `f` is new"),
        (Change(Aspect.HELPER, "f", "def f(): ...", ""), "helper `f` is gone"),
        (Change(Aspect.CONSTANT, "T", "x" * 99, "y"), "constant `T`"),
        (Change(Aspect.PACKAGE, "numpy", "1.26", "2.0"), "package `numpy`: 1.26 → 2.0"),
        (Change(Aspect.DOC, "", "", "New."), "doc"),
    ],
)
def test_a_change_is_worded_in_a_few_words(change: Change, text: str) -> None:
    assert str(change) == text
