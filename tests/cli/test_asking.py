"""The commands that look at a graph: `list`, `show`, `check`, `view`, `lineage`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command, write


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write(
        "shop/features.py",
        '''
        import polars as pl

        from hamiltonish.modifiers import config, tag

        RATE = 0.2

        @tag(pii=True, owner="crm")
        def email(name: pl.Expr) -> pl.Expr:
            """Address of the customer.

            More about it.
            """
            return name + "@example.org"

        @config.when(region="uk")
        def tax__uk(price: pl.Expr) -> pl.Expr:
            return price * RATE

        @tag(owner=["sales", "crm"])
        def letter(email: pl.Expr, tax: pl.Expr) -> pl.Expr:
            """What is sent."""
            return email + tax.cast(pl.String)
        ''',
    )


# -- list ----------------------------------------------------------------------------------------


def test_list_tells_of_each_node_what_it_is_and_where(command: Command) -> None:
    done = command("list", "shop/features.py", "--config", "region=uk")
    assert (done.code, done.err) == (0, "")
    lines = [line.split("  ") for line in done.out.splitlines()]
    assert [line[0] for line in lines] == ["name", "name", "email", "price", "tax", "letter"]
    assert "Address of the customer." in done.out
    assert "pii, owner=crm" in done.out
    assert "shop/features.py:7" in done.out
    assert "More about it" not in done.out


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--kind", "input"], ["name", "price"]),
        (["--kind", "column"], ["email", "tax", "letter"]),
        (["--tag", "pii"], ["email"]),
        (["--tag", "pii=true"], ["email"]),
        (["--tag", "owner=crm"], ["email", "letter"]),
        (["--tag", "owner=crm", "--tag", "pii"], ["email"]),
        (["--kind", "frame"], []),
        (["--module", "features"], ["email", "tax", "letter"]),
        (["--module", "other"], []),
    ],
)
def test_list_filters(command: Command, options: list[str], names: list[str]) -> None:
    words = ("list", "shop/features.py", "-c", "region=uk", *options)
    assert [node["name"] for node in json.loads(command(*words, "--json").out)] == names
    told = command(*words).out
    assert (told == "No nodes.\n") == (not names)


def test_list_as_json_has_all_that_a_program_may_want(command: Command) -> None:
    nodes = json.loads(command("list", "shop/features.py", "--tag", "pii", "--json").out)
    assert nodes == [
        {
            "name": "email",
            "kind": "column",
            "type": "pl.Expr",
            "doc": "Address of the customer.\n\nMore about it.",
            "tags": {"pii": True, "owner": "crm"},
            "module": "features",
            "path": "shop/features.py",
            "line": 7,
            "dependencies": ["name"],
            "dependents": ["letter"],
        }
    ]


def test_list_refuses_a_kind_that_is_none(command: Command) -> None:
    done = command("list", "shop/features.py", "--kind", "colum")
    assert (done.code, done.err) == (
        2,
        "`--kind colum`: there is no such kind.\nHint: did you mean `column`?\n",
    )


def test_a_list_into_a_pipe_is_not_cut_off(command: Command) -> None:
    text = "word " * 200
    write("long.py", f'def x() -> int:\n    """{text}"""\n    return 1')
    assert text.strip() in command("list", "long.py").out


def test_a_terminal_gets_colours_and_lines_of_its_width(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = command("list", "shop/features.py").out
    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert coloured != plain
    assert max(map(len, plain.splitlines())) <= 70
    assert "shop/features.py:7" in plain
    assert "\x1b[" in command("show", "shop/features.py", "email").out
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b[" not in command("list", "shop/features.py").out


# -- show ----------------------------------------------------------------------------------------


def test_show_tells_what_a_node_reads_who_reads_it_and_its_code(command: Command) -> None:
    done = command("show", "shop/features.py", "email")
    assert done.code == 0
    assert done.out.startswith("email: pl.Expr\n  Address of the customer.\n")
    assert "  reads: name\n  read by: letter\n" in done.out
    assert '@tag(pii=True, owner="crm")\ndef email(name: pl.Expr) -> pl.Expr:\n' in done.out
    data = json.loads(command("show", "shop/features.py", "email", "name", "--json").out)
    assert [one["name"] for one in data] == ["email", "name"]
    assert data[0]["code"].startswith("@tag(")
    assert (data[1]["kind"], data[1]["code"], data[1]["path"]) == ("input", "", None)


def test_show_needs_no_module_if_the_project_names_one(command: Command) -> None:
    write(
        "pyproject.toml",
        """
        [tool.hamiltonish]
        modules = ["shop/features.py"]
        config = { region = "uk" }
        """,
    )
    assert command("show", "tax").out.startswith("tax: pl.Expr\n")
    assert command("show", "txa").err == (
        "No node is named `txa`.\n"
        "  asked for by: the command\n"
        "Hint: did you mean `tax` (features.py:15)?\n"
    )


def test_show_without_a_name(command: Command) -> None:
    done = command("show", "shop/features.py")
    assert (done.code, done.err) == (
        2,
        "`shop/features.py`: no node is named.\nHint: `hamiltonish list` shows them.\n",
    )


# -- check ---------------------------------------------------------------------------------------


def test_check_finds_nothing(command: Command) -> None:
    done = command("check", "shop/features.py", "--config", "region=uk")
    assert (done.code, done.out) == (0, "No problems in 1 module.\n")


def test_check_tells_all_problems_with_places_that_editors_open(command: Command) -> None:
    write(
        "deep/__init__.py",
        "",
    )
    write(
        "deep/wrong.py",
        """
        def total(price: float, spend_maen: int):
            return price

        def spend_mean(spend: float) -> int:
            return 1

        def loop(other: int) -> int:
            return other

        def other(loop: int) -> int:
            return loop
        """,
    )
    write("broken.py", "import nothing_of_the_kind\n")
    write("worse.py", "x = (\n")
    done = command("check", "deep/wrong.py", "broken.py", "worse.py")
    lines = [line for line in done.out.splitlines() if not line.startswith("  ")]
    assert done.code == 1
    assert lines[0] == (
        "broken.py:1: error: `broken.py` does not import: "
        "ModuleNotFoundError: No module named 'nothing_of_the_kind'"
    )
    assert (
        lines[1]
        == "worse.py:1: error: `worse.py` does not import: SyntaxError: '(' was never closed"
    )
    assert lines[2].startswith("deep/wrong.py:1: error: `deep.wrong.total`")
    assert lines[3].startswith("deep/wrong.py:")
    assert "cycle" in lines[3].lower() or "each other" in lines[3]
    assert lines[-1] == "4 errors in 3 modules."
    data = json.loads(command("check", "deep/wrong.py", "broken.py", "--json").out)
    assert data["errors"] == 3
    assert data["problems"][1]["path"] == "deep/wrong.py"
    assert data["problems"][1]["kind"] == "MissingAnnotationError"


def test_warnings_are_errors_only_if_asked_for(command: Command) -> None:
    write(
        "near.py",
        """
        def spend_mean(spend: float) -> float:
            return spend

        def pace(spend_maen: float) -> float:
            return spend_maen
        """,
    )
    done = command("check", "near.py")
    assert done.code == 0
    assert done.out.startswith("near.py:4: warning: The input `spend_maen` has nearly the name")
    assert done.out.endswith(
        "  Hint: did you mean `spend_mean` (near.py:1)?\n1 warning in 1 module.\n"
    )
    assert command("check", "near.py", "--strict").code == 1


def test_check_of_a_module_without_nodes(command: Command) -> None:
    write("nothing.py", "x = 1")
    done = command("check", "nothing.py")
    assert done.code == 1
    assert done.out.startswith("nothing.py:1: error: No function of module `nothing` is a node.\n")


def test_check_of_a_file_that_is_not_there_is_not_understood(command: Command) -> None:
    assert command("check", "shop/feature.py").code == 2


# -- view ----------------------------------------------------------------------------------------


def test_view_draws_in_the_terminal(command: Command) -> None:
    done = command("view", "shop/features.py", "email")
    assert (done.code, done.err) == (0, "")
    assert done.out.split()[0] == "name"
    assert "letter" not in done.out
    assert "letter" in command("view", "shop/features.py", "--around", "email").out
    assert "tax" not in command("view", "shop/features.py", "--around", "email", "--hops", "0").out


@pytest.mark.parametrize("suffix", ["svg", "png", "html", "dot", "mmd", "txt"])
def test_view_saves_by_suffix(command: Command, suffix: str) -> None:
    options = ("--direction", "down", "--theme", "dark", "--no-legend", "--highlight", "email")
    done = command("view", "shop/features.py", "-o", f"graph.{suffix}", *options)
    assert (done.code, done.out) == (0, f"graph.{suffix}: 4 boxes.\n")
    assert Path(f"graph.{suffix}").stat().st_size > 50


def test_view_folds_and_is_data(command: Command) -> None:
    words = ("view", "shop/features.py", "-c", "region=uk", "--json")
    data = json.loads(command(*words).out)
    assert {"tail": "email", "head": "letter"} in data["arrows"]
    assert [box["kind"] for box in data["boxes"] if box["name"] == "name"] == ["input"]
    folded = json.loads(command(*words, "--fold", "module").out)
    assert len(folded["boxes"]) < len(data["boxes"])
    assert command(*words, "--fold", "tag=owner").code == 0


def test_view_refuses_what_no_picture_is(command: Command) -> None:
    done = command("view", "shop/features.py", "--theme", "drak")
    assert (done.code, done.err) == (
        2,
        "`view`: theme is 'drak'; it is one of 'auto', 'light', 'dark'.\n",
    )
    assert command("view", "shop/features.py", "-o", "graph.svgg").err.endswith(
        "Hint: did you mean `.svg`?\n"
    )


# -- lineage -------------------------------------------------------------------------------------


def test_lineage_tells_what_a_node_comes_from_and_reaches(command: Command) -> None:
    words = ("lineage", "shop/features.py", "letter", "name", "-c", "region=uk")
    assert command(*words).out == (
        "letter (features.py:19)\n"
        "  comes from: name, price\n"
        "  by way of: email, tax\n"
        "  reaches: nothing\n"
        "name\n"
        "  comes from: nothing\n"
        "  by way of: nothing\n"
        "  reaches: email, letter\n"
    )
    data = json.loads(command(*words, "--json").out)
    assert data[0]["sources"] == ["name", "price"]
    assert data[1]["downstream"] == ["email", "letter"]


def test_lineage_tells_which_outputs_tagged_data_reach(command: Command) -> None:
    words = ("lineage", "shop/features.py", "--tag", "pii")
    assert command(*words).out == "pii=True reaches 1 output\n  letter\n    email → letter\n"
    assert json.loads(command(*words, "--json").out) == {
        "starts": ["email"],
        "outputs": ["letter"],
        "paths": [["email", "letter"]],
    }
    assert "reaches no output" in command(*words, "--stop", "owner=sales").out


def test_lineage_without_a_name(command: Command) -> None:
    done = command("lineage", "shop/features.py")
    assert (done.code, done.err) == (
        2,
        "`shop/features.py`: no node is named.\nHint: name some, or a tag: `--tag pii`.\n",
    )


def test_lineage_with_tables_goes_down_to_their_columns(command: Command) -> None:
    write("customers.csv", "name,price,city\nAda,2.0,Bath\n")
    words = ("lineage", "shop/features.py", "letter", "-c", "region=uk", "-i", "customers.csv")
    told = command(*words)
    assert (told.code, told.err) == (0, "")
    assert "customers.name, customers.price" in told.out
    data = json.loads(command(*words, "--json").out)
    assert [edge["column"] for edge in data["edges"]] == ["name", "price"]
    assert list(data["frames"]["customers"]["columns"]) == ["name", "price", "city"]


def test_lineage_writes_events_of_openlineage(command: Command) -> None:
    pytest.importorskip("openlineage.client")
    write("customers.csv", "name,price,city\nAda,2.0,Bath\n")
    words = ("lineage", "shop/features.py", "email", "-i", "customers.csv")
    done = command(*words, "--openlineage", "events.ndjson", "--namespace", "shop", "--job", "mail")
    assert (done.code, done.err) == (0, "")
    events = [json.loads(line) for line in Path("events.ndjson").read_text().splitlines()]
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"]
    assert {event["job"]["namespace"] + event["job"]["name"] for event in events} == {"shopmail"}
    assert "columnLineage" in events[1]["outputs"][0]["facets"]
