"""What a run does, step by step: calls of functions, layers of columns, collects, the result."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hamiltonish.node import Node

__all__ = ["Draft", "Layer", "Step", "StepKind", "Supply", "allocate", "last_reads"]


class StepKind(enum.Enum):
    """What a step does."""

    CALL = "call"
    """Calls a function of the user's."""
    LAYER = "layer"
    """Adds lazy columns to a frame, and leaves behind what nothing reads later."""
    COLLECT = "collect"
    """Computes what is lazy, because a function needs the data: a barrier."""
    COLUMN = "column"
    """Takes one column of a frame, or one of the frames collected together, without computing."""
    CONVERT = "convert"
    """Turns a value into the form in which a function takes it: lazy, eager, wrapped."""
    CHECK = "check"
    """Checks results, and warns or fails."""
    ROWS = "rows"
    """Counts the rows that raise, or raises for the first one."""
    FRAME = "frame"
    """Puts the resulting frame together."""
    WRITE = "write"
    """Writes the resulting frame to a file or a folder."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The columns that one step of a query computes together.

    Attributes:
        frame: The frame that they are added to.
        columns: Their names.
    """

    frame: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Step:
    """One step of a plan: a function of slots, whose result goes into a slot.

    Attributes:
        kind: What it does.
        name: The node that it computes, or a few words.
        function: What is called.
        reads: The slots of its arguments, by position.
        writes: The slot of its result.
        drops: The slots that are emptied after it: nothing later reads them.
        node: The node whose function is called, if it is a call.
        columns: The columns of a layer, or those collected.
    """

    kind: StepKind
    name: str
    function: Callable[..., Any]
    reads: tuple[int, ...]
    writes: int
    drops: tuple[int, ...] = ()
    node: Node | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Supply:
    """Which slot an input or override goes into.

    Attributes:
        slot: The slot.
        name: The name of the input or override.
        is_override: Whether it is an override.
    """

    slot: int
    name: str
    is_override: bool


class Draft(NamedTuple):  # lighter to make than a frozen dataclass, and there are many
    """A step before slots are shared: it reads and writes numbered values, each written once."""

    kind: StepKind
    name: str
    function: Callable[..., Any]
    reads: tuple[int, ...]
    writes: int
    node: Node | None = None
    columns: tuple[str, ...] = ()


def allocate(
    drafts: list[Draft], count: int, kept: frozenset[int]
) -> tuple[tuple[Step, ...], list[int], int]:
    """Give every value a slot, so that a value's slot is used again once nothing reads it.

    The result of a step takes the place of a value whose last reader the step is: the value is
    gone at that moment, at no cost.

    Args:
        drafts: The steps, in order.
        count: How many values there are; those that no step writes are there from the start.
        kept: Values that must be there at the end.

    Returns:
        The steps, the slot of each value, and the number of slots.
    """
    last_reader: dict[int, int] = {}
    for index, draft in enumerate(drafts):
        for value in draft.reads:
            last_reader[value] = index
    written = {draft.writes for draft in drafts}
    slot_of = [-1] * count
    slots = 0
    for value in range(count):
        if value not in written:
            slot_of[value] = slots
            slots += 1
    free: list[int] = []
    steps = []
    for index, draft in enumerate(drafts):
        ends = [v for v in dict.fromkeys(draft.reads) if last_reader[v] == index and v not in kept]
        dying = [slot_of[value] for value in ends]
        if dying:
            target = dying.pop()
        elif free:
            target = free.pop()
        else:
            target, slots = slots, slots + 1
        slot_of[draft.writes] = target
        free.extend(dying)
        reads = tuple([slot_of[value] for value in draft.reads])
        steps.append(
            Step(
                draft.kind,
                draft.name,
                draft.function,
                reads,
                target,
                tuple(dying),
                draft.node,
                draft.columns,
            )
        )
    return tuple(steps), slot_of, slots


def last_reads(steps: Sequence[Step], kept: Collection[int]) -> dict[tuple[int, int], bool]:
    """Find, for a slot and a step that reads it, whether nothing reads that value later."""
    found: dict[tuple[int, int], bool] = {}
    later = set(kept)
    for index in range(len(steps) - 1, -1, -1):
        step = steps[index]
        later.discard(step.writes)
        found.update({(slot, index): slot not in later for slot in step.reads})
        later.update(step.reads)
    return found
