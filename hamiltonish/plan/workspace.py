"""The data and frames of a plan while its steps are written: where each is, and how to get it.

A name may be there as data (a value, a frame, a Series), or as a column of a frame with layers, or
both. Whatever is asked for in a form in which it is not there yet gets the step that makes it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter

from hamiltonish.annotations import Kind
from hamiltonish.frames import engine_of, unwrapped, wrapped
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.plan import operations
from hamiltonish.plan.barriers import Barriers
from hamiltonish.plan.checks import Checks
from hamiltonish.plan.columns import Columns, Place
from hamiltonish.plan.engines import Choice, choice_of
from hamiltonish.plan.liveness import Liveness
from hamiltonish.plan.request import BARE, Request
from hamiltonish.plan.sources import Origin, Sources, frame_text
from hamiltonish.plan.steps import Layer, StepKind
from hamiltonish.plan.tape import Tape

__all__ = ["Workspace"]


@dataclass(frozen=True, slots=True)
class _Query:
    """What a barrier fetches of one frame.

    Attributes:
        key: The frame.
        value: Where its query is.
        taken: Maps the columns in the result to those of the query; None to take it whole.
        columns: The columns that functions wait for; none if they take the whole frame.
    """

    key: str
    value: int
    taken: Mapping[str, str] | None = None
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        frame = frame_text(self.key)
        return f"{', '.join(self.columns)} of {frame}" if self.columns else frame


class Workspace:
    """What a plan has at hand, step by step.

    Attributes:
        tape: The steps.
        checks: The checks, as far as their steps are not written yet.
        layers: The layers so far, in order.
        reads: For each frame, in words, those of its own columns that are read.
        engines: The engines of Polars that the plan uses, in words.
    """

    def __init__(self, graph: Graph, request: Request, sources: Sources, columns: Columns) -> None:
        self.graph = graph
        self.request = request
        self.sources = sources
        self.columns = columns
        self.tape = Tape()
        self._barriers = Barriers(request, sources, columns)
        self.engines: dict[str, None] = {}
        # The names that are a frame's own columns, with the names that these have in the frame.
        self._own = {name: name for name in sources.frames}
        self._own.update((node.name, node.own_column) for node in sources.order if node.frame)
        self.checks = Checks(request, sources, columns, self.tape, self.column_in_frame)
        self._liveness = Liveness(sources, columns, self.checks.awaiting(self.is_deferred))
        self.layers: list[Layer] = []
        self.reads: dict[str, dict[str, None]] = {}
        for name, column in self._own.items():
            self.reads.setdefault(frame_text(columns.owners[name]), {})[column] = None
        self._data: dict[str, int] = {}  # names that are there as data
        self._states: dict[str, int] = {}  # frames with the layers that they have so far
        self._converted: dict[tuple[str, bool], int] = {}  # frames made lazy, or collected
        self._wrapped: dict[tuple[str, bool], int] = {}  # data wrapped for narwhals, or unwrapped
        self._expressions: dict[tuple[str, str], int] = {}
        self._eager: dict[str, int] = {}  # lazy frames as they came out of their last barrier
        self._attached: set[str] = set()  # Series that are columns by now
        self._barrier_of: dict[str, float] = {}  # where the rows of a Series come from
        # The columns that each frame with layers has: its own, those of layers, Series.
        self._there: dict[str, dict[str, None]] = defaultdict(dict)
        for name in self._own:
            self._there[columns.owners[name]][name] = None

    # -- names -----------------------------------------------------------------------------------

    def is_source(self, name: str) -> bool:
        """Whether a name is one of a frame's own columns, not a computed one."""
        return name in self._own

    def own_columns(self, key: str) -> tuple[str, ...]:
        """List those of a frame's own columns that the plan reads, as the frame names them."""
        return tuple(c for name, c in self._own.items() if self.columns.owners[name] == key)

    def is_series(self, name: str) -> bool:
        """Whether a column is there as data only: a Series that was given or computed."""
        form = self.columns.forms.get(name)
        if form is None or self.is_source(name):
            return False
        return form.kind is Kind.COLUMN and not form.lazy

    def column_in_frame(self, name: str) -> str:
        """Name a column as its frame does.

        A computed column goes by the name of its node, unless that is the name of a column of the
        frame's own that is read under another name: both are needed then.
        """
        if not self.is_source(name):
            return f"{name} (computed)" if name in self._aliased else name
        return self._own[name]

    @cached_property
    def _aliased(self) -> frozenset[str]:
        own = {node.name: node.own_column for node in self.sources.order if node.frame}
        return frozenset(column for name, column in own.items() if column != name)

    def expression(self, name: str, library: str) -> int:
        """Find a column as an expression of a library: the name of the column, no more."""
        key = (name, library)
        if key not in self._expressions:
            expression = engine_of(library).expression(self.column_in_frame(name))
            self._expressions[key] = self.tape.constant(expression)
        return self._expressions[key]

    # -- data ------------------------------------------------------------------------------------

    def data(self, name: str) -> int:
        """Find the data of a name; that of a lazy column is there once it was collected."""
        if name not in self._data:
            origin = self.sources.origins[name]
            if origin is Origin.CONFIG:
                self._data[name] = self.tape.constant(self.graph.config[name])
            elif origin in (Origin.INPUT, Origin.OVERRIDE):
                self._data[name] = self._supplied(origin, name)
            else:  # a column of an eager frame, given or extracted
                owner = self.columns.owners[name]
                self._data[name] = self._taken(self.frame(owner), owner, name)
        return self._data[name]

    def _supplied(self, origin: Origin, name: str) -> int:
        """Find what the caller gives, taken out of narwhals if it came wrapped."""
        given = self.request.overrides if origin is Origin.OVERRIDE else self.request.inputs
        value = self.tape.supply(origin, name)
        if not given[name].is_wrapped:
            return value
        text = f"{frame_text(name)} from narwhals"
        return self.tape.emit(StepKind.CONVERT, text, unwrapped, [value])

    def keep(self, name: str, value: int) -> None:
        """Note where the data of a computed node is."""
        self._data[name] = value

    def converted_for(self, name: str, library: str) -> int:
        """Find data as functions of a library take it: wrapped for narwhals, or unwrapped."""
        form = self.columns.forms[name]
        if form.kind is Kind.VALUE or "narwhals" not in (form.library, library):
            return self.data(name)
        key = (name, library == "narwhals")
        if key not in self._wrapped:
            function = wrapped if library == "narwhals" else unwrapped
            text = f"{name} for narwhals" if library == "narwhals" else f"{name} from narwhals"
            self._wrapped[key] = self.tape.emit(StepKind.CONVERT, text, function, [self.data(name)])
        return self._wrapped[key]

    def note_rows(self, node: Node, series: tuple[str, ...]) -> None:
        """Note from which barrier the rows of a result come: that of the Series it is made of.

        Raises:
            UnsupportedError: If they come from two, of an engine that does not keep rows in order.
        """
        rows: dict[str, float] = {}
        for name in series:
            if name in self._barrier_of:
                key, phase = self.columns.owners[name], self._barrier_of[name]
                if rows.setdefault(key, phase) != phase:
                    self._barriers.check_rows_return(key, [node.name])
        if len(rows) == 1:
            self._barrier_of[node.name] = next(iter(rows.values()))

    def _taken(self, frame: int, key: str, name: str) -> int:
        """Take one column of an eager frame."""
        engine = engine_of(self.columns.frame_forms[key].library)
        function = operations.taking(engine, self.column_in_frame(name))
        return self.tape.emit(StepKind.COLUMN, name, function, [frame], columns=(name,))

    def collect(
        self, names: Iterable[str], *, phase: float = math.inf, frames: Iterable[str] = ()
    ) -> None:
        """Fetch the data of lazy columns, and whole lazy frames: the barrier before a phase.

        All that can be fetched at one moment is fetched in one step, so that the engine computes
        once what several queries have in common.

        Args:
            names: The columns; those that are data already are passed over.
            phase: The phase; what is not read from then on is not fetched. The end by default.
            frames: Lazy frames that functions take as data.
        """
        wanted = self._uncollected(names)
        # A frame that is taken whole is fetched first; its columns can then be computed from it.
        late = {k for k in wanted if k not in self._states and self._barriers.is_taken_whole(k)}
        whole = [k for k in dict.fromkeys((*frames, *late)) if (k, False) not in self._converted]
        early = [k for k in wanted if k not in late and self.is_deferred(k)]
        queries = [_Query(key, self.frame(key)) for key in whole]
        queries += [self._query(key, wanted[key], phase) for key in early]
        fetched = self._fetched(queries)
        for key in whole:
            self._converted[key, False] = fetched[key]
            self.checks.of_whole(key, fetched.pop(key))
        fetched |= self._fetched([self._query(key, wanted[key], phase) for key in late])
        for key, columns in wanted.items():
            frame = fetched[key] if key in fetched else self.state(key)
            for name in columns:
                self._data[name] = self._taken(frame, key, name)
                self._barrier_of[name] = phase
            if key in fetched:
                self.checks.of_columns((*columns, *self._riding(key)), frame)
                if self._barriers.goes_on_from(key):
                    self._go_on_from(key, frame)

    def _uncollected(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Sort lazy columns that are not data yet by their frames."""
        columns = self.columns
        wanted: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(names):
            if name not in self._data and name in columns.owners and columns.is_lazy(name):
                key = columns.owners[name]
                wanted[key] = (*wanted.get(key, ()), name)
        return wanted

    def _query(self, key: str, columns: tuple[str, ...], phase: float) -> _Query:
        """Say what is to be computed of a frame: more than columns, if the plan goes on from it."""
        state = self.state(key)
        taken = dict.fromkeys((*columns, *self._riding(key)))
        if self._barriers.goes_on_from(key):
            if self._barriers.is_widened(key):
                return _Query(key, state, None, columns)
            taken |= dict.fromkeys(self._liveness.from_phase(phase, self._there[key]))
            self._there[key] = taken
        names = tuple(map(self.column_in_frame, taken))
        return _Query(key, state, dict(zip(names, names, strict=True)), columns)

    def _riding(self, key: str) -> tuple[str, ...]:
        """List the columns that a barrier computes too, so that they are checked there."""
        return tuple(name for name in self.checks.pending(key) if name in self._there[key])

    def _fetched(self, queries: list[_Query]) -> dict[str, int]:
        """Write the step that computes queries; find the result of each by the key of its frame."""
        fetched: dict[str, int] = {}
        by_library: dict[str, list[_Query]] = defaultdict(list)
        for query in queries:
            by_library[self.columns.frame_forms[query.key].library].append(query)
        for library, together in by_library.items():
            taken = [query.taken for query in together]
            choice = self.choice(*(query.key for query in together))
            function = operations.collecting(engine_of(library), taken, choice)
            text = "; ".join(map(str, together))
            columns = tuple(column for query in together for column in query.columns)
            reads = [query.value for query in together]
            reads += [self.eager_frame(query.key) for query in together]
            result = self.tape.emit(StepKind.COLLECT, text, function, reads, columns=columns)
            for index, query in enumerate(together):
                fetched[query.key] = result
                if len(together) > 1:
                    part = f"{frame_text(query.key)} of those collected"
                    function = itemgetter(index)
                    fetched[query.key] = self.tape.emit(StepKind.COLUMN, part, function, [result])
        return fetched

    def _go_on_from(self, key: str, frame: int) -> None:
        """Put what comes on the data that was collected of a frame."""
        engine = engine_of(self.columns.frame_forms[key].library)
        self._eager[key] = frame
        text = f"{frame_text(key)} to a lazy frame"
        self._states[key] = self.tape.emit(StepKind.CONVERT, text, engine.lazy, [frame])

    # -- frames ----------------------------------------------------------------------------------

    def frame(self, key: str) -> int:
        """Find a frame as it came, without layers."""
        if key not in self.sources.origins and key not in self._data:
            self._data[key] = self._supplied(Origin.INPUT, key)
        return self.data(key)

    def is_deferred(self, key: str) -> bool:
        """Whether a frame with layers is a query that has to be collected.

        An eager Polars frame is made lazy for its layers, so that the engine sees them together;
        not if portable expressions are put on it, which allow less on lazy frames.
        """
        form = self.columns.frame_forms[key]
        return form.lazy or (form.library == "polars" and key not in self._portable_frames)

    @cached_property
    def _portable_frames(self) -> frozenset[str]:
        return frozenset(
            self.columns.owners[node.name]
            for node in self.sources.order
            if self.columns.is_lazy(node.name)
            and self.columns.forms[node.name].library == "narwhals"
        )

    def state(self, key: str) -> int:
        """Find a frame with the layers that it has so far."""
        if key not in self._states:
            if key == BARE and BARE not in self.request.inputs:
                self._states[key] = self.tape.constant(None)  # Series make it when they come
            elif self._barriers.is_taken_whole(key):
                self._go_on_from(key, self.converted_frame(key, lazy=False))
            elif self.is_deferred(key):
                self._states[key] = self.converted_frame(key, lazy=True)
            else:
                self._states[key] = self.frame(key)
        return self._states[key]

    def converted_frame(self, key: str, *, lazy: bool) -> int:
        """Find a frame as it came, but lazy, or collected."""
        form = self.columns.frame_forms[key]
        if form.lazy is lazy:
            return self.frame(key)
        if (key, lazy) not in self._converted:
            engine = engine_of(form.library)
            kind = StepKind.CONVERT if lazy else StepKind.COLLECT
            text = f"{frame_text(key)} to a lazy frame" if lazy else frame_text(key)
            function = engine.lazy
            if not lazy:
                function = partial(engine.collect, engine=self.choice(key).engine)
            value = self.tape.emit(kind, text, function, [self.frame(key)])
            self._converted[key, lazy] = value
            if not lazy:
                self.checks.of_whole(key, value)
        return self._converted[key, lazy]

    def add_layer(
        self, key: str, place: Place, names: tuple[str, ...], values: list[int], library: str
    ) -> None:
        """Put expressions of a library on a frame, and leave behind what nothing reads later."""
        nodes = tuple((self.column_in_frame(name), self.graph.nodes[name]) for name in names)
        kept: tuple[str, ...] | None = None
        if not self._barriers.is_widened(key):
            self._there[key] = dict.fromkeys(self._liveness.after(place, self._there[key]))
            kept = tuple(map(self.column_in_frame, self._there[key]))
        self._there[key].update(dict.fromkeys(names))
        function = operations.adding(engine_of(library), nodes, kept)
        reads = [self.state(key), *values]
        if self.is_deferred(key):  # if the query fails, they tell which column is to blame
            self.tape.kept.update(reads)
        text = f"{', '.join(names)} on {frame_text(key)}"
        self._states[key] = self.tape.emit(StepKind.LAYER, text, function, reads, columns=names)
        self.layers.append(Layer(frame_text(key), names))
        if not self.is_deferred(key):
            self.checks.of_columns(names, self._states[key])

    def check_rows_return(self, key: str, names: Iterable[str]) -> None:
        """Check that the result is of the frame's kind where it is made of Series of that frame."""
        self._barriers.check_rows_return(key, names)

    def attach(self, key: str, names: Iterable[str]) -> None:
        """Put Series into a frame: what functions on data computed becomes a column of it."""
        fresh = tuple(dict.fromkeys(name for name in names if name not in self._attached))
        if not fresh:
            return
        self._barriers.check_rows_return(key, fresh)
        self._attached.update(fresh)
        self._there[key].update(dict.fromkeys(fresh))
        in_frame = tuple(map(self.column_in_frame, fresh))
        function = operations.attaching(self.columns.frame_forms[key].library, in_frame)
        reads = [self.state(key), self.eager_frame(key), *(self.data(name) for name in fresh)]
        text = f"{', '.join(fresh)} into {frame_text(key)}"
        self._states[key] = self.tape.emit(StepKind.CONVERT, text, function, reads)

    def eager_frame(self, key: str) -> int:
        """Find the data on which the query of a frame stands; None if only the engine has it."""
        if key in self._eager:
            return self._eager[key]
        form = self.columns.frame_forms[key]
        known = not form.lazy and (key != BARE or BARE in self.request.inputs)
        return self.frame(key) if known else self.tape.constant(None)

    def choice(self, *keys: str) -> Choice:
        """Choose the engine of Polars that computes the queries of some frames, and note it."""
        choice = choice_of(
            self.request.engine,
            is_lazy=any(self.columns.frame_forms[key].lazy for key in keys),
            streams_well=self.columns.joined_windows.isdisjoint(keys),
        )
        if self.columns.frame_forms[keys[0]].library == "polars":
            self.engines[str(choice)] = None
        return choice

    def widened_frame(self, key: str, names: tuple[str, ...], *, lazy: bool) -> int:
        """Find a frame with some of its computed columns, and with no others."""
        engine = engine_of(self.columns.frame_forms[key].library)
        self.attach(key, filter(self.is_series, names))
        function = operations.widening(engine, {n: self.column_in_frame(n) for n in names})
        reads = [self.frame(key), self.state(key)]
        if not lazy and self.is_deferred(key):
            function = operations.collected(engine, function, self.choice(key))
            reads = [self.eager_frame(key), *reads]
        text = f"{frame_text(key)} with {', '.join(names)}"
        return self.tape.emit(StepKind.CONVERT, text, function, reads, columns=names)
