"""What a user reads when a revision of a project cannot be read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hamiltonish.cli.diff import compared
from hamiltonish.errors import RevisionError
from tests.errors.refusal import refuses


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_there_is_no_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    Path("ledger.py").write_text("")
    with refuses(
        RevisionError,
        """
        `HEAD`: there is no repository of git here.
          fatal: not a git repository (or any of the parent directories): .git
        Hint: change into the folder of the project.
        """,
    ):
        compared("HEAD", ["ledger.py"])


def test_a_revision_does_not_import() -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    Path("ledger.py").write_text("tax = 1 / 0\n")
    subprocess.run(["git", "add", "-A"], check=True)
    subprocess.run(["git", *person, "commit", "-q", "-m", "one"], check=True)
    Path("ledger.py").write_text("")
    with refuses(
        RevisionError,
        """
        `HEAD`: its modules make no graph.
          ZeroDivisionError: division by zero
            ledger.py:1, in <module>
              tax = 1 / 0
            while importing `ledger.py`
        """,
    ):
        compared("HEAD", ["ledger.py"])
