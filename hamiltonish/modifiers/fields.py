"""`extract_fields` and `unpack_fields`: nodes for the parts of a dict, an object, or a tuple."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Never, get_origin

from hamiltonish.annotations import fields_of, items_type_of, positions_of, type_text
from hamiltonish.errors import MissingFieldError, ModifierError
from hamiltonish.errors.text import closest, counted, did_you_mean, listed
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark
from hamiltonish.node import MISSING, Node, Parameter

__all__ = ["ExtractFields", "UnpackFields", "extract_fields", "unpack_fields"]


@dataclass(frozen=True, slots=True)
class ExtractFields(Spec):
    """The spec of `extract_fields`: fields with their types; None where the annotation says it."""

    fields: tuple[tuple[str, Any], ...]
    fill_with: Any = MISSING

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node for each field behind the function's own node."""
        own = made.only(self)
        known = fields_of(own.type)
        types = self._types(own, known)
        by_key = known is None or issubclass(get_origin(own.type) or own.type, dict)  # type: ignore[arg-type]  # with fields it is a class
        take = _Key if by_key else _Attribute
        nodes = (
            _part(own, name, kind, take(name, str(self), own.place, self.fill_with))
            for name, kind in types.items()
        )
        return made.of(made.own, (*made.added, *nodes))

    def _types(self, own: Node, known: dict[str, Any] | None) -> dict[str, Any]:
        """Find the type of each field; those that are given win over those of the annotation."""
        if known is not None:
            for name, _ in self.fields:
                if name not in known:
                    hint = did_you_mean(closest(name, known)) or f"it has {listed(tuple(known))}."
                    raise self._unfit(
                        own, f"names `{name}`, which is no field of {_type(own)}", hint
                    )
            return (
                known
                if not self.fields
                else {n: known[n] if t is None else t for n, t in self.fields}
            )
        item = items_type_of(own.type, by_key=True)
        if item is Never:
            hint = "return a dict, a `TypedDict`, a dataclass, or a named tuple."
            raise self._unfit(own, f"needs fields, and the function returns {_type(own)}", hint)
        if not self.fields:
            hint = "name them: `@extract_fields('train', 'test')`, or return a `TypedDict`."
            raise self._unfit(own, f"cannot know the fields of {_type(own)}", hint)
        return {name: item if kind is None else kind for name, kind in self.fields}

    def _unfit(self, own: Node, problem: str, hint: str) -> ModifierError:
        return ModifierError(own.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        return f"extract_fields({', '.join(repr(name) for name, _ in self.fields)})"


@dataclass(frozen=True, slots=True)
class UnpackFields(Spec):
    """The spec of `unpack_fields`."""

    names: tuple[str, ...]

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node for each position behind the function's own node."""
        own = made.only(self)
        types = positions_of(own.type, len(self.names))
        if types is None:
            count = counted(len(self.names), "field")
            raise ModifierError(
                own.place,
                (str(self),),
                f"takes {count}, and the function returns {_type(own)}",
                "return a tuple that has as many, `tuple[int, str]`.",
            )
        nodes = (
            _part(own, name, kind, _Position(index, len(self.names), str(self), own.place))
            for index, (name, kind) in enumerate(zip(self.names, types, strict=True))
        )
        return made.of(made.own, (*made.added, *nodes))

    def __str__(self) -> str:
        return f"unpack_fields({', '.join(map(repr, self.names))})"


def _type(node: Node) -> str:
    return f"`{type_text(node.type)}`"


def _part(own: Node, name: str, kind: object, take: Callable[[Any], Any]) -> Node:
    """Make the node of one part of a function's result."""
    return Node(
        name=name,
        type=kind,
        function=take,
        parameters=(Parameter(own.name, own.type),),
        doc=f"The field `{name}` of `{own.name}`.",
        module=own.module,
        qualname=own.qualname,
        location=own.location,
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """Takes a field of a dict."""

    name: str
    modifier: str
    place: str
    fill_with: Any

    def __call__(self, whole: Mapping[str, Any]) -> Any:
        if self.name in whole:
            return whole[self.name]
        return _filled(self, tuple(map(str, whole)))

    def text_of(self, whole: str) -> str:
        """Write it as code."""
        key = f'"{self.name}"' if self.name.isidentifier() else repr(self.name)
        return _text(f"{whole}[{key}]", f"{whole}.get({key}, ", self.fill_with)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """Takes a field of an object."""

    name: str
    modifier: str
    place: str
    fill_with: Any

    def __call__(self, whole: Any) -> Any:
        if hasattr(whole, self.name):
            return getattr(whole, self.name)
        return _filled(self, tuple(name for name in dir(whole) if not name.startswith("_")))

    def text_of(self, whole: str) -> str:
        """Write it as code."""
        return _text(f"{whole}.{self.name}", f'getattr({whole}, "{self.name}", ', self.fill_with)


def _text(plain: str, filling: str, fill_with: Any) -> str:
    return plain if fill_with is MISSING else f"{filling}{fill_with!r})"


def _filled(take: _Key | _Attribute, known: tuple[str, ...]) -> Any:
    """Give what stands in for a field that is not there, or say that it is not."""
    if take.fill_with is not MISSING:
        return take.fill_with
    field, has = f"field `{take.name}`", listed(known) or "none"
    raise MissingFieldError(field, take.modifier, take.place, has, closest(take.name, known))


@dataclass(frozen=True, slots=True)
class _Position:
    """Takes a position of a tuple."""

    index: int
    count: int
    modifier: str
    place: str

    def __call__(self, whole: tuple[Any, ...]) -> Any:
        if len(whole) < self.count:
            has = counted(len(whole), "part")
            field = f"{self.count} parts to unpack"
            raise MissingFieldError(field, self.modifier, self.place, has)
        return whole[self.index]

    def text_of(self, whole: str) -> str:
        """Write it as code."""
        return f"{whole}[{self.index}]"


def extract_fields(
    *fields: str | Mapping[str, Any], fill_with: Any = MISSING, **types: Any
) -> Callable[[F], F]:
    """Make nodes of the fields of a dict, a `TypedDict`, a dataclass, or a named tuple.

    Args:
        fields: Names of fields, or dicts of names to types. None at all takes every field of a
            type that lists them.
        fill_with: What a field that is not there becomes; by default that is an error.
        types: Names of fields with their types, where the function's annotation does not say them.

    Raises:
        TypeError: If a name is no text, or the decorator is used without brackets.

    Example:
        >>> import hamiltonish as hm
        >>> @extract_fields("low", "high")
        ... def limits(prices: list[float]) -> dict[str, float]:
        ...     return {"low": min(prices), "high": max(prices)}
        >>> hm.Driver(limits).values("high", inputs={"prices": [2.0, 5.0]})
        {'high': 5.0}
    """
    pairs: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, Mapping):
            pairs.update(field)
        else:
            pairs[field] = None
    pairs.update(types)
    if not all(isinstance(name, str) for name in pairs):
        raise TypeError("extract_fields needs names of fields: @extract_fields('train', 'test')")
    return lambda function: mark(function, ExtractFields(tuple(pairs.items()), fill_with))


def unpack_fields(*names: str) -> Callable[[F], F]:
    """Make nodes of the first positions of a tuple that a function returns.

    Args:
        names: A name for each position.

    Raises:
        TypeError: If there is none, or the decorator is used without brackets.

    Example:
        >>> import hamiltonish as hm
        >>> @unpack_fields("low", "high")
        ... def limits(prices: list[float]) -> tuple[float, float]:
        ...     return min(prices), max(prices)
        >>> hm.Driver(limits).values("high", inputs={"prices": [2.0, 5.0]})
        {'high': 5.0}
    """
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError("unpack_fields needs a name for each part: @unpack_fields('low', 'high')")
    return lambda function: mark(function, UnpackFields(names))
