"""The commands of the guide's pages run, and say what the page shows."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hamiltonish.cli import main

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "guide" / "command-line.md"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGING = re.compile(r"\b\d+\.\d+(?= s\b)|(?<=\"seconds\": )[\d.e-]+|(?<=version: )[0-9a-f]{8,}")


def sessions(text: str) -> Iterator[list[tuple[str, str]]]:
    """Yield each console block: commands, each with what the page shows after it."""
    for block in _BLOCK.findall(text):
        parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
        yield list(zip(parts[::2], parts[1::2], strict=True))


def said(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a line of a shell: `cd`, or a command of ours."""
    program, *words = shlex.split(line)
    if program == "cd":
        os.chdir(words[0])
        sys.path[0] = str(Path.cwd())
        return ""
    assert program == "hamiltonish"
    capsys.readouterr()
    with contextlib.suppress(SystemExit):
        main(words)
    out, err = capsys.readouterr()
    return out + err


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in _CHANGING.sub("0", text).strip().splitlines()]


def test_the_commands_of_the_page_say_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delitem(sys.modules, "features", raising=False)  # of another test
    before = set(sys.modules)
    try:
        for session in sessions(PAGE.read_text(encoding="utf-8")):
            for line, shown in session:
                assert _plain(said(line, capsys)) == _plain(shown), f"$ {line}"
    finally:
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
                del sys.modules[name]


def test_the_page_tells_of_every_command() -> None:
    from hamiltonish.cli.app import app

    names = {command.name or str(command.callback.__name__) for command in app.registered_commands}  # type: ignore[union-attr]
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"hamiltonish {name}" not in text] == []
