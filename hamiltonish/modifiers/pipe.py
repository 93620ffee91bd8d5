"""`pipe_input` and `pipe_output`: functions that run before or after one, each a node itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, ClassVar

from hamiltonish.bindings import Binding, Source
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers.binding import bind, binding_of, reading
from hamiltonish.modifiers.calls import calling
from hamiltonish.modifiers.config import Comparison, When, condition
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, mark
from hamiltonish.node import Node, replaced

__all__ = ["PipeInput", "PipeOutput", "Step", "pipe_input", "pipe_output", "step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One function of a pipe.

    Attributes:
        function: What is called; its first parameter takes what the step before gives.
        bindings: What its other parameters are bound to.
        name: The last part of the node's name; ``with_…`` and the function's name by default.
        conditions: When it takes part; always if there is none.
    """

    function: Callable[..., Any]
    bindings: tuple[tuple[str, Binding], ...] = ()
    name: str = ""
    conditions: tuple[When, ...] = ()

    def named(self, name: str) -> Step:
        """Give the step's node another name, behind the dot."""
        return replace(self, name=name)

    def when(self, **conditions: object) -> Step:
        """Let the step take part only if the config has these values."""
        return self._if(Comparison.IS, {key: (value,) for key, value in conditions.items()})

    def when_not(self, **conditions: object) -> Step:
        """Let the step take part only if the config has none of these values."""
        return self._if(Comparison.IS_NOT, {key: (value,) for key, value in conditions.items()})

    def when_in(self, **conditions: Collection[object]) -> Step:
        """Let the step take part only if each config value is among those listed for its key."""
        return self._if(Comparison.IN, conditions)

    def when_not_in(self, **conditions: Collection[object]) -> Step:
        """Let the step take part only if no config value is among those listed for its key."""
        return self._if(Comparison.NOT_IN, conditions)

    def _if(self, comparison: Comparison, given: Mapping[str, Collection[object]]) -> Step:
        return replace(self, conditions=(*self.conditions, condition(comparison, given)))

    @property
    def label(self) -> str:
        """The last part of the node's name."""
        return self.name or f"with_{_name_of(self.function).lstrip('_')}"

    def takes_part(self, config: Mapping[str, object]) -> bool:
        """Whether the config lets it take part."""
        return all(condition.chooses(config) for condition in self.conditions)

    def __str__(self) -> str:
        bindings = (f"{name}={binding}" for name, binding in self.bindings)
        return f"step({', '.join((_name_of(self.function), *bindings))})"


def _name_of(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)


def step(function: Callable[..., Any], /, **bindings: object) -> Step:
    """Describe one function of a pipe.

    Args:
        function: Any callable; its first parameter takes what the step before gives.
        bindings: What its other parameters are bound to: a `source`, `value`, `group`, or a plain
            value. What is not bound reads the node of its name, or is left at its default.

    Raises:
        TypeError: If it is not callable, or a bare text is given.
    """
    if not callable(function):
        raise TypeError(f"step needs a function: step(round, ndigits=2), not {function!r}")
    return Step(function, tuple((name, binding_of(one, name)) for name, one in bindings.items()))


@dataclass(frozen=True, slots=True)
class PipeInput(Spec):
    """The spec of `pipe_input`."""

    stage: ClassVar[Stage] = Stage.BEFORE

    steps: tuple[Step, ...]
    on_input: str = ""
    namespace: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that its steps read."""
        return _keys(self.steps)

    @property
    def binds(self) -> tuple[str, ...]:
        """The parameter that it binds, if it is named."""
        return (self.on_input,) if self.on_input else ()

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the steps before each of the function's own nodes."""
        own, added = [], list(made.added)
        for node in made.own:
            piped, steps = self._piped(node, _names(added), build)
            own.append(piped)
            added.extend(steps)
        return made.of(own, added)

    def _piped(self, node: Node, taken: set[str], build: Build) -> tuple[Node, list[Node]]:
        by_argument = {p.argument or p.name: p for p in node.parameters}
        target = self.on_input or next(iter(by_argument), "")
        if target not in by_argument:
            known = tuple(by_argument)
            hint = did_you_mean(closest(target, known)) or f"it reads {listed(known) or 'nothing'}."
            problem = (
                f"pipes `{target}`, which the function does not read"
                if target
                else ("needs an input to pipe, and the function reads nothing")
            )
            raise ModifierError(node.place, (str(self),), problem, hint)
        parameter = by_argument[target]
        namespace = self.namespace or node.name
        start = parameter.name, parameter.type
        steps = _chain(self, namespace, start, taken, build)
        if not steps:
            return node, []
        if parameter.argument:
            return reading(node, {parameter.name: steps[-1].name}), steps
        return bind(node, {target: Source(steps[-1].name)}, self), steps

    def __str__(self) -> str:
        on = [f"on_input={self.on_input!r}"] if self.on_input else []
        return f"pipe_input({', '.join([*map(str, self.steps), *on])})"


@dataclass(frozen=True, slots=True)
class PipeOutput(Spec):
    """The spec of `pipe_output`."""

    steps: tuple[Step, ...]
    namespace: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that its steps read."""
        return _keys(self.steps)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the steps behind each of the function's own nodes; the last takes its name."""
        own: list[Node] = []
        added: list[Node] = []
        names: dict[str, str] = {}
        for node in made.own:
            namespace = self.namespace or node.name
            taken = _names([*made.added, *added])
            raw = _free(f"{namespace}.raw", taken)
            steps = _chain(self, namespace, (raw, node.type), taken | {raw}, build)
            if not steps:
                own.append(node)
                continue
            names[node.name] = raw
            added += [replaced(node, name=raw, label=""), *steps[:-1]]
            last = steps[-1]
            own.append(
                replaced(
                    node,
                    type=last.type,
                    function=last.function,
                    parameters=last.parameters,
                    arguments=last.arguments,
                    checks=(),
                )
            )
        return made.of(own, (*(reading(node, names) for node in made.added), *added))

    def __str__(self) -> str:
        return f"pipe_output({', '.join(map(str, self.steps))})"


def _keys(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(key for one in steps for condition in one.conditions for key in condition.keys)


def _names(nodes: Iterable[Node]) -> set[str]:
    return {node.name for node in nodes}


def _free(name: str, taken: set[str]) -> str:
    """Number a name if it is taken: the same step may come twice."""
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)


def _chain(
    spec: PipeInput | PipeOutput,
    namespace: str,
    start: tuple[str, object],
    taken: set[str],
    build: Build,
) -> list[Node]:
    """Make a node for each step that takes part, each reading the one before.

    Args:
        spec: The modifier.
        namespace: What stands before the dot in their names.
        start: The name and the type of what the first reads.
        taken: Names that nodes have.
        build: The build.
    """
    nodes: list[Node] = []
    name, kind = start
    for one in spec.steps:
        if not one.takes_part(build.config):
            continue
        node = calling(
            one.function,
            dict(one.bindings),
            name=_free(f"{namespace}.{one.label}", taken | _names(nodes)),
            modifier=spec,
            cache=build.cache,
            returns=kind,
            first=Source(name),
        )
        name, kind = node.name, node.type
        nodes.append(node)
    return nodes


def pipe_input(*steps: Step, on_input: str = "", namespace: str = "") -> Callable[[F], F]:
    """Let functions run on an input of a function, one after another, before it does.

    Each step is a node of its own, such as ``total.with_clean``.

    Args:
        steps: What runs, in order.
        on_input: The parameter whose value goes through them; the first by default.
        namespace: What stands before the dot in the names of the steps; by default the function's.

    Raises:
        TypeError: If there is no step.

    Example:
        >>> import hamiltonish as hm
        >>> def doubled(x: float) -> float:
        ...     return 2 * x
        >>> @pipe_input(step(doubled), step(round, ndigits=1))
        ... def total(price: float) -> float:
        ...     return price + 1
        >>> driver = hm.Driver(total)
        >>> list(driver.graph)
        ['price', 'total.with_doubled', 'total.with_round', 'total']
        >>> driver.values("total", inputs={"price": 1.26})
        {'total': 3.5}
    """
    spec = PipeInput(_steps("pipe_input", steps), on_input, namespace)
    return lambda function: mark(function, spec)


def pipe_output(*steps: Step, namespace: str = "") -> Callable[[F], F]:
    """Let functions run on the result of a function, one after another.

    The function's own result is then ``total.raw``, each step but the last is a node such as
    ``total.with_clean``, and the last is ``total`` itself.

    Args:
        steps: What runs, in order.
        namespace: What stands before the dot in the names of the steps; by default the function's.

    Raises:
        TypeError: If there is no step.

    Example:
        >>> import hamiltonish as hm
        >>> @pipe_output(step(round, ndigits=1))
        ... def total(price: float) -> float:
        ...     return price * 1.19
        >>> driver = hm.Driver(total)
        >>> list(driver.graph), total(1.0)
        (['price', 'total.raw', 'total'], 1.19)
        >>> driver.values("total", inputs={"price": 1.0})
        {'total': 1.2}
    """
    spec = PipeOutput(_steps("pipe_output", steps), namespace)
    return lambda function: mark(function, spec)


def _steps(name: str, steps: tuple[Any, ...]) -> tuple[Step, ...]:
    if not steps or not all(isinstance(one, Step) for one in steps):
        raise TypeError(f"{name} needs steps: @{name}(step(round, ndigits=2))")
    return steps
