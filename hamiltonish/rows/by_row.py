"""Row by row: a function of scalars is called for each row of Series."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import repeat
from types import NoneType
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.errors import ResultTypeError
from hamiltonish.frames import scalars_of, series_of_scalars
from hamiltonish.node import Node
from hamiltonish.rows.scalars import admits_none, scalar_of, stored_of

__all__ = ["RowCall", "is_of_code", "row_call"]


@dataclass(frozen=True, slots=True, eq=False)
class RowCall:
    """A row function that is called with a scalar for each of its parameters, by position.

    Attributes:
        node: Its node.
        function: What is called.
        scalars: The type of the scalar of each parameter.
        strict: The positions of the parameters that do not admit None.
        returns: The type of the scalars that it gives.
    """

    node: Node
    function: Callable[..., Any]
    scalars: tuple[type, ...]
    strict: tuple[int, ...]
    returns: type

    def of_row(self, row: Sequence[Any]) -> Any:
        """Call the function with what a row has; with None for what is strict, it is not called."""
        for position in self.strict:
            if row[position] is None:
                return None
        return self.function(*row)

    def column(self, given: Sequence[Any], columns: Sequence[int], fail: _Failing) -> Any:
        """Call the function for each row.

        Args:
            given: For each parameter a Series, all of the same rows, or a value for all rows.
            columns: The positions of the Series.
            fail: What is told of a row that raises, with its number; that row is null.

        Returns:
            A Series with the rows of the first one.
        """
        first = given[columns[0]]
        streams: list[Any] = [repeat(value, len(first)) for value in given]
        for position in columns:
            streams[position] = self._scalars(position, given[position])
        of_row = self._whole_of_row if self.returns is int else self.of_row
        values: list[Any] = []
        keep = values.append
        for row in zip(*streams, strict=True):
            try:
                keep(of_row(row))
            except Exception as error:  # the row is null, or it is raised there
                if is_of_code(error):
                    raise
                fail(error, len(values), row)
                keep(None)
        typed = self._typed(values)
        try:
            return series_of_scalars(typed, self.stored, like=first)
        except Exception:
            kinds = {type(value) for value in typed} - {NoneType}
            if len(kinds) > 1:  # as a union of types allows
                raise self._mistyped(", ".join(sorted(map(type_text, kinds))), _ONE_TYPE) from None
            raise

    def _whole_of_row(self, row: Sequence[Any]) -> Any:
        """Call the function for a row; it raises if a column cannot hold the integer."""
        value = self.of_row(row)
        if type(value) is int and not _LEAST <= value <= _MOST:
            raise OverflowError(f"a column of int cannot hold {value!r}")
        return value

    def _scalars(self, position: int, series: Any) -> list[Any]:
        scalar = stored_of(self.scalars[position])
        values = scalars_of(series, scalar)
        if scalar.__name__ == "Decimal":
            return [None if one is None else scalar(one) for one in values]
        return values

    @property
    def stored(self) -> type:
        """The type of what a cell of the result holds."""
        return stored_of(self.returns)

    def _typed(self, values: list[Any]) -> list[Any]:
        """Check that results are of the annotated type, and make them that: an int a float."""
        kinds = set(map(type, values)) - {NoneType, self.returns}
        if any(map(_is_numpy, kinds)):
            values = [one.item() if _is_numpy(type(one)) else one for one in values]
            kinds = set(map(type, values)) - {NoneType, self.returns}
        if not kinds or self.returns is object:
            return values if not issubclass(self.returns, Enum) else [_content(v) for v in values]
        name = self.returns.__name__
        for kind in kinds:
            whole = name in ("int", "float") and issubclass(kind, (int, float))
            if not (issubclass(kind, self.returns) or (whole and issubclass(kind, _BELOW[name]))):
                raise self._mistyped(type_text(kind), "correct the annotation.")
        if issubclass(self.returns, Enum):
            return [_content(value) for value in values]
        convert = _CONVERTING.get(name)
        return values if convert is None else [None if v is None else convert(v) for v in values]

    def _mistyped(self, returned: str, hint: str) -> ResultTypeError:
        said = type_text(self.node.type)
        return ResultTypeError(self.node.name, self.node.place, said, returned, hint)


def _is_numpy(kind: type) -> bool:
    """Whether a type is that of scalars of NumPy, which `item` makes plain ones."""
    return kind.__module__ == "numpy" and kind.__name__ != "ndarray"


def is_of_code(error: Exception) -> bool:
    """Whether an error comes from how a function is written, and from no row: a misspelt name.

    Example:
        >>> is_of_code(NameError("x")), is_of_code(ZeroDivisionError("x"))
        (True, False)
    """
    return isinstance(error, (NameError, ImportError)) and not isinstance(error, UnboundLocalError)


_Failing = Callable[[Exception, int, tuple[Any, ...]], None]
"""Who is told of a row that raises: the error, the number of the row, and what it has."""

_LEAST, _MOST = -(2**63), 2**63 - 1
"""The integers that a column can hold."""

_ONE_TYPE = "give one of them: a column of this library has cells of one type."
_BELOW: Mapping[str, tuple[type, ...]] = {"int": (bool, int), "float": (bool, int, float)}
_CONVERTING: Mapping[str, Callable[[Any], Any]] = {"int": int, "float": float, "str": str}


def _content(member: Any) -> Any:
    return None if member is None else member.value


def row_call(node: Node) -> RowCall:
    """Make the call of a row function with scalars by position."""
    parameters = node.parameters
    scalars = tuple(scalar_of(p.type) for p in parameters)
    function = _by_position(node)
    if members := dict(_members(scalars)):
        function = _with_members(function, members)
    strict = tuple(i for i, p in enumerate(parameters) if not admits_none(p.type))
    return RowCall(node, function, scalars, strict, scalar_of(node.type))


def _by_position(node: Node) -> Callable[..., Any]:
    """Make a function take what the node's parameters read by position, all of it."""
    from hamiltonish.bindings import bound

    function: Any = node.function
    if node.arguments:
        return bound(function, node.arguments)
    named = tuple(p.argument or p.name for p in node.parameters if p.keyword_only)
    if not named:
        return function  # type: ignore[no-any-return]  # a call has a function
    split = len(node.parameters) - len(named)
    return lambda *given: function(*given[:split], **dict(zip(named, given[split:], strict=True)))


def _members(scalars: Sequence[type]) -> Iterator[tuple[int, type]]:
    for position, scalar in enumerate(scalars):
        if issubclass(scalar, Enum):
            yield position, scalar


def _with_members(function: Callable[..., Any], enums: Mapping[int, type]) -> Callable[..., Any]:
    """Let a function get members of enums, of which columns hold the values."""

    def call(*given: Any) -> Any:
        row = list(given)
        for position, enum in enums.items():
            if row[position] is not None:
                row[position] = enum(row[position])
        return function(*row)

    return call
