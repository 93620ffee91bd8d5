"""The progress bar: a use of hooks that rich draws."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import hamiltonish as hm


def double(x: int) -> int:
    return x * 2


def broken(double: int) -> int:
    raise ValueError("broken")


def _console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100)


def _drawn(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_bar_counts_steps_and_says_done() -> None:
    console = _console()
    driver = hm.Driver(double, hooks=[hm.progress_bar(console=console)])
    for _ in range(2):
        assert driver.values("double", inputs={"x": 1}) == {"double": 2}
    assert _drawn(console).count("done") == 2
    assert "1/1" in _drawn(console)


def test_a_bar_of_a_run_that_fails_says_so() -> None:
    console = _console()
    driver = hm.Driver(double, broken, hooks=[hm.progress_bar(console=console)])
    with pytest.raises(ValueError, match="broken"):
        driver.values("broken", inputs={"x": 1})
    assert "failed" in _drawn(console)
    assert "1/2" in _drawn(console)


def test_a_bar_draws_nothing_but_itself() -> None:
    console = Console(file=io.StringIO(), force_terminal=False, width=100)
    hm.Driver(double, hooks=[hm.progress_bar(console=console)]).values("double", inputs={"x": 1})
    assert "Traceback" not in _drawn(console)
