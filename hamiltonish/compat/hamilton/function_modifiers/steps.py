"""The steps of a pipe: what is called with what, under which name, and when."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import Any

from hamiltonish.bindings import Binding, Source
from hamiltonish.compat.hamilton.function_modifiers.base import TargetType
from hamiltonish.compat.hamilton.function_modifiers.configuration import Condition, condition
from hamiltonish.compat.hamilton.function_modifiers.dependencies import literal
from hamiltonish.modifiers.calls import calling
from hamiltonish.modifiers.config import Comparison
from hamiltonish.modifiers.spec import Build, Spec
from hamiltonish.node import Node, replaced

__all__ = ["Applicable", "NamespaceType", "apply_to", "chain", "step"]

NamespaceType = str | EllipsisType | None


@dataclass(frozen=True, slots=True)
class Applicable:
    """One step: a function that is called with the result of the step before it.

    Attributes:
        fn: The function; None for what `apply_to` makes, until `mutate` gives it.
        args: Its arguments after the first.
        kwargs: Its arguments by name.
        target_fn: For `mutate`, the function whose result it changes.
        conditions: When it takes part; always if there is none.
        name: The last part of the node's name.
        namespace: The first part: ``...`` for the function's name, None for none.
        target: Which results it changes.
    """

    fn: Callable[..., Any] | None
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    target_fn: Callable[..., Any] | None = None
    conditions: tuple[Condition, ...] = ()
    name: str | None = None
    namespace: NamespaceType = ...
    target: TargetType = None

    def when(self, **conditions: object) -> Applicable:
        """Let it take part only if the config has these values."""
        return self._if(Comparison.IS, {key: (value,) for key, value in conditions.items()})

    def when_not(self, **conditions: object) -> Applicable:
        """Let it take part only if the config has none of these values."""
        return self._if(Comparison.IS_NOT, {key: (value,) for key, value in conditions.items()})

    def when_in(self, **conditions: Collection[Any]) -> Applicable:
        """Let it take part only if each config value is among those listed for its key."""
        return self._if(Comparison.IN, conditions)

    def when_not_in(self, **conditions: Collection[Any]) -> Applicable:
        """Let it take part only if no config value is among those listed for its key."""
        return self._if(Comparison.NOT_IN, conditions)

    def _if(self, comparison: Comparison, given: Mapping[str, Collection[Any]]) -> Applicable:
        return replace(self, conditions=(*self.conditions, condition(comparison, given)))

    def named(self, name: str | None, namespace: NamespaceType = ...) -> Applicable:
        """Name its node; ``...`` leaves the namespace as it is."""
        space = self.namespace if namespace is ... else namespace
        return replace(self, name=self.name if name is None else name, namespace=space)

    def namespaced(self, namespace: NamespaceType) -> Applicable:
        """Give its node another namespace."""
        return replace(self, namespace=namespace)

    def on_output(self, target: TargetType) -> Applicable:
        """Let it change only these results."""
        return self if target is None else replace(self, target=target)

    def is_for(self, node: Node) -> bool:
        """Whether it changes this result."""
        if self.target is None or isinstance(self.target, EllipsisType):
            return True
        wanted = (self.target,) if isinstance(self.target, str) else self.target
        return node.name in wanted

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it reads."""
        return tuple(key for one in self.conditions for key in one.keys)

    def takes_part(self, config: Mapping[str, object]) -> bool:
        """Whether the config lets it take part."""
        return all(one.chooses(config) for one in self.conditions)

    def bindings(self) -> dict[str, Binding]:
        """List what the parameters after the first are bound to."""
        given = dict(self.kwargs)
        if self.args:
            signature = inspect.signature(self.fn)  # type: ignore[arg-type]  # it is there by now
            bound = signature.bind_partial(None, *self.args, **given).arguments
            given = dict(list(bound.items())[1:])
        return {name: literal(one) for name, one in given.items()}

    def __str__(self) -> str:
        function = self.fn or self.target_fn
        return f"step({getattr(function, '__name__', type(function).__name__)}, …)"


def step(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Applicable:
    """Describe one function of a pipe.

    Args:
        fn: The function; its first parameter takes what the step before gives.
        args: Its further arguments: a `source`, or anything that stands for itself.
        kwargs: Likewise, by name. What is not bound is left at its default.

    Raises:
        TypeError: If it is not callable.
    """
    if not callable(fn):
        raise TypeError(f"step needs a function: step(round, ndigits=2), not {fn!r}")
    return Applicable(fn, args, tuple(kwargs.items()))


def apply_to(fn_: Callable[..., Any], **mutating_fn_kwargs: Any) -> Applicable:
    """Describe one function whose result `mutate` changes.

    Args:
        fn_: The function.
        mutating_fn_kwargs: What the further parameters of the changing function are bound to.

    Raises:
        TypeError: If it is not callable.
    """
    if not callable(fn_):
        raise TypeError(f"apply_to needs a function: apply_to(spend), not {fn_!r}")
    return Applicable(None, (), tuple(mutating_fn_kwargs.items()), fn_)


def chain(
    steps: Iterable[Applicable],
    first: str,
    kind: object,
    *,
    space: str,
    namespace: NamespaceType,
    modifier: Spec,
    build: Build,
) -> list[Node]:
    """Make a node for each step that takes part, each reading the one before.

    Args:
        steps: The steps.
        first: The node that the first of them reads.
        kind: Its type, which a step has too whose function does not say its own.
        space: What stands before the dot in the names, as a rule.
        namespace: What stands there, unless it is ``...``.
        modifier: Who makes the nodes.
        build: The build.
    """
    nodes: list[Node] = []
    taken: Counter[str] = Counter()
    for given in steps:
        one = given if namespace is ... else given.namespaced(namespace)
        function = one.fn
        if function is None or not one.takes_part(build.config):
            continue
        called = getattr(function, "__name__", type(function).__name__)
        label = f"with{'' if called.startswith('_') else '_'}{called}"
        label += f"_{taken[called]}" if taken[called] else ""
        taken[called] += 1
        before = space if isinstance(one.namespace, EllipsisType) else one.namespace
        node = calling(
            function,
            one.bindings(),
            name=f"{before}.{one.name or label}" if before else one.name or label,
            modifier=modifier,
            cache=build.cache,
            returns=nodes[-1].type if nodes else kind,
            first=Source(nodes[-1].name if nodes else first),
        )
        nodes.append(replaced(node, modifiers=(modifier,)))
    return nodes
