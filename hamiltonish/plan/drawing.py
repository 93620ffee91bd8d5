"""A plan as a drawing: what runs, in which layers of which frame, and where data are collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hamiltonish.annotations import Kind
from hamiltonish.errors.text import counted
from hamiltonish.graph.drawing import kind_of, small_print_of
from hamiltonish.node import Node
from hamiltonish.plan.columns import Columns, columns_of, takes_lazy, wants_expression
from hamiltonish.plan.explain import headline
from hamiltonish.plan.sources import Origin, Sources, frame_text, sources_of
from hamiltonish.plan.steps import Step, StepKind
from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing, Mark
from hamiltonish.topology import ordered

__all__ = ["barrier_names", "drawing_of"]


def drawing_of(plan: Any) -> Drawing:
    """Draw what a plan does; what is not needed for its outputs is not there.

    Args:
        plan: A `Plan`, which knows of this module, so that this one cannot know of it.
    """
    request, steps, layers, reads = plan.request, plan.steps, plan.layers, plan.reads
    picture = _Picture(plan)
    boxes, needs = picture.boxes(), picture.needs()
    rank = ordered({name: tuple(needs.get(name, ())) for name in boxes})
    used = {box.cluster for box in boxes.values()}
    clusters = tuple(picture.clusters(reads))
    used |= {cluster.inside for cluster in clusters if cluster.name in used}
    return Drawing(
        tuple(boxes[name] for name in rank),
        tuple(Arrow(tail, name) for name in rank for tail in needs.get(name, ())),
        tuple(cluster for cluster in clusters if cluster.name in used),
        headline(request, steps, layers),
    )


def barrier_names(steps: Sequence[Step]) -> dict[int, str]:
    """Name the boxes of the barriers, by the positions of their steps."""
    barriers = [number for number, step in enumerate(steps) if step.kind is StepKind.COLLECT]
    return {number: f"barrier {count}" for count, number in enumerate(barriers, 1)}


class _Picture:
    """One plan, taken apart into boxes, what each of them needs, and clusters."""

    def __init__(self, plan: Any) -> None:
        self.graph = plan.graph
        self.request = plan.request
        self.steps = steps = plan.steps
        self.layers = layers = plan.layers
        self.rowwise = plan.rowwise
        self.sources: Sources = sources_of(plan.seen, plan.request)
        self.columns: Columns = columns_of(plan.seen, plan.request, self.sources)
        self.barriers = barrier_names(steps)
        self._layer_of = {name: n for n, layer in enumerate(layers, 1) for name in layer.columns}
        self._collected: dict[str, str] = {}  # columns, and whole frames, to the first barrier
        for number, barrier in self.barriers.items():
            for name in steps[number].columns or (steps[number].name,):
                self._collected.setdefault(name, barrier)

    # -- boxes -----------------------------------------------------------------------------------

    def boxes(self) -> dict[str, Box]:
        """Make the boxes by name: what is given, what is computed, and barriers."""
        asked = set(self.sources.outputs)
        found: dict[str, Box] = {}
        for name, origin in self.sources.origins.items():
            node = self.graph.nodes.get(name)
            box = Box(
                name,
                self._kind(node, origin),
                small=self._small(node, origin),
                cluster=self._cluster(name),
                marks=frozenset({Mark.OVERRIDE} if origin is Origin.OVERRIDE else ()),
                node=node,
            )
            found[name] = replace(box, marks=box.marks | {Mark.OUTPUT}) if name in asked else box
        found.update((box.name, box) for box in self._barrier_boxes())
        return found

    def _kind(self, node: Node | None, origin: Origin) -> BoxKind:
        if node is None or origin in (Origin.INPUT, Origin.COLUMN):
            return BoxKind.INPUT
        form = self.columns.forms.get(node.name)
        if origin is Origin.COMPUTED and form is not None and form.kind is Kind.COLUMN:
            if not node.frame:  # portable columns are as lazy as their frame lets them be
                return BoxKind.LAZY if form.lazy else BoxKind.EAGER
        return kind_of(node, self.graph.config)

    def _small(self, node: Node | None, origin: Origin) -> tuple[str, ...]:
        if node is None or origin is Origin.COLUMN:
            return ()
        small = small_print_of(self.graph, node)
        if (one := self.rowwise.get(node.name)) is not None and origin is Origin.COMPUTED:
            return (*small, "row by row" if one.refusal is not None else "lifted")
        return small

    def _cluster(self, name: str) -> str:
        """Name the cluster of a box: its layer if it has one, else its frame."""
        if number := self._layer_of.get(name):
            return f"layer {number}"
        if name in self.columns.owners:
            return frame_text(self.columns.owners[name])
        return name if name in self.columns.owners.values() else ""

    def _barrier_boxes(self) -> Iterator[Box]:
        for number, name in self.barriers.items():
            step = self.steps[number]
            small = step.name if len(step.columns) < 3 else counted(len(step.columns), "column")
            owners = {self.columns.owners.get(column, "") for column in step.columns}
            owner = frame_text(owners.pop()) if len(owners) == 1 else ""
            inside = owner if owner in map(frame_text, self.columns.frame_forms) else ""
            yield Box(name, BoxKind.BARRIER, "collect", (small,), inside)

    # -- arrows ----------------------------------------------------------------------------------

    def needs(self) -> dict[str, dict[str, None]]:
        """Find what each box reads; data of lazy columns come through the barrier."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.sources.origins}
        for node in self.sources.order:
            for name in self.graph.dependencies(node.name):
                if name in self.sources.origins:
                    found[node.name][self._through(node, name)] = None
        for name, key in self.sources.frames.items():
            if key in found:
                found[name][key] = None
        for name, barrier in self._collected.items():
            if name in found:
                found.setdefault(barrier, {})[name] = None
        for number, barrier in self.barriers.items():
            for name in self.steps[number].columns:
                if name in found:
                    found.setdefault(barrier, {})[name] = None
        return found

    def _through(self, node: Node, name: str) -> str:
        """Name the box by which a node gets a value: the value's own, or a barrier's."""
        barrier = self._collected.get(name)
        if barrier is None or node.frame or node.name in self.columns.pure:
            return name
        form = self.columns.forms[name]
        is_expression = self.columns.is_lazy(node.name)
        for parameter in node.parameters:
            if parameter.name == name:
                if self.columns.is_lazy(name):
                    return name if is_expression and wants_expression(parameter) else barrier
                return name if takes_lazy(parameter, form) else barrier
        return name

    # -- clusters --------------------------------------------------------------------------------

    def clusters(self, reads: Mapping[str, Sequence[str]]) -> Iterator[Cluster]:
        """Yield a cluster for each frame, and in it one for each layer."""
        widths = {frame_text(key): len(g.columns) for key, g in self.request.inputs.items()}
        for key in dict.fromkeys(map(frame_text, self.columns.owners.values())):
            title = key
            if key in reads and widths.get(key):
                title = f"{key}: reads {len(reads[key])} of {counted(widths[key], 'column')}"
            yield Cluster(key, title)
        for number, layer in enumerate(self.layers, 1):
            yield Cluster(f"layer {number}", inside=layer.frame, aligned=True)
