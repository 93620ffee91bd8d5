"""Laws of the rewriting, on random programs: it means the same, touches no more, and is done once."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from itertools import accumulate

from hypothesis import given

from hamiltonish.compat.migrate import Kind, rewrite
from tests.migrate.doors import DOOR, HELD, run
from tests.migrate.strategies import programs


@given(programs())
def test_a_rewritten_program_sees_the_same_names_each_from_the_door_if_it_is_there(
    program: str,
) -> None:
    for before, after in zip(run(program), run(rewrite(program, DOOR).text), strict=True):
        if not isinstance(before, tuple) or before[0] != "hamilton":
            assert before == after
            continue
        module, _, name = before[1].rpartition(".")
        held = name in HELD.get(module, ())
        assert after == ("hamiltonish.compat.hamilton" if held else "hamilton", before[1])


@given(programs())
def test_a_second_rewriting_changes_nothing_and_finds_the_same(program: str) -> None:
    once = rewrite(program, DOOR)
    twice = rewrite(once.text, DOOR)
    assert twice.text == once.text
    assert _found(twice) == _found(once)


def _found(done: object) -> list[tuple[Kind, str]]:
    return sorted(
        {(finding.kind, finding.name) for finding in done.findings},  # type: ignore[attr-defined]
        key=str,
    )


@given(programs())
def test_apart_from_imports_and_dotted_names_the_text_is_the_same_to_the_byte(
    program: str,
) -> None:
    assert _without_imports(rewrite(program, DOOR).text) == _without_imports(program)


def _without_imports(text: str) -> str:
    """Cut the import statements out of a text, with their lines, and what dotted names begin with."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    spans = [
        (
            starts[node.lineno - 1] + node.col_offset,
            starts[node.end_lineno - 1] + node.end_col_offset,
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    for start, end in sorted(spans, reverse=True):
        text = text[:start].rstrip(" ;\r\n") + "\0" + text[end:]
    text = re.sub(r"\0( *#[^\r\n]*)?", "\0", text)  # a comment for a tool is there twice
    text = re.sub(r"\0+", "\0", text)
    return re.sub(r"(?<!# )\b(?:hamiltonish\.compat\.hamilton\.|hamilton[._])", "", text)


@given(programs())
def test_no_comment_is_lost_and_lines_end_as_they_did(program: str) -> None:
    after = rewrite(program, DOOR).text
    assert not _comments(program) - _comments(after)
    assert ("\r\n" in after) == ("\r\n" in program)
    assert after.count("\n") - after.count("\r\n") in (0, after.count("\n"))


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@given(programs())
def test_what_stays_with_hamilton_is_listed_with_its_line(program: str) -> None:
    done = rewrite(program, DOOR)
    lines = program.splitlines()
    for finding in done.findings:
        assert finding.name.rpartition(".")[2] in lines[finding.line - 1]
    listed = {finding.name.removeprefix("hamilton.") for finding in done.findings}
    for seen in run(program):
        if isinstance(seen, tuple) and seen[0] == "hamilton":
            module, _, name = seen[1].rpartition(".")
            if name not in HELD.get(module, ()):
                assert {seen[1], module, module.partition(".")[0]} & listed
