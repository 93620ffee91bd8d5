"""The Python of a project: its files and notebooks, found, read, and replaced whole."""

from hamiltonish.project.files import File, files_in, read, write
from hamiltonish.project.notebooks import Notebook

__all__ = ["File", "Notebook", "files_in", "read", "write"]
