"""`node`: any function as a node, without a change to it; a loop over it makes a family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.bindings import Binding
from hamiltonish.modifiers.binding import binding_of, described
from hamiltonish.modifiers.calls import calling
from hamiltonish.modifiers.tags import checked_tags
from hamiltonish.node import Node, replaced

__all__ = ["Call", "node"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call:
    """What `node` gives: a source of one node.

    Attributes:
        function: What is called.
        name: The name of the node.
        bindings: What its parameters are bound to.
        returns: The type of its result; None for that of the annotation.
        doc: The docstring, a template; None for the function's own.
        tags: What is to be known about the node.
    """

    function: Callable[..., Any]
    name: str
    bindings: tuple[tuple[str, Binding], ...]
    returns: object = None
    doc: str | None = None
    tags: tuple[tuple[str, Any], ...] = ()

    def node(self, cache: dict[Any, Any]) -> Node:
        """Make the node.

        Args:
            cache: Evaluated annotations of this build.

        Raises:
            GraphError: If the function does not say enough, or a binding does not fit.
        """
        made = calling(
            self.function,
            dict(self.bindings),
            name=self.name,
            modifier=self,
            cache=cache,
            returns=self.returns,
        )
        doc = described(made.doc if self.doc is None else self.doc, self.bindings)
        return replaced(made, doc=doc, tags=dict(self.tags))

    def __str__(self) -> str:
        bindings = [f"{name}={binding}" for name, binding in self.bindings]
        function = getattr(self.function, "__name__", type(self.function).__name__)
        return f"node({', '.join([function, f'name={self.name!r}', *bindings])})"

    def __repr__(self) -> str:
        return f"<{self}>"


def node(
    function: Callable[..., Any],
    bindings: Mapping[str, object] | None = None,
    /,
    *,
    name: str,
    returns: object = None,
    doc: str | None = None,
    tags: Mapping[str, object] | None = None,
    **named: object,
) -> Call:
    """Make a node of any function, as a source for `Driver` and `Graph`.

    The function stays as it is, and need not be yours. A parameter that is not bound reads the node
    of its name, or is left at its default if it has one.

    Args:
        function: What is called: a function, a method of a class, a class, a ufunc of numpy.
        bindings: What parameters are bound to, as `named`, for those whose names are taken here.
        name: The name of the node.
        returns: The type of the result, where the function's annotation does not say it.
        doc: The docstring; the function's own by default. In it ``{days}`` becomes what `days` is
            bound to.
        tags: What is to be known about the node, as for `tag`.
        named: For each parameter a `source`, a `value`, a `group`, or a plain value.

    Raises:
        TypeError: If there is nothing to call, no name, or a parameter is bound to a bare text.

    Example:
        >>> import hamiltonish as hm
        >>> from hamiltonish.modifiers import source
        >>> def pace(amount: float, days: int) -> float:
        ...     '''Pace of {amount} over {days} days.'''
        ...     return amount / days
        >>> family = [
        ...     node(pace, name=f"spend_{days}d", amount=source("spend"), days=days)
        ...     for days in (7, 30)
        ... ]
        >>> driver = hm.Driver(*family)
        >>> driver.graph["spend_7d"].doc
        'Pace of spend over 7 days.'
        >>> driver.values(["spend_7d", "spend_30d"], inputs={"spend": 210.0})
        {'spend_7d': 30.0, 'spend_30d': 7.0}
    """
    if not callable(function):
        raise TypeError(f"node needs a function, not {type(function).__name__}")
    if not isinstance(name, str) or not name:
        raise TypeError("node needs a name, a text: node(rolling_mean, name='spend_7d', …)")
    given = {**(bindings or {}), **named}
    bound = tuple((parameter, binding_of(one, parameter)) for parameter, one in given.items())
    return Call(function, name, bound, returns, doc, checked_tags(tags or {}))
