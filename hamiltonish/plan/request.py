"""What a caller asks for and gives, reduced to what a plan depends on: names and types."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from hamiltonish.annotations import Form, Kind, form_of, type_text
from hamiltonish.checks.check import Checking
from hamiltonish.errors import EmptyOutputsError, NotAnOutputError, NotInputsError, RenameError
from hamiltonish.errors.text import closest
from hamiltonish.frames import engine_of
from hamiltonish.graph import Graph
from hamiltonish.rows import Rows

__all__ = [
    "BARE",
    "TO_PARQUET",
    "Given",
    "Outputs",
    "Request",
    "describe",
    "mapping_of",
    "normalized",
    "output_names",
    "renamed",
    "shape_of",
]

Outputs = str | Callable[..., Any] | Iterable[object]
"""What can be asked for: names of nodes or their functions, one or several."""

BARE: Final = ""
"""The name of an input frame that was given by itself."""


TO_PARQUET: Final = "parquet"
"""What a frame is converted to that is written by its engine: it can stay a query."""


@dataclass(frozen=True, slots=True)
class Given:
    """One input or override, as far as a plan depends on it.

    Attributes:
        type: The type of the value.
        form: What that type is to a dataframe; of what narwhals wraps, what is inside.
        columns: The column names, if it is a frame.
        is_wrapped: Whether it came wrapped by narwhals.
    """

    type: type
    form: Form
    columns: tuple[str, ...] = ()
    is_wrapped: bool = False

    @property
    def is_frame(self) -> bool:
        """Whether it is a whole frame."""
        return self.form.kind is Kind.FRAME


@dataclass(frozen=True, slots=True)
class Request:
    """What a plan is made for. Equal requests have the same plan.

    Attributes:
        outputs: The names asked for.
        inputs: What is given, by name; a frame given by itself is under `BARE`.
        overrides: The results that are replaced, by name.
        as_frame: Whether a frame is wanted, or raw values.
        to: The library that the frame is converted to; empty for the one that goes in.
        engine: The engine of Polars that computes what the plan computes itself.
        checking: Which checks are computed.
        rows: What becomes of rows that raise.
        counts_rows: Whether rows that raise are counted.
    """

    outputs: tuple[str, ...]
    inputs: Mapping[str, Given]
    overrides: Mapping[str, Given]
    as_frame: bool
    to: str = ""
    engine: Any = "auto"
    checking: Checking = Checking()  # noqa: RUF009  # it never changes
    rows: Rows = Rows.NULL
    counts_rows: bool = False


def output_names(outputs: object, graph: Graph) -> tuple[str, ...]:
    """Turn outputs, names or functions, one or several, into the names of nodes.

    Raises:
        NotAnOutputError: If one is neither a name nor a function.
        UnknownNodeError: If a function is no node of the graph.
        EmptyOutputsError: If there is none.
    """
    if isinstance(outputs, str) or callable(outputs) or not isinstance(outputs, Iterable):
        outputs = (outputs,)
    names = tuple([str(o) if isinstance(o, str) else _name_of(o, graph) for o in outputs])
    if not names:
        raise EmptyOutputsError(tuple(name for name in graph if graph[name].function))
    return tuple(dict.fromkeys(names))


def _name_of(output: Any, graph: Graph) -> str:
    if callable(output) and isinstance(getattr(output, "__name__", None), str):
        return graph.name_of(output)
    shown = repr(output) if type(output) in (int, float, type(None)) else type(output).__name__
    raise NotAnOutputError(f"`{shown}`")


def normalized(inputs: object) -> Mapping[str, object]:
    """Turn inputs, a dict or a frame by itself, into a dict; the frame stands under `BARE`.

    Raises:
        NotInputsError: If they are anything else.
    """
    if inputs is None:
        return {}
    if isinstance(inputs, dict):
        return inputs
    if form_of(type(inputs)).kind is Kind.FRAME:
        return {BARE: inputs}
    if isinstance(inputs, Mapping):
        return dict(inputs)
    raise NotInputsError("inputs", type_text(type(inputs)))


def renamed(inputs: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """Rename inputs at the border: columns of frames, and keys of the dict.

    Args:
        inputs: As `normalized` makes them.
        names: Maps each name outside to the name inside.

    Raises:
        RenameError: If a name is not there, or the new name is taken.
    """
    result: dict[str, object] = {}
    found: set[str] = set()
    seen: list[str] = []
    _refuse_clashes({old: new for old, new in names.items() if old in inputs}, tuple(inputs))
    for key, value in inputs.items():
        form = form_of(type(value))
        if form.kind is Kind.FRAME:
            engine = engine_of(form.library)
            columns = engine.column_names(value)
            seen.extend(columns)
            here = {old: new for old, new in names.items() if old in columns}
            _refuse_clashes(here, columns)
            found.update(here)
            result[names.get(key, key)] = engine.rename(value, here) if here else value
        else:
            result[names.get(key, key)] = value
        seen.append(key)
        if key in names:
            found.add(key)
    for old in names:
        if old not in found:
            raise RenameError(old, "nothing of that name was given", closest(old, seen))
    return result


def _refuse_clashes(names: Mapping[str, str], columns: tuple[str, ...]) -> None:
    after = [names.get(column, column) for column in columns]
    for old, new in names.items():
        if after.count(new) > 1:
            raise RenameError(old, f"the name `{new}` is taken")


def mapping_of(role: str, given: object) -> Mapping[str, Any]:
    """Check that overrides or a renaming are a mapping; None is an empty one.

    Raises:
        NotInputsError: If they are anything else.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise NotInputsError(role, type_text(type(given)))
    return given


def shape_of(given: Mapping[str, object]) -> Hashable:
    """Reduce inputs to what a plan depends on, fast: this runs at each execution."""
    types = tuple(map(type, given.values()))
    frames = _frame_positions(types)
    if not frames:
        return tuple(given), types
    values = list(given.values())
    return tuple(given), types, tuple(_columns_of(values[i]) for i in frames)


@lru_cache(maxsize=1024)  # most requests of a service have the same few types
def _frame_positions(types: tuple[type, ...]) -> tuple[int, ...]:
    return tuple(i for i, kind in enumerate(types) if form_of(kind).kind is Kind.FRAME)


def _columns_of(frame: object) -> tuple[str, ...]:
    return engine_of(form_of(type(frame)).library).column_names(frame)


def describe(given: Mapping[str, object]) -> dict[str, Given]:
    """Describe each input or override by type, form and columns."""
    return {name: _given(value) for name, value in given.items()}


def _given(value: Any) -> Given:
    form = form_of(type(value))
    columns = _columns_of(value) if form.kind is Kind.FRAME else ()
    if form.library == "narwhals" and not (form.kind is Kind.COLUMN and form.lazy):
        return Given(type(value), form_of(type(value.to_native())), columns, is_wrapped=True)
    return Given(type(value), form, columns)
