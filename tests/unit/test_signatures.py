"""Reading one function: name, parameters, defaults, documentation, place."""

from __future__ import annotations

import functools
from typing import Annotated, Any

import pytest

from hamiltonish.node import MISSING, Node, Parameter
from hamiltonish.signatures import node_of, problems_of, unbound_problems_of
from tests.modules import module_of


def _node(source: str, name: str = "f") -> Node:
    return node_of(getattr(module_of(source), name), {})


def test_a_signature_becomes_parameters_in_order() -> None:
    node = _node("def f(a: int, /, b: str = 'x', *, c: float, d: bool = True) -> list[int]: ...")
    assert node.name == "f"
    assert node.type == list[int]
    assert node.parameters == (
        Parameter("a", int, MISSING, False),
        Parameter("b", str, "x", False),
        Parameter("c", float, MISSING, True),
        Parameter("d", bool, True, True),
    )


def test_a_function_without_parameters() -> None:
    assert _node("def f() -> int: ...").parameters == ()


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ('"""One line. """', "One line."),
        ('"""\n        Several\n            lines.\n        """', "Several\n    lines."),
        ("", ""),
    ],
)
def test_a_docstring_is_cleaned(doc: str, expected: str) -> None:
    assert _node(f"def f() -> int:\n        {doc}\n        return 1").doc == expected


def test_the_place_is_module_name_file_and_line() -> None:
    node = _node("\n\nX = 1\n\ndef f() -> int:\n    return 1")
    assert node.place == "`features.f` (features.py:3)"
    assert node.module == "features"
    assert node.location is not None
    assert node.location.line == 3


def test_the_line_of_a_decorated_function_is_that_of_its_first_decorator() -> None:
    node = _node("def keep(f):\n    return f\n\n@keep\n@keep\ndef f() -> int:\n    return 1")
    assert str(node.location) == "features.py:4"


def test_annotations_as_text_are_resolved() -> None:
    source = "from __future__ import annotations\ndef f(a: int, b: Annotated[int, 1]) -> A: ..."
    node = _node(
        f"from typing import Annotated\nA = dict[str, int]\n{source}".replace(
            "from __future__ import annotations\n", "", 1
        ).replace("def f(a: int", "def f(a: 'int'")
    )
    assert node.parameters[0].type is int
    assert node.parameters[1].type == Annotated[int, 1]
    assert node.type == dict[str, int]


def test_a_bound_method_leaves_out_its_instance() -> None:
    module = module_of("class A:\n    def f(self, x: int) -> int:\n        return x")
    node = node_of(module.A().f, {})
    assert [p.name for p in node.parameters] == ["x"]
    assert node.qualname == "A.f"
    assert list(problems_of(node, {})) == []


def test_a_wrapper_shows_the_function_that_was_written() -> None:
    module = module_of("def f(x: int) -> int:\n    return x")

    @functools.wraps(module.f)
    def wrapper(*args: Any) -> Any:
        return module.f(*args)

    node = node_of(wrapper, {})
    assert node.function is wrapper
    assert node.parameters == (Parameter("x", int),)
    assert list(problems_of(node, {})) == []


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("def f(x: int) -> int: ...", []),
        ("def f(x) -> int: ...", ["MissingAnnotationError"]),
        ("def f(x: Foo) -> int: ...".replace("Foo", "'Foo'"), ["UnresolvedAnnotationError"]),
        ("def f(*x: int) -> int: ...", ["VariadicParameterError"]),
        ("async def f(x: int) -> int: ...", ["UnsupportedFunctionError"]),
        ("def f(f: int) -> int: ...", ["ImpossibleNameError"]),
        (
            "async def f(f, **x: int) -> int: ...",
            [
                "UnsupportedFunctionError",
                "MissingAnnotationError",
                "VariadicParameterError",
                "ImpossibleNameError",
            ],
        ),
    ],
)
def test_every_problem_of_a_function_is_found(source: str, problems: list[str]) -> None:
    node = _node(source)
    found = (*problems_of(node, {}), *unbound_problems_of(node))
    assert [type(problem).__name__ for problem in found] == problems


def test_a_function_that_returns_none_on_purpose_may_say_so() -> None:
    node = _node("def f(x: int) -> None: ...")
    assert list(problems_of(node, {})) == []
