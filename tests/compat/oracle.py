"""A module text, built by the peer and by the door, and what differs between the two graphs."""

from __future__ import annotations

import itertools
import logging
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

from tests.compat.twins import assert_same, ours, theirs, through_the_door

__all__ = ["Difference", "by_ours", "by_theirs", "differences", "quiet"]

_numbers = itertools.count()


class Difference(NamedTuple):
    """One thing that is not the same in both graphs.

    Attributes:
        what: ``nodes``, ``tags``, ``module``, ``type``, ``doc``, ``needs``, ``optional``, ``input``,
            ``upstream``, ``downstream``, ``value`` or ``run``.
        node: The node.
        theirs: What the peer says, as text.
        ours: What the door says.
    """

    what: str
    node: str
    theirs: str
    ours: str


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the peer logs and warns of to itself."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def by_theirs(text: str, config: Mapping[str, Any]) -> Any:
    """Build a driver of the peer, or give the error with which it refuses."""
    with quiet():
        return _built(theirs, text, config, "theirs")


def by_ours(text: str, config: Mapping[str, Any]) -> Any:
    """Build a driver of the door, or give the error with which it refuses."""
    return _built(ours, through_the_door(text), config, "ours")


def _built(library: Any, text: str, config: Mapping[str, Any], end: str) -> Any:
    module = ModuleType(f"decorated_{next(_numbers)}_{end}")
    sys.modules[module.__name__] = module  # the peer asks where a function was defined
    try:
        code = compile(text, f"/project/{module.__name__}.py", "exec", dont_inherit=True)
        exec(code, module.__dict__)
        return library("driver").Builder().with_modules(module).with_config(dict(config)).build()
    except Exception as refusal:
        return refusal


def differences(first: Any, second: Any, inputs: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what differs between the peer's driver and the door's: graph, lineage, values."""
    expected = {record.name: record for record in first.list_available_variables()}
    found = {record.name: record for record in second.list_available_variables()}
    only = expected.keys() - found.keys()
    for name in only:
        yield Difference("nodes", name, name, "")
    for name in found.keys() - expected.keys():
        yield Difference("nodes", name, "", name)
    both = sorted(expected.keys() & found.keys())
    for name in both:
        yield from _of_record(name, expected[name], found[name], only)
        for what in ("upstream", "downstream"):
            question = f"what_is_{what}_of"
            one = {record.name for record in getattr(first, question)(name)} - only
            other = {record.name for record in getattr(second, question)(name)}
            yield from _unless_same(what, name, one, other)
    computed = [name for name in both if not expected[name].is_external_input]
    yield from _of_values(first, second, computed, dict(inputs))


def _of_record(name: str, one: Any, other: Any, only: set[str]) -> Iterator[Difference]:
    yield from _unless_same("input", name, one.is_external_input, other.is_external_input)
    tags, own_tags = dict(one.tags), dict(other.tags)
    module, own_module = _stem(tags.pop("module", "")), _stem(own_tags.pop("module", ""))
    yield from _unless_same("tags", name, tags, own_tags)
    if one.is_external_input:
        return
    yield from _unless_same("module", name, module, own_module)
    yield from _unless_same("type", name, _stem(str(one.type)), _stem(str(other.type)))
    docs = [" ".join((record.documentation or "").split()) for record in (one, other)]
    yield from _unless_same("doc", name, *docs)
    optional = one.optional_dependencies - only
    yield from _unless_same("optional", name, optional, other.optional_dependencies)
    needs = (one.required_dependencies | one.optional_dependencies) - only
    own_needs = other.required_dependencies | other.optional_dependencies
    yield from _unless_same("needs", name, needs, own_needs)


def _of_values(
    first: Any, second: Any, names: list[str], inputs: dict[str, Any]
) -> Iterator[Difference]:
    try:
        with quiet():
            expected = first.execute(names, inputs=inputs)
    except Exception as error:
        second.execute(names, inputs=inputs)  # must run here
        yield Difference("run", "", f"{type(error).__name__}: {error}", "runs")
        return
    found = second.execute(names, inputs=inputs)
    for name in names:
        try:
            assert_same(found[name], expected[name])
        except AssertionError:
            yield Difference("value", name, repr(expected[name]), repr(found[name]))


def _stem(text: str) -> str:
    """Take off the names of modules what the two libraries differ in."""
    return re.sub(r"decorated_\d+_(theirs|ours)", "decorated", text)


def _unless_same(what: str, node: str, one: Any, other: Any) -> Iterator[Difference]:
    if one != other:
        texts = (_text(one), _text(other))
        yield Difference(what, node, *texts)


def _text(fact: Any) -> str:
    return ", ".join(sorted(fact)) if isinstance(fact, (set, frozenset)) else str(fact)
