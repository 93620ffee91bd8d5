"""The house rules that a machine can keep: layers, sizes, the public surface, who imports what."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import hamiltonish

PACKAGE = Path(hamiltonish.__file__).parent
DOCS = PACKAGE.parent / "docs"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("annotations", "bindings", "topology", "cards", "collector", "project"),
    ("fingerprints",),
    ("node", "checks"),
    ("signatures",),
    ("modifiers", "hooks", "frames", "render"),
    ("introspect", "rows"),
    ("assemble",),
    ("graph",),
    ("compile",),
    ("plan",),
    ("execute",),
    ("reach",),
    ("write", "comparison", "lineage", "fitted"),
    ("driver",),
    ("progress", "names", "stubs", "testing"),
    ("compat",),
    ("cli",),
    ("notebook", "__main__"),
    ("__init__",),
)
"""A module imports only from the layers before its own."""

OWNERS = {"narwhals": "narwhals", "pandas": "pandas", "polars": "polars", "pyarrow": "pyarrow"}
"""Each dataframe library, and the one file of `frames` that may import it."""

TOOLS = {
    "IPython": ("notebook.py",),
    "duckdb": ("frames/duckdb.py",),
    "graphviz": ("render/dot.py",),
    "hypothesis": ("testing/strategies.py",),
    "libcst": ("compat/migrate/source.py", "names/scopes.py"),
    "openlineage": ("lineage/emitting.py", "lineage/openlineage.py"),
    "pytest": ("testing/plugin.py",),
    "reportlab": ("render/pdf.py",),
    "rich": ("progress.py", "cli/"),
    "svglib": ("render/pdf.py",),
    "typer": ("cli/",),
    "typing_extensions": ("compile/function.py",),
}
"""Each library of an extra that is no dataframe library, and the files that may import it."""

FOREIGN = {
    "IPython",
    "cudf",
    "dask",
    "duckdb",
    "graphviz",
    "hypothesis",
    "ibis",
    "libcst",
    "modin",
    "narwhals",
    "numpy",
    "openlineage",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "pytest",
    "reportlab",
    "rich",
    "sqlframe",
    "svglib",
    "tqdm",
    "typer",
    "typing_extensions",
}

EVALUATING = {
    "annotations/checking.py",
    "annotations/resolve.py",
    "compile/function.py",
    "fingerprints/parsed.py",
}
"""The files that evaluate annotations, the one that compiles sources, without running them, to see
whether they are what runs, and the one that executes generated source; no other evaluates
anything."""

FILES = sorted(PACKAGE.rglob("*.py"))
_LONGEST = 420


def _part_of(module: str) -> str:
    """Name the part of the package that a module is in: a file or a folder at its top."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else "__init__"


def _module_of(file: Path) -> str:
    pieces = ["hamiltonish", *file.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(pieces[:-1] if pieces[-1] == "__init__" else pieces)


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports(file: Path) -> Iterator[tuple[int, str, str]]:
    """Yield every import of a file, wherever it stands: line, module, and name if there is one."""
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            for alias in node.names:
                yield node.lineno, node.module or "", alias.name


def _own_imports(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the modules of this package that a file imports."""
    modules = {_module_of(other) for other in FILES}
    for line, module, name in _imports(file):
        if module.partition(".")[0] == "hamiltonish":
            full = f"{module}.{name}"
            yield line, full if full in modules else module


def _rank() -> dict[str, int]:
    return {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


def test_every_part_of_the_package_stands_in_the_table_of_layers() -> None:
    parts = {_part_of(_module_of(file)) for file in FILES}
    assert parts == set(_rank())


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_a_module_imports_only_from_lower_layers(file: Path) -> None:
    rank, own = _rank(), _part_of(_module_of(file))
    wrong = [
        f"{file.name}:{line} imports {module}"
        for line, module in _own_imports(file)
        if _part_of(module) != own and rank[_part_of(module)] >= rank[own]
    ]
    assert wrong == []


def test_no_module_imports_in_a_circle() -> None:
    needs = {_module_of(file): {m for _, m in _own_imports(file)} for file in FILES}
    # A module of a folder loads the folder's `__init__` first; only what is written counts here.
    for module in needs:
        needs[module].discard(module)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(reversed(error.args[1]))}")


def test_the_table_of_layers_in_the_documentation_is_this_one() -> None:
    page = DOCS / "architecture.md"
    if not page.exists():
        pytest.skip("docs/architecture.md is not written yet")
    text = page.read_text(encoding="utf-8")
    shown = " → ".join(", ".join(layer) for layer in LAYERS)
    assert shown in re.sub(r"\s+", " ", text.replace("`", ""))


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_only_its_own_file_imports_a_dataframe_library(file: Path) -> None:
    for line, module, _ in _imports(file):
        root = module.partition(".")[0]
        if root in FOREIGN:
            place = f"{file.relative_to(PACKAGE)}:{line} imports {module}"
            if PACKAGE / "compat" in file.parents:
                continue  # a door makes what the peer makes of these libraries, when it is asked to
            if root in OWNERS:
                assert file == PACKAGE / "frames" / f"{OWNERS[root]}.py", place
            else:
                path = file.relative_to(PACKAGE).as_posix()
                assert path.startswith(TOOLS.get(root, ())), place


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_everything_else_imported_is_of_the_standard_library(file: Path) -> None:
    # `annotationlib` is of the standard library from Python 3.14 on; the other is a dependency.
    others = {"annotationlib", "typing_extensions"}
    known = {*sys.stdlib_module_names, *others, "hamiltonish", *TOOLS, *OWNERS}
    if PACKAGE / "compat" in file.parents:
        known |= FOREIGN
    assert {module.partition(".")[0] for _, module, _ in _imports(file)} <= known


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_all_is_there_once_sorted_and_true(file: Path) -> None:
    module = importlib.import_module(_module_of(file))
    assigned = [
        node
        for node in _tree(file).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    assert len(assigned) <= 1
    for node in assigned:
        names = ast.literal_eval(node.value)
        # The order of ruff's RUF022: constants, classes, functions, each by name.
        assert names == sorted(names, key=_all_order)
        assert len(set(names)) == len(names)
        assert all(hasattr(module, name) for name in names)


def _all_order(name: str) -> tuple[int, str]:
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1, name) if name[:1].isupper() else (2, name)


def test_the_public_surface_fits_on_a_screen() -> None:
    assert len(hamiltonish.__all__) <= 25
    public = {name for name in vars(hamiltonish) if not name.startswith("_")}
    parts = {_part_of(_module_of(file)) for file in FILES}
    assert public - parts - {"annotations"} == set(hamiltonish.__all__)


def test_every_public_name_has_a_docstring() -> None:
    for name in hamiltonish.__all__:
        value = getattr(hamiltonish, name)
        assert (value.__doc__ or "").strip(), name
        for key, member in vars(value).items() if isinstance(value, type) else ():
            if not key.startswith("_") and (callable(member) or isinstance(member, property)):
                assert (member.__doc__ or "").strip(), f"{name}.{key}"


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_source_is_executed_only_where_annotations_are_evaluated(file: Path) -> None:
    calls = [
        f"{file.name}:{node.lineno} calls {node.func.id}"
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("eval", "exec", "compile", "__import__")
    ]
    if file.relative_to(PACKAGE).as_posix() not in EVALUATING:
        assert calls == []


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_a_module_is_short_and_opens_with_one_sentence_on_what_it_holds(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= _LONGEST
    first = (ast.get_docstring(_tree(file)) or "").partition("\n")[0]
    assert first.endswith((".", "?")), f"{file.name}: {first!r}"


@pytest.mark.parametrize("file", FILES, ids=_module_of)
def test_nothing_prints_and_nothing_is_caught_in_vain(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{file.name}:{node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            assert caught, f"{file.name}:{node.lineno}: bare except"
            if caught in ("Exception", "BaseException") and not _has_reason(lines[node.lineno - 1]):
                assert any(isinstance(n, ast.Raise) for n in ast.walk(node)), (
                    f"{file}:{node.lineno}"
                )


def _has_reason(line: str) -> bool:
    """Whether an exception to the rule is marked as one, and says why."""
    return re.search(r"# noqa: BLE001\s+# \w+", line) is not None


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager"}
    chosen_by_a_peer = PACKAGE / "compat"
    files = (file for file in FILES if chosen_by_a_peer not in file.parents)
    assert [file for file in files if file.stem in vague] == []


def test_the_package_is_marked_as_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
