"""Names of nodes in the files of a project: where they stand, other names, and names as code."""

from hamiltonish.names.places import Kind, Place
from hamiltonish.names.search import Search, rename, where

__all__ = ["Kind", "Place", "Search", "rename", "where"]
