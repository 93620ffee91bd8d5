"""Words of commands that are not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamiltonish.cli.sources import asked, modules_only
from hamiltonish.errors import ArgumentError
from tests.errors.refusal import refuses


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a file `ledger.py`."""
    (tmp_path / "ledger.py").write_text("def tax(price: float) -> float:\n    return price\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_file_that_is_not_there() -> None:
    text = """
        `legder.py`: there is no such file.
        Hint: did you mean `ledger.py`?
        """
    with refuses(ArgumentError, text):
        asked(["legder.py", "tax"])


def test_a_module_that_is_not_there() -> None:
    text = """
        `legder`: there is no such module.
        Hint: did you mean `ledger`?
        """
    with refuses(ArgumentError, text):
        asked(["legder", "tax"])


def test_a_name_without_its_module() -> None:
    text = """
        `tax`: there is no such module.
        Hint: the module comes first: `features.py tax`.
        """
    with refuses(ArgumentError, text):
        asked(["tax"])


def test_no_module_at_all() -> None:
    text = """
        `MODULE`: none is named.
        Hint: in pyproject.toml, below `[tool.hamiltonish]`: `modules = ["features.py"]`.
        """
    with refuses(ArgumentError, text):
        asked([])


def test_a_file_that_is_no_module(folder: Path) -> None:
    (folder / "data.csv").touch()
    text = """
        `./data.csv`: it is no Python file.
        Hint: give the path of a `.py` file.
        """
    with refuses(ArgumentError, text):
        asked(["./data.csv"])


def test_a_folder_without_modules(folder: Path) -> None:
    (folder / "empty").mkdir()
    with refuses(ArgumentError, "`empty`: the folder holds no modules."):
        modules_only(["empty"])


def test_a_module_that_ends_the_process(folder: Path) -> None:
    (folder / "script.py").write_text("raise SystemExit(3)\n")
    text = """
        `script.py`: it ends the process when it is imported.
        Hint: put what runs below `if __name__ == '__main__':`.
        """
    with refuses(ArgumentError, text):
        asked(["script.py"])


@pytest.mark.parametrize(
    ("toml", "text"),
    [
        (
            '[tool.hamiltonish]\nmodules = "ledger.py"\n',
            """
            `pyproject.toml`: `[tool.hamiltonish]` holds something else.
            Hint: `modules = ["features.py"]`, and `config = { key = "value" }`.
            """,
        ),
        (
            "[tool\n",
            "`pyproject.toml`: it is no TOML (Expected ']' at the end of a table declaration"
            " (at line 1, column 6)).",
        ),
    ],
)
def test_a_project_that_says_something_else(folder: Path, toml: str, text: str) -> None:
    (folder / "pyproject.toml").write_text(toml)
    with refuses(ArgumentError, text):
        asked(["tax"])


@pytest.mark.parametrize("item", ["rate", "=2"])
def test_a_pair_that_is_none(item: str) -> None:
    text = f"""
        `{item}`: `--config` takes a pair.
        Hint: `--config key=value`.
        """
    with refuses(ArgumentError, text):
        asked(["ledger.py"], [item])


def test_a_key_that_is_given_twice() -> None:
    with refuses(ArgumentError, "`rate=2`: `rate` is given twice."):
        asked(["ledger.py"], ["rate=1", "rate=2"])
