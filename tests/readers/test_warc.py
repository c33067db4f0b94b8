"""Bodies of HTTP answers in web archives: packed, chunked, unpacked before, cut short and damaged."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mtaudit.article import Article
from mtaudit.readers import InputError, Source, read_stream

_WORDS = random.Random(1)
PAGE = b"<p>" + b" ".join(b"%x" % _WORDS.getrandbits(40) for _ in range(3000)) + b"</p>"
GZIP = gzip.compress(PAGE, mtime=0)
DEFLATE = zlib.compress(PAGE)
BARE = DEFLATE[2:-4]
GZIPPED = [("Content-Encoding", "gzip")]
DEFLATED = [("Content-Encoding", "deflate")]
CHUNKED = [("Transfer-Encoding", "chunked")]


def chunks(body: bytes, size: int = 5000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%X\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def read(body: bytes, fields: list[tuple[str, str]], kind: str = "text/html") -> Article | InputError:
    """What is read of a record with such a body; a good one behind it is read in any case."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for name, headers, payload in (("x", fields, body), ("next", [], b"<p>The rest.</p>")):
        http = StatusAndHeaders("200 OK", [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        url = f"https://e.org/{name}"
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(payload), http_headers=http)
        writer.write_record(record)
    first, rest = read_stream(Source("a.warc", io.BufferedReader(io.BytesIO(out.getvalue()))))
    assert isinstance(rest, Article)
    assert rest.id == "https://e.org/next"
    return first


def broken(body: bytes, fields: list[tuple[str, str]]) -> str:
    error = read(body, fields)
    assert isinstance(error, InputError)
    assert error.where == "a.warc (record 1)"
    address, _, why = error.message.partition("x: ")
    assert address == "https://e.org/"
    return why


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (GZIP, GZIPPED),
        (GZIP, [("content-encoding", "X-GZip")]),
        (gzip.compress(PAGE[:9000]) + gzip.compress(PAGE[9000:]), GZIPPED),
        (DEFLATE, DEFLATED),
        (BARE, DEFLATED),
        (chunks(PAGE), CHUNKED),
        (chunks(PAGE).replace(b"1388\r\n", b"001388 ;a=b\r\n"), CHUNKED),
        (chunks(PAGE)[:-2], CHUNKED),
        (chunks(PAGE)[:-2] + b"Expires: 0\r\n\r\n", CHUNKED),
        (chunks(GZIP), [*GZIPPED, ("Transfer-Encoding", "Chunked")]),
        (chunks(GZIP), [("Transfer-Encoding", "gzip, chunked")]),
    ],
)
def test_bodies_are_unpacked(body: bytes, fields: list[tuple[str, str]]) -> None:
    article = read(body, fields)
    assert isinstance(article, Article)
    assert article.text == PAGE.decode()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (PAGE, GZIPPED),
        (PAGE, DEFLATED),
        (PAGE, CHUNKED),
        (PAGE, [*GZIPPED, *CHUNKED]),
        (PAGE, [("Content-Encoding", "br")]),
        (PAGE, [("Content-Encoding", "zstd")]),
        (PAGE, [("Content-Encoding", "UTF-8")]),
        (PAGE, [("Content-Encoding", "")]),
        (GZIP, [*GZIPPED, *CHUNKED]),
        (chunks(PAGE), [*GZIPPED, *CHUNKED]),
    ],
)
def test_what_the_crawler_unpacked_is_taken_as_it_is(body: bytes, fields: list[tuple[str, str]]) -> None:
    article = read(body, fields)
    assert isinstance(article, Article)
    assert article.text == PAGE.decode()


@pytest.mark.parametrize("text", ["Kyiv is cold.", "xylem and phloem", "cab fares rise", "H", "<p>"])
def test_text_is_not_taken_for_deflate_data(text: str) -> None:
    article = read(text.encode(), DEFLATED, "text/plain")
    assert isinstance(article, Article)
    assert article.text == text


@pytest.mark.parametrize(
    ("body", "fields", "why"),
    [
        (GZIP[: len(GZIP) // 2], GZIPPED, "is cut short: the gzip data ends too early"),
        (GZIP[:-1], GZIPPED, "is cut short: the gzip data ends too early"),
        (GZIP[:2], GZIPPED, "is cut short: the gzip data ends too early"),
        (GZIP[:9000] + bytes(40) + GZIP[9040:], GZIPPED, "is damaged: the gzip data cannot be unpacked"),
        (GZIP[:-8] + b"\1\2\3\4" + GZIP[-4:], GZIPPED, "is damaged: the gzip data cannot be unpacked"),
        (b"\x1f\x8b\x07" + GZIP[3:], GZIPPED, "is damaged: the gzip data cannot be unpacked"),
        (GZIP + b"more", GZIPPED, "has something else behind the end of its gzip data"),
        (DEFLATE[:9000], DEFLATED, "is cut short: the deflate data ends too early"),
        (BARE[:9000], DEFLATED, "is cut short: the deflate data ends too early"),
        (DEFLATE[:9000] + bytes(40) + DEFLATE[9040:], DEFLATED, "is damaged: the deflate data cannot be unpacked"),
        (DEFLATE + b"more", DEFLATED, "has something else behind the end of its deflate data"),
        (b"200\r\n<p>Kyiv\r\n", CHUNKED, "is cut short: its chunks end too early"),
        (b"20", CHUNKED, "is cut short: its chunks end too early"),
        (chunks(PAGE)[:-5], CHUNKED, "is cut short: its chunks end too early"),
        (chunks(PAGE)[:-8], CHUNKED, "is cut short: its chunks end too early"),
        (chunks(PAGE).replace(b"1388\r\n", b"1387\r\n"), CHUNKED, "is damaged: a chunk does not end where it should"),
        (
            chunks(PAGE) * 2 + PAGE,
            [*CHUNKED, *CHUNKED, ("Content-Encoding", "gzip, gzip, gzip")],
            "is packed more than",
        ),
        (chunks(GZIP)[:9000], [*GZIPPED, *CHUNKED], "is cut short: its chunks end too early"),
        (chunks(GZIP[:9000]), [*GZIPPED, *CHUNKED], "is cut short: the gzip data ends too early"),
        (b"\x8b\x03\x80abc\x03", [("Content-Encoding", "br")], "is packed with Brotli (br), which cannot be unpacked"),
    ],
)
def test_a_body_that_breaks_is_told(body: bytes, fields: list[tuple[str, str]], why: str) -> None:
    assert broken(body, fields).startswith(why)


@pytest.mark.parametrize("fields", [GZIPPED, DEFLATED])
def test_a_body_that_unpacks_to_too_much_is_refused(fields: list[tuple[str, str]]) -> None:
    bomb = (gzip.compress if fields is GZIPPED else zlib.compress)(b" " * (33 << 20))
    assert broken(bomb, fields) == "is larger than 32 MiB, the limit for one article"


def test_nobody_can_save_a_page_of_an_archive_in_another_encoding() -> None:
    assert broken(b"<p>Caf\xe9</p>", []) == "is not valid UTF-8 at byte 6 (0xe9)"


def test_zstandard() -> None:
    body = pytest.importorskip("backports.zstd").compress(PAGE)
    packed = [("Content-Encoding", "zstd")]
    article = read(body, packed)
    assert isinstance(article, Article)
    assert article.text == PAGE.decode()
    assert broken(body[:9000], packed) == "is cut short: the zstd data ends too early"
