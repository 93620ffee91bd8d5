"""The calls of loaders and savers: what a way to read or write is called with, and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import form_of, type_text
from hamiltonish.bindings import Argument, Binding, Group, Passing, Source, Value, sources_in
from hamiltonish.compat.hamilton.io.formats import READING, Way, way_for
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.node import Node, Parameter

__all__ = [
    "Call",
    "Options",
    "Reading",
    "Writing",
    "bindings_of",
    "call_of",
    "chosen_way",
    "data_of",
    "shown",
]

Options = tuple[tuple[str, Binding], ...]
"""Options of a loader or saver, by name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads, and notes what is known of it."""

    way: Way

    def __call__(self, *place: Any, **options: Any) -> tuple[Any, dict[str, Any]]:
        """Give the data and the facts."""
        data = self.way.function(*place, **options)
        return data, self.way.facts(place, data)


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes, and notes what is known of it."""

    way: Way

    def __call__(self, data: Any, *place: Any, **options: Any) -> Any:
        """Give the facts; where nothing is written, the data."""
        if isinstance(self.way.takes, str) and form_of(type(data)).lazy:
            data = data.collect()
        written = self.way.function(data, *place, **options)
        return self.way.facts(place, data) if place else written


def data_of(pair: tuple[Any, Any]) -> Any:
    """Take the data, and leave the facts."""
    return pair[0]


@dataclass(frozen=True, slots=True)
class Call:
    """What a way is called with: arguments, and what they read as parameters of a node."""

    arguments: tuple[Argument, ...]
    parameters: tuple[Parameter, ...]


def call_of(way: Way, options: Options, node: Node, modifier: object) -> Call:
    """Sort options into the argument that there must be, and the rest.

    Raises:
        ModifierError: If that argument is missing, or the function does not take an option.
    """
    given = dict(options)
    firsts = [name for name in way.first if name in given]
    if len(firsts) != min(1, len(way.first)):
        problem = (
            f"needs `{way.first[0]}`" if not firsts else f"is given {listed(firsts)}, too many"
        )
        hint = f"write `{way.first[0]}=source('…')` or `{way.first[0]}='…'`."
        raise ModifierError(node.place, (str(modifier),), problem, hint)
    known = way.options()
    for name in given:
        if known is not None and name not in known and name not in firsts:
            hint = did_you_mean(closest(name, known)) or f"there are {listed(sorted(known))}."
            problem = f"is given `{name}`, which `{_readable(way)}` does not take"
            raise ModifierError(node.place, (str(modifier),), problem, hint)
    rest = {**{key: Value(value) for key, value in way.defaults.items()}, **given}
    arguments = [Argument(name, rest.pop(name)) for name in firsts]
    arguments += [
        Argument(name, binding, Passing.KEYWORD)
        for name, binding in rest.items()
        if not (name in way.defaults and _is_none(binding))  # left to the library
    ]
    parameters = (
        Parameter(source.name, way.first_type if a.name in firsts else Any, argument=a.name)
        for a in arguments
        for source in sources_in(a.binding)
    )
    return Call(tuple(arguments), tuple(parameters))


def _is_none(binding: Binding) -> bool:
    return isinstance(binding, Value) and binding.value is None


def _readable(way: Way) -> str:
    """Name the function of a way as one calls it."""
    module, _, name = way.name.partition(":")
    return f"{module}.{name}" if "hamilton" not in module else name


def chosen_way(
    ways: tuple[Way, ...], format_: str, annotation: object, node: Node, modifier: object
) -> Way:
    """Find the way for an annotation.

    Raises:
        ModifierError: If there is none.
    """
    found = way_for(ways, format_, annotation)
    if found is None:
        verb = "read into" if ways is READING else "write out of"
        problem = f"cannot {verb} `{type_text(annotation)}`"
        takes = dict.fromkeys(kind for way in ways if way.format == format_ for kind in way.types)
        raise ModifierError(
            node.place, (str(modifier),), problem, f"it can for {listed(tuple(takes))}."
        )
    return found


def bindings_of(options: Mapping[str, object]) -> Options:
    """Take options as a user gives them; here a bare text is a value."""
    return tuple(
        (name, one if isinstance(one, Source | Value | Group) else Value(one))
        for name, one in options.items()
    )


def shown(spec: str, format_: str, options: Options) -> str:
    """Write a loader or saver as one writes it above a function."""
    return f"{spec}.{format_}({', '.join(f'{name}={binding}' for name, binding in options)})"
