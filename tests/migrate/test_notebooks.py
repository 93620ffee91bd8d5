"""Notebooks: cells are read together, magics are left alone, the rest of the file is as it was."""

from __future__ import annotations

import json

import pytest

from hamiltonish.compat.migrate import rewrite_notebook
from tests.migrate.doors import DOOR


def _notebook(*cells: str, indent: int | None = 1, ending: str = "\n") -> str:
    book = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["from hamilton import driver é"]},
            *(
                {
                    "cell_type": "code",
                    "execution_count": 1,
                    "metadata": {},
                    "outputs": [{"text": "hamilton.driver"}],
                    "source": cell.splitlines(keepends=True),
                }
                for cell in cells
            ),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=indent, ensure_ascii=False) + ending


@pytest.mark.parametrize("indent", [1, 2, None])
def test_only_the_code_of_cells_changes(indent: int | None) -> None:
    before = _notebook("x = 1", "from hamilton import driver\ndriver.Driver", indent=indent)
    after = _notebook(
        "x = 1",
        "from hamiltonish.compat.hamilton import driver\ndriver.Driver",
        indent=indent,
    )
    assert rewrite_notebook(before, DOOR).text == after
    assert rewrite_notebook(after, DOOR).text == after


def test_a_name_of_one_cell_is_known_in_the_next_and_findings_name_the_cell() -> None:
    before = _notebook("import hamilton.driver", "x = 1\nhamilton.driver.Driver\n", "1\n(2,")
    done = rewrite_notebook(before, DOOR)
    assert done.text == _notebook(
        "import hamiltonish.compat.hamilton.driver",
        "x = 1\nhamiltonish.compat.hamilton.driver.Driver\n",
        "1\n(2,",
    )
    found = rewrite_notebook(_notebook("x = 1", "y = 2\nimport hamilton.nowhere\n"), DOOR).findings
    assert [(finding.cell, finding.line, finding.name) for finding in found] == [
        (3, 2, "hamilton.nowhere")
    ]


@pytest.mark.parametrize(
    "magic",
    [
        "%load_ext autoreload",
        "!pip install x",
        "if True:\n    !ls\n    %time f()",
        "%%cell_to_module m\n",
        "x = !ls",
        "driver.Driver?",
    ],
)
def test_magics_stay_as_they_are(magic: str) -> None:
    before = _notebook(f"{magic}\nfrom hamilton import driver")
    after = _notebook(f"{magic}\nfrom hamiltonish.compat.hamilton import driver")
    assert rewrite_notebook(before, DOOR).text == after


def test_the_ends_of_lines_stay_as_they_are() -> None:
    before = _notebook("from hamilton import driver").replace("\n", "\r\n")
    after = _notebook("from hamiltonish.compat.hamilton import driver").replace("\n", "\r\n")
    assert rewrite_notebook(before, DOOR).text == after


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hamilton", "it is no valid notebook"),
        ('["hamilton"]', "it is no valid notebook"),
        (
            _notebook("import hamilton").replace('"metadata": {}', '"metadata":  {}'),
            "its JSON has a layout of its own; save it with Jupyter first",
        ),
    ],
)
def test_a_file_that_cannot_be_written_back_as_it_was_is_refused(text: str, problem: str) -> None:
    with pytest.raises(SyntaxError, match=problem):
        rewrite_notebook(text, DOOR)
