"""The answer: which columns feed which outputs, as data, as a table, as a graph."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import form_of
from hamiltonish.errors import MissingDependencyError, WhichLibraryError
from hamiltonish.errors.text import counted
from hamiltonish.frames import TARGETS, installed, target_of, text_table
from hamiltonish.graph import Graph
from hamiltonish.lineage.edges import Edge, SourceFrame, Ways

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from hamiltonish.execute import Run
    from hamiltonish.render import Options, View

__all__ = ["Lineage"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lineage:
    """Which columns of which frames feed which outputs, and how.

    Attributes:
        outputs: The columns of the result and their dtypes as text, where they are known.
        edges: What feeds them, output by output.
        frames: The frames that lineage ends at, by name.
        graph: The nodes that the outputs come from: a graph, to be drawn or asked again.
        links: Which column of a source, or node, each of these nodes reads: pairs of names.
        library: The library of the frames that were given; empty if none was.
    """

    outputs: Mapping[str, str]
    edges: tuple[Edge, ...]
    frames: Mapping[str, SourceFrame]
    graph: Graph
    links: tuple[tuple[str, str], ...] = ()
    library: str = ""

    def sources_of(self, output: str) -> tuple[str, ...]:
        """List the columns that feed an output.

        Raises:
            KeyError: If there is no such output.
        """
        if output not in self.outputs:
            raise KeyError(f"`{output}` is none of the outputs: {', '.join(self.outputs)}")
        return tuple(edge.source for edge in self.edges if edge.output == output)

    def outputs_of(self, column: str, frame: str | None = None) -> tuple[str, ...]:
        """List the outputs that a column feeds: what changes if it does.

        Args:
            column: The column.
            frame: Its frame, if several have one of the name.
        """
        found = (
            edge.output
            for edge in self.edges
            if edge.column in (column, _ALL) and frame in (None, edge.frame)
        )
        return tuple(dict.fromkeys(found))

    def __iter__(self) -> Iterator[Edge]:
        return iter(self.edges)

    def __len__(self) -> int:
        return len(self.edges)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it as plain dicts, lists and texts, as JSON takes them."""
        return {
            "outputs": dict(self.outputs),
            "edges": [
                {
                    "output": edge.output,
                    "frame": edge.frame,
                    "column": edge.column,
                    "flows": [flow.value for flow in edge.flows],
                    "through": list(edge.through),
                    "is_opaque": edge.is_opaque,
                }
                for edge in self.edges
            ],
            "frames": {
                name: {"columns": dict(frame.columns), "files": list(frame.files)}
                for name, frame in self.frames.items()
            },
        }

    def to_frame(self, to: str | None = None) -> Any:
        """Give the edges as a dataframe, a row each.

        Args:
            to: ``"pandas"``, ``"polars"`` or ``"pyarrow"``; by default the library of the inputs,
                or of the functions, or the only one that is installed.

        Returns:
            A frame with the columns ``output``, ``frame``, ``column``, ``flows``, ``through`` and
            ``is_opaque``; several flows, and nodes, stand in one text, with commas.

        Raises:
            UnknownLibraryError: If `to` is no such library.
            MissingDependencyError: If it is not installed.
            WhichLibraryError: If several libraries could hold it.
        """
        columns: dict[str, list[Any]] = {
            "output": [edge.output for edge in self.edges],
            "frame": [edge.frame for edge in self.edges],
            "column": [edge.column for edge in self.edges],
            "flows": [_flows_text(edge) for edge in self.edges],
            "through": [", ".join(edge.through) for edge in self.edges],
            "is_opaque": [edge.is_opaque for edge in self.edges],
        }
        return text_table(self._library() if to is None else target_of(to), columns)

    def _library(self) -> str:
        used = (form_of(node.type).library for node in self.graph.values())
        for library in (self.library, *used):
            if library in TARGETS:
                return library
        candidates = [name for name in ("polars", "pandas") if installed(name)]
        imported = [name for name in candidates if name in sys.modules]
        for names in (candidates, imported):
            if len(names) == 1:
                return names[0]
        if not candidates:
            raise MissingDependencyError("polars", "to make a dataframe", "polars")
        raise WhichLibraryError(("lineage",), tuple(candidates))

    def view(self, **options: Unpack[Options]) -> View:
        """Draw the columns of the sources, and the nodes that they go through to the outputs.

        Args:
            options: How it is to look, as for `Graph.view`.
        """
        from hamiltonish.lineage.drawing import lineage_drawing
        from hamiltonish.render import view_of

        drawing = lineage_drawing(self.graph, self.edges, self.frames, self.links)
        return view_of(drawing, options)

    def to_openlineage(
        self,
        *,
        namespace: str,
        job: str,
        output: str = "",
        run_id: str | None = None,
        run: Run | None = None,
        time: datetime | None = None,
    ) -> list[dict[str, Any]]:
        """Give the events of a run, as OpenLineage has them; `hamiltonish.lineage.emit` sends them.

        They are built by the classes of the package `openlineage-python`, which check them.

        Args:
            namespace: The namespace of the job, and of frames that are not read from files.
            job: The name of the job.
            output: The name of the dataset that was made: a path, or any name; the job's name by
                default.
            run_id: The UUID of the run; a new one by default.
            run: What `Driver.run` gave: the times of the events and the number of rows are its.
            time: When the run ended; now by default. With a time zone.

        Returns:
            Two events, of the start of the run and of its end, as dicts that JSON takes.

        Raises:
            MissingDependencyError: If `openlineage-python` is not installed.
            ValueError: If `run_id` is no UUID.
        """
        from hamiltonish.lineage.openlineage import Answer, events_of

        answer = Answer(self.outputs, self.edges, self.frames, tuple(self.graph.values()))
        return events_of(
            answer, namespace=namespace, job=job, output=output, run_id=run_id, run=run, time=time
        )

    def __str__(self) -> str:
        frames = {edge.frame for edge in self.edges if edge.frame}
        columns = {edge.source for edge in self.edges}
        title = f"Lineage of {counted(len(self.outputs), 'output')}: "
        title += f"{counted(len(columns), 'source')} in {counted(len(frames), 'frame')}"
        by_output: dict[str, list[Edge]] = {name: [] for name in self.outputs}
        for edge in self.edges:
            by_output[edge.output].append(edge)
        lines = [title]
        for output, edges in by_output.items():
            lines += [f"  {output}", *_told(edges)]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {**self.view()._repr_mimebundle_(), "text/plain": str(self)}

    def __repr__(self) -> str:
        outputs, edges = counted(len(self.outputs), "output"), counted(len(self.edges), "edge")
        return f"<Lineage: {outputs}, {edges}>"


_ALL = "*"
_WIDTH = 96


def _told(edges: list[Edge]) -> Iterator[str]:
    """Tell of what feeds an output: the columns that do so in the same way together."""
    if not edges:
        yield "    no column feeds it"
        return
    ways: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.is_opaque, not edge.is_direct)):
        text = f"{_flows_text(edge)}{' (opaque)' if edge.is_opaque else ''}"
        ways.setdefault(text, []).append(edge.source)
    width = max(map(len, ways))
    for text, sources in ways.items():
        yield from _wrapped(f"    {text:<{width}}  ", ", ".join(sources))
    nodes = Ways.united(edge.ways for edge in edges)
    yield from _wrapped(f"    {'by':<{width}}  ", ", ".join(nodes))


def _wrapped(lead: str, text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _flows_text(edge: Edge) -> str:
    return ", ".join(flow.value.replace("_", " ") for flow in edge.flows) or "unknown"
