"""The programs here are read by type-checkers, and never imported."""

collect_ignore = ["mistakes", "programs"]
