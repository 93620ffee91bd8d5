"""What draws: a system Graphviz if there is one, else the one that pip installs."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.errors import MissingDependencyError, RenderError
from hamiltonish.render import pixels
from tests.modules import module_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


def tax(price: float) -> float:
    return price * 0.2


GRAPH = hm.Graph(tax)


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a `dot` of our own in front of all others."""
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_graphviz_of_this_python_is_found_without_a_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    assert pixels.program().name.startswith("graphviz-pure")
    assert GRAPH.view().svg.startswith("<svg")


def test_a_system_dot_comes_first_and_draws_pdf_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, 'cat > /dev/null; echo "drawn with $*"', monkeypatch)
    assert pixels.program() == tmp_path / "dot"
    saved = GRAPH.view().save(tmp_path / "tax.pdf")
    assert saved.read_text() == "drawn with -Tpdf\n"


def test_a_layout_that_takes_too_long_is_one_short_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "exec sleep 60", monkeypatch)
    monkeypatch.setattr(pixels, "_SECONDS", 0.2)
    with pytest.raises(RenderError, match=r"`dot` could not draw .*: it took more than 0\.2 s\."):
        GRAPH.view().save(tmp_path / "tax.svg")
    assert not (tmp_path / "tax.svg").exists()


def test_what_a_renderer_says_when_it_fails_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "cat > /dev/null; echo 'Warning: hm' >&2; echo 'Error: no such font' >&2; exit 1"
    stand_in(tmp_path, script, monkeypatch)
    with pytest.raises(RenderError, match=r"could not draw the picture: no such font\.\nHint"):
        GRAPH.view().save(tmp_path / "tax.png")


def test_a_pdf_needs_svglib_where_there_is_no_system_graphviz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] in ("reportlab", "svglib"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingDependencyError, match="`svglib` is needed to write PDF") as info:
        GRAPH.view().save(tmp_path / "tax.pdf")
    assert str(info.value).endswith("Hint: pip install 'hamiltonish[viz]'")
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_holds_letters_of_any_language_that_a_font_has(tmp_path: Path) -> None:
    module = module_of("def größe(длина: float) -> float: ...")
    saved = hm.Graph(module).view().save(tmp_path / "size.pdf")
    assert saved.read_bytes().startswith(b"%PDF")


def test_without_the_package_graphviz_dot_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    for suffix in ("svg", "dot"):
        with pytest.raises(MissingDependencyError, match="`graphviz` is needed to draw a graph"):
            GRAPH.view().save(tmp_path / f"tax.{suffix}")
    assert "└─ tax" in str(GRAPH.view())
    assert GRAPH.view().mermaid.startswith("flowchart")
