"""The command `new`: what it makes works, for real."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hamiltonish as hm
from tests.cli.conftest import Command

ROOT = Path(hm.__file__).parent.parent


def test_the_tests_and_the_commands_of_a_new_project_run(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = command("new", "my-shop")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\nNext: cd my-shop, and see README.md.\n")
    project = folder / "my-shop"
    monkeypatch.chdir(project)
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-W", "error"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "3 passed" in tests.stdout, tests.stdout
    readme = (project / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^hamiltonish (.*)$", readme, re.MULTILINE)
    assert len(commands) == 6
    for words in commands:
        done = command(*words.split())
        assert (done.code, done.err) == (0, ""), words
        assert done.out
    assert (project / "features.parquet").exists()


def test_the_new_files_are_told_as_data(command: Command) -> None:
    made = json.loads(command("new", "deep", "--json").out)
    assert made["path"] == "deep"
    assert sorted(made["files"]) == sorted(
        path.relative_to("deep").as_posix() for path in Path("deep").rglob("*") if path.is_file()
    )
    assert "$" not in "".join(Path("deep", file).read_text() for file in made["files"])


def test_a_folder_that_is_there_is_refused(command: Command, folder: Path) -> None:
    (folder / "shop").mkdir()
    done = command("new", "shop")
    assert (done.code, done.err) == (
        2,
        "`shop`: it is there already.\nHint: name another folder.\n",
    )
    assert list((folder / "shop").iterdir()) == []


@pytest.mark.parametrize("name", ["2shops", "shop!", "class"])
def test_a_name_that_python_refuses_is_refused(command: Command, name: str) -> None:
    done = command("new", name)
    assert (done.code, done.err) == (
        2,
        f"`{name}`: no project can be called so.\n"
        "Hint: letters, digits and `_`, such as `my_features`.\n",
    )


def test_a_folder_to_be_in_must_be_there(command: Command) -> None:
    assert command("new", "a/b").err == "`a/b`: there is no folder `a`.\n"
