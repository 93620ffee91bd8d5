"""Nodes, parameters and locations: how they read."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError

import pytest

from hamiltonish import Location, Node, Parameter
from hamiltonish.node import MISSING


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("/project/shop/features.py", "features.py:3"),
        ("C:\\project\\features.py", "features.py:3"),
        ("<ipython-input-12-0a1b2c>", "In [12]:3"),
        ("/var/folders/ipykernel_4711/123456.py", "a cell:3"),
        ("<stdin>", "a cell:3"),
        ("<string>", "a cell:3"),
    ],
)
def test_a_location_reads_as_people_name_places(file: str, text: str) -> None:
    assert str(Location(file, 3)) == text


@pytest.mark.parametrize("file", ["<ipython-input-1-ab>", "<stdin>", "<string>", "<console>"])
def test_typed_code_is_interactive(file: str) -> None:
    assert Location(file, 1).is_interactive


def test_a_file_is_not_interactive() -> None:
    assert not Location("/project/features.py", 1).is_interactive


def test_a_parameter_with_a_default_is_optional_also_when_the_default_is_none() -> None:
    assert not Parameter("x", int).is_optional
    assert Parameter("x", int, None).is_optional


def test_a_node_without_function_and_frame_is_an_input() -> None:
    assert Node("x", int).is_input
    assert not Node("x", int, function=abs).is_input
    assert not Node("x", int, frame="flights").is_input


def test_the_place_of_a_function_leaves_out_main() -> None:
    where = Location("/project/script.py", 7)
    assert Node("f", int, abs, module="__main__", qualname="f", location=where).place == (
        "`f` (script.py:7)"
    )
    assert Node("f", int, abs, module="shop.tax", qualname="f", location=where).place == (
        "`shop.tax.f` (script.py:7)"
    )
    assert Node("x", int).place == "input `x`"


def test_a_node_is_frozen_and_has_slots() -> None:
    node = Node("x", int)
    with pytest.raises(FrozenInstanceError, match="cannot assign"):
        node.name = "y"  # type: ignore[misc]
    assert not hasattr(node, "__dict__")


def test_the_missing_default_is_one_object_wherever_it_travels() -> None:
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING
    assert copy.deepcopy(MISSING) is MISSING
    assert repr(MISSING) == "MISSING"


def test_the_column_of_a_node_bears_its_label_or_its_name() -> None:
    assert Node("x", int).column_name == "x"
    assert Node("x", int, label="X (m)").column_name == "X (m)"
