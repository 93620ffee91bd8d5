"""The wording of every class of error, from its facts alone: singular, plural, with and without."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from hamiltonish import errors
from hamiltonish.errors import CheckFailure, HamiltonishError, MissingInput, NeedsMore, NotLifted

WORDINGS: list[tuple[HamiltonishError, str]] = [
    # -- checks
    (
        errors.CheckError((CheckFailure("n", "", "rows(1, …)", "there are 0"),)),
        """
        1 check failed, of `n`.
          `n`: rows(1, …) fails: there are 0
        Hint: `importance='warn'` tells and goes on; `Driver(…, checks=False)` checks nothing.
        """,
    ),
    (
        errors.CheckError(
            (
                CheckFailure("a", "m.py:1", "no nulls", "", 1, 1, ((0, "None"),)),
                CheckFailure(
                    "b", "m.py:5", "unique", "they repeat others", 6, 1_200, ((None, "'x'"),)
                ),
                CheckFailure("b", "m.py:5", "range(0, 1)", "", 3, None, ()),
            )
        ),
        """
        3 checks failed, of `a`, `b`.
          `a` (m.py:1): no nulls fails in 1 of 1 row
            row 0: None
          `b` (m.py:5): unique fails in 6 of 1,200 rows: they repeat others
            'x', …
          `b` (m.py:5): range(0, 1) fails in 3 rows
        Hint: `importance='warn'` tells and goes on; `Driver(…, checks=False)` checks nothing.
        """,
    ),
    # -- compiling
    (
        errors.NeedsFrameError(
            ("risk",), (NeedsMore("late", "`m.late` (m.py:3)", "gives a lazy column, `pl.Expr`"),)
        ),
        """
        `risk` cannot be compiled: it needs a frame.
          `m.late` (m.py:3) gives a lazy column, `pl.Expr`
        Hint: compute it with `execute`, or give what needs the frame: `overrides=['late']`.
        """,
    ),
    (
        errors.NeedsFrameError(
            ("lag", "rate"),
            (
                NeedsMore("lag", "`lag` (m.py:3)", "gives a frame, `F`", "a window (`shift`)"),
                NeedsMore(
                    "rate", "`rate` (m.py:6)", "gives a frame, `F`", "its group (mean)", True
                ),
            ),
        ),
        """
        `lag`, `rate` cannot be compiled: they need a frame.
          `lag` (m.py:3) gives a frame, `F`; it needs a window (`shift`): freeze cannot fix it
          `rate` (m.py:6) gives a frame, `F`; it needs its group (mean): freeze fixes it
        Hint: compute them with `execute`.
        """,
    ),
    (
        errors.NeedsFrameError(
            ("a", "b", "c", "d"),
            tuple(NeedsMore(f"n{i}", f"`n{i}`", "is given a frame, `F`") for i in range(11)),
            "freeze them.",
        ),
        """
        `a`, `b`, `c` and 1 more cannot be compiled: they need a frame.
          `n0` is given a frame, `F`
          `n1` is given a frame, `F`
          `n2` is given a frame, `F`
          `n3` is given a frame, `F`
          `n4` is given a frame, `F`
          `n5` is given a frame, `F`
          `n6` is given a frame, `F`
          `n7` is given a frame, `F`
          `n8` is given a frame, `F`
          `n9` is given a frame, `F`
          and 1 more
        Hint: freeze them.
        """,
    ),
    (
        errors.ReturnsError("Trip", ("speed",), "missing a required argument: 'hours'"),
        """
        `returns=Trip` cannot be made of `speed`: missing a required argument: 'hours'.
        Hint: give a class that takes each output by keyword, such as a dataclass.
        """,
    ),
    (
        errors.ScriptError("f", "`m.f` (m.py:3)", "`f` cannot be imported", "go round."),
        """
        `f` cannot be written as a script: `f` cannot be imported.
          defined by: `m.f` (m.py:3)
        Hint: go round.
        """,
    ),
    (
        errors.ScriptError("x to pandas", "", "it has no text", "go round."),
        """
        `x to pandas` cannot be written as a script: it has no text.
        Hint: go round.
        """,
    ),
    # -- frames
    (
        errors.UnknownRowsError("rais", ("null", "raise"), ("raise",)),
        """
        `rows='rais'` says nothing of rows.
          known: `null`, `raise`
        Hint: did you mean `raise`?
        """,
    ),
    (
        errors.NotLiftedError(
            (
                NotLifted("`m.f` (m.py:1)", "the statement `while x > 1:`", "m.py:3"),
                NotLifted("`m.g` (m.py:7)", "what is no plain function"),
            )
        ),
        """
        2 row functions cannot be lifted.
          `m.f` (m.py:1): the statement `while x > 1:` (m.py:3)
          `m.g` (m.py:7): what is no plain function
        Hint: write it with what is lifted; `Driver(…, rows='null')` runs it row by row in Python.
        """,
    ),
    (
        errors.UnknownEngineError("steaming", ("in-memory", "streaming"), ("streaming",)),
        """
        `engine='steaming'` is no engine of Polars.
          known: `in-memory`, `streaming`
        Hint: did you mean `streaming`?
        """,
    ),
    (
        errors.RowsMismatchError(
            "`a`", "2 rows", "`b`", "3 rows", "they have different lengths", "`m.f` (m.py:1)"
        ),
        """
        Columns of different rows cannot be put together: they have different lengths.
          `a`: 2 rows
          `b`: 3 rows
          put together by: `m.f` (m.py:1)
        Hint: give both the same rows, or take a whole frame and align them in it.
        """,
    ),
    (
        errors.RowsMismatchError(
            "the frame", "2 rows", "`b`", "3 rows", "they have different lengths"
        ),
        """
        Columns of different rows cannot be put together: they have different lengths.
          the frame: 2 rows
          `b`: 3 rows
        Hint: return one row for each input row, or use `driver.values` to get them separately.
        """,
    ),
    (
        errors.ResultTypeError("f", "`m.f` (m.py:1)", "int", "None"),
        """
        `m.f` (m.py:1) returned `None` where it says `int`.
        Hint: is a `return` missing?
        """,
    ),
    (
        errors.ResultTypeError("f", "`m.f` (m.py:1)", "int", "str"),
        """
        `m.f` (m.py:1) returned `str` where it says `int`.
        Hint: correct the annotation.
        """,
    ),
    (
        errors.ResultTypeError("f", "`m.f` (m.py:1)", "int", "str", "do better."),
        """
        `m.f` (m.py:1) returned `str` where it says `int`.
        Hint: do better.
        """,
    ),
    (
        errors.MissingColumnError(("yy",), "`m.f` (m.py:1)", ("x", "y"), ("y",)),
        """
        The frame of `m.f` (m.py:1) has no column `yy`.
          named by: its `@extract_columns(…)`
          it has: `x`, `y`
        Hint: did you mean `y`?
        """,
    ),
    (
        errors.MissingFieldError(
            "field `tset`", "extract_fields('tset')", "`m.f` (m.py:1)", "`test`", ("test",)
        ),
        """
        The result of `m.f` (m.py:1) has no field `tset`.
          named by: its `@extract_fields('tset')`
          it has: `test`
        Hint: did you mean `test`?
        """,
    ),
    (
        errors.NoVariantError(
            "tax",
            "`region` is not in the config; variants: `us`, `eu`",
            ("`m.gross` (m.py:9)",),
            ("`@config.when(region='us')`, `m.tax__us` (m.py:1)",),
            ("`fee`: `kind` is not in the config; variants: `a`",),
            "choose one: `config={'region': 'us'}`.",
        ),
        """
        No variant of `tax` is chosen: `region` is not in the config; variants: `us`, `eu`.
          needed by: `m.gross` (m.py:9)
          variant: `@config.when(region='us')`, `m.tax__us` (m.py:1)
          `fee`: `kind` is not in the config; variants: `a`
        Hint: choose one: `config={'region': 'us'}`.
        """,
    ),
    (
        errors.NotHooksError("int"),
        """
        `hooks=` takes `Hooks`, and was given `int`.
        Hint: say when a function is to be told: `hooks=Hooks(after_node=…)`.
        """,
    ),
    (
        errors.NotAColumnError("f", "`m.f` (m.py:1)", "list"),
        """
        `f` is `list`, which is no column and no plain value.
          from: `m.f` (m.py:1)
        Hint: return a Series to make it a column, or ask for it with `driver.values`.
        """,
    ),
    (
        errors.FrameAmongColumnsError("f", ("a", "b")),
        """
        `f` is a whole frame; it cannot be a column beside `a`, `b`.
        Hint: ask for it alone, or use `driver.values`.
        """,
    ),
    (
        errors.MixedFramesError("the outputs", (("a", "left"), ("b", "left"), ("c", "right"))),
        """
        Columns of different frames meet in the outputs: `left`, `right`.
          `a` belongs to `left`
          `b` belongs to `left`
          `c` belongs to `right`
        Hint: write a function that joins the frames, and take the columns from its result.
        """,
    ),
    (
        errors.WhichFrameError("`m.f` (m.py:1)", ("left", "right")),
        """
        `m.f` (m.py:1) reads no column, and there are several frames: `left`, `right`.
        Hint: give it a column of the frame that it belongs to as a parameter.
        """,
    ),
    (
        errors.MixedLibrariesError((("a", "pandas"), ("b", "polars"))),
        """
        Columns of different libraries cannot make one frame.
          `a` is of pandas
          `b` is of polars
        Hint: convert in a function of yours, or ask for them separately.
        """,
    ),
    (
        errors.DuplicateColumnError("Rate (%)", ("a", "b")),
        """
        Two outputs make the column `Rate (%)`: `a`, `b`.
        Hint: change one `@name(…)`, or ask for one of them.
        """,
    ),
    (
        errors.UnknownLibraryError("spark", ("pandas", "polars")),
        """
        `to='spark'` is no dataframe library.
          known: `pandas`, `polars`
        """,
    ),
    (
        errors.UnknownLibraryError("panda", ("pandas", "polars"), ("pandas",)),
        """
        `to='panda'` is no dataframe library.
          known: `pandas`, `polars`
        Hint: did you mean `pandas`?
        """,
    ),
    (
        errors.UnsupportedError("`m.f` (m.py:1)", "Dask", "`over` is not there.", "go round."),
        """
        `m.f` (m.py:1) cannot run on Dask.
          `over` is not there.
        Hint: go round.
        """,
    ),
    (
        errors.UnsupportedError("`m.f` (m.py:1)", "PyArrow", "no."),
        """
        `m.f` (m.py:1) cannot run on PyArrow.
          no.
        """,
    ),
    (
        errors.WhichLibraryError(("a", "b"), ("polars", "pandas")),
        """
        `a`, `b`: values alone do not say which dataframe they should make.
          installed: `polars`, `pandas`
        Hint: say `to='polars'` or `to='pandas'`, or use `driver.values` for a dict.
        """,
    ),
    # -- graphs
    (
        errors.MissingAnnotationError("`m.f` (m.py:1)", ("x", "y", "z"), True),
        """
        `m.f` (m.py:1) has no type annotation for `x`, `y`, `z` and its result.
        Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ),
    (
        errors.MissingAnnotationError("`m.f` (m.py:1)", ("x",), False),
        """
        `m.f` (m.py:1) has no type annotation for `x`.
        Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ),
    (
        errors.MissingAnnotationError("`m.f` (m.py:1)", (), True),
        """
        `m.f` (m.py:1) has no type annotation for its result.
        Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ),
    (
        errors.UnresolvedAnnotationError("`m.f` (m.py:1)", (("x", "Foo"), ("return", "list[Bar]"))),
        """
        `m.f` (m.py:1) has annotations that name nothing.
          parameter `x`: `Foo`
          result: `list[Bar]`
        Hint: import the name, also under `if TYPE_CHECKING:`, or correct it.
        """,
    ),
    (
        errors.DuplicateNodeError("f", ("`a.f` (a.py:1)", "`b.f` (b.py:1)", "`c.f` (c.py:1)")),
        """
        3 functions give the node `f`.
          defined in: `a.f` (a.py:1)
          defined in: `b.f` (b.py:1)
          defined in: `c.f` (c.py:1)
        Hint: rename one, or give the functions that you want instead of their modules.
        """,
    ),
    (
        errors.DuplicateNodeError("f", ("`a.f` (a.py:1)", "`a.f` (a.py:9)"), same_module=True),
        """
        2 functions give the node `f`.
          defined in: `a.f` (a.py:1)
          defined in: `a.f` (a.py:9)
        Hint: Python keeps the last of them only; rename or delete the others.
        """,
    ),
    (
        errors.DuplicateNodeError("f", ("`a.f` (a.py:1)", "`b.f` (b.py:1)"), joined=True),
        """
        2 definitions give the node `f`.
          defined in: `a.f` (a.py:1)
          defined in: `b.f` (b.py:1)
        Hint: take it out of one graph, `b.without('f')`; give the nodes of one other names, `b.prefix('b')`; or say which function it is, `a.replace(f)`.
        """,
    ),
    (
        errors.ConfigClashError("region", ("the value 'uk'", "the value 'us'")),
        """
        `region` is in the config, and is given in 2 ways.
          given by: the value 'uk'
          given by: the value 'us'
        Hint: give the graphs the same value, or the nodes of one other names: `b.prefix('b')`.
        """,
    ),
    (
        errors.AmbiguousFunctionError("pace", ("spend_7d", "spend_30d")),
        """
        `pace` makes 2 nodes: `spend_7d`, `spend_30d`.
        Hint: ask for them by name.
        """,
    ),
    (
        errors.CycleError(("a", "b", "a"), ("`m.a` (m.py:1)", "`m.b` (m.py:4)")),
        """
        The graph has a cycle: a → b → a
          `m.a` (m.py:1)
          `m.b` (m.py:4)
        Hint: take out one of these parameters.
        """,
    ),
    (
        errors.TypeMismatchError("a", "int", "`m.a` (m.py:1)", "str", "`m.b` (m.py:4)"),
        """
        `a` is `int` where `str` is taken.
          given by: `m.a` (m.py:1) -> int
          taken by: `m.b` (m.py:4), `a: str`
        Hint: change one of the two annotations.
        """,
    ),
    (
        errors.TypeMismatchError(
            "a", "a column of polars", "`m.a` (m.py:1)", "str", "`m.b` (m.py:4)", "convert it."
        ),
        """
        `a` is a column of polars where `str` is taken.
          given by: `m.a` (m.py:1) -> a column of polars
          taken by: `m.b` (m.py:4), `a: str`
        Hint: convert it.
        """,
    ),
    (
        errors.ExpressionParameterError("`m.f` (m.py:1)", ("x", "y"), "float", "pl.Series"),
        """
        `m.f` (m.py:1) takes expressions (`x`, `y`) and returns `float`.
          an expression holds no data; it can only become another expression
        Hint: take `pl.Series` to work on the data, or return an expression.
        """,
    ),
    (
        errors.VariadicParameterError("`m.f` (m.py:1)", ("*xs",)),
        """
        `m.f` (m.py:1) takes `*xs`: what has a star names no node.
        Hint: name each parameter; its name is the node that it reads.
        """,
    ),
    (
        errors.UnsupportedFunctionError(
            "`m.f` (m.py:1)", "is an async function", "write a plain one."
        ),
        """
        `m.f` (m.py:1) is an async function.
        Hint: write a plain one.
        """,
    ),
    (
        errors.ImpossibleNameError("`m.f` (m.py:1)", "f", "it is taken", "rename it."),
        """
        `m.f` (m.py:1) cannot be the node `f`: it is taken.
        Hint: rename it.
        """,
    ),
    (
        errors.ModifierError(
            "`m.f` (m.py:1)", ("name('a')", "name('b')"), "do not fit", "take one."
        ),
        """
        `m.f` (m.py:1): `@name('a')` and `@name('b')` do not fit.
        Hint: take one.
        """,
    ),
    (
        errors.UnusedConfigError(("regoin",), ("region", "days"), ("region",)),
        """
        The config key `regoin` is read by nothing.
          keys that this graph can read: `region`, `days`
        Hint: did you mean `region`?
        """,
    ),
    (
        errors.UnusedConfigError(("a", "b"), ()),
        """
        The config keys `a`, `b` are read by nothing.
          keys that this graph can read: none
        """,
    ),
    (
        errors.NotAModuleError("shop", "is its folder on `sys.path`?"),
        """
        No module is named `shop`.
        Hint: is its folder on `sys.path`?
        """,
    ),
    (
        errors.ArgumentError("featurs.py", "there is no such file"),
        """
        `featurs.py`: there is no such file.
        """,
    ),
    (
        errors.ArgumentError("rate", "`--value` takes a pair", "`--value key=value`."),
        """
        `rate`: `--value` takes a pair.
        Hint: `--value key=value`.
        """,
    ),
    (
        errors.CannotRenameError("speed", "class", "it is no name in Python"),
        """
        `speed` cannot be renamed to `class`: it is no name in Python.
        """,
    ),
    (
        errors.CannotRenameError(
            "speed", "pace", "another node has this name", tuple(f"a.py:{n}" for n in range(8))
        ),
        """
        `speed` cannot be renamed to `pace`: another node has this name.
          a.py:0
          a.py:1
          a.py:2
          a.py:3
          a.py:4
          and 3 places more
        Hint: choose another name, or say which files belong together.
        """,
    ),
    (
        errors.NotASourceError("A list", "give them one by one."),
        """
        A list is no source of functions.
        Hint: give them one by one.
        """,
    ),
    (
        errors.EmptyGraphError((), (), "give modules."),
        """
        No source was given.
        Hint: give modules.
        """,
    ),
    (
        errors.EmptyGraphError(("module `a`", "class `B`"), ("`x` is a lambda",), "write one."),
        """
        No function of module `a`, class `B` is a node.
          not a node: `x` is a lambda
        Hint: write one.
        """,
    ),
    (
        errors.GraphErrors(
            [errors.NotAModuleError("a", "b?"), errors.VariadicParameterError("`f`", ("*a",))]
        ),
        """
        The graph has 2 problems.
        1. No module is named `a`.
           Hint: b?
        2. `f` takes `*a`: what has a star names no node.
           Hint: name each parameter; its name is the node that it reads.
        """,
    ),
    # -- requests
    (
        errors.UnknownNodeError("a", "outputs of Driver.plan"),
        """
        No node is named `a`.
          asked for by: outputs of Driver.plan
        """,
    ),
    (
        errors.UnknownNodeError("a", "outputs", ("ab (m.py:1)", "ac"), "`a` is a lambda"),
        """
        No node is named `a`.
          `a` is a lambda
          asked for by: outputs
        Hint: did you mean `ab` (m.py:1) or `ac`?
        """,
    ),
    (
        errors.UnknownNodeError("a", "outputs", ("ab",), hint="look elsewhere."),
        """
        No node is named `a`.
          asked for by: outputs
        Hint: look elsewhere.
        """,
    ),
    (
        errors.UnknownInputError(("spedn",), ("spend",), ("spend", "tax")),
        """
        The input `spedn` is read by nothing.
          inputs of the graph: `spend`, `tax`
        Hint: did you mean `spend`?
        """,
    ),
    (
        errors.UnknownInputError(("a", "b"), (), ()),
        """
        The inputs `a`, `b` are read by nothing.
          inputs of the graph: none
        """,
    ),
    (
        errors.UnknownOverrideError("a", ("ab",), "`a` is a lambda"),
        """
        The override `a` names no node.
          `a` is a lambda
        Hint: did you mean `ab`?
        """,
    ),
    (
        errors.UnknownOverrideError("a", ()),
        """
        The override `a` names no node.
        """,
    ),
    (
        errors.MissingInputsError((MissingInput("a", "int", ("`m.f` (m.py:1)",)),)),
        """
        1 input is missing.
          `a: int`, needed by `m.f` (m.py:1)
        Hint: give it in `inputs=`, or write a function of that name.
        """,
    ),
    (
        errors.MissingInputsError(
            (
                MissingInput("a", "int", ("`f`", "`g`", "`h`", "`i`", "`j`"), ("b", "c")),
                MissingInput("_d", "str", (), ("e",), "`_d` is private"),
            ),
            "`b`",
        ),
        """
        2 inputs are missing.
          `a: int`, needed by `f`, `g`, `h` and 2 more
            did you mean `b` or `c`?
          `_d: str`, needed by the outputs
            `_d` is private
          given: `b`
        Hint: give them in `inputs=`, or write functions of these names.
        """,
    ),
    (
        errors.ComputedInputError("a", "`m.a` (m.py:1)"),
        """
        `a` is computed by `m.a` (m.py:1); it cannot be an input.
        Hint: to replace its result, use `overrides={'a': …}`.
        """,
    ),
    (
        errors.ConfigInputError("a"),
        """
        `a` is given by the config; it cannot be an input as well.
        Hint: use `driver.replace(config={'a': …})` for another value.
        """,
    ),
    (
        errors.InputTypeError("a", "str", "int", "`m.f` (m.py:1)", "override", "give a number."),
        """
        The override `a` is `str` where `int` is taken.
          taken by: `m.f` (m.py:1)
        Hint: give a number.
        """,
    ),
    (
        errors.NotInputsError("inputs", "list"),
        """
        `inputs=` is `list`, which has no names.
        Hint: give a dataframe, or a dict of names to values.
        """,
    ),
    (
        errors.NotInputsError("rename", "list"),
        """
        `rename=` is `list`, which has no names.
        Hint: give a dict of names to values.
        """,
    ),
    (
        errors.EmptyOutputsError(tuple("abcdefghij")),
        """
        No output was asked for.
          nodes: `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more
        Hint: name at least one node.
        """,
    ),
    (
        errors.WrongWayError("c", "a", ("a", "b", "c"), "graph.between"),
        """
        `c` does not feed `a`; it is the other way round.
          path: a → b → c
        Hint: ask for `graph.between("a", "c")`.
        """,
    ),
    (
        errors.NotFrozenError("cannot be frozen", ("a",), (("m.a: window, `rank`", "x."),)),
        """
        `a` cannot be frozen.
          m.a: window, `rank`
        Hint: x.
        """,
    ),
    (
        errors.NotFrozenError("cannot be frozen", ("a", "b"), (("m.a", "x."), ("m.b", "y."))),
        """
        `a`, `b` cannot be frozen.
          m.a; x.
          m.b; y.
        """,
    ),
    (
        errors.ChangedCodeError("fitted", ("`a`, `m.a` (m.py:1): it changed",)),
        """
        The statistics in `fitted` were computed by other code than there is now.
          `a`, `m.a` (m.py:1): it changed
        Hint: freeze again on the training data, or use the code of that time.
        """,
    ),
    (
        errors.NotStoredError("fitted", "its format is 9; this version reads 1"),
        """
        `fitted`: its format is 9; this version reads 1.
        """,
    ),
    (
        errors.NotStoredError("fitted", "it is there already", "name another."),
        """
        `fitted`: it is there already.
        Hint: name another.
        """,
    ),
    (
        errors.NotAnOutputError("`3`"),
        """
        `3` cannot be asked for.
        Hint: outputs are names of nodes, or the functions themselves.
        """,
    ),
    (
        errors.RenameError("A", "the name `a` is taken"),
        """
        `rename=` cannot change `A`: the name `a` is taken.
        """,
    ),
    (
        errors.RenameError("A", "nothing of that name was given", ("B",)),
        """
        `rename=` cannot change `A`: nothing of that name was given.
        Hint: did you mean `B`?
        """,
    ),
    (
        errors.AmbiguousColumnError("a", ("left", "right"), ("`m.f` (m.py:1)", "`m.g` (m.py:4)")),
        """
        The column `a` is in several input frames: `left`, `right`.
          needed by: `m.f` (m.py:1)
          needed by: `m.g` (m.py:4)
        Hint: join the frames in a function, or drop or rename the column in all but one.
        """,
    ),
    (
        errors.AmbiguousColumnError("a", ("table",), ("`m.f` (m.py:1)",)),
        """
        The column `a` is in `table` several times.
          needed by: `m.f` (m.py:1)
        Hint: give each column of the frame a name of its own.
        """,
    ),
    # -- families
    (
        errors.MissingDependencyError("rich", "to show a progress bar", "progress"),
        """
        `rich` is needed to show a progress bar, and is not installed.
        Hint: pip install 'hamiltonish[progress]'
        """,
    ),
    # -- pictures
    (
        errors.RenderError(
            "dot", "it took more than 120 s", "draw less: fold it, or take a part of the graph."
        ),
        """
        `dot` could not draw the picture: it took more than 120 s.
        Hint: draw less: fold it, or take a part of the graph.
        """,
    ),
    # -- writing
    (
        errors.TargetError("out.csv", "it does not end in `.parquet`", "end it so."),
        """
        `out.csv` is no target to write to: it does not end in `.parquet`.
        Hint: end it so.
        """,
    ),
    (
        errors.TargetExistsError("out.parquet", "file"),
        """
        The file `out.parquet` is there already.
        Hint: say `overwrite=True` to replace it, once the new one is complete.
        """,
    ),
    (
        errors.PartitionColumnError("k", "no other column is left for the files"),
        """
        The rows cannot be partitioned by `k`: no other column is left for the files.
        """,
    ),
    (
        errors.PartitionColumnError("kk", "it is not among the outputs", ("k", "v"), ("k",)),
        """
        The rows cannot be partitioned by `kk`: it is not among the outputs.
          the outputs: `k`, `v`
        Hint: did you mean `k`?
        """,
    ),
    (
        errors.EachGroupError("`m.f` (m.py:1)", "its window is over `a`, without `b`", ("b", "c")),
        """
        `m.f` (m.py:1) cannot be computed for each group by itself: its window is over `a`, without `b`.
          asked for by: `each=True`, with groups by `b`, `c`
        Hint: compute it in `.over("b", "c")`, or in a frame function; or leave out `each=True`.
        """,
    ),
    (
        errors.GroupRowsError("k=1", "2 rows", "1 row"),
        """
        The rows of `k=1` changed while groups were written one by one.
          counted before: 2 rows
          written: 1 row
        Hint: read from data that stay the same, or leave out `each=True`.
        """,
    ),
    # -- comparing
    # -- testing
    (
        errors.WhichRowsError(("flights", "weather"), ""),
        """
        Several frames are given, each with rows of its own.
          given: `flights`, `weather`
        Hint: say whose rows are meant: `rows_of='flights'`.
        """,
    ),
    (
        errors.WhichRowsError(("flights", "weather"), "fligths"),
        """
        No frame is given as `fligths`, whose rows were asked for.
          given: `flights`, `weather`
        Hint: did you mean `flights`?
        """,
    ),
    (
        errors.WhichRowsError((), ""),
        """
        Nothing is given that has rows.
        Hint: give a frame as `inputs=`.
        """,
    ),
    (
        errors.UnknownValuesError(
            "distance", "pl.Expr", ("`f.speed` (f.py:3)", "`f.haul` (f.py:9)")
        ),
        """
        Nothing says what `distance` may hold.
          annotated: pl.Expr
          read by: `f.speed` (f.py:3), `f.haul` (f.py:9)
        Hint: give a sample, `like=…`, or a type or strategy, `columns={'distance': float}`.
        """,
    ),
    (
        errors.UnknownValuesError("flights", "pl.LazyFrame", (), is_frame=True),
        """
        Nothing says what `flights` may hold.
          annotated: pl.LazyFrame
        Hint: give a sample, `like={'flights': frame}`.
        """,
    ),
    (
        errors.UnknownTestEngineError("polers", ("polars", "pandas"), ("polars",)),
        """
        `polers` is no engine that a graph can be tried on.
          known: `polars`, `pandas`
        Hint: did you mean `polars`?
        """,
    ),
    (
        errors.UnorderedRowsError("speed"),
        """
        The rows of `speed` have no order by which they could be matched.
        Hint: say which columns tell them apart: `on='id'`.
        """,
    ),
    (
        errors.RevisionError("`v1`", "its modules make no graph", ("x.py:1",), "mend it."),
        """
        `v1`: its modules make no graph.
          x.py:1
        Hint: mend it.
        """,
    ),
    # -- doors
    (
        errors.NoCounterpartError("Apache Hamilton", "plugins.h_ray", "give it to a function"),
        """
        `plugins.h_ray` of Apache Hamilton has no counterpart in hamiltonish.
        Hint: give it to a function.
        """,
    ),
    (
        errors.AdapterError(("m.A", "m.B"), "only one adapter can make the result", "leave one."),
        """
        `m.A`, `m.B`: only one adapter can make the result.
        Hint: leave one.
        """,
    ),
    (
        errors.ValidatorError((("spend", "it has no owner"), ("", "too many nodes"))),
        """
        Validators of this driver found 2 problems.
          `spend`: it has no owner
          too many nodes
        """,
    ),
    (
        errors.ValidatorError((("spend", "it has no owner"),)),
        """
        Validators of this driver found 1 problem.
          `spend`: it has no owner
        """,
    ),
    (errors.HamiltonishError(), ""),
    (errors.GraphError(), ""),
    (errors.RequestError(), ""),
    (errors.FrameError(), ""),
]


@pytest.mark.parametrize(
    ("error", "text"), WORDINGS, ids=[type(error).__name__ for error, _ in WORDINGS]
)
def test_an_error_words_its_facts(error: HamiltonishError, text: str) -> None:
    assert str(error) == textwrap.dedent(text).strip("\n")


@pytest.mark.parametrize(
    ("error", "text"), WORDINGS, ids=[type(error).__name__ for error, _ in WORDINGS]
)
def test_the_first_line_is_complete_in_itself_and_a_hint_comes_last(
    error: HamiltonishError, text: str
) -> None:
    first, *rest = text.strip().splitlines() or [""]
    if first:
        assert first.strip().endswith((".", "a → b → a"))
    hints = [line for line in rest if line.startswith("        Hint:")]
    assert len(hints) <= 1
    assert hints == rest[-1:] or not hints


_FAMILIES = {"HamiltonishError", "GraphError", "RequestError", "FrameError"}


def _every_class(root: type[HamiltonishError] = HamiltonishError) -> set[type[HamiltonishError]]:
    return {root}.union(*(_every_class(kind) for kind in root.__subclasses__()))


def _raised_in_tests() -> set[str]:
    """List the classes that a test of this folder has raised through the public API."""
    names: set[str] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                if called == "refuses" or (
                    isinstance(node.func, ast.Attribute) and node.func.attr == "raises"
                ):
                    names.add(node.args[0].id)
    return names


def test_the_wording_of_every_class_is_under_test() -> None:
    worded = {type(error) for error, _ in WORDINGS}
    assert {kind.__name__ for kind in _every_class() - worded} == set()


def test_every_class_is_raised_by_a_test_through_the_public_api() -> None:
    classes = {kind.__name__ for kind in _every_class()} - _FAMILIES
    # This one takes a process of its own, where rich is not installed: its text is compared there.
    assert classes - _raised_in_tests() == {"MissingDependencyError"}
