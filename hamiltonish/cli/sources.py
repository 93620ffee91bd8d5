"""What the words after a command stand for: modules, names of nodes, and config.

Without a module among the words, those of ``[tool.hamiltonish]`` in the nearest ``pyproject.toml``
are meant, and its config.
"""

from __future__ import annotations

import importlib.util
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hamiltonish.cli.importing import is_path, sources_of
from hamiltonish.errors import ArgumentError
from hamiltonish.errors.tracebacks import tidy

if TYPE_CHECKING:
    from hamiltonish.driver import Driver
    from hamiltonish.graph import Graph

__all__ = ["Asked", "Project", "asked", "modules_only", "pairs", "value_of"]


@dataclass(frozen=True, slots=True)
class Project:
    """What ``[tool.hamiltonish]`` of ``pyproject.toml`` says.

    Attributes:
        folder: The folder of the file; paths in it begin there.
        modules: The modules that commands are about when they name none.
        config: The config of these modules; what a command gives is added.
    """

    folder: Path
    modules: tuple[str, ...] = ()
    config: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def here(cls) -> Project:
        """Read the nearest ``pyproject.toml`` that says something, from here upwards.

        Raises:
            ArgumentError: If what it says is not understood.
        """
        here = Path.cwd()
        for folder in (here, *here.parents):
            path = folder / "pyproject.toml"
            if path.is_file():
                return cls._read(path)
        return cls(here)

    @classmethod
    def _read(cls, path: Path) -> Project:
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ArgumentError(path.name, f"it is no TOML ({error})") from error
        section = said.get("tool", {}).get("hamiltonish", {})
        modules, config = section.get("modules", []), section.get("config", {})
        texts = isinstance(modules, list) and all(isinstance(one, str) for one in modules)
        if not texts or not isinstance(config, dict):
            hint = '`modules = ["features.py"]`, and `config = { key = "value" }`.'
            raise ArgumentError(path.name, "`[tool.hamiltonish]` holds something else", hint)
        return cls(path.parent, tuple(modules), config)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command is about.

    Attributes:
        sources: Modules and functions, imported.
        names: Names of nodes.
        config: The config.
        words: The words that the sources come from.
    """

    sources: tuple[object, ...]
    names: tuple[str, ...]
    config: Mapping[str, object]
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        """The words that the sources come from, as one writes them."""
        return " ".join(self.words)

    def graph(self) -> Graph:
        """Build the graph.

        Raises:
            GraphError: If the sources do not make one.
        """
        from hamiltonish.graph import Graph

        return Graph(*self.sources, config=self.config)

    def driver(self, **options: object) -> Driver:
        """Make a driver of the sources, with other options of `Driver`.

        Raises:
            GraphError: If the sources do not make a graph.
        """
        from hamiltonish.driver import Driver

        return Driver(*self.sources, config=self.config, **options)  # type: ignore[arg-type]


def asked(words: Sequence[str] | None, config: Iterable[str] | None = None) -> Asked:
    """Tell modules from names of nodes, and import the modules.

    The first word is a module, and so are those after it that are paths. If ``pyproject.toml``
    names modules, the first word is a module only if it is a path, or a dotted name of one.

    Args:
        words: The words after the command; names may be separated by commas.
        config: Pairs ``key=value``.

    Raises:
        ArgumentError: If there is no module.
        Exception: Whatever a module raises when it is imported.
    """
    with tidy:
        words, project = words or (), Project.here()
        count = 0
        while count < len(words) and is_path(words[count]):
            count += 1
        if count == 0 and words and (not project.modules or _is_module(words[0])):
            count = 1
        names = [name.strip() for word in words[count:] for name in word.split(",")]
        return _asked(words[:count], [name for name in names if name], config, project)


def modules_only(
    words: Sequence[str] | None,
    config: Iterable[str] | None = None,
    *,
    on_failure: Callable[[str, Exception], None] | None = None,
) -> Asked:
    """Import modules: each of the words is one.

    Args:
        words: The words after the command.
        config: Pairs ``key=value``.
        on_failure: Is told of a module that does not import, which is left out then.

    The errors are those of `asked`.
    """
    with tidy:
        return _asked(words or (), (), config, Project.here(), on_failure)


def _asked(
    words: Sequence[str],
    names: Sequence[str],
    config: Iterable[str] | None,
    project: Project,
    on_failure: Callable[[str, Exception], None] | None = None,
) -> Asked:
    given, folder = pairs(config, "--config"), None
    if not words:
        words, folder, given = project.modules, project.folder, {**project.config, **given}
    if not words:
        hint = 'in pyproject.toml, below `[tool.hamiltonish]`: `modules = ["features.py"]`.'
        raise ArgumentError("MODULE", "none is named", hint)
    sources: dict[object, None] = {}
    for word in words:
        try:
            sources.update(dict.fromkeys(sources_of(word, folder)))
        except Exception as error:
            if on_failure is None or isinstance(error, ArgumentError):
                raise
            on_failure(word, error)
    return Asked(tuple(sources), tuple(names), given, tuple(words))


def _is_module(word: str) -> bool:
    """Whether a dotted name begins with a package that can be imported."""
    first, dot, _ = word.partition(".")
    return bool(dot) and first.isidentifier() and importlib.util.find_spec(first) is not None


# -- values --------------------------------------------------------------------------------------


def pairs(items: Iterable[str] | None, option: str) -> dict[str, object]:
    """Read pairs ``key=value``, the values as JSON where they are JSON, else as text.

    Raises:
        ArgumentError: If one is no pair, or a key is given twice.

    Example:
        >>> pairs(["rate=0.2", "region=uk", "days=[7, 30]", "name='7'"], "--value")
        {'rate': 0.2, 'region': 'uk', 'days': [7, 30], 'name': '7'}
    """
    found: dict[str, object] = {}
    for item in items or ():
        key, equals, text = item.partition("=")
        if not equals or not key:
            raise ArgumentError(item, f"`{option}` takes a pair", f"`{option} key=value`.")
        if key in found:
            raise ArgumentError(item, f"`{key}` is given twice")
        found[key] = value_of(text)
    return found


def value_of(text: str) -> object:
    """Read a value: a number, ``true``, ``false``, ``null``, other JSON, or the text itself.

    Example:
        >>> value_of("1e-3"), value_of("true"), value_of("null"), value_of("uk"), value_of('"7"')
        (0.001, True, None, 'uk', '7')
    """
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1]
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError:
        return text
    return found
