"""`setup_logging`: log lines on standard output, as the peer's examples begin."""

from __future__ import annotations

import logging
import sys
from typing import Final

__all__ = ["LOG_LEVELS", "setup_logging"]

LOG_LEVELS: Final = {
    "CRITICAL": logging.CRITICAL,
    "ERROR": logging.ERROR,
    "WARNING": logging.WARNING,
    "INFO": logging.INFO,
    "DEBUG": logging.DEBUG,
}


def setup_logging(log_level: int | str = logging.INFO) -> None:
    """Log to standard output, unless logging was set up before.

    Args:
        log_level: What is logged, and all above it.
    """
    pattern = "[%(levelname)s] %(asctime)s %(name)s(%(lineno)s): %(message)s"
    logging.basicConfig(stream=sys.stdout, level=log_level, format=pattern)
