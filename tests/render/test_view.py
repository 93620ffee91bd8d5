"""A view shows itself and saves itself, with Graphviz and without."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.errors import MissingDependencyError
from hamiltonish.render import pixels


def net(gross: float, rate: float) -> float:
    """What is left."""
    return gross * (1 - rate)


def share(net: float, gross: float) -> float:
    return net / gross


GRAPH = hm.Graph(net, share)


@pytest.fixture
def no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "_found", lambda: None)


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".svg", b"<svg"),
        (".SVG", b"<svg"),
        (".png", b"\x89PNG"),
        (".dot", b"digraph"),
        (".mmd", b"flowchart LR"),
        (".txt", b"gross"),
    ],
)
def test_a_picture_is_saved_in_the_format_of_its_suffix(
    tmp_path: Path, suffix: str, start: bytes
) -> None:
    path = GRAPH.view().save(tmp_path / f"net{suffix}")
    assert path == tmp_path / f"net{suffix}"
    assert path.read_bytes().startswith(start)


def test_a_picture_is_the_same_each_time() -> None:
    one, other = GRAPH.view(), hm.Graph(net, share).view()
    assert (one.svg, one.dot, one.mermaid, str(one)) == (
        other.svg,
        other.dot,
        other.mermaid,
        str(other),
    )


def test_boxes_arrows_and_clusters_of_an_svg_have_ids_and_classes() -> None:
    view = GRAPH.view()
    found = {e.get("id"): e.get("class", "") for e in ET.fromstring(view.svg).iter()}
    for number, box in enumerate(view.drawing.boxes):
        assert box.kind.value in found[f"box-{number}"]
    for number, _ in enumerate(view.drawing.arrows):
        assert "edge" in found[f"arrow-{number}"]


def test_a_box_of_an_svg_tells_its_doc_when_one_points_at_it() -> None:
    assert "<title>net\nfloat\nWhat is left.</title>" in GRAPH.view().svg


def test_a_notebook_gets_a_picture_and_a_text() -> None:
    bundle = GRAPH.view()._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == str(GRAPH.view())


@pytest.mark.usefixtures("no_graphviz")
def test_without_graphviz_a_notebook_gets_the_text_and_the_line_that_installs_it() -> None:
    bundle = GRAPH.view()._repr_mimebundle_()
    assert set(bundle) == {"text/plain"}
    assert bundle["text/plain"].startswith(str(GRAPH.view()))
    assert bundle["text/plain"].endswith("pip install 'hamiltonish[viz]'")


@pytest.mark.usefixtures("no_graphviz")
@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_without_graphviz_pixels_are_one_error_with_the_line_that_installs_it(
    tmp_path: Path, suffix: str
) -> None:
    with pytest.raises(MissingDependencyError, match=r"`graphviz-pure` is needed to draw") as info:
        GRAPH.view().save(tmp_path / f"net{suffix}")
    assert str(info.value).endswith("Hint: pip install 'hamiltonish[viz]'")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_graphviz")
@pytest.mark.parametrize("suffix", [".dot", ".mmd", ".txt"])
def test_without_graphviz_texts_are_still_there(tmp_path: Path, suffix: str) -> None:
    assert GRAPH.view().save(tmp_path / f"net{suffix}").stat().st_size > 50
