"""The command ``where``: each place where the name of a node stands, in a project's files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.cli.telling import AsJson, location_text, tell, tell_json
from hamiltonish.errors import MissingDependencyError
from hamiltonish.errors.text import counted
from hamiltonish.frames import installed

if TYPE_CHECKING:
    from hamiltonish.names import Place, Search
    from hamiltonish.project import File

__all__ = ["Paths", "places_as_data", "require_libcst", "summary", "where", "where_text"]

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Files and folders; this folder by default.",
        exists=True,
        show_default=False,
    ),
]
"""The argument of commands on names."""


def where(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of a node.")],
    paths: Paths = None,
    as_json: AsJson = False,
) -> None:
    """Show where the name of a node stands: functions, parameters, texts, notebooks.

    Looks at the files, and imports none. Places that may be about something else come last, and
    comments and docstrings are counted.
    """
    require_libcst()
    from hamiltonish.names import where as found_where
    from hamiltonish.project import files_in, read

    search = found_where([read(path) for path in files_in(paths or [Path()])], name)
    if as_json:
        tell_json({"name": name, "read": search.read, **places_as_data(search)})
        return
    for sure in (True, False):
        chosen = list(_lines(search, sure=sure))
        if chosen and not sure:
            tell("\nTo look at:")
        for line in chosen:
            tell(line)
    tell(f"\n{summary(search)}")


def require_libcst() -> None:
    """Refuse to go on without libcst.

    Raises:
        MissingDependencyError: If it is not installed.
    """
    if not installed("libcst"):
        raise MissingDependencyError("libcst", "to follow names", "cli")


def _lines(search: Search, *, sure: bool) -> Iterator[str]:
    """Yield a line for each place; several on one line of a file are told once."""
    seen = set()
    for file in search.files:
        for place in file.findings:
            line = f"{where_text(file, place)}: {place.kind.value:<9}  {place.source}"
            if place.kind.is_sure is sure and line not in seen:
                seen.add(line)
                yield line


def where_text(file: File, place: Place) -> str:
    """Write a place as editors open it; in a notebook, with its cell."""
    if place.cell:
        return f"{location_text(str(file.path), 0)[:-1]}cell {place.cell}, line {place.line}"
    return location_text(str(file.path), place.line)


def summary(search: Search) -> str:
    """Count what was found."""
    places = [place for file in search.files for place in file.findings]
    kinds = Counter(place.kind for place in places if place.kind.is_sure)
    files = sum(bool(file.findings) for file in search.files)
    told = ", ".join(f"{kind.value} {count:,}" for kind, count in kinds.items())
    parts = [f"{counted(sum(kinds.values()), 'place')} in {counted(files, 'file')} ({told})"]
    if left := len(places) - sum(kinds.values()):
        parts.append(f"{counted(left, 'place')} to look at")
    if words := sum(search.mentions.values()):
        parts.append(f"{counted(words, 'word')} in comments and docstrings")
    lines = [f"{'; '.join(parts)}."]
    lines += [
        f"{file.path.as_posix()}: not read: {file.problem}" for file in search.files if file.problem
    ]
    return "\n".join(lines)


def places_as_data(search: Search) -> dict[str, object]:
    """Tell a search as data."""
    return {
        "is_input": search.is_input,
        "places": [
            {
                "path": file.path.as_posix(),
                **({"cell": place.cell} if place.cell else {}),
                "line": place.line,
                "kind": place.kind.value,
                "is_sure": place.kind.is_sure,
                "source": place.source,
            }
            for file in search.files
            for place in file.findings
        ],
        "mentions": {path: count for path, count in search.mentions.items() if count},
        "problems": [
            {"path": file.path.as_posix(), "problem": file.problem}
            for file in search.files
            if file.problem
        ],
    }
