"""Taking our frames out of tracebacks, and no others."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.errors.tracebacks import tidy


def _files(error: BaseException) -> list[str]:
    return [frame.filename for frame in traceback.extract_tb(error.__traceback__)]


def _raising_at(file: str, error: Exception) -> None:
    code = compile("def go(error):\n    raise error\n", file, "exec")
    namespace: dict[str, object] = {}
    exec(code, namespace)
    with tidy:
        namespace["go"](error)  # type: ignore[operator]


def test_frames_of_a_package_beside_ours_stay() -> None:
    ours = Path(hm.__file__).parent
    neighbour = str(ours.with_name("hamiltonish_extras") / "features.py")
    with pytest.raises(ValueError, match="x") as caught:
        _raising_at(neighbour, ValueError("x"))
    assert neighbour in _files(caught.value)


def test_an_error_of_ours_loses_our_frames() -> None:
    inside = str(Path(hm.__file__).parent / "plan" / "somewhere.py")
    with pytest.raises(hm.FrameError) as caught:
        _inside(inside, hm.FrameError())
    assert inside not in _files(caught.value)


def _inside(file: str, error: Exception) -> None:
    """Enter and leave the block in a frame that looks like one of ours."""
    source = "def go(tidy, error):\n    with tidy:\n        raise error\n"
    namespace: dict[str, object] = {}
    exec(compile(source, file, "exec"), namespace)
    namespace["go"](tidy, error)  # type: ignore[operator]


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    inside = str(Path(hm.__file__).parent / "plan" / "somewhere.py")
    with pytest.raises(AssertionError, match="ours") as caught:
        _inside(inside, AssertionError("ours"))
    assert inside in _files(caught.value)


def test_nothing_happens_without_an_error() -> None:
    with tidy:
        value = 3
    assert value == 3
