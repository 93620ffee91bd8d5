"""Pieces of texts: `split` and `partition`, and where and how often one text is in another."""

from __future__ import annotations

import ast
from collections.abc import Callable

from hamiltonish.rows.letters import WHITE, classes_of_white, literally
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import (
    FALSE,
    NULL,
    TRUE,
    Const,
    Op,
    Pieces,
    Scalar,
    Several,
    Term,
    Value,
)

__all__ = ["FOUND", "count_of", "is_among", "joined_pieces", "piece_at", "unpacked"]

_FURTHEST = 10


# -- the words -----------------------------------------------------------------------------------


def _without(machine: Operators, text: Term, pattern: str) -> Term:
    return machine.make(Op.SUBSTITUTE, Scalar.STR, text, payload=(f"(?s){pattern}", ""))


def _has(machine: Operators, text: Term, part: str) -> Term:
    return machine.make(Op.CONTAINS, Scalar.BOOL, text, payload=part)


def _matches(machine: Operators, text: Term, pattern: str) -> Term:
    return machine.make(Op.MATCHES, Scalar.BOOL, text, payload=pattern)


def _before(machine: Operators, text: Term, part: str) -> Term:
    """Find what is before the first of a part; all, if there is none."""
    return _without(machine, text, f"{literally(part)}.*")


def _after(machine: Operators, text: Term, part: str, count: int = 1) -> Term:
    """Find what is after the first of a part, or after the first few; all, if there are fewer."""
    return _without(machine, text, f"^{f'.*?{literally(part)}' * count}") if count else text


def _before_last(machine: Operators, text: Term, part: str) -> Term:
    """Find what is before the last of a part; all, if there is none."""
    found = literally(part)
    if len(part) == 1:
        return _without(machine, text, rf"{found}[^{found}]*\z")
    return machine.make(Op.GROUP, Scalar.STR, text, payload=rf"(?s)^(.*){found}.*\z")


def _after_last(machine: Operators, text: Term, part: str) -> Term:
    """Find what is after the last of a part; all, if there is none."""
    return _without(machine, text, f"^.*{literally(part)}")


def _overlaps(part: str) -> bool:
    """Whether a text may begin within itself, so that it matters from which end it is found."""
    return any(part.endswith(part[:size]) for size in range(1, len(part)))


def _checked(part: str) -> str:
    if not (part + ""):
        raise TypeError
    return part


# -- split ---------------------------------------------------------------------------------------


def _split(*, is_last: bool) -> Callable[..., Value]:
    def split(_: Operators, term: Term, sep: str | None = None, maxsplit: int = -1) -> Value:
        if type(maxsplit) is not int or not (maxsplit < 0 or maxsplit == 1):
            raise TypeError
        separator = None if sep is None else _checked(sep)
        return Pieces(term, separator, is_once=maxsplit == 1, is_last=is_last)

    return split


def piece_at(
    machine: Operators, at: ast.AST, pieces: Pieces, place: int, *, is_sure: bool = False
) -> Value:
    """Find a piece by its place; a row raises that has none there.

    Args:
        machine: Makes the terms.
        at: Where it is asked for.
        pieces: The pieces.
        place: Its place, from the end if it is negative.
        is_sure: Whether it is known that there is one.

    Raises:
        Refused: If it is too far from that end from which the text is split.
    """
    if abs(place) > _FURTHEST:
        raise Refused(f"a piece beyond the first {_FURTHEST}", at)
    many, once = (_word, _half) if pieces.separator is None else (_nth, _part)
    found, is_there = (once if pieces.is_once else many)(machine, at, pieces, place)
    if not is_sure:
        machine.raises_if(machine.negation(is_there), IndexError)
    return found


def _part(machine: Operators, _: ast.AST, pieces: Pieces, place: int) -> tuple[Value, Value]:
    """Find one of two, and whether there are two if it is asked for the second."""
    text, part = pieces.text, pieces.separator or ""
    if not -2 <= place < 2:
        return NULL, FALSE
    before, after = (_before_last, _after_last) if pieces.is_last else (_before, _after)
    is_there = _has(machine, text, part) if place in (1, -2) else TRUE
    return (before if place in (0, -2) else after)(machine, text, part), is_there


def _nth(machine: Operators, at: ast.AST, pieces: Pieces, place: int) -> tuple[Value, Value]:
    """Find one of many, and whether there are so many."""
    text, part = pieces.text, pieces.separator or ""
    if _overlaps(part) and (place < 0) is not pieces.is_last:
        raise Refused(f"a piece from the other end of a split by {part!r}", at)
    passed = place if place >= 0 else -1 - place
    is_there = _has_often(machine, text, part, passed)
    if place >= 0:
        return _before(machine, _after(machine, text, part, passed), part), is_there
    for _ in range(passed):
        text = _before_last(machine, text, part)
    return _after_last(machine, text, part), is_there


def _has_often(machine: Operators, text: Term, part: str, count: int) -> Value:
    """Tell whether a text has another in it at least so often."""
    if count < 2:
        return _has(machine, text, part) if count else TRUE
    return _matches(machine, text, f"(?s:{f'.*?{literally(part)}' * count}.*)")


def _word(machine: Operators, at: ast.AST, pieces: Pieces, place: int) -> tuple[Value, Value]:
    """Find what stands between white space, and whether it is there."""
    white, other = classes_of_white()
    if place < -1:
        raise Refused("a word before the last", at)
    end = "end" if place < 0 else "start"
    rest = machine.make(Op.STRIP, Scalar.STR, pieces.text, payload=(end, WHITE))
    if place > 0:  # nothing is left if there are fewer
        rest = _without(machine, rest, f"^(?:(?:{other}+{white}+){{{place}}}|.*)")
    word = _without(machine, rest, f"^.*{white}" if place < 0 else f"{white}.*")
    return word, _is_something(machine, word)


def _half(machine: Operators, at: ast.AST, pieces: Pieces, place: int) -> tuple[Value, Value]:
    """Find the first word or what is after it; or the last, or what is before it."""
    if place == (-1 if pieces.is_last else 0):
        return _word(machine, at, pieces, place)
    if place != (-2 if pieces.is_last else 1):
        raise Refused(f"`{ast.unparse(at)}`, which is by the row what is left or a word", at)
    rest = _rest(machine, pieces)
    return rest, _is_something(machine, rest)


def _rest(machine: Operators, pieces: Pieces) -> Term:
    """Find what is left of a text without its first or last word: nothing, if it is no other."""
    white, other = classes_of_white()
    end, pattern = "start", f"^{other}+{white}*"
    if pieces.is_last:
        end, pattern = "end", rf"{white}*{other}+\z"
    bare = machine.make(Op.STRIP, Scalar.STR, pieces.text, payload=(end, WHITE))
    return _without(machine, bare, pattern)


def _is_something(machine: Operators, text: Term) -> Value:
    return machine.negation(machine.is_same(text, Const("")))


def count_of(machine: Operators, pieces: Pieces) -> Value:
    """Count the pieces."""
    text, part = pieces.text, pieces.separator
    if part is None and pieces.is_once:
        raise Refused("the length of a text that is split once at white space")
    if part is None:
        white, other = classes_of_white()
        words = machine.make(Op.SUBSTITUTE, Scalar.STR, text, payload=(f"{other}+", "x"))
        return machine.make(Op.LENGTH, Scalar.INT, _without(machine, words, f"{white}+"))
    if pieces.is_once:
        return machine.make(
            Op.ADD, Scalar.INT, machine.counted(_has(machine, text, part)), Const(1)
        )
    return machine.make(Op.ADD, Scalar.INT, _counted(machine, text, part), Const(1))


def unpacked(
    machine: Operators, at: ast.AST, pieces: Pieces, count: int
) -> tuple[Value, tuple[Value, ...]]:
    """Tell whether there are so many pieces, and which they are if there are."""
    places = range(-count, 0) if pieces.is_last else range(count)
    items = (piece_at(machine, at, pieces, place, is_sure=True) for place in places)
    return _has_so_many(machine, pieces, count), tuple(items)


def _has_so_many(machine: Operators, pieces: Pieces, count: int) -> Value:
    if pieces.is_once and pieces.separator is None and count == 2:
        return _is_something(machine, _rest(machine, pieces))
    if pieces.is_once and pieces.separator is not None and count in (1, 2):
        has = _has(machine, pieces.text, pieces.separator)
        return has if count == 2 else machine.negation(has)
    return machine.is_same(machine.term(count_of(machine, pieces)), Const(count))


def joined_pieces(machine: Operators, pieces: Pieces, glue: str) -> Value | None:
    """Put pieces together again by another text; None if that has no expression."""
    text, part = pieces.text, pieces.separator
    if pieces.is_once or (part is not None and pieces.is_last and _overlaps(part)):
        return None
    if part is not None:
        return machine.make(Op.REPLACE, Scalar.STR, text, payload=(part, glue))
    white, _ = classes_of_white()
    bare = machine.make(Op.STRIP, Scalar.STR, text, payload=("both", WHITE))
    return machine.make(Op.SUBSTITUTE, Scalar.STR, bare, payload=(f"{white}+", glue))


def is_among(machine: Operators, at: ast.AST, item: Value, pieces: Pieces) -> Value:
    """Tell whether a constant text is one of the pieces."""
    if pieces.is_once or not isinstance(item, Const) or type(item.value) is not str:
        raise Refused(f"`{ast.unparse(at)}`", at)
    part, text = pieces.separator, literally(item.value)
    if part is None:
        if not item.value or any(letter in WHITE for letter in item.value):
            return FALSE
        between, _ = classes_of_white()
    elif part in item.value:
        return FALSE
    elif _overlaps(part):
        raise Refused(f"`in` a split by {part!r}", at)
    else:
        between = literally(part)
    return _matches(machine, pieces.text, f"(?s:(?:.*{between})?{text}(?:{between}.*)?)")


# -- partition -----------------------------------------------------------------------------------


def _partitioned(machine: Operators, term: Term, sep: str, /) -> Value:
    found = literally(_checked(sep))
    middle = machine.choice(_has(machine, term, sep), Const(sep), Const(""), None)
    after = _without(machine, term, f"^(?:.*?{found}|.*)")
    return Several((_before(machine, term, sep), middle, after))


def _partitioned_last(machine: Operators, term: Term, sep: str, /) -> Value:
    found = literally(_checked(sep))
    middle = machine.choice(_has(machine, term, sep), Const(sep), Const(""), None)
    if len(sep) == 1:
        before = _without(machine, term, rf"(?:^|{found})[^{found}]*\z")
    else:
        before = machine.make(Op.GROUP, Scalar.STR, term, payload=rf"(?s)^(?:(.*){found}.*|.*)\z")
    return Several((before, middle, _after_last(machine, term, sep)))


# -- where and how often -------------------------------------------------------------------------


def _counted(machine: Operators, text: Term, part: str, /) -> Term:
    """Count a part: each, in a text with one letter fewer in its place, makes it one shorter."""
    shorter = machine.make(Op.REPLACE, Scalar.STR, text, payload=(part, part[1:]))
    lengths = (machine.make(Op.LENGTH, Scalar.INT, one) for one in (text, shorter))
    return machine.make(Op.SUBTRACT, Scalar.INT, *lengths)


def _count(machine: Operators, term: Term, part: str, /) -> Value:
    if part + "":
        return _counted(machine, term, part)
    length = machine.make(Op.LENGTH, Scalar.INT, term)
    return machine.make(Op.ADD, Scalar.INT, length, Const(1))


def _position(
    before: Callable[[Operators, Term, str], Term], *, is_raising: bool
) -> Callable[..., Value]:
    """Make `find`, or `index`, which raises where there is nothing to find."""

    def find(machine: Operators, term: Term, part: str, /) -> Value:
        if not (part + ""):
            is_first = before is _before
            return Const(0) if is_first else machine.make(Op.LENGTH, Scalar.INT, term)
        has = _has(machine, term, part)
        place = machine.make(Op.LENGTH, Scalar.INT, before(machine, term, part))
        if is_raising:
            machine.raises_if(machine.negation(has), ValueError)
            return place
        return machine.choice(has, place, Const(-1), None)

    return find


FOUND: dict[str, Callable[..., Value]] = {
    "count": _count,
    "find": _position(_before, is_raising=False),
    "index": _position(_before, is_raising=True),
    "partition": _partitioned,
    "rfind": _position(_before_last, is_raising=False),
    "rindex": _position(_before_last, is_raising=True),
    "rpartition": _partitioned_last,
    "rsplit": _split(is_last=True),
    "split": _split(is_last=False),
}
"""What the methods of `str` that look for a constant text make of a text."""
