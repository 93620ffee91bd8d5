"""What a page holds: it can be read back from the HTML, whatever the texts are, and tells no secrets."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import linecache
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.modifiers import parameterize, value
from hamiltonish.node import Location, Node
from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing, Look
from hamiltonish.render.details import Sources, details_of
from hamiltonish.render.page import page_of
from tests.modules import module_of
from tests.strategies import RandomGraph, scalar_graphs


class Parts(HTMLParser):
    """The elements of a page, as a parser of HTML sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.policy = ""
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self._open = found.get("id") or tag
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data


def data_of(drawing: Drawing, **look: Any) -> Any:
    return json.loads(Parts(page_of(drawing, Look(**look))).texts["data"])


PLAIN = Parts(page_of(Drawing((Box("a", BoxKind.VALUE),), ()), Look()))

awkward = st.text() | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--",
        "<!-- <script>",
        "]]>",
        "{{data}}",
        "\ud800",
        "\x00",
    ]
)


@given(awkward, awkward, awkward)
def test_no_text_can_break_out_of_a_page_and_all_are_read_back(
    name: str, doc: str, title: str
) -> None:
    node = Node(name, int, doc=doc, tags={name: doc})
    drawing = Drawing((Box(name, BoxKind.VALUE, node=node),), (), title=title)
    page = page_of(drawing, Look())
    parts = Parts(page)
    assert parts.tags == PLAIN.tags
    box = json.loads(parts.texts["data"])["boxes"][0]
    assert box["name" if name else "title"] == (name or ["\u00a0"])
    assert box["node"].get("doc", "") == doc
    assert box["node"]["tags"] == [[name, doc]]
    page.encode()  # it can be written to a file


def test_only_the_scripts_of_the_page_itself_may_run() -> None:
    page = page_of(
        hm.Graph(module_of("def a(x: int) -> int:\n    return x\n")).view().drawing, Look()
    )
    parts = Parts(page)
    assert "unsafe" not in parts.policy
    assert "default-src 'none'" in parts.policy
    for name in ("script", "layout-source", "style"):
        digest = base64.b64encode(hashlib.sha256(parts.texts[name].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in parts.policy
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)


def test_a_page_is_the_same_each_time() -> None:
    def text() -> str:
        source = "def a(x: int, key: object = object()) -> int:\n    return x\n"
        drawing = hm.Graph(module_of(source)).view().drawing
        return re.sub(r"/project/\d+/", "", page_of(drawing, Look()))

    assert text() == text()
    assert " at 0x" not in text()


def test_the_licence_of_what_others_wrote_is_in_the_page() -> None:
    assert "Permission is hereby granted, free of charge" in PLAIN.texts["layout-source"]
    assert "dagre 3." in PLAIN.texts["layout-source"]


# -- positions -----------------------------------------------------------------------------------


@given(scalar_graphs(most=12))
def test_arrows_lead_from_the_edge_of_one_box_to_the_edge_of_another(random: RandomGraph) -> None:
    data = data_of(hm.Graph(random.module).view().drawing)
    for tail, head, _, points in data["arrows"]:
        assert _distance(data["boxes"][tail], points[:2]) < 3
        assert _distance(data["boxes"][head], points[-2:]) < 3
    for box in data["boxes"]:
        assert all(0 <= x <= most for x, most in zip(box["at"], data["drawn"], strict=True))


def _distance(box: dict[str, Any], point: list[float]) -> float:
    """Measure how far a point is from the border of a box."""
    away = [
        abs(p - middle) - size / 2
        for p, middle, size in zip(point, box["at"], box["size"], strict=True)
    ]
    return abs(max(away))


def test_clusters_are_around_their_boxes() -> None:
    boxes = (Box("a", BoxKind.VALUE), *(Box(n, BoxKind.LAZY, cluster="f") for n in ("b", "c")))
    drawing = Drawing(boxes, (Arrow("a", "b"), Arrow("b", "c")), (Cluster("f"), Cluster("empty")))
    data = data_of(drawing)
    x, y, width, height = data["clusters"][0]["at"]
    for box in data["boxes"][1:]:
        assert abs(box["at"][0] - x) + box["size"][0] / 2 < width / 2
        assert abs(box["at"][1] - y) + box["size"][1] / 2 < height / 2
    assert data["clusters"][1]["at"] is None
    assert data_of(drawing, clusters=False)["clusters"] == []


# -- code and places -----------------------------------------------------------------------------


def told_of(function: Any) -> str:
    sources = Sources()
    found = sources.code_of(function)
    return found if isinstance(found, str) else sources.texts[found]


def test_the_code_of_a_function_is_told_with_its_decorators() -> None:
    def outer() -> Any:
        @parameterize(week={"days": value(7)})
        def pace(days: int) -> int:
            """By day."""
            return days

        return pace

    assert told_of(outer()) == (
        '@parameterize(week={"days": value(7)})\n'
        "def pace(days: int) -> int:\n"
        '    """By day."""\n'
        "    return days"
    )


def test_the_code_below_wrappers_partials_and_methods_is_told() -> None:
    def plain(x: int) -> int:
        return x

    @functools.wraps(plain)
    def wrapped(*given: int) -> int:
        return plain(*given)

    class Scorer:
        def score(self, x: int) -> int:
            return x

        def __call__(self, x: int) -> int:
            return x

    assert told_of(wrapped).startswith("def plain(")
    assert told_of(functools.partial(plain, 1)).startswith("def plain(")
    assert told_of(Scorer().score).startswith("def score(")
    assert told_of(Scorer()).startswith("def __call__(")


def test_members_of_a_family_share_their_code() -> None:
    @parameterize(**{f"pace_{n}": {"days": value(n)} for n in range(50)})
    def pace(days: int) -> int:
        return days

    data = data_of(hm.Graph(pace).view().drawing)
    assert len(data["codes"]) == 1
    assert {box["node"]["code"] for box in data["boxes"]} == {0}


def test_code_that_is_nowhere_is_told_as_such() -> None:
    space: dict[str, Any] = {}
    exec("def typed(x: int) -> int:\n    return x\n", space)
    assert told_of(space["typed"]) == (
        "Its code was typed in, or made while Python ran: no file has it."
    )
    assert told_of(len) == "It is not written in Python: there is no code to show."


def test_code_of_a_file_that_has_changed_is_not_told(tmp_path: Path) -> None:
    file = tmp_path / "changing.py"
    file.write_text("\ndef kept(x: int) -> int:\n    return x\n")
    space: dict[str, Any] = {}
    exec(compile(file.read_text(), str(file), "exec"), space)
    assert told_of(space["kept"]).startswith("def kept(")
    file.write_text(
        "def other() -> int:\n    return 1\n\n\ndef kept(x: int) -> int:\n    return x\n"
    )
    linecache.checkcache(str(file))
    assert told_of(space["kept"]) == (
        "Its file has changed since it was imported: what was run is no longer there."
    )


def test_places_tell_no_folder_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "lib"), str(tmp_path / "lib" / "packages")])
    sources = Sources()
    places = {
        tmp_path / "features" / "a.py": "features/a.py:7",
        tmp_path.parent / "elsewhere" / "a.py": "a.py:7",
    }
    for file, told in places.items():
        assert sources.place_of(Location(str(file), 7)) == told
    monkeypatch.chdir("/")
    assert Sources().place_of(Location(str(tmp_path / "lib/packages/p/a.py"), 7)) == "p/a.py:7"
    assert sources.place_of(Location("<ipython-input-3-abc>", 2)) == "In [3]:2"
    assert sources.place_of(None) == ""


def test_a_page_of_a_module_elsewhere_does_not_tell_its_folder() -> None:
    module = module_of("def a(x: int) -> int:\n    return x\n", "deep.features")
    page = page_of(hm.Graph(module).view().drawing, Look())
    assert "features.py:1" in page
    assert "/project/" not in page


def test_long_defaults_are_shortened() -> None:
    def a(x: tuple[int, ...] = tuple(range(1000))) -> int:
        return len(x)

    told = details_of(hm.Graph(a)["a"], Sources())
    assert len(told["parameters"][0]["default"]) == 301
