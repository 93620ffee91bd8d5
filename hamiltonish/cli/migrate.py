"""The command ``migrate``: shows what would change in a project of Hamilton, asks, writes."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.errors import MissingDependencyError
from hamiltonish.errors.text import counted
from hamiltonish.frames import installed

if TYPE_CHECKING:
    from rich.text import Text

    from hamiltonish.compat.migrate import File, Finding

__all__ = ["migrate"]

_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
"""How the lines of a diff are coloured, by how they begin; the first that fits."""


def migrate(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Files and folders.", exists=True, show_default=False
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", "--diff", help="Write nothing; exit code 1 if a file would change."
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Tell it as JSON, without a diff; write only with --yes."),
    ] = False,
) -> None:
    """Lead a project's imports of Apache Hamilton through hamiltonish.compat.hamilton.

    Shows what would change, asks, and writes. What has no counterpart stays imported from Hamilton
    and is listed. A file that cannot be read is listed, and the others go on.
    """
    if not installed("libcst"):
        raise MissingDependencyError("libcst", "to rewrite imports", "cli")
    if yes and check:
        raise typer.BadParameter("--yes writes, and --check does not: take one of them.")
    from rich.console import Console  # the help of other commands does not wait for it
    from rich.text import Text

    from hamiltonish.compat.migrate import files_in, look, open_door, write

    door = open_door()
    files = [look(path, door) for path in files_in(paths)]
    changing = [file for file in files if file.is_changed]
    console = Console(highlight=False)
    if not as_json:
        for line in _diffs(changing):
            console.print(line, soft_wrap=True)
    if changing and not check and (yes or (not as_json and _is_agreed(changing))):
        files = [write(file, door) if file.is_changed else file for file in files]
    written = len(changing) - sum(file.is_changed for file in files)
    if as_json:
        typer.echo(json.dumps(_as_data(files, written), indent=2, ensure_ascii=False))
    else:
        for text in _report(files, written):
            console.print(Text(text), soft_wrap=True)
    if any(file.is_changed or file.problem for file in files):
        raise typer.Exit(1)


def _diffs(files: Sequence[File]) -> Iterator[Text]:
    """Show what changes in each file, as a unified diff."""
    from rich.text import Text

    for file in files:
        name = file.path.as_posix()
        before, after = _lines(file.before), _lines(file.after)
        for line in difflib.unified_diff(before, after, name, name, lineterm=""):
            style = next((s for start, s in _STYLES.items() if line.startswith(start)), "")
            yield Text(line, style)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n?|\n", text.removesuffix("\n").removesuffix("\r"))


def _is_agreed(files: Sequence[File]) -> bool:
    """Ask; no answer, as in a script, is a no."""
    try:
        return typer.confirm(f"Rewrite {counted(len(files), 'file')}?")
    except typer.Abort:
        typer.echo()
        return False


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
