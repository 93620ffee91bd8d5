"""Completion by the tab key: modules, names of nodes, files, through the shells' own protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hamiltonish.cli import main
from tests.cli.conftest import write

Complete = Callable[[str], list[str]]


@pytest.fixture
def complete(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Complete:
    """Complete a line as Bash asks for it; the last word is the one at the cursor."""
    write(
        "features.py",
        '''
        def tax(price: float) -> float:
            """Tax on the price."""
            return price

        def total(price: float, tax: float) -> float:
            return price + tax
        ''',
    )
    write("src/more.py", "raise RuntimeError('loud')")
    write("data/orders.csv", "price\n1\n")

    def run(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_HAMILTONISH_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        capsys.readouterr()
        with pytest.raises(SystemExit, match="0"):
            main([])
        out, err = capsys.readouterr()
        assert err == ""
        return out.split()

    return run


def test_commands(complete: Complete) -> None:
    assert complete("hamiltonish li") == ["list", "lineage"] or complete("hamiltonish li") == [
        "lineage",
        "list",
    ]


def test_modules_and_folders(complete: Complete) -> None:
    assert complete("hamiltonish run ") == ["data/", "features.py", "src/"]
    assert complete("hamiltonish run f") == ["features.py"]
    assert complete("hamiltonish view src/") == ["src/more.py"]
    assert complete("hamiltonish check f") == ["features.py"]


@pytest.mark.parametrize("command", ["run", "show", "view", "lineage", "explain"])
def test_names_of_nodes_after_the_module(complete: Complete, command: str) -> None:
    assert complete(f"hamiltonish {command} features.py t") == ["tax", "total"]
    assert complete(f"hamiltonish {command} features.py tax p") == ["price"]


def test_the_last_of_several_names_with_commas(complete: Complete) -> None:
    assert complete("hamiltonish run features.py tax,to") == ["tax,total"]


def test_names_of_the_project_without_a_module(complete: Complete) -> None:
    write("pyproject.toml", '[tool.hamiltonish]\nmodules = ["features.py"]')
    assert complete("hamiltonish show t") == ["tax", "total"]


def test_files_of_inputs_with_or_without_a_name(complete: Complete) -> None:
    assert complete("hamiltonish run features.py tax --inputs data/") == ["data/orders.csv"]
    assert complete("hamiltonish run features.py tax -i orders=data/o") == [
        "orders=data/orders.csv"
    ]


@pytest.mark.parametrize("module", ["src/more.py", "nothing.py", "not.there"])
def test_a_module_that_does_not_import_completes_to_nothing(
    complete: Complete, module: str
) -> None:
    assert complete(f"hamiltonish run {module} t") == []


def test_a_project_file_that_is_broken_is_not_heard_of(complete: Complete) -> None:
    write("pyproject.toml", "[tool")
    assert complete("hamiltonish run f") == ["features.py"]


def test_zsh_shows_what_a_node_is(
    complete: Complete, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_HAMILTONISH_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "hamiltonish run features.py ta")
    with pytest.raises(SystemExit, match="0"):
        main([])
    assert '"tax":"Tax on the price."' in capsys.readouterr().out
