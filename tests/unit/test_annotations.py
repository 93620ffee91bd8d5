"""Annotations resolved from real modules, classified, fed to each other, and written as text."""

# Old spellings stand here because they are tried.
# ruff: noqa: UP006, UP045

from __future__ import annotations

import enum
import importlib
import sys
import typing
from collections import abc
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import FunctionType, ModuleType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NewType,
    Optional,
    Protocol,
    SupportsFloat,
    TypeVar,
)

import narwhals as nw
import narwhals.stable.v1 as nw_v1
import narwhals.typing as nwt
import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pytest

from hamiltonish.annotations import (
    VALUE_FORM,
    Form,
    Kind,
    Unresolved,
    can_feed,
    form_of,
    is_either,
    is_instance,
    is_scalar,
    resolve_annotations,
    type_text,
)

Write = Callable[..., ModuleType]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a module into a fresh folder and import it; forget it afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write_and_import(source: str, name: str = "features_of_a_test", /) -> ModuleType:
        path = tmp_path.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write_and_import
    for name in set(sys.modules) - before:
        if "_of_a_test" in name:
            del sys.modules[name]


# ----------------------------------------------------------------------------------------
# Resolving
# ----------------------------------------------------------------------------------------


def test_annotations_that_are_types_already_are_returned_as_they_are(write: Write) -> None:
    module = write("def f(x: int, y: list[int]) -> float: ...")
    annotations, failing = resolve_annotations(module.f)
    assert annotations is module.f.__annotations__
    assert failing == []


def test_texts_of_the_future_import_are_evaluated_in_their_module(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "import polars as pl\n"
        "def f(x: pl.Expr, y: int | None) -> dict[str, float]: ...\n"
    )
    assert resolve_annotations(module.f) == (
        {"x": pl.Expr, "y": int | None, "return": dict[str, float]},
        [],
    )


def test_quotes_are_evaluated_wherever_they_stand(write: Write) -> None:
    module = write(
        "import typing as t\n"
        "from collections.abc import Callable\n"
        "class Foo: ...\n"
        "def f(a: 'Foo', b: list['Foo'], c: t.Optional['Foo'], d: t.List['Foo'],\n"
        "      e: Callable[['Foo'], 'int'], g: t.Annotated['Foo', 'text'],\n"
        "      h: dict[str, list['Foo']], i: t.Literal['Foo']) -> 'list[\"Foo\"]': ...\n"
    )
    foo = module.Foo
    annotations, failing = resolve_annotations(module.f)
    assert failing == []
    assert annotations == {
        "a": foo,
        "b": list[foo],
        "c": Optional[foo],
        "d": typing.List[foo],
        "e": Callable[[foo], int],
        "g": Annotated[foo, "text"],
        "h": dict[str, list[foo]],
        "i": Literal["Foo"],
        "return": list[foo],
    }


def test_names_for_type_checkers_only_are_imported(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "import typing as t\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    import polars as pl\n"
        "    import collections.abc\n"
        "    import collections.abc as c\n"
        "    from decimal import Decimal as D\n"
        "    from collections import abc\n"
        "if t.TYPE_CHECKING:\n"
        "    import pandas as pd\n"
        "if not TYPE_CHECKING:\n"
        "    unused = 1\n"
        "else:\n"
        "    from datetime import date\n"
        "def f(a: pl.Expr, b: pd.Series, c: collections.abc.Sequence[int], d: c.Sized,\n"
        "      e: D | None, g: abc.Hashable) -> date: ...\n"
    )
    annotations, failing = resolve_annotations(module.f)
    assert failing == []
    assert annotations == {
        "a": pl.Expr,
        "b": pd.Series,
        "c": Sequence[int],
        "d": abc.Sized,
        "e": Decimal | None,
        "g": abc.Hashable,
        "return": date,
    }
    assert not hasattr(module, "pl"), "the module itself is left alone"


def test_relative_imports_for_type_checkers_are_followed(write: Write) -> None:
    write("class Order: ...\n", "shop_of_a_test.models")
    module = write(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from . import models\n"
        "    from .models import Order\n"
        "def f(x: Order) -> models.Order: ...\n",
        "shop_of_a_test.features",
    )
    order = sys.modules["shop_of_a_test.models"].Order
    assert resolve_annotations(module.f) == ({"x": order, "return": order}, [])


def test_aliases_for_type_checkers_are_followed_and_classes_are_not(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from decimal import Decimal\n"
        "    from typing import TypeAlias, TypeVar\n"
        "    Money = int | Decimal\n"
        "    Prices: TypeAlias = 'list[Money]'\n"
        "    Nested = dict[str, Nested]\n"
        "    T = TypeVar('T')\n"
        "    class Row: ...\n"
        "def f(a: Money, b: Prices, c: Row, d: T, e: Nested) -> list[Row]: ...\n"
    )
    annotations, failing = resolve_annotations(module.f)
    assert failing == [], "a type checker knows them all"
    assert annotations == {
        "a": int | Decimal,
        "b": list[int | Decimal],
        "c": Unresolved("Row"),
        "d": Unresolved("T"),
        "e": Unresolved("Nested"),
        "return": Unresolved("list[Row]"),
    }


def test_a_library_that_is_not_installed_leaves_its_types_unresolved(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    import not_installed_anywhere as nia\n"
        "    from polars import OnlyInStubs\n"
        "def f(x: nia.Frame, y: OnlyInStubs, z: int) -> nia.Frame | None: ...\n"
    )
    assert resolve_annotations(module.f) == (
        {
            "x": Unresolved("nia.Frame"),
            "y": Unresolved("OnlyInStubs"),
            "z": int,
            "return": Unresolved("nia.Frame | None"),
        },
        [],
    )


def test_a_name_that_is_nowhere_is_listed_with_its_parameter(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "import polars as pl\n"
        "def f(a: Missing, b: pl.Exprr, c: 'a b', d: int, e: list['Missing']) -> Missing: ...\n"
    )
    annotations, failing = resolve_annotations(module.f)
    assert failing == ["a", "b", "c", "e", "return"]
    assert annotations == {
        "a": Unresolved("Missing"),
        "b": Unresolved("pl.Exprr"),
        "c": Unresolved("a b"),
        "d": int,
        "e": list[Unresolved("Missing")],
        "return": Unresolved("Missing"),
    }


@pytest.mark.parametrize("by_spark", [False, True], ids=["as_they_are", "made_generic_by_spark"])
def test_classes_that_are_generic_for_type_checkers_only_lose_their_arguments(
    by_spark: bool, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_spark:  # importing pyspark.pandas does the same, where it is not too old for pandas
        monkeypatch.setitem(sys.modules, "pyspark.pandas", ModuleType("pyspark.pandas"))
        monkeypatch.setattr(pd.Series, "__class_getitem__", lambda item: list[item], raising=False)
    module = write(
        "from __future__ import annotations\n"
        "import pandas as pd\n"
        "def f(x: pd.Series[int], y: list[pd.Series[float] | None]) -> pd.Series[bool]: ...\n"
    )
    assert resolve_annotations(module.f) == (
        {"x": pd.Series, "y": list[pd.Series | None], "return": pd.Series},
        [],
    )


def test_variables_around_a_function_are_seen() -> None:
    def made(kind: type) -> FunctionType:
        def inner(x: kind) -> kind:  # type: ignore[valid-type]
            return kind(x)

        return typing.cast("FunctionType", inner)

    assert resolve_annotations(made(int)) == ({"x": int, "return": int}, [])
    cache: dict[Any, Any] = {}
    assert resolve_annotations(made(str), cache=cache)[0]["x"] is str
    assert resolve_annotations(made(float), cache=cache)[0]["x"] is float


def test_names_in_the_class_around_a_method_are_seen_after_those_of_the_module(
    write: Write,
) -> None:
    module = write(
        "from __future__ import annotations\n"
        "from datetime import date\n"
        "class Features:\n"
        "    class Row: ...\n"
        "    @staticmethod\n"
        "    def date(x: Row) -> date: ...\n"
        "def outside(x: Row) -> int: ...\n"
    )
    cache: dict[Any, Any] = {}
    assert resolve_annotations(module.outside, cache=cache)[1] == ["x"]
    assert resolve_annotations(module.Features.date, cache=cache) == (
        {"x": module.Features.Row, "return": date},
        [],
    )


def test_an_alias_in_quotes_may_name_itself(write: Write) -> None:
    module = write("Json = dict[str, 'Json']\ndef f(x: 'Json') -> int: ...\n")
    assert resolve_annotations(module.f)[0]["x"] == dict[str, Unresolved("Json")]


def test_a_function_without_a_file_is_resolved() -> None:
    namespace: dict[str, Any] = {}
    exec("def f(x: 'int', y: 'Missing') -> 'float': ...", namespace)
    assert resolve_annotations(namespace["f"]) == (
        {"x": int, "y": Unresolved("Missing"), "return": float},
        ["y"],
    )


def test_a_cell_of_a_notebook_is_read_from_where_notebooks_keep_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import linecache

    source = (
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    import polars as pl\n"
        "def f(x: pl.Expr) -> pl.Expr: ...\n"
    )
    lines = source.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, "<cell 1>", (len(source), None, lines, "<cell 1>"))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "<cell 1>", "exec"), namespace)
    assert resolve_annotations(namespace["f"])[0]["x"] is pl.Expr


def test_one_cache_evaluates_each_text_of_a_module_once_and_reads_the_file_once(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = write(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    import polars as pl\n"
        "def f(x: list[pl.Expr]) -> list[pl.Expr]: ...\n"
        "def g(x: list[pl.Expr], y: pl.Series) -> list[pl.Expr]: ...\n"
    )
    read: list[str] = []
    from hamiltonish.annotations import checking

    original = checking.checker_names

    def counted(filename: str, names: dict[str, Any]) -> Any:
        read.append(filename)
        return original(filename, names)

    monkeypatch.setattr(checking, "checker_names", counted)
    cache: dict[Any, Any] = {}
    first, _ = resolve_annotations(module.f, cache=cache)
    second, _ = resolve_annotations(module.g, cache=cache)
    assert first["x"] is first["return"] is second["x"]
    assert read == [module.__file__]


def test_the_caches_of_two_modules_are_apart(write: Write) -> None:
    head = "from __future__ import annotations\n"
    one = write(head + "Kind = int\ndef f() -> Kind: ...\n", "one_of_a_test")
    two = write(head + "Kind = str\ndef f() -> Kind: ...\n", "two_of_a_test")
    cache: dict[Any, Any] = {}
    assert resolve_annotations(one.f, cache=cache)[0]["return"] is int
    assert resolve_annotations(two.f, cache=cache)[0]["return"] is str


needs_type_statement = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="type parameters and the type statement need Python 3.12"
)


@needs_type_statement
def test_type_parameters_of_a_function_and_its_class_are_seen(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "def f[T: float](x: list[T]) -> T: ...\n"
        "class A[S]:\n"
        "    @staticmethod\n"
        "    def g(x: S) -> list[S]: ...\n"
    )
    (variable,) = module.f.__type_params__
    assert resolve_annotations(module.f) == ({"x": list[variable], "return": variable}, [])
    (variable,) = module.A.__type_params__
    assert resolve_annotations(module.A.g) == ({"x": variable, "return": list[variable]}, [])


@needs_type_statement
def test_the_type_statement_is_looked_through(write: Write) -> None:
    from hamiltonish.annotations import is_assignable

    module = write(
        "from collections.abc import Sequence\n"
        "import polars as pl\n"
        "type Column = pl.Expr | pl.Series\n"
        "type Pair[T] = tuple[T, T]\n"
        "type Json = int | str | list[Json] | dict[str, Json]\n"
        "type Broken = list[Missing]\n"
        "type Nested[T] = T | Sequence[Nested[T]]\n"
        "class Box[T]: ...\n"
        "class Grid[T](list[list[T]]): ...\n"
    )
    assert form_of(module.Column) == Form(Kind.COLUMN, "polars", False)
    assert is_assignable(tuple[bool, bool], module.Pair[int])
    assert not is_assignable(tuple[str, bool], module.Pair[int])
    assert is_assignable(list[int], module.Nested[int])
    assert not is_assignable(bytes, module.Json)
    assert is_assignable(module.Json, module.Json)
    assert is_assignable(module.Json, object)
    assert is_assignable(module.Broken, int), "what cannot be evaluated refuses nothing"
    assert is_assignable(module.Box[bool], module.Box[int]), "nobody has said the variance"
    assert not is_assignable(module.Box[str], module.Box[int])
    assert is_assignable(module.Grid[int], Sequence[Sequence[float]])
    assert not is_assignable(module.Grid[int], Sequence[Sequence[str]])
    assert is_instance((1, 2), module.Pair[int])
    assert is_instance(1, module.Json)
    assert type_text(module.Pair[int]) == "Pair[int]"
    assert type_text(module.Json) == "Json"


@needs_type_statement
def test_a_type_statement_for_type_checkers_is_followed(write: Write) -> None:
    module = write(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    type Money = int | float\n"
        "    type Pair[T] = tuple[T, T]\n"
        "def f(x: Money) -> Pair[int]: ...\n"
    )
    assert resolve_annotations(module.f) == (
        {"x": int | float, "return": Unresolved("Pair[int]")},
        [],
    )


# ----------------------------------------------------------------------------------------
# Classifying
# ----------------------------------------------------------------------------------------


class Money(pl.Expr): ...


class Schema: ...


SchemaT = TypeVar("SchemaT")


class CheckedFrame(pd.DataFrame, typing.Generic[SchemaT]): ...


PolarsFrame = TypeVar("PolarsFrame", pl.DataFrame, pl.LazyFrame)
Amount = NewType("Amount", pd.Series)


def lookalike(module: str, name: str) -> type:
    """Make a class with the module and name of one whose library is not installed here."""
    return type(name, (), {"__module__": module})


FORMS: list[tuple[object, Form]] = [
    (pl.Expr, Form(Kind.COLUMN, "polars", True)),
    (pl.Series, Form(Kind.COLUMN, "polars", False)),
    (pl.DataFrame, Form(Kind.FRAME, "polars", False)),
    (pl.LazyFrame, Form(Kind.FRAME, "polars", True)),
    (pd.Series, Form(Kind.COLUMN, "pandas", False)),
    (pd.DataFrame, Form(Kind.FRAME, "pandas", False)),
    (nw.Expr, Form(Kind.COLUMN, "narwhals", True)),
    (nw.Series, Form(Kind.COLUMN, "narwhals", False)),
    (nw.DataFrame, Form(Kind.FRAME, "narwhals", False)),
    (nw.LazyFrame, Form(Kind.FRAME, "narwhals", True)),
    (nw.Series[Any], Form(Kind.COLUMN, "narwhals", False)),
    (nw_v1.Expr, Form(Kind.COLUMN, "narwhals", True)),
    (nwt.FrameT, Form(Kind.FRAME, "narwhals", False)),
    (nwt.DataFrameT, Form(Kind.FRAME, "narwhals", False)),
    (pa.ChunkedArray, Form(Kind.COLUMN, "pyarrow", False)),
    (pa.Int64Array, Form(Kind.COLUMN, "pyarrow", False)),
    (pa.Table, Form(Kind.FRAME, "pyarrow", False)),
    (lookalike("duckdb._relation", "DuckDBPyRelation"), Form(Kind.FRAME, "duckdb", True)),
    (lookalike("_duckdb", "DuckDBPyRelation"), Form(Kind.FRAME, "duckdb", True)),
    (lookalike("pyspark.sql.dataframe", "DataFrame"), Form(Kind.FRAME, "pyspark", True)),
    (lookalike("pyspark.sql.connect.dataframe", "DataFrame"), Form(Kind.FRAME, "pyspark", True)),
    (lookalike("pyspark.pandas.frame", "DataFrame"), VALUE_FORM),
    (lookalike("dask_expr._collection", "DataFrame"), Form(Kind.FRAME, "dask", True)),
    (lookalike("dask.dataframe.core", "DataFrame"), Form(Kind.FRAME, "dask", True)),
    (lookalike("ibis.expr.types.relations", "Table"), Form(Kind.FRAME, "ibis", True)),
    (lookalike("modin.pandas.series", "Series"), Form(Kind.COLUMN, "modin", False)),
    (lookalike("cudf.core.dataframe", "DataFrame"), Form(Kind.FRAME, "cudf", False)),
    (lookalike("my_polars", "Expr"), VALUE_FORM),
    (Money, Form(Kind.COLUMN, "polars", True)),
    (type(cs.numeric()), Form(Kind.COLUMN, "polars", True)),
    (CheckedFrame[Schema], Form(Kind.FRAME, "pandas", False)),
    (Annotated[pl.Expr, pl.Float64], Form(Kind.COLUMN, "polars", True)),
    (Annotated[pl.Expr, ["unhashable"]], Form(Kind.COLUMN, "polars", True)),
    (Amount, Form(Kind.COLUMN, "pandas", False)),
    (pl.Expr | None, Form(Kind.COLUMN, "polars", True)),
    (Optional[pd.Series], Form(Kind.COLUMN, "pandas", False)),
    (pl.Expr | pl.Series, Form(Kind.COLUMN, "polars", False)),
    (PolarsFrame, Form(Kind.FRAME, "polars", False)),
    (pl.Expr | pd.Series, VALUE_FORM),
    (pl.Expr | int, VALUE_FORM),
    (pl.Series | pl.DataFrame, VALUE_FORM),
    (list[pl.Expr], VALUE_FORM),
    (type[pl.Expr], VALUE_FORM),
    (np.ndarray, VALUE_FORM),
    (int, VALUE_FORM),
    (None, VALUE_FORM),
    (Any, VALUE_FORM),
    (SchemaT, VALUE_FORM),
    ("pl.Expr", VALUE_FORM),
    (Unresolved("pl.Expr"), VALUE_FORM),
    (["pl.Expr"], VALUE_FORM),
    (len, VALUE_FORM),
    (Literal["a"], VALUE_FORM),
]


@pytest.mark.parametrize(("annotation", "form"), FORMS, ids=lambda value: type_text(value))
def test_an_annotation_has_the_form_of_its_class(annotation: object, form: Form) -> None:
    assert form_of(annotation) == form


def test_the_class_of_a_value_has_the_form_of_the_value() -> None:
    assert form_of(type(pl.col("a"))).lazy
    assert form_of(type(pa.chunked_array([[1]]))).kind is Kind.COLUMN


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    "annotation",
    [
        bool, int, float, complex, str, bytes, date, Decimal, None, Colour, int | None,
        Literal["a", 1], Annotated[float, "metres"], NewType("Metres", float), Optional[date],
    ],
    ids=type_text,
)  # fmt: skip
def test_plain_scalars_are_scalars(annotation: object) -> None:
    assert is_scalar(annotation)


@pytest.mark.parametrize(
    "annotation",
    [
        list[int],
        object,
        Any,
        pl.Expr,
        int | list[int],
        np.float64,
        tuple,
        "int",
        Path,
        Unresolved("x"),
    ],
    ids=type_text,
)
def test_everything_else_is_no_scalar(annotation: object) -> None:
    assert not is_scalar(annotation)


# ----------------------------------------------------------------------------------------
# What may feed what
# ----------------------------------------------------------------------------------------


class HasMean(Protocol):
    def mean(self) -> Any: ...


FEEDS: list[tuple[object, object, bool, str]] = [
    (pl.Expr, pl.Expr, True, "a column feeds its own type"),
    (pl.Expr, pl.Series, True, "a lazy column is collected"),
    (pl.Series, pl.Expr, True, "an eager column is attached to the frame"),
    (pl.Expr, Annotated[pl.Series, pl.Float64], True, "Annotated is looked through"),
    (nw.Expr, pl.Expr, True, "narwhals goes with Polars"),
    (pd.Series, nw.Expr, True, "and with pandas"),
    (nw.Expr, pa.ChunkedArray, True, "and with Arrow"),
    (pd.Series, pl.Series, False, "pandas to Polars is never silent"),
    (pl.Expr, pd.Series, False, "nor the reverse"),
    (pl.LazyFrame, pl.DataFrame, True, "a lazy frame is collected"),
    (pl.DataFrame, pl.LazyFrame, True, "an eager frame is made lazy"),
    (pl.DataFrame, nwt.FrameT, True, "a native frame is wrapped"),
    (pd.DataFrame, pl.DataFrame, False, "frames of two libraries"),
    (pd.DataFrame, pd.DataFrame | pl.DataFrame, True, "one of several is one of them"),
    (pl.LazyFrame, pl.Expr, False, "a frame is no column"),
    (pl.Expr, pl.LazyFrame, False, "a column is no frame"),
    (pl.Expr, float, False, "a column is no scalar"),
    (pl.Expr, float | None, False, "nor an optional one"),
    (pl.Expr, Any, True, "Any takes a column"),
    (pl.Expr, object, True, "so does object"),
    (pl.Expr, Unresolved("Column"), True, "so does what is unknown"),
    (pl.Expr, HasMean, True, "so does a protocol that the column implements"),
    (pl.Expr, SupportsFloat, False, "and none that it does not"),
    (float, pl.Expr, False, "a scalar is no column"),
    (Any, pl.Expr, True, "Any feeds a column"),
    (Unresolved("Column"), pl.Expr, True, "as what is unknown does"),
    (int, float, True, "values follow the typing rules"),
    (float, int, False, "in one direction"),
    (Annotated[int, []], float, True, "also where they cannot be hashed"),
]


@pytest.mark.parametrize(
    "annotation",
    [
        nwt.FrameT,
        nw.DataFrame[Any] | nw.LazyFrame[Any],
        pl.DataFrame | pl.LazyFrame | None,
        Annotated[nwt.FrameT, "flights"],
    ],
)
def test_lazy_and_eager_frames_alike_are_either(annotation: Any) -> None:
    assert is_either(annotation)


@pytest.mark.parametrize(
    "annotation",
    [nw.LazyFrame, pl.DataFrame, pd.DataFrame | pl.LazyFrame, pl.Series | pl.Expr, int | str, 1],
)
def test_what_is_one_of_them_or_no_frame_is_not_either(annotation: Any) -> None:
    assert not is_either(annotation)


@pytest.mark.parametrize("row", FEEDS, ids=lambda row: row[3])
def test_the_table_of_edges_holds(row: tuple[object, object, bool, str]) -> None:
    source, target, expected, reason = row
    assert can_feed(source, target) is expected, reason


# ----------------------------------------------------------------------------------------
# Texts
# ----------------------------------------------------------------------------------------


class Local:
    class Inner: ...


TEXTS: list[tuple[object, str]] = [
    (int, "int"),
    (None, "None"),
    (type(None), "None"),
    (int | None, "int | None"),
    (Optional[int], "int | None"),
    (pl.Expr, "pl.Expr"),
    (pl.Float64, "pl.Float64"),
    (pd.Series, "pd.Series"),
    (nw.Expr, "nw.Expr"),
    (nw_v1.LazyFrame, "nw.LazyFrame"),
    (nw.DataFrame[Any], "nw.DataFrame[Any]"),
    (np.ndarray, "np.ndarray"),
    (npt.NDArray[np.float64], "npt.NDArray[np.float64]"),
    (pa.Table, "pa.Table"),
    (lookalike("dask.dataframe.core", "DataFrame"), "dask.dataframe.DataFrame"),
    (lookalike("pyspark.sql.connect.dataframe", "DataFrame"), "pyspark.sql.DataFrame"),
    (list[int], "list[int]"),
    (typing.List, "list"),
    (typing.Dict[str, int], "dict[str, int]"),
    (Sequence[pl.Expr], "Sequence[pl.Expr]"),
    (tuple[int, ...], "tuple[int, ...]"),
    (tuple[()], "tuple[()]"),
    (Literal["a", "b"], "Literal['a', 'b']"),
    (Literal[Colour.RED], "Literal[Colour.RED]"),
    (Annotated[pl.Expr, pl.Float64], "Annotated[pl.Expr, pl.Float64]"),
    (Annotated[pl.Expr, pl.Int8()], "Annotated[pl.Expr, pl.Int8]"),
    (Annotated[int, "metres"], "Annotated[int, 'metres']"),
    (Callable[[int], str], "Callable[[int], str]"),
    (Callable[..., str], "Callable[..., str]"),
    (Callable, "Callable"),
    (Local.Inner, "Local.Inner"),
    (Any, "Any"),
    (Final[int], "Final[int]"),
    (ClassVar[int], "ClassVar[int]"),
    (SchemaT, "SchemaT"),
    (NewType("Metres", float), "Metres"),
    (type[int], "type[int]"),
    (Unresolved("list[Foo]"), "list[Foo]"),
    (list[Unresolved("Foo")], "list[Foo]"),
    ("Foo | None", "Foo | None"),
    (len, "len"),
]


@pytest.mark.parametrize(("annotation", "text"), TEXTS, ids=lambda value: str(value)[:60])
def test_a_type_is_written_as_one_writes_it(annotation: object, text: str) -> None:
    assert type_text(annotation) == text


def test_a_class_of_a_function_is_written_without_the_function() -> None:
    class Here: ...

    assert type_text(Here) == "Here"


def test_a_text_never_has_an_address_and_never_is_long() -> None:
    text = type_text(Annotated[int, object(), lambda x: x, list(range(1000))])
    assert "0x" not in text
    assert len(text) < 120
    assert text.endswith("…]")
