"""Files: which are looked at, and that one is replaced whole and as it was, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hamiltonish.compat.migrate import files_in, look, write
from tests.migrate.doors import DOOR

BEFORE = "from hamilton import driver\n"
AFTER = "from hamiltonish.compat.hamilton import driver\n"


def test_a_folder_is_walked_without_what_is_not_the_projects_own(tmp_path: Path) -> None:
    own = ["a.py", "b.pyi", "sub/c.py", "sub/notebook.ipynb"]
    others = [
        "data.csv",
        ".git/hook.py",
        ".venv/x.py",
        "sub/__pycache__/x.py",
        "sub/node_modules/x.py",
        "lib/site-packages/x.py",
        "env/x.py",
        "env/pyvenv.cfg",
    ]
    for name in (*own, *others):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in files_in([tmp_path])]
    assert found == own


def test_a_file_that_is_named_is_looked_at_wherever_it_is_and_once(tmp_path: Path) -> None:
    path = tmp_path / ".venv" / "x.py"
    path.parent.mkdir()
    path.write_text("", encoding="utf-8")
    assert list(files_in([path, path, path.parent])) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbffrom hamilton import driver\r\n# caf\xc3\xa9\r\n",
        b"# coding: latin-1\nfrom hamilton import driver  # caf\xe9\n",
        b"from hamilton import driver\r\nx = 1\ny = 2\r",
        b"from hamilton import driver\n\x0c\nx = 1",
    ],
    ids=["mark", "latin-1", "mixed line ends", "form feed"],
)
def test_a_file_keeps_its_encoding_and_the_ends_of_its_lines(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(content)
    assert write(look(path, DOOR), DOOR).problem == ""
    assert path.read_bytes() == content.replace(
        b"from hamilton ", b"from hamiltonish.compat.hamilton "
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "x.py", tmp_path / "link.py"
    path.write_text(BEFORE, encoding="utf-8")
    path.chmod(0o751)
    link.symlink_to(path)
    write(look(link, DOOR), DOOR)
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == AFTER
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert sorted(tmp_path.iterdir()) == [link, path]


def test_a_file_that_was_written_is_done_and_its_findings_have_the_lines_of_now(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.py"
    path.write_text("from hamilton import driver, async_driver\n", encoding="utf-8")
    file = look(path, DOOR)
    assert file.is_changed
    assert [finding.line for finding in file.findings] == [1]
    done = write(file, DOOR)
    assert not done.is_changed
    assert [finding.line for finding in done.findings] == [2]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"import hamilton\nx = = 1\n", "it is no valid Python (line 2)"),
        (b"import hamilton\n\n# \xff\n", "it is no text in utf-8"),
        (b"# coding: klingon\nimport hamilton\n", "unknown encoding: klingon"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(content)
    file = look(path, DOOR)
    assert problem in file.problem
    assert not file.is_changed


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    assert look(tmp_path / "x.py", DOOR).problem == "No such file or directory"


def test_a_file_that_has_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(BEFORE, encoding="utf-8")
    file = look(path, DOOR)
    path.write_text(f"{BEFORE}x = 1\n", encoding="utf-8")
    assert write(file, DOOR).problem == "it has changed meanwhile; run the command again"
    assert path.read_text(encoding="utf-8") == f"{BEFORE}x = 1\n"


def test_a_file_that_cannot_be_replaced_stays_as_it_is_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.py"
    path.write_text(BEFORE, encoding="utf-8")
    file = look(path, DOOR)

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert write(file, DOOR).problem == "No space left on device"
    assert path.read_text(encoding="utf-8") == BEFORE
    assert list(tmp_path.iterdir()) == [path]
