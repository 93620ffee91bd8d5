"""Digests of texts and bytes: short, and the same in every process."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

__all__ = ["digest", "digest_of_bytes", "shortened"]

_SIZE = 16
_LONGEST = 200


def digest(texts: Iterable[str]) -> str:
    """Digest texts, each with its length, so that no two lists of texts are taken for each other.

    Example:
        >>> digest(["a", "b"]) == digest(["ab"])
        False
    """
    whole = "".join([f"{len(text)}:{text}" for text in texts])
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def digest_of_bytes(data: bytes | memoryview) -> str:
    """Digest bytes."""
    return blake2b(data, digest_size=_SIZE).hexdigest()


def shortened(code: str) -> str:
    """Put a digest in the place of a code that is long."""
    return code if len(code) <= _LONGEST else f"#{digest([code])}"
