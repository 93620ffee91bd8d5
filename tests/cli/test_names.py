"""The commands `where` and `rename`: what they show, ask, write, and refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hamiltonish.cli import main

FEATURES = '''\
import polars as pl


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    """The speed."""
    return distance / air_time


def is_fast(speed: pl.Expr) -> pl.Expr:
    return speed * speed > 49  # speed, squared
'''
RUN = """\
import features

driver.execute(["speed", "is_fast"])
print("speed")
"""
DIFF = """\
--- project/features.py
+++ project/features.py
@@ -1,10 +1,10 @@
 import polars as pl
\x20
\x20
-def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
+def pace(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
     \"""The speed.\"""
     return distance / air_time
\x20
\x20
-def is_fast(speed: pl.Expr) -> pl.Expr:
-    return speed * speed > 49  # speed, squared
+def is_fast(pace: pl.Expr) -> pl.Expr:
+    return pace * pace > 49  # speed, squared
--- project/run.py
+++ project/run.py
@@ -1,4 +1,4 @@
 import features
\x20
-driver.execute(["speed", "is_fast"])
+driver.execute(["pace", "is_fast"])
 print("speed")
"""

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run `hamiltonish` where a project of two files is."""
    (tmp_path / "project").mkdir()
    Path(tmp_path, "project", "features.py").write_text(FEATURES, encoding="utf-8")
    Path(tmp_path, "project", "run.py").write_text(RUN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, answer: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        try:
            code = main(words)
        except SystemExit as done:
            code = int(str(done.code or 0))
        return code, capsys.readouterr().out

    return run


def _text() -> str:
    return Path("project/features.py").read_text(encoding="utf-8")


def test_where_shows_each_line_once_and_what_is_to_be_looked_at_last(command: Command) -> None:
    code, out = command("where", "speed")
    assert code == 0
    assert out == (
        "project/features.py:4: function   def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:\n"
        "project/features.py:9: parameter  def is_fast(speed: pl.Expr) -> pl.Expr:\n"
        "project/features.py:10: use        return speed * speed > 49  # speed, squared\n"
        'project/run.py:3: text       driver.execute(["speed", "is_fast"])\n'
        "\n"
        "To look at:\n"
        'project/run.py:4: unsure     print("speed")\n'
        "\n"
        "5 places in 2 files (function 1, parameter 1, use 2, text 1); 1 place to look at; "
        "2 words in comments and docstrings.\n"
    )


def test_where_as_json_has_every_place(command: Command) -> None:
    code, out = command("where", "speed", "project", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["read"] == 2
    assert told["is_input"] is False
    assert told["mentions"] == {"project/features.py": 2}
    assert [(place["line"], place["kind"]) for place in told["places"]] == [
        (4, "function"),
        (9, "parameter"),
        (10, "use"),
        (10, "use"),
        (3, "text"),
        (4, "unsure"),
    ]
    assert told["places"][0] == {
        "path": "project/features.py",
        "line": 4,
        "kind": "function",
        "is_sure": True,
        "source": "def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:",
    }


def test_check_shows_and_writes_nothing(command: Command) -> None:
    code, out = command("rename", "speed", "pace", "--check")
    assert code == 1
    assert out == DIFF + (
        'project/run.py:4: unsure, stays: print("speed")\n'
        "2 files read, 2 to rewrite, 1 place to look at, 2 words in comments and docstrings.\n"
    )
    assert _text() == FEATURES


def test_yes_writes(command: Command) -> None:
    code, out = command("rename", "speed", "pace", "project", "--yes")
    assert code == 0
    assert "2 files read, 2 rewritten, 1 place to look at" in out
    assert "def pace(" in _text()
    assert command("where", "speed")[0] == 1


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_it_asks_and_no_answer_is_a_no(command: Command, answer: str, code: int) -> None:
    done, out = command("rename", "speed", "pace", answer=answer)
    assert done == code
    assert out.startswith(f"{DIFF}Rewrite 2 files? [y/N]: ")
    assert (_text() == FEATURES) == (code == 1)


def test_json_writes_only_with_yes(command: Command) -> None:
    code, out = command("rename", "speed", "pace", "--json")
    assert (code, _text()) == (1, FEATURES)
    assert json.loads(out)["to_rewrite"] == ["project/features.py", "project/run.py"]
    code, out = command("rename", "speed", "pace", "--json", "--yes")
    assert (code, json.loads(out)["rewritten"]) == (0, 2)


def test_an_input_has_a_hint_on_the_columns_of_data(command: Command) -> None:
    _, out = command("rename", "distance", "miles", "--check")
    assert (
        "`distance` is an input: columns of data keep their name;"
        ' `rename={"distance": "miles"}` gives them the new one.\n'
    ) in out


def test_nothing_is_written_if_one_of_the_files_cannot_be(command: Command) -> None:
    Path("project/notes.ipynb").write_text(
        '{"cells":[{"cell_type":"code","source":"driver.execute(\\"speed\\")"}]}', encoding="utf-8"
    )
    code, out = command("rename", "speed", "pace", "--yes")
    assert (code, _text()) == (1, FEATURES)
    assert "project/notes.ipynb: not rewritten: its JSON has a layout of its own" in out


def test_a_file_that_is_no_python_is_listed_and_the_others_go_on(command: Command) -> None:
    Path("project/broken.py").write_text("speed = (\n", encoding="utf-8")
    code, out = command("rename", "speed", "pace", "--yes")
    assert code == 1
    assert "def pace(" in _text()
    assert "project/broken.py: not rewritten: it is no valid Python (line 1)\n" in out


def test_a_taken_name_is_refused(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rename", "speed", "is_fast"]) == 1
    assert capsys.readouterr().err == (
        "`speed` cannot be renamed to `is_fast`: another node has this name.\n"
        "  `is_fast` (features.py:9)\n"
        "Hint: choose another name, or say which files belong together.\n"
    )


def test_yes_and_check_do_not_go_together(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["rename", "speed", "pace", "--yes", "--check"])
    assert "--yes writes, and --check does not: take one of them." in capsys.readouterr().err
