"""Programs of users, checked by mypy --strict; pyright looks at them in the lint stage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
MISTAKES = Path(__file__).parent / "mistakes" / "wrong.py"
ROOT = Path(__file__).parent.parent.parent


def _checked(program: Path, cache: Path) -> tuple[str, int]:
    report, problems, status = api.run(
        [
            "--strict",
            "--no-error-summary",
            "--hide-error-context",
            "--config-file=",
            f"--cache-dir={cache}",
            "--warn-unused-ignores",
            str(program),
        ]
    )
    assert problems == ""
    return report, status


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_a_program_that_is_right_is_accepted(
    program: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert _checked(program, cache) == ("", 0)


def test_every_mistake_in_a_program_is_found(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    report, status = _checked(MISTAKES, cache)
    lines = (MISTAKES).read_text(encoding="utf-8").splitlines()
    expected = [n for n, line in enumerate(lines, 1) if "# wrong:" in line]
    found = sorted({int(n) for n in re.findall(r"wrong\.py:(\d+): error", report)})
    assert status == 1
    assert found == expected
