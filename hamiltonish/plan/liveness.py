"""Until when each name of a plan is read: what nothing reads any more need not be kept."""

from __future__ import annotations

import math
from collections.abc import Iterable

from hamiltonish.plan.columns import Columns, Place, wants_expression
from hamiltonish.plan.sources import Sources

__all__ = ["Liveness"]


class Liveness:
    """Answers about the last reader of each name of one plan.

    Args:
        sources: Where names come from.
        columns: What they are.
        kept: Names that are read at the end, beside the outputs.
    """

    def __init__(self, sources: Sources, columns: Columns, kept: Iterable[str] = ()) -> None:
        self._last: dict[str, tuple[float, int]] = {}
        for node in sources.order:
            place = columns.places[node.name]
            is_pure = node.name in columns.pure
            for parameter in node.parameters:
                # What is taken as data leaves its frame when the phase begins, by its barrier.
                layer = place.layer if is_pure or wants_expression(parameter) else 0
                read = (place.phase, layer)
                if read > self._last.get(parameter.name, _NEVER):
                    self._last[parameter.name] = read
        self._last |= dict.fromkeys((*sources.outputs, *kept), (math.inf, 0))

    def after(self, place: Place, names: Iterable[str]) -> tuple[str, ...]:
        """List those of some names that are read later than at a place."""
        moment = (place.phase, place.layer)
        return tuple(name for name in names if self._last.get(name, _NEVER) > moment)

    def from_phase(self, phase: float, names: Iterable[str]) -> tuple[str, ...]:
        """List those of some names that are read in a phase or later."""
        return tuple(name for name in names if self._last.get(name, _NEVER)[0] >= phase)


_NEVER = (-1.0, 0)
