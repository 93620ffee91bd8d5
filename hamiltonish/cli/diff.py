"""The command ``diff``: what changed in a graph from one revision of git to another."""

from __future__ import annotations

import enum
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamiltonish.cli.importing import is_path
from hamiltonish.cli.revisions import Repository, Revision
from hamiltonish.cli.sources import Project, pairs
from hamiltonish.cli.telling import AsJson, Config, tell, tell_json
from hamiltonish.errors import ArgumentError, RevisionError
from hamiltonish.errors.tracebacks import tidy

if TYPE_CHECKING:
    from hamiltonish.graph.differences import Difference
    from hamiltonish.graph.snapshots import Snapshot

__all__ = ["FailOn", "compared", "diff"]


class FailOn(enum.Enum):
    """What makes the exit code 1."""

    ANY = "any"
    """Any difference."""
    CHANGED = "changed"
    """A node that is not the same."""
    ADDED = "added"
    """A node that is new."""
    REMOVED = "removed"
    """A node that is gone."""
    RENAMED = "renamed"
    """A node that has another name."""
    AFFECTED = "affected"
    """A node that is the same, and reads what is not."""

    def is_in(self, difference: Difference) -> bool:
        """Whether a difference has it."""
        return bool(difference if self is FailOn.ANY else getattr(difference, self.value))


def diff(
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV",
            help="A revision to compare with the work tree, OLD..NEW, or OLD...NEW for what was "
            "done in NEW since.",
            show_default=False,
        ),
    ],
    modules: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODULE]...",
            help="Files, folders and dotted names; by default those of pyproject.toml.",
            show_default=False,
        ),
    ] = None,
    config: Config = [],  # noqa: B006  # typer gives a new one
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Tell it in Markdown, for a pull request.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Save a picture: .svg, .png, .pdf, .html, .dot, …"
        ),
    ] = None,
    fail_on: Annotated[
        list[str],
        typer.Option(
            "--fail-on",
            metavar="WHAT",
            help="Exit with 1 if there is any such: changed, added, removed, renamed, affected, "
            "any. May be repeated, or separated by commas.",
        ),
    ] = [],  # noqa: B006  # typer gives a new one
) -> None:
    """Say what changed in a graph since a revision of git, and what that reaches.

    Both versions are read by this Python, with the packages that are installed now, and with the
    same config.
    """
    if as_json and markdown:
        raise typer.BadParameter("--json and --markdown: take one of them.")
    wanted = _fail_on(fail_on)
    sides, difference = compared(revision, modules or (), pairs(config or (), "--config"))
    if out is not None:
        tell(f"{difference.view().save(out)} is written.", stderr=True)
    if as_json:
        names = {"old": sides[0].title.strip("`"), "new": sides[1].title.strip("`")}
        tell_json({**names, **difference.to_dict()})
    else:
        tell(difference.to_markdown().rstrip("\n") if markdown else str(difference))
    if any(one.is_in(difference) for one in wanted):
        raise typer.Exit(1)


def compared(
    revision: str, words: Sequence[str] = (), config: Mapping[str, object] | None = None
) -> tuple[tuple[Revision, Revision], Difference]:
    """Compare the graphs of two revisions, or of one and the work tree.

    Args:
        revision: ``REV``, ``OLD..NEW`` or ``OLD...NEW``.
        words: The modules; without any, those of ``pyproject.toml``.
        config: The config of both.

    Returns:
        The two sides, and what changed from the one to the other.

    Raises:
        ArgumentError: If there is no such revision, or no such module in either.
        RevisionError: If a revision cannot be read.
    """
    with tidy:
        repository = Repository.here(revision)
        sides = repository.sides(revision)
        asked = _asked(words, dict(config or {}), repository)
        return sides, _difference(repository, sides, asked)


def _fail_on(words: Sequence[str]) -> list[FailOn]:
    found = []
    for word in (word.strip() for several in words for word in several.split(",")):
        try:
            found.append(FailOn(word))
        except ValueError:
            known = ", ".join(one.value for one in FailOn)
            raise ArgumentError(word, f"`--fail-on` takes {known}") from None
    return found


# -- what is compared ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read of each revision.

    Attributes:
        words: The modules; paths are relative to `folder`.
        config: The config.
        folder: Where one stands, from the root of the repository.
    """

    words: tuple[str, ...]
    config: dict[str, object]
    folder: Path


def _asked(words: Sequence[str], config: dict[str, object], repository: Repository) -> _Asked:
    """Find the modules; those of ``pyproject.toml`` are those that it names now."""
    here = Path.cwd().resolve()
    if not words:
        project = Project.here()
        config = {**project.config, **config}
        words = [_in_project(word, project.folder) for word in project.modules]
    if not words:
        hint = 'name one, or in pyproject.toml `modules = ["features.py"]`, `[tool.hamiltonish]`.'
        raise ArgumentError("MODULE", "none is named", hint)
    inside = tuple(_from_here(word, here, repository.root) for word in words)
    folder = here.relative_to(repository.root) if here.is_relative_to(repository.root) else Path()
    return _Asked(inside, config, folder)


def _in_project(word: str, folder: Path) -> str:
    return str(folder / word) if is_path(word) or (folder / word).is_dir() else word


def _from_here(word: str, here: Path, root: Path) -> str:
    """Write a path as one from here, so that it means the same in the folder of a revision."""
    if not is_path(word) and not (here / word).is_dir():
        return word
    path = Path(os.path.normpath(here / Path(word).expanduser()))
    if not path.is_relative_to(root):
        raise ArgumentError(word, f"it is not in the repository {root}")
    relative = Path(os.path.relpath(path, here)).as_posix()
    return relative if is_path(relative) else f"./{relative}"


def _difference(
    repository: Repository, sides: tuple[Revision, Revision], asked: _Asked
) -> Difference:
    """Read both revisions, at the same time, and compare them.

    Raises:
        ArgumentError: If neither has a module that is asked for.
        RevisionError: If one cannot be read.
    """
    from hamiltonish.graph.differences import difference_of

    with tempfile.TemporaryDirectory(prefix="hamiltonish-") as made:
        readers = []
        for number, revision in enumerate(sides):
            place = Path(made).resolve() / str(number)
            place.mkdir()
            if revision.commit:
                repository.export(revision, place)
            tree = place / "tree" if revision.commit else repository.root
            readers.append(_Reader(revision, place, tree, repository.root, asked))
        try:
            answers = [reader.answer() for reader in readers]
        finally:
            for reader in readers:
                reader.stop()
    absent = [answer["absent"] for answer in answers]
    for word in asked.words:
        if all(word in one for one in absent):
            raise ArgumentError(word, *absent[1][word])
    old, new = (_snapshot(answer) for answer in answers)
    return difference_of(old, new)


def _snapshot(answer: dict[str, Any]) -> Snapshot:
    from hamiltonish.graph.snapshots import Snapshot

    return Snapshot.from_dict(answer["snapshot"])


class _Reader:
    """A process that reads the graph of a revision.

    Args:
        revision: The revision.
        place: A folder for what the process says.
        tree: The files of the revision.
        root: The folder of the repository.
        asked: What is to be read.
    """

    def __init__(
        self, revision: Revision, place: Path, tree: Path, root: Path, asked: _Asked
    ) -> None:
        self.revision = revision
        self.target = place / "answer.json"
        self.log = place / "log.txt"
        here = tree / asked.folder
        here.mkdir(parents=True, exist_ok=True)  # there may have been no such folder yet
        request = {
            "words": asked.words,
            "config": asked.config,
            "tree": str(tree),
            "root": str(root),
            "answer": str(self.target),
        }
        (place / "request").write_bytes(pickle.dumps(request))
        with (place / "request").open("rb") as given, self.log.open("wb") as log:
            # `-P`: what is found in this folder must not take the place of this library.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "hamiltonish.cli.reading"],
                cwd=here,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=given,
                stdout=log,
                stderr=log,
            )

    def answer(self) -> dict[str, Any]:
        """Wait for the answer."""
        self.process.wait()
        title = self.revision.title
        if not self.target.exists():
            last = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
            raise RevisionError(title, "its graph cannot be read", tuple(last))
        answer: dict[str, Any] = json.loads(self.target.read_text(encoding="utf-8"))
        if "error" in answer:
            raise RevisionError(title, "its modules make no graph", tuple(answer["error"]))
        return answer

    def stop(self) -> None:
        """End the process, if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
