"""The body of an HTTP answer as an archive keeps it: chunked and packed as its headers say.

Crawlers often unpack a body and leave the headers as they were. So a body that does not begin as its headers say is
taken as it stands; one that begins so and then breaks is damaged.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, cast

from mtaudit.readers.compress import MAGIC_SIZE, compression, uncompressed
from mtaudit.readers.source import MAX_BYTES, UnpackError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST = 4  # codings of one body; servers use two at most
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]{0,16}(?:;[^\r\n]*)?(?:\r\n|\r?\Z)")
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_BEGINNING = 512  # bytes, of which packed data has some that no text has
_FOREIGN = {"br": "Brotli (br)", "compress": "compress", "x-compress": "compress"}


def unpacked(body: bytes, codings: Sequence[str]) -> bytes:
    """A body, unpacked from its codings (`Content-Encoding`, then `Transfer-Encoding`) from the last to the first.

    Raises `UnreadableError` where it is cut short, damaged, too large or packed in a way that is not known.
    """
    if len(codings) > _MOST:
        raise UnreadableError(f"is packed more than {_MOST} times")
    for coding in reversed([c.strip().lower() for c in codings]):
        if coding in _FOREIGN and not _looks_like_text(body):
            raise UnreadableError(f"is packed with {_FOREIGN[coding]}, which cannot be unpacked")
        if coding in _UNPACKERS:  # anything else is a mistake of the server, such as "utf-8"
            body = _UNPACKERS[coding](body)
        if len(body) > MAX_BYTES:
            raise UnreadableError(f"is larger than {MAX_BYTES >> 20} MiB, the limit for one article")
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of a body in one piece. What follows the last, empty one says nothing of the text."""
    line = _CHUNK_LINE.match(body)
    if line is None:
        return body
    out = bytearray()
    while line:
        size = int(line[1], 16)
        end = line.end() + size
        if size == 0 and line[0].endswith(b"\n"):
            return bytes(out)
        if end + 2 >= len(body):  # another line has to follow
            raise UnreadableError("is cut short: its chunks end too early")
        if body[end : end + 2] != b"\r\n":
            break
        out += body[line.end() : end]
        line = _CHUNK_LINE.match(body, end + 2)
    raise UnreadableError("is damaged: a chunk does not end where it should")


def _gunzipped(body: bytes) -> bytes:
    if not body.startswith(b"\x1f"):  # no text begins so, and one byte may be all that is left
        return body
    if compression(body[:MAGIC_SIZE]) == "gzip":
        return _decompressed(body)
    if b"\x1f\x8b\x08".startswith(body):
        raise UnreadableError("is cut short: the gzip data ends too early")
    raise UnreadableError("is damaged: the gzip data cannot be unpacked")


def _unzstd(body: bytes) -> bytes:
    return _decompressed(body) if compression(body[:MAGIC_SIZE]) == "zstd" else body


def _decompressed(body: bytes) -> bytes:
    """A body that begins as compressed files do, unpacked up to the limit and one byte."""
    try:
        return uncompressed(io.BufferedReader(cast("io.RawIOBase", io.BytesIO(body)))).read(MAX_BYTES + 1)
    except UnpackError as error:
        raise UnreadableError(str(error)) from None


def _inflated(body: bytes) -> bytes:
    """A body packed as `deflate`: of which bare data has no beginning that could be told from text."""
    try:
        return _inflate(body)
    except UnreadableError:
        if _looks_like_text(body):
            return body
        raise


def _inflate(body: bytes) -> bytes:
    framed = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0  # RFC 1950; some servers
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)  # send the data without its frame
    try:
        out = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError(f"is damaged: the deflate data cannot be unpacked ({error})") from None
    if len(out) <= MAX_BYTES and not unpacker.eof:
        raise UnreadableError("is cut short: the deflate data ends too early")
    if unpacker.unused_data:
        raise UnreadableError("has something else behind the end of its deflate data")
    return out


def _looks_like_text(body: bytes) -> bool:
    return not _NO_TEXT.search(body, 0, _BEGINNING)


_UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    "chunked": _joined,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "zstd": _unzstd,
}
