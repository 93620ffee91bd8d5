"""Compare: two versions of a graph, run on the same inputs, and what differs in their outputs."""

from __future__ import annotations

from hamiltonish.comparison.compare import Keys, compare
from hamiltonish.comparison.facts import Categories, Example, Numbers, Span, Truths, Verdict
from hamiltonish.comparison.result import Compared, Comparison
from hamiltonish.comparison.running import Version
from hamiltonish.comparison.sampling import Sample

__all__ = [
    "Categories",
    "Compared",
    "Comparison",
    "Example",
    "Keys",
    "Numbers",
    "Sample",
    "Span",
    "Truths",
    "Verdict",
    "Version",
    "compare",
]
