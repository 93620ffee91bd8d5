"""Hooks: plain callables that are told what happens in a run, by frozen records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hamiltonish.node import Node

__all__ = ["Hooks", "NodeFailed", "NodeFinished", "NodeStarted", "RunFinished", "RunStarted"]


@dataclass(frozen=True, slots=True, eq=False)
class RunStarted:
    """A run begins.

    Attributes:
        outputs: What was asked for.
        steps: The name of each step to come, in order.
    """

    outputs: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NodeStarted:
    """A step of a run begins.

    Attributes:
        name: The node that it computes, or a few words for a step of the engine's.
        kind: ``call`` for a function of the user's; ``check`` for checks of results;
            ``rows`` for counts of rows that raise; ``layer``, ``collect``, ``column``,
            ``convert``, ``frame`` or ``write`` for what is done with frames.
        node: The node, if it is a call.
    """

    name: str
    kind: str
    node: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class NodeFinished:
    """A step of a run is done.

    Attributes:
        name: As in `NodeStarted`.
        kind: As in `NodeStarted`.
        node: As in `NodeStarted`.
        value: The result itself; a hook must not change it, nor keep it for long.
        seconds: How long it took.
    """

    name: str
    kind: str
    node: Node | None
    value: Any
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class NodeFailed:
    """A step of a run raised an error.

    Attributes:
        name: As in `NodeStarted`.
        kind: As in `NodeStarted`.
        node: As in `NodeStarted`.
        error: The error, with its note.
        seconds: How long it took to fail.
    """

    name: str
    kind: str
    node: Node | None
    error: BaseException
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class RunFinished:
    """A run is over.

    Attributes:
        outputs: What was asked for.
        seconds: How long it took.
        error: The error that ended it, if one did.
    """

    outputs: tuple[str, ...]
    seconds: float
    error: BaseException | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Hooks:
    """What is to be told of a run. A run without hooks spends no time on them.

    An error that a hook raises ends the run.

    Attributes:
        before_run: Told once, before the first step.
        before_node: Told before each step.
        after_node: Told after each step that went well.
        on_error: Told of the step that failed.
        after_run: Told once, at the end, also after an error.

    Example:
        >>> import hamiltonish as hm
        >>> def tax(price: float) -> float:
        ...     return price * 0.5
        >>> watch = Hooks(after_node=lambda event: print(event.name, "=", event.value))
        >>> hm.Driver(tax, hooks=[watch]).values("tax", inputs={"price": 50.0})
        tax = 25.0
        {'tax': 25.0}
    """

    before_run: Callable[[RunStarted], object] | None = None
    before_node: Callable[[NodeStarted], object] | None = None
    after_node: Callable[[NodeFinished], object] | None = None
    on_error: Callable[[NodeFailed], object] | None = None
    after_run: Callable[[RunFinished], object] | None = None
