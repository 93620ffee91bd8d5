"""Reading and writing values that are no frames, with the standard library."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

__all__ = [
    "environment",
    "literal",
    "read_file",
    "read_json",
    "read_pickle",
    "write_file",
    "write_json",
    "write_pickle",
]


def read_json(path: Any) -> Any:
    """Read a JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(data: Any, path: Any) -> None:
    """Write a JSON file."""
    Path(path).write_text(json.dumps(data), encoding="utf-8")


def read_pickle(path: Any) -> Any:
    """Read a pickle: whoever wrote the file can run code here, so it must be one of yours."""
    return pickle.loads(Path(path).read_bytes())  # noqa: S301  # said in the docstring


def write_pickle(data: Any, path: Any) -> None:
    """Write a pickle."""
    Path(path).write_bytes(pickle.dumps(data))


def read_file(path: Any, encoding: str = "utf-8") -> str:
    """Read a text file."""
    return Path(path).read_text(encoding=encoding)


def write_file(data: str | bytes | BytesIO, path: Any, encoding: str = "utf-8") -> None:
    """Write a file: text, or bytes as they are."""
    if isinstance(data, str):
        Path(path).write_text(data, encoding=encoding)
    else:
        Path(path).write_bytes(data.getvalue() if isinstance(data, BytesIO) else data)


def literal(value: Any) -> Any:
    """Give a value as it is."""
    return value


def environment(names: Iterable[str]) -> dict[str, str]:
    """Read variables of the environment."""
    return {name: os.environ[name] for name in names}
