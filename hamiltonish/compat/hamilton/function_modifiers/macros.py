"""Functions in the place of, before and behind a function: `does`, pipes, `mutate`, `model`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hamiltonish.compat.hamilton.function_modifiers.base import (
    TargetType,
    hang,
    target_names,
)
from hamiltonish.compat.hamilton.function_modifiers.configuration import Excluded
from hamiltonish.compat.hamilton.function_modifiers.steps import (
    Applicable,
    NamespaceType,
    apply_to,
    chain,
    step,
)
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers import does
from hamiltonish.modifiers.binding import called, reading
from hamiltonish.modifiers.made import Made, besides
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, remark, specs_of
from hamiltonish.modifiers.substitution import Substitute
from hamiltonish.node import Node, Parameter, replaced

__all__ = [
    "Applicable",
    "apply_to",
    "does",
    "dynamic_transform",
    "model",
    "mutate",
    "pipe",
    "pipe_input",
    "pipe_output",
    "step",
]


@dataclass(frozen=True, slots=True)
class PipeInput(Spec):
    """The spec of `pipe_input`; a further one puts its steps before those of the ones within."""

    stage: ClassVar[Stage] = Stage.BEFORE
    checks_values: ClassVar[bool] = False

    steps: tuple[Applicable, ...]
    namespace: NamespaceType
    on_input: str | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that its steps read."""
        return tuple(key for one in self.steps for key in one.keys)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the steps before each of the function's own nodes."""
        nodes = {node.name: node for node in made}
        own = [node.name for node in made.own]
        for name in own:
            reader, *steps = self._piped(nodes[name], nodes, build)
            nodes[reader.name] = reader
            for node in steps:
                if node.name in nodes:
                    raise self._clash(node, made)
                nodes[node.name] = node
        rest = (node for name, node in nodes.items() if name not in own)
        return made.of((nodes[name] for name in own), rest)

    def _clash(self, step: Node, made: Made) -> ModifierError:
        others = besides(self, made.modifiers)
        pipes = (str(one) for one in others if isinstance(one, PipeInput))
        problem = f"both make a node `{step.name}`"
        hint = "name one of the steps: `step(…).named('…')`."
        return ModifierError(made.own[0].place, (str(self), *pipes), problem, hint)

    def _piped(self, node: Node, nodes: dict[str, Node], build: Build) -> list[Node]:
        """Give the node that reads the last of the steps, and the steps."""
        parameter, reader = self._parameter(node), node
        while parameter.name in nodes and _is_step(nodes[parameter.name]):
            reader = nodes[parameter.name]
            parameter = reader.parameters[0]
        steps = chain(
            self.steps,
            parameter.name,
            parameter.type,
            space=node.name,
            namespace=self.namespace,
            modifier=self,
            build=build,
        )
        if not steps:
            return [node]
        return [reading(reader, {parameter.name: steps[-1].name}), *steps]

    def _parameter(self, node: Node) -> Parameter:
        by_argument = {p.argument or p.name: p for p in node.parameters}
        target = self.on_input or next(iter(by_argument), "")
        if target in by_argument:
            return by_argument[target]
        known = tuple(by_argument)
        hint = did_you_mean(closest(target, known)) or f"it reads {listed(known) or 'nothing'}."
        problem = f"pipes `{target}`, which the function does not read"
        if not target:
            problem = "needs an input to pipe, and the function reads nothing"
        raise ModifierError(node.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        on = [f"on_input={self.on_input!r}"] if self.on_input else []
        return f"pipe_input({', '.join([*map(str, self.steps), *on])})"


def _is_step(node: Node) -> bool:
    return bool(node.modifiers) and isinstance(node.modifiers[0], PipeInput)


@dataclass(frozen=True, slots=True)
class PipeOutput(Spec):
    """The spec of `pipe_output`."""

    checks_values: ClassVar[bool] = False

    steps: tuple[Applicable, ...]
    namespace: NamespaceType = ...
    on_output: TargetType = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that its steps read."""
        return tuple(key for one in self.steps for key in one.keys)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the steps behind the nodes; behind them, a node of the old name gives the result."""
        added: list[Node] = []

        def piped(node: Node) -> Node:
            raw = called(node, f"{node.name}.raw")
            steps = chain(
                (one for one in self.steps if one.is_for(node)),
                raw.name,
                node.type,
                space=node.name,
                namespace=node.name if self.namespace is ... else self.namespace,
                modifier=self,
                build=build,
            )
            if not steps:
                return node
            added.extend((raw, *steps))
            return _passing_on(node, steps[-1])

        names = target_names(made, self.on_output)
        changed = made.changed(piped, names, self) if names else made
        return changed.of(changed.own, (*changed.added, *added))

    def __str__(self) -> str:
        return f"pipe_output({', '.join(map(str, self.steps))})"


def _passing_on(node: Node, last: Node) -> Node:
    """Make a node that gives what the last step gave."""
    parameter = Parameter(last.name, last.type, argument="result")
    return replaced(
        node,
        type=last.type,
        function=_same,
        parameters=(parameter,),
        arguments=(),
        frame="",
        column="",
        tags={},
        checks=(),
    )


def _same(result: Any) -> Any:
    """Give back what is given."""
    return result


def pipe_input(
    *transforms: Applicable,
    namespace: NamespaceType = ...,
    on_input: str | None = None,
    collapse: bool = False,
) -> Callable[[F], F]:
    """Let functions run on an input of a function, one after another, before it does.

    Args:
        transforms: What runs, in order.
        namespace: What stands before the dot in the names of the steps: by default the function's
            name, None for nothing.
        on_input: The parameter whose value goes through them; the first by default.
        collapse: Not there, as in the peer.

    Raises:
        NotImplementedError: If it is to collapse.
        TypeError: If something is no step, or several parameters are named.
    """
    _check("pipe_input", transforms, collapse)
    if on_input is not None and not isinstance(on_input, str):
        raise TypeError(f"pipe_input takes the name of one parameter: not on_input={on_input!r}")
    spec = PipeInput(transforms, namespace, on_input)
    return lambda function: hang(function, spec)


pipe = pipe_input


def pipe_output(
    *transforms: Applicable,
    namespace: NamespaceType = ...,
    on_output: TargetType = None,
    collapse: bool = False,
) -> Callable[[F], F]:
    """Let functions run on the results of a function, one after another.

    Args:
        transforms: What runs, in order.
        namespace: What stands before the dot in the names of the steps: by default the node's
            name, None for nothing.
        on_output: Which results; the final ones by default.
        collapse: Not there, as in the peer.

    Raises:
        NotImplementedError: If it is to collapse.
        TypeError: If something is no step, or results are named here and for a step.
    """
    _check("pipe_output", transforms, collapse)
    if on_output is not None and any(one.target is not None for one in transforms):
        raise TypeError("pipe_output takes results once: on_output=…, or step(…).on_output(…)")
    spec = PipeOutput(transforms, namespace, on_output)
    return lambda function: hang(function, spec)


def _check(decorator: str, steps: tuple[Any, ...], collapse: bool) -> None:
    if collapse:
        raise NotImplementedError(f"{decorator} makes a node of each step; none are collapsed")
    if not all(isinstance(one, Applicable) for one in steps):
        raise TypeError(f"{decorator} needs steps: @{decorator}(step(round, ndigits=2))")


def mutate(
    *target_functions: Applicable | Callable[..., Any],
    collapse: bool = False,
    **mutating_function_kwargs: Any,
) -> Callable[[F], F]:
    """Let a function change the results of others, as if each had a `pipe_output` of it.

    Args:
        target_functions: The others, or what `apply_to` makes of them.
        collapse: Not there, as in the peer.
        mutating_function_kwargs: What the function's further parameters are bound to, where
            `apply_to` does not say it.

    Raises:
        NotImplementedError: If it is to collapse.
        TypeError: If something is no function.
    """
    targets = [one if isinstance(one, Applicable) else apply_to(one) for one in target_functions]
    _check("mutate", (), collapse)
    arguments = tuple(mutating_function_kwargs.items())

    def decorated(function: F) -> F:
        for one in targets:
            changing = replace(one, fn=function, kwargs=one.kwargs or arguments)
            _add_step(one.target_fn, changing)
        return hang(function, Excluded("mutate(…)"))

    return decorated


def _add_step(function: Any, changing: Applicable) -> None:
    """Add a step to the outermost pipe of a function's results, or make one."""
    specs = list(specs_of(function))
    for position, spec in reversed(list(enumerate(specs))):
        if isinstance(spec, PipeOutput):
            specs[position] = replace(spec, steps=(*spec.steps, changing))
            remark(function, tuple(specs))
            return
    hang(function, PipeOutput((changing,)))


# -- models --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model(Spec):
    """The spec of `dynamic_transform`."""

    stage: ClassVar[Stage] = Stage.BODY

    transform_cls: Callable[..., Any]
    config_param: str
    extra: tuple[tuple[str, Any], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The config key that it reads."""
        return (self.config_param,)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the transform in the place of the function; it says what it reads."""
        own = made.only(self)
        if self.config_param not in build.config:
            problem = f"needs `{self.config_param}`, which is not in the config"
            hint = f"give it: `config={{{self.config_param!r}: …}}`."
            raise ModifierError(own.place, (str(self),), problem, hint)
        given = build.config[self.config_param]
        transform = self.transform_cls(given, own.name, **dict(self.extra))
        names = tuple(transform.get_dependents())
        # Without pandas there is no Series to ask for.
        kind = getattr(sys.modules.get("pandas"), "Series", Any)
        parameters = tuple(Parameter(name, kind) for name in names)
        function = Substitute(transform.compute, names)
        return made.of([replaced(own, function=function, parameters=parameters)])

    def __str__(self) -> str:
        return f"dynamic_transform({self.transform_cls.__name__}, {self.config_param!r})"


def dynamic_transform(
    transform_cls: Callable[..., Any], config_param: str, **extra_transform_params: Any
) -> Callable[[F], F]:
    """Let an object that the config makes compute a node; `resolve` says more with less.

    Args:
        transform_cls: A `models.DynamicTransformBase`.
        config_param: The config key whose value it is made with.
        extra_transform_params: What else it is made with.
    """
    spec = Model(transform_cls, config_param, tuple(extra_transform_params.items()))
    return lambda function: hang(function, spec)


def model(
    model_cls: Callable[..., Any], config_param: str, **extra_model_params: Any
) -> Callable[[F], F]:
    """Let a model that the config makes compute a node.

    Args:
        model_cls: A `models.BaseModel`.
        config_param: The config key whose value it is made with.
        extra_model_params: What else it is made with.
    """
    return dynamic_transform(model_cls, config_param, **extra_model_params)
