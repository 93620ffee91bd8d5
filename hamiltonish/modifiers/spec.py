"""How a modifier is hung on a function: a frozen spec on the function, which stays itself."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from hamiltonish.modifiers.made import Made
from hamiltonish.node import Node

__all__ = ["Build", "F", "Inner", "Spec", "Stage", "mark", "remark", "specs_of"]

F = TypeVar("F", bound=Callable[..., Any])

_ATTRIBUTE = "__hamiltonish__"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inner:
    """A graph within the graph, as far as it is read.

    Attributes:
        nodes: The nodes that its functions make.
        config: Its config, those of graphs among its sources joined to it.
        config_keys: The keys that modifiers read from its config.
        unchosen: For each node of which its config chooses no variant, the reason.
    """

    nodes: tuple[Node, ...]
    config: Mapping[str, object]
    config_keys: frozenset[str]
    unchosen: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Build:
    """The build of a graph, as a modifier sees it.

    Attributes:
        config: The config.
        inner: Reads sources, with a config, as a graph of their own.
        cache: Evaluated annotations, shared by all functions of the build.
    """

    config: Mapping[str, object]
    inner: Callable[[Iterable[object], Mapping[str, object]], Inner]
    cache: dict[Any, Any] = field(default_factory=dict)


class Stage(enum.IntEnum):
    """When a modifier has its turn. Within a stage, the innermost comes first."""

    CHOICE = 1
    """Whether the function takes part at all: `config.when` and its kin."""
    BODY = 2
    """What does the work: `does`."""
    WITHIN = 3
    """A graph within the graph: `subdag`."""
    BINDING = 4
    """What the parameters are bound to: `inject`."""
    FAMILY = 5
    """One node becomes several: `parameterize`."""
    BEFORE = 6
    """What runs before the function: `pipe_input`."""
    RESULT = 7
    """What becomes of the result: `pipe_output`, `extract_columns`, `name`, `tag` and others."""
    LAST = 8
    """What is said of all nodes in the end, wherever the decorator stands; no modifier of ours."""


class Spec(ABC):
    """What a modifier asks for: a pure rewrite of nodes. A subclass is a frozen dataclass."""

    __slots__ = ()

    stage: ClassVar[Stage] = Stage.RESULT
    """When it has its turn."""

    makes_family: ClassVar[bool] = False
    """Whether it makes several nodes in place of one."""

    leaves_out: ClassVar[bool] = False
    """Whether the function makes no node at all; then not even its annotations are read."""

    checks_values: ClassVar[bool] = True
    """Whether a value that it binds must be of the parameter's type."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it reads."""
        return ()

    @property
    def binds(self) -> tuple[str, ...]:
        """The parameters that it binds."""
        return ()

    @property
    def unseen(self) -> object:
        """What it says that the nodes that it makes do not show; None if they show all."""
        return None

    def resolved(self, node: Node, config: Mapping[str, object]) -> tuple[Spec, ...]:
        """Give the modifiers that the config makes of it: itself, as a rule.

        Args:
            node: The function's node, for errors.
            config: The config.
        """
        return (self,)

    @abstractmethod
    def rewrite(self, made: Made, build: Build) -> Made:
        """Rewrite the nodes that the function makes so far.

        Args:
            made: One node at first; more once a modifier further in has made or added some.
            build: The config, and the way to read other sources.

        Returns:
            The nodes to put in their place; none to leave the function out.

        Raises:
            hamiltonish.errors.GraphError: If the modifier does not fit.
        """

    @abstractmethod
    def __str__(self) -> str:
        """Write the modifier as one writes it above a function, without the ``@``."""


def mark(function: F, spec: Spec) -> F:
    """Hang a spec on a function, outside of those that it has, and return the same function."""
    return remark(function, (*specs_of(function), spec))


def remark(function: F, specs: tuple[Spec, ...]) -> F:
    """Hang these specs on a function in the place of those that it has."""
    setattr(function, _ATTRIBUTE, specs)
    return function


def specs_of(function: Callable[..., Any]) -> tuple[Spec, ...]:
    """List the specs of a function, the innermost first."""
    specs: tuple[Spec, ...] = getattr(function, _ATTRIBUTE, ())
    return specs
