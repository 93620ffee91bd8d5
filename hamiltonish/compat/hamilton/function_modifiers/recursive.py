"""Graphs within the graph: `subdag` and `parameterized_subdag`.

Unlike `subdag` of the core, what nobody binds within is read from outside, by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.bindings import Group, Source, Value
from hamiltonish.compat.hamilton.function_modifiers.base import NON_FINAL_TAG, hang
from hamiltonish.compat.hamilton.function_modifiers.dependencies import ConfigDependency
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.binding import reading, renamed
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage
from hamiltonish.node import Node, Parameter, replaced

__all__ = ["parameterized_subdag", "subdag"]

_LINK: Mapping[str, Any] = {NON_FINAL_TAG: True}


@dataclass(frozen=True, slots=True)
class Subdag(Spec):
    """The spec of `subdag`."""

    stage: ClassVar[Stage] = Stage.WITHIN

    sources: tuple[object, ...]
    inputs: tuple[tuple[str, Source | Value], ...]
    config: tuple[tuple[str, object], ...]
    namespace: str | None
    final_node_name: str | None
    external_inputs: frozenset[str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it reads, beside those that are read within."""
        return tuple(one.source for _, one in self.config if isinstance(one, ConfigDependency))

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add the nodes of the graph within, and let the function read them."""
        final, *inner = self.placed(made.only(self), build)
        return made.of([final], (*made.added, *inner))

    def placed(self, own: Node, build: Build) -> list[Node]:
        """List the function's node, then those of the graph within, under their names outside."""
        space = self.namespace or own.name
        config = self._config(own, build.config)
        inner = build.inner(self.sources, {**build.config, **config}).nodes
        within = (*(node.name for node in inner), *dict(self.inputs), *config)
        names = {name: f"{space}.{name}" for name in within}
        nodes = [replaced(renamed(node, names), tags={**node.tags, **_LINK}) for node in inner]
        final = replaced(
            reading(own, {p.name: f"{space}.{p.name}" for p in self._read_within(own)}),
            name=self.final_node_name or own.name,
        )
        read = {p.name: p for node in (final, *nodes) for p in node.parameters}
        bound = {**dict(self.inputs), **{key: Value(given) for key, given in config.items()}}
        links = (
            _link(own, binding, read[names[name]])
            for name, binding in bound.items()
            if names[name] in read
        )
        return [final, *nodes, *links]

    def _config(self, own: Node, around: Mapping[str, object]) -> dict[str, object]:
        """Look up what the config within takes from the config around it."""
        config: dict[str, object] = {}
        for key, given in self.config:
            config[key] = given.value if isinstance(given, Value) else given
            if isinstance(given, ConfigDependency):
                known = {**around, **config}
                if given.source not in known:
                    problem = f"takes `{given.source}` from the config, which does not have it"
                    hint = f"give it: `config={{{given.source!r}: …}}`."
                    raise ModifierError(own.place, (str(self),), problem, hint)
                config[key] = known[given.source]
        return config

    def _read_within(self, own: Node) -> Iterator[Parameter]:
        return (p for p in own.parameters if p.name not in self.external_inputs and not p.argument)

    def __str__(self) -> str:
        return f"subdag({', '.join(_name(source) for source in self.sources)})"


@dataclass(frozen=True, slots=True)
class Subdags(Spec):
    """The spec of `parameterized_subdag`."""

    stage: ClassVar[Stage] = Stage.WITHIN
    makes_family: ClassVar[bool] = True

    members: tuple[Subdag, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that its members read."""
        return tuple(key for member in self.members for key in member.keys)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Make a graph within for each member, and a node of the function in front of it."""
        own = made.only(self)
        placed = [member.placed(own, build) for member in self.members]
        inner = (node for _, *nodes in placed for node in nodes)
        return made.of((final for final, *_ in placed), (*made.added, *inner))

    def __str__(self) -> str:
        names = ", ".join(f"{member.namespace}=…" for member in self.members)
        return f"parameterized_{str(self.members[0])[:-1]}, {names})"


def _link(own: Node, binding: Source | Value, reader: Parameter) -> Node:
    """Make the node of an input or config value that is read within."""
    link = Node(
        reader.name,
        reader.type,
        _same,
        module=own.module,
        qualname=own.qualname,
        location=own.location,
        tags=_LINK,
    )
    if isinstance(binding, Value):
        return replaced(link, type=type(binding.value), function=_Constant(binding.value))
    parameter = Parameter(binding.name, reader.type, argument="result")
    return replaced(link, parameters=(parameter,))


def _same(result: Any) -> Any:
    """Give back what is given."""
    return result


@dataclass(frozen=True, slots=True)
class _Constant:
    """A function that gives one value."""

    value: object

    def __call__(self) -> object:
        return self.value


def _name(source: object) -> str:
    return getattr(source, "__name__", type(source).__name__)


def subdag(
    *load_from: object,
    inputs: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    namespace: str | None = None,
    final_node_name: str | None = None,
    external_inputs: Sequence[str] | None = None,
) -> Callable[[F], F]:
    """Give a function a graph of its own to read from.

    Args:
        load_from: Modules and functions.
        inputs: What inputs within are bound to, each a `source` or a `value`.
        config: The config within, over the one around it.
        namespace: What stands before the dot in the names of the nodes within; by default the
            function's name.
        final_node_name: The name of the function's node; by default the function's.
        external_inputs: The parameters of the function that are read from outside.

    Raises:
        TypeError: If there is nothing to load from, an input is bound to something else, or a name
            stands in both `inputs` and `config`.
    """
    spec = _subdag(
        load_from, inputs or {}, config or {}, external_inputs or (), (namespace, final_node_name)
    )
    return lambda function: hang(function, spec)


def parameterized_subdag(
    *load_from: object,
    inputs: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    external_inputs: Sequence[str] | None = None,
    **parameterization: Mapping[str, Any],
) -> Callable[[F], F]:
    """Make a family of nodes of one function, each with a graph of its own to read from.

    Args:
        load_from: Modules and functions.
        inputs: What inputs are bound to in all of the graphs.
        config: The config in all of them.
        external_inputs: The parameters of the function that are read from outside.
        parameterization: For each node, its own ``inputs``, ``config`` and ``external_inputs``.

    Raises:
        TypeError: As `subdag`.
    """
    members = []
    for name, own in parameterization.items():
        spec = _subdag(
            load_from,
            {**(inputs or {}), **own.get("inputs", {})},
            {**(config or {}), **own.get("config", {})},
            own.get("external_inputs", external_inputs or ()),
            (name, name),
        )
        members.append(spec)
    if not members:
        raise TypeError("parameterized_subdag needs a node: uk={'inputs': {…}}")
    family = Subdags(tuple(members))
    return lambda function: hang(function, family)


def _subdag(
    sources: tuple[object, ...],
    inputs: Mapping[str, Any],
    config: Mapping[str, Any],
    external: Sequence[str],
    names: tuple[str | None, str | None],
) -> Subdag:
    """Make the spec of one graph within.

    Raises:
        TypeError: If what is given does not make one.
    """
    if not sources:
        raise TypeError("subdag needs functions or a module: @subdag(features, inputs={…})")
    for name, binding in inputs.items():
        if not isinstance(binding, Source | Value):
            raise TypeError(f"subdag binds inputs[{name!r}] to source(…) or value(…)")
        if name in config:
            raise TypeError(f"subdag takes {name!r} in `inputs` or in `config`, not in both")
    for key, given in config.items():
        if isinstance(given, Source | Group):
            raise TypeError(f"subdag takes config[{key!r}] from configuration(…), or a value")
    return Subdag(
        sources, tuple(inputs.items()), tuple(config.items()), *names, frozenset(external)
    )
