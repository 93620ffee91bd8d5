"""Reading expressions: each kind of syntax, run on terms in place of values."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

from hamiltonish.rows.calls import called, has_meaning, items_of, taken_apart
from hamiltonish.rows.frame import Frame, Torn
from hamiltonish.rows.operators import Operators
from hamiltonish.rows.pieces import is_among
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.tables import item_of, method_of
from hamiltonish.rows.templates import percent
from hamiltonish.rows.terms import FALSE, NULL, TRUE, Const, Pieces, Scalar, Several, Term, Value
from hamiltonish.rows.texts import formatted, sliced, text_of
from hamiltonish.rows.times import PARTS

__all__ = ["LONGEST_LOOP", "Expressions", "written"]

LONGEST_LOOP = 100
"""How many items a loop may have, which is written out item by item."""


class Expressions(Operators):
    """Finds the value of expressions; those with parts that not all rows reach, row by row.

    Attributes:
        frame: The call that is being read.
        running: The functions that are being run, each called by the one before.
        inside: How many comprehensions are being run, one inside the other.
        widening: The expression of which the integers become floats.
    """

    frame: Frame
    running: list[FunctionType]
    inside = 0
    widening: ast.expr | None = None

    def expression(self, node: ast.expr) -> Value:
        """Find the value of an expression.

        Raises:
            Refused: If it has no expression of the same meaning; it knows where it stands.
        """
        read = getattr(self, f"of_{type(node).__name__.lower()}", None)
        if read is None:
            raise Refused(written(node), node)
        try:
            value: Value = read(node)
        except Refused as refused:
            raise refused.located(node) from None
        return value

    # -- names and constants ---------------------------------------------------------------------

    def of_constant(self, node: ast.Constant) -> Value:
        """Read a constant."""
        return Const(node.value)

    def of_name(self, node: ast.Name) -> Value:
        """Read a name: a local, or what is outside of the function."""
        if node.id in self.frame.names:
            value = self.frame.names[node.id]
            if isinstance(value, Torn):
                raise value.refused
            return value
        try:
            return Const(self.frame.outside(node.id))
        except NameError:
            if hasattr(builtins, node.id):
                return Const(getattr(builtins, node.id))
            raise Refused(f"`{node.id}`, which is not known", node) from None

    def assign(self, target: ast.expr, value: Value) -> None:
        """Give a value to a name, or to several."""
        if isinstance(target, ast.Name):
            self.frame.names[target.id] = value
            return
        if isinstance(target, ast.Tuple | ast.List):
            starred = any(isinstance(one, ast.Starred) for one in target.elts)
            items = None if starred else taken_apart(self, target, value, len(target.elts))
            if items is not None:
                for one, item in zip(target.elts, items, strict=True):
                    self.assign(one, item)
                return
        raise Refused(f"an assignment to {written(target)}", target)

    def of_namedexpr(self, node: ast.NamedExpr) -> Value:
        """Read ``(x := …)``."""
        if self.inside:
            raise Refused(written(node), node)
        value = self.expression(node.value)
        self.assign(node.target, value)
        return value

    def of_attribute(self, node: ast.Attribute) -> Value:
        """Read an attribute: a part of a date or time, or of what is known before the rows are."""
        owner = self.expression(node.value)
        if isinstance(owner, Const) and hasattr(owner.value, node.attr):
            return Const(getattr(owner.value, node.attr))
        if isinstance(owner, Term) and (owner.type, node.attr) in PARTS:
            return PARTS[owner.type, node.attr](self, self.present(owner, node, AttributeError))
        if isinstance(owner, Several) and node.attr in owner.names:
            return owner.items[owner.names.index(node.attr)]
        raise Refused(written(node), node)

    # -- several ---------------------------------------------------------------------------------

    def of_tuple(self, node: ast.Tuple | ast.List) -> Value:
        """Read a tuple, or a list that is not changed."""
        if any(isinstance(one, ast.Starred) for one in node.elts):
            raise Refused("`*`", node)
        items = tuple(self.expression(one) for one in node.elts)
        if all(isinstance(item, Const) for item in items) and isinstance(node, ast.Tuple):
            return Const(tuple(item.value for item in items if isinstance(item, Const)))
        return Several(items, isinstance(node, ast.List))

    of_list = of_tuple

    def of_set(self, node: ast.Set) -> Value:
        """Read a set of constants."""
        items = [self.expression(one) for one in node.elts]
        if not all(isinstance(item, Const) for item in items):
            raise Refused(written(node), node)
        return self.known(frozenset, [item.value for item in items if isinstance(item, Const)])

    def of_dict(self, node: ast.Dict) -> Value:
        """Read a table of constants."""
        table = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            key = NULL if key_node is None else self.expression(key_node)
            value = self.expression(value_node)
            if key_node is None or not isinstance(key, Const) or not isinstance(value, Const):
                raise Refused("a dict of what depends on the row", node)
            table[key.value] = value.value
        return Const(table)

    def _comprehended(self, node: Any) -> Iterator[Value]:
        """Find the items of a comprehension, whose conditions are known before the rows are."""
        names = dict(self.frame.names)
        self.inside += 1

        def run(number: int) -> Iterator[Value]:
            if number == len(node.generators):
                yield self.expression(node.elt)
                return
            generator = node.generators[number]
            items = items_of(self.expression(generator.iter))
            if items is None or len(items) > LONGEST_LOOP or generator.is_async:
                raise Refused(f"a loop over {written(generator.iter)}", node)
            for item in items:
                self.assign(generator.target, item)
                if self._passes(generator.ifs):
                    yield from run(number + 1)

        yield from run(0)
        self.frame.names = names
        self.inside -= 1

    def _passes(self, conditions: Sequence[ast.expr]) -> bool:
        for condition in conditions:
            truth = self.truth(self.expression(condition), condition)
            if not isinstance(truth, Const):
                raise Refused("a condition in a comprehension that depends on the row", condition)
            if not truth.value:
                return False
        return True

    def of_listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Value:
        """Read a comprehension."""
        return Several(tuple(self._comprehended(node)), is_list=True)

    of_generatorexp = of_listcomp

    def _decided(self, generator: ast.GeneratorExp, *, by: bool) -> Value:
        """Run `any` or `all`, which looks at no item after the one that decides."""
        path, found = self.path, FALSE
        if not by:
            found = TRUE
        result: Value = found
        for item in self._comprehended(generator):
            if isinstance(result, Const) and result.value is by:
                continue
            truth = self.truth(item, generator)
            result = self.unless(result, truth) if by else self.then(result, truth)
            self.path = self.then(self.path, self.negation(truth) if by else truth)
        self.path = path
        return result

    # -- operators -------------------------------------------------------------------------------

    def of_unaryop(self, node: ast.UnaryOp) -> Value:
        """Read ``-x``, ``+x``, ``~x``, ``not x``."""
        return self.unary(node.op, self.expression(node.operand), node)

    def of_binop(self, node: ast.BinOp) -> Value:
        """Read ``x + y`` and its like."""
        one = self.expression(node.left)
        if isinstance(node.op, ast.Mod) and isinstance(one, Const) and isinstance(one.value, str):
            return percent(self, node, one.value, self.expression(node.right))
        return self.binary(node.op, one, self.expression(node.right), node)

    def of_compare(self, node: ast.Compare) -> Value:
        """Read a chain of comparisons; what comes later is looked at only if all before is true."""
        left = self.expression(node.left)
        path = self.path
        result: Value = TRUE
        for number, (operation, right_node) in enumerate(
            zip(node.ops, node.comparators, strict=True)
        ):
            read = partial(self._compared, operation, right_node)
            right = self.part(self.path, read) if number else read()
            result = self.then(result, self.compare(operation, left, right, node))
            if right_node is not node.comparators[-1]:
                self.path = self.then(path, result)
            left = right
        self.path = path
        return result

    def _compared(self, operation: ast.cmpop, node: ast.expr) -> Value:
        """Read what is compared with; a set is as good as a tuple to ``in``."""
        if isinstance(operation, ast.In | ast.NotIn) and isinstance(node, ast.Set):
            return self.of_tuple(ast.copy_location(ast.Tuple(node.elts, ast.Load()), node))
        return self.expression(node)

    def compare(self, operation: ast.cmpop, one: Value, other: Value, at: ast.AST) -> Value:
        """Apply one comparison."""
        if isinstance(other, Pieces) and isinstance(operation, ast.In | ast.NotIn):
            found = is_among(self, at, one, other)
            return found if isinstance(operation, ast.In) else self.negation(found)
        return super().compare(operation, one, other, at)

    def part(self, path: Value, read: Callable[[], Value]) -> Value:
        """Read a part that only some rows get to; a name that it gives is not known after it."""
        before, names = self.path, self.frame.names
        self.path, self.frame.names = path, dict(names)
        value = read()
        after, self.path, self.frame.names = self.frame.names, before, names
        for name, new in after.items():
            if names.get(name) is not new:
                refused = Refused(f"`{name}`, which is given in a part of an expression")
                self.frame.names[name] = Torn(refused)
        return value

    def of_boolop(self, node: ast.BoolOp) -> Value:
        """Read ``and`` and ``or``: the value is that of the part that decides."""
        stops = isinstance(node.op, ast.Or)
        value = self.expression(node.values[0])
        decided = self.truth(value, node)
        decided = decided if stops else self.negation(decided)
        if isinstance(decided, Const) and decided.value:
            return value
        rest: ast.expr = node.values[1]
        if len(node.values) > 2:
            rest = ast.copy_location(ast.BoolOp(node.op, node.values[1:]), node)
        reached = self.then(self.path, self.negation(decided))
        other = (
            self.expression(rest) if isinstance(decided, Const) else self.last_part(reached, rest)
        )
        is_plain = _is_truth(value) and _is_truth(other) and isinstance(self.is_none(value), Const)
        if is_plain and not self.engine.stops:
            return self.either(value, other) if stops else self.both(value, other)
        return self.choice(decided, value, other, node)

    def last_part(self, path: Value, node: ast.expr) -> Value:
        """Read a part that only some rows get to."""
        return self.part(path, lambda: self.expression(node))

    def of_ifexp(self, node: ast.IfExp) -> Value:
        """Read ``x if c else y``."""
        condition = self.truth(self.expression(node.test), node.test)
        if isinstance(condition, Const):
            return self.expression(node.body if condition.value else node.orelse)
        one = self._side(node, node.body, condition)
        other = self._side(node, node.orelse, self.negation(condition))
        return self.choice(condition, one, other, node)

    def _side(self, whole: ast.IfExp, node: ast.expr, condition: Value) -> Value:
        """Read what is chosen under a condition; as a float if the whole is to be one."""
        widens = whole is self.widening
        if widens:
            self.widening = node
        value = self.last_part(self.then(self.path, condition), node)
        if widens:
            self.widening = whole
            return self.widened(value)
        return value

    # -- texts and parts -------------------------------------------------------------------------

    def of_joinedstr(self, node: ast.JoinedStr) -> Value:
        """Read an f-string."""
        text: Value = Const("")
        for part in node.values:
            added = self.expression(part)
            text = self.binary(ast.Add(), text, added, node) if text != Const("") else added
        return text

    def of_formattedvalue(self, node: ast.FormattedValue) -> Value:
        """Read a value in an f-string."""
        spec = Const("") if node.format_spec is None else self.expression(node.format_spec)
        if node.conversion not in (-1, ord("s")) or not isinstance(spec, Const):
            raise Refused(f"the format of {written(node.value)}", node)
        value = self.expression(node.value)
        if node.conversion == ord("s"):
            value = text_of(self, node.value, value)
        return formatted(self, node.value, value, spec.value)

    def of_subscript(self, node: ast.Subscript) -> Value:
        """Read an item of a tuple or a table, or a part of a text."""
        owner = self.expression(node.value)
        if isinstance(node.slice, ast.Slice):
            ends = (node.slice.lower, node.slice.upper, node.slice.step)
            parts = [NULL if end is None else self.expression(end) for end in ends]
            return sliced(self, node, owner, *parts)
        return item_of(self, node, owner, self.expression(node.slice))

    # -- calls -----------------------------------------------------------------------------------

    def of_call(self, node: ast.Call) -> Value:
        """Read a call of a function that has an expression, or whose source has one."""
        owner: Value | None = None
        if isinstance(node.func, ast.Attribute):
            owner = self.expression(node.func.value)
        is_method = owner is not None and not (
            isinstance(owner, Const) and isinstance(owner.value, ModuleType | type)
        )
        if owner is not None and is_method:
            arguments, named = self._arguments(node)
            return method_of(self, node, owner, node.func.attr, arguments, named)  # type: ignore[attr-defined]
        function = self.expression(node.func)
        if not isinstance(function, Const):
            raise Refused(written(node), node)
        if function.value in (any, all) and len(node.args) == 1 and not node.keywords:
            if isinstance(node.args[0], ast.GeneratorExp):
                return self._decided(node.args[0], by=function.value is any)
        arguments, named = self._arguments(node)
        if isinstance(function.value, FunctionType) and not has_meaning(function.value):
            return self._inlined(function.value, arguments, named, node)
        return called(self, function.value, arguments, named, node)

    def _arguments(self, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
        if any(isinstance(one, ast.Starred) for one in node.args):
            raise Refused(written(node), node)
        arguments = [self.expression(one) for one in node.args]
        named = {}
        for one in node.keywords:
            if one.arg is None:
                raise Refused(written(node), node)
            named[one.arg] = self.expression(one.value)
        return arguments, named

    def _inlined(
        self,
        function: FunctionType,
        arguments: Sequence[Value],
        named: Mapping[str, Value],
        at: ast.Call,
    ) -> Value:
        """Run a function of the user's in the place of its call."""
        if function in self.running:
            raise Refused(f"`{function.__name__}`, which calls itself", at)
        signature = inspect.signature(function, follow_wrapped=False)
        try:
            bound = signature.bind(*arguments, **named)
        except TypeError:
            raise Refused(written(at), at) from None
        given = {name: Const(one.default) for name, one in signature.parameters.items()}
        try:
            return self.run(function, {**given, **bound.arguments})
        except Refused as refused:
            if (function.__module__ or "").partition(".")[0] in sys.stdlib_module_names:
                raise Refused(written(at), at) from None  # what is in there says nothing to users
            raise Refused(f"{refused.construct}, in `{function.__name__}`", at) from None


def _is_truth(value: Value) -> bool:
    return isinstance(value, Term) and value.type is Scalar.BOOL


def written(node: ast.AST) -> str:
    """Write syntax as it stands, in short."""
    return f"`{ast.unparse(node).partition(chr(10))[0][:60]}`"
