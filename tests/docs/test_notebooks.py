"""The commands and the cells of the page on notebooks and editors."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from tests.docs.test_commands import ROOT, said, sessions

PAGE = (ROOT / "docs" / "guide" / "notebooks.md").read_text(encoding="utf-8")


def test_the_commands_say_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name in ("features", "features_nodes"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for session in sessions(PAGE):
        for line, shown in session:
            assert said(line, capsys).split("\n") == shown.split("\n"), f"$ {line}"
    for name in ("features", "features_nodes"):
        sys.modules.pop(name, None)


def test_the_cells_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "features", raising=False)
    shell: Any = InteractiveShell.instance()
    shell.reset(new_session=False)
    shell.push({"flights": pl.DataFrame({"distance": [1400], "air_time": [227], "dest": ["IAH"]})})
    cells = re.findall(r"```none\n(.*?)```", PAGE, flags=re.DOTALL)
    try:
        for cell in cells:
            with capture_output() as captured:
                result = shell.run_cell(cell, store_history=True)
            assert result.success, captured.stdout
        assert len(cells) == 3
        assert result.result.rows() == [("IAH", 1400 / 227 * 60, False)]
        assert not shell.run_cell(
            "%%hamiltonish more\ndef f(x: int) -> int: return flights"
        ).success
    finally:
        shell.run_cell("%unload_ext hamiltonish")
        sys.modules.pop("features", None)
