"""Doors for projects that were written for another library, each a folder, thin over the core."""
