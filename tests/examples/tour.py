"""The tour of the examples: run in a kernel, and kept with its outputs.

``python -m tests.examples.tour`` runs it and writes the outputs into it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

__all__ = ["TOUR", "executed", "read", "shapes"]

ROOT = Path(__file__).parent.parent.parent
TOUR = ROOT / "examples" / "tour.ipynb"
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def read() -> Any:
    """Read the notebook as it is kept."""
    return nbformat.read(TOUR, as_version=4)  # type: ignore[no-untyped-call]


def executed(book: Any) -> Any:
    """Run a notebook where it is, with this package; give it with its new outputs."""
    book = nbformat.from_dict(book)  # type: ignore[no-untyped-call]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    client = NotebookClient(
        book,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(TOUR.parent)}},
        record_timing=False,
        coalesce_streams=True,  # a busy kernel sends one print in pieces
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    return _cleaned(book)


def _cleaned(book: Any) -> Any:
    """Leave out what is of this machine and this run."""
    book.metadata = _METADATA
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":  # colours of a terminal, twice the text
                output.traceback = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in output.traceback]
    return book


def shapes(book: Any) -> list[list[tuple[str, ...]]]:
    """Reduce a notebook to the kinds of outputs of each cell."""
    return [
        [
            (output.output_type, *sorted(output.get("data", {})), output.get("ename", ""))
            for output in cell.outputs
        ]
        for cell in book.cells
        if cell.cell_type == "code"
    ]


if __name__ == "__main__":
    TOUR.write_text(nbformat.writes(executed(read())) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]
