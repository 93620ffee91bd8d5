"""Calls as code: what is written gives a function what its bindings give it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hamiltonish.bindings import Argument, Group, Passing, bound, sources_in
from hamiltonish.compile.calls import Calls
from hamiltonish.compile.names import Names
from hamiltonish.node import Node, Parameter
from tests.laws.test_modifier_laws import bindings, leaves

VALUES = {"a": 1, "b": 2, "c": 3, "d": 4}


def collect(*args: Any, **kwargs: Any) -> Any:
    return args, kwargs


@given(
    st.lists(st.tuples(bindings, st.booleans()), max_size=4),
    st.none() | st.lists(leaves, max_size=3),
    st.none() | st.dictionaries(st.sampled_from("xyz"), leaves),
)
def test_a_written_call_passes_what_its_bindings_say(
    given_: list[tuple[Any, bool]], star: list[Any] | None, stars: dict[str, Any] | None
) -> None:
    ways = (Passing.POSITION, Passing.KEYWORD)
    arguments = [Argument(f"p{i}", b, ways[named]) for i, (b, named) in enumerate(given_)]
    if star is not None:
        arguments.append(Argument("args", Group(tuple(star)), Passing.STAR))
    if stars:
        keyed = Group(tuple(stars.values()), tuple(stars))
        arguments.append(Argument("kwargs", keyed, Passing.STARS))
    read = [one.name for argument in arguments for one in sources_in(argument.binding)]
    parameters = tuple(Parameter(name, int) for name in read)
    node = Node("collect", object, collect, parameters, arguments=tuple(arguments))
    names = Names()
    text = Calls(names).written(node, [_variable(name) for name in read])
    expected = bound(collect, arguments)(*[VALUES[name] for name in read])
    assert eval(text, {**names.globals, **{_variable(n): v for n, v in VALUES.items()}}) == expected


def _variable(name: str) -> str:
    return f"variable_{name}"


@given(st.lists(st.text("ab._é ﬁ-1", min_size=1, max_size=4), max_size=8, unique=True))
def test_names_are__variable_python_and_each_is_used_once(texts: list[str]) -> None:
    names = Names()
    made = [names.local(text) for text in texts]
    assert all(name.isidentifier() for name in made)
    assert len(set(made)) == len(made)
    space: dict[str, Any] = {}
    exec("\n".join(f"{name} = {i}" for i, name in enumerate(made)), space)
    assert [space[name] for name in made] == list(range(len(made)))
