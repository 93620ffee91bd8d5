"""`subdag`: a graph within the graph, with a name before each of its nodes, and borders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from hamiltonish.bindings import Binding, Source, Value
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers.binding import at_defaults, binding_of, called, reading, rebound
from hamiltonish.modifiers.made import Made, besides
from hamiltonish.modifiers.spec import Build, F, Inner, Spec, Stage, mark
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
        inner = build.inner(self.sources, dict(self.config))
        names = {node.name: f"{self.prefix or own.name}.{node.name}" for node in inner.nodes}
        borders = {
            **{key: Value(value) for key, value in inner.config.items()},
            **dict(self.inputs),
        }
        self._check_names(own, names, made)
        self._check_borders(own, inner, borders, names)
        # All at once, so that a node outside is not taken for one within of the same name.
        bindings = {**borders, **{name: Source(new) for name, new in names.items()}}
        placed = (
            called(rebound(at_defaults(node, bindings), bindings, self), names[node.name])
            for node in inner.nodes
        )
        read = {
            parameter.name: names[parameter.name]
            for parameter in own.parameters
            if parameter.name in names and not parameter.argument
        }
        if not read:
            problem = f"gives nothing to the function, which reads none of {listed(sorted(names))}"
            hint = "take a node of the graph within as a parameter."
            raise self._unfit(own, problem, hint)
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
        self,
        own: Node,
        inner: Inner,
        borders: Mapping[str, Binding],
        names: Mapping[str, str],
    ) -> None:
        """Refuse what the borders give and nothing within reads, and what nobody gives."""
        read = {p.name: p for node in inner.nodes for p in node.parameters if p.name not in names}
        for key, _ in self.config:
            if key not in read and key not in inner.config_keys:
                keys = (*sorted(inner.config_keys), *read)
                hint = did_you_mean(closest(key, keys)) or f"it reads {listed(keys) or 'none'}."
                problem = f"gives the config key `{key}`, which nothing within reads"
                raise self._unfit(own, problem, hint)
        needed = (*read, *(parameter.name for parameter in own.parameters))
        for name in needed:
            if name in inner.unchosen and name not in borders:
                problem = f"has no variant of `{name}` within: {inner.unchosen[name]}"
                raise self._unfit(own, problem, "choose one with `config={…}`.")
        for name, _ in self.inputs:
            if name in names:
                problem = f"binds `{name}`, which the graph within computes itself"
                raise self._unfit(own, problem, f"leave it out, or take `{name}` out of there.")
            if name not in read:
                known = tuple(read)
                hint = did_you_mean(closest(name, known)) or f"they are {listed(known) or 'none'}."
                problem = f"binds `{name}`, which is no input of the graph within"
                raise self._unfit(own, problem, hint)
        open_ = tuple(n for n, p in read.items() if n not in borders and not p.is_optional)
        if open_:
            given = ", ".join(f"{name!r}: source({name!r})" for name in open_[:3])
            rest = ", …" if len(open_) > 3 else ""
            problem = f"leaves inputs of the graph within open: {listed(open_)}"
            raise self._unfit(own, problem, f"bind them: `inputs={{{given}{rest}}}`.")

    def _unfit(self, own: Node, problem: str, hint: str) -> ModifierError:
        return ModifierError(own.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        names = (getattr(one, "__name__", type(one).__name__) for one in self.sources)
        inputs = [f"inputs={{{', '.join(f'{n!r}: {b}' for n, b in self.inputs)}}}"]
        return f"subdag({', '.join([*names, *(inputs if self.inputs else [])])})"


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
