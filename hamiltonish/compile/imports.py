"""The imports of a script: the modules of functions, and what a constant needs to be written."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import MethodType, ModuleType
from typing import Any

from hamiltonish.compile.calls import is_literal
from hamiltonish.compile.names import Names, quoted

__all__ = ["Imports"]


class Imports:
    """Modules by the names that a script has for them.

    Args:
        names: The names of the script.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._modules: dict[str, str] = {}
        self._aliased: set[str] = set()

    def library(self, name: str, alias: str) -> str:
        """Import a library by the name that everyone uses."""
        if name not in self._modules:
            self._modules[name] = self._names.local(alias)
            self._aliased.add(name)
        return self._modules[name]

    def module(self, name: str) -> str:
        """Import a module, by the last part of its name."""
        if name not in self._modules:
            self._modules[name] = self._names.local(name.rpartition(".")[2])
        return self._modules[name]

    def text_of(self, content: object) -> str | None:
        """Write a function, a class or a constant; None if it can be neither imported nor written.

        Example:
            >>> from hamiltonish.compile.names import Names
            >>> imports = Imports(Names())
            >>> imports.text_of(sys.getsizeof), imports.text_of((1, [2.5])), imports.lines()
            ('sys.getsizeof', '(1, [2.5])', ['import sys'])
        """
        if is_literal(content):
            return quoted(content) if isinstance(content, str) else repr(content)
        kind: Any = type(content)
        if isinstance(content, Enum):
            home = self.text_of(kind)
            return None if home is None else f"{home}.{content.name}"
        if kind in (date, datetime, timedelta):
            text = repr(content)  # such as `datetime.date(2024, 2, 29)`
            return self.module("datetime") + text.removeprefix("datetime")
        if kind is Decimal:
            return f"{self.module('decimal')}.{content!r}"
        if kind in (list, tuple, set, dict):
            return self._collection(content)
        if isinstance(content, MethodType):
            home = self.text_of(content.__self__)
            return None if home is None else f"{home}.{content.__name__}"
        return self._imported(content) or self._instance(content)

    def _collection(self, content: Any) -> str | None:
        if isinstance(content, dict):
            pairs = [(self.text_of(key), self.text_of(one)) for key, one in content.items()]
            if any(None in pair for pair in pairs):
                return None
            return f"{{{', '.join(f'{key}: {one}' for key, one in pairs)}}}"
        texts = [text for text in map(self.text_of, content) if text is not None]
        if len(texts) < len(content):
            return None
        inner = ", ".join(texts)
        if isinstance(content, tuple):
            return f"({inner},)" if len(texts) == 1 else f"({inner})"
        if isinstance(content, set):
            return f"{{{inner}}}" if texts else "set()"
        return f"[{inner}]"

    def _imported(self, content: Any) -> str | None:
        """Find something by its module and qualified name, if it is what is there."""
        module = getattr(content, "__module__", None)
        path = getattr(content, "__qualname__", None)
        if not isinstance(module, str) or not isinstance(path, str) or module == "__main__":
            return None
        found: Any = sys.modules.get(module)
        if not isinstance(found, ModuleType):
            return None
        for name in path.split("."):
            found = getattr(found, name, None)
        if found is not content:
            return None
        return path if module == "builtins" else f"{self.module(module)}.{path}"

    def _instance(self, content: Any) -> str | None:
        """Find an object in the module of its class; or write a dataclass as it is made."""
        kind = type(content)
        module = sys.modules.get(kind.__module__)
        if module is None or isinstance(content, type):
            return None
        for name, found in vars(module).items():
            if found is content and kind.__module__ not in ("__main__", "builtins"):
                return f"{self.module(kind.__module__)}.{name}"
        if not is_dataclass(content) or hasattr(kind, "__post_init__"):
            return None
        names = [field.name for field in fields(content)]
        if not all(field.init for field in fields(content)) or set(_state_of(content)) - {*names}:
            return None
        home, texts = self.text_of(kind), [self.text_of(getattr(content, name)) for name in names]
        if home is None or None in texts:
            return None
        pairs = zip(names, texts, strict=True)
        return f"{home}({', '.join(f'{name}={text}' for name, text in pairs)})"

    def lines(self) -> list[str]:
        """Write the imports: those of the standard library, then all others."""
        groups: tuple[list[str], list[str]] = ([], [])
        for module, name in sorted(self._modules.items()):
            package, _, last = module.rpartition(".")
            alias = "" if name == last else f" as {name}"
            is_import = module in self._aliased or not package
            line = (
                f"import {module}{alias}" if is_import else f"from {package} import {last}{alias}"
            )
            groups[module.partition(".")[0] not in sys.stdlib_module_names].append(line)
        standard, others = (sorted(group, key=lambda line: line[:4] == "from") for group in groups)
        return [*standard, *([""] if standard and others else []), *others]


def _state_of(content: object) -> dict[str, object]:
    """List what an object has beside slots."""
    return getattr(content, "__dict__", {})
