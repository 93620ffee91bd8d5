"""Graph: functions, joined by name; a value that is questioned, and made into other graphs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from hamiltonish.assemble import assemble, extended, look_of
from hamiltonish.collector import collector_held
from hamiltonish.errors import EmptyOutputsError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph import algebra
from hamiltonish.graph.nodes import Name
from hamiltonish.graph.problems import Level, Problem, found_in, problems_in
from hamiltonish.graph.questions import Questions
from hamiltonish.graph.reached import Reached
from hamiltonish.introspect import Look, Looked, look
from hamiltonish.modifiers.binding import binding_of
from hamiltonish.modifiers.nodes import Call, node

if TYPE_CHECKING:
    from hamiltonish.graph.differences import Difference
    from hamiltonish.graph.snapshots import Snapshot
    from hamiltonish.render import Options, View

__all__ = ["Graph", "Level", "Name", "Problem", "Reached"]


class Graph(Questions, Looked):
    """Functions, joined by name: a mapping from names to nodes, in topological order.

    A graph never changes. It holds no data and can be drawn and questioned without running. Every
    method that changes something gives another graph, which `Driver` runs.

    Args:
        sources: Modules, functions, classes with static methods, instances, dotted names, other
            graphs, and what `hamiltonish.modifiers.node` gives.
        config: Decides which variants of nodes exist; its values feed parameters too. The config
            of other graphs is joined to it.

    Raises:
        GraphError: If the functions do not make a graph; `GraphErrors` holds all problems.

    Example:
        >>> def total(price: float, tax: float) -> float:
        ...     return price + tax
        >>> def tax(price: float) -> float:
        ...     return price * 0.2
        >>> graph = Graph(total, tax)
        >>> list(graph)
        ['price', 'tax', 'total']
        >>> graph.dependencies("total")
        ('price', 'tax')
    """

    __slots__ = ()

    def __init__(self, *sources: object, config: Mapping[str, object] | None = None) -> None:
        first = sources[0] if len(sources) == 1 else None
        with tidy, collector_held():
            if isinstance(first, Graph) and not first._is_part and not config:
                self._assembly = first._assembly
            else:
                self._assembly = assemble(look(sources, config))
        self._dependents = None
        self._is_part = False

    def __look__(self) -> Look:
        """Give what it was made of, to a graph of which it is a source."""
        return look_of(self._assembly)

    # -- more --------------------------------------------------------------------------------------

    def __or__(self, other: Graph) -> Graph:
        """Join two graphs: what is in both is there once, and what one needs the other computes.

        Raises:
            DuplicateNodeError: If both have a node of one name, and it is not the same.
            ConfigClashError: If their configs differ, or one computes what is in the other's.
            GraphError: If together they do not make a graph.

        Example:
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> def total(price: float, tax: float) -> float:
            ...     return price + tax
            >>> list(Graph(total) | Graph(tax))
            ['price', 'tax', 'total']
        """
        if not isinstance(other, Graph):
            return NotImplemented
        with tidy:
            return Graph(self, other)

    def with_node(
        self,
        function: Callable[..., Any],
        bindings: Mapping[str, object] | None = None,
        /,
        *,
        name: str,
        returns: object = None,
        doc: str | None = None,
        tags: Mapping[str, object] | None = None,
        **named: object,
    ) -> Graph:
        """Add a node that calls any function; `hamiltonish.modifiers.node` says with what.

        Raises:
            GraphError: If the function does not say enough, or the node does not fit.
            TypeError: If a parameter is bound to a bare text.

        Example:
            >>> from hamiltonish.modifiers import source
            >>> def pace(amount: float, days: int) -> float:
            ...     return amount / days
            >>> graph = Graph(pace)
            >>> for days in (7, 30):
            ...     graph = graph.with_node(
            ...         pace, name=f"spend_{days}d", amount=source("spend"), days=days
            ...     )
            >>> list(graph)
            ['amount', 'days', 'pace', 'spend', 'spend_7d', 'spend_30d']
        """
        with tidy:
            call = node(function, bindings, name=name, returns=returns, doc=doc, tags=tags, **named)
            whole = self._whole()
            longer = extended(whole._assembly, look([call], whole.config))
            return Graph(whole, call) if longer is None else Graph._of(longer)

    # -- other names, other values -----------------------------------------------------------------

    def prefix(self, name: str, *, keep: Name | Iterable[Name] = (), inputs: bool = True) -> Graph:
        """Put a name and a dot before the name of every node, as `subdag` does.

        The config keys get it too, so that graphs with other configs can be joined.

        Args:
            name: What stands before the dot.
            keep: The nodes that keep their names.
            inputs: Whether inputs get it; if not, all of them keep their names.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> def tax(price: float, rate: float) -> float:
            ...     return price * rate
            >>> graph = Graph(tax)
            >>> list(graph.prefix("uk", keep="rate") | graph.prefix("us", keep="rate"))
            ['uk.price', 'rate', 'uk.tax', 'us.price', 'us.tax']
        """
        with tidy:
            if not isinstance(name, str) or not name:
                raise TypeError("prefix needs a name: graph.prefix('uk')")
            kept = {*self._names(keep, "Graph.prefix"), *(() if inputs else self.inputs)}
            return Graph._assembled(algebra.prefixed(self._assembly, name, kept))

    def bind(self, bindings: Mapping[str, object] | None = None, /, **named: object) -> Graph:
        """Bind inputs to nodes of other names, or to values; the inputs are there no more.

        Args:
            bindings: For each input a `source`, a `value`, a `group`, or a plain value.
            named: Likewise, for inputs whose names are names of Python.

        Raises:
            UnknownNodeError: If there is no such input.
            GraphError: If it is computed, a value does not fit, or a node has another type.
            TypeError: If an input is bound to a bare text.

        Example:
            >>> from hamiltonish.modifiers import source
            >>> def tax(price: float, rate: float) -> float:
            ...     return price * rate
            >>> list(Graph(tax).bind(price=source("net"), rate=0.2))
            ['net', 'tax']
        """
        with tidy:
            given = {**(bindings or {}), **named}
            bound = {
                self._found(one, asked_by="Graph.bind").name: binding_of(given[one], one)
                for one in given
            }
            return Graph._assembled(algebra.bound(self._assembly, bound))

    def replace(
        self, *functions: Callable[..., Any] | Call, **named: Callable[..., Any] | Call
    ) -> Graph:
        """Put functions in the place of the nodes of their names.

        What read the node before reads the new one. Other nodes stay, those too that only the node
        before read.

        Args:
            functions: Functions, with their modifiers, or what `hamiltonish.modifiers.node` gives.
            named: Functions of other names, by the name of the node that they replace.

        Raises:
            UnknownNodeError: If there is no node of the name.
            GraphError: If the function does not fit.

        Example:
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> def total(price: float, tax: float) -> float:
            ...     return price + tax
            >>> def flat_tax() -> float:
            ...     return 1.0
            >>> graph = Graph(tax, total).replace(tax=flat_tax)
            >>> graph.dependencies("tax"), graph.dependencies("total")
            ((), ('price', 'tax'))
        """
        with tidy:
            given = [*(("", function) for function in functions), *named.items()]
            found = []
            for name, function in given:
                names, made = algebra.substitute_of(function, name, self.config)
                for one in names:
                    self._found(one, asked_by="Graph.replace")
                found.append(made)
            return Graph._assembled(algebra.put_in(self._assembly, found))

    # -- less --------------------------------------------------------------------------------------

    def without(self, *names: Name) -> Graph:
        """Take nodes out; where they are read, they are inputs.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> def total(price: float, tax: float) -> float:
            ...     return price + tax
            >>> Graph(tax, total).without("tax").inputs
            ('price', 'tax')
        """
        with tidy:
            left = self._names(names, "Graph.without")
            return Graph._assembled(algebra.without(self._assembly, left))

    def subgraph(
        self, *, outputs: Name | Iterable[Name], inputs: Name | Iterable[Name] = ()
    ) -> Graph:
        """Take what some nodes need when others are given: the graph is cut there.

        Args:
            outputs: The nodes that are wanted.
            inputs: The nodes that are given, computed or not; nothing above them is kept.

        Raises:
            UnknownNodeError: If there is no such node.
            EmptyOutputsError: If nothing is wanted.

        Example:
            >>> def net(gross: float) -> float:
            ...     return gross / 1.2
            >>> def tax(gross: float, net: float) -> float:
            ...     return gross - net
            >>> def share(tax: float, net: float) -> float:
            ...     return tax / net
            >>> list(Graph(net, tax, share).subgraph(outputs="share", inputs="tax"))
            ['gross', 'net', 'tax', 'share']
        """
        with tidy:
            wanted = self._names(outputs, "Graph.subgraph")
            if not wanted:
                raise EmptyOutputsError(tuple(n for n in self if not self[n].is_input))
            given = self._names(inputs, "Graph.subgraph")
            return Graph._assembled(algebra.cut(self._assembly, wanted, given))

    # -- pictures ----------------------------------------------------------------------------------

    def view(self, **options: Unpack[Options]) -> View:
        """Draw the graph: a picture that shows itself in a notebook and saves itself.

        Args:
            options: How it is to look: ``direction``, ``theme``, ``fold``, ``highlight``,
                ``style``, ``legend``, ``small`` and ``clusters``, as `hamiltonish.render.Look`
                tells.

        Example:
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> print(Graph(tax).view())
            price   input, float
            └─ tax  value, float
        """
        from hamiltonish.graph.drawing import drawing_of
        from hamiltonish.render import view_of

        with tidy:
            return view_of(drawing_of(self), options)

    # -- what changed ------------------------------------------------------------------------------

    def snapshot(self, *, root: str | os.PathLike[str] | None = None) -> Snapshot:
        """Take down what the graph is now, as plain data that JSON can hold, to compare it later.

        A graph itself is no good for that in a session in which modules are loaded again: its
        functions then read what is new, too.

        Args:
            root: The folder to which places in files are relative; by default only files are named.

        Example:
            >>> def net(price: float) -> float:
            ...     return price / 1.2
            >>> before = Graph(net).snapshot()
            >>> bool(before.diff(Graph(net)))
            False
        """
        from hamiltonish.graph.snapshots import Snapshot

        return Snapshot.of(self, root)

    def diff(self, other: Graph | Snapshot) -> Difference:
        """Say what changed from this graph to another, and what that reaches: ``old.diff(new)``.

        Args:
            other: The new graph, or a snapshot of it.

        Raises:
            TypeError: If it is anything else.

        Example:
            >>> def net(price: float) -> float:
            ...     return price / 1.2
            >>> def tax(price: float, net: float) -> float:
            ...     return price - net
            >>> def free(price: float) -> float:
            ...     return price
            >>> old = Graph(net, tax)
            >>> difference = old.diff(old.replace(net=free))
            >>> list(difference.changed), difference.affected
            (['net'], ('tax',))
        """
        return self.snapshot().diff(other)

    # -- problems ----------------------------------------------------------------------------------

    def check(self) -> tuple[Problem, ...]:
        """List what is wrong with a graph that could be built, and what looks wrong.

        Example:
            >>> def spend_mean(spend: float) -> float:
            ...     return spend
            >>> def pace(spend_maen: float) -> float:
            ...     return spend_maen / 7
            >>> for problem in Graph(spend_mean, pace).check():
            ...     print(problem.level.value, problem.text)
            warning The input `spend_maen` has nearly the name of `spend_mean`.
        """
        return tuple(found_in(self._whole()))

    @staticmethod
    def problems_of(
        *sources: object, config: Mapping[str, object] | None = None
    ) -> tuple[Problem, ...]:
        """List all that is wrong with sources, whether or not they make a graph; raise nothing.

        Args:
            sources: As for `Graph`.
            config: As for `Graph`.

        Example:
            >>> def total(price: float, tax):
            ...     return price + tax
            >>> [problem.text for problem in Graph.problems_of(total)]  # doctest: +ELLIPSIS
            ['`...total` (...) has no type annotation for `tax` and its result.']
        """
        return problems_in(lambda: Graph(*sources, config=config).check())

    # -- inside ------------------------------------------------------------------------------------

    @staticmethod
    def _assembled(look: Look) -> Graph:
        with collector_held():
            return Graph._of(assemble(look))

    def _whole(self) -> Graph:
        """Give the graph with the inputs that it needs to run, if it is a part of one."""
        return Graph(self) if self._is_part else self
