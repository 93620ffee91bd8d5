"""The annotations of a function as types: texts evaluated, wherever their names come from."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import FunctionType, GenericAlias
from typing import TYPE_CHECKING, Any, ForwardRef, Literal, TypeAlias, Union, cast, get_origin

from hamiltonish.annotations.wrappers import is_union

if TYPE_CHECKING:
    from hamiltonish.annotations.checking import CheckerName


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An annotation that stays a text, because a name in it cannot be had; it fits everything.

    Attributes:
        text: The annotation as written.
    """

    text: str


Cache: TypeAlias = dict[Any, Any]
"""What one build has evaluated already; opaque, and good for as long as the functions live."""

_Found: TypeAlias = dict[str, tuple[Any, bool]]
"""What texts evaluate to, each with whether it is right."""


def resolve_annotations(
    function: FunctionType, *, cache: Cache | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Return the annotations of a function as types.

    A name is looked for where Python would: among the type parameters and the variables around the
    function, in its module, among the builtins. Then where a type checker would: in the class
    around it, and among the names that its file binds under `if TYPE_CHECKING:`, which are
    imported. Of those, what cannot be had becomes `Unresolved`.

    Args:
        function: The function itself, without wrappers around it.
        cache: A dictionary that one build passes for all its functions, empty at first, so that
            each text of a module is evaluated once and each file read once.

    Returns:
        The annotations by parameter, with `"return"`; they may be the function's own and are not to
        be changed. Then the names of those parameters whose annotation is wrong: it names what is
        nowhere, or cannot be evaluated. Their annotations are, or contain, `Unresolved`.

    Example:
        >>> def speed(distance: "float") -> "list[Metre]": ...
        >>> resolve_annotations(speed)
        ({'distance': <class 'float'>, 'return': Unresolved(text='list[Metre]')}, ['return'])
    """
    try:
        annotations = function.__annotations__
    except (NameError, AttributeError, TypeError):  # Python 3.14 evaluates them only here
        annotations = _partly_evaluated(function)
    for annotation in annotations.values():
        # Nearly all annotations are classes, and 100,000 functions come through here.
        if not isinstance(annotation, type) and _is_deferred(annotation):
            return _resolved(function, annotations, {} if cache is None else cache)
    return annotations, []


def _partly_evaluated(function: FunctionType) -> dict[str, Any]:
    """Return annotations of which some cannot be evaluated, as Python 3.14 can."""
    if sys.version_info < (3, 14):
        raise AssertionError("before Python 3.14 annotations are evaluated or texts")
    from annotationlib import Format, get_annotations

    try:
        return cast("dict[str, Any]", get_annotations(function, format=Format.FORWARDREF))
    except (AttributeError, TypeError):  # such as `pl.Exprr`: the names are there, the rest is not
        return cast("dict[str, Any]", get_annotations(function, format=Format.STRING))


def _is_deferred(annotation: Any) -> bool:
    """Tell whether an annotation is, or contains, a text that is to be evaluated."""
    if isinstance(annotation, (str, ForwardRef)):
        return True
    if isinstance(annotation, type):
        return False
    arguments = getattr(annotation, "__args__", None)
    if not isinstance(arguments, tuple):
        return False
    for argument in arguments:
        if not isinstance(argument, type) and _is_deferred(argument):
            return get_origin(annotation) is not Literal
    return False


def _resolved(
    function: FunctionType, annotations: dict[str, Any], cache: Cache
) -> tuple[dict[str, Any], list[str]]:
    namespace = function.__globals__
    # The globals are kept beside what was found in them: an id is theirs only while they live.
    module = cache.get(id(namespace))
    if module is None:
        module = cache[id(namespace)] = _Module(namespace)
    names = _names_around(function)
    found: _Found = {} if names else module.found_around(function)
    types: dict[str, Any] = {}
    failing: list[str] = []
    evaluation: _Evaluation | None = None
    for name, annotation in annotations.items():
        known = found.get(annotation) if type(annotation) is str else None
        if known is None:
            evaluation = evaluation or _Evaluation(
                function.__code__.co_filename, function.__qualname__, module, names, found
            )
            known = evaluation.resolve(annotation)
        types[name] = known[0]
        if not known[1]:
            failing.append(name)
    return types, failing


def _names_around(function: FunctionType) -> dict[str, Any]:
    """Return the names that a function sees and its module does not, by value."""
    cells, parameters = function.__closure__, getattr(function, "__type_params__", ())
    if not cells and not parameters:
        return {}
    names: dict[str, Any] = {variable.__name__: variable for variable in parameters}
    for name, cell in zip(function.__code__.co_freevars, cells or (), strict=True):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return names


def _class_names(qualname: str, module_names: dict[str, Any]) -> dict[str, Any]:
    """Return the names in the body of the class around a function, if its module has that class."""
    path = qualname.split(".")[:-1]
    if not path:
        return {}
    owner = module_names.get(path[0])
    for name in path[1:]:
        owner = getattr(owner, name, None)
    if not isinstance(owner, type):
        return {}
    parameters = getattr(owner, "__type_params__", ())
    return {**vars(owner), **{variable.__name__: variable for variable in parameters}}


@dataclass(slots=True)
class _Module:
    """What is known of a module while a graph is built: types by text, names for checkers by file.

    The one thing here that changes; it lives in the cache that the caller passes.
    """

    names: dict[str, Any]
    found: dict[tuple[str, str], _Found] = field(default_factory=dict)
    files: dict[str, dict[str, CheckerName]] = field(default_factory=dict)

    def found_around(self, function: FunctionType) -> _Found:
        """Return what texts mean in a file and class: there, equal texts are equal types."""
        place = (function.__code__.co_filename, function.__qualname__.rpartition(".")[0])
        found = self.found.get(place)
        if found is None:
            found = self.found[place] = {}
        return found

    def names_for_checkers(self, filename: str) -> dict[str, CheckerName]:
        """Return what a file binds under `if TYPE_CHECKING:`, reading the file once."""
        if filename not in self.files:
            from hamiltonish.annotations import checking

            self.files[filename] = checking.checker_names(filename, self.names)
        return self.files[filename]


@dataclass(slots=True)
class _Evaluation:
    """The evaluation of one function's annotations; each result comes with whether it is right."""

    filename: str
    qualname: str
    module: _Module
    names: dict[str, Any]
    found: _Found

    def resolve(self, annotation: Any) -> tuple[Any, bool]:
        """Evaluate the texts in an annotation, at any depth."""
        if isinstance(annotation, ForwardRef):
            annotation = annotation.__forward_arg__
        if isinstance(annotation, str):
            if annotation not in self.found:
                # An alias may name itself in quotes: where it does, it stays a text.
                self.found[annotation] = (Unresolved(annotation), True)
                self.found[annotation] = self._evaluated(annotation)
            return self.found[annotation]
        if not _is_deferred(annotation):
            return annotation, True
        inside = [self.resolve(argument) for argument in annotation.__args__]
        arguments = tuple(argument for argument, _ in inside)
        return _with_arguments(annotation, arguments), all(is_right for _, is_right in inside)

    def _evaluated(self, text: str) -> tuple[Any, bool]:
        try:
            # Importing pyspark.pandas makes the classes of pandas generic, in its own classes.
            if "[" in text and "pyspark.pandas" in sys.modules:
                return self._evaluated_as_by_checkers(text)
            try:
                value = eval(text, self.module.names, self.names)
            except (NameError, TypeError):
                return self._evaluated_as_by_checkers(text)
        except (NameError, AttributeError, TypeError, SyntaxError, ValueError, LookupError):
            return Unresolved(text), False
        return self.resolve(value)

    def _evaluated_as_by_checkers(self, text: str) -> tuple[Any, bool]:
        # Imported only here: most programs need nothing of it, and all would wait for it.
        from hamiltonish.annotations import checking

        around = {**_class_names(self.qualname, self.module.names), **self.names}
        file_names = self.module.names_for_checkers(self.filename)
        scope = checking.CheckerScope(around, module=self.module.names, file_names=file_names)
        try:
            return self.resolve(checking.evaluated(text, scope))
        except checking.ForCheckersOnlyError:
            return Unresolved(text), True


def _with_arguments(annotation: Any, arguments: tuple[Any, ...]) -> Any:
    """Return a generic type or union with other arguments."""
    if is_union(annotation):
        return Union[arguments]  # noqa: UP007  # of a number known at run time
    if isinstance(annotation, GenericAlias):
        return GenericAlias(annotation.__origin__, arguments)  # type: ignore[arg-type]  # a class
    return annotation.copy_with(arguments)
