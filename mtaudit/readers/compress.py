"""Compressed input: gzip, bzip2, xz and Zstandard are unpacked on the way, for every format alike.

They are told by their first bytes, never by the name of the file. What is unpacked is handed on as it comes, so
that the articles in front of damage are read. A stream that unpacks to a great many times its size is refused.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, Protocol, cast

from mtaudit.readers.source import MissingPackageError, UnpackError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
"""What the names of compressed files end in, behind the extension of what is in them."""

MAGIC_SIZE = 10
"""How many bytes tell whether data is compressed."""

_MAGIC = {b"\x1f\x8b\x08": "gzip", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_MAX_RATIO = 250  # news packs to a third or a tenth of its size
_FREE = 1 << 30  # bytes that any stream may unpack to, such as copies of one article to try something out
_MAX_MEMORY = 256 << 20  # of the unpacker, in bytes
_CHUNK = 1 << 16


class _Unpacker(Protocol):
    """What the unpackers of the standard library for bzip2, xz and Zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def compression(begins: bytes) -> str | None:
    """How data that begins so is compressed, or None."""
    if _BZIP2.match(begins):
        return "bzip2"
    return next((name for magic, name in _MAGIC.items() if begins.startswith(magic)), None)


def inner_name(path: str) -> str:
    """The name of what is in a compressed file: "a.jsonl" for "a.jsonl.gz"."""
    return next((path[: -len(s)] for s in SUFFIXES if path.lower().endswith(s)), path)


def uncompressed(stream: BinaryIO) -> io.BufferedReader:
    """A stream (an `io.BufferedReader`), unpacked where it is compressed.

    Reading it raises `UnpackError` for damage and bombs. Raises that also where it is compressed twice, and
    `MissingPackageError`.
    """
    given = cast("io.BufferedReader", stream)
    method = compression(given.peek(MAGIC_SIZE))
    if method is None:
        return given
    unpacked = io.BufferedReader(_Unpacked(given, method, _maker(method)), _CHUNK)
    if compression(unpacked.peek(MAGIC_SIZE)):
        raise UnpackError("is compressed twice; unpack it once")
    return cast("io.BufferedReader", unpacked)


def _maker(method: str) -> Callable[[], _Unpacker]:
    if method == "gzip":
        return _Gzip
    if method == "bzip2":
        import bz2

        return bz2.BZ2Decompressor
    if method == "xz":
        import lzma

        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_MEMORY)
    try:
        from compression.zstd import ZstdDecompressor  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
    except ImportError:
        try:
            from backports.zstd import ZstdDecompressor
        except ImportError as error:
            raise MissingPackageError("Zstandard", "backports.zstd", "zstd") from error
    return cast("Callable[[], _Unpacker]", ZstdDecompressor)


class _Gzip:
    """zlib's unpacker in the shape of the others; it checks the sum at the end."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))


class _Unpacked(io.RawIOBase):
    """The members of a compressed stream, one after the other, as one stream."""

    def __init__(self, stream: BinaryIO, method: str, make: Callable[[], _Unpacker]) -> None:
        self._stream = stream
        self._method = method
        self._make = make
        self._unpacker = make()
        self._pending = b""  # read, and not yet given to the unpacker
        self._taken = 0
        self._given = 0
        self._started = False  # whether the unpacker has had any data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._some(len(view))
        except UnpackError:
            raise
        except Exception as error:  # each unpacker has its own: zlib.error, LZMAError, ZstdError, OSError
            raise UnpackError(f"is damaged: the {self._method} data cannot be unpacked ({error})") from None
        self._given += len(data)
        if self._given > _FREE and self._given > _MAX_RATIO * self._taken:
            raise UnpackError(f"unpacks to more than {_MAX_RATIO} times its size; it is not read any further")
        view[: len(data)] = data
        return len(data)

    def _some(self, size: int) -> bytes:
        """At least one byte of unpacked data; none at the end of the stream."""
        while True:
            if self._unpacker.eof and not self._next_member():
                return b""
            chunk = b""
            if self._unpacker.needs_input:
                chunk = self._pending or self._more()
                self._pending = b""
                if not chunk:
                    if not self._started:
                        return b""
                    raise UnpackError(f"is cut short: the {self._method} data ends too early")
                self._started = True
            if data := self._unpacker.decompress(chunk, size):
                return data

    def _more(self) -> bytes:
        chunk = self._stream.read(_CHUNK)
        self._taken += len(chunk)
        return chunk

    def _next_member(self) -> bool:
        """Go on to the next member; zeros may fill the end of a tape or a block."""
        rest = self._unpacker.unused_data
        self._unpacker, self._started = self._make(), False
        while not (rest := rest.lstrip(b"\0")):
            if not (rest := self._more()):
                return False
        if len(rest) < MAGIC_SIZE:
            rest += self._more()
        if compression(rest) != self._method:
            raise UnpackError(f"has something else behind the end of its {self._method} data")
        self._pending = rest
        return True
