"""Reading `match`: the first case that fits, of constants and tuples of them."""

from __future__ import annotations

import ast

from hamiltonish.rows.blocks import Blocks
from hamiltonish.rows.calls import items_of
from hamiltonish.rows.frame import Names
from hamiltonish.rows.pieces import unpacked
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import FALSE, TRUE, Const, Pieces, Scalar, Several, Term, Value

__all__ = ["Patterns"]


class Patterns(Blocks):
    """Runs the statement `match`."""

    def on_match(self, statement: ast.Match) -> bool:
        """Run the first case that fits."""
        subject = self.expression(statement.subject)

        def run(number: int) -> bool:
            if number == len(statement.cases):
                return True
            case = statement.cases[number]
            captured: Names = {}
            fits = self._fits(case.pattern, subject, captured)
            names = self.frame.names
            if case.guard is not None and not (isinstance(fits, Const) and not fits.value):
                guard = case.guard
                self.frame.names = {**names, **captured}
                met = self.part(
                    self.then(self.path, fits), lambda: self.truth(self.expression(guard), guard)
                )
                fits = self.then(fits, met)
                self.frame.names = names

            def body() -> bool:
                self.frame.names.update(captured)
                return self.block(case.body)

            if isinstance(fits, Const):
                return body() if fits.value else run(number + 1)
            return self.branches(fits, body, lambda: run(number + 1), statement)

        return run(0)

    def _fits(self, pattern: ast.pattern, subject: Value, captured: Names) -> Value:
        """Tell whether a value fits a pattern, and note the names that it gives."""
        if isinstance(pattern, ast.MatchValue):
            return self.equal(subject, self.expression(pattern.value), pattern)
        if isinstance(pattern, ast.MatchSingleton):
            return self._is_one(subject, pattern.value)
        if isinstance(pattern, ast.MatchOr):
            found: Value = FALSE
            for one in pattern.patterns:
                inner: Names = {}
                found = self.either(found, self._fits(one, subject, inner))
                if inner:
                    raise Refused(f"the pattern `{ast.unparse(pattern)}`", pattern)
            return found
        if isinstance(pattern, ast.MatchAs):
            inside = pattern.pattern
            fits = TRUE if inside is None else self._fits(inside, subject, captured)
            if pattern.name is not None:
                captured[pattern.name] = subject
            return fits
        if isinstance(pattern, ast.MatchSequence):
            return self._fits_each(pattern, subject, captured)
        raise Refused(f"the pattern `{ast.unparse(pattern)}`", pattern)

    def _is_one(self, subject: Value, constant: object) -> Value:
        """Tell whether a value is None, True or False itself."""
        if constant is None:
            return self.is_none(subject)
        if isinstance(subject, Const):
            return TRUE if subject.value is constant else FALSE
        if isinstance(subject, Term) and subject.type is Scalar.BOOL:
            return self.both(
                self.negation(self.is_none(subject)),
                subject if constant else self.negation(subject),
            )
        return FALSE

    def _fits_each(self, pattern: ast.MatchSequence, subject: Value, captured: Names) -> Value:
        """Tell whether the items of a tuple, or the pieces of a text, fit patterns."""
        found: Value = TRUE
        items = items_of(subject) if not isinstance(subject, Term) else None
        is_tuple = isinstance(subject, Several | Pieces) or (
            isinstance(subject, Const) and isinstance(subject.value, tuple | list)
        )
        starred = any(isinstance(one, ast.MatchStar) for one in pattern.patterns)
        if isinstance(subject, Pieces) and not starred:
            found, items = unpacked(self, pattern, subject, len(pattern.patterns))
        if items is None or not is_tuple or starred:
            raise Refused(f"the pattern `{ast.unparse(pattern)}`", pattern)
        if len(items) != len(pattern.patterns):
            return FALSE
        for one, item in zip(pattern.patterns, items, strict=True):
            found = self.both(found, self._fits(one, item, captured))
        return found
