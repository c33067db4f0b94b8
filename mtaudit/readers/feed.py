"""Feeds: RSS and Atom (by feedparser) and JSON Feed. Each item is an article, its text what its HTML shows."""

from __future__ import annotations

import datetime
import io
import json
import re
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.readers.html import date, plain
from mtaudit.readers.source import (
    InputError,
    MissingPackageError,
    Source,
    first_line,
    guarded,
    is_blank,
    read_text,
)
from mtaudit.readers.xml import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>/])")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the articles of an RSS or Atom feed, an error for each item without text.

    A feed that is no well-formed XML is read as far as it can be, and gives an error at its end.
    """
    return guarded(source, "RSS or Atom", _items(source))


def read_json(source: Source) -> Iterator[Article | InputError]:
    """Yield the articles of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    return guarded(source, "JSON Feed", _json_items(source))


def _items(source: Source) -> Iterator[Article | InputError]:
    try:
        import feedparser
    except ImportError as error:
        raise MissingPackageError("RSS and Atom", "feedparser", "feeds") from error
    text = xml_text(source)
    feed = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    outlet = _title(feed.feed)
    lines = _lines(text)
    exact = len(lines) == len(feed.entries)
    for index, entry in enumerate(feed.entries):
        origin = f"{source.name}:{lines[index]}" if exact else source.name
        yield _article(entry, outlet, origin)
    damage = feed.get("bozo_exception")
    if feed.bozo and hasattr(damage, "getLineNumber"):
        where = f"{source.name}:{damage.getLineNumber()}"
        what = first_line(Exception(damage.getMessage()))
        yield InputError(where, f"is not well-formed XML ({what}); items from there on may be incomplete")
    elif not feed.entries:
        yield InputError(source.name, "is a feed without items" if feed.version else "is no RSS or Atom feed")


def _article(entry: Any, outlet: str | None, origin: str) -> Article | InputError:
    text = _text(entry)
    name = str(entry.get("id") or entry.get("link") or "")
    if not name:
        return InputError(origin, "the item has neither a guid nor a link")
    if is_blank(text):
        return InputError(origin, f"the item {name[:80]} has no text")
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    return Article(
        id=name,
        text=text,
        title=_title(entry),
        date=_day(day),
        url=entry.get("link") or None,
        outlet=_title(entry.get("source") or {}) or outlet,
        origin=origin,
    )


def _text(entry: Any) -> str:
    """The longest content of an item, else its summary."""
    given = entry.get("content") or [entry.get("summary_detail") or {}]
    texts = [_shown(str(part.get("value") or ""), str(part.get("type") or "")) for part in given]
    return max(texts, key=len)


def _shown(value: str, kind: str) -> str:
    return plain(value) if kind in _HTML_TYPES else value


def _title(element: Any) -> str | None:
    detail = element.get("title_detail") or {}
    shown = _shown(str(detail.get("value") or element.get("title") or ""), str(detail.get("type") or ""))
    return " ".join(shown.split()) or None


def _day(day: Any) -> datetime.date | None:
    try:
        return datetime.date(*day[:3]) if day else None
    except (TypeError, ValueError):
        return None


def _lines(text: str) -> list[int]:
    """The line of each item."""
    lines, line, counted = [], 1, 0
    for match in _ITEM.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        lines.append(line)
    return lines


def _json_items(source: Source) -> Iterator[Article | InputError]:
    try:
        feed = json.loads(read_text(source).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        yield InputError(f"{source.name}:{error.lineno}", f"is not valid JSON: {error.msg} at column {error.colno}")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield InputError(source.name, "is a JSON Feed without items")
        return
    outlet = _string(feed, "title")
    for number, item in enumerate(items, 1):
        yield _json_article(item, number, outlet, source.name)


def _json_article(item: object, number: int, outlet: str | None, name: str) -> Article | InputError:
    if not isinstance(item, dict):
        return InputError(name, f"item {number} is no object")
    code, written = _string(item, "content_html"), _string(item, "content_text") or _string(item, "summary")
    text = plain(code) if code else written or ""
    given = item.get("id")
    key = str(given) if isinstance(given, int | float) and not isinstance(given, bool) else _string(item, "id")
    key = key or _string(item, "url")
    if not key:
        return InputError(name, f"item {number} has no id")
    if is_blank(text):
        return InputError(name, f"item {number} ({key[:80]}) has no text")
    return Article(
        id=key,
        text=text,
        title=_string(item, "title"),
        date=date(_string(item, "date_published")),
        url=_string(item, "url"),
        outlet=outlet,
        origin=name,
    )


def _string(record: dict[str, Any], key: str) -> str | None:
    """The value of a key where it is a string that says something; half characters are replaced."""
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
