"""The functions that are measured, and beside each module its twin written by hand."""
