"""How many rows a Parquet file holds: the one number that is read from its footer.

Each engine could tell, each in its own way and at its own cost. The footer of the format is a
Thrift structure in the compact protocol; the number of rows is its third field, behind the schema.
See https://parquet.apache.org/docs/file-format/metadata/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["rows_of"]

_ROWS_FIELD = 3
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12


def rows_of(file: Path) -> int:
    """Read how many rows a Parquet file says that it holds."""
    with file.open("rb") as stream:
        stream.seek(-8, 2)  # the length of the footer, and four letters
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(-8 - length, 2)
        footer = _Reader(stream.read(length))
    for field, kind in footer.fields():
        if field == _ROWS_FIELD:
            return footer.whole()
        footer.skip(kind)
    raise ValueError(f"{file} has no number of rows in its footer")


class _Reader:
    """Bytes in the compact protocol, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _size(self) -> int:
        """Read a number of seven bits a byte, the lowest first."""
        number, shift = 0, 0
        while (byte := self._byte()) & 0x80:
            number |= (byte & 0x7F) << shift
            shift += 7
        return number | byte << shift

    def whole(self) -> int:
        """Read a whole number, whose sign is in its lowest bit."""
        number = self._size()
        return number >> 1 ^ -(number & 1)

    def fields(self) -> Iterator[tuple[int, int]]:
        """Yield the number and kind of each field of a structure; the caller reads or skips it."""
        field = 0
        while (head := self._byte()) != _STOP:
            field = field + (head >> 4) if head >> 4 else self.whole()
            yield field, head & 0x0F

    def skip(self, kind: int) -> None:
        """Pass over a value of a structure."""
        if kind in (_TRUE, _FALSE):
            return  # told by the kind itself
        if kind == _BYTE:
            self._at += 1
        elif kind == _DOUBLE:
            self._at += 8
        elif kind == _BINARY:
            length = self._size()
            self._at += length
        elif kind in (_LIST, _SET):
            self._skip_list()
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner)
        else:
            self._size()

    def _skip_list(self) -> None:
        head = self._byte()
        count = head >> 4 if head >> 4 != 0x0F else self._size()
        kind = head & 0x0F
        for _ in range(count):
            self.skip(_BYTE if kind in (_TRUE, _FALSE) else kind)
