"""Which names of a function are its own and which it reads from outside, as Python's scopes say."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Bound", "Imported", "Scope", "found_in"]


class Bound(enum.Enum):
    """How a scope comes to have a name."""

    LOCAL = "local"
    """It is assigned; the name can be any."""
    PARAMETER = "parameter"
    """It is a parameter; callers may know the name."""
    NAMED = "named"
    """It is a function or a class, which know their names; or an attribute of a class."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import statement within a function gives.

    Attributes:
        module: The module as written; empty in ``from . import x``.
        attribute: What is taken from it; empty for the module itself.
        level: The dots before the module.
    """

    module: str
    attribute: str = ""
    level: int = 0


@dataclass(slots=True, eq=False)
class Scope:
    """A function, class or comprehension, and the names that it binds.

    Attributes:
        parent: The scope around it; None for the outermost that is looked at.
        is_class: Whether it is a class, whose names its functions do not see.
        is_comprehension: Whether it is a comprehension, in which `:=` binds outside.
        bound: How it comes to have each name.
        foreign: The names that it declares to be global.
        outer: The names that it declares to be of a function around it.
    """

    parent: Scope | None = None
    is_class: bool = False
    is_comprehension: bool = False
    bound: dict[str, Bound | Imported] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)

    def bind(self, name: str, how: Bound | Imported) -> None:
        """Note that the scope binds a name; what says more about it wins."""
        if name not in self.bound or self.bound[name] is Bound.LOCAL:
            self.bound[name] = how

    def around(self) -> Iterator[Scope]:
        """Yield the scopes in which a name may be found, from this one on outwards."""
        yield self
        scope = self.parent
        while scope is not None:
            if not scope.is_class:
                yield scope
            scope = scope.parent


def found_in(scope: Scope, name: str) -> tuple[Scope, Bound | Imported] | None:
    """Find the scope that binds a name as it is read in another; None if it comes from outside."""
    for one in scope.around():
        if name in one.foreign:
            return None
        if name in one.bound and name not in one.outer:
            return one, one.bound[name]
    return None
