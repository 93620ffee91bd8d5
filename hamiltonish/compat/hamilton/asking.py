"""What can be asked of a driver's graph without running it: lists of nodes, ways, and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.compat.hamilton import drawing
from hamiltonish.compat.hamilton.graph_types import HamiltonNode, record_of
from hamiltonish.compat.hamilton.running import Runner
from hamiltonish.errors import NotAnOutputError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph import Graph

__all__ = ["Asking", "Outputs"]

Outputs = Iterable[str | Callable[..., Any] | HamiltonNode]
"""What can be asked for: names, functions, variables."""


class Asking:
    """The questions of a driver, and its pictures.

    Attributes:
        graph: The graph, which answers questions with graphs.
    """

    graph: Graph
    _runner: Runner

    # -- asking ----------------------------------------------------------------------------------

    def list_available_variables(
        self, *, tag_filter: Mapping[str, str | list[str] | None] | None = None
    ) -> list[HamiltonNode]:
        """List all nodes, inputs among them.

        Args:
            tag_filter: Tags that they must have, with one of these values; None for any value.

        Raises:
            ValueError: If a value is neither a text, a list of texts, nor None.
        """
        with tidy:
            wanted = {tag: _tag_values(tag, value) for tag, value in (tag_filter or {}).items()}
            records = (record_of(node, self.graph) for node in self.graph.values())
            return [record for record in records if _matches(record.tags, wanted)]

    def what_is_upstream_of(self, *node_names: str) -> list[HamiltonNode]:
        """List the nodes from which these come, these included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._records(self.graph.upstream(*node_names))

    def what_is_downstream_of(self, *node_names: str) -> list[HamiltonNode]:
        """List the nodes that these reach, these included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._records(self.graph.downstream(*node_names))

    def what_is_the_path_between(
        self, upstream_node_name: str, downstream_node_name: str
    ) -> list[HamiltonNode]:
        """List the nodes on all ways from one to another, both included; none without a way.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._records(self._between(upstream_node_name, downstream_node_name))

    def has_cycles(self, final_vars: Outputs) -> bool:
        """Tell that there is no circle: a graph that has one is not built.

        Raises:
            UnknownNodeError: If an output is not there.
        """
        with tidy:
            self.graph.upstream(*self._names(final_vars))
            return False

    def _between(self, first: str, last: str) -> list[str]:
        below = self.graph.downstream(first)
        return [name for name in self.graph.upstream(last) if name in below]

    def _records(self, names: Iterable[str]) -> list[HamiltonNode]:
        return [record_of(self.graph.nodes[name], self.graph) for name in names]

    # -- drawing ---------------------------------------------------------------------------------

    def display_all_functions(
        self,
        output_file_path: str | None = None,
        render_kwargs: Any = None,
        graphviz_kwargs: Any = None,
        **options: Any,
    ) -> Any:
        """Draw the graph.

        Args:
            output_file_path: Where to write the picture, if anywhere.
            render_kwargs: For Graphviz: ``format``, ``view``.
            graphviz_kwargs: For `graphviz.Digraph`: ``graph_attr`` and the like.
            options: As for `drawing.draw`.

        Returns:
            A `graphviz.Digraph`.

        Raises:
            MissingDependencyError: If ``graphviz`` is not installed.
        """
        with tidy:
            options = {"graphviz_kwargs": graphviz_kwargs, **options}
            names = list(self.graph)
            return drawing.draw(self.graph, names, output_file_path, render_kwargs, **options)

    def display_upstream_of(
        self,
        *node_names: str,
        output_file_path: str | None = None,
        render_kwargs: Any = None,
        **options: Any,
    ) -> Any:
        """Draw what these nodes come from; the other arguments are of `display_all_functions`."""
        with tidy:
            part = self.graph.upstream(*node_names)
            options.setdefault("outputs", node_names)
            return drawing.draw(self.graph, list(part), output_file_path, render_kwargs, **options)

    def display_downstream_of(
        self,
        *node_names: str,
        output_file_path: str | None = None,
        render_kwargs: Any = None,
        **options: Any,
    ) -> Any:
        """Draw what these nodes reach; the other arguments are of `display_all_functions`."""
        with tidy:
            part = self.graph.downstream(*node_names)
            return drawing.draw(self.graph, list(part), output_file_path, render_kwargs, **options)

    def visualize_execution(
        self,
        final_vars: Outputs,
        output_file_path: str | None = None,
        render_kwargs: Any = None,
        inputs: Mapping[str, Any] | None = None,
        graphviz_kwargs: Any = None,
        overrides: Mapping[str, Any] | None = None,
        bypass_validation: bool = False,
        **options: Any,
    ) -> Any:
        """Draw what is computed for some outputs; what is overridden is dashed.

        Raises:
            RequestError: If inputs are missing, and validation is not bypassed.
        """
        with tidy:
            names, replaced = self._names(final_vars), overrides or {}
            if not bypass_validation:
                self._runner.check(names, inputs or {}, replaced)
            part = self._runner.upstream(names, replaced)
            return drawing.draw(
                self.graph,
                part,
                output_file_path,
                render_kwargs,
                graphviz_kwargs=graphviz_kwargs,
                outputs=names,
                overrides=tuple(replaced),
                **options,
            )

    def visualize_path_between(
        self,
        upstream_node_name: str,
        downstream_node_name: str,
        output_file_path: str | None = None,
        render_kwargs: Any = None,
        graphviz_kwargs: Any = None,
        strict_path_visualization: bool = False,
        **options: Any,
    ) -> Any:
        """Draw the ways from one node to another.

        Args:
            upstream_node_name: Where they begin.
            downstream_node_name: Where they end.
            output_file_path: Where to write the picture, if anywhere.
            render_kwargs: For Graphviz: ``format``, ``view``.
            graphviz_kwargs: For `graphviz.Digraph`: ``graph_attr`` and the like.
            strict_path_visualization: Whether to leave out what else the nodes on the ways read.
            options: As for `display_all_functions`.

        Raises:
            UnknownNodeError: If there is no such node.
            ValueError: If there is no way.
        """
        with tidy:
            part = self._between(upstream_node_name, downstream_node_name)
            if not part:
                raise ValueError(
                    f"no way leads from `{upstream_node_name}` to `{downstream_node_name}`"
                )
            if not strict_path_visualization:
                near = {dep for name in part for dep in self.graph.dependencies(name)}
                part = [name for name in self.graph if name in near or name in part]
            options = {"graphviz_kwargs": graphviz_kwargs, **options}
            return drawing.draw(self.graph, part, output_file_path, render_kwargs, **options)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.display_all_functions()._repr_mimebundle_(**options)

    # -- names ----------------------------------------------------------------------------------

    def _names(self, final_vars: Outputs) -> list[str]:
        """Turn outputs into names, each once."""
        several = [final_vars] if isinstance(final_vars, str) else final_vars
        return list(dict.fromkeys(self._name(output) for output in several))

    def _name(self, output: Any) -> str:
        if isinstance(output, (str, HamiltonNode)):
            return output if isinstance(output, str) else output.name
        if callable(output):
            return self.graph.name_of(output)
        raise NotAnOutputError(f"`{type_text(type(output))}`")


def _tag_values(tag: str, value: object) -> frozenset[str] | None:
    """Normalise one wish of a tag filter; None for any value."""
    if value is None:
        return None
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list) or not several:
        shown = type_text(type(value))
        raise ValueError(f"the tag `{tag}` is filtered by a text, texts or None, not by `{shown}`")
    return frozenset(several)


def _matches(tags: Mapping[str, Any], wanted: Mapping[str, frozenset[str] | None]) -> bool:
    for tag, values in wanted.items():
        if tag not in tags:
            return False
        own = tags[tag]
        if values is not None and values.isdisjoint(own if isinstance(own, list) else [own]):
            return False
    return True
