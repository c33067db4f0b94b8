"""WARC (ISO 28500), by warcio: each page or plain text that was answered with is an article.

Read are responses with status 200, resources of the web, and conversions (WET files).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.readers.html import article, date, declared_encoding
from mtaudit.readers.http_body import unpacked
from mtaudit.readers.source import (
    MAX_BYTES,
    InputError,
    MissingPackageError,
    Source,
    UnreadableError,
    decode_declared,
    guarded,
    is_blank,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHUNK = 1 << 16
_BLOCK = 1 << 20  # the library puts the blocks of a line together in time that grows with the square of their number
_PAGES = ("text/html", "application/xhtml+xml")


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each page of a WARC file, and an error for each that cannot be read."""
    return guarded(source, "WARC", _articles(source))


def _articles(source: Source) -> Iterator[Article | InputError]:
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        raise MissingPackageError("WARC", "warcio", "warc") from error
    found = False
    records = ArchiveIterator(_Checked(source.stream), block_size=_BLOCK)
    records.INC_RECORD = ""  # what it would write to standard error is said here
    misplaced = 0
    for number, record in enumerate(records, 1):
        origin = f"{source.name} (record {number})"
        if records.err_count > misplaced:
            misplaced = records.err_count
            yield InputError(origin, "does not begin where the record before it ends, of which a part may be missing")
        kind = _kind(record)
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        try:
            if kind:
                found = True
                yield _article(record, kind, url.strip("<>"), origin, source)
            else:
                _pass(record)
        except UnreadableError as error:
            yield InputError(origin, f"{url[:200]}: {error}" if url else str(error))
    if records.next_line:  # of a record whose headers do not end
        yield InputError(source.name, "is cut short: the file ends inside of the headers of a record")
    elif not found:
        yield InputError(source.name, "holds no web page")


class _Checked:
    """A stream whose lines have a limit: the library looks for the end of a line in time that grows with its square."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._since = 0  # bytes since the last line end

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        last = data.rfind(b"\n")
        self._since = self._since + len(data) if last < 0 else len(data) - last - 1
        if self._since > MAX_BYTES:
            raise UnreadableError(f"has a line that is larger than {MAX_BYTES >> 20} MiB, the limit for one article")
        return data


def _kind(record: Any) -> str | None:
    """The media type of a record that is an article, or None for any other record."""
    if record.rec_type == "response":
        headers = record.http_headers
        if headers is None or headers.get_statuscode() != "200":
            return None
        given = headers.get_header("Content-Type")
    elif record.rec_type == "conversion" or (record.rec_type == "resource" and _is_of_web(record)):
        given = record.rec_headers.get_header("Content-Type")
    else:
        return None
    kind = (given or "").split(";")[0].strip().lower()
    return kind if kind == "text/plain" or kind in _PAGES else None


def _is_of_web(record: Any) -> bool:
    """Whether a record comes from a web address; crawlers keep their own logs beside (wget: metadata://gnu.org/…)."""
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>").startswith(("http://", "https://"))


def _article(record: Any, kind: str, url: str, origin: str, source: Source) -> Article:
    data = _content(record)
    headers = record.http_headers or record.rec_headers
    named = _CHARSET.search(headers.get_header("Content-Type") or "")
    text = decode_declared(data, named[1] if named else declared_encoding(data), local=False)
    day = date(record.rec_headers.get_header("WARC-Date"))
    if kind in _PAGES:
        page = article(text, url or origin, source.view, url or None, origin)
        return page if page.date else _dated(page, day)
    if is_blank(text):
        raise UnreadableError("is empty")
    return Article(id=url or origin, text=text, date=day, url=url or None, origin=origin)


def _dated(page: Article, day: Any) -> Article:
    from dataclasses import replace

    return replace(page, date=day)


def _content(record: Any) -> bytes:
    """The content of a record, unpacked. Raises `UnreadableError` where it is too large, cut short or damaged.

    The library would unpack it too, but hands on what it has got where the data breaks off.
    """
    data: bytes = record.raw_stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"is larger than {MAX_BYTES >> 20} MiB, the limit for one article")
    _pass(record)
    return unpacked(data, _codings(record)) if record.http_headers else data


def _codings(record: Any) -> list[str]:
    """How the body of a record is packed, in the order in which that was done."""
    fields = [(name.lower(), value) for name, value in record.http_headers.headers]
    given = [v for wanted in ("content-encoding", "transfer-encoding") for name, v in fields if name == wanted]
    return [coding for value in given for coding in value.split(",") if coding.strip()]


def _pass(record: Any) -> None:
    """Go to the end of a record. Raises `UnreadableError` where that is not in the file."""
    while record.raw_stream.read(_CHUNK):
        pass
    if not record.rec_headers.get_header("Content-Length") or getattr(record.raw_stream, "limit", 0) > 0:
        raise UnreadableError("is cut short: the file ends inside of the record")
