"""Which type is allowed where another is asked: the table of cases, and the laws above it."""

# Old spellings stand here because they are tried, and some types are built from variables.
# ruff: noqa: UP006, UP007, UP044, UP045, PYI030

from __future__ import annotations

import enum
import typing
from collections import Counter, OrderedDict, abc, defaultdict, deque, namedtuple
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Generator,
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    MutableMapping,
    MutableSequence,
    Reversible,
    Sequence,
    Sized,
)
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from types import NoneType
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    Literal,
    NamedTuple,
    Never,
    NewType,
    NotRequired,
    Optional,
    ParamSpec,
    Protocol,
    SupportsFloat,
    SupportsIndex,
    TypedDict,
    TypeVar,
    Union,
)

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamiltonish.annotations import Unresolved, is_assignable, is_instance

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
AnyNumber = TypeVar("AnyNumber", bound=float)
IntOrText = TypeVar("IntOrText", int, str)
P = ParamSpec("P")

Metres = NewType("Metres", float)
Miles = NewType("Miles", float)
Height = NewType("Height", Metres)


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Size(enum.IntEnum):
    SMALL = 1


class Animal: ...


class Dog(Animal):
    name: str

    def __init__(self) -> None:
        self.age = 3

    def bark(self) -> str:
        return "woof"


class Box(Generic[T]): ...


class Shelf(Generic[T_co]): ...


class Sink(Generic[T_contra]): ...


class Crate(Box[int]): ...


class Names(list[str]): ...


class Table(dict[str, list[T]]): ...


class Tree(Sequence["Tree"]): ...


class Grows(Sequence["Grows[Grows[T]]"], Generic[T]): ...


class Barks(Protocol):
    def bark(self) -> str: ...


class Named(Protocol):
    name: str


class Aged(Barks, Protocol):
    age: int


class HasMissing(Protocol):
    missing: int


class Calls(Protocol):
    def __call__(self) -> int: ...


class HasGetattr:
    def __getattr__(self, name: str) -> int:
        return 1


class Point(NamedTuple):
    x: int
    y: str


OldPoint = namedtuple("OldPoint", "x y")  # noqa: PYI024 (it is what is tried)


class Order(TypedDict):
    number: int


class PaidOrder(Order):
    paid: bool


class Draft(TypedDict):
    number: NotRequired[int]


class LooseOrder(TypedDict):
    number: float


class Mock(Any): ...


class Weird(type):
    def __subclasscheck__(cls, other: type) -> bool:
        raise TypeError("ask something else")


class Guarded(metaclass=Weird): ...


Json = Union[int, str, list["Json"], dict[str, "Json"]]

YES, NO = True, False

# source, target, whether it is allowed, and the rule that says so
TABLE: list[tuple[object, object, bool, str]] = [
    # classes and numbers
    (int, int, YES, "a type fits itself"),
    (Dog, Animal, YES, "a subclass fits"),
    (Animal, Dog, NO, "a superclass does not"),
    (int, str, NO, "classes that have nothing to do with each other"),
    (int, float, YES, "an int is allowed where a float is"),
    (int, complex, YES, "and where a complex is"),
    (float, complex, YES, "as a float is"),
    (float, int, NO, "a float may have a fraction"),
    (bool, int, YES, "bool is a subclass of int"),
    (bool, float, YES, "and so goes where int goes"),
    (int, bool, NO, "not every int is a bool"),
    (Decimal, float, NO, "a Decimal is no float"),
    (datetime, date, YES, "datetime is a subclass of date"),
    (date, datetime, NO, "a date has no time"),
    (Size, int, YES, "an IntEnum is an int"),
    (Colour, int, NO, "a plain enum is not"),
    (np.float64, float, YES, "np.float64 is a subclass of float"),
    (np.int64, int, NO, "np.int64 is no subclass of int"),
    # Any, object, Never, and what is not known
    (Any, int, YES, "Any goes everywhere"),
    (int, Any, YES, "everything goes to Any"),
    (int, object, YES, "everything is an object"),
    (object, int, NO, "an object may be anything"),
    (object, Any, YES, "Any takes an object too"),
    (Never, int, YES, "a value that never comes cannot be wrong"),
    (int, Never, NO, "nothing is a Never"),
    (Unresolved("Foo"), int, YES, "what is unknown is not refused"),
    (int, Unresolved("Foo"), YES, "nor does it refuse"),
    (Mock, int, YES, "a subclass of Any says nothing"),
    (any, int, YES, "a function by mistake is no type, and refuses nothing"),
    (Guarded, Animal, NO, "a metaclass is asked through the subclass"),
    (int, Guarded, NO, "a metaclass that refuses the question: by the bases"),
    # None, Optional and unions
    (None, None, YES, "None is written for its class"),
    (None, NoneType, YES, "and is its class"),
    (None, int, NO, "None is no int"),
    (None, Optional[int], YES, "None fits an optional type"),
    (int, int | None, YES, "so does the other half"),
    (int | None, int, NO, "what may be None does not fit what may not"),
    (int | None, float | None, YES, "each member fits some member"),
    (int | str, Union[str, int, bytes], YES, "a wider union takes a narrower one"),
    (int | str, int, NO, "each member must fit"),
    (list[int] | None, Sequence[int] | None, YES, "generics inside unions"),
    # Literal and enums
    (Literal["a"], str, YES, "a literal fits its class"),
    (Literal[1], float, YES, "and what its class fits"),
    (Literal["a"], Literal["a", "b"], YES, "fewer values fit more"),
    (Literal["a", "b"], Literal["a"], NO, "more values do not fit fewer"),
    (str, Literal["a"], NO, "a class does not fit one of its values"),
    (Literal[1], Literal[True], NO, "1 and True are equal and not the same"),
    (Literal["a", 1], str | int, YES, "the values of a literal are taken one by one"),
    (Literal["a", 1], Literal["a"] | Literal[1], YES, "also against a union of literals"),
    (Literal[Colour.RED], Colour, YES, "an enum member fits its enum"),
    (Colour, Literal[Colour.RED], NO, "the enum has other members"),
    (Colour, Literal[Colour.RED, Colour.BLUE], YES, "all members are the enum"),
    (bool, Literal[True, False], YES, "both values are bool"),
    (bool, Literal[True] | None, NO, "one of them is not"),
    # what stands around a type
    (Annotated[int, "metres"], int, YES, "Annotated is looked through"),
    (int, Annotated[float, "metres"], YES, "on both sides"),
    (list[Annotated[int, 1]], list[int], YES, "and inside"),
    (Final[int], int, YES, "Final is looked through"),
    (Metres, float, YES, "a new type fits the type below it"),
    (Height, Metres, YES, "and a new type below it"),
    (Miles, Metres, NO, "two new types are two types: that is what they are for"),
    (float, Metres, NO, "and a plain float is neither"),
    (Metres, Metres | None, YES, "a new type inside a union"),
    (typing.LiteralString, str, YES, "a literal string is a text"),
    (typing.TypeGuard[int], bool, YES, "a type guard returns a bool"),
    # type variables
    (T, int, YES, "a variable without bound may be anything"),
    (str, T, YES, "and takes anything"),
    (int, AnyNumber, YES, "a bound takes what fits it"),
    (str, AnyNumber, NO, "and nothing else"),
    (AnyNumber, float, YES, "what is below the bound fits what the bound fits"),
    (AnyNumber, int, YES, "a variable may stand for less than its bound"),
    (AnyNumber, str, NO, "but not for something else"),
    (int, IntOrText, YES, "one of the constraints"),
    (bytes, IntOrText, NO, "none of the constraints"),
    # bare generics and invariance
    (list, list[int], YES, "a bare generic says nothing of its elements"),
    (list[int], list, YES, "in both directions"),
    (list[int], list[int], YES, "the same arguments"),
    (list[bool], list[int], NO, "one could append an int to the list of bools"),
    (list[int], list[float], NO, "nor do promotions apply inside"),
    (list[Any], list[int], YES, "Any is consistent with all"),
    (dict[str, int], dict[str, Any], YES, "also in a dict"),
    (dict[str, int], dict[str, float], NO, "a dict is invariant"),
    (set[int], set[int | str], NO, "as is a set"),
    (list[list], list[list[int]], YES, "a bare generic inside a generic"),
    (typing.List[int], list[int], YES, "the old spelling is the new one"),
    (typing.List, list[str], YES, "bare too"),
    (tuple[()], tuple, YES, "the empty tuple is a tuple"),
    # covariance
    (list[bool], Sequence[int], YES, "a sequence is read only"),
    (list[int], Iterable[float], YES, "so promotions apply"),
    (list[str], Sequence[int], NO, "the elements must fit all the same"),
    (Sequence[int], list[int], NO, "not every sequence is a list"),
    (deque[int], MutableSequence[int], YES, "a deque is a mutable sequence"),
    (list[bool], MutableSequence[int], NO, "which is invariant"),
    (frozenset[bool], frozenset[int], YES, "a frozenset is read only"),
    (frozenset[int], abc.Set[float], YES, "as is what all sets are"),
    (set[str], Collection[int], NO, "elements of a collection must fit"),
    (dict[str, int], Mapping[str, float], YES, "the values of a mapping are read only"),
    (dict[bool, int], Mapping[int, int], NO, "its keys are looked up, and invariant"),
    (dict[str, int], Iterable[str], YES, "a dict iterates over its keys"),
    (dict[str, int], Iterable[int], NO, "and not over its values"),
    (defaultdict[str, int], dict[str, int], YES, "a defaultdict is a dict"),
    (OrderedDict[str, int], MutableMapping[str, int], YES, "so is an OrderedDict"),
    (Counter[str], Mapping[str, int], YES, "a Counter counts in ints"),
    (Counter[str], dict[str, str], NO, "and in nothing else"),
    (KeysView[str], abc.Set[str], YES, "keys are a set"),
    (ItemsView[str, int], Iterable[tuple[str, int]], YES, "items are pairs"),
    (Generator[int, None, str], Iterator[float], YES, "a generator yields"),
    (Generator[int, object, str], Generator[int, int, str], YES, "what is sent is contravariant"),
    (Generator[int, int, str], Generator[int, object, str], NO, "it cannot be sent everything"),
    (Coroutine[Any, Any, int], Awaitable[float], YES, "a coroutine is awaited for its result"),
    (Coroutine[Any, Any, str], Awaitable[int], NO, "which must fit"),
    (type[bool], type[int], YES, "a class stands for its subclasses"),
    (type[int], type[str], NO, "and for nothing else"),
    (type, type[int], YES, "a bare type may be any"),
    (type[int], type, YES, "and takes any"),
    (type[int], Hashable, YES, "a class is an object"),
    # texts, bytes, tuples
    (str, Sequence[str], YES, "a text is a sequence of texts"),
    (str, Sequence[int], NO, "and not of numbers"),
    (bytes, Sequence[int], YES, "bytes are numbers"),
    (bytes, Iterable[str], NO, "and not texts"),
    (range, Sequence[int], YES, "a range has ints"),
    (tuple[int, str], tuple[int, str], YES, "place by place"),
    (tuple[bool, str], tuple[int, str], YES, "each covariant"),
    (tuple[int, str], tuple[int], NO, "the same length"),
    (tuple[int, int], tuple[int, ...], YES, "some length is any length"),
    (tuple[int, str], tuple[int, ...], NO, "if all elements fit"),
    (tuple[int, ...], tuple[int, int], NO, "any length is not this length"),
    (tuple[()], tuple[int, ...], YES, "no element is wrong"),
    (tuple, tuple[int, str], YES, "a bare tuple says nothing"),
    (tuple[int, str], Sequence[int | str], YES, "a tuple is a sequence of what it has"),
    (tuple[int, str], Sequence[int], NO, "of all of what it has"),
    (tuple[int, str], list[int | str], NO, "and no list"),
    (Point, tuple[int, str], YES, "a named tuple is the tuple of its fields"),
    (Point, tuple[str, int], NO, "in their order"),
    (Point, Sequence[int | str], YES, "and a sequence of them"),
    (tuple[int, str], Point, NO, "a tuple has no names"),
    (OldPoint, tuple[int, str], YES, "an untyped named tuple says nothing of its fields"),
    # callables
    (Callable[[float], int], Callable[[int], float], YES, "takes more, returns less"),
    (Callable[[int], int], Callable[[float], int], NO, "it would be given a float"),
    (Callable[[int], str], Callable[[int], int], NO, "it would return a text"),
    (Callable[[int], int], Callable[[int, int], int], NO, "it would be given one too many"),
    (Callable[..., int], Callable[[int, str], int], YES, "any parameters"),
    (Callable[[int], int], Callable[..., int], YES, "in both directions"),
    (Callable[P, int], Callable[[str], int], YES, "a parameter specification may be any"),
    (Callable, Callable[[int], int], YES, "a bare callable says nothing"),
    (type[Dog], Callable[[], Animal], YES, "a class can be called"),
    (int, Callable[..., Any], NO, "a number cannot"),
    # generics of the user
    (Box[int], Box[int], YES, "the same arguments"),
    (Box[bool], Box[int], NO, "a plain variable is invariant"),
    (Shelf[bool], Shelf[int], YES, "a covariant one is not"),
    (Sink[int], Sink[bool], YES, "a contravariant one goes the other way"),
    (Sink[bool], Sink[int], NO, "and only there"),
    (Crate, Box[int], YES, "arguments come from the bases"),
    (Crate, Box[str], NO, "and are compared"),
    (Box[int], Crate, NO, "a base is no subclass"),
    (Names, Sequence[str], YES, "a list of texts by its base"),
    (Names, list[int], NO, "is no list of numbers"),
    (Table[int], Mapping[str, Sequence[int]], YES, "through two classes"),
    (Table[int], Mapping[str, Sequence[str]], NO, "and still compared"),
    (Tree, Sequence[Tree], YES, "a class that contains itself"),
    (Tree, Sequence[int], YES, "its name in quotes in a base is not looked up"),
    (Grows[int], Sequence[Sequence[Sequence[Any]]], YES, "a class that grows comes to an end"),
    # protocols and what Python asks by name
    (Dog, Barks, YES, "a protocol asks for a method"),
    (Animal, Barks, NO, "which another class does not have"),
    (Dog, Named, YES, "or for an annotated attribute"),
    (Dog, Aged, YES, "or for one that __init__ sets, and those of its bases"),
    (Dog, HasMissing, NO, "and for nothing that is nowhere"),
    (HasGetattr, HasMissing, YES, "unless it may be made on demand"),
    (HasGetattr, SupportsFloat, NO, "as what Python calls itself cannot"),
    (Dog, Calls, NO, "what the class itself has is not what its instances have"),
    (type[Dog], Barks, YES, "and of a class as a value the members are not looked into"),
    (int, SupportsFloat, YES, "protocols of the standard library"),
    (str, SupportsIndex, NO, "ask for methods as well"),
    (list[int], Sized, YES, "a list has a length"),
    (int, Sized, NO, "a number has none"),
    (int, Hashable, YES, "a number can be a key"),
    (list[int], Hashable, NO, "a list cannot"),
    (dict[str, int], Reversible[str], YES, "dicts keep their order"),
    # typed dicts
    (PaidOrder, Order, YES, "a typed dict may have more keys"),
    (Order, PaidOrder, NO, "and not fewer"),
    (Order, LooseOrder, NO, "the values are invariant"),
    (Draft, Order, NO, "a key that may be missing is missing"),
    (Order, Draft, NO, "a key that is required cannot be deleted"),
    (Order, Mapping[str, object], YES, "a typed dict is a mapping to objects"),
    (Order, Mapping[str, int], NO, "because it may have more keys"),
    (Order, dict[str, Any], NO, "and no dict, which could lose keys"),
    (dict[str, Any], Order, NO, "nor is a dict a typed dict"),
    # arrays and dataframes, by class only
    (npt.NDArray[np.float64], np.ndarray, YES, "an array is an array"),
    (np.ndarray, npt.NDArray[np.float64], YES, "of any dtype"),
    (npt.NDArray[np.float64], npt.NDArray[Any], YES, "in both directions"),
    (npt.NDArray[np.float64], npt.NDArray[np.floating], YES, "a float64 is floating"),
    (npt.NDArray[np.float64], npt.NDArray[np.int64], NO, "and no int64"),
    (np.ndarray[tuple[int, int], np.dtype[np.float64]], npt.NDArray[np.float64], YES, "any shape"),
    (pl.Expr, pl.Expr, YES, "a class like any other"),
    (pl.Expr, pl.Series, NO, "columns feed each other elsewhere"),
    (pd.Series, pd.DataFrame, NO, "a column is no frame"),
    (pd.Series, pl.Series, NO, "nor of another library"),
    (pd.Series, pd.Series | None, YES, "and unions hold as ever"),
    (list[pl.Expr], Sequence[pl.Expr], YES, "inside generics too"),
    # aliases that contain themselves
    (dict[str, int], Json, YES, "a recursive alias in quotes"),
    (bytes, Json, NO, "still asks for something"),
]


def row_id(row: tuple[object, object, bool, str]) -> str:
    return row[3]


@pytest.mark.parametrize("row", TABLE, ids=row_id)
def test_the_table_of_types_holds(row: tuple[object, object, bool, str]) -> None:
    source, target, expected, reason = row
    assert is_assignable(source, target) is expected, reason


def test_the_table_has_no_row_twice() -> None:
    keys = [(repr(source), repr(target)) for source, target, _, _ in TABLE]
    assert len(set(keys)) == len(keys)


def test_an_annotation_that_cannot_be_hashed_is_compared() -> None:
    assert is_assignable(Annotated[int, []], float)
    assert not is_assignable(Annotated[str, []], float)
    assert is_assignable([int], [str])


def test_what_may_not_compare_is_accepted_where_generics_have_several_variables() -> None:
    variables = typing.TypeVarTuple("variables")

    class Row(Generic[typing.Unpack[variables]]): ...

    assert is_assignable(Row[int, str], Row[int])
    assert is_assignable(tuple[int, typing.Unpack[tuple[str, ...]]], tuple[int, str])


# ----------------------------------------------------------------------------------------
# Laws
# ----------------------------------------------------------------------------------------

PLAIN = st.sampled_from(
    [
        bool,
        int,
        float,
        complex,
        str,
        bytes,
        None,
        Animal,
        Dog,
        Colour,
        Size,
        date,
        datetime,
        Decimal,
    ]
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generics of any depth; no dicts as keys, which no one writes."""
    return st.one_of(
        st.builds(lambda item: list[item], inner),
        st.builds(lambda item: Sequence[item], inner),
        st.builds(lambda item: Iterable[item], inner),
        st.builds(lambda item: Annotated[item, "metadata"], inner),
        st.builds(lambda key, value: dict[key, value], PLAIN, inner),
        st.builds(lambda key, value: Mapping[key, value], PLAIN, inner),
        st.builds(lambda one, two: tuple[one, two], inner, inner),
        st.builds(lambda item: tuple[item, ...], inner),
        st.builds(lambda one, two: Union[one, two], inner, inner),
        st.builds(lambda one, two: Callable[[one], two], inner, inner),
    )


# Without Any and bare generics, which fit both ways and so carry no law from one side to another.
TYPES = st.recursive(PLAIN | st.just(Literal["a", 1]), containers, max_leaves=4)


@given(TYPES)
def test_every_type_fits_itself_and_object_and_any(annotation: Any) -> None:
    assert is_assignable(annotation, annotation)
    assert is_assignable(annotation, object)
    assert is_assignable(annotation, Any)
    assert is_assignable(Any, annotation)
    assert is_assignable(Never, annotation)


@given(TYPES, TYPES, TYPES)
def test_what_fits_one_type_fits_all_that_it_fits(one: Any, two: Any, three: Any) -> None:
    if is_assignable(one, two) and is_assignable(two, three):
        assert is_assignable(one, three)


@given(TYPES, TYPES)
def test_widening_a_type_step_by_step_keeps_it_fitting(one: Any, two: Any) -> None:
    wider = [one, Union[one, two], Union[one, two, None], object]
    for narrow, wide in pairwise(wider):
        assert is_assignable(narrow, wide)
        assert is_assignable(Sequence[narrow], Iterable[wide])
        assert is_assignable(Callable[[wide], narrow], Callable[[narrow], wide])


@given(TYPES, TYPES, TYPES)
def test_a_union_fits_where_each_member_does(one: Any, two: Any, target: Any) -> None:
    each = is_assignable(one, target) and is_assignable(two, target)
    assert is_assignable(Union[one, two], target) is each


@given(TYPES, TYPES, TYPES)
def test_a_union_takes_what_one_member_takes(source: Any, one: Any, two: Any) -> None:
    if is_assignable(source, one) or is_assignable(source, two):
        assert is_assignable(source, Union[one, two])


@given(TYPES, TYPES)
def test_lists_fit_only_where_both_elements_fit_both_ways(one: Any, two: Any) -> None:
    both = is_assignable(one, two) and is_assignable(two, one)
    assert is_assignable(list[one], list[two]) is both


@given(TYPES, TYPES)
def test_the_answer_does_not_change_under_annotated(one: Any, two: Any) -> None:
    answer = is_assignable(one, two)
    assert is_assignable(Annotated[one, "x"], two) is answer
    assert is_assignable(one, Annotated[two, "x"]) is answer


VALUES = st.sampled_from(
    [True, 1, 1.5, 1j, "a", b"a", None, Dog(), Animal(), Colour.RED, Size.SMALL, date(2024, 1, 1)]
)


@given(VALUES, st.one_of(PLAIN, st.builds(lambda one, two: Union[one, two], PLAIN, PLAIN)))
def test_a_value_fits_a_plain_class_as_its_class_does(value: object, annotation: Any) -> None:
    assert is_instance(value, annotation) is is_assignable(type(value), annotation)


# ----------------------------------------------------------------------------------------
# Values
# ----------------------------------------------------------------------------------------

INSTANCES: list[tuple[object, object, bool, str]] = [
    (1, int, YES, "a value of the class"),
    (1.0, int, NO, "a value of another"),
    (1, float, YES, "an int where a float is asked"),
    (True, complex, YES, "a bool where a complex is asked"),
    (np.int64(1), int, YES, "a NumPy integer where an int is asked"),
    (np.int64(1), float, YES, "or a float"),
    (np.float32(1), float, YES, "a NumPy float where a float is asked"),
    (np.float32(1), int, NO, "and not where an int is"),
    (np.bool_(True), bool, YES, "a NumPy bool where a bool is asked"),
    (np.int64(1), bool, NO, "an integer is no bool"),
    (np.array([1]), int, NO, "an array is no integer"),
    (pd.Series([1]), int, NO, "nor is a Series"),
    ([1, "a"], list[int], YES, "containers are not looked into"),
    ((1,), list[int], NO, "but their class counts"),
    ((1, 2), tuple[int, str], YES, "a tuple of the length"),
    ((1, 2, 3), tuple[int, str], NO, "a tuple of another"),
    ((1, 2, 3), tuple[int, ...], YES, "a tuple of any length"),
    ((), tuple[()], YES, "the empty tuple"),
    ((1,), tuple[()], NO, "is empty"),
    ([1], Sequence[str], YES, "what Python asks by name"),
    ("a", Literal["a", "b"], YES, "one of the values"),
    ("c", Literal["a", "b"], NO, "none of the values"),
    (True, Literal[1], NO, "True is equal to 1 and is not 1"),
    (Colour.RED, Literal[Colour.RED], YES, "an enum member"),
    (None, int | None, YES, "None in an optional type"),
    (None, int, NO, "None alone"),
    (1, Metres, YES, "a new type is its type when it runs"),
    ("a", Metres, NO, "and nothing else"),
    (1, Annotated[float, "metres"], YES, "Annotated is looked through"),
    (1, Unresolved("Foo"), YES, "what is unknown takes all"),
    (1, T, YES, "as a type variable does"),
    (1, Any, YES, "and Any"),
    (1, Never, NO, "nothing is a Never"),
    (Dog(), Barks, YES, "a protocol by its methods"),
    (Animal(), Barks, NO, "which must be there"),
    (Dog(), Aged, YES, "and by attributes of the value"),
    (len, Callable[[Any], int], YES, "a function can be called"),
    (1, Callable[..., Any], NO, "a number cannot"),
    (bool, type[int], YES, "a class where its base is asked"),
    (str, type[int], NO, "a class where another is asked"),
    (1, type[int], NO, "no class at all"),
    ({"number": 1}, Order, YES, "a dict with the keys"),
    ({}, Order, NO, "a dict without"),
    (1, Order, NO, "no dict"),
    (Point(1, "a"), tuple[int, str], YES, "a named tuple is a tuple"),
    (np.zeros(2), npt.NDArray[np.float64], YES, "an array by its class"),
    (pl.col("a"), pl.Expr, YES, "an expression"),
    (pl.Series([1]), pl.Expr, NO, "a Series is none"),
    (pd.Timestamp("2024"), datetime, YES, "a subclass of datetime"),
]


@pytest.mark.parametrize("row", INSTANCES, ids=row_id)
def test_the_table_of_values_holds(row: tuple[object, object, bool, str]) -> None:
    value, annotation, expected, reason = row
    assert is_instance(value, annotation) is expected, reason
