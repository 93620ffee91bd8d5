"""Words in comments and docstrings: they are counted, and never changed."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from hamiltonish.names.code import Code

__all__ = ["mentions_of"]


def mentions_of(code: Code, name: str) -> int:
    """Count how often comments and docstrings of a file have a name as a word."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    if not word.search(code.text):
        return 0
    return sum(len(word.findall(text)) for text in (*_comments(code.text), *_docstrings(code)))


def _comments(text: str) -> list[str]:
    lines = io.StringIO(text).readline
    try:
        tokens = list(tokenize.generate_tokens(lines))
    except (tokenize.TokenError, SyntaxError, IndentationError):  # a text that only `ast` can read
        return []
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def _docstrings(code: Code) -> list[str]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (ast.get_docstring(node) for node in ast.walk(code.tree) if isinstance(node, owners))
    return [text for text in found if text]
