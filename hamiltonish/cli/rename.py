"""The command ``rename``: shows what changes if a node gets another name, asks, writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.cli.changing import (
    Check,
    ToldAsJson,
    Yes,
    is_agreed,
    refuse_both,
    show_diffs,
)
from hamiltonish.cli.telling import tell, tell_json
from hamiltonish.cli.where import Paths, places_as_data, require_libcst, where_text
from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    from hamiltonish.names import Search

__all__ = ["rename"]


def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The name of a node.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name that it gets.")],
    paths: Paths = None,
    yes: Yes = False,
    check: Check = False,
    as_json: ToldAsJson = False,
) -> None:
    """Rename a node: its function, the parameters that read it, and the texts that ask for it.

    Shows what would change, asks, and writes. Texts that may be about something else stay, and are
    listed; so do comments, docstrings, and the columns of data.
    """
    require_libcst()
    refuse_both(yes=yes, check=check)
    from hamiltonish.names import rename as renamed
    from hamiltonish.project import files_in, read, write

    search = renamed([read(path) for path in files_in(paths or [Path()])], old, new)
    changing = [file for file in search.files if file.is_changed]
    if not as_json:
        show_diffs(changing)
    is_stuck = any(file.problem and file.findings for file in search.files)
    written = 0
    if changing and not check and not is_stuck and (yes or (not as_json and is_agreed(changing))):
        done = [write(file) if file.is_changed else file for file in search.files]
        search = replace(search, files=tuple(done))
        written = len(changing) - sum(file.is_changed for file in done)
    if as_json:
        left = [file.path.as_posix() for file in search.files if file.is_changed]
        data = {"read": search.read, "rewritten": written, "to_rewrite": left}
        tell_json({"old": old, "new": new, **data, **places_as_data(search)})
    else:
        tell(_report(search, written, new))
    if any(file.is_changed or file.problem for file in search.files):
        raise typer.Exit(1)


def _report(search: Search, written: int, new: str) -> str:
    """Tell what was done, and what is left to do by hand."""
    lines, left = [], 0
    for file in search.files:
        for place in file.findings:
            if not place.kind.is_sure:
                left += 1
                lines.append(
                    f"{where_text(file, place)}: {place.kind.value}, stays: {place.source}"
                )
        if file.problem:
            lines.append(f"{file.path.as_posix()}: not rewritten: {file.problem}")
    if search.is_input:
        hint = f'`rename={{"{search.name}": "{new}"}}` gives them the new one.'
        lines.append(f"`{search.name}` is an input: columns of data keep their name; {hint}")
    waiting = sum(file.is_changed for file in search.files)
    words = sum(search.mentions.values())
    parts = [f"{counted(search.read, 'file')} read"]
    parts += [f"{written} rewritten"] if written else []
    parts += [f"{waiting} to rewrite"] if waiting else []
    parts += [f"{counted(left, 'place')} to look at"] if left else []
    parts += [f"{counted(words, 'word')} in comments and docstrings"] if words else []
    return "\n".join([*lines, f"{', '.join(parts)}."])
