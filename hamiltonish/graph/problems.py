"""Problems as data: what keeps sources from being a graph, and what looks wrong in one."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import get_args, get_origin

from hamiltonish.annotations import Kind, can_feed, form_of, is_instance, type_text
from hamiltonish.annotations.wrappers import is_union, unwrapped
from hamiltonish.errors import GraphError, GraphErrors
from hamiltonish.errors.text import did_you_mean, message
from hamiltonish.graph.nodes import Nodes
from hamiltonish.introspect.variants import reason_for_none, way_to_one
from hamiltonish.node import MISSING, Node, Parameter

__all__ = ["Level", "Problem", "found_in", "problems_in"]


class Level(enum.Enum):
    """How bad a problem is."""

    ERROR = "error"
    """The graph cannot be built, or what it needs cannot be given."""
    WARNING = "warning"
    """It looks like a mistake, and may be none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a graph, or looks so.

    Attributes:
        level: How bad it is.
        kind: What it is: the name of the error's class, or of the check that found it.
        node: The node; empty if it is about none, or about several.
        text: What is wrong, in one sentence.
        facts: What is known about it, a sentence each.
        places: The functions, with file and line.
        hint: A way out; empty if none is known.
    """

    level: Level
    kind: str
    node: str
    text: str
    facts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        return message(self.text, self.facts, self.hint)


def problems_in(build: Callable[[], tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """List the problems of a build, or, if it succeeds, what it gives."""
    try:
        return build()
    except GraphErrors as errors:
        return tuple(_problem_of(one) for one in errors.exceptions if isinstance(one, GraphError))
    except GraphError as error:
        return (_problem_of(error),)


def _problem_of(error: GraphError) -> Problem:
    """Take an error apart: its first line, its facts and its hint."""
    text, *rest = str(error).splitlines()
    hint = rest.pop().removeprefix("Hint: ") if rest and rest[-1].startswith("Hint: ") else ""
    facts = {name: getattr(error, name) for name in type(error)._facts}
    places = (
        *(facts[name] for name in ("place", "giver", "taker") if facts.get(name)),
        *facts.get("places", ()),
    )
    node = facts.get("name", "")
    kind = type(error).__name__
    return Problem(Level.ERROR, kind, node, text, tuple(map(str.strip, rest)), places, hint)


def found_in(graph: Nodes) -> Iterator[Problem]:
    """Yield what is wrong, or looks wrong, in a graph that could be built: errors come first."""
    readers = _readers_of_inputs(graph)
    for name, taking in readers.items():
        if name in graph.config:
            yield from _wrong_config(name, graph.config[name], taking)
        yield from _impossible(name, taking)
    yield from _without_variant(graph)
    yield from _near_names(graph, readers)


_Readers = dict[str, list[tuple[Node, Parameter]]]


def _readers_of_inputs(graph: Nodes) -> _Readers:
    readers: _Readers = {name: [] for name, node in graph.items() if node.is_input}
    for node in graph.values():
        for parameter in node.parameters:
            if parameter.name in readers:
                readers[parameter.name].append((node, parameter))
    return readers


def _taken_by(taking: Iterable[tuple[Node, Parameter]]) -> tuple[str, ...]:
    return tuple(f"taken by: {node.place}, `{type_text(p.type)}`" for node, p in taking)


def _places(taking: Iterable[tuple[Node, Parameter]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.place for node, _ in taking))


# -- types ---------------------------------------------------------------------------------------


def _wrong_config(
    name: str, value: object, taking: list[tuple[Node, Parameter]]
) -> Iterator[Problem]:
    """Yield a config value that some of its readers do not take."""
    wrong = [(n, p) for n, p in taking if not _takes(p.type, value)]
    if wrong:
        text = f"The config value `{name}` is `{type_text(type(value))}`, which is not taken."
        hint = "give another value, or change the annotation."
        facts, places = _taken_by(wrong), _places(wrong)
        yield Problem(Level.ERROR, "WrongConfig", name, text, facts, places, hint)


def _takes(annotation: object, value: object) -> bool:
    return is_instance(value, annotation) or can_feed(type(value), annotation)


def _impossible(name: str, taking: list[tuple[Node, Parameter]]) -> Iterator[Problem]:
    """Yield an input that is taken as two types that no value has both."""
    first_of: dict[str, tuple[Node, Parameter]] = {}
    for node, parameter in taking:
        first_of.setdefault(type_text(parameter.type), (node, parameter))
    for one, other in combinations(first_of.values(), 2):
        if not _can_be_both(one[1].type, other[1].type):
            types = f"`{type_text(one[1].type)}` and as `{type_text(other[1].type)}`"
            text = f"The input `{name}` is taken as {types}, and no value is both."
            hint = "change one of the annotations, or rename one of the parameters."
            facts, places = _taken_by((one, other)), _places((one, other))
            yield Problem(Level.ERROR, "ImpossibleInput", name, text, facts, places, hint)
            return


_PLAIN = frozenset(
    {bool, int, float, complex, str, bytes, list, dict, tuple, set, frozenset, type(None)}
)
"""Classes of which no two have a common subclass that anybody makes."""


def _can_be_both(one: object, other: object) -> bool:
    return any(_meet(a, b) for a in _members(one) for b in _members(other))


def _members(annotation: object) -> tuple[object, ...]:
    inner = unwrapped(annotation)
    return get_args(inner) if is_union(inner) else (inner,)


def _meet(one: object, other: object) -> bool:
    """Whether there may be a value of both types; in doubt there is."""
    if can_feed(one, other) or can_feed(other, one):
        return True
    if not form_of(one).kind is form_of(other).kind is Kind.VALUE:
        return False
    origins = (get_origin(one) or one, get_origin(other) or other)
    return origins[0] is origins[1] or not _PLAIN.issuperset(origins)


# -- names ---------------------------------------------------------------------------------------


def _without_variant(graph: Nodes) -> Iterator[Problem]:
    """Yield the nodes of which the config chooses no variant."""
    for name in dict.fromkeys(variant.name for variant in graph.variants):
        if tried := graph.unchosen(name):
            text = f"No variant of `{name}` is chosen: {reason_for_none(tried, graph.config)}."
            facts = tuple(f"variant: {one.place}, `@{one.condition}`" for one in tried)
            places = tuple(one.place for one in tried)
            hint = way_to_one(tried, graph.config)
            yield Problem(Level.WARNING, "NoVariant", name, text, facts, places, hint)


_SHORTEST = 5
"""Shorter names are near to too many others."""
_LONG = 8
"""From this length on, a name with another letter in it is hardly a word of its own."""


def _near_names(graph: Nodes, readers: _Readers) -> Iterator[Problem]:
    """Yield the inputs that are called nearly as another node is, which they may have meant.

    The candidates share what is left of them when a letter is taken out, so that names need not be
    compared each with each.
    """
    near: dict[str, list[str]] = {}
    for name in graph:
        for text in _one_letter_less(name):
            near.setdefault(text, []).append(name)
    told: set[frozenset[str]] = set()
    found: list[Problem] = []
    for name, taking in reversed(readers.items()):  # of two inputs, the later is the slip
        if name in graph.config or not all(p.default is MISSING for _, p in taking):
            continue
        others = dict.fromkeys(
            other for text in _one_letter_less(name) for other in near.get(text, ())
        )
        for other in others:
            pair = frozenset((name, other))
            if other == name or pair in told or not _is_slip(_folded(name), _folded(other)):
                continue
            if len(readers.get(other, taking)) < len(taking):
                continue  # of two inputs, the one that is read less is the slip
            if _fits(graph[other], taking):
                told.add(pair)
                text = f"The input `{name}` has nearly the name of `{other}`."
                facts = (f"needed by: {', '.join(_places(taking)[:3])}",)
                hint = did_you_mean((str(graph[other]),))
                found.append(
                    Problem(Level.WARNING, "NearName", name, text, facts, _places(taking), hint)
                )
    yield from reversed(found)


def _one_letter_less(name: str) -> set[str]:
    """List what is left of a name when a letter is taken out, and the name; after its prefix."""
    prefix, dot, _ = name.rpartition(".")
    text = _folded(name)
    if len(text) < _SHORTEST:
        return set()
    return {f"{prefix}{dot}{text[:i]}{text[i + 1 :]}" for i in range(len(text) + 1)}


def _folded(name: str) -> str:
    return name.rpartition(".")[2].casefold().replace("_", "")


def _is_slip(one: str, other: str) -> bool:
    """Whether one of two names may be the other, mistyped.

    That is a letter left out, one too many, two exchanged, or in a long name another; not an ``s``
    at the end, nor another number, which are meant.

    Example:
        >>> _is_slip("spend", "spned"), _is_slip("spend", "speed"), _is_slip("spend", "spends")
        (True, False, False)
    """
    short, long = sorted((one, other), key=len)
    if one == other:
        return True
    if re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return False
    if len(short) < len(long):
        return long != f"{short}s"
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return len(one) >= _LONG
    return len(wrong) == 2 and [one[i] for i in wrong] == [other[i] for i in reversed(wrong)]


def _fits(node: Node, taking: list[tuple[Node, Parameter]]) -> bool:
    return bool(node.frame) or all(can_feed(node.type, p.type) for _, p in taking)
