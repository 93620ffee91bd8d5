"""Row functions: how they run on columns."""
