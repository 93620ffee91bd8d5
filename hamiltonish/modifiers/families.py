"""`inject` and `parameterize`: one function with its parameters bound, once or many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.bindings import Binding
from hamiltonish.modifiers.binding import bind, binding_of, described
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, mark
from hamiltonish.node import Node

__all__ = ["Inject", "Member", "Parameterize", "inject", "parameterize"]

_Pairs = tuple[tuple[str, Binding], ...]


@dataclass(frozen=True, slots=True)
class Inject(Spec):
    """The spec of `inject`."""

    stage: ClassVar[Stage] = Stage.BINDING

    bindings: _Pairs

    @property
    def binds(self) -> tuple[str, ...]:
        """The parameters that it binds."""
        return tuple(name for name, _ in self.bindings)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Bind the parameters of the function's own nodes."""
        bindings = dict(self.bindings)
        return made.of(bind(node, bindings, self, made.modifiers) for node in made.own)

    def __str__(self) -> str:
        return f"inject({', '.join(f'{name}={binding}' for name, binding in self.bindings)})"


def inject(**bindings: object) -> Callable[[F], F]:
    """Bind parameters of a function to nodes of other names, to values, or to groups of them.

    Args:
        bindings: For each parameter a `source`, a `value`, a `group`, or a plain value.

    Raises:
        TypeError: If nothing is bound, or a bare text is given.

    Example:
        >>> import hamiltonish as hm
        >>> from hamiltonish.modifiers import group, source
        >>> @inject(parts=group(source("tv"), source("radio")))
        ... def spend(parts: list[float]) -> float:
        ...     return sum(parts)
        >>> hm.Driver(spend).values("spend", inputs={"tv": 2.0, "radio": 1.0})
        {'spend': 3.0}
    """
    if not bindings:
        raise TypeError("inject needs a parameter: @inject(days=value(7))")
    spec = Inject(tuple((name, binding_of(given, name)) for name, given in bindings.items()))
    return lambda function: mark(function, spec)


@dataclass(frozen=True, slots=True)
class Member:
    """One node of a family."""

    name: str
    bindings: _Pairs
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class Parameterize(Spec):
    """The spec of `parameterize`."""

    stage: ClassVar[Stage] = Stage.FAMILY

    members: tuple[Member, ...]

    makes_family: ClassVar[bool] = True

    @property
    def binds(self) -> tuple[str, ...]:
        """The parameters that it binds."""
        return tuple(name for member in self.members for name, _ in member.bindings)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Make a node for each member of the family in place of the function's own."""
        own = made.only(self)
        return made.of(self._member(own, member, made) for member in self.members)

    def _member(self, own: Node, member: Member, made: Made) -> Node:
        doc = described(own.doc if member.doc is None else member.doc, member.bindings)
        bindings = dict(member.bindings)
        return bind(own, bindings, self, made.modifiers, name=member.name, doc=doc)

    def __str__(self) -> str:
        names = [member.name for member in self.members]
        shown = ", ".join(f"{name}=…" for name in names[:3])
        return f"parameterize({shown}{', …' if len(names) > 3 else ''})"


def parameterize(
    **members: Mapping[str, object] | tuple[Mapping[str, object], str],
) -> Callable[[F], F]:
    """Make a family of nodes of one function, each with its parameters bound in its own way.

    The docstring is a template: ``{days}`` in it becomes what `days` is bound to.

    Args:
        members: For each node its name and what binds the parameters, as for `inject`; or a pair
            of that and a docstring.

    Raises:
        TypeError: If there is no member, or a binding is no mapping or a bare text.

    Example:
        >>> import hamiltonish as hm
        >>> from hamiltonish.modifiers import source, value
        >>> @parameterize(
        ...     spend_7d={"amount": source("spend"), "days": 7},
        ...     clicks_30d={"amount": source("clicks"), "days": 30},
        ... )
        ... def pace(amount: float, days: int) -> float:
        ...     '''Pace of {amount} over {days} days.'''
        ...     return amount / days
        >>> graph = hm.Graph(pace)
        >>> [node.doc for node in graph.values() if node.function]
        ['Pace of spend over 7 days.', 'Pace of clicks over 30 days.']
        >>> hm.Driver(pace).values("spend_7d", inputs={"spend": 14.0})
        {'spend_7d': 2.0}
    """
    if not members:
        raise TypeError("parameterize needs a node: @parameterize(spend_7d={'days': 7})")
    spec = Parameterize(tuple(_member(name, given) for name, given in members.items()))
    return lambda function: mark(function, spec)


def _member(name: str, given: Any) -> Member:
    doc = None
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[1], str):
        given, doc = given
    if not isinstance(given, Mapping):
        raise TypeError(f"parameterize({name}=…) needs a dict of parameters, not {given!r}")
    return Member(name, tuple((key, binding_of(one, key)) for key, one in given.items()), doc)
