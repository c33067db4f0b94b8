"""Damaged and hostile input for every reader: a message and what was read before, never an exception or a hang."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import lzma
import re
import time
from typing import TYPE_CHECKING

import pytest
import reader_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtaudit.article import Article
from mtaudit.readers import READERS, InputError, Source, read_inputs, read_stream
from mtaudit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = samples.text_files() | samples.binary_files()
BY_NAME = {reader.name: reader for reader in READERS}
FORMATS = sorted(BY_NAME)


def read(data: bytes, name: str = "nameless", format: str | None = None) -> list[Article | InputError]:
    stream = io.BufferedReader(io.BytesIO(data))
    return list(read_stream(Source(name, stream), BY_NAME[format] if format else None))


def messages(data: bytes, name: str, format: str | None = None) -> list[str]:
    return [str(item) for item in read(data, name, format) if isinstance(item, InputError)]


def check(items: list[Article | InputError]) -> None:
    """Something is read or said; texts are texts, and messages are short and on one line."""
    assert items
    for item in items:
        if isinstance(item, InputError):
            assert item.message
            assert len(item.message) < 400
            assert "\n" not in item.message
            str(item).encode()
            continue
        assert item.id
        assert item.text.strip("\ufeff \t\r\n")
        item.text.encode()
        assert all(a.end <= b.start for a, b in itertools.pairwise(item.markup))
        assert all(0 <= s.start < s.end <= len(item.text) for s in item.markup)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_cut_at_any_place(name: str) -> None:
    data = FILES[name]
    for cut in {*range(0, len(data), max(1, len(data) // 60)), len(data) - 1}:
        check(read(data[:cut], name))


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_with_bytes_changed(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    pieces = st.sampled_from([b"", b"\0", b"\xed\xa0\x80", b"\xff\xff\xff\x7f", b"<", b'"', b"\n", b"&#xD800;", b"]]>"])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(pieces | st.binary(max_size=4))
        if not content:
            content += b"x"
    check(read(bytes(content), name))


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_anything_at_all(format: str, data: bytes) -> None:
    check(read(data, "any", format))


TAGS = st.sampled_from(
    [
        *("<item>", "</item>", "<entry>", "<rss version='2.0'>", "<channel>", "<content type='html'>", "<description>"),
        *("<feed xmlns='http://www.w3.org/2005/Atom'>", "</description>", "<guid>1</guid>", "<title>", "<![CDATA["),
        *(
            "]]>",
            "<tu>",
            "<tuv xml:lang='en'>",
            "<seg>",
            "</seg>",
            "</tuv>",
            "<file>",
            "<unit>",
            "<segment>",
            "<target>",
        ),
        *("msgid ", '"a"', "msgstr ", "msgstr[0] ", "msgid_plural ", "\n", "#~ ", "#, fuzzy", "<!--", "-->", "<?a?>"),
        *("x", "&lt;"),
    ]
)


@pytest.mark.parametrize("format", ["feed", "sitemap", "xliff", "tmx", "po", "html"])
@settings(max_examples=60, deadline=None)
@given(text=st.lists(TAGS, max_size=30).map("".join))
def test_the_signs_of_a_format_in_any_order(format: str, text: str) -> None:
    check(read(text.encode(), "any", format))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_what_stands_before_the_damage_of_a_compressed_file_is_read(pack: Callable[[bytes], bytes]) -> None:
    lines = [json.dumps({"id": n, "text": str(n * 7919**9)}) for n in range(20_000)]
    packed = pack("\n".join(lines).encode())
    *read_before, error = read(packed[: len(packed) // 2], "a.jsonl")
    assert len(read_before) > 100
    assert all(isinstance(item, Article) for item in read_before)
    assert isinstance(error, InputError)
    assert "is cut short" in error.message
    flipped = bytearray(packed)
    flipped[len(packed) // 2] ^= 0xFF
    *_, error = read(bytes(flipped), "a.jsonl")
    assert isinstance(error, InputError)
    assert "is damaged" in error.message or "not valid" in error.message


def test_something_behind_the_end_of_compressed_data_is_told() -> None:
    article, error = read(gzip.compress(b'{"id": 1, "text": "a"}\n') + b"and more of it", "a.jsonl")
    assert isinstance(article, Article)
    assert error == InputError("a.jsonl", "has something else behind the end of its gzip data")
    assert len(read(gzip.compress(b'{"id": 1, "text": "a"}\n') + bytes(1000), "a.jsonl")) == 1
    assert messages(gzip.compress(gzip.compress(b"a")), "a.txt") == ["a.txt: is compressed twice; unpack it once"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.html", "a.warc"])
def test_a_bomb_of_ten_gigabytes_is_not_unpacked(pack: Callable[[bytes], bytes], name: str) -> None:
    bomb = pack(b" " * (32 << 20)) * 320
    began = time.perf_counter()
    (message,) = messages(bomb, name)
    assert "unpacks to more than 250 times its size" in message or "larger than 32 MiB" in message
    assert time.perf_counter() - began < 20


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [ENTITIES, OUTSIDE, ENTITIES.lower().replace("<?xml", "<!-- <a> --><?xml")])
@pytest.mark.parametrize("name", ["a.rss", "sitemap.xml", "a1.xlf", "a.tmx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(name: str, declared: str, encoding: str) -> None:
    text = FILES[name].decode()
    text = text[text.index("<", text.index("?>")) :].replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', "")
    (message,) = messages((declared + text.replace("Riga", "&a;")).encode(encoding), name)
    assert "declares entities, which are not read" in message or "is not XML" in message


@pytest.mark.parametrize("name", ["a.rss", "a.atom", "sitemap.xml", "a1.xlf", "a2.xliff", "a.tmx", "a.html"])
def test_deep_nesting(name: str) -> None:
    text = FILES[name].decode()
    deep = text.replace("Riga", "<g>" * 50_000 + "Riga" + "</g>" * 50_000)
    deep = deep if deep != text else text.replace("Secretary", "<g>" * 50_000 + "Secretary" + "</g>" * 50_000)
    began = time.perf_counter()
    check(read(deep.encode(), name))
    assert time.perf_counter() - began < 5


def test_deep_nesting_in_json() -> None:
    deep = '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000
    (message,) = messages(deep.encode(), "a.json")
    assert "JSON" in message


@pytest.mark.parametrize("format", [f for f in FORMATS if f not in ("parquet", "arrow")])
def test_a_line_of_a_gigabyte_is_refused_with_a_message(format: str, tmp_path: Path) -> None:
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.write(
            {
                "warc": b"WARC/1.0\r\nA: ",
                "csv": b"id,text\n1,",
                "tsv": b"id\ttext\n1\t",
                "mqm": samples.MQM.encode(),
            }.get(format, b"")
        )
        file.truncate(1 << 30)
    began = time.perf_counter()
    items = list(read_inputs([str(path)], stdin=io.BytesIO(), format=format))
    (error,) = [item for item in items if isinstance(item, InputError)]
    assert "larger than" in error.message
    assert " MiB" in error.message
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("name", ["a.rss", "a.html", "a.po", "a1.xlf", "a.csv", "a.tsv", "mqm.tsv", "feed.json"])
def test_bytes_that_are_no_text(name: str) -> None:
    data = FILES[name]
    middle = data.index(b"Riga") if b"Riga" in data else len(data) // 2
    for piece, why in ((b"\0", "is a binary file"), (b"\xed\xa0\x80", "is not valid UTF-8"), (b"\xe9", "is not valid")):
        found = messages(data[:middle] + piece + data[middle:], name)
        assert any(why in message for message in found), found


def test_a_bad_row_of_a_table_costs_no_other() -> None:
    good, bad, rest = read(b"id,text\n1,a\n2,caf\xe9\n3,c\n", "a.csv")
    assert isinstance(good, Article)
    assert isinstance(bad, InputError)
    assert bad.where == "a.csv:3"
    assert isinstance(rest, Article)


def test_a_quote_that_never_closes_is_told() -> None:
    *_, last = read(b'id,text\n1,"a\n' + b"2,%s\n" % (b"b" * 1000) * 34_000, "a.csv")
    assert isinstance(last, InputError)
    assert "is a quote not closed?" in last.message


def test_a_quote_that_is_open_at_the_end_is_told_and_no_row_is_lost_in_it() -> None:
    first, error = read(b'id,text\n1,a\n2,"b\n3,c\n4,d\n', "a.csv")
    assert isinstance(first, Article)
    assert error == InputError("a.csv:3", "a quote is not closed, so that the row goes on to the end of the file")
    assert len(read(b'id,text\n1,a\n2,"b\n3,c"', "a.csv")) == 2
    assert len(read(b"id,text\n1,a\n2,b", "a.csv")) == 2


def test_an_archive_cut_inside_of_any_record_is_told() -> None:
    """A file that ends between two records is whole, as far as anybody can see."""
    archive = gzip.decompress(samples.warc())
    starts = [match.start() for match in re.finditer(rb"WARC/1\.\d\r\n", archive)]
    for start, end in itertools.pairwise([*starts[1:], len(archive)]):
        for cut in {*range(start + 8, end - 4, 7), start + 10, end - 5}:
            told = messages(archive[:cut], "a.warc")
            assert any("cut short" in message or "is not readable" in message for message in told), cut


@pytest.mark.parametrize("other", [b"1000", b"1290", b"1400", b"9999999"])
def test_a_record_whose_length_is_wrong_is_told(other: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    archive = re.sub(rb"Content-Length: 1\d\d\d", b"Content-Length: " + other, gzip.decompress(samples.warc()), count=1)
    assert any(
        why in message
        for why in ("does not begin where", "is not readable", "is cut short")
        for message in messages(archive, "a.warc")
    )
    assert capfd.readouterr() == ("", "")


def test_half_characters_in_references_are_replaced() -> None:
    (article,) = read(b"<p>a &#xD800; b &#0; c &#x110000; d</p>", "a.html")
    assert isinstance(article, Article)
    assert article.shown is not None
    assert article.shown.text == "a \ufffd b \ufffd c \ufffd d"
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "\ud800", "content_text": "a \ud800 b"}]}
    check(read(json.dumps(feed).encode(), "a.json"))


PIECES = ["<", "<a ", '<a x="', "<a x='", "</", "<!--", "<!", "<?", "&", "&#", "&amp", "<![CDATA[", "<item>", "<p>"]
PIECES += [
    " \n",
    "\t",
    '"',
    "'",
    "=",
    "<b>",
    "<script>",
    "<pre>",
    "]]>",
    "#~ ",
    'msgid "',
    '"\n',
    "\\",
    "[",
    "{",
    ",",
    "a:",
]


@pytest.mark.parametrize("format", ["html", "feed", "jsonfeed", "sitemap", "csv", "tsv", "po", "xliff", "tmx", "mqm"])
def test_time_is_linear_in_the_worst_cases(format: str) -> None:
    heads = {
        "feed": '<rss version="2.0"><channel><item><description>',
        "po": 'msgid ""\nmsgstr ""\n',
        "csv": "id,text\n",
    }
    heads |= {"xliff": "<xliff>", "tmx": "<tmx>", "sitemap": "<urlset>", "jsonfeed": '{"items": ', "tsv": "id\ttext\n"}
    for piece in PIECES:
        data = (heads.get(format, "") + piece * (100_000 // len(piece))).encode()
        began = time.perf_counter()
        check(read(data, "worst", format))
        assert time.perf_counter() - began < 4, piece
        began = time.perf_counter()
        check(read(data, "worst"))
        assert time.perf_counter() - began < 4, piece


def test_runs_of_a_shown_text_lead_back() -> None:
    (article,) = read(samples.PAGE.encode(), "a.html")
    assert isinstance(article, Article)
    assert article.shown is not None
    view = Text(article.text, article.markup)
    for index, char in enumerate(article.shown.text):
        start, end = article.shown.given(index, index + 1)
        given_ = article.text[start:end]
        assert given_ == char or given_.startswith("&") or char.isspace(), (index, char, given_)
        if given_ == char:
            assert view.prose[start] == char
