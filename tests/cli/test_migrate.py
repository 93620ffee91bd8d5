"""The command `migrate`: it shows, asks, writes, and lists what is left."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hamiltonish.cli import main
from tests.migrate.doors import DOOR

RUN = """\
from hamilton import driver
from hamilton.htypes import Collect

dr = driver.Builder().with_cache().build()
"""
DIFF = """\
--- project/run.py
+++ project/run.py
@@ -1,4 +1,4 @@
-from hamilton import driver
+from hamiltonish.compat.hamilton import driver
 from hamilton.htypes import Collect
\x20
 dr = driver.Builder().with_cache().build()
"""
LEFT = """\
project/run.py:2: `hamilton.htypes.Collect` stays with Hamilton: loop over it
project/run.py:4: `.with_cache(…)` looks like a call of Hamilton: keep it
"""

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run `hamiltonish migrate` on a project of two files, with a small door."""
    (tmp_path / "project").mkdir()
    Path(tmp_path, "project", "run.py").write_text(RUN, encoding="utf-8")
    Path(tmp_path, "project", "other.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hamiltonish.compat.migrate.open_door", lambda: DOOR)

    def run(*options: str, answer: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(SystemExit, match=r"^\d$") as done:
            main(["migrate", "project", *options])
        return int(str(done.value)), capsys.readouterr().out

    return run


def _text() -> str:
    return Path("project/run.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_shows_and_writes_nothing(command: Command, option: str) -> None:
    code, out = command(option)
    assert code == 1
    assert out == f"{DIFF}{LEFT}2 files read, 1 to rewrite, 2 places to look at.\n"
    assert _text() == RUN


def test_yes_writes_without_asking_and_a_second_time_there_is_nothing_to_do(
    command: Command,
) -> None:
    code, out = command("--yes")
    assert code == 0
    assert out == f"{DIFF}{LEFT}2 files read, 1 rewritten, 2 places to look at.\n"
    assert _text() == RUN.replace("hamilton import", "hamiltonish.compat.hamilton import")
    code, out = command("--check")
    assert (code, out) == (0, f"{LEFT}2 files read, nothing to rewrite, 2 places to look at.\n")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_it_asks_and_no_answer_is_a_no(command: Command, answer: str, code: int) -> None:
    done, out = command(answer=answer)
    assert done == code
    assert out.startswith(f"{DIFF}Rewrite 1 file? [y/N]: ")
    assert (_text() == RUN) == (code == 1)


def test_json_has_the_findings_as_data(command: Command) -> None:
    code, out = command("--json")
    assert code == 1
    assert json.loads(out) == {
        "read": 2,
        "rewritten": 0,
        "to_rewrite": ["project/run.py"],
        "findings": [
            {
                "path": "project/run.py",
                "line": 2,
                "kind": "name",
                "name": "hamilton.htypes.Collect",
                "advice": "loop over it",
            },
            {
                "path": "project/run.py",
                "line": 4,
                "kind": "call",
                "name": "with_cache",
                "advice": "keep it",
            },
        ],
        "problems": [],
    }
    assert _text() == RUN
    code, out = command("--json", "--yes")
    assert (code, json.loads(out)["rewritten"]) == (0, 1)


def test_a_file_that_cannot_be_read_is_listed_and_the_others_go_on(command: Command) -> None:
    Path("project/broken.py").write_text("import hamilton\ndef\n", encoding="utf-8")
    code, out = command("--yes")
    assert code == 1
    assert "project/broken.py: not rewritten: it is no valid Python (line 2)\n" in out
    assert out.endswith("3 files read, 1 rewritten, 2 places to look at.\n")


def test_yes_and_check_do_not_go_together(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["migrate", "project", "--yes", "--check"])
    assert "--yes writes, and --check does not: take one of them." in capsys.readouterr().err


def test_a_terminal_gets_colours(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    _, out = command("--check")
    assert "\x1b[31m-from hamilton import driver\x1b[0m" in out
    assert re.sub(r"\x1b\[[\d;]*m", "", out).startswith(DIFF)
