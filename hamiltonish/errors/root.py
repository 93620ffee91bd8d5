"""The root of all errors, and the four families below it."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, dataclass_transform

__all__ = [
    "FrameError",
    "GraphError",
    "HamiltonishError",
    "MissingDependencyError",
    "RequestError",
]


@dataclass_transform(eq_default=False)
class HamiltonishError(Exception):
    """Any error of this library.

    A subclass annotates its facts, as a dataclass does its fields, and words them in ``__str__``.
    (They are no dataclasses, because making one takes longer than importing the rest of the class
    does, and there are many.) Facts are plain text, numbers and tuples of those, so that every
    error pickles.
    """

    _facts: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._facts = (*cls._facts, *inspect.get_annotations(cls))

    def __init__(self, *facts: Any, **named: Any) -> None:
        super().__init__(*facts)
        given = dict(zip(self._facts, facts, strict=False)) | named
        for name, fact in given.items():
            setattr(self, name, fact)
        missing = [name for name in self._facts if not hasattr(self, name)]
        if missing or len(given) > len(self._facts) or len(facts) > len(self._facts):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._facts)}")

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._facts)
        return f"{type(self).__name__}({facts})"

    def __reduce__(self) -> tuple[Any, ...]:
        notes = getattr(self, "__notes__", None)
        facts = tuple(getattr(self, name) for name in self._facts)
        return (type(self), facts, {"__notes__": notes} if notes else None)


class GraphError(HamiltonishError, ValueError):
    """The functions do not make a graph; raised when a graph is built."""


class RequestError(HamiltonishError, ValueError):
    """What was asked for, or given, does not fit the graph; raised before anything runs."""


class FrameError(HamiltonishError, ValueError):
    """Values do not make a dataframe."""


class MissingDependencyError(HamiltonishError, ImportError):
    """An optional library is needed and is not installed.

    Attributes:
        library: The import name of the library.
        purpose: What it is needed for.
        extra: The extra of hamiltonish that installs it.
    """

    library: str
    purpose: str
    extra: str

    def __str__(self) -> str:
        return (
            f"`{self.library}` is needed {self.purpose}, and is not installed.\n"
            f"Hint: pip install 'hamiltonish[{self.extra}]'"
        )
