"""What a user reads when modifiers do not fit a function, or each other."""

from __future__ import annotations

import textwrap

import pytest

import hamiltonish as hm
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers import (
    config,
    does,
    extract_columns,
    extract_fields,
    group,
    inject,
    name,
    parameterize,
    pipe_input,
    pipe_output,
    resolve,
    source,
    step,
    subdag,
    tag,
    unpack_fields,
)
from tests.errors.refusal import refuses
from tests.modules import module_of

HEADER = """\
import polars as pl
from hamiltonish.modifiers import *

def half(x: float) -> float:
    return x / 2

"""

UNFIT = {
    "an unknown parameter": (
        """
        @inject(dyas=7)
        def f(days: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@inject(dyas=value(7))` binds `dyas`, which is no parameter of the function.
        Hint: did you mean `days`?
        """,
    ),
    "a value of another type": (
        """
        @inject(days=value("seven"))
        def f(days: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@inject(days=value('seven'))` gives `days` value('seven'), a `str`, where `int` is taken.
        Hint: bind a node with `source('name')`.
        """,
    ),
    "a group where one value is taken": (
        """
        @inject(days=group(source("a"), source("b")))
        def f(days: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@inject(days=group(source('a'), source('b')))` gives `days` a group, where `int` is taken.
        Hint: annotate it as `list[…]`, or bind one node.
        """,
    ),
    "a parameter bound twice": (
        """
        @parameterize(g={"days": 1}, h={"days": 2})
        @inject(days=7)
        def f(days: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@parameterize(g=…, h=…)` and `@inject(days=value(7))` both bind the parameter `days`.
        Hint: bind it in one of them.
        """,
    ),
    "two families": (
        """
        @parameterize(g={"a": 1})
        @parameterize(h={"b": 1}, i={"b": 2})
        def f(a: int, b: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@parameterize(g=…)` and `@parameterize(h=…, i=…)` do not go together: the function makes 2 nodes (`h`, `i`).
        Hint: take the family apart, a function for each.
        """,
    ),
    "a pipe on nothing": (
        """
        @pipe_input(step(half))
        def f() -> float: ...
        """,
        """
        `features.f` (features.py:7): `@pipe_input(step(half))` needs an input to pipe, and the function reads nothing.
        Hint: it reads nothing.
        """,
    ),
    "a pipe on an unknown parameter": (
        """
        @pipe_input(step(half), on_input="y")
        def f(x: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@pipe_input(step(half), on_input='y')` pipes `y`, which the function does not read.
        Hint: it reads `x`.
        """,
    ),
    "a step that takes nothing": (
        """
        def nothing() -> float: ...

        @pipe_output(step(nothing))
        def f(x: float) -> float: ...
        """,
        """
        `features.nothing` (features.py:7): `@pipe_output(step(nothing))` calls the function with a value, and it takes none.
        Hint: the first parameter of a step takes what the step before gives.
        """,
    ),
    "a body that is thrown away": (
        """
        @does(half)
        def f(x: float) -> float:
            return x + 1
        """,
        """
        `features.f` (features.py:7): `@does(half)` throws away the body of the function.
        Hint: leave the body empty (`...`), or take the decorator away.
        """,
    ),
    "a worker without its argument": (
        """
        @does(half)
        def f(y: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@does(half)` has no parameter `y` to match.
        Hint: there are `x`.
        """,
    ),
    "two workers": (
        """
        @does(half)
        @does(half)
        def f(x: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@does(half)` and `@does(half)` do not go together: one function does the work.
        Hint: take one of them away.
        """,
    ),
    "fields of no dict": (
        """
        @extract_fields("a")
        def f() -> int: ...
        """,
        """
        `features.f` (features.py:7): `@extract_fields('a')` needs fields, and the function returns `int`.
        Hint: return a dict, a `TypedDict`, a dataclass, or a named tuple.
        """,
    ),
    "fields that nobody names": (
        """
        @extract_fields()
        def f() -> dict[str, int]: ...
        """,
        """
        `features.f` (features.py:7): `@extract_fields()` cannot know the fields of `dict[str, int]`.
        Hint: name them: `@extract_fields('train', 'test')`, or return a `TypedDict`.
        """,
    ),
    "a field that a type does not have": (
        """
        from typing import TypedDict
        class Split(TypedDict):
            train: int

        @extract_fields("trian")
        def f() -> Split: ...
        """,
        """
        `features.f` (features.py:11): `@extract_fields('trian')` names `trian`, which is no field of `Split`.
        Hint: did you mean `train`?
        """,
    ),
    "more parts than there are": (
        """
        @unpack_fields("a", "b", "c")
        def f() -> tuple[int, int]: ...
        """,
        """
        `features.f` (features.py:7): `@unpack_fields('a', 'b', 'c')` takes 3 fields, and the function returns `tuple[int, int]`.
        Hint: return a tuple that has as many, `tuple[int, str]`.
        """,
    ),
    "a tag for a node that is not made": (
        """
        @tag(owner="ads", target_="g")
        @extract_fields("a")
        def f() -> dict[str, int]: ...
        """,
        """
        `features.f` (features.py:7): `@tag(owner='ads', target_=['g'])` names `g`, which the function does not make.
        Hint: it makes `f`, `a`.
        """,
    ),
    "open borders": (
        """
        @subdag(half)
        def f(half: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@subdag(half)` leaves inputs of the graph within open: `x`.
        Hint: bind them: `inputs={'x': source('x')}`.
        """,
    ),
    "an input that the graph within does not have": (
        """
        @subdag(half, inputs={"y": 1.0})
        def f(half: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@subdag(half, inputs={'y': value(1.0)})` binds `y`, which is no input of the graph within.
        Hint: they are `x`.
        """,
    ),
    "a graph within of which nothing is read": (
        """
        @subdag(half, inputs={"x": 1.0})
        def f(whole: float) -> float: ...
        """,
        """
        `features.f` (features.py:7): `@subdag(half, inputs={'x': value(1.0)})` gives nothing to the function, which reads none of `half`.
        Hint: take a node of the graph within as a parameter.
        """,
    ),
    "a config that resolve needs": (
        """
        @resolve(lambda windows: parameterize(**{f"f_{w}": {"days": w} for w in windows}))
        def f(days: int) -> int: ...
        """,
        """
        `features.f` (features.py:7): `@resolve(windows)` needs `windows`, which is not in the config.
        Hint: give it: `config={'windows': …}`.
        """,
    ),
}


@pytest.mark.parametrize(("source", "text"), UNFIT.values(), ids=UNFIT)
def test_a_modifier_that_does_not_fit_is_named_with_its_function(source: str, text: str) -> None:
    module = module_of(HEADER + textwrap.dedent(source).lstrip("\n"))
    with refuses(ModifierError, text):
        hm.Graph(module)


@pytest.mark.parametrize("decorator", [extract_columns, extract_fields, unpack_fields, name])
def test_a_decorator_without_its_brackets_does_not_swallow_the_function(decorator: object) -> None:
    def f() -> int: ...

    with pytest.raises(TypeError, match="needs"):
        decorator(f)  # type: ignore[operator]


def test_what_a_decorator_is_given_is_looked_at_at_once() -> None:
    with pytest.raises(TypeError, match=r"column='spend' may mean a node or a text"):
        parameterize(pace={"column": "spend"})
    with pytest.raises(TypeError, match="needs a dict of parameters, not 7"):
        parameterize(pace=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="inject needs a parameter"):
        inject()
    with pytest.raises(TypeError, match="a list of items, or items with names"):
        group(source("a"), b=source("b"))
    with pytest.raises(TypeError, match="tag needs a tag"):
        tag()
    with pytest.raises(TypeError, match="a tag is a text, number"):
        tag(owner=object())
    with pytest.raises(TypeError, match="step needs a function"):
        step(7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="pipe_input needs steps"):
        pipe_input(round)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="pipe_output needs steps"):
        pipe_output()
    with pytest.raises(TypeError, match="does needs the function"):
        does("half")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="subdag needs functions"):
        subdag()
    with pytest.raises(TypeError, match="resolve needs a function"):
        resolve(7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="config.when needs a condition"):
        config.when()
    with pytest.raises(TypeError, match="source needs the name of a node"):
        source(7)  # type: ignore[arg-type]
