"""Feeds: RSS and Atom (by feedparser) and JSON Feed. Each item is an article, its text what its HTML shows."""

from __future__ import annotations

import datetime
import io
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.readers.html import date, plain
from mtaudit.readers.paths import is_url
from mtaudit.readers.source import (
    InputError,
    MissingPackageError,
    Source,
    UnreadableError,
    first_line,
    guarded,
    input_error,
    is_blank,
    read_text,
)
from mtaudit.readers.xml import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>/])")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_NAME = 100  # characters of a text that stand for the id of an item that has none


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: `text` is plain text, "" where the feed gives none, `url` the http address of its page.

    `updated` is what the feed says of changes, `outlet` where it took the item from, `line` where the item stands.
    """

    id: str
    url: str | None
    title: str | None
    date: datetime.date | None
    text: str
    updated: str = ""
    outlet: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own title, its items, and what of it could not be read."""

    title: str | None
    items: tuple[Item, ...]
    damage: tuple[UnreadableError, ...] = ()


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the articles of an RSS or Atom feed, an error for each item without text.

    A feed that is no well-formed XML is read as far as it can be, and gives an error at its end.
    """
    return guarded(source, "RSS or Atom", _articles(source))


def read_json(source: Source) -> Iterator[Article | InputError]:
    """Yield the articles of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    return guarded(source, "JSON Feed", _articles(source, is_json=True))


def parse(source: Source) -> Feed:
    """An RSS or Atom feed. Raises `UnreadableError` where it is none, and `MissingPackageError`."""
    try:
        import feedparser
    except ImportError as error:
        raise MissingPackageError("RSS and Atom", "feedparser", "feeds") from error
    text = xml_text(source, characters=True)
    headers = {"content-type": "application/xml; charset=utf-8"}
    if source.url:  # relative links start from there
        headers["content-location"] = source.url
    try:
        feed = feedparser.parse(
            io.BytesIO(text.encode("utf-8")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it means to take anything, and has been tripped all the same
        raise UnreadableError(f"cannot be read as a feed: {first_line(error)}") from None
    if not feed.version and not feed.entries:
        raise UnreadableError("is no RSS or Atom feed")
    lines = _lines(text)
    items = tuple(map(_item, feed.entries))
    if len(lines) == len(items):
        items = tuple(replace(item, line=line) for item, line in zip(items, lines, strict=True))
    return Feed(_title(feed.feed), items, _damage(feed))


def parse_json(source: Source) -> Feed:
    """A JSON Feed. Raises `UnreadableError` where it is none."""
    try:
        feed = json.loads(read_text(source).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise UnreadableError(f"is not valid JSON: {error.msg} at column {error.colno}", error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not readable JSON Feed: {first_line(error)}") from None
    given = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(given, list):
        raise UnreadableError("is no JSON Feed: it has no items")
    items = tuple(_json_item(item) for item in given if isinstance(item, dict))
    wrong = [f"item {number} is no object" for number, item in enumerate(given, 1) if not isinstance(item, dict)]
    return Feed(_string(feed, "title"), items, tuple(map(UnreadableError, wrong)))


def _articles(source: Source, *, is_json: bool = False) -> Iterator[Article | InputError]:
    feed = parse_json(source) if is_json else parse(source)
    for item in feed.items:
        article = _article(item, source)
        yield article if isinstance(article, InputError) else replace(article, outlet=article.outlet or feed.title)
    for damage in feed.damage:
        yield input_error(source, damage)
    if not feed.items and not feed.damage:
        raise UnreadableError("is a feed without items")


def _article(item: Item, source: Source) -> Article | InputError:
    if source.fetch and item.url:
        from mtaudit.readers.web import page

        found = page(item.url, source.fetch, source.view)
        return found if isinstance(found, InputError) else _filled(found, item)
    origin = source.name if item.line is None else f"{source.name}:{item.line}"
    if is_blank(item.text):
        hint = "; --follow reads its page" if item.url else ""
        return InputError(origin, f"the item {item.id[:80]} has no text{hint}")
    return Article(
        id=item.id,
        text=item.text,
        title=item.title,
        date=item.date,
        url=item.url,
        outlet=item.outlet,
        origin=origin,
    )


def _filled(found: Article, item: Item) -> Article:
    """The page of an item; what the feed says of it counts, and the page tells the rest."""
    return replace(
        found,
        id=item.id,
        title=item.title or found.title,
        date=item.date or found.date,
        outlet=item.outlet or found.outlet,
    )


def _item(entry: Any) -> Item:
    text = _text(entry)
    link = _line(entry.get("link"))
    url = link if link and is_url(link) else None
    title = _title(entry)
    return Item(
        id=_line(entry.get("id")) or link or title or text[:_NAME] or "without a name",
        url=url,
        title=title,
        date=_day(entry.get("published_parsed") or _own(entry, "updated_parsed")),
        text=text,
        updated=_line(_own(entry, "updated")) or "",
        outlet=_title(entry.get("source") or {}),
    )


def _own(entry: Any, key: str) -> Any:
    """A value of an entry: `get` would answer with the date of publication where there is no other, and warn."""
    return entry[key] if key in entry else None  # noqa: SIM401


def _text(entry: Any) -> str:
    """The longest of the contents of an item, or its summary."""
    given = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    return max((_shown(part) for part in given), key=len)


def _title(element: Any) -> str | None:
    return _line(_shown(element.get("title_detail") or {"value": element.get("title")}))


def _shown(detail: Any) -> str:
    value = _whole(str(detail.get("value") or ""))
    return plain(value) if detail.get("type") in _HTML_TYPES else value


def _day(day: Any) -> datetime.date | None:
    try:
        return datetime.date(*day[:3]) if day else None
    except (TypeError, ValueError):
        return None


def _damage(feed: Any) -> tuple[UnreadableError, ...]:
    """What is wrong with the XML of a feed, if anything."""
    error = feed.get("bozo_exception")
    if not feed.bozo or not hasattr(error, "getLineNumber"):
        return ()
    what = first_line(Exception(error.getMessage()))
    said = f"is not well-formed XML ({what}); items from there on may be incomplete"
    return (UnreadableError(said, error.getLineNumber()),)


def _lines(text: str) -> list[int]:
    """The line of each item."""
    lines, line, counted = [], 1, 0
    for match in _ITEM.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        lines.append(line)
    return lines


def _json_item(item: dict[str, Any]) -> Item:
    code, written = _string(item, "content_html"), _string(item, "content_text") or _string(item, "summary")
    text = plain(code) if code else written or ""
    given = item.get("id")
    key = str(given) if isinstance(given, int | float) and not isinstance(given, bool) else _string(item, "id")
    url, title = _string(item, "url"), _line(_string(item, "title"))
    return Item(
        id=key or url or title or text[:_NAME] or "without a name",
        url=url if url and is_url(url) else None,
        title=title,
        date=date(_string(item, "date_published")),
        text=text,
        updated=_string(item, "date_modified") or "",
    )


def _string(record: dict[str, Any], key: str) -> str | None:
    """The value of a key where it is a string that says something."""
    value = record.get(key)
    return _whole(value) if isinstance(value, str) and value.strip() else None


def _line(text: object) -> str | None:
    """A text on one line; None where nothing is left."""
    return " ".join(_whole(text).split()) or None if isinstance(text, str) else None


def _whole(text: str) -> str:
    """A text with half characters replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
