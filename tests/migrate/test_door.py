"""What the rewriting knows of the door: read from the door itself."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from hamiltonish.compat.migrate import Door, open_door
from hamiltonish.compat.migrate.door import PACKAGE
from tests.migrate.doors import DOOR


@pytest.fixture
def door() -> Door:
    pytest.importorskip(f"{PACKAGE}.driver", reason="the door is not there yet")
    return open_door()


@pytest.mark.parametrize(
    ("path", "module", "holds"),
    [
        ((), "", True),
        (("driver",), "driver", True),
        (("driver", "Driver", "execute"), "driver", True),
        (("driver", "Variable"), "driver", False),
        (("plugins", "h_polars", "Frames"), "plugins.h_polars", True),
        (("plugins", "h_ray"), "plugins", False),
        (("async_driver", "Builder"), "", False),
    ],
)
def test_a_path_is_held_if_it_leads_to_a_module_or_a_name(
    path: tuple[str, ...], module: str, holds: bool
) -> None:
    assert (DOOR.module_of(path), DOOR.holds(path)) == (module, holds)


def test_what_the_door_holds_can_be_imported(door: Door) -> None:
    for module, names in door.modules.items():
        found = importlib.import_module(f"{PACKAGE}.{module}".rstrip("."))
        assert [name for name in names if not hasattr(found, name)] == []


def test_what_the_door_refuses_is_not_held_and_has_advice(door: Door) -> None:
    assert door.holds(("driver", "Builder"))
    for path in (("async_driver",), ("htypes", "Parallelizable"), ("plugins", "h_ray")):
        assert not door.holds(path)
        assert door.instead[".".join(path)]
    assert door.methods["with_cache"]
    assert "cache" not in door.methods  # a property; `.cache()` is a method of Spark's frames


def test_opening_the_door_loads_no_dataframe_library(door: Door) -> None:
    code = (
        "import sys\n"
        "from hamiltonish.compat.migrate import open_door\n"
        "open_door()\n"
        "print({'pandas', 'polars', 'narwhals', 'hamilton'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="."
    )
    assert done.stdout == "set()\n"
