"""Whether a type, or a value, is allowed where another type is asked: the ordinary typing rules.

Where a rule cannot be decided from the classes alone the answer is yes: a graph is refused only
when it is wrong. Nothing here knows dataframes; what columns may feed stands in `feeds`.
"""

from collections import abc
from collections.abc import Sequence
from enum import Enum, Flag
from typing import (
    Any,
    Concatenate,
    ForwardRef,
    Never,
    NoReturn,
    ParamSpec,
    Self,
    TypeVar,
    get_origin,
)

from hamiltonish.annotations.generics import arguments_as, element_of, parameters_of
from hamiltonish.annotations.members import (
    field_types,
    has_member,
    is_protocol,
    is_typed_dict,
    protocol_members,
    required_keys,
)
from hamiltonish.annotations.resolve import Unresolved
from hamiltonish.annotations.wrappers import Constant, alternatives_of, is_new_type, unwrapped

_Pairs = frozenset[tuple[Any, Any]]

# A pair of types that is met again inside itself holds if all else does. A type that grows with
# each step never is met again: at this depth it is taken to hold as well.
_DEEPEST = 24

# What fits, beyond its subclasses, where a number is asked: PEP 484 says so, and everyone does it.
_PROMOTED: dict[type, tuple[type, ...]] = {float: (int,), complex: (int, float)}

# The same for the scalars of NumPy and those who follow it, by the kind of their dtype.
_NUMPY_KINDS: dict[type, str] = {bool: "b", int: "biu", float: "biuf", complex: "biufc"}


def is_assignable(source: object, target: object) -> bool:
    """Tell whether a value of one type is allowed where another type is asked.

    Args:
        source: The type of the value, such as a return annotation.
        target: The type that is asked for, such as a parameter's annotation.

    Returns:
        Whether the typing rules allow it; yes where they cannot tell.

    Example:
        >>> is_assignable(bool, float), is_assignable(float, int)
        (True, False)
        >>> is_assignable(list[int], Sequence[float]), is_assignable(list[int], list[float])
        (True, False)
        >>> is_assignable(int | None, int)
        False
    """
    return _fits(source, target, frozenset())


def is_instance(value: object, annotation: object) -> bool:
    """Tell whether a value is allowed where a type is asked, without looking into containers.

    Args:
        value: Any value; a NumPy scalar counts as the Python scalar of its kind.
        annotation: The type that is asked for. Of a generic type only the class is compared, of a
            fixed tuple the length too, of a typed dict the required keys, of a protocol the names.

    Returns:
        Whether the value is allowed; yes where it cannot be told.

    Example:
        >>> is_instance(1, float), is_instance(1.5, int), is_instance([1], list[str])
        (True, False, True)
    """
    annotation = unwrapped(annotation, through_new_types=True)
    alternatives = alternatives_of(annotation)
    if alternatives[0] is not annotation:
        return any(is_instance(value, alternative) for alternative in alternatives)
    if isinstance(annotation, Constant):
        return type(value) is annotation.kind and bool(value == annotation.value)
    if annotation is Never or annotation is NoReturn:
        return False
    origin, arguments = _parts(annotation)
    if origin is Any or not isinstance(origin, type):
        return True
    if is_typed_dict(origin):
        return isinstance(value, dict) and required_keys(origin) <= value.keys()
    if is_protocol(origin):
        own = getattr(value, "__dict__", {})
        members = protocol_members(origin)
        return all(name in own or has_member(type(value), name) for name in members)
    if origin is type and arguments:
        return isinstance(value, type) and is_assignable(value, arguments[0])
    if isinstance(value, tuple) and _is_fixed_tuple(origin, arguments):
        return arguments is not None and len(value) == len(arguments)
    return _is_plain_instance(value, origin)


def _is_plain_instance(value: object, annotation: type) -> bool:
    if isinstance(value, (annotation, *_PROMOTED.get(annotation, ()))):
        return True
    # The class is asked first: `shape` may be costly to compute for what is no array at all.
    if annotation not in _NUMPY_KINDS or not hasattr(type(value), "dtype"):
        return False
    if getattr(value, "shape", None) != ():
        return False
    return getattr(getattr(value, "dtype", None), "kind", "") in tuple(_NUMPY_KINDS[annotation])


def _is_fixed_tuple(origin: Any, arguments: tuple[Any, ...] | None) -> bool:
    if origin is not tuple or arguments is None or ... in arguments:
        return False
    return not any(getattr(argument, "__unpacked__", False) for argument in arguments)


def _fits(source: Any, target: Any, open_pairs: _Pairs) -> bool:
    """Decide a pair of types, while the pairs in `open_pairs` are being decided around it."""
    source, target = unwrapped(source), unwrapped(target)
    if source is target or _is_lenient(source) or _is_lenient(target) or target is object:
        return True
    if source is Never or source is NoReturn:
        return True
    if target is Never or target is NoReturn:
        return False
    pair = (source, target)
    try:
        is_open = pair in open_pairs
    except TypeError:  # not hashable, and so no type that is known here
        return True
    if is_open or len(open_pairs) > _DEEPEST:
        return True
    open_pairs |= {pair}
    if isinstance(source, TypeVar) or isinstance(target, TypeVar):
        return _fits_variables(source, target, open_pairs)
    return _fits_alternatives(source, target, open_pairs)


def _is_lenient(annotation: Any) -> bool:
    """Tell whether a type says nothing that could be wrong."""
    if isinstance(annotation, type):
        return annotation is Any or Any in annotation.__mro__  # a mock is a subclass of Any
    return annotation is Any or isinstance(annotation, (Unresolved, str, ForwardRef, ParamSpec))


def _fits_variables(source: Any, target: Any, open_pairs: _Pairs) -> bool:
    """Decide a pair with a type variable in it, of which nothing but the bounds is known."""
    if isinstance(target, TypeVar):
        bounds = target.__constraints__ or (target.__bound__ or Any,)
        return any(_fits(source, bound, open_pairs) for bound in bounds)
    bounds = source.__constraints__ or (source.__bound__ or Any,)
    # The variable may stand for any type below its bound, and so for one that fits.
    return any(
        _fits(bound, target, open_pairs) or _fits(target, bound, open_pairs) for bound in bounds
    )


def _fits_alternatives(source: Any, target: Any, open_pairs: _Pairs) -> bool:
    """Decide a pair by its unions and literals: each that is given must fit one that is asked."""
    given = alternatives_of(source)
    if given[0] is not source:
        return all(_fits(one, target, open_pairs) for one in given)
    asked = alternatives_of(target)
    if asked[0] is not target:
        if any(_fits(source, one, open_pairs) for one in asked):
            return True
        constants = _constants_of(source)
        return bool(constants) and all(_fits(one, target, open_pairs) for one in constants)
    if isinstance(source, Constant):
        return source == target or (
            not isinstance(target, Constant) and _fits(source.kind, target, open_pairs)
        )
    if isinstance(target, Constant):
        return False
    # Plain floats are no metres. What runs cannot tell them apart, what is written can.
    if is_new_type(source):
        return _fits(source.__supertype__, target, open_pairs)
    if is_new_type(target):
        return False
    return _fits_generic(source, target, open_pairs)


def _constants_of(annotation: Any) -> tuple[Constant, ...]:
    """Return the values of a type that has few: `bool` fits `Literal[True, False]`."""
    if annotation is bool:
        return Constant(bool, True), Constant(bool, False)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        members = () if issubclass(annotation, Flag) else tuple(annotation)
        return tuple(Constant(type(member), member) for member in members)
    return ()


def _parts(annotation: Any) -> tuple[Any, tuple[Any, ...] | None]:
    """Split a type into its class and its arguments; `None` for those of a bare class."""
    origin = get_origin(annotation)
    if origin is None:
        return annotation, None
    return origin, getattr(annotation, "__args__", None)


def _fits_generic(source: Any, target: Any, open_pairs: _Pairs) -> bool:
    """Decide a pair of classes, bare or with arguments."""
    origin, arguments = _parts(source)
    wanted, wanted_arguments = _parts(target)
    if origin is Self or wanted is Self:
        return True
    if not isinstance(origin, type) or not isinstance(wanted, type):
        return True  # not a type that is known here
    if is_typed_dict(wanted):
        return is_typed_dict(origin) and _fits_typed_dict(origin, wanted, open_pairs)
    if is_typed_dict(origin):
        origin, arguments = abc.Mapping, (str, object)
    if wanted is type and wanted_arguments and issubclass(origin, type):
        return arguments is None or _fits(arguments[0], wanted_arguments[0], open_pairs)
    if wanted is abc.Callable:  # type: ignore[comparison-overlap]  # a class at run time
        return _fits_callable(origin, arguments, wanted_arguments, open_pairs)
    if is_protocol(wanted) and wanted not in origin.__mro__:
        # A class, as a value, has the members of its metaclass and its own ones: not looked into.
        return issubclass(origin, type) or all(
            has_member(origin, name) for name in protocol_members(wanted)
        )
    if not _is_subclass(origin, wanted):
        return any(issubclass(origin, number) for number in _PROMOTED.get(wanted, ()))
    if wanted_arguments is None:
        return True
    given = arguments_as(origin, arguments, wanted)
    return given is None or _fits_arguments(given, wanted_arguments, wanted, open_pairs)


def _is_subclass(origin: type, wanted: type) -> bool:
    try:
        return issubclass(origin, wanted)
    except TypeError:  # a class whose metaclass does not allow the question
        return wanted in origin.__mro__


def _fits_arguments(
    given: tuple[Any, ...], asked: tuple[Any, ...], origin: type, open_pairs: _Pairs
) -> bool:
    """Decide the arguments of one class, each by the variance of its parameter."""
    if origin is tuple:
        return _fits_tuple(given, asked, open_pairs)
    if len(given) != len(asked):
        return True  # a class with a tuple of type variables
    parameters: Sequence[Any] = parameters_of(origin)
    if len(parameters) != len(given):
        parameters = [None] * len(given)
    pairs = zip(given, asked, parameters, strict=True)
    if origin.__name__ == "ndarray" and len(given) == 2:
        pairs = zip(given[1:], asked[1:], parameters[1:], strict=True)  # shapes say too little
    return all(_fits_parameter(one, other, by, open_pairs) for one, other, by in pairs)


def _fits_parameter(given: Any, asked: Any, parameter: Any, open_pairs: _Pairs) -> bool:
    if getattr(parameter, "__covariant__", False):
        return _fits(given, asked, open_pairs)
    if getattr(parameter, "__contravariant__", False):
        return _fits(asked, given, open_pairs)
    forth, back = _fits(given, asked, open_pairs), _fits(asked, given, open_pairs)
    if parameter is None or getattr(parameter, "__infer_variance__", False):
        return forth or back  # nobody has said which
    return forth and back


def _fits_tuple(given: tuple[Any, ...], asked: tuple[Any, ...], open_pairs: _Pairs) -> bool:
    if any(getattr(argument, "__unpacked__", False) for argument in (*given, *asked)):
        return True
    if len(asked) == 2 and asked[1] is ...:
        return _fits(element_of(given), asked[0], open_pairs)
    if len(given) == 2 and given[1] is ...:
        return given[0] is Any  # of any length, as `tuple` alone
    return len(given) == len(asked) and all(
        _fits(one, other, open_pairs) for one, other in zip(given, asked, strict=True)
    )


def _fits_callable(
    origin: type,
    given: tuple[Any, ...] | None,
    asked: tuple[Any, ...] | None,
    open_pairs: _Pairs,
) -> bool:
    if not _is_subclass(origin, abc.Callable):  # type: ignore[arg-type]  # it is a class all the same
        return False
    if origin is not abc.Callable or not given or not asked:  # type: ignore[comparison-overlap]
        return True  # a class that can be called: with what is not looked into
    if not _fits(given[-1], asked[-1], open_pairs):
        return False
    takes, passed = given[:-1], asked[:-1]
    if any(map(_is_any_number_of_parameters, (*takes, *passed))):
        return True
    return len(takes) == len(passed) and all(
        _fits(argument, parameter, open_pairs)
        for argument, parameter in zip(passed, takes, strict=True)
    )


def _is_any_number_of_parameters(item: Any) -> bool:
    return item is ... or isinstance(item, ParamSpec) or get_origin(item) is Concatenate


def _fits_typed_dict(source: type, target: type, open_pairs: _Pairs) -> bool:
    """Decide two typed dicts by their keys: the same types, required alike."""
    given, asked = field_types(source), field_types(target)
    required, wanted = required_keys(source), required_keys(target)
    return all(
        key in given
        and (key in required) == (key in wanted)
        and _fits(given[key], asked_type, open_pairs)
        and _fits(asked_type, given[key], open_pairs)
        for key, asked_type in asked.items()
    )
