"""Order, cycles and reach, on tables of names."""

from __future__ import annotations

import pytest

from hamiltonish.topology import cycles, inverted, ordered, reachable


def test_a_table_that_is_in_order_keeps_its_order() -> None:
    assert ordered({"b": (), "a": (), "c": ("a", "b")}) == ["b", "a", "c"]


def test_ties_go_by_the_order_of_the_table() -> None:
    table = {"z": ("m",), "y": (), "m": (), "a": ("z",), "b": ()}
    assert ordered(table) == ["y", "m", "z", "a", "b"]


def test_an_empty_table_has_an_empty_order() -> None:
    assert ordered({}) == []


def test_a_circle_has_no_order() -> None:
    with pytest.raises(ValueError, match="nodes are in a cycle"):
        ordered({"a": ("b",), "b": ("a",)})


def test_a_cycle_starts_with_its_smallest_name_and_runs_along_the_data() -> None:
    assert cycles({"c": ("b",), "b": ("a",), "a": ("c",)}) == [("a", "b", "c", "a")]


def test_a_name_that_needs_itself_is_a_cycle() -> None:
    assert cycles({"a": ("a",)}) == [("a", "a")]


def test_independent_cycles_are_all_reported() -> None:
    table = {"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",), "e": ("a", "c")}
    assert sorted(cycles(table)) == [("a", "b", "a"), ("c", "d", "c")]


def test_no_more_cycles_are_reported_than_asked_for() -> None:
    table = {f"x{n}": (f"y{n}",) for n in range(20)} | {f"y{n}": (f"x{n}",) for n in range(20)}
    assert len(cycles(table)) == 10
    assert len(cycles(table, at_most=3)) == 3


def test_inverting_keeps_names_that_nothing_needs() -> None:
    assert inverted({"a": (), "b": ("a",)}) == {"a": ("b",), "b": ()}


def test_reachable_goes_through_diamonds_once() -> None:
    table = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ()}
    found = list(reachable(table, ["d"]))
    assert sorted(found) == ["a", "b", "c", "d"]
    assert list(reachable(table, [])) == []
