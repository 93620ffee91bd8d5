"""`load_from`, `save_to`, `dataloader` and `datasaver`, read by both libraries."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from hamiltonish.compat.hamilton.ad_hoc_utils import module_from_source
from hamiltonish.compat.hamilton.function_modifiers import load_from, save_to
from hamiltonish.compat.hamilton.io import utils
from hamiltonish.errors import ModifierError, NoCounterpartError
from tests.compat.twins import Pair, assert_same, both, ours, theirs, through_the_door

HEAD = """
from typing import Any
import pandas as pd
import polars as pl
from hamilton.function_modifiers import dataloader, datasaver, load_from, save_to, source, tag, value
"""

ROWS = {"a": [1, 2, None], "b": ["x", "y", "z"]}

DIFFERENCES = {
    "module tag": "it stands on every node that a function makes, also on those that read or write",
    "type": "what was read is `tuple[data, facts]`; the peer says `tuple[facts, data]`",
    "documentation": "the node of a `dataloader` has the docstring of its function",
    "optional": "a node that an option is bound to is needed, not taken only if it is there",
}
"""Where the nodes of the door differ on purpose."""


# -- the two libraries ---------------------------------------------------------------------------


def _agree(pair: Pair) -> set[str]:
    """Compare names, lineage, and all that is known of each node, but for `DIFFERENCES`."""
    pair.names()
    pair.lineage()
    found = set(_differences(pair))
    assert found <= set(DIFFERENCES)
    return found


def _differences(pair: Pair) -> Iterator[str]:
    expected = {record.name: record for record in pair.theirs.list_available_variables()}
    for record in pair.ours.list_available_variables():
        other = expected[record.name]
        if ("module" in record.tags) != ("module" in other.tags):
            yield "module tag"
        for name in {*record.tags, *other.tags} - {"module"}:
            if record.tags.get(name) != other.tags.get(name):
                yield f"tag {name} of {record.name}"
        if record.required_dependencies != other.required_dependencies:
            needed = record.required_dependencies | record.optional_dependencies
            is_one = needed == other.required_dependencies | other.optional_dependencies
            yield "optional" if is_one else f"dependencies of {record.name}"
        if record.type != other.type and not record.is_external_input:
            yield "type" if str(other.type).startswith("tuple[") else f"type of {record.name}"
        if (record.documentation or "") != (other.documentation or ""):
            yield "documentation"


def _run(driver: Any, outputs: list[str], inputs: dict[str, Any]) -> Any:
    """Run, without what the peer's calls of pandas warn of, and what it logs of errors."""
    with warnings.catch_warnings():
        if "compat" not in type(driver).__module__:
            warnings.simplefilter("ignore")
        return driver.execute(outputs, inputs=inputs)


def _same(pair: Pair, outputs: list[str], inputs: dict[str, Any]) -> dict[str, Any]:
    """Run both, compare values and facts but for the times, and return ours."""
    expected, found = _run(pair.theirs, outputs, inputs), _run(pair.ours, outputs, inputs)
    for name, value in expected.items():
        assert_same(_timeless(found[name]), _timeless(value))
    return dict(found)


def _timeless(facts: Any) -> Any:
    """Take the times out of facts, the data beside them as they are."""
    if isinstance(facts, tuple):
        return (facts[0], _timeless(facts[1]))
    if isinstance(facts, dict) and "file_metadata" in facts:
        times = ("timestamp", "last_modified")
        timeless = {k: v for k, v in facts["file_metadata"].items() if k not in times}
        return facts | {"file_metadata": timeless}
    return facts


def _ours(text: str) -> Any:
    """Build a driver of a text that the peer does not take."""
    module = module_from_source(through_the_door(HEAD + text))
    return ours("driver").Builder().with_modules(module).build()


@pytest.fixture(params=["csv", "json", "parquet", "pickle"])
def file_format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def file(tmp_path: Path, file_format: str) -> str:
    """A file of one of the formats, which pandas can read."""
    path = tmp_path / f"rows.{file_format}"
    if file_format == "pickle":
        pd.DataFrame(ROWS).to_pickle(path)
    else:
        getattr(pl.DataFrame(ROWS), f"write_{file_format}")(path)
    return str(path)


# -- reading -------------------------------------------------------------------------------------


def test_pandas_reads_what_it_reads_through_the_peer(file: str, file_format: str) -> None:
    argument = "filepath_or_buffer" if file_format == "json" else "path"
    pair = both(
        HEAD
        + f"""
@load_from.{file_format}({argument}=source("where"), inject_="raw")
def kept(raw: pd.DataFrame, least: int) -> pd.DataFrame:
    '''Rows that are kept.'''
    return raw[raw["a"] >= least]
"""
    )
    assert _agree(pair) >= {"module tag", "type"}
    found = _same(pair, ["kept", "kept.load_data.raw"], {"where": file, "least": 2})
    assert found["kept"]["b"].tolist() == ["y"]


POLARS = {
    ("csv", "pl.DataFrame"): pl.read_csv,
    ("csv", "pl.LazyFrame"): pl.scan_csv,
    ("parquet", "pl.DataFrame"): pl.read_parquet,
    ("parquet", "pl.LazyFrame"): pl.scan_parquet,
    ("json", "pl.DataFrame"): pl.read_json,
}


@pytest.mark.parametrize(("format_", "frame"), POLARS)
def test_polars_reads_with_its_own_functions(tmp_path: Path, format_: str, frame: str) -> None:
    path = tmp_path / "rows"
    getattr(pl.DataFrame(ROWS), f"write_{format_}")(path)
    text = f"""
@load_from.{format_}({"source" if format_ == "json" else "file"}=source("where"))
def rows(raw: {frame}) -> {frame}:
    return raw
"""
    # The peer passes arguments that Polars 2 does not have, and cannot name the types of its JSON
    # loader: it builds most of these graphs, and runs none.
    if format_ != "json":
        _agree(both(HEAD + text))
    result = _ours(text).execute(["rows", "rows.load_data.raw"], inputs={"where": str(path)})
    assert_same(result["rows"], POLARS[format_, frame](path))
    facts = result["rows.load_data.raw"][1]["dataframe_metadata"]
    rows = None if frame == "pl.LazyFrame" else 3
    assert (facts["rows"], facts["column_names"]) == (rows, ["a", "b"])
    assert facts["datatypes"] == ["Int64", "String"]


PLAIN: dict[str, tuple[str, bytes, list[str]]] = {
    "json": (
        """
        @load_from.json(path=source("where"))
        def names(raw: dict) -> list:
            return list(raw)
        """,
        b'{"a": 1, "b": [2]}',
        ["names", "names.load_data.raw"],
    ),
    "a list in json": (
        """
        @load_from.json(path=source("where"))
        def total(raw: list) -> int:
            return sum(raw)
        """,
        b"[1, 2]",
        ["total"],
    ),
    "pickle": (
        """
        @load_from.pickle(path=source("where"))
        def model(raw: dict) -> dict:
            return raw

        @load_from.pickle(path=source("where"))
        def rows(raw: pl.DataFrame) -> Any:
            return raw
        """,
        pickle.dumps({"a": 1}),
        ["model", "model.load_data.raw", "rows"],
    ),
    "file": (
        """
        @load_from.file(path=source("where"), encoding="latin-1")
        def words(raw: str) -> list:
            return raw.split()
        """,
        "Maß und Ziel".encode("latin-1"),
        ["words", "words.load_data.raw"],
    ),
    "literal and environment": (
        """
        @load_from.literal(value=3, inject_="x")
        @load_from.environment(names=("HOME",), inject_="home")
        def both(x: int, home: dict, where: str) -> list:
            return [x, home, where]
        """,
        b"",
        ["both", "both.load_data.x", "both.load_data.home"],
    ),
    "two files": (
        """
        @load_from.json(path=source("where"), inject_="a")
        @load_from.json(path=source("where"), inject_="b")
        def pair(a: list, b: list) -> list:
            return a + b
        """,
        b"[1]",
        ["pair"],
    ),
    "a plain text is a value": (
        """
        @load_from.literal(value="where", inject_="x")
        def text(x: str, where: str) -> str:
            return x
        """,
        b"",
        ["text"],
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_values_are_read_as_through_the_peer(tmp_path: Path, name: str) -> None:
    text, content, outputs = PLAIN[name]
    path = tmp_path / "content"
    path.write_bytes(content)
    pair = both(_with_head(text))
    _agree(pair)
    _same(pair, outputs, {"where": str(path)})


def _with_head(text: str) -> str:
    return HEAD + text.replace("\n        ", "\n")


def test_options_are_those_of_the_function_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a;b\n1;2\n3;4\n")
    text = f"""
@load_from.csv(path=value({str(path)!r}), sep=";", nrows=source("count"), dtype_backend=None)
def rows(raw: pd.DataFrame) -> pd.DataFrame:
    return raw
"""
    pair = both(HEAD + text)
    assert "optional" in _agree(pair)
    _same(pair, ["rows", "rows.load_data.raw"], {"count": 1})


def test_an_option_that_is_none_reaches_the_function_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("1,2\n3,4\n")
    driver = _ours(
        """
@load_from.csv(path=source("where"), header=None)
def rows(raw: pd.DataFrame) -> pd.DataFrame:
    return raw
"""
    )
    rows = driver.execute(["rows"], inputs={"where": path})["rows"]
    assert list(rows.columns) == [0, 1]  # the peer leaves `header=None` out, and loses a row


# -- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", ["pd.DataFrame", "pl.DataFrame", "pl.LazyFrame"])
def test_frames_are_written_as_through_the_peer(
    tmp_path: Path, file_format: str, frame: str
) -> None:
    argument = "path" if file_format == "pickle" or frame == "pd.DataFrame" else "file"
    if (file_format, frame) == ("json", "pd.DataFrame"):
        argument = "filepath_or_buffer"
    pair = both(
        HEAD
        + f"""
@save_to.{file_format}({argument}=source("where"), output_name_="saved")
def rows(count: int) -> {frame}:
    return {frame}({{"a": range(count), "b": ["x"] * count}})
"""
    )
    assert _agree(pair) == {"module tag"}
    nowhere = {"count": 3, "where": "nowhere/at/all"}
    assert_same(*(driver.execute(["rows"], inputs=nowhere) for driver in (pair.ours, pair.theirs)))
    contents, noted = [], []
    for driver in (pair.theirs, pair.ours):
        path = tmp_path / f"rows.{file_format}"
        facts = _run(driver, ["saved"], {"count": 3, "where": str(path)})["saved"]
        noted.append((facts["file_metadata"]["path"], facts.get("dataframe_metadata")))
        contents.append(_content(path, file_format, frame))
        path.unlink()
    assert_same(contents[1], contents[0])
    assert noted[1][0] == noted[0][0]
    if noted[0][1] is not None:  # the peer notes nothing of a Polars frame in a pickle
        assert noted[1][1] == noted[0][1]


def _content(path: Path, file_format: str, frame: str) -> Any:
    if file_format == "pickle":
        return pickle.loads(path.read_bytes())
    if file_format == "parquet":
        return pd.read_parquet(path) if frame == "pd.DataFrame" else pl.read_parquet(path)
    return path.read_text()


def test_plain_values_are_written_as_through_the_peer(tmp_path: Path) -> None:
    pair = both(
        HEAD
        + """
@save_to.json(path=source("json"))
def rates() -> dict:
    return {"us": 0.07}

@save_to.pickle(path=source("pickle"), output_name_="kept")
def model() -> object:
    return {1, 2}

@save_to.file(path=source("file"), output_name_="report_file")
def report(rates: dict) -> str:
    return str(rates)

@save_to.file(path=source("raw_file"))
def raw_report() -> bytes:
    return b"as it is"

@save_to.memory(output_name_="same")
def last() -> int:
    return 1
"""
    )
    assert set(_differences(pair)) == {"module tag", "type of same"}  # it gives what it is given
    pair.lineage()
    written = []
    for driver in (pair.theirs, pair.ours):
        paths = {name: tmp_path / name for name in ("json", "pickle", "file", "raw_file")}
        given = {name: str(path) for name, path in paths.items()}
        outputs = ["save.rates", "kept", "report_file", "same", "save.raw_report"]
        facts = driver.execute(outputs, inputs=given)
        assert facts["same"] == 1
        assert facts["save.rates"]["file_metadata"]["size"] == 12
        written.append([path.read_bytes() for path in paths.values()])
    assert written[1] == written[0]


def test_several_savers_each_of_the_node_that_it_names(tmp_path: Path) -> None:
    pair = both(
        HEAD
        + """
@save_to.json(path=source("one"), output_name_="first", target_="totals")
@save_to.json(path=source("two"), output_name_="second", target_="totals")
def totals(count: int) -> dict:
    return {"count": count}
"""
    )
    _agree(pair)
    given = {"one": str(tmp_path / "1"), "two": str(tmp_path / "2"), "count": 1}
    _same(pair, ["first", "second"], given)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes() == b'{"count": 1}'


def test_what_a_function_reads_is_written_with_its_own_type(tmp_path: Path) -> None:
    driver = _ours(
        """
@save_to.json(path=source("to"), output_name_="saved", target_="counts")
def total(counts: dict) -> int:
    return sum(counts.values())
"""
    )
    driver.execute(["saved"], inputs={"counts": {"a": 1}, "to": str(tmp_path / "counts")})
    assert (tmp_path / "counts").read_bytes() == b'{"a": 1}'


def test_one_function_reads_a_file_and_writes_another(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    pair = both(
        HEAD
        + """
@load_from.csv(path=source("where"))
@save_to.json(filepath_or_buffer=source("to"), output_name_="saved")
def rows(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(c=1)

def total(rows: pd.DataFrame) -> int:
    return int(rows["a"].sum())
"""
    )
    _agree(pair)
    given = {"where": str(path), "to": str(tmp_path / "out.json")}
    assert _same(pair, ["total", "saved"], given)["total"] == 3


# -- functions that do it themselves -------------------------------------------------------------

LOADERS = """
@dataloader()
def rates(where: str) -> tuple[dict, dict]:
    '''Rates by region.'''
    return {"us": 0.07}, {"source": where}

@dataloader()
def rows(count: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    return pd.DataFrame({"a": range(count)}), {}

@datasaver()
def report(rates: dict, rows: pd.DataFrame, to: str) -> dict:
    '''Writes nothing, in fact.'''
    return {"to": to, "rows": len(rows), "rates": rates}
"""


def test_functions_that_read_and_write_themselves_are_as_through_the_peer() -> None:
    pair = both(HEAD + LOADERS)
    assert _agree(pair) == {"module tag", "documentation"}
    given = {"where": "by hand", "count": 2, "to": "nowhere"}
    _same(pair, ["report", "rates", "rates.loader", "rows"], given)
    known = {record.name: record for record in pair.ours.list_available_variables()}
    assert known["rates"].documentation == known["rates.loader"].documentation == "Rates by region."
    found = pair.ours.list_available_variables(tag_filter={"hamilton.data_saver.sink": "report"})
    assert [record.name for record in found] == ["report"]


def test_a_loaded_frame_gives_columns_which_the_peer_cannot() -> None:
    driver = _ours(
        """
from hamilton.function_modifiers import extract_columns

@extract_columns("a")
@dataloader()
def rows(count: int) -> tuple[pd.DataFrame, dict]:
    return pd.DataFrame({"a": range(count)}), {}

def total(a: pd.Series) -> int:
    return int(a.sum())
"""
    )
    assert driver.execute(["total"], inputs={"count": 3}) == {"total": 3}


@pytest.mark.parametrize("name", ["dataloader", "datasaver"])
def test_decorators_without_brackets_are_refused(name: str) -> None:
    decorator = getattr(ours("function_modifiers"), name)
    with pytest.raises(TypeError, match=f"used with brackets: @{name}"):
        decorator(len)


# -- errors --------------------------------------------------------------------------------------

WRONG = {
    "no path": (
        "@load_from.csv(nrows=1)\ndef rows(raw: pd.DataFrame) -> int: ...",
        "`@load_from.csv(nrows=value(1))` needs `path`.\n"
        "Hint: write `path=source('…')` or `path='…'`.",
    ),
    "two paths": (
        "@load_from.csv(path='a', file='b')\ndef rows(raw: pd.DataFrame) -> int: ...",
        "is given `path`, `file`, too many.",
    ),
    "an option that pandas does not have": (
        "@load_from.csv(path='a', separator=';')\ndef rows(raw: pd.DataFrame) -> int: ...",
        "is given `separator`, which `pandas.read_csv` does not take.",
    ),
    "an option that Polars does not have": (
        "@load_from.csv(path='a', seperator=';')\ndef rows(raw: pl.LazyFrame) -> int: ...",
        "is given `seperator`, which `polars.scan_csv` does not take.\n"
        "Hint: did you mean `separator`?",
    ),
    "an option that a plain function does not have": (
        "@save_to.json(path='a', indent=2)\ndef rows() -> dict: ...",
        "is given `indent`, which `write_json` does not take.\nHint: there are `path`.",
    ),
    "a type that nobody reads into": (
        "@load_from.json(path='a')\ndef rows(raw: pl.LazyFrame) -> int: ...",
        "cannot read into `pl.LazyFrame`.\n"
        "Hint: it can for `pd.DataFrame`, `pl.DataFrame`, `dict`, `list`.",
    ),
    "a type that nobody writes": (
        "@save_to.parquet(path='a')\ndef rows() -> dict: ...",
        "cannot write out of `dict`.\nHint: it can for `pd.DataFrame`, `pl.DataFrame`.",
    ),
    "several parameters": (
        "@load_from.json(path='a')\ndef rows(a: dict, b: dict) -> int: ...",
        "may inject into any of `a`, `b`.\nHint: say which: `inject_='a'`.",
    ),
    "no parameter": (
        "@load_from.json(path='a')\ndef rows() -> int: ...",
        "has no parameter to inject into.\nHint: take the data as a parameter.",
    ),
    "a parameter that is not there": (
        "@load_from.json(path='a', inject_='raws')\ndef rows(raw: dict) -> int: ...",
        "injects into `raws`, which the function does not read.\nHint: did you mean `raw`?",
    ),
    "a parameter twice": (
        "@load_from.json(path='a', inject_='raw')\n@load_from.json(path='b', inject_='raw')\n"
        "def rows(raw: dict) -> int: ...",
        "both bind the parameter `raw`.",
    ),
    "a target that is not there": (
        "@save_to.json(path='a', target_='row')\ndef rows() -> dict: ...",
        "names `row`, which the function neither makes nor reads.\nHint: did you mean `rows`?",
    ),
    "a loader without facts": (
        "@dataloader()\ndef rows() -> dict: ...",
        "`@dataloader()` needs data with facts, and the function returns `dict`.\n"
        "Hint: return `tuple[…, dict]`.",
    ),
    "a saver without facts": (
        "@datasaver()\ndef rows() -> int: ...",
        "`@datasaver()` needs facts, and the function returns `int`.\n"
        "Hint: return a dict of what is known of the file.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_an_error_when_the_graph_is_built(name: str) -> None:
    text, message = WRONG[name]
    with pytest.raises(ModifierError, match="@") as caught:
        _ours(text + "\n")
    assert message in str(caught.value)


def test_a_format_that_is_not_there_says_what_there_is() -> None:
    with pytest.raises(NoCounterpartError, match=r"load_from\.excel") as caught:
        load_from.excel  # noqa: B018
    assert str(caught.value) == (
        "`load_from.excel` of Apache Hamilton has no counterpart in hamiltonish.\n"
        "Hint: there are `csv`, `parquet`, `json`, `pickle`, `file`, `literal`, `environment`;"
        " read anything else in a function, with `@dataloader()` if facts are to be noted."
    )
    with pytest.raises(NoCounterpartError, match="Hint: did you mean `csv`; write anything else"):
        save_to.cvs  # noqa: B018
    assert not hasattr(load_from, "__wrapped__")
    assert dir(save_to) == ["csv", "file", "json", "memory", "parquet", "pickle"]


# -- facts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["s3://bucket/key.csv", "nowhere.csv"])
def test_of_a_file_elsewhere_little_is_known(where: str) -> None:
    found = utils.get_file_metadata(where)["file_metadata"]
    expected = theirs("io.utils").get_file_metadata(where)["file_metadata"]
    assert list(found) == list(expected)
    assert (found["size"], found["scheme"]) == (None, expected["scheme"])


@pytest.mark.parametrize("query", ["SELECT a FROM t", "t"])
@pytest.mark.parametrize("results", [3, pd.DataFrame(ROWS), None], ids=type)
def test_facts_of_a_query_are_those_of_the_peer(query: str, results: Any) -> None:
    found = utils.get_sql_metadata(query, results)["sql_metadata"]
    expected = theirs("io.utils").get_sql_metadata(query, results)["sql_metadata"]
    assert {**found, "timestamp": 0} == {**expected, "timestamp": 0}


@pytest.mark.parametrize("data", [pd.DataFrame(ROWS), pl.DataFrame(ROWS), [1, 2], 3], ids=type)
def test_facts_of_data_are_those_of_the_peer(data: Any) -> None:
    assert utils.get_dataframe_metadata(data) == theirs("io.utils").get_dataframe_metadata(data)
