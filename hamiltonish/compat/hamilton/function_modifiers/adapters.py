"""`load_from`, `save_to`, `dataloader` and `datasaver`: nodes that read or write a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from hamiltonish.annotations import can_feed, positions_of, type_text
from hamiltonish.bindings import Argument, Source
from hamiltonish.compat.hamilton.function_modifiers.base import hang, hang_first
from hamiltonish.compat.hamilton.io.calls import (
    Options,
    Reading,
    Writing,
    bindings_of,
    call_of,
    chosen_way,
    data_of,
    shown,
)
from hamiltonish.compat.hamilton.io.formats import READING, WRITING, Way, formats_of
from hamiltonish.errors import ModifierError, NoCounterpartError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.modifiers.binding import bind
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage
from hamiltonish.node import Node, Parameter, replaced

__all__ = ["LoadFrom", "SaveTo", "dataloader", "datasaver", "load_from", "save_to"]

_LOADER: Final = "hamilton.data_loader"
_SAVER: Final = "hamilton.data_saver"


def _data_node(pair: Node, name: str, kind: object, tags: Mapping[str, Any]) -> Node:
    """Make the node that takes the data out of what another node gives."""
    return replaced(
        pair,
        name=name,
        type=kind,
        function=data_of,
        parameters=(Parameter(pair.name, pair.type, argument="pair"),),
        arguments=(),
        tags={**pair.tags, **tags, f"{_LOADER}.has_metadata": False},
    )


# -- load_from -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadFrom(Spec):
    """The spec of `load_from`."""

    stage: ClassVar[Stage] = Stage.BINDING

    format: str
    options: Options
    inject: str = ""

    @property
    def binds(self) -> tuple[str, ...]:
        """The parameter that it binds, if it is named."""
        return (self.inject,) if self.inject else ()

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node that reads, one that takes the data, and let the function read that."""
        own = made.only(self)
        parameter = self._parameter(own)
        name = parameter.argument or parameter.name
        way = chosen_way(READING, self.format, parameter.type, own, self)
        call = call_of(way, self.options, own, self)
        tags = {
            _LOADER: True,
            f"{_LOADER}.has_metadata": True,
            f"{_LOADER}.source": self.format,
            f"{_LOADER}.classname": way.classname,
            f"{_LOADER}.node": name,
        }
        loaded = Node(
            name=f"{own.name}.load_data.{name}",
            type=_with_facts(parameter.type),
            function=Reading(way),
            parameters=call.parameters,
            arguments=call.arguments,
            module=own.module,
            qualname=own.qualname,
            location=own.location,
            tags=tags,
        )
        data = _data_node(loaded, f"{own.name}.select_data.{name}", parameter.type, {})
        own = bind(own, {name: Source(data.name)}, self, made.modifiers)
        return made.of((own,), (*made.added, loaded, data))

    def _parameter(self, own: Node) -> Parameter:
        """Find the parameter that takes the data: the one that is named, or the only one."""
        known = {p.argument or p.name: p for p in own.parameters}
        if self.inject in known:
            return known[self.inject]
        free = [name for name, p in known.items() if not p.argument]
        if not self.inject and len(free) == 1:
            return known[free[0]]
        if self.inject:
            problem = f"injects into `{self.inject}`, which the function does not read"
            hint = did_you_mean(closest(self.inject, known)) or f"it reads {listed(tuple(known))}."
        else:
            problem = (
                f"may inject into any of {listed(free)}"
                if free
                else "has no parameter to inject into"
            )
            hint = f"say which: `inject_={free[0]!r}`." if free else "take the data as a parameter."
        raise ModifierError(own.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        return shown("load_from", self.format, self.options)


def _with_facts(kind: Any) -> Any:
    return tuple[kind, dict[str, Any]]


class _Formats:
    """The formats of a table as attributes, each a function that makes a decorator.

    Args:
        name: What it is called.
        ways: The table.
        decorator: Makes the decorator of a format and its options.
        instead: What to write for what the table has not.
    """

    def __init__(
        self,
        name: str,
        ways: tuple[Way, ...],
        decorator: Callable[..., Callable[[F], F]],
        instead: str,
    ) -> None:
        self._name = name
        self._ways = ways
        self._decorator = decorator
        self._instead = instead

    def __getattr__(self, format_: str) -> Callable[..., Callable[[Any], Any]]:
        known = formats_of(self._ways)
        if format_ in known:
            return lambda **options: self._decorator(format_, **options)
        if format_.startswith("_"):
            raise AttributeError(format_)
        near = did_you_mean(closest(format_, known)).removesuffix("?")
        instead = f"{near or f'there are {listed(known)}'}; {self._instead}"
        with tidy:
            raise NoCounterpartError("Apache Hamilton", f"{self._name}.{format_}", instead)

    def __dir__(self) -> Iterable[str]:
        return formats_of(self._ways)

    def __repr__(self) -> str:
        return self._name


def _loading(format_: str, *, inject_: str | None = None, **options: object) -> Callable[[F], F]:
    spec = LoadFrom(format_, bindings_of(options), inject_ or "")
    return lambda function: hang(function, spec)


load_from: Final = _Formats(
    "load_from",
    READING,
    _loading,
    "read anything else in a function, with `@dataloader()` if facts are to be noted",
)
"""Reads a file into a parameter: ``@load_from.csv(path=source("path"), inject_="raw")``.

The annotation of the parameter says into what. Options are those of the function that reads, such
as `polars.scan_csv`; each is a `source`, a `value`, or a plain value. What was read, with what is
known of it, is the node ``function.load_data.parameter``.

Example:
    >>> import tempfile
    >>> import polars as pl
    >>> from hamiltonish.compat.hamilton import ad_hoc_utils, driver
    >>> from hamiltonish.modifiers import source
    >>> @load_from.csv(path=source("path"))
    ... def rows(raw: pl.LazyFrame) -> int:
    ...     return raw.collect().height
    >>> built = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(rows)).build()
    >>> with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    ...     print("a\\n1\\n2", file=file, flush=True)
    ...     built.execute(["rows"], inputs={"path": file.name})
    {'rows': 2}
"""


# -- save_to -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaveTo(Spec):
    """The spec of `save_to`."""

    format: str
    options: Options
    output_name: str = ""
    target: str = ""

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node that writes the result, or another node that is named."""
        own = made.only(self)
        name, kind = self._target(made, own)
        way = chosen_way(WRITING, self.format, kind, own, self)
        call = call_of(way, self.options, own, self)
        saved = Node(
            name=self.output_name or f"save.{name}",
            type=dict[str, Any] if way.first else kind,
            function=Writing(way),
            parameters=(Parameter(name, kind, argument="data"), *call.parameters),
            arguments=(Argument("data", Source(name)), *call.arguments),
            module=own.module,
            qualname=own.qualname,
            location=own.location,
            tags={
                _SAVER: True,
                f"{_SAVER}.sink": self.format,
                f"{_SAVER}.classname": way.classname,
            },
        )
        return made.of(made.own, (*made.added, saved))

    def _target(self, made: Made, own: Node) -> tuple[str, object]:
        """Find what is written, with its type: the result, or what the function makes or reads."""
        if not self.target:
            return own.name, own.type
        types = {p.name: p.type for p in own.parameters} | {node.name: node.type for node in made}
        if self.target not in types:
            known = tuple(types)
            hint = did_you_mean(closest(self.target, known)) or f"there are {listed(known)}."
            problem = f"names `{self.target}`, which the function neither makes nor reads"
            raise ModifierError(own.place, (str(self),), problem, hint)
        return self.target, types[self.target]

    def __str__(self) -> str:
        return shown("save_to", self.format, self.options)


def _saving(
    format_: str,
    *,
    output_name_: str | None = None,
    target_: str | None = None,
    **options: object,
) -> Callable[[F], F]:
    spec = SaveTo(format_, bindings_of(options), output_name_ or "", target_ or "")
    return lambda function: hang(function, spec)


save_to: Final = _Formats(
    "save_to", WRITING, _saving, "write anything else in a function, with `@datasaver()`"
)
"""Writes the result of a function, if its node is asked for: ``@save_to.csv(path="rates.csv")``.

The node is ``save.function``, or what ``output_name_`` says, and gives what is known of the file.

Example:
    >>> import tempfile
    >>> from hamiltonish.compat.hamilton import ad_hoc_utils, driver
    >>> from hamiltonish.modifiers import source
    >>> @save_to.json(path=source("path"), output_name_="saved")
    ... def rates() -> dict:
    ...     return {"us": 0.07}
    >>> built = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(rates)).build()
    >>> with tempfile.NamedTemporaryFile(suffix=".json") as file:
    ...     facts = built.execute(["saved"], inputs={"path": file.name})["saved"]
    ...     file.read(), facts["file_metadata"]["size"]
    (b'{"us": 0.07}', 12)
"""


# -- functions that read and write themselves ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataLoader(Spec):
    """The spec of `dataloader`."""

    def rewrite(self, made: Made, build: Build) -> Made:
        """Let a node of its own take the data; the function itself stands before it."""
        own, added = [], list(made.added)
        for node in made.own:
            parts = positions_of(node.type, 2)
            if parts is None or not can_feed(parts[1], dict[str, Any]):
                problem = (
                    f"needs data with facts, and the function returns `{type_text(node.type)}`"
                )
                hint = "return `tuple[…, dict]`."
                raise ModifierError(node.place, (str(self),), problem, hint)
            tags = {
                _LOADER: True,
                f"{_LOADER}.has_metadata": True,
                f"{_LOADER}.node": node.name,
                f"{_LOADER}.classname": f"{node.name}()",
                f"{_LOADER}.source": "loader",
            }
            pair = replaced(node, name=f"{node.name}.loader", label="", tags={**node.tags, **tags})
            data = _data_node(pair, node.name, parts[0], {f"{_LOADER}.source": node.name})
            own.append(replaced(data, label=node.label))
            added.append(pair)
        return made.of(own, added)

    def __str__(self) -> str:
        return "dataloader()"


@dataclass(frozen=True, slots=True)
class DataSaver(Spec):
    """The spec of `datasaver`."""

    def rewrite(self, made: Made, build: Build) -> Made:
        """Tag the function's own nodes."""
        return made.of(map(self._tagged, made.own))

    def _tagged(self, node: Node) -> Node:
        if not can_feed(node.type, Mapping):
            problem = f"needs facts, and the function returns `{type_text(node.type)}`"
            hint = "return a dict of what is known of the file."
            raise ModifierError(node.place, (str(self),), problem, hint)
        tags = {_SAVER: True, f"{_SAVER}.sink": node.name, f"{_SAVER}.classname": f"{node.name}()"}
        return replaced(node, tags={**node.tags, **tags})

    def __str__(self) -> str:
        return "datasaver()"


def dataloader(*given: object) -> Callable[[F], F]:
    """Let a function give data, and what is known of them: the node has the data alone.

    What the function returns as a whole is the node ``function.loader``.

    Raises:
        TypeError: If the decorator is used without brackets.

    Example:
        >>> from hamiltonish.compat.hamilton import ad_hoc_utils, driver
        >>> @dataloader()
        ... def rates() -> tuple[dict, dict]:
        ...     return {"us": 0.07}, {"source": "by hand"}
        >>> module = ad_hoc_utils.create_temporary_module(rates)
        >>> driver.Builder().with_modules(module).build().execute(["rates", "rates.loader"])
        {'rates': {'us': 0.07}, 'rates.loader': ({'us': 0.07}, {'source': 'by hand'})}
    """
    if given:
        raise TypeError("dataloader takes nothing, and is used with brackets: @dataloader()")
    return lambda function: hang_first(function, DataLoader())


def datasaver(*given: object) -> Callable[[F], F]:
    """Let a function write data, and return what is known of the file; only tags are added.

    Raises:
        TypeError: If the decorator is used without brackets.
    """
    if given:
        raise TypeError("datasaver takes nothing, and is used with brackets: @datasaver()")
    return lambda function: hang_first(function, DataSaver())
