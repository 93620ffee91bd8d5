"""Where a frame is written to: a path that was looked at before, and is changed in one move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamiltonish.annotations import type_text
from hamiltonish.errors import TargetError, TargetExistsError
from hamiltonish.frames.files import Format, format_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Target", "staged", "target_of"]

_SUFFIX = ".parquet"
_COMPRESSED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a frame is written to.

    Attributes:
        path: The file or folder.
        text: The path as it was given.
        partition_by: The columns by whose values the rows are put into folders.
        each: Whether the groups that they make are computed one by one.
        overwrite: Whether what is there may be replaced.
        format: What is written; partitions are always Parquet.
    """

    path: Path
    text: str
    partition_by: tuple[str, ...]
    each: bool
    overwrite: bool
    format: Format = Format.PARQUET


def target_of(
    target: str | os.PathLike[str], partition_by: tuple[str, ...], *, each: bool, overwrite: bool
) -> Target:
    """Look at a target before anything is computed.

    Raises:
        TargetError: If nothing can be written there.
        TargetExistsError: If something is there, and may not be replaced.
    """
    from pathlib import Path  # importing it costs more than all of this

    if not isinstance(target, (str, os.PathLike)):
        hint = "give a path, as a text or a `pathlib.Path`."
        raise TargetError(str(target), f"it is `{type_text(type(target))}`", hint)
    text = os.fsdecode(target)
    if "://" in text:
        hint = "write the frame that `driver.execute` gives, by the means of its engine."
        raise TargetError(text, "it is an address, not a path", hint)
    path = Path(text).expanduser()
    if not path.name:
        raise TargetError(text, "it has no name", "give the path of a file or folder to be made.")
    form = Format.PARQUET if partition_by else format_of(path.name)
    if form is None or path.suffix in _COMPRESSED:
        hint = f"call it `{path.name.partition('.')[0]}{_SUFFIX}`, or `.arrow`, `.csv`, `.ndjson`."
        raise TargetError(text, f"`{path.suffix}` is no format that is written", hint)
    if each and not partition_by:
        hint = "say which column has them, with `partition_by=`."
        raise TargetError(text, "`each=True` needs to know the groups", hint)
    if path.is_symlink():
        path = path.resolve()  # so that the link stays
    if not path.parent.is_dir():
        hint = "make the folder first."
        raise TargetError(text, f"there is no folder `{path.parent}`", hint)
    found = Target(path, text, partition_by, each, overwrite, form)
    _check_there(found)
    return found


def _check_there(target: Target) -> None:
    """Refuse to replace what must stay: anything without leave, and folders of other things."""
    path = target.path
    if not os.path.lexists(path):
        return
    if not target.overwrite:
        raise TargetExistsError(target.text, "folder" if path.is_dir() else "file")
    if path.is_dir():
        for file in path.rglob("*"):
            if not (file.is_dir() or file.suffix == _SUFFIX or file.name.startswith(("_", "."))):
                other = file.relative_to(path).as_posix()
                hint = "name a folder of its own; what else is in this one would be lost."
                raise TargetError(target.text, f"it holds `{other}`, which is no Parquet", hint)


@contextmanager
def staged(target: Target) -> Iterator[Path]:
    """Give a path beside the target to write to, and move it there if all went well.

    Whatever goes wrong, the target stays as it was, and nothing is left beside it. The name has no
    character that a file system could refuse, and no suffix by which a reader of the folder would
    take it for data.
    """
    import secrets

    path = target.path
    stem, token = path.name[:64], secrets.token_hex(4)
    beside = path.with_name(f".{stem}.{token}.new")
    try:
        yield beside
        _check_there(target)  # it may have come while the rows were computed
        _put(beside, path, path.with_name(f".{stem}.{token}.old"))
    finally:
        _remove(beside)


def _put(new: Path, path: Path, old: Path) -> None:
    """Move what is new to its place; what was there is put back if that fails."""
    if not path.is_dir() and not new.is_dir():
        new.replace(path)
        return
    # A folder takes no other folder's place: two moves then, between which there is none.
    if os.path.lexists(path):
        path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        if os.path.lexists(old):
            old.rename(path)
        raise
    _remove(old)


def _remove(path: Path) -> None:
    import shutil

    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):  # whatever led here is told instead
            path.unlink()
