"""Mistakes as one makes them: each is told short, with its place and one way out."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Command, write


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write(
        "features.py",
        """
        import polars as pl

        def total(price: pl.Expr, quantity: pl.Expr) -> pl.Expr:
            return price * quantity

        def shout(item: pl.Expr) -> pl.Expr:
            return item.str.to_uppercase()

        def ratio(part: int, whole: int) -> float:
            return _divided(part, whole)

        def _divided(one: int, other: int) -> float:
            return one / other
        """,
    )
    write(
        "broken.py", "import polars as pl\n\ndef tax(price: pl.Expr) -> pl.Expr\n    return price\n"
    )
    write("missing.py", "import polrs as pl\n")
    write("wide.py", "import polars as pl\n\nLIMIT = pl.limitless\n")
    write("empty.csv", "")
    write("bad.parquet", "no Parquet\n")
    pl.DataFrame({"price": [1.0], "quantity": [2], "item": [3]}).write_csv("orders.csv")
    pl.DataFrame({"price": [1.0]}).write_csv("few.csv")


HINT = "Hint: `--traceback` shows all of it.\n"
MISTAKES = {
    "a typo in the module": (
        "run feature.py total -i orders.csv",
        2,
        "`feature.py`: there is no such file.\nHint: did you mean `features.py`?\n",
    ),
    "a typo in the output": (
        "run features.py totla -i orders.csv",
        1,
        "No node is named `totla`.\n  asked for by: the command\n"
        "Hint: did you mean `total` (features.py:3)?\n",
    ),
    "a typo in the path of an input": (
        "run features.py total -i order.csv",
        2,
        "`order.csv`: there is no such file.\nHint: did you mean `orders.csv`?\n",
    ),
    "a file that is not of its format": (
        "run features.py total -i bad.parquet",
        1,
        r"polars.exceptions.ComputeError: .*\n  while reading `bad.parquet`\n" + HINT,
    ),
    "no inputs": (
        "run features.py total",
        1,
        "2 inputs are missing.\n"
        "  `price: pl.Expr`, needed by `features.total` (features.py:3)\n"
        "  `quantity: pl.Expr`, needed by `features.total` (features.py:3)\n"
        "Hint: give them in `--inputs` or `--value`, or write functions of these names.\n",
    ),
    "a missing column": (
        "run features.py total -i few.csv",
        1,
        "1 input is missing.\n"
        "  `quantity: pl.Expr`, needed by `features.total` (features.py:3)\n"
        "  given: a frame with `price`\n"
        "Hint: give it in `--inputs` or `--value`, or write a function of that name.\n",
    ),
    "an empty file": (
        "run features.py total -i empty.csv",
        2,
        "`empty.csv`: the file is empty.\n",
    ),
    "a syntax error in the module": (
        "run broken.py tax -i orders.csv",
        1,
        "SyntaxError: expected ':'\n  broken.py:3\n    def tax(price: pl.Expr) -> pl.Expr\n"
        "  while importing `broken.py`\n" + HINT,
    ),
    "an import of what is not there": (
        "run missing.py tax -i orders.csv",
        1,
        "ModuleNotFoundError: No module named 'polrs'\n  missing.py:1, in <module>\n"
        "    import polrs as pl\n  while importing `missing.py`\n" + HINT,
    ),
    "an error in the module": (
        "list wide.py",
        1,
        "AttributeError: module 'polars' has no attribute 'limitless'\n"
        "  wide.py:3, in <module>\n    LIMIT = pl.limitless\n"
        "  while importing `wide.py`\n" + HINT,
    ),
    "a folder that is not there": (
        "run features.py total -i orders.csv -o nowhere/out.parquet",
        1,
        "`nowhere/out.parquet` is no target to write to: there is no folder `nowhere`.\n"
        "Hint: make the folder first.\n",
    ),
    "a target of no known format": (
        "run features.py total -i orders.csv -o out.xlsx",
        1,
        "`out.xlsx` is no target to write to: `.xlsx` is no format that is written.\n"
        "Hint: call it `out.parquet`, or `.arrow`, `.csv`, `.ndjson`.\n",
    ),
    "a value of no input": (
        "run features.py total -i orders.csv --value prize=1",
        1,
        "The input `prize` is read by nothing.\n"
        "  inputs of the graph: `price`, `quantity`, `item`, `part`, `whole`\n"
        "Hint: did you mean `price`?\n",
    ),
    "an error in a function": (
        "run features.py ratio --value part=1 --value whole=0",
        1,
        "ZeroDivisionError: division by zero\n"
        "  features.py:10, in ratio\n    return _divided(part, whole)\n"
        "  features.py:13, in _divided\n    return one / other\n"
        "  while computing `ratio` (features.py:9)\n"
        "    part: int 1\n    whole: int 0\n" + HINT,
    ),
    "an error of the engine": (
        "run features.py shout -i orders.csv",
        1,
        r"polars.exceptions.(SchemaError|ComputeError|InvalidOperationError): .*\n"
        r"(.*\n)?  while computing `shout` \(features.py:6\)\n" + HINT,
    ),
    "an option of no reader": (
        "run features.py total -i orders.csv --read separater=;",
        1,
        r"TypeError: .*unexpected keyword argument 'separater'\n  while reading `orders.csv`\n"
        + HINT,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_short_with_its_place_and_one_way_out(
    command: Command, mistake: str
) -> None:
    line, code, text = MISTAKES[mistake]
    done = command(*line.split(" "))
    assert (done.code, done.out) == (code, "")
    assert done.err == text or re.fullmatch(text, done.err), done.err


def test_an_output_that_is_named_twice_is_there_once(command: Command) -> None:
    done = command(
        *["run", "features.py", "total,total", "total", "-i", "orders.csv", "-o", "out.csv"]
    )
    assert (done.code, Path("out.csv").read_text()) == (0, "total\n2.0\n")


@pytest.mark.parametrize("place", [0, 2, 7])
def test_all_of_an_error_is_shown_if_asked_for_anywhere(command: Command, place: int) -> None:
    words = ["run", "features.py", "ratio", "--value", "part=1", "--value", "whole=0"]
    words.insert(place, "--traceback")
    done = command(*words)
    assert done.code == 1
    assert done.err.startswith("Traceback (most recent call last):\n")
    assert "ZeroDivisionError: division by zero\nwhile computing `ratio`" in done.err


def test_a_target_that_cannot_be_written_is_told_and_nothing_is_left(
    command: Command, folder: Path
) -> None:
    (folder / "out.csv").mkdir()
    (folder / "out.csv" / "notes.txt").touch()
    done = command(
        *["run", "features.py", "total", "-i", "orders.csv", "-o", "out.csv", "--overwrite"]
    )
    assert (done.code, done.err) == (
        1,
        "`out.csv` is no target to write to: it holds `notes.txt`, which is no Parquet.\n"
        "Hint: name a folder of its own; what else is in this one would be lost.\n",
    )
    assert (folder / "out.csv" / "notes.txt").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".out")]
