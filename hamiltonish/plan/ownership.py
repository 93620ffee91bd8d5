"""Who gets a Series or frame of its own, so that what it changes in place stays its own affair.

A function may change its arguments in place: `spend.iloc[0] = 0`, `frame["x"] = …`. If others read
the same object, each gets one of its own; the data in it are shared until somebody writes. Only a
Series or frame that a function of this plan made, and that nothing else reads, is handed over as
it is. Lists, arrays and other values are handed over as they are, too: they are the user's affair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.frames import own_of, unwrapped, wrapped
from hamiltonish.node import Parameter
from hamiltonish.plan.columns import Columns
from hamiltonish.plan.operations import Operation
from hamiltonish.plan.steps import Draft, StepKind
from hamiltonish.plan.tape import Tape

__all__ = ["with_own_arguments"]


def with_own_arguments(tape: Tape, columns: Columns, kept: AbstractSet[int]) -> list[Draft]:
    """Let the calls of a plan take what they could change in place as their own.

    Args:
        tape: The steps, all of them.
        columns: What each name is.
        kept: The values that are there at the end.

    Returns:
        The steps; those calls that share a Series or frame with others are made to copy it.
    """
    drafts = list(tape.drafts)
    shared: _Shared | None = None
    for index, draft in enumerate(tape.drafts):
        is_looked_at = draft.node is not None and draft.node.name not in columns.pure
        owners = _owners(draft, columns) if is_looked_at else {}
        if owners:  # graphs of values need not be looked at any closer
            shared = shared or _Shared(tape, kept)
            owned = {i: own for i, own in owners.items() if shared.holds(draft.reads[i])}
            if owned:
                function = _owning(draft.function, owned)
                drafts[index] = draft._replace(function=function)
    return drafts


def _owners(draft: Draft, columns: Columns) -> dict[int, Callable[[Any], Any]]:
    """Find the arguments of a call that can be changed in place, with what makes its own."""
    owners = {}
    for position, parameter in enumerate(draft.node.parameters if draft.node else ()):
        form = _arriving(parameter, columns)
        if form.kind is not Kind.VALUE and not form.lazy and (own := own_of(form.library)):
            owners[position] = own
    return owners


def _arriving(parameter: Parameter, columns: Columns) -> Form:
    """Tell what a parameter gets, as far as a plan can know it."""
    form = columns.forms.get(parameter.name)
    if form is None:
        return form_of(type(parameter.default))
    taken = form_of(parameter.type)
    return form if taken.kind is Kind.VALUE else taken  # `Any` takes what there is


def _owning(function: Operation, owned: Mapping[int, Operation]) -> Operation:
    """Make the call of a function that may change arguments in place: it gets its own of some.

    Args:
        function: What is called.
        owned: For the positions of Series and frames that others read, what makes its own.
    """
    return partial(_owned, function, tuple(owned.items()))


def _owned(function: Operation, pairs: tuple[tuple[int, Operation], ...], *arguments: Any) -> Any:
    given = list(arguments)
    for position, own in pairs:
        given[position] = own(given[position])
    return function(*given)


class _Shared:
    """The values that somebody else may read: the caller, another step, or the result."""

    def __init__(self, tape: Tape, kept: AbstractSet[int]) -> None:
        self._made = {draft.writes for draft in tape.drafts if draft.kind is StepKind.CALL}
        self._inside = {  # what is wrapped, or taken out of a wrapping, is the same object still
            draft.writes: draft.reads[0]
            for draft in tape.drafts
            if draft.function is wrapped or draft.function is unwrapped
        }
        self._readers = Counter(
            self._object(value)
            for draft in tape.drafts
            if draft.writes not in self._inside and draft.kind is not StepKind.CHECK
            for value in draft.reads
        )
        self._kept = {self._object(value) for value in kept}

    def _object(self, value: int) -> int:
        return self._inside.get(value, value)

    def holds(self, value: int) -> bool:
        """Whether a value was not made in this plan for one reader alone."""
        object_ = self._object(value)
        return object_ not in self._made or object_ in self._kept or self._readers[object_] > 1
