"""Laws of pictures: what is drawn and read again is the same, in every format."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from hamiltonish.render import Box, BoxKind, Drawing, Look, Mark, View
from hamiltonish.render.dot import dot_of
from hamiltonish.render.folding import folded, highlighted
from hamiltonish.render.labels import cleaned, small_lines, title_of
from hamiltonish.render.pixels import rendered
from hamiltonish.topology import reachable
from tests.render.strategies import drawings, words

looks = st.builds(
    Look,
    direction=st.sampled_from(["right", "down", "left", "up"]),
    theme=st.sampled_from(["auto", "light", "dark"]),
    legend=st.booleans(),
    small=st.booleans(),
    clusters=st.booleans(),
)


def edges_of(drawing: Drawing) -> list[tuple[int, int]]:
    position = {box.name: number for number, box in enumerate(drawing.boxes)}
    return sorted((position[a.tail], position[a.head]) for a in drawing.arrows)


@given(drawings(), looks)
def test_dot_read_by_graphviz_has_the_same_boxes_and_arrows(drawing: Drawing, look: Look) -> None:
    read = json.loads(rendered(dot_of(drawing, look), "dot_json"))
    ids = {one["_gvid"]: one["id"] for one in read["objects"] if one["id"].startswith("box-")}
    assert sorted(ids.values()) == sorted(f"box-{n}" for n in range(len(drawing.boxes)))
    found = [
        tuple(int(ids[edge[end]].removeprefix("box-")) for end in ("tail", "head"))
        for edge in read.get("edges", ())
    ]
    assert sorted(found) == edges_of(drawing)
    arrows = {edge["id"]: edge for edge in read.get("edges", ())}
    for number, arrow in enumerate(drawing.arrows):
        head = ids[arrows[f"arrow-{number}"]["head"]]
        assert drawing.boxes[int(head.removeprefix("box-"))].name == arrow.head


def _text_in(element: ET.Element) -> list[str]:
    return [e.text or "" for e in element.iter() if e.tag.endswith("}text")]


@given(drawings(), looks)
def test_an_svg_has_every_text_of_every_box_and_every_arrow(drawing: Drawing, look: Look) -> None:
    view = View(drawing, look)
    by_id = {e.get("id"): e for e in ET.fromstring(view.svg).iter() if e.get("id")}
    for number, box in enumerate(drawing.boxes):
        element = by_id[f"box-{number}"]
        assert set(box.kind.value.split()) <= set(
            element.get("class", "").replace("-", " ").split()
        )
        lines = title_of(box).split("\n") + list(small_lines(box) if look.small else ())
        written = "".join("".join(line.split()) for line in lines)
        assert "".join("".join(_text_in(element)).split()) == written
    assert {id_ for id_ in by_id if str(id_).startswith("arrow-")} == {
        f"arrow-{n}" for n in range(len(drawing.arrows))
    }


def _decoded(text: str) -> str:
    text = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text.replace("<br/>", "\n"))
    return re.sub(r"</?small>", "", text)


@given(drawings(), looks)
def test_mermaid_has_the_same_boxes_and_arrows(drawing: Drawing, look: Look) -> None:
    text = View(drawing, look).mermaid
    names, found = {}, []
    for line in text.splitlines():
        if node := re.fullmatch(r'\s*n(\d+)\W+"(.*)"\W+', line):
            names[int(node[1])] = _decoded(node[2])
        elif arrow := re.fullmatch(r"\s*n(\d+) -\.?-> n(\d+)", line.replace("-.->", "-->")):
            found.append((int(arrow[1]), int(arrow[2])))
        elif line.strip().startswith(("subgraph", "n")):
            assert re.fullmatch(r'\s*subgraph c\d+\["[^"\[\]]*"\]', line), line
    assert sorted(found) == edges_of(drawing)
    for number, box in enumerate(drawing.boxes):
        lines = [title_of(box), *(small_lines(box) if look.small else ())]
        assert names[number] == "\n".join(lines)


@given(drawings(words))
def test_text_has_the_same_boxes_and_arrows(drawing: Drawing) -> None:
    look = Look(small=False)
    rows = str(View(Drawing(drawing.boxes, drawing.arrows), look)).splitlines()
    assert len(rows) == len(drawing.boxes)
    found, path = [], []
    for row in rows:
        lead, name, rest = re.fullmatch(r"([│├└─ ]*)(\S+)(.*)", row).groups()  # type: ignore[union-attr]
        depth = len(lead) // 3
        path = [*path[:depth], name]
        if depth:
            found.append((path[-2], name))
        if others := re.match(r" (?:←|\(\+) ([^\s,)]+(?:, [^\s,)]+)*)", rest):
            found.extend((other, name) for other in others[1].split(", "))
    assert sorted(found) == sorted((a.tail, a.head) for a in drawing.arrows)


@given(drawings(words), st.data())
def test_what_lies_between_is_lit_and_nothing_else(drawing: Drawing, data: st.DataObject) -> None:
    names = [box.name for box in drawing.boxes]
    chosen = (
        data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        if (len(names) > 1)
        else names
    )
    plain = Drawing(tuple(Box(b.name, b.kind) for b in drawing.boxes), drawing.arrows)
    lit = {b.name for b in highlighted(plain, chosen).boxes if Mark.HIGHLIGHT in b.marks}
    down = {n: [a.head for a in drawing.arrows if a.tail == n] for n in names}
    for name in names:
        below = set(reachable(down, [name]))
        above = {n for n in names if name in set(reachable(down, [n]))}
        single = len(chosen) == 1
        on_path = bool(below & set(chosen)) and bool(above & set(chosen))
        either = bool(below & set(chosen)) or bool(above & set(chosen))
        assert (name in lit) == (either if single else on_path)


@given(drawings(words))
def test_folding_keeps_every_box_once_and_every_arrow_between_groups(drawing: Drawing) -> None:
    fold = folded(drawing, "prefix")
    members = [m for box in fold.boxes for m in (box.members or (box.name,))]
    assert sorted(members) == sorted(box.name for box in drawing.boxes)
    group = {m: box.name for box in fold.boxes for m in (box.members or (box.name,))}
    wanted = {(group[a.tail], group[a.head]) for a in drawing.arrows}
    assert {(a.tail, a.head) for a in fold.arrows} == {(t, h) for t, h in wanted if t != h}
    for box in fold.boxes:
        if box.kind is BoxKind.FOLDED and box.members:
            assert len({name.partition(".")[0] for name in box.members}) == 1 < len(box.members)


@given(st.text())
def test_cleaned_text_can_be_written_as_xml(text: str) -> None:
    element = ET.Element("t")
    element.text = cleaned(text)
    assert ET.fromstring(ET.tostring(element, encoding="unicode")).text == (cleaned(text) or None)
