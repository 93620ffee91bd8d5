"""Reading and writing, under the names of the peer's modules."""
