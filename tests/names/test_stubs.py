"""The names of nodes as code: every one is there, it is checked, and the file is kept up to date."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import jedi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mypy import api

import hamiltonish as hm
from examples.flights import families, features
from examples.marketing import features as marketing
from examples.marketing import features_nodes
from hamiltonish.cli import main
from hamiltonish.modifiers import config, node, source
from hamiltonish.stubs import accessor_of
from tests.modules import module_of


def _double(x: float) -> float:
    '''Says "twice" \\ """twice"""'''
    return 2 * x


def _names_in(place: object) -> set[str]:
    """List the constants of a module, and those behind their dots."""
    found: set[str] = set()
    for name, value in vars(place).items():
        if isinstance(value, str) and not name.startswith("__"):
            found.add(str(value))
        if not name.startswith("_") and (isinstance(value, type) or type(value) not in (str, int)):
            found |= _names_in(value if isinstance(value, type) else type(value))
    return found


PIECES = st.sampled_from(
    ["uk", "tax", "total", "class", "7d", "über", "a b", "count", "title", "_Final"]
)
NAMES = st.lists(PIECES, min_size=1, max_size=3).map(".".join) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=8, unique=True))
def test_every_name_is_there_whatever_it_looks_like(names: list[str]) -> None:
    graph = hm.Graph(*[node(_double, name=name, x=source("given")) for name in names])
    text = accessor_of(graph, ["features"])
    assert text == accessor_of(graph, ["features"])
    assert set(graph) <= _names_in(module_of(text)) | {"given"}


def test_names_with_dots_are_reached_through_dots() -> None:
    graph = hm.Graph(_tax).prefix("uk") | hm.Graph(node(_double, name="uk", x=source("uk._tax")))
    nodes = vars(module_of(accessor_of(graph, ["features"])))
    assert nodes["uk"] == "uk"
    assert nodes["uk"].price == "uk.price"
    driver = hm.Driver(graph)
    assert driver.values([nodes["uk"], nodes["uk"].price], inputs={"uk.price": 5.0}) == {
        "uk": 2.0,
        "uk.price": 5.0,
    }


def _tax(price: float) -> float:
    return price * 0.2


def test_a_name_tells_what_its_node_is() -> None:
    text = accessor_of(hm.Graph(features, families), ["flights"])
    constants = ast.parse(text).body
    docs = {
        ast.unparse(one.target): ast.literal_eval(constants[number + 1].value)  # type: ignore[attr-defined]
        for number, one in enumerate(constants)
        if isinstance(one, ast.AnnAssign)
    }
    assert docs["planes"] == "An input: `pl.LazyFrame`."
    assert docs["distance"] == (
        "The column `distance` of `departures`.\n\n"
        "A column of `departures`, by `examples.flights.features.departures`.\n"
    )
    assert docs["origin_late_share"] == (
        "Share of flights with is_late among those with the same origin.\n\n"
        "`pl.Expr`, by `examples.flights.families.share`.\n"
    )
    assert ">>>" not in text


def test_only_the_variants_that_the_config_chooses_are_there() -> None:
    @config.when(region="us")
    def us_tax(price: float) -> float:
        return price

    text = accessor_of(hm.Graph(us_tax, _tax_of, config={"region": "us"}), ["shop"])
    assert "us_tax: _Final" in text
    assert "with the config `region='us'`" in text
    assert "us_tax: _Final" not in accessor_of(
        hm.Graph(us_tax, _tax_of, config={"region": "eu"}), ["shop"]
    )


def _tax_of(price: float) -> float:
    return price


def test_a_type_checker_knows_the_names_and_no_others(tmp_path: Path) -> None:
    text = accessor_of(hm.Graph(features, families), ["flights"])
    (tmp_path / "nodes.py").write_text(text, encoding="utf-8")
    program = tmp_path / "program.py"
    program.write_text(
        "import nodes\n"
        "wanted: list[str] = [nodes.speed, nodes.origin_late_share, nodes.capped_delay.raw]\n"
        "nodes.sped\n"
        "nodes.capped_delay.row\n"
        "nodes.speed = 'a'\n",
        encoding="utf-8",
    )
    arguments = ["--strict", "--config-file=", "--no-error-summary", f"--cache-dir={tmp_path}"]
    report, _, _ = api.run([*arguments, str(program)])
    assert [line.rpartition("[")[2] for line in report.splitlines()] == [
        "attr-defined]",
        "attr-defined]",
        "misc]",
    ]


@pytest.mark.parametrize(
    ("module", "written", "completed"),
    [
        ("features_nodes", "spe", ["spend", "spend_mean", "spend_per_signup", "spend_std_dev"]),
        ("features_nodes", "sig", ["signups"]),
        ("features", "avg", ["avg_3wk_spend"]),
    ],
)
def test_an_editor_completes_names_and_functions(
    module: str, written: str, completed: list[str]
) -> None:
    text = f"from examples.marketing import {module} as names\ndriver.execute([names.{written}"
    project = jedi.Project(Path(hm.__file__).parent.parent)
    found = jedi.Script(text, path=Path("notes.py"), project=project).complete()
    assert [one.name for one in found][: len(completed)] == completed


def test_the_names_of_the_example_are_up_to_date() -> None:
    text = accessor_of(hm.Graph(marketing), [marketing.__name__])
    assert Path(str(features_nodes.__file__)).read_text(encoding="utf-8") == text


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop_of_stubs.py").write_text("def tax(price: float) -> float: ...\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "shop_of_stubs", raising=False)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    try:
        code = main(["stubs", "shop_of_stubs.py", *words])
    except SystemExit as done:
        code = int(str(done.code or 0))
    told = capsys.readouterr()
    return code, told.out + told.err


def test_the_command_writes_beside_the_module(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = "shop_of_stubs_nodes.py"
    assert _run(capsys, "--check") == (
        1,
        f"{file} is out of date: run `hamiltonish stubs` without `--check`.\n",
    )
    assert _run(capsys) == (0, f"{file}: 2 names written.\n")
    assert _run(capsys, "--check") == (0, f"{file} is up to date: 2 names.\n")
    assert 'tax: _Final = "tax"' in (folder / file).read_text()
    (folder / file).write_text((folder / file).read_text() + "more = 1\n")
    code, out = _run(capsys, "--check", "--json")
    assert code == 1
    assert json.loads(out) == {"path": file, "nodes": 2, "is_changed": True, "written": False}


def test_a_file_of_somebody_else_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nodes.py").write_text("tax = 1\n")
    assert _run(capsys, "--out", "nodes.py") == (
        1,
        "`nodes.py` is no target to write to: it is there, and was not written by"
        " `hamiltonish stubs`.\nHint: say another name with `--out`.\n",
    )
    assert _run(capsys, "--out", "no/nodes.py")[1].startswith(
        "`no/nodes.py` is no target to write to: there is no folder `no`."
    )
