"""A function made of its source: executed here, shown in tracebacks, and pickled by its plan."""

from __future__ import annotations

import linecache
import sys
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import CodeType, FunctionType, MethodType
from typing import Any, Protocol, TypeVar, cast

from hamiltonish.compile.facts import Told
from hamiltonish.compile.notes import add_note
from hamiltonish.compile.source import HEADER, TOLD, Source

__all__ = ["Compiled", "CompiledFunction", "function_of"]


Made_co = TypeVar("Made_co", covariant=True)


class CompiledFunction(Protocol[Made_co]):
    """A compiled function, for type-checkers: a plain function with its source.

    Attributes:
        source: What runs, as text: for records without None, and for those with it.
        inputs: For each parameter, the name of the input or override that it is.
    """

    __name__: str
    source: str
    inputs: dict[str, str]

    def __call__(self, **inputs: Any) -> Made_co:
        """Compute the outputs."""
        ...


def function_of(source: Source, returns: type | None) -> CompiledFunction[Any]:
    """Make the function of a source.

    It is a method of a small object, because that is how Python pickles a function that is no name
    in a module; a call of it costs what a call of the function does.

    Args:
        source: The source.
        returns: What is made of the outputs; by default one is itself, and several are a dict.
    """
    return Compiled(source, returns).function


class Compiled:
    """What a compiled function pickles by: its source, and what the names in it stand for.

    Args:
        source: The source.
        returns: What is made of the outputs.
    """

    __slots__ = ("__weakref__", "_plain", "_returns", "_source")

    def __init__(self, source: Source, returns: type | None) -> None:
        self._source, self._returns = source, returns
        self._plain = _executed(source)
        self._plain.__annotations__ = {**source.types, "return": _returned(source, returns)}
        self._plain.__dict__.update(source=source.whole, inputs=dict(source.parameters))

    @property
    def function(self) -> CompiledFunction[Any]:
        """The function."""
        return cast("CompiledFunction[Any]", MethodType(self._plain, self))

    def __getattr__(self, name: str) -> Any:
        if name == self._source.name:  # it is what Python asks for when the function is unpickled
            return self.function
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        facts = {line: Told.of(fact) for line, fact in self._source.facts.items()}
        return Compiled, (replace(self._source, facts=facts), self._returns)

    def __copy__(self) -> Compiled:
        return self

    def __deepcopy__(self, memo: object) -> Compiled:
        return self  # like any function

    def __repr__(self) -> str:
        return f"<compiled {self._source.name}>"


def _executed(source: Source) -> FunctionType:
    """Execute the source, so far as it is needed at once."""
    text = source.whole
    file = _file_of(source.name, text)
    space: dict[str, Any] = {"__name__": f"compiled.{source.name}", **source.globals}
    facts = source.facts
    space[TOLD] = lambda error: add_note(error, facts, tuple(source.returns))
    if source.guarded:
        space[source.guarded] = _Later(source, file)
    exec(_code(HEADER + source.text, file), space)  # noqa: S102  # it is what the user asks for
    # Without a circle, a function that nobody holds any more is gone at once, its source with it.
    function = cast("FunctionType", space.pop(source.name))
    weakref.finalize(function, linecache.cache.pop, file, None)
    return function


def _code(text: str, file: str) -> CodeType:
    return compile(text, file, "exec", dont_inherit=True)


def _file_of(name: str, text: str) -> str:
    """Find a name of a file for a text, and show the text to whoever asks for its lines."""
    entry: Any = (len(text), None, text.splitlines(keepends=True), "")
    number = 1
    while True:
        file = f"<compiled {name}>" if number == 1 else f"<compiled {name} {number}>"
        if linecache.cache.setdefault(file, entry) is entry:
            return file
        number += 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Later:
    """The function for records with None, which is compiled when the first such record comes."""

    source: Source
    file: str

    def __call__(self, **values: Any) -> Any:
        """Compile it; its function takes the place of this in the names of the caller."""
        space = sys._getframe(1).f_globals
        lines = self.source.whole.count("\n") - self.source.guarded_text.count("\n")
        text = f"{HEADER.rstrip()}{chr(10) * lines}{self.source.guarded_text}"
        exec(_code(text, self.file), space)  # noqa: S102  # as above
        return space[self.source.guarded](**values)


def _returned(source: Source, returns: type | None) -> Any:
    """Find the type of what the function returns: of several outputs, a `TypedDict`."""
    types: Mapping[str, Any] = source.returns
    if returns is not None and returns is not dict:
        return returns
    if returns is None and len(types) == 1:
        return next(iter(types.values()))
    from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

    title = "".join(part.capitalize() for part in source.name.split("_"))
    make: Any = TypedDict  # its fields are not known before
    made = make(title, dict(types))
    made.__module__ = "compiled"  # `help` shows it
    return made
