"""`tag`: what is to be known about a node, for questions, catalogues and checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark
from hamiltonish.node import Node, replaced

__all__ = ["Tag", "checked_tags", "tag"]

_PLAIN = (str, bool, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Tag(Spec):
    """The spec of `tag`."""

    tags: tuple[tuple[str, Any], ...]
    target: tuple[str, ...] = ()

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the tags on the nodes; a tag further out wins over one of the same name."""
        if not self.target:
            return made.of(map(self._tagged, made.own), map(self._tagged, made.added))
        return made.changed(self._tagged, self.target, self)

    def _tagged(self, node: Node) -> Node:
        return replaced(node, tags={**node.tags, **dict(self.tags)})

    def __str__(self) -> str:
        target = [f"target_={list(self.target)!r}"] if self.target else []
        return f"tag({', '.join([*(f'{name}={value!r}' for name, value in self.tags), *target])})"


def tag(*, target_: str | Collection[str] = (), **tags: object) -> Callable[[F], F]:
    """Tag the nodes that a function makes.

    Args:
        target_: Which of them, by name; all by default, the columns of `extract_columns` too if
            `tag` stands outside of it.
        tags: Any names; each value a text, number, truth value or None, or several of these.

    Raises:
        TypeError: If there is no tag, or a value is anything else.

    Example:
        >>> import hamiltonish as hm
        >>> @tag(owner="ads", pii=False, layer=["silver", "gold"])
        ... def spend(raw_spend: float) -> float:
        ...     return raw_spend
        >>> hm.Graph(spend)["spend"].tags
        {'owner': 'ads', 'pii': False, 'layer': ('silver', 'gold')}
    """
    if not tags:
        raise TypeError("tag needs a tag: @tag(owner='ads')")
    target = (target_,) if isinstance(target_, str) else tuple(target_)
    spec = Tag(checked_tags(tags), target)
    return lambda function: mark(function, spec)


def checked_tags(tags: Mapping[str, object]) -> tuple[tuple[str, Any], ...]:
    """List tags, several values of one as a tuple.

    Raises:
        TypeError: If a value is no plain one.
    """
    return tuple((name, _checked(name, value)) for name, value in tags.items())


def _checked(name: str, value: object) -> object:
    several = tuple(value) if isinstance(value, list | tuple | set | frozenset) else None
    for one in (value,) if several is None else several:
        if not isinstance(one, _PLAIN):
            raise TypeError(
                f"tag {name}={value!r}: a tag is a text, number, truth value or None, or several"
            )
    return value if several is None else several
