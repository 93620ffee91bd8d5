"""Parts of a result: `extract_columns`, `extract_fields`, `unpack_fields`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.compat.hamilton.function_modifiers.base import final_node, hang
from hamiltonish.frames import engine_of, expression_engine_of
from hamiltonish.modifiers.extract import ExtractColumns
from hamiltonish.modifiers.fields import ExtractFields, UnpackFields
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec
from hamiltonish.node import Node, replaced

__all__ = ["Columns", "Extract", "Then", "extract_columns", "extract_fields", "unpack_fields"]

Columns = ExtractColumns


@dataclass(frozen=True, slots=True)
class Then:
    """Calls a function, and then another with its result."""

    function: Callable[..., Any]
    change: Callable[[Any], Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call both."""
        return self.change(self.function(*args, **kwargs))


@dataclass(frozen=True, slots=True)
class Extract(Spec):
    """The spec of all three: the core's spec, applied to the final node, and a way to fill gaps."""

    parts: Spec
    docs: tuple[tuple[str, str], ...] = ()
    fill_with: Any = None

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node for each part; its documentation and tags are those of the whole."""
        whole = final_node(made, self)
        docs = dict(self.docs)
        parts = [
            replaced(part, doc=docs.get(part.name, whole.doc), tags=whole.tags)
            for part in self.parts.rewrite(Made((whole,)), build).added
        ]
        if self.fill_with is not None:
            fill = _Filled(tuple(part.name for part in parts), self.fill_with)
            made = made.changed(lambda node: _then(node, fill), (whole.name,), self)
        return made.of(made.own, (*made.added, *parts))

    def __str__(self) -> str:
        return str(self.parts)


def _then(node: Node, change: Callable[[Any], Any]) -> Node:
    return replaced(node, function=Then(node.function, change))  # type: ignore[arg-type]  # it is computed


@dataclass(frozen=True, slots=True)
class _Filled:
    """Puts a value where a dict lacks a key, or a frame a column; what was given stays as it is."""

    names: tuple[str, ...]
    value: Any

    def __call__(self, whole: Any) -> Any:
        if isinstance(whole, Mapping):
            return {**whole, **{name: self.value for name in self.names if name not in whole}}
        library = form_of(type(whole)).library
        known = set(engine_of(library).column_names(whole))
        missing = [name for name in self.names if name not in known]
        if not missing:
            return whole
        if library == "pandas":
            return whole.assign(**dict.fromkeys(missing, self.value))
        literal = expression_engine_of(library).literal(self.value)
        return whole.with_columns(*(literal.alias(name) for name in missing))


def extract_columns(*columns: str | tuple[str, str], fill_with: Any = None) -> Callable[[F], F]:
    """Make nodes of columns of the frame that a function returns.

    Args:
        columns: Names, or pairs of a name and its documentation.
        fill_with: What stands in a column that is not there; by default that is an error.

    Raises:
        TypeError: If no column is named, or the decorator is used without brackets.
    """
    pairs = [one if isinstance(one, tuple) else (one, "") for one in columns]
    _check_names("extract_columns", (name for name, _ in pairs))
    docs = tuple((name, doc) for name, doc in pairs if doc)
    spec = Extract(Columns(tuple((name, name) for name, _ in pairs)), docs, fill_with)
    return lambda function: hang(function, spec)


def extract_fields(
    fields: Mapping[str, Any] | list[str] | str | None = None,
    *others: str,
    fill_with: Any = None,
) -> Callable[[F], F]:
    """Make nodes of the fields of a dict, a `TypedDict`, a dataclass, or a named tuple.

    Args:
        fields: Names with their types, or names alone; none for all fields of a type that has some.
        others: More names.
        fill_with: What stands in a field that is not there; by default that is an error.

    Raises:
        TypeError: If a name is no text, or the decorator is used without brackets.
    """
    if isinstance(fields, Mapping):
        pairs = tuple(fields.items())
    else:
        first = fields if isinstance(fields, list) else [] if fields is None else [fields]
        pairs = tuple((name, None) for name in (*first, *others))
    if fields is not None:
        _check_names("extract_fields", (name for name, _ in pairs))
    spec = Extract(ExtractFields(pairs), fill_with=fill_with)
    return lambda function: hang(function, spec)


def unpack_fields(*fields: str) -> Callable[[F], F]:
    """Make nodes of the first positions of a tuple that a function returns.

    Args:
        fields: A name for each position.

    Raises:
        TypeError: If there is none, or the decorator is used without brackets.
    """
    _check_names("unpack_fields", fields)
    spec = Extract(UnpackFields(fields))
    return lambda function: hang(function, spec)


def _check_names(decorator: str, names: Iterable[object]) -> None:
    several = list(names)
    if not several or not all(isinstance(name, str) for name in several):
        raise TypeError(f"{decorator} needs names: @{decorator}('a', 'b')")
