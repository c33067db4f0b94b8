"""The items of a run in a file: for the second report over them, and for a run that goes on where another was killed.

A record is its length, a checksum and an item as `mtaudit.engines.packing` packs it; the first holds a digest of what
the run depends on. What a crash left half-written at the end is cut off.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zlib
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from mtaudit.engines.packing import pack_item, unpack_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mtaudit.report.base import Item

_HEAD = struct.Struct("<II")
_MAGIC = b"mtaudit run 1\n"
_IN_MEMORY = 1 << 24  # bytes of a short run, which needs no file


class SpoolError(Exception):
    """A file of a run that cannot be gone on with; the message says why."""


class Spool:
    """Items in a file, written once and read any number of times; `count` is how many there are."""

    def __init__(self, stream: IO[bytes], start: int = 0) -> None:
        self._stream = stream
        self._start = start
        stream.seek(start)
        self.count = sum(1 for _ in self._records())
        stream.truncate()

    def kept(self, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items on, each kept at the end of the file first."""
        for item in items:
            self._stream.seek(0, os.SEEK_END)
            self._stream.write(_record(pack_item(item)))
            self._stream.flush()
            self.count += 1
            yield item

    def __iter__(self) -> Iterator[Item]:
        """The items from the first to the last that is there now."""
        self._stream.seek(self._start)
        for data in self._records():
            place = self._stream.tell()
            yield unpack_item(data)
            self._stream.seek(place)

    def _records(self) -> Iterator[bytes]:
        """The records from here on; the stream stays behind the last whole one."""
        while (data := _read(self._stream)) is not None:
            yield data


@contextmanager
def temporary_spool() -> Iterator[Spool]:
    """A spool for this run only."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as stream:
        yield Spool(stream)


@contextmanager
def resumable_spool(path: Path, digest: bytes) -> Iterator[Spool]:
    """A spool that a later run with the same digest goes on with; the file goes where all ends well.

    Raises `SpoolError` where the file there is of a run with another digest, is in use, or is no such file, and
    `OSError`.
    """
    # Open for appending, so that a second run that finds it in use has not emptied it.
    with path.open("a+b") as stream:
        _lock(stream, path)
        stream.seek(0)
        found = stream.read(len(_MAGIC))
        first = _read(stream) if found == _MAGIC else None
        if _MAGIC.startswith(found) and first is None:  # new, or killed before it began
            stream.truncate(0)
            stream.write(_MAGIC + _record(digest))
            stream.flush()
        elif first is None:
            raise SpoolError(f"{path}: is no file of an unfinished run; move it away")
        elif first != digest:
            raise SpoolError(f"{path}: is of other inputs, settings or another mtaudit; delete it to begin anew")
        yield Spool(stream, stream.tell())
        with suppress(OSError):  # the run is done, and its reports are written
            path.unlink()


def _record(data: bytes) -> bytes:
    return _HEAD.pack(len(data), zlib.crc32(data)) + data


def _read(stream: IO[bytes]) -> bytes | None:
    """The next record, None where there is no whole one; then the stream stays where it is."""
    place = stream.tell()
    head = stream.read(_HEAD.size)
    if len(head) == _HEAD.size:
        length, checksum = _HEAD.unpack(head)
        data = stream.read(length)
        if len(data) == length and zlib.crc32(data) == checksum:
            return data
    stream.seek(place)
    return None


def _lock(stream: IO[bytes], path: Path) -> None:
    """Keep other runs out, where the system can."""
    with suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SpoolError(f"{path}: another run is at it") from None
