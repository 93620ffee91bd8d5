"""How the command line starts: help, version, exit codes, and what it says without its extra."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.cli import main

ROOT = Path(hm.__file__).parent.parent


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as done:
        return int(done.code or 0)


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_code(["--version"]) == 0
    assert capsys.readouterr().out == f"hamiltonish {hm.__version__}\n"


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_code(["--help"]) == 0
    assert "migrate  Lead a project's imports" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["nothing"], "No such command 'nothing'."),
        (["--nothing"], "No such option: --nothing"),
        (["migrate"], "Missing argument"),
        (["migrate", "nothing.py"], "does not exist"),
    ],
)
def test_what_is_not_understood_is_exit_code_2(
    arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _exit_code(arguments) == 2
    assert text in capsys.readouterr().err


def test_an_error_of_the_library_is_its_text_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hamiltonish.cli.migrate.installed", lambda library: library != "libcst")
    assert _exit_code(["migrate", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "`libcst` is needed to rewrite imports, and is not installed.\n"
        "Hint: pip install 'hamiltonish[cli]'\n"
    )


def test_without_its_extra_the_command_says_how_to_install_it() -> None:
    # Without the folder of installed packages: what this tests is a real absence.
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "from hamiltonish.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "`typer` is needed for the command line, and is not installed.\n"
        "Hint: pip install 'hamiltonish[cli]'\n"
    )


def test_the_package_can_be_run_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hamiltonish", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == f"hamiltonish {hm.__version__}\n"


def test_every_command_has_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from hamiltonish.cli.app import app

    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert _exit_code([name, "--help"]) == 0
        shown = capsys.readouterr().out
        assert "--json" in shown, name
