"""What all tests share: how hypothesis searches, and one session of Spark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

slow = [HealthCheck.too_slow]  # a busy machine may be
settings.register_profile("quick", deadline=None, max_examples=60, suppress_health_check=slow)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
os.environ.pop("PYTEST_ADDOPTS", None)  # read by now, and not for those that tests start


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Start Spark once, in this process, quiet and small; skip where it or Java is missing."""
    pyspark_sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not there")
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Small queries are over before the best compilers have warmed up.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.log.level": "OFF",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = pyspark_sql.SparkSession.builder.master("local[1]").appName("hamiltonish")
    for option, value in options.items():
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
