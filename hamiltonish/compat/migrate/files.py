"""The files of a project of Hamilton: what would become of one, and one written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hamiltonish.compat.migrate.door import Door
from hamiltonish.compat.migrate.rewrite import Rewritten, mentions_hamilton, rewrite
from hamiltonish.project import File, Notebook, files_in, read
from hamiltonish.project import write as write_file

__all__ = ["File", "files_in", "look", "rewrite_notebook", "write"]


def look(path: Path, door: Door) -> File:
    """Read a file and work out what would become of it; nothing is written.

    What stands in the way is told as the file's problem: it may be no text, or no Python.
    """
    file = read(path)
    rewriting = rewrite_notebook if file.is_notebook else rewrite

    def parts(text: str) -> tuple[str, tuple[object, ...]]:
        done = rewriting(text, door)
        return done.text, done.findings

    return file.rewritten(parts)


def rewrite_notebook(text: str, door: Door) -> Rewritten:
    """Lead the imports of Apache Hamilton in the cells of a notebook through the door.

    Cells that are no Python, not even without their magics, stay as they are.

    Args:
        text: The text of an ``.ipynb`` file.
        door: What can be imported through the door.

    Raises:
        SyntaxError: If the text is no notebook, or its JSON is not written as notebooks are, so
            that writing it anew would change more than the cells.
    """
    if not mentions_hamilton(text):
        return Rewritten(text, ())
    book = Notebook.of(text)
    done = rewrite(book.code, door)
    findings = []
    for finding in done.findings:
        cell, line = book.place(finding.line)
        findings.append(replace(finding, cell=cell, line=line))
    return Rewritten(book.with_code(done.text), tuple(findings))


def write(file: File, door: Door) -> File:
    """Replace a file by its rewritten text: whole, or not at all.

    Returns:
        The file as it is now, its findings with the lines of now.
    """
    done = write_file(file)
    return done if done.problem else look(file.path, door)
