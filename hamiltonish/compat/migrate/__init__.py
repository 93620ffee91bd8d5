"""Leading a project that imports Apache Hamilton through the door: texts first, then files."""

from __future__ import annotations

from hamiltonish.compat.migrate.door import Door, open_door
from hamiltonish.compat.migrate.files import File, files_in, look, rewrite_notebook, write
from hamiltonish.compat.migrate.rewrite import Finding, Kind, Rewritten, rewrite

__all__ = [
    "Door",
    "File",
    "Finding",
    "Kind",
    "Rewritten",
    "files_in",
    "look",
    "open_door",
    "rewrite",
    "rewrite_notebook",
    "write",
]
