"""The plugin of pytest, in real runs of pytest: fixtures, snapshots, coverage of nodes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MODULE = """
    from hamiltonish.modifiers import parameterize, value

    def tax(price: float) -> float:
        return price * 0.2

    def total(price: float, tax: float) -> float:
        return price + tax

    def is_dear(total: float) -> bool:
        return total > 10

    @parameterize(once={"times": value(1)}, twice={"times": value(2)})
    def scaled(price: float, times: int) -> float:
        return price * times
"""

TESTS = """
    import hamiltonish as hm
    import shop

    def own(price: float) -> float:
        return price

    def test_a_driver_runs():
        hm.Driver(shop).values("total", inputs={"price": 10.0})
        hm.Driver(shop).values("once", inputs={"price": 10.0})
        hm.Driver(own).values("own", inputs={"price": 10.0})
"""


class Project:
    """A project of its own, in which pytest is run as a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("shop.py", MODULE)
        self.write("test_shop.py", TESTS)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(textwrap.dedent(text), encoding="utf-8")

    def pytest(self, *arguments: str, code: int = 0) -> str:
        command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-p", "pytest_hamiltonish", *arguments]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *_further()])}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # installed, it would come twice
        environment.pop("HAMILTONISH_UPDATE", None)
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


def _further() -> list[str]:
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


# -- what it costs -------------------------------------------------------------------------------


def test_a_run_without_a_flag_imports_nothing_of_ours(project: Project) -> None:
    text = """
        import sys

        def test_nothing():
            heavy = {"hamiltonish", "pandas", "polars", "narwhals", "hypothesis", "numpy"}
            assert not heavy & set(sys.modules)
    """
    project.write("test_shop.py", text)
    arguments = "-p", "no:hypothesispytest", "-p", "no:cov"
    project.pytest(*arguments)


def test_the_kit_imports_nothing_before_it_is_used() -> None:
    code = (
        "import sys, hamiltonish.testing as t\n"
        "own = {m for m in sys.modules if m.startswith('hamiltonish.testing.')}\n"
        "assert not own, own\n"
        "assert not {'pytest', 'hypothesis', 'narwhals'} & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_the_plugin_is_an_entry_point_of_pytest() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"hamiltonish": "pytest_hamiltonish"}
    assert project["optional-dependencies"]["testing"] == ["hypothesis>=6.100", "pytest>=8"]


# -- fixtures ------------------------------------------------------------------------------------

FIXTURE_TESTS = """
    def test_total(node_total):
        assert node_total(price=10.0) == 12.0

    def test_total_of_any_tax(node_total):
        assert node_total(price=10.0, tax=1.0) == 11.0

    def test_is_dear(node_is_dear):
        assert node_is_dear(total=11.0) is True
"""


def test_each_node_of_the_modules_in_the_settings_is_a_fixture(project: Project) -> None:
    project.write("test_nodes.py", FIXTURE_TESTS)
    project.write("pytest.ini", "[pytest]\nhamiltonish_modules = shop\n")
    assert "4 passed" in project.pytest()


def test_fixtures_can_be_made_in_a_conftest(project: Project) -> None:
    project.write("test_nodes.py", FIXTURE_TESTS)
    conftest = """
        import shop
        from hamiltonish.testing import node_fixtures

        globals().update(node_fixtures(shop))
    """
    project.write("conftest.py", conftest)
    assert "4 passed" in project.pytest()


def test_a_module_in_the_settings_that_is_not_there_is_told_in_a_line(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\nhamiltonish_modules = shap\n")
    out = project.pytest(code=4)
    assert "ERROR: `shap` cannot be imported: ModuleNotFoundError: No module named 'shap'" in out


def test_a_test_runs_for_each_node(project: Project) -> None:
    text = """
        import hamiltonish as hm
        import shop
        from hamiltonish.testing import assert_no_mutation, for_each_node

        driver = hm.Driver(shop)

        @for_each_node(driver, only=["tax", "total", "twice"])
        def test_it_changes_no_argument(node):
            assert_no_mutation(driver, node, {"price": 10.0})
    """
    project.write("test_each.py", text)
    out = project.pytest("test_each.py", "-vv")
    assert "test_it_changes_no_argument[tax] PASSED" in out
    assert "3 passed" in out


# -- snapshots -----------------------------------------------------------------------------------


def test_the_flag_writes_snapshots_and_without_it_they_are_compared(project: Project) -> None:
    text = """
        import polars as pl
        import hamiltonish as hm
        import shop
        from hamiltonish.testing import assert_unchanged

        def test_total():
            frame = pl.DataFrame({"price": [10.0, 20.0]})
            assert_unchanged(hm.Driver(shop), "total", frame, "snapshots/total.csv")
    """
    project.write("test_total.py", text)
    out = project.pytest("test_total.py", code=1)
    assert "Hint: `pytest --hamiltonish-update` writes it; look at it before you commit it." in out
    assert "hamiltonish/testing/snapshots.py" not in out  # the failure is shown in the test
    project.pytest("test_total.py", "--hamiltonish-update")
    assert (project.folder / "snapshots/total.csv").read_text() == "total\n12.0\n24.0\n"
    project.pytest("test_total.py")
    project.write("shop.py", MODULE.replace("0.2", "0.1"))
    assert "24.0 → 22.0" in project.pytest("test_total.py", code=1)


# -- coverage ------------------------------------------------------------------------------------


def test_nodes_that_no_test_runs_are_listed(project: Project) -> None:
    out = project.pytest("--hamiltonish-coverage=shop")
    assert "3 of 5 nodes of shop were run: 60 %" in out
    assert "  is_dear  `shop.is_dear` (shop.py:10)\n" in out
    assert "  twice    `shop.scaled` (shop.py:13)\n" in out
    assert "  once " not in out


def test_a_function_that_is_called_by_itself_covers_all_its_nodes(project: Project) -> None:
    text = """
        import shop
        from hamiltonish.testing import case

        def test_calls():
            case(shop.is_dear, {"total": 11.0}, True)
            case(shop.scaled, {"price": 1.0, "times": 3}, 3.0)
    """
    project.write("test_calls.py", text)
    assert "5 of 5 nodes of shop were run: 100 %" in project.pytest("--hamiltonish-coverage=shop")


def test_without_a_module_all_graphs_count_but_not_the_nodes_of_tests(project: Project) -> None:
    out = project.pytest("--hamiltonish-coverage")
    assert "3 of 5 nodes of the graphs that tests run were run: 60 %" in out


def test_too_little_coverage_fails_the_run(project: Project) -> None:
    out = project.pytest("--hamiltonish-coverage=shop", "--hamiltonish-coverage-fail-under=60")
    assert "FAIL" not in out
    arguments = "--hamiltonish-coverage=shop", "--hamiltonish-coverage-fail-under=61"
    out = project.pytest(*arguments, code=1)
    assert "FAIL: fewer than 61 % of the nodes were run." in out


def test_a_run_that_fails_covers_nothing_that_it_did_not_reach(project: Project) -> None:
    text = """
        import pytest, shop
        import hamiltonish as hm

        def broken(total: float) -> float:
            raise ZeroDivisionError

        def test_breaks():
            with pytest.raises(ZeroDivisionError):
                hm.Driver(shop, broken).values("broken", inputs={"price": 1.0})
    """
    project.write("test_shop.py", text)
    assert "0 of 5 nodes of shop were run: 0 %" in project.pytest("--hamiltonish-coverage=shop")


def test_lifted_functions_count_as_run_by_the_driver(project: Project) -> None:
    text = """
        import polars as pl, shop
        import hamiltonish as hm

        def test_lifted():
            frame = pl.DataFrame({"total": [1.0, 20.0]})
            hm.Driver(shop.is_dear).execute("is_dear", inputs=frame)
    """
    project.write("test_shop.py", text)
    out = project.pytest("--hamiltonish-coverage=shop")
    assert "1 of 5 nodes of shop were run: 20 %" in out
    assert "is_dear" not in out


def test_workers_of_xdist_tell_the_main_process(project: Project) -> None:
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    project.write("test_more.py", "import shop\ndef test_dear(): assert shop.is_dear(11.0)\n")
    out = project.pytest("-n2", "--hamiltonish-coverage=shop")
    assert "4 of 5 nodes of shop were run: 80 %" in out


def test_what_is_not_installed_is_named_with_the_extra() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from hamiltonish.testing import case\n"
        "from hamiltonish.errors import MissingDependencyError\n"
        "try:\n"
        "    from hamiltonish.testing import strategies\n"
        "except MissingDependencyError as error:\n"
        "    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "`hypothesis` is needed for the testing kit, and is not installed.",
        "Hint: pip install 'hamiltonish[testing]'",
    ]


def test_a_path_behind_the_flag_of_coverage_is_taken_for_what_it_is(project: Project) -> None:
    (project.folder / "further").mkdir()
    for path in ("further", "test_shop.py"):
        out = project.pytest("--hamiltonish-coverage", path, code=4)
        assert f"ERROR: `{path}` is a folder or a file, and no module: put paths before" in out
    out = project.pytest("test_shop.py", "--hamiltonish-coverage")
    assert "nodes of the graphs that tests run were run" in out


SNAPSHOT_TEST = """
    import hamiltonish as hm
    from hamiltonish.testing import assert_unchanged
    import shop

    def test_totals():
        inputs = {"price": 10.0}
        assert_unchanged(hm.Driver(shop), "total", inputs, "snapshots/totals.json")
"""


def test_a_relative_snapshot_goes_from_the_folder_of_the_settings(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\n")
    project.write("test_totals.py", SNAPSHOT_TEST)
    assert "There is no snapshot `snapshots/totals.json` yet." in project.pytest(code=1)
    project.pytest("--hamiltonish-update")
    assert (project.folder / "snapshots" / "totals.json").is_file()
    (project.folder / "below").mkdir()
    project.folder /= "below"
    assert "1 passed" in project.pytest("../test_totals.py", "--rootdir", "..")
