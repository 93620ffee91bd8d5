"""A difference as text: for a terminal, and as Markdown for a pull request."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from hamiltonish.errors.text import counted
from hamiltonish.graph.compared import Compared
from hamiltonish.graph.records import Record

__all__ = ["markdown_of", "text_of"]

_WIDTH = 88
_MARGIN = 12
_MANY = 5


def text_of(difference: Compared) -> str:
    """Write a difference for a terminal."""
    lines = [_title(difference)]
    for word, entries in _sections(difference, ""):
        head = f"  {word}".ljust(_MARGIN)
        names = textwrap.wrap(", ".join(entries), _WIDTH - _MARGIN)
        for entry in names if word == "affected" else entries:
            lines.append(f"{head}{entry}")
            head = " " * _MARGIN
    return "\n".join(lines)


def markdown_of(difference: Compared) -> str:
    """Write a difference as Markdown: what changed in a table, the rest folded."""
    blocks = [f"**{_title(difference)}**"]
    for word, entries in _sections(difference, "`"):
        if word == "changed":
            blocks.append("\n".join(_table(difference)))
        elif word == "affected":
            count = len(entries)
            summary = f"{count:,} {'node is' if count == 1 else 'nodes are'} affected"
            blocks.append(_folded(summary, ", ".join(entries)))
        else:
            blocks.append("\n".join(f"- {word}: {entry}" for entry in entries))
    if code := "\n\n".join(_code(difference)):
        blocks.append(_folded("the code", code))
    return "\n\n".join(blocks) + "\n"


def _title(difference: Compared) -> str:
    counts = [f"{count:,} {word}" for word, count in difference.counts.items() if count]
    if difference.config:
        counts.append(counted(len(difference.config), "config key"))
    return ", ".join(counts) or "no difference"


def _sections(difference: Compared, tick: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what there is to tell, under a word each; names are put in ticks."""
    new, old = difference.new.nodes, difference.old.nodes
    sections = {
        "changed": [f"{who}: {what}" for who, what in _changed(difference, tick)],
        "added": [_placed(new[name], new[name].signature, tick) for name in difference.added],
        "removed": [_placed(old[name], old[name].signature, tick) for name in difference.removed],
        "renamed": [
            f"{tick}{before}{tick} → {tick}{after}{tick}"
            for before, after in difference.renamed.items()
        ],
        "config": [
            f"{tick}{key}{tick}: {before or 'none'} → {after or 'none'}"
            for key, (before, after) in difference.config.items()
        ],
        "affected": [f"{tick}{name}{tick}" for name in difference.affected],
    }
    yield from ((word, entries) for word, entries in sections.items() if entries)


def _changed(difference: Compared, tick: str) -> Iterator[tuple[str, str]]:
    """Yield who changed and what of it; what many have in common is told once, at the end."""
    told = {name: list(map(str, changes)) for name, changes in difference.changed.items()}
    common: dict[str, list[str]] = {}
    for name, changes in told.items():
        for change in changes:
            common.setdefault(change, []).append(name)
    common = {
        change: names
        for change, names in common.items()
        if len(names) > _MANY and ("`" in change or ":" in change)  # "body" is in each its own
    }
    for name, changes in told.items():
        if own := [change for change in changes if change not in common]:
            yield _placed(difference.new.nodes[name], name, tick), "; ".join(own)
    for change, names in common.items():
        first = ", ".join(f"{tick}{name}{tick}" for name in names[:_MANY])
        yield f"{first} and {len(names) - _MANY:,} more", change


def _placed(record: Record, text: str, tick: str) -> str:
    place = f" ({record.location})" if record.location else ""
    return f"{tick}{text}{tick}{place}"


def _table(difference: Compared) -> Iterator[str]:
    yield "| node | what changed |"
    yield "|---|---|"
    bar = "\\|"
    for who, what in _changed(difference, "`"):
        yield f"| {who} | {what.replace('|', bar)} |"


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"


def _code(difference: Compared) -> Iterator[str]:
    """Yield the lines that changed of functions and classes, of each once."""
    seen: set[str] = set()
    for name, changes in difference.changed.items():
        for change in changes:
            lines = change.diff()
            if lines and lines not in seen:
                seen.add(lines)
                title = f"`{name}`" if not change.name else f"`{change.name}`"
                yield f"{title}\n\n```diff\n{lines}\n```"
