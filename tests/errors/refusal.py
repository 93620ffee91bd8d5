"""What every test of an error looks at: its class, its complete text, its traceback, its pickle."""

from __future__ import annotations

import os
import pickle
import textwrap
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import hamiltonish

__all__ = ["package_frames", "refuses", "told"]

_PACKAGE = str(Path(hamiltonish.__file__).parent) + os.sep


@contextmanager
def refuses(kind: type[BaseException], text: str) -> Iterator[pytest.ExceptionInfo[BaseException]]:
    """Expect an error of exactly this class and text, notes included, told without our frames."""
    with pytest.raises(kind) as caught:  # the complete text is compared below
        yield caught
    error = caught.value
    assert type(error) is kind
    assert told(error) == textwrap.dedent(text).strip("\n")
    assert package_frames(error) == []
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert told(again) == told(error)


def told(error: BaseException) -> str:
    """Put together what a user reads: the text and the notes."""
    return "\n".join([str(error), *getattr(error, "__notes__", ())])


def package_frames(error: BaseException) -> list[str]:
    """List the places in this package that a user would see in the traceback."""
    stack = traceback.extract_tb(error.__traceback__)
    return [f"{f.filename}:{f.lineno}" for f in stack if f.filename.startswith(_PACKAGE)]
