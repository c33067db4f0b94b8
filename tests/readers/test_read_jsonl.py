"""JSON records: what is read, what is refused, and that the rest is read on."""

from __future__ import annotations

import datetime
import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Article
from mtaudit.readers import InputError, Source, jsonl
from mtaudit.readers.source import MAX_BYTES


def lines(data: bytes | str) -> list[Article | InputError]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(jsonl.read(Source("f.jsonl", stream)))


def document(data: str) -> list[Article | InputError]:
    return list(jsonl.read_document(Source("f.json", io.BytesIO(data.encode()))))


def error_of(**record: Any) -> str:
    (item,) = lines(json.dumps(record))
    assert isinstance(item, InputError)
    assert item.where == "f.jsonl:1"
    return item.message


def test_every_key_of_a_record_is_read() -> None:
    record = {"id": 7, "text": "A\r\nb.", "title": "T", "date": "2021-12-02", "url": "u", "outlet": "o"}
    record |= {"source": "源", "source_lang": "zh", "reference": "r", "anything": [1]}
    assert lines(json.dumps(record)) == [
        Article(
            id="7",
            text="A\r\nb.",
            title="T",
            date=datetime.date(2021, 12, 2),
            url="u",
            outlet="o",
            source="源",
            source_lang="zh",
            reference="r",
            origin="f.jsonl:1",
        )
    ]


def test_null_means_not_given() -> None:
    (item,) = lines('{"id": "a", "text": "b", "date": null, "title": null}')
    assert item == Article(id="a", text="b", origin="f.jsonl:1")


@pytest.mark.parametrize("date", ["2021-12-02T10:15:00Z", "2021-12-02 10:15", "2021-12-02T23:00:00+09:00"])
def test_a_date_may_have_a_time(date: str) -> None:
    (item,) = lines(json.dumps({"id": "a", "text": "b", "date": date}))
    assert isinstance(item, Article)
    assert item.date == datetime.date(2021, 12, 2)


@pytest.mark.parametrize("date", ["2 Dec 2021", "2021-13-01", 20211202, ["2021"], "x" * 500])
def test_a_bad_date_is_an_error(date: object) -> None:
    message = error_of(id="a", text="b", date=date)
    assert "not an ISO date" in message
    assert len(message) < 120


def test_bad_records_are_named_and_the_rest_is_read() -> None:
    items = lines(
        '{"id": 1, "text": "a"}\n'
        "\n"
        '{"id": 2, "text": \n'
        '["id", 3]\n'
        '{"text": "no id"}\n'
        '{"id": "", "text": "no id"}\n'
        '{"id": 4}\n'
        '{"id": 5, "text": 5}\n'
        '{"id": true, "text": "a"}\n'
        '{"id": 6, "text": " \\n "}\n'
        '{"id": 7, "text": "a", "title": {}}\n'
        '{"id": 8, "text": "z"}'
    )
    assert [(i.where, i.message) for i in items if isinstance(i, InputError)] == [
        ("f.jsonl:3", "is not valid JSON: expecting value at column 19"),
        ("f.jsonl:4", "a record is a JSON object, this is a list"),
        ("f.jsonl:5", "the record has no id"),
        ("f.jsonl:6", "the record has no id"),
        ("f.jsonl:7", "the record has no text"),
        ("f.jsonl:8", "text is a number, not a string"),
        ("f.jsonl:9", "id is true or false, not a string"),
        ("f.jsonl:10", "text is empty"),
        ("f.jsonl:11", "title is an object, not a string"),
    ]
    assert [i.id for i in items if isinstance(i, Article)] == ["1", "8"]


@pytest.mark.parametrize("key", ["id", "text", "title"])
def test_half_a_character_is_an_error(key: str) -> None:
    message = error_of(**({"id": "a", "text": "b"} | {key: "ab\ud83d"}))
    assert message == f"{key} holds half a character (\\ud83d) at character 2"


def test_nesting_and_numbers_beyond_reason_are_errors() -> None:
    deep, long, good = lines("[" * 100_000 + "\n" + '{"id": ' + "9" * 10_000 + "}\n" + '{"id": 1, "text": "a"}')
    assert isinstance(deep, InputError)
    assert isinstance(long, InputError)
    assert isinstance(good, Article)


def test_invalid_utf8_costs_one_line() -> None:
    bad, good = lines(b'{"id": 1, "text": "\xff"}\n{"id": 2, "text": "a"}\n')
    assert bad == InputError("f.jsonl:1", "is not valid UTF-8 at byte 19 of the line (0xff)")
    assert isinstance(good, Article)


@pytest.mark.parametrize("data", ["", "\n \n", "\ufeff\n"])
def test_no_record_is_an_error(data: str) -> None:
    assert lines(data) == [InputError("f.jsonl", "is empty")]


@pytest.mark.parametrize("data", [b"\x89PNG\0\0", '{"id": 1}'.encode("utf-16")])
def test_binary_gives_one_error(data: bytes) -> None:
    (item,) = lines(data * 5)
    assert isinstance(item, InputError)


def test_duplicate_ids_are_kept() -> None:
    assert len(lines('{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}')) == 2


class _Lines(io.RawIOBase):
    """Lines made on demand: a stream larger than memory should be asked to hold."""

    def __init__(self, pieces: Any) -> None:
        self.pieces = pieces
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.rest = self.rest or next(self.pieces, b"")
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_memory_stays_flat() -> None:
    record = json.dumps({"id": 1, "text": "word " * 2000}).encode() + b"\n"
    stream = io.BufferedReader(_Lines(record for _ in range(2000)))  # 20 MB
    tracemalloc.start()
    assert sum(1 for _ in jsonl.read(Source("f", stream))) == 2000  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_line_beyond_the_limit_is_passed_over() -> None:
    chunk = b"x" * (1 << 20)
    count = (MAX_BYTES >> 20) * 3
    pieces = [b'{"id": 1, "text": "a"}\n', *[chunk] * count, b'"}\n', b'{"id": 2, "text": "b"}\n']
    stream = io.BufferedReader(_Lines(iter(pieces)))
    first, refused, last = jsonl.read(Source("f.jsonl", stream))  # type: ignore[arg-type]
    assert isinstance(refused, InputError)
    assert refused.where == "f.jsonl:2"
    assert "larger than 32 MiB" in refused.message
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert last.origin == "f.jsonl:3"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: bool(t.strip("\ufeff \t\n\r")))
TRICKY = st.lists(st.sampled_from(["👩‍👧", "e\u0301", "\r\n", "\ufeff", "שלום", "\u2028", "a"]), min_size=1)


@given(TEXTS | TRICKY.map(lambda parts: "".join([*parts, "z"])), st.booleans())
def test_text_comes_through_unchanged(text: str, escaped: bool) -> None:
    if not text.strip().strip("\ufeff").strip():
        return
    (item,) = lines(json.dumps({"id": "a", "text": text}, ensure_ascii=escaped))
    assert isinstance(item, Article)
    assert item.text == text


def test_json_file_holds_one_record() -> None:
    (item,) = document('\ufeff{\n "id": "a",\n "text": "b"\n}\n')
    assert item == Article(id="a", text="b", origin="f.json:1")


def test_json_file_holds_a_list() -> None:
    items = document('[\n{"id": 1, "text": "a"},\n{"id": 2},\n{"id": 3, "text": "c"}\n]\n')
    assert [i.origin if isinstance(i, Article) else i.where for i in items] == [
        "f.json:2",
        "f.json:3",
        "f.json:4",
    ]
    assert isinstance(items[1], InputError)


def test_json_file_may_be_json_lines_all_the_same() -> None:
    items = document('{"id": 1, "text": "a"}\n{"id": 2, "text": "b"}\n')
    assert [i.origin for i in items if isinstance(i, Article)] == ["f.json:1", "f.json:2"]


@pytest.mark.parametrize(
    ("data", "where", "why"),
    [
        ("[]", "f.json", "holds no record"),
        (" ", "f.json", "is empty"),
        ('{"id": 1,\n"text" 2}', "f.json:2", "is not valid JSON"),
        ('[{"id": 1, "text": "a"},\n{"id": }]', "f.json:2", "what follows in the file is not read"),
        ('[{"id": 1, "text": "a"}\n', "f.json:2", "does not end"),
        ('"text"', "f.json:1", "a record is a JSON object, this is a string"),
        ("[" * 100_000, "f.json:1", "nested too deeply"),
    ],
)
def test_bad_json_files(data: str, where: str, why: str) -> None:
    item = document(data)[-1]
    assert isinstance(item, InputError)
    assert item.where == where
    assert why in item.message
