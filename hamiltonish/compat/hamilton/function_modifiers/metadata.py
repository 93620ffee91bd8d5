"""Tags: `tag`, `tag_outputs`, `schema.output` and `cache`, which is no more than tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.compat.hamilton.function_modifiers.base import (
    TargetType,
    hang,
    target_names,
    target_text,
)
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage
from hamiltonish.node import Node, replaced

__all__ = ["cache", "schema", "tag", "tag_outputs"]

_Tags = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Tag(Spec):
    """The spec of everything that tags nodes."""

    stage: ClassVar[Stage] = Stage.LAST

    text: str
    tags: _Tags
    target: TargetType
    is_for_frames: bool = False

    def rewrite(self, made: Made, build: Build) -> Made:
        """Tag the nodes; a tag further out wins over one of the same name."""
        names = target_names(made, self.target)
        return made.changed(self._tagged, names, self) if names else made

    def _tagged(self, node: Node) -> Node:
        if self.is_for_frames and form_of(node.type).kind is not Kind.FRAME:
            problem = f"needs a frame, and `{node.name}` is `{type_text(node.type)}`"
            hint = "name the node that is a frame: `target_='…'`."
            raise ModifierError(node.place, (str(self),), problem, hint)
        return replaced(node, tags={**node.tags, **dict(self.tags)})

    def __str__(self) -> str:
        tags = (f"{name}={value!r}" for name, value in self.tags)
        return f"{self.text}({', '.join([*tags, *target_text(self.target)])})"


@dataclass(frozen=True, slots=True)
class TagOutputs(Spec):
    """The spec of `tag_outputs`."""

    stage: ClassVar[Stage] = Stage.LAST

    outputs: tuple[tuple[str, _Tags], ...]

    def rewrite(self, made: Made, build: Build) -> Made:
        """Tag each node that is named; names that there are not are passed over."""
        tags = {name: dict(own) for name, own in self.outputs}

        def tagged(node: Node) -> Node:
            return replaced(node, tags={**node.tags, **tags.get(node.name, {})})

        return made.of(map(tagged, made.own), map(tagged, made.added))

    def __str__(self) -> str:
        return f"tag_outputs({', '.join(f'{name}=…' for name, _ in self.outputs)})"


def tag(
    *,
    target_: TargetType = None,
    bypass_reserved_namespaces_: bool = False,  # noqa: ARG001  # nothing to bypass
    **tags: Any,
) -> Callable[[F], F]:
    """Tag nodes that a function makes.

    Args:
        target_: Which of them; by default the final ones, all with ``...``.
        bypass_reserved_namespaces_: Left aside: no names are reserved here.
        tags: Texts, or lists of texts.
    """
    return _decorator("tag", tags, target_)


def tag_outputs(**tag_mapping: Mapping[str, Any]) -> Callable[[F], F]:
    """Tag nodes that a function makes, each in its own way.

    Args:
        tag_mapping: For each node its tags; nodes that there are not are passed over.
    """
    spec = TagOutputs(tuple((name, _pairs(tags)) for name, tags in tag_mapping.items()))
    return lambda function: hang(function, spec)


class schema:  # noqa: N801  # the peer's name
    """Where `schema.output` is."""

    INTERNAL_SCHEMA_OUTPUT_KEY: Final = "hamilton.internal.schema_output"

    @staticmethod
    def output(*fields: tuple[str, str], target_: str | None = None) -> Callable[[F], F]:
        """Tell the columns of the frame that a function gives; nobody checks them.

        Args:
            fields: Pairs of a column's name and its type, both texts.
            target_: The node that is the frame; by default the final ones.
        """
        told = ",".join(f"{name}={kind}" for name, kind in fields)
        spec = Tag("schema.output", ((schema.INTERNAL_SCHEMA_OUTPUT_KEY, told),), target_, True)
        return lambda function: hang(function, spec)


def cache(
    *,
    behavior: str | None = None,
    format: str | None = None,  # noqa: A002  # the peer's name
    target_: TargetType = ...,
) -> Callable[[F], F]:
    """Tag nodes with how a cache would treat them; there is none.

    Args:
        behavior: How the peer's cache treats them.
        format: How it would keep them.
        target_: Which nodes; all by default.
    """
    told = {"cache.behavior": behavior, "cache.format": format}
    return _decorator("cache", {name: text for name, text in told.items() if text}, target_)


def _decorator(text: str, tags: Mapping[str, Any], target: TargetType) -> Callable[[F], F]:
    spec = Tag(text, _pairs(tags), target)
    return lambda function: hang(function, spec)


def _pairs(tags: Mapping[str, Any]) -> _Tags:
    """List tags as data that does not change."""
    return tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in tags.items())
