"""`subdag`: a graph within the graph, with a name before each of its nodes, and borders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import ClassVar

from hamiltonish.bindings import Binding, Value
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers.binding import binding_of, reading, rebound, renamed
from hamiltonish.modifiers.made import Made, besides
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, mark
from hamiltonish.node import Node

__all__ = ["Subdag", "subdag"]


@dataclass(frozen=True, slots=True)
class Subdag(Spec):
    """The spec of `subdag`."""

    stage: ClassVar[Stage] = Stage.WITHIN

    sources: tuple[object, ...]
    inputs: tuple[tuple[str, Binding], ...]
    config: tuple[tuple[str, object], ...]
    prefix: str

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add the nodes of the graph within, and let the function read them."""
        own = made.only(self)
        prefix = self.prefix or own.name
        config = dict(self.config)
        inner = build.nodes_in(self.sources, config)
        computed = {node.name for node in inner}
        names = {name: f"{prefix}.{name}" for name in computed}
        self._check_names(own, names, made)
        values: dict[str, Binding] = {
            key: Value(value) for key, value in config.items() if key not in computed
        }
        borders = {**values, **dict(self.inputs)}
        self._check_borders(own, inner, borders)
        placed = (
            renamed(rebound(node, {**_defaults(node, computed), **borders}), names)
            for node in inner
        )
        read = {
            parameter.name: names[parameter.name]
            for parameter in own.parameters
            if parameter.name in names and not parameter.argument
        }
        if not read:
            problem = f"gives nothing to the function, which reads none of {listed(sorted(names))}"
            hint = "take a node of the graph within as a parameter."
            raise ModifierError(own.place, (str(self),), problem, hint)
        return made.of([reading(own, read)], (*made.added, *placed))

    def _check_names(self, own: Node, names: Mapping[str, str], made: Made) -> None:
        """Refuse a name that another graph within has given already."""
        there = {node.name for node in made.added}
        for name in names.values():
            if name in there:
                others = besides(self, made.modifiers)
                marks = (str(self), *(str(one) for one in others if isinstance(one, Subdag)))
                problem, hint = f"both make `{name}`", "give one of them a `prefix=` of its own."
                raise ModifierError(own.place, marks, problem, hint)

    def _check_borders(
        self, own: Node, inner: tuple[Node, ...], borders: Mapping[str, Binding]
    ) -> None:
        """Refuse an input of the graph within that nobody gives, and one that it does not have."""
        computed = {node.name for node in inner}
        read = {p.name: p for node in inner for p in node.parameters if p.name not in computed}
        for name, _ in self.inputs:
            if name not in read:
                known = tuple(read)
                hint = did_you_mean(closest(name, known)) or f"they are {listed(known) or 'none'}."
                problem = f"binds `{name}`, which is no input of the graph within"
                raise ModifierError(own.place, (str(self),), problem, hint)
        open_ = tuple(n for n, p in read.items() if n not in borders and not p.is_optional)
        if open_:
            given = ", ".join(f"{name!r}: source({name!r})" for name in open_[:3])
            rest = ", …" if len(open_) > 3 else ""
            problem = f"leaves inputs of the graph within open: {listed(open_)}"
            hint = f"bind them: `inputs={{{given}{rest}}}`."
            raise ModifierError(own.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        names = (getattr(one, "__name__", type(one).__name__) for one in self.sources)
        inputs = [f"inputs={{{', '.join(f'{n!r}: {b}' for n, b in self.inputs)}}}"]
        return f"subdag({', '.join([*names, *(inputs if self.inputs else [])])})"


def _defaults(node: Node, computed: AbstractSet[str]) -> dict[str, Binding]:
    """Leave what a node can do without at its default, so that no name outside feeds it."""
    optional = (p for p in node.parameters if p.is_optional and p.name not in computed)
    return {parameter.name: Value(parameter.default) for parameter in optional}


def subdag(
    *sources: object,
    inputs: Mapping[str, object] | None = None,
    config: Mapping[str, object] | None = None,
    prefix: str = "",
) -> Callable[[F], F]:
    """Give a function a graph of its own to read from.

    The nodes of the graph within are there under the function's name and a dot, so that several
    can be made of the same functions. Nothing passes its borders but what `inputs` names: what the
    graph within needs and nobody gives is an error, and what has a default is left at it.

    Args:
        sources: What `Graph` takes: modules, functions, graphs.
        inputs: For each input of the graph within a `source` outside, or a value.
        config: The config of the graph within, which sees no other.
        prefix: What stands before the dot; the function's name by default.

    Raises:
        TypeError: If there is no source, or an input is a bare text.

    Example:
        >>> import hamiltonish as hm
        >>> from hamiltonish.modifiers import source
        >>> def mean(amounts: list[float]) -> float:
        ...     return sum(amounts) / len(amounts)
        >>> @subdag(mean, inputs={"amounts": source("uk_spend")})
        ... def uk(mean: float) -> float:
        ...     return mean
        >>> @subdag(mean, inputs={"amounts": source("us_spend")})
        ... def us(mean: float) -> float:
        ...     return mean
        >>> driver = hm.Driver(uk, us)
        >>> list(driver.graph)
        ['uk_spend', 'uk.mean', 'uk', 'us_spend', 'us.mean', 'us']
        >>> driver.values(["uk", "us"], inputs={"uk_spend": [1.0, 3.0], "us_spend": [5.0]})
        {'uk': 2.0, 'us': 5.0}
    """
    if not sources:
        raise TypeError("subdag needs functions or a module: @subdag(features, inputs={…})")
    bound = tuple((name, binding_of(one, name)) for name, one in (inputs or {}).items())
    spec = Subdag(sources, bound, tuple((config or {}).items()), prefix)
    return lambda function: mark(function, spec)
