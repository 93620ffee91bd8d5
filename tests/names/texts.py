"""Projects as texts: a file for each name, without a disk."""

from __future__ import annotations

import textwrap
from pathlib import Path

from hamiltonish.names import Place, Search, rename, where
from hamiltonish.project import File


def files_of(**texts: str) -> list[File]:
    """Make a file of each text; its name is its path, without the ending."""
    files = []
    for name, text in texts.items():
        code = textwrap.dedent(text).lstrip("\n")
        path = Path("/project", name).with_suffix(".py")
        files.append(File(path, code, code))
    return files


def renamed(old: str, new: str, **texts: str) -> dict[str, str]:
    """Rename a node; give the text of each file that changes."""
    found = rename(files_of(**texts), old, new)
    assert not any(file.problem for file in found.files), found.files
    return {file.path.stem: file.after for file in found.files if file.is_changed}


def found(name: str, **texts: str) -> list[tuple[str, str]]:
    """Find a name; give the kind and the line of each place."""
    return [(place.kind.value, place.source) for place in places(where(files_of(**texts), name))]


def places(search: Search) -> list[Place]:
    """List the places of a search."""
    return [place for file in search.files for place in file.findings]
