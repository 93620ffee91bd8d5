"""The tour runs in a kernel as it is kept, and shows what it showed."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest

from examples.flights.data import tables
from tests.examples.tour import TOUR, executed, read, shapes


@pytest.fixture(scope="module")
def again() -> Any:
    """Run the notebook."""
    tables()  # written here, if they are not there yet: the kernel would have to wait
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the sockets and loops between here and the kernel
        return executed(read())


def test_every_cell_shows_what_it_showed(again: Any) -> None:
    assert shapes(again) == shapes(read())


def test_the_only_error_is_the_one_that_is_meant(again: Any) -> None:
    errors = [
        (cell.metadata.get("tags"), output.ename, output.evalue.splitlines()[0])
        for cell in again.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]
    assert errors == [(["raises-exception"], "UnknownNodeError", "No node is named `sped`.")]


def test_nothing_in_it_is_of_one_machine_or_one_run() -> None:
    text = TOUR.read_text(encoding="utf-8")
    assert len(text) < 500_000
    assert re.findall(r"/(?:home|root|tmp|Users|usr|work)/|0x[0-9a-f]{6,}|ipykernel_\d", text) == []
    for cell in read().cells:
        assert "execution" not in cell.metadata
        assert "\x1b[" not in str(cell.get("outputs", ""))


def test_texts_are_those_that_are_kept(again: Any) -> None:
    for cell, kept in zip(again.cells, read().cells, strict=True):
        for output, before in zip(cell.get("outputs", ()), kept.get("outputs", ()), strict=True):
            if output.output_type == "stream":
                assert output.text == before.text
