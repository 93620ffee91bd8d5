"""Colours: enough contrast to read by, light and dark, and never colour alone."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from hamiltonish.render import Box, BoxKind, Drawing, Look, Mark, View
from hamiltonish.render.palette import DARK, LIGHT, SHAPES, Palette, contrast, readable_on
from hamiltonish.render.svg import _colours

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@PALETTES
def test_every_text_has_the_contrast_that_wcag_asks_for(palette: Palette) -> None:
    pairs = [(palette.text, palette.page), (palette.cluster.text, palette.cluster.fill)]
    pairs += [(paint.text, paint.fill) for paint in (*palette.kinds.values(), palette.faint)]
    pairs += [(palette.text, palette.cluster.fill)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@PALETTES
def test_every_border_and_arrow_can_be_seen(palette: Palette) -> None:
    """WCAG asks for 3 where something is told by a line; a faint one is to be overlooked."""
    lines = [palette.arrow, *palette.marks.values()]
    lines += [paint.border for kind, paint in palette.kinds.items() if kind is not BoxKind.BARRIER]
    behind = (palette.page, palette.cluster.fill)
    assert [line for line in lines if min(contrast(line, b) for b in behind) < 3] == []
    barrier = palette.kinds[BoxKind.BARRIER]
    assert min(contrast(barrier.fill, b) for b in behind) >= 3


def test_no_kind_differs_from_another_by_colour_alone() -> None:
    dark = {kind: kind is BoxKind.BARRIER for kind in BoxKind}  # light on dark, not dark on light
    looks = {kind: (*SHAPES[kind].values(), dark[kind]) for kind in BoxKind}
    assert [(a, b) for a, b in combinations(BoxKind, 2) if looks[a] == looks[b]] == []


def test_every_kind_and_mark_has_colours() -> None:
    for palette in (LIGHT, DARK):
        assert set(palette.kinds) == set(BoxKind)
        assert set(palette.marks) == set(Mark) - {Mark.FAINT}


def test_an_svg_that_follows_the_screen_has_a_dark_counterpart_of_every_colour() -> None:
    boxes = tuple(
        Box(f"{kind.value} {mark.value}", kind, marks=frozenset({mark}))
        for kind in BoxKind
        for mark in Mark
    )
    svg = View(Drawing(boxes, ()), Look(theme="auto")).svg
    head, _, body = svg.partition("</style>")
    used = set(re.findall(r'(?:fill|stroke)="#[0-9a-f]{6}"', body))
    assert used - set(re.findall(r'\[((?:fill|stroke)="#[0-9a-f]{6}")\]', head)) == set()


def test_no_colour_of_the_light_theme_would_become_two_of_the_dark_one() -> None:
    pairs: dict[tuple[str, str], set[str]] = {}
    for (kind, light), (_, dark) in zip(_colours(LIGHT), _colours(DARK), strict=True):
        for attribute in ("fill", "stroke") if kind == "both" else (kind,):
            pairs.setdefault((attribute, light), set()).add(dark)
    assert {key: dark for key, dark in pairs.items() if len(dark) > 1} == {}


def test_text_on_a_colour_of_the_users_can_be_read() -> None:
    for fill in ("#ffd700", "#202060", "#ffffff", "#000000", "#808080"):
        assert contrast(readable_on(fill), fill) >= 4.5
