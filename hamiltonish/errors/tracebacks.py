"""Our frames on the stack: left out of tracebacks, and passed over by warnings."""

from __future__ import annotations

import os.path
import sys
from types import TracebackType

from hamiltonish.errors.root import HamiltonishError

__all__ = ["level_of_caller", "tidy"]

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")


class _Tidy:
    """A context that takes this package's frames off the top of a traceback that leaves it.

    It works because Python adds a frame to a traceback when an error is first met in it, and not
    again when a ``with`` block lets the error go on.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            return
        rest = traceback
        while rest is not None and rest.tb_frame.f_code.co_filename.startswith(_PACKAGE):
            rest = rest.tb_next
        # An error of ours is told by its message. Any other that comes from our own code alone is
        # a fault of ours, and keeps its traceback.
        if rest is not None or isinstance(error, HamiltonishError):
            error.__traceback__ = rest


tidy = _Tidy()


def level_of_caller() -> int:
    """Count frames up to the line of the user's that called us, as ``stacklevel=`` does."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    return level
