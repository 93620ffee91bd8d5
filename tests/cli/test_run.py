"""The commands `run` and `explain`: every format in and out, values, engines, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.cli.conftest import Command, write

FEATURES = """
    import polars as pl

    def total(price: pl.Expr, rate: float = 0.5) -> pl.Expr:
        print("noise")
        return price * (1 + rate)

    def price_max(price: pl.Expr) -> pl.Expr:
        return price.max()
    """
ORDERS = pl.DataFrame({"item": ['a "pen"\nin a box', "book", None], "price": [2.0, 10.0, None]})
TOTALS = pl.DataFrame({"item": ['a "pen"\nin a box', "book", None], "total": [3.0, 15.0, None]})
WRITERS = {
    "parquet": pl.DataFrame.write_parquet,
    "arrow": pl.DataFrame.write_ipc,
    "feather": pl.DataFrame.write_ipc,
    "csv": pl.DataFrame.write_csv,
    "ndjson": pl.DataFrame.write_ndjson,
    "jsonl": pl.DataFrame.write_ndjson,
    "json": pl.DataFrame.write_json,
}
READERS = {
    "parquet": pl.read_parquet,
    "arrow": pl.read_ipc,
    "csv": pl.read_csv,
    "ndjson": pl.read_ndjson,
    "json": pl.read_json,
}


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write("features.py", FEATURES)
    ORDERS.write_parquet("orders.parquet")


@pytest.mark.parametrize("suffix", WRITERS)
def test_tables_of_every_format_go_in(command: Command, suffix: str) -> None:
    WRITERS[suffix](ORDERS, f"orders.{suffix}")
    done = command("run", "features.py", "item,total", "-i", f"orders.{suffix}", "--json")
    assert (done.code, json.loads(done.out)["rows"]) == (0, TOTALS.to_dicts())
    assert done.err == "noise\n"


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_comes_out_and_the_rows_are_counted(command: Command, suffix: str) -> None:
    words = ("run", "features.py", "item", "total", "-i", "orders.parquet", "-o", f"out.{suffix}")
    done = command(*words)
    assert (done.code, done.err) == (0, "")
    assert f"out.{suffix}: 3 rows, 0." in done.out
    assert_frame_equal(READERS[suffix](f"out.{suffix}"), TOTALS)
    again = command(*words)
    assert (again.code, again.err) == (
        1,
        f"The file `out.{suffix}` is there already.\n"
        "Hint: say `--overwrite` to replace it, once the new one is complete.\n",
    )
    assert command(*words, "--overwrite").code == 0


def test_json_lines_may_be_called_json(command: Command) -> None:
    ORDERS.write_ndjson("orders.json")
    done = command("run", "features.py", "total", "-i", "orders.json", "--json")
    assert len(json.loads(done.out)["rows"]) == 3


def test_a_format_is_said_if_the_suffix_does_not(command: Command) -> None:
    Path("orders.txt").write_text("price;item\n2.0;pen\n")
    words = ("run", "features.py", "total", "-i", "orders.txt", "--read", "separator=;", "--json")
    assert json.loads(command(*words, "--format", "csv").out)["rows"] == [{"total": 3.0}]
    assert command(*words).err == (
        "`orders.txt`: its suffix does not tell its format.\nHint: say it: `--format csv`.\n"
    )
    assert command(*words, "--format", "xls").err == (
        "`--format xls`: there is no such format.\n"
        "Hint: `parquet`, `ipc`, `csv`, `ndjson`, `json`\n"
    )


def test_several_files_by_a_pattern_and_a_folder(command: Command) -> None:
    Path("parts").mkdir()
    for index in range(3):
        ORDERS.write_parquet(f"parts/{index}.parquet")
    for path in ("parts/*.parquet", "parts"):
        done = command("run", "features.py", "total", "-i", path, "-o", "o.csv", "--overwrite")
        assert "o.csv: 9 rows" in done.out


def test_tables_of_duckdb_go_in_and_come_out(command: Command) -> None:
    with duckdb.connect("shop.duckdb") as connection:
        connection.execute("CREATE TABLE orders AS SELECT 'pen' AS item, 2.0::DOUBLE AS price")
    words = ("run", "features.py", "total", "-i", "shop.duckdb::orders")
    assert json.loads(command(*words, "--json").out)["rows"] == [{"total": 3.0}]
    assert "shop.duckdb::totals: 1 row, " in command(*words, "-o", "shop.duckdb::totals").out
    with duckdb.connect("shop.duckdb", read_only=True) as connection:
        assert connection.table("totals").fetchall() == [(3.0,)]
    assert command(*words, "-o", "shop.duckdb::totals").err == (
        "The table `shop.duckdb::totals` is there already.\n"
        "Hint: say `--overwrite` to replace it, once the new one is complete.\n"
    )
    assert command(*words, "-o", "shop.duckdb::totals", "--overwrite").code == 0
    done = command("run", "features.py", "total", "-i", "shop.duckdb::order")
    assert (done.code, done.err) == (
        2,
        "`shop.duckdb::order`: there is no table `order`.\nHint: did you mean `orders`?\n",
    )
    done = command("run", "features.py", "total", "-i", "shop.duckdb")
    assert done.err.endswith("Hint: name a table of the database: `shop.duckdb::table`.\n")


def test_without_out_the_first_rows_are_shown(command: Command) -> None:
    pl.DataFrame({"price": range(100)}).write_parquet("many.parquet")
    done = command("run", "features.py", "total", "-i", "many.parquet", "--head", "20")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1 + 1 + 5 + 20 + 1  # noise, shape, frame
    assert "28.5" in done.out


def test_values_and_a_table_go_together(command: Command) -> None:
    words = ("run", "features.py", "total", "-i", "orders.parquet", "--value", "rate=1", "--json")
    assert json.loads(command(*words).out)["rows"][0] == {"total": 4.0}


def test_frames_go_by_the_names_of_their_files_or_by_a_name(command: Command) -> None:
    write(
        "joins.py",
        """
        import polars as pl

        def both(orders: pl.LazyFrame, stock: pl.LazyFrame) -> pl.LazyFrame:
            return orders.join(stock, on="item").select("price", "count")
        """,
    )
    stock = pl.DataFrame({"item": ["book"], "count": [7]})
    stock.write_csv("stock.csv")
    stock.write_csv("other.csv")
    for second in ("stock.csv", "stock=other.csv"):
        done = command("run", "joins.py", "both", "-i", "orders.parquet", "-i", second, "--json")
        assert json.loads(done.out)["rows"] == [{"price": 10.0, "count": 7}]
    done = command("run", "joins.py", "both", "-i", "stock.csv", "-i", "stock=other.csv")
    assert done.err == (
        "`stock=other.csv`: `stock` is given twice.\nHint: name it: `--inputs name=path`.\n"
    )


def test_a_table_may_be_called_as_what_is_computed(command: Command) -> None:
    ORDERS.write_parquet("total.parquet")
    words = ("run", "features.py", "total", "-i", "total.parquet", "--value", "rate=1")
    assert command(*words).code == 0


def test_plain_values_need_no_table(command: Command) -> None:
    write("area.py", "def area(width: float, height: float) -> float:\n    return width * height")
    words = ("run", "area.py", "area", "--value", "width=2", "--value", "height=nan")
    assert command(*words[:-1], "height=1.5").out.split() == ["name", "value", "area", "3.0"]
    assert json.loads(command(*words[:-1], "height=1.5", "--json").out)["values"] == {"area": 3.0}
    assert "1 row" in command(*words[:-1], "height=1.5", "-o", "area.csv").out
    assert Path("area.csv").read_text() == "area\n3.0\n"


def test_pandas_graphs_are_read_by_pandas(command: Command) -> None:
    write(
        "features_pd.py",
        """
        import pandas as pd

        def total(price: pd.Series) -> pd.Series:
            assert isinstance(price, pd.Series)
            return price * 2
        """,
    )
    frame = pd.DataFrame({"price": [1.0, 2.0]})
    frame.to_csv("prices.csv", index=False)
    frame.to_parquet("prices.parquet")
    frame.to_feather("prices.arrow")
    frame.to_json("prices.ndjson", orient="records", lines=True)
    for suffix in ("csv", "parquet", "arrow", "ndjson"):
        done = command(
            *("run", "features_pd.py", "total", "-i", f"prices.{suffix}"),
            *("-o", f"out.{suffix}"),
        )
        assert (done.err, done.out[:10]) == ("", f"out.{suffix}: 2 rows"[:10])
    assert pd.read_csv("out.csv")["total"].to_list() == [2.0, 4.0]
    assert pd.read_feather("out.arrow")["total"].to_list() == [2.0, 4.0]
    assert Path("out.ndjson").read_text() == '{"total":2}\n{"total":4}\n'
    done = command("run", "features_pd.py", "total", "-i", "prices.csv")
    assert done.out == "   total\n0    2.0\n1    4.0\n"


@pytest.mark.parametrize("engine", ["", "polars", "pandas", "duckdb"])
def test_portable_graphs_run_on_an_engine_of_choice(command: Command, engine: str) -> None:
    write(
        "portable.py",
        """
        import narwhals as nw

        def total(price: nw.Expr) -> nw.Expr:
            return price * 2
        """,
    )
    chosen = ("--engine", engine) if engine else ()
    words = ("run", "portable.py", "total", "-i", "orders.parquet", *chosen)
    rows = json.loads(command(*words, "--json").out)["rows"]
    assert rows == [{"total": 4.0}, {"total": 20.0}, {"total": None}]
    for suffix in ("csv", "parquet"):
        assert f"out.{suffix}: 3 rows" in command(*words, "-o", f"out.{suffix}").out


def test_all_is_every_column_and_value_but_no_frame(command: Command) -> None:
    done = command("run", "features.py", "--all", "-i", "orders.parquet", "--json")
    assert json.loads(done.out)["rows"][0] == {"total": 3.0, "price_max": 10.0}
    done = command("run", "features.py", "total", "--all", "-i", "orders.parquet")
    assert done.err == "`--all`: names are given, too.\nHint: take one of them.\n"


def test_without_outputs_they_are_listed(command: Command) -> None:
    done = command("run", "features.py", "-i", "orders.parquet")
    assert (done.code, done.err) == (
        2,
        "`features.py`: no output is named.\n"
        "Hint: name some of `total`, `price_max`, or say `--all`.\n",
    )


def test_the_report_tells_each_step(command: Command) -> None:
    words = ("run", "features.py", "total", "-i", "orders.parquet", "--report")
    assert "select 1 column" in command(*words).out
    assert "o.csv            write" in command(*words, "-o", "o.csv").out
    steps = json.loads(command(*words, "--json").out)["steps"]
    assert [step["kind"] for step in steps] == ["call", "layer", "frame"]


def test_explain_computes_nothing_and_tells_the_plan(command: Command) -> None:
    words = ("explain", "features.py", "total", "-i", "orders.parquet")
    assert command(*words).out.startswith("noise\nPlan for 1 output: 1 function, 1 layer\n") or (
        command(*words).out.startswith("Plan for 1 output: 1 function, 1 layer\n")
    )
    assert json.loads(command(*words, "--json").out) == {
        "outputs": ["total"],
        "reads": {"inputs": ["price"]},
        "functions": ["total"],
        "layers": [["total"]],
        "steps": [
            {"name": "total", "kind": "call"},
            {"name": "total on inputs", "kind": "layer"},
            {"name": "select 1 column", "kind": "frame"},
        ],
    }


def test_an_engine_that_reads_nothing_here(command: Command) -> None:
    done = command("run", "features.py", "total", "-i", "orders.parquet", "--engine", "panda")
    assert (done.code, done.err) == (
        2,
        "`--engine panda`: nothing here reads by that library.\nHint: did you mean `pandas`?\n",
    )


def test_numbers_that_json_has_none_for_are_null(command: Command) -> None:
    pl.DataFrame({"price": [float("nan"), float("inf")]}).write_parquet("odd.parquet")
    rows = json.loads(command("run", "features.py", "total", "-i", "odd.parquet", "--json").out)
    assert rows["rows"] == [{"total": None}, {"total": None}]
