"""Examples: each folder is one, and `python -m examples.<folder>` runs it."""
