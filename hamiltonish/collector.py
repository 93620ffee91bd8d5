"""Holding the garbage collector while many small objects are made, all of which stay."""

from __future__ import annotations

import gc

__all__ = ["collector_held"]


class _CollectorHeld:
    """A context in which the collector does not run.

    Building a graph of 100,000 nodes makes a million objects and no garbage. The collector would
    look through all of them time and again, and take as long as the building itself.
    """

    __slots__ = ("_was_enabled",)

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *problem: object) -> None:
        if self._was_enabled:
            gc.enable()


def collector_held() -> _CollectorHeld:
    """Hold the collector for a ``with`` block; one that was off stays off."""
    return _CollectorHeld()
