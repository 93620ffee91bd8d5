"""Revisions of a git repository: found by name, and put into folders without touching the user's.

Files come out of git as a checkout would write them, by way of an index of their own: neither the
work tree, nor its index, nor any branch is changed, no hook runs, and a bare repository will do.
What is in submodules is not there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hamiltonish.errors import ArgumentError, RevisionError
from hamiltonish.errors.text import closest, did_you_mean

__all__ = ["Repository", "Revision"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One side of a comparison.

    Attributes:
        title: What it is called: as it was given, or ``the work tree``.
        commit: The commit; empty for the files as they are.
    """

    title: str
    commit: str = ""


_WORK_TREE = Revision("the work tree")


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository.

    Attributes:
        root: The folder of its work tree; if it has none, the same as `folder`.
        folder: The folder with what git keeps.
        is_bare: Whether it has no work tree.
    """

    root: Path
    folder: Path
    is_bare: bool = False

    @classmethod
    def here(cls, revision: str) -> Repository:
        """Find the repository that the working directory is in.

        Args:
            revision: What is asked for, for errors.

        Raises:
            RevisionError: If git is not installed, or there is no repository.
        """
        if shutil.which("git") is None:
            hint = "install git; to compare graphs in Python, use `old.diff(new)`."
            raise RevisionError(f"`{revision}`", "git is not installed", (), hint)
        found = _git("rev-parse", "--is-bare-repository", "--absolute-git-dir")
        if found.returncode:
            facts = tuple(found.stderr.strip().splitlines()[:2])
            hint = "change into the folder of the project."
            raise RevisionError(f"`{revision}`", "there is no repository of git here", facts, hint)
        is_bare, _, folder = found.stdout.strip().partition("\n")
        root = _git("rev-parse", "--show-toplevel").stdout.strip() or folder
        return cls(Path(root).resolve(), Path(folder).resolve(), is_bare == "true")

    def sides(self, text: str) -> tuple[Revision, Revision]:
        """Find the two sides that a text names.

        Args:
            text: ``REV``, to be compared with the work tree; ``OLD..NEW``; or ``OLD...NEW``, for
                what was done in NEW since it left OLD. Without NEW, it is the commit checked out.

        Raises:
            ArgumentError: If git knows no such revision.
        """
        if "..." in text:
            old, _, new = text.partition("...")
            later = self._found(new or "HEAD")
            base = self._base(self._found(old or "HEAD"), later, text)
            return base, later
        if ".." in text:
            old, _, new = text.partition("..")
            return self._found(old or "HEAD"), self._found(new or "HEAD")
        if self.is_bare:
            raise ArgumentError(text, "there is no work tree to compare with", f"`{text}..HEAD`.")
        return self._found(text), _WORK_TREE

    def _found(self, name: str) -> Revision:
        wanted = f"{name}^{{commit}}"
        found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        if found.returncode:
            raise ArgumentError(name, "git knows no such revision", self._hint(name))
        return Revision(f"`{name}`", found.stdout.strip())

    def _base(self, old: Revision, new: Revision, text: str) -> Revision:
        found = _git("merge-base", old.commit, new.commit)
        if found.returncode:
            raise ArgumentError(text, "the two have no commit in common", self._hint(text))
        return Revision(f"`{text}`", found.stdout.strip())

    def _hint(self, name: str) -> str:
        """Name branches and tags that are similar, or say that there is no history to look at."""
        listed = ["HEAD", *_git("for-each-ref", "--format=%(refname:short)").stdout.split()]
        begins = re.split(r"[~^@]", name)[0]  # `main~3` is not near to `main`: it may have no third
        near = closest(begins, listed) if begins not in listed else ()
        if near:
            return did_you_mean(near)
        if _git("rev-parse", "--is-shallow-repository").stdout.strip() == "true":
            return (
                "this clone has no history; `git fetch --unshallow` gets it, or `fetch-depth: 0`."
            )
        return "`git log --oneline` lists revisions, `git fetch` gets those of others."

    def export(self, revision: Revision, folder: Path) -> None:
        """Write the files of a revision into a folder.

        Args:
            revision: The revision; not the work tree.
            folder: An empty folder.

        Raises:
            RevisionError: If git fails.
        """
        tree = folder / "tree"
        tree.mkdir()
        own = {
            "GIT_DIR": str(self.folder),
            "GIT_WORK_TREE": str(tree),
            "GIT_INDEX_FILE": str(folder / "index"),
        }
        for words in (["read-tree", revision.commit], ["checkout-index", "--all", "--quiet"]):
            done = _git(*_QUIET, *words, folder=tree, environment=own)
            if done.returncode:
                facts = tuple(done.stderr.strip().splitlines()[:3])
                raise RevisionError(revision.title, "git cannot write its files", facts)


_QUIET = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.sparseCheckout=false"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.splitIndex=false"),
)


def _git(
    *words: str, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # no shell reads the words
        ["git", *words],  # noqa: S607  # git is where the user's own shell finds it
        cwd=folder,
        env={**os.environ, "LC_ALL": "C", **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
