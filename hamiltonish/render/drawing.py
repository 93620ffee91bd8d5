"""What is drawn, as data: boxes, arrows, clusters and marks; every picture is made of these."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from hamiltonish.node import Node

__all__ = ["Arrow", "Box", "BoxKind", "Cluster", "Drawing", "Mark"]


class BoxKind(enum.Enum):
    """What a box stands for; each kind has a look of its own."""

    INPUT = "input"
    """An input: the caller gives it."""
    CONFIG = "config"
    """A value that the config gives."""
    LAZY = "lazy column"
    """A column that is an expression, computed by the engine."""
    EAGER = "eager column"
    """A column that is data, such as a Series."""
    EXTRACTED = "extracted column"
    """A column taken from a frame that the graph computes."""
    FRAME = "frame"
    """A dataframe, or a query that will be one."""
    VALUE = "value"
    """Anything else."""
    BARRIER = "barrier"
    """Where a plan computes what is lazy, because a function needs the data."""
    FOLDED = "folded"
    """Several boxes, drawn as one."""


class Mark(enum.Enum):
    """What else is to be seen at a box or an arrow; one may have several."""

    OUTPUT = "output"
    """It was asked for."""
    OVERRIDE = "override"
    """Its result was given, instead of computed."""
    REUSED = "reused"
    """Its result was there from before."""
    SLOW = "slow"
    """It took a good part of the time of the run."""
    FAINT = "faint"
    """It is not on the path that the reader wants to see."""
    HIGHLIGHT = "highlight"
    """It is on the path that the reader wants to see."""
    ADDED = "added"
    """Only the new graph has it."""
    REMOVED = "removed"
    """Only the old graph has it."""
    CHANGED = "changed"
    """It is not the same in the two graphs."""
    AFFECTED = "affected"
    """It is the same, but something above it changed."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a drawing.

    Attributes:
        name: Unique among the boxes of the drawing; arrows use it.
        kind: What it stands for.
        title: What is written in it; the name, if that is empty.
        small: What is written below the title in small print, a line each.
        cluster: The name of the cluster that it is in; empty for none.
        marks: What else is to be seen.
        node: The node of the graph that it stands for, if there is one.
        members: The names of the boxes that are folded into it.
    """

    name: str
    kind: BoxKind
    title: str = ""
    small: tuple[str, ...] = ()
    cluster: str = ""
    marks: frozenset[Mark] = frozenset()
    node: Node | None = None
    members: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is written in it, without the small print."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from what is read to what reads it.

    Attributes:
        tail: The name of the box from which data come.
        head: The name of the box to which they go.
        marks: What else is to be seen.
    """

    tail: str
    head: str
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Boxes that belong together, and get a frame around them.

    Attributes:
        name: What boxes call it.
        title: What is written at it; the name, if that is empty.
        inside: The name of the cluster that it is in; empty for none.
        aligned: Whether its boxes stand in one line, because none reads another.
    """

    name: str
    title: str = ""
    inside: str = ""
    aligned: bool = False

    @property
    def text(self) -> str:
        """What is written at it."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes in topological order, and the arrows among them.

    Attributes:
        boxes: The boxes.
        arrows: The arrows; both ends of each are boxes of the drawing.
        clusters: The clusters that boxes are in; each before those in it.
        title: What stands above; empty for nothing.
        notes: Facts about the whole, such as the time of a run, by name.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    clusters: tuple[Cluster, ...] = ()
    title: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
