"""Where each name of a plan comes from, and what must run: the outputs' upstream, no more."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.errors import (
    AmbiguousColumnError,
    ComputedInputError,
    ConfigInputError,
    DuplicateColumnError,
    MissingInput,
    MissingInputsError,
    NoVariantError,
    UnknownInputError,
    UnknownNodeError,
    UnknownOverrideError,
)
from hamiltonish.errors.request import SHOWN
from hamiltonish.errors.text import closest, listed
from hamiltonish.graph import Graph
from hamiltonish.introspect.variants import way_to_one
from hamiltonish.node import MISSING, Node, Parameter
from hamiltonish.plan.request import BARE, Request

if TYPE_CHECKING:
    from hamiltonish.rows.node import OnColumns

__all__ = ["Origin", "Sources", "frame_text", "sources_of"]


class Origin(enum.Enum):
    """Where a name's value comes from."""

    COMPUTED = "computed"
    """A function of the graph, or a column extracted from one's frame."""
    INPUT = "input"
    """The dict of inputs."""
    OVERRIDE = "override"
    """The dict of overrides."""
    CONFIG = "config"
    """The config."""
    COLUMN = "column"
    """A column of an input frame."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sources:
    """Where the names that a request needs come from.

    Attributes:
        origins: For each needed name its origin; a name that is absent is left to defaults.
        frames: For each name whose origin is `Origin.COLUMN`, the key of its frame.
        readers: For each name the functions that run and read it, with the parameter that does.
        order: The nodes that must run, in topological order.
        outputs: The outputs, labels resolved to the names of nodes.
        rowwise: The row functions that columns feed, by the names of their nodes.
    """

    origins: Mapping[str, Origin]
    frames: Mapping[str, str]
    readers: Mapping[str, Sequence[tuple[Node, Parameter]]]
    order: tuple[Node, ...]
    outputs: tuple[str, ...]
    rowwise: Mapping[str, OnColumns] = field(default_factory=dict)


def frame_text(key: str) -> str:
    """Name a frame as texts do: the one given by itself has no name of its own."""
    return key if key != BARE else "inputs"


def sources_of(graph: Graph, request: Request, *, asked_by: str = "outputs") -> Sources:
    """Find what an answer needs and where it comes from.

    Args:
        graph: The graph.
        request: What is asked for and given.
        asked_by: Who asks, for the error.

    Raises:
        UnknownNodeError: If an output is unknown.
        UnknownInputError, ComputedInputError, ConfigInputError: If an input does not fit.
        UnknownOverrideError: If an override is unknown.
        AmbiguousColumnError: If a column is in several frames.
        MissingInputsError: If inputs are missing; it names all of them.
    """
    outputs = tuple(_resolved_output(graph, request, name, asked_by) for name in request.outputs)
    _check_names(graph, request)
    search = _Search(graph, request)
    search.walk(outputs)
    rank = {name: index for index, name in enumerate(graph)}
    computed = [name for name, origin in search.origins.items() if origin is Origin.COMPUTED]
    order = tuple([graph.nodes[name] for name in sorted(computed, key=rank.__getitem__)])
    return Sources(search.origins, search.frames, search.readers, order, outputs)


# -- names ---------------------------------------------------------------------------------------


def _check_names(graph: Graph, request: Request) -> None:
    for name in request.overrides:
        if name not in graph:
            raise UnknownOverrideError(name, graph.closest(name), graph.why_not(name))
    unknown = []
    for name, given in request.inputs.items():
        if name in graph:
            _refuse_computed(graph, name)
        elif not (given.is_frame and _is_read(graph, request, given.columns)):
            if name not in request.outputs and name != BARE:
                unknown.append(name)
    if unknown:
        known = graph.inputs
        reasons = tuple(filter(None, map(graph.why_not, known)))
        raise UnknownInputError(tuple(unknown), closest(unknown[0], known), known, reasons)


def _is_read(graph: Graph, request: Request, columns: Iterable[str]) -> bool:
    return any(name in graph or name in request.outputs for name in columns)


def _refuse_computed(graph: Graph, name: str) -> None:
    node = graph[name]
    if not node.is_input:
        raise ComputedInputError(name, node.place)
    if name in graph.config:
        raise ConfigInputError(name)


def _resolved_output(graph: Graph, request: Request, name: str, asked_by: str) -> str:
    """Find the node that an output means: by name, by label, or a column of an input frame."""
    if name in graph or name in request.inputs:
        return name
    for given in request.inputs.values():
        if name in given.columns:
            return name
    labelled = [node.name for node in graph.values() if node.label == name]
    if len(labelled) > 1:
        raise DuplicateColumnError(name, tuple(labelled))
    if labelled:
        return labelled[0]
    if graph.unchosen(name):
        raise no_variant(graph, [name], ())
    raise _unknown_output(graph, request, name, asked_by)


def no_variant(graph: Graph, names: Sequence[str], needed_by: tuple[str, ...]) -> NoVariantError:
    """Word the error for nodes of which the config chooses no variant."""
    first, *others = names
    tried = graph.unchosen(first)
    return NoVariantError(
        first,
        graph.why_not(first),
        needed_by,
        tuple(f"`@{variant.condition}`, {variant.place}" for variant in tried),
        tuple(f"`{name}`: {graph.why_not(name)}" for name in others),
        way_to_one(tried, graph.config),
    )


def _unknown_output(graph: Graph, request: Request, name: str, asked_by: str) -> UnknownNodeError:
    columns = [column for given in request.inputs.values() for column in given.columns]
    matches = tuple(
        str(graph[match]) if match in graph else match
        for match in closest(name, [*graph, *columns])
    )
    return UnknownNodeError(name, asked_by, matches, graph.why_not(name))


# -- the walk up ---------------------------------------------------------------------------------


class _Search:
    """One walk up from the outputs, which notes where each name comes from."""

    def __init__(self, graph: Graph, request: Request) -> None:
        self.graph = graph
        self.nodes = graph.nodes
        self.request = request
        self.origins: dict[str, Origin] = {}
        self.frames: dict[str, str] = {}
        self.readers: dict[str, list[tuple[Node, Parameter]]] = {}
        self.columns = _columns_by_name(request)

    def walk(self, outputs: tuple[str, ...]) -> None:
        """Visit all that the outputs need, each name once; then raise for what is missing."""
        stack = list(reversed(outputs))
        required = set(outputs)
        visited: set[str] = set()
        while stack:
            name = stack.pop()
            if name in visited:
                continue
            visited.add(name)
            origin = self._origin(name)
            if origin is None:
                continue
            self.origins[name] = origin
            if origin is not Origin.COMPUTED:
                continue
            node = self.nodes[name]
            for parameter in reversed(node.parameters):  # so that the first is visited first
                self.readers.setdefault(parameter.name, []).append((node, parameter))
                if parameter.default is MISSING:
                    required.add(parameter.name)
                stack.append(parameter.name)
        missing = [name for name in required if name not in self.origins]
        if missing:
            rank = {name: index for index, name in enumerate(self.graph)}
            missing.sort(key=lambda name: rank.get(name, -1))
            if all(map(self.graph.unchosen, missing)):
                raise no_variant(self.graph, missing, self._places(missing[0]))
            raise self._missing(missing)

    def _origin(self, name: str) -> Origin | None:
        if name in self.request.overrides:
            return Origin.OVERRIDE
        if name in self.nodes:
            if not self.nodes[name].is_input:
                return Origin.COMPUTED
            if name in self.graph.config:
                return Origin.CONFIG
        if name in self.request.inputs:
            return Origin.INPUT
        if keys := self.columns.get(name):
            if len(keys) > 1:
                frames = tuple(map(frame_text, dict.fromkeys(keys)))
                raise AmbiguousColumnError(name, frames, self._places(name))
            self.frames[name] = keys[0]
            return Origin.COLUMN
        return None

    def _places(self, name: str) -> tuple[str, ...]:
        return tuple(node.place for node, _ in self.readers.get(name, ()))

    def _missing(self, names: Iterable[str]) -> MissingInputsError:
        given = [name for name in self.request.inputs if name != BARE]
        items: list[MissingInput] = []
        for name in names:
            node = self.nodes.get(name)
            known = dict.fromkeys([*given, *self.columns, *self._nodes_like(node)])
            near = closest(name, (n for n in known if n != name)) if len(items) < SHOWN else ()
            matches = tuple(str(self.graph[n]) if n in self.graph else n for n in near)
            text = type_text(node.type) if node is not None else "Any"
            reason = self.graph.why_not(name)
            items.append(MissingInput(name, text, self._places(name), matches, reason))
        return MissingInputsError(tuple(items), self._given_text(), self._frame_hint(items))

    def _nodes_like(self, node: Node | None) -> Iterator[str]:
        """Yield the nodes that could have been meant: frames for a frame, else all others."""
        wants_frame = node is not None and form_of(node.type).kind is Kind.FRAME
        for name, other in self.nodes.items():
            if (form_of(other.type).kind is Kind.FRAME) is wants_frame:
                yield name

    def _frame_hint(self, missing: list[MissingInput]) -> str:
        """Say how a frame is given that a function takes by name, if one was given by itself."""
        for item in missing:
            node = self.nodes.get(item.name)
            if BARE in self.request.inputs and node and form_of(node.type).kind is Kind.FRAME:
                return f"a frame that is taken by name is given as `inputs={{'{item.name}': …}}`."
        return ""

    def _given_text(self) -> str:
        names = [name for name in self.request.inputs if name != BARE]
        parts = [listed(names)] if names else []
        for key, given in self.request.inputs.items():
            if given.is_frame:
                columns = listed(given.columns) or "no columns"
                parts.append(f"a frame with {columns}" if key == BARE else f"in `{key}`: {columns}")
        return "; ".join(parts)


def _columns_by_name(request: Request) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for key, given in request.inputs.items():
        for column in given.columns:
            columns.setdefault(column, []).append(key)
    return columns
