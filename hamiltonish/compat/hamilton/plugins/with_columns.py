"""`with_columns`: functions that compute columns of a frame before a function takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.compat.hamilton.function_modifiers.base import NON_FINAL_TAG, hang_first
from hamiltonish.errors import GraphError, ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.introspect.sources import functions_in, source_text
from hamiltonish.modifiers.binding import reading, renamed
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, specs_of
from hamiltonish.node import Node, Parameter, replaced

__all__ = ["Append", "WithColumns", "with_columns"]


@dataclass(frozen=True, slots=True)
class WithColumns(Spec):
    """The spec of `with_columns`: the frame gets its columns right before the function takes it."""

    goes_first: ClassVar[bool] = True

    sources: tuple[object, ...]
    columns_to_pass: tuple[str, ...] = ()
    pass_dataframe_as: str = ""
    on_input: str = ""
    select: tuple[str, ...] | None = None
    namespace: str = ""
    config_required: tuple[str, ...] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that are required, or else those that the functions within read."""
        if self.config_required is not None:
            return self.config_required
        found = (found for source in self.sources for found in functions_in(source))
        functions = (f.function for f in found if not isinstance(f, GraphError) and f.function)
        return tuple(k for function in functions for spec in specs_of(function) for k in spec.keys)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add the columns, and a node with the frame that has them, which the function reads."""
        own = made.own[0]
        frame = self._frame(own)
        if len(made.own) > 1 and any(self._frame(one).name != frame.name for one in made.own):
            made.only(self)  # a frame for each member of the family: refused
        name = own.name if len(made.own) == 1 else own.qualname.rpartition(".")[2]
        namespace = self.namespace or name
        within = self._within(own, frame, build)
        chosen = self._chosen(own, frame, within)
        names = {name: f"{namespace}.{name}" for name in within}
        border = {frame.argument or frame.name: frame.name}
        if self.pass_dataframe_as:
            border[self.pass_dataframe_as] = frame.name
        needed = within.values() if self.select is None else _upstream(within, chosen)
        placed = [renamed(node, border | names) for node in needed]
        appended = Node(
            name=f"{namespace}._append",
            type=frame.type,
            function=Append(chosen, namespace),
            parameters=(
                Parameter(frame.name, frame.type, argument="frame"),
                *(Parameter(names[name], within[name].type, argument=name) for name in chosen),
            ),
            module=own.module,
            qualname=own.qualname,
            location=own.location,
        )
        readers = (reading(one, {frame.name: appended.name}) for one in made.own)
        return made.of(readers, (*made.added, *placed, appended))

    def _frame(self, own: Node) -> Parameter:
        """Find the parameter that is the frame: the one that is named, or the first."""
        known = {p.argument or p.name: p for p in own.parameters}
        target = self.on_input or next(iter(known), "")
        if target not in known:
            hint = did_you_mean(closest(target, known)) or f"it reads {listed(tuple(known))}."
            problem = f"takes `{target}`, which the function does not read"
            if not target:
                problem, hint = "needs a frame, and the function reads nothing", "take a frame."
            raise ModifierError(own.place, (str(self),), problem, hint)
        kind = known[target].type
        if form_of(kind).kind is not Kind.FRAME:
            problem = f"needs a frame, and `{target}` is `{type_text(kind)}`"
            hint = "say which parameter is the frame: `on_input='…'`."
            raise ModifierError(own.place, (str(self),), problem, hint)
        return known[target]

    def _within(self, own: Node, frame: Parameter, build: Build) -> dict[str, Node]:
        """Make the nodes within, by name: the columns that are passed, then those of functions."""
        config = build.config
        if self.config_required is not None:
            if missing := tuple(key for key in self.config_required if key not in config):
                verb = "is" if len(missing) == 1 else "are"
                problem = f"needs {listed(missing)}, which {verb} not in the config"
                hint = f"give it: `config={{{', '.join(f'{key!r}: …' for key in missing)}}}`."
                raise ModifierError(own.place, (str(self),), problem, hint)
            config = {key: config[key] for key in self.config_required}
        within = {column: _column(own, frame, column) for column in self.columns_to_pass}
        for node in build.inner(self.sources, config).nodes:
            if node.name in within:
                problem = f"has `{node.name}` twice"
                hint = (
                    "a function that changes a column takes the frame, `on_input=…`, and the"
                    f" column from it: leave {listed([node.name])} out of `columns_to_pass`."
                )
                if node.name not in self.columns_to_pass:
                    hint = f"it is given by {within[node.name].place}, and by {node.place}."
                raise ModifierError(own.place, (str(self),), problem, hint)
            within[node.name] = replaced(node, tags={**node.tags, NON_FINAL_TAG: True})
        return within

    def _chosen(self, own: Node, frame: Parameter, within: Mapping[str, Node]) -> tuple[str, ...]:
        """Name the columns that go into the frame: those selected, or all."""
        if self.select is None:
            library = form_of(frame.type).library
            return tuple(
                name
                for name, node in within.items()
                if node.frame
                or (form_of(node.type).kind, form_of(node.type).library) == (Kind.COLUMN, library)
            )
        for name in self.select:
            if name not in within:
                known = tuple(within)
                hint = did_you_mean(closest(name, known)) or f"there are {listed(known)}."
                problem = f"selects `{name}`, which is none of its columns"
                raise ModifierError(own.place, (str(self),), problem, hint)
        return self.select

    def __str__(self) -> str:
        names = [source_text(source).strip("`") for source in self.sources]
        if self.columns_to_pass:
            names.append(f"columns_to_pass={list(self.columns_to_pass)!r}")
        if self.select is not None:
            names.append(f"select={list(self.select)!r}")
        return f"with_columns({', '.join(names)})"


@dataclass(frozen=True, slots=True)
class _BeforePipes(WithColumns):
    """The spec of a `with_columns` outside of a `pipe_input`, which gets the frame after it."""

    stage: ClassVar[Stage] = Stage.BINDING


@dataclass(frozen=True, slots=True)
class Append:
    """Puts columns into a frame, in the place of those of the same names.

    Attributes:
        names: The names that the columns get, in the order in which they are given.
        namespace: Stands before the names that they have if they came in the frame.
    """

    names: tuple[str, ...]
    namespace: str

    def __call__(self, frame: Any, *columns: Any) -> Any:
        """Give the frame with the columns."""
        named = dict(zip(self.names, columns, strict=True))
        if form_of(type(frame)).library == "pandas":
            return frame.assign(**named)
        # A plan of the core puts lazy columns into the frame under the names of their nodes.
        came = [name for one in columns if (name := self._carried(one))]
        return frame.with_columns(**named).drop(came)

    def _carried(self, column: Any) -> str:
        meta = getattr(column, "meta", None)
        if meta is None or not meta.is_column():
            return ""
        name: str = meta.output_name()
        return name if name.startswith(f"{self.namespace}.") else ""


def _column(own: Node, frame: Parameter, column: str) -> Node:
    """Make the node of a column of the frame."""
    return Node(
        name=column,
        type=Any,
        parameters=(Parameter(frame.name, frame.type),),
        column=column,
        module=own.module,
        qualname=own.qualname,
        location=own.location,
        frame=frame.name,
    )


def _upstream(nodes: Mapping[str, Node], wanted: Iterable[str]) -> Iterator[Node]:
    """Yield the nodes that some need, themselves included, in their order."""
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in nodes and name not in needed:
            needed.add(name)
            waiting.extend(parameter.name for parameter in nodes[name].parameters)
    return (node for name, node in nodes.items() if name in needed)


def with_columns(
    *load_from: Callable[..., Any] | object,
    columns_to_pass: Collection[str] | None = None,
    pass_dataframe_as: str | None = None,
    on_input: str | None = None,
    select: Collection[str] | None = None,
    namespace: str | None = None,
    config_required: Collection[str] | None = None,
) -> Callable[[F], F]:
    """Compute columns of a frame by functions before a function takes it.

    The library is that of the parameter's annotation. Each function is a node, such as
    ``report.speed``, and the frame with the new columns is ``report._append``.

    Args:
        load_from: Functions and modules.
        columns_to_pass: The columns of the frame that the functions read by name.
        pass_dataframe_as: The name under which they read the frame itself.
        on_input: The parameter that is the frame; the first by default. They read it by its name.
        select: The columns that go into the frame; all by default.
        namespace: What stands before the dot; the function's name by default.
        config_required: The config keys that the functions see; all by default.

    Raises:
        TypeError: If there is no function, or nothing says what they read of the frame.

    Example:
        >>> import polars as pl
        >>> from hamiltonish.compat.hamilton import ad_hoc_utils, driver
        >>> def speed(distance: pl.Expr, time: pl.Expr) -> pl.Expr:
        ...     return distance / time
        >>> @with_columns(speed, columns_to_pass=["distance", "time"])
        ... def fast(flights: pl.LazyFrame) -> pl.LazyFrame:
        ...     return flights.filter(pl.col("speed") > 7)
        >>> flights = pl.LazyFrame({"distance": [1400, 1416], "time": [227, 200]})
        >>> module = ad_hoc_utils.create_temporary_module(fast)
        >>> built = driver.Builder().with_modules(module).build()
        >>> built.execute(["fast"], inputs={"flights": flights})["fast"].collect().to_dicts()
        [{'distance': 1416, 'time': 200, 'speed': 7.08}]
    """
    if not load_from:
        raise TypeError("with_columns needs functions or a module: @with_columns(features, …)")
    if not (columns_to_pass or pass_dataframe_as or on_input):
        raise TypeError(
            "with_columns needs to know what the functions read of the frame: columns by name,"
            " `columns_to_pass=[…]`, or the frame itself, `on_input='…'`"
        )
    fields: tuple[Any, ...] = (
        load_from,
        tuple(columns_to_pass or ()),
        pass_dataframe_as or "",
        on_input or "",
        None if select is None else tuple(select),
        namespace or "",
        None if config_required is None else tuple(config_required),
    )

    def decorated(function: F) -> F:
        has_pipe = any(spec.stage is Stage.BEFORE for spec in specs_of(function))
        spec = _BeforePipes(*fields) if has_pipe else WithColumns(*fields)
        return hang_first(function, spec)

    return decorated
