"""What is known of a request while it is traced: its names, its frames, and what feeds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of, sample_of
from hamiltonish.frames import engine_of, unwrapped, without_rows
from hamiltonish.graph import Graph
from hamiltonish.lineage.cells import Cell, Key
from hamiltonish.lineage.flows import SURE, UNKNOWN, Flow, bits_of
from hamiltonish.lineage.frames import Frame, described, polars_schema_of
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.operations import calling
from hamiltonish.plan.sources import Origin, Sources, frame_text

__all__ = ["INPUTS", "OVERRIDES", "SAME", "SOMEHOW", "Trace"]

INPUTS = "inputs"
"""The frame of columns that are given by themselves, or not given at all."""

OVERRIDES = "overrides"
"""The frame of columns that are given instead of computed."""

SAME = bits_of(Flow.IDENTITY)
"""The flow of a column to one that is the same."""

SOMEHOW = UNKNOWN | SURE
"""The flow of a column to what a function makes of it that nobody can look into."""


class Trace:
    """What feeds what, as far as it was found out.

    Attributes:
        table: For each node, and each column of a computed frame, what it reads, and how.
        frames: The frames, by their names in the request.
        kinds: Whether each name is a column, a frame or a value.
        values: The plain values that are known.
    """

    def __init__(self, graph: Graph, sources: Sources, given: Mapping[str, Any]) -> None:
        self.graph = graph
        self.sources = sources
        self.given = given
        self.table: dict[Key, dict[Key, int]] = {}
        self.frames: dict[str, Frame] = {}
        self.kinds: dict[str, Kind] = {}
        self.values: dict[str, object] = {}
        self.owners: dict[str, str] = {}
        self.dtypes: dict[str, Any] = {}
        self.expressions: dict[str, Any] = {}  # of Polars; their dtypes are found when needed
        self.in_frame: dict[str, dict[str, str]] = defaultdict(dict)
        self._rank = {node.name: index for index, node in enumerate(sources.order)}
        own = {node.name: node.own_column for node in sources.order if node.frame}
        self._aliased = frozenset(column for name, column in own.items() if column != name)

    # -- given -----------------------------------------------------------------------------------

    def add_given(self, name: str, origin: Origin) -> None:
        """Add an input, an override, a value of the config, or a column of an input frame."""
        if origin is Origin.COLUMN:
            key = self.sources.frames[name]
            self._give_frame(key)
            self.add_column(name, {Cell(frame_text(key), name): SAME}, key)
            self.dtypes[name] = (self.frames[key].schema or {}).get(name)
            return
        if origin is Origin.CONFIG:
            value = self.graph.config[name]
            kind = form_of(type(value)).kind
        else:
            value = self.given.get(name)
            kind = form_of(type(value) if name in self.given else self.graph[name].type).kind
        self.kinds[name] = kind
        if kind is Kind.FRAME:
            self._give_frame(name, value)
        elif kind is Kind.COLUMN:
            frame = OVERRIDES if origin is Origin.OVERRIDE else INPUTS
            self.add_column(name, {Cell(frame, name): SAME}, "")
            self.dtypes[name] = _dtype_of(value)
        else:
            self.table[name] = {} if origin is Origin.CONFIG else {Cell("", name): SAME}
            if origin is Origin.CONFIG or name in self.given:
                self.values[name] = value

    def _give_frame(self, key: str, value: Any = None) -> None:
        if key in self.frames:
            return
        value = self.given.get(key) if value is None else value
        frame = self.frames[key] = Frame(frame_text(key))
        if value is not None:
            native = unwrapped(value)
            frame.schema = polars_schema_of(native)
            frame.empty = lambda: without_rows(native)
            described(frame, native)

    def add_column(self, name: str, row: dict[Key, int], owner: str) -> None:
        """Add a column of a frame; one that belongs to none yet has no owner."""
        self.kinds[name] = Kind.COLUMN
        self.table[name] = row
        self.owners[name] = owner
        self.in_frame[owner][self.column(name)] = name

    def column(self, name: str) -> str:
        """Name a column as its frame does when functions run."""
        node = self.graph.nodes.get(name)
        if node is not None and node.frame:
            return node.own_column
        return f"{name} (computed)" if name in self._aliased else name

    # -- what reads what -------------------------------------------------------------------------

    def cell(self, key: str, column: str) -> Cell:
        """Find a column of a frame, with its row in the table."""
        frame = self.frames[key]
        cell = Cell(frame.name, column)
        if frame.row is not None and cell not in self.table:
            self.table[cell] = frame.row(column)
        return cell

    def cells(self, key: str) -> list[Cell]:
        """Find all columns of a frame, with their rows."""
        return [self.cell(key, cell.column) for cell in self.frames[key].cells()]

    def is_made(self, key: str) -> bool:
        """Whether a frame is made of others, so that lineage goes on above it."""
        return key in self.frames and self.frames[key].row is not None

    def read(self, node: Node) -> Iterator[tuple[Parameter, Kind]]:
        """Yield the parameters of a node that something feeds."""
        for parameter in node.parameters:
            if parameter.name in self.kinds:
                yield parameter, self.kinds[parameter.name]

    def parameters(self, node: Node) -> dict[Key, int]:
        """List what a function reads that nobody can look into: all that goes in."""
        row: dict[Key, int] = {}
        for parameter, kind in self.read(node):
            if kind is Kind.FRAME:
                row |= dict.fromkeys(self.cells(parameter.name), UNKNOWN)
            else:
                row[parameter.name] = SOMEHOW
        return row

    def is_of_rows(self, name: str) -> bool:
        """Whether a value comes from rows, so that lineage does not end at what is made of it."""
        pending, seen = [name], {name}
        while pending:
            one = pending.pop()
            if self.kinds.get(one) is not Kind.VALUE:
                return True
            for read in self.table[one]:
                if isinstance(read, Cell):
                    if read.frame:
                        return True
                elif read not in seen:
                    seen.add(read)
                    pending.append(read)
        return False

    def owner(self, node: Node) -> str:
        """Find the frame that a column belongs to, or will: that of its parameters, or the only."""
        owners = [self.owners.get(p.name, "") for p, _ in self.read(node)]
        named = next(filter(None, owners), "")
        return named or (next(iter(self.frames)) if len(self.frames) == 1 else "")

    def dtype(self, name: str) -> Any:
        """Find the dtype of a column, as Polars has it; None if it is not known."""
        unknown: set[str] = set()
        pending = [name]
        while pending:
            one = pending.pop()
            if one not in self.dtypes and one in self.expressions and one not in unknown:
                unknown.add(one)
                pending.extend(read for read in self.table[one] if isinstance(read, str))
        for one in sorted(unknown, key=self._rank.__getitem__):
            self.dtypes[one] = self._resolved(one)
        return self.dtypes.get(name)

    def _resolved(self, name: str) -> Any:
        from hamiltonish.frames import polars

        schema = {}
        for key in self.table[name]:
            if isinstance(key, str):
                if self.kinds[key] is Kind.COLUMN:
                    schema[self.column(key)] = self.dtypes.get(key)
            elif self.owners[name] in self.frames:
                known = self.frames[self.owners[name]].schema or {}
                schema[key.column] = known.get(key.column)
        if None in schema.values():
            return None
        try:
            selected = polars.lazy_of(schema).select(self.expressions[name])
            return selected.collect_schema().dtypes()[0]
        except Exception:  # noqa: BLE001  # an error that the run will tell of
            return None

    # -- calls -----------------------------------------------------------------------------------

    def called(self, node: Node, frames: Mapping[str, Any]) -> tuple[Any, bool]:
        """Call a function of expressions and frames.

        Returns:
            What it gave, None if it cannot be called; and whether all values that it took were
            those that it will take.
        """
        arguments, is_exact = [], True
        for parameter in node.parameters:
            value, is_known = self._argument(parameter, frames)
            if value is NotImplemented:
                return None, False
            arguments.append(value)
            is_exact &= is_known
        try:
            return calling(node)(*arguments), is_exact
        except Exception:  # noqa: BLE001  # the run will tell; here it is what goes in that counts
            return None, False

    def _argument(self, parameter: Parameter, frames: Mapping[str, Any]) -> tuple[Any, bool]:
        name = parameter.name
        kind = self.kinds.get(name)
        if kind is None:
            return parameter.default, True
        if name in frames:
            return frames[name], True
        taken = form_of(parameter.type)
        if kind is Kind.COLUMN and taken.kind is Kind.COLUMN and taken.lazy:
            return engine_of(taken.library).expression(self.column(name)), True
        if kind is not Kind.VALUE:
            return NotImplemented, False
        if name in self.values:
            return self.values[name], True
        if parameter.is_optional:
            return parameter.default, False
        return sample_of(parameter.type), False


def _dtype_of(series: Any) -> Any:
    """Find the dtype of a Series of Polars; None of others."""
    return series.dtype if form_of(type(series)).library == "polars" else None
