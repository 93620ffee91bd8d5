"""Every Python block of the README and the documentation runs, and prints what the page shows."""

from __future__ import annotations

import linecache
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(
    page for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")] if page.exists()
)

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block of a page.

    Attributes:
        info: What stands behind the fence.
        line: The line of its first line of code, from 1.
        code: What stands in it.
    """

    info: str
    line: int
    code: str

    @property
    def language(self) -> str:
        """The language, written plainly or as a directive."""
        directive = re.fullmatch(r"\{(?:code-block|code)\}\s*(\w+).*", self.info)
        return directive.group(1) if directive else self.info.partition(" ")[0]


def _blocks(page: Path) -> Iterator[Block]:
    opened: re.Match[str] | None = None
    lines: list[str] = []
    start = 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if opened is None:
            if found is not None:
                opened, lines, start = found, [], number + 1
        elif (
            found is not None
            and not found["info"].strip()
            and found["fence"].startswith(opened["fence"])
        ):
            yield Block(opened["info"].strip(), start, "\n".join(lines))
            opened = None
        else:
            lines.append(line.removeprefix(opened["indent"]))
    assert opened is None, f"{page.name}: the block at line {start} is not closed"


def _options_removed(block: Block) -> str:
    """Leave out the options of a directive; the lines stay as many as they are."""
    if not block.info.startswith("{"):
        return block.code
    return re.sub(r"^:[\w-]+:.*$", "", block.code, flags=re.MULTILINE)


def _id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _python_blocks(page: Path) -> list[tuple[Block, Block | None]]:
    """List the blocks that run, each with the output that the page shows right after it."""
    blocks = list(_blocks(page))
    return [
        (block, after if after is not None and after.info == "text" else None)
        for block, after in zip_longest(blocks, blocks[1:])
        if block.language in ("python", "py")
    ]


_TIMES = re.compile(r"\d (?:µs|ms|s)\b")


def _words(text: str) -> list[list[str]]:
    """Take a text apart, so that neither the width of columns nor trailing blanks count."""
    return [line.split() for line in text.strip().splitlines()]


@pytest.mark.parametrize("page", [p for p in PAGES if _python_blocks(p)], ids=_id)
def test_the_python_blocks_of_a_page_run_and_print_what_it_shows(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", ["page"])
    # The blocks of a page are what one types into one file: they share the names of `__main__`.
    module = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", module)
    before = set(sys.modules)
    file, text = f"{page.stem.replace('-', '_')}.py", ""
    try:
        for block, shown in _python_blocks(page):
            first_line = text.count("\n")
            text += _options_removed(block) + "\n"
            linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
            code = "\n" * first_line + _options_removed(block) + "\n"
            try:
                exec(compile(code, file, "exec"), module.__dict__)
            except Exception as error:
                error.add_note(f"in the block at line {block.line} of {page.name}")
                raise
            printed = capsys.readouterr().out
            if shown is not None and not _TIMES.search(shown.code):
                assert _words(printed) == _words(shown.code), f"line {shown.line} of {page.name}"
    finally:
        module.__dict__.clear()  # DuckDB complains of what is left of it when Python ends
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(tmp_path)):
                del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_no_block_is_kept_from_running(page: Path) -> None:
    refused = [b.line for b in _blocks(page) if re.search(r"no-?run|skip", b.info)]
    assert refused == []


def test_the_first_two_commands_of_the_readme_are_one_line_each() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not written yet")
    commands = [block.code for block in _blocks(readme) if block.language == "sh"][:2]
    assert len(commands) == 2
    for command in commands:
        assert len(command.strip().splitlines()) == 1
        assert not command.rstrip().endswith("\\")
    assert "pytest" in commands[1]


def test_every_page_of_the_documentation_is_looked_at() -> None:
    walked = {
        Path(folder) / file
        for folder, _, files in os.walk(ROOT / "docs")
        for file in files
        if file.endswith(".md") and "_build" not in folder
    }
    assert walked <= set(PAGES)
