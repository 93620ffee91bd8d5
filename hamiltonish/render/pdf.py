"""PDF: by a system Graphviz itself; else from the SVG, by svglib and ReportLab."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

from hamiltonish.errors import MissingDependencyError, RenderError
from hamiltonish.render.dot import FONT
from hamiltonish.render.pixels import program, rendered

__all__ = ["pdf_of"]

_TEXT = re.compile(rf'font-family="{FONT}[^"]*"([^>]*>)([^<]*)')
_TITLE = re.compile(r"<title>[^<]*</title>")


def pdf_of(source: str) -> bytes:
    """Draw a text in DOT as a PDF of one page, as large as the picture.

    Letters that Western languages do not have need a TrueType font that fontconfig finds, unless a
    system Graphviz draws.

    Raises:
        MissingDependencyError: If there is no Graphviz, or none that draws PDF, and no svglib.
        RenderError: If it fails.
    """
    if program().stem == "dot":
        return rendered(source, "pdf")
    try:
        from reportlab.graphics import renderPDF
        from svglib.svglib import svg2rlg
    except ImportError as error:
        raise MissingDependencyError("svglib", "to write PDF", "viz") from error
    svg = _TITLE.sub("", rendered(source, "svg").decode())
    picture = svg2rlg(io.BytesIO(_TEXT.sub(_written, svg).encode()))
    if picture is None:
        raise RenderError("svglib", "it does not read what Graphviz drew")
    written = io.BytesIO()
    renderPDF.drawToFile(picture, written)
    return written.getvalue()


def _written(found: re.Match[str]) -> str:
    """Choose the font of a text: the one that every PDF reader has, if it has the letters."""
    rest, text = found.groups()
    family = FONT
    if beyond := {letter for letter in text if not _is_western(letter)}:
        family = _family_with("".join(sorted(beyond))) or FONT
    return f'font-family="{family}"{rest}{text}'


def _is_western(letter: str) -> bool:
    return bool(letter.encode("cp1252", errors="ignore"))


def _family_with(letters: str) -> str:
    """Ask fontconfig for a font that has some letters; empty if there is none to ask."""
    asked = " ".join(f"{ord(letter):x}" for letter in letters)
    command = shutil.which("fc-match")
    if command is None:
        return ""
    pattern = f"sans:charset={asked}"
    done = subprocess.run(  # noqa: S603  # a program found by name, and no shell
        [command, "--format=%{family[0]}", pattern], capture_output=True, check=False, timeout=10
    )
    return re.sub(r'["<>&,]', "", done.stdout.decode(errors="replace")).strip()
