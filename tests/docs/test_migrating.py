"""The page on migrating shows what the command prints, and its diff is of files as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.cli import main

PAGE = Path(hm.__file__).parent.parent / "docs" / "migrating.md"


def test_the_page_shows_what_the_command_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(
        "hamiltonish.compat.hamilton.function_modifiers", reason="the door is not there yet"
    )
    block = re.search(
        r"```console\n\$ (.*?)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert block is not None
    command, shown = block.groups()
    # The files of the page are so short that the diff shows each of them whole.
    for name, body in re.findall(
        r"^--- (\S+)\n.*\n@@.*\n((?:[ +-].*\n)+?)(?=---|\S+:)", shown, re.MULTILINE
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        lines = [line[1:] for line in body.splitlines() if line[:1] in " -"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="1"):
        main(command.split()[1:])
    assert capsys.readouterr().out == shown
