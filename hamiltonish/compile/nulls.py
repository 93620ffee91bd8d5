"""Which parameters do not take None: a row function is not called then, and its result is None."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from hamiltonish.annotations import is_scalar
from hamiltonish.node import Node
from hamiltonish.rows.scalars import admits_none

__all__ = ["Nulls", "guarded"]


class _Answers(NamedTuple):
    """What is asked of a type."""

    is_scalar: bool
    admits_none: bool


class Nulls:
    """Answers about types, each asked once: a graph has many nodes and few types."""

    def __init__(self) -> None:
        self._known: dict[int, _Answers] = {}
        self._with_none: dict[int, object] = {}
        self._held: list[object] = []  # so that no other type gets the id of one

    def admits(self, annotation: object) -> bool:
        """Whether a value of a type may be None."""
        return (self._known.get(id(annotation)) or self._asked(annotation)).admits_none

    def is_scalar(self, annotation: object) -> bool:
        """Whether a type is a plain scalar."""
        return (self._known.get(id(annotation)) or self._asked(annotation)).is_scalar

    def strict(self, node: Node) -> tuple[int, ...]:
        """List the positions of a row function's parameters that do not take None.

        One whose default is None takes it, whatever its type says. Functions of anything but
        plain scalars are called with what there is.

        Example:
            >>> from hamiltonish import Graph
            >>> def pace(distance: float, seconds: float | None) -> float | None:
            ...     return distance / seconds if seconds else None
            >>> Nulls().strict(Graph(pace)["pace"])
            (0,)
        """
        if not self.is_scalar(node.type):
            return ()
        found, known = [], self._known
        for position, parameter in enumerate(node.parameters):
            answers = known.get(id(parameter.type)) or self._asked(parameter.type)
            if not answers.is_scalar:
                return ()
            if not answers.admits_none and parameter.default is not None:
                found.append(position)
        return tuple(found)

    def with_none(self, annotation: Any) -> object:
        """Make a type admit None.

        Example:
            >>> Nulls().with_none(float)
            float | None
        """
        if self.admits(annotation):  # it is held then
            return annotation
        wider = self._with_none.get(id(annotation))
        if wider is None:
            wider = self._with_none[id(annotation)] = annotation | None
        return wider

    def _asked(self, annotation: object) -> _Answers:
        answers = _of_class(annotation) if isinstance(annotation, type) else _of(annotation)
        self._known[id(annotation)] = answers
        self._held.append(annotation)
        return answers


def _of(annotation: object) -> _Answers:
    return _Answers(is_scalar(annotation), admits_none(annotation))


_of_class = lru_cache(maxsize=256)(_of)  # those of one graph are those of the next


def guarded(call: str, variables: Iterable[str]) -> str:
    """Write a call that is made only if no variable is None.

    Example:
        >>> guarded("_f(a, b)", ["a"])
        '_f(a, b) if a is not None else None'
    """
    tests = [f"{variable} is not None" for variable in dict.fromkeys(variables)]
    return f"{call} if {' and '.join(tests)} else None" if tests else call
