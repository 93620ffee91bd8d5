"""The command ``migrate``: shows what would change in a project of Hamilton, asks, writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from hamiltonish.errors import MissingDependencyError
from hamiltonish.errors.text import counted
from hamiltonish.frames import installed

if TYPE_CHECKING:
    from hamiltonish.compat.migrate import File, Finding

__all__ = ["migrate"]


def migrate(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Files and folders.", exists=True, show_default=False
        ),
    ],
    yes: Yes = False,
    check: Check = False,
    as_json: ToldAsJson = False,
) -> None:
    """Lead a project's imports of Apache Hamilton through hamiltonish.compat.hamilton.

    Shows what would change, asks, and writes. What has no counterpart stays imported from Hamilton
    and is listed. A file that cannot be read is listed, and the others go on.
    """
    if not installed("libcst"):
        raise MissingDependencyError("libcst", "to rewrite imports", "cli")
    refuse_both(yes=yes, check=check)
    from hamiltonish.compat.migrate import files_in, look, open_door, write

    door = open_door()
    files = [look(path, door) for path in files_in(paths)]
    changing = [file for file in files if file.is_changed]
    if not as_json:
        show_diffs(changing)
    if changing and not check and (yes or (not as_json and is_agreed(changing))):
        files = [write(file, door) if file.is_changed else file for file in files]
    written = len(changing) - sum(file.is_changed for file in files)
    if as_json:
        tell_json(_as_data(files, written))
    else:
        for text in _report(files, written):
            tell(text)
    if any(file.is_changed or file.problem for file in files):
        raise typer.Exit(1)


def _report(files: Sequence[File], written: int) -> Iterator[str]:
    """Tell what was done, and what is left to do by hand."""
    for file in files:
        for finding in file.findings:
            yield f"{_place(file, finding)}: {finding}"
        if file.problem:
            yield f"{file.path.as_posix()}: not rewritten: {file.problem}"
    waiting = sum(file.is_changed and not file.problem for file in files)
    left = sum(len(file.findings) for file in files)
    parts = [f"{counted(len(files), 'file')} read"]
    parts += [f"{written} rewritten"] if written else []
    parts += [f"{waiting} to rewrite"] if waiting else []
    parts += ["nothing to rewrite"] if not written and not waiting else []
    parts += [f"{counted(left, 'place')} to look at"] if left else []
    yield ", ".join(parts) + "."


def _place(file: File, finding: Finding) -> str:
    cell = f"cell {finding.cell}, line " if finding.cell else ""
    return f"{file.path.as_posix()}:{cell}{finding.line}"


def _as_data(files: Sequence[File], written: int) -> dict[str, object]:
    return {
        "read": len(files),
        "rewritten": written,
        "to_rewrite": [file.path.as_posix() for file in files if file.is_changed],
        "findings": [
            {
                "path": file.path.as_posix(),
                **({"cell": finding.cell} if finding.cell else {}),
                "line": finding.line,
                "kind": finding.kind.value,
                "name": finding.name,
                "advice": finding.advice,
            }
            for file in files
            for finding in file.findings
        ],
        "problems": [
            {"path": file.path.as_posix(), "problem": file.problem}
            for file in files
            if file.problem
        ],
    }
