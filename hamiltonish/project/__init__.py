"""The Python of a project: its files and notebooks, found, read, and replaced whole."""

from hamiltonish.project.files import File, files_in, read, write
from hamiltonish.project.notebooks import Notebook

__all__ = ["ACCESSOR_MARK", "File", "Notebook", "files_in", "read", "write"]

ACCESSOR_MARK = "Written by `hamiltonish stubs`"
"""Stands in every file in which names of nodes are constants, and in no other."""
