"""Modules in files, of whose nodes versions are taken."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import hamiltonish as hm

__all__ = ["Versions", "version"]


class Versions:
    """Writes modules to files, each to a folder of its own, and takes versions of their nodes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count()

    def __call__(self, source: str, node: str = "price", name: str = "features") -> str:
        file = self.folder / f"{next(self.numbers)}" / f"{name}.py"
        return self.graph(source, file)[node].version

    def graph(self, source: str, file: Path) -> hm.Graph:
        """Write a module to a file, import it, and make a graph of it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source))
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[file.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return hm.Graph(module)


@pytest.fixture
def version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Versions]:
    """Take the version of a node of a module, given as source."""
    # Python would take the code of a file of the same second and length from its cache.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = dict(sys.modules)
    yield Versions(tmp_path)
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]
            if name in before:
                sys.modules[name] = before[name]
