"""Where in a repository a file is, beside what Git itself says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hamiltonish.lineage.repository import Whereabouts, whereabouts_of


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *settings, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("Git is not installed")
    folder = tmp_path / "repository"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "my features.py").write_text("x = 1\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "remote", "add", "origin", "https://me:secret@example.org/shop/etl.git")
    return folder


def found(folder: Path) -> Whereabouts | None:
    return whereabouts_of(str(folder / "lib" / "my features.py"))


def test_a_file_has_its_path_commit_and_address_and_no_password(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD").strip()
    place = Whereabouts("https://example.org/shop/etl", "lib/my features.py", commit, "main")
    assert found(repository) == place
    assert place.url == f"https://example.org/shop/etl/blob/{commit}/lib/my%20features.py"


def test_packed_references_are_read(repository: Path) -> None:
    git(repository, "pack-refs", "--all")
    place = found(repository)
    assert place is not None
    assert place.commit == git(repository, "rev-parse", "HEAD").strip()


def test_another_work_tree_has_its_own_branch(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    place = found(tmp_path / "tree")
    assert place is not None
    assert (place.branch, place.repository) == ("other", "https://example.org/shop/etl")


def test_a_commit_that_is_checked_out_by_itself_has_no_branch(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")
    place = found(repository)
    assert place is not None
    assert place.branch == ""
    assert place.commit == git(repository, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("git@example.org:shop/etl.git", "https://example.org/shop/etl"),
        ("ssh://git@example.org:22/shop/etl.git", "https://example.org/shop/etl"),
        ("https://example.org/shop/etl", "https://example.org/shop/etl"),
    ],
)
def test_addresses_are_those_that_a_browser_opens(repository: Path, url: str, address: str) -> None:
    git(repository, "remote", "set-url", "origin", url)
    place = found(repository)
    assert place is not None
    assert place.repository == address


def test_a_repository_of_this_machine_only_has_no_address(repository: Path) -> None:
    git(repository, "remote", "set-url", "origin", "../elsewhere.git")
    assert found(repository) is None
    git(repository, "remote", "remove", "origin")
    assert found(repository) is None


def test_what_is_no_file_or_in_no_repository_is_nowhere(tmp_path: Path) -> None:
    (tmp_path / "alone.py").write_text("")
    assert whereabouts_of(str(tmp_path / "alone.py")) is None
    assert whereabouts_of("<ipython-input-1-abc>") is None
