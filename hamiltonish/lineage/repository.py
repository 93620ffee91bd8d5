"""Where in a Git repository a file is: read from the repository's own files, without Git."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["Whereabouts", "whereabouts_of"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where in a repository a file is.

    Attributes:
        repository: The address of the repository, as one opens it in a browser.
        path: The path in it.
        commit: The commit that is checked out.
        branch: The branch that is checked out; empty if none is.
    """

    repository: str
    path: str
    commit: str
    branch: str = ""

    @property
    def url(self) -> str:
        """The address of the file, at the commit."""
        return f"{self.repository}/blob/{self.commit}/{quote(self.path)}"


def whereabouts_of(file: str) -> Whereabouts | None:
    """Find where in a repository a file is; None if it is in none, or in one of this machine only.

    What was changed since the commit is not looked at.
    """
    path = Path(file)
    if not path.is_file():  # a cell of a notebook
        return None
    path = path.resolve()
    for folder in path.parents:
        git = folder / ".git"
        if git.exists():
            own = _followed(git)
            shared = _shared(own)
            commit, branch = _head(own, shared)
            repository = _origin(shared / "config")
            if not commit or not repository:
                return None
            return Whereabouts(repository, path.relative_to(folder).as_posix(), commit, branch)
    return None


def _followed(git: Path) -> Path:
    """Find the folder of a work tree; one beside the first has a file that names it."""
    if git.is_dir():
        return git
    return git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()


def _shared(own: Path) -> Path:
    """Find the folder that all work trees share."""
    pointer = own / "commondir"
    return own / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else own


def _head(own: Path, shared: Path) -> tuple[str, str]:
    """Find the commit that is checked out, and its branch."""
    head = own / "HEAD"
    text = head.read_text(encoding="utf-8").strip() if head.is_file() else ""
    if not text.startswith("ref: "):
        return text, ""
    ref = text.removeprefix("ref: ")
    branch = ref.removeprefix("refs/heads/")
    for folder in (own, shared):
        if (folder / ref).is_file():
            return (folder / ref).read_text(encoding="utf-8").strip(), branch
    packed = shared / "packed-refs"
    for line in packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else ():
        if line.endswith(f" {ref}"):
            return line.partition(" ")[0], branch
    return "", branch


def _origin(config: Path) -> str:
    """Find the address of the repository that this one was cloned from; without any password."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read_string(config.read_text(encoding="utf-8"))
    except (OSError, configparser.Error):
        return ""
    url = parser.get('remote "origin"', "url", fallback="")
    return _web_address(url)


def _web_address(url: str) -> str:
    """Turn what Git clones from into what a browser opens; empty if that is a folder."""
    found = re.fullmatch(
        r"(?:https?|ssh|git)://(?:[^@/]*@)?([^/:]+)(?::\d+)?/(.+?)(?:\.git)?/?", url
    )
    found = found or re.fullmatch(r"(?:[^@/]+@)([^:/]+):(.+?)(?:\.git)?/?", url)
    return f"https://{found[1]}/{found[2]}" if found else ""
