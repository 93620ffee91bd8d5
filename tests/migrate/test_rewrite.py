"""What becomes of a text: each way to import Hamilton, and what cannot move."""

from __future__ import annotations

import sys

import pytest

from hamiltonish.compat.migrate import Finding, Kind, rewrite
from tests.migrate.doors import DOOR

NOTHING = "there is nothing like it here"


def _after(text: str) -> str:
    return rewrite(text, DOOR).text


def _found(text: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.name) for finding in rewrite(text, DOOR).findings]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from hamilton import driver", "from hamiltonish.compat.hamilton import driver"),
        ("from hamilton import driver as d", "from hamiltonish.compat.hamilton import driver as d"),
        (
            "from hamilton.function_modifiers import tag as t, source",
            "from hamiltonish.compat.hamilton.function_modifiers import tag as t, source",
        ),
        ("import hamilton", "import hamiltonish.compat.hamilton"),
        ("import os, hamilton.base as b", "import os, hamiltonish.compat.hamilton.base as b"),
        (
            "import hamilton.driver\nx = hamilton.driver.Driver({})",
            "import hamiltonish.compat.hamilton.driver\n"
            "x = hamiltonish.compat.hamilton.driver.Driver({})",
        ),
        (
            "import hamilton\nx = hamilton.driver.Driver({})",
            "import hamiltonish.compat.hamilton.driver\n"
            "x = hamiltonish.compat.hamilton.driver.Driver({})",
        ),
        (
            "from hamilton.plugins import h_polars",
            "from hamiltonish.compat.hamilton.plugins import h_polars",
        ),
        (
            "if TYPE_CHECKING:\n\tfrom hamilton import driver\ndef f(d: 'driver.Driver'): ...",
            "if TYPE_CHECKING:\n\tfrom hamiltonish.compat.hamilton import driver\n"
            "def f(d: 'driver.Driver'): ...",
        ),
        (
            "import hamilton.driver\ndef f(d: 'list[hamilton.driver.Driver]'): ...",
            "import hamiltonish.compat.hamilton.driver\n"
            "def f(d: 'list[hamiltonish.compat.hamilton.driver.Driver]'): ...",
        ),
    ],
)
def test_what_the_door_holds_moves(before: str, after: str) -> None:
    assert rewrite(before, DOOR).text == after
    assert rewrite(before, DOOR).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from hamilton.function_modifiers import tag, cache  # noqa: F401\n",
            "from hamiltonish.compat.hamilton.function_modifiers import tag  # noqa: F401\n"
            "from hamilton.function_modifiers import cache  # noqa: F401\n",
        ),
        (
            "def f():\n    from hamilton import driver, async_driver; return 1",
            "def f():\n    from hamiltonish.compat.hamilton import driver; "
            "from hamilton import async_driver; return 1",
        ),
        (
            "from hamilton.function_modifiers import (\n"
            "    cache,  # dear\n"
            "    # a source\n"
            "    source,\n"
            "    tag,\n"
            ")\n",
            "from hamiltonish.compat.hamilton.function_modifiers import (\n"
            "    # a source\n"
            "    source,\n"
            "    tag,\n"
            ")\n"
            "from hamilton.function_modifiers import (\n"
            "    cache,  # dear\n"
            ")\n",
        ),
    ],
)
def test_a_statement_of_which_only_a_part_moves_is_parted(before: str, after: str) -> None:
    assert _after(before) == after


def test_a_module_that_is_needed_from_both_gets_a_second_name() -> None:
    text = "from hamilton import driver\nx: driver.Variable\ny: driver.Driver\n"
    done = rewrite(text, DOOR)
    assert done.text == (
        "from hamiltonish.compat.hamilton import driver\n"
        "from hamilton import driver as hamilton_driver\n"
        "x: hamilton_driver.Variable\n"
        "y: driver.Driver\n"
    )
    assert _found(text) == [(2, "hamilton.driver.Variable")]


def test_a_second_name_is_one_that_the_text_does_not_have() -> None:
    text = "import hamilton.driver as d\nd.Driver, d.Variable\nhamilton_d = 1\n"
    assert "hamilton.driver as hamilton_d_\n" in _after(text)
    assert "d.Driver, hamilton_d_.Variable" in _after(text)


def test_a_module_that_is_only_used_for_what_the_door_lacks_stays() -> None:
    text = "from hamilton import base\nbase.Adapter.x.y()\n"
    assert _after(text) == text
    assert _found(text) == [(2, "hamilton.base.Adapter")]


def test_a_name_that_is_given_another_meaning_says_nothing_about_the_module() -> None:
    text = "from hamilton import driver\ndriver = driver.Builder().build()\ndriver.execute([])\n"
    assert _after(text) == text.replace("from hamilton", "from hamiltonish.compat.hamilton")
    assert _found(text) == []


def test_a_package_that_is_given_another_meaning_stays_and_is_listed() -> None:
    text = "try:\n    import hamilton.driver\nexcept ImportError:\n    hamilton = None\n"
    text += "hamilton.driver.Driver\n"
    assert _after(text) == text
    assert [str(finding) for finding in rewrite(text, DOOR).findings] == [
        "`hamilton.driver` stays with Hamilton: `hamilton` has another meaning here, too"
    ]


def test_a_parameter_of_the_same_name_is_left_alone() -> None:
    text = "import hamilton.driver\ndef f(hamilton): return hamilton.driver.Driver\n"
    assert _after(text).endswith("def f(hamilton): return hamilton.driver.Driver\n")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "from hamilton.htypes import Collect",
            Finding(1, Kind.NAME, "hamilton.htypes.Collect", "loop over it"),
        ),
        (
            "from hamilton.function_modifiers import *",
            Finding(
                1, Kind.NAME, "hamilton.function_modifiers.*", "import by name, then migrate again"
            ),
        ),
        ("import hamilton.nowhere", Finding(1, Kind.NAME, "hamilton.nowhere", NOTHING)),
        (
            "from hamilton_sdk import adapters",
            Finding(
                1,
                Kind.NAME,
                "hamilton_sdk.adapters",
                "nothing is sent anywhere; `hm.Hooks` are told of every run and node",
            ),
        ),
        (
            "importlib.import_module('hamilton')",
            Finding(1, Kind.TEXT, "hamilton", "change it by hand, if it imports"),
        ),
        (
            "\nmock.patch('hamilton.driver.Driver')",
            Finding(2, Kind.TEXT, "hamilton.driver.Driver", "change it by hand, if it imports"),
        ),
        (
            "from hamiltonish.compat.hamilton import driver\n\n(\n    driver.Builder()\n"
            "    .with_cache()\n)",
            Finding(5, Kind.CALL, "with_cache", "keep it"),
        ),
    ],
)
def test_what_stays_is_listed_with_what_to_do_instead(text: str, finding: Finding) -> None:
    assert rewrite(text, DOOR).findings == (finding,)
    assert _after(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "x.with_cache()",  # nothing of Hamilton is imported
        "from .hamilton import driver",
        "from hamiltonian import driver",
        "x = 'hamilton'",
        "x = 'see hamilton.driver for more'",
        "x = 'hamilton.csv'",
        "import hamiltonish as hm",
    ],
)
def test_what_has_nothing_to_do_with_hamilton_is_neither_changed_nor_listed(text: str) -> None:
    assert (_after(text), _found(text)) == (text, [])


def test_findings_are_sentences() -> None:
    findings = [
        Finding(1, Kind.NAME, "hamilton.io", "read it"),
        Finding(1, Kind.CALL, "with_cache", "keep it"),
        Finding(1, Kind.TEXT, "hamilton.io", "look"),
    ]
    assert list(map(str, findings)) == [
        "`hamilton.io` stays with Hamilton: read it",
        "`.with_cache(…)` looks like a call of Hamilton: keep it",
        '"hamilton.io" is a text: look',
    ]


def test_a_text_that_is_no_python_is_an_error_with_its_line() -> None:
    with pytest.raises(SyntaxError, match="it is no valid Python") as caught:
        rewrite("import hamilton\ndef\n", DOOR)
    assert caught.value.lineno == 2


def test_expressions_that_are_nested_too_deeply_are_an_error() -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)  # some libraries raise it
    try:
        with pytest.raises(SyntaxError, match="nested too deeply|no valid Python"):
            rewrite(f"import hamilton\nx = {' + '.join(['1'] * 5_000)}\n", DOOR)
    finally:
        sys.setrecursionlimit(before)
