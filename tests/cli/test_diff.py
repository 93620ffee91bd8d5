"""hamiltonish diff: real repositories, in folders of their own; no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Command, write

TAX = """
    RATE = 0.2

    def tax(price: float) -> float:
        return price * RATE

    def total(price: float, tax: float) -> float:
        return price + tax
    """


def git(*words: object, folder: Path | None = None) -> str:
    """Run git with nothing of the machine's own configuration."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    done = subprocess.run(
        ["git", *person, *map(str, words)],
        cwd=folder,
        env={**os.environ, **alone},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit(text: str) -> None:
    """Put all files as they are into a commit."""
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", text)


@pytest.fixture
def repository(folder: Path) -> Path:
    """Work in a repository with one commit, of ``features.py``."""
    git("init", "-q", "-b", "main")
    write("features.py", TAX)
    commit("tax")
    return folder


@pytest.mark.usefixtures("repository")
def test_the_work_tree_is_compared_with_a_revision(command: Command) -> None:
    write(
        "features.py",
        """
        RATE = 0.25

        def tax(price: float) -> float:
            return price * RATE

        def total(price: float, tax: float) -> float:
            # a comment changes nothing
            return price + tax

        def net(total: float) -> float:
            return total / 1.2
        """,
    )
    done = command("diff", "HEAD", "features.py")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "1 added, 1 changed, 1 affected\n"
        "  changed   tax (features.py:3): constant `RATE`: 0.2 → 0.25\n"
        "  added     net(total: float) -> float (features.py:10)\n"
        "  affected  total\n"
    )


@pytest.mark.usefixtures("repository")
def test_without_a_difference_it_says_so_and_nothing_of_the_repository_changes(
    command: Command,
) -> None:
    write("notes.txt", "not committed")
    git("update-index", "--refresh")
    before = git("status", "--porcelain"), Path(".git/index").read_bytes(), git("stash", "list")
    done = command("diff", "HEAD", "features.py", "--fail-on", "any")
    assert (done.code, done.out, done.err) == (0, "no difference\n", "")
    assert before == (
        git("status", "--porcelain"),
        Path(".git/index").read_bytes(),
        git("stash", "list"),
    )
    assert not list(Path().rglob("__pycache__"))


@pytest.mark.usefixtures("repository")
def test_it_fails_on_what_it_is_told_to_fail_on(command: Command) -> None:
    write("features.py", TAX.replace("0.2", "0.25"))
    assert command("diff", "HEAD", "features.py", "--fail-on", "added,removed").code == 0
    several = ["--fail-on", "added", "--fail-on", "renamed, changed"]
    assert command("diff", "HEAD", "features.py", *several).code == 1
    done = command("diff", "HEAD", "features.py", "--fail-on", "change")
    assert done.code == 2
    assert done.err == (
        "`change`: `--fail-on` takes any, changed, added, removed, renamed, affected.\n"
    )


@pytest.mark.usefixtures("repository")
def test_json_and_markdown_and_a_picture(command: Command) -> None:
    write("features.py", TAX.replace("0.2", "0.25"))
    done = command("diff", "HEAD", "features.py", "--json", "--out", "diff.dot")
    data = json.loads(done.out)
    assert (data["old"], data["new"]) == ("HEAD", "the work tree")
    assert list(data["changed"]) == ["tax"]
    assert data["affected"] == ["total"]
    assert done.err == "diff.dot is written.\n"
    assert "digraph" in Path("diff.dot").read_text(encoding="utf-8")
    done = command("diff", "HEAD", "features.py", "--markdown")
    assert "| `tax` (features.py:3) | constant `RATE`: 0.2 → 0.25 |" in done.out
    done = command("diff", "HEAD", "features.py", "--markdown", "--json")
    assert "take one of them" in done.err


def test_two_revisions_are_compared_and_what_a_branch_has_done(
    command: Command, repository: Path
) -> None:
    git("checkout", "-q", "-b", "faster")
    write("features.py", TAX.replace("price + tax", "tax + price"))
    commit("the other way round")
    git("checkout", "-q", "main")
    write("features.py", TAX.replace("0.2", "0.25"))
    commit("rate")
    write("features.py", "no = 1")
    done = command("diff", "main..faster", "features.py", "--json")
    assert list(json.loads(done.out)["changed"]) == ["tax", "total"]
    done = command("diff", "main...faster", "features.py", "--json")
    data = json.loads(done.out)
    assert (list(data["changed"]), data["old"], data["new"]) == (
        ["total"],
        "main...faster",
        "faster",
    )
    done = command("diff", "faster..", "features.py", "--json")
    assert json.loads(done.out)["new"] == "HEAD"


@pytest.mark.usefixtures("repository")
def test_a_module_that_there_was_not_yet_is_all_new_and_one_that_is_gone_all_removed(
    command: Command,
) -> None:
    write("more/extra.py", "def extra() -> int:\n    return 1")
    done = command("diff", "HEAD", "more/extra.py")
    assert done.out == "1 added\n  added     extra() -> int (more/extra.py:1)\n"
    commit("extra")
    Path("more/extra.py").unlink()
    done = command("diff", "HEAD", "more/extra.py")
    assert done.out == "1 removed\n  removed   extra() -> int (more/extra.py:1)\n"
    done = command("diff", "HEAD", "features.py", "more/extra.py")
    assert done.out.startswith("1 removed\n")
    done = command("diff", "HEAD", "featurs.py")
    assert (done.code, done.err) == (
        2,
        "`featurs.py`: there is no such file.\nHint: did you mean `features.py`?\n",
    )


@pytest.mark.usefixtures("repository")
def test_a_revision_that_does_not_import_is_named_with_file_and_line(command: Command) -> None:
    write("features.py", "x = 1\ny = x / 0\n\ndef tax() -> float:\n    return y")
    commit("broken")
    write("features.py", TAX)
    done = command("diff", "HEAD", "features.py")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "`HEAD`: its modules make no graph.\n"
        "  ZeroDivisionError: division by zero\n"
        "    features.py:2, in <module>\n"
        "      y = x / 0\n"
        "    while importing `features.py`\n"
    )
    write("features.py", "def tax(price: float):\n    return price")
    done = command("diff", "HEAD~1", "features.py")
    assert done.err.startswith(
        "the work tree: its modules make no graph.\n"
        "  `features.tax` (features.py:1) has no type annotation"
    )


@pytest.mark.usefixtures("repository")
def test_a_work_tree_that_is_no_python_or_ends_the_process(command: Command) -> None:
    write("features.py", "def tax(price: float) -> float\n    return price")
    done = command("diff", "HEAD", "features.py")
    assert "  SyntaxError: expected ':'\n    features.py:1\n" in done.err
    write("features.py", "import os\nos._exit(3)")
    done = command("diff", "HEAD", "features.py")
    assert done.err == "the work tree: its graph cannot be read.\n"


@pytest.mark.usefixtures("repository")
def test_a_revision_that_git_does_not_know(command: Command) -> None:
    git("tag", "v1.2")
    done = command("diff", "v12", "features.py")
    assert (done.code, done.err) == (
        2,
        "`v12`: git knows no such revision.\nHint: did you mean `v1.2`?\n",
    )
    done = command("diff", "--", "--all", "features.py")
    assert done.err.startswith("`--all`: git knows no such revision.\n")
    assert command("diff", "main..nowhere", "features.py").code == 2


@pytest.mark.usefixtures("repository")
def test_a_shallow_clone_says_that_it_has_no_history(
    command: Command, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("second")
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    git("clone", "-q", "--depth", "1", Path.cwd().as_uri(), clone)
    monkeypatch.chdir(clone)
    done = command("diff", "HEAD~1", "features.py")
    assert "this clone has no history" in done.err


def test_without_a_repository_or_without_git_it_says_so(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("features.py", TAX)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    done = command("diff", "HEAD", "features.py")
    assert (done.code, done.err.splitlines()[0]) == (
        1,
        "`HEAD`: there is no repository of git here.",
    )
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = command("diff", "HEAD", "features.py")
    assert done.err.startswith("`HEAD`: git is not installed.\n")


def test_each_version_has_its_own_siblings_in_a_src_layout_from_a_subfolder(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q")
    write("shop/src/pkg/__init__.py", "")
    write("shop/src/pkg/rates.py", "RATE = 0.2\nOLD = True")
    write(
        "shop/src/pkg/features.py",
        """
        from pkg.rates import RATE

        def tax(price: float) -> float:
            return price * RATE
        """,
    )
    commit("a package")
    write("shop/src/pkg/rates.py", "RATE = 0.3")
    monkeypatch.setenv("PYTHONPATH", f"{folder}/shop/src", prepend=os.pathsep)
    monkeypatch.chdir("shop")
    expected = "  changed   tax (shop/src/pkg/features.py:3): constant `RATE`: 0.2 → 0.3\n"
    for word in ("src/pkg", "pkg.features", folder / "shop/src/pkg/features.py"):
        done = command("diff", "HEAD", word)
        assert done.out == f"1 changed\n{expected}", (word, done)


@pytest.mark.usefixtures("repository")
def test_the_modules_and_the_config_are_those_of_the_project(command: Command) -> None:
    write(
        "pyproject.toml",
        """
        [tool.hamiltonish]
        modules = ["features.py"]
        config = { price = 2.0 }
        """,
    )
    write("features.py", TAX.replace("0.2", "0.25"))
    done = command("diff", "HEAD")
    assert "constant `RATE`" in done.out
    done = command("diff", "HEAD", "--config", "price=3.0", "--json")
    assert list(json.loads(done.out)["changed"]) == ["tax"]
    Path("pyproject.toml").unlink()
    assert command("diff", "HEAD").code == 2


@pytest.mark.usefixtures("repository")
def test_paths_into_the_project_are_the_same_wherever_it_lies(command: Command) -> None:
    text = """
        from pathlib import Path

        HERE = Path(__file__).parent
        TABLES = {"rates": [str(HERE / "rates.csv"), 1]}

        class Place:
            FOLDER = HERE / "data"

            @staticmethod
            def file(name: str, folder: Path = HERE / "data") -> Path:
                return folder / name

        def rates(name: str, folder: Path = HERE) -> str:
            return f"{folder}{TABLES['rates']}{Place.file(name)}{Place.FOLDER}"
        """
    write("places.py", text)
    commit("places")
    assert command("diff", "HEAD", "places.py").out == "no difference\n"
    write("places.py", text.replace("rates.csv", "rate.csv"))
    done = command("diff", "HEAD", "places.py")
    assert done.out.startswith("1 changed\n  changed   rates (places.py:13): constant `TABLES`")
    assert "<project>/rate.csv" in done.out


@pytest.mark.usefixtures("repository")
def test_files_left_out_of_archives_and_of_sparse_work_trees_are_there_and_hooks_do_not_run(
    command: Command,
) -> None:
    write(".gitattributes", "rates.py export-ignore")
    write("rates.py", "RATE = 0.2")
    write("features.py", TAX.replace("RATE = 0.2", "from rates import RATE"))
    commit("rates")
    hook = write(".git/hooks/post-index-change", "#!/bin/sh\ntouch hook-ran\n")
    hook.chmod(0o755)
    git("config", "core.sparseCheckout", "true")
    write(".git/info/sparse-checkout", "/features.py")
    write("rates.py", "RATE = 0.5")
    done = command("diff", "HEAD", "features.py")
    assert "constant `RATE`: 0.2 → 0.5" in done.out
    assert not Path("hook-ran").exists()


def test_a_bare_repository_has_revisions_and_no_work_tree(
    command: Command,
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("features.py", TAX.replace("0.2", "0.25"))
    commit("rate")
    bare = tmp_path_factory.mktemp("bare") / "project.git"
    git("clone", "-q", "--bare", repository, bare)
    monkeypatch.chdir(bare)
    done = command("diff", "HEAD~1..HEAD", "features.py")
    assert "constant `RATE`: 0.2 → 0.25" in done.out
    done = command("diff", "HEAD~1", "features.py")
    assert done.err == ("`HEAD~1`: there is no work tree to compare with.\nHint: `HEAD~1..HEAD`.\n")


@pytest.mark.usefixtures("repository")
def test_what_is_outside_the_repository_is_not_compared(
    command: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.py"
    elsewhere.write_text("def one() -> int:\n    return 1\n", encoding="utf-8")
    done = command("diff", "HEAD", elsewhere)
    assert (done.code, "it is not in the repository" in done.err) == (2, True)
    done = command("diff", "HEAD", "json")
    assert done.code == 1
    assert "not from the files of the repository" in done.err
