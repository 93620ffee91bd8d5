"""IPython: a cell that becomes a module of nodes and shows its picture, and short errors.

``%load_ext hamiltonish`` loads it.
"""

from __future__ import annotations

import argparse
import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import shlex
import symtable
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType, TracebackType
from typing import Any, NoReturn

from hamiltonish.annotations import Kind, form_of
from hamiltonish.cli.sources import pairs
from hamiltonish.driver import Driver
from hamiltonish.errors import ArgumentError, HamiltonishError
from hamiltonish.errors.tracebacks import tidy

__all__ = ["load_ipython_extension", "unload_ipython_extension"]

_MAGIC = "hamiltonish"
_ABOUT = """\
Make a module of the functions of a cell, a driver of the module, and show its graph.

Run it again to replace the module. The functions may use what the notebook has imported, its
functions, classes and constants; its data come by parameters.
"""
_MOST_BOXES = 60


def load_ipython_extension(shell: Any) -> None:
    """Add the magic ``%%hamiltonish``, and let errors of hamiltonish be shown short."""
    shell.register_magic_function(_magic_of(shell), "cell", _MAGIC)
    if not shell.custom_exceptions:  # somebody else may want to show errors
        shell.set_custom_exc((HamiltonishError,), _show_short)


def unload_ipython_extension(shell: Any) -> None:
    """Take the magic away, and let all errors be shown as before."""
    shell.magics_manager.magics["cell"].pop(_MAGIC, None)
    if shell.custom_exceptions == (HamiltonishError,):
        shell.set_custom_exc((), None)


class _Parser(argparse.ArgumentParser):
    """Reads the line of the magic."""

    def error(self, message: str) -> NoReturn:
        """Refuse a line without ending the process."""
        raise ArgumentError(self.prog, message, f"`{self.prog}?` tells what it takes.")


def _parser() -> _Parser:
    parser = _Parser(f"%%{_MAGIC}", add_help=False)
    add = parser.add_argument
    add("name", nargs="?", default="nodes", help="the module's name; nodes by default")
    many: Any = {"action": "append", "default": []}
    about = "a module, function, class, graph or driver to join; may be repeated"
    add("-w", "--with", dest="others", metavar="SOURCE", help=about, **many)
    about = "a value of the config; may be repeated"
    add("-c", "--config", metavar="KEY=VALUE", help=about, **many)
    about = "show only these nodes, separated by commas, and what they need"
    add("-s", "--show", metavar="NODES", help=about, **many)
    add("-d", "--driver", default="driver", help="the variable for the driver; driver by default")
    add("-q", "--quiet", action="store_true", help="show no picture")
    return parser


def _magic_of(shell: Any) -> Callable[[str, str], None]:
    """Make the magic of a shell."""
    parser = _parser()

    def magic(line: str, cell: str) -> None:
        with tidy:
            given = parser.parse_args(_words(line))
            for variable in (given.name, given.driver):
                if not variable.isidentifier():
                    raise ArgumentError(variable, "it is no name in Python")
            if given.name == given.driver:
                hint = "choose another name for one of them."
                raise ArgumentError(given.name, "the module and its driver need two names", hint)
            module = _made(shell, given.name, cell)
            sources = [_source(shell, word) for word in given.others]
            driver = Driver(module, *sources, config=pairs(given.config, "--config"))
            shell.push({given.name: module, given.driver: driver})
            if not given.quiet:
                _show(driver, [one for several in given.show for one in several.split(",")])

    magic.__doc__ = f"{_ABOUT}\n{parser.format_help()}"
    return magic


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:  # a quotation mark is left open
        raise ArgumentError(line, str(error).lower().rstrip(".")) from error


def _source(shell: Any, word: str) -> object:
    """Find what a word names: a variable of the notebook, else a module to be imported."""
    found = shell.user_ns.get(word, word)
    return found.graph if isinstance(found, Driver) else found


def _show(driver: Driver, names: Iterable[str]) -> None:
    """Show a graph, or some nodes of it and what they need; a large one as it shows itself."""
    from IPython.display import display

    show: Any = display
    graph = driver.graph
    wanted = [name.strip() for name in names if name.strip()]
    if wanted:
        graph = graph.subgraph(outputs=wanted)
    show(graph.view() if len(graph) <= _MOST_BOXES else graph)


# -- modules ---------------------------------------------------------------------------------------


class _Cell(importlib.abc.InspectLoader):
    """Loads a module from a cell, so that `inspect`, `pickle` and tracebacks find its lines."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file

    def get_source(self, fullname: str) -> str:
        return self._text

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self._text, self._file)


def _made(shell: Any, name: str, cell: str) -> ModuleType:
    """Make a module of a cell; under its name others can import it.

    Raises:
        ArgumentError: If there is another module of this name, or the cell reads data.
    """
    known = sys.modules.get(name)
    if not _is_cell(known) and (known is not None or importlib.util.find_spec(name) is not None):
        raise ArgumentError(name, "there is a module of this name already", "choose another name.")
    # The magic's own line is the first of the cell; places are told by the lines that one sees.
    text = f"\n{cell}"
    number = _number(shell)
    file = f"<ipython-input-{number}-{name}>.py"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    _numbers(shell)[file] = number
    loader = _Cell(text, file)
    spec = importlib.machinery.ModuleSpec(name, loader, origin=file)
    spec.has_location = True
    module = importlib.util.module_from_spec(spec)
    vars(module).update(_taken(shell.user_ns, text, file))
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        if known is None:
            del sys.modules[name]
        else:
            sys.modules[name] = known
        raise
    return module


def _numbers(shell: Any) -> dict[str, int]:
    """Give IPython's table of the numbers of cells, by the names that it gives them as files."""
    numbers: dict[str, int] = getattr(shell.compile, "_filename_map", {})
    return numbers


def _number(shell: Any) -> int:
    """Find the number of the cell that runs; IPython may have counted on already."""
    frame, numbers = sys._getframe(), _numbers(shell)
    while frame.f_back is not None and frame.f_code.co_filename not in numbers:
        frame = frame.f_back
    return int(numbers.get(frame.f_code.co_filename) or shell.execution_count)


def _is_cell(module: ModuleType | None) -> bool:
    spec = getattr(module, "__spec__", None)
    return isinstance(getattr(spec, "loader", None), _Cell)


def _taken(space: Mapping[str, Any], text: str, file: str) -> dict[str, Any]:
    """Take what a cell reads and does not define from the notebook, as it is now.

    Raises:
        ArgumentError: If that is data, which would make the functions depend on what they do not
            name.
    """
    taken = {}
    for name in _free_names(text, file):
        if name in space and not hasattr(builtins, name):
            value = space[name]
            if not _is_fixed(value):
                kind = type(value).__name__
                problem = f"it is a `{kind}` of the notebook, and functions take data by parameters"
                raise ArgumentError(name, problem, f"write a parameter `{name}`, or an import.")
            taken[name] = value
    return taken


def _is_fixed(value: object) -> bool:
    """Whether a value is no data: it has a hash, as what never changes has, and is no dataframe."""
    try:
        hash(value)
    except TypeError:
        return False
    form = form_of(type(value))
    return form.kind is Kind.VALUE or (form.kind is Kind.COLUMN and form.lazy)


def _free_names(text: str, file: str) -> Iterator[str]:
    """Yield the names that a text reads from around it."""
    module = symtable.symtable(text, file, "exec")
    defined = {one.get_name() for one in module.get_symbols() if _is_bound(one)}
    pending, seen = [module], set[str]()
    while pending:
        table = pending.pop()
        pending.extend(table.get_children())
        for one in table.get_symbols():
            reads = one.is_referenced() and (one.is_global() or table is module)
            if reads and one.get_name() not in defined | seen:
                seen.add(one.get_name())
                yield one.get_name()


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported()


# -- errors ----------------------------------------------------------------------------------------


def _show_short(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,  # noqa: ARG001  # IPython gives it by name
) -> list[str]:
    """Show an error of hamiltonish by its text and the line of the cell; no stack."""
    lines = [f"{kind.__name__}: {error}", *getattr(error, "__notes__", ())]
    cells = _numbers(shell)
    for frame in reversed(traceback.extract_tb(trace)):
        if frame.filename in cells and frame.line:
            if frame.line.startswith("get_ipython()"):
                break  # the text of the error says where in the cell it is
            lines.append(f"in line {frame.lineno} of cell {cells[frame.filename]}: {frame.line}")
            break
    shell._showtraceback(kind, error, lines)
    return lines
