"""Laws of versions, for random functions and random edits of them."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hamiltonish as hm
from tests.fingerprints.test_versions import RICH
from tests.modules import module_of

_LEAVES = st.sampled_from(["a", "b", "K", "h(a)", "T['x']"]) | st.integers(0, 99).map(str)
_EXPRESSIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"h({x})"),
        inner.map(lambda x: f"sum(i * {x} for i in range(3))"),
        inner.map(lambda x: f"(lambda y, z=4: y + {x})(2)"),
    ),
    max_leaves=8,
)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Draw a module with a helper, constants, and two functions."""
    first, second, third = draw(_EXPRESSIONS), draw(_EXPRESSIONS), draw(_EXPRESSIONS)
    return (
        "K = 5\n"
        "T = {'x': 6}\n"
        "def _h(x):\n"
        f"    return x + K * {draw(st.integers(0, 9))}\n"
        "h = _h\n"
        "def f(a: int, b: int = 3) -> int:\n"
        f"    found = {first}\n"
        "    if found > 3:\n"
        f"        found = {second}\n"
        "    return found\n"
        "def g(a: int, b: int) -> int:\n"
        f"    return {third}\n"
    ).replace("\nh = _h\n", "\n")


def versions(source: str) -> dict[str, str]:
    """Take the versions of all functions."""
    graph = hm.Graph(module_of(source.replace("h(", "_h(").replace("__h(", "_h(")))
    return {name: node.version for name, node in graph.items() if node.function}


@given(sources(), st.data())
def test_formatting_and_comments_never_change_a_version(source: str, data: st.DataObject) -> None:
    lines = (ast.unparse(ast.parse(source)) if data.draw(st.booleans()) else source).split("\n")
    edited = []
    for line in lines:
        before = data.draw(st.sampled_from(["", "", "\n", "# why\n", "          # because\n"]))
        after = data.draw(st.sampled_from(["", "", "  # so", "   "]))
        is_head = line.lstrip().startswith(("def ", "if ")) or not line.strip()
        edited.append(f"{before}{line}{after if line and not is_head else ''}")
    assert versions("\n".join(edited)) == versions(source)


@given(sources(), st.data())
def test_an_edit_of_a_constant_changes_the_function_and_no_other(
    source: str, data: st.DataObject
) -> None:
    tree = ast.parse(source)
    functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    numbers = [
        (name, node)
        for name in ("f", "g")
        for node in ast.walk(functions[name])
        if isinstance(node, ast.Constant) and isinstance(node.value, int)
    ]
    if not numbers:
        return
    edited, node = data.draw(st.sampled_from(numbers))
    assert isinstance(node.value, int)
    node.value += data.draw(st.integers(1, 5))
    before, after = versions(source), versions(ast.unparse(tree))
    assert before[edited] != after[edited]
    other = "g" if edited == "f" else "f"
    assert before[other] == after[other]


@given(sources())
def test_the_order_of_functions_never_changes_a_version(source: str) -> None:
    tree = ast.parse(source)
    tree.body.reverse()
    assert versions(ast.unparse(tree)) == versions(source)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import features
import hamiltonish as hm
for name, node in hm.Graph(features).items():
    print(name, node.version)
"""


@pytest.mark.parametrize("seed", ["1", "77"])
def test_versions_are_the_same_in_other_processes(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "features.py").write_text(RICH)
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    graph = hm.Graph(module_of_file(tmp_path / "features.py", monkeypatch))
    assert dict(line.split() for line in output.splitlines()) == {
        name: node.version for name, node in graph.items()
    }


def module_of_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import a file by its path, for the time of a test."""
    spec = importlib.util.spec_from_file_location("features", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "features", module)
    spec.loader.exec_module(module)
    return module


_NAMES = st.sampled_from(["a", "b", "u", "v", "w", "K"])
_STATEMENTS = st.recursive(
    st.one_of(
        st.tuples(_NAMES, _NAMES, _NAMES).map(lambda t: f"{t[0]} = {t[1]} + {t[2]}"),
        st.tuples(_NAMES, _NAMES).map(lambda t: f"{t[0]} += {t[1]}"),
        st.tuples(_NAMES, _NAMES, _NAMES, _NAMES).map(
            lambda t: f"{t[0]} = sum({t[1]} * {t[2]} for {t[3]} in range(3))"
        ),
        st.tuples(_NAMES, _NAMES, _NAMES, _NAMES).map(
            lambda t: f"{t[0]} = (lambda {t[1]}, z={t[2]}: {t[1]} + {t[3]} + z)(2)"
        ),
        st.tuples(_NAMES, _NAMES).map(lambda t: f"del {t[0]}; {t[0]} = {t[1]}"),
        st.tuples(_NAMES, _NAMES).map(lambda t: f"{t[0]} = ({t[1]} := {t[1]} + 1)"),
        st.tuples(_NAMES, _NAMES, _NAMES).map(
            lambda t: f"{t[0]} = [{t[1]} for {t[2]} in [{t[1]}, 4] if ({t[1]} := {t[1]} + 1)][0]"
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(_NAMES, inner).map(lambda t: f"if {t[0]} > 3:\n{_indented(t[1])}"),
        st.tuples(_NAMES, inner, _NAMES).map(
            lambda t: f"def g({t[0]}):\n{_indented(t[1])}\n    return {t[2]}\n{t[2]} = g(5)"
        ),
        st.tuples(_NAMES, inner, _NAMES).map(
            lambda t: f"def g():\n    nonlocal u\n{_indented(t[1])}\n    return {t[2]}\nu = 0\ng()"
        ),
        st.lists(inner, min_size=2, max_size=3).map("\n".join),
    ),
    max_leaves=5,
)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def _outcome(function: Any, *arguments: int) -> object:
    """Call a function; a name that is not there is known by no more than that."""
    try:
        return function(*arguments)
    except (NameError, TypeError, ValueError) as error:
        return type(error)


@settings(max_examples=100)
@given(st.lists(_STATEMENTS, min_size=1, max_size=4), st.data())
def test_functions_of_one_version_do_the_same(statements: list[str], data: st.DataObject) -> None:
    body = "\n".join(statements)
    source = f"K = 5\ndef f(a: int, b: int) -> int:\n    u = v = w = 1\n{_indented(body)}\n"
    source += "    return a + 10 * u + 100 * v + 1000 * w\n"
    places = [found.span() for found in re.finditer(r"\b[abuvwK]\b", source)][3:]
    edited = source
    for start, end in sorted(data.draw(st.lists(st.sampled_from(places), max_size=3)))[::-1]:
        edited = f"{edited[:start]}{data.draw(_NAMES)}{edited[end:]}"
    modules = []
    for text in (source, edited):
        try:
            modules.append(module_of(text))
        except SyntaxError:
            return
    before, after = (hm.Graph(module.f)["f"].version for module in modules)
    if before == after:
        for arguments in ((1, 2), (7, 0), (4, 4)):
            outcomes = [_outcome(module.f, *arguments) for module in modules]
            assert outcomes[0] == outcomes[1], edited
