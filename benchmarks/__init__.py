"""Speed and memory, measured beside the peer and code written by hand: `python -m benchmarks`."""
