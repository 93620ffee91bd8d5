"""Random programs that import Hamilton, in many layouts, and note what they see."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.migrate.doors import MODULES, names_of

_ASIDES = (
    "# hamilton.driver is mentioned",
    "text = 'hamilton.driver.Driver'  # a text",
    "x = [ 1,2 , 3 ]   # not as a formatter would have it",
    "def shadow(driver, hamilton=1):\n    seen.append((driver, hamilton))\nshadow('a')",
    "class Shadow:\n    base = 'b'\n    seen.append(base)",
    "seen.append(dict(driver=1, tag=2)['driver'])",
    '"""\nfrom hamilton import driver\n"""',
)


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in lines.split("\n"))


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Draw a program: import statements with uses of what they import, and other lines between."""
    pieces: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([_from_package, _from_module, _module_as, _dotted, _several]))
        statement, reads = kind(draw, number)
        lines = [statement, *(f"seen.append({read})" for read in draw(st.permutations(reads)))]
        lines.insert(draw(st.integers(1, len(lines))), draw(st.sampled_from(_ASIDES)))
        pieces.append(_placed(draw, "\n".join(lines), number))
    text = "\n".join(pieces) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _placed(draw: st.DrawFn, lines: str, number: int) -> str:
    """Put a piece at the top, in a function, a branch, or a `try`."""
    where = draw(st.sampled_from(["top", "function", "if", "try", "lambda"]))
    if where == "function":
        return f"def f{number}():\n{_indented(lines)}\nf{number}()"
    if where == "if":
        return f"if True:\n{_indented(lines)}"
    if where == "try":
        return f"try:\n{_indented(lines)}\nfinally:\n    pass"
    if where == "lambda":
        return f"{lines}\n[1 for _ in range(2) if (lambda: True)()]"
    return lines


_comments = st.sampled_from(["", "", "  # noqa: F401", "  # a comment, (with) commas"])


def _laid_out(draw: st.DrawFn, module: str, names: list[str]) -> str:
    """Write a ``from`` import in one of the layouts that people use."""
    head, layout = f"from {module} import ", draw(st.integers(0, 5))
    if layout == 0:
        return head + ", ".join(names) + draw(_comments)
    if layout == 1:
        return f"{head}({', '.join(names)}{draw(st.sampled_from(['', ',']))})" + draw(_comments)
    if layout == 2:
        return head + ", \\\n        ".join(names)
    if layout == 3:
        return head + ", ".join(names) + "; y = 1"
    opening = f"{head}({draw(_comments)}\n"
    if layout == 4:
        lines = [f"    {name},{draw(_comments)}" for name in names]
        if draw(st.booleans()):
            lines[-1] = f"    {names[-1]}{draw(_comments)}"
        if draw(st.booleans()):
            lines.insert(draw(st.integers(0, len(lines))), "    # a line of its own")
        return opening + "\n".join(lines) + "\n)" + draw(_comments)
    pairs = [names[start : start + 2] for start in range(0, len(names), 2)]
    lines = [f"    {', '.join(pair)},{draw(_comments)}" for pair in pairs]
    return opening + "\n".join(lines) + draw(st.sampled_from(["\n)", ")"])).replace(")", "\n)", 1)


def _some(draw: st.DrawFn, among: Any, *, least: int = 1) -> list[str]:
    return draw(st.lists(st.sampled_from(sorted(among)), min_size=least, max_size=4, unique=True))


def _from_package(draw: st.DrawFn, number: int) -> tuple[str, list[str]]:
    """``from hamilton import driver``, and uses with dots."""
    package = draw(st.sampled_from(["", "plugins"]))
    depth = package.count(".") + (2 if package else 1)
    inside = [m for m in MODULES if m.startswith(package) and m.count(".") == depth - 1]
    modules = [m for m in _some(draw, inside) if m != "plugins"] or ["plugins.h_polars"]
    if modules == ["plugins.h_polars"]:
        package = "plugins"
    written, reads = [], []
    for module in modules:
        last = module.rpartition(".")[2]
        bound = draw(st.sampled_from([last, f"{last}{number}"]))
        written.append(last if bound == last else f"{last} as {bound}")
        reads += [f"{bound}.{name}" for name in _some(draw, names_of(module), least=0)]
    root = f"hamilton.{package}" if package else "hamilton"
    return _laid_out(draw, root, written), reads


def _from_module(draw: st.DrawFn, number: int) -> tuple[str, list[str]]:
    """``from hamilton.driver import Driver``."""
    module = draw(st.sampled_from([m for m in MODULES if names_of(m)]))
    written, reads = [], []
    for name in _some(draw, names_of(module)):
        bound = draw(st.sampled_from([name, f"{name}{number}"]))
        written.append(name if bound == name else f"{name} as {bound}")
        reads.append(bound)
    return _laid_out(draw, f"hamilton.{module}", written), reads


def _module_as(draw: st.DrawFn, number: int) -> tuple[str, list[str]]:
    """``import hamilton.driver as d``."""
    module = draw(st.sampled_from([m for m in MODULES if names_of(m)]))
    reads = [f"m{number}.{name}" for name in _some(draw, names_of(module), least=0)]
    return f"import hamilton.{module} as m{number}" + draw(_comments), reads


def _dotted(draw: st.DrawFn, number: int) -> tuple[str, list[str]]:
    """``import hamilton.driver``, and uses with all the dots, of other modules as well."""
    module = draw(st.sampled_from([m for m in MODULES if names_of(m)]))
    known = [f"hamilton.{m}.{name}" for m in MODULES for name in sorted(names_of(m))]
    reads = _some(draw, known, least=0)
    return f"import hamilton.{module}" + draw(_comments), reads


def _several(draw: st.DrawFn, number: int) -> tuple[str, list[str]]:
    """``import hamilton.driver, hamilton.base as b``."""
    first, reads = _dotted(draw, number)
    second, more = _module_as(draw, number)
    first = first.partition("  #")[0]
    return f"{first}, {second.partition('  #')[0].removeprefix('import ')}", [*reads, *more]
