"""What words stand for: files, folders, packages, dotted names, and the project's own modules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamiltonish.cli.sources import asked, modules_only, pairs, value_of
from tests.cli.conftest import write

TAX = """
    def tax(price: float) -> float:
        return price * 0.2
    """


@pytest.fixture(autouse=True)
def _in_a_folder(folder: Path) -> None:
    """Work in a folder of its own."""


def test_a_file_and_names_with_commas_or_blanks() -> None:
    write("ledger.py", TAX)
    found = asked(["ledger.py", "tax,price", "tax"])
    assert found.names == ("tax", "price", "tax")
    assert list(found.graph()) == ["price", "tax"]
    assert found.graph()["tax"].module == "ledger"


def test_several_files_make_one_graph() -> None:
    write("ledger.py", TAX)
    write("more/totals.py", "def total(price: float, tax: float) -> float:\n    return price + tax")
    found = asked(["ledger.py", "more/totals.py", "total"])
    assert list(found.graph()) == ["price", "tax", "total"]
    assert found.title == "ledger.py more/totals.py"


@pytest.mark.parametrize("word", ["shop/ledger.py", "shop.ledger", "./shop/ledger.py"])
def test_a_module_of_a_package_has_its_dotted_name_and_relative_imports(word: str) -> None:
    write("shop/__init__.py", "")
    write("shop/rates.py", "RATE = 0.5")
    write(
        "shop/ledger.py",
        """
        from .rates import RATE

        def tax(price: float) -> float:
            return price * RATE
        """,
    )
    graph = asked([word]).graph()
    assert graph["tax"].module == "shop.ledger"
    assert graph["tax"].function(10.0) == 5.0  # type: ignore[misc]


def test_a_package_below_a_folder_is_imported_by_its_own_name() -> None:
    write("src/shop/__init__.py", "")
    write("src/shop/rates.py", "RATE = 0.5")
    write("src/shop/ledger.py", f"from shop.rates import RATE\n{TAX}".replace("\n    ", "\n"))
    assert asked(["src/shop/ledger.py"]).graph()["tax"].module == "shop.ledger"


def test_between_packages_there_may_be_a_folder_without_init() -> None:
    write("top/__init__.py", "")
    write("top/inner/ledger.py", TAX)
    assert asked(["top/inner/ledger.py"]).graph()["tax"].module == "top.inner.ledger"


@pytest.mark.parametrize("word", ["shop", "shop/", "./shop"])
def test_a_folder_stands_for_its_modules_but_not_for_tests_and_private_ones(word: str) -> None:
    write("shop/__init__.py", "")
    write("shop/ledger.py", TAX)
    write("shop/deep/__init__.py", "")
    write("shop/deep/totals.py", "def total(tax: float) -> float:\n    return tax")
    for name in ("_private", "__main__", "test_ledger", "conftest", "tests/test_more"):
        write(f"shop/{name}.py", "raise RuntimeError('not to be imported')")
    assert list(asked([word]).graph()) == ["price", "tax", "total"]


def test_a_dotted_name_may_be_that_of_a_function() -> None:
    write("ledger.py", f"{TAX}\n    def other(x: int) -> int:\n        return x")
    assert list(asked(["ledger.tax"]).graph()) == ["price", "tax"]


@pytest.mark.parametrize("path", ["calendar.py", "my-features.py", "2024 features.py", "json.py"])
def test_a_file_whose_name_is_taken_or_no_name_is_imported_all_the_same(path: str) -> None:
    import calendar

    write(path, TAX)
    assert list(asked([f"./{path}", "tax"]).graph()) == ["price", "tax"]
    assert asked([f"./{path}"]).sources == asked([f"./{path}"]).sources
    assert sys.modules["calendar"] is calendar


def test_two_files_of_one_name_are_two_modules() -> None:
    write("a/features.py", TAX)
    write("b/features.py", "def total(tax: float) -> float:\n    return tax")
    assert list(asked(["a/features.py", "b/features.py"]).graph()) == ["price", "tax", "total"]


def test_the_project_names_modules_and_config(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        "pyproject.toml",
        """
        [tool.hamiltonish]
        modules = ["src/ledger.py"]
        config = { region = "uk", rate = 0.5 }
        """,
    )
    write("src/ledger.py", TAX)
    write("shop/__init__.py", "")
    write("shop/other.py", "def other(x: int) -> int:\n    return x")
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    found = asked(["tax"], ["rate=0.25"])
    assert (found.names, found.config) == (("tax",), {"region": "uk", "rate": 0.25})
    assert found.words == ("src/ledger.py",)
    assert modules_only([]).sources == found.sources
    monkeypatch.chdir(folder)
    for word in ("shop/other.py", "shop.other"):  # what is named goes before, without that config
        assert asked([word, "other"]).names == ("other",)
        assert asked([word, "other"]).config == {}


def test_what_a_module_prints_is_not_told_as_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    write("loud.py", f"print('loaded')\n{TAX}".replace("\n    ", "\n"))
    asked(["loud.py"])
    assert capsys.readouterr() == ("", "loaded\n")


def test_config_is_typed() -> None:
    given = ["a=1", "b=0.5", "c=true", "d=null", "e=uk", 'f={"x": [1]}', "g='1'", "h=", "i=a=b"]
    read = pairs(given, "--config")
    assert list(read) == list("abcdefghi")
    assert list(read.values()) == [1, 0.5, True, None, "uk", {"x": [1]}, "1", "", "a=b"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_a_value_written_as_json_is_read_as_it_was(value: object) -> None:
    assert value_of(json.dumps(value)) == value
