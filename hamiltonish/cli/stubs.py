"""The command ``stubs``: the names of all nodes as a module, for editors and type-checkers."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from hamiltonish.cli.telling import AsJson, Config, tell, tell_json
from hamiltonish.errors import TargetError
from hamiltonish.errors.text import counted
from hamiltonish.project import ACCESSOR_MARK

__all__ = ["stubs"]


def stubs(
    modules: Annotated[
        list[str] | None,
        typer.Argument(metavar="MODULE", help="Files, folders, dotted names."),
    ] = None,
    config: Config = [],  # noqa: B006  # typer gives a list of its own
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="The file to write; by default `MODULE_nodes.py`, beside the first module.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit code 1 if the file is out of date."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a module with the name of each node, so that editors complete and check them.

    Then `driver.execute([nodes.speed])` is checked: those nodes too that modifiers make, and the
    inputs. The same graph gives the same file.
    """
    from hamiltonish.cli.sources import modules_only
    from hamiltonish.stubs import accessor_of

    asked = modules_only(modules or (), config)
    graph = asked.graph()
    target = out or _beside(asked.sources, asked.words)
    text = accessor_of(graph, dict.fromkeys(map(_name, asked.sources)))
    before = _before(target)
    is_changed = before != text
    if is_changed and not check:
        target.write_text(text, encoding="utf-8")
    if as_json:
        data = {"path": target.as_posix(), "nodes": len(graph), "is_changed": is_changed}
        tell_json({**data, "written": is_changed and not check})
    elif not is_changed:
        tell(f"{target.as_posix()} is up to date: {counted(len(graph), 'name')}.")
    elif check:
        tell(f"{target.as_posix()} is out of date: run `hamiltonish stubs` without `--check`.")
    else:
        tell(f"{target.as_posix()}: {counted(len(graph), 'name')} written.")
    if check and is_changed:
        raise typer.Exit(1)


def _name(source: object) -> str:
    """Name a source as one imports it."""
    if isinstance(source, ModuleType):
        return source.__name__
    module, name = getattr(source, "__module__", ""), getattr(source, "__qualname__", "")
    return f"{module}.{name}".strip(".")


def _beside(sources: tuple[object, ...], words: tuple[str, ...]) -> Path:
    """Name the file for a module, from the file that the module is in."""
    first = sources[0]
    module = first if isinstance(first, ModuleType) else sys.modules[first.__module__]
    file = getattr(module, "__file__", None)
    if file is None:
        raise TargetError(words[0], "it is in no file", "say where to write: `--out nodes.py`.")
    path = Path(file)
    here = Path.cwd()
    path = path.relative_to(here) if path.is_relative_to(here) else path
    return path.with_name(f"{path.stem}_nodes.py")


def _before(target: Path) -> str:
    """Read the file that is there, if it was written by this command.

    Raises:
        TargetError: If it was not, or has no folder.
    """
    if not target.parent.is_dir():
        problem = f"there is no folder `{target.parent.as_posix()}`"
        raise TargetError(target.as_posix(), problem, "make it first.")
    if not target.exists():
        return ""
    if target.is_dir():
        raise TargetError(target.as_posix(), "it is a folder", "name a file in it.")
    text = target.read_text(encoding="utf-8")
    if text and ACCESSOR_MARK not in text:
        problem = "it is there, and was not written by `hamiltonish stubs`"
        raise TargetError(target.as_posix(), problem, "say another name with `--out`.")
    return text
