"""JSON records: one a line (.jsonl, .ndjson), or one record or a list of them (.json).

A record has `id` and `text`, and may have `title`, `date`, `url`, `outlet`, `source`,
`source_lang`, `reference` and `ignore` (a list: codes or names of checks, fingerprints); other keys are passed over.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.readers.kinds import RECORD
from mtaudit.readers.source import (
    MAX_BYTES,
    InputError,
    Source,
    UnreadableError,
    decode,
    input_error,
    is_blank,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DOCUMENT = 8 * MAX_BYTES
"""The largest .json file that is read, in bytes: unlike .jsonl it has to be held whole."""

_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*+")
_KINDS = {list: "a list", str: "a string", bool: "true or false", type(None): "null", dict: "an object"}


class RecordError(ValueError):
    """A record that is no article; the message says why."""


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the article of each line as it is read; a bad line gives an error and the rest is read on.

    A line over `MAX_BYTES` is passed over without being held in memory.
    """
    found = False
    for item in read_part(source, 1):
        found = True
        yield item
    if not found:
        yield InputError(source.name, "is empty")


def read_part(source: Source, first: int) -> Iterator[Article | InputError]:
    """Yield the article of each line of a part of a file that begins at line `first`; nothing for a part without."""
    for number, line in enumerate(_lines(source), first):
        where = f"{source.name}:{number}"
        if line is None:
            limit = f"{MAX_BYTES >> 20} MiB, the limit for one article"
            yield InputError(where, f"the record is larger than {limit}")
            continue
        if number == 1:
            if line[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in line:
                yield InputError(source.name, "is not JSON lines in UTF-8 (it is binary, or UTF-16)")
                return
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield _article_of_line(line, where, source.columns)


def read_document(source: Source) -> Iterator[Article | InputError]:
    """Yield the articles of a JSON file: one record, a list of records, or (though so named) JSON lines."""
    data = source.stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        yield InputError(source.name, f"is larger than {MAX_DOCUMENT >> 20} MiB; use JSON lines (.jsonl)")
        return
    try:
        text = decode(data).removeprefix("\ufeff")
    except UnreadableError as error:
        yield input_error(source, error)
        return
    if is_blank(text):
        yield InputError(source.name, "is empty")
    elif text.lstrip().startswith("["):
        yield from _articles_of_list(text, source)
    else:
        yield from _articles_of_values(text, source)


def article(record: object, origin: str, columns: Mapping[str, str] | None = None) -> Article:
    """The article of a record; `columns` says which key holds a field. Raises `RecordError` where it is none."""
    if not isinstance(record, dict):
        raise RecordError(f"a record is a JSON object, this is {_kind(record)}")
    if columns:
        record = _renamed(record, columns)
    text = _text(record)
    return Article(
        id=_id(record),
        text=text,
        title=_optional(record, "title"),
        date=_date(record.get("date")),
        url=_optional(record, "url"),
        outlet=_optional(record, "outlet"),
        source=_optional(record, "source"),
        source_lang=_optional(record, "source_lang"),
        reference=_optional(record, "reference"),
        ignore=_ignore(record.get("ignore")),
        origin=origin,
    )


def record_of(article: Article) -> dict[str, Any]:
    """The record that `article` makes this article of; what is empty is left out."""
    fields = {name: getattr(article, name) for name in RECORD}
    fields["date"] = article.date and article.date.isoformat()
    fields["ignore"] = list(article.ignore)
    return {name: value for name, value in fields.items() if value}


def _renamed(record: dict[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    for field, key in columns.items():
        if field in ("id", "text") and key not in record:
            raise RecordError(f"the record has no {key!r}, which is to be its {field}")
    return {**record, **{field: record.get(key) for field, key in columns.items()}}


def _lines(source: Source) -> Iterator[bytes | None]:
    """The lines of a stream, None for one that is too long."""
    while line := source.stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.stream.readline(_CHUNK)
        yield None


def _article_of_line(line: bytes, where: str, columns: Mapping[str, str]) -> Article | InputError:
    try:
        text = line.rstrip(b"\r\n").decode("utf-8")
    except UnicodeDecodeError as error:
        byte, raw = line[error.start], line.decode("utf-8", "replace").rstrip("\r\n")
        problem = f"is not valid UTF-8 at byte {error.start} of the line (0x{byte:02x})"
        return InputError(where, problem, {"raw": raw})
    try:
        record = _parse(text)
    except RecordError as error:
        return InputError(where, str(error), {"raw": text})
    return _article_or_error(record, where, columns)


def _articles_of_list(text: str, source: Source) -> Iterator[Article | InputError]:
    name = source.name
    position = _SPACE.match(text, text.index("[") + 1).end()  # type: ignore[union-attr]
    line, counted, found = 1, 0, False
    decoder = json.JSONDecoder()
    while position < len(text) and text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        where = f"{name}:{line}"
        try:
            record, position = _raw_decode(decoder, text, position)
        except RecordError as error:
            yield InputError(where, f"{error}; what follows in the file is not read")
            return
        found = True
        yield _article_or_error(record, where, source.columns)
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        if text[position : position + 1] == ",":
            position = _SPACE.match(text, position + 1).end()  # type: ignore[union-attr]
        elif text[position : position + 1] != "]":
            break
    last = text.count("\n") + 1
    if text[position : position + 1] != "]":
        yield InputError(f"{name}:{last}", "is not valid JSON: the list of records does not end")
    elif not found:
        yield InputError(name, "holds no record")


def _articles_of_values(text: str, source: Source) -> Iterator[Article | InputError]:
    name = source.name
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            yield InputError(f"{name}:{error.lineno}", _invalid(error))
            return
    except (ValueError, RecursionError) as error:
        yield InputError(name, _invalid(error))
        return
    else:
        yield _article_or_error(record, f"{name}:1", source.columns)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _article_of_line(line.encode("utf-8"), f"{name}:{number}", source.columns)


def _article_or_error(record: object, where: str, columns: Mapping[str, str]) -> Article | InputError:
    try:
        return article(record, where, columns)
    except RecordError as error:
        return InputError(where, str(error), record if isinstance(record, dict) else {"raw": json.dumps(record)})


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(_invalid(error)) from None


def _raw_decode(decoder: json.JSONDecoder, text: str, position: int) -> tuple[object, int]:
    try:
        return decoder.raw_decode(text, position)
    except (ValueError, RecursionError) as error:
        raise RecordError(_invalid(error)) from None


def _invalid(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        message = error.msg[:1].lower() + error.msg[1:]
        return f"is not valid JSON: {message} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "is not readable JSON: nested too deeply"
    return "is not readable JSON: a number has too many digits"


def _id(record: dict[str, Any]) -> str:
    value = record.get("id")
    if value is None or value == "":
        raise RecordError("the record has no id")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return _string("id", value)


def _text(record: dict[str, Any]) -> str:
    if record.get("text") is None:
        raise RecordError("the record has no text")
    text = _string("text", record["text"])
    if is_blank(text):
        raise RecordError("text is empty")
    return text


def _optional(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return None if value is None else _string(key, value)


def _ignore(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RecordError(f"ignore is {_kind(value)}, not a list")
    return tuple(_string("ignore", item) for item in value)


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise RecordError(f"{key} is {_kind(value)}, not a string")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        code = f"\\u{ord(value[error.start]):04x}"
        raise RecordError(f"{key} holds half a character ({code}) at character {error.start}") from None
    return value


def _date(value: object) -> datetime.date | None:
    if value is None or value == "":
        return None
    text = value.strip() if isinstance(value, str) else ""
    try:
        return datetime.datetime.fromisoformat(text).date()
    except ValueError:
        shown = json.dumps(value, ensure_ascii=True)
        shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
        raise RecordError(f"date is {shown}, not an ISO date like 2021-12-02") from None


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
