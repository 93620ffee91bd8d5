"""The command ``new``: a small project that works, with features, data and tests."""

from __future__ import annotations

import keyword
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from hamiltonish.cli.telling import AsJson, tell, tell_json
from hamiltonish.errors import ArgumentError

__all__ = ["new"]

_FILES = Path(__file__).parent / "project"
"""What a new project is made of; ``$name`` stands for its name."""


def new(
    path: Annotated[Path, typer.Argument(metavar="NAME", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Make a small project that works: features, data, tests.

    It is put into a new folder of that name.
    """
    name = path.name.replace("-", "_")
    if not name.isidentifier() or keyword.iskeyword(name):
        hint = "letters, digits and `_`, such as `my_features`."
        raise ArgumentError(path.name, "no project can be called so", hint)
    if path.exists():
        raise ArgumentError(path.as_posix(), "it is there already", "name another folder.")
    if not path.parent.is_dir():
        raise ArgumentError(path.as_posix(), f"there is no folder `{path.parent.as_posix()}`")
    written = [_write(file, path, name) for file in sorted(_FILES.rglob("*.txt"))]
    if as_json:
        tell_json({"path": path.as_posix(), "files": written})
        return
    tell(f"{path.as_posix()}/")
    for file in written:
        tell(f"  {file}")
    tell(f"\nNext: cd {path.as_posix()}, and see README.md.")


def _write(file: Path, folder: Path, name: str) -> str:
    """Write one file of the project; a file ``x.py.txt`` becomes ``x.py``."""
    inside = file.relative_to(_FILES).as_posix().removesuffix(".txt").replace("NAME", name)
    target = folder / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    text = Template(file.read_text(encoding="utf-8")).substitute(name=name)
    target.write_text(text, encoding="utf-8", newline="\n")
    return inside
