"""Measure everything, or the subjects that are named, and write their tables into the page."""

from __future__ import annotations

import argparse
import time
from datetime import date

from benchmarks import tables
from benchmarks.page import PAGE, put_in
from benchmarks.subjects import SUBJECTS, Depth, say


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ", ".join(SUBJECTS)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"{names}; all if none")
    parser.add_argument("--quick", action="store_true", help="small sizes; nothing is written")
    parser.add_argument("--date", default=date.today().isoformat(), help="the date on the page")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.subjects if name not in SUBJECTS]
    if unknown:
        parser.error(f"no subject is named {', '.join(unknown)}; there are {names}")
    depth = Depth.QUICK if arguments.quick else Depth.FULL
    # The table of the machine tells of a whole run, and stays as it is after a part of one.
    if not arguments.subjects:
        _write({"machine": tables.machine_text(arguments.date)}, depth)
    for name in arguments.subjects or SUBJECTS:
        start = time.perf_counter()
        sections = SUBJECTS[name](depth)
        for title, text in sections.items():
            say(f"\n{title}\n\n{text}\n")
        _write(sections, depth)
        say(f"{name}: {time.perf_counter() - start:.0f} s")


def _write(sections: dict[str, str], depth: Depth) -> None:
    """Put tables into the page as soon as they are there, so that a late failure loses none."""
    if depth is Depth.FULL:
        PAGE.write_text(put_in(PAGE.read_text(), sections))


if __name__ == "__main__":
    main()
