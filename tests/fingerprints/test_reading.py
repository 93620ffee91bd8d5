"""What a function reads, and in which ways: each must count, wherever it stands."""

from __future__ import annotations

import math
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.fingerprints import Reader, unfolded
from tests.fingerprints.conftest import Versions

READS: dict[str, tuple[str, str, str]] = {
    "a module and its attribute": (
        "import rates_1 as r\ndef price(cost: float) -> float:\n    return cost * r.RATE\n",
        "RATE = 1\n",
        "RATE = 2\n",
    ),
    "a function of a module": (
        "import rates_2\ndef price(cost: float) -> float:\n    return rates_2.rate(cost)\n",
        "def rate(x):\n    return x\n",
        "def rate(x):\n    return -x\n",
    ),
    "what is imported from a module": (
        "from rates_3 import rate as r\ndef price(cost: float) -> float:\n    return r(cost)\n",
        "STEP = 1\ndef rate(x):\n    return x + STEP\n",
        "STEP = 2\ndef rate(x):\n    return x + STEP\n",
    ),
    "what the function imports itself": (
        "def price(cost: float) -> float:\n    from rates_4 import rate\n    return rate(cost)\n",
        "def rate(x):\n    return x\n",
        "def rate(x):\n    return -x\n",
    ),
    "a module that the function imports itself": (
        "def price(cost: float) -> float:\n    import rates_5 as r\n    return r.rate(cost)\n",
        "def rate(x):\n    return x\n",
        "def rate(x):\n    return -x\n",
    ),
    "a module that is handed on": (
        "import rates_6\ndef price(cost: float) -> float:\n"
        "    return getattr(rates_6, 'ra' + 'te')(cost)\n",
        "def rate(x):\n    return x\n",
        "def rate(x):\n    return -x\n",
    ),
}


@pytest.mark.parametrize("what", READS)
def test_another_module_counts_by(
    what: str, version: Versions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, before, after = READS[what]
    name = next(word for word in source.replace(".", " ").split() if word.startswith("rates_"))
    name = name.rstrip(",)")
    seen = []
    for number, text in enumerate((before, after, after)):
        folder = tmp_path / f"with{number}"
        folder.mkdir()
        (folder / f"{name}.py").write_text(text)
        monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
        sys.modules.pop(name, None)
        seen.append(version(source))
    assert seen[0] != seen[1] == seen[2]


WRAPPED = """
import functools

def _logged(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs) * times
        return wrapper
    return decorate

@_logged(2)
def price(cost: float) -> float:
    return cost + 1
"""

METHODS = """
class _Base:
    def price(self, cost):
        return cost + 1

class _Shop(_Base):
    LIMIT = 3

    def __init__(self, rate):
        self.rate = rate

    @property
    def limit(self):
        return self.LIMIT + 1

    @staticmethod
    def plain(x):
        return x + 2

    @classmethod
    def made(cls, x):
        return x + 3

    def price(self, cost):
        return super().price(cost) * self.rate

_shop = _Shop(1.5)

def price(cost: float) -> float:
    return _shop.price(cost)
"""

OTHERS = """
import enum
import functools
import operator

class _Color(enum.Enum):
    RED = 1
    BLUE = 2

def _power(base, exponent=2):
    return base**exponent

_squared = functools.partial(_power, exponent=3)

@functools.cache
def _kept(x):
    return x + 7

_table = {"a": lambda x: x + 8, "b": [_power]}

def _even(n):
    return n == 0 or _odd(n - 1)

def _odd(n):
    return n != 0 and _even(n - 2)

def price(cost: float, *, by: int = 9) -> float:
    return _squared(cost) + _kept(cost) + _table["a"](1) + _even(4) + operator.add(1, by) + (
        _Color.RED.value
    )
"""

CODE = """
def price(cost: float) -> float:
    def inner(x, y=10):
        return x + y
    class Local:
        FACTOR = 11
    found = [x * 12 for x in range(3) if x != 13]
    match cost:
        case 14:
            return 15
        case {"a": a, **rest}:
            return a
        case [first, *others] if first:
            return others
    try:
        return inner(cost) + Local.FACTOR + sum(found)
    except ValueError as error:
        raise TypeError(f"{error!r:>16}") from error
    finally:
        del found
    with open("17") as file, open("17b") as (a, b):
        pass
    return (lambda z: z + 18)(1) if (n := 19) else -n
"""

FOREIGN = """
import contextlib
import enum
import functools
import logging
from collections import namedtuple

logger = logging.getLogger(__name__)
_Pair = namedtuple("_Pair", ["x", "y"], defaults=[20])

@functools.singledispatch
def _area(shape):
    return 21

@_area.register
def _(shape: int):
    return 22

@contextlib.contextmanager
def _held(x):
    yield x + 23

@functools.total_ordering
class _Size:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n + 24

async def _later(x):
    return x

def _named(*, a=25, b):
    return a + b

def _numbers():
    yield from range(26)

def price(cost: float) -> float:
    logger.info("price %s", cost)
    with _held(cost) as held:
        return _area(held) + _Pair(1).y + max(_numbers()) + (_Size(1) < _Size(2)) + (
            _named(a=1, b=2) + bool(_later)
        )
"""

DIFFER = [
    *((FOREIGN, f"{number}", "77") for number in range(20, 27)),
    (FOREIGN, "a=25, b", "a, b=25"),
    (FOREIGN, "async def", "def"),
    (FOREIGN, "@functools.total_ordering\n", ""),
    (WRAPPED, "* times", "+ times"),
    (WRAPPED, "_logged(2)", "_logged(3)"),
    (WRAPPED, "cost + 1", "cost + 2"),
    (METHODS, "cost + 1", "cost + 2"),
    (METHODS, "LIMIT = 3", "LIMIT = 4"),
    (METHODS, "self.LIMIT + 1", "self.LIMIT + 2"),
    (METHODS, "x + 2", "x - 2"),
    (METHODS, "x + 3", "x - 3"),
    (METHODS, "_Shop(1.5)", "_Shop(1.6)"),
    (METHODS, "_Shop(_Base)", "_Shop(list, _Base)"),
    (OTHERS, "exponent=3)", "exponent=4)"),
    (OTHERS, "exponent=2)", "exponent=4)"),
    (OTHERS, "base**exponent", "base*exponent"),
    (OTHERS, "x + 7", "x + 6"),
    (OTHERS, "@functools.cache\n", ""),
    (OTHERS, "x + 8", "x + 6"),
    (OTHERS, "n - 2", "n - 1"),
    (OTHERS, "n - 1", "n - 3"),
    (OTHERS, "by: int = 9", "by: int = 8"),
    (OTHERS, "operator.add", "operator.mul"),
    (OTHERS, "BLUE = 2", "BLUE = 3"),
    (OTHERS, "RED.value", "BLUE.value"),
    *((CODE, f"{number}", "77") for number in range(10, 20)),
    (CODE, "!r", "!s"),
    (CODE, "x != ", "x == "),
    (CODE, "del found", "del inner"),
    (CODE, "def inner(x, y=10)", "def inner(x, *, y=10)"),
    (CODE, "as file, open", "as file, id"),
    (CODE, "ValueError", "Exception"),
    (CODE, "cost: float", "cost: int"),
]


@pytest.mark.parametrize("number", range(len(DIFFER)))
def test_each_edit_that_means_something_counts(number: int, version: Versions) -> None:
    source, old, new = DIFFER[number]
    assert old in source
    assert version(source) != version(source.replace(old, new)), (old, new)


SAME = [
    (CODE, "first", "one"),
    (CODE, "others", "more"),
    (CODE, "error!r", "e!r", "as error", "as e", "from error", "from e"),
    (CODE, "rest}", "everything}"),
    (CODE, "found", "seen"),
    (CODE, "for x in range(3) if x != 13", "for i in range(3) if i != 13", "x * 12", "i * 12"),
    (CODE, "(n := 19)", "(m := 19)", "else -n", "else -m"),
    (CODE, "FACTOR = 11", "FACTOR = 11\n        '''Documented.'''"),
    (CODE, "def inner(x, y=10):", "def inner(x: int, y: int = 10) -> int:\n        '''Doc.'''"),
    (CODE, "    found = [", "    found: list[int] = ["),
    (CODE, "'a'", '"a"'),
    (CODE, "13]", "0b1101]"),
    (OTHERS, "x + 7", "((x) + (7))"),
    (OTHERS, "_table = {", "_unread = 5\n_table = {"),
    (METHODS, "class _Base:", "class _Base:\n    '''Documented.'''\n"),
    (FOREIGN, "    yield from", "    # numbers\n    yield from"),
    (WRAPPED, "def decorate(function):", "def decorate(function):\n        # as all do"),
]


@pytest.mark.parametrize("number", range(len(SAME)))
def test_an_edit_that_means_nothing_does_not_count(number: int, version: Versions) -> None:
    source, *edits = SAME[number]
    edited = source
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        edited = edited.replace(old, new)
    assert version(source) == version(edited), edits


def test_a_logger_counts_by_its_type(version: Versions) -> None:
    assert version(FOREIGN, name="features") == version(FOREIGN, name="prices")


def test_a_path_in_the_project_is_the_same_in_another_folder(version: Versions) -> None:
    source = """
    from pathlib import Path
    DATA = Path(__file__).parent / "flights.parquet"
    NAME = str(DATA)
    def price(cost: float) -> float:
        return cost * len(NAME) if DATA.exists() else len(__file__)
    """
    assert version(source) == version(source)
    assert version(source) != version(source.replace("flights", "planes"))
    outside = source.replace("Path(__file__).parent", 'Path("/data")')
    assert version(outside) != version(outside.replace("/data", "/other"))


def test_a_local_name_that_a_query_in_a_text_may_mean_is_kept(version: Versions) -> None:
    source = """
    def price(cost: float) -> float:
        rate = cost
        other = 2
        return query("select * from rate")
    """
    swapped = source.replace("rate = cost", "tmp = cost").replace("other", "rate", 1)
    assert version(source) != version(swapped)
    assert version(source) == version(source.replace("other", "another"))


def test_local_names_are_kept_where_they_can_be_seen(version: Versions) -> None:
    source = "def price(cost: float) -> dict:\n    rate = cost\n    return dict(locals())\n"
    assert version(source) != version(source.replace("rate", "factor"))


def test_what_a_function_itself_changes_is_no_constant(tmp_path: Path, version: Versions) -> None:
    source = """
    calls = {}
    total = 0
    def price(cost: float) -> float:
        global total
        total += 1
        calls["price"] = calls.get("price", 0) + 1
        return cost
    """
    graph = version.graph(source, tmp_path / "counting.py")
    before = graph["price"].version
    hm.Driver(graph).values("price", inputs={"cost": 1.0})
    assert graph["price"].version == before


def test_what_an_object_remembers_of_its_work_does_not_count() -> None:
    from functools import cached_property

    class Model:
        def __init__(self, rate: float) -> None:
            self.rate = rate

        @cached_property
        def squared(self) -> float:
            return self.rate**2

        def price(self, cost: float) -> float:
            return cost * self.squared

    model = Model(2.0)
    graph = hm.Graph(model)
    before = graph["price"].version
    assert model.price(1.0) == 4.0
    assert graph["price"].version == before
    assert hm.Graph(Model(3.0))["price"].version != before


def test_fifteen_hundred_helpers_in_a_chain_are_read(version: Versions, tmp_path: Path) -> None:
    def source(last: int) -> str:
        links = (f"def _h{n}(x):\n    return _h{n + 1}(x)\n" for n in range(1_500))
        end = f"def _h1500(x):\n    return x + {last}\n"
        return f"{''.join(links)}{end}def price(cost: float) -> float:\n    return _h0(cost)\n"

    assert version(source(1)) != version(source(2))


def test_a_circle_of_helpers_counts_as_a_whole(version: Versions) -> None:
    def source(changed: int) -> str:
        helpers = (
            f"def _h{n}(x):\n    return _h{(n + 1) % 50}(x) + {n if n != changed else 99}\n"
            for n in range(50)
        )
        return f"{''.join(helpers)}def price(cost: float) -> float:\n    return _h0(cost)\n"

    versions = [version(source(changed)) for changed in (-1, 0, 1, 25, 49)]
    assert len(set(versions)) == len(versions)


def executed(source: str) -> dict[str, Any]:
    """Run source of which nobody keeps the text."""
    namespace: dict[str, Any] = {"__name__": "features"}
    exec(compile(textwrap.dedent(source), "<nowhere>", "exec"), namespace)
    return namespace


def test_a_function_without_source_has_a_version_of_its_code() -> None:
    source = """
    RATE = 2
    def _helper(x):
        return x + 1
    def price(cost: float) -> float:
        '''The price.'''
        total = _helper(cost)
        return total * RATE
    """

    def of(text: str) -> str:
        return hm.Graph(executed(text)["price"])["price"].version

    first = of(source)
    assert first == of(source)
    assert first == of(source.replace("total", "amount"))
    assert first == of(source.replace("\n    def", "\n\n    # moved\n    def"))
    assert first == of(source.replace("The price", "What it costs"))
    for old, new in (("RATE = 2", "RATE = 3"), ("x + 1", "x + 2"), ("* RATE", "- RATE")):
        assert first != of(source.replace(old, new))


def test_a_file_that_was_edited_says_nothing_of_the_functions_in_memory(
    version: Versions, tmp_path: Path
) -> None:
    file = tmp_path / "edited.py"
    graph = version.graph("def price(cost: float) -> float:\n    return cost + 1\n", file)
    file.write_text("def price(cost: float) -> float:\n    return cost + 2\n")
    edited = graph["price"].version
    again = version.graph("def price(cost: float) -> float:\n    return cost + 2\n", file)
    assert edited != again["price"].version


def test_a_file_that_was_edited_still_tells_of_the_functions_that_only_moved(
    version: Versions, tmp_path: Path
) -> None:
    source = "def price(cost: float) -> float:\n    return cost + 1\n"
    other = "def fee(cost: float) -> float:\n    # as ever\n    return cost\n\n\n"
    file = tmp_path / "edited.py"
    graph = version.graph(source, file)
    file.write_text(other + source)
    assert graph["price"].version == version(source)


def test_an_object_that_refuses_to_be_looked_at_is_no_error(version: Versions) -> None:
    source = """
    class _Proxy:
        def __getattr__(self, name):
            raise RuntimeError(f"no {name} outside of a request")

    request = _Proxy()

    def price(cost: float) -> float:
        return cost * request.rate
    """
    assert version(source) == version(source) != version(source.replace("request.rate", "2"))


def test_functions_of_others_count_by_name_and_package() -> None:
    import numpy as np

    from hamiltonish.modifiers import node

    def version_of(function: Any) -> str:
        return hm.Graph(node(function, {"x": 1}, name="y", returns=float))["y"].version

    assert version_of(math.sqrt) != version_of(math.cbrt)
    assert version_of(np.sqrt) != version_of(np.cbrt)


def test_parts_tell_what_is_read_with_its_place() -> None:
    limit = 3

    def helper(x: float) -> float:
        return x + limit

    def price(cost: float) -> float:
        return helper(cost) + math.pi

    reader = Reader()
    found = reader.fingerprint({}, price)
    parts = {one.title: one.part for one in unfolded(found.reads, reader.parts())}
    assert list(parts) == ["body", "helper helper", "closure limit"]
    assert parts["closure limit"].text == "3"
    assert parts["body"].text.startswith("def price(cost: float)")
    assert parts["helper helper"].place.startswith("test_reading.py:")
