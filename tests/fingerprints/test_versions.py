"""The version of a node: what changes it, and what does not."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.modifiers import node
from tests.fingerprints.conftest import Versions


@dataclass(frozen=True)
class Case:
    """Two modules that differ in one thing, and the node that is looked at."""

    what: str
    before: str
    after: str
    node: str = "price"
    inputs: str = ""

    def __str__(self) -> str:
        return self.what


def edit(what: str, source: str, old: str, new: str, node: str = "price") -> Case:
    """Make a case of a source and a replacement in it."""
    assert old in source
    return Case(what, source, source.replace(old, new), node)


RICH = '''
import functools
import math
from dataclasses import dataclass

from hamiltonish.modifiers import parameterize, source, value

RATE = 1.2
TABLE = {"price_uk": {"factor": value(1.2)}, "price_us": {"factor": value(1.1)}}


@dataclass(frozen=True)
class Rounding:
    """How prices are rounded."""

    digits: int = 2

    def apply(self, amount):
        return round(amount, self.digits)


def _maker(share):
    def inner(amount):
        return amount * share

    return inner


_shared = _maker(0.5)
_doubled = lambda x: x * 2  # noqa: E731
_pair = (lambda x: x + 1), (lambda x: x + 2)


def _far(amount):
    return amount + 0.01


def _near(amount):
    # what comes of it
    return _far(amount) * 3


def price(cost: float, margin: float = 0.3) -> float:
    """The price."""
    total = _near(cost) * RATE + margin
    total = Rounding().apply(total) + math.floor(total)
    return _shared(_doubled(total)) + _pair[0](1)


@parameterize(**TABLE)
def priced(price: float, factor: float) -> float:
    return price * factor
'''

CHANGES = [
    edit("body", RICH, "* RATE + margin", "* RATE - margin"),
    edit("default value", RICH, "margin: float = 0.3", "margin: float = 0.4"),
    edit("helper called", RICH, "_far(amount) * 3", "_far(amount) * 4"),
    edit("helper of a helper", RICH, "amount + 0.01", "amount + 0.02"),
    edit("module constant read", RICH, "RATE = 1.2", "RATE = 1.3"),
    edit("type of a constant", RICH, "RATE = 1.2", "RATE = True"),
    edit("method of a class used", RICH, "round(amount, self", "int(amount, self"),
    edit("field of a class used", RICH, "digits: int = 2", "digits: int = 3"),
    edit("decorator of a class used", RICH, "frozen=True", "frozen=False"),
    edit("closure value", RICH, "_maker(0.5)", "_maker(0.6)"),
    edit("function in whose closure it is", RICH, "amount * share", "amount / share"),
    edit("lambda", RICH, "x * 2", "x * 3"),
    edit("one of two lambdas on a line", RICH, "x + 1)", "x + 3)"),
    edit("name of a parameter", RICH.replace("cost", "costs"), "costs", "cost"),
    edit("type of a parameter", RICH, "cost: float", "cost: int"),
    edit("return type", RICH, "0.3) -> float", "0.3) -> int"),
    edit("table behind parameterize", RICH, "value(1.2)", "value(1.25)", node="price_uk"),
    Case(
        "argument of inject",
        """
        from hamiltonish.modifiers import inject
        @inject(days=7)
        def price(cost: float, days: int) -> float:
            return cost / days
        """,
        """
        from hamiltonish.modifiers import inject
        @inject(days=30)
        def price(cost: float, days: int) -> float:
            return cost / days
        """,
    ),
    *(
        edit(f"argument of {name}", f"import hamiltonish.modifiers as m\n{text}", old, new, node)
        for name, text, old, new, node in [
            (
                "tag",
                "@m.tag(owner='ads')\ndef price(cost: float) -> float:\n    return cost\n",
                "'ads'",
                "'web'",
                "price",
            ),
            (
                "check_output",
                "@m.check_output(range=(0, 1))\ndef price(cost: float) -> float:\n    return cost\n",
                "(0, 1)",
                "(0, 2)",
                "price",
            ),
            (
                "config.when_not",
                "@m.config.when_not(region='us')\ndef price(cost: float) -> float:\n"
                "    return cost\n",
                "'us'",
                "'eu'",
                "price",
            ),
            (
                "does",
                "def _total(**parts):\n    return sum(parts.values())\n"
                "@m.does(_total)\ndef price(cost: float) -> float: ...\n",
                "sum(",
                "max(",
                "price",
            ),
            (
                "step",
                "@m.pipe_output(m.step(round, ndigits=1))\n"
                "def price(cost: float) -> float:\n    return cost\n",
                "ndigits=1",
                "ndigits=2",
                "price",
            ),
            (
                "extract_fields",
                "@m.extract_fields('low', fill_with=0)\n"
                "def price(cost: float) -> dict[str, int]:\n    return {}\n",
                "fill_with=0",
                "fill_with=1",
                "low",
            ),
            (
                "extract_columns",
                "import polars as pl\n@m.extract_columns(low='Low price')\n"
                "def price(cost: float) -> pl.DataFrame:\n    return pl.DataFrame()\n",
                "Low price",
                "High price",
                "low",
            ),
            (
                "name",
                "@m.name('Price')\ndef price(cost: float) -> float:\n    return cost\n",
                "'Price'",
                "'Cost'",
                "price",
            ),
            (
                "subdag",
                "def inner(x: float) -> float:\n    return x\n"
                "@m.subdag(inner, inputs={'x': m.value(1.0)})\n"
                "def price(inner: float) -> float:\n    return inner\n",
                "value(1.0)",
                "value(2.0)",
                "price.inner",
            ),
        ]
    ),
]

STAYS = [
    edit("comment", RICH, "# what comes of it", "# something else"),
    edit("docstring", RICH, '"""The price."""', '"""What the customer pays."""'),
    edit("docstring of a class", RICH, '"""How prices are rounded."""', '"""Rounding."""'),
    edit("docstring taken away", RICH, '    """The price."""\n', ""),
    edit("formatting", RICH, "_near(cost) * RATE + margin", "(\n _near( cost )*RATE\n)+margin"),
    edit("quotes", RICH, '"price_uk"', "'price_uk'"),
    edit("local variable", RICH, "total", "everything"),
    edit("annotation of a helper", RICH, "def _far(amount):", "def _far(amount: float) -> float:"),
    edit("a function that it does not read", RICH, "return price * factor", "return price"),
    edit("another member of the family", RICH, "value(1.1)", "value(1.15)", node="price_uk"),
    edit("pass", RICH, "    # what comes of it", "    pass"),
]


@pytest.mark.parametrize("case", CHANGES, ids=str)
def test_the_version_changes_with(case: Case, version: Versions) -> None:
    assert version(case.before, case.node) != version(case.after, case.node)


@pytest.mark.parametrize("case", STAYS, ids=str)
def test_the_version_stays_in_spite_of(case: Case, version: Versions) -> None:
    assert version(case.before, case.node) == version(case.after, case.node)


def test_the_version_stays_when_functions_change_places(version: Versions) -> None:
    head, *functions = RICH.split("\n\n\ndef ")
    near = next(one for one in functions if one.startswith("_near"))
    others = [one for one in functions if one is not near]
    moved = "\n\n\ndef ".join([head, near, *others])
    assert moved != RICH
    assert version(moved) == version(RICH)


def test_the_version_stays_when_the_file_is_moved_and_the_module_renamed(
    version: Versions,
) -> None:
    assert version(RICH, name="features") == version(RICH, name="prices_of_today")


def test_the_version_is_the_same_each_time_it_is_asked_for(
    version: Versions, tmp_path: Path
) -> None:
    node = version.graph(RICH, tmp_path / "features.py")["price"]
    assert node.version == node.version
    assert len(node.version) == 32
    int(node.version, 16)


def installed(folder: Path, version: str) -> Path:
    """Install a package, as pip does."""
    place = folder / version / "site-packages"
    (place / "tariffs").mkdir(parents=True)
    (place / "tariffs" / "__init__.py").write_text("def tariff(x):\n    return x\n")
    metadata = place / f"tariffs-{version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: tariffs\nVersion: {version}\n"
    )
    return place


@pytest.mark.parametrize(
    "use",
    [
        "import tariffs\ndef price(cost: float) -> float:\n    return tariffs.tariff(cost)\n",
        "import tariffs as t\ndef price(cost: float) -> float:\n    return t.tariff(cost)\n",
        "from tariffs import tariff\ndef price(cost: float) -> float:\n    return tariff(cost)\n",
        "def price(cost: float) -> float:\n    import tariffs\n    return tariffs.tariff(cost)\n",
        "import tariffs\ndef _help(x):\n    return tariffs.tariff(x)\n"
        "def price(cost: float) -> float:\n    return _help(cost)\n",
    ],
)
def test_the_version_changes_with_that_of_a_package(
    use: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: Versions
) -> None:
    seen = []
    for number in ("1.0", "2.0", "2.0"):
        place = tmp_path / number / "site-packages"
        monkeypatch.setattr(sys, "path", [str(place), *sys.path])
        if not place.exists():
            installed(tmp_path, number)
        importlib.invalidate_caches()
        sys.modules.pop("tariffs", None)
        seen.append(version(use))
    sys.modules.pop("tariffs", None)
    assert seen[0] != seen[1] == seen[2]


def test_an_input_has_the_version_of_its_type() -> None:
    def f(a: float, b: float, c: int) -> float:
        return a

    graph = hm.Graph(f)
    assert graph["a"].version == graph["b"].version != graph["c"].version


def test_a_node_has_the_same_version_under_another_name() -> None:
    def f(a: float) -> float:
        return a + 1

    def g(b: float) -> float:
        return b + 1

    graph = hm.Graph(f, node(f, name="h"), g)
    assert graph["f"].version == graph["h"].version != graph["g"].version
