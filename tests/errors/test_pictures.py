"""Errors of pictures: formats that are none, options that are none, and a renderer that refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import hamiltonish as hm
from hamiltonish.errors import RenderError, TargetError, UnknownNodeError


def tax(price: float) -> float:
    return price * 0.2


GRAPH = hm.Graph(tax)


@pytest.mark.parametrize("name", ["tax", "tax.jpg", "tax."])
def test_a_suffix_that_is_no_format_lists_those_that_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        TargetError, match=r"a picture ends with \.svg, \.png, \.pdf, \.html"
    ) as info:
        GRAPH.view().save(tmp_path / name)
    assert ".dot, .mmd, .txt" in str(info.value)
    assert list(tmp_path.iterdir()) == []


def test_a_slip_in_a_suffix_gets_a_question(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"did you mean `\.svg`\?"):
        GRAPH.view().save(tmp_path / "tax.svgg")


def test_a_folder_that_is_not_there_is_said_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="there is no folder") as info:
        GRAPH.view().save(tmp_path / "away" / "tax.svg")
    assert str(info.value).endswith("Hint: make it first.")


def test_what_graphviz_does_not_understand_is_one_short_error(tmp_path: Path) -> None:
    view = GRAPH.view(style=lambda node: {"label": "<<b>"})
    with pytest.raises(RenderError, match="could not draw the picture: .*syntax error") as info:
        view.save(tmp_path / "tax.svg")
    assert len(str(info.value).splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_option_that_is_none_gets_a_question() -> None:
    with pytest.raises(TypeError, match="no option `drection`; did you mean `direction`"):
        GRAPH.view(drection="down")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no option `x`; there are direction, theme, fold"):
        GRAPH.view(x=1)  # type: ignore[call-arg]


def test_a_value_that_an_option_cannot_have_lists_those_that_it_can() -> None:
    with pytest.raises(ValueError, match="direction is 'LR'; it is one of 'right', 'down'"):
        GRAPH.view(direction="LR")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="theme is 'black'; it is one of 'auto', 'light', 'dark'"):
        GRAPH.view(theme="black")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="fold is 'team'; it is one of 'module', 'frame'"):
        GRAPH.view(fold="team")


def test_a_style_that_is_no_dict_names_the_node() -> None:
    view = GRAPH.view(style=lambda node: "red")  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError, match="style gives 'red' for `price`; it gives a dict, or None"):
        view.mermaid  # noqa: B018


def test_what_is_not_there_cannot_be_highlighted() -> None:
    with pytest.raises(UnknownNodeError, match="No node is named `prise`") as info:
        GRAPH.view(highlight=("prise", "tax"))
    assert "did you mean `price`" in str(info.value)
