"""Features of the flights that left New York in 2013, from plain Polars functions."""
