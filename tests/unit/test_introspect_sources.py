"""Finding functions: what a source holds, in which order, and why something is left out."""

from __future__ import annotations

import sys
import typing
from pathlib import Path
from types import ModuleType

import pytest

from hamiltonish.errors import DuplicateNodeError, GraphError
from hamiltonish.introspect import look
from hamiltonish.introspect.sources import Found, functions_in, source_text
from tests.modules import module_of


def _names(source: object) -> list[str]:
    return [f.name for f in functions_in(source) if isinstance(f, Found) and f.function]


def _reasons(source: object) -> dict[str, str]:
    return {f.name: f.excluded for f in functions_in(source) if isinstance(f, Found) and f.excluded}


def test_functions_of_a_module_come_in_the_order_of_definition() -> None:
    assert _names(module_of("def z() -> int: ...\ndef a() -> int: ...\ndef m() -> int: ...")) == [
        "z",
        "a",
        "m",
    ]


def test_classes_constants_and_modules_in_a_module_are_passed_over() -> None:
    module = module_of("""
        import math
        from collections import Counter
        from typing import TypeVar

        T = TypeVar("T")
        LIMIT = 3

        class Model:
            def score(self) -> int: ...

        def f() -> int: ...
    """)
    assert _names(module) == ["f"]
    assert _reasons(module) == {}


def test_every_function_that_is_left_out_has_its_reason() -> None:
    module = module_of("""
        from math import sqrt
        from textwrap import dedent

        def _hidden() -> int: ...

        def f() -> int: ...

        other = f
        double = lambda x: x
    """)
    assert _names(module) == ["f"]
    assert _reasons(module) == {
        "sqrt": "`sqrt` is imported into `features` from `math`; imported functions are no nodes"
        " (give the function itself to make it one)",
        "dedent": "`dedent` is imported into `features` from `textwrap`; imported functions are no"
        " nodes (give the function itself to make it one)",
        "_hidden": "`features._hidden` (features.py:4) is private; a function whose name starts"
        " with `_` is no node",
        "other": "`other` is a second name of `f` in `features`",
        "double": "`double` is a lambda; only functions written with `def` are nodes",
    }


def test_a_cached_function_counts() -> None:
    module = module_of("""
        from functools import cache, lru_cache

        @cache
        def f() -> int: ...

        @lru_cache(maxsize=3)
        def g() -> int: ...
    """)
    assert _names(module) == ["f", "g"]


def test_a_class_gives_its_static_methods() -> None:
    class Features:
        LIMIT = 3

        @staticmethod
        def f() -> int: ...

        @staticmethod
        def _hidden() -> int: ...

        def method(self) -> int: ...

        @property
        def attribute(self) -> int: ...

    assert _names(Features) == ["f"]
    assert set(_reasons(Features)) == {"_hidden", "method"}


def test_an_instance_gives_its_methods_and_static_methods() -> None:
    class Features:
        def __init__(self) -> None:
            self.attribute = len

        @staticmethod
        def f() -> int: ...

        def method(self) -> int: ...

        def _hidden(self) -> int: ...

        @property
        def computed(self) -> int:
            raise AssertionError("a property is not to be read")

    assert _names(Features()) == ["f", "method"]


def test_overloads_are_no_duplicates(tmp_path: Path) -> None:
    file = tmp_path / "overloaded.py"
    file.write_text(
        "from typing import overload\n\n"
        "@overload\ndef f(x: int) -> int: ...\n"
        "@overload\ndef f(x: str) -> str: ...\n"
        "def f(x: object) -> object:\n    return x\n",
        encoding="utf-8",
    )
    module = ModuleType("overloaded")
    module.__file__ = str(file)
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), module.__dict__)
    assert _names(module) == ["f"]
    assert not [found for found in functions_in(module) if isinstance(found, GraphError)]


@pytest.mark.parametrize(
    "source",
    [
        '"""\ndef f() -> int: ...\n"""\ndef f() -> int: ...',
        "if True:\n    def f() -> int: ...\nelse:\n    def f() -> int: ...",
        "class A:\n    def f(self) -> int: ...\ndef f() -> int: ...",
        "def f() -> int:\n    def f() -> int: ...\n    return 1",
        "def _f() -> int: ...\ndef _f() -> int: ...\ndef f() -> int: ...",
    ],
    ids=["a text", "branches", "a class", "inside", "private"],
)
def test_what_only_looks_like_a_duplicate_is_none(source: str) -> None:
    assert not [found for found in functions_in(module_of(source)) if isinstance(found, GraphError)]


def test_a_function_defined_three_times_names_three_places() -> None:
    module = module_of("\n".join(["def f() -> int: ..."] * 3))
    (problem,) = [found for found in functions_in(module) if isinstance(found, GraphError)]
    assert isinstance(problem, DuplicateNodeError)
    assert problem.places == tuple(f"`features.f` (features.py:{line})" for line in (1, 2, 3))
    assert problem.same_module


def test_the_same_name_twice_is_found_under_decorators_too() -> None:
    module = module_of("""
        from hamiltonish.modifiers import name

        @name("a")
        def f() -> int: ...

        @name("b")
        def f() -> int: ...
    """)
    assert any(isinstance(found, DuplicateNodeError) for found in functions_in(module))


def test_looking_at_several_sources_collects_nodes_reasons_and_problems() -> None:
    module = module_of("def f(x: int) -> int: ...\ndef g(x) -> int: ...\ndef _h() -> int: ...")
    seen = look([module, module.f, 3])
    assert [node.name for node in seen.nodes] == ["f"]
    assert set(seen.excluded) == {"_h"}
    assert [type(p).__name__ for p in seen.problems] == [
        "MissingAnnotationError",
        "NotASourceError",
    ]


def test_sources_are_described_without_addresses() -> None:
    class Model:
        def __repr__(self) -> str:
            return f"<Model at {id(self):#x}>"

    assert source_text(sys) == "module `sys`"
    assert source_text("a.b") == "`a.b`"
    assert source_text(Model).endswith(".Model`")
    assert source_text(Model()) == "`Model`"
    assert source_text(typing.cast) == "`cast`"
