"""Which frame each column belongs to, and in which phase and layer of a run it is computed.

A run alternates between *phases*: functions on data first, then the layers of lazy columns. A
function that needs the data of a lazy column waits for the next phase, which begins by collecting
what its functions need: the barrier. Within a phase, a lazy column stands in the first layer in
which all that it reads is there, so that there are no more layers than the longest path has
columns; or in a later one of these, if there it shares a window with others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hamiltonish.annotations import Form, Kind, form_of, is_either, type_text
from hamiltonish.assemble import column_fits, mismatch_hint
from hamiltonish.errors import InputTypeError, MixedFramesError, WhichFrameError
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.request import BARE, Request
from hamiltonish.plan.sources import Origin, Sources, frame_text
from hamiltonish.plan.waiting import waits
from hamiltonish.plan.windows import gathered, sharing_of, stream_well

__all__ = ["Columns", "Place", "columns_of", "takes_lazy", "wants_expression"]


@dataclass(frozen=True, slots=True)
class Place:
    """When something is computed.

    Attributes:
        phase: The phase, from 0; each one but the first begins with a barrier.
        layer: For a lazy column its layer in the phase, from 1; 0 for everything else.
    """

    phase: int
    layer: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Columns:
    """What a plan knows of the names it needs.

    Attributes:
        forms: What each name is: column, frame or value; of which library; lazy or not.
        owners: The key of the frame that each column belongs to; a Series that came or was made
            by itself has none.
        places: When each computed node is computed.
        frame_forms: The form of each frame by its key.
        pure: The columns whose functions take nothing but lazy columns, as expressions of the
            library that they return. Most are, and need not be looked at any closer.
        joined_windows: The frames of which windows are asked that the streaming engine of Polars
            has to join.
    """

    forms: Mapping[str, Form]
    owners: Mapping[str, str]
    places: Mapping[str, Place]
    frame_forms: Mapping[str, Form]
    pure: AbstractSet[str]
    joined_windows: AbstractSet[str]

    def is_lazy(self, name: str) -> bool:
        """Whether a column is known to its frame only, and has to be collected to be data."""
        form = self.forms[name]
        return form.kind is Kind.COLUMN and form.lazy


def wants_expression(parameter: Parameter) -> bool:
    """Whether a parameter takes a column as an expression, not as data."""
    form = form_of(parameter.type)
    return form.lazy and form.kind is Kind.COLUMN


def takes_lazy(parameter: Parameter, given: Form) -> bool:
    """Whether a parameter takes a frame as a query: a lazy one, or what portable code is given."""
    form = form_of(parameter.type)
    if form.library == "narwhals" and is_either(parameter.type):
        return given.lazy
    return form.lazy


def columns_of(graph: Graph, request: Request, sources: Sources) -> Columns:
    """Find out what each needed name is, whose it is, and when it is computed.

    Raises:
        MixedFramesError: If a function takes columns of two frames.
        WhichFrameError: If an expression reads no column and there are several frames.
        InputTypeError: If a column is of another library than a function takes.
    """
    survey = _Survey(graph, request, sources)
    for node in sources.order:
        survey.learn(node)
    survey.wait_for_barriers()
    survey.gather_windows()
    return Columns(
        survey.forms,
        survey.owners,
        survey.places,
        survey.frame_forms,
        survey.pure,
        survey.joined_windows,
    )


class _Survey:
    """One pass over what a plan needs, in topological order."""

    def __init__(self, graph: Graph, request: Request, sources: Sources) -> None:
        self.graph = graph
        self.request = request
        self.sources = sources
        self.forms: dict[str, Form] = {}
        self.owners: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.pure: set[str] = set()
        self.waits: Mapping[str, int] = {}
        self.joined_windows: set[str] = set()
        self.frame_forms = {key: g.form for key, g in request.inputs.items() if g.is_frame}
        for name, origin in sources.origins.items():
            if origin is Origin.CONFIG:
                form = self.forms[name] = form_of(type(graph.config[name]))
                if form.kind is Kind.FRAME:
                    self.frame_forms[name] = form
            elif origin is Origin.COLUMN:
                self._belongs(name, sources.frames[name])
            elif origin is not Origin.COMPUTED:
                given = request.overrides if origin is Origin.OVERRIDE else request.inputs
                self.forms[name] = given[name].form
                if given[name].is_frame:
                    self.frame_forms[name] = given[name].form
        # The frames whose columns are read; an expression without parameters can mean no other.
        read = (*sources.frames.values(), *(n.frame for n in sources.order if n.frame))
        self.read_frames = tuple(dict.fromkeys(read))

    def _belongs(self, name: str, frame: str) -> None:
        form = self.frame_forms[frame]
        self.forms[name] = Form(Kind.COLUMN, form.library, form.lazy)
        self.owners[name] = frame

    def learn(self, node: Node) -> None:
        """Note what a computed node is, whose, and when it is computed."""
        if node.frame:
            self._belongs(node.name, node.frame)
            self.places[node.name] = self._place(node, self.forms[node.name])
            return
        form = self.forms[node.name] = form_of(node.type)
        if form.kind is Kind.FRAME:
            form = self.forms[node.name] = self._frame_form(node, form)
            self.frame_forms[node.name] = form
            self._check_frame_function(node)
        elif form.kind is Kind.COLUMN:
            owner = self._owner(node)
            if owner is None and form.lazy:
                owner = self._only_frame(node, form)
            if owner is not None:
                self.owners[node.name] = owner
        if self._is_pure(node, form):
            self.pure.add(node.name)
        else:
            self._check_libraries(node)
        self.places[node.name] = self._place(node, form)

    def _is_pure(self, node: Node, form: Form) -> bool:
        if not (form.lazy and form.kind is Kind.COLUMN):
            return False
        for parameter in node.parameters:
            name = parameter.name
            given = self.forms.get(name)
            if given is None or form_of(parameter.type) is not form:
                return False
            if not (name in self.sources.frames or (given.lazy and given.kind is Kind.COLUMN)):
                return False
        return self.frame_forms[self.owners[node.name]].library == form.library

    def _frame_form(self, node: Node, form: Form) -> Form:
        """Find what a frame function gives: a portable one gives a frame as it takes one."""
        if form.library == "narwhals":
            for parameter in node.parameters:
                if self._is_frame(parameter.name) and form_of(parameter.type) == form:
                    given = self.frame_forms[parameter.name]
                    return given if is_either(node.type) or (form.lazy and given.lazy) else form
        return form

    def _check_libraries(self, node: Node) -> None:
        """Refuse a column of a frame of one library where another is taken.

        The graph cannot tell before: narwhals goes with any library, but a frame is of one.
        """
        for parameter in node.parameters:
            if parameter.name not in self.owners:
                continue
            library = self.frame_forms[self.owners[parameter.name]].library
            form = form_of(parameter.type)
            if (
                form.kind is Kind.COLUMN
                and form.library != library
                and not column_fits(library, parameter.type)
            ):
                given, taken = f"a column of {library}", type_text(parameter.type)
                hint = mismatch_hint(Form(Kind.COLUMN, library, False), form_of(parameter.type))
                raise InputTypeError(parameter.name, given, taken, node.place, "column", hint)

    # -- whose -----------------------------------------------------------------------------------

    def _owner(self, node: Node) -> str | None:
        """Find the frame to which all column parameters of a function belong."""
        owners = self.owners
        frames = {owners[p.name] for p in node.parameters if p.name in owners}
        if len(frames) > 1:
            names = (p.name for p in node.parameters if p.name in owners)
            shown = tuple((name, frame_text(owners[name])) for name in names)
            raise MixedFramesError(node.place, shown)
        return next(iter(frames), None)

    def _only_frame(self, node: Node, form: Form) -> str:
        """Choose the frame of an expression that reads no frame's column.

        Without any frame, Series that were given one by one make one.
        """
        frames = self.read_frames or tuple(key for key in self.frame_forms if key != BARE)
        if len(frames) > 1:
            raise WhichFrameError(node.place, tuple(map(frame_text, frames)))
        if not frames:
            known = (self.forms[p.name] for p in node.parameters if p.name in self.forms)
            series = (form.library for form in known if form.kind is Kind.COLUMN)
            library = next(series, form.library)
            self.frame_forms.setdefault(BARE, Form(Kind.FRAME, library, False))
        return frames[0] if frames else BARE

    def _check_frame_function(self, node: Node) -> None:
        """Refuse a frame function that takes expressions of a frame that it does not take."""
        for parameter in node.parameters:
            owner = self.owners.get(parameter.name)
            if owner is None or not wants_expression(parameter):
                continue
            if owner not in {p.name for p in node.parameters}:
                frames = tuple((p.name, p.name) for p in node.parameters if self._is_frame(p.name))
                shown = (parameter.name, frame_text(owner))
                raise MixedFramesError(node.place, (shown, *frames))

    def _is_frame(self, name: str) -> bool:
        return name in self.forms and self.forms[name].kind is Kind.FRAME

    # -- when ------------------------------------------------------------------------------------

    def _phase(self, name: str) -> int:
        return self.places[name].phase if name in self.places else 0

    def _place(self, node: Node, form: Form) -> Place:
        if node.frame:
            return Place(self._phase(node.frame), 0)
        is_expression = form.kind is Kind.COLUMN and form.lazy
        is_pure = node.name in self.pure
        phase, layer = self.waits.get(node.name, 0), 0
        for parameter in node.parameters:
            name = parameter.name
            if name not in self.places:
                continue
            at = self.places[name]
            at_phase, at_layer = at.phase, at.layer
            if not is_pure and self._is_lazy(name):
                if not (is_expression and wants_expression(parameter)):
                    at_phase, at_layer = at_phase + 1, 0  # a barrier
            if at_phase > phase:
                phase, layer = at_phase, at_layer
            elif at_phase == phase and at_layer > layer:
                layer = at_layer
        return Place(phase, layer + 1 if is_expression else 0)

    def wait_for_barriers(self) -> None:
        """Let functions on data wait for a barrier that has to be anyway."""
        phases = {name: place.phase for name, place in self.places.items()}
        if not any(phases.values()):
            return
        self.waits = waits(self.sources.order, self.forms, phases)
        for node in self.sources.order if self.waits else ():
            self.places[node.name] = self._place(node, self.forms[node.name])

    def gather_windows(self) -> None:
        """Bring windows over the same key into one layer, frame by frame and phase by phase."""
        members: dict[tuple[int, str], list[Node]] = defaultdict(list)
        for node in self.sources.order:
            place = self.places[node.name]
            if place.layer:
                members[place.phase, self.owners[node.name]].append(node)
        for (phase, owner), nodes in members.items():
            layers = {node.name: self.places[node.name].layer for node in nodes}
            form = self.frame_forms[owner]
            # The streaming engine is the default of a lazy query, and one that can be asked for.
            streaming = form.lazy or self.request.engine == "streaming"
            streaming = streaming and form.library == "polars"
            sharing = sharing_of(self.graph.nodes, tuple(layers), streaming=streaming)
            if sharing.keys and not stream_well(self.graph.nodes, sharing.keys):
                self.joined_windows.add(owner)
            if len(sharing.keys) > 1:
                reads = {n.name: [p.name for p in n.parameters if p.name in layers] for n in nodes}
                chosen = gathered(layers, reads, sharing)
                self.places.update({name: Place(phase, layer) for name, layer in chosen.items()})

    def _is_lazy(self, name: str) -> bool:
        form = self.forms[name]
        return form.lazy and form.kind is Kind.COLUMN
